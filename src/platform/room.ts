/**
 * Whether the medium still takes what a till writes. `navigator.storage.estimate()` is no gauge: Chromium names a quota of its own making (10 GiB in a fresh
 * profile, platform.md II.5), whatever the disk has. So a file is written and removed.
 */

/** About three thousand receipts, bytes: a day's warning even for a busy shop. */
const wantedBytes = 16 * 1024 * 1024;
const pieceBytes = 1024 * 1024;
const fileName = 'poltora-room';

/** False: the file could not be written for want of room. Undefined: this browser has no such files, or says no for another reason. */
export async function hasRoom(storage: Pick<StorageManager, 'getDirectory'> | undefined): Promise<boolean | undefined> {
  if (!storage || !('getDirectory' in storage)) return undefined;
  try {
    const folder = await storage.getDirectory();
    const file = await folder.getFileHandle(fileName, { create: true });
    try {
      if (!('createWritable' in file)) return undefined;
      const stream = await file.createWritable();
      const piece = new Uint8Array(pieceBytes);
      try {
        for (let written = 0; written < wantedBytes; written += pieceBytes) await stream.write(piece);
        // The written pieces become the file here: a disk that is full says so now at the latest.
        await stream.close();
      } catch (error) {
        await stream.abort().catch(() => undefined);
        throw error;
      }
      return true;
    } finally {
      await folder.removeEntry(fileName).catch(() => undefined);
    }
  } catch (error) {
    return isWantOfRoom(error) ? false : undefined;
  }
}

const isWantOfRoom = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'QuotaExceededError' || /no space|quota|disk full/i.test(error.message));
