import { noAttempts, oneMore, triesLeft, typedPin, waited, type PinAttempts } from '../../domain/shop/pin.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { eventOf, type WrongPin } from '../../domain/journal/event.ts';
import type { Settings } from '../ports/settings.ts';

export interface PinDeps {
  readonly settings: Pick<Settings, 'isSecure' | 'hasPin' | 'compare' | 'attempts'>;
  readonly journal: Pick<Journal, 'record'>;
  readonly clock: Clock;
  /** ms since whatever: goes on evenly, whatever is done to the clock of the machine. */
  readonly monotonic: () => number;
  /** Names this page among those of the same till. */
  readonly page: string;
}

/** `locked`: nobody may try for `leftMs` more. `no-crypto`: the page is not secure, so nothing can be compared. */
export type PinRefusal =
  | { readonly kind: 'wrong-pin'; readonly triesLeft: number }
  | { readonly kind: 'locked'; readonly leftMs: number }
  | { readonly kind: 'no-pin' | 'no-crypto' };
/** What the PIN is wanted for: kept with a wrong one. */
export interface PinWanted {
  readonly receiptId?: string | undefined;
  readonly data: Omit<WrongPin, 'wrong'>;
}
export type PinAnswer = { readonly kind: 'right'; readonly by: 'pin' | 'owner-code' } | PinRefusal;

/** A wait that has gone by is written down this often, ms: so much of it a reload costs. */
const noteEveryMs = 5_000;

/**
 * The one door to the PIN. Five wrong ones close it for a minute, five more for five, each further five for half an hour, whatever they were
 * meant for. The count is written before anything is compared, and lives in the database: neither a reload nor a second tab nor a changed clock wins a try.
 */
export class PinGuard {
  readonly #deps: PinDeps;
  #queue: Promise<unknown> = Promise.resolve();
  #known: PinAttempts = noAttempts;
  /** Up to when the wait was counted, by the monotonic clock. */
  #since: number;
  #cancel: () => void = () => undefined;

  constructor(deps: PinDeps) {
    this.#deps = deps;
    this.#since = deps.monotonic();
  }

  /** Takes up a wait that an earlier page left. */
  async resume(): Promise<void> {
    const { settings, page } = this.#deps;
    this.#watch(await settings.attempts((was) => (was.leftMs > 0 ? { ...this.#counted(was), page } : was)));
  }

  /** For how long nobody may try, ms. */
  lockedMs(): number {
    return waited(this.#known, this.#known.page ?? '', this.#deps.monotonic() - this.#since).leftMs;
  }

  /** Compares what was typed: the PIN, or the owner's code. One after another, however many come at once. */
  try(typed: string, about: PinWanted): Promise<PinAnswer> {
    const answer = this.#queue.then(() => this.#try(typedPin(typed), about));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  async #try(pin: string, { data, receiptId }: PinWanted): Promise<PinAnswer> {
    const { settings, journal, clock, page } = this.#deps;
    if (!settings.isSecure) return { kind: 'no-crypto' };
    if (!(await settings.hasPin())) return { kind: 'no-pin' };
    let isLocked = false;
    const counted = await settings.attempts((was) => {
      const now = this.#counted(was);
      isLocked = now.leftMs > 0;
      // Whoever tries counts the wait down from here on: the other page may be gone.
      return isLocked ? { ...now, page } : oneMore(now, page);
    });
    this.#watch(counted);
    if (isLocked) return { kind: 'locked', leftMs: counted.leftMs };
    const by = await settings.compare(pin);
    if (by) {
      this.#watch(await settings.attempts(() => noAttempts));
      return { kind: 'right', by };
    }
    const { wrong, leftMs } = counted;
    await journal.record(eventOf(clock.now(), 'wrong-pin', { ...data, wrong }, receiptId));
    if (leftMs === 0) return { kind: 'wrong-pin', triesLeft: triesLeft(counted) };
    await journal.record(eventOf(clock.now(), 'pin-locked', { ...data, wrong, ms: leftMs }, receiptId));
    return { kind: 'locked', leftMs };
  }

  /** Takes off what has gone by since the last count. It is gone even if it cannot be written down: no time is counted twice. */
  #counted(was: PinAttempts): PinAttempts {
    const now = this.#deps.monotonic();
    const left = waited(was, this.#deps.page, now - this.#since);
    this.#since = now;
    return left;
  }

  #watch(known: PinAttempts): void {
    this.#known = known;
    this.#cancel();
    if (known.leftMs === 0) return;
    const { clock, settings } = this.#deps;
    this.#cancel = clock.after(Math.min(known.leftMs, noteEveryMs), () => {
      // What could not be written down is waited for once more after a reload.
      settings
        .attempts((was) => this.#counted(was))
        .then(
          (left) => this.#watch(left),
          () => undefined,
        );
    });
  }
}
