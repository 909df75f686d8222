/** The built page inside of the executable: it is unpacked once per build, for the files of a page are served from a folder. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../errors.ts';

/** What `npm run pack` put beside the files: which they are, and of which build. */
interface PageInside {
  /** Changes with every file. */
  readonly build: string;
  /** Paths inside of the page's folder. */
  readonly files: readonly string[];
}

export interface UnpackProblem {
  readonly message: string;
  readonly cause: unknown;
}

/** Gives a file out of the executable: `page.json`, or `page/` and a path. Throws where there is none. */
export type Asset = (name: string) => ArrayBuffer;

/**
 * The folder of the page of this build, under `data`. It is moved into its place when it is whole: a start that was cut leaves nothing that looks like a page.
 * Pages of other builds go.
 */
export async function unpackPage(data: string, asset: Asset): Promise<Result<string, UnpackProblem>> {
  const pages = join(data, 'page');
  try {
    const { build, files } = JSON.parse(new TextDecoder().decode(asset('page.json'))) as PageInside;
    const folder = join(pages, build);
    if (!(await isThere(folder))) {
      await mkdir(pages, { recursive: true, mode: 0o700 });
      const unpacked = await mkdtemp(join(pages, 'new-'));
      for (const path of files) {
        const file = join(unpacked, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, Buffer.from(asset(`page/${path}`)));
      }
      await rename(unpacked, folder).catch(async (cause: unknown) => {
        // Another start was quicker.
        if (!(await isThere(folder))) throw cause;
      });
    }
    const others = (await readdir(pages)).filter((name) => name !== build);
    // One that is still served may hold its files (Windows): they go with the next start.
    await Promise.all(
      others.map((name) => rm(join(pages, name), { recursive: true, force: true }).catch(() => undefined)),
    );
    return ok(folder);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return fail({
      message: `Не удалось записать файлы кассы в ${pages}: ${why}. Освободите место или задайте другую папку в POLTORA_DATA.`,
      cause,
    });
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
