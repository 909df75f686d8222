import type { Clock } from '../../../app/ports/clock.ts';
import { fail, type Result } from '../../../domain/base/result.ts';
import type { Link, LinkFailure } from '../../links/link.ts';
import { within } from '../../links/within.ts';

/** A push parser of one of the link protocols. */
interface Parser<Event> {
  push(chunk: Uint8Array): Event[];
  readonly inFrame: boolean;
  reset(): void;
}

/** Bytes of one frame come without a pause; USB adapters and networks make steps of 16 ms and more (platform.md II.11), ms. */
const gapLimitMs = 1_500;
/** A frame that has begun when a wait is over may still end within this, ms: the longest of protocol 1, 258 bytes, takes 1.1 s at 2400 bit/s. */
const frameLimitMs = 3_000;
/** A device that takes no bytes for so long, ms, takes none: the longest command needs 1.1 s at 2400 bit/s. */
const sendLimitMs = 5_000;
/** Devices send nothing unasked (kkt-shtrih.md §1.2): of what came while nobody asked only the newest may matter. */
const mostEvents = 64;

/** The end of a wait. Nothing that comes over the line can push it away. */
export interface Limit {
  /** The time is up: only a frame that has begun is still waited for. */
  readonly over: boolean;
  /** The time for that frame is up as well. */
  readonly ended: boolean;
}

/** A link with a parser on it: what came is kept in order until somebody asks, and nobody waits for ever. */
export class Line<Event> {
  readonly #link: Link;
  readonly #parser: Parser<Event>;
  readonly #clock: Clock;
  readonly #events: Event[] = [];
  #down: LinkFailure | undefined;
  #wake: () => void = () => undefined;
  /** Called once, when the link is gone. */
  onDown: () => void = () => undefined;
  /** Called when somebody else asks for the device. */
  onWanted: () => void = () => undefined;

  constructor(link: Link, parser: Parser<Event>, clock: Clock) {
    this.#link = link;
    this.#parser = parser;
    this.#clock = clock;
    link.listen({
      bytes: (chunk) => {
        for (const event of parser.push(chunk)) {
          this.#events.push(event);
          if (this.#events.length > mostEvents) this.#events.shift();
        }
        this.#wake();
      },
      down: (failure) => this.#fall(failure),
      wanted: () => this.onWanted(),
    });
  }

  get down(): LinkFailure | undefined {
    return this.#down;
  }

  /** Hands the bytes to the system. A device that does not take them is cut off: what lies in a queue must not go out later. */
  async send(bytes: Uint8Array): Promise<Result<void, LinkFailure>> {
    if (this.#down) return fail(this.#down);
    const sending = this.#link.send(bytes);
    if (await within(this.#clock, sendLimitMs, sending)) {
      const sent = await sending;
      if (!sent.ok) this.#fall(sent.failure);
      return sent;
    }
    const failure: LinkFailure = { kind: 'gone', detail: 'The device takes no bytes.' };
    this.#fall(failure);
    await this.#link.close();
    return fail(failure);
  }

  /** Does `work` with a limit that is over `ms` after its begin, or with `outer`, whichever comes first. */
  async within<Value>(ms: number, work: (limit: Limit) => Promise<Value>, outer?: Limit): Promise<Value> {
    let over = false;
    let ended = false;
    let stop = this.#clock.after(ms, () => {
      over = true;
      stop = this.#clock.after(frameLimitMs, () => {
        ended = true;
        this.#wake();
      });
      this.#wake();
    });
    const limit: Limit = {
      get over() {
        return over || outer?.over === true;
      },
      get ended() {
        return ended || outer?.ended === true;
      },
    };
    try {
      return await work(limit);
    } finally {
      stop();
    }
  }

  /** The next event; undefined: none came before the limit, or the link is down. */
  async next(limit: Limit): Promise<Event | undefined> {
    for (;;) {
      if (limit.ended) return undefined;
      const event = this.#events.shift();
      if (event || this.#down) return event;
      if (limit.over && !this.#parser.inFrame) return undefined;
      // A frame without an end.
      if ((await this.#sleep()) === 'gap') this.#parser.reset();
    }
  }

  /** Forgets what came until nothing has come for `ms`. False: the line did not fall silent within `mostMs`. */
  drain(ms: number, mostMs: number): Promise<boolean> {
    return this.within(mostMs, async (whole) => {
      do this.#events.length = 0;
      while ((await this.within(ms, (limit) => this.next(limit), whole)) !== undefined && !whole.over);
      return !whole.over;
    });
  }

  /** Ends every wait, too. */
  close(): Promise<void> {
    this.#down ??= { kind: 'gone', detail: 'The line was closed.' };
    this.#wake();
    return this.#link.close();
  }

  #fall(failure: LinkFailure): void {
    if (this.#down) return;
    this.#down = failure;
    this.#wake();
    this.onDown();
  }

  /** Until something comes or a limit is over; inside a frame, `gap` when its next byte does not come. */
  #sleep(): Promise<'woken' | 'gap'> {
    return new Promise((resolve) => {
      const cancel = this.#parser.inFrame ? this.#clock.after(gapLimitMs, () => resolve('gap')) : () => undefined;
      this.#wake = () => {
        cancel();
        resolve('woken');
      };
    });
  }
}
