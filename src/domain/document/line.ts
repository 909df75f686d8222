/** A line of a document: goods, their amount and price, their mark, what a check of it said, and what the law makes of all that. */
import type { CheckTimings } from '../code-check/answer.ts';
import { fullFacts, type StoredCheck } from '../code-check/stored-check.ts';
import { noMoney, priceTimes, type Kopecks } from '../base/money.ts';
import { thousandths, type Measure, type Thousandths } from '../base/quantity.ts';
import type { EpochMs } from '../base/time.ts';
import { serverUnits, type Division } from '../goods/division.ts';
import type { LawFacts } from '../goods/goods.ts';
import { isInQuestion, lawOf, type LawOfGoods } from '../goods/goods-law.ts';
import { groupOfPack } from '../marking-code/tobacco.ts';
import type { VatRate } from '../shop/taxation.ts';
import { isUnregulated, tobacco } from '../verdict/groups.ts';
import { judge, type Verdict } from '../verdict/index.ts';
import type { MarkResult } from './mark-result.ts';

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
  /** What stood here in the journal cannot be read: nobody knows what goods these were. The receipt cannot be paid until it is taken out. */
  readonly unread?: true | undefined;
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
  readonly markResult?: MarkResult | undefined;
}

/** Sum of a line (tag 1043); nothing while it has no price. */
export const lineSum = (line: Line): Kopecks =>
  line.price === undefined || line.quantity === undefined ? noMoney : priceTimes(line.price, line.quantity);

/** Whether the line is a part of a package, and the rest of it stays. */
export const isPart = (line: Pick<Line, 'mark' | 'measure' | 'part' | 'division'>): boolean =>
  line.mark !== undefined && (line.part !== undefined || (line.division !== undefined && line.measure !== 'piece'));

/** How much of a package the line takes, in thousandths of its unit; undefined for whole goods, and where nobody has said it yet. */
export function amountOf(line: Line): Thousandths | undefined {
  if (line.part) return thousandths(line.part.count * 1000);
  return isPart(line) ? line.quantity : undefined;
}

/** How much of the package a verdict is asked for. Without a card nobody knows whether the package is divisible: then a part is assumed. */
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

/** Price of what the line counts by: of one part where it has parts. */
export const unitPrice = ({ price, part, division }: Line): Kopecks | undefined =>
  part && division ? division.price : price;

/** Goods that are alcohol. */
export const isAlcohol = (line: Line): boolean => lawOfLine(line).alcohol;
