import {
  stateOf,
  steps,
  withPutOff,
  type GuideDesk,
  type GuideFacts,
  type KeptGuide,
  type SourceStep,
  type Step,
  type StepState,
} from '../../app/set-up/guide.ts';
import type { SourceHealth } from '../../domain/code-check/source.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import { own } from '../../domain/base/own.ts';
import { sources } from '../shell/sources.ts';
import type { TillState } from '../shell/till-state.svelte.ts';

/** How far a new till is set up, as the screen sees it: what is kept of the guide, and what each thing answers now. */
export class GuideModel {
  readonly #open: TillState;
  #desk: GuideDesk | undefined;
  /** Undefined until it is read: nothing is said of what nobody knows. */
  #kept = $state.raw<KeptGuide>();
  #hasGoods = $state(false);
  #hasPin = $state(false);

  constructor(open: TillState) {
    this.#open = open;
  }

  async read(): Promise<void> {
    const { guide, settings } = this.#open.till;
    this.#desk = await guide();
    const [kept, hasGoods, hasPin] = await Promise.all([
      this.#desk.read(),
      // Cards that cannot be counted are told elsewhere: here they only must not stand in the way.
      this.#desk.hasGoods().catch(() => true),
      settings.hasPin().catch(() => false),
    ]);
    this.#hasGoods = hasGoods;
    this.#hasPin = hasPin;
    this.#kept = kept;
  }

  get kept(): KeptGuide | undefined {
    return this.#kept;
  }

  /** The source that a step is about, and what is known of it. */
  sourceOf(step: SourceStep): { readonly id: SourceId; readonly known: SourceHealth | undefined } {
    const about = Object.keys(sources).filter((each) => own(sources, each)?.step === step);
    // Of several that do the same, the one that this shop has.
    const id = about.find((each) => own(this.#open.status.health.sources, each)) ?? about[0] ?? '';
    return { id, known: own(this.#open.status.health.sources, id) };
  }

  get hasPin(): boolean {
    return this.#hasPin;
  }

  get facts(): GuideFacts {
    const { shop, status, printer } = this.#open;
    return {
      shop,
      sources: { check: this.sourceOf('check').known, spare: this.sourceOf('spare').known },
      printer,
      hasGoods: this.#hasGoods,
      hasPin: this.#hasPin,
      persisted: status.persisted,
    };
  }

  stateOf(step: Step): StepState {
    return this.#kept ? stateOf(step, this.facts, this.#kept) : 'left';
  }

  get left(): readonly Step[] {
    return this.#kept ? steps.filter((step) => this.stateOf(step) === 'left') : [];
  }

  get putOffCount(): number {
    return this.#kept ? steps.filter((step) => this.stateOf(step) === 'put-off').length : 0;
  }

  /** Shown at once; a medium that takes nothing now asks again at the next start. */
  change(change: Partial<KeptGuide>): void {
    if (!this.#kept) return;
    this.#kept = { ...this.#kept, ...change };
    this.#desk?.keep(this.#kept).catch(() => undefined);
  }

  putOff(step: Step, isPutOff: boolean): void {
    if (this.#kept) this.change(withPutOff(this.#kept, step, isPutOff));
  }

  async askToPersist(): Promise<void> {
    await this.#desk?.askToPersist();
  }
}
