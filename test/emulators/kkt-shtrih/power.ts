/** The power of the device: timers that go with it, and who is told of it. */
export class Power {
  /** Of this power-up: timers of an earlier one are dead. Null without power. */
  #stops: Set<() => void> | null = new Set();
  readonly #watchers = new Set<(on: boolean) => void>();
  readonly #timer: (ms: number, act: () => void) => () => void;

  constructor(timer: (ms: number, act: () => void) => () => void) {
    this.#timer = timer;
  }

  get isOn(): boolean {
    return this.#stops !== null;
  }

  /** A timer that the power takes with it. */
  after(ms: number, act: () => void): () => void {
    const stops = this.#stops;
    if (stops === null) return () => undefined;
    const cancel = this.#timer(ms, () => {
      stops.delete(stop);
      act();
    });
    const stop = (): void => {
      stops.delete(stop);
      cancel();
    };
    stops.add(stop);
    return stop;
  }

  /** Cuts the power, lets `act` happen, and tells of it. */
  off(act: () => void): void {
    if (this.#stops === null) return;
    const stops = this.#stops;
    this.#stops = null;
    for (const stop of [...stops]) stop();
    act();
    for (const watch of this.#watchers) watch(false);
  }

  on(act: () => void): void {
    if (this.isOn) return;
    this.#stops = new Set();
    act();
    for (const watch of this.#watchers) watch(true);
  }

  /** Told of power that goes and comes; returns the way to stop. */
  onChange(watch: (on: boolean) => void): () => void {
    this.#watchers.add(watch);
    return () => {
      this.#watchers.delete(watch);
    };
  }
}
