import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, noon } from '../../../test/unit/clock.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../../test/unit/fakes/journal.ts';
import { memorySettings, realShop } from '../../../test/unit/fakes/settings.ts';
import { PinGuard } from './pin.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { gatewayEvent, tellChanges } from './settings-events.ts';
import { changesOf, saveSettings, type SettingsDeps } from './settings.ts';
import type { NewSecrets } from './settings-answer.ts';

let settings: ReturnType<typeof memorySettings>;
let store: JournalStore;
let deps: SettingsDeps;
/** What the settings keep of a set-up by link. */
let setup: unknown;

beforeEach(() => {
  settings = memorySettings(realShop);
  store = emptyStore();
  const clock = new FakeClock();
  const journal = memoryJournal(store);
  setup = undefined;
  deps = {
    settings,
    journal,
    clock,
    setup: async () => setup,
    pin: new PinGuard({ settings, journal, clock, monotonic: () => clock.now(), page: 'page' }),
  };
});

const save = (change: Partial<Shop>, secrets: NewSecrets = {}, pin?: string) =>
  saveSettings(deps, settings.shop, { ...realShop, ...settings.shop, ...change }, secrets, pin);
const setPin = (): void => void settings.secrets.set('pin', '4815').set('ownerCode', '1111222233334444');
const lastChanges = () => (store.events.at(-1)?.data as { changes: unknown }).changes;

describe('what was changed', () => {
  it('field by field, with before and after', () =>
    expect(
      changesOf(realShop, {
        ...realShop,
        name: 'У дома',
        local: { ...realShop.local, way: 'relay' },
        kkt: { ...realShop.kkt, link: 'cable' },
        alcoholHours: [],
      }),
    ).toEqual([
      { field: 'name', from: 'Магазин', to: 'У дома' },
      { field: 'local.way', from: 'direct', to: 'relay' },
      { field: 'kkt.link', from: 'relay', to: 'cable' },
      { field: 'alcoholHours', from: realShop.alcoholHours, to: [] },
    ]));
  it('the password of the ККТ is told without its value', () => {
    const changes = changesOf(realShop, { ...realShop, kkt: { ...realShop.kkt, password: 777 } });
    expect(changes).toEqual([{ field: 'kkt.password', from: 'set', to: 'set' }]);
  });
  it('nothing where nothing was', () => expect(changesOf(realShop, structuredClone(realShop))).toEqual([]));
  it('a field of a newer build, and one that goes', () =>
    expect(changesOf({ ...realShop, old: 1 } as Shop, { ...realShop, fresh: { deep: true } } as Shop)).toEqual([
      { field: 'old', from: 1, to: undefined },
      { field: 'fresh.deep', from: undefined, to: true },
    ]));
});

describe('saving', () => {
  it('keeps the shop, and the journal says what was changed, by whom', async () => {
    expect(await save({ name: 'У дома', cashier: 'Сидорова' })).toEqual({ kind: 'saved', ownerCode: undefined });
    expect(settings.shop).toMatchObject({ name: 'У дома', cashier: 'Сидорова' });
    expect(store.events).toEqual([
      {
        v: 1,
        at: noon,
        kind: 'settings-changed',
        data: {
          changes: [
            { field: 'name', from: 'Магазин', to: 'У дома' },
            { field: 'cashier', from: 'Петрова', to: 'Сидорова' },
          ],
          by: undefined,
          cashier: 'Петрова',
        },
      },
    ]);
  });
  it('what was not changed is no event', async () => {
    await save({});
    expect(store.events).toEqual([]);
  });
  it('secrets are told without their values: set, and changed', async () => {
    await save({}, { lmPassword: 'very-secret', tillKey: 'key-secret' });
    expect(lastChanges()).toEqual([
      { field: 'lmPassword', from: 'none', to: 'set' },
      { field: 'tillKey', from: 'none', to: 'set' },
    ]);
    await save({}, { lmPassword: 'another-secret', pin: '4815' });
    expect(lastChanges()).toEqual([
      { field: 'lmPassword', from: 'set', to: 'set' },
      { field: 'pin', from: 'none', to: 'set' },
      { field: 'ownerCode', from: 'none', to: 'set' },
    ]);
    expect(JSON.stringify(store)).not.toMatch(/secret|4815|1234567890123456/);
  });
  it('the first set-up is an event, too', async () => {
    await saveSettings(deps, undefined, realShop, { pin: '4815' });
    expect(store.events).toMatchObject([{ kind: 'shop-set-up', data: { cashier: 'Петрова' } }]);
    expect(lastChanges()).toContainEqual({ field: 'inn', from: undefined, to: realShop.inn });
  });
  it('a page that may seal nothing keeps the shop but no secret, all or nothing', async () => {
    settings.isSecure = false;
    for (const secrets of [{ lmPassword: 'x' }, { tillKey: 'x' }, { pin: '4815' }])
      expect(await save({ name: 'Другой' }, secrets)).toEqual({ kind: 'no-crypto' });
    expect([settings.shop?.name, store.events]).toEqual(['Магазин', []]);
    expect(await save({ name: 'Другой' })).toMatchObject({ kind: 'saved' });
  });
  it('gives no PIN that a keypad could not type', async () => {
    for (const pin of ['123', '123456789', 'abcd', '12 34'])
      await expect(save({}, { pin }), pin).rejects.toThrow(RangeError);
    expect(settings.secrets.size).toBe(0);
  });
});

describe('two databases', () => {
  it('a page that dies between them leaves the event to the next one', async () => {
    const { record } = deps.journal;
    deps = { ...deps, journal: { record: () => Promise.reject(new Error('gone')) } };
    expect(await save({ name: 'У дома' })).toMatchObject({ kind: 'saved' });
    expect(store.events).toEqual([]);
    deps = { ...deps, journal: { record } };
    await tellChanges(deps);
    expect(store.events).toMatchObject([{ kind: 'settings-changed', data: { changes: [{ field: 'name' }] } }]);
    await tellChanges(deps);
    expect(store.events).toHaveLength(1);
  });
  it('a medium that refuses the change leaves no event of it', async () => {
    settings.apply = () => Promise.reject(new Error('full'));
    await expect(save({ name: 'У дома' })).rejects.toThrow('full');
    await tellChanges(deps);
    expect(store.events).toEqual([]);
  });
});

describe('the PIN', () => {
  it("set for the first time asks for nothing, and brings the owner's code once", async () => {
    expect(await save({ unverified: 'senior-pin' }, { pin: '4815' })).toEqual({
      kind: 'saved',
      ownerCode: '1234567890123456',
    });
    expect(await save({}, { pin: '1111' }, '4815')).toEqual({ kind: 'saved', ownerCode: undefined });
  });

  it.each<[string, Partial<Shop>, NewSecrets]>([
    ['another PIN', {}, { pin: '0000' }],
    ['no PIN', {}, { removePin: true }],
    ["another owner's code", {}, { newOwnerCode: true }],
    ['selling unverified', { unverified: 'senior-pin' }, {}],
    ['refuted marks', { refuted: 'forbid' }, {}],
    ['the days after an emergency', { afterEmergency: 'sell' }, {}],
    ['hours of alcohol', { alcoholHours: [] }, {}],
    ['days without alcohol', { alcoholDates: ['09-11'] }, {}],
    ['the clock they go by', { timeZone: 9 }, {}],
    ['one of these among others', { name: 'Другой', timeZone: 9 }, {}],
  ])('guards %s', async (_, change, secrets) => {
    setPin();
    const before = structuredClone([settings.shop, [...settings.secrets]]);
    expect(await save(change, secrets)).toEqual({ kind: 'pin-asked' });
    expect(await save(change, secrets, '1111')).toMatchObject({ kind: 'wrong-pin' });
    expect([settings.shop, [...settings.secrets]]).toEqual(before);
    expect(store.events).toMatchObject([{ kind: 'wrong-pin', data: { for: 'settings' } }]);
    expect(await save(change, secrets, '4815')).toMatchObject({ kind: 'saved' });
    expect(store.events.at(-1)).toMatchObject({ kind: 'settings-changed', data: { by: 'pin' } });
    expect([settings.shop, [...settings.secrets]]).not.toEqual(before);
  });

  it('does not ask to mend what keeps the till from working, nor for what is as it was', async () => {
    setPin();
    expect(
      await save(
        {
          name: 'Другой',
          till: '2',
          cashier: 'С',
          local: { ...realShop.local, url: 'http://10.0.0.2:5995' },
          kkt: { ...realShop.kkt, link: 'cable' },
          rounding: 'roubles',
        },
        { lmPassword: 'x', tillKey: 'y' },
      ),
    ).toMatchObject({ kind: 'saved' });
  });

  it("forgotten: the owner's code sets another one, on record as that", async () => {
    setPin();
    expect(await save({}, { pin: '9999' }, '1111 2222 3333 4444')).toMatchObject({ kind: 'saved' });
    expect(settings.secrets.get('pin')).toBe('9999');
    expect(store.events.at(-1)).toMatchObject({
      data: { by: 'owner-code', changes: [{ field: 'pin', from: 'set', to: 'set' }] },
    });
  });

  it("removed takes the owner's code along, and guards nothing any more", async () => {
    setPin();
    await save({}, { removePin: true }, '4815');
    expect(settings.secrets.size).toBe(0);
    expect(lastChanges()).toEqual([{ field: 'pin', from: 'set', to: 'none' }]);
    expect(await save({ timeZone: 9 })).toMatchObject({ kind: 'saved' });
  });

  it('tries at the settings and at a sale are counted together', async () => {
    setPin();
    for (let count = 0; count < 4; count += 1) await deps.pin.try('0000', { data: { for: 'unverified' } });
    expect(await save({ timeZone: 9 }, {}, '0000')).toMatchObject({ kind: 'locked' });
    expect(await save({ timeZone: 9 }, {}, '4815')).toMatchObject({ kind: 'locked' });
    expect(settings.shop?.timeZone).toBe(2);
  });

  it('on a page that may not hash nothing guarded is changed', async () => {
    setPin();
    settings.isSecure = false;
    expect(await save({ timeZone: 9 }, {}, '4815')).toEqual({ kind: 'no-crypto' });
    expect(await save({}, { removePin: true }, '4815')).toEqual({ kind: 'no-crypto' });
    expect(settings.secrets.has('pin')).toBe(true);
  });
});

it('other hosts of ЦРПТ, another ЛМ or ККТ at the gateway is on record, what stayed is not', () => {
  const was = { cdn: { host: 'cdn.crpt.ru' }, tspiot: null, lm: { url: 'http://10.0.0.1:5995' }, kkt: null };
  const otherHost = { ...was, cdn: { host: 'cdn.other.ru' } };
  expect(gatewayEvent(noon, was, otherHost)).toMatchObject({
    data: { by: 'gateway', changes: [{ field: 'gateway.cdn', from: was.cdn, to: otherHost.cdn }] },
  });
  expect(gatewayEvent(noon, was, { ...was, lm: { url: 'http://10.0.0.2:5995' } })).toEqual({
    v: 1,
    at: noon,
    kind: 'settings-changed',
    data: { by: 'gateway', changes: [{ field: 'gateway.lm', from: was.lm, to: { url: 'http://10.0.0.2:5995' } }] },
  });
  expect(gatewayEvent(noon, was, structuredClone(was))).toBeUndefined();
});

describe('what a set-up file locked', () => {
  const file = {
    version: 1,
    from: { name: 'Франшиза' },
    shop: { taxation: 'usnIncome', vat: 'none' },
    local: { way: 'relay' },
    locked: ['taxation', 'vat', 'name', 'local.way'],
  };
  beforeEach(() => {
    setup = { url: 'https://setup.example/shop.json', text: JSON.stringify(file) };
    setPin();
  });

  it.each([
    ['a field that the file set', { taxation: 'osn', vat: '22' }, ['taxation', 'vat']],
    ['one that it left as it was', { name: 'Мой' }, ['name']],
    ['a part of a field', { local: { ...realShop.local, way: 'none' } }, ['local.way']],
  ] as const)('no person changes: %s', async (_what, change, fields) => {
    expect(await save(change)).toEqual({ kind: 'locked-fields', by: 'Франшиза', fields });
    expect(await save({ ...change, unverified: 'senior-pin' }, {}, '4815')).toMatchObject({ kind: 'locked-fields' });
    expect(settings.shop).toEqual(realShop);
    expect(store.events).toEqual([]);
  });

  it('all else may be changed, and what is locked may go to what the file says', async () => {
    expect(await save({ cashier: 'Иванова', local: { ...realShop.local, way: 'relay' } })).toEqual({ kind: 'saved' });
  });

  it('a file changes it, on record as such, and the PIN is asked for all the same', async () => {
    const by = (pin?: string) =>
      saveSettings(deps, realShop, { ...realShop, name: 'Новый', unverified: 'senior-pin' }, {}, pin, 'link');
    expect(await by()).toEqual({ kind: 'pin-asked' });
    expect(await by('4815')).toEqual({ kind: 'saved' });
    expect(store.events.at(-1)?.data).toMatchObject({ by: 'link' });
  });

  it('a new till gets what the file says, and what it does not say', async () => {
    const first = (shop: Partial<Shop>) => saveSettings(deps, undefined, { ...realShop, ...shop }, {});
    settings.secrets.clear();
    expect(await first({ taxation: 'osn', local: { ...realShop.local, way: 'relay' } })).toMatchObject({
      kind: 'locked-fields',
      fields: ['taxation'],
    });
    expect(await first({ name: 'Мой', local: { ...realShop.local, way: 'relay' } })).toEqual({ kind: 'saved' });
    expect(store.events.at(-1)).toMatchObject({ kind: 'shop-set-up', data: { by: 'link' } });
  });

  it('a kept file that cannot be read locks nothing', async () => {
    setup = { text: '{' };
    expect(await save({ name: 'Мой' })).toEqual({ kind: 'saved' });
  });
});
