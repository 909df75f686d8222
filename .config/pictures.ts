/** What the browser tests of the screens need of the browser's other side: a picture of the window, and the size of text that a person has chosen. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright';
import type { BrowserCommandContext } from 'vitest/node';

/** Ignored by git. */
const folder = fileURLToPath(new URL('../dist/pictures', import.meta.url));

/** Set by `npm run pictures`. */
export const wantsPictures = process.env['POLTORA_PICTURES'] === '1';

/** `name` is a path without an extension, below the folder of pictures. */
export async function picture(frame: Locator, name: string): Promise<void> {
  if (wantsPictures) await frame.screenshot({ path: join(folder, `${name.replaceAll(/[:"*?<>|]/g, '')}.png`) });
}

/** In CSS px. Not the root's own `font-size`: media queries in `em` hang on the browser's. */
export async function textSize({ page, context }: BrowserCommandContext, px: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: px } });
  await session.detach();
}
