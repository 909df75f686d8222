/** A page that dies, or a medium that fails, at any step of a port. */

/** Counts steps. At step `last` the world ends: `freeze` never lets a promise go again, `fail` rejects that one step and goes on. */
export class Fuse {
  steps = 0;
  blown = false;
  readonly #last: number;
  readonly #how: 'freeze' | 'fail';
  #blow: () => void = () => undefined;
  readonly whenBlown = new Promise<void>((resolve) => (this.#blow = resolve));

  constructor(last: number, how: 'freeze' | 'fail' = 'freeze') {
    this.#last = last;
    this.#how = how;
  }

  async step(): Promise<void> {
    this.steps += 1;
    if (this.steps === this.#last) {
      this.blown = true;
      this.#blow();
      if (this.#how === 'fail') throw new Error('QuotaExceededError');
    }
    if (this.blown && this.#how === 'freeze') await new Promise(() => undefined);
  }
}

/** Every method of `inner` with a step before it has any effect and, when frozen, one after: done, but the answer never came. */
export function fused<Port extends object>(inner: Port, fuse: Fuse, after: boolean): Port {
  return new Proxy(inner, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await fuse.step();
        const answer: unknown = await Reflect.apply(method, target, args);
        if (after) await fuse.step();
        return answer;
      };
    },
  });
}
