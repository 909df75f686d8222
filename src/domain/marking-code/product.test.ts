import { describe, expect, it } from 'vitest';
import { hasCheckDigit, readScan } from './index.ts';

/** EAN-13 of a scale: prefix, item, value, and the digit that completes it. */
const label = (text: string): string => Array.from('0123456789', (digit) => text + digit).find(hasCheckDigit) ?? '';

describe("a barcode of the shop's own scales", () => {
  it.each(['20', '23', '29'])('of prefix %s is a product as any other', (prefix) => {
    const barcode = label(`${prefix}0012301250`);
    expect(readScan(`${barcode}\r`)).toEqual({ kind: 'product', gtin: `0${barcode}`, barcode });
  });

  it('of 12 digits is one of 13 with its zero', () => {
    const barcode = label('20012301250');
    expect(readScan(barcode)).toEqual({ kind: 'product', gtin: `00${barcode}`, barcode });
    expect(readScan(`0${barcode}`)).toMatchObject({ gtin: `00${barcode}` });
  });

  it('is found behind an AIM identifier and as AI 01', () => {
    const barcode = label('220012301250');
    expect(readScan(`]E0${barcode}`)).toMatchObject({ kind: 'product', barcode });
    expect(readScan(`]C1010${barcode}`)).toMatchObject({ kind: 'product', gtin: `0${barcode}` });
  });

  it('with a wrong check digit is no product', () => {
    const good = label('210012301250');
    expect(readScan(good.slice(0, -1) + String((Number(good.at(-1)) + 1) % 10))).toMatchObject({
      kind: 'other',
      form: 'text',
    });
  });
});
