/**
 * `GET /relay/setup?url=…`: a set-up file for a page that CORS keeps from it. Whoever asks has passed the guards of every relay. Only hosts that the owner named are
 * asked, nothing of the gateway's or the till's goes along, and what comes back is small, whole, and an object of JSON, or it is told what came instead.
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

const statusOf = { 'bad-url': 400, 'setup-not-allowed': 403 } as const;

/** Hosts that are told of in the log: the list of them must not grow with whatever a page asks for. */
const MOST_TOLD = 20;

export function setupRoute(app: FastifyInstance, means: SetupMeans): void {
  const told = new Set<string>();
  const note = (host: string, why: 'list' | 'address'): void => {
    if (told.has(`${why} ${host}`) || told.size >= MOST_TOLD) return;
    told.add(`${why} ${host}`);
    means.log(
      why === 'list'
        ? `Файл настройки с ${host} не взят: этого адреса нет в POLTORA_SETUP_ALLOW. Если вы ему доверяете, добавьте его туда.`
        : `Файл настройки с ${host} не взят: имя ведёт на внутренний адрес. Если так и задумано, добавьте в POLTORA_SETUP_ALLOW и сам адрес, цифрами.`,
    );
  };

  app.all(setupUrl, async (request, reply) => {
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
          headers: { accept: 'application/json', 'accept-encoding': 'identity' },
          body: undefined,
          limitMs: means.limits.setupMs,
        },
        {
          fetch: ((input: string, init: object) =>
            fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch,
          answerBytes: means.limits.setupBytes,
          gone: till.signal,
        },
      );
      if (isInner) return refused('address');
      if (!answer.ok) {
        if (answer.failure.code === 'client-gone') return means.refuse(request, reply, answer.failure);
        return say(failureOf(answer.failure));
      }
      const instead = whatInstead(answer.value);
      if (instead) return say(instead);
      return reply.header('content-type', 'application/json').send(answer.value.body);
    } finally {
      void dispatcher.destroy();
    }
  });
}

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

function whatInstead({ status, contentType = '', body }: UpstreamAnswer): SetupRefusal | undefined {
  if (status !== 200) return { kind: 'unreachable', why: 'status', status };
  const text = textOf(body);
  if (text !== undefined && isJsonObject(text)) return undefined;
  const isPage =
    /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(contentType) ||
    /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(text ?? '');
  return { kind: isPage ? 'web-page' : 'not-json' };
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
