/**
 * `/relay/kkt`: a page's WebSocket ⇄ the TCP port of the shop's ККТ, byte for byte. Binary frames carry bytes. Two text frames go to the page:
 * `ready`, the ККТ is connected, and `wanted`, another till asks for it. Why it ended stands in the close code (errors.ts).
 * A ККТ serves one host at a time. Tills take turns: a page that is asked and is not in the middle of something closes its socket.
 */
import { connect } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import { showAddress } from './config.ts';
import { closeCode } from './errors.ts';
import type { GatewayError } from './errors.ts';
import { Passages } from './passages.ts';
import type { OpenPassage, PassagesInfo } from './passages.ts';

export interface BridgeLimits {
  /** From the first packet to a connected ККТ, ms. */
  readonly connectMs: number;
  /** Between two pings to the page, ms; a page that misses one is gone. */
  readonly pingMs: number;
  /** How long another till waits for the one that has the ККТ to let go of it, ms. */
  readonly wantedMs: number;
  /** A page that was asked, and neither let go nor had a byte to or from the ККТ for so long, has forgotten it, ms. */
  readonly forgottenMs: number;
}

export const bridgeLimits: BridgeLimits = {
  // In the shop's own network an answer takes milliseconds; a cashier looks at a wrong address or a ККТ without power no longer than this.
  connectMs: 2_000,
  // A tablet that lost its Wi-Fi never says so, and keeps the ККТ from the next till for two of these.
  pingMs: 10_000,
  // A page that looks how the ККТ is has done so in less; one that prints keeps it for as long as it takes. Together with `connectMs` less than the 4 s a page waits.
  wantedMs: 1_500,
  // A browser answers pings for a page that it has frozen, and builds before this one do not know the word. A page that is awake asks the ККТ each minute;
  // the longest answer is waited for two (devices/kkt/shtrih, opening a shift).
  forgottenMs: 5 * 60_000,
};

/** An ended side has this to say goodbye, ms: a tablet that fell asleep must not hold up the closing of the server, nor a silent ККТ the next page. */
const LINGER_MS = 1_000;

/** What a page must offer among its subprotocols. */
export const bridgeProtocol = 'poltora-kkt';

/** Who asks for the ККТ. */
export interface Asker {
  readonly page: WebSocket;
  /** Tells a page that was reloaded from another till: only the former takes the ККТ over at once. */
  readonly till: string;
  /** What people call it. */
  readonly name: string | undefined;
}

/** A page and its connection to the ККТ. */
interface Passage extends Asker {
  /** Ms since a byte went either way. */
  quietMs(): number;
  /** Cuts it off for another. */
  drop(why: string): void;
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
  readonly #now: () => number;
  readonly #passages: Passages;
  /** Stays until its connection has ended, also after its page has gone. */
  #passage: Passage | undefined;
  /** Who waits for the passage to be free, the first first, with the way to stop waiting. */
  readonly #waiting = new Map<Asker, () => void>();

  constructor(address: Address, limits: BridgeLimits, now: () => number) {
    this.#address = address;
    this.#limits = limits;
    this.#now = now;
    this.#passages = new Passages(now);
  }

  take(asker: Asker): void {
    for (const other of [...this.#waiting.keys()].filter(({ till }) => till === asker.till)) {
      this.#waiting.get(other)?.();
      shut(other.page, { code: 'kkt-taken', message: newerPage });
    }
    const holder = this.#passage;
    if (holder && holder.till !== asker.till && holder.page.readyState === holder.page.OPEN) this.#wait(asker, holder);
    else this.#enter(asker, newerPage);
  }

  /** Who had the ККТ at `since`, epoch ms, or later. */
  passagesSince(since: number): PassagesInfo {
    return this.#passages.since(since);
  }

  /** 1001 is the code of a server that goes down (RFC 6455 §7.4.1). */
  close(): void {
    for (const [{ page }, stop] of [...this.#waiting]) {
      stop();
      sayGoodbye(page, 1001, stopped);
    }
    if (this.#passage) sayGoodbye(this.#passage.page, 1001, stopped);
  }

  #enter(asker: Asker, why: string): void {
    this.#passage?.drop(why);
    const passage = openPassage(
      asker,
      this.#address,
      this.#limits,
      this.#now,
      this.#passages.begin(asker.till, asker.name),
      () => {
        if (this.#passage !== passage) return;
        this.#passage = undefined;
        const [next] = this.#waiting.keys();
        if (!next) return;
        this.#waiting.get(next)?.();
        this.#enter(next, newerPage);
      },
    );
    this.#passage = passage;
  }

  #wait(asker: Asker, holder: Passage): void {
    const stop = (): void => {
      clearTimeout(timer);
      asker.page.off('close', stop);
      this.#waiting.delete(asker);
    };
    const timer = setTimeout(() => {
      stop();
      // Perhaps another one by now, which came in before us.
      const now = this.#passage;
      if (!now || now.quietMs() >= this.#limits.forgottenMs)
        this.#enter(asker, 'Another till took the ККТ over: this page had it, and did not use it.');
      else shut(asker.page, { code: 'kkt-taken', message: takenBy(now.name) });
    }, this.#limits.wantedMs);
    this.#waiting.set(asker, stop);
    asker.page.once('close', stop);
    holder.page.send('wanted');
  }
}

const newerPage = 'A newer page of the same till took the ККТ over.';
const stopped = 'The gateway was stopped.';

/** The name stands between «», where a page finds it, and is shortened rather than the sentence cut. */
function takenBy(name: string | undefined): string {
  if (name === undefined) return 'Another till is connected to the ККТ.';
  const signs = [...name];
  const sentence = (): string =>
    `Another till holds the ККТ: «${signs.join('')}${signs.length < [...name].length ? '…' : ''}»`;
  while (Buffer.byteLength(sentence()) > REASON_BYTES) signs.pop();
  return sentence();
}

/** The address stands between «», where a page finds it: a wrong one is the likeliest reason. */
const silentAt = (address: Address, code?: string): string =>
  `Нет ответа от ККТ: «${showAddress(address)}»${code === undefined ? '' : ` (${code})`}`;

function openPassage(
  asker: Asker,
  address: Address,
  { connectMs, pingMs }: BridgeLimits,
  now: () => number,
  record: OpenPassage,
  ended: () => void,
): Passage {
  const { page } = asker;
  let lastByteAt = now();
  // The protocols send single bytes and wait for the answer: Nagle's algorithm would hold them back (kkt-shtrih.md §1.1).
  const tcp = connect({ ...address, noDelay: true, keepAlive: true, keepAliveInitialDelay: pingMs });
  const stopPings = keepAlive(page, pingMs);
  let connected = false;
  const limit = setTimeout(() => {
    shut(page, {
      code: 'timeout',
      message: silentAt(address),
    });
    tcp.destroy();
  }, connectMs);

  page.on('message', (data: Buffer, isBinary: boolean) => {
    lastByteAt = now();
    if (!isBinary) shut(page, { code: 'bad-request', message: 'Bytes for the ККТ go in binary frames.' });
    else if (tcp.writable) {
      record.sent(data.length);
      if (!tcp.write(data)) page.pause();
    }
  });
  tcp.on('drain', () => {
    page.resume();
  });
  tcp.on('data', (chunk) => {
    // One chunk at a time: a slow page slows the ККТ down instead of filling the gateway's memory.
    tcp.pause();
    lastByteAt = now();
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
        ? { code: 'kkt-lost', message: `Связь прервалась (${code})` }
        : { code: 'refused', message: silentAt(address, code) },
    );
  });
  tcp.once('close', () => {
    clearTimeout(limit);
    shut(page, { code: 'kkt-lost', message: 'ККТ закрыла связь' });
    // A page that was held back must be read on, or its own goodbye is never seen.
    page.resume();
    record.end();
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
    ...asker,
    quietMs: () => now() - lastByteAt,
    drop: (why) => {
      shut(page, { code: 'kkt-taken', message: why });
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

/** A close frame has room for so many bytes of UTF-8 (RFC 6455 §5.5). */
const REASON_BYTES = 123;

function clip(message: string): string {
  let text = message;
  while (Buffer.byteLength(text) > REASON_BYTES) text = text.slice(0, -1);
  return text;
}
