/** What the page and the worker that reads files of goods say to each other: both come from one build. */
import type { CatalogueSnapshot } from '../app/ports/catalogue.ts';
import type {
  FileAnswer,
  FileProgress,
  OpenedFile,
  ReadWishes,
  ReadyImport,
  SheetCell,
} from '../app/ports/goods-files.ts';

export type ToWorker =
  | { readonly ask: 'look'; readonly files: readonly File[] }
  | { readonly ask: 'read'; readonly wishes: ReadWishes; readonly known: CatalogueSnapshot }
  | { readonly ask: 'workbook'; readonly rows: ReadonlyArray<readonly SheetCell[]> };

export type FromWorker =
  | { readonly said: 'looked'; readonly answer: FileAnswer<OpenedFile> }
  | { readonly said: 'progress'; readonly progress: FileProgress }
  | { readonly said: 'read'; readonly answer: FileAnswer<ReadyImport> }
  | { readonly said: 'workbook'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly said: 'broken'; readonly detail: string };
