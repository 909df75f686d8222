/** One code of an answer: what the services have in common of reading it. */
import type { CheckFailure, CodeCheck, Proof } from '../domain/code-check/answer.ts';
import type { Result } from '../domain/base/result.ts';
import type { EpochMs } from '../domain/base/time.ts';
import { judge } from '../domain/verdict/index.ts';
import { isWhole as isObject, type Reading } from './answers.ts';
import { cut, type Whole } from './raw.ts';

/** What a service says of one code, or why it says nothing. `proof` is absent of a ban alone. `raw`: what came about this code. */
export type Element<Answer> =
  | { readonly ok: true; readonly answer: Answer; readonly proof?: Proof | undefined; readonly raw: string }
  | { readonly ok: false; readonly failure: CheckFailure };

/** When and where it is read: a shelf life may be over. `zone`: hours ahead of UTC. */
export interface ReadingAt {
  readonly now: EpochMs;
  readonly zone: number;
}

/** Elements of `codes` about this code; none where `codes` is no list. */
export const elementsOf = (codes: unknown, code: string): Whole[] =>
  Array.isArray(codes) ? (codes as unknown[]).filter(isObject).filter(({ cis }) => cis === code) : [];

/**
 * Makes one of all that an answer says of one code. What is legible and forbids stands, whatever else is wrong with it: the law's own table says what forbids.
 * Anything less than a whole element, told once or always alike, with a proof, is no answer.
 */
export function tell<Answer>(
  readings: ReadonlyArray<Reading<Answer> & { readonly proof: Result<Proof, CheckFailure>; readonly raw: string }>,
  check: (answer: Answer) => CodeCheck,
  at: ReadingAt,
): Element<Answer> {
  const [first] = readings;
  if (!first) return { ok: false, failure: { kind: 'no-element' } };
  const isWhole = ({ wrong, tells }: Reading<Answer>): boolean => wrong.length === 0 && tells;
  const ban = readings.find(({ facts }) => judge(check(facts), at).kind === 'forbidden');
  // The price or the clock may be changed after a ban: what is left of a damaged element must allow nothing then.
  if (ban)
    return {
      ok: true,
      answer: ban.facts,
      proof: isWhole(ban) && ban.proof.ok ? ban.proof.value : undefined,
      raw: ban.raw,
    };
  const unreadable = readings.find((reading) => !isWhole(reading));
  if (unreadable) return malformed(unreadable.wrong.join(', '), unreadable.raw);
  // Two answers about one code that are not the same are none.
  if (new Set(readings.map(({ facts }) => JSON.stringify(facts))).size > 1) return malformed('cis', first.raw);
  if (!first.proof.ok) return { ok: false, failure: { ...first.proof.failure, raw: cut(first.raw) } };
  return { ok: true, answer: first.facts, proof: first.proof.value, raw: first.raw };
}

const malformed = (detail: string, raw: string): { ok: false; failure: CheckFailure } => ({
  ok: false,
  failure: { kind: 'malformed', ...(detail !== '' && { detail }), raw: cut(raw) },
});
