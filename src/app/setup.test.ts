import { describe, expect, it } from 'vitest';
import { memorySettings, realFn, realShop } from '../../test/unit/fakes.ts';
import type { Shop } from './ports.ts';
import { usualAlcoholHours } from '../domain/verdict/buyer.ts';
import { checkSetup, shopDefaults, withDefaults, type Relays } from './setup.ts';

const relays: Relays = {
  demo: false,
  cdn: { host: 'cdn.crpt.ru' },
  lm: { url: 'http://192.168.0.10:5995' },
  kkt: null,
};
const shop = (way: Shop['local']['way'], url = 'http://127.0.0.1:5995'): Shop => ({
  ...realShop,
  timeZone: 4,
  local: { way, url, login: 'till' },
});

describe('what every check carries', () => {
  it('straight to ЛМ: its address without the last slash, its login and its password', async () => {
    const settings = memorySettings();
    await settings.keep('lmPassword', 'secret');
    await settings.keep('tillKey', 'key');
    expect(await checkSetup(shop('direct', 'http://127.0.0.1:5995//'), settings, relays, realFn)).toEqual({
      cdn: 'cdn.crpt.ru',
      local: { url: 'http://127.0.0.1:5995', login: 'till', password: 'secret' },
      fn: realFn,
      timeZone: 4,
      tillKey: 'key',
    });
  });

  it("through the gateway: its relay, and ЛМ's own address for the day the gateway is gone", async () =>
    expect((await checkSetup(shop('relay'), memorySettings(), relays, undefined)).local).toEqual({
      url: '/relay/lm',
      direct: 'http://192.168.0.10:5995',
      login: 'till',
      password: '',
    }));

  it.each([
    ['a gateway that relays none', shop('relay'), { ...relays, lm: null }],
    ['a shop without one', shop('none'), relays],
  ] as const)('no ЛМ: %s', async (_, given, told) => {
    const setup = await checkSetup(given, memorySettings(), told, undefined);
    expect(setup.local).toBeUndefined();
    expect(setup).toMatchObject({ fn: undefined, tillKey: undefined });
  });
});

describe('a shop set up by an older version', () => {
  it('sells no alcohol at night', () => {
    const { alcoholHours: _unknown, ...old } = realShop;
    expect(withDefaults(old as Shop).alcoholHours).toEqual(usualAlcoholHours);
    expect(shopDefaults('demo').alcoholHours).toEqual(usualAlcoholHours);
  });
  it('keeps the table that its owner has made', () =>
    expect(withDefaults({ ...realShop, alcoholHours: [] }).alcoholHours).toEqual([]));
});
