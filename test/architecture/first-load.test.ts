/** How much a till must fetch before its first paint, and what must not be among it. */
import { beforeAll, expect, it } from 'vitest';
import { measureFirstLoad, type FirstLoad } from '../../.config/first-load.ts';

/**
 * Scripts and styles of the first load, brotli, bytes. It only goes down: whoever makes it smaller lowers it, and whoever needs more finds what may come
 * later instead. The design's own limit is 90 000 (section 8).
 */
const mostBytes = 70_000;

/** The same with what is fetched while the databases open (styles of late parts apart): a till is ready to scan with it, and not before. No limit of the design: it tells of a part that came along unasked. */
const mostReadyBytes = 142_000;

/** What comes after the first paint, or never to most tills: by paths from the root of the repository. */
const late: readonly RegExp[] = [
  // Other devices than this shop's.
  /^src\/protocol\//,
  /^src\/devices\/kkt\/[^/]+\/(?!index\.ts|no-printer\.ts)/,
  /^src\/devices\/links\/web-/,
  /^src\/devices\/scanner\/(?:hid|serial|camera|keyboard)\/(?!index\.ts|kept\.ts)/,
  // What comes while the databases open.
  /^src\/boot\/(?:late-phases|devices|recovery|screen|housekeeping)\.ts/,
  /^src\/app\/(?:sale\/(?!unresolved)|cards|outbox|fiscal\/(?!registration))/,
  /^src\/storage\/journal/,
  // The checker: it is the worker's work.
  /^src\/check\/(?!http\.ts|remote\.ts|routes\.ts|sources\/ids\.ts)/,
  /^node_modules\/(?:ky|workbox-window|zxing-wasm|bwip-js)\//,
  // Screens, panes and dialogs that a first scan does not need, and their texts.
  /^src\/ui\/(?:advice|goods|journal|line|loss|packages|pin|printer|quick|receipt|rules|checks|sale|scanner|set-up|setup-link|settings|shift|start|unsent|sources)\//,
  /^src\/ui\/(?:pay|camera)\/(?!.*\.svelte\.ts)/,
];

let load: FirstLoad;
beforeAll(async () => {
  load = await measureFirstLoad();
  const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1).padStart(6);
  console.log(
    [
      `First load: ${(load.bytes / 1_000).toFixed(1)} kB brotli of at most ${mostBytes / 1_000}`,
      `Until ready to scan: ${(load.readyBytes / 1_000).toFixed(1)} kB of at most ${mostReadyBytes / 1_000}`,
      ...load.groups.filter(({ bytes }) => bytes >= 100).map(({ name, bytes }) => `${kilobytes(bytes)}  ${name}`),
    ].join('\n'),
  );
}, 240_000);

it('is no bigger than it was', () => {
  expect(load.bytes).toBeLessThanOrEqual(mostBytes);
  expect(load.readyBytes).toBeLessThanOrEqual(mostReadyBytes);
  // Both chunks that come meanwhile were found.
  expect(load.laterModules).toEqual(expect.arrayContaining(['src/ui/receipt/Line.svelte', 'src/storage/journal.ts']));
  // A measurement of nothing would pass as well.
  expect(load.modules).toEqual(expect.arrayContaining(['src/main.ts', 'src/ui/shell/App.svelte']));
});

it('holds nothing that may come later', () => {
  expect(load.modules.filter((path) => late.some((pattern) => pattern.test(path)))).toEqual([]);
});
