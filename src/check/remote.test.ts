import { describe, expect, it } from 'vitest';
import type { CheckReply, CheckRequest, CodeChecker } from '../app/ports/checker.ts';
import type { CheckSetup } from '../domain/code-check/source.ts';
import { epochMs } from '../domain/base/time.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { remoteChecker } from './remote.ts';
import { routes } from './routes.ts';

const setup: CheckSetup = { cdn: 'cdn.crpt.ru', timeZone: 2 };
const request: CheckRequest = {
  codes: [{ code: '0104670540176099215AbCdE\u001d93dGVz', ki: '0104670540176099215AbCdE' }],
  scannedAt: epochMs(1_790_000_000_000),
  setup,
};
const replyOf = (host: string): CheckReply => ({
  checks: [{ source: 'emergency', by: 'online' }],
  timings: { scannedAt: request.scannedAt, decidedMs: 1, host },
});
const own: CodeChecker = {
  check: async () => replyOf('page'),
  refreshHealth: async () => ({ sources: { online: {}, local: { failure: { kind: 'not-set-up' } } } }),
  registerSale: async () => ({ ok: false, failure: { kind: 'not-set-up' } }),
};

function remote(
  answer: HttpAnswer,
  controlled = true,
): { readonly checker: CodeChecker; readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  return {
    sent,
    checker: remoteChecker(
      async (its) => (sent.push(its), answer),
      async () => own,
      () => controlled,
    ),
  };
}

describe('the worker is asked', () => {
  it('and its answer is the answer', async () => {
    const { checker, sent } = remote({ kind: 'answer', status: 200, body: JSON.stringify(replyOf('worker')) });
    expect(await checker.check(request)).toEqual(replyOf('worker'));
    expect(sent).toMatchObject([{ method: 'POST', url: routes.check }]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(request);
  });

  it('for housekeeping and sales as well', async () => {
    const { checker, sent } = remote({ kind: 'answer', status: 200, body: '{"ok":true}' });
    await checker.refreshHealth(setup);
    expect(await checker.registerSale('KI', setup)).toEqual({ ok: true });
    expect(sent.map(({ url, body }) => [url, JSON.parse(body ?? '') as unknown])).toEqual([
      [routes.refreshHealth, setup],
      [routes.sale, { ki: 'KI', setup }],
    ]);
  });
});

it('a worker of a newer build is understood as far as it goes', async () => {
  const newer = {
    checks: [
      {
        source: 'none',
        failures: {
          third: { kind: 'rejected' },
          online: { kind: 'of-2028', detail: 'why', more: 1 },
          local: { kind: 'timeout' },
        },
        more: {},
      },
    ],
    timings: { ...replyOf('worker').timings, thirdMs: 5 },
    more: [],
  };
  const { checker } = remote({ kind: 'answer', status: 200, body: JSON.stringify(newer) });
  expect(await checker.check(request)).toEqual({
    checks: [
      {
        source: 'none',
        failures: {
          third: { kind: 'rejected' },
          online: { kind: 'malformed', detail: 'why' },
          local: { kind: 'timeout' },
        },
      },
    ],
    timings: { ...replyOf('worker').timings, thirdMs: 5 },
  });
});

it('a worker of yesterday, which knew two sources by name, is understood', async () => {
  const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_000 };
  const older = {
    checks: [{ source: 'local', answer: { isBlocked: false }, proof, online: { kind: 'timeout' } }],
    timings: { ...replyOf('worker').timings, localStartedMs: 900, localMs: 1_000 },
  };
  const { checker } = remote({ kind: 'answer', status: 200, body: JSON.stringify(older) });
  expect(await checker.check(request)).toEqual({
    checks: [
      {
        source: 'local',
        facts: 'offline',
        answer: { isBlocked: false },
        proof,
        failures: { online: { kind: 'timeout' } },
      },
    ],
    timings: older.timings,
  });
  // How its sources are, it says in another shape: it was not heard, and the page looks itself.
  const health = { online: { at: 1 }, local: {} };
  const tending = remote({ kind: 'answer', status: 200, body: JSON.stringify(health) });
  expect(await tending.checker.refreshHealth(setup)).toEqual(await own.refreshHealth(setup));
});

describe('the page checks itself', () => {
  it('when no worker controls it', async () => {
    const { checker, sent } = remote({ kind: 'answer', status: 200, body: '{}' }, false);
    expect(await checker.check(request)).toEqual(replyOf('page'));
    expect(sent).toEqual([]);
  });

  it.each<readonly [string, HttpAnswer]>([
    ['dies', { kind: 'failed', why: 'broken' }],
    ['is silent', { kind: 'failed', why: 'timeout' }],
    ['has a bug', { kind: 'answer', status: 500, body: '' }],
    [
      'is an old one without these routes, and a server answers in its place',
      { kind: 'answer', status: 405, body: '' },
    ],
    [
      'says what nobody can read',
      {
        kind: 'answer',
        status: 200,
        body: JSON.stringify({
          checks: [{ source: 'online', facts: 'full', answer: { cis: 'x', sold: 'false' }, proof: {} }],
          timings: replyOf('worker').timings,
        }),
      },
    ],
    ['forgets a code', { kind: 'answer', status: 200, body: JSON.stringify({ ...replyOf('worker'), checks: [] }) }],
    [
      'allows without a flag',
      {
        kind: 'answer',
        status: 200,
        body: JSON.stringify({
          ...replyOf('worker'),
          checks: [
            {
              source: 'online',
              facts: 'full',
              answer: { cis: 'x' },
              proof: { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_000 },
            },
          ],
        }),
      },
    ],
    ['is an old one, and the server answers with the page', { kind: 'answer', status: 200, body: '<!doctype html>' }],
  ])('when the worker %s', async (_, answer) => {
    const { checker } = remote(answer);
    expect(await checker.check(request)).toEqual(replyOf('page'));
    expect(await checker.refreshHealth(setup)).toMatchObject({
      sources: { local: { failure: { kind: 'not-set-up' } } },
    });
    expect(await checker.registerSale('KI', setup)).toMatchObject({ ok: false });
  });
});

it('without worker and without its own code the page says that the gateway is gone, and asks for the code again next time', async () => {
  let tries = 0;
  const checker = remoteChecker(
    async () => ({ kind: 'failed', why: 'refused' }),
    async () => {
      tries += 1;
      if (tries <= 3) throw new TypeError('Failed to fetch dynamically imported module');
      return own;
    },
    () => true,
  );
  const gone = { kind: 'gateway-gone', detail: 'TypeError: Failed to fetch dynamically imported module' };
  expect((await checker.check(request)).checks).toEqual([{ source: 'none', failures: { online: gone, local: gone } }]);
  expect(await checker.refreshHealth(setup)).toEqual({
    sources: { online: { failure: gone }, local: { failure: gone } },
  });
  expect(await checker.registerSale('KI', setup)).toEqual({ ok: false, failure: gone });
  expect(await checker.check(request)).toEqual(replyOf('page'));
});
