import { describe, expect, it } from 'vitest';
import type { PrinterState } from '../../app/ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Loss } from '../../app/journal/witness.ts';
import type { TillStatus } from '../../app/till.ts';
import { ok } from '../../domain/base/result.ts';
import { reachOfAll } from '../../domain/code-check/reach.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import { noon } from '../../../test/unit/clock.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { sourceItems } from '../sources/statuses.ts';
import { printerItems } from '../printer/statuses.ts';
import { lossId, statusItems as stripItems } from './statuses.ts';

/** As the strip shows them once the words for the ККТ are there. */
type Facts = Parameters<typeof stripItems>;
/** What is known of the sources stands in each test as one word of each, which is all that was heard of it. */
const heard = (status: Omit<TillStatus, 'reach'>): TillStatus => ({
  ...status,
  reach: Object.fromEntries(
    Object.entries(status.health.sources).map(([id, { at, failure }]) => [
      id,
      reachOfAll({}, { sources: { [id]: { at: failure ? (at ?? noon) : at, failure } } }, 0)[id] ?? {},
    ]),
  ),
});
const statusItems = (
  status: Omit<TillStatus, 'reach'>,
  shop: Facts[1],
  devices: Facts[2]['devices'],
  now: Facts[3],
  isHeard = true,
) => stripItems(heard(status), shop, { devices, isHeard }, now, { printerItems, sourceItems });

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
const statusOf = (printer: TillStatus['printer']): Omit<TillStatus, 'reach'> => ({
  health: { sources: { online: { at: noon }, local: { at: noon } } },
  printer,
  unsent: [],
  updateReady: false,
  persisted: true,
  room: undefined,
  unread: [],
  loss: undefined,
  localPermission: undefined,
});
const itemsOf = (printer: TillStatus['printer'], shop: Shop = realShop) =>
  statusItems(statusOf(printer), shop, [], noon);
const itemOf = (id: string, printer: TillStatus['printer'], shop: Shop = realShop) =>
  itemsOf(printer, shop).find((item) => item.id === id);

describe('ЛМ ЧЗ asked by the page', () => {
  const local = (localPermission: TillStatus['localPermission']) => {
    const shop: Shop = { ...realShop, local: { ...realShop.local, way: 'direct' } };
    return statusItems(
      {
        ...statusOf(undefined),
        localPermission,
        health: {
          sources: {
            online: {},
            local: {
              at: noon,
              ...(localPermission && localPermission !== 'granted' && { failure: { kind: 'unreachable' as const } }),
            },
          },
        },
      },
      shop,
      [],
      noon,
    ).find(({ id }) => id === 'local');
  };

  it("is kept away by the browser, or by the policy of the till's own server: two troubles with two repairs", () => {
    expect([local(undefined)?.look, local('granted')?.look]).toEqual(['ok', 'ok']);
    expect([local('prompt'), local('denied')]).toMatchObject([
      { look: 'care', words: 'ЛМ ЧЗ: нужно разрешение' },
      { look: 'care', words: 'ЛМ ЧЗ: нужно разрешение' },
    ]);
    expect(local('closed')).toMatchObject({ look: 'care', words: 'ЛМ ЧЗ: адрес закрыт' });
    expect(local('closed')?.advice?.repair).toContain('Сервер кассы');
  });

  it('that has answered needs no permission, whatever the browser says', () => {
    const shop: Shop = { ...realShop, local: { ...realShop.local, way: 'direct' } };
    expect(
      statusItems({ ...statusOf(undefined), localPermission: 'prompt' }, shop, [], noon).find(
        ({ id }) => id === 'local',
      ),
    ).toMatchObject({ look: 'ok' });
  });
});

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

  it('that is registered otherwise than the shop is told from the first look on, before its paper', () => {
    expect(itemOf('kkt', ok(kkt({ about: { inn: '7707083893' }, trouble: 'no-paper' })))).toMatchObject({
      look: 'care',
      words: 'ККТ: зарегистрирована на другой ИНН',
    });
    expect(itemOf('kkt', ok(kkt({ about: { inn: realShop.inn, taxations: ['osn'] } })))).toMatchObject({
      look: 'care',
      words: 'ККТ: не та система налогообложения',
    });
    expect(itemOf('kkt', ok(kkt({ about: { inn: realShop.inn, taxations: ['usnIncome', 'osn'] } })))).toMatchObject({
      look: 'ok',
    });
  });

  it('is not in trouble while it prints', () => {
    expect(itemOf('kkt', ok(kkt({ trouble: 'printing' })))).toMatchObject({ look: 'ok' });
  });

  it("says why there is no connection, the maker's words in the small print", () => {
    const item = itemOf('kkt', { ok: false, failure: { kind: 'not-connected', detail: 'busy: InvalidStateError' } });
    expect(item).toMatchObject({ look: 'care', words: 'ККТ: не подключена', detail: 'InvalidStateError' });
    expect(item?.advice?.what).toBe('ККТ не подключена: порт занят');
  });

  it('that another till has is named after it, where the gateway knows the name', () => {
    const item = (detail: string) => itemOf('kkt', { ok: false, failure: { kind: 'not-connected', detail } });
    expect(item('busy: 4409 Another till holds the ККТ: «Касса 2»')).toMatchObject({
      look: 'care',
      advice: { what: 'ККТ занята кассой «Касса 2»', repair: expect.stringMatching(/^Она освободит ККТ/) as string },
      detail: undefined,
    });
    expect(item('busy: 4409 Another till is connected to the ККТ.')).toMatchObject({
      advice: { what: 'ККТ не подключена: занята другой кассой' },
    });
    // Only the gateway's word is about tills.
    expect(item('busy: «x»')?.advice?.what).toBe('ККТ не подключена: порт занят');
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
      words: 'ОФД: ?',
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

it('the end of the minimum price of cigarettes is told before it comes, quietly, and as a care from then on', () => {
  const on = (wall: string) =>
    statusItems(statusOf(undefined), realShop, [], epochMs(Date.parse(wall))).find(({ id }) => id === 'minimum');
  expect(on('2026-12-14T23:59:00+03:00')).toBeUndefined();
  expect(on('2026-12-15T00:00:00+03:00')).toMatchObject({ look: 'none', words: 'ЕМЦ сигарет до 31.12.2026' });
  expect(on('2026-12-31T23:59:00+03:00')).toMatchObject({ look: 'none' });
  expect(on('2027-01-01T00:00:00+03:00')).toMatchObject({ look: 'care', words: 'ЕМЦ сигарет не внесена' });
});

it('what needs care stands first: a narrow strip scrolls', () => {
  const ids = itemsOf(ok(kkt({ trouble: 'cover-open', warnings: ['fn-30-days'] }))).map(({ id }) => id);
  expect(ids).toEqual(['kkt', 'fn', 'online', 'local', 'scanner', 'ofd']);
});

describe("the PC's clock", () => {
  const item = (clockOff: TillStatus['clockOff']) =>
    statusItems({ ...statusOf(undefined), clockOff }, realShop, [], noon).find(({ id }) => id === 'clock');

  it('is told with how far it is off, by whose word, and what to do; and not a word while it is well', () => {
    expect(item(undefined)).toBeUndefined();
    expect(item({ by: 'crpt', aheadMs: 3 * 3_600_000 })).toMatchObject({
      look: 'care',
      words: 'Часы компьютера отстают на 3 ч',
    });
    expect(item({ by: 'crpt', aheadMs: -5 * 60_000 })).toMatchObject({ words: 'Часы компьютера спешат на 5 мин' });
    // Of two clocks nobody knows which is wrong.
    expect(item({ by: 'kkt', aheadMs: 7 * 3_600_000 })).toMatchObject({
      words: 'Часы компьютера и ККТ расходятся на 7 ч',
    });
    expect(item({ by: 'kkt', aheadMs: 7 * 3_600_000 })?.advice?.repair).toContain('на ККТ');
  });
});

describe('what does not answer', () => {
  const words = (sources: TillStatus['health']['sources'], id: string) =>
    statusItems({ ...statusOf(undefined), health: { sources } }, realShop, [], noon).find((item) => item.id === id)
      ?.words;

  it('the program itself has its own word', () => {
    expect(words({ online: { failure: { kind: 'gateway-gone' } }, local: {} }, 'online')).toBe(
      'Программа «Полтора» не отвечает: запустите её',
    );
  });

  it('three states of ЛМ are three words', () => {
    const kinds = ['lm-not-initialised', 'lm-loading', 'lm-service'] as const;
    expect(new Set(kinds.map((kind) => words({ online: {}, local: { failure: { kind } } }, 'local'))).size).toBe(3);
  });

  it('a keyboard that has not scanned may be any keyboard; a scanner whose line is open is one', () => {
    const look = (way: 'keyboard' | 'serial', isHeard: boolean) =>
      statusItems(statusOf(undefined), realShop, [{ id: way, way, state: 'ready' }], noon, isHeard).find(
        ({ id }) => id === 'scanner',
      )?.look;
    expect([look('keyboard', false), look('keyboard', true), look('serial', false)]).toEqual(['none', 'ok', 'ok']);
  });

  it('nothing was heard in this run: neither good nor bad', () => {
    for (const sources of [{}, { online: {}, local: {} }])
      expect(
        statusItems({ ...statusOf(undefined), health: { sources } }, realShop, [], noon).find(
          ({ id }) => id === 'online',
        )?.look,
      ).toBe('none');
  });
});

describe("the till's own memory", () => {
  const strip = (change: Partial<TillStatus>, shop: Shop = realShop) =>
    statusItems({ ...statusOf(undefined), ...change }, shop, [], noon).filter(({ id }) =>
      ['loss', 'room', 'persist', 'unread'].includes(id),
    );
  const loss = (what: Loss['what']): Loss => ({ what, by: 'gateway' });

  it('says nothing while it is well, or nobody can say', () => {
    for (const well of [
      {},
      { room: true, persisted: true, unread: [], loss: undefined },
      { room: undefined, persisted: undefined },
    ])
      expect(strip(well)).toEqual([]);
  });

  it.each<[string, Partial<TillStatus>, string, RegExp]>([
    ['persist() was refused', { persisted: false }, 'Чеки не защищены', /Установите «Полтора» как приложение/],
    ['little room', { room: false }, 'На диске нет места', /освободите место/],
    ['a stored thing was not read', { unread: ['shop.timeZone'] }, 'Проверьте настройки', /1 настройка.*проверьте их/s],
    [
      'the address of the gateway was not read',
      { unread: ['relays'] },
      'Проверьте настройки',
      /делать ничего не нужно/,
    ],
  ])('%s: a care, with what to do', (_, change, words, repair) => {
    expect(strip(change)).toMatchObject([{ look: 'care', words }]);
    expect(strip(change)[0]?.advice?.repair).toMatch(repair);
  });

  it('a loss is told by what is lost, and opens its own window', () => {
    expect((['rolled-back', 'pin', 'goods'] as const).map((what) => strip({ loss: loss(what) })[0])).toMatchObject([
      { id: lossId, look: 'care', words: 'Журнал неполон' },
      { id: lossId, look: 'care', words: 'ПИН пропал' },
      { id: lossId, look: 'care', words: 'Товары пропали' },
    ]);
  });

  it('a practice shop has no receipts to protect; all else is told to it as well', () => {
    const all = { persisted: false, room: false, unread: ['relays'], loss: loss('journal') };
    expect(strip(all, { ...realShop, kind: 'demo' }).map(({ id }) => id)).toEqual(['loss', 'room', 'unread']);
    expect(strip(all).map(({ id }) => id)).toEqual(['loss', 'room', 'persist', 'unread']);
  });
});

it('says nothing of the ККТ until the words for it have come', () => {
  const early = stripItems(heard(statusOf(undefined)), realShop, { devices: [], isHeard: false }, noon, {});
  expect(early.filter(({ id }) => id === 'kkt' || id === 'ofd')).toEqual([
    { id: 'kkt', look: 'none', words: 'ККТ…' },
    { id: 'ofd', look: 'none', words: 'ОФД: ?' },
  ]);
});

it('says nothing of a source that fails until the words for it have come', () => {
  const status = heard({
    ...statusOf(undefined),
    health: { sources: { online: { failure: { kind: 'unreachable' } }, local: {} } },
  });
  const words = (late: Parameters<typeof stripItems>[4]) =>
    stripItems(status, realShop, { devices: [], isHeard: false }, noon, late).find(({ id }) => id === 'online')?.words;
  expect([words({}), words({ sourceItems })]).toEqual(['Честный ЗНАК…', 'Честный ЗНАК: нет связи']);
});

describe('what the cashier can still do', () => {
  const sync = (passedHours: number) => ({ at: noon, lastSync: ago(passedHours * hour) });
  const fails = (kind: FailureKind) => ({ failure: { kind } });
  const strip = (sources: TillStatus['health']['sources'], shop: Shop = realShop) =>
    statusItems({ ...statusOf(undefined), health: { sources } }, shop, [], noon).filter(({ id }) => id in sources);
  const withPin: Shop = { ...realShop, unverified: 'senior-pin' };

  it.each<[string, TillStatus['health']['sources'], Shop, string[]]>([
    [
      'without internet, by ЛМ, and for how long',
      { online: fails('offline'), local: sync(41) },
      realShop,
      ['Интернета нет: продаём через ЛМ ЧЗ, осталось 31 ч'],
    ],
    [
      'no link to ГИС МТ: whether there is internet nobody knows',
      { online: fails('unreachable'), local: sync(0) },
      realShop,
      ['Честный ЗНАК: нет связи. Продаём через ЛМ ЧЗ, осталось 72 ч'],
    ],
    [
      'ЛМ does not say when it was exchanged with',
      { online: fails('timeout'), local: { at: noon } },
      realShop,
      ['Честный ЗНАК: не ответил вовремя. Продаём через ЛМ ЧЗ'],
    ],
    [
      'the gateway is gone and ЛМ is reached straight',
      { online: fails('gateway-gone'), local: sync(1) },
      realShop,
      ['Программа «Полтора» не отвечает: запустите её. Продаём через ЛМ ЧЗ, осталось 71 ч'],
    ],
    [
      'nobody can check, and that is forbidden',
      { online: fails('offline'), local: fails('unreachable') },
      realShop,
      ['Интернета нет: продаём только без маркировки', 'ЛМ ЧЗ: нет связи'],
    ],
    [
      'nobody can check, and a PIN allows it',
      { online: fails('offline'), local: fails('lm-stale') },
      withPin,
      ['Интернета нет: маркировку только с ПИН старшего', 'ЛМ ЧЗ: не обновлялся дольше, чем можно'],
    ],
    ['a shop without ЛМ', { online: fails('offline') }, realShop, ['Интернета нет: продаём только без маркировки']],
    [
      'ЛМ was not heard yet: nothing is promised, nothing denied',
      { online: fails('offline'), local: {} },
      realShop,
      ['Интернета нет', 'ЛМ ЧЗ…'],
    ],
    [
      'ЛМ alone fails: ГИС МТ checks',
      { online: { at: noon }, local: fails('unreachable') },
      realShop,
      ['ЛМ ЧЗ: нет связи', 'Честный ЗНАК'],
    ],
  ])('%s', (_, sources, shop, words) => expect(strip(sources, shop).map((item) => item.words)).toEqual(words));

  it.each([
    [23, 'ЛМ ЧЗ'],
    [25, 'ЛМ ЧЗ: хватит на 47 ч'],
    [48, 'ЛМ ЧЗ: хватит на 24 ч'],
    [60.5, 'ЛМ ЧЗ: всего 12 ч, дайте ему интернет'],
    [70, 'ЛМ ЧЗ остановится через 2 ч'],
    [73, 'ЛМ ЧЗ не обновлялся 72 ч'],
  ])('%d h after the last exchange the owner reads it in words of its own', (passed, words) => {
    const item = strip({ online: { at: noon }, local: sync(passed) }).find(({ id }) => id === 'local');
    expect(item?.words).toBe(words);
    if (passed > 24)
      expect(item).toMatchObject({
        look: 'care',
        advice: { repair: expect.stringContaining('раздайте с телефона') as string },
      });
  });

  it('where ЛМ tells another period, the hours and the words are of that one', () => {
    const local = { at: noon, lastSync: epochMs(noon - 20 * 3_600_000), lastsMs: 24 * 3_600_000 };
    const item = strip({ online: { at: noon }, local }).find(({ id }) => id === 'local');
    expect(item?.words).toBe('ЛМ ЧЗ: всего 4 ч, дайте ему интернет');
    expect(item?.advice?.repair).toContain('Через 24 часа без обмена');
    expect(item?.advice?.repair).toContain('снова 24 часа');
  });

  it('while ЛМ stands in, how to get a day more is told as soon as a day is gone', () => {
    const repair = (passed: number) => strip({ online: fails('offline'), local: sync(passed) })[0]?.advice?.repair;
    expect(repair(3)).toBe('Проверьте кабель, Wi-Fi или модем.');
    expect(repair(30)).toContain('раздайте с телефона');
  });

  it('no clock makes it longer than the 72 hours', () =>
    expect(strip({ online: fails('offline'), local: sync(-95) })[0]?.words).toContain('осталось 72 ч'));
});
