/** Set-up by link, of the running till and of a new one. Comes when the page has nothing better to do. */
import { answersBy, type NewTillLink } from '../app/set-up/by-link.ts';
import type { ConversationDesk } from '../app/set-up/conversation.ts';
import { factsOf, SetupLinkDesk, type LinkFault } from '../app/shop/setup-by-link.ts';
import { fileOf, readKeptSetup, setupName, type KeptSetup } from '../app/shop/setup-kept.ts';
import type { Till } from '../app/till.ts';
import type { Shop } from '../domain/shop/shop.ts';
import type { BootDeps } from './deps.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

type Kept = Pick<Storage['settings'], 'recall' | 'remember' | 'secret'>;

const common = async (deps: BootDeps, settings: Kept) => ({
  source: await deps.setupSource(),
  call: deps.gatewayCall,
  tillKey: () => settings.secret('tillKey'),
  clock: deps.time,
  kept: async () => readKeptSetup(await settings.recall(setupName)),
  keep: (kept: KeptSetup) => settings.remember(setupName, kept),
});

export async function tillSetupLink(
  { start, settings }: { readonly start: Start } & Storage,
  till: Pick<Till, 'shop' | 'saveShop'>,
): Promise<SetupLinkDesk> {
  const means = await common(start.deps, settings);
  let faults: readonly LinkFault[] = [];
  const show = (kept: KeptSetup): void => start.change({ setup: factsOf(kept, faults) });
  show(await means.kept());
  return new SetupLinkDesk({
    ...means,
    keep: async (kept) => {
      await means.keep(kept);
      show(kept);
    },
    tell: (found) => {
      faults = found;
      void means.kept().then(show, () => undefined);
    },
    shop: () => till.shop.get(),
    set: (shop, _file, pin) => till.saveShop(shop, {}, pin, 'link'),
  });
}

export async function newTillLink(
  deps: BootDeps,
  settings: Kept,
  proposal: Shop,
  { answers, keep }: Pick<ConversationDesk, 'answers' | 'keep'>,
): Promise<NewTillLink> {
  const means = await common(deps, settings);
  const desk = new SetupLinkDesk({
    ...means,
    shop: () => proposal,
    set: async (_shop, file) => {
      await keep(answersBy(file, await answers(), proposal));
      return { kind: 'saved' };
    },
  });
  return { desk, accepted: async () => fileOf(await means.kept()) };
}
