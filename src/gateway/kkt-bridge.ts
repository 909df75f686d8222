/**
 * `/relay/kkt`: a page's WebSocket ⇄ the TCP port of the shop's ККТ, byte for byte. Binary frames carry bytes; the one text frame, `ready`,
 * tells the page that the ККТ is connected; why it ended stands in the close code (errors.ts). A ККТ serves one host at a time.
 */
import { connect } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import { closeCode } from './errors.ts';
import type { GatewayError } from './errors.ts';

export interface BridgeLimits {
  /** From the first packet to a connected ККТ, ms. */
  readonly connectMs: number;
  /** Between two pings to the page, ms; a page that misses one is gone. */
  readonly pingMs: number;
}

export const bridgeLimits: BridgeLimits = {
  // In the shop's own network an answer takes milliseconds; a cashier looks at a wrong address or a ККТ without power no longer than this.
  connectMs: 2_000,
  // A tablet that lost its Wi-Fi never says so, and keeps the ККТ from the next till for two of these.
  pingMs: 10_000,
};

/** An ended side has this to say goodbye, ms: a tablet that fell asleep must not hold up the closing of the server, nor a silent ККТ the next page. */
const LINGER_MS = 1_000;

/** What a page must offer among its subprotocols. */
export const bridgeProtocol = 'poltora-kkt';

/** A page and its connection to the ККТ. */
interface Passage {
  readonly till: string;
  readonly page: WebSocket;
  /** Cuts it off for a newer one. */
  drop(): void;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Tells a page why, by the close code; only the first reason goes out. */
export const shut = (page: WebSocket, { code, message }: GatewayError): void => {
  sayGoodbye(page, closeCode(code), message);
};

export class KktBridge {
  readonly #address: Address;
  readonly #limits: BridgeLimits;
  /** Stays until its connection has ended, also after its page has gone. */
  #passage: Passage | undefined;

  constructor(address: Address, limits: BridgeLimits) {
    this.#address = address;
    this.#limits = limits;
  }

  /** `till` tells a page that was reloaded from another till: only the former takes the ККТ over. */
  take(page: WebSocket, till: string): void {
    const older = this.#passage;
    if (older && older.till !== till && older.page.readyState === older.page.OPEN) {
      shut(page, { code: 'kkt-taken', message: 'Another till is connected to the ККТ.' });
      return;
    }
    older?.drop();
    const passage = openPassage(page, till, this.#address, this.#limits, () => {
      if (this.#passage === passage) this.#passage = undefined;
    });
    this.#passage = passage;
  }

  /** 1001 is the code of a server that goes down (RFC 6455 §7.4.1). */
  close(): void {
    if (this.#passage) sayGoodbye(this.#passage.page, 1001, 'The gateway was stopped.');
  }
}

function openPassage(
  page: WebSocket,
  till: string,
  address: Address,
  { connectMs, pingMs }: BridgeLimits,
  ended: () => void,
): Passage {
  // The protocols send single bytes and wait for the answer: Nagle's algorithm would hold them back (kkt-shtrih.md §1.1).
  const tcp = connect({ ...address, noDelay: true, keepAlive: true, keepAliveInitialDelay: pingMs });
  const stopPings = keepAlive(page, pingMs);
  let connected = false;
  const limit = setTimeout(() => {
    shut(page, {
      code: 'timeout',
      message: `The ККТ did not take the connection within ${connectMs} ms (POLTORA_KKT).`,
    });
    tcp.destroy();
  }, connectMs);

  page.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) shut(page, { code: 'bad-request', message: 'Bytes for the ККТ go in binary frames.' });
    else if (tcp.writable && !tcp.write(data)) page.pause();
  });
  tcp.on('drain', () => {
    page.resume();
  });
  tcp.on('data', (chunk) => {
    // One chunk at a time: a slow page slows the ККТ down instead of filling the gateway's memory.
    tcp.pause();
    page.send(chunk, () => {
      tcp.resume();
    });
  });

  tcp.once('connect', () => {
    connected = true;
    clearTimeout(limit);
    page.send('ready');
  });
  tcp.on('error', (error) => {
    const code = (error as NodeJS.ErrnoException).code ?? error.message;
    shut(
      page,
      connected
        ? { code: 'kkt-lost', message: `The connection to the ККТ was cut (${code}).` }
        : { code: 'refused', message: `The ККТ cannot be reached (${code}); see POLTORA_KKT.` },
    );
  });
  tcp.once('close', () => {
    clearTimeout(limit);
    shut(page, { code: 'kkt-lost', message: 'The ККТ closed the connection.' });
    // A page that was held back must be read on, or its own goodbye is never seen.
    page.resume();
    ended();
  });

  page.once('close', () => {
    stopPings();
    if (tcp.closed) return;
    // What the page sent last, such as its ACK, still goes out.
    if (connected) tcp.end();
    else tcp.destroy();
    const linger = setTimeout(() => {
      tcp.destroy();
    }, LINGER_MS);
    tcp.once('close', () => {
      clearTimeout(linger);
    });
  });

  return {
    till,
    page,
    drop: () => {
      shut(page, { code: 'kkt-taken', message: 'A newer page of the same till took the ККТ over.' });
      // At once, and so before the newer page's connection begins.
      tcp.destroy();
    },
  };
}

function keepAlive(page: WebSocket, pingMs: number): () => void {
  let heard = true;
  page.on('pong', () => {
    heard = true;
  });
  const timer = setInterval(() => {
    // Whoever is held back by a slow ККТ cannot be heard.
    if (page.isPaused) return;
    if (!heard) {
      page.terminate();
      return;
    }
    heard = false;
    page.ping();
  }, pingMs);
  return () => {
    clearInterval(timer);
  };
}

function sayGoodbye(page: WebSocket, code: number, reason: string): void {
  if (page.readyState !== page.OPEN) return;
  page.close(code, clip(reason));
  const linger = setTimeout(() => {
    page.terminate();
  }, LINGER_MS);
  page.once('close', () => {
    clearTimeout(linger);
  });
}

/** A close frame has room for 123 bytes of UTF-8 (RFC 6455 §5.5). */
function clip(message: string): string {
  let text = message;
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1);
  return text;
}
