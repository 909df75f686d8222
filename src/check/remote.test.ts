import { describe, expect, it } from 'vitest';
import type { CheckReply, CheckRequest, CheckSetup, CodeChecker } from '../app/ports.ts';
import { epochMs } from '../domain/time.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { remoteChecker, routes } from './remote.ts';

const setup: CheckSetup = { cdn: 'cdn.crpt.ru', timeZone: 2 };
const request: CheckRequest = {
  codes: [{ code: '0104670540176099215AbCdE\u001d93dGVz', ki: '0104670540176099215AbCdE' }],
  scannedAt: epochMs(1_790_000_000_000),
  setup,
};
const replyOf = (host: string): CheckReply => ({
  checks: [{ source: 'emergency' }],
  timings: { scannedAt: request.scannedAt, decidedMs: 1, host },
});
const own: CodeChecker = {
  check: async () => replyOf('page'),
  tend: async () => ({ online: {}, local: { failure: { kind: 'not-set-up' } } }),
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
      own,
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
    await checker.tend(setup);
    expect(await checker.registerSale('KI', setup)).toEqual({ ok: true });
    expect(sent.map(({ url, body }) => [url, JSON.parse(body ?? '') as unknown])).toEqual([
      [routes.tend, setup],
      [routes.sale, { ki: 'KI', setup }],
    ]);
  });
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
    ['is an old one, and the server answers with the page', { kind: 'answer', status: 200, body: '<!doctype html>' }],
  ])('when the worker %s', async (_, answer) => {
    const { checker } = remote(answer);
    expect(await checker.check(request)).toEqual(replyOf('page'));
    expect(await checker.tend(setup)).toMatchObject({ local: { failure: { kind: 'not-set-up' } } });
    expect(await checker.registerSale('KI', setup)).toMatchObject({ ok: false });
  });
});
