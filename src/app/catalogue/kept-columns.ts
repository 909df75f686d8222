/** How a person has chosen the columns of files: a file with the same heads comes again, with other prices. */
import * as v from 'valibot';
import { count, listOf, text } from '../../domain/base/fields.ts';
import { importFields, type Columns } from '../../domain/goods/import/fields.ts';
import type { OpenedFile } from '../ports/goods-files.ts';

/** A shop has a few suppliers. */
const mostKept = 30;

const keptFile = v.object({ heads: v.array(text), columns: v.record(v.picklist(importFields), count) });
type KeptFile = v.InferOutput<typeof keptFile>;

export interface KeptColumns {
  /** As they were chosen for a file with these heads. */
  of(heads: readonly string[]): Columns | undefined;
  /** To be kept, with one choice more. */
  with(heads: readonly string[], columns: Columns): readonly KeptFile[];
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((head, at) => head === b[at]);

/** As this or another build kept them. */
export function readKeptColumns(value: unknown): KeptColumns {
  const files = listOf(keptFile, value);
  return {
    of: (heads) => files.find((each) => isSame(each.heads, heads))?.columns,
    with: (heads, columns) =>
      [{ heads: [...heads], columns: { ...columns } }, ...files.filter((each) => !isSame(each.heads, heads))].slice(
        0,
        mostKept,
      ),
  };
}

type Table = NonNullable<OpenedFile['table']>;

/** The table with the columns as they were chosen the last time, where it was seen before. */
export function withColumns(table: Table, kept: KeptColumns): Table {
  const known = table.heads.length === 0 ? undefined : kept.of(table.heads);
  return known ? { ...table, columns: known } : table;
}
