import { describe, expect, it } from 'vitest';
import { amountOfUnits, divisionOf, leftIn, serverUnits, wholePrice, type Division } from './division.ts';
import { kopecks } from '../base/money.ts';
import { thousandths } from '../base/quantity.ts';

const price = kopecks(799_00);
const keg = { measure: 'litre', price } as const;
const cheese = { measure: 'kilogram', price } as const;
const box = { measure: 'piece', price: kopecks(250_00), parts: { of: 10, price: kopecks(30_00) } } as const;

describe('how goods divide', () => {
  it('a piece does not', () => expect(divisionOf({ measure: 'piece', price })).toBeUndefined());
  it('by the measure of the card', () =>
    expect(divisionOf(keg)).toEqual({ by: 'measure', measure: 'litre', price, content: undefined }));
  it('a weight in the code is what is in it, where it is sold by the kilogram', () => {
    expect(divisionOf(cheese, 4200)).toMatchObject({ content: 4200 });
    expect(divisionOf(cheese)).toMatchObject({ content: undefined });
    // Grams in the code say nothing of litres.
    expect(divisionOf(keg, 4200)).toMatchObject({ content: undefined });
  });
  it('by parts that the card counts', () =>
    expect(divisionOf(box)).toEqual({ by: 'count', of: 10, whole: 250_00, price: 30_00, content: 10_000 }));
});

describe('a package', () => {
  const of = (goods: Parameters<typeof divisionOf>[0], grams: number | undefined, taken?: number): Division => {
    const division = divisionOf(goods, grams);
    if (!division) throw new Error('does not divide');
    return { ...division, opened: taken === undefined ? undefined : { taken } };
  };
  it.each([
    ['a keg', keg, undefined, undefined, undefined, undefined],
    ['an opened keg', keg, undefined, 500, undefined, undefined],
    ['a cheese', cheese, 4200, undefined, 4200, 3355_80],
    ['a cut cheese', cheese, 4200, 345, 3855, undefined],
    ['a cheese that its scales gave more of than it had', cheese, 4200, 4210, 0, undefined],
    ['a box', box, undefined, undefined, 10_000, 250_00],
    ['an opened box', box, undefined, 3000, 7000, undefined],
    // Opened, and nothing sold yet: it stands on the counter in pieces.
    ['a box opened for later', box, undefined, 0, 10_000, undefined],
  ] as const)('%s has so much left and costs so much as a whole', (_, goods, grams, taken, left, whole) => {
    expect(leftIn(of(goods, grams, taken))).toBe(left);
    expect(wholePrice(of(goods, grams, taken))).toBe(whole);
  });
});

it.each([
  ['litre', 500],
  ['kilogram', 500],
  ['millilitre', 0.5],
  ['gram', 0.5],
  ['piece', undefined],
  ['metre', undefined],
] as const)('ГИС МТ counts millilitres and grams: half a %s is %s', (measure, units) =>
  expect(serverUnits(thousandths(500), measure)).toBe(units),
);

it.each([
  ['litre', 500, 500],
  ['kilogram', 4200, 4200],
  ['gram', 500, undefined],
  ['piece', 5, undefined],
  ['litre', 0, undefined],
  ['litre', -1, undefined],
  ['kilogram', 0.5, undefined],
  ['kilogram', Number.NaN, undefined],
] as const)('%s: %d units of ГИС МТ are %s thousandths', (measure, units, amount) =>
  expect(amountOfUnits(units, measure)).toBe(amount),
);
