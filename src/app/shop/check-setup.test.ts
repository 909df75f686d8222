import { describe, expect, it } from 'vitest';
import { realFn } from '../../../test/unit/fakes/printer.ts';
import { memorySettings, realShop } from '../../../test/unit/fakes/settings.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { checkSetup } from './check-setup.ts';
import type { Relays } from './relays.ts';

const relays: Relays = {
  demo: false,
  cdn: { host: 'cdn.crpt.ru' },
  lm: { url: 'http://192.168.0.10:5995' },
  tspiot: null,
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
    await settings.apply({ lmPassword: 'secret', tillKey: 'key' }, undefined);
    expect(await checkSetup(shop('direct', 'http://127.0.0.1:5995//'), settings, relays, realFn)).toEqual({
      cdn: 'cdn.crpt.ru',
      local: { url: 'http://127.0.0.1:5995', login: 'till', password: 'secret' },
      inn: realShop.inn,
      fn: realFn,
      timeZone: 4,
      tillKey: 'key',
    });
  });

  it("through the gateway: its relay, and nothing of ЛМ's login and password, which the gateway adds", async () =>
    expect((await checkSetup(shop('relay'), memorySettings(), relays, undefined)).local).toEqual({
      url: '/relay/lm',
      login: '',
      password: '',
    }));

  it("through the gateway, where the till has a password all the same: that, and ЛМ's own address for the day the gateway is gone", async () => {
    const settings = memorySettings();
    await settings.apply({ lmPassword: 'secret' }, undefined);
    expect((await checkSetup(shop('relay'), settings, relays, undefined)).local).toEqual({
      url: '/relay/lm',
      direct: 'http://192.168.0.10:5995',
      login: 'till',
      password: 'secret',
    });
  });

  it.each([
    ['a gateway that relays none', shop('relay'), { ...relays, lm: null }],
    ['a shop without one', shop('none'), relays],
  ] as const)('no ЛМ: %s', async (_, given, told) => {
    const setup = await checkSetup(given, memorySettings(), told, undefined);
    expect(setup.local).toBeUndefined();
    expect(setup).toMatchObject({ fn: undefined, tillKey: undefined });
  });
});
