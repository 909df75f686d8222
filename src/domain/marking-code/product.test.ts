import { describe, expect, it } from 'vitest';
import { hasCheckDigit, readScan } from './index.ts';

/** EAN-13 of a scale: prefix, item, value, and the digit that completes it. */
const label = (text: string): string => Array.from('0123456789', (digit) => text + digit).find(hasCheckDigit) ?? '';

describe("a barcode of the shop's own scales", () => {
  it.each(['20', '21', '22', '23', '24', '25', '26', '27', '28', '29'])('of prefix %s is taken apart', (prefix) => {
    const barcode = label(`${prefix}0012301250`);
    expect(readScan(`${barcode}\r`)).toEqual({
      kind: 'product',
      gtin: `0${barcode}`,
      barcode,
      inStore: { prefix, item: `0${label(`${prefix}0012300000`)}`, value: 1250 },
    });
  });

  it('of 12 digits is one of 13 with its zero', () => {
    const barcode = label('20012301250');
    const inStore = { prefix: '02', item: `00${label('20012300000')}`, value: 1250 };
    expect(readScan(barcode)).toEqual({ kind: 'product', gtin: `00${barcode}`, barcode, inStore });
    expect(readScan(`0${barcode}`)).toMatchObject({ inStore });
  });

  it('has an item that is a good GTIN and its own item', () => {
    for (let item = 0; item < 100_000; item += 997) {
      const scan = readScan(label(`21${String(item).padStart(5, '0')}99999`));
      if (scan.kind !== 'product' || !scan.inStore) throw new Error(JSON.stringify(scan));
      expect(hasCheckDigit(scan.inStore.item)).toBe(true);
      expect(readScan(scan.inStore.item)).toMatchObject({
        gtin: scan.inStore.item,
        inStore: { item: scan.inStore.item, value: 0 },
      });
      expect(scan.inStore.value).toBe(99_999);
    }
  });

  it('is found behind an AIM identifier and as AI 01', () => {
    const barcode = label('220012301250');
    expect(readScan(`]E0${barcode}`)).toMatchObject({ barcode, inStore: { prefix: '22', value: 1250 } });
    expect(readScan(`]C1010${barcode}`)).toMatchObject({ gtin: `0${barcode}`, inStore: { prefix: '22', value: 1250 } });
  });

  it.each([
    '4606203090785',
    '416000336108',
    '46198488',
    label('2012345'),
    label('1200123012500'),
    label('190012301250'),
    label('300012301250'),
  ])('is not %s', (barcode) => {
    expect(readScan(barcode)).toMatchObject({ kind: 'product', barcode });
    expect(readScan(barcode)).not.toHaveProperty('inStore');
  });

  it('with a wrong check digit is no product', () => {
    const good = label('210012301250');
    expect(readScan(good.slice(0, -1) + String((Number(good.at(-1)) + 1) % 10))).toMatchObject({
      kind: 'other',
      form: 'text',
    });
  });
});
