import { afterEach, describe, expect, it } from 'vitest';
import type { Shop } from '../../src/domain/shop/shop.ts';
import type { Goods } from '../../src/domain/goods/goods.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { readGoods, readTold } from '../../src/domain/goods/stored-goods.ts';
import { openCatalogue } from '../../src/storage/catalogue.ts';
import { checkStateStore } from '../../src/storage/check-state.ts';
import { openSettings } from '../../src/storage/settings.ts';

const names: string[] = [];
const freshName = (what: string): string => {
  const name = `test-${what}-${crypto.randomUUID()}`;
  names.push(name);
  return name;
};

const promised = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('indexedDB'));
  });

afterEach(async () => {
  for (const name of names.splice(0)) await promised(indexedDB.deleteDatabase(name));
});

/** All rows of all stores, as another program of this origin would see them. */
async function dump(name: string): Promise<Record<string, unknown[]>> {
  const db = await promised(indexedDB.open(name));
  const rows: Record<string, unknown[]> = {};
  for (const store of db.objectStoreNames)
    rows[store] = await promised(db.transaction(store).objectStore(store).getAll());
  db.close();
  return rows;
}

const readers = { goods: readGoods, told: readTold };

describe('the catalogue', () => {
  const card = (id: string, name: string, rest: Partial<Goods> = {}): Goods => ({
    id,
    name,
    price: kopecks(100),
    vat: '10',
    measure: 'piece',
    isMarked: false,
    ...rest,
  });
  const cards = [
    card('1', 'Мёд «Алтайский» 500 г', { gtin: '04607004890017', quickKeyIndex: 2 }),
    card('2', 'МОЛОКО Простоквашино 2,5%', { gtin: '04670540176099', quickKeyIndex: 1, isMarked: true }),
    card('3', 'Молоко топлёное', { gtin: '00000046198488', quickKeyIndex: 0 }),
    card('4', 'Ёлка'),
  ];

  async function filled() {
    const catalogue = await openCatalogue(readers, freshName('catalogue'));
    await catalogue.put(cards);
    const found = async (text: string, limit = 10) => (await catalogue.search(text, limit)).map(({ id }) => id);
    return { ...catalogue, found };
  }

  it('finds by every word, whatever the case, «е» for «ё» and back, and by the barcode as it is printed', async () => {
    const { found, close } = await filled();
    expect(await found('мед')).toEqual(['1']);
    expect(await found('МЁД')).toEqual(['1']);
    expect(await found('елка')).toEqual(['4']);
    expect(await found('молоко')).toEqual(['2', '3']);
    expect(await found(' молоко   топленое ')).toEqual(['3']);
    expect(await found('топл мол')).toEqual(['3']);
    expect(await found('4607004890017')).toEqual(['1']);
    expect(await found('46198488')).toEqual(['3']);
    expect(await found('молоко мёд')).toEqual([]);
    expect(await found('  ')).toEqual([]);
    expect(await found('молоко', 1)).toEqual(['2']);
    close();
  });

  it('knows a card by its GTIN, and the quick keys in their order', async () => {
    const { byGtin, quickKeys, put, close } = await filled();
    expect(await byGtin('04670540176099')).toEqual(cards[1]);
    expect(await byGtin('04670540176090')).toBeUndefined();
    // A barcode that was bound to a card; the card's own goes first.
    await put([{ ...cards[0], also: ['04670540176090', '04670540176099'] } as (typeof cards)[number]]);
    expect(await byGtin('04670540176090')).toMatchObject({ id: cards[0]?.id });
    expect(await byGtin('04670540176099')).toEqual(cards[1]);
    expect((await quickKeys()).map(({ id }) => id)).toEqual(['3', '2', '1']);
    close();
  });

  it('finds what was put after the last search, under its new name only', async () => {
    const { put, found, close } = await filled();
    expect(await found('ёлка')).toEqual(['4']);
    await put([card('4', 'Сосна'), card('5', 'Ель')]);
    expect(await found('ёлка')).toEqual([]);
    expect(await found('сосна')).toEqual(['4']);
    expect(await found('ель')).toEqual(['5']);
    close();
  });

  it('is there after a restart, counted', async () => {
    const name = freshName('catalogue');
    const first = await openCatalogue(readers, name);
    expect([await first.isEmpty(), await first.count()]).toEqual([true, 0]);
    await first.put(cards);
    first.close();
    const again = await openCatalogue(readers, name);
    expect([await again.isEmpty(), await again.count()]).toEqual([false, cards.length]);
    expect((await again.search('сосна молоко'.slice(6), 10)).map(({ id }) => id)).toEqual(['2', '3']);
    again.close();
  });
});

describe('the catalogue’s rows', () => {
  it('of an older build lose the rate that nobody had given, and keep the rest; a row that is no card is none', async () => {
    const name = freshName('catalogue');
    const older = await new Promise<IDBDatabase>((resolve, reject) => {
      // Dexie counts tens.
      const asked = indexedDB.open(name, 20);
      asked.onupgradeneeded = () => {
        const goods = asked.result.createObjectStore('goods', { keyPath: 'id' });
        for (const index of ['gtin', 'quick']) goods.createIndex(index, index);
        goods.createIndex('also', 'also', { multiEntry: true });
        for (const [id, vat] of Object.entries({ stamped: '22', exempt: 'none', given: '10' }))
          goods.put({ id, name: 'Молоко', price: 100, vat, measure: 'piece', marked: false, quick: 0 });
        goods.put({ id: 'broken', name: 'Молоко', price: 'x', quick: 0, gtin: '04607004890017' });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error('no database'));
    });
    older.close();
    const catalogue = await openCatalogue(readers, name);
    const found = await catalogue.search('молоко', 10);
    expect(Object.fromEntries(found.map(({ id, vat }) => [id, vat]))).toEqual({
      stamped: undefined,
      exempt: undefined,
      given: '10',
    });
    expect((await catalogue.quickKeys()).map(({ id }) => id).sort()).toEqual(['exempt', 'given', 'stamped']);
    expect([
      await catalogue.get('broken'),
      await catalogue.byGtin('04607004890017'),
      (await catalogue.get('given'))?.vat,
    ]).toEqual([undefined, undefined, '10']);
    catalogue.close();
  });

  it('keep what was heard of a GTIN through a restart; ГИС МТ is believed more than the form of a code', async () => {
    const name = freshName('catalogue');
    const [gtin, other] = ['04641500015482', '04641500016854'];
    const first = await openCatalogue(readers, name);
    expect(await first.told(gtin)).toBeUndefined();
    await first.learn({ gtin, group: 16, by: 'code' });
    await first.learn({ gtin, group: 12, by: 'check' });
    await first.learn({ gtin, group: 16, by: 'code' });
    await first.learn({ gtin: other, by: 'code' });
    first.close();
    const again = await openCatalogue(readers, name);
    expect([await again.told(gtin), await again.told(other)]).toEqual([
      { gtin, group: 12, by: 'check' },
      { gtin: other, by: 'code' },
    ]);
    await again.learn({ gtin, group: 15, by: 'check' });
    expect(await again.told(gtin)).toMatchObject({ group: 15 });
    again.close();
  });
});

describe('the settings', () => {
  const shop: Shop = {
    kind: 'real',
    name: 'Магазин',
    inn: '7700000000',
    till: '1',
    cashier: 'Петрова',
    taxation: 'osn',
    vat: 'goods',
    timeZone: 2,
    tsPiot: { way: 'none', shift: 'ask' },
    local: { way: 'none', url: '', login: '' },
    unverified: 'senior-pin',
    kkt: { link: 'relay', password: 30, vat22: 'auto', shared: false },
    rounding: 'none',
    refuted: 'sell',
    afterEmergency: 'as-always',
    catalogue: { url: '', hours: 24, whole: false },
    alcoholHours: [[{ from: '23:00', to: '08:00' }]],
    alcoholDates: ['09-11', '2027-06-25'],
    brand: { name: 'Ромашка', colour: '#d23c77' },
    receiptText: ['Спасибо!'],
    scales: [{ prefix: '23', item: 4, value: 'price' }],
    seniorActs: ['cash-out'],
  };

  it('keep the shop and what the till remembers, apart and through a restart', async () => {
    const name = freshName('settings');
    const first = await openSettings(crypto, name);
    expect(await first.load()).toBeUndefined();
    await first.apply({ shop }, undefined);
    await first.remember('relays', { demo: false });
    first.close();
    const again = await openSettings(crypto, name);
    expect(await again.load()).toEqual(shop);
    expect(await again.recall('relays')).toEqual({ demo: false });
    expect(await again.recall('nothing')).toBeUndefined();
    again.close();
  });

  it('give a secret back after a restart, the newest one, each its own', async () => {
    const name = freshName('settings');
    const first = await openSettings(crypto, name);
    expect(await first.secret('lmPassword')).toBeUndefined();
    await first.apply({ lmPassword: 'old' }, undefined);
    await first.apply({ lmPassword: 'пароль — с пробелом', tillKey: '' }, undefined);
    first.close();
    const again = await openSettings(crypto, name);
    expect(await again.secret('lmPassword')).toBe('пароль — с пробелом');
    expect(await again.secret('tillKey')).toBe('');
    again.close();
  });

  it.each<[string, string, unknown]>([
    ['whose key is gone', 'keys', undefined],
    ['whose bytes are damaged', 'secrets', { name: 'lmPassword', iv: new Uint8Array(12), data: new ArrayBuffer(40) }],
    ['that is none', 'secrets', { name: 'lmPassword' }],
  ])('a secret %s is gone, and ends nothing; events that are none are passed over', async (_, store, row) => {
    const name = freshName('settings');
    const first = await openSettings(crypto, name);
    await first.apply({ lmPassword: 'secret' }, undefined);
    first.close();
    const db = await promised(indexedDB.open(name));
    const change = db.transaction([store, 'values'], 'readwrite');
    await (row === undefined
      ? promised(change.objectStore(store).clear())
      : promised(change.objectStore(store).put(row)));
    await promised(
      change
        .objectStore('values')
        .put({ name: 'untold', value: [null, 1, { at: 'x' }, { at: 5, kind: 'settings-changed' }] }),
    );
    db.close();
    const again = await openSettings(crypto, name);
    expect(await again.secret('lmPassword')).toBeUndefined();
    expect(await again.untold()).toEqual([{ at: 5, kind: 'settings-changed' }]);
    await again.apply({ lmPassword: 'new' }, undefined);
    expect(await again.secret('lmPassword')).toBe('new');
    again.close();
  });

  it('seal secrets with a key that nobody can take out', async () => {
    const name = freshName('settings');
    const settings = await openSettings(crypto, name);
    await settings.apply({ lmPassword: 'very-secret-password', tillKey: '86428642' }, undefined);
    settings.close();

    const { keys, secrets, values } = await dump(name);
    expect(values).toEqual([]);
    const { key } = keys?.[0] as { key: CryptoKey };
    expect(key.extractable).toBe(false);
    for (const format of ['raw', 'jwk'] as const)
      await expect(crypto.subtle.exportKey(format, key)).rejects.toThrow(
        expect.objectContaining({ name: 'InvalidAccessError' }),
      );

    expect(secrets).toHaveLength(2);
    for (const { iv, data } of secrets as Array<{ iv: Uint8Array; data: ArrayBuffer }>) {
      for (const bytes of [iv, new Uint8Array(data)]) {
        const text = String.fromCharCode(...bytes);
        expect(text.includes('8642') || text.includes('secret')).toBe(false);
      }
    }
  });

  it('never seal twice alike, and do not take one secret for another', async () => {
    const name = freshName('settings');
    const settings = await openSettings(crypto, name);
    await settings.apply({ lmPassword: 'same', tillKey: 'same' }, undefined);
    const sealed = (await dump(name))['secrets'] as Array<{ name: string; iv: Uint8Array; data: ArrayBuffer }>;
    expect(new Set(sealed.map(({ iv }) => iv.join())).size).toBe(2);

    // The sealed password put in the place of the key to the gateway.
    const db = await promised(indexedDB.open(name));
    const password = sealed.find((row) => row.name === 'lmPassword');
    await promised(
      db
        .transaction('secrets', 'readwrite')
        .objectStore('secrets')
        .put({ ...password, name: 'tillKey' }),
    );
    db.close();
    expect(await settings.secret('tillKey')).toBeUndefined();
    settings.close();
  });

  it('have one key, though two tabs ask for it at once', async () => {
    const name = freshName('settings');
    const tabs = await Promise.all([openSettings(crypto, name), openSettings(crypto, name)]);
    await Promise.all([tabs[0].apply({ lmPassword: 'a' }, undefined), tabs[1].apply({ tillKey: 'b' }, undefined)]);
    expect((await dump(name))['keys']).toHaveLength(1);
    expect(await tabs[1].secret('lmPassword')).toBe('a');
    expect(await tabs[0].secret('tillKey')).toBe('b');
    for (const tab of tabs) tab.close();
  });
});

describe('what the checker has learned', () => {
  it('is nothing at first, then the last thing saved, also for the next worker', async () => {
    names.push('poltora-check');
    const store = checkStateStore(indexedDB);
    expect(await store.load()).toBeUndefined();
    await store.save({ misses: 1 });
    await Promise.all([store.save({ misses: 2 }), store.load()]);
    expect(await checkStateStore(indexedDB).load()).toEqual({ misses: 2 });
  });

  it('that cannot be stored is refused, and the database stays free', async () => {
    names.push('poltora-check');
    const store = checkStateStore(indexedDB);
    await store.save({ misses: 3 });
    await expect(store.save({ misses: () => undefined })).rejects.toThrow();
    expect(await store.load()).toEqual({ misses: 3 });
    // A connection left open would hold this up for ever.
    await promised(indexedDB.deleteDatabase('poltora-check'));
    expect(await store.load()).toBeUndefined();
  });
});
