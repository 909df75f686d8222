import { describe, expect, it } from 'vitest';
import { wrongFields, type EnteredField } from './entered-shop.ts';
import { shopDefaults, type Shop } from './shop.ts';

const shop: Shop = {
  ...shopDefaults('real'),
  kind: 'real',
  name: 'Магазин на углу',
  inn: '7707083893',
  till: 'Касса 1',
  cashier: 'Анна',
  local: { way: 'direct', url: 'http://localhost:5995', login: 'admin' },
  taxation: 'osn',
  vat: 'none',
  timeZone: 3,
  unverified: 'forbid',
};
const wrong = (change: Partial<Shop>, signs = false): EnteredField[] => [
  ...wrongFields({ ...shop, ...change }, { signs }),
];
const local = (change: Partial<Shop['local']>): Partial<Shop> => ({ local: { ...shop.local, ...change } });

it('a shop that is told whole stays as it is', () => {
  expect(wrong({})).toEqual([]);
});

describe.each(['name', 'till', 'cashier'] as const)('%s', (field) => {
  it.each(['', ' ', '\u00A0\t'])('is not empty: %j', (text) => expect(wrong({ [field]: text })).toEqual([field]));
});

describe('ИНН', () => {
  it.each([
    ['a company', '7707083893'],
    ['a person', '500100732259'],
    ['with spaces around it', ' 7707083893 '],
  ])('of %s', (_, inn) => expect(wrong({ inn })).toEqual([]));

  it.each([
    ['none', ''],
    ['a wrong check digit', '7707083894'],
    ['a wrong first check digit of a person', '500100732269'],
    ['a wrong second one', '500100732258'],
    ['eleven digits', '77070838930'],
    ['a letter', '770708389O'],
    ['digits of another script', '٧٧٠٧٠٨٣٨٩٣'],
  ])('that is %s', (_, inn) => expect(wrong({ inn })).toEqual(['inn']));

  it('of a demo shop has the shape of one', () => {
    expect(wrong({ kind: 'demo', inn: '7707083894' })).toEqual([]);
    expect(wrong({ kind: 'demo', inn: '77070838930' })).toEqual(['inn']);
  });
});

describe('ЛМ ЧЗ', () => {
  it.each(['', 'localhost', 'localhost:5995', 'ftp://localhost', 'javascript:alert(1)', 'http://'])(
    'asked directly has an address of the web, not %j',
    (url) => expect(wrong(local({ url }))).toEqual(['url']),
  );
  it.each(['http://192.168.0.5:5995', 'HTTPS://lm.shop.local/'])('may stand at %s', (url) =>
    expect(wrong(local({ url }))).toEqual([]),
  );
  it('asked directly has a login', () => expect(wrong(local({ login: ' ' }))).toEqual(['login']));
  it('behind the gateway needs no address, and a login only where the till gives its own', () => {
    const relayed = local({ way: 'relay', url: '', login: '' });
    expect(wrong(relayed)).toEqual([]);
    expect(wrong(relayed, true)).toEqual(['login']);
  });
});

it('tells all that is wrong at once', () => {
  expect(wrong({ name: '', inn: '1', ...local({ url: '', login: '' }) }).sort()).toEqual([
    'inn',
    'login',
    'name',
    'url',
  ]);
});
