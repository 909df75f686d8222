/**
 * How many may come in at once. Whoever holds a connection without asking for anything makes room for the next one, so that neither ten
 * thousand silent sockets nor a small limit of open files keep a till from its answer. Bounds are kept per address and in all.
 */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { countedAs, ownMachine } from './address.ts';

export interface DoorLimits {
  /** Connections open at a time. */
  readonly connections: number;
  /** The part of them that other machines may have together: a till on this one always finds room. */
  readonly foreignConnections: number;
  /** Connections of one other machine. */
  readonly connectionsEach: number;
  /** Requests under way: of this machine, and of each other one. A connection may bring several at once (pipelining). */
  readonly requestsHere: number;
  readonly requestsEach: number;
  /** WebSockets, of each address and in all. Only one holds the ККТ; the others hear within seconds that they do not. */
  readonly socketsEach: number;
  readonly sockets: number;
  /** From the connection, or from the first byte of a request, to the end of its headers, ms. */
  readonly headersMs: number;
}

/** Node itself, its program, the port, the ККТ's connection, and what connects and ends just now. */
const SPARE_FILES = 96;
/** Five tills with six connections each (what browsers open) are thirty; the rest is for a proxy and for what is not needed. */
const MOST_CONNECTIONS = 1_000;
const FEWEST_CONNECTIONS = 16;
/** A page sends its headers with the first packet. Chromium opens a socket ahead of need, too, and bears it when that is closed. */
const HEADERS_MS = 10_000;

/** `files`: how many files and sockets this process may have open. A connection needs up to two: itself, and the file or the upstream behind it. */
export function doorLimits(files: number): DoorLimits {
  const connections = Math.min(MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, Math.floor((files - SPARE_FILES) / 2)));
  const each = Math.min(64, Math.ceil(connections / 4));
  return {
    connections,
    foreignConnections: connections - Math.ceil(connections / 4),
    connectionsEach: each,
    requestsHere: Math.min(256, connections),
    requestsEach: each,
    socketsEach: Math.min(16, each),
    sockets: Math.min(64, connections),
    headersMs: HEADERS_MS,
  };
}

/** Where the system does not say (Windows has no such limit, macOS lets Node have many), few enough for any. */
const USUAL_FILES = 1_024;

/** The limit of open files of this process. Node has raised it to the hard one by now. */
export function openFilesLimit(read: () => string = () => readFileSync('/proc/self/limits', 'utf8')): number {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(read()) ?? [];
    return soft === 'unlimited' ? Infinity : Number(soft ?? USUAL_FILES);
  } catch {
    return USUAL_FILES;
  }
}

/** Everything that is counted of one address. */
interface Visitor {
  readonly connections: Set<Socket>;
  /** Those that ask for nothing just now, the longest idle first. */
  readonly idle: Set<Socket>;
  requests: number;
  sockets: number;
}

export class Doors {
  readonly #limits: DoorLimits;
  readonly #visitors = new Map<string, Visitor>();
  readonly #guests = new WeakMap<Socket, { readonly visitor: Visitor; underWay: number }>();
  #connections = 0;
  #foreign = 0;
  #sockets = 0;

  constructor(limits: DoorLimits) {
    this.#limits = limits;
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#connected(socket);
    });
    server.on('request', ({ socket }, response) => {
      this.#begin(socket);
      response.once('close', () => {
        this.#end(socket);
      });
    });
    // It leaves the HTTP server, and whoever upgrades it counts it as a WebSocket.
    server.on('upgrade', (_request, socket) => {
      this.#begin(socket as Socket);
    });
    server.on('connect', (_request, socket) => {
      this.#begin(socket as Socket);
    });
  }

  /** Counts a request until the returned function is called; undefined: this address has enough of them. */
  request(remote: string | undefined): (() => void) | undefined {
    const address = countedAs(remote);
    const visitor = this.#visitor(address);
    if (visitor.requests >= (address === ownMachine ? this.#limits.requestsHere : this.#limits.requestsEach))
      return undefined;
    visitor.requests += 1;
    return once(() => {
      visitor.requests -= 1;
      this.#leave(address, visitor);
    });
  }

  /** The same for a WebSocket. */
  webSocket(remote: string | undefined): (() => void) | undefined {
    const address = countedAs(remote);
    const visitor = this.#visitor(address);
    if (visitor.sockets >= this.#limits.socketsEach || this.#sockets >= this.#limits.sockets) return undefined;
    visitor.sockets += 1;
    this.#sockets += 1;
    return once(() => {
      visitor.sockets -= 1;
      this.#sockets -= 1;
      this.#leave(address, visitor);
    });
  }

  #connected(socket: Socket): void {
    const address = countedAs(socket.remoteAddress);
    const isForeign = address !== ownMachine;
    const visitor = this.#visitor(address);
    const { connections, foreignConnections, connectionsEach } = this.#limits;
    const foreigners = (): Visitor[] =>
      [...this.#visitors].filter(([each]) => each !== ownMachine).map(([, each]) => each);
    const isIn =
      (!isForeign || visitor.connections.size < connectionsEach || makeRoom([visitor])) &&
      (!isForeign || this.#foreign < foreignConnections || makeRoom(foreigners())) &&
      (this.#connections < connections || makeRoom([...this.#visitors.values()]));
    if (!isIn) {
      socket.destroy();
      this.#leave(address, visitor);
      return;
    }
    this.#guests.set(socket, { visitor, underWay: 0 });
    visitor.connections.add(socket);
    visitor.idle.add(socket);
    this.#connections += 1;
    if (isForeign) this.#foreign += 1;
    socket.once('close', () => {
      visitor.connections.delete(socket);
      visitor.idle.delete(socket);
      this.#connections -= 1;
      if (isForeign) this.#foreign -= 1;
      this.#leave(address, visitor);
    });
  }

  #begin(socket: Socket): void {
    const guest = this.#guests.get(socket);
    if (!guest) return;
    guest.underWay += 1;
    guest.visitor.idle.delete(socket);
  }

  #end(socket: Socket): void {
    const guest = this.#guests.get(socket);
    if (!guest) return;
    guest.underWay -= 1;
    if (guest.underWay === 0 && !socket.destroyed) guest.visitor.idle.add(socket);
  }

  #visitor(address: string): Visitor {
    const known = this.#visitors.get(address) ?? { connections: new Set(), idle: new Set(), requests: 0, sockets: 0 };
    this.#visitors.set(address, known);
    return known;
  }

  /** Forgets an address that holds no socket any more. */
  #leave(address: string, visitor: Visitor): void {
    if (
      visitor.connections.size === 0 &&
      visitor.requests === 0 &&
      visitor.sockets === 0 &&
      this.#visitors.get(address) === visitor
    )
      this.#visitors.delete(address);
  }
}

/** Closes the longest idle connection of the one who has most of them. False: nobody has any. */
function makeRoom(visitors: readonly Visitor[]): boolean {
  const most = visitors.reduce<Visitor | undefined>(
    (found, each) => (each.idle.size > (found?.idle.size ?? 0) ? each : found),
    undefined,
  );
  const [longest] = most?.idle ?? [];
  if (!most || !longest) return false;
  // Its `close` comes a turn later: until then it must not be chosen again.
  most.idle.delete(longest);
  longest.destroy();
  return true;
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
