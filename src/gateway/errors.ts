/**
 * Every word of refusal the gateway has of its own, with the HTTP status it goes out with. The list is closed: a till may switch on it.
 * Under `/relay` the code also stands in the header `x-poltora-relay`, so that a till can tell the relay's own word from the upstream's.
 */
export const errorStatus = {
  /** No connection to the upstream: refused, no such name, a reset before an answer. */
  refused: 502,
  /** The upstream is there, but its certificate proves nothing: self-signed, of another name or authority, expired. */
  untrusted: 502,
  /** The upstream is there, with another certificate than the owner has confirmed. */
  'certificate-changed': 502,
  /** The upstream did not finish its answer inside the relay's own limit. */
  timeout: 504,
  /** The upstream's answer was cut in the middle, was not HTTP, or was too large. */
  broken: 502,
  /** The upstream sent the relay elsewhere; the key does not follow. */
  redirected: 502,
  /** No API key is set, so asking ЦРПТ is pointless. */
  'no-key': 503,
  /** The host is not in the allow-list, or is not written as a plain host. */
  'host-not-allowed': 403,
  /** The path is none that the relay carries. */
  'not-relayed': 404,
  /** This relay is not switched on in the environment. */
  'not-configured': 404,
  'wrong-method': 405,
  /** The address is one of a WebSocket and was asked without. */
  'upgrade-required': 426,
  /** The ККТ serves another till, or a newer page of the same till. */
  'kkt-taken': 409,
  /** The connection to the ККТ ended. */
  'kkt-lost': 410,
  /** The request came from a page of another origin. */
  'foreign-origin': 403,
  /** The request names a host that is none of the gateway's: DNS rebinding. */
  'foreign-host': 403,
  /** The gateway's own settings are shown and changed at its own machine only. */
  'not-here': 403,
  /** A field of the settings that cannot be kept so; which and why stands beside. */
  'wrong-field': 422,
  /** The till key is missing or wrong. */
  'till-key': 401,
  /** A wrong till key again, after several from the same address; a page should wait for `Retry-After`. The right key passes even so. */
  'slow-down': 429,
  /** This address has as many requests or WebSockets under way as it may. */
  'too-many': 429,
  /** What the gateway keeps of this till says more than what was sent: a till that was rolled back must not overwrite what proves it. */
  'witness-newer': 409,
  /** The gateway's folder (POLTORA_DATA) took nothing. */
  'not-kept': 507,
  'too-large': 413,
  'bad-request': 400,
  'not-found': 404,
  /** The till hung up; nobody reads this answer. */
  'client-gone': 499,
  /** A bug of the gateway. */
  internal: 500,
} as const satisfies Readonly<Record<string, number>>;

export type GatewayErrorCode = keyof typeof errorStatus;

export interface GatewayError {
  readonly code: GatewayErrorCode;
  /** One sentence for the person who keeps the gateway. Never holds a key or a password. */
  readonly message: string;
  /** Methods that would have been right; goes out as the header `Allow`. */
  readonly allow?: readonly string[];
  /** Seconds until it is worth asking again; goes out as the header `Retry-After`. */
  readonly retryAfter?: number;
  /** Of `broken`: the upstream's answer was larger than the relay takes. */
  readonly isTooBig?: true;
}

/**
 * The same word at the end of a WebSocket. A page learns neither status nor body of a refused handshake, so it is let in and told
 * by the close code; 4000–4999 are an application's own (RFC 6455 §7.4.2).
 */
export const closeCode = (code: GatewayErrorCode): number => 4000 + errorStatus[code];

/** Outcome as data. Same shape as the domain's `Result`, which this folder may not import. */
export type Result<Value, Failure> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });
export const fail = <Failure>(failure: Failure): { ok: false; failure: Failure } => ({ ok: false, failure });

export const refusal = (
  code: GatewayErrorCode,
  message: string,
  allow?: readonly string[],
): { ok: false; failure: GatewayError } => fail(allow ? { code, message, allow } : { code, message });
