import { plainInn } from '../../domain/shop/inn.ts';
import { usualAlcoholHours } from '../../domain/verdict/buyer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { Settings } from '../ports/settings.ts';
import type { Shop } from '../../domain/shop/shop.ts';

/** What the gateway says it relays (`GET /relay`); kept from the last time when it does not answer. */
export interface Relays {
  readonly demo: boolean;
  readonly cdn: { readonly host: string };
  /** `url`: where the gateway finds ЛМ, for the day the gateway itself is gone. */
  readonly lm: { readonly url: string } | null;
  /** `address`: the network ККТ it is set up for. */
  readonly kkt: { readonly address: string } | null;
}

/** A shop before a person has said anything about its ККТ: the practice one, or none; nothing rounded; marks sold as the law allows; no days after an emergency; no alcohol at night. */
export const shopDefaults = (
  kind: Shop['kind'],
): Pick<Shop, 'kkt' | 'rounding' | 'refuted' | 'afterEmergency' | 'alcoholHours'> => ({
  kkt: { link: kind === 'demo' ? 'demo' : 'none', password: 30, vat22: 'auto', shared: false },
  rounding: 'none',
  refuted: 'sell',
  afterEmergency: 'as-always',
  alcoholHours: usualAlcoholHours,
});

/** Puts together what every check carries: the shop's settings, its secrets and the gateway's word. */
export async function checkSetup(
  shop: Shop,
  settings: Pick<Settings, 'secret'>,
  relays: Relays,
  fn: string | undefined,
): Promise<CheckSetup> {
  const password = await settings.secret('lmPassword');
  const access = address(shop, relays, password !== undefined);
  // The gateway adds ЛМ's login and password (POLTORA_LM). A till that has its own sends them all the same: the gateway may have none.
  const isGatewayToSign = shop.local.way === 'relay' && password === undefined;
  return {
    cdn: relays.cdn.host,
    local: access && { ...access, login: isGatewayToSign ? '' : shop.local.login, password: password ?? '' },
    fn,
    timeZone: shop.timeZone,
    tillKey: await settings.secret('tillKey'),
    inn: plainInn(shop.inn),
  };
}

/** ЛМ's own address is of use only with a password: without one it would answer 401 for a gateway that is gone. */
function address({ local }: Shop, relays: Relays, hasPassword: boolean): { url: string; direct?: string } | undefined {
  if (local.way === 'direct') return { url: local.url.replace(/\/+$/, '') };
  return local.way === 'relay' && relays.lm
    ? { url: '/relay/lm', ...(hasPassword && { direct: relays.lm.url }) }
    : undefined;
}
