import { describe, expect, it } from 'vitest';
import { epochMs } from '../../domain/base/time.ts';
import * as books from './hosts.ts';

const hour = 3_600_000;
const now = epochMs(1_790_000_000_000);
const at = (ms: number): typeof now => epochMs(now + ms);
const names = (hosts: readonly books.Host[]): string[] => hosts.map(({ host }) => host);
const book = books.withList(books.emptyBook, ['a', 'b', 'c'], now, 0);
/** The book after several things happened, one after another. */
const after = (...steps: ((old: books.HostBook) => books.HostBook)[]): books.HostBook =>
  steps.reduce((old, step) => step(old), book);
const failed =
  (host: string, ms = 0) =>
  (old: books.HostBook): books.HostBook =>
    books.failed(old, host, at(ms));
const answered =
  (host: string, ms: number) =>
  (old: books.HostBook): books.HostBook =>
    books.answered(old, host, ms);
const blocked =
  (host: string, ms = 0) =>
  (old: books.HostBook): books.HostBook =>
    books.blocked(old, host, at(ms));

describe('who is asked first', () => {
  it('the fastest measured, then the unmeasured in the order of the list', () => {
    expect(names(books.ranked(book, now))).toEqual(['a', 'b', 'c']);
    expect(names(books.ranked(after(answered('c', 90), answered('b', 40)), now))).toEqual(['b', 'c', 'a']);
  });

  it('a measurement is smoothed: one slow answer does not turn the ranking over', () => {
    const once = after(answered('a', 100), answered('b', 150), answered('a', 200));
    expect(once.hosts[0]?.ms).toBe(130);
    expect(names(books.ranked(once, now))).toEqual(['a', 'b', 'c']);
  });

  it('somebody else after a failure, until the host has proved itself again', () => {
    const slow = after(answered('a', 40), answered('b', 400), failed('a'));
    expect(names(books.ranked(slow, now))).toEqual(['b', 'a', 'c']);
    const back = Array.from({ length: 20 }).reduce<books.HostBook>((old) => books.answered(old, 'a', 40), slow);
    expect(names(books.ranked(back, now))).toEqual(['a', 'b', 'c']);
  });

  it('nobody who is blocked, unless nobody else is left', () => {
    expect(names(books.ranked(after(blocked('a')), now))).toEqual(['b', 'c']);
    expect(names(books.worthAsking(after(blocked('a')), now))).toEqual(['b', 'c']);
    const all = after(blocked('a'), blocked('b'), blocked('c'));
    expect(names(books.ranked(all, now))).toEqual([]);
    expect(names(books.worthAsking(all, now))).toEqual(['a', 'b', 'c']);
  });
});

describe('blocks', () => {
  it('three failures in a row block for 15 minutes', () => {
    expect(names(books.ranked(after(failed('a'), failed('a')), now))).toContain('a');
    const three = after(failed('a'), failed('a'), failed('a', 1_000));
    expect(names(books.ranked(three, at(1_000)))).toEqual(['b', 'c']);
    expect(names(books.ranked(three, at(1_000 + books.blockMs - 1)))).toEqual(['b', 'c']);
    expect(names(books.ranked(three, at(1_000 + books.blockMs)))).toContain('a');
    expect(books.blockMs).toBe(15 * 60_000);
  });

  it('an answer in between starts the count anew', () => {
    expect(
      names(books.ranked(after(failed('a'), failed('a'), answered('a', 50), failed('a'), failed('a')), now)),
    ).toContain('a');
  });

  it('failures of several hosts are not added up', () => {
    expect(names(books.ranked(after(failed('a'), failed('b'), failed('c')), now))).toHaveLength(3);
  });

  it('after a block a host has three chances again', () => {
    const again = after(failed('a'), failed('a'), failed('a'), failed('a', books.blockMs + 1));
    expect(names(books.ranked(again, at(books.blockMs + 2)))).toContain('a');
  });

  it('end with a good answer', () => {
    expect(names(books.ranked(after(blocked('a'), answered('a', 50)), now))).toContain('a');
  });

  it('are lifted all at once with a fresh list', () => {
    const all = after(failed('a'), failed('a'), blocked('b'), blocked('c'));
    expect(names(books.ranked(books.unblocked(all), now))).toHaveLength(3);
    // The count starts anew too: one more failure must not block at once.
    expect(names(books.ranked(books.failed(books.unblocked(all), 'a', now), now))).toContain('a');
  });

  it('are told apart from an empty book', () => {
    expect(books.allBlocked(after(blocked('a'), blocked('b')), now)).toBe(false);
    expect(books.allBlocked(after(blocked('a'), blocked('b'), blocked('c')), now)).toBe(true);
    expect(books.allBlocked(after(blocked('a'), blocked('b'), blocked('c')), at(books.blockMs))).toBe(false);
    expect(books.allBlocked(books.emptyBook, now)).toBe(false);
  });

  it('do not hold when the clock was set back: a flat battery gives years that were never', () => {
    const year = 365 * 24 * hour;
    expect(names(books.ranked(after(blocked('a', year)), now))).toContain('a');
  });

  it('of a host that is not in the book change nothing', () => {
    expect(after(blocked('x'), failed('x'), answered('x', 1))).toEqual(book);
  });
});

describe('the list', () => {
  it.each([
    [0, 6 * hour],
    [0.5, 6 * hour + 5 * 60_000],
    [1, 6 * hour + 10 * 60_000],
  ])('is refreshed not earlier than 6 h and not later than 7 h (random %d)', (random, stale) => {
    const fresh = books.withList(book, ['a'], now, random);
    expect(books.isStale(fresh, at(stale - 1))).toBe(false);
    expect(books.isStale(fresh, at(stale))).toBe(true);
    expect(stale).toBeLessThanOrEqual(7 * hour);
  });

  it('is refreshed when there never was one, and when the clock was set back behind the last', () => {
    expect(books.isStale(books.emptyBook, now)).toBe(true);
    expect(books.isStale(book, at(-1))).toBe(true);
    expect(books.isStale(book, now)).toBe(false);
  });

  it('keeps what is known of hosts that stay, forgets those that went, and names nobody twice', () => {
    const fresh = books.withList(after(answered('b', 70), blocked('c')), ['b', 'd', 'c', 'b'], at(hour), 0);
    expect(names(fresh.hosts)).toEqual(['b', 'd', 'c']);
    expect(names(books.ranked(fresh, at(60_000)))).toEqual(['b', 'd']);
    expect(fresh.fetchedAt).toBe(at(hour));
  });

  it('an empty one leaves the last good list', () => {
    expect(books.withList(book, [], at(hour), 0.5)).toBe(book);
  });

  it('the well-known hosts stand in only where there is none, and do not count as fetched', () => {
    const stand = books.withFallback(books.emptyBook, ['x', 'y']);
    expect(names(books.ranked(books.blocked(stand, 'x', now), now))).toEqual(['y']);
    expect(books.isStale(stand, now)).toBe(true);
    expect(books.withFallback(book, ['x'])).toBe(book);
  });
});
