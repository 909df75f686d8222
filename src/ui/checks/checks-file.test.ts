import { describe, expect, it } from 'vitest';
import type { CheckRecord } from '../../domain/code-check/record.ts';
import { kopecks } from '../../domain/base/money.ts';
import { epochMs } from '../../domain/base/time.ts';
import { factIds, fieldIds, fieldsOf, fileName, rawIds, searchDays, toCsv, toJson } from './checks-file.ts';

const shop = { name: 'Магазин «У дома»', inn: '7700000000', till: '1', timeZone: 2 };
const at = epochMs(Date.UTC(2026, 10, 22, 21, 30, 5, 123));
const ki = '0104670540176099215AbCdE';
const proof = {
  reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc',
  reqTimestamp: 1_790_000_000_123,
  inst: 'inst',
  version: '7',
};
const record: CheckRecord = {
  at,
  receiptId: 'r1',
  ki,
  code: `${ki}\u001d93dGVz`,
  gtin: '04670540176099',
  name: '=Молоко; 2,5%',
  price: kopecks(123_456),
  action: 'removed',
  deviations: { 'despite-ban': 'disproved' },
  number: 41,
  check: {
    source: 'local',
    facts: 'offline',
    answer: { isBlocked: true },
    proof,
    failures: { online: { kind: 'timeout' } },
  },
  timings: {
    scannedAt: epochMs(at - 1530),
    localStartedMs: 900,
    localMs: 40,
    decidedMs: 1501,
    host: 'https://cdn01.crpt.ru',
  },
  verdict: { kind: 'forbidden', by: 'local', rule: 'local-blocked', refusal: { kind: 'blocked', by: [] } },
};
const unknown: CheckRecord = {
  at,
  receiptId: 'r1',
  ki,
  action: 'removed',
  deviations: {},
  check: { source: 'none', failures: { online: { kind: 'offline' }, local: { kind: 'lm-auth' } } },
};

describe('a check in words', () => {
  it('says all that is known of it', () => {
    expect(fieldsOf(record, shop)).toMatchObject({
      at: '2026-11-23 00:30',
      utc: '2026-11-22T21:30:05.123Z',
      scanned: '2026-11-22T21:30:03.593Z',
      ki,
      price: '1234,56',
      source: 'ЛМ ЧЗ',
      onlineFailure: 'не ответил вовремя',
      host: 'https://cdn01.crpt.ru',
      onlineMs: '',
      localStartedMs: '900',
      localMs: '40',
      decidedMs: '1501',
      verdict: 'Продавать нельзя',
      reason: 'товар заблокирован: продажа запрещена',
      rule: 'local-blocked (ПП РФ от 21.11.2023 № 1944, п. 17)',
      reqId: proof.reqId,
      reqTimestamp: '1790000000123',
      inst: 'inst',
      version: '7',
      action: 'убран из чека',
      number: '41',
      fd: '',
      disproved: '«Продажа при запрете кассы»',
      shown: '',
    });
  });

  it('says nothing of what is not known', () => {
    const known = fieldsOf(unknown, shop);
    expect(fieldIds.filter((id) => known[id] !== '')).toEqual([
      'verdict',
      'action',
      'at',
      'ki',
      'source',
      'onlineFailure',
      'utc',
      'answer',
    ]);
  });

  it.each<[CheckRecord['check'], string, string]>([
    [{ source: 'online', facts: 'full', answer: { cis: ki }, proof, raw: '{ "a":1}' }, '{ "a":1}', ''],
    [{ source: 'emergency', raw: '{"b":1}' }, '{"b":1}', ''],
    [
      {
        source: 'local',
        facts: 'offline',
        answer: {},
        proof,
        failures: { online: { kind: 'server-error', raw: '<html>' } },
        raw: '{ "c":1}',
      },
      '<html>',
      '{ "c":1}',
    ],
    [
      {
        source: 'local',
        facts: 'offline',
        answer: {},
        proof,
        failures: { online: { kind: 'timeout' } },
        raw: '{ "c":1}',
      },
      '',
      '{ "c":1}',
    ],
    [
      {
        source: 'emergency',
        after: {
          since: epochMs(0),
          failures: { online: { kind: 'rejected', raw: 'f' }, local: { kind: 'lm-stale', raw: 'g' } },
        },
      },
      'f',
      'g',
    ],
    [
      { source: 'none', failures: { online: { kind: 'rejected', raw: 'd' }, local: { kind: 'lm-stale', raw: 'e' } } },
      'd',
      'e',
    ],
    [{ source: 'online', facts: 'full', answer: { cis: ki }, proof }, '', ''],
  ])('has what each source sent: %j', (check, onlineRaw, localRaw) => {
    const known = fieldsOf({ ...unknown, check }, shop);
    expect(known).toMatchObject({ onlineRaw, localRaw });
    // Once is enough.
    expect(known.answer).not.toContain('raw');
    expect(known.answer).toContain(`"source":"${check.source}"`);
  });

  it('keeps what is long apart from the facts', () => {
    expect([...factIds, 'answer', ...rawIds]).toEqual(fieldIds);
  });

  it.each<[Partial<CheckRecord>, string, string]>([
    [{ verdict: { kind: 'allowed', by: 'online' } }, 'Можно продавать', ''],
    [
      {
        verdict: {
          kind: 'allowed',
          by: 'online',
          warnings: [{ rule: 'online-not-owner', refusal: { kind: 'not-owner' } }],
        },
      },
      'Можно продавать',
      'по данным Честного ЗНАКа товар числится не за вашим магазином',
    ],
    [
      { verdict: { kind: 'unverified', failures: { online: { kind: 'offline' }, local: { kind: 'lm-auth' } } } },
      'Проверить не удалось',
      'Честный ЗНАК: нет интернета; ЛМ ЧЗ: логин или пароль не подошли',
    ],
    [{ deviations: { unchecked: 'shown' } }, 'Товар убран до ответа', ''],
  ])('has words for %j', (change, verdict, reason) => {
    expect(fieldsOf({ ...unknown, ...change }, shop)).toMatchObject({
      verdict,
      reason,
      shown: change.deviations ? '«Продажа товара без проверки КМ»' : '',
    });
  });
});

describe('the files', () => {
  it('CSV: a head, a line for each check, as many fields in each; GS to be seen, no formula', () => {
    const [head, line, end] = toCsv([record], shop).split('\r\n');
    expect(head?.startsWith('\ufeffРешение кассы;Почему;')).toBe(true);
    expect(head?.split(';')).toHaveLength(fieldIds.length);
    expect(line).toContain(`;"'=Молоко; 2,5%";"1234,56";`);
    expect(line).toContain(`${ki}<GS>93dGVz;"=""04670540176099""";`);
    expect(end).toBe('');
  });

  it('CSV: an answer as it came is one field, whatever is in it', () => {
    const raw = '{"codes":[{"cis":"a;b"}],\n"x":1}';
    const sheet = toCsv([{ ...record, check: { source: 'emergency', raw } }], shop);
    expect(sheet.endsWith(';"{""codes"":[{""cis"":""a;b""}],\n""x"":1}";\r\n')).toBe(true);
    expect(sheet).toContain(';Ответ как пришёл: Честный ЗНАК;Ответ как пришёл: ЛМ ЧЗ\r\n');
  });

  it('JSON: every byte as it was, with the shop and what is known of deviations', () => {
    const raw = '{ "isBlocked":true,\r\n\t"новое":"\u001d" }';
    const whole = { ...record, check: { ...record.check, raw } };
    const read = JSON.parse(toJson([whole, unknown], shop)) as {
      shop: object;
      deviations: object[];
      records: object[];
    };
    expect(read.shop).toEqual({ name: shop.name, inn: shop.inn, till: '1', hoursAheadOfUtc: 3 });
    expect(read.deviations).toContainEqual({
      kind: 'unchecked',
      name: 'Продажа товара без проверки КМ',
      note: expect.stringMatching(/не опубликовано/) as string,
    });
    expect(read.records).toEqual([
      { time: '2026-11-22T21:30:05.123Z', ...whole },
      { time: '2026-11-22T21:30:05.123Z', ...unknown },
    ]);
  });

  it('are named by shop and days: the chosen ones, or those of the oldest and the newest check by the clock of the shop', () => {
    const older = { ...record, at: epochMs(at - 3 * 86_400_000) };
    expect(fileName('csv', [record, older], shop, { from: '', to: '' })).toBe(
      'Проверки Магазин «У дома» 2026-11-20 2026-11-23.csv',
    );
    expect(fileName('json', [record], shop, { from: '2026-11-01', to: '2026-11-30' })).toBe(
      'Проверки Магазин «У дома» 2026-11-01 2026-11-30.json',
    );
    expect(fileName('csv', [record], { ...shop, name: 'А/Б: "1"' }, { from: '', to: '' })).toBe(
      'Проверки АБ 1 2026-11-23 2026-11-23.csv',
    );
  });
});

describe('the days of a search', () => {
  it.each([
    ['nothing chosen', { from: '', to: '', isAllTime: false }, { from: '2026-10-23', to: '2026-11-22' }],
    ['an end alone', { from: '', to: '2025-01-15', isAllTime: false }, { from: '2024-12-16', to: '2025-01-15' }],
    ['a beginning alone', { from: '2020-01-01', to: '', isAllTime: false }, { from: '2020-01-01', to: '2026-11-22' }],
    ['both', { from: '2020-01-01', to: '2020-01-02', isAllTime: true }, { from: '2020-01-01', to: '2020-01-02' }],
    ['all time', { from: '', to: '', isAllTime: true }, { to: '2026-11-22' }],
    ['all time up to a day', { from: '', to: '2025-01-15', isAllTime: true }, { to: '2025-01-15' }],
  ])('%s', (_, chosen, expected) => {
    expect(searchDays(chosen, '2026-11-22')).toEqual(expected);
  });
});
