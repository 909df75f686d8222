/** `npm run screenshots`: the pictures that a browser shows when it offers to install the till (`screenshots` of public/manifest.webmanifest), taken of the practice shop. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { codeOf, TillPage } from '../test/e2e/till.ts';
import { TillServer } from '../test/e2e/till-server.ts';
import { findChromium } from './chromium.mjs';

const folder = new URL('../public/', import.meta.url);
interface Screenshot {
  readonly src: string;
  readonly sizes: string;
  readonly form_factor: 'narrow' | 'wide';
}
const { screenshots } = JSON.parse(await readFile(new URL('manifest.webmanifest', folder), 'utf8')) as {
  screenshots: readonly Screenshot[];
};
/** Of CSS px to those of the picture. */
const density = { wide: 1, narrow: 2 } as const;
/** Flat colours and letters: more is not seen. */
const quality = 70;

/** Bread, eggs, tea. */
const unmarked = ['4641500046998', '4641500049739', '4641500053842'];

const ways: Readonly<Record<string, (till: TillPage) => Promise<void>>> = {
  sale: async (till) => {
    for (const code of [...unmarked, codeOf('allowed')]) await till.scan(code);
    await till.line('Молоко').getByText('Можно продавать').waitFor();
    await till.page.getByText('Проверка…').waitFor({ state: 'detached' });
  },
  payment: async (till) => {
    await ways['sale']?.(till);
    await till.startPaying();
    await till.button(/^Наличные/).click();
  },
};

async function take({ src, sizes, form_factor: form }: Screenshot, server: TillServer): Promise<void> {
  const [, name = ''] = /\/([a-z]+)-[a-z]+\.webp$/.exec(src) ?? [];
  const [width = 0, height = 0] = sizes.split('x').map((px) => Number(px) / density[form]);
  const browser = await chromium.launch(findChromium());
  try {
    const page = await browser.newPage({ viewport: { width, height } });
    const till = await new TillPage(page).open(server.url);
    await ways[name]?.(till);
    // A shop that is no practice one has no panel of samples.
    await page.evaluate(() => document.querySelector('section[aria-label="Попробуйте"]')?.remove());
    await writeFile(new URL(`.${src}`, folder), await webp(page, { x: 0, y: 0, width, height, scale: density[form] }));
    console.log(fileURLToPath(new URL(`.${src}`, folder)));
  } finally {
    await browser.close();
  }
}

/** Playwright itself makes no WebP. */
async function webp(page: Page, clip: Record<'x' | 'y' | 'width' | 'height' | 'scale', number>): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip });
  return Buffer.from(data, 'base64');
}

const server = await TillServer.start();
try {
  for (const screenshot of screenshots) await take(screenshot, server);
} finally {
  await server.close();
}
