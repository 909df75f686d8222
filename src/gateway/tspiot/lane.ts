/** One request at a time to a module: it is made for one till, and asks one ККТ (tspiot.md §7 d). */

/** More waiting than this is no till. A receipt has a hundred codes at most, and a page sends four at once. */
const mostWaiting = 16;

export class Lane {
  #isBusy = false;
  readonly #waiting: Array<() => void> = [];

  /** Resolves with what ends the turn; `full`: too many wait already; `gone`: the caller has left. */
  take(gone: AbortSignal): Promise<(() => void) | 'full' | 'gone'> {
    if (gone.aborted) return Promise.resolve('gone');
    if (!this.#isBusy) {
      this.#isBusy = true;
      return Promise.resolve(this.#leave());
    }
    if (this.#waiting.length >= mostWaiting) return Promise.resolve('full');
    return new Promise((resolve) => {
      const start = (): void => {
        gone.removeEventListener('abort', left);
        resolve(this.#leave());
      };
      const left = (): void => {
        const at = this.#waiting.indexOf(start);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve('gone');
      };
      this.#waiting.push(start);
      gone.addEventListener('abort', left, { once: true });
    });
  }

  #leave(): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#isBusy = false;
    };
  }
}
