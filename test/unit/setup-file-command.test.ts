/** `npm run setup-file`, as an integrator uses it: a file is written, checked, signed, and a change after that is seen. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { readSetup } from '../../src/domain/shop/setup-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'poltora-setup-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [file, key, picture] = ['shop.json', 'our.key', 'link.svg'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

interface Outcome {
  readonly code: number;
  readonly said: string;
}
async function command(...args: readonly string[]): Promise<Outcome> {
  const ran = promisify(execFile)(process.execPath, ['--import', 'tsx', '.config/setup-file.ts', ...args], {
    cwd: root,
  });
  return ran.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  );
}
const change = (by: object): void =>
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...by }));

it('writes, checks and signs a file, and sees what was changed after', async () => {
  expect(await command('write', file)).toMatchObject({ code: 0 });
  expect(await command('check', file)).toMatchObject({
    code: 0,
    said: expect.stringContaining('подписи нет') as string,
  });
  // Never over what is there.
  expect(await command('write', file)).toMatchObject({ code: 1 });
  expect(await command('keys', key)).toMatchObject({ code: 0 });
  if (process.platform !== 'win32') expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(await command('sign', file, key)).toMatchObject({ code: 0 });
  expect(await command('check', file)).toMatchObject({
    code: 0,
    said: expect.stringContaining('подписан ключом') as string,
  });
  expect(readSetup(readFileSync(file, 'utf8'))).toMatchObject({ ok: true });
  change({ from: { name: 'Кто-то другой' } });
  expect(await command('check', file)).toMatchObject({
    code: 1,
    said: expect.stringContaining('подпись неверна') as string,
  });
}, 60_000);

it('says which field of a wrong one is wrong, and signs none', async () => {
  writeFileSync(file, JSON.stringify({ version: 1, from: { name: 'Мы' }, shop: { inn: '123' } }));
  const said = expect.stringMatching(/shop\.inn.*нужно: ИНН в кавычках/) as string;
  expect(await command('check', file)).toMatchObject({ code: 1, said });
  expect(await command('sign', file, key)).toMatchObject({ code: 1, said });
}, 60_000);

it('draws the code of the link, and of what is no address none', async () => {
  expect(await command('qr', picture, 'https://till.example', 'https://files.example/shop.json')).toMatchObject({
    code: 0,
    said: expect.stringContaining('https://till.example/#setup=https%3A%2F%2Ffiles.example%2Fshop.json') as string,
  });
  expect(readFileSync(picture, 'utf8')).toContain('<svg');
  expect(await command('qr', picture, 'till', 'https://files.example/shop.json')).toMatchObject({ code: 1 });
  expect(await command('dance')).toMatchObject({
    code: 1,
    said: expect.stringContaining('npm run setup-file') as string,
  });
}, 60_000);
