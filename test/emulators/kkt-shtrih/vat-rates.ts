/** VAT rates by the codes of FF46. kkt-shtrih §2.6, §9.5. */
import type { MachineOptions } from './machine-options.ts';
import type { VatRate } from './receipt.ts';
import type { Tables } from './tables.ts';

const rate = (tag: number, label: string, percent: number, totalTag?: number): VatRate => ({
  tag,
  label,
  percent,
  ...(totalTag !== undefined && { totalTag }),
});

/** The main rate and the one of a price that holds it. */
const mainRates = {
  20: [rate(1, 'НДС 20%', 20, 1102), rate(3, 'НДС 20/120', 20, 1106)],
  22: [rate(11, 'НДС 22%', 22), rate(12, 'НДС 22/122', 22)],
} as const;

export class VatRates {
  readonly #rates: ReadonlyMap<number, VatRate>;
  readonly #tables: Tables;

  constructor(vat22: NonNullable<MachineOptions['vat22']>, tables: Tables) {
    this.#tables = tables;
    this.#rates = new Map<number, VatRate>([
      [0x02, rate(2, 'НДС 10%', 10, 1103)],
      [0x04, rate(5, 'НДС 0%', 0, 1104)],
      [0x08, rate(6, 'БЕЗ НДС', 0, 1105)],
      [0x20, rate(4, 'НДС 10/110', 10, 1107)],
      [0x81, rate(7, 'НДС 5%', 5)],
      [0x82, rate(8, 'НДС 7%', 7)],
      [0x84, rate(9, 'НДС 5/105', 5)],
      [0x88, rate(10, 'НДС 7/107', 7)],
      ...(vat22 === 'cb'
        ? ([
            [0xcb, mainRates[22][0]],
            [0xcc, mainRates[22][1]],
          ] as const)
        : []),
      ...(vat22 === '90'
        ? ([
            [0x90, mainRates[22][0]],
            [0xa0, mainRates[22][1]],
          ] as const)
        : []),
    ]);
  }

  byCode(code: number): VatRate | undefined {
    // Row 1 and 5 of table 6 are what the shop made of them (§2.6).
    if (code === 0x01 || code === 0x10)
      return mainRates[this.#tables.number(6, code === 0x01 ? 1 : 5, 1) === 2200 ? 22 : 20][code === 0x01 ? 0 : 1];
    return this.#rates.get(code);
  }
}
