import type { EpochMs } from '../domain/time.ts';
import type { CheckSetup, Clock, CodeChecker, Journal, OutboxRow } from './ports.ts';

/** First repeat after 2 s, doubled each time, at most every 5 min: ЛМ may be down for days, and it is on the same machine. */
const firstWaitMs = 2_000;
const longestWaitMs = 300_000;

/** Tells ЛМ of every sold item (`cis/sell`), as often as it takes: a row leaves only when ЛМ has confirmed it. */
export class Outbox {
  #pumping: Promise<void> | undefined;
  #again = false;
  #cancel: () => void = () => undefined;
  readonly #deps: { journal: Journal; checker: CodeChecker; clock: Clock; setup: () => CheckSetup; changed: (unsent: readonly OutboxRow[]) => void };

  constructor(deps: { journal: Journal; checker: CodeChecker; clock: Clock; setup: () => CheckSetup; changed: (unsent: readonly OutboxRow[]) => void }) {
    this.#deps = deps;
  }

  /** Sends what is due, in order of sale, one at a time; `all` ignores the waits (the person pressed the button). Safe to call at any moment. */
  pump(all = false): Promise<void> {
    this.#again ||= this.#pumping !== undefined;
    this.#pumping ??= this.#run(all).finally(() => {
      this.#pumping = undefined;
      if (this.#again) {
        this.#again = false;
        void this.pump();
      }
    });
    return this.#pumping;
  }

  async #run(all: boolean): Promise<void> {
    const { journal, clock, changed } = this.#deps;
    for (const row of await journal.unsent()) if (all || row.nextAt <= clock.now()) await this.#send(row);
    const left = await journal.unsent();
    changed(left);
    this.#cancel();
    const next = Math.min(...left.map((row) => row.nextAt));
    if (left.length > 0) this.#cancel = clock.after(Math.max(0, next - clock.now()), () => void this.pump());
  }

  async #send(row: OutboxRow): Promise<void> {
    const { journal, checker, clock, setup } = this.#deps;
    const answer = await checker.registerSale(row.ki, setup());
    const now = clock.now();
    if (answer.ok) return journal.sent(row, { at: now, kind: 'sale-registered', receiptId: row.receiptId, data: { ki: row.ki } });
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(row.attempts, 20));
    await journal.postpone({ ...row, attempts: row.attempts + 1, nextAt: (now + wait) as EpochMs, failure: answer.failure });
  }
}
