import { describe, expect, it } from 'vitest';
import {
  isOwnerCode,
  isPin,
  noAttempts,
  oneMore,
  readAttempts,
  showOwnerCode,
  triesLeft,
  typedPin,
  waited,
  type PinAttempts,
} from './pin.ts';

const minute = 60_000;
const after = (count: number): PinAttempts =>
  Array.from({ length: count }).reduce<PinAttempts>((attempts) => oneMore(attempts, 'page'), noAttempts);

describe('wrong PINs', () => {
  it.each([
    [1, 0],
    [4, 0],
    [5, 1],
    [6, 0],
    [9, 0],
    [10, 5],
    [11, 0],
    [15, 30],
    [16, 0],
    [20, 30],
    [100, 30],
  ])('%i in a row: a wait of %i minutes', (count, minutes) =>
    expect(after(count)).toMatchObject({ wrong: count, leftMs: minutes * minute }),
  );
  it.each([
    [0, 5],
    [1, 4],
    [4, 1],
    [5, 5],
    [7, 3],
  ])('after %i there are %i left', (count, left) => expect(triesLeft(after(count))).toBe(left));
});

describe('the wait', () => {
  const locked: PinAttempts = { wrong: 5, leftMs: minute, page: 'a' };
  it('goes by with its page', () => expect(waited(waited(locked, 'a', 20_000), 'a', 20_000).leftMs).toBe(20_000));
  it('ends at nothing', () => expect(waited(locked, 'a', minute + 1)).toEqual({ ...locked, leftMs: 0 }));
  it('does not go by twice as fast with two pages', () =>
    expect(waited(waited(locked, 'b', 30_000), 'a', 10_000).leftMs).toBe(50_000));
  it('is not stretched by a clock that goes back', () => expect(waited(locked, 'a', -1_000_000)).toEqual(locked));
});

describe('a stored record', () => {
  it('comes back as it was', () =>
    expect(readAttempts({ wrong: 7, leftMs: 4_000, page: 'a' })).toEqual({ wrong: 7, leftMs: 4_000, page: 'a' }));
  it('that was never written counts nothing', () => expect(readAttempts(undefined)).toEqual(noAttempts));
  it.each([[31 * minute], [Number.MAX_VALUE], [Infinity], [Number.NaN], [-5], ['60000'], [undefined]])(
    'a wait of %s is no longer than half an hour, and is a wait',
    (leftMs) => expect(readAttempts({ wrong: 5, leftMs })).toMatchObject({ wrong: 5, leftMs: 30 * minute }),
  );
  it.each([[-1], ['5'], [Number.NaN], [null]])('a count of %s is none', (wrong) =>
    expect(readAttempts({ wrong, leftMs: 0 })).toMatchObject({ wrong: 0, leftMs: 0 }),
  );
});

describe('what is typed', () => {
  it.each([
    ['1234', true],
    ['12345678', true],
    ['123', false],
    ['123456789', false],
    ['', false],
    ['12 34', false],
    ['１２３４', false],
    ['12a4', false],
  ])('%s is a PIN: %s', (text, is) => expect(isPin(text)).toBe(is));
  it('the code of an owner is read as it was shown', () => {
    const shown = showOwnerCode('1234567890123456');
    expect(shown).toBe('1234 5678 9012 3456');
    expect(isOwnerCode(typedPin(` ${shown} `))).toBe(true);
    expect(isOwnerCode(typedPin('1234-5678-9012-3456'))).toBe(true);
    expect(isOwnerCode('123456789012345')).toBe(false);
  });
});
