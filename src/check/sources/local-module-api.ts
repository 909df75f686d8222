/** ЛМ ЧЗ: the offline check, the register of sold items and its state (local-module.md §2). API v2, and v1 for modules before 2.0. */
import * as v from 'valibot';
import type { CheckRequest } from '../../app/ports/checker.ts';
import type { CheckSetup, LocalModuleAccess } from '../../domain/code-check/source.ts';
import type { CheckFailure, FailureKind, LocalAnswer, Proof } from '../../domain/code-check/answer.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { epochMs, hoursAhead, type EpochMs } from '../../domain/base/time.ts';
import {
  codeOf,
  localConfig,
  localError,
  localResult,
  localStatus,
  read,
  readJson,
  readLocalElement,
  sellAnswer,
  isWhole,
  type LocalResult,
} from '../answers.ts';
import { elementsOf, tell, type Element } from '../element.ts';
import type { Http, HttpAnswer } from '../http.ts';
import { isWebPage, relayWord } from '../on-the-way.ts';
import { clocksOf, readProof } from '../proof.ts';
import { cut, refusalOf, withOneCode, type Whole } from '../raw.ts';

export type LocalApi = 'v1' | 'v2';
export type LocalElement = Element<LocalAnswer>;
type Answered<Value> =
  | { readonly ok: true; readonly value: Value; readonly api: LocalApi }
  | { readonly ok: false; readonly failure: CheckFailure };

/** ЛМ ЧЗ as a source: a stored word, never renamed. */
export const localId = 'local';

/** Its limit while a queue waits, ms, from the moment it is asked: ЕСМ gives it 2 s as well (local-module.md §3.11). */
export const localLimitMs = 2_000;
/** Not on the way of a queue: ЛМ's own limit is 5 s (§1.4). */
const quietLimitMs = 6_000;

/** One element per code, in the order of the request. `api` in the answer is the version that answered. `now`: the best time the till knows. */
export async function askLocal(
  request: CheckRequest,
  access: LocalModuleAccess,
  api: LocalApi,
  http: Http,
  now: () => EpochMs,
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
      const whole = readJson(answer.body);
      const results = whole && resultsOf(whole);
      if (!results) return fail({ kind: 'malformed', status: answer.status });
      const rawOf = (result: Whole | undefined, element?: Whole): string => {
        if (codes.length === 1 || !result) return answer.body;
        const own = element ? withOneCode(result, element) : result;
        return JSON.stringify(result === whole ? own : { ...whole, results: [own] });
      };
      const at = { now: now(), zone: hoursAhead(setup.timeZone) };
      const clocks = clocksOf(answer, at.now);
      return ok(
        codes.map(({ ki }, index) => elementOf(results, ki, index, rawOf, (result) => readProof(result, clocks), at)),
      );
    },
  );
  return asked.ok ? asked : fail({ ...asked.failure, raw: refusalOf(came) });
}

/** `results[]` in v2, one flat object in v1 (§2.5). What is no object keeps its place, and says nothing. */
function resultsOf(whole: Whole): Array<Whole | undefined> | undefined {
  if (!Object.hasOwn(whole, 'results')) return [whole];
  const { results } = whole;
  return Array.isArray(results) ? (results as unknown[]).map((each) => (isWhole(each) ? each : undefined)) : undefined;
}

const readResult = (result: Whole): LocalResult => v.parse(localResult, result);

/** The element of one КИ: by the echoed КИ, or by its place where the result there carries none (a КИ that ЛМ could not read). */
function elementOf(
  results: ReadonlyArray<Whole | undefined>,
  ki: string,
  index: number,
  rawOf: (result: Whole | undefined, element?: Whole) => string,
  proofOf: (result: LocalResult) => Result<Proof, CheckFailure>,
  at: { readonly now: EpochMs; readonly zone: number },
): LocalElement {
  const readings = results.flatMap((result) => {
    if (!result) return [];
    const said = readResult(result);
    // A result that is a refusal has no facts in it, whatever it carries.
    if (codeOf(said.code) !== 0) return [];
    return elementsOf(said.codes, ki).map((element) => ({
      ...readLocalElement(element),
      proof: proofOf(said),
      raw: rawOf(result, element),
    }));
  });
  if (readings.length > 0)
    return tell(readings, (answer: LocalAnswer) => ({ source: localId, facts: 'offline', answer }), at);

  const refused = results.find(
    (result) => result && codeOf(result['code']) !== 0 && elementsOf(result['codes'], ki).length > 0,
  );
  const here = results[index];
  const mine = refused ?? (here && isEmpty(here['codes']) ? here : undefined);
  const raw = cut(rawOf(mine));
  if (!mine)
    return {
      ok: false,
      failure: { kind: here === undefined && index < results.length ? 'malformed' : 'no-element', raw },
    };
  const { code: told, description } = readResult(mine);
  const code = codeOf(told);
  // 400 in an element: ЛМ could not read the КИ. No verdict, and above all no ban (§3.7).
  if (code !== undefined && code !== 0)
    return { ok: false, failure: { kind: 'lm-bad-code', status: code, detail: description, raw } };
  return { ok: false, failure: { kind: 'malformed', raw } };
}

const isEmpty = (codes: unknown): boolean => !Array.isArray(codes) || codes.length === 0;

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
      const results = read(sellAnswer, answer.body)?.results;
      const result =
        results?.find(({ cis }) => cis === ki) ?? (results?.[0]?.cis === undefined ? results?.[0] : undefined);
      // A page of a proxy is no registration: told again, a registered item is answered by 4070.
      if (!result) return fail({ kind: 'malformed', status: answer.status });
      return result.success
        ? ok(undefined)
        : fail({ kind: 'rejected', status: answer.status, detail: answer.body.slice(0, 200) });
    },
    [4070],
  );
}

export interface LocalState {
  readonly lastSync?: EpochMs | undefined;
  readonly failure?: CheckFailure | undefined;
  /** Id of the instance, and ИНН of the company it is set up for; absent where it does not say. */
  readonly inst?: string | undefined;
  readonly inn?: string | undefined;
}

/** Its state: when it last heard from the servers, whose it is, or why it cannot check now (§2.4). `limitMs`: of a queue that waits for it. */
export async function localState(
  access: LocalModuleAccess,
  setup: CheckSetup,
  api: LocalApi,
  http: Http,
  limitMs = quietLimitMs,
  signal?: AbortSignal,
): Promise<Answered<LocalState>> {
  return call(access, setup, api, { method: 'GET', path: 'status', limitMs }, http, signal, (answer) => {
    const said = read(localStatus, answer.body);
    const status = said?.operationMode === 'service' ? 'service' : said?.status;
    // No word on its state, or a word of another type, is not «ready».
    if (!said || status === undefined) return fail({ kind: 'malformed', status: answer.status });
    return ok({
      lastSync: said.lastSync ? epochMs(said.lastSync) : undefined,
      failure: stateFailure(status),
      inst: said.inst || undefined,
      inn: said.inn || undefined,
    });
  });
}

/** How long it goes on without its servers, ms, by its configuration, which they may change (§3.8). */
export const localPeriod = (
  access: LocalModuleAccess,
  setup: CheckSetup,
  api: LocalApi,
  http: Http,
): Promise<Answered<number>> =>
  call(access, setup, api, { method: 'GET', path: 'config', limitMs: quietLimitMs }, http, undefined, (answer) => {
    const said = read(localConfig, answer.body);
    return said ? ok(said.blockSyncPeriod) : fail({ kind: 'malformed', status: answer.status });
  });

function stateFailure(status: string): CheckFailure | undefined {
  if (status === 'ready') return undefined;
  return { kind: statusKinds.get(status) ?? 'lm-not-ready', detail: status };
}

/** What its states are to a person (§2.4): one is repaired by a token, another by patience. A state that nobody has told us of is just «not ready». */
const statusKinds: ReadonlyMap<string, FailureKind> = new Map([
  ['not_configured', 'lm-not-initialised'],
  ['initialization', 'lm-loading'],
  ['sync_error', 'lm-stale'],
  ['failure', 'lm-failure'],
  ['service', 'lm-service'],
]);

/** The state that a refusal names: «unacceptable system status: <status>» (§2.5). */
const statusIn = (reason: string | undefined): FailureKind | undefined =>
  [...statusKinds].find(([status]) => reason?.includes(status))?.[1];

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
        headers: localHeaders(access, setup),
        ...(body && { body: JSON.stringify(body[version]) }),
        limitMs,
      },
      signal,
    );
    if (answer.kind === 'answer' && answer.status === 404 && answer.relay === undefined) continue;
    const failure = refused(answer, fine, access.url.startsWith('/'));
    if (failure) return fail(failure);
    if (answer.kind !== 'answer') throw new Error('unreachable');
    const said = understand(answer);
    return said.ok ? { ...said, api: version } : said;
  }
  return fail({ kind: 'outdated', status: 404 });
}

/** What every request to an ЛМ bears. */
export function localHeaders(
  access: LocalModuleAccess,
  setup: Pick<CheckSetup, 'fn' | 'tillKey'>,
): Record<string, string> {
  const bytes = new TextEncoder().encode(`${access.login}:${access.password}`);
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    // Without any, the gateway has them to add (POLTORA_LM).
    ...((access.login !== '' || access.password !== '') && {
      authorization: `Basic ${btoa(String.fromCharCode(...bytes))}`,
    }),
    // Optional by the manual, obligatory by the methodology: always sent once a ФН is known (§2.1).
    ...(setup.fn && { 'x-clientid': setup.fn }),
    ...(setup.tillKey && access.url.startsWith('/') && { 'x-poltora-till-key': setup.tillKey }),
  };
}

/** Why this answer is none (§2.7), or undefined. `fine`: error codes that mean success here. `isRelayed`: by the gateway. */
function refused(answer: HttpAnswer, fine: readonly number[], isRelayed: boolean): CheckFailure | undefined {
  if (answer.kind === 'failed') {
    if (answer.why === 'no-page') return { kind: 'no-page', detail: answer.detail };
    if (answer.why === 'timeout' || answer.why === 'aborted') return { kind: 'timeout' };
    if (answer.why === 'broken') return { kind: 'malformed', detail: answer.detail };
    return { kind: isRelayed ? 'gateway-gone' : 'unreachable', detail: answer.detail };
  }
  if (answer.relay === 'refused') return { kind: 'unreachable', status: answer.status };
  if (answer.relay === 'timeout') return { kind: 'timeout', status: answer.status };
  if (answer.relay === 'broken') return { kind: 'malformed', status: answer.status };
  if (answer.relay === 'not-configured') return { kind: 'not-set-up' };
  if (answer.relay === 'untrusted') return { kind: 'certificate', status: answer.status, detail: relayWord(answer) };
  if (answer.relay === 'redirected') return { kind: 'web-page', status: answer.status, detail: answer.relay };
  if (answer.relay !== undefined) return { kind: 'relay-refused', status: answer.status, detail: answer.relay };
  if (isWebPage(answer)) return { kind: 'web-page', status: answer.status };
  if (answer.status < 300) return undefined;
  const error = read(localError, answer.body);
  const about = { status: answer.status, detail: error?.reason };
  if (error?.errorCode !== undefined && fine.includes(error.errorCode)) return undefined;
  if (answer.status === 401) return { kind: 'lm-auth', ...about };
  // Manual and methodology give 4045 and 4050 to different states: the reason tells them apart (§2.5 CONFLICT).
  if (error?.errorCode === 4045) return { kind: statusIn(error.reason) ?? 'lm-not-ready', ...about };
  if (error?.errorCode === 4050)
    return {
      kind:
        statusIn(error.reason) ?? (/interval|интервал/i.test(error.reason ?? 'interval') ? 'lm-stale' : 'lm-not-ready'),
      ...about,
    };
  if (answer.status >= 500) return { kind: answer.status === 503 ? 'lm-not-ready' : 'lm-failure', ...about };
  return { kind: 'rejected', ...about };
}
