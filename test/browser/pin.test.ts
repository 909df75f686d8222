/** PIN and owner's code in a real IndexedDB with a real WebCrypto: how they lie there, how an older build's is carried over, and who wins when two come at once. */
import { afterEach, describe, expect, it } from 'vitest';
import { noAttempts, oneMore } from '../../src/domain/shop/pin.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import type { JournalEvent } from '../../src/domain/journal/event.ts';
import { hashPin, iterations, readHashed, type Hashed } from '../../src/storage/pin-hash.ts';
import { openSettings, type OpenSettings } from '../../src/storage/settings.ts';

const opened: OpenSettings[] = [];
const names: string[] = [];
let turn = 0;
const freshName = (): string => {
  const name = `pin-${turn++}`;
  names.push(name);
  return name;
};
async function open(name: string, given: Crypto = crypto): Promise<OpenSettings> {
  const settings = await openSettings(given, name);
  opened.push(settings);
  return settings;
}
const promised = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no reason'));
  });
/** As somebody with the profile's files would look in, or write. */
async function raw<Value>(
  name: string,
  store: 'values' | 'secrets',
  mode: IDBTransactionMode,
  act: (rows: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const db = await promised(indexedDB.open(name));
  const value = await promised(act(db.transaction(store, mode).objectStore(store)));
  db.close();
  return value;
}
const record = async (name: string, row: string): Promise<Hashed | undefined> =>
  ((await raw(name, 'values', 'readonly', (rows) => rows.get(row))) as { value: Hashed } | undefined)?.value;
const putRecord = (name: string, row: string, value: unknown): Promise<unknown> =>
  raw(name, 'values', 'readwrite', (rows) => rows.put({ name: row, value }));

afterEach(async () => {
  for (const settings of opened.splice(0)) settings.close();
  for (const name of names.splice(0)) await promised(indexedDB.deleteDatabase(name));
});

/** A page over http from another machine: browsers give it everything of `crypto` but `subtle`. */
const insecure = {
  getRandomValues: <Bytes extends ArrayBufferView>(bytes: Bytes) => crypto.getRandomValues(bytes as never) as Bytes,
} as Crypto;

describe('the PIN', () => {
  it('is compared, and nothing else is it', async () => {
    const settings = await open(freshName());
    expect([await settings.hasPin(), await settings.compare('8642'), await settings.compare('')]).toEqual([
      false,
      undefined,
      undefined,
    ]);
    await settings.apply({ pin: { to: '8642' }, ownerCode: '1234567890123456' }, undefined);
    expect(await settings.hasPin()).toBe(true);
    expect(await settings.compare('8642')).toBe('pin');
    expect(await settings.compare('1234567890123456')).toBe('owner-code');
    for (const wrong of [
      '8643',
      '864',
      '86420',
      '',
      ' 8642',
      '08642',
      '1234567890123457',
      '8642\u0000',
      '８６４２',
      'x'.repeat(1_000_000),
    ])
      expect(await settings.compare(wrong), wrong.slice(0, 20)).toBeUndefined();
  });

  it('lies there as a salted slow hash, no two alike, and in no other form', async () => {
    const [one, other] = [freshName(), freshName()];
    for (const name of [one, other])
      await (await open(name)).apply({ pin: { to: '86428642' }, ownerCode: '8642864286428642' }, undefined);
    const records = await Promise.all([one, other].flatMap((name) => [record(name, 'pin'), record(name, 'ownerCode')]));
    for (const stored of records) expect(stored).toMatchObject({ v: 1, iterations });
    expect(new Set(records.map((stored) => stored?.salt.join())).size).toBe(4);
    expect(new Set(records.map((stored) => stored?.hash.join())).size).toBe(4);
    expect(records[0]?.salt).toHaveLength(16);
    const all = JSON.stringify(
      [
        await raw(one, 'values', 'readonly', (rows) => rows.getAll()),
        await raw(one, 'secrets', 'readonly', (rows) => rows.getAll()),
      ],
      (_, value: unknown) => (value instanceof Uint8Array ? [String.fromCharCode(...value), [...value].join()] : value),
    );
    expect(all).not.toContain('8642');
  });

  it("changed is another one, with the same owner's code; removed both are gone", async () => {
    const settings = await open(freshName());
    await settings.apply({ pin: { to: '1111' }, ownerCode: '1234567890123456' }, undefined);
    await settings.apply({ pin: { to: '2222' } }, undefined);
    expect([
      await settings.compare('1111'),
      await settings.compare('2222'),
      await settings.compare('1234567890123456'),
    ]).toEqual([undefined, 'pin', 'owner-code']);
    await settings.apply({ pin: 'removed' }, undefined);
    expect([
      await settings.hasPin(),
      await settings.compare('2222'),
      await settings.compare('1234567890123456'),
    ]).toEqual([false, undefined, undefined]);
  });

  it('of fewer iterations is right, and hashed anew by the right one only', async () => {
    const name = freshName();
    const settings = await open(name);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('8642'), 'PBKDF2', false, ['deriveBits']);
    const hash = new Uint8Array(
      await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 1_000 }, key, 256),
    );
    await putRecord(name, 'pin', { v: 1, salt, iterations: 1_000, hash });
    expect(await settings.compare('1111')).toBeUndefined();
    expect(await record(name, 'pin')).toMatchObject({ iterations: 1_000 });
    expect(await settings.compare('8642')).toBe('pin');
    expect(await record(name, 'pin')).toMatchObject({ iterations });
    expect(await settings.compare('8642')).toBe('pin');
  });

  it.each([
    ['a newer form', { v: 2 }],
    ['nothing', null],
    ['text', 'x'],
    ['no salt', { salt: new Uint8Array() }],
    ['no hash', { hash: new Uint8Array() }],
    ['a shorter hash', { hash: new Uint8Array(1) }],
    ['no iterations', { iterations: 0 }],
    ['endless iterations', { iterations: 4e9 }],
  ])('a record of %s opens nothing, and is a PIN all the same', async (_, change) => {
    const name = freshName();
    const settings = await open(name);
    await putRecord(
      name,
      'pin',
      typeof change === 'object' && change ? { ...(await hashPin(crypto, '8642')), ...change } : change,
    );
    expect(await settings.hasPin()).toBe(true);
    for (const typed of ['8642', '', '0000']) expect(await settings.compare(typed)).toBeUndefined();
  });
});

describe('a PIN that an older build had sealed', () => {
  /** As `keep('pin')` of that build left it. */
  async function sealed(name: string, pin: string): Promise<void> {
    const settings = await openSettings(crypto, name);
    await settings.apply({ tillKey: 'makes the key' }, undefined);
    settings.close();
    const db = await promised(indexedDB.open(name));
    const { key } = (await promised(db.transaction('keys').objectStore('keys').get('seal'))) as { key: CryptoKey };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode('pin') },
      key,
      new TextEncoder().encode(pin),
    );
    await promised(db.transaction('secrets', 'readwrite').objectStore('secrets').put({ name: 'pin', iv, data }));
    db.close();
  }

  it('is hashed when the till opens, and the sealed one is gone', async () => {
    const name = freshName();
    await sealed(name, '8642');
    const settings = await open(name);
    expect(await raw(name, 'secrets', 'readonly', (rows) => rows.getAllKeys())).toEqual(['tillKey']);
    expect(readHashed(await record(name, 'pin'))).toBeDefined();
    expect([await settings.hasPin(), await settings.compare('8642'), await settings.compare('1111')]).toEqual([
      true,
      'pin',
      undefined,
    ]);
    expect(await settings.secret('tillKey')).toBe('makes the key');
  });

  it('is a PIN on a page that cannot hash, too, and waits there for one that can', async () => {
    const name = freshName();
    await sealed(name, '8642');
    const page = await open(name, insecure);
    expect([page.isSecure, await page.hasPin()]).toEqual([false, true]);
    expect(await (await open(name)).compare('8642')).toBe('pin');
  });

  it('does not come back over a newer one', async () => {
    const name = freshName();
    await sealed(name, '8642');
    const settings = await open(name, insecure);
    await putRecord(name, 'pin', await hashPin(crypto, '1111'));
    settings.close();
    const again = await open(name);
    expect([await again.compare('8642'), await again.compare('1111')]).toEqual([undefined, 'pin']);
  });
});

describe('the count of wrong ones', () => {
  it('is one for two tabs, and ten at once are ten', async () => {
    const name = freshName();
    const tabs = [await open(name), await open(name)] as const;
    const counts = await Promise.all(
      Array.from({ length: 10 }, (_, index) => tabs[index % 2 === 0 ? 0 : 1].attempts((was) => oneMore(was, 'page'))),
    );
    expect(counts.map(({ wrong }) => wrong).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
  it('lasts over a reload, and ends with a new PIN', async () => {
    const name = freshName();
    const first = await open(name);
    await first.attempts((was) => oneMore(was, 'page'));
    first.close();
    const again = await open(name);
    expect(await again.attempts((was) => was)).toMatchObject({ wrong: 1 });
    await again.apply({ pin: { to: '8642' } }, undefined);
    expect(await again.attempts((was) => was)).toEqual(noAttempts);
  });
});

describe('the code of an owner', () => {
  it('is sixteen digits by chance, each as likely as another', async () => {
    const settings = await open(freshName());
    const codes = Array.from({ length: 400 }, () => settings.newOwnerCode());
    for (const code of codes) expect(code).toMatch(/^\d{16}$/);
    expect(new Set(codes).size).toBe(400);
    const counts = Array.from({ length: 10 }, (_, digit) => codes.join('').split(String(digit)).length - 1);
    // 640 of each are expected; four hundred and nine hundred are ten deviations away.
    for (const count of counts) expect(count > 400 && count < 900).toBe(true);
  });
});

describe('a change and its event', () => {
  const event: JournalEvent = { at: epochMs(1), kind: 'settings-changed', data: { changes: [] } };

  it('are there together, until the journal has it; oldest first', async () => {
    const name = freshName();
    const settings = await open(name);
    await settings.apply({ lmPassword: 'x' }, event);
    await settings.apply({ tillKey: 'y' }, { ...event, at: epochMs(2) });
    settings.close();
    const again = await open(name);
    expect(await again.untold()).toEqual([event, { ...event, at: epochMs(2) }]);
    await again.told(1);
    expect(await again.untold()).toEqual([{ ...event, at: epochMs(2) }]);
    await again.told(1);
    expect(await again.untold()).toEqual([]);
  });

  it('fail together: nothing of a change that cannot be stored', async () => {
    const settings = await open(freshName());
    await expect(
      settings.apply({ lmPassword: 'x', pin: { to: '8642' } }, { ...event, data: (() => undefined) as never }),
    ).rejects.toThrow();
    expect([await settings.secret('lmPassword'), await settings.hasPin(), await settings.untold()]).toEqual([
      undefined,
      false,
      [],
    ]);
  });
});
