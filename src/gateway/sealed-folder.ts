/**
 * Small files that outlive the process: written whole or not at all, and sealed under a key that lies beside them, so that a copy of the
 * files alone, such as a backup or a disk sent for repair without the key, says nothing. What cannot be read is put aside, never deleted.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_FILE = 'key';
const KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';
/** The recommended length for GCM (NIST SP 800-38D §5.2.1.1). */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** First bytes of a sealed file; another form would get another number. */
const MAGIC = Buffer.from('POLTORA1');

export interface Opened {
  /** By name, without the ending. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Files that could not be read, as they are called now. */
  readonly putAside: readonly string[];
}

export class SealedFolder {
  readonly #path: string;
  readonly #ending: string;
  #key: Buffer | undefined;

  /** `ending`: of the names of its files, with the dot. */
  constructor(path: string, ending: string) {
    this.#path = path;
    this.#ending = ending;
  }

  /** Reads what there is. A folder that is not there yet is empty. Rejects, and has changed nothing, when the system lets nobody read: what is not ours to read is not damaged. */
  async open(): Promise<Opened> {
    const names = await readdir(this.#path).catch((error: unknown): string[] => {
      if (isCode(error, 'ENOENT')) return [];
      throw error;
    });
    const read = (name: string): Promise<Buffer> => readFile(join(this.#path, name));
    const keyText = names.includes(KEY_FILE) ? (await read(KEY_FILE)).toString('latin1') : undefined;
    const sealed = await Promise.all(
      names.filter((name) => name.endsWith(this.#ending)).map(async (name) => [name, await read(name)] as const),
    );

    const putAside: string[] = [];
    const files = new Map<string, Buffer>();
    if (keyText !== undefined && /^[0-9a-f]{64}\n?$/.test(keyText)) this.#key = Buffer.from(keyText.trim(), 'hex');
    else if (keyText !== undefined) putAside.push(await this.#putAside(KEY_FILE));
    for (const [name, bytes] of sealed) {
      const content = this.#unseal(name, bytes);
      if (content) files.set(name.slice(0, -this.#ending.length), content);
      else putAside.push(await this.#putAside(name));
    }
    for (const name of names) if (name.endsWith('.tmp')) await rm(join(this.#path, name), { force: true });
    return { files, putAside };
  }

  /** Resolves when the file is on the medium. */
  async write(name: string, content: Buffer): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const key = (this.#key ??= await this.#makeKey());
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv);
    // Under another name it is another till's: two files cannot be swapped.
    cipher.setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    await this.#replace(name + this.#ending, Buffer.concat([MAGIC, iv, cipher.getAuthTag(), sealed]));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#path, name + this.#ending), { force: true });
  }

  /** Takes a file that turned out to hold nothing of use out of the way. Returns its new name. */
  putAside(name: string): Promise<string> {
    return this.#putAside(name + this.#ending);
  }

  #unseal(name: string, bytes: Buffer): Buffer | undefined {
    const from = MAGIC.length;
    if (!this.#key || bytes.length < from + IV_BYTES + TAG_BYTES || !bytes.subarray(0, from).equals(MAGIC))
      return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(from, from + IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(name.slice(0, -this.#ending.length)));
    decipher.setAuthTag(bytes.subarray(from + IV_BYTES, from + IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(from + IV_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  async #makeKey(): Promise<Buffer> {
    const key = randomBytes(KEY_BYTES);
    await this.#replace(KEY_FILE, Buffer.from(`${key.toString('hex')}\n`));
    return key;
  }

  /** A power cut leaves the old file or the new one: the rename comes after the bytes, and the folder is told to the medium as well. */
  async #replace(name: string, content: Buffer): Promise<void> {
    const path = join(this.#path, name);
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(this.#path);
  }

  async #putAside(name: string): Promise<string> {
    const aside = `${name}.${Date.now()}.damaged`;
    await rename(join(this.#path, name), join(this.#path, aside)).catch(() => undefined);
    return aside;
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Windows opens no folders; its file system keeps a journal of names itself.
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === code;
