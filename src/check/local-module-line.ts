/** Speaks with an ЛМ ЧЗ for a person who finds, initialises and tries it (local-module.md §2, §7). By itself: nothing that is heard here teaches the sources. */
import * as v from 'valibot';
import type { InitOrder, LocalModuleLine, ModuleDoor } from '../app/ports/local-module.ts';
import { epochMs, type EpochMs } from '../domain/base/time.ts';
import { fail, ok, type Result } from '../domain/base/result.ts';
import type { LineFailure, LocalApi, ModuleStatus, OfflineTrial } from '../domain/local-module/state.ts';
import {
  codeOf,
  isWhole,
  localConfig,
  localError,
  localResult,
  moment,
  read,
  readJson,
  wholeLocalStatus,
} from './answers.ts';
import { elementsOf } from './element.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import { nobodysKi } from './nobody.ts';
import { isWebPage, relayWord } from './on-the-way.ts';
import { localHeaders } from './sources/local-module-api.ts';

/** ЛМ's own limit is 5 s (local-module.md §1.4), ms. */
const usualLimitMs = 6_000;
/** It asks its servers before it answers, and its server side may be slow, ms. */
const initLimitMs = 30_000;
/** A closed port answers within milliseconds; a machine that is off never does, ms. */
const probeLimitMs = 3_000;

export interface LineDeps {
  readonly http: Http;
  /** The browser's own: only it can ask without reading the answer. */
  readonly fetch: (
    url: string,
    options: { readonly mode: 'no-cors'; readonly signal: AbortSignal },
  ) => Promise<unknown>;
  /** The clock of this machine, and the best time the till knows. */
  readonly clock: { now(): EpochMs };
  readonly time: () => EpochMs;
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>;

export function localModuleLine({ http, fetch, clock, time }: LineDeps): LocalModuleLine {
  /** Whether anybody answers at this address, whatever it is: a request whose answer the page may not read. */
  const isListening = (url: string, limitMs: number): Promise<boolean> =>
    fetch(url, { mode: 'no-cors', signal: AbortSignal.timeout(limitMs) }).then(
      () => true,
      () => false,
    );
  const ask = async (
    { access, fn, tillKey }: ModuleDoor,
    api: LocalApi,
    { path, ...request }: Pick<HttpRequest, 'method' | 'body' | 'limitMs'> & { readonly path: string },
  ): Promise<Result<Answer, LineFailure>> => {
    const answer = await http({
      ...request,
      url: `${access.url}/api/${api}/${path}`,
      headers: localHeaders(access, { fn, tillKey }),
    });
    const failure = failureOf(answer, access.url.startsWith('/'));
    if (failure) return fail(failure);
    return answer.kind === 'answer' ? ok(answer) : fail({ kind: 'broken' });
  };

  /** By its configuration; undefined: it does not tell. */
  const periodOf = async (door: ModuleDoor, api: LocalApi): Promise<number | undefined> => {
    const answer = await ask(door, api, { method: 'GET', path: 'config', limitMs: probeLimitMs });
    return answer.ok ? read(localConfig, answer.value.body)?.blockSyncPeriod : undefined;
  };

  return {
    async status(door, limitMs = usualLimitMs) {
      const request = { method: 'GET', path: 'status', limitMs } as const;
      const newer = await ask(door, 'v2', request);
      if (newer.ok) return statusOf(newer.value, 'v2', await periodOf(door, 'v2'));
      const { kind } = newer.failure;
      // An ЛМ before 2.0 answers 404; to a page even that is a refusal, for it answers the preflight so (§7).
      if (kind !== 'no-api' && kind !== 'refused') return newer;
      const older = await ask(door, 'v1', request);
      if (older.ok) return statusOf(older.value, 'v1', await periodOf(door, 'v1'));
      if (kind === 'no-api' || older.failure.kind !== 'refused') return older;
      const { url } = door.access;
      return !url.startsWith('/') && (await isListening(`${url}/api/v2/status`, probeLimitMs))
        ? fail({ kind: 'unreadable' })
        : older;
    },

    async initialise(door, api, { token, kpp, fiasId }: InitOrder) {
      const body = JSON.stringify({ token, ...(kpp && { kpp }), ...(fiasId && { fiasId }) });
      const answer = await ask(door, api, { method: 'POST', path: 'init', body, limitMs: initLimitMs });
      return answer.ok ? ok(undefined) : answer;
    },

    async tryCheck(door, api): Promise<Result<OfflineTrial, LineFailure>> {
      const body = JSON.stringify(
        api === 'v2' ? { tz: door.timeZone, cis_list: [{ cis: nobodysKi }] } : { cis_list: [nobodysKi] },
      );
      const startedAt = clock.now();
      const answer = await ask(door, api, { method: 'POST', path: 'cis/outCheck', body, limitMs: usualLimitMs });
      return answer.ok ? trialOf(answer.value, clock.now() - startedAt, time()) : answer;
    },
  };
}

function statusOf(
  { status: http, body }: Answer,
  api: LocalApi,
  lastsMs: number | undefined,
): Result<ModuleStatus, LineFailure> {
  const said = read(wholeLocalStatus, body);
  if (said?.status === undefined) return fail({ kind: 'broken', status: http });
  const counts = Object.entries(said.dbState ?? said.replicationStatus ?? {}).flatMap(([name, count]) => {
    const records = count.localDocCount ?? count.docCount;
    return records === undefined ? [] : [[name, records] as const];
  });
  return ok({
    api,
    state: said.status,
    isInService: said.operationMode === 'service',
    version: said.version || undefined,
    dbVersion: said.dbVersion || undefined,
    lastSync: said.lastSync ? epochMs(said.lastSync) : undefined,
    lastsMs,
    inn: said.inn || undefined,
    inst: said.inst || undefined,
    records: counts.length > 0 ? Object.fromEntries(counts) : undefined,
    needsDownload: said.requiresDownload === true,
  });
}

/** The one element that was asked for: in `results[]` of v2, or the answer itself in v1 (§2.5). */
function trialOf({ status, body }: Answer, ms: number, heard: EpochMs): Result<OfflineTrial, LineFailure> {
  const whole = readJson(body);
  const results: unknown = whole && Object.hasOwn(whole, 'results') ? whole['results'] : [whole];
  const result: unknown = Array.isArray(results) ? results[0] : undefined;
  if (!isWhole(result)) return fail({ kind: 'broken', status });
  const { code: told, description, reqTimestamp, codes } = v.parse(localResult, result);
  const code = codeOf(told);
  if (code !== undefined && code !== 0) return fail({ kind: 'bad-code', status: code, reason: description });
  const [element] = elementsOf(codes, nobodysKi);
  if (!element) return fail({ kind: 'broken', status });
  const at = v.is(moment, reqTimestamp) ? { its: epochMs(reqTimestamp), heard } : undefined;
  return ok({ ms, at, hasForeignPrice: typeof element['smp'] === 'number' && element['smp'] > 0 });
}

/** Why this answer is none, or undefined. */
function failureOf(answer: HttpAnswer, isRelayed: boolean): LineFailure | undefined {
  if (answer.kind === 'failed') {
    const { why, detail: reason } = answer;
    if (why === 'timeout' || why === 'aborted') return { kind: 'timeout' };
    if (why === 'broken') return { kind: 'broken', reason };
    return { kind: isRelayed ? 'gateway-gone' : 'refused', reason };
  }
  const { status, relay } = answer;
  if (relay === 'refused') return { kind: 'refused', status };
  if (relay === 'timeout') return { kind: 'timeout', status };
  if (relay === 'broken') return { kind: 'broken', status };
  if (relay === 'not-configured') return { kind: 'gateway-unset' };
  if (relay === 'redirected') return { kind: 'web-page', status };
  if (relay !== undefined) return { kind: 'gateway-refused', status, reason: relayWord(answer) ?? relay };
  if (isWebPage(answer)) return { kind: 'web-page', status };
  if (status === 404) return { kind: 'no-api', status };
  if (status < 300) return undefined;
  const error = read(localError, answer.body);
  return { kind: 'answered', status, errorCode: error?.errorCode, reason: error?.reason };
}
