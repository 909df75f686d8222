import { describe, expect, it } from 'vitest';
import { canonical, finishedBy, isKnown, type JournalBreak } from './chain.ts';
import { epochMs } from '../base/time.ts';

it('a document of the ФН that a person took for the receipt finishes it, a word alone does not', () => {
  const event = { at: epochMs(1), kind: 'recovered', receiptId: 'r' };
  expect(finishedBy({ ...event, data: { decidedByPerson: true, adopted: { mark: {} } } })).toEqual({
    of: 'receipt',
    id: 'r',
  });
  expect(finishedBy({ ...event, data: { decidedByPerson: true } })).toBeUndefined();
});

describe('canonical JSON', () => {
  it('is the same whatever the order of keys, and without what is undefined', () => {
    expect(canonical({ b: 1, a: { d: undefined, c: [1, null, 'x'] } })).toBe('{"a":{"c":[1,null,"x"]},"b":1}');
    expect(canonical({ a: { c: [1, null, 'x'], d: undefined }, b: 1, e: undefined })).toBe(
      canonical({ b: 1, a: { c: [1, null, 'x'] } }),
    );
  });

  it('survives a structured clone and JSON', () => {
    const value = { s: '\u001d«ё»"', n: [0, -1, 1.5, 1e21], t: true, z: undefined, o: {} };
    expect(canonical(structuredClone(value))).toBe(canonical(value));
    expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['ab'], ['a', 'b']],
    [{ a: null }, {}],
    [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
    [[[], []], [[[]]]],
  ])('tells %j from %j', (a, b) => {
    expect(canonical(a)).not.toBe(canonical(b));
  });
});

describe('what an event finished', () => {
  const event = (kind: string, data?: unknown, receiptId: string | undefined = 'r1') => ({
    at: epochMs(1),
    kind,
    data,
    receiptId,
  });
  it.each([
    ['printed', event('printed', { fpd: '1' }), { of: 'receipt', id: 'r1' }],
    ['recovered by the ККТ', event('recovered', { fpd: '1' }), { of: 'receipt', id: 'r1' }],
    ['a word of a person', event('recovered', { decidedByPerson: true }), undefined],
    ['cancelled', event('receipt-cancelled'), { of: 'receipt', id: 'r1' }],
    ['not printed', event('not-printed'), undefined],
    ['checked', event('checked', {}), undefined],
    ['an operation', event('operation-not-done', { operationId: 'o1' }), { of: 'operation', id: 'o1' }],
  ] as const)('%s', (_, given, expected) => {
    expect(finishedBy(given)).toEqual(expected);
  });
});

describe('a break is known', () => {
  const gap: JournalBreak = { what: 'event-missing', n: 10, upTo: 20 };
  it.each<[what: string, found: JournalBreak, known: boolean]>([
    ['the same', gap, true],
    ['a part of it', { ...gap, n: 12, upTo: 12 }, true],
    ['more than it', { ...gap, upTo: 21 }, false],
    ['beside it', { ...gap, n: 21, upTo: 21 }, false],
    ['another kind', { ...gap, what: 'changed' }, false],
    ['another state of it', { ...gap, now: 'x' }, false],
    ['no place at all', { what: 'identity' }, false],
  ])('%s: %s', (_, found, known) => {
    expect(isKnown(found, [{ what: 'identity', now: 'y' }, gap])).toBe(known);
  });
});
