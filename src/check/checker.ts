/** The checker: both legs, the race and what is remembered of them. The same in the worker and in a page without one. */
import type { CheckReply, CheckRequest, CheckSetup, Clock, CodeChecker, SourcesHealth } from '../app/ports.ts';
import { failureRead, type CheckFailure, type CodeCheck } from '../domain/code-check.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { epochMs } from '../domain/time.ts';
import * as books from './hosts.ts';
import type { Http } from './http.ts';
import { askLocal, localState, sell, type LocalElement } from './local-module.ts';
import { askOnline, fallbackHosts, fetchHosts, hostHealthOf, type HostNews, type OnlineValue } from './online.ts';
import { budgetMs, fairMs, race, type RaceEnd } from './race.ts';
import { freshState, leadMs, loadState, mostMisses, withLocalMs, type CheckState, type StateStore } from './state.ts';

export interface CheckerDeps {
  /** For the gateway's relays: same origin. */
  readonly http: Http;
  /** For ЛМ at an origin of its own: in the worker, the page carries it. */
  readonly localHttp: Http;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: () => number;
  /** The browser's own word that there is no network at all. */
  readonly isOffline: () => boolean;
  /** Keeps the realm alive for work that goes on after the answer (`ExtendableEvent.waitUntil`). */
  readonly background: (work: Promise<unknown>) => void;
}

/** The very first check of a till waits this long for the list of hosts, ms, then asks the well-known ones. */
const listWaitMs = 500;
/** Storage that has not answered in this time is hung, ms: the budget is not spent on it, and what it held is learned anew. */
const loadWaitMs = 500;
const pause = (clock: Clock, ms: number): Promise<void> => new Promise((done) => void clock.after(ms, done));

/** Whoever asks while the work is under way gets the same answer: ten scans in a row are no reason to ask ЦРПТ ten times. */
function oneAtATime<Answer>(work: (setup: CheckSetup) => Promise<Answer>): (setup: CheckSetup) => Promise<Answer> {
  let running: Promise<Answer> | undefined;
  return (setup) =>
    (running ??= work(setup).finally(() => {
      running = undefined;
    }));
}

type End = RaceEnd<OnlineValue, LocalElement[], CheckFailure>;

/** Makes the checker of this realm. State is loaded with the first call and saved after each. */
export function createChecker(deps: CheckerDeps): CodeChecker {
  const { http, clock, store } = deps;
  let state: Promise<CheckState> | undefined;
  const current = (): Promise<CheckState> =>
    (state ??= Promise.race([loadState(store), pause(clock, loadWaitMs).then(() => freshState)]));
  const update = (change: (old: CheckState) => CheckState): Promise<void> => {
    const next = current().then(change);
    state = next;
    return next.then((value) => store.save(value)).catch(() => undefined);
  };
  /** The state for this request: of its own contour. */
  const currentFor = async ({ cdn }: CheckSetup): Promise<CheckState> => {
    const { book } = await current();
    if (book.cdn !== cdn)
      await update((old) =>
        old.book.cdn === cdn ? old : { ...old, book: books.bookOf(old.book, cdn), misses: 0, onlineFailure: undefined },
      );
    return current();
  };
  const updateBook = (change: (book: books.HostBook) => books.HostBook): void =>
    deps.background(update((old) => ({ ...old, book: change(old.book) })));
  const news: HostNews = {
    answered: (host, ms) => updateBook((book) => books.answered(book, host, ms)),
    failed: (host) => updateBook((book) => books.failed(book, host, clock.now())),
    blocked: (host) => updateBook((book) => books.blocked(book, host, clock.now())),
  };
  /** ЛМ by its relay or by its own address; and by the latter when the gateway is gone but ЛМ may not be. */
  const localHttp =
    ({ local }: CheckSetup): Http =>
    async (request, signal) => {
      if (!request.url.startsWith('/')) return deps.localHttp(request, signal);
      const answer = await http(request, signal);
      if (answer.kind === 'answer' || answer.why !== 'refused' || !local?.direct) return answer;
      // The till key is the gateway's: ЛМ has no use for it, and its CORS would refuse the header.
      const { 'x-poltora-till-key': _, ...headers } = request.headers;
      return deps.localHttp({ ...request, headers, url: local.direct + request.url.slice(local.url.length) }, signal);
    };

  /** Fetches the list of hosts and asks each for its health, in parallel (online-check.md §2.2). */
  const refresh = oneAtATime(async (setup: CheckSetup): Promise<CheckFailure | undefined> => {
    const list = await fetchHosts(setup, http);
    if (list.ok)
      await update((old) => ({ ...old, book: books.withList(old.book, list.value, clock.now(), deps.random()) }));
    else await update((old) => ({ ...old, book: books.withFallback(old.book, fallbackHosts(setup.cdn)) }));
    deps.background(probe(setup));
    return list.ok ? undefined : list.failure;
  });

  /** Measures every host anew; a host in trouble is left alone for 15 min, a healthy one is free again. Ends the pause of online when one answers. */
  const probe = oneAtATime(async (setup: CheckSetup): Promise<void> => {
    const { book } = await current();
    const healthy = await Promise.all(
      book.hosts.map(async ({ host }) => {
        const startedAt = clock.now();
        const health = await hostHealthOf(host, setup, http);
        if (health === 'healthy') news.answered(host, clock.now() - startedAt);
        else if (health === 'sick') news.blocked(host);
        return health === 'healthy';
      }),
    );
    if (healthy.includes(true))
      await update((old) => ({ ...old, misses: 0, onlineFailure: undefined, onlineAt: clock.now() }));
  });

  /** All hosts blocked: a fresh list lifts the blocks once (§2.2). Then the hosts are asked how they are, and the pause ends with the first good one. */
  const recover = async (setup: CheckSetup): Promise<void> => {
    const { book } = await current();
    if (books.allBlocked(book, clock.now()) && (await refresh(setup)) === undefined)
      await update((old) => ({ ...old, book: books.unblocked(old.book) }));
    await probe(setup);
  };

  /** Why online need not be waited for. */
  const deadOnline = ({ book, misses, onlineFailure }: CheckState): CheckFailure | undefined => {
    if (deps.isOffline()) return { kind: 'offline' };
    if (books.allBlocked(book, clock.now())) return { kind: 'hosts-blocked' };
    return misses >= mostMisses ? (onlineFailure ?? { kind: 'timeout' }) : undefined;
  };

  const check = async (request: CheckRequest): Promise<CheckReply> => {
    const { setup, scannedAt } = request;
    const before = await currentFor(setup);
    const onlineDead = deadOnline(before);
    const fair = scannedAt + budgetMs - clock.now() >= fairMs;
    let asked: string | undefined;
    let onlineMs: number | undefined;
    let localMs: number | undefined;
    let elements: readonly LocalElement[] = [];

    const end: End = await race<OnlineValue, LocalElement[], CheckFailure>({
      scannedAt,
      clock,
      onlineDead,
      leadMs: leadMs(before),
      missed: { kind: 'timeout' },
      online: async (signal) => {
        if (before.book.fetchedAt === undefined) await Promise.race([refresh(setup), pause(clock, listWaitMs)]);
        const { book } = await current();
        const known = books.worthAsking(book, clock.now()).map(({ host }) => host);
        const hosts = known.length > 0 ? known : fallbackHosts(setup.cdn);
        asked = hosts[0];
        const outcome = await askOnline(request, hosts, http, news, () => clock.now(), signal);
        onlineMs = clock.now() - scannedAt;
        return outcome;
      },
      local: async (signal) => {
        if (!setup.local) return fail<CheckFailure>({ kind: 'not-set-up' });
        const startedAt = clock.now();
        const { localApi } = await current();
        const answer = await askLocal(request, setup.local, localApi, localHttp(setup), signal);
        localMs = clock.now() - scannedAt;
        if (!answer.ok) return answer;
        const ms = clock.now() - startedAt;
        deps.background(update((old) => ({ ...withLocalMs(old, ms), localApi: answer.api })));
        elements = answer.value;
        return answer.value.every((element) => !element.ok) && answer.value[0]?.ok === false
          ? fail(answer.value[0].failure)
          : ok(answer.value);
      },
    });

    const now = clock.now();
    deps.background(update((old) => learned(old, end, onlineDead === undefined && fair, now)));
    if (onlineDead && onlineDead.kind !== 'offline') deps.background(recover(setup));

    const timings = {
      scannedAt,
      onlineMs,
      localStartedMs: end.localStartedMs,
      localMs,
      decidedMs: now - scannedAt,
      host: end.winner === 'online' && end.value.kind === 'answers' ? end.value.host : asked,
    };
    return { checks: request.codes.map((_, index) => codeCheck(end, elements, index)), timings };
  };

  return {
    check,

    async tend(setup): Promise<SourcesHealth> {
      const now = clock.now();
      const { book, onlineFailure: trouble } = await currentFor(setup);
      const work: Array<Promise<unknown>> = [];
      if (books.isStale(book, now)) {
        const noted = (failure: CheckFailure | undefined): Promise<void> =>
          update((old) => ({ ...old, onlineAt: clock.now(), onlineFailure: failure, ...(!failure && { misses: 0 }) }));
        // Without a fresh list the known hosts may still be well: their health decides.
        work.push(
          refresh(setup).then(async (failure) => noted(failure).then(() => (failure ? probe(setup) : undefined))),
        );
      } else if (trouble || book.hosts.some((host) => host.blockedUntil !== undefined && !books.isBlocked(host, now)))
        work.push(recover(setup));
      if (setup.local) {
        const { localApi } = await current();
        const asked = localState(setup.local, setup, localApi, localHttp(setup));
        work.push(
          asked.then((answer) =>
            update((old) => ({
              ...old,
              localAt: clock.now(),
              ...(answer.ok
                ? { localApi: answer.api, localFailure: answer.value.failure, lastSync: answer.value.lastSync }
                : { localFailure: answer.failure }),
            })),
          ),
        );
      } else work.push(update((old) => ({ ...old, localFailure: { kind: 'not-set-up' }, localAt: clock.now() })));
      await Promise.all(work);
      const { onlineFailure, onlineAt, localFailure, localAt, lastSync } = await current();
      return {
        online: { failure: onlineFailure, at: onlineAt },
        local: { failure: localFailure, at: localAt, lastSync },
      };
    },

    async registerSale(ki, setup): Promise<Result<void, CheckFailure>> {
      if (!setup.local) return fail({ kind: 'not-set-up' });
      const { localApi } = await current();
      const answer = await sell(ki, setup.local, setup, localApi, localHttp(setup));
      return answer.ok ? ok(undefined) : answer;
    },
  };
}

/** What a race teaches of the sources. `hadChance`: online was asked and had time enough to answer. */
function learned(state: CheckState, end: End, hadChance: boolean, now: number): CheckState {
  const at = epochMs(now);
  if (end.winner === 'online') return { ...state, misses: 0, onlineFailure: undefined, onlineAt: at };
  const missed = hadChance && end.online.kind === 'timeout';
  // What this code was answered is no word about the next one.
  const online = {
    ...state,
    misses: missed ? state.misses + 1 : state.misses,
    onlineFailure: failureRead(end.online),
    onlineAt: at,
  };
  return { ...online, localFailure: end.winner === 'local' ? undefined : failureRead(end.local), localAt: at };
}

/** The end of the race for one code of it. A code that only ЛМ could not read has no verdict, whatever its neighbours got. `elements`: ЛМ's, where it answered at all. */
function codeCheck(end: End, elements: readonly LocalElement[], index: number): CodeCheck {
  if (end.winner !== 'online') {
    const element = elements[index];
    if (element?.ok)
      return { source: 'local', answer: element.answer, proof: element.proof, raw: element.raw, online: end.online };
    return {
      source: 'none',
      online: end.online,
      local: element?.failure ?? (end.winner === 'none' ? end.local : { kind: 'no-element' }),
    };
  }
  if (end.value.kind === 'emergency') return { source: 'emergency', raw: end.value.raw };
  const answer = end.value.answers[index];
  return answer
    ? { source: 'online', answer, proof: end.value.proof, raw: end.value.raw[index] }
    : { source: 'none', online: { kind: 'no-element' }, local: { kind: 'no-element' } };
}
