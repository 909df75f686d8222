import type { CheckSetup, Settings, Shop } from './ports.ts';

/** What the gateway says it relays (`GET /relay`); kept from the last time when it does not answer. */
export interface Relays {
  readonly demo: boolean;
  readonly cdn: { readonly host: string };
  /** `url`: where the gateway finds ЛМ, for the day the gateway itself is gone. */
  readonly lm: { readonly url: string } | null;
}

/** Puts together what every check carries: the shop's settings, its secrets and the gateway's word. */
export async function checkSetup(shop: Shop, settings: Settings, relays: Relays, fn: string | undefined): Promise<CheckSetup> {
  const access = address(shop, relays);
  return {
    cdn: relays.cdn.host,
    local: access && { ...access, login: shop.local.login, password: (await settings.secret('lmPassword')) ?? '' },
    fn,
    timeZone: shop.timeZone,
    tillKey: await settings.secret('tillKey'),
  };
}

function address({ local }: Shop, relays: Relays): { url: string; direct?: string } | undefined {
  if (local.way === 'direct') return { url: local.url.replace(/\/+$/, '') };
  return local.way === 'relay' && relays.lm ? { url: '/relay/lm', direct: relays.lm.url } : undefined;
}
