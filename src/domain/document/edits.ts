/** What the cashier changes in a draft: its lines, the buyer, and what the checks write into it. */
import type { CheckTimings } from '../code-check/answer.ts';
import { fullFacts, type StoredCheck } from '../code-check/stored-check.ts';
import { priceTimes, type Kopecks } from '../base/money.ts';
import { onePiece, thousandths, type Thousandths } from '../base/quantity.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { EpochMs } from '../base/time.ts';
import { leftIn } from '../goods/division.ts';
import type { LawFacts } from '../goods/goods.ts';
import type { VatRate } from '../shop/taxation.ts';
import { isOpen, type Receipt } from './document.ts';
import { isForAdults, isPart, unitPrice, type Line } from './line.ts';
import { ofGoods, packageLine, partlySold, whole, type GoodsAsSold, type OpenedFacts } from './new-line.ts';
import type { Moved, ReceiptFailure } from './obstacles.ts';

export const inDraft = (receipt: Receipt, change: (receipt: Receipt) => Moved): Moved =>
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

/** More than anybody reads on a list, in signs. */
export const mostCommentSigns = 200;

/** Absent or empty `comment`: none. */
export const withComment = (receipt: Receipt, comment: string | undefined): Moved =>
  isOpen(receipt)
    ? ok({ ...receipt, comment: [...(comment?.trim() ?? '')].slice(0, mostCommentSigns).join('') || undefined })
    : fail('wrong-state');

/** A line that was taken off comes back to its place. Whoever had its unit meanwhile, its check is made anew. */
export const putBack = (receipt: Receipt, line: Line, index: number): Moved =>
  inDraft(receipt, () => {
    if (line.mark ? holds(receipt, line.mark.ki) : receipt.lines.some(({ id }) => id === line.id))
      return fail('duplicate');
    const { lines } = receipt;
    return ok({ ...receipt, lines: [...lines.slice(0, index), unchecked(line), ...lines.slice(index)] });
  });

/** As it was before its code was checked. */
export const unchecked = (line: Line): Line => ({ ...line, check: undefined, timings: undefined, override: undefined });

/** Absent `buyer`: paper only. */
export const withBuyer = (receipt: Receipt, buyer: string | undefined): Moved =>
  isOpen(receipt) ? ok({ ...receipt, buyer }) : fail('wrong-state');
