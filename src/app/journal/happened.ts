/**
 * Events of the journal as a screen may show them. Their data were written by this build, by older ones and by newer ones, so that they are read, not cast: a
 * field that is not as expected is as if it were not there, and spoils no other. Kinds that this build does not know come through by their own name.
 */
import * as v from 'valibot';
import { kopecks } from '../../domain/base/money.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import { orNothing, readMoment } from '../../domain/base/fields.ts';
import { isAbout, type Sought } from '../../domain/journal/pages.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import type { EventKind, StoredEvent } from '../../domain/journal/event.ts';

const text = orNothing(v.string());
const money = orNothing(v.pipe(v.number(), v.safeInteger(), v.transform(kopecks)));
const count = orNothing(v.pipe(v.number(), v.finite(), v.minValue(0)));
/** A list without what in it cannot be read. */
const listOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  orNothing(
    v.pipe(
      v.array(v.unknown()),
      v.transform((items) =>
        items.flatMap((item) => {
          const read = v.safeParse(schema, item);
          return read.success ? [read.output] : [];
        }),
      ),
    ),
  );

const amount = { quantity: count, unit: text, sum: money };
const goods = { name: text, ki: text, gtin: text, price: money, listPrice: money, ...amount };

const law = v.object({
  adult: orNothing(v.boolean()),
  alcohol: orNothing(v.boolean()),
  excise: orNothing(v.boolean()),
  group: count,
  vat: text,
});

const facts = v.object({
  ...goods,
  goodsId: text,
  cashier: text,
  /** Of a changed price; see `amounts` for a changed quantity. */
  from: money,
  to: money,
  /** Of a cancelled receipt. Older builds wrote only how many there were. */
  lines: listOf(v.object(goods)),
  lineCount: count,
  total: money,
  reason: text,
  comment: text,
  goods: listOf(v.string()),
  /** Of settings. */
  changes: listOf(v.object({ field: v.string(), from: v.optional(v.unknown()), to: v.optional(v.unknown()) })),
  by: text,
  /** What the PIN was wanted for, and how many wrong ones there were in a row. */
  for: text,
  wrong: count,
  /** What was kept for the senior cashier. */
  act: text,
  ms: count,
  until: text,
  /** Of a scan that was not taken, and of a receipt that was not printed: why. */
  kind: text,
  raw: text,
  trouble: text,
  fd: count,
  /** Of a ФН, and of what it was asked for in vain. */
  fn: text,
  lastFd: count,
  /** Of the shift: which operation. */
  operation: text,
  /** Of a check: what came of it. */
  verdict: orNothing(v.object({ kind: v.string() })),
  /** Of a loss and of an edited record: which of them. */
  what: text,
  /** Of a loss: what was gone besides. */
  isPinGone: orNothing(v.literal(true)),
  cardsGone: count,
  /** Of the PC's clock: how far behind it was, ms. Of a fault: its text. */
  aheadMs: orNothing(v.pipe(v.number(), v.finite())),
  detail: text,
  /** Of a changed card: what stood there and what was said. */
  law: orNothing(v.object({ from: law, to: law })),
  /** Of a file of goods. */
  file: text,
  fresh: count,
  priceChanged: count,
  otherwise: count,
  archived: count,
  refused: count,
  /** Documents of the ФН that the journal did not know. */
  documents: listOf(v.object({ mark: v.object({ fd: v.number() }), total: money })),
});

const amounts = v.object({ from: orNothing(v.object(amount)), to: orNothing(v.object(amount)) });

export type LawWords = v.InferOutput<typeof law>;
export type GoodsFacts = v.InferOutput<v.ObjectSchema<typeof goods, undefined>>;
export type Amount = v.InferOutput<v.ObjectSchema<typeof amount, undefined>>;
export interface Happened extends v.InferOutput<typeof facts> {
  readonly at: EpochMs;
  readonly event: string;
  readonly receiptId?: string | undefined;
  /** What the PC's clock showed, where that was another time. */
  readonly pc?: EpochMs | undefined;
  /** Of a changed quantity: what stood there before and after. */
  readonly amounts: { readonly from?: Amount | undefined; readonly to?: Amount | undefined };
}

const plain = (data: unknown): object =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};

/** Never throws, whatever stands in the journal. */
export function happened({ at, kind, receiptId, data, pc }: StoredEvent): Happened {
  const given = plain(data);
  const { lines } = given as { readonly lines?: unknown };
  return {
    ...v.parse(facts, { ...given, lineCount: typeof lines === 'number' ? lines : undefined }),
    amounts: v.parse(amounts, { from: (given as { from?: unknown }).from, to: (given as { to?: unknown }).to }),
    at,
    event: kind,
    receiptId,
    pc: readMoment(pc),
  };
}

/** An event by its goods and their codes, its sums and the number of its fiscal document. */
export const isEventAbout = (what: Sought, event: Happened): boolean =>
  isAbout(
    what,
    [...textsOf(event), ...(event.goods ?? []), event.raw, event.file, ...(event.lines ?? []).flatMap(textsOf)],
    [event.sum, event.total, event.price, event.from, event.to],
    [event.fd, ...(event.documents ?? []).map(({ mark }) => mark.fd)],
  );
const textsOf = ({ name, ki, gtin }: Pick<GoodsFacts, 'name' | 'ki' | 'gtin'>): Array<string | undefined> => [
  name,
  ki,
  gtin,
];

const ofCards: ReadonlySet<string> = new Set<EventKind>(['goods-made', 'goods-bound', 'goods-changed', 'card-changed']);
const ofFiles: ReadonlySet<string> = new Set<EventKind>(['goods-imported', 'import-taken-back']);

/** Whether it belongs to the history of a card: what was done to it, and of one that came from a file every file, for that tells only how many cards it changed. */
export const isOfCard = (event: StoredEvent, { id, source }: Pick<Goods, 'id' | 'source'>): boolean =>
  ofCards.has(event.kind) ? happened(event).goodsId === id : source !== undefined && ofFiles.has(event.kind);

/** What an owner asks for. The rest is told under «all». */
export type EventTopic = 'all' | 'goods' | 'settings' | 'printer' | 'checks';

const topics: Readonly<Record<EventKind, ReadonlyArray<Exclude<EventTopic, 'all'>>>> = {
  'scan-refused': ['checks'],
  checked: ['checks'],
  'line-removed': ['goods'],
  'sold-unverified': ['goods', 'checks', 'settings'],
  'line-restored': ['goods'],
  'receipt-cancelled': ['goods'],
  'receipt-parked': ['goods'],
  'receipt-taken-back': ['goods'],
  printed: ['printer'],
  'not-printed': ['printer'],
  'lost-answer': ['printer'],
  recovered: ['printer'],
  'sale-registered': ['checks'],
  'senior-approved': ['settings'],
  'wrong-pin': ['settings'],
  'pin-locked': ['settings'],
  'age-confirmed': ['checks'],
  'age-refused': ['checks'],
  'alcohol-refused': ['checks'],
  'price-changed': ['goods'],
  'quantity-changed': ['goods'],
  'goods-made': ['goods'],
  'goods-bound': ['goods'],
  'goods-changed': ['goods'],
  'card-changed': ['goods'],
  'goods-imported': ['goods'],
  'import-taken-back': ['goods'],
  'package-opened': ['goods'],
  'package-closed': ['goods'],
  'shop-set-up': ['settings'],
  'settings-changed': ['settings'],
  'journal-lost': ['settings'],
  'operation-done': ['printer'],
  'operation-not-done': ['printer'],
  'chain-broken': ['settings'],
  'breaks-read': ['settings'],
  'fn-met': ['printer'],
  'documents-accounted': ['printer'],
  'documents-seen': ['printer'],
  'clock-off': ['settings'],
  fault: [],
};

/** Kinds of other builds stand under «all» only. */
export const isOfTopic = ({ event }: Pick<Happened, 'event'>, topic: EventTopic): boolean =>
  topic === 'all' || (Object.hasOwn(topics, event) && topics[event as EventKind].includes(topic));
