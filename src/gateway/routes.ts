/** What may be asked through the relay. Paths are matched whole and raw, so no spelling with `..`, `%2f`, `\` or `//` gets through. */
import type { IncomingHttpHeaders } from 'node:http';
import { isAllowed, readHost } from './allow-list.ts';
import type { GatewayConfig } from './config.ts';
import { ok, refusal } from './errors.ts';
import type { GatewayError, Result } from './errors.ts';
import type { RelayLimits, UpstreamCall } from './upstream.ts';

interface Asked {
  readonly method: string;
  /** Raw request target, as it came over the wire. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array | undefined;
}

interface Relayed {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly limit: 'checkMs' | 'infoMs' | 'lmMs' | 'initMs';
  readonly query?: true;
}

/** reference/online-check.md §1.2–1.4. Everything else of True API stays out: the key opens it all. */
const cdnCalls: readonly Relayed[] = [
  { method: 'GET', path: 'api/v4/true-api/cdn/info', limit: 'infoMs' },
  { method: 'GET', path: 'api/v4/true-api/cdn/health/check', limit: 'infoMs' },
  { method: 'POST', path: 'api/v4/true-api/codes/check', limit: 'checkMs' },
];

/** reference/local-module.md §2.2–2.6. A till checks and sells, and its owner sets the ЛМ up; safe_init is ТС ПИоТ's, and changePassword would lock the other tills out. */
const lmCalls: readonly Relayed[] = [
  ...['api/v1', 'api/v2'].flatMap((base): Relayed[] => [
    { method: 'GET', path: `${base}/status`, limit: 'lmMs' },
    { method: 'GET', path: `${base}/config`, limit: 'lmMs' },
    { method: 'POST', path: `${base}/init`, limit: 'initMs' },
    { method: 'POST', path: `${base}/cis/outCheck`, limit: 'lmMs' },
    { method: 'POST', path: `${base}/cis/sell`, limit: 'lmMs' },
    { method: 'POST', path: `${base}/cis/return`, limit: 'lmMs' },
    { method: 'POST', path: `${base}/cis/sold/check`, limit: 'lmMs' },
  ]),
  // The form of v1 with the КИ in the query.
  { method: 'GET', path: 'api/v1/cis/outCheck', limit: 'lmMs', query: true },
];

/** Turns a request under `/relay/` into the call to make, or into the reason why not. */
export function routeRelay(
  asked: Asked,
  config: GatewayConfig,
  limits: RelayLimits,
): Result<UpstreamCall, GatewayError> {
  const [path = '', ...queries] = asked.target.split('?');
  const [, service = '', rest = ''] = /^\/relay\/([^/]*)(?:\/(.*))?$/.exec(path) ?? [];
  const query = queries.length > 0 ? queries.join('?') : undefined;
  switch (service) {
    case 'cdn':
      return toCdn(rest, query, asked, config, limits);
    case 'lm':
      return toLm(rest, query, asked, config, limits);
    default:
      return refusal(
        'not-relayed',
        'The gateway relays /relay/cdn, /relay/lm and /relay/tspiot, and /relay/kkt to a WebSocket.',
      );
  }
}

function toCdn(
  rest: string,
  query: string | undefined,
  asked: Asked,
  config: GatewayConfig,
  limits: RelayLimits,
): Result<UpstreamCall, GatewayError> {
  const slash = rest.indexOf('/');
  const host = readHost(decodeOnce(slash < 0 ? rest : rest.slice(0, slash)), config.cdn.scheme);
  if (!host || !isAllowed(host, config.cdn.allow)) {
    return refusal(
      'host-not-allowed',
      'The host is not in the allow-list of the relay (POLTORA_CDN and POLTORA_CDN_ALLOW).',
    );
  }
  const path = slash < 0 ? '' : rest.slice(slash + 1);
  const call = findCall(cdnCalls, path, query, asked.method);
  if (!call.ok) return call;
  if (config.cdn.key === undefined)
    return refusal('no-key', 'No API key is set at the gateway (POLTORA_API_KEY), so ГИС МТ cannot be asked.');
  return ok({
    url: `${config.cdn.scheme}//${host.name}:${host.port}/${path}`,
    method: asked.method,
    headers: { ...carried(asked.headers, ['content-type']), 'x-api-key': config.cdn.key },
    body: asked.body,
    limitMs: limits[call.value.limit],
  });
}

function toLm(
  rest: string,
  query: string | undefined,
  asked: Asked,
  config: GatewayConfig,
  limits: RelayLimits,
): Result<UpstreamCall, GatewayError> {
  if (!config.lm) return refusal('not-configured', 'No ЛМ ЧЗ is set at the gateway (POLTORA_LM).');
  const call = findCall(lmCalls, rest, query, asked.method);
  if (!call.ok) return call;
  const { origin, authorization } = config.lm;
  return ok({
    url: `${origin}/${rest}${query === undefined ? '' : `?${query}`}`,
    method: asked.method,
    headers: {
      ...carried(asked.headers, ['content-type', 'x-clientid', 'authorization']),
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: asked.body,
    limitMs: limits[call.value.limit],
  });
}

function findCall(
  calls: readonly Relayed[],
  path: string,
  query: string | undefined,
  method: string,
): Result<Relayed, GatewayError> {
  const here = calls.filter((call) => call.path === path);
  if (here.length === 0) return refusal('not-relayed', 'The relay does not carry this path.');
  const call = here.find((one) => one.method === method);
  const allow = here.map((one) => one.method);
  if (!call) return refusal('wrong-method', `The relay carries this path with ${allow.join(' or ')} only.`, allow);
  // `#` would start a fragment and cut the query short.
  if (query !== undefined && (call.query !== true || query.includes('#')))
    return refusal('not-relayed', 'The relay does not carry this path with a query.');
  return ok(call);
}

/** The few headers that go on; a till's cookies, keys and origin stay here. */
function carried(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = { accept: headers.accept ?? 'application/json' };
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}

/** `127.0.0.1%3A15011` → `127.0.0.1:15011`. What is still encoded after that is no plain host and is refused as such. */
function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
