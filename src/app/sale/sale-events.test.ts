/** What the journal says of what a cashier did: goods and sums, so that an owner reads it without the receipt. */
import { describe, expect, it } from 'vitest';
import { turn } from '../../../test/unit/clock.ts';
import { bread, milk, milkCode, milkKi, sugar } from '../../../test/unit/fakes/goods.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { saleWorld } from '../../../test/unit/sale-world.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { kopecks } from '../../domain/base/money.ts';
import { thousandths } from '../../domain/base/quantity.ts';

const cheese: Goods = { ...milk, name: 'Сыр', price: kopecks(50_000), measure: 'kilogram' };
const pack: Goods = { ...milk, name: 'Пельмени', parts: { of: 10, price: kopecks(1_000) } };

async function world(...goods: Goods[]) {
  const given = saleWorld();
  await given.catalogue.put(goods);
  const sale = await given.open();
  return {
    ...given,
    sale,
    id: (index = 0) => sale.view.receipt.lines[index]?.id ?? '',
    acts: () => given.store.events.filter(({ kind }) => kind !== 'checked'),
  };
}
const by = { cashier: realShop.cashier };

describe('a line removed', () => {
  it('of goods by the piece, by weight and with a mark: how much, for what price, what sum', async () => {
    const { sale, id, acts } = await world();
    await sale.add(bread, thousandths(3_000));
    await sale.add(sugar, thousandths(345));
    await sale.scan(milkCode());
    await turn();
    for (let count = 0; count < 3; count += 1) await sale.remove(id());
    expect(acts()).toMatchObject([
      {
        kind: 'line-removed',
        receiptId: sale.view.receipt.id,
        data: { name: 'Хлеб', gtin: bread.gtin, quantity: 3_000, unit: 'piece', price: 4_550, sum: 13_650, ...by },
      },
      {
        kind: 'line-removed',
        data: { name: 'Сахар на развес', quantity: 345, unit: 'kilogram', price: 7_999, sum: 2_760, ...by },
      },
      {
        kind: 'line-removed',
        data: { name: 'Молоко', ki: milkKi(), quantity: 1_000, sum: 8_990, check: { source: 'online' }, ...by },
      },
    ]);
  });
  it('of goods that no card knows', async () => {
    const { sale, id, acts, catalogue } = await world();
    catalogue.goods.splice(0);
    await sale.scan(milkCode());
    await sale.remove(id());
    expect(acts()).toMatchObject([{ data: { name: '', gtin: milk.gtin, sum: 0 } }]);
    expect(acts()[0]?.data).toMatchObject({ price: undefined });
  });
  it('with a changed price: that of the card, too', async () => {
    const { sale, id, acts } = await world();
    await sale.add(bread);
    await sale.changePrice(id(), kopecks(100));
    await sale.remove(id());
    expect(acts().at(-1)).toMatchObject({ kind: 'line-removed', data: { price: 100, listPrice: 4_550, sum: 100 } });
  });
});

describe('a quantity', () => {
  it('made less is on record with both', async () => {
    const { sale, id, acts } = await world();
    await sale.add(bread, thousandths(3_000));
    await sale.changeQuantity(id(), -1_000);
    expect(acts()).toMatchObject([
      {
        kind: 'quantity-changed',
        data: {
          name: 'Хлеб',
          from: { quantity: 3_000, unit: 'piece', sum: 13_650 },
          to: { quantity: 2_000, unit: 'piece', sum: 9_100 },
          ...by,
        },
      },
    ]);
  });
  it('made more is not, nor what could not be made less', async () => {
    const { sale, id, acts } = await world();
    await sale.add(bread);
    await sale.changeQuantity(id(), 1_000);
    await sale.changeQuantity(id(), -2_000);
    await sale.pay();
    await sale.changeQuantity(id(), -1_000);
    expect(acts()).toEqual([]);
  });
  it('of a package: a part for the whole, and a smaller part', async () => {
    const { sale, id, acts } = await world(pack);
    await sale.scan(milkCode());
    await turn();
    await sale.take(id(), thousandths(6_000));
    await sale.take(id(), thousandths(2_000));
    await sale.take(id(), thousandths(5_000));
    expect(acts()).toMatchObject([
      {
        kind: 'quantity-changed',
        data: {
          name: 'Пельмени',
          ki: milkKi(),
          from: { quantity: 1_000, unit: 'piece', sum: 8_990 },
          to: { quantity: 6_000, unit: 'part', sum: 6_000 },
        },
      },
      {
        kind: 'quantity-changed',
        data: { from: { quantity: 6_000, sum: 6_000 }, to: { quantity: 2_000, sum: 2_000 } },
      },
    ]);
  });
  it('of a keg, said for the first time, is no change', async () => {
    const { sale, id, acts } = await world(cheese);
    await sale.scan(milkCode());
    await turn();
    expect(sale.view.receipt.lines[0]?.quantity).toBeUndefined();
    await sale.take(id(), thousandths(300));
    expect(acts()).toEqual([]);
    await sale.take(id(), thousandths(100));
    expect(acts()).toMatchObject([
      {
        kind: 'quantity-changed',
        data: { from: { quantity: 300, unit: 'kilogram' }, to: { quantity: 100, unit: 'kilogram', sum: 5_000 } },
      },
    ]);
  });
});

describe('a price changed', () => {
  it('says from what, to what, what the card asks, and of how much', async () => {
    const { sale, id, acts } = await world();
    await sale.add(bread, thousandths(2_000));
    await sale.changePrice(id(), kopecks(4_000));
    await sale.changePrice(id(), kopecks(3_000));
    expect(acts()).toMatchObject([
      {
        kind: 'price-changed',
        data: { name: 'Хлеб', from: 4_550, to: 4_000, listPrice: 4_550, quantity: 2_000, unit: 'piece', ...by },
      },
      { kind: 'price-changed', data: { from: 4_000, to: 3_000, listPrice: 4_550 } },
    ]);
  });
});

it('a receipt cancelled: every line and the total', async () => {
  const { sale, acts } = await world();
  await sale.add(bread, thousandths(2_000));
  await sale.scan(milkCode());
  await turn();
  await sale.next();
  expect(acts()).toMatchObject([
    {
      kind: 'receipt-cancelled',
      data: {
        lines: [
          { name: 'Хлеб', quantity: 2_000, sum: 9_100 },
          { name: 'Молоко', ki: milkKi(), sum: 8_990 },
        ],
        total: 18_090,
        ...by,
      },
    },
  ]);
});

describe('a card', () => {
  const fresh: Goods = {
    id: 'new',
    gtin: '04600000000008',
    name: 'Соль',
    price: kopecks(2_000),
    vat: '10',
    measure: 'piece',
    isMarked: false,
  };

  it('made at the till for a barcode, once: a card that was there already is not made', async () => {
    const { sale, acts } = await world();
    await sale.create(fresh, '4600000000008');
    await sale.create({ ...fresh, id: 'other', price: kopecks(1) }, '4600000000008');
    expect(acts()).toMatchObject([
      {
        kind: 'goods-made',
        data: { name: 'Соль', gtin: fresh.gtin, goodsId: 'new', price: 2_000, unit: 'piece', ...by },
      },
    ]);
  });
  it('made for a line', async () => {
    const { sale, id, acts, catalogue } = await world();
    catalogue.goods.splice(0);
    await sale.scan(milkCode());
    await sale.describe(id(), { name: 'Кефир', price: kopecks(7_000), measure: 'piece' });
    expect(acts()).toMatchObject([
      { kind: 'goods-made', data: { name: 'Кефир', gtin: milk.gtin, price: 7_000, marked: true } },
    ]);
  });
  it('bound to a code: with its price', async () => {
    const { sale, id, acts, catalogue } = await world();
    catalogue.goods.splice(0, catalogue.goods.length, bread);
    await sale.scan(milkCode());
    await sale.bind(id(), bread);
    await sale.bindBarcode(bread, '04600000000008', '4600000000008');
    expect(acts()).toMatchObject([
      {
        kind: 'goods-bound',
        data: { name: 'Хлеб', gtin: milk.gtin, ki: milkKi(), goodsId: bread.id, price: 4_550, ...by },
      },
      { kind: 'goods-bound', data: { name: 'Хлеб', gtin: '04600000000008', price: 4_550 } },
    ]);
  });
  it('is on record before it is made: a page that dies in between leaves no card that nobody knows of', async () => {
    const { sale, acts, catalogue } = await world();
    catalogue.put = () => Promise.reject(new Error('gone'));
    await expect(sale.create(fresh, '4600000000008')).rejects.toThrow('gone');
    await expect(sale.bindBarcode(bread, '04600000000008', '4600000000008')).rejects.toThrow('gone');
    expect(acts().map(({ kind }) => kind)).toEqual(['goods-made', 'goods-bound']);
  });
});

it('sold without a verdict: what, for how much, and whose word it was', async () => {
  const given = saleWorld({ shop: { ...realShop, unverified: 'senior-pin' } });
  given.settings.secrets.set('pin', '4815').set('ownerCode', '1234567890123456');
  given.checker.answer = () => ({
    source: 'none',
    failures: { online: { kind: 'timeout' }, local: { kind: 'unreachable' } },
  });
  const sale = await given.open();
  await sale.scan(milkCode());
  await turn();
  const id = sale.view.receipt.lines[0]?.id ?? '';
  await sale.allowUnverified(id, '0000');
  await sale.allowUnverified(id, '1234567890123456');
  expect(given.store.events.slice(-2)).toMatchObject([
    {
      kind: 'wrong-pin',
      receiptId: sale.view.receipt.id,
      data: { for: 'unverified', name: 'Молоко', sum: 8_990, wrong: 1 },
    },
    { kind: 'sold-unverified', data: { name: 'Молоко', sum: 8_990, by: 'owner-code', ...by } },
  ]);
});
