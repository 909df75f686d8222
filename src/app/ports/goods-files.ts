/** Files of goods: what they are, what they say, and what they would change. Read apart from the page, so that selling goes on meanwhile. */
import type { Receipt } from '../../domain/document/document.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { Columns } from '../../domain/goods/import/fields.ts';
import type { GoneCards, ImportPlan } from '../../domain/goods/import/plan.ts';
import type { RowRemark } from '../../domain/goods/import/rows.ts';
import type { StoredGoods } from '../../domain/goods/stored-goods.ts';
import type { CatalogueSnapshot, PackedGeneration } from './catalogue.ts';

/** A file that a person has picked: the browser's own `File`. */
export interface PickedFile {
  readonly name: string;
  readonly size: number;
}

export type GoodsFormat = 'csv' | 'xlsx' | 'commerce-ml' | 'yml' | 'json';

/** A file, looked into. */
export interface OpenedFile {
  readonly name: string;
  readonly format: GoodsFormat;
  /** How it is written, where that was guessed: `windows-1251`, `;`, the name of the sheet. */
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly sheet?: string | undefined;
  /** A format of columns: their heads (empty without any), the first rows under them, and what was guessed. Absent: the format itself says what is what. */
  readonly table?:
    | {
        readonly heads: readonly string[];
        readonly rows: ReadonlyArray<readonly string[]>;
        readonly columns: Columns;
      }
    | undefined;
}

export type FileFailureKind =
  /** Bigger than this till reads. */
  | 'too-big'
  | 'too-many-rows'
  /** A small file that swells to a huge one. */
  | 'zip-bomb'
  | 'zip-broken'
  | 'xml-broken'
  /** It defines words of its own, by which a small file can fill any memory. */
  | 'xml-entities'
  | 'json-broken'
  /** Excel 97–2003. */
  | 'old-xls'
  | 'password'
  | 'unknown-format'
  | 'empty'
  /** The other half of an exchange with 1С: prices without goods. */
  | 'no-goods'
  /** The file cannot be read any more: it was changed or taken away. */
  | 'unreadable'
  /** The program that reads files did not start, or ended. */
  | 'worker';

export interface FileFailure {
  readonly kind: FileFailureKind;
  readonly detail?: string | undefined;
}

export type FileAnswer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: FileFailure };

/** What a file would change, with the cards ready to be put in place. */
export interface ReadyImport {
  readonly plan: Omit<ImportPlan, 'cards' | 'folded'>;
  readonly refused: readonly RowRemark[];
  readonly notes: readonly RowRemark[];
  readonly refusedCount: number;
  readonly noteCount: number;
  readonly rowCount: number;
  readonly packed: PackedGeneration;
  readonly folded: readonly StoredGoods[];
}

/** A cell of a workbook: a text stays one, whatever it looks like; a number is money, in roubles; `plain`: another number. */
export type SheetCell = string | number | { readonly plain: number };

export interface ReadWishes {
  /** Which column says what; not asked for where the format says it. */
  readonly columns: Columns;
  readonly gone: GoneCards;
  /** Now: prices that were planned until then are those of the cards. */
  readonly at: EpochMs;
}

export interface FileProgress {
  /** Share of the file that was read, 0 to 1. */
  readonly share: number;
  readonly rows: number;
}

/** Files that were picked together, in the hands of their reader. */
export interface FileReader {
  look(): Promise<FileAnswer<OpenedFile>>;
  read(
    wishes: ReadWishes,
    known: CatalogueSnapshot,
    onProgress: (progress: FileProgress) => void,
  ): Promise<FileAnswer<ReadyImport>>;
  /** Ends it, whatever it is doing. */
  close(): void;
}

/** A card as the program that brought it knows it. */
export interface SoldGoods {
  readonly sourceId?: string | undefined;
  readonly article?: string | undefined;
}

export interface GoodsFiles {
  open(files: readonly PickedFile[]): FileReader;
  /** A workbook that a spreadsheet opens. */
  workbook(rows: ReadonlyArray<readonly SheetCell[]>): Promise<Uint8Array<ArrayBuffer>>;
  /** Printed receipts as CommerceML; `known`: cards of their lines, by identity. */
  sales(
    receipts: readonly Receipt[],
    shop: Pick<Shop, 'name' | 'inn' | 'till' | 'timeZone'>,
    known: ReadonlyMap<string, SoldGoods>,
    now: EpochMs,
  ): Promise<string>;
}
