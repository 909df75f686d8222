/**
 * Cards that a file brought, packed: 100 000 of them are some twenty rows of the database instead of as many, written in a tenth of the time, and they are found
 * without a further index. Packed where the file is read, in a worker; read here.
 */
import type { PackedGeneration, PackedIndex, PackedSegment } from '../app/ports/catalogue.ts';
import { searchText } from '../domain/goods/search-text.ts';
import { barcodesOf } from './packed-cards.ts';

/** A card as it is packed; nothing of it is believed but that it is an object. */
interface Row {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly gtin?: unknown;
  readonly also?: unknown;
  readonly article?: unknown;
  readonly folder?: unknown;
  readonly archived?: unknown;
  readonly quick?: unknown;
}

/** A segment is read and searched in a few milliseconds on a slow machine. */
const perSegment = 4_096;

/** The shop's own groups that a card can name by a number of sixteen bits. */
const mostFolders = 65_534;

/** Stands in `owners` where no card is yet: no catalogue has so many. */
const nobody = 0xffff_ffff;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Codes of characters tell the order of identities, as the database does it; a locale would not. */
const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

export function packGeneration(cards: readonly object[]): PackedGeneration {
  const rows = [...(cards as readonly Row[])].sort((a, b) => compare(textOf(a.id), textOf(b.id)));
  const count = rows.length;
  const segments: PackedSegment[] = [];
  const names = rows.map(searchText);
  for (let from = 0; from < count; from += perSegment)
    segments.push(packSegment(rows.slice(from, from + perSegment), names.slice(from, from + perSegment)));

  const byName = Uint32Array.from(names, (_, card) => card).sort(
    (a, b) => compare(names[a] ?? '', names[b] ?? '') || a - b,
  );
  const folders = [...new Set(rows.map(({ folder }) => textOf(folder)).filter((folder) => folder !== ''))]
    .sort(compare)
    .slice(0, mostFolders);
  const places = new Map(folders.map((folder, place) => [folder, place + 1]));
  return {
    segments,
    index: {
      count,
      perSegment,
      ...barcodeIndex(rows),
      byName,
      folders,
      folderOf: Uint16Array.from(rows, ({ folder }) => places.get(textOf(folder)) ?? 0),
      archived: Uint8Array.from(rows, ({ archived }) => (archived === undefined ? 0 : 1)),
      quick: rows.flatMap(({ quick, archived }, card) => (quick === undefined || archived !== undefined ? [] : [card])),
    },
  };
}

/** Sorted barcodes and the cards they belong to; of one barcode the cards whose own it is come first. Numbers are sorted without a comparator: ten times as fast. */
function barcodeIndex(rows: readonly Row[]): Pick<PackedIndex, 'barcodes' | 'owners'> {
  const own: Array<readonly [barcode: number, card: number]> = [];
  const bound: typeof own = [];
  rows.forEach((row, card) => {
    for (const { barcode, isOwn } of barcodesOf(row)) (isOwn ? own : bound).push([barcode, card]);
  });
  const entries = [...own, ...bound];
  const barcodes = Float64Array.from(entries, ([barcode]) => barcode).sort();
  const owners = new Uint32Array(entries.length).fill(nobody);
  for (const [barcode, card] of entries) {
    let at = lowest(barcodes.length, (place) => (barcodes[place] ?? Infinity) >= barcode);
    while (owners[at] !== nobody) at += 1;
    owners[at] = card;
  }
  return { barcodes, owners };
}

/** UTF-8 has at most three bytes for a unit of UTF-16. */
const mostBytesPerUnit = 3;

function packSegment(rows: readonly Row[], names: readonly string[]): PackedSegment {
  const encoder = new TextEncoder();
  const pieces = rows.map((row) => JSON.stringify(row));
  const room = new Uint8Array(mostBytesPerUnit * pieces.reduce((sum, { length: units }) => sum + units, 0));
  let end = 0;
  const ends = Uint32Array.from(pieces, (piece) => (end += encoder.encodeInto(piece, room.subarray(end)).written));
  return { bytes: room.slice(0, end), ends, text: names.join('\n') };
}

/** All cards of packed segments, in their order. */
export function* unpacked(segments: readonly Pick<PackedSegment, 'bytes' | 'ends'>[]): Generator<unknown> {
  const decoder = new TextDecoder();
  for (const { bytes, ends } of segments) {
    let from = 0;
    for (const end of ends) {
      yield JSON.parse(decoder.decode(bytes.subarray(from, end)));
      from = end;
    }
  }
}

/** A packed generation, read. */
export class GenerationCards {
  readonly index: PackedIndex;
  readonly segments: readonly Pick<PackedSegment, 'bytes' | 'ends'>[];
  readonly #texts: () => Promise<readonly string[]>;
  #lines: Promise<readonly SegmentText[]> | undefined;
  readonly #decoder = new TextDecoder();

  /** `texts`: what the cards of each segment are found by; asked for with the first search. */
  constructor(
    index: PackedIndex,
    segments: readonly Pick<PackedSegment, 'bytes' | 'ends'>[],
    texts: () => Promise<readonly string[]>,
  ) {
    this.index = index;
    this.segments = segments;
    this.#texts = texts;
  }

  /** A card by its number; undefined: what stands there cannot be read. */
  at(card: number): Row | undefined {
    const { bytes, ends } = this.segments[Math.floor(card / this.index.perSegment)] ?? {};
    const place = card % this.index.perSegment;
    const end = ends?.[place];
    if (!bytes || !ends || end === undefined) return undefined;
    try {
      return JSON.parse(this.#decoder.decode(bytes.subarray(place === 0 ? 0 : ends[place - 1], end))) as Row;
    } catch {
      return undefined;
    }
  }

  /** The number of the card with this identity. */
  numberOf(id: string): number | undefined {
    const at = lowest(this.index.count, (card) => textOf(this.at(card)?.id) >= id);
    return at < this.index.count && this.at(at)?.id === id ? at : undefined;
  }

  /** Cards with this barcode that are not archived, those whose own it is first. */
  find(gtin: string): Row[] {
    const { barcodes, owners, archived } = this.index;
    const barcode = /^\d{1,14}$/.test(gtin) ? Number(gtin) : Number.NaN;
    const found: Row[] = [];
    for (
      let at = lowest(barcodes.length, (place) => (barcodes[place] ?? Infinity) >= barcode);
      barcodes[at] === barcode;
      at += 1
    ) {
      const card = owners[at] ?? 0;
      const row = archived[card] === 1 ? undefined : this.at(card);
      if (row) found.push(row);
    }
    return found;
  }

  /** What the cards are found by, a segment each. */
  lines(): Promise<readonly SegmentText[]> {
    return (this.#lines ??= this.#texts().then(
      (texts) => texts.map((text) => new SegmentText(text)),
      (error: unknown) => {
        this.#lines = undefined;
        throw error;
      },
    ));
  }
}

/** Folded lines of a segment as one text, scanned whole: faster and smaller than any index (competition.md §0.7). */
export class SegmentText {
  readonly #text: string;
  readonly #starts: Uint32Array;

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = Uint32Array.from(starts);
  }

  line(place: number): string {
    const end = (this.#starts[place + 1] ?? this.#text.length + 1) - 1;
    return this.#text.slice(this.#starts[place] ?? end, end);
  }

  /** Places of the lines that have every word. */
  *withAll(words: readonly string[]): Generator<number> {
    const [rarest = ''] = [...words].sort((a, b) => b.length - a.length);
    for (let at = this.#text.indexOf(rarest); at >= 0;) {
      const place = lowest(this.#starts.length, (start) => (this.#starts[start] ?? Infinity) > at) - 1;
      const line = this.line(place);
      if (words.every((word) => line.includes(word))) yield place;
      const next = this.#starts[place + 1];
      if (next === undefined) return;
      at = this.#text.indexOf(rarest, next);
    }
  }
}

/** The first of `count` places that is so; all behind it are so, too. `count`: none is. */
function lowest(count: number, isSo: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
