/** How ЦРПТ's hosts are asked: ГИС МТ through the gateway's relay, host after host, by the rules of online-check.md §2. */
import * as v from 'valibot';
import type { CheckRequest } from '../../app/ports/checker.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { CheckFailure, OnlineAnswer } from '../../domain/code-check/answer.ts';
import { hoursAhead, type EpochMs } from '../../domain/base/time.ts';
import { codeOf, hostHealth, hostList, onlineEnvelope, read, readJson, readOnlineElement } from '../answers.ts';
import { elementsOf, tell, type Element } from '../element.ts';
import type { Http, HttpAnswer } from '../http.ts';
import { isWebPage, relayWord } from '../on-the-way.ts';
import { clocksOf, readProof } from '../proof.ts';
import { fairMs } from '../race.ts';
import { refusalOf, withOneCode } from '../raw.ts';

/** ЦРПТ's online check as a source: a stored word, never renamed. */
export const onlineId = 'online';

export type OnlineValue =
  | { readonly kind: 'emergency'; readonly raw?: string | undefined }
  /** One element per code, in the order of the request; at least one of them is an answer. */
  | { readonly kind: 'answers'; readonly elements: ReadonlyArray<Element<OnlineAnswer>>; readonly host: string };

/** What happened to a host, for the book. */
export interface HostNews {
  answered(host: string, ms: number): void;
  /** It did not answer: a time-out, a refused connection, a broken answer. */
  failed(host: string): void;
  blocked(host: string): void;
}

/** Limits of the background, ms: the list is not waited for by a queue, health/check has 2 s (online-check.md §3). */
const listLimitMs = 10_000;
const healthLimitMs = 2_000;
/** The race cuts the check off at its deadline; this only ends a request whose race has died with its realm. */
const checkLimitMs = 5_000;
/** At most one switch of host in a check: walking the list belongs to the background (§3). */
const hostsPerCheck = 2;
const production = 'cdn.crpt.ru';
/** Known when `cdn/info` has never answered (§1.1). */
const publicHosts = Array.from({ length: 11 }, (_, index) => `cdn${String(index + 1).padStart(2, '0')}.crpt.ru`);

/** Where the gateway relays to the hosts of ГИС МТ. */
export const cdnRelay = '/relay/cdn/';
const api = (host: string, path: string): string => `${cdnRelay}${host}/api/v4/true-api/${path}`;
const headers = (setup: CheckSetup): Record<string, string> => ({
  accept: 'application/json',
  'content-type': 'application/json',
  ...(setup.tillKey && { 'x-poltora-till-key': setup.tillKey }),
});

/** Hosts to ask when no list was ever fetched: the well-known ones in production, the base itself in any other contour (§1.1 «sandbox»). */
export const fallbackHosts = (cdn: string): readonly string[] => (cdn === production ? publicHosts : [cdn]);

/**
 * Asks the hosts in turn. Repeats once on the same host for 429, 5xx and 5000; a second 429 or 5xx blocks it and the next is asked;
 * 5000 never blocks; other 4xx end the leg at once (§2.1). A host that did not answer is told to the book, and the next is asked. What may be the
 * network's fault (a certificate, a web page) is told to the book only when another host shows that the network is well. `time`: `ms` for how long a host takes, `best` the best time the till knows.
 */
export async function askOnline(
  request: CheckRequest,
  hosts: readonly string[],
  http: Http,
  news: HostNews,
  time: { readonly ms: () => number; readonly best: () => EpochMs },
  signal: AbortSignal,
): Promise<{ ok: true; value: OnlineValue } | { ok: false; failure: CheckFailure }> {
  const { codes, setup } = request;
  const body = JSON.stringify({
    codes: codes.map(({ code }) => code),
    ...(setup.fn && { fiscalDriveNumber: setup.fn }),
    timeZone: setup.timeZone,
  });
  let failure: CheckFailure = { kind: 'unreachable' };
  const suspects: string[] = [];
  for (const host of hosts.slice(0, hostsPerCheck)) {
    let faults = 0;
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const startedAt = time.ms();
      const answer = await http(
        { method: 'POST', url: api(host, 'codes/check'), headers: headers(setup), body, limitMs: checkLimitMs },
        signal,
      );
      const said = understand(answer, request, host, time.best());
      if (said.kind !== 'failure') {
        for (const suspect of suspects) news.failed(suspect);
        news.answered(host, time.ms() - startedAt);
        return { ok: true, value: said };
      }
      failure = { ...said.failure, raw: refusalOf(answer) };
      // The deadline ends the leg; the host missed it only if it was given a fair part of the budget.
      const missed = answer.kind === 'failed' && answer.why === 'aborted' && time.ms() - startedAt >= fairMs;
      if (said.next === 'host' || missed) news.failed(host);
      if (said.next === 'stop') return { ok: false, failure };
      if (said.next === 'elsewhere') suspects.push(host);
      if (said.next === 'host' || said.next === 'elsewhere') break;
      if (attempt === 2 && failure.kind === 'cross-border') return { ok: false, failure };
      if (failure.kind !== 'cross-border') faults += 1;
      if (faults === 2) news.blocked(host);
    }
  }
  return { ok: false, failure };
}

/** What to do after a failure. `host`: this one is to blame, ask the next. `elsewhere`: ask the next, and see who is to blame. */
type Next = 'repeat' | 'host' | 'elsewhere' | 'stop';
type Understood = OnlineValue | { readonly kind: 'failure'; readonly failure: CheckFailure; readonly next: Next };

const failed = (kind: CheckFailure['kind'], next: Next, more: Partial<CheckFailure> = {}): Understood => ({
  kind: 'failure',
  next,
  failure: { kind, ...more },
});

/** One answer, by the table of §2.1. The body's `code` says the same as an HTTP status where it is one. */
function understand(answer: HttpAnswer, request: CheckRequest, host: string, now: EpochMs): Understood {
  const noWay = wayFailure(answer);
  if (noWay) return { kind: 'failure', ...noWay };
  if (answer.kind !== 'answer') throw new Error('unreachable');
  const whole = readJson(answer.body);
  const parsed = v.safeParse(onlineEnvelope, whole);
  const body = parsed.success ? parsed.output : undefined;
  const bodyCode = codeOf(body?.code);
  const status = answer.status === 200 && bodyCode ? bodyCode : answer.status;
  const detail = body?.error_message ?? body?.description;

  // Tested before anything that calls 2xx a success. 418 stands beside 203 in one source only (§2.1): without a second one it is an ordinary 4xx.
  if (status === 203) return { kind: 'emergency', raw: refusalOf(answer) };
  if (bodyCode === 5000) return failed('cross-border', 'repeat', { status, detail });
  if (status === 401) return failed('key-refused', 'stop', { status, detail });
  if (status === 410) return failed('outdated', 'stop', { status, detail });
  if (status === 429) return failed('overloaded', 'repeat', { status, detail });
  if (status === 504) return failed('timeout', 'host', { status, detail });
  if (status >= 500 && status < 600) return failed('server-error', 'repeat', { status, detail });
  if (status >= 400 && status < 500) return failed('rejected', 'stop', { status, detail });
  // A `code` of another type may be any refusal.
  if (answer.status !== 200 || !whole || !body || bodyCode === undefined)
    return failed('malformed', 'host', { status: answer.status });
  if (bodyCode !== 0) return failed('service-error', 'stop', { status, detail });
  if (!Array.isArray(body.codes)) return failed('malformed', 'host', { status, detail: 'codes' });

  const proof = readProof({ reqId: body.reqId, reqTimestamp: body.reqTimestamp }, [
    ...clocksOf(answer, now),
    ...(answer.upstreamDate === undefined ? [] : [answer.upstreamDate]),
  ]);
  const { codes, setup } = request;
  const at = { now, zone: hoursAhead(setup.timeZone) };
  const elements = codes.map(({ code }) => {
    const readings = elementsOf(body.codes, code).map((element) => ({
      ...readOnlineElement(element),
      proof,
      raw: codes.length === 1 ? answer.body : JSON.stringify(withOneCode(whole, element)),
    }));
    return tell<OnlineAnswer>(
      readings.map((reading) => ({ ...reading, facts: { cis: code, ...reading.facts } })),
      (facts) => ({ source: onlineId, facts: 'full', answer: facts }),
      at,
    );
  });
  if (elements.some(({ ok }) => ok)) return { kind: 'answers', elements, host };
  // The host has answered: what it cannot say of these codes another will not. Without a proof it has said nothing at all.
  const [first] = elements;
  const failure: CheckFailure = first && !first.ok ? { ...first.failure, status } : { kind: 'no-element', status };
  return { kind: 'failure', failure, next: !proof.ok && proof.failure.kind === 'malformed' ? 'host' : 'stop' };
}

/** Failures on the way: of the browser, of the gateway, of the gateway's own way out. */
function wayFailure(answer: HttpAnswer): { failure: CheckFailure; next: 'host' | 'elsewhere' | 'stop' } | undefined {
  if (answer.kind === 'failed') {
    if (answer.why === 'aborted') return { failure: { kind: 'timeout' }, next: 'stop' };
    if (answer.why === 'timeout') return { failure: { kind: 'timeout' }, next: 'host' };
    // Same origin: the gateway itself is gone, no host is to blame.
    return answer.why === 'broken'
      ? { failure: { kind: 'malformed', detail: answer.detail }, next: 'host' }
      : {
          failure: { kind: answer.why === 'refused' ? 'gateway-gone' : 'relay-refused', detail: answer.detail },
          next: 'stop',
        };
  }
  switch (answer.relay) {
    case undefined:
      return isWebPage(answer)
        ? { failure: { kind: 'web-page', status: answer.status }, next: 'elsewhere' }
        : undefined;
    case 'untrusted':
      return { failure: { kind: 'certificate', status: answer.status, detail: relayWord(answer) }, next: 'elsewhere' };
    // Nobody's API sends a till elsewhere; a network that wants a log-in does.
    case 'redirected':
      return { failure: { kind: 'web-page', status: answer.status, detail: answer.relay }, next: 'elsewhere' };
    case 'refused':
      return { failure: { kind: 'unreachable', status: answer.status }, next: 'host' };
    case 'broken':
      return { failure: { kind: 'malformed', status: answer.status }, next: 'host' };
    case 'timeout':
      return { failure: { kind: 'timeout', status: answer.status }, next: 'host' };
    case 'no-key':
      return { failure: { kind: 'key-missing', status: answer.status }, next: 'stop' };
    // About this one host: the list names it, and the gateway may not ask it.
    case 'host-not-allowed':
      return { failure: { kind: 'relay-refused', status: answer.status, detail: answer.relay }, next: 'host' };
    default:
      return { failure: { kind: 'relay-refused', status: answer.status, detail: answer.relay }, next: 'stop' };
  }
}

/** The list of hosts, as `name[:port]`; or why there is none. A list without hosts means the base itself, but never in production, where the base checks nothing (§1.1). */
export async function fetchHosts(
  setup: CheckSetup,
  http: Http,
  signal?: AbortSignal,
): Promise<{ ok: true; value: string[] } | { ok: false; failure: CheckFailure }> {
  const answer = await http(
    { method: 'GET', url: api(setup.cdn, 'cdn/info'), headers: headers(setup), limitMs: listLimitMs },
    signal,
  );
  const noWay = wayFailure(answer);
  if (noWay) return { ok: false, failure: noWay.failure };
  if (answer.kind !== 'answer') throw new Error('unreachable');
  if (answer.status === 401) return { ok: false, failure: { kind: 'key-refused', status: 401 } };
  if (answer.status !== 200)
    return { ok: false, failure: { kind: answer.status >= 500 ? 'server-error' : 'rejected', status: answer.status } };
  const list = read(hostList, answer.body);
  if (!list || (list.code ?? 0) !== 0) return { ok: false, failure: { kind: 'malformed', status: answer.status } };
  const hosts = (list.hosts ?? []).flatMap((entry) => (entry ? hostOf(entry.host) : []));
  if (hosts.length > 0) return { ok: true, value: hosts };
  return setup.cdn === production
    ? { ok: false, failure: { kind: 'malformed', status: answer.status } }
    : { ok: true, value: [setup.cdn] };
}

/** `name[:port]` of an address; none for what is no web address. Not URL.canParse: Chromium 109 has none. */
function hostOf(address: string): string[] {
  try {
    const { protocol, host } = new URL(address);
    return /^https?:$/.test(protocol) && host !== '' ? [host] : [];
  } catch {
    return [];
  }
}

/** How a host is. `isBlamed`: the fault is the host's; else it is ours (gateway, key, request) or the network's. */
export type HostHealth =
  { readonly ok: true } | { readonly ok: false; readonly isBlamed: boolean; readonly failure: CheckFailure };

/** One health/check: the host is usable only with HTTP 200 and code 0 (§1.3). */
export async function hostHealthOf(host: string, setup: CheckSetup, http: Http): Promise<HostHealth> {
  const answer = await http({
    method: 'GET',
    url: api(host, 'cdn/health/check'),
    headers: headers(setup),
    limitMs: healthLimitMs,
  });
  const noWay = wayFailure(answer);
  if (noWay) return { ok: false, isBlamed: noWay.next === 'host', failure: noWay.failure };
  if (answer.kind !== 'answer') throw new Error('unreachable');
  const { status } = answer;
  if (status === 200)
    return read(hostHealth, answer.body)?.code === 0
      ? { ok: true }
      : { ok: false, isBlamed: true, failure: { kind: 'service-error', status } };
  if (status === 401) return { ok: false, isBlamed: false, failure: { kind: 'key-refused', status } };
  return status >= 500 || status === 429
    ? { ok: false, isBlamed: true, failure: { kind: 'server-error', status } }
    : { ok: false, isBlamed: false, failure: { kind: 'rejected', status } };
}
