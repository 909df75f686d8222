/** Where a set-up file comes from: the address bar names it, and the page fetches it and looks at its signature. */
import type { Result } from '../../domain/base/result.ts';

/**
 * `no-answer`: unreachable, or kept from the page by CORS or its CSP, which browsers do not tell apart: the gateway may still reach it. `bad-link`: no address
 * that a till asks.
 */
export type FetchFault =
  { readonly kind: 'no-answer' | 'bad-link' | 'too-big' } | { readonly kind: 'status'; readonly status: number };

export interface SetupSource {
  /** What stands in the address bar behind `#setup=`. */
  link(): string | undefined;
  /** It is kept now: out of the address bar with it. */
  taken(): void;
  /** Tells of a link that is opened in the running page. */
  onLink(act: () => void): void;
  fetch(url: string): Promise<Result<string, FetchFault>>;
  /** Ed25519 over a text in UTF-8, key and value in base64url. Undefined: this page may not compute it, for it is not secure. */
  verify(signed: string, key: string, value: string): Promise<boolean | undefined>;
}
