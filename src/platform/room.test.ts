import { describe, expect, it } from 'vitest';
import { hasRoom } from './room.ts';

/** A medium that takes so many bytes, and what became of the file. */
function medium(bytes: number, refusal: Error = new DOMException('full', 'QuotaExceededError')) {
  const seen = { written: 0, isClosed: false, isAborted: false, removed: [] as string[] };
  const stream = {
    async write(piece: Uint8Array) {
      if (seen.written + piece.length > bytes) throw refusal;
      seen.written += piece.length;
    },
    close: async () => void (seen.isClosed = true),
    abort: async () => void (seen.isAborted = true),
  };
  const folder = {
    getFileHandle: async () => ({ createWritable: async () => stream }),
    removeEntry: async (name: string) => void seen.removed.push(name),
  };
  return { seen, storage: { getDirectory: async () => folder } as unknown as StorageManager };
}

const wanted = 16 * 1024 * 1024;

describe('room on the medium', () => {
  it('is there where the file could be written, which is gone afterwards', async () => {
    const { storage, seen } = medium(wanted);
    expect(await hasRoom(storage)).toBe(true);
    expect(seen).toEqual({ written: wanted, isClosed: true, isAborted: false, removed: ['poltora-room'] });
  });

  it.each<[string, Error]>([
    ["the browser's own error", new DOMException('full', 'QuotaExceededError')],
    ['a text alone', new DOMException('No space left on device', 'InvalidStateError')],
  ])('is missing by %s, and nothing is left behind', async (_, refusal) => {
    const { storage, seen } = medium(wanted - 1, refusal);
    expect(await hasRoom(storage)).toBe(false);
    expect(seen).toMatchObject({ isClosed: false, isAborted: true, removed: ['poltora-room'] });
  });

  it('is said of nobody who cannot say: no such files, or another refusal', async () => {
    expect(await hasRoom(undefined)).toBeUndefined();
    expect(await hasRoom({} as StorageManager)).toBeUndefined();
    expect(await hasRoom(medium(0, new DOMException('busy', 'NoModificationAllowedError')).storage)).toBeUndefined();
    const shut = { getDirectory: () => Promise.reject(new DOMException('no', 'SecurityError')) };
    expect(await hasRoom(shut as unknown as StorageManager)).toBeUndefined();
  });
});
