/** Checks as a file for a dispute with ЦРПТ: CSV to read in Excel, JSON with every byte as it was. */
import type { Shop } from '../../app/ports.ts';
import { deviations, type CheckRecord } from '../../domain/check-record.ts';
import { checkRead, type CheckFailure, type CodeCheck } from '../../domain/code-check.ts';
import { csv } from '../../domain/csv.ts';
import { showMoney } from '../../domain/money.ts';
import { dayOf, epochMs, hoursAhead, wallClock, type EpochMs } from '../../domain/time.ts';
import { rules } from '../../domain/verdict/index.ts';
import * as words from '../ru/checks.ts';

export type Field = keyof typeof words.fields;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** First moment of a day of the shop (`2026-11-22`), and of the day after it. */
export function dayBounds(
  day: string,
  { timeZone }: Pick<Shop, 'timeZone'>,
): { readonly first: EpochMs; readonly next: EpochMs } {
  const first = Date.parse(`${day}T00:00Z`) - hoursAhead(timeZone) * hourMs;
  return { first: epochMs(first), next: epochMs(first + dayMs) };
}

const iso = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
const text = (value: string | number | undefined): string => String(value ?? '');

/** All that is known of a check, in words; empty where nothing is. */
export function fieldsOf(record: CheckRecord, { timeZone }: Pick<Shop, 'timeZone'>): Readonly<Record<Field, string>> {
  const { check, timings, verdict, fiscal } = record;
  const proof = 'proof' in check ? check.proof : undefined;
  const rule = verdict?.kind === 'forbidden' ? rules.find(({ id }) => id === verdict.rule) : undefined;
  const told = words.verdictWords(record);
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
    source: words.sources[check.source],
    onlineFailure: words.onlineFailure(record),
    host: text(timings?.host),
    onlineMs: text(timings?.onlineMs),
    localStartedMs: text(timings?.localStartedMs),
    localMs: text(timings?.localMs),
    decidedMs: text(timings?.decidedMs),
    verdict: told.words,
    reason: text(told.reason),
    rule: rule ? `${rule.id} (${rule.basis})` : '',
    reqId: text(proof?.reqId),
    reqTimestamp: text(proof?.reqTimestamp),
    inst: text(proof?.inst),
    version: text(proof?.version),
    action: words.actions[record.action],
    soldAt: iso(record.soldAt),
    number: text(record.number),
    fn: text(fiscal?.fn),
    fd: text(fiscal?.fd),
    fpd: text(fiscal?.fpd),
    disproved: words.deviationWords(record, 'disproved'),
    shown: words.deviationWords(record, 'shown'),
    answer: JSON.stringify(checkRead(check)),
    ...rawsOf(check),
  };
}

/** What each source sent, to the letter; empty where nothing came or an older build wrote the journal. */
const rawsOf = (check: CodeCheck): Readonly<Record<(typeof rawIds)[number], string>> => ({
  rawOnline: text(
    failuresOf(check)?.online.raw ??
      (check.source === 'online' || check.source === 'emergency' ? check.raw : undefined),
  ),
  rawLocal: text(check.source === 'local' ? check.raw : failuresOf(check)?.local?.raw),
});

/** Why a source gave no answer, where one gave none. */
const failuresOf = (check: CodeCheck): { readonly online: CheckFailure; readonly local?: CheckFailure } | undefined =>
  check.source === 'emergency' ? check.after : 'online' in check ? check : undefined;

/** As long as an answer is: shown when they are asked for. */
export const rawIds = ['rawOnline', 'rawLocal'] as const satisfies readonly Field[];
const long: ReadonlySet<Field> = new Set([...rawIds, 'answer']);

export const fieldIds = Object.keys(words.fields) as readonly Field[];
/** What fits a line each. */
export const factIds = fieldIds.filter((id) => !long.has(id));

export const toCsv = (records: readonly CheckRecord[], shop: Pick<Shop, 'timeZone'>): string =>
  csv(
    [words.fields, ...records.map((record) => fieldsOf(record, shop))].map((known) => fieldIds.map((id) => known[id])),
  );

export const toJson = (
  records: readonly CheckRecord[],
  { name, inn, till, timeZone }: Pick<Shop, 'name' | 'inn' | 'till' | 'timeZone'>,
): string =>
  JSON.stringify(
    {
      shop: { name, inn, till, hoursAheadOfUtc: hoursAhead(timeZone) },
      deviations: deviations.map(({ kind, basis }) => ({ kind, name: words.deviationNames[kind], basis })),
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
  const parts = [words.checks.file, name, chosen.from || day(records.at(-1)), chosen.to || day(records[0])];
  // What Windows allows in no name of a file.
  return `${parts
    .filter(Boolean)
    .join(' ')
    .replace(/[\\/:*?"<>|]+/g, '')}.${extension}`;
}
