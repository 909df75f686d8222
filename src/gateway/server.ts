/** The gateway: serves the built till with the right headers and relays what a browser cannot reach. It holds no sales. */
import { createServer } from 'node:http';
import { relative } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HostPattern } from './allow-list.ts';
import { isLoopback, showAddress } from './config.ts';
import type { GatewayConfig } from './config.ts';
import { errorStatus } from './errors.ts';
import type { GatewayError } from './errors.ts';
import { countedAs } from './address.ts';
import { doorLimits, Doors, openFilesLimit } from './doors.ts';
import type { DoorLimits } from './doors.ts';
import { foreignness, isKey, nameProblem, notHere, sentKey } from './guard.ts';
import { cacheControl, securityHeaders } from './headers.ts';
import { bridgeLimits, bridgeProtocol, KktBridge, shut } from './kkt-bridge.ts';
import type { BridgeLimits } from './kkt-bridge.ts';
import { routeRelay } from './routes.ts';
import type { LookupAll } from './public-address.ts';
import { findRoute, serverRoutes, serverUrls, tabletsRoute } from './server-routes.ts';
import { setupRoutes } from './setup-relay.ts';
import { tillRoutes } from './till-routes.ts';
import { isTillId, tillLimits, Tills } from './tills.ts';
import { TabletDoor } from './tls/tablet-door.ts';
import { tsPiotRoutes } from './tspiot/relay.ts';
import type { TsPiotLimits } from './tspiot/relay.ts';
import { machineNames, type TabletMeans } from './tablets.ts';
import type { TypedSettings } from './typed-settings.ts';
import { callUpstream, relayLimits } from './upstream.ts';
import type { RelayLimits } from './upstream.ts';
import { keepAliveFetch } from './keep-alive.ts';
import { WrongKeys } from './wrong-keys.ts';

export interface GatewayMeans {
  readonly fetch?: typeof globalThis.fetch;
  readonly limits?: Partial<RelayLimits>;
  readonly bridge?: Partial<BridgeLimits>;
  readonly doors?: Partial<DoorLimits>;
  /** What the owner types on the page; absent: nothing can be changed from there. */
  readonly typed?: TypedSettings;
  readonly tspiot?: Partial<TsPiotLimits>;
  /** What this machine is called, and where it looks for a TLS proxy before itself; absent: as the system says, and at the usual port. */
  readonly tablets?: TabletMeans;
  /** How the host of a set-up file is looked up, and whose certificates are trusted there; absent: as Node does. */
  readonly setup?: { readonly lookup?: LookupAll; readonly ca?: string };
  /** Epoch ms. */
  readonly now?: () => number;
  /** Told, in one sentence each, what the keeper of the gateway should know. Never holds a key. */
  readonly log?: (line: string) => void;
  /** Told about errors that are bugs. */
  readonly report?: (error: unknown) => void;
}

/** The answer of `GET /relay`. */
export interface RelayInfo {
  readonly version: 1;
  readonly demo: boolean;
  readonly cdn: { readonly host: string };
  /** `url`: where ЛМ ЧЗ itself listens, for the page to try on the day this gateway is gone. */
  readonly lm: { readonly url: string } | null;
  /** Where the modules of ТС ПИоТ are, for /relay/tspiot/<name:port>/… */
  readonly tspiot: { readonly at: readonly string[] } | null;
  /** `address`: the network ККТ behind /relay/kkt, for a person to compare. */
  readonly kkt: { readonly address: string } | null;
  /** An API key is set. */
  readonly key: boolean;
  /** It remembers its tills: /relay/tills. */
  readonly tills: true;
}

/** A request must arrive whole within this; a till sends at most a few kilobytes over the shop's network. */
const REQUEST_LIMIT_MS = 30_000;
/** A connection without a request is kept as long for the next one: a till asks with every scan, and bounds of number close it sooner where room is short. */
const IDLE_MS = 72_000;
/** How often Node looks for connections that are over one of its limits; by default each half minute, and then it lets a silent one live for a minute and a half. */
const LOOK_EVERY_MS = 2_000;

const headersOf = ({ lm, connect, setupAllow }: GatewayConfig): Readonly<Record<string, string>> =>
  securityHeaders([...new Set([...connect, ...(lm ? [lm.origin] : []), ...setupAllow.flatMap(originOf)])]);

/** Whoever sends set-up files may let pages read them (CORS): then the page asks itself. Of a zone, and of this very machine's ports, the gateway alone does. */
const originOf = ({ name, subdomains, port }: HostPattern): string[] => {
  if (subdomains || isLoopback(name)) return [];
  return [port === undefined || port === 443 ? `https://${name}` : `https://${name}:${port}`];
};

const infoOf = (config: GatewayConfig): RelayInfo => ({
  version: 1,
  demo: config.demo,
  cdn: { host: config.cdn.host },
  lm: config.lm ? { url: config.lm.origin } : null,
  tspiot: config.tspiot.modules.length > 0 ? { at: config.tspiot.modules.map(({ host }) => host) } : null,
  kkt: config.kkt ? { address: showAddress(config.kkt) } : null,
  key: config.cdn.key !== undefined,
  tills: true,
});

/** `given`: what is in force from the beginning; `means.typed` changes it. */
export function createGateway(given: GatewayConfig, means: GatewayMeans = {}): FastifyInstance {
  const limits = { ...relayLimits, ...means.limits };
  const fetch = means.fetch ?? keepAliveFetch;
  const now = means.now ?? Date.now;
  const log = means.log ?? (() => undefined);
  const bridgeTo = ({ kkt }: GatewayConfig): KktBridge | undefined =>
    kkt && new KktBridge(kkt, { ...bridgeLimits, ...means.bridge }, now);
  let config = given;
  let standing = headersOf(config);
  let bridge = bridgeTo(config);
  means.typed?.onChange((changed) => {
    const isKktMoved = JSON.stringify(changed.kkt) !== JSON.stringify(config.kkt);
    config = changed;
    standing = headersOf(changed);
    void door.follow(changed);
    if (!isKktMoved) return;
    bridge?.close();
    bridge = bridgeTo(changed);
  });
  const tills = new Tills({ folder: config.data, now, log });
  const doorsLimits = { ...doorLimits(openFilesLimit()), ...means.doors };
  const doors = new Doors(doorsLimits);
  const wrongKeys = new WrongKeys({ now, log });
  const strangers = new Set<string>();
  let closing = false;

  /** A name nobody told the gateway of is told once: it may be its own, forgotten in POLTORA_NAMES. */
  const noteStranger = (host: string | undefined): void => {
    const name = JSON.stringify(host ?? '').slice(0, 100);
    if (strangers.has(name) || strangers.size >= MOST_STRANGERS) return;
    strangers.add(name);
    log(`Отклонён запрос к имени ${name}: если это имя этого сервера, добавьте его в POLTORA_NAMES.`);
  };
  /** `opensBridge`: the key may stand among the subprotocols. */
  const keyProblem = (request: FastifyRequest, opensBridge = false): GatewayError | undefined => {
    if (config.tillKey === undefined) return undefined;
    const sent = sentKey(request.headers, opensBridge);
    const address = countedAs(request.raw.socket.remoteAddress);
    if (sent !== undefined && !wrongKeys.isWaiting(address) && isKey(sent, config.tillKey)) {
      wrongKeys.right(address);
      return undefined;
    }
    // Who sends none is no guesser: a till that was not told its key yet.
    const retryAfter = sent ? wrongKeys.count(address) : undefined;
    if (retryAfter !== undefined)
      return {
        code: 'slow-down',
        message: 'Too many wrong till keys came from this address; wait before the next one.',
        retryAfter,
      };
    return { code: 'till-key', message: 'The relay wants the till key of this shop in the header x-poltora-till-key.' };
  };
  /** What keeps a request from being looked at, before a byte of its body is read. */
  const requestProblem = (request: FastifyRequest): GatewayError | undefined => {
    const target = request.raw.url ?? '';
    // `GET http://host/…` is how a browser talks to a proxy. The gateway is none.
    if (!target.startsWith('/')) return { code: 'bad-request', message: 'The gateway is no proxy: ask it for a path.' };
    const name = nameProblem(request.headers, config, door.namesOf(request.raw.socket));
    if (name) noteStranger(request.headers.host);
    if (name || !isRelay(request)) return name;
    // What is relayed is no secret, and a till without its key must be able to learn that the gateway is there.
    // A page hears why its WebSocket is refused only once it is open, so /relay/kkt asks for the key itself.
    // A page whose storage cannot be read knows no key, and what is cleared is only its own.
    const open =
      /^\/relay(\?|$)/.test(target) || request.routeOptions.url === kktUrl || request.routeOptions.url === clearUrl;
    const away = serverUrls.includes(request.routeOptions.url ?? '')
      ? notHere(request.headers, request.raw.socket.remoteAddress)
      : undefined;
    return foreignness(request.headers) ?? away ?? (open ? undefined : keyProblem(request));
  };

  const app = Fastify({
    logger: false,
    bodyLimit: limits.requestBytes,
    serverFactory: (handler) => {
      const server = createServer(
        {
          headersTimeout: doorsLimits.headersMs,
          requestTimeout: REQUEST_LIMIT_MS,
          keepAliveTimeout: IDLE_MS,
          connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, doorsLimits.headersMs),
        },
        handler,
      );
      doors.watch(server);
      return server;
    },
    // A request that still came in on an open connection is answered properly: the 503 of Fastify would lack our headers.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => {
      void reply.headers(standing);
      refuse(request, reply, { code: 'bad-request', message: 'The address is not a valid one.' });
    },
  });

  // Bodies are carried, never read: an upstream judges its own JSON.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(standing);
    const { socket } = request.raw;
    const leave =
      request.headers.upgrade === undefined
        ? doors.request(socket.remoteAddress)
        : doors.webSocket(socket.remoteAddress);
    if (leave) (request.headers.upgrade === undefined ? reply.raw : socket).once('close', leave);
    const problem = leave ? requestProblem(request) : tooMany;
    if (problem) refuse(request, reply, problem);
    else done();
  });
  const door = new TabletDoor(app, { names: means.tablets?.names ?? machineNames, now, log });
  app.addHook('onListen', () => door.follow(config));
  // Otherwise a till's kept-alive connection would hold up the closing of the server.
  app.addHook('preClose', (done) => {
    closing = true;
    bridge?.close();
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
  // An upgraded connection has left Node's HTTP server. The WebSocket plugin closes the refused ones it knows of, but what our hook above refuses it never sees.
  app.addHook('onResponse', (request, _reply, done) => {
    if (request.headers.upgrade !== undefined) request.raw.socket.destroy();
    done();
  });
  app.server.on('connect', (_request, socket) => {
    // Node takes its own listeners off this socket: an unheard reset would end the process.
    socket.on('error', () => {
      socket.destroy();
    });
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });

  app.all('/relay', (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(request, reply, onlyRead);
    }
    return reply.header('cache-control', 'no-store').send(infoOf(config));
  });

  /** Files that the browser itself cannot read any more are out of reach of the page: no database opens, and none can be deleted. The browser drops them at this word. */
  app.post(clearUrl, (_request, reply) =>
    reply.code(204).header('cache-control', 'no-store').header('clear-site-data', '"storage"').send(),
  );

  app.all('/relay/*', async (request, reply) => {
    const { method, headers } = request;
    const body = request.body instanceof Uint8Array ? request.body : undefined;
    const call = routeRelay({ method, target: request.raw.url ?? '', headers, body }, config, limits);
    if (!call.ok) return refuse(request, reply, call.failure);

    const till = new AbortController();
    reply.raw.once('close', () => {
      till.abort();
    });
    if (reply.raw.destroyed) till.abort();
    const answer = await callUpstream(call.value, { fetch, answerBytes: limits.answerBytes, gone: till.signal });
    if (!answer.ok) return refuse(request, reply, answer.failure);
    const { status, contentType, date, body: bytes } = answer.value;
    void reply.code(status).header('cache-control', 'no-store');
    if (contentType !== undefined) void reply.header('content-type', contentType);
    // A clock that is not this machine's: the till may have no other.
    if (date !== undefined) void reply.header('x-poltora-upstream-date', date);
    return reply.send(bytes);
  });

  app.all('/relay/kkt/passages', (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(request, reply, onlyRead);
    if (!bridge) return refuse(request, reply, noKkt(config) ?? onlyRead);
    const { since = '0' } = request.query as { since?: unknown };
    if (typeof since !== 'string' || !/^\d{1,16}$/.test(since))
      return refuse(request, reply, { code: 'bad-request', message: 'Say from when on: ?since=<ms since 1970>.' });
    return reply.header('cache-control', 'no-store').send(bridge.passagesSince(Number(since)));
  });
  app.addHook('onReady', () => tills.load());
  tillRoutes(app, tills, refuse);
  serverRoutes(app, means.typed, refuse);
  const tsPiot = { config: () => config.tspiot, fetch, log, refuse, limits: means.tspiot };
  tsPiotRoutes(app, tsPiot);
  findRoute(app, tsPiot);
  tabletsRoute(app, { names: () => config.names, door, refuse, tablets: means.tablets });
  setupRoutes(app, { allow: () => config.setupAllow, limits, log, refuse, ...means.setup });

  void app.register(fastifyStatic, {
    root: config.folder,
    preCompressed: true,
    // The build leaves its own notes in `.vite`; they are nobody's business.
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', cacheControl(relative(config.folder, path)));
    },
  });

  // After the files: every route that is registered later would take part in WebSockets.
  void app.register(fastifyWebsocket, {
    options: {
      handleProtocols: (offered) => offered.has(bridgeProtocol) && bridgeProtocol,
      // A ККТ's largest frame has 131078 bytes (kkt-shtrih.md §1.3).
      maxPayload: limits.requestBytes,
    },
  });
  void app.register((scope, _options, done) => {
    scope.route({
      method: 'GET',
      url: kktUrl,
      handler: (request, reply) =>
        refuse(
          request,
          reply,
          noKkt(config) ?? { code: 'upgrade-required', message: 'The ККТ is reached over a WebSocket.' },
        ),
      wsHandler: (page, request) => {
        const { till, name } = request.query as { till?: unknown; name?: unknown };
        const problem = keyProblem(request, true) ?? noKkt(config);
        if (problem) shut(page, problem);
        else if (page.protocol !== bridgeProtocol || !isTillId(till)) {
          shut(page, {
            code: 'bad-request',
            message: `Offer the subprotocol ${bridgeProtocol} and name the till: ?till=<1 to 64 letters, digits, - or _>.`,
          });
        } else if (name !== undefined && (typeof name !== 'string' || name.length > tillLimits.nameLength)) {
          shut(page, {
            code: 'bad-request',
            message: `What people call the till has at most ${tillLimits.nameLength} characters: &name=…`,
          });
        } else bridge?.take({ page, till, name: name?.replace(/[\p{Cc}«»]/gu, '').trim() || undefined });
      },
    });
    done();
  });

  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isRelay(request)) {
      return refuse(request, reply, { code: 'not-found', message: 'There is nothing at this address.' });
    }
    return refuse(request, reply, {
      code: 'wrong-method',
      message: 'Files are read with GET.',
      allow: ['GET', 'HEAD'],
    });
  });

  app.setErrorHandler((error: unknown, request, reply) => {
    const { statusCode } = error as { statusCode?: unknown };
    if (statusCode === 413)
      return refuse(request, reply, {
        code: 'too-large',
        message: `A request here may have at most ${request.routeOptions.bodyLimit} bytes.`,
      });
    // What the file server calls forbidden (`..`, `//`, other letter case) is simply not there.
    if (statusCode === 403 || statusCode === 404)
      return refuse(request, reply, { code: 'not-found', message: 'There is nothing at this address.' });
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
      return refuse(request, reply, { code: 'bad-request', message: 'The request is not a valid one.' });
    means.report?.(error);
    return refuse(request, reply, { code: 'internal', message: 'The gateway failed; its own output says why.' });
  });

  return app;
}

const kktUrl = '/relay/kkt';
const clearUrl = '/relay/clear-storage';

const onlyRead: GatewayError = { code: 'wrong-method', message: 'This is read with GET.', allow: ['GET', 'HEAD'] };

/** Foreign names that are told of. */
const MOST_STRANGERS = 10;

const tooMany: GatewayError = {
  code: 'too-many',
  message: 'This address has as many requests under way as it may; ask again in a second.',
  retryAfter: 1,
};

const noKkt = (config: GatewayConfig): GatewayError | undefined =>
  config.kkt ? undefined : { code: 'not-configured', message: 'No ККТ is set at the gateway (POLTORA_KKT).' };

/** By the address or by the matched route: `/%72elay` finds the route too. */
const isRelay = (request: FastifyRequest): boolean =>
  /^\/relay([/?]|$)/.test(request.raw.url ?? '') || (request.routeOptions.url ?? '').startsWith('/relay');

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, message, allow, retryAfter }: GatewayError,
): FastifyReply {
  void reply.code(errorStatus[code]).header('cache-control', 'no-store');
  if (isRelay(request)) void reply.header('x-poltora-relay', code);
  if (allow) void reply.header('allow', allow.join(', '));
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  return reply.type('application/json; charset=utf-8').send(JSON.stringify({ error: { code, message } }));
}
