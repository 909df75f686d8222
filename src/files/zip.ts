/** A zip, read as a stream: what comes out of it is counted while it comes, so that a bomb is put aside before it has filled any memory. */
import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import type { Source } from './bytes.ts';
import { FileRefused, mostEntries, mostRatio, mostUnzipped, unsuspicious } from './limits.ts';

/** Unpacked at once, bytes: a thousandfold of it is the most that can come out before it is counted. */
const stepBytes = 32_768;

const enough = new Error('enough');

/**
 * Walks through the zip. `take` says what to do with the bytes of an entry, by its name; undefined: they are passed over. `isDone`: nothing further is wanted.
 */
export async function walkZip(
  source: Source,
  take: (name: string) => ((bytes: Uint8Array, isLast: boolean, done: number) => void) | undefined,
  isDone: () => boolean = () => false,
): Promise<void> {
  let entries = 0;
  let unzipped = 0;
  let done = 0;
  let failure: unknown;
  let isOpen = false;
  const unzip = new Unzip((entry: UnzipFile) => {
    entries += 1;
    if (entries > mostEntries) failure ??= new FileRefused('zip-bomb', String(entries));
    const sink = take(entry.name);
    if (!sink) return;
    isOpen = true;
    entry.ondata = (error, bytes, isLast) => {
      if (failure !== undefined) return;
      if (error) {
        failure = new FileRefused('zip-broken', entry.name);
        return;
      }
      unzipped += bytes.length;
      if (unzipped > mostUnzipped || (unzipped > unsuspicious && unzipped > source.size * mostRatio)) {
        failure = new FileRefused('zip-bomb', entry.name);
        return;
      }
      if (isLast) isOpen = false;
      try {
        sink(bytes, isLast, done);
      } catch (reason) {
        failure = reason;
      }
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const push = (bytes: Uint8Array, isLast: boolean): void => {
    try {
      unzip.push(bytes, isLast);
    } catch (error) {
      failure ??= error instanceof FileRefused ? error : new FileRefused('zip-broken', String(error));
    }
    if (failure !== undefined) throw failure;
    if (isDone()) throw enough;
  };
  try {
    await source.read((bytes, read) => {
      done = read;
      for (let at = 0; at < bytes.length; at += stepBytes) push(bytes.subarray(at, at + stepBytes), false);
    });
    push(new Uint8Array(0), true);
  } catch (error) {
    if (error !== enough) throw error;
    return;
  }
  // A file that was cut ends in the middle of an entry.
  if (entries === 0 || isOpen) throw new FileRefused('zip-broken');
}

/** The names of the entries. */
export async function zipNames(source: Source): Promise<string[]> {
  const names: string[] = [];
  await walkZip(source, (name) => {
    names.push(name);
    return undefined;
  });
  return names;
}

/** An entry as a source of its own; what it tells of its progress is that of the zip. */
export const entrySource = (zip: Source, wanted: string): Source => ({
  name: wanted,
  size: zip.size,
  async read(take) {
    let isOver = false;
    await walkZip(
      zip,
      (name) =>
        name === wanted
          ? (bytes, isLast, done) => {
              isOver = isLast;
              if (bytes.length > 0) take(bytes, done);
            }
          : undefined,
      () => isOver,
    );
  },
});
