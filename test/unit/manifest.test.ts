/** The manifest of the installed app: what it names is there, and is what it says. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { followShortcuts, shortcuts } from '../../src/ui/shell/shortcuts.ts';

const folder = new URL('../../public/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.webmanifest', folder), 'utf8')) as {
  icons: ReadonlyArray<{ src: string }>;
  shortcuts: ReadonlyArray<{ name: string; url: string; icons: ReadonlyArray<{ src: string }> }>;
  screenshots: ReadonlyArray<{ src: string; sizes: string; form_factor: string }>;
};
const file = (src: string): URL => new URL(`.${src}`, folder);

/** Of an extended WebP, px: each less one, in 24 bits (RFC 9649 §2.7). */
function sizeOf(src: string): string {
  const bytes = readFileSync(file(src));
  expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X');
  return [24, 27].map((at) => String(bytes.readUIntLE(at, 3) + 1)).join('x');
}

it('each picture and icon is there', () => {
  for (const { src } of [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)])
    expect(existsSync(file(src)), src).toBe(true);
});

it('an iPad finds an opaque icon of its own size, and who searches finds what this is', () => {
  const page = readFileSync(new URL('../../src/index.html', import.meta.url), 'utf8');
  const [, src = ''] = /<link rel="apple-touch-icon" href="([^"]+)"/.exec(page) ?? [];
  const bytes = readFileSync(file(src));
  // Of a PNG: width, height, and colours without transparency (PNG §11.2.2, colour type 2).
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25]]).toEqual([180, 180, 2]);
  const [, description = ''] = /name="description"\s+content="([^"]+)"/.exec(page) ?? [];
  expect(description).toMatch(/^Касса в браузере/);
});

it('screenshots are as large as they say, small to fetch, and of one shape for each kind of screen', () => {
  for (const form of ['narrow', 'wide']) {
    const own = manifest.screenshots.filter(({ form_factor }) => form_factor === form);
    expect(own.length).toBeGreaterThan(0);
    // Chromium shows none where shapes differ.
    expect(new Set(own.map(({ sizes }) => sizes)).size).toBe(1);
    for (const { src, sizes } of own) {
      expect(sizeOf(src)).toBe(sizes);
      expect(readFileSync(file(src)).length).toBeLessThan(64 * 1024);
    }
  }
});

it('each shortcut opens one of the screens that a page follows, and none is forgotten', () => {
  const opened = manifest.shortcuts.map(({ url }) => {
    const gone: string[] = [];
    const { hash, pathname, search } = new URL(url, 'https://kassa.test');
    const page = { location: { hash, pathname, search }, history: { state: null, replaceState: () => undefined } };
    followShortcuts(Object.assign(new EventTarget(), page), (place) => void gone.push(place));
    return gone;
  });
  expect(opened).toEqual(shortcuts.map((place) => [place]));
});
