/** A comment that sends a reader to a file sends him to one that is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Texts by their paths from the root of the repository. */
type Tree = ReadonlyMap<string, string>;

const root = fileURLToPath(new URL('../..', import.meta.url));
const readCode = (): Tree =>
  new Map(
    ['src', 'test', '.config']
      .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && /\.(?:ts|svelte|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => file !== fileURLToPath(import.meta.url))
      .map((file) => [relative(root, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
  );

const comment = /\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*|<!--[\s\S]*?-->/g;
/** A path with at least one folder; `./` and `../` may stand before it. Documents of the world outside (`reference/*.md`) are no code. */
const path = /(?<![\w/.@:-])(?:\.{1,2}\/)*((?:[\w@-]+\/)+[\w.-]+\.(?:ts|svelte|mjs))\b/g;

/** Paths in comments that end no file of the tree. */
const lost = (tree: Tree): string[] =>
  [...tree].flatMap(([file, text]) =>
    (text.match(comment) ?? []).flatMap((words) =>
      [...words.matchAll(path)]
        .map(([, named = '']) => named)
        .filter((named) => ![...tree.keys()].some((each) => `/${each}`.endsWith(`/${named}`)))
        .map((named) => `${file}: ${named}`),
    ),
  );

test('comments name files that are there', () => {
  expect(lost(readCode())).toEqual([]);
});

test.each([
  ['/** See `app/gone.ts`. */', 1],
  ['// as in ../domain/gone.svelte', 1],
  ['<!-- ui/gone.svelte -->', 1],
  ['/** See `app/there.ts`. */', 0],
  ["import 'app/gone.ts';", 0],
  ["const url = 'https://host/app/gone.ts';", 0],
])('%s', (text, count) => {
  expect(
    lost(
      new Map([
        ['src/app/there.ts', ''],
        ['src/a.ts', text],
      ]),
    ),
  ).toHaveLength(count);
});
