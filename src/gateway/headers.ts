/**
 * The headers every answer carries, and how long a file may be kept.
 * Sources: reference/platform.md II.9 (CSP, Permissions-Policy, Trusted Types: measured), II.8 (`no-cache` for the worker).
 */

/**
 * What the page may use of the browser. Everything else that Chromium 156 has a switch for is denied: `document.featurePolicy.features()`
 * there, without the client hints (`ch-…`), which ask for nothing of a person or a device. A browser that lacks one only says so on its console.
 * Other than II.9, `usb` and `camera` stay open: devices/links has a WebUSB link for Android without Web Serial, and a camera is a scanner.
 */
const usedFeatures = [
  'serial',
  'hid',
  'usb',
  'camera',
  'local-network',
  'loopback-network',
  'screen-wake-lock',
  'fullscreen',
  // The old name of both, of Chromium 138 to 144 (II.10).
  'local-network-access',
  // Sounds of the till, the camera's picture, and «Скопировать» on «Проверка сканера».
  'autoplay',
  'clipboard-write',
] as const;
const deniedFeatures = [
  'accelerometer',
  'aria-notify',
  'bluetooth',
  'browsing-topics',
  'captured-surface-control',
  'clipboard-read',
  'compute-pressure',
  'deferred-fetch',
  'deferred-fetch-minimal',
  'digital-credentials-create',
  'digital-credentials-get',
  'display-capture',
  'encrypted-media',
  'gamepad',
  'geolocation',
  'gyroscope',
  'identity-credentials-get',
  'idle-detection',
  'interest-cohort',
  'keyboard-map',
  'language-detector',
  'language-model',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'on-device-speech-recognition',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'private-state-token-issuance',
  'private-state-token-redemption',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'speaker-selection',
  'storage-access',
  'summarizer',
  'sync-xhr',
  'translator',
  'unload',
  'window-management',
  'xr-spatial-tracking',
] as const;

/** ЛМ ЧЗ's own port (local-module.md §1.4) on the machine of the page, under both names of it. */
const usualLocalModule = ['http://127.0.0.1:5995', 'http://localhost:5995'];

/** `extra`: further origins that the page may call. CSP has no wildcards for IP addresses, and one for ports would open every program of the machine. */
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
      // An ЛМ ЧЗ on another port, or another machine, is named in POLTORA_LM or POLTORA_CONNECT.
      ["connect-src 'self'", ...new Set([...usualLocalModule, ...extra])].join(' '),
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "require-trusted-types-for 'script'",
      // Svelte wraps its templates in the first; the others make the one URL each of the service worker and of the reader of goods files.
      'trusted-types svelte-trusted-html poltora-worker poltora-goods-files',
    ].join('; '),
    'permissions-policy': [
      ...usedFeatures.map((feature) => `${feature}=(self)`),
      ...deniedFeatures.map((feature) => `${feature}=()`),
    ].join(', '),
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
