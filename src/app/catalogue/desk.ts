/** «Товары»: cards as a list, changed by a person, brought from a file and taken back. On record before it is done, as all that is done to cards. */
import { DuplicateFinder, type Duplicate } from '../../domain/goods/duplicates.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { joined, mayJoin, parted } from '../../domain/goods/joining.ts';
import type { GoneCards } from '../../domain/goods/import/plan.ts';
import { eventOf, type EventData } from '../../domain/journal/event.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { CardQuery, Catalogue, ImportFacts } from '../ports/catalogue.ts';
import type { NewId, TillTime } from '../ports/clock.ts';
import type {
  FileAnswer,
  FileReader,
  GoodsFiles,
  OpenedFile,
  PickedFile,
  ReadWishes,
  ReadyImport,
  SoldGoods,
} from '../ports/goods-files.ts';
import type { Journal } from '../ports/journal.ts';
import type { Settings } from '../ports/settings.ts';
import type { PinGuard, PinRefusal } from '../shop/pin.ts';
import { cardChanges, isPriceGuarded } from './card-changes.ts';
import { linkName, readKeptLink, takenBack } from './kept-link.ts';
import { readKeptColumns, withColumns } from './kept-columns.ts';

/** What became of a wish; `pin-asked`: a PIN is set and guards prices: ask for it, and wish again with it. */
export type GoodsAnswer = { readonly kind: 'done' } | { readonly kind: 'pin-asked' } | PinRefusal;

export type DuplicateCards = Pick<Duplicate, 'by' | 'word'> & { readonly cards: readonly Goods[] };

export interface GoodsDesk {
  list(query: CardQuery): ReturnType<Catalogue['list']>;
  folders(): Promise<string[]>;
  /** Keeps a card, new or changed. `before`: as the person found it. */
  save(card: Goods, before: Goods | undefined, pin?: string): Promise<GoodsAnswer>;
  newId(): string;
  /** The place behind the last quick key. */
  nextQuickKey(): Promise<number>;
  open(files: readonly PickedFile[]): Promise<FileReader>;
  /** How the columns of such a file were chosen the last time stands in the answer. */
  look(reader: FileReader): Promise<FileAnswer<OpenedFile>>;
  read(
    reader: FileReader,
    file: OpenedFile,
    wishes: Omit<ReadWishes, 'at'>,
    onProgress: Parameters<FileReader['read']>[2],
  ): Promise<FileAnswer<ReadyImport>>;
  /** Puts in place what a file would change, all of it. `by`: the settings say so, and nobody is asked. */
  apply(file: OpenedFile, ready: ReadyImport, gone: GoneCards, pin?: string, by?: 'link'): Promise<GoodsAnswer>;
  lastImport(): Promise<ImportFacts | undefined>;
  takeBack(pin?: string): Promise<GoodsAnswer>;
  /** Cards that may be one and the same, as they stand. */
  duplicates(): Promise<readonly DuplicateCards[]>;
  /** Makes `others` one with `kept`, as they stand; only what `mayJoin` lets. */
  join(kept: Goods, others: readonly Goods[], pin?: string): Promise<GoodsAnswer>;
  /** Takes a card that was joined into another one out of the archive, with its barcodes. */
  part(other: Goods, pin?: string): Promise<GoodsAnswer>;
  /** All cards that are sold, a stretch at a time. */
  all(): AsyncGenerator<readonly Goods[]>;
  workbook: GoodsFiles['workbook'];
  /** Printed receipts as 1С takes them (CommerceML). */
  sales(receipts: readonly Receipt[]): Promise<string>;
}

/** What a till keeps beside its settings, by name. */
interface KeptThings {
  recall(name: string): Promise<unknown>;
  remember(name: string, value: unknown): Promise<void>;
}

export interface GoodsDeskDeps {
  readonly catalogue: Catalogue;
  readonly journal: Pick<Journal, 'record'>;
  readonly settings: Pick<Settings, 'hasPin'> & KeptThings;
  readonly pin: Pick<PinGuard, 'try'>;
  readonly shop: () => Shop;
  readonly clock: TillTime;
  readonly newId: NewId;
  readonly files: () => Promise<GoodsFiles>;
}

/** The settings keep under it how the columns of files were chosen. */
const columnsName = 'goods-columns';
/** Cards that are read at once. */
const stretch = 1_000;

export function goodsDesk(deps: GoodsDeskDeps): GoodsDesk {
  const { catalogue, journal, settings, pin, shop, clock } = deps;
  const cashier = (): string => shop().cashier;
  const record = <Kind extends 'card-changed' | 'goods-made' | 'goods-imported' | 'import-taken-back'>(
    kind: Kind,
    data: EventData[Kind],
  ): Promise<unknown> => journal.record(eventOf(clock.now(), kind, data));

  /** Whether it may be done: by anybody where there is no PIN. */
  async function allowed(
    typed: string | undefined,
    fields: readonly string[],
  ): Promise<{ readonly kind: 'right'; readonly by?: 'pin' | 'owner-code' } | Exclude<GoodsAnswer, { kind: 'done' }>> {
    if (!(await settings.hasPin())) return { kind: 'right' };
    if (typed === undefined) return { kind: 'pin-asked' };
    return pin.try(typed, { data: { for: 'goods', fields, cashier: cashier() } });
  }

  const told = ({ file, counts, refused }: Omit<ImportFacts, 'at' | 'cashier'>, archived: number) => ({
    file,
    fresh: counts.fresh,
    priceChanged: counts.priceChanged,
    otherwise: counts.otherwise,
    archived,
    refused,
    cashier: cashier(),
  });

  async function* all(): AsyncGenerator<readonly Goods[]> {
    for (let offset = 0; ; offset += stretch) {
      const { cards, total } = await catalogue.list({ text: '', archived: false, offset, limit: stretch });
      yield cards;
      if (offset + stretch >= total) return;
    }
  }

  /** Changes of several cards as one: all on record, then all kept. */
  async function change(cards: readonly (readonly [Goods, Goods])[], typed: string | undefined): Promise<GoodsAnswer> {
    const changed = cards.map(([before, after]) => ({ after, changes: cardChanges(before, after) }));
    const fields = new Set(changed.flatMap(({ changes }) => changes.map(({ field }) => field)));
    const answer = await allowed(typed, [...fields]);
    if (answer.kind !== 'right') return answer;
    const { by } = answer;
    for (const { after, changes } of changed) {
      const { id: goodsId, gtin, name } = after;
      await record('card-changed', {
        gtin,
        goodsId,
        name,
        cashier: cashier(),
        changes,
        ...(by !== undefined && { by }),
      });
    }
    await catalogue.put(changed.map(({ after }) => after));
    return { kind: 'done' };
  }

  return {
    list: (query) => catalogue.list(query),
    folders: () => catalogue.folders(),
    newId: deps.newId,
    async nextQuickKey() {
      const keys = await catalogue.quickKeys();
      return 1 + Math.max(0, ...keys.map(({ quickKeyIndex = 0 }) => quickKeyIndex));
    },
    async save(card, before, typed) {
      const changes = cardChanges(before, card);
      if (changes.length === 0) return { kind: 'done' };
      let by: string | undefined;
      if (isPriceGuarded(changes)) {
        const answer = await allowed(
          typed,
          changes.map(({ field }) => field),
        );
        if (answer.kind !== 'right') return answer;
        ({ by } = answer);
      }
      const { id: goodsId, gtin, name, price, measure: unit, isMarked: marked } = card;
      const facts = { gtin, goodsId, name, cashier: cashier() };
      if (before) await record('card-changed', { ...facts, changes, ...(by !== undefined && { by }) });
      else await record('goods-made', { ...facts, price, unit, marked });
      await catalogue.put([card]);
      return { kind: 'done' };
    },
    open: async (files) => (await deps.files()).open(files),
    async look(reader) {
      const answer = await reader.look();
      if (!answer.ok || !answer.value.table) return answer;
      const kept = readKeptColumns(await settings.recall(columnsName));
      return { ok: true, value: { ...answer.value, table: withColumns(answer.value.table, kept) } };
    },
    async read(reader, { table }, wishes, onProgress) {
      if (table && table.heads.length > 0) {
        const kept = readKeptColumns(await settings.recall(columnsName));
        await settings.remember(columnsName, kept.with(table.heads, wishes.columns));
      }
      return reader.read({ ...wishes, at: clock.now() }, await catalogue.snapshot(), onProgress);
    },
    async apply({ name: file }, { plan, packed, folded, refusedCount: refused }, gone, typed, byLink) {
      const answer = byLink ? ({ kind: 'right', by: byLink } as const) : await allowed(typed, ['import']);
      if (answer.kind !== 'right') return answer;
      const { by } = answer;
      const facts = { at: clock.now(), file, cashier: cashier(), counts: plan.counts, refused };
      await record('goods-imported', {
        ...told(facts, gone === 'archive' ? plan.counts.gone : 0),
        ...(by !== undefined && { by }),
      });
      await catalogue.swap(packed, folded, facts);
      return { kind: 'done' };
    },
    lastImport: () => catalogue.lastImport(),
    async takeBack(typed) {
      const last = await catalogue.lastImport();
      if (!last) return { kind: 'done' };
      const answer = await allowed(typed, ['import']);
      if (answer.kind !== 'right') return answer;
      const { by } = answer;
      await record('import-taken-back', { ...told(last, 0), ...(by !== undefined && { by }) });
      await catalogue.takeBack();
      // What a person did not want must not come back by itself.
      const kept = readKeptLink(await settings.recall(linkName), shop().catalogue.url);
      if (kept.url === last.file) await settings.remember(linkName, takenBack(kept));
      return { kind: 'done' };
    },
    async duplicates() {
      const finder = new DuplicateFinder();
      for await (const cards of all()) finder.add(cards);
      return Promise.all(
        finder.found.map(async ({ by, word, ids }) => ({
          by,
          word,
          cards: (await Promise.all(ids.map((id) => catalogue.get(id)))).filter((card) => card !== undefined),
        })),
      );
    },
    async join(kept, others, typed) {
      // The screen offers nothing else.
      if (!others.every((other) => mayJoin(kept, other))) throw new RangeError('not one and the same goods');
      let stays = kept;
      const gone = others.map((other) => {
        const both = joined(stays, other);
        stays = both.kept;
        return [other, both.other] as const;
      });
      return change([[kept, stays], ...gone], typed);
    },
    async part(other, typed) {
      const into = other.joined && (await catalogue.get(other.joined.into));
      const both = parted(other, into);
      return change([...(into && both.kept ? ([[into, both.kept]] as const) : []), [other, both.other]], typed);
    },
    all,
    workbook: async (rows) => (await deps.files()).workbook(rows),
    async sales(receipts) {
      const ids = [...new Set(receipts.flatMap(({ lines }) => lines.flatMap(({ goodsId }) => goodsId ?? [])))];
      const known = new Map<string, SoldGoods>();
      for (const id of ids) {
        const card = await catalogue.get(id);
        if (card) known.set(id, { sourceId: card.source?.id, article: card.article });
      }
      return (await deps.files()).sales(receipts, shop(), known, clock.now());
    },
  };
}
