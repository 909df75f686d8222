import { usualAlcoholHours } from '../domain/verdict/buyer.ts';
import type { CheckSetup, Settings, Shop } from './ports.ts';

/** What the gateway says it relays (`GET /relay`); kept from the last time when it does not answer. */
export interface Relays {
  readonly demo: boolean;
  readonly cdn: { readonly host: string };
  /** `url`: where the gateway finds ЛМ, for the day the gateway itself is gone. */
  readonly lm: { readonly url: string } | null;
  /** `address`: the network ККТ it is set up for. */
  readonly kkt: { readonly address: string } | null;
}

/** What a shop set up by an older version does not say yet. */
export const withDefaults = (shop: Shop): Shop => ({ ...shopDefaults(shop.kind), ...shop });

/** A shop before a person has said anything about its ККТ: the practice one, or none; nothing rounded; marks sold as the law allows; no days after an emergency; no alcohol at night. */
export const shopDefaults = (
  kind: Shop['kind'],
): Pick<Shop, 'kkt' | 'rounding' | 'refuted' | 'afterEmergency' | 'alcoholHours'> => ({
  kkt: { link: kind === 'demo' ? 'demo' : 'none', password: 30, vat22: 'auto' },
  rounding: 'none',
  refuted: 'sell',
  afterEmergency: 'as-always',
  alcoholHours: usualAlcoholHours,
});

/** Puts together what every check carries: the shop's settings, its secrets and the gateway's word. */
export async function checkSetup(
  shop: Shop,
  settings: Settings,
  relays: Relays,
  fn: string | undefined,
): Promise<CheckSetup> {
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
