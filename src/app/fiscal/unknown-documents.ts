/**
 * The ФН as the witness against a journal that was rolled back: a disk that failed, a profile restored from a copy, a power cut that took the last
 * commits. What stands in the ФН and not in the journal is told to a person before anything is printed: the open receipt may be among it.
 */
import { fits, isMarkedBy, type UnknownDocument } from '../../domain/document/found-document.ts';
import { ok, type Result } from '../../domain/base/result.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { readTillMark } from '../../domain/document/till-mark.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiscalPrinter, PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { FoundDocument } from '../../domain/document/found-document.ts';
import type { Journal } from '../ports/journal.ts';
import { eventOf, type EventData, type EventKind, type JournalEvent } from '../../domain/journal/event.ts';
import type { KnownDocuments } from '../../domain/journal/known-documents.ts';
import type { Shop } from '../../domain/shop/shop.ts';

export interface UnknownDocuments {
  readonly kind: 'unknown-documents';
  readonly fn: string;
  /** ФД of the last document that is accounted for, and of the last one in the ФН. Where that is less, this is not the ФН it was. */
  readonly known: number;
  readonly lastFd: number;
  /** The newest of those that a person must see, oldest first. */
  readonly documents: readonly UnknownDocument[];
  /** How many older ones were not even asked for. */
  readonly more: number;
}

/** A witness outside of this journal, which a roll-back of it does not touch: what the browser keeps elsewhere, what the gateway saw. */
export interface OutsideWitness {
  get(): { readonly fn: string; readonly fd: number } | undefined;
  /** Hears of what is accounted for, so that it is no witness against a person's word. */
  set(known: { readonly fn: string; readonly fd: number }): void;
}

export interface ReviewDeps {
  readonly printer: FiscalPrinter;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly shop: () => Pick<Shop, 'kind' | 'kkt'>;
  /** `shortTill` of this till; absent: its documents bear no mark. */
  readonly till?: string | undefined;
  readonly outside?: OutsideWitness | undefined;
}

/** What this page has seen of a ФН since it opened its journal. */
interface Met {
  readonly fn: string;
  /**
   * ФД of the last document when it was seen first. A journal goes back while no page has it open: what others print later at a ККТ of several tills
   * is none of ours. Up to here a document without a till's mark may be; 0: a receipt of ours was printed since, with all of them compared.
   */
  doubtedTo: number;
  /** Documents read: those that stay in question are looked at often, and one takes the ККТ half a second. */
  read: ReadonlyMap<number, FoundDocument>;
}
const metBy = new WeakMap<Journal, Met>();

function met({ fn, lastFd }: PrinterState, { journal }: Pick<ReviewDeps, 'journal'>): Met {
  const before = metBy.get(journal);
  // Another ФН, or one that was reset.
  const isOther = before?.fn !== fn || lastFd < before.doubtedTo || [...before.read.keys()].some((fd) => fd > lastFd);
  if (before && !isOther) return before;
  const now: Met = { fn, doubtedTo: lastFd, read: new Map() };
  metBy.set(journal, now);
  return now;
}

/** A receipt of ours was printed: before its intent every document that was in question was compared with it. They are taken note of from now on. */
export function compared({ journal }: Pick<ReviewDeps, 'journal'>): void {
  const now = metBy.get(journal);
  if (now) now.doubtedTo = 0;
}

/** Whether the ФН and the journal say the same: then there is nothing to ask. */
export async function agrees(state: PrinterState, deps: Pick<ReviewDeps, 'journal' | 'outside'>): Promise<boolean> {
  met(state, deps);
  return isAgreed(state, await deps.journal.knownDocuments(state.fn, state.lastFd), deps);
}

function isAgreed(
  { fn, lastFd }: PrinterState,
  known: KnownDocuments | undefined,
  { outside }: Pick<ReviewDeps, 'outside'>,
): boolean {
  if (known?.fd !== lastFd || known.derived) return false;
  const told = outside?.get();
  if (told?.fn === fn && told.fd > lastFd) return false;
  if (outside && (told?.fn !== fn || told.fd < lastFd)) outside.set({ fn, fd: lastFd });
  return true;
}

/** So many are told, the newest: a person reads no longer list, and each costs a question to the ФН. */
const farthest = 50;
/** So many of them are read with their contents where the ККТ is ours alone: a receipt takes half a second, and the cashier waits. */
const inFull = 10;

/**
 * `total`: of the open receipt. Where documents cannot be read, one of that sum is not passed over. Where others print too and no mark tells whose a document
 * is, each is compared with the open receipt, at every look and before the intent. Call it in the turn of the ККТ, with its state of now.
 */
export async function review(
  state: PrinterState,
  total: number | undefined,
  deps: ReviewDeps,
): Promise<Result<UnknownDocuments | undefined, PrinterFailure>> {
  const { journal, outside } = deps;
  const { fn, lastFd } = state;
  const page = met(state, deps);
  const known = await journal.knownDocuments(fn, lastFd);
  if (isAgreed(state, known, deps)) return ok(undefined);
  const told = outside?.get();
  const outsideFd = told?.fn === fn ? told.fd : 0;
  if (!known && outsideFd === 0) return metFirst(state, deps);
  if (known?.derived) await accountTo({ fn, fd: known.fd }, event(deps, 'fn-met', { fn, fd: known.fd, lastFd }), deps);

  const from = known?.fd ?? 0;
  const highest = Math.max(from, outsideFd);
  if (lastFd < highest && shares(deps, 'demo')) return metFirst(state, deps);

  const first = Math.max(from + 1, lastFd - farthest + 1);
  const read = await readAll(first, lastFd, { known, page }, deps);
  if (!read.ok) return read;
  // The journal has the very document that the witness speaks of: it did not go back behind it.
  const isBehind = !known?.beyond.some(({ fd }) => fd === outsideFd);
  const { unknown, accounted, unclear } = sorted(read.value, {
    isShared: shares(deps),
    receipt: await journal.current(),
    total,
    doubtedTo: page.doubtedTo,
    witnessedTo: isBehind ? outsideFd : 0,
  });
  const more = Math.max(0, first - from - 1);
  // Of a busy ККТ that others use, nobody asks a person about last week.
  const isTold = unknown.length > 0 || lastFd < highest || (more > 0 && !shares(deps));
  if (isTold)
    return ok({
      kind: 'unknown-documents',
      fn,
      known: highest > lastFd ? highest : from,
      lastFd,
      documents: unknown,
      more,
    });
  // The goods of the receipt to come are not known yet: the next look compares again.
  if (unclear) return ok(undefined);
  await accountTo(
    { fn, fd: lastFd },
    accounted.length === 0 ? undefined : event(deps, 'documents-accounted', { fn, documents: accounted }),
    deps,
  );
  return ok(undefined);
}

/** A person has seen them, and says that they are nothing of this till's open receipt. On record with the list. */
export const seen = (unknown: UnknownDocuments, deps: ReviewDeps): Promise<void> =>
  accountTo({ fn: unknown.fn, fd: unknown.lastFd }, event(deps, 'documents-seen', unknown), deps);

/** Nothing is known of this ФН: what stands in it was before our time. */
async function metFirst({ fn, lastFd }: PrinterState, deps: ReviewDeps): Promise<Result<undefined, never>> {
  await accountTo({ fn, fd: lastFd }, lastFd === 0 ? undefined : event(deps, 'fn-met', { fn, fd: lastFd }), deps);
  return ok(undefined);
}

async function accountTo(
  known: Pick<KnownDocuments, 'fn' | 'fd'>,
  told: JournalEvent | undefined,
  { journal, outside }: ReviewDeps,
): Promise<void> {
  await journal.account(known, told);
  outside?.set({ fn: known.fn, fd: known.fd });
}

const event = <Kind extends EventKind>({ clock }: ReviewDeps, kind: Kind, data: EventData[Kind]): JournalEvent =>
  eventOf(clock.now(), kind, data);

/** Others print at it, too: as the shop says; in a demo, other tabs and an emulator that was started anew. */
const shares = ({ shop }: ReviewDeps, only?: 'demo'): boolean =>
  shop().kind === 'demo' || (only === undefined && shop().kkt.shared);

/** The documents that the journal does not have, with their contents where those may tell whose they are. */
async function readAll(
  first: number,
  last: number,
  { known, page }: { readonly known: KnownDocuments | undefined; readonly page: Met },
  deps: ReviewDeps,
): Promise<Result<UnknownDocument[], PrinterFailure>> {
  const isShared = shares(deps);
  const all = new Map<number, FoundDocument>();
  for (let fd = first; fd <= last; fd += 1) {
    const before = page.read.get(fd);
    const brief = before ? ok(before) : await deps.printer.find(fd);
    if (!brief.ok) return brief;
    const document = brief.value;
    // A document of the journal has its fiscal sign, too: after another ФН, or one that was reset, its number alone says nothing.
    if (!document || known?.beyond.some((mark) => mark.fd === fd && mark.fpd === document.mark.fpd)) continue;
    const isAskedInFull = !before && document.kind === 'receipt' && (isShared || fd > last - inFull);
    const full = isAskedInFull ? await deps.printer.find(fd, { full: true }) : brief;
    if (!full.ok) return full;
    all.set(fd, full.value ?? document);
  }
  // Where the ККТ is ours alone all of them are told at once.
  if (isShared) page.read = all;
  return ok([...all.values()].map((each) => ({ ...each, isOurs: isMarkedBy(each, deps.till) })));
}

/** What is to be told, and what is another's. `unclear`: some of those may be a receipt of ours that is not scanned yet. */
function sorted(
  documents: readonly UnknownDocument[],
  given: {
    readonly isShared: boolean;
    readonly receipt: Receipt | undefined;
    readonly total: number | undefined;
    readonly doubtedTo: number;
    /** The journal had accounted for everything up to here, as somebody outside of it knows; 0: nobody says so. */
    readonly witnessedTo: number;
  },
): { readonly unknown: UnknownDocument[]; readonly accounted: FoundDocument[]; readonly unclear: boolean } {
  const { isShared, receipt, total, doubtedTo, witnessedTo } = given;
  // One till has left its mark: this ККТ takes them, and ours would bear one.
  const takesMarks = documents.some(({ contents }) => readTillMark(contents?.note) !== undefined);
  const isDoubted = ({ kind, contents, mark }: UnknownDocument): boolean =>
    kind === 'receipt' && !contents?.note && mark.fd <= doubtedTo;
  const isOthers = (document: UnknownDocument): boolean => {
    if (!isShared || document.isOurs) return false;
    // Where documents cannot be read, one that might be the open receipt is no stranger's.
    if (document.contents === undefined && document.total === total) return false;
    if (!isDoubted(document)) return true;
    return document.mark.fd > witnessedTo && (receipt === undefined || fits(receipt, document) === 'no');
  };
  const isTold = (document: UnknownDocument): boolean =>
    (document.kind === 'receipt' || document.kind === 'correction') && !isOthers(document);
  const passed = documents.filter((document) => !isTold(document));
  return {
    unknown: documents.filter(isTold),
    accounted: passed.map(({ isOurs: _, ...found }) => found),
    unclear: isShared && passed.some((each) => isDoubted(each) && !(takesMarks && each.contents?.note === '')),
  };
}
