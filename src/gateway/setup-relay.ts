/**
 * `GET /relay/setup?url=…`: a set-up file for a page that CORS keeps from it, and `/relay/goods?url=…`, a list of goods. Whoever asks has passed the guards of every
 * relay. Only hosts that the owner named are asked, nothing of the gateway's or the till's goes along but the validators of a list that the till has, and what comes
 * back is within its size and whole (a set-up file is an object of JSON, too), or it is told what came instead.
 */
import { lookup as systemLookup } from 'node:dns';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Agent, fetch } from 'undici';
import { isAllowed, readHost } from './allow-list.ts';
import type { Host, HostPattern } from './allow-list.ts';
import { isLoopback } from './config.ts';
import type { GatewayError } from './errors.ts';
import { guardedLookup, isPublic } from './public-address.ts';
import type { LookupAll } from './public-address.ts';
import { callUpstream } from './upstream.ts';
import type { RelayLimits, UpstreamAnswer } from './upstream.ts';

/** What the page is told instead of a file; `kind` stands in the header `x-poltora-relay`, too. */
export type SetupRefusal =
  | { readonly kind: 'bad-url' }
  | {
      readonly kind: 'setup-not-allowed';
      readonly host: string;
      /** `list`: the host is not in POLTORA_SETUP_ALLOW. `address`: it is, but leads to an inner address that is not. */
      readonly why: 'list' | 'address';
    }
  | { readonly kind: 'unreachable'; readonly why: 'refused' | 'untrusted' | 'broken' }
  | { readonly kind: 'unreachable'; readonly why: 'status'; readonly status: number }
  | { readonly kind: 'redirect' | 'too-big' | 'timeout' | 'web-page' | 'not-json' };

export interface SetupMeans {
  readonly allow: () => readonly HostPattern[];
  readonly limits: RelayLimits;
  readonly log: (line: string) => void;
  readonly refuse: (request: FastifyRequest, reply: FastifyReply, error: GatewayError) => FastifyReply;
  /** Of names; absent: the system's. */
  readonly lookup?: LookupAll | undefined;
  /** Certificates of authority, PEM; absent: those that Node trusts. */
  readonly ca?: string | undefined;
}

export const setupUrl = '/relay/setup';
export const goodsUrl = '/relay/goods';

/** What a kind of file asks of the relay. */
interface Kind {
  readonly limitMs: number;
  readonly bytes: number;
  readonly accept: string;
  /** Headers by which the server tells whether it has changed; the answer `304` goes to the page. */
  readonly validators: readonly string[];
  /** What came in the place of such a file. */
  readonly instead: (answer: UpstreamAnswer) => SetupRefusal | undefined;
}

const statusOf = { 'bad-url': 400, 'setup-not-allowed': 403 } as const;

/** A web page says within so many bytes that it is one. */
const headBytes = 1_024;

/** Hosts that are told of in the log: the list of them must not grow with whatever a page asks for. */
const MOST_TOLD = 20;

export function setupRoutes(app: FastifyInstance, means: SetupMeans): void {
  const { setupMs, setupBytes, goodsMs, goodsBytes } = means.limits;
  const json = 'application/json';
  route(app, means, setupUrl, {
    limitMs: setupMs,
    bytes: setupBytes,
    accept: json,
    validators: [],
    instead: setupInstead,
  });
  route(app, means, goodsUrl, {
    limitMs: goodsMs,
    bytes: goodsBytes,
    accept: `${json}, text/csv, application/xml, */*;q=0.5`,
    validators: ['if-none-match', 'if-modified-since'],
    instead: goodsInstead,
  });
}

function route(app: FastifyInstance, means: SetupMeans, path: string, kind: Kind): void {
  const told = new Set<string>();
  const note = (host: string, why: 'list' | 'address'): void => {
    if (told.has(`${why} ${host}`) || told.size >= MOST_TOLD) return;
    told.add(`${why} ${host}`);
    means.log(
      why === 'list'
        ? `Файл с ${host} не взят: этого адреса нет в POLTORA_SETUP_ALLOW. Если вы ему доверяете, добавьте его туда.`
        : `Файл с ${host} не взят: имя ведёт на внутренний адрес. Если так и задумано, добавьте в POLTORA_SETUP_ALLOW и сам адрес, цифрами.`,
    );
  };

  app.all(path, async (request, reply) => {
    if (request.method !== 'GET')
      return means.refuse(request, reply, {
        code: 'wrong-method',
        message: 'This is read with GET.',
        allow: ['GET'],
      });
    void reply.header('cache-control', 'no-store');
    const say = (refusal: SetupRefusal): FastifyReply =>
      reply
        .code(refusal.kind in statusOf ? statusOf[refusal.kind as keyof typeof statusOf] : 502)
        .header('x-poltora-relay', refusal.kind)
        .send(refusal);

    const target = readTarget(request.query);
    if (!target) return say({ kind: 'bad-url' });
    const { url, host } = target;
    const allow = means.allow();
    const refused = (why: 'list' | 'address'): FastifyReply => {
      note(host.name, why);
      return say({ kind: 'setup-not-allowed', host: host.name, why });
    };
    if (!isAllowed(host, allow)) return refused('list');

    const till = new AbortController();
    reply.raw.once('close', () => {
      till.abort();
    });
    if (reply.raw.destroyed) till.abort();
    let isInner = false;
    const lookup = guardedLookup(means.lookup ?? systemLookup, (address) => {
      const may = mayConnect(address, target, allow);
      isInner ||= !may;
      return may;
    });
    // For this one call: a connection that stays open would outlive the list it was judged by.
    const dispatcher = new Agent({ connect: { lookup, ...(means.ca !== undefined && { ca: means.ca }) } });
    try {
      const answer = await callUpstream(
        {
          url: url.href,
          method: 'GET',
          headers: { accept: kind.accept, 'accept-encoding': 'identity', ...validatorsOf(request, kind) },
          body: undefined,
          limitMs: kind.limitMs,
        },
        {
          fetch: ((input: string, init: object) =>
            fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch,
          answerBytes: kind.bytes,
          gone: till.signal,
        },
      );
      if (isInner) return refused('address');
      if (!answer.ok) {
        if (answer.failure.code === 'client-gone') return means.refuse(request, reply, answer.failure);
        return say(failureOf(answer.failure));
      }
      const instead = kind.instead(answer.value);
      if (instead) return say(instead);
      const { status, etag, modified, body } = answer.value;
      if (kind.validators.length > 0 && etag !== undefined) void reply.header('etag', etag);
      if (kind.validators.length > 0 && modified !== undefined) void reply.header('last-modified', modified);
      if (status === 304) return reply.code(304).send();
      // Of goods the till tells the format by what is in it; no browser is to take it for a page.
      return reply
        .header('content-type', kind.validators.length > 0 ? 'application/octet-stream' : 'application/json')
        .send(body);
    } finally {
      void dispatcher.destroy();
    }
  });
}

const validatorsOf = ({ headers }: FastifyRequest, { validators }: Kind): Record<string, string> =>
  Object.fromEntries(
    validators.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

interface Target {
  readonly url: URL;
  readonly host: Host;
}

/** Longer than any address that fits into a QR code people can scan. */
const MOST_SIGNS = 2_000;

/** The one parameter `url`. Undefined: not one, or no address that may ever be asked, whatever the list says. */
export function readTarget(query: unknown): Target | undefined {
  // An address that was not encoded falls apart at its own `&`, and another file would be fetched than was meant.
  const [[name, text] = [], ...more] = Object.entries(query ?? {});
  if (name !== 'url' || more.length > 0 || typeof text !== 'string' || text.length > MOST_SIGNS) return undefined;
  // What URL parsers forgive, people and programs read differently: blanks, line ends, backslashes, a login before the host.
  const [, written] = /^https?:\/\/([^/?#@]+)(?:[/?#][^\s\p{Cc}\\]*)?$/iu.exec(text) ?? [];
  if (written === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const host = readHost(written, url.protocol) ?? nationalHost(written, url);
  if (!host || (url.protocol === 'http:' && !isLoopback(bare(host)))) return undefined;
  return { url, host };
}

/** `касса.рф`: letters of its own, not digits and signs that only look unlike an address (`①②⑦.0.0.1`). */
const nationalHost = (written: string, url: URL): Host | undefined =>
  /[^\0-\x7f]/.test(written) && /(?:^|\.)xn--/.test(url.hostname)
    ? readHost(url.host, url.protocol === 'http:' ? 'http:' : 'https:')
    : undefined;

const bare = ({ name }: Host): string => name.replace(/^\[(.*)\]$/, '$1');

/** An inner address is called only where the list names it itself. Whoever named `localhost` has named this machine. */
function mayConnect(address: string, { url, host }: Target, allow: readonly HostPattern[]): boolean {
  if (isLoopback(address) && host.name === 'localhost') return true;
  if (isPublic(address)) return url.protocol === 'https:';
  const literal = address.includes(':') ? `[${address}]` : address;
  const named = readHost(`${literal}:${host.port}`, 'https:');
  return named !== undefined && isAllowed(named, allow);
}

function failureOf({ code, isTooBig }: GatewayError): SetupRefusal {
  if (code === 'timeout') return { kind: 'timeout' };
  if (code === 'redirected') return { kind: 'redirect' };
  if (isTooBig) return { kind: 'too-big' };
  return { kind: 'unreachable', why: code === 'refused' || code === 'untrusted' ? code : 'broken' };
}

/** Whether a web page came (of a captive portal, of a log-in), by what it is called, or by how it begins. */
const isPage = ({ contentType = '', body }: UpstreamAnswer): boolean =>
  /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(contentType) ||
  /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(new TextDecoder().decode(body.subarray(0, headBytes)));

function setupInstead(answer: UpstreamAnswer): SetupRefusal | undefined {
  if (answer.status !== 200) return { kind: 'unreachable', why: 'status', status: answer.status };
  const text = textOf(answer.body);
  if (text !== undefined && isJsonObject(text)) return undefined;
  return { kind: isPage(answer) ? 'web-page' : 'not-json' };
}

function goodsInstead(answer: UpstreamAnswer): SetupRefusal | undefined {
  if (answer.status === 304) return undefined;
  if (answer.status !== 200) return { kind: 'unreachable', why: 'status', status: answer.status };
  return isPage(answer) ? { kind: 'web-page' } : undefined;
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
