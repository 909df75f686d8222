import type { Clock } from '../../../app/ports.ts';
import type { Result } from '../../../domain/result.ts';
import type { Link, LinkFailure } from '../../links/link.ts';

/** A push parser of one of the link protocols. */
interface Parser<Event> {
  push(chunk: Uint8Array): Event[];
  readonly inFrame: boolean;
  reset(): void;
}

/** Bytes of one frame come without a pause; USB adapters and networks make steps of 16 ms and more (platform.md II.11), ms. */
const gapLimitMs = 1_500;

/** A link with a parser on it: what came is kept in order until somebody asks, and nobody waits for ever. */
export class Line<Event> {
  readonly #link: Link;
  readonly #parser: Parser<Event>;
  readonly #clock: Clock;
  #events: Event[] = [];
  #down: LinkFailure | undefined;
  #wake: () => void = () => undefined;
  #bytes = 0;
  /** Called once, when the link is gone. */
  onDown: () => void = () => undefined;

  constructor(link: Link, parser: Parser<Event>, clock: Clock) {
    this.#link = link;
    this.#parser = parser;
    this.#clock = clock;
    link.listen({
      bytes: (chunk) => {
        this.#bytes += chunk.length;
        this.#events.push(...parser.push(chunk));
        this.#wake();
      },
      down: (failure) => {
        this.#down = failure;
        this.#wake();
        this.onDown();
      },
    });
  }

  get down(): LinkFailure | undefined {
    return this.#down;
  }

  send(bytes: Uint8Array): Promise<Result<void, LinkFailure>> {
    return this.#link.send(bytes);
  }

  /** The next event within `ms`; undefined: none came, or the link is down. A frame that has begun may end later, as long as its bytes keep coming. */
  async next(ms: number): Promise<Event | undefined> {
    let left = ms;
    for (;;) {
      const event = this.#events.shift();
      if (event || this.#down) return event;
      if (left <= 0 && !this.#parser.inFrame) return undefined;
      const seen = this.#bytes;
      const startedAt = this.#clock.now();
      await this.#sleep(this.#parser.inFrame ? gapLimitMs : left);
      left -= this.#clock.now() - startedAt;
      // A frame without an end.
      if (this.#parser.inFrame && this.#bytes === seen) this.#parser.reset();
    }
  }

  /** Forgets what came until the line has been quiet for `ms`. */
  async drain(ms: number): Promise<void> {
    do this.#events = [];
    while ((await this.next(ms)) !== undefined);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  /** Until something comes, or for `ms`. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
