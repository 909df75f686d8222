/** The ids of the sources of this build, in order of trust: for a page that has none of their code at hand. */
import type { CheckSetup } from '../../domain/code-check/source.ts';

export const sourceIds = ['tspiot', 'online', 'local'] as const;

/** Whether the shop has ТС ПИоТ: then it is the only online check, and ЦРПТ is not asked (tspiot.md §2). */
export const hasTsPiot = ({ sources }: Pick<CheckSetup, 'sources'>): boolean => sources?.['tspiot'] !== undefined;

/** Those that this shop has. */
export const sourceIdsOf = (setup: Pick<CheckSetup, 'sources'>): ReadonlyArray<(typeof sourceIds)[number]> =>
  sourceIds.filter((id) => id === 'local' || (id === 'tspiot') === hasTsPiot(setup));
