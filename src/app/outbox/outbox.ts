import { eventOf } from '../../domain/journal/event.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeChecker } from '../ports/checker.ts';
import type { Journal } from '../ports/journal.ts';
import type { OutboxRow } from '../../domain/journal/outbox.ts';

/** First repeat after 2 s, doubled each time, at most every 5 min: ЛМ may be down for days, and it is on the same machine. */
const firstWaitMs = 2_000;
const longestWaitMs = 300_000;

/** No row waits longer than the longest wait: one that seems to was put off before the clock was set back (a PC with a dead battery). */
const isDue = ({ nextAt }: OutboxRow, now: EpochMs): boolean => nextAt <= now || nextAt > now + longestWaitMs;

/** Tells ЛМ of every sold item (`cis/sell`), as often as it takes: a row leaves only when ЛМ has confirmed it. */
export class Outbox {
  #pumping: Promise<void> | undefined;
  #again: { readonly all: boolean } | undefined;
  #cancel: () => void = () => undefined;
  readonly #deps: {
    journal: Journal;
    checker: CodeChecker;
    clock: Clock;
    setup: () => CheckSetup;
    changed: (unsent: readonly OutboxRow[]) => void;
  };

  constructor(deps: {
    journal: Journal;
    checker: CodeChecker;
    clock: Clock;
    setup: () => CheckSetup;
    changed: (unsent: readonly OutboxRow[]) => void;
  }) {
    this.#deps = deps;
  }

  /** Sends what is due, in order of sale, one at a time; `all` ignores the waits (the person pressed the button). Safe to call at any moment. */
  pump(all = false): Promise<void> {
    if (this.#pumping) {
      this.#again = { all: all || this.#again?.all === true };
      return this.#pumping;
    }
    this.#pumping = this.#run(all)
      // What the journal cannot do now it may do later.
      .catch(() => this.#wakeIn(longestWaitMs))
      .finally(() => {
        const again = this.#again;
        this.#pumping = undefined;
        this.#again = undefined;
        if (again) void this.pump(again.all);
      });
    return this.#pumping;
  }

  async #run(all: boolean): Promise<void> {
    const { journal, clock, changed } = this.#deps;
    for (const row of await journal.unsent()) if (all || isDue(row, clock.now())) await this.#send(row);
    const left = await journal.unsent();
    changed(left);
    this.#cancel();
    if (left.length > 0) this.#wakeIn(Math.max(0, Math.min(...left.map((row) => row.nextAt)) - clock.now()));
  }

  #wakeIn(ms: number): void {
    this.#cancel();
    this.#cancel = this.#deps.clock.after(Math.min(ms, longestWaitMs), () => void this.pump());
  }

  async #send(row: OutboxRow): Promise<void> {
    const { journal, checker, clock, setup } = this.#deps;
    const answer = await checker.registerSale(row.ki, setup());
    const now = clock.now();
    if (answer.ok) return journal.sent(row, eventOf(now, 'sale-registered', { ki: row.ki }, row.receiptId));
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(row.attempts, 20));
    await journal.postpone({
      ...row,
      attempts: row.attempts + 1,
      nextAt: (now + wait) as EpochMs,
      failure: answer.failure,
    });
  }
}
