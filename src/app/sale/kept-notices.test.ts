import { describe, expect, it } from 'vitest';
import { milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { fakeMemory } from '../../../test/unit/fakes/small-memory.ts';
import { openCaughtUp, saleWorld } from '../../../test/unit/sale-world.ts';
import { KeptNotices } from './kept-notices.ts';
import { Sale } from './sale.ts';

describe('a notice of a bad scan', () => {
  const damaged = milkKi('AbCdE');

  it('stands after a reload, until its goods are in the receipt', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.scan(damaged);
    expect(sale.view.rejected).toMatchObject([{ kind: 'damaged', raw: damaged }]);
    const again = await openCaughtUp(given.deps);
    expect(again.view.rejected).toEqual(sale.view.rejected);
    await again.scan(milkCode('AbCdE'));
    expect(again.view.rejected).toEqual([]);
    expect((await openCaughtUp(given.deps)).view.rejected).toEqual([]);
  });

  it('does not come back with the next receipt, nor where it only told of the last scan', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.scan(milkCode('AbCdE'));
    await sale.scan(milkCode('AbCdE'));
    expect(sale.view.rejected).toMatchObject([{ kind: 'duplicate' }]);
    expect((await openCaughtUp(given.deps)).view.rejected).toEqual([]);
    await sale.scan(damaged);
    await sale.next();
    expect((await openCaughtUp(given.deps)).view.rejected).toEqual([]);
  });

  it('of a small memory that holds nonsense is none, and the till opens', async () => {
    const shapes = [
      '',
      'x',
      '7',
      'null',
      '{}',
      '[1,null,"x"]',
      '[{"id":"a"}]',
      '[{"id":"a","raw":"b","kind":"duplicate"}]',
    ];
    for (const stored of shapes) {
      const memory = fakeMemory(new Map([['poltora-notices', stored]]));
      expect(new KeptNotices(memory).read()).toEqual([]);
      const sale = await Sale.open({ ...saleWorld().deps, memory });
      expect(sale.view.rejected).toEqual([]);
    }
  });

  it('is one of fifty at most', () => {
    const memory = fakeMemory();
    const kept = new KeptNotices(memory);
    kept.keep(Array.from({ length: 80 }, (_, index) => ({ id: `n${index}`, raw: String(index), kind: 'busy' })));
    expect(kept.read().map(({ raw }) => raw)).toEqual(Array.from({ length: 50 }, (_, index) => String(index + 30)));
  });
});
