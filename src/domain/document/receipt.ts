/**
 * The receipt (чек): its lines, its payment and the legal moves between its states.
 * `draft → paying → fiscalizing → fiscalized`; `in-doubt` after a lost answer; `cancelled` from a draft only.
 * From `fiscalizing` on the money is taken: nothing leads back to a draft.
 */
import type { CheckTimings } from '../code-check/answer.ts';
import { fullFacts, type StoredCheck } from '../code-check/stored-check.ts';
import {
  amountOfUnits,
  divisionOf,
  leftIn,
  serverUnits,
  unitOf,
  wholePrice,
  type Division,
} from '../goods/division.ts';
import type { Goods, LawFacts } from '../goods/goods.ts';
import { isInQuestion, lawOf, type LawOfGoods } from '../goods/goods-law.ts';
import { groupOfPack } from '../marking-code/tobacco.ts';
import type { MarkResult } from './mark-result.ts';
import { kopecks, minus, noMoney, priceTimes, sum, type Kopecks } from '../base/money.ts';
import { onePiece, thousandths, type Measure, type Thousandths } from '../base/quantity.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { VatRate } from '../shop/taxation.ts';
import { hoursAhead, type EpochMs } from '../base/time.ts';
import { alcoholBannedUntil, usualAlcoholHours, type AlcoholRules } from '../verdict/buyer.ts';
import { isUnregulated, tobacco } from '../verdict/groups.ts';
import { judge, type Verdict } from '../verdict/index.ts';

/** The mark of a line: `code` is what is checked and printed (tag 2000), `ki` is what is counted as one item. */
export interface LineMark {
  readonly raw: string;
  readonly code: string;
  readonly ki: string;
  readonly form: string;
  readonly scannedAt: EpochMs;
  /** Hours that the shop's clock was ahead of UTC then: shelf life follows it. */
  readonly zone?: number | undefined;
  /** What the code itself holds: maximum retail price (МРЦ), end of shelf life in the shop's own time. */
  readonly mrc?: Kopecks | undefined;
  readonly expires?: string | undefined;
  /** Net weight. */
  readonly grams?: number | undefined;
}

/** Of the facts of the law it has what its card says. */
export interface Line extends LawFacts {
  readonly id: string;
  readonly goodsId?: string | undefined;
  readonly gtin?: string | undefined;
  readonly name: string;
  /** Absent for goods the catalogue does not know yet: the receipt cannot be paid until it is given. */
  readonly price?: Kopecks | undefined;
  /** What the card asks for it, where the cashier sells it for another price. */
  readonly listPrice?: Kopecks | undefined;
  /** Absent while nobody has said how much of an opened package: the receipt cannot be paid until then. */
  readonly quantity?: Thousandths | undefined;
  readonly measure: Measure;
  /** Parts sold of a package, under its code (tag 1291): the line is one piece of that. */
  readonly part?: { readonly count: number; readonly of: number } | undefined;
  /** How the package may be divided; absent for what is sold as a whole only. */
  readonly division?: Division | undefined;
  /** Absent while nobody has given the goods a rate: the receipt cannot be paid until it is given. */
  readonly vat?: VatRate | undefined;
  readonly group?: number | undefined;
  /** ГИС МТ itself has named the group of this GTIN, now or before; absent: a person or the code did. */
  readonly groupBy?: 'check' | undefined;
  /** The group of the card, where ГИС МТ names another. */
  readonly cardGroup?: number | undefined;
  readonly mark?: LineMark | undefined;
  /** Absent while the check is under way. */
  readonly check?: StoredCheck | undefined;
  readonly timings?: CheckTimings | undefined;
  /** A senior cashier allowed the sale without a verdict. */
  readonly override?: { readonly by: string; readonly at: EpochMs } | undefined;
  /** What the ККТ said of the mark while it printed. */
  readonly marked?: MarkResult | undefined;
}

/** `received`: the banknotes handed over, change included. `mixed`: a part by card, the rest in cash. */
export type Payment =
  | { readonly way: 'cash'; readonly received: Kopecks }
  | { readonly way: 'cashless' }
  | { readonly way: 'mixed'; readonly cashless: Kopecks; readonly received: Kopecks };

/** What was about to be printed, committed before the first byte that could close a document. */
export interface Intent {
  readonly fn: string;
  readonly expectedFd: number;
  readonly total: Kopecks;
  readonly at: EpochMs;
  /** By the PC's own clock, where that shows another time: who was at the ККТ since then, the bridge tells by it. */
  readonly pcAt?: EpochMs | undefined;
  /** By the clock of the ККТ, which dates its documents, where it tells it. */
  readonly kktAt?: EpochMs | undefined;
  /** Tag 1192 of the document to come (domain/till-mark.ts). */
  readonly tillMark?: string | undefined;
}

/** What the ККТ printed: ФН number, number of the fiscal document, its fiscal sign (ФПД). */
export interface FiscalMark {
  readonly fn: string;
  readonly fd: number;
  readonly fpd: string;
  readonly at: EpochMs;
}

export type ReceiptState = 'draft' | 'paying' | 'fiscalizing' | 'fiscalized' | 'in-doubt' | 'cancelled';

export interface Receipt {
  /** UUIDv7: the identity. `number` is only a label for people, given at payment. */
  readonly id: string;
  readonly number?: number | undefined;
  readonly state: ReceiptState;
  readonly openedAt: EpochMs;
  readonly lines: readonly Line[];
  /** Somebody looked at the buyer: 18 or older. Once for the receipt, whatever is added later, as long as goods for adults are in it. */
  readonly adult?: { readonly at: EpochMs } | undefined;
  readonly payment?: Payment | undefined;
  /** Kopecks let go to round the total to roubles. */
  readonly rounding?: Kopecks | undefined;
  /** Where the buyer wants the electronic receipt (tag 1008). */
  readonly buyer?: string | undefined;
  readonly intent?: Intent | undefined;
  readonly fiscal?: FiscalMark | undefined;
}

export type ReceiptFailure =
  | 'wrong-state'
  | 'duplicate'
  | 'empty'
  | 'waiting'
  | 'refused'
  | 'unverified'
  | 'no-price'
  | 'no-vat'
  | 'no-payment'
  | 'too-little-cash'
  | 'too-much-cashless'
  | 'no-line'
  | 'marked-quantity'
  | 'age'
  | 'alcohol-hours'
  | 'no-quantity'
  | 'not-enough'
  | 'package-opened'
  // the ККТ is registered for another company, or not for this taxation
  | 'inn-differs'
  | 'taxation-not-registered';

type Moved = Result<Receipt, ReceiptFailure>;

export const newReceipt = (id: string, openedAt: EpochMs): Receipt => ({ id, state: 'draft', openedAt, lines: [] });

export const isOpen = (receipt: Receipt): boolean => receipt.state === 'draft' || receipt.state === 'paying';

/** «Пробить чек» was pressed once already: it has its number, and the buyer may have paid. */
export const wasTried = ({ number }: Receipt): boolean => number !== undefined;

/** Sum of a line (tag 1043); nothing while it has no price. */
export const lineSum = (line: Line): Kopecks =>
  line.price === undefined || line.quantity === undefined ? noMoney : priceTimes(line.price, line.quantity);

export const total = (receipt: Receipt): Kopecks => sum(receipt.lines.map(lineSum));

/** What the buyer pays: the total without what rounding let go (tag 1020). */
export const due = (receipt: Receipt): Kopecks => minus(total(receipt), receipt.rounding ?? noMoney);

/** How much of it is paid by card and how much in cash (tags 1081 and 1031). */
export function paidBy(receipt: Receipt): { readonly cashless: Kopecks; readonly cash: Kopecks } {
  const all = due(receipt);
  switch (receipt.payment?.way) {
    case 'cash':
      return { cashless: noMoney, cash: all };
    case 'mixed':
      return { cashless: receipt.payment.cashless, cash: minus(all, receipt.payment.cashless) };
    default:
      return { cashless: all, cash: noMoney };
  }
}

/** Whether the line is a part of a package, and the rest of it stays. */
export const isPart = (line: Pick<Line, 'mark' | 'measure' | 'part' | 'division'>): boolean =>
  line.mark !== undefined && (line.part !== undefined || (line.division !== undefined && line.measure !== 'piece'));

/** How much of a package the line takes, in thousandths of its unit; undefined for whole goods, and where nobody has said it yet. */
export function amountOf(line: Line): Thousandths | undefined {
  if (line.part) return thousandths(line.part.count * 1000);
  return isPart(line) ? line.quantity : undefined;
}

/** Goods that no card describes may be a keg as well. */
function takenOf(line: Line): 'all' | 'some' | number {
  if (line.quantity === undefined) return 'some';
  if (!isPart(line)) return line.goodsId === undefined ? 'some' : 'all';
  return (line.part ? undefined : serverUnits(line.quantity, line.measure)) ?? 'some';
}

/** The verdict on a line at `now`; absent for unmarked goods and while the check runs. The limits of ГИС МТ are prices of a whole package: no part is compared with them. */
export const verdictOf = (line: Line, now: EpochMs): Verdict | undefined => {
  if (!line.check) return undefined;
  const price = isPart(line) || line.quantity === undefined ? undefined : line.price;
  return judge(line.check, {
    now,
    zone: line.mark?.zone,
    price,
    taken: takenOf(line),
    group: judgedGroup(line),
    code: line.mark,
  });
};

/** The product group that a marking code shows by itself: a pack, and a block with its МРЦ (AI 8005), are tobacco or nicotine (marking-codes.md §1.4). */
export function codeGroup({ form, code, mrc }: Pick<LineMark, 'form' | 'code' | 'mrc'>): number | undefined {
  if (form === 'pack') return groupOfPack(code);
  return mrc === undefined ? undefined : tobacco;
}

/** The group that a verdict goes by. That no law asks for a check, only ГИС МТ may say: a cashier who picks «Игрушки» takes no duty away. */
const judgedGroup = (line: Line): number | undefined => {
  const group = knownGroup(line);
  return group !== undefined && isUnregulated(group) && line.groupBy !== 'check'
    ? line.mark && codeGroup(line.mark)
    : group;
};

/** The group that both sources are asked for, and that counts where their answer names none. */
export const knownGroup = ({ group, mark }: Pick<Line, 'group' | 'mark'>): number | undefined =>
  group ?? (mark && codeGroup(mark));

/** All groups that anybody names for it, the code itself among them: a card with a wrong one makes no cigarettes of milk, but neither milk of cigarettes. */
export const groupsOf = ({ group, check, mark }: Pick<Line, 'group' | 'check' | 'mark'>): number[] =>
  [group, ...(fullFacts(check)?.groupIds ?? []), mark && codeGroup(mark)].filter((id) => id !== undefined);

/** A person should say what this card is (`isInQuestion`). What no card describes is asked for anyway. */
export const isCardInQuestion = (line: Line): boolean =>
  line.goodsId !== undefined && isInQuestion(line, groupsOf(line), line.mark !== undefined);

/** The card says another product group than ГИС МТ: most likely it is another product's card (competition.md §5, "wrong product"). */
export const groupConflict = ({
  group: sold,
  cardGroup,
  check,
}: Line): { readonly card: number; readonly server: readonly number[] } | undefined => {
  const group = cardGroup ?? sold;
  const server = fullFacts(check)?.groupIds ?? [];
  return group !== undefined && server.length > 0 && !server.includes(group) ? { card: group, server } : undefined;
};

/** A block of packs under a code of its own: AI 8005, or by the word of ГИС МТ. Its packs are sold by theirs (marking-codes.md §4.4). */
export const isBlock = ({ mark, check }: Line): boolean =>
  (mark !== undefined && mark.form !== 'pack' && mark.mrc !== undefined) || fullFacts(check)?.packageType === 'GROUP';

/** What the law asks of the goods of a line. What no card describes cannot be paid, and is asked for then. */
const lawOfLine = (line: Line): LawOfGoods =>
  lawOf(line, groupsOf(line), line.mark !== undefined && line.goodsId !== undefined);

/** Goods for adults only. */
export const isForAdults = (line: Line): boolean => lawOfLine(line).adult;

/** Excisable goods: tag 1212. */
export const isExcisable = (line: Line): boolean => lawOfLine(line).excise;

/** Until when a line of the receipt may not be sold because it is alcohol (`2026-11-23T08:00`, the shop's clock); undefined: nothing of the kind. */
export const alcoholUntil = (
  { lines }: Pick<Receipt, 'lines'>,
  now: EpochMs,
  { alcoholHours, timeZone }: AlcoholRules,
): string | undefined =>
  lines.some((line) => lawOfLine(line).alcohol)
    ? alcoholBannedUntil(alcoholHours, now, hoursAhead(timeZone))
    : undefined;

/** A new line for goods of the catalogue without a mark. */
export const lineOf = (id: string, goods: GoodsAsSold, quantity: Thousandths = onePiece): Line => ({
  ...ofGoods(goods),
  id,
  gtin: goods.gtin,
  quantity,
});

/** A card with what this till knows better of its GTIN. */
export type GoodsAsSold = Goods & Pick<Line, 'groupBy' | 'cardGroup'>;

const ofGoods = ({
  id,
  name,
  price,
  measure,
  vat,
  group,
  groupBy,
  cardGroup,
  adult,
  alcohol,
  excise,
}: GoodsAsSold): Pick<
  Line,
  'goodsId' | 'name' | 'price' | 'measure' | 'vat' | 'group' | 'groupBy' | 'cardGroup' | keyof LawFacts
> => ({
  goodsId: id,
  name,
  price,
  measure,
  vat,
  group,
  ...(groupBy && { groupBy }),
  ...(cardGroup !== undefined && { cardGroup }),
  adult,
  alcohol,
  excise,
});

/**
 * A new line for a marked package of goods of the catalogue. It is the whole package where it can be: a keg has no price as a whole, and an
 * opened one is none any more; then the amount is to be asked. An opened package of a card that does not divide so (any more) has no amount and cannot be paid.
 */
export function packageLine(id: string, goods: GoodsAsSold, gtin: string, mark: LineMark, opened?: OpenedFacts): Line {
  const line = { ...ofGoods(goods), id, gtin, mark };
  const division = divisionOf({ ...goods, group: knownGroup({ group: goods.group, mark }) }, mark.grams);
  if (opened && (!division || unitOf(division) !== opened.unit)) return line;
  if (!division) return { ...line, quantity: onePiece };
  const divided = {
    ...line,
    division: { ...division, content: division.content ?? opened?.content, opened: opened && { taken: opened.taken } },
  };
  return whole(divided) ?? { ...divided, price: division.price };
}

/** What this till has sold of a package, thousandths of the unit, and what was in it. */
export interface OpenedFacts {
  readonly taken: number;
  readonly unit: Measure | 'part';
  readonly content?: Thousandths | undefined;
}

/** The line with all of its package; undefined where that cannot be sold whole. */
function whole(line: Line): Line | undefined {
  const { division, listPrice } = line;
  const price = division && wholePrice(division);
  if (price === undefined) return undefined;
  // It is whole already, for whatever price.
  if (line.quantity !== undefined && !isPart(line)) return line;
  // A price changed by the kilogram is one of the whole cheese, too; a box has its own.
  const listed =
    listPrice !== undefined && division?.by === 'measure' && division.content !== undefined
      ? priceTimes(listPrice, division.content)
      : undefined;
  return { ...line, measure: 'piece', part: undefined, quantity: onePiece, price, listPrice: listed };
}

/**
 * ГИС МТ says that a part of the package is gone and a part is left: it is none to be sold whole, and how much of it is to be asked, where its card divides
 * (online-check.md §5.4 partial sale). What is left is all there is for this till. What this till has sold of it itself, its own book says.
 */
function partlySold(line: Line): Line {
  const { division, check } = line;
  const { soldUnitCount = 0, innerUnitCount = 0 } = fullFacts(check) ?? {};
  if (!division || division.opened || isPart(line) || soldUnitCount <= 0 || soldUnitCount >= innerUnitCount)
    return line;
  const measure = division.by === 'measure' ? division.measure : 'piece';
  const left = amountOfUnits(innerUnitCount - soldUnitCount, measure);
  return {
    ...line,
    division: { ...division, content: left ?? division.content, opened: { taken: 0, elsewhere: true } },
    measure,
    quantity: undefined,
    part: undefined,
    price: division.price,
    listPrice: undefined,
  };
}

const inDraft = (receipt: Receipt, change: (receipt: Receipt) => Moved): Moved =>
  receipt.state === 'draft' ? change(receipt) : fail('wrong-state');

/** Whether this very unit is in the receipt and not sold yet. */
export const holds = ({ state, lines }: Receipt, ki: string): boolean =>
  state !== 'fiscalized' && lines.some(({ mark }) => mark?.ki === ki);

/** Adds a line. The same КИ twice is refused; unmarked goods already there are counted up instead. */
export const addLine = (receipt: Receipt, line: Line): Moved =>
  inDraft(receipt, () => {
    if (line.mark) {
      if (holds(receipt, line.mark.ki)) return fail('duplicate');
      return ok({ ...receipt, lines: [...receipt.lines, line] });
    }
    const same = receipt.lines.find(
      (other) =>
        !other.mark &&
        line.goodsId !== undefined &&
        other.goodsId === line.goodsId &&
        other.price === line.price &&
        other.vat === line.vat &&
        other.measure === 'piece',
    );
    if (!same) return ok({ ...receipt, lines: [...receipt.lines, line] });
    return changeLine(receipt, same.id, { quantity: thousandths((same.quantity ?? 0) + (line.quantity ?? 0)) });
  });

export const removeLine = (receipt: Receipt, id: string): Moved =>
  inDraft(receipt, () => {
    if (!receipt.lines.some((line) => line.id === id)) return fail('no-line');
    const lines = receipt.lines.filter((line) => line.id !== id);
    // With the last of the goods for adults the buyer may have gone, and the next one is somebody else.
    return ok({ ...receipt, lines, adult: lines.some(isForAdults) ? receipt.adult : undefined });
  });

const inLine = (receipt: Receipt, id: string, change: (line: Line) => Result<Line, ReceiptFailure>): Moved =>
  inDraft(receipt, () => {
    const line = receipt.lines.find((other) => other.id === id);
    const changed = line ? change(line) : fail('no-line' as const);
    return changed.ok ? ok(withLine(receipt, changed.value)) : changed;
  });

/** Puts a line in the place of the one with the same identity. */
export const replaceLine = (receipt: Receipt, line: Line): Moved => inLine(receipt, line.id, () => ok(line));

/** Changes what the cashier may change. A marked line is one instance: its quantity stays 1 (ФНС table 21 note 12; marking-codes.md §2.3); of a package in parts see `takePart`. */
export const changeLine = (receipt: Receipt, id: string, change: Partial<Pick<Line, 'quantity' | 'override'>>): Moved =>
  inLine(receipt, id, (line) =>
    line.mark && change.quantity !== undefined ? fail('marked-quantity') : ok({ ...line, ...change }),
  );

/** Sells it for another price, kopecks: of one piece, of one unit of the measure, of one part. Verdicts follow at the next look, without a request. */
export const changePrice = (receipt: Receipt, id: string, price: Kopecks): Moved =>
  inLine(receipt, id, (line) => {
    const { division, part } = line;
    const listed = line.listPrice ?? unitPrice(line);
    const changed = {
      ...line,
      listPrice: listed === price ? undefined : listed,
      price: part ? priceTimes(price, thousandths(part.count * 1000)) : price,
    };
    if (!division) return ok(changed);
    if (isPart(line)) return ok({ ...changed, division: { ...division, price } });
    return ok({ ...changed, division: division.by === 'count' ? { ...division, whole: price } : division });
  });

/** Price of what the line counts by: of one part where it has parts. */
export const unitPrice = ({ price, part, division }: Line): Kopecks | undefined =>
  part && division ? division.price : price;

/** How much of the package the buyer takes, thousandths of its unit (whole parts where it has parts). All that an unopened one holds is the package itself. */
export const takePart = (receipt: Receipt, id: string, amount: Thousandths): Moved =>
  inLine(receipt, id, (line) => {
    const { division } = line;
    if (!division || (division.by === 'count' && amount % 1000 !== 0)) return fail('marked-quantity');
    const left = leftIn(division);
    if (left !== undefined && amount > left) return fail('not-enough');
    const all = amount === division.content ? whole(line) : undefined;
    if (all) return ok(all);
    // What the whole was sold for says nothing of its parts.
    const listPrice = isPart(line) ? line.listPrice : undefined;
    if (division.by === 'measure')
      return ok({ ...line, quantity: amount, measure: division.measure, price: division.price, listPrice });
    return ok({
      ...line,
      quantity: onePiece,
      part: { count: amount / 1000, of: division.of },
      price: priceTimes(division.price, amount),
      listPrice,
    });
  });

/** The package as a whole. */
export const takeWhole = (receipt: Receipt, id: string): Moved =>
  inLine(receipt, id, (line) => {
    const all = whole(line);
    return all ? ok(all) : fail('package-opened');
  });

/** A person said what goods these are: the line keeps its code and its check. */
export const asGoods = (receipt: Receipt, id: string, goods: GoodsAsSold, opened?: OpenedFacts): Moved =>
  inLine(receipt, id, (line) => {
    const { mark, gtin = goods.gtin ?? '', check, timings, override } = line;
    if (!mark) return ok({ ...line, ...ofGoods(goods) });
    const known = packageLine(id, goods, gtin, mark, opened);
    return ok(partlySold({ ...known, group: known.group ?? line.group, check, timings, override }));
  });

/** A person said what the law asks of the goods of a card: its lines have it, too. */
export const withLaw = (
  receipt: Receipt,
  {
    id,
    vat,
    group,
    groupBy,
    adult,
    alcohol,
    excise,
  }: Pick<GoodsAsSold, 'id' | 'vat' | 'group' | 'groupBy' | keyof LawFacts>,
): Moved =>
  inDraft(receipt, () => {
    const lines = receipt.lines.map((line) =>
      line.goodsId === id
        ? { ...line, vat, group: group ?? line.group, ...(groupBy && { groupBy }), adult, alcohol, excise }
        : line,
    );
    return ok({ ...receipt, lines, adult: lines.some(isForAdults) ? receipt.adult : undefined });
  });

/**
 * Writes the result of a check. Legal in any open state: payment waits for the last one. Absent `check` starts it anew.
 * Goods without a group learn it from the answer. A package of which ГИС МТ knows a part to be sold is sold in parts.
 */
export const withCheck = (
  receipt: Receipt,
  id: string,
  check: StoredCheck | undefined,
  timings?: CheckTimings,
): Receipt => {
  const line = receipt.lines.find((other) => other.id === id);
  if (!line || !isOpen(receipt)) return receipt;
  const named = fullFacts(check)?.groupIds ?? [];
  const group = line.group ?? named[0];
  const groupBy = group !== undefined && named.includes(group) ? 'check' : line.groupBy;
  return withLine(receipt, partlySold({ ...line, group, ...(groupBy && { groupBy }), check, timings }));
};

const withLine = (receipt: Receipt, line: Line): Receipt => ({
  ...receipt,
  lines: receipt.lines.map((other) => (other.id === line.id ? line : other)),
});

/** Moscow and the federal night: whoever does not say whose table it is sells no alcohol at night either. */
const usualRules: AlcoholRules = { alcoholHours: usualAlcoholHours, timeZone: 2 };

/** What keeps the receipt from being paid now, worst first and the buyer's age last, as it is asked when all else is well; undefined when nothing does. */
export function obstacle(
  receipt: Receipt,
  now: EpochMs,
  rules = usualRules,
):
  | Exclude<
      ReceiptFailure,
      | 'wrong-state'
      | 'duplicate'
      | 'no-payment'
      | 'too-little-cash'
      | 'too-much-cashless'
      | 'no-line'
      | 'marked-quantity'
      | 'not-enough'
      | 'package-opened'
    >
  | undefined {
  if (receipt.lines.length === 0) return 'empty';
  const verdicts = receipt.lines.map((line) => ({ line, verdict: verdictOf(line, now) }));
  if (verdicts.some(({ verdict }) => verdict?.kind === 'forbidden')) return 'refused';
  if (alcoholUntil(receipt, now, rules)) return 'alcohol-hours';
  if (verdicts.some(({ line, verdict }) => verdict?.kind === 'unverified' && !line.override)) return 'unverified';
  if (receipt.lines.some((line) => line.price === undefined)) return 'no-price';
  if (receipt.lines.some((line) => line.quantity === undefined)) return 'no-quantity';
  if (receipt.lines.some((line) => line.vat === undefined)) return 'no-vat';
  if (receipt.lines.some((line) => line.mark && !line.check)) return 'waiting';
  if (!receipt.adult && receipt.lines.some(isForAdults)) return 'age';
  return undefined;
}

/** draft → paying. `rounding`: whether the shop cuts totals to roubles; never to nothing. */
export const startPaying = (
  receipt: Receipt,
  now: EpochMs,
  rounding: 'none' | 'roubles' = 'none',
  rules = usualRules,
): Moved =>
  inDraft(receipt, () => {
    const why = obstacle(receipt, now, rules);
    if (why) return fail(why);
    return ok({ ...receipt, state: 'paying', rounding: roundingOf(receipt, now, rounding) });
  });

/** Kopecks that a shop which cuts totals to roubles lets go; nothing where none, and where a price would fall below what the law asks. */
export function roundingOf(receipt: Receipt, now: EpochMs, rounding: 'none' | 'roubles'): Kopecks | undefined {
  const all = total(receipt);
  const odd = kopecks(all % 100);
  return rounding === 'none' || odd === 0 || all < 100 || isTooMuch(receipt, odd, now) ? undefined : odd;
}

/** Whether letting go of so much would sell something below what the law lets it cost, were it all taken from that one thing (marking-codes.md §4.3). */
const isTooMuch = ({ lines }: Receipt, odd: Kopecks, now: EpochMs): boolean =>
  lines.some(
    (line) =>
      line.price !== undefined &&
      verdictOf({ ...line, price: kopecks(Math.max(0, line.price - odd)) }, now)?.kind === 'forbidden',
  );

/** paying → draft: the buyer wants one more thing. Legal because no money is on record before `fiscalizing`. */
export const stopPaying = (receipt: Receipt): Moved =>
  receipt.state === 'paying'
    ? ok({ ...receipt, state: 'draft', payment: undefined, rounding: undefined })
    : fail('wrong-state');

/** The buyer is of age. The first look counts. */
export const confirmAdult = (receipt: Receipt, at: EpochMs): Moved =>
  inDraft(receipt, () => ok({ ...receipt, adult: receipt.adult ?? { at } }));

/** The buyer is a minor: nothing for adults is left. */
export const removeForAdults = (receipt: Receipt): Moved =>
  inDraft(receipt, () =>
    ok({ ...receipt, adult: undefined, lines: receipt.lines.filter((line) => !isForAdults(line)) }),
  );

/** The shop taxes otherwise from now on. `rates`: of its lines, by their ids; a line that is not there keeps its own. */
export const withRates = (receipt: Receipt, rates: ReadonlyMap<string, VatRate | undefined>): Moved =>
  isOpen(receipt)
    ? ok({
        ...receipt,
        lines: receipt.lines.map((line) => (rates.has(line.id) ? { ...line, vat: rates.get(line.id) } : line)),
      })
    : fail('wrong-state');

/** Absent `buyer`: paper only. */
export const withBuyer = (receipt: Receipt, buyer: string | undefined): Moved =>
  isOpen(receipt) ? ok({ ...receipt, buyer }) : fail('wrong-state');

export const choosePayment = (receipt: Receipt, payment: Payment): Moved =>
  receipt.state === 'paying' ? ok({ ...receipt, payment }) : fail('wrong-state');

/** Change due from cash; nothing for cashless. */
export const change = ({ payment, ...receipt }: Receipt): Kopecks =>
  payment && payment.way !== 'cashless'
    ? kopecks(Math.max(0, minus(payment.received, paidBy({ ...receipt, payment }).cash)))
    : noMoney;

function paymentFault(receipt: Receipt): 'no-payment' | 'too-little-cash' | 'too-much-cashless' | undefined {
  const { payment } = receipt;
  if (!payment) return 'no-payment';
  if (payment.way === 'mixed' && (payment.cashless <= 0 || payment.cashless >= due(receipt)))
    return 'too-much-cashless';
  return payment.way !== 'cashless' && payment.received < paidBy(receipt).cash ? 'too-little-cash' : undefined;
}

/** paying → fiscalizing, with the intent that recovery will compare with the ККТ. Verdicts are judged once more: an item may have expired since, or the night begun. */
export function startFiscalizing(receipt: Receipt, intent: Intent, number: number, rules = usualRules): Moved {
  if (receipt.state !== 'paying') return fail('wrong-state');
  const why = obstacle(receipt, intent.at, rules);
  if (why) return fail(why);
  const fault = paymentFault(receipt);
  if (fault) return fail(fault);
  return ok({ ...receipt, state: 'fiscalizing', intent, number });
}

/** The ККТ refused before anything was printed: the receipt is payable again. Only recovery or the driver's own certain word may call this. */
export const notPrinted = (receipt: Receipt): Moved =>
  receipt.state === 'fiscalizing' || receipt.state === 'in-doubt'
    ? ok({ ...receipt, state: 'paying', intent: undefined })
    : fail('wrong-state');

/** The answer was lost: nobody knows yet whether the document exists. */
export const lostAnswer = (receipt: Receipt): Moved =>
  receipt.state === 'fiscalizing' ? ok({ ...receipt, state: 'in-doubt' }) : fail('wrong-state');

/** What the ККТ says of the mark of line `index` while it prints. */
export const withMarkResult = (receipt: Receipt, index: number, marked: MarkResult): Receipt =>
  receipt.state === 'fiscalizing'
    ? { ...receipt, lines: receipt.lines.map((line, at) => (at === index ? { ...line, marked } : line)) }
    : receipt;

export const printed = (receipt: Receipt, fiscal: FiscalMark): Moved =>
  receipt.state === 'fiscalizing' || receipt.state === 'in-doubt'
    ? ok({ ...receipt, state: 'fiscalized', fiscal })
    : fail('wrong-state');

/**
 * A person says that an open receipt was printed before the journal was rolled back to this: the ФН has its document. Goods and money changed hands
 * then, so no rule of selling stands in its way. `payment` and `rounding` are the document's.
 */
export const printedBefore = (
  receipt: Receipt,
  fiscal: FiscalMark,
  { payment, rounding }: Pick<Receipt, 'payment' | 'rounding'>,
): Moved =>
  isOpen(receipt) && receipt.lines.length > 0 && wasTried(receipt)
    ? ok({
        ...receipt,
        state: 'fiscalized',
        payment: payment ?? receipt.payment,
        rounding: rounding ?? receipt.rounding,
        intent: undefined,
        fiscal,
      })
    : fail('wrong-state');

export const cancel = (receipt: Receipt): Moved => inDraft(receipt, () => ok({ ...receipt, state: 'cancelled' }));
