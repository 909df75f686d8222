/**
 * The headers every answer carries, and how long a file may be kept.
 * Sources: reference/platform.md II.9 (CSP, Permissions-Policy, Trusted Types: measured), II.8 (`no-cache` for the worker).
 */

/** `extra`: origins beyond this machine that the page may call; CSP has no wildcards for IP addresses, so they come from the settings. */
export function securityHeaders(extra: readonly string[]): Readonly<Record<string, string>> {
  return {
    // Also on sw.js: the page's policy does not bind its worker, only the worker's own does (measured, II.9).
    'content-security-policy': [
      "default-src 'none'",
      // The camera's reader of codes is wasm. This permits compiling that and, other than 'unsafe-eval', no text: CSP 3, Chromium since 97.
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "media-src 'self'",
      // `self` covers the WebSocket of /relay/kkt too: CSP 3 §6.7.2.8, Chromium since 70 (crbug 815142; seen on 156), Safari since 16 (WebKit bug 235873).
      // ЛМ ЧЗ and the agents of ККТ makers stand on this very machine, on ports the shop may change.
      ["connect-src 'self' http://127.0.0.1:* http://localhost:*", ...extra].join(' '),
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "require-trusted-types-for 'script'",
      // Svelte wraps its templates in the first; the second makes the one URL of the worker.
      'trusted-types svelte-trusted-html poltora-worker',
    ].join('; '),
    // Other than II.9, `usb` and `camera` stay open to ourselves: devices/links has a WebUSB link for Android without Web Serial, and a camera is a scanner.
    'permissions-policy':
      'serial=(self), hid=(self), usb=(self), camera=(self), microphone=(), geolocation=(), ' +
      'local-network=(self), loopback-network=(self), screen-wake-lock=(self), fullscreen=(self)',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  };
}

/**
 * Files under `assets/` carry a hash of their content in the name and never change. Everything else keeps its name across versions:
 * it is asked for again each time, or a till would stay on an old worker.
 */
export const cacheControl = (pathInFolder: string): string =>
  /^[\\/]?assets[\\/]/.test(pathInFolder) ? 'public, max-age=31536000, immutable' : 'no-cache';
