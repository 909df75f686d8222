/** «Сервер кассы» of a running till. Comes when its card is opened. */
import { serverDesk, type ServerDesk } from '../app/server/desk.ts';
import { tellChanges } from '../app/shop/settings-events.ts';
import type { Devices } from './devices.ts';
import { hearGateway } from './hear-gateway.ts';
import type { FoundShop } from './shop.ts';
import type { Start } from './start.ts';
import { keepTillKey } from './set-up-server.ts';
import type { Storage } from './storage.ts';

export function tillServer(
  given: { readonly start: Start } & Storage & FoundShop & Devices,
  refreshHealth: () => Promise<void>,
): ServerDesk {
  const { start, settings, saving, setup, watch } = given;
  const { deps } = start;
  return serverDesk({
    call: deps.gatewayCall,
    tillKey: () => settings.secret('tillKey'),
    cdn: () => setup.relays.cdn.host,
    async keepTillKey(tillKey) {
      await keepTillKey(settings, deps, tillKey);
      await tellChanges(saving).catch(() => undefined);
    },
    async changed({ tillKey }) {
      await hearGateway(given).catch(() => undefined);
      // Whoever holds the way to the ККТ holds the old password: the page starts anew, an open receipt comes back.
      if (tillKey) return deps.restart();
      await setup.change({});
      void watch.look();
      await refreshHealth().catch(() => undefined);
    },
  });
}
