/** The tables of the catalogue. */
import { Dexie, type Table } from 'dexie';
import type { ImportFacts, PackedIndex, PackedSegment } from '../app/ports/catalogue.ts';
import type { StoredGoods } from '../domain/goods/stored-goods.ts';
import type { VatRate } from '../domain/shop/taxation.ts';

/** Rates that builds before the third version put on every card made at the till, by the shop's taxation: nobody had given them. */
const stampedRates: ReadonlySet<unknown> = new Set<VatRate>(['22', 'none']);

/** What one import brought. Its cards stand in `segments` and `texts`, under its number. */
export interface GenerationRow {
  readonly id: number;
  readonly index: PackedIndex;
  readonly facts: ImportFacts;
  /** Cards of the till that went into it, as they stood. */
  readonly folded: readonly StoredGoods[];
}

export interface SegmentRow extends Pick<PackedSegment, 'bytes' | 'ends'> {
  readonly generation: number;
  readonly part: number;
}

interface TextRow {
  readonly generation: number;
  readonly part: number;
  readonly text: string;
}

/** Which generation counts; `before`: what a person may go back to, 0 for none at all. */
export interface PointerRow {
  readonly key: 'current';
  readonly id: number;
  readonly before?: number | undefined;
}

export class CatalogueDatabase extends Dexie {
  /** Cards that were made or changed at the till. */
  declare readonly goods: Table<unknown, string>;
  declare readonly told: Table<unknown, string>;
  declare readonly generations: Table<GenerationRow, number>;
  declare readonly segments: Table<SegmentRow, [number, number]>;
  declare readonly texts: Table<TextRow, [number, number]>;
  declare readonly pointer: Table<PointerRow, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'relaxed', cache: 'disabled' });
    this.version(1).stores({ goods: 'id, gtin, quick' });
    this.version(2).stores({ goods: 'id, gtin, quick, *also' });
    this.version(3)
      .stores({ goods: 'id, gtin, quick, *also', told: 'gtin' })
      .upgrade((transaction) =>
        transaction
          .table<{ vat?: unknown }>('goods')
          .toCollection()
          .modify((card) => {
            if (stampedRates.has(card.vat)) delete card.vat;
          }),
      );
    this.version(4).stores({
      generations: 'id',
      segments: '[generation+part]',
      texts: '[generation+part]',
      pointer: 'key',
    });
  }
}
