/** What the phases of one start share: the screen, the strip, and the step that a failure is told by. */
import { signal } from '../app/signal.ts';
import { startDetail, startFailure, type StartStep } from '../app/start-failure.ts';
import type { BootView, Signal, TillStatus } from '../app/till.ts';
import type { Sale } from '../app/sale/sale.ts';
import { reachOfAll } from '../domain/code-check/reach.ts';
import type { BootDeps } from './deps.ts';

/** Storage that opens at all opens in less, ms; past it the person hears that it hangs, and the start goes on when it answers. */
const openLimitMs = 15_000;
/** Different faults of the program that one run of it puts on record: one may come with every key, and the journal has room for receipts. */
const mostFaults = 20;

export class Start {
  readonly deps: BootDeps;
  readonly view = signal<BootView>({ phase: 'starting' });
  readonly #status = signal<TillStatus>({
    health: { sources: {} },
    reach: {},
    printer: undefined,
    unsent: [],
    updateReady: false,
    persisted: undefined,
    room: undefined,
    unread: [],
    loss: undefined,
    localPermission: undefined,
  });
  readonly #restListeners: Array<() => void> = [];
  readonly #faults = new Set<string>();
  #recordFault: ((detail: string) => void) | undefined;
  #step: StartStep = 'tab';
  #sale: Sale | undefined;
  /** What fails first is told; nothing that comes after it may stand in its place. */
  #isFailing = false;
  #end: () => Promise<void> = () => Promise.resolve();
  #release: () => Promise<void> = () => Promise.resolve();

  constructor(deps: BootDeps) {
    this.deps = deps;
  }

  get status(): Signal<TillStatus> {
    return this.#status;
  }

  get step(): StartStep {
    return this.#step;
  }

  /** From here on a failure is told as one of this step. */
  at(step: StartStep): void {
    this.#step = step;
  }

  change(change: Partial<TillStatus>): void {
    const { health } = change;
    const before = this.#status.get();
    this.#status.set({
      ...before,
      ...change,
      ...(health && { reach: reachOfAll(before.reach, health, this.deps.monotonic()) }),
    });
  }

  /** Stored things that could not be read, by their names in the settings. */
  unreadable(...names: string[]): void {
    if (names.length > 0) this.change({ unread: [...new Set([...this.#status.get().unread, ...names])] });
  }

  /** Opens one of the databases; the person hears of one that hangs. */
  async opening<Opened>(step: StartStep, open: () => Promise<Opened>): Promise<Opened> {
    this.at(step);
    const cancel = this.deps.clock.after(openLimitMs, () => {
      if (!this.#isFailing) this.view.set({ phase: 'failed', why: 'hung', step, detail: '' });
    });
    try {
      return await open();
    } catch (error) {
      // Others are opened beside it.
      if (!this.#isFailing) this.at(step);
      this.#isFailing = true;
      throw error;
    } finally {
      cancel();
    }
  }

  /** The start failed: why, at which step, and what may be done. `clear`: drops files that nobody can read any more. */
  failed(error: unknown, clear: () => Promise<boolean>): void {
    const { step } = this;
    const why = startFailure(step, error, this.deps.isSecure);
    this.view.set({ phase: 'failed', why, step, detail: startDetail(error), ...(why === 'damaged' && { clear }) });
  }

  /** The sale, once there is one. */
  get sale(): Sale | undefined {
    return this.#sale;
  }

  opened(sale: Sale): void {
    this.#sale = sale;
  }

  /** Nothing of this till is written any more: a person throws it away. Resolves when what was under way has ended. */
  endWith(end: () => Promise<void>): void {
    this.#end = end;
  }

  end(): Promise<void> {
    return this.#end();
  }

  /** How the devices are let go of when the page ends. */
  releaseWith(release: () => Promise<void>): void {
    this.#release = release;
  }

  release(): Promise<void> {
    return this.#release();
  }

  /** `act` is called whenever the till may have come to rest. */
  onRest(act: () => void): void {
    this.#restListeners.push(act);
  }

  rested(): void {
    for (const act of this.#restListeners) act();
  }

  /** An error that nobody caught: told at once, and put on record as soon as there is a journal. */
  reportFault(error: unknown): void {
    const detail = startDetail(error);
    this.change({ fault: detail });
    if (this.#faults.has(detail) || this.#faults.size >= mostFaults) return;
    this.#faults.add(detail);
    this.#recordFault?.(detail);
  }

  /** There is a journal for faults, those from before included. */
  recordFaults(record: (detail: string) => void): void {
    this.#recordFault = record;
    for (const detail of this.#faults) record(detail);
  }
}
