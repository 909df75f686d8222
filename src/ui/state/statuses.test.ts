import { describe, expect, it } from 'vitest';
import type { PrinterState, Shop } from '../../app/ports.ts';
import type { TillStatus } from '../../app/till.ts';
import { ok } from '../../domain/result.ts';
import { epochMs, type EpochMs } from '../../domain/time.ts';
import { noon, realShop } from '../../../test/unit/fakes.ts';
import { statusItems } from './statuses.ts';

const hour = 3_600_000;
const ago = (ms: number): EpochMs => epochMs(noon - ms);
const kkt = (change: Partial<PrinterState> = {}): PrinterState => ({
  model: 'ШТРИХ-М-02Ф',
  fn: '9960440301234567',
  lastFd: 7,
  demo: false,
  shift: { state: 'open', number: 3, openedAt: ago(hour) },
  warnings: [],
  ofd: { unsent: 0 },
  ...change,
});
const statusOf = (printer: TillStatus['printer']): TillStatus => ({
  health: { online: { at: noon }, local: { at: noon } },
  printer,
  unsent: [],
  updateReady: false,
  persisted: true,
  localPermission: undefined,
});
const itemsOf = (printer: TillStatus['printer'], shop: Shop = realShop) =>
  statusItems(statusOf(printer), shop, [], noon);
const itemOf = (id: string, printer: TillStatus['printer'], shop: Shop = realShop) =>
  itemsOf(printer, shop).find((item) => item.id === id);

describe('the ККТ', () => {
  it('is well, or a practice one', () => {
    expect(itemOf('kkt', ok(kkt()))).toMatchObject({ look: 'ok', words: 'ККТ' });
    expect(itemOf('kkt', ok(kkt({ demo: true })))).toMatchObject({ look: 'ok', words: 'ККТ: учебная' });
    expect(itemOf('kkt', undefined)).toMatchObject({ look: 'none', words: 'ККТ…' });
  });

  it('tells its trouble in words, with a repair', () => {
    const item = itemOf('kkt', ok(kkt({ trouble: 'no-paper' })));
    expect(item).toMatchObject({ look: 'care', words: 'ККТ: нет бумаги' });
    expect(item?.advice?.repair).toMatch(/лент/);
  });

  it('is not in trouble while it prints', () => {
    expect(itemOf('kkt', ok(kkt({ trouble: 'printing' })))).toMatchObject({ look: 'ok' });
  });

  it("says why there is no connection, the maker's words in the small print", () => {
    const item = itemOf('kkt', { ok: false, failure: { kind: 'not-connected', detail: 'busy: InvalidStateError' } });
    expect(item).toMatchObject({ look: 'care', words: 'ККТ: не подключена', detail: 'InvalidStateError' });
    expect(item?.advice?.what).toBe('ККТ не подключена: порт занят');
  });

  it('that was never chosen leads to the settings', () => {
    const item = itemOf(
      'kkt',
      { ok: false, failure: { kind: 'not-connected' } },
      { ...realShop, kkt: { ...realShop.kkt, link: 'none' } },
    );
    expect(item?.advice?.repair).toMatch(/настройках/);
  });
});

describe('the shift', () => {
  const open = (ms: number): PrinterState => kkt({ shift: { state: 'open', number: 3, openedAt: ago(ms) } });

  it('is silent until two hours before its end', () => {
    expect(itemOf('shift', ok(open(21 * hour)))).toBeUndefined();
    expect(itemOf('shift', ok(kkt({ shift: { state: 'closed', number: 3 } })))).toBeUndefined();
  });

  it('is told ahead, and leads to its screen', () => {
    expect(itemOf('shift', ok(open(22 * hour + 20 * 60_000)))).toEqual({
      id: 'shift',
      look: 'care',
      words: 'Смена: ещё 1 ч 40 мин',
      to: 'shift',
    });
  });

  it('is over at 24 hours, whether or not the ККТ was asked since', () => {
    for (const printer of [open(24 * hour), kkt({ shift: { state: 'expired', number: 3 } })])
      expect(itemOf('shift', ok(printer))).toMatchObject({ look: 'care', words: 'Смена больше 24 часов' });
  });
});

describe('ОФД', () => {
  const waiting = (unsent: number, days: number): PrinterState =>
    kkt({ ofd: { unsent, since: ago(days * 24 * hour) } });

  it('is well when everything is sent, and while the last receipt is on its way', () => {
    expect(itemOf('ofd', ok(kkt()))).toMatchObject({ look: 'ok', words: 'ОФД' });
    expect(itemOf('ofd', ok(waiting(1, 1 / 48)))).toMatchObject({ look: 'ok', words: 'ОФД' });
  });

  it('says what waits and since when, without alarm for a weekend', () => {
    expect(itemOf('ofd', ok(waiting(12, 4)))).toMatchObject({ look: 'none', words: 'ОФД: не отправлено 12, с 18.11' });
  });

  it('warns after five days, with the days that are left', () => {
    const item = itemOf('ofd', ok(waiting(12, 6)));
    expect(item).toMatchObject({ look: 'care', words: 'ОФД: не отправлено 12, с 16.11' });
    expect(item?.advice?.repair).toContain('24 дня');
  });

  it('warns when the ФН itself does, whatever the till sees', () => {
    expect(itemOf('ofd', ok(kkt({ ofd: undefined, warnings: ['ofd-silent'] })))).toMatchObject({
      look: 'care',
      words: 'ОФД: долго нет связи',
    });
    expect(itemOf('ofd', ok({ ...waiting(3, 1), warnings: ['ofd-silent'] }))).toMatchObject({ look: 'care' });
  });

  it('says that it sees nothing, or that a demo sends nothing', () => {
    expect(itemOf('ofd', ok(kkt({ ofd: undefined })))).toMatchObject({
      look: 'none',
      words: 'ОФД: —',
      advice: { what: 'Обмен с ОФД не виден' },
    });
    expect(itemOf('ofd', ok(kkt({ ofd: undefined, demo: true })), { ...realShop, kind: 'demo' })).toMatchObject({
      advice: { what: 'Учебная касса' },
    });
  });
});

it('the worst warning of the ФН is told, and only while there is one', () => {
  expect(itemOf('fn', ok(kkt()))).toBeUndefined();
  expect(itemOf('fn', ok(kkt({ warnings: ['fn-memory', 'fn-30-days', 'fn-3-days'] })))).toMatchObject({
    look: 'care',
    words: 'ФН: осталось меньше 3 дней',
  });
});

it('what needs care stands first: a narrow strip scrolls', () => {
  const ids = itemsOf(ok(kkt({ trouble: 'cover-open', warnings: ['fn-30-days'] }))).map(({ id }) => id);
  expect(ids).toEqual(['kkt', 'fn', 'online', 'local', 'scanner', 'ofd']);
});
