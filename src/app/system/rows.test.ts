/** Each row of «Проверка системы» in each of its states. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { fail, ok } from '../../domain/base/result.ts';
import { epochMs } from '../../domain/base/time.ts';
import { trustedTime, firstTime } from '../../domain/base/trusted-time.ts';
import { names, report, rowWords } from '../../ui/system/texts.ru.ts';
import type { PrinterState } from '../ports/printer.ts';
import type { WatchedTsPiot } from '../ports/system.ts';
import { systemRows, type Row, type RowId, type SystemFacts } from './rows.ts';

const day = 86_400_000;
const printer: PrinterState = {
  model: 'ШТРИХ',
  fn: '9999078900001234',
  lastFd: 5,
  demo: false,
  shift: { state: 'open', number: 1 },
  warnings: [],
  about: { fnUntil: epochMs(noon + 200 * day) },
  ofd: { unsent: 0 },
};
const watched = (change: Partial<WatchedTsPiot>): WatchedTsPiot => ({
  version: '1.6.4.0',
  isRegistered: true,
  licence: { isActive: true, until: epochMs(noon + 100 * day) },
  links: [],
  ...change,
});
const well: SystemFacts = {
  at: noon,
  builtAt: noon,
  updateReady: false,
  persisted: true,
  room: true,
  page: { hasWorker: true, freeBytes: 1e9 },
  time: { by: 'crpt', aheadMs: 0 },
  clocks: [],
  gatewayMs: 3,
  hosts: ok([{ host: 'cdn01.crpt.ru', ms: 40 }]),
  tsPiot: { module: ok({ at: '127.0.0.1:51401' }), watched: watched({}) },
  local: { symptoms: [], age: { lastSync: epochMs(noon - 3_600_000) } },
  kkt: 'relay',
  printer: ok(printer),
  scanners: [{ way: 'hid', state: 'ready' }],
  unsent: { count: 0, isTried: false },
};
const kkt = (change: Partial<PrinterState>): Partial<SystemFacts> => ({ printer: ok({ ...printer, ...change }) });
const tsPiot = (change: Partial<WatchedTsPiot>): Partial<SystemFacts> => ({
  tsPiot: { module: ok({ at: '127.0.0.1:51401' }), watched: watched(change) },
});
const away = fail({ kind: 'unreachable' } as const);

const table = [
  ['version', 'ok', 'version-current', {}],
  ['version', 'none', 'version-waits', { updateReady: true }],
  ['storage', 'ok', 'storage-kept', {}],
  ['storage', 'care', 'storage-may-go', { persisted: false }],
  ['storage', 'none', 'storage-unknown', { persisted: undefined, page: { hasWorker: true, freeBytes: undefined } }],
  ['storage', 'care', 'storage-full', { room: false }],
  ['clock', 'ok', 'clock-right', {}],
  ['clock', 'care', 'clock-off', { time: { by: 'kkt', aheadMs: 3 * 3_600_000 } }],
  ['clock', 'care', 'clock-differs', { clocks: [{ by: 'kkt', aheadMs: 3 * 3_600_000 }] }],
  ['clock', 'none', 'clock-alone', { time: trustedTime(firstTime(epochMs(noon - day), noon)) }],
  ['worker', 'ok', 'worker-works', {}],
  ['worker', 'none', 'worker-waits', { page: { hasWorker: false, freeBytes: 1 } }],
  ['worker', 'care', 'worker-none', { page: { hasWorker: undefined, freeBytes: 1 } }],
  ['gateway', 'ok', 'gateway-answers', { hosts: away }],
  ['gateway', 'care', 'gateway-gone', { gatewayMs: undefined }],
  ['hosts', 'ok', 'host-answers', {}],
  ['hosts', 'care', 'host-slow', { hosts: ok([{ host: 'a', ms: 900 }]) }],
  ['hosts', 'care', 'host-silent', { hosts: ok([{ host: 'a', ms: 9, failure: { kind: 'timeout' } }]) }],
  ['hosts', 'care', 'hosts-unheard', { hosts: away }],
  ['ts-piot', 'care', 'tsp-none', { tsPiot: undefined }],
  ['ts-piot', 'ok', 'tsp-works', {}],
  ['ts-piot', 'ok', 'tsp-licence', {}],
  ['ts-piot', 'care', 'tsp-trouble', { tsPiot: { module: fail({ kind: 'tsp-changed' }) } }],
  ['ts-piot', 'care', 'tsp-trouble', tsPiot({ isRegistered: false })],
  ['ts-piot', 'none', 'tsp-unwatched', { tsPiot: { module: ok({ at: 'a:1' }) } }],
  ['ts-piot', 'care', 'tsp-shift', kkt({ shift: { state: 'closed', number: 1 } })],
  ['ts-piot', 'care', 'tsp-licence-soon', tsPiot({ licence: { isActive: true, until: epochMs(noon + 14 * day) } })],
  ['ts-piot', 'care', 'tsp-licence-over', tsPiot({ licence: { isActive: true, until: epochMs(noon - 1) } })],
  ['ts-piot', 'care', 'tsp-licence-over', tsPiot({ licence: { isActive: false } })],
  ['ts-piot', 'care', 'tsp-link', tsPiot({ links: [{ name: 'lm', code: 3007, error: 'ЛМ недоступен' }] })],
  ['key', 'ok', 'key-taken', {}],
  ['key', 'care', 'key-missing', { hosts: fail({ kind: 'key-missing' }) }],
  ['key', 'care', 'key-refused', { hosts: fail({ kind: 'key-refused' }) }],
  ['key', 'none', 'key-unknown', { hosts: away }],
  ['module', 'ok', 'local-works', {}],
  ['module', 'ok', 'local-works', { local: { symptoms: [{ id: 'every-price', gravity: 'know' }] } }],
  ['module', 'care', 'local-trouble', { local: { symptoms: [{ id: 'database-down', gravity: 'stop' }] } }],
  ['module', 'care', 'local-none', { local: undefined }],
  ['kkt', 'ok', 'kkt-answers', {}],
  ['kkt', 'ok', 'kkt-answers', kkt({ trouble: 'printing' })],
  ['kkt', 'care', 'kkt-trouble', kkt({ trouble: 'mechanism' })],
  ['kkt', 'care', 'kkt-trouble', { printer: fail({ kind: 'not-connected' }) }],
  ['kkt', 'none', 'kkt-unheard', { printer: undefined }],
  ['kkt', 'care', 'kkt-none', { kkt: 'none', printer: undefined }],
  ['paper', 'ok', 'paper-there', {}],
  ['paper', 'care', 'paper-out', kkt({ trouble: 'no-paper' })],
  ['paper', 'care', 'paper-out', kkt({ trouble: 'cover-open' })],
  ['fn', 'ok', 'fn-days', {}],
  ['fn', 'care', 'fn-soon', kkt({ about: { fnUntil: epochMs(noon + 10 * day) } })],
  ['fn', 'care', 'fn-soon', kkt({ about: {}, warnings: ['fn-3-days'] })],
  ['fn', 'care', 'fn-over', kkt({ about: { fnUntil: epochMs(noon - day) } })],
  ['fn', 'care', 'fn-memory', kkt({ warnings: ['fn-memory'] })],
  ['fn', 'none', 'fn-unknown', kkt({ about: undefined })],
  ['ofd', 'ok', 'ofd-empty', {}],
  ['ofd', 'ok', 'ofd-waits', kkt({ ofd: { unsent: 3, since: epochMs(noon - day) } })],
  ['ofd', 'care', 'ofd-late', kkt({ ofd: { unsent: 3, since: epochMs(noon - 7 * day) } })],
  ['ofd', 'care', 'ofd-silent', kkt({ warnings: ['ofd-silent'] })],
  ['ofd', 'none', 'ofd-unknown', kkt({ ofd: undefined })],
  ['scanner', 'ok', 'scanner-ready', {}],
  ['scanner', 'none', 'scanner-keys', { scanners: [{ way: 'keyboard', state: 'ready' }] }],
  ['scanner', 'care', 'scanner-away', { scanners: [{ way: 'serial', state: 'away' }] }],
  ['unsent', 'ok', 'unsent-none', {}],
  ['unsent', 'none', 'unsent-waits', { unsent: { count: 2, isTried: false } }],
  ['unsent', 'care', 'unsent-stuck', { unsent: { count: 2, isTried: true } }],
] as const satisfies ReadonlyArray<readonly [RowId, Row['look'], Row['says'], Partial<SystemFacts>]>;
/** What the table has no row for; that there is nothing is a matter of types. */
type Forgotten = Exclude<Row['says'], (typeof table)[number][2]>;

describe('each row in each of its states', () => {
  it.each(table)('%s, %s: %s', (id, look, says, change) => {
    const row = systemRows({ ...well, ...change }).find((each) => each.id === id && each.says === says);
    if (!row) throw new Error('no such row');
    expect(row).toMatchObject({ look, says });
    const { words, repair } = rowWords(row);
    expect(words).not.toMatch(/undefined|NaN/);
    // What needs care says what mends it.
    if (look === 'care') expect(repair?.length).toBeGreaterThan(0);
  });

  it.each<[Partial<SystemFacts>, Row['says'], string]>([
    [{ updateReady: true }, 'version-waits', 'reload'],
    [{ persisted: false }, 'storage-may-go', 'settings-app'],
    [{ gatewayMs: undefined }, 'gateway-gone', 'reload'],
    [{ hosts: fail({ kind: 'key-missing' }) }, 'key-missing', 'settings-server'],
    [{ hosts: fail({ kind: 'key-refused' }) }, 'key-refused', 'settings-server'],
    [{ tsPiot: undefined }, 'tsp-none', 'settings-ts-piot'],
    [kkt({ shift: { state: 'closed', number: 1 } }), 'tsp-shift', 'shift'],
    [{ local: undefined }, 'local-none', 'local-module'],
    [{ kkt: 'none', printer: undefined }, 'kkt-none', 'settings-kkt'],
    [{ printer: undefined }, 'kkt-unheard', 'kkt'],
    [{ printer: fail({ kind: 'not-connected' }) }, 'kkt-trouble', 'shift'],
    [{ scanners: [{ way: 'serial', state: 'away' }] }, 'scanner-away', 'scanner'],
    [{ unsent: { count: 2, isTried: true } }, 'unsent-stuck', 'local-module'],
  ])('%j: %s is mended at «%s»', (change, says, to) => {
    const row = systemRows({ ...well, ...change }).find((each) => each.says === says);
    expect(row && rowWords(row).to).toBe(to);
  });

  it('none is forgotten, and one that is well needs nobody', () => {
    expectTypeOf<Forgotten>().toBeNever();
    expect(new Set(table.map(([id]) => id))).toEqual(new Set(Object.keys(names)));
    expect(systemRows(well).filter(({ look }) => look !== 'ok')).toEqual([]);
  });
});

describe('the clock, against each witness', () => {
  const hour = 3_600_000;
  const minute = 60_000;
  const alone = { by: 'pc', aheadMs: 0 } as const;
  const hosts = (...ahead: ReadonlyArray<number | undefined>): Partial<SystemFacts> => ({
    hosts: ok(ahead.map((aheadMs, index) => ({ host: `cdn0${String(index)}`, ms: 40, aheadMs }))),
  });
  const of = (change: Partial<SystemFacts>) => systemRows({ ...well, ...change }).filter(({ id }) => id === 'clock');
  const told: ReadonlyArray<readonly [string, Partial<SystemFacts>, readonly unknown[]]> = [
    [
      'all agree',
      {
        ...hosts(0, 9),
        clocks: [
          { by: 'kkt', aheadMs: minute },
          { by: 'lm', aheadMs: -minute },
        ],
      },
      [{ look: 'ok', says: 'clock-right', by: 'crpt', agree: ['kkt', 'lm'] }],
    ],
    [
      'the ККТ alone is wrong, though it is believed where no server answers',
      { time: { by: 'kkt', aheadMs: -3 * hour }, ...hosts(0, 0), clocks: [{ by: 'kkt', aheadMs: -3 * hour }] },
      [
        { look: 'ok', says: 'clock-right', by: 'crpt', agree: [] },
        { look: 'care', says: 'clock-differs', by: 'kkt', aheadMs: -3 * hour, from: 'crpt' },
      ],
    ],
    [
      'this machine is wrong, and so is ЛМ upon it',
      {
        time: { by: 'kkt', aheadMs: hour },
        hosts: away,
        clocks: [
          { by: 'kkt', aheadMs: hour },
          { by: 'lm', aheadMs: 0 },
        ],
      },
      [
        { look: 'care', says: 'clock-off', by: 'kkt', aheadMs: hour, agree: [] },
        { look: 'care', says: 'clock-differs', by: 'lm', aheadMs: -hour },
      ],
    ],
    [
      'a ККТ whose battery died is told, too, where nobody else says the time',
      { time: alone, hosts: away, clocks: [{ by: 'kkt', aheadMs: -1_000 * day }] },
      [
        { look: 'none', says: 'clock-alone' },
        { look: 'care', says: 'clock-differs', by: 'kkt', from: 'pc' },
      ],
    ],
    [
      'the servers tell that this machine is wrong before any check has',
      { time: alone, ...hosts(-2 * hour, -2 * hour, -2 * hour), clocks: [{ by: 'gateway', aheadMs: -2 * hour }] },
      [{ look: 'care', says: 'clock-off', by: 'crpt', aheadMs: -2 * hour, agree: ['gateway'] }],
    ],
    [
      'one server that is wrong, or late, is outvoted, and nobody here can set it',
      { time: alone, ...hosts(0, undefined, 5 * hour, 0), clocks: [] },
      [
        { look: 'ok', says: 'clock-right', by: 'crpt' },
        { look: 'none', says: 'clock-differs', by: 'crpt', host: 'cdn02', aheadMs: 5 * hour },
      ],
    ],
    [
      'a gateway on another computer is wrong',
      { clocks: [{ by: 'gateway', aheadMs: 3 * minute }] },
      [
        { look: 'ok', says: 'clock-right', by: 'crpt', agree: [] },
        { look: 'care', says: 'clock-differs', by: 'gateway' },
      ],
    ],
  ];

  it.each(told)('%s', (_, change, rows) => {
    expect(of(change)).toMatchObject(rows);
    expect(of(change)).toHaveLength(rows.length);
    for (const row of of(change)) {
      const { words, repair } = rowWords(row);
      expect(words).not.toMatch(/undefined|NaN/);
      if (row.look === 'care') expect(repair?.length).toBeGreaterThan(0);
    }
  });

  it('says whose clock, how far, and who else shows the same time', () => {
    const [right, kkt] = of({
      ...hosts(0),
      clocks: [
        { by: 'lm', aheadMs: 0 },
        { by: 'kkt', aheadMs: -3 * hour },
      ],
    });
    expect(right && rowWords(right).words).toBe('Верные, по времени Честного ЗНАКа. То же время показывают: ЛМ ЧЗ.');
    expect(kkt && rowWords(kkt).words).toBe('ККТ: часы отстают на 3 ч, по времени Честного ЗНАКа.');
  });
});

it('what is to be read out over the telephone has every row and no number of a device', () => {
  const text = report('1 декабря', systemRows(well));
  for (const name of Object.values(names)) expect(text).toContain(name);
  expect(text).not.toContain(printer.fn);
});
