import { describe, expect, it } from 'vitest';
import { FakeClock, noon } from '../../../test/unit/clock.ts';
import { epochMs } from '../../domain/base/time.ts';
import { usedSince, whoUsedBridge } from './passages.ts';

const told = (...passages: object[]) => ({ version: 1, startedAt: 1_000, passages });
const us = { till: 'us', from: 2_000, bytes: 900 };

describe('who was at the bridge', () => {
  it.each([
    ['nobody', told(), 'only-us'],
    ['we alone', told({ ...us, to: 6_000 }, { ...us, from: 7_000 }), 'only-us'],
    ['another till before', told({ till: 'other', from: 2_000, to: 4_999, bytes: 10 }, us), 'only-us'],
    ['another till that sent nothing', told({ till: 'other', from: 6_000, to: 7_000, bytes: 0 }), 'only-us'],
    ['another till', told(us, { till: 'other', from: 6_000, to: 7_000, bytes: 1 }), 'others'],
    ['another till that was there already', told({ till: 'other', from: 2_000, to: 5_000, bytes: 1 }), 'others'],
    ['another till that is there still', told({ till: 'other', from: 2_000, bytes: 1 }), 'others'],
    ['another till of unknown bytes', told({ till: 'other', from: 6_000 }), 'others'],
    ['a gateway that was started since', { ...told(us), startedAt: 5_001 }, 'unknown'],
    ['another version', { ...told(us), version: 2 }, 'unknown'],
    ['a passage nobody understands', told({ from: 1 }), 'unknown'],
    ['no list', { version: 1, startedAt: 1 }, 'unknown'],
    ['a text', 'hello', 'unknown'],
    ['nothing', null, 'unknown'],
  ])('%s', (_, answer, use) => expect(usedSince(answer, 5_000, 'us')).toBe(use));
});

describe('the question to the gateway', () => {
  const hour = 3_600_000;
  const ask = async (
    passages: object[],
    { skewMs = 0, status = 200, date = true, tillKey = undefined as string | undefined } = {},
  ) => {
    const clock = new FakeClock();
    const asked: Array<[string, RequestInit]> = [];
    const use = await whoUsedBridge({
      clock,
      till: 'us',
      fetch: async (url, init) => {
        asked.push([url, init]);
        return new Response(JSON.stringify({ version: 1, startedAt: noon - 10 * hour, passages }), {
          status,
          headers: date ? { date: new Date(noon + skewMs).toUTCString() } : {},
        });
      },
    })(epochMs(noon - 60_000), tillKey);
    return { use, asked };
  };
  // Ten minutes before the intent, by the gateway's clock.
  const before = (skewMs: number) => ({
    till: 'other',
    from: noon + skewMs - 900_000,
    to: noon + skewMs - 600_000,
    bytes: 1,
  });

  it.each([0, hour, -hour])("is counted in the gateway's clock, which may be off by %i ms", async (skewMs) => {
    expect((await ask([before(skewMs)], { skewMs })).use).toBe('only-us');
    expect((await ask([{ ...before(skewMs), to: noon + skewMs - 30_000 }], { skewMs })).use).toBe('others');
  });

  it('shows the till key, where there is one', async () => {
    expect((await ask([], { tillKey: 'key' })).asked[0]?.[1].headers).toMatchObject({ 'x-poltora-till-key': 'key' });
    expect((await ask([])).asked[0]?.[1].headers).not.toHaveProperty('x-poltora-till-key');
  });

  it.each([{ status: 404 }, { status: 401 }, { date: false }])(
    'that is not answered in full is not known: %j',
    async (how) => expect((await ask([], how)).use).toBe('unknown'),
  );

  it('that fails or hangs is not known', async () => {
    const clock = new FakeClock();
    const failing = whoUsedBridge({ clock, till: 'us', fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    expect(await failing(noon, undefined)).toBe('unknown');
    const hanging = whoUsedBridge({
      clock,
      till: 'us',
      fetch: (_, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
    })(noon, undefined);
    await clock.advance(2_000);
    expect(await hanging).toBe('unknown');
    expect(clock.pending).toBe(0);
  });
});
