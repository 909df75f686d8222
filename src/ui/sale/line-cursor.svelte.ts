import { createContext } from 'svelte';
import type { Line } from '../../domain/document/line.ts';

/** The line that the keyboard acts on: arrows in an empty search field walk the receipt. */
export class LineCursor {
  /** Of a line that is gone: where the next step begins. */
  #index = 0;
  #id = $state<string>();

  /** The line's identity, whether it is still there or not. */
  get id(): string | undefined {
    return this.#id;
  }

  /** The line, if it is still there. */
  at(lines: readonly Line[]): Line | undefined {
    return lines.find(({ id }) => id === this.#id);
  }

  /** The first step leads to the last line: it is the newest. */
  move(lines: readonly Line[], step: 1 | -1): void {
    const now = lines.findIndex(({ id }) => id === this.#id);
    const from = now < 0 ? this.#from(lines, step) : now + step;
    this.#index = Math.min(Math.max(0, from), lines.length - 1);
    this.#id = lines[this.#index]?.id;
  }

  #from(lines: readonly Line[], step: 1 | -1): number {
    if (this.#id === undefined) return lines.length - 1;
    return step === 1 ? this.#index : this.#index - 1;
  }

  clear(): void {
    this.#id = undefined;
  }
}

export const [lineCursor, setLineCursor] = createContext<LineCursor>();
