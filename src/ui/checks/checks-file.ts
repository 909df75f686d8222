/** Checks as a file for a dispute with ЦРПТ: CSV to read in Excel, JSON with every byte as it was. */
import type { Shop } from '../../domain/shop/shop.ts';
import { deviations, type CheckRecord } from '../../domain/code-check/record.ts';
import { saidBy } from '../../domain/code-check/answer.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import { checkRead, failuresOf, proofOf, readCheck, type StoredCheck } from '../../domain/code-check/stored-check.ts';
import { own } from '../../domain/base/own.ts';
import { csv } from '../../domain/base/csv.ts';
import { showMoney } from '../../domain/base/money.ts';
import { dayOf, daysBefore, hoursAhead, wallClock } from '../../domain/base/time.ts';
import { ruleSources, rules } from '../../domain/verdict/index.ts';
import * as ru from './texts.ru.ts';
import { sourcesWords } from '../rules/texts.ru.ts';
import { sources } from '../shell/sources.ts';

/** What is known of a check: a column of the file, a line on the screen. Those of the sources are by their ids, as in the timings. */
export type Field = string;
type Known = Readonly<Record<Field, string>>;

/** The times of the sources stand behind it. */
const timesAfter: keyof typeof ru.fields = 'host';
const rawIdOf = (id: SourceId): Field => `${id}Raw`;
/** As long as an answer is: shown when they are asked for. */
const rawHeads: Known = Object.fromEntries(
  Object.entries(sources).map(([id, { name }]) => [rawIdOf(id), ru.sourceFields.raw(name)]),
);
/** The most trusted source is asked with the scan: when the others were asked is worth a column. */
const timeHeads: Known = Object.fromEntries(
  Object.entries(sources).flatMap(([id, { name }], place) => [
    ...(place > 0 ? [[`${id}StartedMs`, ru.sourceFields.asked(name)] as const] : []),
    [`${id}Ms`, ru.sourceFields.answered(name)] as const,
  ]),
);
/** The names of all fields, in their order. */
export const heads: Known = Object.fromEntries([
  ...Object.entries(ru.fields).flatMap((entry) =>
    entry[0] === timesAfter ? [entry, ...Object.entries(timeHeads)] : [entry],
  ),
  ...Object.entries(rawHeads),
]);

/** A month: what is argued about today. Older checks are found when they are asked for. */
const usualDays = 30;

/** The days that are searched where a person has chosen none, or only one end. `from` absent: from the beginning. */
export function searchDays(
  { from, to, isAllTime }: { readonly from: string; readonly to: string; readonly isAllTime: boolean },
  today: string,
): { readonly from?: string; readonly to: string } {
  const last = to === '' ? today : to;
  if (from !== '') return { from, to: last };
  return isAllTime ? { to: last } : { from: daysBefore(last, usualDays), to: last };
}

const iso = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
const text = (value: string | number | undefined): string => String(value ?? '');

/** All that is known of a check, in words; empty where nothing is. */
export function fieldsOf(record: CheckRecord, { timeZone }: Pick<Shop, 'timeZone'>): Known {
  const { check, timings, verdict, fiscal } = record;
  const proof = proofOf(check);
  const rule = verdict?.kind === 'forbidden' ? rules.find(({ id }) => id === verdict.rule) : undefined;
  const told = ru.verdictWords(record);
  return {
    at: wallClock(record.at, hoursAhead(timeZone)).replace('T', ' '),
    utc: iso(record.at),
    scanned: iso(timings?.scannedAt),
    ki: record.ki,
    code: text(record.code),
    gtin: text(record.gtin),
    name: text(record.name),
    // Excel takes no number with a space in it.
    price: record.price === undefined ? '' : showMoney(record.price).replaceAll('\u202f', ''),
    source: ru.answeredBy(check),
    onlineFailure: ru.firstFailure(record),
    host: text(timings?.host),
    ...Object.fromEntries(Object.keys(timeHeads).map((field) => [field, text(timings?.[field as `${string}Ms`])])),
    decidedMs: text(timings?.decidedMs),
    verdict: told.words,
    reason: text(told.reason),
    rule: rule ? `${rule.id} (${sourcesWords(ruleSources[rule.id])})` : '',
    reqId: text(proof?.reqId),
    reqTimestamp: text(proof?.reqTimestamp),
    inst: text(proof?.inst),
    version: text(proof?.version),
    action: ru.actions[record.action],
    soldAt: iso(record.soldAt),
    number: text(record.number),
    fn: text(fiscal?.fn),
    fd: text(fiscal?.fd),
    fpd: text(fiscal?.fpd),
    disproved: ru.deviationWords(record, 'disproved'),
    shown: ru.deviationWords(record, 'shown'),
    answer: JSON.stringify(checkRead(check)),
    ...rawsOf(check),
  };
}

/** What each source sent, to the letter; empty where nothing came or an older build wrote the journal. */
function rawsOf(stored: StoredCheck): Known {
  const check = readCheck(stored);
  const answer = 'raw' in check ? check.raw : undefined;
  return Object.fromEntries(
    Object.keys(sources).map((id) => [
      rawIdOf(id),
      text(own(failuresOf(check), id)?.raw ?? (saidBy(check) === id ? answer : undefined)),
    ]),
  );
}

export const rawIds: readonly Field[] = Object.keys(rawHeads);
const long: ReadonlySet<Field> = new Set([...rawIds, 'answer']);

export const fieldIds: readonly Field[] = Object.keys(heads);
/** What fits a line each. */
export const factIds = fieldIds.filter((id) => !long.has(id));

export const toCsv = (records: readonly CheckRecord[], shop: Pick<Shop, 'timeZone'>): string =>
  csv(
    [heads, ...records.map((record) => fieldsOf(record, shop))].map((known) =>
      fieldIds.map((id) => text(own(known, id))),
    ),
  );

export const toJson = (
  records: readonly CheckRecord[],
  { name, inn, till, timeZone }: Pick<Shop, 'name' | 'inn' | 'till' | 'timeZone'>,
): string =>
  JSON.stringify(
    {
      shop: { name, inn, till, hoursAheadOfUtc: hoursAhead(timeZone) },
      deviations: deviations.map(({ kind }) => ({ kind, name: ru.deviationNames[kind], note: ru.deviationNote })),
      records: records.map((record) => ({ time: iso(record.at), ...record })),
    },
    undefined,
    2,
  );

/** «Проверки Магазин 2026-11-01 2026-11-22.csv». A day that was not chosen is that of the oldest or of the newest check. */
export function fileName(
  extension: 'csv' | 'json',
  records: readonly CheckRecord[],
  { name, timeZone }: Pick<Shop, 'name' | 'timeZone'>,
  chosen: { readonly from: string; readonly to: string },
): string {
  const day = (record: CheckRecord | undefined): string => (record ? dayOf(record.at, hoursAhead(timeZone)) : '');
  const parts = [ru.checks.file, name, chosen.from || day(records.at(-1)), chosen.to || day(records[0])];
  // What Windows allows in no name of a file.
  return `${parts
    .filter(Boolean)
    .join(' ')
    .replace(/[\\/:*?"<>|]+/g, '')}.${extension}`;
}
