import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { baseline } from '../../.config/walls.mjs';
import { findViolations, readTree, table } from './walls.ts';

const tree = readTree(fileURLToPath(new URL('../..', import.meta.url)));

test('src keeps the walls of .config/walls.mjs', () => {
  expect(findViolations(tree, table)).toEqual([]);
});

test('there was something to look at', () => {
  const files = [...tree]
    .filter(([file, text]) => /\.(ts|svelte)$/.test(file) && text.length > 0)
    .map(([file]) => file);
  expect(files.length).toBeGreaterThan(50);
  expect(files).toEqual(
    expect.arrayContaining(['src/main.ts', 'src/sw/sw.ts', 'src/ui/shell/App.svelte', 'src/gateway/main.ts']),
  );
});

test('what is linted for is what is built for', () => {
  expect(readFileSync(new URL('../../.config/display-build.ts', import.meta.url), 'utf8')).toContain(
    `'chrome${baseline}'`,
  );
});
