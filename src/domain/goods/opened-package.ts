/** The book of packages that are sold in parts at this till: what was opened, what each receipt took of it, what is left (marking-codes.md §4.4). */
import { amountOfUnits, unitOf } from './division.ts';
import type { Measure, Thousandths } from '../base/quantity.ts';
import type { Receipt } from '../document/document.ts';
import { amountOf, isPart, type LineMark } from '../document/line.ts';
import type { EpochMs } from '../base/time.ts';
import { fullFacts } from '../code-check/stored-check.ts';

export interface OpenedPackage {
  readonly ki: string;
  /** Each part is sold and checked under the package's own code. */
  readonly mark: LineMark;
  readonly goodsId?: string | undefined;
  readonly gtin?: string | undefined;
  readonly name: string;
  readonly openedAt: EpochMs;
  /** What its amounts are thousandths of. */
  readonly unit: Measure | 'part';
  /** All that was in it; absent where nobody says. */
  readonly content?: Thousandths | undefined;
  /** Nothing more comes out of it: empty, spoilt, taken off the tap. */
  readonly closedAt?: EpochMs | undefined;
  /** What stood in the journal could not be read whole: nobody knows what is left, and nothing more is sold of it. */
  readonly unread?: true | undefined;
}

/** What a receipt took out of a package. */
export interface Withdrawal {
  readonly ki: string;
  readonly receiptId: string;
  /** Of the receipt. */
  readonly number: number;
  readonly at: EpochMs;
  readonly amount: Thousandths;
}

/** A package with all that was taken out of it, oldest first. */
export interface PackageLedger extends OpenedPackage {
  readonly withdrawals: readonly Withdrawal[];
}

export const takenFrom = ({ withdrawals }: Pick<PackageLedger, 'withdrawals'>): number =>
  withdrawals.reduce((sum, { amount }) => sum + amount, 0);

/** What is left; undefined where the content is not known. */
export const remaining = (book: PackageLedger): number | undefined =>
  book.content === undefined ? undefined : Math.max(0, book.content - takenFrom(book));

/** How a package stands after a sale at `at`: closed when nothing is left; open again when a person had closed it too early. */
export function afterSale(book: PackageLedger, at: EpochMs): OpenedPackage {
  const { withdrawals: _, closedAt: __, ...opened } = book;
  return remaining(book) === 0 ? { ...opened, closedAt: at } : opened;
}

/** The package of a line of its own; undefined for whole goods that nobody divides. */
export function packageOf(line: Receipt['lines'][number], openedAt: EpochMs): OpenedPackage | undefined {
  const { mark, division, goodsId, gtin, name } = line;
  if (!mark || !division) return undefined;
  return {
    ki: mark.ki,
    mark,
    goodsId,
    gtin,
    name,
    openedAt,
    unit: unitOf(division),
    content: division.content ?? serverContent(line),
  };
}

/** What ГИС МТ says is in a package that is measured, before this till sells of it; it counts in millilitres and grams (online-check.md §5.4, one source). */
function serverContent({ check, division }: Receipt['lines'][number]): Thousandths | undefined {
  const { innerUnitCount = 0, soldUnitCount = 0 } = fullFacts(check) ?? {};
  return division?.by === 'measure' ? amountOfUnits(innerUnitCount - soldUnitCount, division.measure) : undefined;
}

/** What a printed receipt writes into the book. Its whole packages are none of these. */
export const takenBy = (
  receipt: Receipt,
  at: EpochMs,
): ReadonlyArray<{ readonly opened: OpenedPackage; readonly withdrawal: Withdrawal }> =>
  receipt.lines.flatMap((line) => {
    const opened = isPart(line) ? packageOf(line, at) : undefined;
    const amount = amountOf(line);
    return opened && amount
      ? [{ opened, withdrawal: { ki: opened.ki, receiptId: receipt.id, number: receipt.number ?? 0, at, amount } }]
      : [];
  });
