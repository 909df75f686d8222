/** Which flags of an answer decide: one that has none of them says nothing of whether its goods may be sold, live or from a journal. */
import type { LocalAnswer, OnlineAnswer } from './answer.ts';
import type { Facts } from './source-id.ts';

const deciding = {
  full: ['found', 'valid', 'verified', 'utilised', 'realizable', 'sold', 'isBlocked'],
  offline: ['isBlocked', 'sold'],
} as const satisfies {
  readonly full: ReadonlyArray<keyof OnlineAnswer>;
  readonly offline: ReadonlyArray<keyof LocalAnswer>;
} & Readonly<Record<Facts, unknown>>;

/** Whether at least one flag that decides is there. */
export const tells = (facts: Facts, answer: Partial<OnlineAnswer> & LocalAnswer): boolean =>
  deciding[facts].some((flag) => answer[flag] !== undefined);
