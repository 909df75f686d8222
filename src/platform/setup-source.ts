/** Set-up by link: the address bar, the page's own `fetch`, and Ed25519. Not WebCrypto's: Chromium has that from 137 on, and the baseline is 109. */
import { verifyAsync } from '@noble/ed25519';
import type { Clock } from '../app/ports/clock.ts';
import type { SetupSource } from '../app/ports/setup-source.ts';
import { fail, ok } from '../domain/base/result.ts';

/** What it takes of `window`. */
interface SetupPage {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search' | 'href'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly addEventListener: (kind: 'hashchange', act: () => void) => void;
  readonly fetch: typeof fetch;
  /** `subtle` is absent where the page is not secure, whatever the types say. */
  readonly crypto: { readonly subtle?: SubtleCrypto };
}

const mark = '#setup=';
/** A person waits for it; a file of some kilobytes takes longer only where there is no network, ms. */
const limitMs = 10_000;
/** A file with each field filled is smaller by far, bytes. */
export const MOST_SETUP_BYTES = 256 * 1024;
/** Longer than any address that a QR code holds. */
const MOST_SIGNS = 2_000;

export function setupSource(page: SetupPage, { after }: Pick<Clock, 'after'>): SetupSource {
  const { location, history, crypto } = page;
  return {
    link() {
      const { hash } = location;
      if (!hash.startsWith(mark)) return undefined;
      const text = hash.slice(mark.length, mark.length + 3 * MOST_SIGNS);
      const link = /^https?:/i.test(text) ? text : decoded(text);
      // As the browser will ask it: letters that only look like others show themselves (xn--).
      return addressOf(link, location.href) ?? link;
    },
    taken: () => history.replaceState(history.state, '', location.pathname + location.search),
    onLink: (act) => page.addEventListener('hashchange', () => location.hash.startsWith(mark) && act()),
    async fetch(link) {
      const url = addressOf(link, location.href);
      if (!url) return fail({ kind: 'bad-link' });
      // Not AbortSignal.any: Chromium 109 has none.
      const controller = new AbortController();
      const cancel = after(limitMs, () => controller.abort());
      try {
        const response = await page.fetch(url, {
          redirect: 'error',
          credentials: 'omit',
          cache: 'no-store',
          referrerPolicy: 'no-referrer',
          headers: { accept: 'application/json' },
          signal: controller.signal,
        });
        if (response.status !== 200) return fail({ kind: 'status', status: response.status });
        const text = await limited(response);
        if (text !== undefined) return ok(text);
        controller.abort();
        return fail({ kind: 'too-big' });
      } catch {
        return fail({ kind: 'no-answer' });
      } finally {
        cancel();
      }
    },
    async verify(signed, key, value) {
      if (!crypto.subtle) return undefined;
      try {
        return await verifyAsync(bytesOf(value), new TextEncoder().encode(signed), bytesOf(key));
      } catch {
        return false;
      }
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address that a till asks: of the web, without a user and a password. */
export function addressOf(link: string, base: string): string | undefined {
  try {
    const url = new URL(link, base);
    const isFit = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
    return isFit && link.length <= MOST_SIGNS ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The body as text; undefined: more than a set-up file may be, whatever length was announced. */
async function limited(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MOST_SETUP_BYTES) return undefined;
    text += decoder.decode(value, { stream: true });
  }
}

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
