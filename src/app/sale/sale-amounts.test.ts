/** How many of what is scanned or chosen: «12*», a number on the line. */
import { expect, it } from 'vitest';
import { thousandths } from '../../domain/base/quantity.ts';
import { bread, milkCode, milkKi, sugar } from '../../../test/unit/fakes/goods.ts';
import { saleWorld } from '../../../test/unit/sale-world.ts';

const dozen = thousandths(12_000);

it('so many of a plain barcode, and of goods chosen on the screen; the same goods count up', async () => {
  const { open } = saleWorld();
  const sale = await open();
  await sale.scan(bread.gtin ?? '', undefined, { quantity: dozen });
  await sale.add(bread, thousandths(2000));
  expect(sale.view.receipt.lines).toMatchObject([{ goodsId: bread.id, quantity: 14_000 }]);
  await sale.add(sugar, thousandths(345));
  expect(sale.view.receipt.lines).toMatchObject([{}, { goodsId: sugar.id, quantity: 345 }]);
});

it('of a marked unit there is one: its line is there, and a notice says that the others must be scanned', async () => {
  const { open, sounds } = saleWorld();
  const sale = await open();
  await sale.scan(milkCode(), undefined, { quantity: dozen });
  expect(sale.view.receipt.lines).toMatchObject([{ quantity: 1000, mark: { ki: milkKi() } }]);
  expect(sale.view.rejected).toMatchObject([{ kind: 'one-each', name: 'Молоко' }]);
  expect(sounds.heard).toEqual(['added', 'attention']);
  // It told of that scan, and goes with the next.
  await sale.add(bread);
  expect(sale.view.rejected).toEqual([]);
});

it('no part of a thing that is sold by the piece', async () => {
  const { open } = saleWorld();
  const sale = await open();
  await sale.scan(bread.gtin ?? '', undefined, { quantity: thousandths(1500) });
  await sale.add(bread, thousandths(500));
  expect(sale.view.receipt.lines).toEqual([]);
  expect(sale.view.rejected.map(({ kind }) => kind)).toEqual(['not-whole', 'not-whole']);
  // The goods stand at the counter still.
  await sale.add(sugar, thousandths(500));
  expect(sale.view.rejected).toHaveLength(2);
  await sale.add(bread);
  expect(sale.view.rejected).toEqual([]);
});

it('a number on the line; less than there was is on record, more is not', async () => {
  const { open, kinds } = saleWorld();
  const sale = await open();
  await sale.add(bread);
  const id = sale.view.receipt.lines[0]?.id ?? '';
  await sale.setQuantity(id, dozen);
  expect(kinds()).not.toContain('quantity-changed');
  await sale.setQuantity(id, thousandths(3000));
  expect(sale.view.receipt.lines).toMatchObject([{ quantity: 3000 }]);
  expect(kinds().filter((kind) => kind === 'quantity-changed')).toHaveLength(1);
});

it('a marked line keeps its one', async () => {
  const { open } = saleWorld();
  const sale = await open();
  await sale.scan(milkCode());
  await sale.setQuantity(sale.view.receipt.lines[0]?.id ?? '', dozen);
  expect(sale.view.receipt.lines).toMatchObject([{ quantity: 1000 }]);
});
