/** Lists of goods by their address (app/ports/goods-source.ts): the page's own `fetch`, and the gateway's relay behind it. */
import type { Clock } from '../app/ports/clock.ts';
import type { FetchedList, GoodsSource, Validators } from '../app/ports/goods-source.ts';
import { fail, ok } from '../domain/base/result.ts';
import { addressOf } from './setup-source.ts';

/** A long list over a slow line; nobody waits before the screen, ms. */
const limitMs = 60_000;
/** The gateway has a limit of its own and says why, ms. */
const relayLimitMs = 70_000;
/** As the gateway's: JSON of 300 000 goods, bytes. */
export const MOST_LIST_BYTES = 64 * 1024 * 1024;

export function goodsSource(
  page: { readonly fetch: typeof fetch; readonly location: Pick<Location, 'href'> },
  { after }: Pick<Clock, 'after'>,
): GoodsSource {
  /** `work` within the limit; it is given what ends the exchange. Undefined: there was no answer. */
  async function within<Answer>(
    ms: number,
    work: (stop: AbortController) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const stop = new AbortController();
    const cancel = after(ms, () => stop.abort());
    try {
      return await work(stop);
    } catch {
      return undefined;
    } finally {
      cancel();
    }
  }
  return {
    async fetch(link, known) {
      const url = addressOf(link, page.location.href);
      if (!url) return fail({ kind: 'bad-link' });
      const answer = await within(limitMs, async (stop) => {
        const response = await page.fetch(url, {
          redirect: 'error',
          credentials: 'omit',
          cache: 'no-store',
          referrerPolicy: 'no-referrer',
          headers: asked(known),
          signal: stop.signal,
        });
        if (response.status === 304) return ok<FetchedList>({ ...known });
        if (response.status !== 200) return fail({ kind: 'status' as const, status: response.status });
        const list = await listOf(response, url);
        if (!list) stop.abort();
        return list ? ok(list) : fail({ kind: 'too-big' as const });
      });
      return answer ?? fail({ kind: 'no-answer' });
    },
    async relay(link, known, tillKey) {
      const url = addressOf(link, page.location.href);
      const answer = await within(relayLimitMs, async (stop) => {
        const response = await page.fetch(`/relay/goods?url=${encodeURIComponent(url ?? link)}`, {
          cache: 'no-store',
          headers: { ...asked(known), ...(tillKey !== undefined && { 'x-poltora-till-key': tillKey }) },
          signal: stop.signal,
        });
        if (response.status === 304) return ok<FetchedList>({ ...known });
        const list = response.status === 200 ? await listOf(response, link) : undefined;
        return list ? ok(list) : fail({ status: response.status, body: (await response.text()).slice(0, 1_000) });
      });
      return answer ?? fail(undefined);
    },
  };
}

const asked = ({ etag, modified }: Validators): Record<string, string> => ({
  accept: 'application/json, text/csv, application/xml, */*;q=0.5',
  ...(etag !== undefined && { 'if-none-match': etag }),
  ...(etag === undefined && modified !== undefined && { 'if-modified-since': modified }),
});

/** The body as a file, named by its address; undefined: more than a list may be, whatever length was announced. */
async function listOf(response: Response, url: string): Promise<FetchedList | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  for (let bytes = 0; reader;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > MOST_LIST_BYTES) return undefined;
    parts.push(value);
  }
  const etag = response.headers.get('etag') ?? undefined;
  const modified = response.headers.get('last-modified') ?? undefined;
  return { file: new File(parts, url), etag, modified };
}
