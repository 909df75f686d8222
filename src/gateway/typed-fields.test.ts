import { describe, expect, test } from 'vitest';
import { readChange, viewOf } from './typed-fields.ts';
import type { FieldFault, Typed, TypedField } from './typed-fields.ts';

const uuid = '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc';

describe('what the owner types, in the spelling of its variable', () => {
  test.each<[TypedField, unknown, string | undefined]>([
    ['key', ` ${uuid}\n`, uuid],
    ['key', '', undefined],
    ['key', null, undefined],
    ['lm', { address: '127.0.0.1:5995' }, 'http://127.0.0.1:5995'],
    ['lm', { address: ' https://lm.shop.ru/ ', login: '' }, 'https://lm.shop.ru'],
    [
      'lm',
      { address: 'http://127.0.0.1:5995', login: 'ad@min', password: 'p:w /' },
      'http://ad%40min:p%3Aw%20%2F@127.0.0.1:5995',
    ],
    ['lm', { address: ' ' }, undefined],
    ['lm', null, undefined],
    ['kkt', '192.168.0.20', 'tcp://192.168.0.20:7778'],
    ['kkt', '192.168.0.20:12345', 'tcp://192.168.0.20:12345'],
    ['kkt', ' TCP://192.168.0.20:7778/ ', 'tcp://192.168.0.20:7778'],
    ['kkt', '[fe80::1]', 'tcp://[fe80::1]:7778'],
    ['kkt', 'kkt.local', 'tcp://kkt.local:7778'],
    ['kkt', '', undefined],
    ['tillKey', 'sixteen-signs-ok', 'sixteen-signs-ok'],
    ['tillKey', '', undefined],
    ['https', 'on', 'on'],
    ['https', 'off', 'off'],
    ['https', null, undefined],
    [
      'connect',
      '192.168.0.10:5995, https://lm.shop.ru\n192.168.0.10:5995',
      'http://192.168.0.10:5995 https://lm.shop.ru',
    ],
    ['connect', ' ', undefined],
    ['setup', 'Setup.shop.ru, *.касса.рф:8443', 'setup.shop.ru *.касса.рф:8443'],
    ['setup', 'https://setup.shop.ru/tills/7.json?a=1', 'setup.shop.ru'],
    ['setup', '', undefined],
  ])('%s: %j is %j', (field, value, kept) => {
    const read = readChange({ [field]: value }, {});
    expect(read.ok && read.value).toEqual(kept === undefined ? {} : { [field]: kept });
  });

  test.each<[TypedField, unknown, FieldFault]>([
    ['key', 'ключ', 'signs'],
    ['key', 'two words', 'signs'],
    ['key', 12, 'wrong'],
    ['key', 'x'.repeat(3_000), 'wrong'],
    ['lm', 'http://127.0.0.1:5995', 'wrong'],
    ['lm', [], 'wrong'],
    ['lm', {}, 'wrong'],
    ['lm', { address: 'http://127.0.0.1:5995/api/v2' }, 'address'],
    ['lm', { address: 'http://a:b@127.0.0.1' }, 'address'],
    ['lm', { address: 'http://evil.example\\@127.0.0.1' }, 'address'],
    ['lm', { address: 'ftp://127.0.0.1' }, 'address'],
    ['lm', { address: 'лм на сервере' }, 'address'],
    ['lm', { address: '127.0.0.1:5995', login: 'admin' }, 'password'],
    ['lm', { address: '127.0.0.1:5995', login: 'admin', password: '' }, 'password'],
    ['lm', { address: '127.0.0.1:5995', login: 'admin', password: 7 }, 'wrong'],
    ['kkt', 'http://192.168.0.20', 'address'],
    ['kkt', '192.168.0.20:0', 'address'],
    ['kkt', '192.168.0.20:99999', 'address'],
    ['kkt', '192.168.0.20:7778/x', 'address'],
    ['kkt', '192.168.0.300', 'address'],
    ['kkt', 'касса', 'address'],
    ['tillKey', 'short', 'short'],
    ['tillKey', 'с пробелом и длинный', 'signs'],
    ['tillKey', uuid, 'key-of-crpt'],
    ['tillKey', ` ${uuid.toUpperCase()} `, 'key-of-crpt'],
    ['https', 'yes', 'wrong'],
    ['https', true, 'wrong'],
    ['connect', '*', 'address'],
    ['setup', '*', 'address'],
    ['setup', 'setup.shop.ru/x.json', 'address'],
    ['setup', 'javascript:alert(1)', 'address'],
    ['setup', 7, 'wrong'],
    ['connect', 'http://*:5995', 'address'],
    ['connect', "http://a.example 'unsafe-inline'", 'address'],
    ['connect', 'http://a.example;script-src', 'address'],
  ])('%s: %j is told as %s', (field, value, fault) => {
    expect(readChange({ [field]: value }, {})).toEqual({ ok: false, failure: { [field]: fault } });
  });

  test('what is not named stays, and one bad field keeps the others out', () => {
    const typed: Typed = { key: uuid, kkt: 'tcp://10.0.0.1:7778' };
    expect(readChange({ kkt: null }, typed)).toEqual({ ok: true, value: { key: uuid } });
    expect(readChange({ kkt: '10.0.0.2', lm: { address: '?' } }, typed)).toEqual({
      ok: false,
      failure: { lm: 'address' },
    });
    expect(readChange({ unheard: 'of' }, typed)).toEqual({ ok: true, value: typed });
  });

  test('a password of ЛМ that is not typed anew is the one that is kept', () => {
    const typed: Typed = { lm: 'http://admin:p%3Aw@127.0.0.1:5995' };
    expect(readChange({ lm: { address: '192.168.0.10:5995', login: 'admin' } }, typed)).toEqual({
      ok: true,
      value: { lm: 'http://admin:p%3Aw@192.168.0.10:5995' },
    });
    // Without a login nobody is let in by a password.
    expect(readChange({ lm: { address: '192.168.0.10:5995' } }, typed)).toMatchObject({
      value: { lm: 'http://192.168.0.10:5995' },
    });
  });

  test.each([undefined, null, 7, 'text', [], [{ key: 'x' }]])('%j is no change at all', (body) => {
    expect(readChange(body, {})).toEqual({ ok: false, failure: undefined });
  });
});

test.each<[TypedField, string | undefined, object]>([
  ['key', uuid, { by: 'page', shown: '4afc' }],
  ['key', 'short', { by: 'page', shown: '' }],
  ['tillKey', 'sixteen-signs-ok', { by: 'page', shown: '' }],
  ['https', 'on', { by: 'page', shown: 'on' }],
  ['lm', 'http://ad%40min:hunter2@127.0.0.1:5995', { by: 'page', shown: 'http://127.0.0.1:5995', login: 'ad@min' }],
  ['lm', 'http://127.0.0.1:5995', { by: 'page', shown: 'http://127.0.0.1:5995' }],
  ['kkt', 'tcp://10.0.0.1:7778', { by: 'page', shown: '10.0.0.1:7778' }],
  ['kkt', undefined, { by: 'nobody', shown: '' }],
])('a page sees of %s %s only %j', (field, text, view) => {
  expect(viewOf(field, text, 'page')).toEqual(view);
});
