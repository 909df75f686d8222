/** Small rows of a journal, read with distrust: each is read by itself, and what cannot be read harms no other. None of these throws. */
import * as v from 'valibot';
import { count, moment, orNothing } from '../base/fields.ts';
import { epochMs, type EpochMs } from '../base/time.ts';
import type { RawAnswers } from '../code-check/raw-answers.ts';
import type { FiscalMark } from '../document/document.ts';
import { highestNumber } from '../document/till-mark.ts';
import type { RecordedBreak } from './chain.ts';
import type { KnownDocuments } from './known-documents.ts';
import type { OutboxRow } from './outbox.ts';

const text = v.string();
const read = <Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> | undefined => {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
};

const outboxRow = v.looseObject({
  ki: text,
  receiptId: v.fallback(text, ''),
  // When it was tried last nobody knows: it is tried now.
  attempts: v.fallback(count, 0),
  nextAt: v.fallback(moment, epochMs(0)),
  failure: orNothing(v.looseObject({ kind: text })),
});

/** A sold code that ЛМ is still to be told of; undefined: not even its КИ can be read. */
export const readOutboxRow = (stored: unknown): OutboxRow | undefined =>
  read(outboxRow, stored) as OutboxRow | undefined;

const number = v.pipe(count, v.maxValue(highestNumber));

/** A counter; undefined: there is none, or it cannot be read. */
export const readCounter = (stored: unknown): number | undefined => read(v.object({ value: number }), stored)?.value;

/** A fact of the journal that is a count of events. */
export const readEventNumber = (stored: unknown): number => read(count, stored) ?? 0;

const identity = v.object({ journal: text, since: v.pipe(v.number(), v.transform(epochMs)) });

/** Which journal this is; undefined: its name is gone. */
export const readIdentity = (stored: unknown): { readonly journal: string; readonly since: EpochMs } | undefined =>
  read(identity, stored);

const verified = v.object({
  event: orNothing(count),
  receipt: orNothing(text),
});

/** How far the look through the whole journal has come; nothing, and it begins anew. */
export const readVerified = (
  stored: unknown,
): { readonly event?: number | undefined; readonly receipt?: string | undefined } => read(verified, stored) ?? {};

const sold = v.object({ at: v.fallback(moment, epochMs(0)), number: v.fallback(count, 0) });

/** When a КИ was sold and on which receipt. That it was is said by the row being there: what else cannot be read takes nothing from that. */
export const readSold = (stored: unknown): { readonly at: EpochMs; readonly number: number } | undefined =>
  stored === undefined ? undefined : (read(sold, stored) ?? { at: epochMs(0), number: 0 });

const fiscalMark = v.looseObject({ fn: text, fd: count });
const known = v.object({ fn: text, fd: count });

/** A document's place in a ФН. */
export const isFiscalMark = (stored: unknown): stored is FiscalMark => v.is(fiscalMark, stored);

/** Up to which document of a ФН the journal knows; undefined: it cannot be read, and is derived anew. */
export const readKnownDocuments = (stored: unknown): Pick<KnownDocuments, 'fn' | 'fd'> | undefined =>
  read(known, stored);

const recordedBreak = v.looseObject({ what: text, at: moment, event: count });

/** A break on record; undefined: nothing that a screen could show. */
export const readBreak = (stored: unknown): (RecordedBreak & { readonly event: number }) | undefined =>
  read(recordedBreak, stored) as (RecordedBreak & { readonly event: number }) | undefined;

const rawRow = v.objectWithRest({ n: count }, v.optional(text));

/** Raw answers of checks by the number of their event, out of what was packed together. */
export const readRawRows = (stored: unknown): ReadonlyArray<readonly [number, RawAnswers]> =>
  (Array.isArray(stored) ? stored : []).flatMap((each: unknown) => {
    const row = read(rawRow, each);
    if (!row) return [];
    const { n, ...answers } = row;
    return [[n, answers] as const];
  });
