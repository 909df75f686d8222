/** The size of text that a person has chosen in the browser counts: the size of text, and the widths at which a screen is laid out anew, hang on it and not on pixels. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const screens = fileURLToPath(new URL('../../src/ui', import.meta.url));

/** Declarations that a larger text of the browser would not reach. */
const fixed = (text: string): string[] =>
  text.match(/(?:\bfont(?:-size)?:[^;{}]*|@media[^{]*\((?:min|max)-(?:width|height):[^{]*)\dpx/g) ?? [];

test('no size of text and no width of a layout is given in pixels', () => {
  const found = readdirSync(screens, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:svelte|css)$/.test(entry.name))
    .flatMap((entry) =>
      fixed(readFileSync(join(entry.parentPath, entry.name), 'utf8')).map((at) => `${entry.name}: ${at}`),
    );
  expect(found).toEqual([]);
});

test.each(['p { font-size: 14px; }', 'p { font: 500 12px/1 var(--face); }', '@media (max-width: 900px) {'])(
  'the test finds «%s»',
  (text) => expect(fixed(text)).toHaveLength(1),
);
