/** How a module of ТС ПИоТ is asked, through the gateway's relay: whose it is, in which version of its API, and about one code (tspiot.md §4). */
import * as v from 'valibot';
import type { CheckRequest } from '../../app/ports/checker.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import type { CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import { read } from '../answers.ts';
import type { Http, HttpAnswer } from '../http.ts';
import { refusalOf } from '../raw.ts';
import { kindOfRefusal, readRefusal, understand, wayFailure, type Understood } from './tspiot-answer.ts';

/** Newest first: the first that answers is spoken (§4.1). */
export const apis = ['v3', 'v2', 'v1'] as const;
export type TsPiotApi = (typeof apis)[number];

/** Where the gateway relays to the modules, by `name:port`. */
export const tsPiotRelay = '/relay/tspiot/';

/** The race cuts a check off at its deadline; this only ends a request whose race has died with its realm. «5 s hard» (§6), ms. */
const checkLimitMs = 5_000;
/** A word about itself needs neither ГИС МТ nor ЛМ, ms. */
const infoLimitMs = 2_000;

/** Groups whose prices ЛМ answers by: tobacco, its alternatives, nicotine (§4.2). */
const groupsWithPrices: ReadonlySet<number> = new Set([3, 12, 16]);

/** Whose a module is, as it says itself (§4.5). */
export interface ModuleInfo {
  readonly api: TsPiotApi;
  /** Serial number of the ФН, and ИНН of the company; absent right after it was set up. */
  readonly fn?: string | undefined;
  readonly inn?: string | undefined;
}

const headers = ({ tillKey }: CheckSetup): Record<string, string> => ({
  accept: 'application/json',
  'content-type': 'application/json',
  ...(tillKey && { 'x-poltora-till-key': tillKey }),
});

const shown = v.fallback(v.optional(v.string(), ''), '');
const info = v.object({ fnSerial: shown, kktInn: shown });

/** Finds the version that the module speaks, and whose it is. An error of the server ends the search: a version that is there has answered. */
export async function askInfo(
  at: string,
  setup: CheckSetup,
  http: Http,
  signal?: AbortSignal,
): Promise<Result<ModuleInfo, CheckFailure>> {
  let failure: CheckFailure = { kind: 'outdated', status: 404 };
  // The oldest clients ask v1 by POST (§4.1).
  for (const [api, method] of [
    ['v3', 'GET'],
    ['v2', 'GET'],
    ['v1', 'GET'],
    ['v1', 'POST'],
  ] as const) {
    const answer = await http(
      { method, url: `${tsPiotRelay}${at}/api/${api}/info`, headers: headers(setup), limitMs: infoLimitMs },
      signal,
    );
    const noWay = wayFailure(answer);
    if (noWay) return fail(noWay.failure);
    if (answer.kind !== 'answer') throw new Error('unreachable');
    const { status, body } = answer;
    if (status >= 200 && status < 300) {
      const said = read(info, body);
      if (!said) return fail({ kind: 'malformed', status, raw: refusalOf(answer) });
      return ok({ api, fn: said.fnSerial || undefined, inn: said.kktInn || undefined });
    }
    const refusal = readRefusal(body);
    const kind = kindOfRefusal(refusal);
    if (status >= 500 || kind)
      return fail({ kind: kind ?? (status === 500 ? 'tsp-failure' : 'server-error'), status, detail: refusal.words });
    failure = { kind: status === 404 || status === 405 ? 'outdated' : 'rejected', status, detail: refusal.words };
  }
  return fail(failure);
}

/** Base64 of the text in UTF-8, GS as the byte that it is. */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/**
 * Asks about one code; one that the module failed to answer is asked once more (§4.4). The gateway adds what the module wants to know of the program that asks
 * (`client_info`), because its key is no business of a page.
 */
export async function askCode(
  { code, ki, group }: CheckRequest['codes'][number],
  { at, api }: { readonly at: string; readonly api: TsPiotApi },
  { setup, ...way }: { readonly setup: CheckSetup; readonly http: Http; readonly signal: AbortSignal },
  time: () => Parameters<typeof understand>[2],
): Promise<Understood> {
  const cis = base64(code);
  const price = group !== undefined && groupsWithPrices.has(group) ? { pg: group } : {};
  const request = {
    method: 'POST',
    url: `${tsPiotRelay}${at}/api/${api}/codes/check`,
    headers: headers(setup),
    body: JSON.stringify({ codes: [api === 'v3' ? { cis, ...price } : cis] }),
    limitMs: checkLimitMs,
  } as const;
  for (let attempt = 1; ; attempt += 1) {
    const answer: HttpAnswer = await way.http(request, way.signal);
    const said = understand(answer, { code, ki }, time());
    if (said.kind === 'element') return said;
    if (attempt === 1 && said.next === 'repeat' && !way.signal.aborted) continue;
    return { ...said, failure: { ...said.failure, raw: refusalOf(answer) } };
  }
}
