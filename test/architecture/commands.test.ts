/** What a README tells to type is typed in Windows' cmd and PowerShell as well: no variable before a command, no `&&` (PowerShell 5 has none), no quotes that only a Unix shell takes off. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readmes = [
  join(root, 'README.md'),
  ...['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name === 'README.md')
      .map((entry) => join(entry.parentPath, entry.name)),
  ),
];

const command = /^ {4}(.*\b(?:npm|npx|node|poltora)\b.*)$/gm;
const unixOnly = /(?:^|\s)[A-Z_]+=\S+\s+\S|^export\s|&&|'|\$\(|\$\{/;
const unixCommands = (text: string): string[] =>
  [...text.matchAll(command)]
    .map(([, line = '']) => line.replace(/#.*$/, '').trim())
    .filter((line) => unixOnly.test(line));

test('each command of each README is one that Windows takes', () => {
  expect(readmes.length).toBeGreaterThan(5);
  for (const file of readmes) expect(unixCommands(readFileSync(file, 'utf8')), relative(root, file)).toEqual([]);
});

test.each([
  ['    POLTORA_DEMO=0 npm start', 1],
  ['    export A=b; npm start', 1],
  ['    npm run build && npm start', 1],
  ["    npm run setup-file -- sign 'a b'", 1],
  ['    npm run pack -- linux      # one of them && more', 0],
  ['`A=1 npm start` in the middle of a line', 0],
])('%s', (text, count) => {
  expect(unixCommands(text)).toHaveLength(count);
});
