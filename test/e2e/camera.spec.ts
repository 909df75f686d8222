/** The camera in a real page under the gateway's real headers, with the camera that Chromium itself pretends to have. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { gatewayFromEnv } from '../../src/gateway/config.ts';
import { listenGateway, type Listening } from '../../src/gateway/listen.ts';
import { film } from '../stand-ins/camera-film.ts';
import type { CameraPage } from '../stand-ins/camera-page.ts';
import { expect, launchBrowser, test } from './till.ts';

/** In the order of the film. Bars are shown for longer: they wait until no mark is in sight. */
const codes = [
  '4600494600012',
  '0104670540176099215AbCdE\u001d93dGVz',
  `010460406000600021N4O57RSCBUZTQ\u001d91003A\u001d92${'c2lnbmF0dXJl'.repeat(7)}c2==`,
  '04606203084470!zXcV:bABm8dGVz',
];

test.describe.configure({ mode: 'serial' });

let folder: string;
let gateway: Listening;
let browser: Browser;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poltora-camera-'));
  const entry = fileURLToPath(new URL('../stand-ins/camera-page.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      modulePreload: false,
      rolldownOptions: { input: entry, output: { entryFileNames: 'page.js' } },
    },
  });
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>camera</title><video></video><script type="module" src="/page.js"></script>',
  );
  const config = gatewayFromEnv({ POLTORA_DEMO: '0', POLTORA_PORT: '0' }, folder);
  if (!config.ok) throw new Error('the gateway has no settings');
  const listening = await listenGateway(config.value);
  if (!listening.ok) throw new Error(listening.failure.message);
  gateway = listening.value;

  const reel = join(folder, 'film.y4m');
  await writeFile(reel, film(codes.map((code, index) => ({ code, seconds: index === 0 ? 2 : 1 }))));
  browser = await launchBrowser(
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${reel}`,
  );
});
test.afterAll(async () => {
  await browser.close();
  await gateway.app.close();
  await rm(folder, { recursive: true, force: true });
});

/** The page, with one rule of one header taken away. */
async function open(
  without?: readonly [header: string, rule: string, instead: string],
): Promise<{ page: Page; asked: string[] }> {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  if (without) {
    const [header, rule, instead] = without;
    await page.route('**/*', async (route) => {
      const answer = await route.fetch();
      const headers = answer.headers();
      expect(headers[header]).toContain(rule);
      await route.fulfill({
        response: answer,
        headers: { ...headers, [header]: headers[header]?.replace(rule, instead) ?? '' },
      });
    });
  }
  await page.goto(gateway.url);
  return { page, asked };
}

const camera = (): CameraPage => (globalThis as unknown as { camera: CameraPage }).camera;
const openCamera = (page: Page): ReturnType<CameraPage['open']> => page.evaluate(`(${String(camera)})().open()`);
const scans = (page: Page): Promise<string[]> =>
  page.evaluate(`(${String(camera)})().scans.map(({ texts }) => texts[0])`);

test('reads the film, and what it needs for that comes from our own origin when it is opened', async () => {
  const { page, asked } = await open();
  const paths = (): string[] => asked.map((url) => new URL(url).pathname).filter((path) => path !== '/favicon.ico');
  expect(paths()).toEqual(['/', '/page.js']);
  const wasm = page.waitForResponse(/\.wasm$/);
  expect(await openCamera(page)).toEqual({ ok: true });
  expect((await wasm).headers()).toMatchObject({
    'content-type': 'application/wasm',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  await expect.poll(async () => new Set(await scans(page)), { timeout: 20_000 }).toEqual(new Set(codes));
  // Some five pictures showed each of them.
  expect((await scans(page)).filter((code, index, all) => code === all[index - 1])).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(gateway.url))).toEqual([]);
  expect(
    paths()
      .slice(2)
      .every((path) => path.startsWith('/assets/')),
  ).toBe(true);
  // No picture was sent anywhere.
  expect(asked).toHaveLength(new Set(asked).size);
  await page.close();
});

test('stops when its page is left', async () => {
  const { page } = await open();
  await openCamera(page);
  const state = (): Promise<unknown> => page.evaluate(`(${String(camera)})().source.devices()[0].state`);
  expect(await state()).toBe('ready');
  await page.evaluate(
    `Object.defineProperty(document, 'hidden', { value: true }); document.dispatchEvent(new Event('visibilitychange'))`,
  );
  expect(await state()).toBe('off');
  expect(await page.evaluate(`document.querySelector('video').srcObject`)).toBeNull();
  await page.close();
});

test('needs of the policy exactly the wasm, and no text becomes a script', async () => {
  const { page } = await open();
  // In a task of its own: while DevTools evaluate, they lift the policy.
  const errorOf = (act: string): Promise<unknown> =>
    page.evaluate(
      `new Promise((done) => setTimeout(() => { try { ${act}; done() } catch (error) { done(error.name) } }))`,
    );
  expect(await errorOf(`new Function('')`)).toBe('EvalError');
  expect(await errorOf(`document.body.innerHTML = '<b></b>'`)).toBe('TypeError');
  await page.close();
  const { page: strict } = await open(['content-security-policy', " 'wasm-unsafe-eval'", '']);
  expect(await openCamera(strict)).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
  await strict.close();
});

test('is refused where the policy forbids cameras', async () => {
  const { page } = await open(['permissions-policy', 'camera=(self)', 'camera=()']);
  expect(await openCamera(page)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  await page.close();
});
