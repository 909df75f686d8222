/** The book of ЦРПТ's check hosts: which to ask first, which not to ask for a while (online-check.md §2.2). Pure: a value in, a value out. */
import type { EpochMs } from '../domain/time.ts';

export interface Host {
  /** `name[:port]`. */
  readonly host: string;
  /** Smoothed own round trip, ms; absent until measured. */
  readonly ms?: number | undefined;
  /** Time-outs in a row. */
  readonly timeouts: number;
  readonly blockedUntil?: EpochMs | undefined;
}

export interface HostBook {
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
/** Time-outs in a row that block a host. */
const mostTimeouts = 3;
/** A time-out counts as this round trip, so that the next check asks another host first. */
const timeoutAsMs = 3_000;

export const emptyBook: HostBook = { hosts: [] };

/** Hosts that may be asked at `now`, fastest measured first, then the unmeasured in the order of the list. */
export const ranked = (book: HostBook, now: EpochMs): Host[] =>
  book.hosts.filter((host) => !isBlocked(host, now)).sort((a, b) => (a.ms ?? Number.MAX_SAFE_INTEGER) - (b.ms ?? Number.MAX_SAFE_INTEGER));

export const isBlocked = (host: Host, now: EpochMs): boolean => host.blockedUntil !== undefined && host.blockedUntil > now;

export const allBlocked = (book: HostBook, now: EpochMs): boolean => book.hosts.length > 0 && book.hosts.every((host) => isBlocked(host, now));

export const isStale = (book: HostBook, now: EpochMs): boolean => book.fetchedAt === undefined || now - book.fetchedAt >= refreshAfterMs + (book.delayMs ?? 0);

/** A fresh list: what is known of a host that stays is kept. An empty one changes nothing: the last good list is kept. */
export function withList(book: HostBook, hosts: readonly string[], now: EpochMs, random: number): HostBook {
  if (hosts.length === 0) return book;
  const known = new Map(book.hosts.map((host) => [host.host, host]));
  return { hosts: [...new Set(hosts)].map((host) => known.get(host) ?? { host, timeouts: 0 }), fetchedAt: now, delayMs: Math.round(random * refreshSpreadMs) };
}

export const answered = (book: HostBook, host: string, ms: number): HostBook =>
  change(book, host, (old) => ({ ...old, timeouts: 0, blockedUntil: undefined, ms: old.ms === undefined ? ms : Math.round(old.ms * 0.7 + ms * 0.3) }));

export const blocked = (book: HostBook, host: string, now: EpochMs): HostBook => change(book, host, (old) => ({ ...old, timeouts: 0, blockedUntil: (now + blockMs) as EpochMs }));

export const timedOut = (book: HostBook, host: string, now: EpochMs): HostBook => {
  const slower = change(book, host, (old) => ({ ...old, timeouts: old.timeouts + 1, ms: Math.max(old.ms ?? 0, timeoutAsMs) }));
  return (slower.hosts.find((other) => other.host === host)?.timeouts ?? 0) >= mostTimeouts ? blocked(slower, host, now) : slower;
};

/** All hosts blocked: the blocks are lifted once with a fresh list (§2.2). */
export const unblocked = (book: HostBook): HostBook => ({ ...book, hosts: book.hosts.map((host) => ({ ...host, timeouts: 0, blockedUntil: undefined })) });

const change = (book: HostBook, host: string, how: (old: Host) => Host): HostBook => ({ ...book, hosts: book.hosts.map((old) => (old.host === host ? how(old) : old)) });
