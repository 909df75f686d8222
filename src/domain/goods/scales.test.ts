/** Labels of scales by the shop's own rules. */
import { describe, expect, it } from 'vitest';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { kopecks } from '../base/money.ts';
import type { Measure } from '../base/quantity.ts';
import { checkDigit, hasCheckDigit } from '../marking-code/check-digit.ts';
import { readShop } from '../shop/stored-shop.ts';
import { isScalesRule, type LabelValue } from './scales-rule.ts';
import { amountOnLabel, itemOfPlu, pluOf, readLabel } from './scales.ts';

/** 14 digits of the EAN-13 that begins with twelve. */
const label = (digits: string): string => `0${digits}${checkDigit(`0${digits}`)}`;

describe('by the usual rule', () => {
  it.each(['20', '21', '22', '23', '24', '25', '26', '27', '28', '29', '02'])('prefix %s is taken apart', (prefix) => {
    expect(readLabel(label(`${prefix}0012301250`), [])).toMatchObject({
      means: 'weight',
      value: 1_250,
      items: [label(`${prefix}0012300000`)],
    });
    // Of other prefixes than the shop speaks of as well.
    expect(readLabel(label(`${prefix}0012301250`), [{ prefix: '201', item: 5, value: 'count' }])).toMatchObject({
      means: 'weight',
      items: [label(`${prefix}0012300000`)],
    });
  });

  it('an item is a good GTIN and its own item', () => {
    for (let item = 0; item < 100_000; item += 997) {
      const [own] = readLabel(label(`21${String(item).padStart(5, '0')}99999`), [])?.items ?? [''];
      expect(hasCheckDigit(own)).toBe(true);
      expect(readLabel(own, [])).toMatchObject({ value: 0, items: [own] });
    }
  });

  it.each(['04606203090785', '00000046198488', label('120012301250'), label('300012301250'), '22100123012507'])(
    '%s is none',
    (gtin) => expect(readLabel(gtin, [])).toBeUndefined(),
  );
});

describe("by a shop's own rules", () => {
  const rules = [
    { prefix: '2', item: 6, value: 'weight' },
    { prefix: '23', item: 4, value: 'price' },
    { prefix: '29', item: 5, value: 'count' },
  ] as const;

  it('the longest prefix counts, whatever the order', () => {
    expect(readLabel(label('230042012990'), rules)).toMatchObject({ means: 'price', value: 12_990 });
    expect(readLabel(label('240042012990'), rules)).toMatchObject({ means: 'weight', value: 12_990 });
  });

  it('one PLU is one card, whether it is weighed or counted', () => {
    const card = itemOfPlu('42', rules[0]);
    expect(card).toBe(label('200004200000'));
    expect(readLabel(label('230042012990'), rules)?.items).toContain(card);
    expect(readLabel(label('290004200007'), rules)?.items).toContain(card);
    expect(pluOf(card ?? '', rules)).toBe('42');
  });

  it('a number that has no room in a rule has no barcode, and an ordinary barcode no PLU', () => {
    expect(itemOfPlu('12345', rules[1])).toBeUndefined();
    expect(itemOfPlu('000042', rules[1])).toBe(label('230042000000'));
    expect(pluOf('04606203090785', rules)).toBeUndefined();
    expect(pluOf(label('200004200001'), rules)).toBeUndefined();
  });

  it.each([
    ['2', 8, true],
    ['2', 9, false],
    ['02', 7, true],
    ['022', 7, false],
    ['4', 5, false],
    ['', 5, false],
    ['22', 0, false],
  ])('«%s» and %i digits: %s', (prefix, item, isOne) => {
    expect(isScalesRule({ prefix, item, value: 'weight' })).toBe(isOne);
  });
});

it.each<[LabelValue, number, Measure, number, number | undefined]>([
  ['weight', 1_250, 'kilogram', 50_000, 1_250],
  ['weight', 1_250, 'gram', 50, 1_250_000],
  ['weight', 1_250, 'piece', 50_000, undefined],
  ['weight', 0, 'kilogram', 50_000, undefined],
  ['count', 3, 'piece', 50_000, 3_000],
  ['count', 3, 'kilogram', 50_000, undefined],
  ['price', 12_990, 'kilogram', 50_000, 260],
  ['price', 1, 'kilogram', 50_000, undefined],
  ['price', 15_000, 'piece', 5_000, 3_000],
  ['price', 15_001, 'piece', 5_000, undefined],
  ['price', 15_000, 'kilogram', 0, undefined],
])('%s %i of goods by the %s at %i', (means, value, measure, price, amount) => {
  expect(amountOnLabel({ means, value }, { measure, price: kopecks(price) })).toBe(amount);
});

it.each<[string, unknown, readonly unknown[], readonly string[]]>([
  ['an older build wrote', undefined, [], []],
  ['cannot be read', [{ prefix: '46', item: 5, value: 'weight' }], [], ['scales']],
  ['is right', [{ prefix: '23', item: 4, value: 'price' }], [{ prefix: '23', item: 4, value: 'price' }], []],
])('the settings of a shop whose rules %s', (_, scales, read, unread) => {
  expect(readShop({ ...realShop, scales })).toMatchObject({ shop: { scales: read }, unread });
});
