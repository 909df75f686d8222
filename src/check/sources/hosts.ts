/** The book of ЦРПТ's check hosts: which to ask first, which not to ask for a while (online-check.md §2.2). Pure: a value in, a value out. */
import type { EpochMs } from '../../domain/base/time.ts';

export interface Host {
  /** `name[:port]`. */
  readonly host: string;
  /** Smoothed own round trip, ms; absent until measured. */
  readonly ms?: number | undefined;
  /** Failures to answer in a row: time-outs, refused connections, broken answers. */
  readonly failures: number;
  readonly blockedUntil?: EpochMs | undefined;
}

export interface HostBook {
  /** Whose list it is: the host that serves `cdn/info`. Absent on a till that has asked nobody yet. */
  readonly cdn?: string | undefined;
  readonly hosts: readonly Host[];
  /** When the list was last fetched; absent: never. */
  readonly fetchedAt?: EpochMs | undefined;
  /** This till's own random delay of the next refresh, ms: not all tills of the country at once. */
  readonly delayMs?: number | undefined;
}

/** «Not earlier than 6 h and not later than 7 h after the last success» (methodology п. 1.4.1). */
export const refreshAfterMs = 6 * 3_600_000;
/** Added to it at random, at most. */
export const refreshSpreadMs = 600_000;
export const blockMs = 15 * 60_000;
/** Failures in a row that block a host. */
const mostFailures = 3;
/** A failure counts as this round trip, so that the next check asks another host first. */
const failureAsMs = 3_000;

export const emptyBook: HostBook = { hosts: [] };

/** The book for the contour of `cdn`: hosts of another one (sandbox, another gateway) mean nothing here. */
export const bookOf = (book: HostBook, cdn: string): HostBook => (book.cdn === cdn ? book : { ...emptyBook, cdn });

/** Hosts that may be asked at `now`, fastest measured first, then the unmeasured in the order of the list. */
export const ranked = (book: HostBook, now: EpochMs): Host[] =>
  book.hosts
    .filter((host) => !isBlocked(host, now))
    .sort((a, b) => (a.ms ?? Number.MAX_SAFE_INTEGER) - (b.ms ?? Number.MAX_SAFE_INTEGER));

/** As `ranked`; all of them when all are blocked: for a check that has nobody else to ask. */
export const worthAsking = (book: HostBook, now: EpochMs): Host[] =>
  allBlocked(book, now) ? [...book.hosts] : ranked(book, now);

/** A block further off than any block lasts was written by a clock that has been set back since: it does not hold. */
export const isBlocked = (host: Host, now: EpochMs): boolean =>
  host.blockedUntil !== undefined && host.blockedUntil > now && host.blockedUntil <= now + blockMs;

export const allBlocked = (book: HostBook, now: EpochMs): boolean =>
  book.hosts.length > 0 && book.hosts.every((host) => isBlocked(host, now));

/** Also when the clock was set back behind the last fetch. */
export const isStale = (book: HostBook, now: EpochMs): boolean =>
  book.fetchedAt === undefined || now < book.fetchedAt || now - book.fetchedAt >= refreshAfterMs + (book.delayMs ?? 0);

/** Hosts to go on with while no list was ever fetched, so that what is learned of them is kept too. */
export const withFallback = (book: HostBook, hosts: readonly string[]): HostBook =>
  book.hosts.length > 0 ? book : { ...book, hosts: hosts.map((host) => ({ host, failures: 0 })) };

/** A fresh list: what is known of a host that stays is kept. An empty one changes nothing: the last good list is kept. */
export function withList(book: HostBook, hosts: readonly string[], now: EpochMs, random: number): HostBook {
  if (hosts.length === 0) return book;
  const known = new Map(book.hosts.map((host) => [host.host, host]));
  return {
    ...book,
    hosts: [...new Set(hosts)].map((host) => known.get(host) ?? { host, failures: 0 }),
    fetchedAt: now,
    delayMs: Math.round(random * refreshSpreadMs),
  };
}

export const answered = (book: HostBook, host: string, ms: number): HostBook =>
  change(book, host, (old) => ({
    ...old,
    failures: 0,
    blockedUntil: undefined,
    ms: old.ms === undefined ? ms : Math.round(old.ms * 0.7 + ms * 0.3),
  }));

export const blocked = (book: HostBook, host: string, now: EpochMs): HostBook =>
  change(book, host, (old) => ({ ...old, failures: 0, blockedUntil: (now + blockMs) as EpochMs }));

export const failed = (book: HostBook, host: string, now: EpochMs): HostBook => {
  const slower = change(book, host, (old) => ({
    ...old,
    failures: old.failures + 1,
    ms: Math.max(old.ms ?? 0, failureAsMs),
  }));
  return (slower.hosts.find((other) => other.host === host)?.failures ?? 0) >= mostFailures
    ? blocked(slower, host, now)
    : slower;
};

/** All hosts blocked: the blocks are lifted once with a fresh list (§2.2). */
export const unblocked = (book: HostBook): HostBook => ({
  ...book,
  hosts: book.hosts.map((host) => ({ ...host, failures: 0, blockedUntil: undefined })),
});

const change = (book: HostBook, host: string, how: (old: Host) => Host): HostBook => ({
  ...book,
  hosts: book.hosts.map((old) => (old.host === host ? how(old) : old)),
});
