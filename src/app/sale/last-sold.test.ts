import { expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { memoryCatalogue } from '../../../test/unit/fakes/catalogue.ts';
import { bread, milk, sugar } from '../../../test/unit/fakes/goods.ts';
import { memoryJournal } from '../../../test/unit/fakes/journal.ts';
import { onePiece } from '../../domain/base/quantity.ts';
import { epochMs } from '../../domain/base/time.ts';
import { newReceipt, type DocumentState } from '../../domain/document/document.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { lastSold } from './last-sold.ts';

const soldOf = async (...receipts: ReadonlyArray<readonly [DocumentState, ...Goods[]]>) => {
  const journal = memoryJournal();
  for (const [index, [state, ...goods]] of receipts.entries())
    await journal.save({
      ...newReceipt(`r${String(index)}`, epochMs(noon + index)),
      state,
      lines: goods.map(({ id, name, measure }, at) => ({
        id: `l${String(at)}`,
        goodsId: id,
        name,
        measure,
        quantity: onePiece,
      })),
    });
  const names = async (limit = 9) =>
    (await lastSold({ journal, catalogue: memoryCatalogue(milk, bread, sugar) }, limit)).map(({ name }) => name);
  return names;
};

it('each once, the newest first', async () => {
  const names = await soldOf(['fiscalized', sugar], ['fiscalized', bread, sugar], ['fiscalized', bread]);
  expect(await names()).toEqual([bread.name, sugar.name]);
  expect(await names(1)).toEqual([bread.name]);
});

it('nothing that was not sold, that is sold by its code, or that has no card any more', async () => {
  const gone = { ...bread, id: 'gone' };
  const names = await soldOf(['cancelled', bread], ['draft', bread], ['fiscalized', milk, gone, sugar]);
  expect(await names()).toEqual([sugar.name]);
});
