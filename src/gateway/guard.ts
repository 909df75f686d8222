/** Who may use the relay: pages of this very gateway, and on a network only tills that know the key. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { countedAs, ownMachine } from './address.ts';
import { isLoopback } from './config.ts';
import type { GatewayConfig } from './config.ts';
import type { GatewayError } from './errors.ts';

/**
 * What is wrong with the name that a request was sent to; undefined when nothing is. A page of evil.example whose name was re-pointed to
 * this gateway's address is "same-origin" to the browser and could read everything, but its Host gives it away. An IP literal cannot be re-pointed.
 * Files are refused, too: under a name whose relay is shut a till would begin a journal that nobody finds again.
 */
export function nameProblem(
  headers: IncomingHttpHeaders,
  config: GatewayConfig,
  /** Of the door that the request came in by. */
  more: readonly string[] = [],
): GatewayError | undefined {
  const host = headers.host ?? '';
  if (machineHost.test(host)) return undefined;
  const name = withoutPort(host);
  if (name !== undefined && (name === config.host || config.names.includes(name) || more.includes(name)))
    return undefined;
  // Behind a TLS proxy of this machine everybody comes from here: the password is what keeps strangers out then.
  if (isLoopback(config.host) && config.tillKey === undefined) {
    return {
      code: 'foreign-host',
      message:
        'Without a till key the gateway answers only under localhost, 127.0.0.1 or [::1]; open the till at one of these.',
    };
  }
  if (name !== undefined && isIP(name) !== 0) return undefined;
  return {
    code: 'foreign-host',
    message: 'The gateway answers under its IP addresses and the names in POLTORA_NAMES; this one is not among them.',
  };
}

/** What is wrong with the sender of a request under `/relay`; undefined when nothing is. The till key is asked for separately. */
export function foreignness(headers: IncomingHttpHeaders): GatewayError | undefined {
  const origin = headers.origin;
  if (origin !== undefined && !isOwn(origin, headers.host ?? '')) {
    return { code: 'foreign-origin', message: 'The relay answers only pages that it served itself.' };
  }
  // `same-site` is refused too: every port of localhost is one site, and a plain GET of a neighbour carries no Origin.
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    return { code: 'foreign-origin', message: 'The relay answers only pages that it served itself.' };
  }
  return undefined;
}

/**
 * What is wrong with the place that a request for the gateway's own settings comes from: it must be this machine, under one of its own names, and straight. A TLS
 * proxy of this machine makes everybody a neighbour: its name, and what it adds to a request, give it away.
 */
export function notHere(headers: IncomingHttpHeaders, remote: string | undefined): GatewayError | undefined {
  const isStraight = !forwarding.some((name) => headers[name] !== undefined);
  if (countedAs(remote) === ownMachine && machineHost.test(headers.host ?? '') && isStraight) return undefined;
  return {
    code: 'not-here',
    message: "The gateway's settings are changed at its own machine, under localhost, 127.0.0.1 or [::1].",
  };
}

/** What proxies add (RFC 7239, RFC 9110 §7.6.3, and their customs before it). */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** The key that a request brings: in a header or, with `opensBridge`, as a subprotocol, because a page that opens a WebSocket can set no header. */
export function sentKey(headers: IncomingHttpHeaders, opensBridge: boolean): string | undefined {
  const header = headers['x-poltora-till-key'];
  if (typeof header === 'string') return header;
  return opensBridge ? keyAmong(headers['sec-websocket-protocol'] ?? '') : undefined;
}

/** Digests have one length, so the comparison takes the same time whatever was sent. */
export const isKey = (sent: string, tillKey: string): boolean => timingSafeEqual(digest(sent), digest(tillKey));

/** `poltora-kkt, poltora-key.<the key in base64url>`: a subprotocol may hold neither spaces nor most signs (RFC 6455 §4.1). */
function keyAmong(subprotocols: string): string | undefined {
  const [, key] = /(?:^|,)\s*poltora-key\.([\w-]+)\s*(?:,|$)/.exec(subprotocols) ?? [];
  return key && Buffer.from(key, 'base64url').toString();
}

const machineHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** `kassa:1500` → `kassa`, `[fe80::1]:1500` → `fe80::1`. */
const withoutPort = (host: string): string | undefined =>
  /^(\[[0-9a-f:.]+\]|[^:[\]@]+)(?::\d{1,5})?$/i
    .exec(host)?.[1]
    ?.replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Scheme is left out of the comparison: a TLS proxy before the gateway makes it https for the page and http here. */
function isOwn(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}
