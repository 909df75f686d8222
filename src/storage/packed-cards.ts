/**
 * All cards in memory, packed: a scan finds its goods without asking a database. A card is its JSON in one long row of bytes, found by a sorted array of barcodes:
 * 100 000 cards are some 20 MB so, as objects several times that.
 */

interface Row {
  readonly id?: unknown;
  readonly gtin?: unknown;
  readonly also?: unknown;
}

/** A barcode as a number: 14 digits are far below 2^53. Undefined: it is none. */
const numberOf = (barcode: unknown): number | undefined =>
  typeof barcode === 'string' && /^\d{1,14}$/.test(barcode) ? Number(barcode) : undefined;

/** The barcodes of a card, each once: its own, then those that were bound to it. */
export function barcodesOf({ gtin, also }: Row): Array<{ readonly barcode: number; readonly isOwn: boolean }> {
  const own = numberOf(gtin);
  const bound = new Set((Array.isArray(also) ? also : []).map(numberOf));
  bound.delete(own);
  return [
    ...(own === undefined ? [] : [{ barcode: own, isOwn: true }]),
    ...[...bound].flatMap((barcode) => (barcode === undefined ? [] : [{ barcode, isOwn: false }])),
  ];
}

/** Takes the cards in the order of their identities, a slice at a time, and packs them in the end. */
export class CardPacker {
  readonly #encoder = new TextEncoder();
  readonly #slices: Uint8Array[] = [];
  readonly #ends: number[] = [0];
  readonly #entries: Array<{ readonly barcode: number; readonly card: number; readonly isOwn: boolean }> = [];

  add(rows: readonly object[]): void {
    for (const row of rows) {
      const bytes = this.#encoder.encode(JSON.stringify(row));
      const card = this.#slices.push(bytes) - 1;
      this.#ends.push((this.#ends.at(-1) ?? 0) + bytes.length);
      for (const entry of barcodesOf(row)) this.#entries.push({ ...entry, card });
    }
  }

  pack(): PackedCards {
    const bytes = new Uint8Array(this.#ends.at(-1) ?? 0);
    this.#slices.forEach((slice, index) => bytes.set(slice, this.#ends[index]));
    // A card's own barcode before one that was bound to another card, then by identity.
    const sorted = this.#entries.sort(
      (a, b) => a.barcode - b.barcode || Number(b.isOwn) - Number(a.isOwn) || a.card - b.card,
    );
    return new PackedCards(
      bytes,
      Uint32Array.from(this.#ends),
      Float64Array.from(sorted, ({ barcode }) => barcode),
      Uint32Array.from(sorted, ({ card }) => card),
    );
  }
}

export class PackedCards {
  readonly #bytes: Uint8Array;
  readonly #ends: Uint32Array;
  readonly #barcodes: Float64Array;
  readonly #cards: Uint32Array;
  readonly #decoder = new TextDecoder();
  /** Cards that were written since: they stand in place of the packed ones. */
  readonly #changed = new Map<unknown, Row>();
  /** Which of those have ever had a barcode. */
  readonly #changedBy = new Map<number, Set<unknown>>();

  constructor(bytes: Uint8Array, ends: Uint32Array, barcodes: Float64Array, cards: Uint32Array) {
    this.#bytes = bytes;
    this.#ends = ends;
    this.#barcodes = barcodes;
    this.#cards = cards;
  }

  /** Cards that were written to the database. */
  put(rows: readonly Row[]): void {
    for (const row of rows) {
      this.#changed.set(row.id, row);
      for (const { barcode } of barcodesOf(row))
        this.#changedBy.set(barcode, (this.#changedBy.get(barcode) ?? new Set()).add(row.id));
    }
  }

  /** The rows with this barcode, those whose own it is first. */
  find(gtin: string): unknown[] {
    const barcode = numberOf(gtin);
    if (barcode === undefined) return [];
    const packed: Array<{ readonly row: Row; readonly isOwn: boolean }> = [];
    for (let at = this.#firstOf(barcode); this.#barcodes[at] === barcode; at += 1) {
      const row = this.#cardAt(this.#cards[at] ?? 0);
      if (!this.#changed.has(row.id)) packed.push({ row, isOwn: row.gtin === gtin });
    }
    const changed = [...(this.#changedBy.get(barcode) ?? [])].flatMap((id) => {
      const row = this.#changed.get(id);
      const entry = row && barcodesOf(row).find((each) => each.barcode === barcode);
      return entry ? [{ row, isOwn: entry.isOwn }] : [];
    });
    const found = [...packed, ...changed];
    return [...found.filter(({ isOwn }) => isOwn), ...found.filter(({ isOwn }) => !isOwn)].map(({ row }) => row);
  }

  /** The place of the first barcode that is not less. */
  #firstOf(barcode: number): number {
    let low = 0;
    let high = this.#barcodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#barcodes[middle] ?? Infinity) < barcode) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #cardAt(card: number): Row {
    const json = this.#decoder.decode(this.#bytes.subarray(this.#ends[card], this.#ends[card + 1]));
    return JSON.parse(json) as Row;
  }
}
