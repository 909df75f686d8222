/** Serves the built till: the gateway, and around it, unless `--real` or POLTORA_DEMO=0 says otherwise, the demo shop and its emulators. */
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { withUsualData } from '../src/gateway/config.ts';
import { listenGateway, personUrl } from '../src/gateway/listen.ts';
import { TypedSettings } from '../src/gateway/typed-settings.ts';
import { serveDemo } from '../test/emulators/demo-shop.ts';
import { startEmulators, type Emulators } from '../test/emulators/index.ts';

// Whoever read our sentences may hang up: the till is served all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const isReal = process.argv.includes('--real');
const env: NodeJS.ProcessEnv = { ...process.env, POLTORA_DEMO: isReal ? '0' : (process.env['POLTORA_DEMO'] ?? '1') };
const demo = env['POLTORA_DEMO'] === '1';
let emulators: Emulators | undefined;
if (demo) {
  // A short receipt takes a small printer about so long. Its ФН lives in memory, so each start has another one.
  emulators = await startEmulators({
    kkt: env['POLTORA_KKT'] === undefined && { printMs: 700, fn: `9999${String(Date.now()).slice(-12)}` },
  });
  // What the environment names itself wins: the demo shop against somebody else's services.
  env['POLTORA_CDN'] ??= emulators.cdn.base;
  env['POLTORA_CDN_ALLOW'] ??= emulators.cdn.hosts.map((host) => new URL(host).host).join(',');
  env['POLTORA_API_KEY'] ??= emulators.cdn.apiKey;
  env['POLTORA_LM'] ??= emulators.lm.url;
  env['POLTORA_KKT'] ??= emulators.kkt?.url;
}

const log = (line: string): void => console.warn(line);
const typed = await TypedSettings.open(withUsualData(env, homedir()), {
  till: process.env['POLTORA_DIST'] ?? fileURLToPath(new URL('../dist/till', import.meta.url)),
  log,
});
if (!typed.ok) {
  for (const { message } of typed.failure) console.error(message);
  process.exit(1);
}
const listening = await listenGateway(typed.value.config, {
  // The demo's services are its own, and go with it.
  ...(!demo && { typed: typed.value }),
  report: (error) => console.error(error),
  log,
  // In a demo the page fetches its goods and sample codes once, and the paper of its ККТ; a real gateway has no such addresses.
  prepare: (app) => {
    if (demo) serveDemo(app, emulators?.kkt?.kkt);
  },
});
if (!listening.ok) {
  console.error(listening.failure.message);
  await emulators?.close();
  process.exit(1);
}
const { app, sentence, warnings } = listening.value;
console.log(sentence);
for (const warning of warnings) console.warn(warning);
if (emulators)
  console.log(
    `Магазин учебный: ничего настоящего он не продаёт. Для настоящих продаж: npm run real. Сбои для учёбы задают здесь: ${emulators.control}`,
  );

let asked = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (asked) process.exit(1);
    asked = true;
    void Promise.all([app.close(), emulators?.close()]).then(() => process.exit(0));
  });
}

// Whoever started us may want to open it.
process.send?.({ url: personUrl(listening.value.url) });
