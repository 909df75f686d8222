/** Bytes of a file, a slice at a time, and the text in them. */
import { FileRefused, sliceBytes } from './limits.ts';

/** Anything that can be read in slices: the browser's `Blob`, or bytes that came out of a zip. */
export interface Source {
  readonly name: string;
  /** Bytes as they lie there: what `read` tells is a share of it. */
  readonly size: number;
  /** Hands all bytes over in their order; `done` says how many of `size` were read. */
  read(take: (bytes: Uint8Array, done: number) => void): Promise<void>;
}

export const sourceOf = (file: Blob & { readonly name: string }): Source => ({
  name: file.name,
  size: file.size,
  async read(take) {
    for (let from = 0; from < file.size; from += sliceBytes) {
      const slice = file.slice(from, from + sliceBytes);
      let bytes: ArrayBuffer;
      try {
        bytes = await slice.arrayBuffer();
      } catch (error) {
        throw new FileRefused('unreadable', String(error));
      }
      take(new Uint8Array(bytes), Math.min(file.size, from + sliceBytes));
    }
  },
});

/** The first bytes. */
export async function beginning(source: Source, most: number): Promise<Uint8Array> {
  const enough = new Error('enough');
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    await source.read((bytes) => {
      parts.push(bytes.slice(0, most - size));
      size += bytes.length;
      if (size >= most) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251';

/** Of these bytes the guess is made. */
export const guessBytes = 65_536;

/** By the mark of the byte order, else by where zeros stand, else by whether it is UTF-8 at all; Russian Windows writes the rest. */
export function guessEncoding(bytes: Uint8Array): Encoding {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  // Of Russian text in UTF-16 each second byte is 0 or 4.
  const sample = bytes.subarray(0, 4_096);
  const high = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0 || byte === 4) high[at % 2] = (high[at % 2] ?? 0) + 1;
  });
  const half = sample.length / 2;
  if (half >= 2 && (high[1] ?? 0) > half * 0.9 && (high[0] ?? 0) < half * 0.5) return 'utf-16le';
  if (half >= 2 && (high[0] ?? 0) > half * 0.9 && (high[1] ?? 0) < half * 0.5) return 'utf-16be';
  try {
    // A character that the end of the sample cuts through is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1251';
  }
}

/** The encoding that an XML file names for itself. */
export function xmlEncoding(bytes: Uint8Array): Encoding {
  const guessed = guessEncoding(bytes);
  if (guessed.startsWith('utf-16')) return guessed;
  const head = new TextDecoder('windows-1251').decode(bytes.subarray(0, 200));
  const named = /^(?:п»ї)?\s*<\?xml[^>]*encoding=["']([\w-]+)["']/i.exec(head)?.[1]?.toLowerCase();
  return named === 'windows-1251' || named === 'cp1251' ? 'windows-1251' : guessed;
}

/** The whole text. A file that begins as UTF-8 and is not, further on, is read as Russian Windows writes. */
export async function textOf(
  source: Source,
  onProgress: (done: number) => void,
): Promise<{ text: string; encoding: Encoding }> {
  const encoding = guessEncoding(await beginning(source, guessBytes));
  try {
    return { text: await decoded(source, encoding, encoding === 'utf-8', onProgress), encoding };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: await decoded(source, 'windows-1251', false, onProgress), encoding: 'windows-1251' };
  }
}

async function decoded(
  source: Source,
  encoding: Encoding,
  fatal: boolean,
  onProgress: (done: number) => void,
): Promise<string> {
  const decoder = new TextDecoder(encoding, { fatal });
  const parts: string[] = [];
  await source.read((bytes, done) => {
    parts.push(decoder.decode(bytes, { stream: true }));
    onProgress(done);
  });
  parts.push(decoder.decode());
  return parts.join('').replace(/^\ufeff/, '');
}
