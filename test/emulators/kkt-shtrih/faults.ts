/** Faults that are planned for the commands to come. */

/**
 * What goes wrong at a command. Each hits `times` commands (1 by default) and is gone.
 *
 * - `drop-answer`: executed; the answer is lost on its way. `late-answer`: it takes `ms`. `garble-answer`: it comes with a wrong check.
 * - `nak`: the frame counts as damaged: NAK in protocol 1, silence in protocol 2; nothing is executed.
 * - `power-off-before`, `power-off-after` the execution, no answer: back after `ms`, or by `powerOn()`.
 * - `link-off-before`, `link-off-after`: the line breaks; the device lives on.
 * - `paper-out`: the paper ends while the command prints, or right after it.
 * - `busy`: 50h instead of the execution; `error`: `code` instead of it.
 * - `refuse-after`: executed, and answered with `code` (73h) all the same. `nak-after`: executed, and NAK in place of the ACK; the answer is kept.
 * - `stray-nak`: a NAK that belongs to something else comes before the ACK; executed. `talk`: for `ms` from now on the device also says what nobody asked it.
 */
export interface KktFault {
  readonly kind:
    | 'drop-answer'
    | 'late-answer'
    | 'garble-answer'
    | 'nak'
    | 'power-off-before'
    | 'power-off-after'
    | 'link-off-before'
    | 'link-off-after'
    | 'paper-out'
    | 'busy'
    | 'error'
    | 'refuse-after'
    | 'nak-after'
    | 'stray-nak'
    | 'talk';
  /** Code of the command, FF45h as 0xFF45; any where left out. */
  readonly command?: number;
  readonly times?: number;
  readonly ms?: number;
  /** For `error` and `refuse-after`. */
  readonly code?: number;
  /** The n-th such command from now on, 1-based. */
  readonly index?: number;
}

export class Faults {
  #planned: { readonly fault: KktFault; skip: number; left: number }[] = [];

  /** Adds faults; those that meet at one command come together. */
  add(...faults: readonly KktFault[]): void {
    for (const fault of faults) this.#planned.push({ fault, skip: (fault.index ?? 1) - 1, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Faults that have not hit yet. */
  get left(): readonly KktFault[] {
    return this.#planned.map(({ fault }) => fault);
  }

  /** The faults that hit this command: each is counted as come. */
  hitting(code: number): readonly KktFault[] {
    const now: KktFault[] = [];
    for (const entry of this.#planned) {
      if ((entry.fault.command ?? code) !== code) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      now.push(entry.fault);
    }
    this.#planned = this.#planned.filter(({ left }) => left > 0);
    return now;
  }
}
