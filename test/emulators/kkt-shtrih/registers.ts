/** Registers of money (1Ah) and counters of operations (1Bh). kkt-shtrih §2.10. */
import type { ClosingSums } from './closing.ts';
import { receiptTypes, type Receipt } from './receipt.ts';
import { roubles } from './strip.ts';

export class Registers {
  readonly #money = new Map<number, number>();
  readonly #counters = new Map<number, number>();

  money(register: number): number {
    return this.#money.get(register) ?? 0;
  }

  counter(register: number): number {
    return this.#counters.get(register) ?? 0;
  }

  /** What lies in the drawer. */
  get cash(): number {
    return this.money(241);
  }

  add(register: number, sum: number): void {
    this.#money.set(register, this.money(register) + sum);
  }

  count(register: number): void {
    this.#counters.set(register, this.counter(register) + 1);
  }

  /** A receipt that was closed. */
  bookReceipt(receipt: Receipt, payments: readonly number[], { kept, takes }: ClosingSums): void {
    const type = receiptTypes[receipt.operation];
    for (let place = 0; place < 16; place += 1) this.#money.set(72 + place, payments[place] ?? 0);
    this.add(193 + type, kept);
    payments.slice(1, 4).forEach((sum, place) => {
      this.add(197 + place * 4 + type, sum);
    });
    for (const { department, sum } of receipt.items) this.add(121 + Math.max(department - 1, 0) * 4 + type, sum);
    this.add(241, takes ? kept : -kept);
    this.#money.set(120, this.cash);
    this.count(144 + type);
    this.count(receipt.correction ? 200 + type : 148 + type);
  }

  /** Sums of a shift end with it; the money in the drawer (241) does not. */
  endShift(): void {
    for (const register of this.#money.keys())
      if ((register >= 121 && register <= 240) || register === 242 || register === 243) this.#money.delete(register);
    for (const register of this.#counters.keys())
      if (register >= 144 && register <= 147) this.#counters.delete(register);
  }

  /** The lines of a report of the shift. */
  reportRows(): (readonly [string, string])[] {
    const types = ['ПРИХОД', 'РАСХОД', 'ВОЗВРАТ ПРИХОДА', 'ВОЗВРАТ РАСХОДА'];
    return [
      ...types.map((name, type): readonly [string, string] => [
        `${name} ${String(this.counter(144 + type))}`,
        `=${roubles([193, 197, 201, 205].reduce((sum, base) => sum + this.money(base + type), 0))}`,
      ]),
      ['ВНЕСЕНО', `=${roubles(this.money(242))}`],
      ['ВЫПЛАЧЕНО', `=${roubles(this.money(243))}`],
      ['НАЛИЧНЫХ В КАССЕ', `=${roubles(this.cash)}`],
    ];
  }
}
