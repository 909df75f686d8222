/** Goods by link: when the list is asked for, what is put in place by itself, and what waits for a person. */
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryCatalogue } from '../../../test/unit/fakes/catalogue.ts';
import { goodsFilesHere } from '../../../test/unit/fakes/goods-files.ts';
import { FakeGoodsSource } from '../../../test/unit/fakes/goods-source.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { FakeClock } from '../../../test/unit/clock.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import type { JournalEvent } from '../../domain/journal/event.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { GoodsLink } from './by-link.ts';
import { goodsDesk } from './desk.ts';

const url = 'https://sklad.example/goods.json';
const hourMs = 3_600_000;
const bread = { id: 'b1', name: 'Хлеб', price: 45, barid: '4607004890024' };
const milk = { id: 'm1', name: 'Молоко', price: 90, barid: '4607004890017' };
const asList = (...goods: readonly object[]): string => JSON.stringify(goods);

function world(from: Partial<Shop['catalogue']> = {}) {
  const source = new FakeGoodsSource();
  const catalogue = memoryCatalogue();
  const clock = new FakeClock();
  const kept = new Map<string, unknown>();
  const events: JournalEvent[] = [];
  const state = { isAtRest: true, changed: 0 };
  const settings = {
    hasPin: async () => true,
    recall: async (name: string) => kept.get(name),
    remember: async (name: string, value: unknown) => void kept.set(name, structuredClone(value)),
  };
  const shop: Shop = { ...realShop, catalogue: { url, hours: 24, whole: false, ...from } };
  let count = 0;
  const desk = goodsDesk({
    catalogue,
    journal: { record: async (event) => void events.push(event) },
    settings,
    pin: { try: async () => ({ kind: 'right', by: 'pin' }) },
    shop: () => shop,
    clock,
    newId: () => `id-${(count += 1)}`,
    files: async () => goodsFilesHere(),
  });
  /** Of a page that has just begun. */
  const start = (): GoodsLink =>
    new GoodsLink({
      source: async () => source,
      desk,
      settings,
      tillKey: async () => undefined,
      from: () => shop.catalogue,
      clock,
      isAtRest: () => state.isAtRest,
      changed: () => void (state.changed += 1),
    });
  const prices = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await desk.list({ text: '', archived: false, offset: 0, limit: 100 })).cards.map(({ name, price }) => [
        name,
        price,
      ]),
    );
  return { source, catalogue, clock, events, state, desk, link: start(), start, prices, shop };
}
type World = ReturnType<typeof world>;
let at: World;
beforeEach(() => void (at = world()));

describe('by itself', () => {
  it('puts a list in place without a PIN, and tells that nobody did it', async () => {
    at.source.lists.set(url, asList(bread, milk));
    await at.link.lookIfDue();
    expect(await at.prices()).toEqual({ Хлеб: 4_500, Молоко: 9_000 });
    expect(at.events).toMatchObject([{ kind: 'goods-imported', data: { file: url, fresh: 2, by: 'link' } }]);
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'applied', changed: 2, refused: 0 });
    expect(at.state.changed).toBe(1);
  });

  it('asks at each start and after so many hours, and tells the server what it has', async () => {
    at.source.lists.set(url, asList(bread));
    await at.link.lookIfDue();
    await at.link.lookIfDue();
    expect(at.source.asked).toHaveLength(1);
    await at.clock.advance(24 * hourMs);
    await at.link.lookIfDue();
    await at.start().lookIfDue();
    expect(at.source.asked.map(({ etag }) => etag !== undefined)).toEqual([false, true, true]);
    expect(at.events).toHaveLength(1);
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'same' });
  });

  it('a changed list changes the price, and one without a change is no new import', async () => {
    at.source.lists.set(url, asList(bread));
    await at.link.lookIfDue();
    at.source.lists.set(url, asList({ ...bread, price: 47.5 }));
    await at.start().lookIfDue();
    expect(await at.prices()).toEqual({ Хлеб: 4_750 });
    at.source.lists.set(url, `${asList({ ...bread, price: 47.5 })} `);
    await at.start().lookIfDue();
    expect(at.events).toHaveLength(2);
  });

  it('waits for the end of the receipt, also where it was begun while the list was read', async () => {
    at.source.lists.set(url, asList(bread));
    at.state.isAtRest = false;
    await at.link.lookIfDue();
    expect(at.source.asked).toEqual([]);
    at.state.isAtRest = true;
    const fetch = at.source.fetch.bind(at.source);
    at.source.fetch = async (...args) => {
      at.state.isAtRest = false;
      return fetch(...args);
    };
    const look = at.link.lookIfDue();
    await expect.poll(() => at.clock.pending).toBeGreaterThan(0);
    expect(await at.prices()).toEqual({});
    at.state.isAtRest = true;
    await at.clock.advance(5_000);
    await look;
    expect(await at.prices()).toEqual({ Хлеб: 4_500 });
  });

  it('does nothing while a person loads goods', async () => {
    at.source.lists.set(url, asList(bread));
    const release = at.link.hold();
    await at.link.lookIfDue();
    expect(at.source.asked).toEqual([]);
    release();
    await at.link.lookIfDue();
    expect(await at.prices()).toEqual({ Хлеб: 4_500 });
  });

  it('cards of the till stay, whatever the list says of all goods', async () => {
    at = world({ whole: true });
    const own: Goods = { id: 'own', name: 'Пакет', price: kopecks(500), measure: 'piece', isMarked: false };
    await at.catalogue.put([own]);
    at.source.lists.set(url, asList(bread, milk));
    await at.link.lookIfDue();
    expect(await at.prices()).toEqual({ Пакет: 500, Хлеб: 4_500, Молоко: 9_000 });
    at.source.lists.set(url, asList(bread, { ...milk, id: 'm2', name: 'Кефир', barid: '4607004890048' }));
    await at.start().lookIfDue();
    expect(await at.prices()).toMatchObject({ Пакет: 500, Хлеб: 4_500 });
  });
});

describe('what has changed since', () => {
  const delta = `${url}?since={since}`;
  const askedFor = (since: number): string =>
    delta.replace('{since}', encodeURIComponent(new Date(since).toISOString()));

  it('asks from the beginning, then from the last reading on; nothing that is missing goes out of sale', async () => {
    at = world({ url: delta, whole: true });
    at.source.lists.set(askedFor(0), asList(bread, milk));
    await at.link.lookIfDue();
    const since = (await at.link.kept()).since ?? 0;
    expect(at.clock.now() - since).toBe(10 * 60_000);
    at.source.lists.set(askedFor(since), asList({ ...milk, price: 95 }));
    await at.clock.advance(hourMs);
    await at.start().lookIfDue();
    expect(await at.prices()).toEqual({ Хлеб: 4_500, Молоко: 9_500 });
    const next = (await at.link.kept()).since ?? 0;
    at.source.lists.set(askedFor(next), '[]');
    await at.start().lookIfDue();
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'same' });
    expect(at.events).toHaveLength(2);
  });
});

describe('what waits for a person', () => {
  it('a list that would take more than half of the goods out of sale', async () => {
    at = world({ whole: true });
    at.source.lists.set(url, asList(bread, milk, { id: 'k', name: 'Кефир', price: 80 }));
    await at.link.lookIfDue();
    at.source.lists.set(url, asList(bread));
    await at.start().lookIfDue();
    expect(Object.keys(await at.prices())).toHaveLength(3);
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'person', why: 'many-gone' });
  });

  it('columns that nobody can tell', async () => {
    at.source.lists.set(url, asList({ a: 'Хлеб', b: '?' }));
    await at.link.lookIfDue();
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'person', why: 'columns' });
  });

  it('whatever comes after one was taken back, until a person loads it', async () => {
    at.source.lists.set(url, asList(bread));
    await at.link.lookIfDue();
    at.source.lists.set(url, asList({ ...bread, price: 4.5 }));
    await at.start().lookIfDue();
    expect(await at.desk.takeBack('1234')).toEqual({ kind: 'done' });
    expect(await at.prices()).toEqual({ Хлеб: 4_500 });
    await at.start().lookIfDue();
    expect(at.source.asked).toHaveLength(2);
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'person', why: 'taken-back' });

    const list = await at.link.fetch(url);
    if (!list.ok) throw new Error(list.failure.kind);
    await at.link.applied(list.value, { fresh: 0, priceChanged: 1, otherwise: 0, same: 0, gone: 0 }, 0);
    await at.start().lookIfDue();
    expect(at.source.asked.at(-1)?.etag).toBeDefined();
  });
});

describe('what goes wrong', () => {
  it('a server that is away is asked again in half an hour, by the page and then by the gateway', async () => {
    await at.link.lookIfDue();
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'fetch', why: 'no-answer' });
    at.source.gateway = { status: 403, body: '{}' };
    await at.clock.advance(29 * 60_000);
    await at.link.lookIfDue();
    expect(at.source.asked).toHaveLength(1);
    await at.clock.advance(60_000);
    await at.link.lookIfDue();
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'fetch', why: 'not-allowed' });
    at.source.lists.set(url, { kind: 'status', status: 500 });
    await at.start().lookIfDue();
    expect((await at.link.kept()).outcome).toMatchObject({ kind: 'fetch', why: 'status', status: 500 });
  });

  it('a broken list changes nothing, and what was known of the one before stays', async () => {
    at.source.lists.set(url, asList(bread));
    await at.link.lookIfDue();
    const { etag } = await at.link.kept();
    at.source.lists.set(url, '[{"name": "Хле');
    await at.start().lookIfDue();
    expect(await at.link.kept()).toMatchObject({ etag, outcome: { kind: 'file', why: 'json-broken' } });
    expect(await at.prices()).toEqual({ Хлеб: 4_500 });
  });

  it('without an address nothing is asked', async () => {
    at = world({ url: '' });
    await at.link.lookIfDue();
    expect(at.source.asked).toEqual([]);
  });
});
