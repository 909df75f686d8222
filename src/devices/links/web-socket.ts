/** A ККТ in the network, through the gateway's `/relay/kkt`: pages cannot open TCP. The other end is src/gateway/kkt-bridge.ts. */
import type { Clock } from '../../app/ports/clock.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { Inbox } from './inbox.ts';
import type { Link, LinkFailure, LinkListener, LinkPlace, LinkSource } from './link.ts';
import { within } from './within.ts';

export interface SocketOptions {
  /** The browser's. */
  readonly WebSocket: new (url: string, protocols: string[]) => WebSocket;
  readonly clock: Clock;
  /** The page's own, `https://till.example`. */
  readonly origin: string;
  /**
   * Who we are, 1 to 64 letters, digits, `-` and `_`; the same after a reload. The gateway gives a ККТ to one till: to the newest page of
   * the same name at once, to another name only when it is free.
   */
  readonly till: string;
  /** What people call this till, told to the one that asks for the ККТ while we have it. */
  readonly name?: (() => string) | undefined;
  /** This till's key to the gateway, where one is asked for. */
  readonly tillKey: string | undefined;
}

/** The gateway waits 1.5 s for another till to let go and 2 s for the ККТ, and its answer must be the first; beyond that the gateway itself is gone. */
const OPEN_MS = 4_000;
/** Of the till's name, at the gateway. */
const NAME_LENGTH = 64;
/** The gateway answers a goodbye at once; to a page on a dead network it never does. */
const CLOSE_MS = 1_000;

/** The gateway's close codes: 4000 + the HTTP status of src/gateway/errors.ts. */
const kinds: Readonly<Record<number, LinkFailure['kind']>> = {
  4400: 'refused', // bad-request
  4401: 'refused', // till-key
  4429: 'refused', // slow-down
  4404: 'refused', // not-configured
  4409: 'busy', // kkt-taken
  4410: 'gone', // kkt-lost
  4502: 'no-answer', // refused
  4504: 'no-answer', // timeout
};

/** One place, `relay`. */
export function socketSource(options: SocketOptions): LinkSource {
  const place: LinkPlace = { id: 'relay', hasSpeed: false, open: () => openSocket(options) };
  return { places: () => Promise.resolve([place]), onAppear: () => () => undefined };
}

function openSocket({
  WebSocket,
  clock,
  origin,
  till,
  name,
  tillKey,
}: SocketOptions): Promise<Result<Link, LinkFailure>> {
  // A header cannot be set here; the gateway reads the key from among the subprotocols and answers with the first.
  const protocols = ['poltora-kkt', ...(tillKey ? [`poltora-key.${base64url(tillKey)}`] : [])];
  // The gateway refuses what is longer; half of a pair of surrogates could not be encoded.
  const called = [...(name?.() ?? '')].slice(0, NAME_LENGTH / 2).join('');
  const socket = new WebSocket(
    `${origin.replace(/^http/, 'ws')}/relay/kkt?till=${till}${called && `&name=${encodeURIComponent(called)}`}`,
    protocols,
  );
  socket.binaryType = 'arraybuffer';
  const inbox = new Inbox();
  const ended = new Promise<void>((resolve) => void socket.addEventListener('close', () => resolve()));
  return new Promise((resolve) => {
    let ready = false;
    const cancel = clock.after(OPEN_MS, () => {
      resolve(fail({ kind: 'no-answer', detail: `The gateway did not answer within ${OPEN_MS} ms.` }));
      socket.close();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) return inbox.bytes(new Uint8Array(data));
      if (data === 'wanted') return inbox.wanted();
      // `ready`: the ККТ took the gateway's connection.
      cancel();
      ready = true;
      resolve(ok(new SocketLink(socket, inbox, ended, clock)));
    });
    socket.addEventListener('close', ({ code, reason }) => {
      cancel();
      // Without a code of its own the gateway is gone: stopped, cut off, or never there. A page is not told which.
      const failure: LinkFailure = {
        kind: kinds[code] ?? (ready ? 'gone' : 'no-answer'),
        detail: `${code} ${reason}`.trim(),
      };
      inbox.end(failure);
      resolve(fail(failure));
    });
  });
}

class SocketLink implements Link {
  readonly #socket: WebSocket;
  readonly #inbox: Inbox;
  readonly #ended: Promise<void>;
  readonly #clock: Clock;

  constructor(socket: WebSocket, inbox: Inbox, ended: Promise<void>, clock: Clock) {
    this.#socket = socket;
    this.#inbox = inbox;
    this.#ended = ended;
    this.#clock = clock;
  }

  send(bytes: Uint8Array): Promise<Result<void, LinkFailure>> {
    if (this.#inbox.failure) return Promise.resolve(fail(this.#inbox.failure));
    if (this.#socket.readyState !== this.#socket.OPEN)
      return Promise.resolve(fail({ kind: 'gone', detail: 'The socket is closing.' }));
    this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
    return Promise.resolve(ok(undefined));
  }

  listen(listener: LinkListener): void {
    this.#inbox.listen(listener);
  }

  async close(): Promise<void> {
    this.#inbox.close();
    this.#socket.close(1000);
    await within(this.#clock, CLOSE_MS, this.#ended);
  }
}

const base64url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
