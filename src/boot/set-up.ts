/** A till without a shop: a practice one is made of what the demo server gives, a real one is asked of its owner. */
import { readDemoShop } from '../app/shop/demo-shop.ts';
import { keepWitness } from '../app/journal/witness-keeper.ts';
import { knownTills, settingsOf } from '../app/journal/witness.ts';
import type { Relays } from '../app/shop/relays.ts';
import { eventOf } from '../domain/journal/event.ts';
import { shopDefaults } from '../domain/shop/shop.ts';
import type { Shop } from '../domain/shop/shop.ts';
import { usualVat } from '../domain/shop/taxation.ts';
import { saver } from './late.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

/** Makes the practice shop of a demo server. Undefined: its goods cannot be had. */
export async function makeDemoShop(
  { deps }: Start,
  relays: Relays,
  { settings, catalogue, saving }: Storage,
): Promise<Shop | undefined> {
  const demo = readDemoShop(await deps.fetchJson('/demo.json'));
  if (!demo) return undefined;
  await catalogue.put(demo.goods);
  await settings.remember('samples', demo.samples);
  const made = { ...proposal('demo', relays), ...demo.shop, vat: usualVat(demo.shop.taxation) };
  const save = await saver();
  // The password is the emulator's. A page that may seal nothing practises without ЛМ.
  await save(saving, undefined, made, settings.isSecure ? { lmPassword: 'admin' } : {});
  return made;
}

/** Asks the owner of a real shop; or takes the till for one that lost all it had, where the gateway remembers it. */
export function askOwner(
  { deps, view }: Start,
  relays: Relays,
  { settings, saving }: Storage,
  why: 'unread' | 'lost' | undefined,
): void {
  view.set({
    phase: 'set-up',
    why,
    proposal: proposal('real', relays),
    save: async (made, secrets, pin) => {
      const save = await saver();
      const answer = await save(saving, undefined, made, secrets, pin);
      if (answer.kind !== 'saved') return answer;
      // All of them are the owner's own words now.
      if (why === 'unread') await settings.remember('unread', []).catch(() => undefined);
      // The owner's code is shown once: first it is written down.
      if (answer.ownerCode !== undefined) return { ...answer, begin: deps.restart };
      deps.restart();
      return answer;
    },
    server: async () => (await import('./set-up-server.ts')).setUpServer(deps, settings, relays),
    known: async (tillKey) => {
      const answer = await deps.gatewayMemory(tillKey).tills();
      return answer === 'key' ? 'key' : knownTills(answer, deps.tillId);
    },
    adopt: async ({ till, witness }, tillKey) => {
      const hadKey = (await settings.secret('tillKey')) !== undefined;
      const changes = [
        { field: 'tillId', from: deps.tillId, to: till },
        ...(tillKey ? [{ field: 'tillKey', from: hadKey ? 'set' : 'none', to: 'set' }] : []),
      ];
      // The next start carries the event into the journal, behind the comparison with what the gateway remembers.
      await settings.apply({ tillKey }, eventOf(deps.time.now(), 'settings-changed', { changes, by: 'adopted' }));
      // The list of tills tells no settings.
      const remembered = await deps.gatewayMemory(tillKey).till(till);
      // The next start finds a witness of more than it has, and says so.
      keepWitness(deps.memory, { ...witness, shop: settingsOf(remembered) });
      deps.adoptTill(till);
      deps.restart();
    },
  });
}

/** A shop before a person has said anything about it. ЛМ's usual login is admin (local-module.md §1.3). */
const proposal = (kind: Shop['kind'], relays: Relays): Shop => ({
  kind,
  name: '',
  inn: '',
  till: '',
  cashier: '',
  taxation: 'usnIncome',
  vat: usualVat('usnIncome'),
  timeZone: 2,
  local: { way: relays.lm ? 'relay' : 'direct', url: 'http://127.0.0.1:5995', login: 'admin' },
  unverified: 'forbid',
  ...shopDefaults(kind),
  // A gateway that was given a ККТ was given it for us.
  ...(relays.kkt && { kkt: { ...shopDefaults(kind).kkt, link: 'relay' } }),
});
