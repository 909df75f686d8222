/** What a file will change in the catalogue, before anything is changed: the cards as they will be, and what a person should see of it. */
import type { Kopecks } from '../../base/money.ts';
import { fold } from '../search-text.ts';
import type { StoredGoods } from '../stored-goods.ts';
import type { ImportedGoods } from './rows.ts';

/** A card as it stands now. */
export interface KnownCard {
  readonly card: StoredGoods;
  /** It was made or changed at the till since the last file: it stands apart from what files brought. */
  readonly isOwn: boolean;
}

/** What becomes of cards that an earlier file brought and this one has no more. */
export type GoneCards = 'keep' | 'archive';

export interface PriceChange {
  readonly name: string;
  readonly from: Kopecks;
  readonly to: Kopecks;
}

export interface PlanCounts {
  readonly fresh: number;
  readonly priceChanged: number;
  /** Something else than the price: the name, a barcode, the rate. */
  readonly otherwise: number;
  readonly same: number;
  readonly gone: number;
}

export interface ImportPlan {
  /** All cards that files brought, with what this one says; cards of the till that this file speaks of are among them. */
  readonly cards: readonly StoredGoods[];
  /** Cards of the till that went into those, as they stood. */
  readonly folded: readonly StoredGoods[];
  readonly counts: PlanCounts;
  /** The first of each kind, for the screen. */
  readonly fresh: ReadonlyArray<{ readonly name: string; readonly price: Kopecks }>;
  readonly priceChanged: readonly PriceChange[];
  readonly gone: readonly string[];
  /** Goods that no card is known of and that the file gives no price: they cannot be sold. */
  readonly unpriced: ReadonlyArray<{ readonly row: number; readonly name: string }>;
}

/** More nobody reads on a screen. */
const mostShown = 200;

/** Finds the card of goods: by their identity in the program that wrote the file, by a barcode, by an article or a name that only one card has. */
class Finder {
  readonly #byId = new Map<string, KnownCard>();
  readonly #byBarcode = new Map<string, KnownCard>();
  readonly #known: readonly KnownCard[];
  /** Made when first asked for: a file whose barcodes are all known needs neither. */
  #byArticle: ReadonlyMap<string, KnownCard | 'several'> | undefined;
  #byName: ReadonlyMap<string, KnownCard | 'several'> | undefined;
  /** Barcodes that went with a card into another one. */
  readonly #joinedBy = new Map<string, KnownCard>();
  readonly #taken = new Set<string>();

  constructor(known: readonly KnownCard[]) {
    this.#known = known;
    for (const each of known) {
      const { card } = each;
      // Our own files name a card by what it is called here.
      this.#byId.set(card.id, each);
      if (card.source?.id !== undefined) this.#byId.set(card.source.id, each);
      for (const barcode of [card.gtin, ...(card.also ?? [])])
        if (barcode !== undefined && !this.#byBarcode.has(barcode)) this.#byBarcode.set(barcode, each);
      for (const barcode of [card.joined?.gtin, ...(card.joined?.also ?? [])])
        if (barcode !== undefined) this.#joinedBy.set(barcode, each);
    }
  }

  /** The cards of all, in their order. A row of a card that was joined into another one speaks of that one, unless a row of its own does: `joined`. */
  takeAll(goods: readonly ImportedGoods[]): ReadonlyArray<KnownCard | 'joined' | undefined> {
    const found = goods.map((each) => this.#find(each));
    const taken = found.map((each) => (each?.card.joined ? undefined : this.#take(each)));
    return found.map((each, at) => {
      const target = each?.card.joined && this.#byId.get(each.card.joined.into);
      if (!each?.card.joined) return taken[at];
      return target ? (this.#take(target) ?? 'joined') : this.#take(each);
    });
  }

  #take(found: KnownCard | undefined): KnownCard | undefined {
    if (!found || this.#taken.has(found.card.id)) return undefined;
    this.#taken.add(found.card.id);
    return found;
  }

  isTaken({ card: { id } }: KnownCard): boolean {
    return this.#taken.has(id);
  }

  #find({ id, barcodes, article, name }: ImportedGoods): KnownCard | undefined {
    const byId = id === undefined ? undefined : this.#byId.get(id);
    if (byId) return byId;
    const byBarcode = barcodes
      .map((barcode) => this.#joinedBy.get(barcode) ?? this.#byBarcode.get(barcode))
      .find((found) => found !== undefined);
    if (byBarcode) return byBarcode;
    if (article !== undefined) {
      this.#byArticle ??= byWord(this.#known, ({ card }) => card.article);
      return single(this.#byArticle.get(fold(article)));
    }
    if (barcodes.length > 0) return undefined;
    this.#byName ??= byWord(this.#known, ({ card }) => card.name);
    return single(this.#byName.get(fold(name)));
  }
}

const single = (found: KnownCard | 'several' | undefined): KnownCard | undefined =>
  found === 'several' ? undefined : found;

/** The cards by a word of theirs, folded. */
function byWord(
  known: readonly KnownCard[],
  wordOf: (card: KnownCard) => string | undefined,
): ReadonlyMap<string, KnownCard | 'several'> {
  const cards = new Map<string, KnownCard | 'several'>();
  for (const each of known) {
    const word = wordOf(each);
    if (word !== undefined) cards.set(fold(word), cards.has(fold(word)) ? 'several' : each);
  }
  return cards;
}

/** A card with what a file says of it. What a person said at the till and no file can know (age, excise, quick key, bound barcodes) stays. */
function merged(card: StoredGoods, goods: ImportedGoods, owner: (barcode: string) => string | undefined): StoredGoods {
  const { name, price, barcodes, article, measure, vat, isMarked, group, folder, id } = goods;
  const mine = (barcode: string): boolean => (owner(barcode) ?? card.id) === card.id;
  const all: string[] = [];
  for (const each of [card.gtin, ...barcodes, ...(card.also ?? [])])
    if (each !== undefined && mine(each) && !all.includes(each)) all.push(each);
  const [gtin, ...also] = all;
  const said: Partial<StoredGoods> = {
    name,
    gtin,
    also: also.length > 0 ? also : undefined,
    price: price ?? card.price,
    article: article ?? card.article,
    // A package that divides, or goods by weight, were described by a person: «шт» of a file is no word against it.
    measure: measure === undefined || (measure === 'piece' && card.measure !== 'piece') ? card.measure : measure,
    vat: vat ?? card.vat,
    group: group ?? card.group,
    // A file that does not know of the marking must not have a marked package sold without its code.
    marked: isMarked === true || card.marked,
    folder: folder ?? card.folder,
    archived: card.archived === 'person' ? card.archived : undefined,
    source: { id: id ?? card.source?.id },
  };
  // A spread of the same takes V8 ten times as long, which a hundred thousand cards make a second.
  return Object.assign({}, card, said);
}

/** `newId`: identities of new cards, ascending. */
export function planImport(
  known: readonly KnownCard[],
  goods: readonly ImportedGoods[],
  gone: GoneCards,
  newId: () => string,
): ImportPlan {
  const finder = new Finder(known);
  const taken = finder.takeAll(goods);
  const matches = goods.flatMap((each, at) => {
    const found = taken[at];
    return found === 'joined' ? [] : [{ goods: each, found, id: '' }];
  });
  const owners = new Map<string, string>();
  for (const match of matches) {
    match.id = match.found?.card.id ?? newId();
    for (const barcode of match.goods.barcodes) owners.set(barcode, match.id);
  }
  const owner = (barcode: string): string | undefined => owners.get(barcode);
  const cards: StoredGoods[] = [];
  const folded: StoredGoods[] = [];
  const counts = { fresh: 0, priceChanged: 0, otherwise: 0, same: goods.length - matches.length, gone: 0 };
  const shown = {
    fresh: [] as Array<ImportPlan['fresh'][number]>,
    priceChanged: [] as PriceChange[],
    gone: [] as string[],
    unpriced: [] as Array<ImportPlan['unpriced'][number]>,
  };
  const show = <Item>(list: Item[], item: Item): void => void (list.length < mostShown && list.push(item));

  for (const { goods: said, found, id } of matches) {
    if (!found) {
      if (said.price === undefined) {
        shown.unpriced.push({ row: said.row, name: said.name });
        continue;
      }
      const blank: StoredGoods = { id, name: said.name, price: said.price, measure: 'piece', marked: false };
      cards.push(merged(blank, said, owner));
      counts.fresh += 1;
      show(shown.fresh, { name: said.name, price: said.price });
      continue;
    }
    const { card, isOwn } = found;
    const next = merged(card, said, owner);
    cards.push(next);
    if (isOwn) folded.push(card);
    if (next.price !== card.price) {
      counts.priceChanged += 1;
      show(shown.priceChanged, { name: next.name, from: card.price, to: next.price });
    } else if (isSame(card, next)) counts.same += 1;
    else counts.otherwise += 1;
  }
  for (const each of known) {
    if (finder.isTaken(each)) continue;
    const { card, isOwn } = each;
    const isGone = card.source !== undefined && card.archived === undefined;
    if (isGone) {
      counts.gone += 1;
      show(shown.gone, card.name);
    }
    if (isGone && gone === 'archive') {
      cards.push({ ...card, archived: 'file' });
      if (isOwn) folded.push(card);
    } else if (!isOwn) cards.push(card);
  }
  return { cards, folded, counts, ...shown };
}

/** Whether nothing that can be seen has changed; where the goods came from is no change. `after` has every field of `before`. */
function isSame(before: StoredGoods, after: StoredGoods): boolean {
  const fields = Object.keys(after) as Array<keyof StoredGoods>;
  return fields.every(
    (field) =>
      field === 'source' ||
      after[field] === before[field] ||
      JSON.stringify(after[field]) === JSON.stringify(before[field]),
  );
}
