/** One HTTP exchange as plain data, so that it can cross a MessagePort: the worker hands ЛМ's requests to the page this way. */
import type { Clock } from '../app/ports/clock.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Limit of the whole exchange, ms. */
  readonly limitMs: number;
}

export type HttpAnswer =
  /** `relay`: the gateway's own word (header `x-poltora-relay`), not the service's. `date`: the clock of whoever answered us, epoch ms: the gateway's, by its header `Date`; `upstreamDate`: that of the service behind it, by the gateway's word. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly relay?: string | undefined;
      readonly date?: number | undefined;
      readonly upstreamDate?: number | undefined;
      readonly body: string;
    }
  /** `refused` also stands for blocked and unreachable: browsers do not tell them apart (platform.md II.10). `broken`: the answer was cut off. */
  | {
      readonly kind: 'failed';
      readonly why: 'refused' | 'broken' | 'timeout' | 'aborted' | 'no-page';
      readonly detail?: string | undefined;
    };

/** Never rejects. An aborted `signal` gives `aborted`. */
export type Http = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpAnswer>;

/** What carries one request: this realm's own `fetch`, or a library over it. */
export type Send = (url: string, options: RequestInit) => Promise<Response>;

/** An exchange over `send`. No retries: what to repeat is decided by the rules of each service. */
export const httpOver =
  (send: Send, clock: Clock): Http =>
  async (request, signal) => {
    // Not AbortSignal.any: Chromium 109 has none.
    const controller = new AbortController();
    let timedOut = false;
    const abort = (): void => controller.abort();
    const cancel = clock.after(request.limitMs, () => {
      timedOut = true;
      abort();
    });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    let status: number | undefined;
    try {
      const response = await send(request.url, {
        method: request.method,
        headers: { ...request.headers },
        ...(request.body !== undefined && { body: request.body }),
        cache: 'no-store',
        credentials: 'same-origin',
        signal: controller.signal,
      });
      status = response.status;
      const dateOf = (header: string): number | undefined => {
        const date = Date.parse(response.headers.get(header) ?? '');
        return Number.isNaN(date) ? undefined : date;
      };
      const [date, upstreamDate] = [dateOf('date'), dateOf('x-poltora-upstream-date')];
      return {
        kind: 'answer',
        status,
        relay: response.headers.get('x-poltora-relay') ?? undefined,
        ...(date !== undefined && { date }),
        ...(upstreamDate !== undefined && { upstreamDate }),
        body: await response.text(),
      };
    } catch (error) {
      if (timedOut) return { kind: 'failed', why: 'timeout' };
      if (controller.signal.aborted) return { kind: 'failed', why: 'aborted' };
      return { kind: 'failed', why: status === undefined ? 'refused' : 'broken', detail: String(error) };
    } finally {
      cancel();
      signal?.removeEventListener('abort', abort);
    }
  };
