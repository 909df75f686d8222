import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackPage, type Asset } from './page-inside.ts';

let data = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'poltora-page-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

/** An executable with these files inside, and what was asked of it. */
function inside(build: string, files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const asset: Asset = (name) => {
    asked.push(name);
    const text =
      name === 'page.json' ? JSON.stringify({ build, files: Object.keys(files) }) : files[name.slice('page/'.length)];
    if (text === undefined) throw new Error(`no asset ${name}`);
    return new TextEncoder().encode(text).buffer;
  };
  return { asset, asked };
}
const page = { 'index.html': '<html>', 'assets/index.js': 'js' };

test('the page is written once, and found by the next start', async () => {
  const { asset } = inside('one', page);
  const first = await unpackPage(data, asset);
  if (!first.ok) throw new Error(first.failure.message);
  expect(await readFile(join(first.value, 'assets/index.js'), 'utf8')).toBe('js');
  const again = inside('one', page);
  expect(await unpackPage(data, again.asset)).toEqual(first);
  expect(again.asked).toEqual(['page.json']);
});

test('a newer build takes the place of the older one', async () => {
  await unpackPage(data, inside('one', page).asset);
  const second = await unpackPage(data, inside('two', { 'index.html': 'new' }).asset);
  expect(second.ok && (await readFile(join(second.value, 'index.html'), 'utf8'))).toBe('new');
  expect(await readdir(join(data, 'page'))).toEqual(['two']);
});

test('a start that was cut leaves nothing that the next one serves', async () => {
  const cut = inside('one', { 'index.html': '<html>', 'missing.js': '' });
  const broken: Asset = (name) => {
    if (name === 'page/missing.js') throw new Error('cut');
    return cut.asset(name);
  };
  expect(await unpackPage(data, broken)).toMatchObject({ ok: false });
  const whole = await unpackPage(data, inside('one', page).asset);
  expect(whole.ok && (await readdir(whole.value)).sort()).toEqual(['assets', 'index.html']);
  expect(await readdir(join(data, 'page'))).toEqual(['one']);
});

test('two starts at once end in one page', async () => {
  const both = await Promise.all([1, 2].map(() => unpackPage(data, inside('one', page).asset)));
  expect(both.map(({ ok }) => ok)).toEqual([true, true]);
  expect(await readFile(join(data, 'page', 'one', 'index.html'), 'utf8')).toBe('<html>');
});

test('a folder that cannot be written is told with what to do', async () => {
  await mkdir(join(data, 'sub'));
  await writeFile(join(data, 'sub', 'page'), 'a file in its place');
  const unpacked = await unpackPage(join(data, 'sub'), inside('one', page).asset);
  expect(unpacked).toMatchObject({ ok: false, failure: { message: expect.stringContaining('POLTORA_DATA') } });
});
