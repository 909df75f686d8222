import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseJson, readText, type Fault, type HostName, type LoggedRequest, type ServiceControl } from './control.ts';

/** A request with its body read. `body` is undefined where the text is not JSON. */
export interface Incoming {
  readonly host: HostName;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: unknown;
  /** The fault in force; services look here for conditions of their own. */
  readonly fault: Fault;
}

/** An answer of an emulated service: `text` goes out as it is, `body` as JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The service itself takes this long, ms. */
  readonly delayMs?: number;
}

export interface ListenerSetup {
  readonly service: ServiceControl;
  readonly host: HostName;
  /** 0 = any free port. */
  readonly port: number;
  readonly handle: (request: Incoming) => Reply;
  /** It speaks HTTPS with this certificate, PEM. */
  readonly tls?: Certificate;
  /** Headers that every answer carries, those of faults as well. */
  readonly headers?: (request: IncomingHttpHeaders, fault: Fault) => Readonly<Record<string, string>>;
}

/** A certificate and its private key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** One emulated host on a loopback port. */
export interface Listener {
  readonly url: string;
  /** Shows another certificate from the next connection on; throws where it speaks plain HTTP. */
  readonly present: (certificate: Certificate) => void;
  readonly close: () => Promise<void>;
}

/** Opens a host that logs every request and obeys the faults of its service. */
export async function openListener(setup: ListenerSetup): Promise<Listener> {
  const { service, host } = setup;
  const answer = (request: IncomingMessage, response: ServerResponse): void => void serve(request, response);
  const tls = setup.tls && createTlsServer(setup.tls, answer);
  const server = tls ?? createServer(answer);
  let port = setup.port;
  // A connection the emulator itself breaks does not count as "the client went away".
  const broken = new WeakSet<ServerResponse>();
  const live = new Set<ServerResponse>();

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (server.listening) {
        resolve();
        return;
      }
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });

  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      if (!server.listening) {
        resolve();
        return;
      }
      for (const response of live) broken.add(response);
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://emulator');
    const method = request.method ?? '';
    const entry: LoggedRequest = {
      host,
      method,
      path: pathname,
      query: search.slice(1),
      headers: request.headers,
      body: null,
      at: Date.now(),
      status: null,
      aborted: false,
    };
    service.requests.push(entry);
    const gone = new AbortController();
    live.add(response);
    response.once('close', () => {
      live.delete(response);
      if (!response.writableFinished && !broken.has(response)) entry.aborted = true;
      gone.abort();
    });

    try {
      const text = await readText(request);
      const body = parseJson(text);
      if (text !== '') entry.body = body ?? text;
      // A preflight is the browser's own request: faults are for the request it announces.
      const preflight = method === 'OPTIONS';
      const fault = service.faultFor(host, pathname, { count: !preflight });
      if (!preflight) {
        if (fault.latencyMs !== undefined) await wait(fault.latencyMs, undefined, { signal: gone.signal });
        if (fault.hang) return;
      }
      const reply =
        (preflight ? null : standIn(fault)) ??
        setup.handle({
          host,
          method,
          path: pathname,
          query: searchParams,
          headers: request.headers,
          text,
          body,
          fault,
        });
      if (reply.delayMs !== undefined) await wait(reply.delayMs, undefined, { signal: gone.signal });
      entry.status = reply.status;
      send(response, reply, setup.headers?.(request.headers, fault) ?? {}, preflight ? {} : fault);
    } catch (error) {
      if (!isDeparture(error)) throw error;
    }
  }

  function send(response: ServerResponse, reply: Reply, common: Readonly<Record<string, string>>, fault: Fault): void {
    const whole = Buffer.from(reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body)));
    const half = whole.subarray(0, Math.floor(whole.length / 2));
    const sent = fault.truncatedJson ? half : whole;
    response.writeHead(reply.status, {
      ...(whole.length > 0 ? { 'content-type': 'application/json; charset=utf-8' } : {}),
      // A broken answer must promise more than it delivers, or its client would take it for whole.
      ...(reply.status === 204 ? {} : { 'content-length': fault.reset ? Math.max(whole.length, 1) : sent.length }),
      ...common,
      ...reply.headers,
    });
    if (!fault.reset) {
      response.end(sent);
      return;
    }
    broken.add(response);
    response.flushHeaders();
    response.write(half, () => {
      response.destroy();
    });
  }

  await open();
  service.attach(host, { open, shut });
  return {
    url: `http${tls ? 's' : ''}://127.0.0.1:${String(port)}`,
    present: (certificate) => {
      if (!tls) throw new TypeError('a listener of plain HTTP has no certificate');
      tls.setSecureContext(certificate);
      tls.closeAllConnections();
    },
    close: shut,
  };
}

/** The client went away while its request was read or its answer waited. */
const isDeparture = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || ('code' in error && error.code === 'ECONNRESET'));

/** The answer a fault puts in place of the service's own; null where it does not. */
function standIn(fault: Fault): Reply | null {
  if (fault.badJson) return { status: 200, text: '<html><body>Bad gateway</body></html>' };
  if (fault.code5000)
    return { status: 500, body: { code: 5000, description: 'Сервис трансграничной проверки кодов недоступен' } };
  if (fault.emergency) return { status: 203, body: { code: 203, message: 'Аварийный режим' } };
  const { status, body } = fault;
  if (status === undefined) return null;
  return typeof body === 'string' ? { status, text: body } : { status, body };
}
