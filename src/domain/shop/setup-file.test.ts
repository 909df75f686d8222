import { describe, expect, it } from 'vitest';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { lockedAmong, readSetup, shopBy, signedText, trustOf, type SetupFile } from './setup-file.ts';

const least = { version: 1, from: { name: 'Франшиза' } };
const full = {
  $schema: './setup.schema.json',
  ...least,
  from: {
    name: 'Франшиза',
    contacts: [{ name: 'Поддержка', phone: '+7 900 000-00-00', email: 'a@b.ru', hours: 'всегда' }],
  },
  shop: {
    name: 'Продукты',
    inn: '7707083893',
    till: 'Касса 1',
    cashier: 'П',
    taxation: 'usnIncome',
    vat: '5',
    timeZone: 4,
  },
  local: { way: 'direct', url: 'http://127.0.0.1:5995', login: 'admin' },
  policies: {
    unverified: 'senior-pin',
    rounding: 'roubles',
    refuted: 'forbid',
    afterEmergency: 'sell',
    alcoholHours: Array.from({ length: 7 }, () => [{ from: '22:00', to: '24:00' }]),
    alcoholDates: ['09-11', '2026-06-25'],
  },
  branding: { name: 'Ромашка', colour: '#D23C77' },
  receipt: { text: ['Спасибо за покупку!', 'Ждём вас снова'] },
  rights: { senior: ['cash-out', 'export'] },
  newestLocalModule: { version: '2.6.0-1', day: '2026-11-20' },
  locked: ['taxation', 'alcoholHours', 'seniorActs'],
  signature: { key: 'k'.repeat(43), value: 's'.repeat(86) },
};
const read = (value: unknown): ReturnType<typeof readSetup> =>
  readSetup(typeof value === 'string' ? value : JSON.stringify(value));

describe('a good file', () => {
  it.each([
    ['the least', least],
    ['all there is', full],
    ['with a mark of UTF-8 before it', `\uFEFF${JSON.stringify(least)}`],
  ])('%s', (_what, file) => {
    expect(read(file)).toMatchObject({ ok: true });
  });
});

describe('a bad file says which field, and what is wrong', () => {
  it.each<[string, unknown, object]>([
    ['no JSON', '{"version": 1,', { kind: 'not-json' }],
    ['nothing', '', { kind: 'not-json' }],
    ['a portal', ' <!doctype html><title>Войдите</title>', { kind: 'web-page' }],
    ['a list', [least], { kind: 'no-object' }],
    ['null', null, { kind: 'no-object' }],
    ['of a newer version, whatever else', { version: 2, from: 7, more: {} }, { kind: 'newer', version: 2 }],
    ['without a version', { from: least.from }, { kind: 'missing', field: 'version' }],
    ['of version 0', { ...least, version: 0 }, { kind: 'wrong', field: 'version' }],
    ['of a version in words', { ...least, version: '2' }, { kind: 'wrong', field: 'version' }],
    ['without a sender', { version: 1 }, { kind: 'missing', field: 'from' }],
    ['a sender without a name', { version: 1, from: {} }, { kind: 'missing', field: 'from.name' }],
    ['an unknown field', { ...least, colour: 'red' }, { kind: 'unknown', field: 'colour' }],
    ['an unknown field inside', { ...least, shop: { nane: 'x' } }, { kind: 'unknown', field: 'shop.nane' }],
    ['a wrong ИНН', { ...least, shop: { inn: '7707083890' } }, { kind: 'wrong', field: 'shop.inn' }],
    ['an ИНН as a number', { ...least, shop: { inn: 7707083893 } }, { kind: 'wrong', field: 'shop.inn' }],
    ['a zone of nowhere', { ...least, shop: { timeZone: 12 } }, { kind: 'wrong', field: 'shop.timeZone' }],
    [
      'another НДС than the taxation has',
      { ...least, shop: { taxation: 'patent', vat: '22' } },
      { kind: 'wrong', field: 'shop.vat' },
    ],
    ['НДС without a taxation', { ...least, shop: { vat: 'none' } }, { kind: 'missing', field: 'shop.taxation' }],
    ['straight to nowhere', { ...least, local: { way: 'direct' } }, { kind: 'missing', field: 'local.url' }],
    [
      'an address with a path',
      { ...least, local: { way: 'direct', url: 'http://a/b' } },
      { kind: 'wrong', field: 'local.url' },
    ],
    [
      'six days',
      { ...least, policies: { alcoholHours: [[], [], [], [], [], []] } },
      { kind: 'wrong', field: 'policies.alcoholHours' },
    ],
    ['a lock on nothing', { ...least, locked: ['colour'] }, { kind: 'wrong', field: 'locked.0' }],
    [
      'a contact that nobody can call',
      { ...least, from: { name: 'Ф', contacts: [{ name: 'П', phone: 'звоните' }] } },
      { kind: 'wrong', field: 'from.contacts.0.phone' },
    ],
    [
      'a signature of another length',
      { ...least, signature: { key: 'k', value: 's'.repeat(86) } },
      { kind: 'wrong', field: 'signature.key' },
    ],
  ])('%s', (_what, file, fault) => {
    expect(read(file)).toEqual({ ok: false, failure: [fault] });
  });

  it('all of it at once', () => {
    const found = read({ version: 1, from: {}, shop: { inn: 'x' }, more: 1 });
    expect(!found.ok && found.failure).toHaveLength(3);
  });

  it('with what a field means, whatever is wrong beside it, and each field once', () => {
    const shop = { inn: '7707083890', timeZone: '2', taxation: 'flat', vat: 'none' };
    expect(read({ ...least, shop, local: { way: 'direct', url: 5 } })).toEqual({
      ok: false,
      failure: [
        { kind: 'wrong', field: 'shop.taxation' },
        { kind: 'wrong', field: 'shop.timeZone' },
        { kind: 'wrong', field: 'local.url' },
        { kind: 'wrong', field: 'shop.inn' },
      ],
    });
  });

  it('that is deeper than any is refused before it ends the stack', () => {
    expect(read(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`)).toEqual({ ok: false, failure: [{ kind: 'too-deep' }] });
  });
});

it.each([
  [{ ...least, apiKey: 'x' }, 'apiKey'],
  [{ ...least, 'X-API-KEY': 'x' }, 'X-API-KEY'],
  [{ ...least, local: { way: 'relay', password: 'x' } }, 'local.password'],
  [{ ...least, shop: { pin: '1234' } }, 'shop.pin'],
  [{ ...least, tillKey: 'x' }, 'tillKey'],
  [{ ...least, пароль: 'x' }, 'пароль'],
  [{ ...least, local: { way: 'direct', url: 'http://admin:admin@127.0.0.1:5995' } }, 'local.url'],
  [{ ...least, catalogue: { url: 'https://u:p@goods.example' } }, 'catalogue.url'],
  [{ ...least, local: { way: 'relay', token: 'x' } }, 'local.token'],
])('a secret is refused, once and by its place: %j', (file, field) => {
  expect(read(file)).toEqual({ ok: false, failure: [{ kind: 'secret', field }] });
});

describe('what is signed', () => {
  it('is the file without its signature, whatever the order and the blanks', () => {
    const file = { b: [1, { d: 'ё"', c: null }], a: true, signature: { key: 'x' } };
    expect(signedText(file)).toBe('poltora-setup-file\n{"a":true,"b":[1,{"c":null,"d":"ё\\""}]}');
    expect(signedText({ a: true, b: [1, { c: null, d: 'ё"' }] })).toBe(signedText(file));
  });

  it.each([
    ['no signature, no key known', undefined, undefined, undefined, 'unsigned'],
    ['no signature, a key known', undefined, undefined, 'k', 'refused: unsigned'],
    ['a right one, no key known', 'k', true, undefined, 'signed'],
    ['a right one of the known key', 'k', true, 'k', 'signed'],
    ['a right one of another key', 'other', true, 'k', 'refused: other key'],
    ['a wrong one, no key known', 'k', false, undefined, 'refused: wrong signature'],
    ['a wrong one of the known key', 'k', false, 'k', 'refused: wrong signature'],
    ['one that nobody could look at', 'k', undefined, undefined, 'refused: wrong signature'],
  ] as const)('%s', (_what, key, isGenuine, known, trust) => {
    const signature = key === undefined ? undefined : { key, value: 's' };
    expect(trustOf({ signature }, isGenuine, known)).toBe(trust);
  });
});

describe('the shop by the file', () => {
  const by = (file: object) => shopBy({ ...least, ...file } as SetupFile, realShop);

  it('keeps what is not said', () => {
    expect(by({})).toEqual(realShop);
    expect(by({ shop: { name: 'Продукты' }, policies: { rounding: 'roubles' } })).toEqual({
      ...realShop,
      name: 'Продукты',
      rounding: 'roubles',
    });
  });

  it('gives the till its sign, whole or in part, and the receipts their text', () => {
    const sign = by({ branding: { name: 'Ромашка', colour: '#d23c77' }, receipt: { text: ['Спасибо!'] } });
    expect(sign).toMatchObject({ brand: { name: 'Ромашка', colour: '#d23c77' }, receiptText: ['Спасибо!'] });
    const shop = shopBy({ ...least, branding: { name: 'Лилия' }, receipt: { text: [] } } as SetupFile, sign);
    expect(shop).toMatchObject({ brand: { name: 'Лилия', colour: '#d23c77' }, receiptText: [] });
  });

  it('goes to ЛМ by the way that is said, with the login it had', () => {
    expect(by({ local: { way: 'direct', url: 'http://10.0.0.2:5995/' } }).local).toEqual({
      way: 'direct',
      url: 'http://10.0.0.2:5995',
      login: 'admin',
    });
  });

  it('takes the usual НДС of another taxation, never the old one', () => {
    expect(by({ shop: { taxation: 'osn' } })).toMatchObject({ taxation: 'osn', vat: 'goods' });
    expect(by({ shop: { taxation: 'usnIncome' } }).vat).toBe(realShop.vat);
  });
});

it('a lock holds a field with all that is inside of it', () => {
  expect(lockedAmong(['local.url', 'alcoholHours.0', 'name'], ['local.url', 'inn', 'alcoholHours'])).toEqual([
    'local.url',
    'alcoholHours',
  ]);
  expect(lockedAmong(['local.urls', 'inns'], ['local.url', 'inn'])).toEqual([]);
});

describe('goods by link and scales', () => {
  const set = (file: object) => {
    const answer = read({ ...least, ...file });
    if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
    return shopBy(answer.value.file, realShop);
  };

  it('an address alone is asked once a day, and has a part of the goods', () => {
    const url = 'https://sklad.example/goods.json?since={since}';
    expect(set({ catalogue: { url } }).catalogue).toEqual({ url, hours: 24, whole: false });
    expect(set({ catalogue: { url, hours: 4, whole: true } }).catalogue).toEqual({ url, hours: 4, whole: true });
    expect(set({}).catalogue).toBe(realShop.catalogue);
    expect(set({ rights: { senior: ['cash-out'] } }).seniorActs).toEqual(['cash-out']);
    expect(set({ rights: {} }).seniorActs).toBe(realShop.seniorActs);
  });

  it('rules of scales take the place of those before', () => {
    const rules = [{ prefix: '23', item: 4, value: 'price' as const }];
    expect(set({ scales: rules }).scales).toEqual(rules);
  });

  it.each([
    [{ rights: { senior: ['all'] } }, 'rights.senior.0'],
    [{ catalogue: { url: 'ftp://sklad.example/x' } }, 'catalogue.url'],
    [{ catalogue: { url: 'https://sklad.example/x', hours: 0 } }, 'catalogue.hours'],
    [{ scales: [{ prefix: '46', item: 5, value: 'weight' }] }, 'scales.0.prefix'],
    [{ scales: [{ prefix: '222', item: 8, value: 'weight' }] }, 'scales.0'],
  ])('what is wrong is told by its place: %j', (file, field) => {
    expect(read({ ...least, ...file })).toEqual({ ok: false, failure: [{ kind: 'wrong', field }] });
  });
});
