/**
 * What page and worker say to each other, read and never cast: after an update one of them may be older than the other. What is unknown is ignored, what is
 * unreadable is no reply.
 */
import * as v from 'valibot';
import type { CheckReply, CheckRequest, CodeChecker } from '../app/ports/checker.ts';
import { trialModes, type TrialMode } from '../app/ports/system.ts';
import type { CheckSetup, SourcesHealth } from '../domain/code-check/source.ts';
import {
  failureKinds,
  type CheckFailure,
  type CheckTimings,
  type CodeCheck,
  type FailureKind,
  type OnlineAnswer,
} from '../domain/code-check/answer.ts';
import { readCheck, type StoredCheck } from '../domain/code-check/stored-check.ts';
import type { Result } from '../domain/base/result.ts';
import { epochMs } from '../domain/base/time.ts';
import { isWhole, lasting, moment, readLocalElement, readOnlineElement, type Reading } from './answers.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { proofFields, proofOf } from './proof.ts';
import type { Whole } from './raw.ts';

const text = v.optional(v.string());
const number = v.pipe(v.number(), v.finite());
const time = v.pipe(moment, v.transform(epochMs));
const isKind = (kind: string): kind is FailureKind => failureKinds.some((known) => known === kind);

/** A kind that this build has no words for is shown as an answer that it cannot read. */
const kind = v.pipe(
  v.string(),
  v.transform((said): FailureKind => (isKind(said) ? said : 'malformed')),
);
export const checkFailure: v.GenericSchema<unknown, CheckFailure> = v.object({
  kind,
  status: v.optional(number),
  detail: text,
  raw: text,
});

const proof = v.pipe(v.object(proofFields), v.transform(proofOf));

/** An answer as the checker hands it on: every field of the right type. Without a flag that decides it may only forbid, so it has no proof. */
function facts<Answer, Envelope extends { readonly answer: Whole; readonly proof?: unknown }>(
  readElement: (element: Whole) => Reading<Answer>,
) {
  return v.rawTransform<Envelope, Omit<Envelope, 'answer'> & { readonly answer: Answer }>(
    ({ dataset, addIssue, NEVER }) => {
      const { facts: answer, wrong, tells } = readElement(dataset.value.answer);
      if (wrong.length === 0 && (tells || !dataset.value.proof)) return { ...dataset.value, answer };
      addIssue();
      return NEVER;
    },
  );
}
const answered = { answer: v.custom<Whole>(isWhole), proof: v.optional(proof), raw: text };

/** With the code itself. */
const readOnline = (element: Whole): Reading<OnlineAnswer> => {
  const { facts, wrong, tells } = readOnlineElement(element);
  const { cis } = element;
  return { facts: { ...facts, cis: String(cis) }, wrong: typeof cis === 'string' ? wrong : [...wrong, 'cis'], tells };
};

const failures = v.record(v.string(), checkFailure);
const codeCheck: v.GenericSchema<unknown, CodeCheck> = v.pipe(
  v.custom<Whole>(isWhole),
  // A worker of a build that knew two sources by name says it in those words.
  v.transform((said): unknown => readCheck(said as unknown as StoredCheck)),
  v.union([
    v.variant('facts', [
      v.pipe(
        v.object({ facts: v.literal('full'), source: v.string(), ...answered, failures: v.optional(failures) }),
        facts(readOnline),
      ),
      v.pipe(
        v.object({ facts: v.literal('offline'), source: v.string(), ...answered, failures: v.optional(failures) }),
        facts(readLocalElement),
      ),
    ]),
    v.object({ source: v.literal('emergency'), by: text, raw: text }),
    v.object({
      source: v.literal('none'),
      failures: v.pipe(
        failures,
        v.check((said) => Object.keys(said).length > 0),
      ),
    }),
  ]),
);

const isOfSource = (name: string): name is `${string}Ms` => name.endsWith('Ms');
const timings: v.GenericSchema<unknown, CheckTimings> = v.pipe(
  v.objectWithRest({ scannedAt: time, decidedMs: number, host: text }, v.unknown()),
  v.check((said) => Object.entries(said).every(([name, ms]) => !isOfSource(name) || v.is(v.optional(number), ms))),
  v.transform(({ scannedAt, decidedMs, host, ...rest }) => {
    const ofSources = Object.entries(rest).filter(([name]) => isOfSource(name)) as Array<[`${string}Ms`, number]>;
    return { scannedAt, decidedMs, ...(host !== undefined && { host }), ...Object.fromEntries(ofSources) };
  }),
);

/** `asked`: as many checks must come back, in the same order. */
export const checkReply = (asked: number): v.GenericSchema<unknown, CheckReply> =>
  v.object({ checks: v.pipe(v.array(codeCheck), v.length(asked)), timings });

const sourceHealth = v.object({
  failure: v.optional(checkFailure),
  at: v.optional(time),
  lastSync: v.optional(time),
  lastsMs: v.optional(lasting),
});
export const sourcesHealth: v.GenericSchema<unknown, SourcesHealth> = v.object({
  sources: v.record(v.string(), sourceHealth),
  time: v.optional(v.object({ at: time, heardAt: time })),
});

export const saleReply: v.GenericSchema<unknown, Result<void, CheckFailure>> = v.variant('ok', [
  v.pipe(
    v.object({ ok: v.literal(true) }),
    v.transform(({ ok }) => ({ ok, value: undefined })),
  ),
  v.object({ ok: v.literal(false), failure: checkFailure }),
]);

// ── what the page asks of the worker

const access = v.object({ url: v.string(), direct: text, login: v.string(), password: v.string() });
const setupFields = {
  cdn: v.string(),
  local: v.optional(access),
  fn: text,
  timeZone: number,
  tillKey: text,
  inn: text,
  sources: v.optional(v.record(v.string(), v.unknown())),
};
const checkSetup: v.GenericSchema<unknown, CheckSetup> = v.object(setupFields);
export const healthRequest: v.GenericSchema<unknown, Parameters<CodeChecker['refreshHealth']>[0]> = v.object({
  ...setupFields,
  since: v.optional(time),
});
export const checkRequest: v.GenericSchema<unknown, CheckRequest> = v.object({
  codes: v.array(v.object({ code: v.string(), ki: v.string(), group: v.optional(number) })),
  scannedAt: time,
  setup: checkSetup,
  aheadMs: v.optional(number),
});
export const saleRequest: v.GenericSchema<unknown, { readonly ki: string; readonly setup: CheckSetup }> = v.object({
  ki: v.string(),
  setup: checkSetup,
});
export const trialRequest: v.GenericSchema<unknown, { readonly mode: TrialMode; readonly request: CheckRequest }> =
  v.object({ mode: v.picklist(trialModes), request: checkRequest });

// ── what the worker asks of the page

const httpRequest: v.GenericSchema<unknown, HttpRequest> = v.object({
  method: v.picklist(['GET', 'POST']),
  url: v.string(),
  headers: v.record(v.string(), v.string()),
  body: text,
  limitMs: number,
});
export const carryMessage: v.GenericSchema<unknown, { readonly type: 'poltora-carry'; readonly request: HttpRequest }> =
  v.object({ type: v.literal('poltora-carry'), request: httpRequest });
export const httpAnswer: v.GenericSchema<unknown, HttpAnswer> = v.variant('kind', [
  v.object({
    kind: v.literal('answer'),
    status: number,
    relay: text,
    date: v.optional(number),
    upstreamDate: v.optional(number),
    body: v.string(),
  }),
  v.object({
    kind: v.literal('failed'),
    why: v.picklist(['refused', 'broken', 'timeout', 'aborted', 'no-page']),
    detail: text,
  }),
]);
