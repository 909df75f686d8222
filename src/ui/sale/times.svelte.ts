import { createContext } from 'svelte';
import { readQuantity, type Thousandths } from '../../domain/base/quantity.ts';

/** «12*»: so many of what is scanned, found or pressed next. */
export class Times {
  amount = $state<Thousandths>();

  /** Takes an amount off the front of what is typed; resolves to what is left of it. */
  read(text: string): string {
    const star = /[*×]/.exec(text);
    const amount = star && readQuantity(text.slice(0, star.index));
    if (!star || !amount) return text;
    this.amount = amount;
    return text.slice(star.index + 1);
  }

  /** Counts once. */
  take(): Thousandths | undefined {
    const { amount } = this;
    this.amount = undefined;
    return amount;
  }
}

export const [times, setTimes] = createContext<Times>();
