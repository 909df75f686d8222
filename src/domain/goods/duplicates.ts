import type { Goods } from './goods.ts';
import { fold } from './search-text.ts';

/** Cards that may be one: they share a barcode, of which a scan finds only one card, or a name, of which a cashier cannot tell them apart. */
export interface Duplicate {
  readonly by: 'barcode' | 'name';
  /** The barcode, or the name as the first of them has it. */
  readonly word: string;
  readonly ids: readonly string[];
}

/** More nobody mends in a day, and what is behind them comes when those are mended. */
const mostFound = 200;

/** Looks through cards for doubled ones, a stretch at a time; it keeps no card. */
export class DuplicateFinder {
  readonly #first = new Map<string, { readonly id: string; readonly word: string }>();
  readonly #found = new Map<string, { readonly by: Duplicate['by']; readonly word: string; readonly ids: string[] }>();

  add(cards: readonly Goods[]): void {
    for (const { id, name, gtin, also = [] } of cards) {
      for (const barcode of new Set([gtin, ...also])) if (barcode !== undefined) this.#meet('barcode', barcode, id);
      this.#meet('name', name.trim(), id);
    }
  }

  /** Those with one barcode first: they sell wrongly. Of each kind as they were met. */
  get found(): readonly Duplicate[] {
    const all = [...this.#found.values()];
    return [...all.filter(({ by }) => by === 'barcode'), ...all.filter(({ by }) => by === 'name')].slice(0, mostFound);
  }

  #meet(by: Duplicate['by'], word: string, id: string): void {
    const key = `${by} ${fold(word).replace(/\s+/g, ' ')}`;
    const first = this.#first.get(key);
    if (!first) this.#first.set(key, { id, word });
    else {
      const group = this.#found.get(key);
      if (group) group.ids.push(id);
      else this.#found.set(key, { by, word: first.word, ids: [first.id, id] });
    }
  }
}
