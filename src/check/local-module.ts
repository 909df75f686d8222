/** ЛМ ЧЗ: the offline check, the register of sold items and its state (local-module.md §2). API v2, and v1 for modules before 2.0. */
import type { CheckRequest, CheckSetup, LocalModuleAccess } from '../app/ports.ts';
import type { CheckFailure, LocalAnswer, Proof } from '../domain/code-check.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { epochMs, type EpochMs } from '../domain/time.ts';
import { localAnswer, localError, localStatus, read, readWhole, sellAnswer, type LocalResult } from './answers.ts';
import type { Http, HttpAnswer } from './http.ts';
import { localLimitMs } from './race.ts';
import { cut, refusalOf, withOneCode, type Whole } from './raw.ts';

export type LocalApi = 'v1' | 'v2';
export type LocalElement =
  | { readonly ok: true; readonly answer: LocalAnswer; readonly proof: Proof; readonly raw: string }
  | { readonly ok: false; readonly failure: CheckFailure };
type Answered<Value> =
  | { readonly ok: true; readonly value: Value; readonly api: LocalApi }
  | { readonly ok: false; readonly failure: CheckFailure };

/** Not on the way of a queue: ЛМ's own limit is 5 s (§1.4). */
const quietLimitMs = 6_000;

/** One element per code, in the order of the request. `api` in the answer is the version that answered. */
export async function askLocal(
  request: CheckRequest,
  access: LocalModuleAccess,
  api: LocalApi,
  http: Http,
  signal: AbortSignal,
): Promise<Answered<LocalElement[]>> {
  const { codes, setup } = request;
  // v2 takes objects and needs the group for minimum prices; v1 takes bare strings (§2.5). КИ only, escaped by JSON and nothing else.
  const body = {
    v2: {
      tz: setup.timeZone,
      cis_list: codes.map(({ ki, group }) => ({ cis: ki, ...(group !== undefined && { pg: group }) })),
    },
    v1: { cis_list: codes.map(({ ki }) => ki) },
  };
  let came: HttpAnswer | undefined;
  const asked = await call(
    access,
    setup,
    api,
    { method: 'POST', path: 'cis/outCheck', body, limitMs: localLimitMs },
    async (each, until) => (came = await http(each, until)),
    signal,
    (answer) => {
      const parsed = readWhole(localAnswer, answer.body);
      if (!parsed) return fail({ kind: 'malformed', status: answer.status });
      const { said, whole } = parsed;
      const results = 'results' in said ? said.results : [said];
      const raws = 'results' in said ? (whole['results'] as readonly Whole[]) : [whole];
      const rawOf = (place: number, code: number): string => {
        const result = raws[place];
        if (codes.length === 1 || !result) return answer.body;
        const own = code < 0 ? result : withOneCode(result, code);
        return JSON.stringify('results' in said ? { ...whole, results: [own] } : own);
      };
      return ok(codes.map(({ ki }, index) => element(results, ki, index, rawOf)));
    },
  );
  return asked.ok ? asked : fail({ ...asked.failure, raw: refusalOf(came) });
}

/** The element of one КИ: by the echoed КИ, or by its place where the element carries none (a КИ it could not read). `rawOf`: of the result and its code at these places, -1 for none. */
function element(
  results: readonly LocalResult[],
  ki: string,
  index: number,
  rawOf: (place: number, code: number) => string,
): LocalElement {
  const echoed = results.findIndex(({ codes }) => codes?.some(({ cis }) => cis === ki));
  const place = echoed >= 0 || results[index]?.codes?.length ? echoed : index;
  const result = results[place];
  const code = result?.codes?.findIndex(({ cis }) => cis === ki) ?? -1;
  const raw = rawOf(place, code);
  if (!result) return { ok: false, failure: { kind: 'no-element', raw: cut(raw) } };
  // 400 in an element: ЛМ could not read the КИ. No verdict, and above all no ban (§3.7).
  if ((result.code ?? 0) !== 0)
    return {
      ok: false,
      failure: { kind: 'lm-bad-code', status: result.code, detail: result.description, raw: cut(raw) },
    };
  const answer = result.codes?.[code];
  if (!answer || result.reqId === undefined || result.reqTimestamp === undefined)
    return { ok: false, failure: { kind: 'malformed', raw: cut(raw) } };
  return {
    ok: true,
    answer,
    proof: { reqId: result.reqId, reqTimestamp: result.reqTimestamp, inst: result.inst, version: result.version },
    raw,
  };
}

/** Registers a sold item. 4070 «already registered» is what was wanted (§2.6). */
export async function sell(
  ki: string,
  access: LocalModuleAccess,
  setup: CheckSetup,
  api: LocalApi,
  http: Http,
): Promise<Answered<void>> {
  const body = { cis_list: [ki] };
  return call(
    access,
    setup,
    api,
    { method: 'POST', path: 'cis/sell', body: { v1: body, v2: body }, limitMs: quietLimitMs },
    http,
    undefined,
    (answer) => {
      if (answer.status >= 300) return ok(undefined);
      const result = read(sellAnswer, answer.body)?.results[0];
      // A page of a proxy is no registration: told again, a registered item is answered by 4070.
      if (!result) return fail({ kind: 'malformed', status: answer.status });
      return result.success
        ? ok(undefined)
        : fail({ kind: 'rejected', status: answer.status, detail: answer.body.slice(0, 200) });
    },
    [4070],
  );
}

/** Its state: when it last heard from the servers, or why it cannot check now (§2.4). */
export async function localState(
  access: LocalModuleAccess,
  setup: CheckSetup,
  api: LocalApi,
  http: Http,
): Promise<Answered<{ lastSync?: EpochMs | undefined; failure?: CheckFailure | undefined }>> {
  return call(
    access,
    setup,
    api,
    { method: 'GET', path: 'status', limitMs: quietLimitMs },
    http,
    undefined,
    (answer) => {
      const said = read(localStatus, answer.body);
      if (!said) return fail({ kind: 'malformed', status: answer.status });
      const lastSync = said.lastSync ? epochMs(said.lastSync) : undefined;
      return ok({ lastSync, failure: stateFailure(said.operationMode === 'service' ? 'service' : said.status) });
    },
  );
}

function stateFailure(status: string | undefined): CheckFailure | undefined {
  if (status === undefined || status === 'ready') return undefined;
  if (status === 'sync_error') return { kind: 'lm-stale', detail: status };
  return { kind: status === 'failure' ? 'lm-failure' : 'lm-not-ready', detail: status };
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<LocalApi, unknown>> | undefined;
  readonly limitMs: number;
}

type Understand<Value> = (answer: Extract<HttpAnswer, { kind: 'answer' }>) => Result<Value, CheckFailure>;

/** One call by the version that worked last; a 404 turns to the other version once (§2: v2 exists from ЛМ 2.0 on). */
async function call<Value>(
  access: LocalModuleAccess,
  setup: CheckSetup,
  api: LocalApi,
  { method, path, body, limitMs }: Call,
  http: Http,
  signal: AbortSignal | undefined,
  understand: Understand<Value>,
  fine: readonly number[] = [],
): Promise<Answered<Value>> {
  for (const version of [api, api === 'v2' ? 'v1' : 'v2'] as const) {
    const answer = await http(
      {
        method,
        url: `${access.url}/api/${version}/${path}`,
        headers: headers(access, setup),
        ...(body && { body: JSON.stringify(body[version]) }),
        limitMs,
      },
      signal,
    );
    if (answer.kind === 'answer' && answer.status === 404 && answer.relay === undefined) continue;
    const failure = refused(answer, fine);
    if (failure) return fail(failure);
    if (answer.kind !== 'answer') throw new Error('unreachable');
    const said = understand(answer);
    return said.ok ? { ...said, api: version } : said;
  }
  return fail({ kind: 'outdated', status: 404 });
}

function headers(access: LocalModuleAccess, setup: CheckSetup): Record<string, string> {
  const bytes = new TextEncoder().encode(`${access.login}:${access.password}`);
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: `Basic ${btoa(String.fromCharCode(...bytes))}`,
    // Optional by the manual, obligatory by the methodology: always sent once a ФН is known (§2.1).
    ...(setup.fn && { 'x-clientid': setup.fn }),
    ...(setup.tillKey && access.url.startsWith('/') && { 'x-poltora-till-key': setup.tillKey }),
  };
}

/** Why this answer is none (§2.7), or undefined. `fine`: error codes that mean success here. */
function refused(answer: HttpAnswer, fine: readonly number[]): CheckFailure | undefined {
  if (answer.kind === 'failed') {
    if (answer.why === 'no-page') return { kind: 'no-page', detail: answer.detail };
    if (answer.why === 'timeout' || answer.why === 'aborted') return { kind: 'timeout' };
    return { kind: answer.why === 'broken' ? 'malformed' : 'unreachable', detail: answer.detail };
  }
  if (answer.relay === 'refused') return { kind: 'unreachable', status: answer.status };
  if (answer.relay === 'timeout') return { kind: 'timeout', status: answer.status };
  if (answer.relay === 'broken') return { kind: 'malformed', status: answer.status };
  if (answer.relay === 'not-configured') return { kind: 'not-set-up' };
  if (answer.relay !== undefined) return { kind: 'relay-refused', status: answer.status, detail: answer.relay };
  if (answer.status < 300) return undefined;
  const error = read(localError, answer.body);
  const about = { status: answer.status, detail: error?.reason };
  if (error?.errorCode !== undefined && fine.includes(error.errorCode)) return undefined;
  if (answer.status === 401) return { kind: 'lm-auth', ...about };
  // Manual and methodology give 4045 and 4050 to different states: the reason tells them apart (§2.5 CONFLICT).
  if (error?.errorCode === 4045) return { kind: 'lm-not-ready', ...about };
  if (error?.errorCode === 4050)
    return {
      kind: /sync_error|interval|интервал/i.test(error.reason ?? 'interval') ? 'lm-stale' : 'lm-not-ready',
      ...about,
    };
  if (answer.status >= 500) return { kind: answer.status === 503 ? 'lm-not-ready' : 'lm-failure', ...about };
  return { kind: 'rejected', ...about };
}
