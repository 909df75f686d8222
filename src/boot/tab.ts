import type { Phase } from './pipeline.ts';
import type { Start } from './start.ts';

/** One live tab per till: two must not both recover. Another one is asked to hand over when a person wants it. */
export const tab: Phase<{ readonly start: Start }, object> = {
  name: 'tab',
  async run({ start: { deps, view } }) {
    if (await deps.tab.claim()) return {};
    const take = (): void => {
      view.set({ phase: 'elsewhere', refused: false, take });
      void deps.tab.take().then((taken) => {
        if (!taken) view.set({ phase: 'elsewhere', refused: true, take });
      });
    };
    view.set({ phase: 'elsewhere', refused: false, take });
    await deps.tab.waiting;
    view.set({ phase: 'starting' });
    return {};
  },
};
