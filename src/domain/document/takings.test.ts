import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kopecks, minus, sum } from '../base/money.ts';
import { onePiece } from '../base/quantity.ts';
import { epochMs } from '../base/time.ts';
import { documentStates, newReceipt, type Document } from './document.ts';
import { due } from './pricing.ts';
import { noTakings, paidIn, revenue, revenueBy, takingsOf, together } from './takings.ts';
import { tendersOf } from './tender.ts';

const money = (min: number) => fc.integer({ min, max: 10_000_000 });

/** A document that was paid in any way, in any state of its life. */
const paid = fc
  .record({
    kind: fc.constantFrom('sale' as const, 'return' as const, 'correction' as const),
    state: fc.constantFrom(...documentStates),
    price: money(2),
    part: money(1),
    way: fc.constantFrom('cash' as const, 'cashless' as const, 'mixed' as const),
  })
  .map(({ kind, state, price, part, way }): Document => {
    const lines = [
      {
        id: 'l',
        name: 'Хлеб',
        price: kopecks(price),
        quantity: onePiece,
        measure: 'piece' as const,
        vat: '10' as const,
      },
    ];
    const total = kopecks(price);
    const cashless = kopecks(1 + (part % (price - 1)));
    const received = kopecks(price + part);
    const payment = { cash: { way, received }, cashless: { way }, mixed: { way, cashless, received } }[way];
    return {
      ...newReceipt('r', epochMs(0)),
      kind,
      state,
      lines,
      tenders: tendersOf(payment as Parameters<typeof tendersOf>[0], total),
    };
  });
const many = fc.array(paid, { maxLength: 30 });

it('revenue is what buyers paid for what was printed, without what they were given back, by both ways together', () => {
  fc.assert(
    fc.property(many, (documents) => {
      const taken = takingsOf(documents);
      const printed = (kind: Document['kind']): readonly Document[] =>
        documents.filter((document) => document.kind === kind && document.state === 'fiscalized');
      expect(paidIn(taken.sales)).toBe(sum(printed('sale').map(due)));
      expect(paidIn(taken.returns)).toBe(sum(printed('return').map(due)));
      expect([taken.sales.receipts, taken.returns.receipts]).toEqual([
        printed('sale').length,
        printed('return').length,
      ]);
      expect(revenue(taken)).toBe(minus(paidIn(taken.sales), paidIn(taken.returns)));
      expect(revenue(taken)).toBe(sum([revenueBy('cash', taken), revenueBy('cashless', taken)]));
    }),
  );
});

it('comes to the same, however the documents are read piece by piece', () => {
  fc.assert(
    fc.property(many, many, many, (first, second, third) => {
      const whole = takingsOf([...first, ...second, ...third]);
      expect([first, second, third].map(takingsOf).reduce(together, noTakings)).toEqual(whole);
      expect([third, first, second].map(takingsOf).reduce(together)).toEqual(whole);
    }),
  );
});
