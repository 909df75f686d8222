/** A till without a shop: a practice one is made of what the demo server gives, a real one is asked of its owner. */
import { readDemoShop } from '../app/shop/demo-shop.ts';
import { heardSince } from '../app/health.ts';
import { firstAnswers, readAnswers } from '../app/set-up/answers.ts';
import type { ConversationDesk } from '../app/set-up/conversation.ts';
import { findKkt } from '../app/set-up/found-kkt.ts';
import { checkSetup } from '../app/shop/check-setup.ts';
import { keepWitness } from '../app/journal/witness-keeper.ts';
import { knownTills, settingsOf } from '../app/journal/witness.ts';
import { readRelays, type Relays } from '../app/shop/relays.ts';
import { hoursAhead } from '../domain/base/time.ts';
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
  const desk = conversationDesk(deps, relays, settings);
  const proposed = proposal('real', relays);
  view.set({
    phase: 'set-up',
    why,
    proposal: proposed,
    save: async (made, secrets, pin) => {
      const save = await saver();
      const answer = await save(saving, undefined, made, secrets, pin);
      if (answer.kind !== 'saved') return answer;
      await settings.remember(answersName, undefined).catch(() => undefined);
      // All of them are the owner's own words now.
      if (why === 'unread') await settings.remember('unread', []).catch(() => undefined);
      // The owner's code is shown once: first it is written down.
      if (answer.ownerCode !== undefined) return { ...answer, begin: deps.restart };
      deps.restart();
      return answer;
    },
    server: async () => (await import('./set-up-server.ts')).setUpServer(deps, settings, relays),
    setupLink: async () => (await import('./setup-link.ts')).newTillLink(deps, settings, proposed, desk),
    desk,
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

/** Under this name the settings keep what was answered of the conversation. */
const answersName = 'set-up-answers';

function conversationDesk(deps: Start['deps'], relays: Relays, settings: Storage['settings']): ConversationDesk {
  return {
    gatewayKkt: relays.kkt?.address,
    hearGateway: async () => readRelays(await deps.fetchJson('/relay'), relays)?.kkt?.address,
    choosePort: deps.choosePort,
    answers: async () =>
      readAnswers(await settings.recall(answersName)) ??
      firstAnswers(-new Date(deps.clock.now()).getTimezoneOffset(), relays.kkt ? 'relay' : undefined),
    keep: (answers) => settings.remember(answersName, answers),
    find: async ({ link = 'none', password, timeZone, till }, tillKey) => {
      const printer = deps.openPrinter(
        { ...shopDefaults('real').kkt, link, password },
        { zone: () => hoursAhead(timeZone), tillKey, name: () => till },
      );
      // Let go of at once: the till opens it anew, and a ККТ in the network has one till at a time.
      return findKkt(printer).finally(() => printer.release());
    },
    isClosed: async (url) => (await deps.localPermission(url)) === 'closed',
    health: async (shop, typed) => {
      const since = deps.clock.now();
      const secret: typeof settings.secret = async (name) => typed[name] ?? settings.secret(name);
      const setup = await checkSetup(shop, { secret }, relays, undefined);
      return heardSince(since, await deps.checker.refreshHealth({ ...setup, since }));
    },
  };
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
  local: { way: relays.lm ? 'relay' : 'none', url: 'http://127.0.0.1:5995', login: 'admin' },
  unverified: 'forbid',
  ...shopDefaults(kind),
  // A gateway that was given ТС ПИоТ, or a ККТ, was given it for us.
  ...(relays.tspiot && { tsPiot: { ...shopDefaults(kind).tsPiot, way: 'relay' } }),
  ...(relays.kkt && { kkt: { ...shopDefaults(kind).kkt, link: 'relay' } }),
});
