/** The proof of a check, of which tag 1265 is made (online-check.md §1.4, local-module.md §2.5). */
import * as v from 'valibot';
import type { CheckFailure, Proof } from '../domain/code-check/answer.ts';
import { fail, ok, type Result } from '../domain/base/result.ts';
import { moment } from './answers.ts';
import type { HttpAnswer } from './http.ts';

/** Whatever the clocks do, ГИС МТ has not answered yesterday what was asked today. */
const farthestMs = 86_400_000;

/** The form alone: ЛМ's own are of no version that RFC 9562 knows (§2.5, the manual's sample). */
const uuid = v.pipe(v.string(), v.regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i));

interface Claimed {
  readonly reqId?: unknown;
  readonly reqTimestamp?: unknown;
  readonly inst?: unknown;
  readonly version?: unknown;
}

/** As text and number alone: how old it is, was looked at when it came. */
export const proofFields = {
  reqId: uuid,
  reqTimestamp: moment,
  inst: v.nullish(v.string()),
  version: v.nullish(v.string()),
};

/** Reads it, or says why there is none. `clocks`: times the till may believe, epoch ms; the answer must be within a day of one of them. */
export function readProof(claimed: Claimed, clocks: readonly number[]): Result<Proof, CheckFailure> {
  const { reqId, reqTimestamp, inst, version } = claimed;
  const said = v.safeParse(v.object(proofFields), { reqId, reqTimestamp, inst, version });
  if (!said.success) return fail({ kind: 'malformed', detail: String(said.issues[0].path?.[0]?.key ?? '') });
  const { output } = said;
  if (!clocks.some((clock) => Math.abs(clock - output.reqTimestamp) <= farthestMs))
    return fail({ kind: 'wrong-time', detail: new Date(output.reqTimestamp).toISOString() });
  return ok(proofOf(output));
}

export const proofOf = ({
  reqId,
  reqTimestamp,
  inst,
  version,
}: {
  readonly reqId: string;
  readonly reqTimestamp: number;
  readonly inst?: string | null | undefined;
  readonly version?: string | null | undefined;
}): Proof => ({
  reqId,
  reqTimestamp,
  ...(inst != null && { inst }),
  ...(version != null && { version }),
});

/** Times that the till may believe: its own, and that of the gateway that carried the answer. */
export const clocksOf = (answer: HttpAnswer, now: number): number[] => [
  now,
  ...(answer.kind === 'answer' && answer.date !== undefined ? [answer.date] : []),
];
