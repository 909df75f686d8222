/** The checker's own suite once more, with a third source beside the two of today: it is added here, and nothing else is touched. */
import { vi } from 'vitest';
import type { MakeSource } from './source.ts';

/** Trusted least and never of help. It answers no sooner than anybody else has failed, so that no time in the suite changes. */
const silent: MakeSource = () => ({
  id: 'third',
  ask: async () => ({ ok: false, failure: { kind: 'not-set-up' }, isUnasked: true }),
  refreshHealth: async () => undefined,
  health: async () => ({ failure: { kind: 'not-set-up' } }),
});

vi.mock('./sources/index.ts', async (original) => {
  const { sources } = await original<{ readonly sources: readonly MakeSource[] }>();
  return { sources: [...sources, silent] };
});

await import('./checker.test.ts');
