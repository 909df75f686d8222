/** The journal of checks: what was asked of a code, what was answered, and what came of it, put together for a dispute with ЦРПТ. */
import type { Checked } from './checked.ts';
import { isEmergency, isUnanswered, proofOf } from './stored-check.ts';
import type { FiscalMark, Receipt } from '../document/document.ts';
import { verdictOf, type Line } from '../document/line.ts';
import type { EpochMs } from '../base/time.ts';

/**
 * What ЦРПТ may hold against a sale, as far as we know: «Продажа товара без проверки КМ», «Продажа при запрете кассы», «Нарушена последовательность проверки»
 * (online comes first, ЛМ only where no online answer came in time). Its criteria are published nowhere we could read (local-module.md §8 n. 4), so a record
 * says what it proves of the sale, not what ЦРПТ will decide.
 */
export const deviations = [
  { kind: 'unchecked', basis: 'local-module.md §4.2: confirmed, pcs.ru and markirovka.ru' },
  { kind: 'despite-ban', basis: 'local-module.md §4.3: a single source' },
  { kind: 'out-of-order', basis: 'local-module.md §4.3: a single source' },
] as const;

export type DeviationKind = (typeof deviations)[number]['kind'];

/** `disproved`: the record speaks against such a deviation. `shown`: it bears it out. A kind that is not there: the record cannot tell. */
export type Deviations = Readonly<Partial<Record<DeviationKind, 'disproved' | 'shown'>>>;

/** What the cashier did after the check. `rechecked`: another check of this code in this receipt took its place. */
export type CheckAction = 'sold' | 'sold-unverified' | 'removed' | 'cancelled' | 'rechecked' | 'open';

export interface CheckRecord extends Checked {
  /** When the answer was written down. */
  readonly at: EpochMs;
  readonly receiptId: string;
  /** Of the receipt, once it has one. */
  readonly number?: number | undefined;
  /** When this unit went to the ККТ, by the clock of the till; absent while it is not sold. */
  readonly soldAt?: EpochMs | undefined;
  /** The document in which this unit was sold. */
  readonly fiscal?: FiscalMark | undefined;
  readonly action: CheckAction;
  readonly deviations: Deviations;
}

/** What of the journal's event matters here. */
interface Event {
  readonly at: EpochMs;
  readonly kind: string;
  readonly data?: unknown;
}

/** All checks of a receipt, oldest first. `events`: all of the receipt's, in the order in which they were written. */
export const checksOf = (receipt: Receipt, events: readonly Event[]): CheckRecord[] =>
  events.flatMap((event, index) =>
    event.kind === 'checked' ? [recordOf(receipt, event, events.slice(0, index), events.slice(index + 1))] : [],
  );

/** What became of a check whose line was checked again, or taken away, later. */
const overtakenBy = ({ kind }: Event): CheckAction => (kind === 'checked' ? 'rechecked' : 'removed');

function recordOf(
  receipt: Receipt,
  { at, data }: Event,
  earlier: readonly Event[],
  later: readonly Event[],
): CheckRecord {
  const checked = data as Checked;
  const isOfIt = (event: Event): boolean => kiOf(event) === checked.ki;
  // Without a verdict it found no line: what stands there with this КИ was scanned again since, and has a check of its own.
  const isLate =
    checked.verdict === undefined && earlier.some((event) => event.kind === 'line-removed' && isOfIt(event));
  const next = isLate
    ? undefined
    : later.find(
        (event) => isOfIt(event) && (event.kind === 'line-removed' || (event.kind === 'checked' && verdictIn(event))),
      );
  const line = isLate || next ? undefined : receipt.lines.find(({ mark }) => mark?.ki === checked.ki);
  const action = next ? overtakenBy(next) : actionOf(receipt, line);
  const sold = action === 'sold' || action === 'sold-unverified';
  const known: Checked = {
    ...checked,
    code: checked.code ?? line?.mark?.code,
    gtin: checked.gtin ?? line?.gtin,
    name: checked.name ?? line?.name,
    price: checked.price ?? line?.price,
  };
  const record = {
    ...known,
    at,
    receiptId: receipt.id,
    number: receipt.number,
    ...(sold && { soldAt: receipt.intent?.at ?? receipt.fiscal?.at, fiscal: receipt.fiscal }),
    action,
  } as const;
  // The order in which they were written says it; the times may be of a clock that was set right in between.
  const isBeforeSale =
    later.some(({ kind }) => kind === 'printed' || kind === 'recovered') ||
    (record.soldAt !== undefined && at <= record.soldAt);
  return { ...record, deviations: deviationsOf(record, line, isBeforeSale) };
}

const verdictIn = ({ data }: Event): boolean => (data as Checked).verdict !== undefined;
const kiOf = ({ data }: Event): unknown => (data as { readonly ki?: unknown } | undefined)?.ki;

function actionOf({ state }: Receipt, line: Line | undefined): CheckAction {
  if (!line) return 'removed';
  if (state === 'fiscalized') return line.override ? 'sold-unverified' : 'sold';
  return state === 'cancelled' ? 'cancelled' : 'open';
}

function deviationsOf(
  { soldAt, action, check, verdict }: Omit<CheckRecord, 'deviations'>,
  line: Line | undefined,
  isBeforeSale: boolean,
): Deviations {
  // Not sold here: what was refused and did not go out is no sale despite a ban.
  if (action === 'removed' || action === 'cancelled')
    return verdict?.kind === 'forbidden' ? { 'despite-ban': 'disproved' } : {};
  if (!line || soldAt === undefined) return {};
  // Nobody answered; that the days after an emergency are as good is one source's word.
  if (isUnanswered(check)) return { unchecked: 'shown' };
  // The price may have been put right since the check: the sale is judged as it was made.
  const final = verdict?.kind === 'forbidden' ? verdictOf(line, soldAt) : verdict;
  const despiteBan = final && ({ 'despite-ban': final.kind === 'forbidden' ? 'shown' : 'disproved' } as const);
  // 203 is no check, but the sale is allowed without one (local-module.md §4.2).
  if (isEmergency(check)) return { unchecked: 'disproved', ...despiteBan };
  // A source decides only where those trusted more have failed or missed their time: why, stands in the record.
  return { unchecked: 'disproved', ...despiteBan, 'out-of-order': isBeforeSale ? 'disproved' : 'shown' };
}

/** Which checks are wanted: all that is absent does not narrow. */
export interface CheckQuery {
  /** First moment, and the first one after the last. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** A part of КИ, of the code, GTIN, name or reqId; a short number: of the receipt or of the fiscal document. */
  readonly text?: string | undefined;
  /** The newest so many. */
  readonly limit: number;
}

/** Fewer digits than the shortest barcode has (EAN-8) are the number of a paper. */
export const paperNumber = (text: string | undefined): number | undefined => {
  const digits = text?.trim() ?? '';
  return /^\d{1,7}$/.test(digits) ? Number(digits) : undefined;
};

/** Whether a check is about `text`, which is no number of a paper; capitals do not matter. */
export function concerns({ ki, code, gtin, name, check }: Checked, text = ''): boolean {
  const wanted = text.trim().toLowerCase();
  const reqId = proofOf(check)?.reqId;
  return wanted === '' || [ki, code, gtin, name, reqId].some((value) => value?.toLowerCase().includes(wanted));
}

/** The checks that the query wants, newest first. `events`: all of these receipts, those of one receipt in the order of writing; others are passed over. */
export function checksAmong(
  receipts: readonly Receipt[],
  events: ReadonlyArray<Event & { readonly receiptId?: string | undefined }>,
  query: CheckQuery,
): CheckRecord[] {
  const { from = -Infinity, to = Infinity, text, limit } = query;
  const paper = paperNumber(text);
  const isWanted = (record: CheckRecord): boolean =>
    record.at >= from &&
    record.at < to &&
    (paper === undefined ? concerns(record, text) : record.number === paper || record.fiscal?.fd === paper);
  const eventsOf = new Map<string | undefined, Event[]>(receipts.map(({ id }) => [id, []]));
  for (const event of events) eventsOf.get(event.receiptId)?.push(event);
  const records = receipts.flatMap((receipt) => checksOf(receipt, eventsOf.get(receipt.id) ?? []));
  return records
    .filter(isWanted)
    .reverse()
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}
