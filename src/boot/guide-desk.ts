/** What the guide of a new till needs; it comes when the guide or the list of what is left is opened. */
import { readKeptGuide, type GuideDesk } from '../app/set-up/guide.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

/** Under this name the settings keep how far the guide has come. */
const guideName = 'set-up-guide';

export const guideDesk = ({
  start,
  settings,
  journal,
  catalogue,
}: { readonly start: Start } & Pick<Storage, 'settings' | 'journal' | 'catalogue'>): GuideDesk => ({
  read: async () => {
    const kept = readKeptGuide(await settings.recall(guideName));
    if (kept.isOver) return kept;
    const [sold] = await journal.finished(undefined, 1);
    return { ...kept, isOver: sold !== undefined };
  },
  keep: (guide) => settings.remember(guideName, guide),
  hasGoods: async () => (await catalogue.count()) > 0,
  askToPersist: async () => start.change({ persisted: await start.deps.persist().catch(() => undefined) }),
});
