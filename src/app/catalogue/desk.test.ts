/** What a person does to goods is on record, and asks for the PIN where there is one. */
import { expect, it } from 'vitest';
import { file, moySklad } from '../../../test/vectors/goods-files.ts';
import { goodsFilesHere } from '../../../test/unit/fakes/goods-files.ts';
import { memoryCatalogue } from '../../../test/unit/fakes/catalogue.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { noon } from '../../../test/unit/clock.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import type { JournalEvent } from '../../domain/journal/event.ts';
import { goodsDesk } from './desk.ts';

const bread: Goods = {
  id: 'bread',
  name: 'Хлеб',
  price: kopecks(4_500),
  measure: 'piece',
  isMarked: false,
  gtin: '04607004890024',
};

function world({ hasPin = false } = {}) {
  const catalogue = memoryCatalogue({ ...bread });
  const events: JournalEvent[] = [];
  const wanted: unknown[] = [];
  const kept = new Map<string, unknown>();
  let count = 0;
  const desk = goodsDesk({
    catalogue,
    journal: { record: async (event) => void events.push(event) },
    settings: {
      hasPin: async () => hasPin,
      recall: async (name) => kept.get(name),
      remember: async (name, value) => void kept.set(name, structuredClone(value)),
    },
    pin: {
      try: async (typed, { data }) => {
        wanted.push(data);
        return typed === '1234' ? { kind: 'right', by: 'pin' } : { kind: 'wrong-pin', triesLeft: 4 };
      },
    },
    shop: () => realShop,
    clock: { now: () => noon, pc: () => noon, after: () => () => undefined },
    newId: () => `id-${(count += 1)}`,
    files: async () => goodsFilesHere(),
  });
  async function loaded(pin?: string) {
    const reader = await desk.open([file('товары.csv', moySklad)]);
    const looked = await desk.look(reader);
    if (!looked.ok) throw new Error(looked.failure.kind);
    const read = await desk.read(
      reader,
      looked.value,
      { columns: looked.value.table?.columns ?? {}, gone: 'keep' },
      () => undefined,
    );
    if (!read.ok) throw new Error(read.failure.kind);
    return desk.apply(looked.value, read.value, 'keep', pin);
  }
  return { desk, catalogue, events, wanted, loaded };
}

it('a changed price is told with both values', async () => {
  const { desk, catalogue, events } = world();
  expect(await desk.save({ ...bread, price: kopecks(5_000) }, bread)).toEqual({ kind: 'done' });
  expect(catalogue.goods).toMatchObject([{ price: 5_000 }]);
  expect(events).toMatchObject([
    {
      kind: 'card-changed',
      data: { name: 'Хлеб', changes: [{ field: 'price', from: 4_500, to: 5_000 }], cashier: realShop.cashier },
    },
  ]);
});

it('a card that was only looked at is not written', async () => {
  const { desk, events } = world();
  expect(await desk.save({ ...bread }, bread)).toEqual({ kind: 'done' });
  expect(events).toEqual([]);
});

it.each<[string, Partial<Goods>]>([
  ['a price', { price: kopecks(1) }],
  ['a price of another day', { planned: { price: kopecks(1), from: noon } }],
  ['a unit', { measure: 'kilogram' }],
  ['a barcode', { gtin: undefined }],
  ['the archive', { archived: 'person' }],
])('%s wants the PIN: nothing is done without it, nor with a wrong one', async (_, change) => {
  const { desk, catalogue, events, wanted } = world({ hasPin: true });
  const changed = { ...bread, ...change };
  expect(await desk.save(changed, bread)).toEqual({ kind: 'pin-asked' });
  expect(await desk.save(changed, bread, '1')).toEqual({ kind: 'wrong-pin', triesLeft: 4 });
  expect([catalogue.goods, events]).toEqual([[bread], []]);
  expect(await desk.save(changed, bread, '1234')).toEqual({ kind: 'done' });
  expect(catalogue.goods).toEqual([changed]);
  expect(events).toMatchObject([{ kind: 'card-changed', data: { by: 'pin' } }]);
  expect(wanted).toHaveLength(2);
});

it('a group and a quick key do not', async () => {
  const { desk } = world({ hasPin: true });
  expect(await desk.save({ ...bread, folder: 'Хлеб', quickKeyIndex: await desk.nextQuickKey() }, bread)).toEqual({
    kind: 'done',
  });
});

it('a file is on record with what it changed, and so is its being taken back', async () => {
  const { desk, catalogue, events, loaded } = world();
  expect(await loaded()).toEqual({ kind: 'done' });
  expect(catalogue.goods.map(({ id, price }) => [id, price])).toContainEqual(['bread', 5_490]);
  expect(await desk.takeBack()).toEqual({ kind: 'done' });
  expect(catalogue.goods).toEqual([bread]);
  const told = { file: 'товары.csv', fresh: 2, priceChanged: 1, refused: 0, cashier: realShop.cashier };
  expect(events).toMatchObject([
    { kind: 'goods-imported', data: told },
    { kind: 'import-taken-back', data: told },
  ]);
});

it('a file wants the PIN, and changes nothing without it', async () => {
  const { catalogue, events, loaded } = world({ hasPin: true });
  expect(await loaded()).toEqual({ kind: 'pin-asked' });
  expect(await loaded('1')).toMatchObject({ kind: 'wrong-pin' });
  expect([catalogue.goods, events]).toEqual([[bread], []]);
  expect(await loaded('1234')).toEqual({ kind: 'done' });
});

it('columns are remembered by the heads of the file', async () => {
  const { desk } = world();
  const open = async () => {
    const reader = await desk.open([file('a.csv', 'Товар;Сколько\nМолоко;75\n')]);
    const looked = await desk.look(reader);
    if (!looked.ok) throw new Error(looked.failure.kind);
    return { reader, opened: looked.value };
  };
  const { reader, opened } = await open();
  expect(opened.table?.columns).toEqual({ name: 0 });
  await desk.read(reader, opened, { columns: { name: 0, price: 1 }, gone: 'keep' }, () => undefined);
  expect((await open()).opened.table?.columns).toEqual({ name: 0, price: 1 });
});

it('two cards are made one, on record, with the PIN, and parted again', async () => {
  const { desk, catalogue, events, wanted } = world({ hasPin: true });
  const other: Goods = { ...bread, id: 'other', name: 'Хлеб чёрный', gtin: '04607004890031' };
  await catalogue.put([other]);
  expect(await desk.join(bread, [other])).toEqual({ kind: 'pin-asked' });
  expect(events).toEqual([]);
  expect(await desk.join(bread, [other], '1234')).toEqual({ kind: 'done' });
  expect(await catalogue.byGtin('04607004890031')).toMatchObject({ id: 'bread' });
  expect(await catalogue.get('other')).toMatchObject({ archived: 'person', joined: { into: 'bread' } });
  expect(wanted).toMatchObject([{ fields: expect.arrayContaining(['barcodes', 'archived']) as unknown }]);
  expect(events).toMatchObject([
    { kind: 'card-changed', data: { goodsId: 'bread', by: 'pin', changes: [{ field: 'barcodes' }] } },
    { kind: 'card-changed', data: { goodsId: 'other' } },
  ]);
  const gone = await catalogue.get('other');
  if (!gone) throw new Error('no card');
  expect(await desk.part(gone, '1234')).toEqual({ kind: 'done' });
  expect(await catalogue.byGtin('04607004890031')).toMatchObject({ id: 'other' });
  expect(await catalogue.get('bread')).toEqual(bread);
});

it('cards that differ in what decides a sale are not made one', async () => {
  const { desk } = world();
  await expect(desk.join(bread, [{ ...bread, id: 'x', isMarked: true }])).rejects.toThrow();
});
