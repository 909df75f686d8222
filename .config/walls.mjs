/**
 * The walls of the house: which folder of `src` may import which (design, section 2), and why.
 * One table, read by the linter, by the architecture test and by nobody else.
 * An entry may be a folder or a single file; a folder may always import itself.
 */
export const walls = {
  domain: { may: [], why: 'domain holds pure rules: it knows neither browser nor storage nor screen' },
  boot: {
    may: ['app', 'domain', 'platform', 'storage'],
    typesOnly: ['platform', 'storage'],
    why: 'boot starts the use cases in their order; what they stand on is handed in by main.ts',
  },
  protocol: { may: [], why: 'protocol holds pure bytes: feed it bytes, never a port' },
  app: { may: ['domain'], why: 'app holds use cases; the outside world reaches it only through app/ports' },
  check: {
    may: ['domain', 'app/ports'],
    why: 'check runs in the page and in the worker alike: it may know only rules and ports',
  },
  devices: {
    may: ['app/ports', 'domain', 'protocol'],
    why: 'a device adapter fulfils a port and speaks a protocol, nothing else',
  },
  storage: { may: ['app/ports', 'domain'], why: 'storage fulfils ports; use cases must not leak into it' },
  platform: {
    may: ['app/ports', 'domain'],
    why: 'platform wraps browser services; use cases must not leak into it',
  },
  files: {
    may: ['storage', 'app/ports', 'domain'],
    why: 'files reads files of goods in a worker: it knows formats and cards, neither sale nor screen',
  },
  sw: {
    may: ['check', 'storage', 'app/ports', 'domain'],
    why: 'the worker only precaches and routes checks; the page owns the sale',
  },
  ui: { may: ['app', 'domain'], why: 'the screen talks to use cases; adapters are handed to it by main.ts' },
  gateway: {
    may: ['check'],
    typesOnly: ['check'],
    why: 'the gateway holds no sales and no rules: it may share only plain types with check',
  },
};

/** The composition roots, each with its only importers: whoever imports one imports the whole house. index.html starts main.ts, display.html display.ts, the browser sw.ts. */
export const roots = {
  'main.ts': [],
  'display.ts': [],
  'boot/boot.ts': ['main.ts'],
  'sw/sw.ts': [],
  'gateway/main.ts': [],
  'gateway/program/main.ts': [],
};

/** Packages that belong to some folders only: elsewhere they would tie a rule to a library. */
export const packages = {
  dexie: ['storage'],
  ky: ['check'],
  '@noble/ed25519': ['platform'],
  svelte: ['ui', 'main.ts', 'display.ts'],
  'workbox-window': ['platform'],
  'workbox-precaching': ['sw'],
  fastify: ['gateway'],
  undici: ['gateway'],
  peculiar: ['gateway'],
  'web-serial-polyfill': ['devices'],
  'zxing-wasm': ['devices'],
  'bwip-js': ['ui'],
  valibot: ['app', 'check', 'domain'],
  uuid: ['main.ts', 'files'],
  papaparse: ['files'],
  fflate: ['files'],
  saxes: ['files'],
};

/** Globals of `window` that shadow an ordinary local name: reading them by accident compiles and is always a bug. */
export const treacherousGlobals = [
  'closed',
  'event',
  'length',
  'name',
  'origin',
  'parent',
  'status',
  'top',
  'external',
  'screen',
];

/** The oldest Chromium we sell with: the last on Windows 7 and 8.1 (design, section 6). vite.config.ts builds for the same. */
export const baseline = 109;
