/** «Сервер кассы» of a till that is being set up. Comes when its card is opened. */
import { serverDesk, type ServerDesk } from '../app/server/desk.ts';
import type { Relays } from '../app/shop/relays.ts';
import { eventOf } from '../domain/journal/event.ts';
import type { OpenSettings } from '../storage/settings.ts';
import type { BootDeps } from './deps.ts';

/** The gateway's new password into this till's own settings, with the event of it. */
export async function keepTillKey(settings: OpenSettings, { time }: BootDeps, tillKey: string): Promise<void> {
  const from = (await settings.secret('tillKey')) === undefined ? 'none' : 'set';
  const changes = [{ field: 'tillKey', from, to: 'set' }];
  await settings.apply({ tillKey }, eventOf(time.now(), 'settings-changed', { changes, by: 'server' }));
}

/** Before there is a shop: what is told to the gateway is asked of it again by whoever sets the till up. */
export const setUpServer = (deps: BootDeps, settings: OpenSettings, relays: Relays): ServerDesk =>
  serverDesk({
    call: deps.gatewayCall,
    tillKey: () => settings.secret('tillKey'),
    cdn: () => relays.cdn.host,
    keepTillKey: (tillKey) => keepTillKey(settings, deps, tillKey),
    changed: async () => undefined,
  });
