/**
 * ЛМ at an origin of its own is asked by the page, never by the worker: browsers promise Local Network Access only to a window
 * (platform.md II.10). The worker sends the request over a MessagePort, the page answers with status and body.
 */
import * as v from 'valibot';
import type { Clock } from '../app/ports/clock.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import { carryMessage, httpAnswer } from './replies.ts';

/** The message that carries a request to the page, with one port to answer on. A second message on that port means: abort. */
export interface CarryMessage {
  readonly type: 'poltora-carry';
  readonly request: HttpRequest;
}

/** Reads what a worker posted; undefined: it is no request to carry. */
export function readCarryMessage(data: unknown): CarryMessage | undefined {
  const parsed = v.safeParse(carryMessage, data);
  return parsed.success ? parsed.output : undefined;
}

/** The page has its own limit on the request; this much longer the worker waits before it believes that there is no page. */
const pageGraceMs = 300;

/** The worker's side. `post` hands the message and the port to the page that asked; false: there is none. */
export const carriedHttp =
  (post: (message: CarryMessage, port: MessagePort) => Promise<boolean>, clock: Clock): Http =>
  (request, signal) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const finish = (answer: HttpAnswer): void => {
        cancel();
        signal?.removeEventListener('abort', abort);
        port1.close();
        resolve(answer);
      };
      const abort = (): void => {
        port1.postMessage('abort');
        finish({ kind: 'failed', why: 'aborted' });
      };
      const cancel = clock.after(request.limitMs + pageGraceMs, () =>
        finish({ kind: 'failed', why: 'no-page', detail: 'silent' }),
      );
      port1.onmessage = ({ data }) => {
        const answer = v.safeParse(httpAnswer, data);
        finish(answer.success ? answer.output : { kind: 'failed', why: 'no-page', detail: 'unreadable' });
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort);
      const absent = (detail: string): void => finish({ kind: 'failed', why: 'no-page', detail });
      void post({ type: 'poltora-carry', request }, port2).then(
        (posted) => {
          if (!posted) absent('no client');
        },
        (error) => absent(String(error)),
      );
    });

/** The page's side: sends the request with the page's own rights and answers on the port. */
export function carry({ request }: CarryMessage, port: MessagePort, http: Http): void {
  const controller = new AbortController();
  port.onmessage = () => controller.abort();
  void http(request, controller.signal).then((answer) => port.postMessage(answer));
}
