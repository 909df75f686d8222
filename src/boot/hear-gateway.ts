/** The gateway's word for a till that runs: asked each minute, and when its owner has told it something new. */
import { gatewayEvent } from '../app/shop/settings-events.ts';
import type { Devices } from './devices.ts';
import { askGateway, isOfOtherKind, type FoundShop } from './shop.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

/** The gateway may have been started anew with other addresses. False: it serves a shop of the other kind. */
export async function hearGateway({
  start,
  settings,
  journal,
  clockKeeper,
  shop,
  shopSignal,
  setup,
}: { readonly start: Start } & Storage & FoundShop & Devices): Promise<boolean> {
  const { relays } = setup;
  const told = await askGateway(start, relays);
  const word = start.deps.gatewayTime?.();
  if (word) clockKeeper.hear({ by: 'gateway', ...word });
  if (told && isOfOtherKind(told, shop)) return false;
  if (told && JSON.stringify(told) !== JSON.stringify(relays)) {
    await settings.remember('relays', told);
    const event = gatewayEvent(start.deps.time.now(), relays, told);
    if (event) await journal.record(event);
    await setup.change({ relays: told, shop: shopSignal.get() });
  }
  return true;
}
