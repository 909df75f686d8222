/** A file's cards count as a whole or not at all, can be taken back, and take nothing from what is done at the till. */
import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import type { ImportFacts } from '../app/ports/catalogue.ts';
import { kopecks } from '../domain/base/money.ts';
import { epochMs } from '../domain/base/time.ts';
import type { Goods } from '../domain/goods/goods.ts';
import { readGoods, readTold, storedGoods } from '../domain/goods/stored-goods.ts';
import { openCatalogue } from './catalogue.ts';
import { packGeneration } from './packed-generation.ts';

const opened: Array<{ close(): void }> = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});
let count = 0;
const freshName = (): string => `catalogue-${(count += 1)}`;
async function open(name = freshName()) {
  const catalogue = await openCatalogue({ goods: readGoods, told: readTold }, name);
  opened.push(catalogue);
  return catalogue;
}
const warm = (act: () => void): void => act();

const barcode = (n: number): string => String(46_000_000_000_000 + n).padStart(14, '0');
const card = (n: number, rest: Partial<Goods> = {}): Goods => ({
  id: `card-${String(n).padStart(6, '0')}`,
  gtin: barcode(n),
  name: `Товар №${String(n).padStart(6, '0')}`,
  price: kopecks(100 + n),
  measure: 'piece',
  isMarked: false,
  source: {},
  ...rest,
});
const facts: ImportFacts = {
  at: epochMs(1_000),
  file: 'a.csv',
  cashier: 'Петрова',
  counts: { fresh: 0, priceChanged: 0, otherwise: 0, same: 0, gone: 0 },
  refused: 0,
};
const packed = (cards: readonly Goods[]) => packGeneration(cards.map(storedGoods));
const many = (size: number, rest: Partial<Goods> = {}): Goods[] =>
  Array.from({ length: size }, (_, n) => card(n, rest));
const page = { text: '', archived: false, offset: 0, limit: 10 };

it('is found by everything, over the borders of segments, after a restart, too', async () => {
  const name = freshName();
  const first = await open(name);
  await first.swap(packed(many(9_000)), [], facts);
  for (const catalogue of [first, await open(name)]) {
    await catalogue.warmUp(warm);
    expect(await catalogue.count()).toBe(9_000);
    for (const n of [0, 4_095, 4_096, 8_999]) {
      expect((await catalogue.byGtin(barcode(n)))?.name).toBe(card(n).name);
      expect(catalogue.lookUp(barcode(n))?.goods?.name).toBe(card(n).name);
      expect((await catalogue.get(card(n).id))?.price).toBe(100 + n);
      expect((await catalogue.search(`товар ${card(n).name.slice(-7)}`, 5)).map(({ id }) => id)).toEqual([card(n).id]);
    }
    expect(await catalogue.byGtin(barcode(9_000))).toBeUndefined();
    const { cards, total } = await catalogue.list({ ...page, offset: 8_995 });
    expect([total, cards.map(({ id }) => id)]).toEqual([
      9_000,
      [8_995, 8_996, 8_997, 8_998, 8_999].map((n) => card(n).id),
    ]);
  }
});

it('stands behind cards of the till: changed ones in its place, made ones beside it', async () => {
  const catalogue = await open();
  await catalogue.put([card(50, { id: 'till', name: 'Заведено', source: undefined })]);
  await catalogue.swap(packed(many(10)), [], facts);
  await catalogue.put([card(3, { price: kopecks(9_900), quickKeyIndex: 1 })]);
  expect(catalogue.lookUp(barcode(3))?.goods?.price).toBe(9_900);
  expect((await catalogue.byGtin(barcode(50)))?.id).toBe('till');
  expect((await catalogue.quickKeys()).map(({ id }) => id)).toEqual([card(3).id]);
  expect(await catalogue.count()).toBe(11);
  expect((await catalogue.list(page)).cards.map(({ id }) => id)).toEqual(['till', ...many(9).map(({ id }) => id)]);
  expect((await catalogue.search('товар №000003', 5)).map(({ price }) => price)).toEqual([9_900]);
});

it('a quick key that a file brought back stays one', async () => {
  const catalogue = await open();
  await catalogue.swap(packed([card(1, { quickKeyIndex: 2 }), card(2, { quickKeyIndex: 1 })]), [], facts);
  expect((await catalogue.quickKeys()).map(({ id }) => id)).toEqual([card(2).id, card(1).id]);
});

it('archived cards are neither sold nor found, and stand in their own list', async () => {
  const catalogue = await open();
  await catalogue.swap(packed([card(1, { archived: 'file', folder: 'Хлеб' }), card(2, { folder: 'Хлеб' })]), [], facts);
  await catalogue.put([card(3, { archived: 'person' })]);
  await catalogue.warmUp(warm);
  for (const n of [1, 3])
    expect([await catalogue.byGtin(barcode(n)), catalogue.lookUp(barcode(n))?.goods]).toEqual([undefined, undefined]);
  expect((await catalogue.search('товар', 5)).map(({ id }) => id)).toEqual([card(2).id]);
  expect((await catalogue.list({ ...page, archived: true })).total).toBe(2);
  expect((await catalogue.list({ ...page, folder: 'Хлеб' })).cards.map(({ id }) => id)).toEqual([card(2).id]);
  expect(await catalogue.folders()).toEqual(['Хлеб']);
});

it('takes cards of the till into itself, and gives them back', async () => {
  const catalogue = await open();
  const till = card(1, { id: 'till', name: 'Заведено', source: undefined });
  await catalogue.put([till]);
  const { own } = await catalogue.snapshot();
  await catalogue.swap(packed([{ ...till, name: 'Из файла', source: {} }]), own, facts);
  expect((await catalogue.get('till'))?.name).toBe('Из файла');
  expect(await catalogue.lastImport()).toEqual(facts);
  expect(await catalogue.takeBack()).toBe(true);
  expect((await catalogue.get('till'))?.name).toBe('Заведено');
  expect([await catalogue.lastImport(), await catalogue.takeBack(), await catalogue.count()]).toEqual([
    undefined,
    false,
    1,
  ]);
});

it('a card that was changed while the file was read stays as it is', async () => {
  const catalogue = await open();
  await catalogue.put([card(1, { id: 'till' })]);
  const { own } = await catalogue.snapshot();
  await catalogue.put([card(1, { id: 'till', price: kopecks(777) })]);
  await catalogue.swap(packed([card(1, { id: 'till', price: kopecks(555) })]), own, facts);
  expect((await catalogue.get('till'))?.price).toBe(777);
  expect(catalogue.lookUp(barcode(1))?.goods?.price).toBe(777);
});

it('what was changed at the till since the import outlives its being taken back', async () => {
  const catalogue = await open();
  await catalogue.swap(packed(many(3)), [], facts);
  await catalogue.swap(packed(many(3, { price: kopecks(500) })), [], { ...facts, file: 'b.csv' });
  await catalogue.put([card(2, { price: kopecks(700) })]);
  await catalogue.takeBack();
  expect(await Promise.all([0, 1, 2].map(async (n) => (await catalogue.get(card(n).id))?.price))).toEqual([
    100, 101, 700,
  ]);
});

it('an import that was broken off has changed nothing, and leaves nothing', async () => {
  const name = freshName();
  const catalogue = await open(name);
  await catalogue.swap(packed(many(3)), [], facts);
  const next = packed(many(9_000, { price: kopecks(1) }));
  // The page dies while the second segment is written.
  const broken = {
    ...next,
    segments: [next.segments[0], { bytes: () => undefined, ends: undefined }],
  } as unknown as typeof next;
  await expect(catalogue.swap(broken, [], facts)).rejects.toThrow();
  const again = await open(name);
  expect([await again.count(), (await again.byGtin(barcode(1)))?.price]).toEqual([3, 101]);
  await again.swap(packed(many(5)), [], facts);
  expect([await again.count(), (await again.list(page)).total]).toEqual([5, 5]);
  expect((await again.search('товар', 10)).length).toBe(5);
});

it('an empty catalogue that a file was taken back from is not a lost one', async () => {
  const catalogue = await open();
  expect(await catalogue.isEmpty()).toBe(true);
  await catalogue.swap(packed(many(3)), [], facts);
  await catalogue.takeBack();
  expect([await catalogue.isEmpty(), await catalogue.count()]).toEqual([false, 0]);
});

it('of cards with one barcode those whose own it is come first, in the order of their identities', () => {
  const cards = [
    card(1, { gtin: barcode(9), also: [barcode(7)] }),
    card(2, { gtin: barcode(7) }),
    card(3, { gtin: barcode(7), also: [barcode(8)] }),
    card(4, { gtin: undefined, also: [barcode(7)] }),
  ];
  const { barcodes, owners } = packed(cards).index;
  expect([...barcodes].map((number, at) => [number, owners[at]])).toEqual([
    [Number(barcode(7)), 1],
    [Number(barcode(7)), 2],
    [Number(barcode(7)), 0],
    [Number(barcode(7)), 3],
    [Number(barcode(8)), 2],
    [Number(barcode(9)), 0],
  ]);
});
