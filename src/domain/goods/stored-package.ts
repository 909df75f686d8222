/**
 * The book of an opened package as a journal keeps it. What of it cannot be read must not make more of the package than is in it: then nothing is left, and the
 * book says that it was not read whole.
 */
import * as v from 'valibot';
import { count, keysOf, moment } from '../base/fields.ts';
import { measures, type Thousandths } from '../base/quantity.ts';
import { epochMs } from '../base/time.ts';
import type { OpenedPackage, PackageLedger, Withdrawal } from './opened-package.ts';

/** More than any package holds, thousandths: sums stay exact numbers. */
const mostAmount = 1_000_000_000;
const amount = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(mostAmount));
const text = v.string();

const opened = v.looseObject({
  ki: text,
  mark: v.looseObject({ raw: text, code: text, ki: text, form: text, scannedAt: moment }),
  goodsId: v.optional(text),
  gtin: v.optional(text),
  name: text,
  openedAt: moment,
  unit: v.picklist([...keysOf(measures), 'part']),
  content: v.optional(amount),
  closedAt: v.optional(moment),
});

const withdrawal = v.looseObject({ ki: text, receiptId: text, number: count, at: moment, amount });

const nothing = 0 as Thousandths;

/** The package in a row of a journal. A field that cannot be read is as it does least harm; `unread` says so. */
export function readPackage(stored: unknown): OpenedPackage | undefined {
  const read = v.safeParse(opened, stored);
  if (read.success) {
    const { open: _, ...rest } = read.output;
    return rest as unknown as OpenedPackage;
  }
  const known = v.safeParse(v.looseObject({ ki: text }), stored);
  if (!known.success) return undefined;
  const { ki, ...rest } = known.output;
  const field = <Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> | undefined =>
    v.is(schema, value) ? value : undefined;
  return {
    ki,
    // No code of a mark, only its beginning: nobody sells by it.
    mark: { raw: ki, code: ki, ki, form: '', scannedAt: epochMs(0) },
    goodsId: field(text, rest['goodsId']),
    gtin: field(text, rest['gtin']),
    name: field(text, rest['name']) ?? '',
    openedAt: field(moment, rest['openedAt']) ?? epochMs(0),
    unit: field(opened.entries.unit, rest['unit']) ?? 'part',
    content: nothing,
    unread: true,
  };
}

/** A package with what was taken of it, by the rows of a journal in their order. Where one of those cannot be read nobody knows what is left. */
export function bookOf(known: OpenedPackage, rows: readonly unknown[]): PackageLedger {
  const withdrawals = rows.flatMap((row) => (v.is(withdrawal, row) ? [row as unknown as Withdrawal] : []));
  return withdrawals.length === rows.length
    ? { ...known, withdrawals }
    : { ...known, content: nothing, unread: true, withdrawals };
}
