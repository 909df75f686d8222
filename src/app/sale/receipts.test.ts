/** What is done to the receipt as a whole: given up with a reason, put aside, taken back; and a line that comes back. */
import { describe, expect, it } from 'vitest';
import { noon, turn } from '../../../test/unit/clock.ts';
import { noAnswer } from '../../../test/unit/fakes/checker.ts';
import { bread, milkCode, milkKi, sugar } from '../../../test/unit/fakes/goods.ts';
import { saleWorld } from '../../../test/unit/sale-world.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { Sale } from './sale.ts';
import { mostParked } from './receipts.ts';

const names = (sale: Sale): string[] => sale.view.receipt.lines.map(({ name }) => name);
const last = (events: ReadonlyArray<{ readonly kind: string }>, kind: string): unknown =>
  events.filter((event) => event.kind === kind).at(-1);

describe('a receipt that is given up', () => {
  it('is on record with its reason, its goods and its comment', async () => {
    const { open, store } = saleWorld();
    const sale = await open();
    await sale.add(bread);
    await sale.comment('  за Ивановым ');
    await sale.cancel('buyer-left');
    expect(sale.view.receipt.lines).toEqual([]);
    expect(last(store.events, 'receipt-cancelled')).toMatchObject({
      data: { reason: 'buyer-left', comment: 'за Ивановым', total: bread.price, lines: [{ name: 'Хлеб' }] },
    });
    expect(store.receipts).toMatchObject([{ state: 'cancelled' }]);
  });

  it('says nothing of an empty one', async () => {
    const { open, kinds } = saleWorld();
    const sale = await open();
    await sale.cancel('mistake');
    expect(kinds()).toEqual([]);
  });
});

describe('a line that was taken off by mistake', () => {
  it('comes back to its place, on record', async () => {
    const { open, kinds } = saleWorld();
    const sale = await open();
    await sale.add(bread);
    await sale.add(sugar);
    const [line] = sale.view.receipt.lines;
    if (!line) throw new Error('no line');
    await sale.remove(line.id);
    expect(await sale.putBack(line, 0)).toBeUndefined();
    expect(names(sale)).toEqual(['Хлеб', 'Сахар на развес']);
    expect(kinds()).toEqual(['line-removed', 'line-restored']);
    // Twice is once.
    expect(await sale.putBack(line, 0)).toBe('duplicate');
  });

  it('with a mark is checked anew, and stands once', async () => {
    const { open, checker } = saleWorld();
    const sale = await open();
    await sale.scan(milkCode());
    await turn();
    const [line] = sale.view.receipt.lines;
    if (!line) throw new Error('no line');
    await sale.remove(line.id);
    checker.answer = () => noAnswer;
    await sale.putBack(line, 0);
    expect(sale.view.receipt.lines[0]?.check).toBeUndefined();
    await turn();
    expect(sale.view.receipt.lines).toMatchObject([{ check: { source: 'none' } }]);
    await sale.remove(line.id);
    await sale.scan(milkCode());
    expect(await sale.putBack(line, 0)).toBe('duplicate');
  });
});

describe('a receipt that is put aside', () => {
  it('makes way for the next buyer, outlives the page, and comes back whole', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.add(bread);
    await sale.comment('вернётся');
    const { id } = sale.view.receipt;
    expect(await sale.park()).toBeUndefined();
    expect(names(sale)).toEqual([]);
    await sale.add(sugar);

    const again = await given.open();
    expect(names(again)).toEqual(['Сахар на развес']);
    expect(await again.parked()).toMatchObject([{ id, comment: 'вернётся', parkedAt: noon }]);
    // What stands at the till is put aside for it.
    expect(await again.takeBack(id)).toBeUndefined();
    expect([names(again), again.view.receipt.id]).toEqual([['Хлеб'], id]);
    expect((await again.parked()).map(({ lines }) => lines[0]?.name)).toEqual(['Сахар на развес']);

    const third = await given.open();
    expect(names(third)).toEqual(['Хлеб']);
    expect(given.kinds()).toEqual(['receipt-parked', 'receipt-parked', 'receipt-taken-back']);
  });

  it('over an empty draft it is what the next page finds', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.add(bread);
    const { id } = sale.view.receipt;
    await sale.park();
    await sale.add(sugar);
    await sale.remove(sale.view.receipt.lines[0]?.id ?? '');
    await sale.takeBack(id);
    expect(names(await given.open())).toEqual(['Хлеб']);
  });

  it('is judged by a check of now, and a unit that was sold meanwhile stays away', async () => {
    const { open, checker, store } = saleWorld();
    const sale = await open();
    await sale.scan(milkCode());
    await sale.add(bread);
    await turn();
    const { id } = sale.view.receipt;
    await sale.park();
    checker.answer = () => noAnswer;
    await sale.takeBack(id);
    await turn();
    expect(sale.view.receipt.lines).toMatchObject([{ check: { source: 'none' } }, { name: 'Хлеб' }]);

    await sale.park();
    store.sold.push({ ki: milkKi(), receiptId: 'another', at: noon, number: 17 });
    await sale.takeBack(id);
    expect(names(sale)).toEqual(['Хлеб']);
    expect(sale.view.rejected).toMatchObject([{ kind: 'sold-before', number: 17, name: 'Молоко' }]);
  });

  it('neither an empty one, nor one that was near its print, nor one too many', async () => {
    const { open } = saleWorld();
    const sale = await open();
    expect(await sale.park()).toBe('empty');
    for (let each = 0; each < mostParked; each += 1) {
      await sale.add(bread);
      expect(await sale.park()).toBeUndefined();
    }
    await sale.add(bread);
    expect(await sale.park()).toBe('full');
    expect(names(sale)).toEqual(['Хлеб']);
    await sale.pay();
    expect(await sale.park()).toBe('wrong-state');
    expect(await sale.takeBack((await sale.parked())[0]?.id ?? '')).toBe('wrong-state');
  });

  it('is never printed by a restart', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.add(bread);
    await sale.park();
    await sale.add(sugar);
    await sale.pay();
    await sale.choose({ way: 'cash', received: kopecks(100_000) });
    await sale.print();
    const again = await given.open();
    expect(await again.parked()).toHaveLength(1);
    expect(names(again)).not.toContain('Хлеб');
  });
});
