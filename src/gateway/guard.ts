/** Who may use the relay: pages of this very gateway, and on a network only tills that know the key. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from './config.ts';
import type { GatewayConfig } from './config.ts';
import type { GatewayError } from './errors.ts';

/** What is wrong with the sender of a request under `/relay`; undefined when nothing is. The till key is asked for separately. */
export function foreignness(headers: IncomingHttpHeaders, config: GatewayConfig): GatewayError | undefined {
  const host = headers.host ?? '';
  // A page of evil.example whose name was re-pointed to 127.0.0.1 is "same-origin" to the browser, but its Host gives it away.
  if (isLoopback(config.host) && !loopbackHost.test(host) && withoutPort(host) !== config.host) {
    return {
      code: 'foreign-host',
      message: 'The relay answers only under localhost, 127.0.0.1 or [::1]; open the till at one of these.',
    };
  }
  const origin = headers.origin;
  if (origin !== undefined && !isOwn(origin, host)) {
    return { code: 'foreign-origin', message: 'The relay answers only pages that it served itself.' };
  }
  // `same-site` is refused too: every port of localhost is one site, and a plain GET of a neighbour carries no Origin.
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    return { code: 'foreign-origin', message: 'The relay answers only pages that it served itself.' };
  }
  return undefined;
}

/** Undefined when no key is wanted or the right one was sent: in a header or, by a page that opens a WebSocket and can set none, as a subprotocol. */
export function keyProblem(headers: IncomingHttpHeaders, tillKey: string | undefined): GatewayError | undefined {
  if (tillKey === undefined) return undefined;
  const sent = headers['x-poltora-till-key'] ?? keyAmong(headers['sec-websocket-protocol'] ?? '');
  // Digests have one length, so the comparison takes the same time whatever was sent.
  if (typeof sent === 'string' && timingSafeEqual(digest(sent), digest(tillKey))) return undefined;
  return { code: 'till-key', message: 'The relay wants the till key of this shop in the header x-poltora-till-key.' };
}

/** `poltora-kkt, poltora-key.<the key in base64url>`: a subprotocol may hold neither spaces nor most signs (RFC 6455 §4.1). */
function keyAmong(subprotocols: string): string | undefined {
  const [, key] = /(?:^|,)\s*poltora-key\.([\w-]+)\s*(?:,|$)/.exec(subprotocols) ?? [];
  return key && Buffer.from(key, 'base64url').toString();
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const withoutPort = (host: string): string =>
  host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Scheme is left out of the comparison: a TLS proxy before the gateway makes it https for the page and http here. */
function isOwn(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}
