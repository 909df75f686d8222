/** One conversation about picked files: what they are, then what they would change. Runs in the worker, and in tests. */
import type { FileAnswer, FileProgress, OpenedFile, ReadWishes, ReadyImport } from '../app/ports/goods-files.ts';
import type { CatalogueSnapshot } from '../app/ports/catalogue.ts';
import type { Columns, ImportField } from '../domain/goods/import/fields.ts';
import { planImport, type KnownCard } from '../domain/goods/import/plan.ts';
import { ImportedRows, type RowCells } from '../domain/goods/import/rows.ts';
import type { EpochMs } from '../domain/base/time.ts';
import { pricedAt } from '../domain/goods/planned-price.ts';
import { readStoredGoods } from '../domain/goods/stored-goods.ts';
import { packGeneration, unpacked } from '../storage/packed-generation.ts';
import type { Source } from './bytes.ts';
import { lookInto, type LookedTable, type OpenFile } from './format.ts';
import { FileRefused } from './limits.ts';
import { openGoods } from './open.ts';

/** Progress is told after so many rows. */
const tellEvery = 2_000;
/** Of the whole work the reading is so much; then come the comparison with what is there, and packing. */
const readingShare = 0.8;

export class Reading {
  readonly #sources: readonly Source[];
  readonly #newId: () => string;
  #file: OpenFile | undefined;
  #looked: LookedTable | undefined;

  constructor(sources: readonly Source[], newId: () => string) {
    this.#sources = sources;
    this.#newId = newId;
  }

  look(): Promise<FileAnswer<OpenedFile>> {
    return answered(async () => {
      const file = await openGoods(this.#sources);
      this.#file = file;
      this.#looked = file.kind === 'table' ? await lookInto(file) : undefined;
      return { name: this.#sources[0]?.name ?? '', ...file.facts, ...(this.#looked && { table: this.#looked.table }) };
    });
  }

  read(
    { columns, gone, at }: ReadWishes,
    known: CatalogueSnapshot,
    onProgress: (progress: FileProgress) => void,
  ): Promise<FileAnswer<ReadyImport>> {
    return answered(async () => {
      const file = this.#file;
      if (!file) throw new FileRefused('unreadable');
      const rows = new ImportedRows(file.kind === 'goods' || columns.price !== undefined);
      let share = 0;
      const tell = (): void => onProgress({ share: share * readingShare, rows: rows.rowCount });
      const onShare = (read: number): void => void (share = read);
      const add = (row: number, cells: RowCells): void => {
        rows.add(row, cells);
        if (rows.rowCount % tellEvery === 0) tell();
      };
      if (file.kind === 'goods') await file.goods(add, onShare);
      else {
        const headRow = this.#looked?.headRow ?? 0;
        const asCells = cellsBy(columns);
        await file.rows((row, cells, numbers) => {
          if (row > headRow) add(row, asCells(cells, numbers));
        }, onShare);
      }
      if (rows.rowCount === 0) throw new FileRefused('empty');
      onProgress({ share: readingShare, rows: rows.rowCount });
      const { cards, folded, ...plan } = planImport(knownCards(known, at), rows.goods, gone, this.#newId);
      for (const { row, name } of plan.unpriced) rows.refused.push({ row, name, kind: 'no-price' });
      const { refused, notes, noteCount, rowCount } = rows;
      return {
        plan,
        refused: refused.sort((a, b) => a.row - b.row),
        notes,
        refusedCount: rows.refusedCount + plan.unpriced.length,
        noteCount,
        rowCount,
        packed: packGeneration(cards),
        folded,
      };
    });
  }
}

const priceIsNumber: ReadonlySet<ImportField> = new Set(['price']);

function cellsBy(columns: Columns): (cells: readonly string[], numbers?: readonly boolean[]) => RowCells {
  const chosen = Object.entries(columns) as ReadonlyArray<readonly [ImportField, number]>;
  const { price } = columns;
  return (cells, numbers) => {
    const row: Partial<Record<ImportField, string>> = {};
    for (const [field, at] of chosen) row[field] = cells[at] ?? '';
    return price !== undefined && numbers?.[price] === true ? { ...row, numbers: priceIsNumber } : row;
  };
}

/** All cards as they stand; one that cannot be read takes no part, and stays where it is. */
function knownCards({ packed, own }: CatalogueSnapshot, at: EpochMs): KnownCard[] {
  const ids = new Set(own.map(({ id }) => id));
  const known: KnownCard[] = own.map((card) => ({ card, isOwn: true }));
  for (const row of unpacked(packed)) {
    const card = readStoredGoods(row);
    if (card && !ids.has(card.id)) known.push({ card: pricedAt(card, at), isOwn: false });
  }
  return known;
}

async function answered<Value>(work: () => Promise<Value>): Promise<FileAnswer<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { ok: false, failure: { kind: error.kind, ...(error.detail !== undefined && { detail: error.detail }) } };
  }
}
