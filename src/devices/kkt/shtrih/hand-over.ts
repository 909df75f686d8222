/**
 * When a till lets another one have the ККТ they share: when it is asked and has nothing under way. The other asks for about a second and a
 * half (src/gateway/kkt-bridge.ts), so a question that ends within that time is answered, too. Whoever let go opens anew with the next call.
 */
import type { Clock } from '../../../app/ports/clock.ts';
import type { EpochMs } from '../../../domain/base/time.ts';

/** As long as the gateway waits, ms. What is let go later is let go for nobody. */
const wantedMs = 1_500;
/** Two calls that belong together, such as the look before a receipt and the receipt, have the journal's writing between them, ms. */
const lingerMs = 400;

export class HandOver {
  readonly #clock: Clock;
  readonly #letGo: () => void;
  #underWay = 0;
  #idleSince: EpochMs | undefined;
  #wantedAt: EpochMs | undefined;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, letGo: () => void) {
    this.#clock = clock;
    this.#letGo = letGo;
  }

  /** A call begins, or waits for its turn. */
  begin(): void {
    this.#underWay += 1;
  }

  end(): void {
    this.#underWay -= 1;
    this.#idleSince = this.#clock.now();
    this.#perhaps();
  }

  wanted(): void {
    this.#wantedAt = this.#clock.now();
    this.#perhaps();
  }

  #perhaps(): void {
    this.#cancel();
    if (this.#wantedAt === undefined || this.#underWay > 0) return;
    const now = this.#clock.now();
    // Either may also lie ahead: somebody set the clock back.
    if (Math.abs(now - this.#wantedAt) >= wantedMs) {
      this.#wantedAt = undefined;
      return;
    }
    const left = this.#idleSince === undefined ? 0 : this.#idleSince + lingerMs - now;
    if (left > 0 && left <= lingerMs) {
      this.#cancel = this.#clock.after(left, () => this.#perhaps());
      return;
    }
    this.#wantedAt = undefined;
    this.#letGo();
  }
}
