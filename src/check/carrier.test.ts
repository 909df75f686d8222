import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/unit/clock.ts';
import { carriedHttp, carry, readCarryMessage, type CarryMessage } from './carrier.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';

const request: HttpRequest = {
  method: 'POST',
  url: 'http://192.168.0.10:5995/api/v2/cis/outCheck',
  headers: { 'x-clientid': '9999078900001234' },
  body: '{"cis_list":[]}',
  limitMs: 2_000,
};
const good: HttpAnswer = { kind: 'answer', status: 200, body: '{"results":[]}' };

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A page at the other end: what it is handed goes over a real channel, as from a worker. */
function page(http: Http): (message: CarryMessage, port: MessagePort) => Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  port2.onmessage = ({ data, ports: [port] }) => {
    const message = readCarryMessage(data);
    if (message && port) carry(message, port, http);
  };
  return async (message, port) => {
    port1.postMessage(message, [port]);
    return true;
  };
}

/** A request under way at the page: ends when it is told to, or when it is aborted. */
function pending(): { readonly http: Http; readonly asked: HttpRequest[]; readonly aborted: () => boolean } {
  const asked: HttpRequest[] = [];
  let aborted = false;
  const http: Http = (its, signal) =>
    new Promise((done) => {
      asked.push(its);
      const stop = (): void => {
        aborted = true;
        done({ kind: 'failed', why: 'aborted' });
      };
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop);
    });
  return { http, asked, aborted: () => aborted };
}

describe('the worker asks, the page answers', () => {
  it('the request and the answer cross unchanged', async () => {
    const seen: HttpRequest[] = [];
    const clock = new FakeClock();
    const http = carriedHttp(
      page(async (its) => (seen.push(its), good)),
      clock,
    );
    expect(await http(request)).toEqual(good);
    expect(seen).toEqual([request]);
    expect(clock.pending).toBe(0);
  });

  it('a failure at the page is a failure here', async () => {
    const failure: HttpAnswer = { kind: 'failed', why: 'refused', detail: 'TypeError: Failed to fetch' };
    expect(
      await carriedHttp(
        page(async () => failure),
        new FakeClock(),
      )(request),
    ).toEqual(failure);
  });

  it('two requests at a time keep their answers apart', async () => {
    const http = carriedHttp(
      page(async ({ url }) => ({ ...good, body: url })),
      new FakeClock(),
    );
    const answers = await Promise.all(['http://a/', 'http://b/'].map((url) => http({ ...request, url })));
    expect(answers).toMatchObject([{ body: 'http://a/' }, { body: 'http://b/' }]);
  });
});

describe('an abort', () => {
  it('ends the request here at once, and at the page', async () => {
    const there = pending();
    const clock = new FakeClock();
    const controller = new AbortController();
    const answer = carriedHttp(page(there.http), clock)(request, controller.signal);
    await vi.waitFor(() => expect(there.asked).toHaveLength(1));
    controller.abort();
    expect(await answer).toEqual({ kind: 'failed', why: 'aborted' });
    await vi.waitFor(() => expect(there.aborted()).toBe(true));
    expect(clock.pending).toBe(0);
  });

  it('before the page has been reached still reaches it', async () => {
    const there = pending();
    const deliver = page(there.http);
    let reached = (): void => undefined;
    const gate = new Promise<void>((open) => (reached = open));
    const controller = new AbortController();
    const answer = carriedHttp(async (message, port) => {
      await gate;
      return deliver(message, port);
    }, new FakeClock())(request, controller.signal);
    controller.abort();
    expect(await answer).toEqual({ kind: 'failed', why: 'aborted' });
    reached();
    await vi.waitFor(() => expect(there.asked).toHaveLength(1));
    await vi.waitFor(() => expect(there.aborted()).toBe(true));
  });

  it('beforehand asks nobody', async () => {
    let asked = 0;
    const http = carriedHttp(async () => ((asked += 1), true), new FakeClock());
    expect(await http(request, AbortSignal.abort())).toEqual({ kind: 'failed', why: 'aborted' });
    expect(asked).toBe(0);
  });

  it('after the answer changes nothing', async () => {
    const controller = new AbortController();
    const answer = await carriedHttp(
      page(async () => good),
      new FakeClock(),
    )(request, controller.signal);
    controller.abort();
    expect(answer).toEqual(good);
  });
});

describe('no page', () => {
  it('there is none: known at once', async () => {
    const clock = new FakeClock();
    expect(await carriedHttp(async () => false, clock)(request)).toMatchObject({ kind: 'failed', why: 'no-page' });
    expect(clock.pending).toBe(0);
  });

  it('it cannot be told', async () => {
    expect(await carriedHttp(() => Promise.reject(new Error('gone')), new FakeClock())(request)).toMatchObject({
      kind: 'failed',
      why: 'no-page',
      detail: 'Error: gone',
    });
  });

  it('it is silent: given up a little after its own limit, not before', async () => {
    const clock = new FakeClock();
    const answers: HttpAnswer[] = [];
    void carriedHttp(
      page(() => new Promise(() => undefined)),
      clock,
    )(request).then((answer) => answers.push(answer));
    await clock.advance(request.limitMs);
    expect(answers).toEqual([]);
    await clock.advance(1_000);
    expect(answers).toMatchObject([{ kind: 'failed', why: 'no-page' }]);
  });
});

it.each([
  null,
  undefined,
  'poltora-carry',
  15,
  {},
  { type: 'SKIP_WAITING' },
  { type: 'poltora-carry' },
  { type: 'poltora-carry', request: null },
  { type: 'poltora-carry', request: { ...request, url: 15 } },
  { type: 'poltora-carry', request: { ...request, method: 'DELETE' } },
  { type: 'poltora-carry', request: { ...request, limitMs: '2000' } },
  { type: 'poltora-carry', request: { ...request, headers: { a: 1 } } },
])('%j is no request to carry', (data) => {
  expect(readCarryMessage(data)).toBeUndefined();
});

it('a worker of a newer build may say more than this page understands', () => {
  expect(readCarryMessage({ type: 'poltora-carry', priority: 1, request: { ...request, keepalive: true } })).toEqual({
    type: 'poltora-carry',
    request,
  });
});

it.each([
  null,
  'answer',
  {},
  { kind: 'answer', body: '{}' },
  { kind: 'answer', status: '200', body: '{}' },
  { kind: 'answer', status: 200, body: {} },
  { kind: 'failed' },
  { kind: 'failed', why: 'tired' },
])('%j from the page is no answer', async (said) => {
  const http = carriedHttp(async (_, port) => (port.postMessage(said), true), new FakeClock());
  expect(await http(request)).toEqual({ kind: 'failed', why: 'no-page', detail: 'unreadable' });
});
