/** What the page shows before and instead of the sale, without a till behind it. */
import { mount, unmount } from 'svelte';
import { firstAnswers } from '../../src/app/set-up/answers.ts';
import type { ServerDesk } from '../../src/app/server/desk.ts';
import { fail } from '../../src/domain/base/result.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { shopDefaults, type Shop } from '../../src/domain/shop/shop.ts';
import type { BootView } from '../../src/app/till.ts';
import { noLink } from '../unit/fakes/setup-source.ts';
import App from '../../src/ui/shell/App.svelte';

export const proposal: Shop = {
  kind: 'real',
  name: 'У дома',
  inn: '7707083893',
  till: '1',
  cashier: 'Петрова',
  taxation: 'usnIncome',
  vat: 'none',
  timeZone: 2,
  local: { way: 'none', url: '', login: 'admin' },
  unverified: 'forbid',
  ...shopDefaults('real'),
};

export const nobody = { by: 'nobody', shown: '' } as const;
/** What a gateway has of which nobody has told anything. */
export const untold = {
  key: nobody,
  lm: nobody,
  tspiot: nobody,
  kkt: nobody,
  tillKey: nobody,
  https: nobody,
  connect: nobody,
  setup: nobody,
};
/** The settings of a gateway to which only the key was told, which ЦРПТ refuses. */
export const emptyServer: ServerDesk = {
  look: async () => ({
    kind: 'shown',
    server: {
      fields: { ...untold, key: { by: 'page', shown: '4afc' } },
      isKept: true,
      isDamaged: false,
    },
  }),
  save: async () => ({ kind: 'not-kept' }),
  tablets: async () => ({ kind: 'gone' }),
  findTsPiot: async () => ({ kind: 'gone' }),
  tryKey: async () => 'key-refused',
};

/** The set-up of a new till that keeps nothing. */
export const setUpView: Extract<BootView, { phase: 'set-up' }> = {
  phase: 'set-up',
  proposal,
  save: async () => ({ kind: 'saved' }),
  known: async () => [],
  adopt: async () => undefined,
  server: () => new Promise(() => undefined),
  setupLink: noLink,
  desk: {
    answers: async () => firstAnswers(180),
    keep: async () => undefined,
    hearGateway: async () => undefined,
    find: async () => fail({ kind: 'not-connected' }),
    isClosed: async () => false,
    health: async () => ({ sources: { online: { at: epochMs(1) } } }),
  },
};

/** Shows it until the returned function is called. */
export function show(view: BootView): () => Promise<void> {
  const target = Object.assign(document.createElement('div'), { id: 'app' });
  document.body.append(target);
  const app = mount(App, { target, props: { boot: { get: () => view, subscribe: () => () => undefined } } });
  return async () => {
    await unmount(app);
    target.remove();
  };
}
