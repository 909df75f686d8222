/**
 * Which sources of verdicts there are is said in `src/check/sources/` and in the one table of their names and repairs, and nowhere else: a new source is one
 * file there, its line in the list, and its entry in the table.
 */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { memoryKeeper } from '../../src/check/state.ts';
import { sourceIds } from '../../src/check/sources/ids.ts';
import { sources } from '../../src/check/sources/index.ts';
import { sources as table } from '../../src/ui/shell/sources.ts';
import { FakeClock, noon } from '../unit/clock.ts';
import { readTree, type Tree } from './walls.ts';

const homes: ReadonlyArray<readonly [path: string, why: string]> = [
  ['src/check/sources/', 'the sources themselves'],
  ['src/ui/shell/sources.ts', 'the one table of names and repairs'],
  [
    'src/domain/code-check/stored-check',
    'what the builds wrote that knew two sources by name: it stands in journals and never changes',
  ],
  ['src/gateway/', 'no source: the path of a relay, and a field of its settings'],
  ['src/domain/shop/stored-shop.ts', 'no source: `Shop.local` is the part of the settings that is about ЛМ'],
];

const clock = new FakeClock(noon);
const ids = sources.map(
  (make) =>
    make({
      http: async () => ({ kind: 'failed', why: 'refused' }),
      clock,
      random: () => 0,
      isOffline: () => false,
      background: () => undefined,
      memory: memoryKeeper({ load: async () => undefined, save: async () => undefined }, clock),
    }).id,
);

/** Where a source is named by a literal though it is not at home there. A key of a type, as in `Shop['local']`, names no source. */
function named(tree: Tree): string[] {
  return [...tree].flatMap(([file, text]) => {
    if (!/^src\/.*\.(ts|svelte)$/.test(file) || file.endsWith('.test.ts')) return [];
    if (homes.some(([home]) => file.startsWith(home))) return [];
    // In markup too: what stands in it is read as if it were script, which is enough to find a literal.
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const isKey = ts.isLiteralTypeNode(node.parent) && ts.isIndexedAccessTypeNode(node.parent.parent);
      if (ts.isStringLiteralLike(node) && ids.includes(node.text) && !isKey) found.push(`${file}: ${node.getText()}`);
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(source, visit);
    return found;
  });
}

test('a page without the code of the sources knows their ids', () => {
  expect(ids).toEqual(sourceIds);
});

test('no other file names a source', () => {
  const tree = readTree(fileURLToPath(new URL('../..', import.meta.url)));
  expect(named(tree)).toEqual([]);
  for (const [home] of homes)
    expect(
      [...tree.keys()].some((file) => file.startsWith(home)),
      home,
    ).toBe(true);
});

test('each source has its entry in the table, and they stand in one order', () => {
  expect(ids.length).toBeGreaterThan(1);
  expect(Object.keys(table)).toEqual(ids);
});

test.each([
  ['src/app/health.ts', "export const dead = health.sources['local'];"],
  ['src/domain/verdict/judge.ts', "if (check.source === 'online') judgeIt();"],
  ['src/check/checker.ts', 'const first = `online`;'],
  ['src/app/ports/checker.ts', "export type Source = 'online' | 'other';"],
  [
    'src/ui/receipt/Line.svelte',
    '<script lang="ts">\n  const isLocal = check.source === \'local\';\n</script>\n<p>{isLocal}</p>',
  ],
])('a name in %s is found', (file, text) => {
  expect(named(new Map([[file, text]]))).toHaveLength(1);
});

test.each([
  ['src/check/sources/online.ts', "const id = 'online';"],
  ['src/app/health.test.ts', "const id = 'online';"],
  ['src/domain/shop/shop.ts', "type Way = Shop['local']['way'];"],
  ['src/ui/ru.ts', "export const verdicts = { online: 'Можно продавать' };"],
])('what stands in %s names none', (file, text) => {
  expect(named(new Map([[file, text]]))).toEqual([]);
});
