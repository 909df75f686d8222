/** ЦРПТ's online check as a source: full facts from the hosts of ГИС МТ, through the gateway's relay. Hosts, key and pauses are its own affair (online-check.md §2). */
import * as v from 'valibot';
import { orNothing } from '../../domain/base/fields.ts';
import type { CheckRequest } from '../../app/ports/checker.ts';
import { epochMs, hoursAhead, wallClock, type EpochMs } from '../../domain/base/time.ts';
import { failureRead, type CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup, SourcesHealth } from '../../domain/code-check/source.ts';
import { inEffect, tsPiot } from '../../domain/verdict/index.ts';
import { moment } from '../answers.ts';
import type { Http } from '../http.ts';
import { budgetMs } from '../race.ts';
import { checkFailure } from '../replies.ts';
import type { Asked, Asking, Realm, Source, SourceElement } from '../source.ts';
import type { MemoryKind } from '../state.ts';
import * as books from './hosts.ts';
import { hasTsPiot } from './ids.ts';
import { askOnline, cdnRelay, fallbackHosts, fetchHosts, hostHealthOf, onlineId, type HostNews } from './online-api.ts';

/** The very first check of a till waits this long for the list of hosts, ms, then asks the well-known ones. */
const listWaitMs = 500;
/** Misses in a row after which it is not waited for. Hosts are blocked after as many (online-check.md §2.2). */
const mostMisses = 3;

export interface OnlineMemory {
  readonly book: books.HostBook;
  /** It missed the deadline this many times in a row; from three on it is not waited for until a probe succeeds. */
  readonly misses: number;
  readonly onlineFailure?: CheckFailure | undefined;
  readonly onlineAt?: EpochMs | undefined;
  /** ГИС МТ has taken the shop's key, once at least. */
  readonly keyWorked?: true | undefined;
}

const time = v.pipe(moment, v.transform(epochMs));
export const onlineMemory: MemoryKind<OnlineMemory> = {
  fresh: { book: books.emptyBook, misses: 0 },
  schema: v.object({
    book: v.object({
      cdn: v.optional(v.string()),
      hosts: v.array(
        v.object({
          host: v.string(),
          ms: v.optional(v.number()),
          failures: v.number(),
          blockedUntil: v.optional(time),
        }),
      ),
      fetchedAt: v.optional(time),
      delayMs: v.optional(v.number()),
    }),
    misses: v.number(),
    onlineFailure: orNothing(checkFailure),
    onlineAt: v.optional(time),
    keyWorked: orNothing(v.literal(true)),
  }),
};

/** Whoever asks while the work is under way gets the same answer: ten scans in a row are no reason to ask ЦРПТ ten times. */
function oneAtATime<Answer>(work: (setup: CheckSetup) => Promise<Answer>): (setup: CheckSetup) => Promise<Answer> {
  let running: Promise<Answer> | undefined;
  return (setup) =>
    (running ??= work(setup).finally(() => {
      running = undefined;
    }));
}

/** The shop's key is missing, or ГИС МТ does not take it. */
const isOfKey = ({ kind }: CheckFailure): boolean =>
  kind === 'key-refused' || kind === 'key-missing' || kind === 'key-cut';

/** 401 and 410 to a key that was taken before, since the operator shuts keys off: that is what it has done, not an owner's mistake (tspiot.md §2). */
const isCut = (
  { status }: CheckFailure,
  { keyWorked }: OnlineMemory,
  { timeZone }: CheckSetup,
  now: EpochMs,
): boolean =>
  (status === 401 || status === 410) &&
  keyWorked === true &&
  inEffect(tsPiot, wallClock(now, hoursAhead(timeZone)))?.phase === 'keys-end';

export function online({ clock, random, isOffline, background, memory, ...realm }: Realm): Source {
  const { current, change } = memory(onlineMemory);
  /** When a host of ГИС МТ last said what time it is. */
  let crptTime: SourcesHealth['time'];
  const http: Http = async (request, signal) => {
    const answer = await realm.http(request, signal);
    if (
      answer.kind === 'answer' &&
      answer.status === 200 &&
      answer.upstreamDate !== undefined &&
      request.url.startsWith(cdnRelay)
    )
      crptTime = { at: epochMs(answer.upstreamDate), heardAt: clock.now() };
    return answer;
  };
  /** The memory for this request: of its own contour. */
  const currentFor = async ({ cdn }: CheckSetup): Promise<OnlineMemory> => {
    const { book } = await current();
    if (book.cdn !== cdn)
      await change((old) =>
        old.book.cdn === cdn ? old : { ...old, book: books.bookOf(old.book, cdn), misses: 0, onlineFailure: undefined },
      );
    return current();
  };
  const changeBook = (how: (book: books.HostBook) => books.HostBook): void =>
    background(change((old) => ({ ...old, book: how(old.book) })));
  const news: HostNews = {
    answered: (host, ms) => changeBook((book) => books.answered(book, host, ms)),
    failed: (host) => changeBook((book) => books.failed(book, host, clock.now())),
    blocked: (host) => changeBook((book) => books.blocked(book, host, clock.now())),
  };

  /** Fetches the list of hosts and asks each for its health, in parallel (online-check.md §2.2). */
  const refresh = oneAtATime(async (setup: CheckSetup): Promise<CheckFailure | undefined> => {
    const list = await fetchHosts(setup, http);
    if (list.ok) await change((old) => ({ ...old, book: books.withList(old.book, list.value, clock.now(), random()) }));
    else await change((old) => ({ ...old, book: books.withFallback(old.book, fallbackHosts(setup.cdn)) }));
    background(probe(setup));
    return list.ok ? undefined : list.failure;
  });

  /** Measures every host anew; a host in trouble is left alone for 15 min, a healthy one is free again. Ends the pause when one answers; else says why the first did not. */
  const probe = oneAtATime(async (setup: CheckSetup): Promise<CheckFailure | undefined> => {
    const { book } = await current();
    const said = await Promise.all(
      book.hosts.map(async ({ host }) => {
        const startedAt = clock.now();
        const health = await hostHealthOf(host, setup, http);
        if (health.ok) news.answered(host, clock.now() - startedAt);
        else if (health.isBlamed) news.blocked(host);
        return health;
      }),
    );
    if (!said.some(({ ok }) => ok)) return said.flatMap((health) => (health.ok ? [] : [health.failure]))[0];
    await change((old) => ({ ...old, misses: 0, onlineFailure: undefined, onlineAt: clock.now() }));
    return undefined;
  });

  /**
   * The failure with what else is known. No server of ЦРПТ was reached, and the browser sees no network either: two witnesses of the same. And a key that
   * worked until it was shut off.
   */
  const withKnown = (failure: CheckFailure, old: OnlineMemory, setup: CheckSetup): CheckFailure => {
    if (failure.kind === 'unreachable' && isOffline()) return { ...failure, kind: 'offline' };
    return isCut(failure, old, setup, clock.now()) ? { ...failure, kind: 'key-cut' } : failure;
  };

  /** All hosts blocked: a fresh list lifts the blocks once (§2.2). Then the hosts are asked how they are, and the pause ends with the first good one. */
  const recover = async (setup: CheckSetup): Promise<CheckFailure | undefined> => {
    const { book } = await current();
    if (books.allBlocked(book, clock.now()) && (await refresh(setup)) === undefined)
      await change((old) => ({ ...old, book: books.unblocked(old.book) }));
    return probe(setup);
  };

  /** Why it need not be waited for. */
  const deadNow = ({ book, misses, onlineFailure }: OnlineMemory): CheckFailure | undefined => {
    // A browser that sees no network may be wrong (a virtual adapter, a bridge): its word counts beside a request that failed.
    if (isOffline() && onlineFailure !== undefined) return { kind: 'offline' };
    if (books.allBlocked(book, clock.now())) return { kind: 'hosts-blocked' };
    return misses >= mostMisses ? (onlineFailure ?? { kind: 'timeout' }) : undefined;
  };

  /** Fetches the list first where there never was one. Who is not let in to the list is not let in to the check: the entry host would only refuse the request, and nobody would look at the key. */
  const refusedByList = async (setup: CheckSetup): Promise<CheckFailure | undefined> => {
    const { book } = await current();
    if (book.fetchedAt !== undefined) return undefined;
    const waited = new Promise<undefined>((done) => void clock.after(listWaitMs, () => done(undefined)));
    const refused = await Promise.race([refresh(setup), waited]);
    return refused && isOfKey(refused) ? withKnown(refused, await current(), setup) : undefined;
  };

  const askHosts = async (
    request: CheckRequest,
    { now, via }: Asking,
    signal: AbortSignal,
    known: CheckFailure | undefined,
  ): Promise<Asked> => {
    const { book } = await current();
    const ranked = books.worthAsking(book, clock.now()).map(({ host }) => host);
    const hosts = ranked.length > 0 ? ranked : fallbackHosts(request.setup.cdn);
    if (hosts[0] !== undefined) via(hosts[0]);
    const outcome = await askOnline(request, hosts, http, news, { ms: () => clock.now(), best: now }, signal);
    // A key that is known to be refused says more than whatever else a host answers then.
    if (!outcome.ok) {
      if (outcome.failure.kind === 'rejected' && known && isOfKey(known)) return { ok: false, failure: known };
      return { ok: false, failure: withKnown(outcome.failure, await current(), request.setup) };
    }
    const { value } = outcome;
    if (value.kind === 'emergency') return { ok: true, value };
    const elements = value.elements.map((element): SourceElement =>
      element.ok ? { ...element, facts: 'full' } : element,
    );
    return { ok: true, value: { ...value, elements } };
  };

  return {
    id: onlineId,
    budgetMs,
    isFor: (setup) => !hasTsPiot(setup),
    ready: async (setup) => ({ dead: deadNow(await currentFor(setup)) }),

    async ask(asking, signal) {
      const { request } = asking;
      const { onlineFailure } = await current();
      const refused = await refusedByList(request.setup);
      return refused
        ? { ok: false, failure: refused, isUnasked: true }
        : askHosts(request, asking, signal, onlineFailure);
    },

    learn(heard, setup) {
      const { at, dead, isFair } = heard;
      const hadChance = dead === undefined && isFair;
      const missed = hadChance && (heard.won ? heard.late : heard.failure.kind === 'timeout');
      background(
        change((old) => {
          const misses = missed ? old.misses + 1 : old.misses;
          return heard.won
            ? // A late answer is as good for this code, and no word about the speed of the next one.
              { ...old, misses: heard.late ? misses : 0, onlineFailure: undefined, onlineAt: at, keyWorked: true }
            : // What this code was answered is no word about the next one.
              { ...old, misses, onlineFailure: failureRead(heard.failure), onlineAt: at };
        }),
      );
      if (dead && dead.kind !== 'offline') background(recover(setup));
    },

    async refreshHealth(setup, since) {
      const now = clock.now();
      const { book, onlineFailure: trouble, onlineAt: heardAt = 0 } = await currentFor(setup);
      const told = (failure: CheckFailure | undefined): Promise<void> | undefined =>
        failure
          ? change((old) => ({ ...old, onlineAt: clock.now(), onlineFailure: withKnown(failure, old, setup) }))
          : undefined;
      if (books.isStale(book, now)) {
        const failure = await refresh(setup);
        await change((old) => ({
          ...old,
          onlineAt: clock.now(),
          onlineFailure: failure && withKnown(failure, old, setup),
          ...(!failure && { misses: 0 }),
        }));
        // Without a fresh list the known hosts may still be well: their health decides.
        if (failure) await probe(setup);
      } else if (heardAt < since && !trouble) await told(await probe(setup));
      else if (trouble || book.hosts.some((host) => host.blockedUntil !== undefined && !books.isBlocked(host, now)))
        await told(await recover(setup));
    },

    async health() {
      const { onlineFailure, onlineAt } = await current();
      return { failure: onlineFailure, at: onlineAt, time: crptTime };
    },
  };
}
