/**
 * Checks that are measured, for «Измерить эту кассу»: the very race of a scan, over the very sources. What is remembered of them is a copy that is thrown away, so
 * that no host is blamed, no pause begins and no strip changes by a trial. How the first sources fall silent is played here, never on the network.
 */
import type { CodeChecker } from '../app/ports/checker.ts';
import type { TrialMode } from '../app/ports/system.ts';
import { fail } from '../domain/base/result.ts';
import { createCheckers, type CheckerDeps } from './checker.ts';
import type { Http } from './http.ts';
import type { Asked, MakeSource } from './source.ts';
import { sources as allSources } from './sources/index.ts';

/** Makes the checkers for trials of this mode. */
export const trialCheckers = (deps: CheckerDeps, mode: TrialMode): ((localHttp: Http) => CodeChecker) =>
  createCheckers({
    ...deps,
    store: { load: () => deps.store.load(), save: async () => undefined },
    sources: (deps.sources ?? allSources).map(played(mode)),
  });

/** Those that the law gives 1.5 s come first (ПП РФ № 1944 п. 17): they are the ones that fall silent. */
const played =
  (mode: TrialMode) =>
  (make: MakeSource): MakeSource =>
  (realm) => {
    const source = make(realm);
    if (mode === 'usual' || source.budgetMs === undefined) return source;
    const { learn: _, ready: __, ...rest } = source;
    return mode === 'silent'
      ? { ...rest, ask: unheard }
      : { ...rest, ready: async () => ({ dead: away }), ask: refused };
  };

const away = { kind: 'offline' } as const;
const refused = async (): Promise<Asked> => ({ ...fail(away), isUnasked: true });
/** Says nothing until nobody waits any more. */
const unheard = (_: unknown, signal: AbortSignal): Promise<Asked> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(fail({ kind: 'timeout' }))));
