import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { happened, isOfTopic } from './happened.ts';

const read = (kind: string, data?: unknown) => happened({ at: noon, kind, receiptId: 'r1', data });

describe('an event as it was written', () => {
  it('by this build', () => {
    expect(
      read('line-removed', {
        name: 'Хлеб',
        quantity: 2_000,
        unit: 'piece',
        price: 4_550,
        sum: 9_100,
        ki: undefined,
        cashier: 'Петрова',
        check: {},
      }),
    ).toMatchObject({
      at: noon,
      event: 'line-removed',
      receiptId: 'r1',
      name: 'Хлеб',
      quantity: 2_000,
      unit: 'piece',
      price: 4_550,
      sum: 9_100,
      cashier: 'Петрова',
    });
    expect(read('receipt-cancelled', { lines: [{ name: 'Хлеб', sum: 1 }], total: 1 })).toMatchObject({
      lines: [{ name: 'Хлеб', sum: 1 }],
      total: 1,
      lineCount: undefined,
    });
    expect(
      read('quantity-changed', {
        from: { quantity: 3, unit: 'piece', sum: 30 },
        to: { quantity: 2, unit: 'piece', sum: 20 },
      }),
    ).toMatchObject({ amounts: { from: { quantity: 3, sum: 30 }, to: { quantity: 2, sum: 20 } }, from: undefined });
    expect(read('price-changed', { from: 10, to: 5 })).toMatchObject({
      from: 10,
      to: 5,
      amounts: { from: undefined, to: undefined },
    });
  });
  it('by older ones: no goods, a count for lines, no data at all', () => {
    expect(read('receipt-cancelled', { lines: 3 })).toMatchObject({ lines: undefined, lineCount: 3 });
    expect(read('line-removed', { ki: 'KI', name: 'Молоко', check: {} })).toMatchObject({ ki: 'KI', name: 'Молоко' });
    expect(read('lost-answer')).toMatchObject({ event: 'lost-answer', amounts: {} });
    expect(read('alcohol-refused', { until: '2026-11-23T08:00', goods: ['Вино'] })).toMatchObject({
      until: '2026-11-23T08:00',
      goods: ['Вино'],
    });
  });
  it('by a newer one: an unknown kind by its own name, unknown fields left out', () =>
    expect(read('refund-made', { name: 'Хлеб', shiny: 1 })).toMatchObject({ event: 'refund-made', name: 'Хлеб' }));
});

describe('what is not as expected', () => {
  it('spoils only itself', () =>
    expect(
      read('line-removed', {
        name: 5,
        sum: 0.5,
        price: '45',
        quantity: -1,
        cashier: 'Петрова',
        changes: [{ field: 'name', from: 1, to: 2 }, 7, { field: 8 }],
        goods: ['a', 1, 'b'],
        lines: [{ name: 1, sum: 7 }, null],
      }),
    ).toMatchObject({
      name: undefined,
      sum: undefined,
      price: undefined,
      quantity: undefined,
      cashier: 'Петрова',
      changes: [{ field: 'name', from: 1, to: 2 }],
      goods: ['a', 'b'],
      lines: [{ name: undefined, sum: 7 }],
    }));
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (kind, data) => {
        const read = happened({ at: noon, kind, data });
        expect([read.event, read.at]).toEqual([kind, noon]);
        expect(isOfTopic(read, 'all')).toBe(true);
        isOfTopic(read, 'goods');
      }),
    );
    const fields = [
      'name',
      'ki',
      'sum',
      'from',
      'to',
      'lines',
      'total',
      'goods',
      'changes',
      'by',
      'for',
      'wrong',
      'ms',
      'cashier',
      'quantity',
      'unit',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), fc.anything()), (data) => void read('line-removed', data)),
    );
  });
});

it.each([
  ['line-removed', 'goods', true],
  ['line-removed', 'settings', false],
  ['sold-unverified', 'settings', true],
  ['wrong-pin', 'settings', true],
  ['constructor', 'goods', false],
  ['refund-made', 'goods', false],
  ['refund-made', 'all', true],
] as const)('%s under «%s»: %s', (event, topic, is) => expect(isOfTopic({ event }, topic)).toBe(is));
