/** A house like ours with other tenants: the real configuration in a temporary folder, with files made to break it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '../walls.ts';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const folders = Object.keys(table.walls);
export const pureFolders = ['domain', 'protocol', 'app'];
export const browserFolders = folders.filter((folder) => folder !== 'gateway');

/** Files and whole folders. */
const configuration = [
  '.config/eslint.config.mjs',
  '.config/lint',
  '.config/walls.mjs',
  '.config/tsconfig.base.json',
  'package.json',
  'tsconfig.json',
  'src/tsconfig.json',
  ...folders.map((folder) => `src/${folder}/tsconfig.json`),
  'test/tsconfig.json',
];

/** Under `.cache`, so that packages resolve as in the real one. Call `remove` in the end. */
export function buildHouse(files: Readonly<Record<string, string>>): { readonly root: string; remove(): void } {
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  const root = mkdtempSync(join(projectRoot, '.cache', 'proof-'));
  for (const file of configuration) cpSync(join(projectRoot, file), join(root, file), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
