/** One call to an upstream: inside a limit of time and size, without redirects, its failure told apart. */
import { fail, ok, refusal } from './errors.ts';
import type { GatewayError, Result } from './errors.ts';
import { changedCode } from './tspiot/pinned.ts';

export interface RelayLimits {
  /** `codes/check`, ms, whole call. */
  readonly checkMs: number;
  /** `cdn/info` and `health/check`, ms, whole call. */
  readonly infoMs: number;
  /** Any call to ЛМ ЧЗ, ms, whole call. */
  readonly lmMs: number;
  /** A set-up file, ms, whole call, and its size. */
  readonly setupMs: number;
  readonly setupBytes: number;
  /** A list of goods, ms, whole call, and its size. */
  readonly goodsMs: number;
  readonly goodsBytes: number;
  /** `init` of ЛМ ЧЗ, ms, whole call. */
  readonly initMs: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
}

export const relayLimits: RelayLimits = {
  // The page gives up at 1.5 s (the legal threshold, ПП 1944 п. 17) and hangs up, which ends the call here too. This limit only
  // catches a page that does not, and leaves room for a till that checks again by hand over a bad link.
  checkMs: 5_000,
  // Background work; health/check may be raised to 10 s on bad links (reference/online-check.md §3).
  infoMs: 10_000,
  // The ЛМ's own `req_timeout` is 5 s (reference/local-module.md §1.4): it must be first to say why.
  lmMs: 10_000,
  // A person waits before the screen; what takes longer than this is told as such, and asked for again by hand.
  setupMs: 5_000,
  // A set-up file is some kilobytes, a logo in it some tens.
  setupBytes: 256 * 1024,
  // Nobody waits before the screen; 64 MB over a line of 10 Mbit/s.
  goodsMs: 60_000,
  // JSON of 300 000 goods with a few words about each.
  goodsBytes: 64 * 1024 * 1024,
  // ЛМ asks its own servers before it answers to `init`; the page waits 30 s for it.
  initMs: 35_000,
  // ЛМ ЧЗ takes 64 KiB (`max_req_length`, same place); a receipt of 100 codes of 200 characters is 20 kB. Four times the larger.
  requestBytes: 256 * 1024,
  // A checked code comes back in about 1 kB, so this is two thousand codes; it protects the gateway's memory.
  answerBytes: 2 * 1024 * 1024,
};

export interface UpstreamCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly limitMs: number;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  /** Its header `Date`. */
  readonly date: string | undefined;
  /** Its headers `ETag` and `Last-Modified`. */
  readonly etag: string | undefined;
  readonly modified: string | undefined;
  readonly body: Uint8Array;
}

export interface CallMeans {
  readonly fetch: typeof globalThis.fetch;
  readonly answerBytes: number;
  /** Aborted from outside when the till hangs up. */
  readonly gone: AbortSignal;
}

export async function callUpstream(
  call: UpstreamCall,
  { fetch, answerBytes, gone }: CallMeans,
): Promise<Result<UpstreamAnswer, GatewayError>> {
  const stop = new AbortController();
  const onGone = (): void => {
    stop.abort('client-gone');
  };
  const timer = setTimeout(() => {
    stop.abort('timeout');
  }, call.limitMs);
  if (gone.aborted) onGone();
  else gone.addEventListener('abort', onGone, { once: true });
  let answered = false;
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: { 'user-agent': 'poltora', ...call.headers },
      // A redirect could lead the key, or the receipt, to a host nobody allowed.
      redirect: 'manual',
      signal: stop.signal,
      ...(call.method === 'POST' && call.body ? { body: new Uint8Array(call.body) } : {}),
    });
    answered = true;
    const isRedirect = response.status >= 300 && response.status < 400 && response.status !== 304;
    if (response.type === 'opaqueredirect' || isRedirect) {
      stop.abort('done');
      return refusal(
        'redirected',
        `The upstream sent the relay elsewhere (HTTP ${response.status}); redirects are not followed.`,
      );
    }
    if (response.status < 200 || response.status > 599) {
      stop.abort('done');
      return refusal('broken', `The upstream answered with the impossible status ${response.status}.`);
    }
    const body = await readBody(response, answerBytes);
    if (!body) {
      stop.abort('done');
      return fail({
        code: 'broken',
        message: `The upstream's answer is larger than ${answerBytes} bytes.`,
        isTooBig: true,
      });
    }
    return ok({
      status: response.status,
      contentType: response.headers.get('content-type') ?? undefined,
      date: response.headers.get('date') ?? undefined,
      etag: response.headers.get('etag') ?? undefined,
      modified: response.headers.get('last-modified') ?? undefined,
      body,
    });
  } catch (error) {
    if (stop.signal.reason === 'client-gone')
      return refusal('client-gone', 'The till hung up before the upstream answered.');
    const cause = causeCode(error);
    if (stop.signal.reason === 'timeout' || timeoutCauses.has(cause)) {
      return refusal('timeout', `The upstream did not answer within ${call.limitMs} ms.`);
    }
    if (answered) return refusal('broken', `The upstream's answer was cut in the middle (${cause}).`);
    if (cause.startsWith('HPE_') || cause === 'UND_ERR_HEADERS_OVERFLOW')
      return refusal('broken', `The upstream's answer is not HTTP (${cause}).`);
    if (cause === changedCode) return refusal('certificate-changed', causeMessage(error));
    if (certificateCauses.test(cause))
      return refusal('untrusted', `The upstream's certificate is not trusted (${cause}); ${certificateAdvice(cause)}.`);
    return refusal('refused', `The upstream cannot be reached (${cause}).`);
  } finally {
    clearTimeout(timer);
    // After a good answer the connection is kept for the next call: nothing may abort it any more.
    gone.removeEventListener('abort', onGone);
  }
}

/** The whole body, or undefined when it is larger than `limit` bytes (counted after decompression). */
async function readBody(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const timeoutCauses: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** X509_V_ERR_… of OpenSSL without their prefix, as Node names them (src/crypto/crypto_common.cc, tls docs "X509 certificate error codes"), and Node's own of the name. */
const certificateCauses =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|ERROR_IN_C|ERR_TLS_CERT_ALTNAME_|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/;

function certificateAdvice(cause: string): string {
  if (/EXPIRED|NOT_YET_VALID/.test(cause)) return "look at this machine's clock, and at the certificate's days";
  if (/ALTNAME|HOSTNAME/.test(cause))
    return 'it names another host: something stands between the gateway and the upstream, or the address is wrong';
  return 'name the root certificate in NODE_EXTRA_CA_CERTS if the upstream is the right one';
}

/** What our own error says (tspiot/pinned.ts). */
function causeMessage(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if ((at as { code?: unknown }).code === changedCode) return at.message;
  return '';
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`, …: Node's fetch hides them one or two causes deep. */
function causeCode(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string') return code;
    if (at.name === 'HTTPParserError') return 'HPE_PARSER';
    if (at instanceof AggregateError && at.errors[0] !== undefined) return causeCode(at.errors[0]);
  }
  return error instanceof Error ? error.message : 'unknown cause';
}
