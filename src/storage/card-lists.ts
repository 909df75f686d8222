/** Cards of the till and cards of files as one list: searched, filtered, in the order of their names. */
import type { CardQuery } from '../app/ports/catalogue.ts';
import { fold } from '../domain/goods/search-text.ts';
import type { GenerationCards, SegmentText } from './packed-generation.ts';

/** A card of the till with what it is found by. */
export interface OwnCard {
  readonly text: string;
  readonly row: { readonly id?: unknown; readonly folder?: unknown; readonly archived?: unknown };
}

/** A card of a file by its number, or one of the till. */
type Place = number | OwnCard;

export class CardLists {
  readonly #own: () => Promise<readonly OwnCard[]>;
  readonly #generation: () => Promise<GenerationCards>;
  /** The last list that was made: a person turns its pages. */
  #made: { readonly key: string; readonly places: Promise<readonly Place[]> } | undefined;
  /** Numbers of cards that one of the till stands in place of. */
  #covered: { readonly of: GenerationCards; readonly numbers: ReadonlySet<number> } | undefined;
  /** Counts the changes: what was read before one of them is not kept after it. */
  #age = 0;

  constructor(own: () => Promise<readonly OwnCard[]>, generation: () => Promise<GenerationCards>) {
    this.#own = own;
    this.#generation = generation;
  }

  /** Cards have changed. */
  forget(): void {
    this.#age += 1;
    this.#made = undefined;
    this.#covered = undefined;
  }

  /** The first cards that have all the words and that `read` takes. */
  async first<Read>(
    words: readonly string[],
    limit: number,
    read: (row: unknown) => Read | undefined,
  ): Promise<Read[]> {
    const found: Read[] = [];
    const take = (row: unknown): boolean => {
      const taken = read(row);
      if (taken !== undefined) found.push(taken);
      return found.length >= limit;
    };
    for (const { text, row } of await this.#own())
      if (words.every((word) => text.includes(word)) && take(row)) return found;
    const generation = await this.#generation();
    if (generation.index.count === 0) return found;
    const covered = await this.#coveredBy(generation);
    for (const [part, text] of (await generation.lines()).entries())
      for (const place of text.withAll(words)) {
        const card = part * generation.index.perSegment + place;
        if (!covered.has(card) && take(generation.at(card))) return found;
      }
    return found;
  }

  async page(query: CardQuery): Promise<{ readonly rows: readonly unknown[]; readonly total: number }> {
    const key = JSON.stringify([query.text, query.folder, query.archived]);
    if (this.#made?.key !== key) this.#made = { key, places: this.#make(query) };
    const [places, generation] = await Promise.all([this.#made.places, this.#generation()]);
    const rows = places
      .slice(query.offset, query.offset + query.limit)
      .map((place) => (typeof place === 'number' ? generation.at(place) : place.row));
    return { rows, total: places.length };
  }

  async folders(): Promise<string[]> {
    const [own, generation] = await Promise.all([this.#own(), this.#generation()]);
    const names = own.map(({ row }) => row.folder).filter((folder): folder is string => typeof folder === 'string');
    return [...new Set([...generation.index.folders, ...names])].sort();
  }

  async #make({ text, folder, archived }: CardQuery): Promise<readonly Place[]> {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const [own, generation] = await Promise.all([this.#own(), this.#generation()]);
    const mine = own
      .filter(
        ({ text: line, row }) =>
          words.every((word) => line.includes(word)) &&
          (row.archived !== undefined) === archived &&
          (folder === undefined || row.folder === folder),
      )
      .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
    const { index } = generation;
    if (index.count === 0) return mine;
    const [covered, lines] = await Promise.all([this.#coveredBy(generation), generation.lines()]);
    const found = words.length > 0 ? numbersWith(words, lines, index.perSegment) : undefined;
    const wantedFolder = folder === undefined ? undefined : index.folders.indexOf(folder) + 1;
    const packed = [...index.byName].filter(
      (card) =>
        (index.archived[card] === 1) === archived &&
        (wantedFolder === undefined || (wantedFolder > 0 && index.folderOf[card] === wantedFolder)) &&
        (!found || found.has(card)) &&
        !covered.has(card),
    );
    const lineOf = (card: number): string =>
      lines[Math.floor(card / index.perSegment)]?.line(card % index.perSegment) ?? '';
    const merged: Place[] = [];
    let next = 0;
    for (const card of packed) {
      for (let each = mine[next]; each && each.text <= lineOf(card); each = mine[next]) {
        merged.push(each);
        next += 1;
      }
      merged.push(card);
    }
    return [...merged, ...mine.slice(next)];
  }

  async #coveredBy(generation: GenerationCards): Promise<ReadonlySet<number>> {
    if (this.#covered?.of === generation) return this.#covered.numbers;
    const age = this.#age;
    const cards = (await this.#own())
      .map(({ row }) => generation.numberOf(String(row.id)))
      .filter((card) => card !== undefined);
    const numbers = new Set(cards);
    if (age === this.#age) this.#covered = { of: generation, numbers };
    return numbers;
  }
}

function numbersWith(words: readonly string[], lines: readonly SegmentText[], perSegment: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [part, text] of lines.entries())
    for (const place of text.withAll(words)) numbers.add(part * perSegment + place);
  return numbers;
}
