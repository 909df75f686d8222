import { describe, expect, it } from 'vitest';
import { kopecks } from '../../domain/base/money.ts';
import type { Payment } from '../../domain/document/tender.ts';
import { draftOf, readPayment } from './payment.ts';

const due = kopecks(66_600);
const read = (way: Payment['way'] | undefined, cash = '', card = '') => readPayment({ way, cash, card }, due);

describe('cash', () => {
  it('nothing typed is the exact sum', () =>
    expect(read('cash')).toMatchObject({ payment: { way: 'cash', received: due }, change: 0 }));
  it('gives the change', () =>
    expect(read('cash', '1000')).toMatchObject({ payment: { received: 100_000 }, change: 33_400 }));
  it('too little is no payment', () =>
    expect(read('cash', '600')).toMatchObject({ payment: undefined, why: 'не хватает 66,00 ₽' }));
  it('what is no sum is told', () =>
    expect(read('cash', '1,2,3')).toMatchObject({ payment: undefined, wrong: 'cash' }));
});

describe('a part by card', () => {
  it('asks for that part first', () =>
    expect(read('mixed')).toMatchObject({ why: 'введите сумму картой', wrong: undefined }));
  it('leaves the rest for cash', () =>
    expect(read('mixed', '', '600')).toMatchObject({
      payment: { way: 'mixed', cashless: 60_000, received: 6_600 },
      inCash: 6_600,
      change: 0,
    }));
  it('gives the change from the rest', () =>
    expect(read('mixed', '100', '600')).toMatchObject({ payment: { received: 10_000 }, change: 3_400 }));
  it('is less than the whole and more than nothing', () => {
    expect(read('mixed', '', '666')).toMatchObject({ wrong: 'card' });
    expect(read('mixed', '', '666').payment).toBeUndefined();
    expect(read('mixed', '', '0').payment).toBeUndefined();
  });
  it('too little cash is no payment', () =>
    expect(read('mixed', '50', '600')).toMatchObject({ payment: undefined, why: 'не хватает 16,00 ₽' }));
});

it('no way is chosen yet', () => expect(read(undefined)).toEqual({ why: 'выберите способ оплаты', change: 0 }));

it('a payment comes back as it was typed', () => {
  const payments: Payment[] = [
    { way: 'cashless' },
    { way: 'cash', received: due },
    { way: 'cash', received: kopecks(100_050) },
    { way: 'mixed', cashless: kopecks(50_000), received: kopecks(20_000) },
    { way: 'mixed', cashless: kopecks(50_000), received: kopecks(16_600) },
  ];
  for (const payment of payments) expect(readPayment(draftOf(payment, due), due).payment).toEqual(payment);
});
