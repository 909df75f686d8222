/** JSON: a list of goods, or an object with one in it; the names of the fields are the heads of the columns. */
import { own } from '../domain/base/own.ts';
import { textOf, type Source } from './bytes.ts';
import type { TableFile } from './format.ts';
import { FileRefused, mostColumns, mostRows } from './limits.ts';

/** Fields are looked for in so many of the first goods. */
const sampled = 200;

export async function openJson(source: Source): Promise<TableFile> {
  const { text, encoding } = await textOf(source, () => undefined);
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    throw new FileRefused('json-broken', error instanceof Error ? error.message : undefined);
  }
  const list = listIn(whole);
  if (!list) throw new FileRefused('empty');
  if (list.length > mostRows) throw new FileRefused('too-many-rows');
  const heads = [...new Set(list.slice(0, sampled).flatMap((item) => Object.keys(item)))].slice(0, mostColumns);
  return {
    kind: 'table',
    facts: { format: 'json', encoding },
    async rows(hear, onShare, most = Infinity) {
      hear(1, heads);
      for (const [at, item] of list.entries()) {
        if (at + 2 > most) return;
        const values = heads.map((head) => own(item, head));
        hear(
          at + 2,
          values.map(shown),
          values.map((value) => typeof value === 'number'),
        );
        if (at % 10_000 === 0) onShare(at / list.length);
      }
    },
  };
}

type Item = Readonly<Record<string, unknown>>;
const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);

function listIn(whole: unknown): readonly Item[] | undefined {
  if (Array.isArray(whole)) return whole.some(isItem) ? whole.filter(isItem) : undefined;
  if (!isItem(whole)) return undefined;
  return Object.values(whole)
    .map(listIn)
    .find((found) => found !== undefined);
}

/** A value as a cell: several stand side by side, and of an object its name, or what it holds (barcodes are such). */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(shown).join(' ');
  if (!isItem(value)) return '';
  const { name } = value;
  return typeof name === 'string'
    ? name
    : Object.values(value)
        .filter((each) => typeof each === 'string')
        .join(' ');
}
