import { plainInn } from '../../domain/shop/inn.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { Settings } from '../ports/settings.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Relays } from './relays.ts';

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
    // Set, it is the only online check, also while the gateway has no address of it.
    ...(shop.tsPiot.way === 'relay' && { sources: { tspiot: { at: relays.tspiot?.at ?? [] } } }),
  };
}

/** ЛМ's own address is of use only with a password: without one it would answer 401 for a gateway that is gone. */
function address({ local }: Shop, relays: Relays, hasPassword: boolean): { url: string; direct?: string } | undefined {
  if (local.way === 'direct') return { url: local.url.replace(/\/+$/, '') };
  return local.way === 'relay' && relays.lm
    ? { url: '/relay/lm', ...(hasPassword && { direct: relays.lm.url }) }
    : undefined;
}
