import { createContext, untrack } from 'svelte';
import type { Problem } from '../../app/sale/store.ts';
import type { Kopecks } from '../../domain/base/money.ts';
import { isOpen, type Receipt } from '../../domain/document/document.ts';
import { verdictOf, type Line } from '../../domain/document/line.ts';
import { obstacle, type Obstacle } from '../../domain/document/obstacles.ts';
import { takenOff, toPay } from '../../domain/document/pricing.ts';
import type { Refusal, Verdict } from '../../domain/verdict/index.ts';
import type { TillState } from '../shell/till-state.svelte.ts';

/**
 * What the screen derives from the receipt: verdicts, sums, what stands in the way. Once for each change, and shared by all parts of the screen. A line that has
 * not changed is not judged again before the time on the screen moves on: a receipt of a hundred lines costs a scan no more than one of one.
 */
export class SaleModel {
  readonly #open: TillState;
  readonly #judged = new WeakMap<Line, { readonly tick: number; readonly verdict: Verdict | undefined }>();

  constructor(open: TillState) {
    this.#open = open;
  }

  readonly receipt: Receipt = $derived.by(() => this.#open.view.receipt);
  readonly #state = $derived.by(() => this.receipt.state);
  readonly isPrinting: boolean = $derived.by(() => this.#open.view.printing);
  readonly problem: Problem | undefined = $derived.by(() => this.#open.view.problem);
  readonly isDraft: boolean = $derived.by(() => this.#state === 'draft');
  /** Its lines may be changed, or taken out. */
  readonly isChangeable: boolean = $derived.by(() => this.isDraft && !this.isPrinting);
  readonly isRemovable: boolean = $derived.by(() => isOpen({ state: this.#state }) && !this.isPrinting);

  /** Kopecks let go to round the total, and what the buyer is asked for. */
  readonly off: Kopecks = $derived.by(() => takenOff(this.receipt));
  readonly toPay: Kopecks = $derived.by(() => toPay(this.#lawful, this.#open.shop.rounding, this.#open.now));

  /** What keeps it from being paid. */
  readonly obstacle: Obstacle | undefined = $derived.by(() =>
    obstacle(this.receipt, this.#open.now, this.#open.shop, this.verdictOf),
  );

  /** Lines that may not be sold, while they can still be taken out. */
  readonly forbidden: ReadonlyArray<{ readonly line: Line; readonly refusal: Refusal }> = $derived.by(() =>
    this.isRemovable
      ? this.receipt.lines.flatMap((line) => {
          const verdict = this.verdictOf(line);
          return verdict?.kind === 'forbidden' ? [{ line, refusal: verdict.refusal }] : [];
        })
      : [],
  );

  /** A receipt without what may not be sold, while that can still be taken out: the cashier reads its sum aloud. */
  readonly #lawful: Receipt = $derived.by(() =>
    this.isDraft && this.forbidden.length > 0
      ? { ...this.receipt, lines: this.receipt.lines.filter((line) => !this.isLeftOut(line)) }
      : this.receipt,
  );

  /** Whether the sum to pay is without this line: it may not be sold, and has to be taken out. */
  readonly isLeftOut = (line: Line): boolean => this.isDraft && this.verdictOf(line)?.kind === 'forbidden';

  /** The verdict on a line of the receipt as the screen shows it. */
  readonly verdictOf = (line: Line): Verdict | undefined => {
    const { tick } = this.#open;
    const known = this.#judged.get(line);
    if (known?.tick === tick) return known.verdict;
    const verdict = verdictOf(
      line,
      untrack(() => this.#open.now),
    );
    this.#judged.set(line, { tick, verdict });
    return verdict;
  };
}

export const [saleModel, setSaleModel] = createContext<SaleModel>();
