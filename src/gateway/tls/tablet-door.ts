/**
 * Where tablets of the shop's network come in: the gateway itself over https, at a port of its own, as long as the owner has switched it on. What has come through TLS
 * is handed to the one HTTP server of the gateway, so that routes, guards and bounds are the same for all. There is no door without a password of the gateway (config.ts).
 */
import type { Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import { Authority, isGood, isPrivate } from './authority.ts';
import type { Leaf, MachineNames } from './authority.ts';

/** Part of the answer of `GET /relay/server/tablets`. */
export type TabletDoorInfo =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'open';
      readonly port: number;
      /** Where a tablet opens the till, the addresses before the name; none: the machine is in no network. */
      readonly urls: readonly string[];
      /** SHA-256 of the certificate that a tablet installs. */
      readonly fingerprint: string;
    }
  /** `not-kept`: the folder (POLTORA_DATA) gives or takes no certificate. */
  | { readonly kind: 'failed'; readonly port: number; readonly why: 'port-in-use' | 'not-kept' | 'other' };

type Failed = Extract<TabletDoorInfo, { kind: 'failed' }>;

export interface TabletDoorMeans {
  /** What the machine is called just now. */
  readonly names: () => MachineNames;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** How often it looks whether the machine has another address now, ms. */
const LOOK_EVERY_MS = 60_000;
/** From the connection to the end of its handshake: as long as a request has for its headers (doors.ts), ms. */
const HANDSHAKE_MS = 10_000;
/** Handshakes under way at a time: five tills open six connections each (what browsers do). Beyond that the oldest one makes room, so that silent sockets shut nobody out. */
const MOST_HANDSHAKES = 64;

interface Open {
  readonly listener: Server;
  readonly port: number;
  readonly authority: Authority;
  readonly timer: NodeJS.Timeout;
  leaf: Leaf;
}

export class TabletDoor {
  readonly #app: FastifyInstance;
  readonly #means: TabletDoorMeans;
  /** Connections on whose handshake it waits, by their other end, the oldest first. */
  readonly #handshakes = new Map<string, Socket>();
  readonly #guests = new Set<Socket>();
  #open: Open | undefined;
  #failed: Failed | undefined;
  /** The port that was asked for last. */
  #wanted: number | undefined;
  /** One change after the other. */
  #last: Promise<void> = Promise.resolve();

  /** It closes with the gateway. */
  constructor(app: FastifyInstance, means: TabletDoorMeans) {
    this.#app = app;
    this.#means = means;
    app.addHook('preClose', () => this.#close());
  }

  /** Opens or shuts as these settings say; resolves when that is done. Never rejects: what went wrong stands in the log and in `info`. */
  follow({ https, data }: Pick<GatewayConfig, 'https' | 'data'>): Promise<void> {
    this.#last = this.#last.then(async () => {
      // What has failed is tried again with each change.
      if (https?.port === this.#wanted && !this.#failed) return;
      this.#shut();
      this.#wanted = https?.port;
      if (https) await this.#openAt(https.port, data);
    });
    return this.#last;
  }

  /** Resolves when what was asked for before is done. */
  async info(): Promise<TabletDoorInfo> {
    await this.#last;
    if (!this.#open) return this.#failed ?? { kind: 'off' };
    this.#renew(this.#open);
    const { port, authority, leaf } = this.#open;
    return { kind: 'open', port, urls: urlsOf(leaf.names, port), fingerprint: authority.fingerprint };
  }

  /** Its certificate is what tablets install; undefined: the door is shut. */
  get authority(): Authority | undefined {
    return this.#open?.authority;
  }

  /** Names that a request of this socket may ask for besides IP addresses: whoever came in here under one was shown a certificate for it, so nobody has re-pointed it. */
  namesOf(socket: Socket): readonly string[] {
    const host = this.#open?.leaf.names.host;
    return host !== undefined && this.#guests.has(socket) ? [localName(host)] : [];
  }

  async #openAt(port: number, data: string | undefined): Promise<void> {
    const { names, now, log } = this.#means;
    try {
      const current = names();
      const authority = await Authority.open({ data, host: current.host, log }).catch((cause: unknown) => {
        throw new Error('not-kept', { cause });
      });
      const leaf = authority.leaf(current, now());
      const listener = this.#listener(leaf);
      await listening(listener, port);
      const bound = listener.address();
      const open: Open = {
        listener,
        port: typeof bound === 'object' && bound ? bound.port : port,
        authority,
        timer: setInterval(() => this.#renew(open), LOOK_EVERY_MS).unref(),
        leaf,
      };
      this.#open = open;
      const urls = urlsOf(leaf.names, open.port).join(', ');
      log(
        urls
          ? `Планшеты открывают кассу по адресу ${urls}.`
          : 'У этого компьютера нет адреса в сети магазина (10.…, 172.16.…, 192.168.…): планшету не по чему открыть кассу.',
      );
    } catch (error) {
      this.#failed = { kind: 'failed', port, why: whyOf(error) };
      log(`Открыть порт ${port} для планшетов не удалось: ${words[this.#failed.why]}.`);
    }
  }

  #shut(): void {
    this.#failed = undefined;
    this.#takeNobody();
    for (const socket of [...this.#handshakes.values(), ...this.#guests]) socket.destroy();
  }

  /** What is under way is let end by the HTTP server, as everywhere. */
  async #close(): Promise<void> {
    await this.#last;
    this.#takeNobody();
  }

  #takeNobody(): void {
    this.#open?.listener.close();
    clearInterval(this.#open?.timer);
    this.#open = undefined;
  }

  #listener(leaf: Leaf): Server {
    const listener = createServer({ ...pairOf(leaf), handshakeTimeout: HANDSHAKE_MS }, (guest) => {
      this.#handshakes.delete(nameOf(guest));
      this.#guests.add(guest);
      guest.once('close', () => this.#guests.delete(guest));
      // Node's own way to bring a connection into an HTTP server.
      this.#app.server.emit('connection', guest);
    });
    listener.on('connection', (socket: Socket) => {
      // An address of the internet is no tablet's way in, whatever router leads it here.
      if (!isPrivate(socket.localAddress ?? '') && socket.localAddress !== '127.0.0.1') return void socket.destroy();
      const name = nameOf(socket);
      this.#handshakes.set(name, socket);
      socket.once('close', () => this.#handshakes.delete(name));
      if (this.#handshakes.size <= MOST_HANDSHAKES) return;
      const [oldest] = this.#handshakes.values();
      oldest?.destroy();
    });
    return listener;
  }

  /** Another certificate where the machine has other names now, or the old one nears its end. */
  #renew(open: Open): void {
    const { names, now } = this.#means;
    const current = names();
    if (isGood(open.leaf, current, now())) return;
    open.leaf = open.authority.leaf(current, now());
    open.listener.setSecureContext(pairOf(open.leaf));
  }
}

const localName = (host: string): string => `${host}.local`;

const urlsOf = ({ addresses, host }: MachineNames, port: number): string[] =>
  addresses.length === 0
    ? []
    : [...addresses, ...(host === undefined ? [] : [localName(host)])].map((name) => `https://${name}:${port}`);

const pairOf = ({ key, certificate }: Leaf): { readonly key: string; readonly cert: string } => ({
  key,
  cert: certificate,
});

/** TLS wraps a socket in another one: both have the same other end. */
const nameOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string => `${remoteAddress} ${remotePort}`;

function listening(listener: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    listener.once('error', failed);
    listener.listen(port, '0.0.0.0', () => {
      listener.off('error', failed);
      done();
    });
  });
}

const whyOf = (error: unknown): Failed['why'] => {
  if (error instanceof Error && error.message === 'not-kept') return 'not-kept';
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'port-in-use' : 'other';
};
const words: Readonly<Record<Failed['why'], string>> = {
  'port-in-use': 'его заняла другая программа. Закройте её или задайте другой порт в POLTORA_HTTPS_PORT',
  'not-kept': 'сертификат кассы не читается из папки (POLTORA_DATA) или не записывается в неё',
  other: 'система его не даёт. Задайте другой порт в POLTORA_HTTPS_PORT, больше 1023',
};
