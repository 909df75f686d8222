/** Knowledge of a scanner: what one code shows holds for the next, and two scanners under one name show nothing. */
import { describe, expect, it } from 'vitest';
import { readScan } from '../marking-code/index.ts';
import { habitAfter, type SeparatorHabit } from './habit.ts';

const GS = '\u001d';
const milk = `0104670540176099215ABCDE${GS}93dGVz`;
const beer = `0104670540176099215ABCDE*${GS}93dGVz`;
const shoes = `0106924064135161215Wn0Mo"dSXyRK${GS}91EE10${GS}924PHuhIbc9PPbFu1evbv/RUrNEq0y/oOmQEuSBSrXmO0=`;
const after = (...texts: readonly string[]): SeparatorHabit =>
  texts.reduce<SeparatorHabit>(
    (habit, text) => habitAfter(habit, readScan(text, { dropsSeparators: habit === 'drops' })),
    'unknown',
  );

describe('a scanner', () => {
  it.each([milk, shoes])('drops separators when a code without them has no other reading: %j', (code) =>
    expect(after(code.replaceAll(GS, ''))).toBe('drops'),
  );
  it.each([milk, milk.replace(GS, '<GS>'), milk.replace(GS, '#'), shoes.replaceAll(GS, '29')])(
    'that sends one in any form does not: %j',
    (code) => {
      expect(after(code)).toBe('mixed');
      expect(after(milk.replace(GS, ''), code)).toBe('mixed');
      expect(after(code, milk.replace(GS, ''))).toBe('mixed');
    },
  );
  it.each([
    ['a barcode', '4606203090785'],
    ['a pack, which has none', '00000046198488X?io+qCABm8wAYa'],
    ['a code that has a second reading', beer.replace(GS, '')],
    ['words', 'молоко'],
    ['a label typed by a person', '(01)04640112480084(21)5b7Hpg(93)JDyA'],
    ['one separator of two', shoes.replace(`${GS}92`, '92').replace('XX', '')],
  ])('is not known by %s', (_name, text) => expect(after(text)).not.toBe('drops'));
  it('that is known to drop them is not known better by a code read through that', () =>
    expect(habitAfter('unknown', readScan(beer.replace(GS, ''), { dropsSeparators: true }))).toBe('unknown'));
});
