import { describe, expect, it } from 'vitest';
import { FakeClock, noon } from '../../test/unit/clock.ts';
import { httpOver } from '../check/http.ts';
import { gatewayClock } from './gateway-clock.ts';

const hour = 3_600_000;
const ask = (url: string) => ({ method: 'GET', url, headers: {}, limitMs: 1_000 }) as const;

/** A page before a server whose clock is two hours ahead; `answer`: what the server says. */
function page({ isHere = false, answer }: { readonly isHere?: boolean; readonly answer?: () => Response } = {}) {
  const clock = new FakeClock();
  const gateway = gatewayClock({ now: () => clock.now(), isHere });
  const dated = (): Response =>
    new Response('{}', { headers: { date: new Date(clock.now() + 2 * hour).toUTCString() } });
  const http = gateway.overheard(httpOver(async () => (answer ?? dated)(), clock));
  return { clock, gateway, http };
}

describe("the gateway's clock", () => {
  it('is heard on its own paths, with the time of this machine at that moment, the newest word last', async () => {
    const { clock, gateway, http } = page();
    expect(gateway.last()).toBeUndefined();
    await http(ask('/relay'));
    expect(gateway.last()).toEqual({ at: noon + 2 * hour, heardAt: noon });
    clock.jump(noon - hour);
    await http(ask('/relay/lm/api/v2/status'));
    expect(gateway.last()).toEqual({ at: noon + hour, heardAt: noon - hour });
  });

  it('an answer that is refused is dated as well', async () => {
    const { gateway, http } = page({
      answer: () => new Response('', { status: 502, headers: { date: new Date(noon).toUTCString() } }),
    });
    await http(ask('/relay/lm/api/v2/status'));
    expect(gateway.last()).toEqual({ at: noon, heardAt: noon });
  });

  it.each(['/check', '/check/tend', '/demo.json', 'http://127.0.0.1:5995/api/v2/status'])(
    'the date of %s is not its: the worker answers it, or somebody else',
    async (url) => {
      const { gateway, http } = page();
      await http(ask(url));
      expect(gateway.last()).toBeUndefined();
    },
  );

  it('of this very machine is no witness', async () => {
    const { gateway, http } = page({ isHere: true });
    await http(ask('/relay'));
    expect(gateway.last()).toBeUndefined();
  });

  it.each<[string, () => Response]>([
    ['no date', () => new Response('{}')],
    ['an odd date', () => new Response('{}', { headers: { date: 'yesterday' } })],
    [
      'no answer',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('%s is no word', async (_, answer) => {
    const { gateway, http } = page({ answer });
    await http(ask('/relay'));
    expect(gateway.last()).toBeUndefined();
  });

  it('what is overheard comes unchanged, and so does the wish to stop', async () => {
    const { http } = page({ answer: () => new Response('body', { status: 418 }) });
    expect(await http(ask('/relay'))).toMatchObject({ kind: 'answer', status: 418, body: 'body' });
    const stopped = new AbortController();
    stopped.abort();
    const clock = new FakeClock();
    const never = gatewayClock({ now: () => clock.now(), isHere: false }).overheard(
      httpOver(async (_url, { signal }) => {
        signal?.throwIfAborted();
        return new Response('');
      }, clock),
    );
    expect(await never(ask('/relay'), stopped.signal)).toEqual({ kind: 'failed', why: 'aborted' });
  });
});
