/** The chain of digests over the journal: counted and verified in idle time, and what it finds put on record. */
import {
  auditReceipt,
  isKnown,
  linkText,
  type JournalBreak,
  type JournalHead,
  type JournalLink,
  type RecordedBreak,
} from '../../domain/journal/chain.ts';
import type { ChainState, Journal, Verified } from '../ports/journal.ts';
import type { Clock } from '../ports/clock.ts';
import { eventOf } from '../../domain/journal/event.ts';
import { missing, momentOf, verifyPiece } from './verify-piece.ts';

export interface JournalChainDeps {
  readonly journal: Journal;
  readonly clock: Clock;
  /** SHA-256 of a text, in hex; absent where the page is not secure: then there is no chain, and the journal is only tidied. */
  readonly digest: ((text: string) => Promise<string>) | undefined;
  /** Runs `act` when the page has nothing better to do. The returned function cancels it. */
  readonly idle: (act: () => void) => () => void;
  /** A scan is being checked or a receipt printed: nothing is begun meanwhile. */
  readonly isBusy: () => boolean;
  /** Called with all breaks that nobody has read yet, whenever there are others. */
  readonly told: (breaks: readonly RecordedBreak[]) => void;
}

/** Events of one slice: a few milliseconds on a slow machine, so that the scan that comes meanwhile does not notice. */
const sliceEvents = 48;
/** Receipts of one slice: each is a handful of look-ups. */
const sliceReceipts = 16;
/** Verified at each start before anything else: the last days, where somebody would change something. */
const newestLinks = 200;
const newestReceipts = 64;
/** Between two slices, ms: the medium belongs to the sale. */
const pauseMs = 50;
/** Looked again so soon when the till is busy, ms. */
const busyMs = 500;
/** Slices of the look through all between two notes of how far it has come: each note is a commit, and what is not noted is looked at twice. */
const slicesOfNote = 8;
/** After a failure of the journal, ms: a full disk does not get empty at once. */
const failedMs = 60_000;
/** In a row; then the next sale or the next start tries again. */
const mostFailures = 5;

type Slice = () => Promise<'more' | 'done'>;

export class JournalChain {
  readonly #deps: JournalChainDeps;
  readonly #listeners = new Set<(head: JournalHead) => void>();
  #outside: JournalHead | undefined;
  #breaks: RecordedBreak[] = [];
  #cancel: () => void = () => undefined;
  #running = false;
  #isNudged = false;
  #headTold = '';
  #verified: Verified = {};
  #sinceNote = 0;
  readonly #failures = new Map<Slice, number>();
  #stopped = false;
  /** What is to be done, the most pressing first; each is asked until it is done. */
  #jobs: Slice[] = [];

  constructor(deps: JournalChainDeps) {
    this.#deps = deps;
  }

  /** Begins with a look at the newest events. `outside`: where the journal stood by a witness elsewhere. */
  start(outside?: JournalHead): void {
    this.#outside = outside;
    this.#jobs = this.#deps.digest
      ? [
          this.#inspect(),
          this.#verifyNewest(),
          this.#auditNewest(),
          this.#link,
          this.#tidy,
          this.#verifyAll,
          this.#auditAll,
        ]
      : [this.#tidy];
    this.#next(pauseMs);
  }

  /** Something was written: call it after a sale. */
  nudge(): void {
    this.#isNudged = true;
    if (!this.#running) this.#next(pauseMs);
  }

  /** Nothing is left to do until the next sale or the next start. */
  get isAtRest(): boolean {
    return this.#jobs.length === 0 && !this.#running && !this.#isNudged;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Compares the journal with a head known elsewhere; resolves with what was found and told. */
  async verify(outside: JournalHead): Promise<readonly JournalBreak[]> {
    const found = await this.#compare(outside);
    for (const each of found) await this.#tell(each);
    return found;
  }

  /** Calls `listener` whenever the head has moved, until the returned function is called. */
  onHead(listener: (head: JournalHead) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A person has read what was told. */
  async read(): Promise<void> {
    await this.#deps.journal.readBreaks(eventOf(this.#deps.clock.now(), 'breaks-read', undefined));
    this.#breaks = await this.#deps.journal.breaks();
    this.#deps.told([]);
    this.nudge();
  }

  #next(ms: number): void {
    if (this.#stopped) return;
    this.#cancel();
    this.#cancel = this.#deps.clock.after(ms, () => {
      this.#cancel = this.#deps.idle(() => void this.#slice());
    });
  }

  async #slice(): Promise<void> {
    if (this.#running || this.#stopped) return;
    if (this.#deps.isBusy()) return this.#next(busyMs);
    if (this.#isNudged) {
      this.#isNudged = false;
      for (const job of this.#deps.digest ? [this.#tidy, this.#link] : [this.#tidy])
        if (!this.#jobs.includes(job)) this.#jobs.unshift(job);
    }
    const [job] = this.#jobs;
    if (!job) return;
    this.#running = true;
    let wait = pauseMs;
    try {
      if ((await job()) === 'done') this.#jobs = this.#jobs.filter((other) => other !== job);
      this.#failures.delete(job);
    } catch {
      // What the journal cannot do now it may do later; the sale tells the person of a full disk. Rows that somebody made nonsense keep no other work waiting.
      wait = failedMs;
      const failures = (this.#failures.get(job) ?? 0) + 1;
      this.#failures.set(job, failures);
      const others = this.#jobs.filter((other) => other !== job);
      this.#jobs = failures < mostFailures ? [...others, job] : others;
    }
    this.#running = false;
    if (this.#jobs.length > 0 || this.#isNudged) this.#next(wait);
  }

  readonly #tidy: Slice = async () => ((await this.#deps.journal.tidy()) ? 'more' : 'done');

  /** Facts of the journal as a whole. */
  #inspect(): Slice {
    return async () => {
      const { journal } = this.#deps;
      this.#breaks = await journal.breaks();
      const unread = this.#breaks.filter(({ read }) => !read);
      if (unread.length > 0) this.#deps.told(unread);
      const { head, isAnew, hasStrays, highestNumber, verified } = await journal.chainState();
      this.#verified = verified;
      if (isAnew) await this.#tell({ what: 'identity', now: head.journal });
      if (hasStrays) await this.#tell({ what: 'event-inserted' });
      if (highestNumber > head.number) await this.#tell({ what: 'counter', now: `${head.number} ${highestNumber}` });
      for (const each of this.#outside ? await this.#compare(this.#outside) : []) await this.#tell(each);
      return 'done';
    };
  }

  async #compare(outside: JournalHead): Promise<JournalBreak[]> {
    const { journal } = this.#deps;
    const head = await journal.head();
    if (outside.journal !== head.journal) return [{ what: 'other-journal', now: outside.journal }];
    if (outside.events > head.events || outside.number > head.number || outside.linked > head.events)
      return [
        {
          what: 'rolled-back',
          n: head.events + 1,
          upTo: Math.max(outside.events, outside.linked),
          now: `${outside.events} ${outside.number}`,
        },
      ];
    if (outside.linked === 0 || outside.linked > head.linked) return [];
    const { links } = await journal.linked(outside.linked - 1, 1);
    return links[0]?.n === outside.linked && links[0].digest === outside.digest
      ? []
      : [{ what: 'rewritten', n: 1, upTo: outside.linked, now: outside.digest }];
  }

  /** Links what was written since. The head has moved when it is done. */
  readonly #link: Slice = async () => {
    const { journal } = this.#deps;
    const state = await journal.chainState();
    const steps = await journal.unlinked(sliceEvents);
    const links: JournalLink[] = [];
    const found: JournalBreak[] = [];
    // After a loss of links the chain begins anew, and so it does where it never was.
    const isLost = state.claimed > state.head.linked;
    if (isLost) await this.#tell({ what: 'links-missing', n: state.head.linked + 1, upTo: state.claimed });
    let last = { n: state.head.linked, digest: isLost ? '' : state.head.digest };
    for (const step of steps) {
      if (!Number.isSafeInteger(step.n)) {
        found.push({ what: 'event-inserted', n: step.n, ...momentOf(step) });
        continue;
      }
      const isGap = step.n !== last.n + 1;
      const began = links.length === 0 ? beginningOf(state) : undefined;
      const after = isGap ? last.n : undefined;
      // Who says what an older build's journal was before it had a chain?
      if (step.n > state.older) {
        if (isGap) found.push({ what: 'event-missing', n: last.n + 1, upTo: step.n - 1 });
        for (const { of, id, value } of step.records) if (!value) found.push(missing(of, id, step));
      }
      last = { n: step.n, digest: await this.#digest(linkText(last.digest, step, after)) };
      links.push({ ...last, ...(after !== undefined && { after }), ...(began && { began }) });
    }
    if (links.length > 0) await journal.link(links);
    for (const each of found) await this.#tell(each);
    if (steps.length < sliceEvents && found.length === 0) {
      await this.#moved();
      return 'done';
    }
    // Nothing but strays: another turn would find the same.
    return links.length === 0 ? 'done' : 'more';
  };

  #verifyNewest(): Slice {
    let from: number | undefined;
    return async () => {
      from ??= Math.max(0, (await this.#deps.journal.head()).linked - newestLinks);
      const next = await this.#verifySlice(from);
      if (next === undefined) return 'done';
      from = next;
      return 'more';
    };
  }

  readonly #verifyAll: Slice = async () => {
    const next = await this.#verifySlice(this.#verified.event ?? 0);
    await this.#note({ ...this.#verified, event: next }, next === undefined);
    return next === undefined ? 'done' : 'more';
  };

  #auditNewest(): Slice {
    let before: string | undefined;
    let left = newestReceipts;
    return async () => {
      before = await this.#auditSlice(before);
      left -= sliceReceipts;
      return before === undefined || left <= 0 ? 'done' : 'more';
    };
  }

  readonly #auditAll: Slice = async () => {
    const next = await this.#auditSlice(this.#verified.receipt);
    await this.#note({ ...this.#verified, receipt: next }, next === undefined);
    return next === undefined ? 'done' : 'more';
  };

  async #note(verified: Verified, isEnd: boolean): Promise<void> {
    this.#verified = verified;
    this.#sinceNote += 1;
    if (!isEnd && this.#sinceNote < slicesOfNote) return;
    this.#sinceNote = 0;
    await this.#deps.journal.keepVerified(verified);
  }

  /** Receipts before this one, newest first; returns the last looked at, undefined when there are no more. */
  async #auditSlice(before: string | undefined): Promise<string | undefined> {
    const rows = await this.#deps.journal.finished(before, sliceReceipts);
    for (const each of rows.flatMap(auditReceipt)) await this.#tell(each);
    return rows.length < sliceReceipts ? undefined : rows.at(-1)?.receipt.id;
  }

  /** Verifies links after event `after`; returns the last one verified, undefined when there are no more. */
  async #verifySlice(after: number): Promise<number | undefined> {
    const piece = await this.#deps.journal.linked(after, sliceEvents);
    const found = await verifyPiece(piece, after, (text) => this.#digest(text));
    for (const each of found) await this.#tell(await this.#placed(each));
    return piece.links.length < sliceEvents ? undefined : piece.links.at(-1)?.n;
  }

  /** A break of a receipt bears the number that its paper has. */
  async #placed(found: JournalBreak): Promise<JournalBreak> {
    if (found.receiptId === undefined) return found;
    const { number, from } = await this.#deps.journal.paperOf(found.receiptId);
    return { ...found, number, from: from ?? found.from };
  }

  async #tell(found: JournalBreak): Promise<void> {
    const { journal, clock, told } = this.#deps;
    if (isKnown(found, this.#breaks)) return;
    await journal.recordBreak(found, eventOf(clock.now(), 'chain-broken', found, found.receiptId));
    this.#breaks = await journal.breaks();
    told(this.#breaks.filter(({ read }) => !read));
    if (!this.#jobs.includes(this.#link)) this.#jobs.push(this.#link);
  }

  async #moved(): Promise<void> {
    const head = await this.#deps.journal.head();
    const told = JSON.stringify(head);
    if (told === this.#headTold) return;
    this.#headTold = told;
    for (const listener of this.#listeners) listener(head);
  }

  #digest(text: string): Promise<string> {
    const { digest } = this.#deps;
    if (!digest) throw new Error('no digest in a page that is not secure');
    return digest(text);
  }
}

/** How the chain begins with the next link; undefined where it goes on. */
function beginningOf({ head, claimed, older }: ChainState): JournalLink['began'] {
  if (claimed > head.linked) return 'broken';
  if (head.linked > 0) return undefined;
  return older > 0 ? 'older' : 'new';
}
