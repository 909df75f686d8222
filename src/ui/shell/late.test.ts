import { afterEach, expect, it, vi } from 'vitest';
import { Late } from './late.svelte.ts';

const gone = new TypeError('Failed to fetch dynamically imported module');
/** Fails so many times, then is there. */
function fetcher(failures: number) {
  const fetch = vi.fn(async () => {
    if (fetch.mock.calls.length <= failures) throw gone;
    return 'part';
  });
  return fetch;
}

afterEach(() => void vi.useRealTimers());

it('is fetched once, whoever wants it', async () => {
  const fetch = fetcher(0);
  const part = new Late(fetch);
  expect([part.now, fetch.mock.calls.length]).toEqual([undefined, 0]);
  expect(await Promise.all([part.load(), part.load()])).toEqual(['part', 'part']);
  await part.load();
  expect([part.now, fetch.mock.calls.length]).toEqual(['part', 1]);
});

it('says that it could not be fetched, and the next who wants it tries again', async () => {
  const part = new Late(fetcher(1));
  await expect(part.load()).rejects.toBe(gone);
  expect([part.now, part.hasFailed]).toEqual([undefined, true]);
  expect(await part.load()).toBe('part');
  expect([part.now, part.hasFailed]).toEqual(['part', false]);
});

it('is asked for until it comes, or until nobody wants it any more', async () => {
  vi.useFakeTimers();
  const wanted = new Late(fetcher(3));
  wanted.insist();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(wanted.now).toBe('part');

  const fetch = fetcher(1_000);
  const given = new Late(fetch);
  const stop = given.insist();
  await vi.advanceTimersByTimeAsync(4_000);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetch).toHaveBeenCalledTimes(2);
});
