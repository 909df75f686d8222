/**
 * A file for whoever helps from afar: the last minutes of this till in kinds and milliseconds. It is built up from what may be told, never cut down from what is
 * known: no code, no goods, no price, no name of a person, no ИНН, no address, no key and no password has a field to stand in.
 */
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckRecord } from '../../domain/code-check/record.ts';
import { failuresOf } from '../../domain/code-check/stored-check.ts';
import type { StoredEvent } from '../../domain/journal/event.ts';
import type { DeviceExchange } from '../ports/device-log.ts';
import type { ScanRecord } from '../scan-hub.ts';
import type { Row } from './rows.ts';
import type { SpeedReport } from './speed.ts';

/** What a till knows of its last minutes. Newest first, all of them. */
export interface DiagnosisGiven {
  readonly at: EpochMs;
  readonly builtAt: EpochMs;
  /** As the browser names itself. */
  readonly browser: string;
  readonly rows: readonly Row[];
  readonly speed: SpeedReport | undefined;
  readonly scans: readonly ScanRecord[];
  /** With the ККТ. */
  readonly exchanges: readonly DeviceExchange[];
  readonly checks: readonly CheckRecord[];
  readonly events: readonly StoredEvent[];
}

/** Each kind of thing: so many, and no older than this. A file of some tens of kilobytes goes into any messenger. */
export const mostOfEach = 100;
export const lookBackMs = 30 * 60_000;

/** A kind of a closed list of ours, `lost-answer`. Nothing that a person or a code is called looks like it: no capital, no Cyrillic, no long number. */
const wordForm = /^[a-z]+(?:-[a-z0-9]{1,12}){0,5}$/;
const longestWord = 40;
const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= longestWord && wordForm.test(value) ? value : undefined;
const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : undefined;
/** `TypeError` of an error nobody caught; what it says beyond that may quote anything. */
const errorName = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^[A-Z][A-Za-z]{0,30}(?=:|$)/.exec(value)?.[0] : undefined;
/** Chromium's is some 120 signs of plain ASCII. */
const browserName = (value: string): string => value.replaceAll(/[^\x20-\x7E]/g, '').slice(0, 200);

type Field = string | number | boolean | undefined;
type Entry = Readonly<Record<string, Field | readonly Field[]>>;

/** The file, as text that a person can read before it leaves the till. */
export function diagnosisOf(given: DiagnosisGiven): string {
  const { at, builtAt, browser, rows, speed } = given;
  const recent = <Each extends { readonly at: EpochMs }>(all: readonly Each[]): Each[] =>
    all.filter((each) => each.at >= at - lookBackMs && each.at <= at).slice(0, mostOfEach);
  const scans = given.scans.map((scan) => ({ at: scan.delivery.at, scan }));
  const file = {
    program: 'poltora',
    at: moment(at),
    built: moment(builtAt),
    browser: browserName(browser),
    system: rows.map(rowEntry),
    speed: speed?.speeds.map(({ id, runs, missed }): Entry => ({
      id: word(id),
      runs: runs.map(whole),
      missed: word(missed?.failure.kind),
    })),
    frames: recent(given.exchanges).map(frameEntry),
    scans: recent(scans).map(({ scan }) => scanEntry(scan)),
    checks: recent(given.checks).map(checkEntry),
    events: recent(given.events).map(eventEntry),
  };
  // One entry a line: a page of braces is read by nobody.
  const list = (entries: readonly Entry[] | undefined): string =>
    (entries ?? []).map((entry) => `\n    ${JSON.stringify(entry)}`).join(',');
  const { program, at: when, built, browser: name, ...lists } = file;
  const head = Object.entries({ program, at: when, built, browser: name });
  return [
    '{',
    ...head.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`),
    Object.entries(lists)
      .map(([key, entries]) => `  ${JSON.stringify(key)}: [${list(entries)}]`)
      .join(',\n'),
    '}',
  ].join('\n');
}

const moment = (at: number): string | undefined => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** A row says its state in a word, and sometimes a number. Names of hosts and causes of people stay with the till. */
function rowEntry(row: Row): Entry {
  const { id, look, says } = row;
  const numbers = row as {
    readonly ms?: unknown;
    readonly count?: unknown;
    readonly days?: unknown;
    readonly hours?: unknown;
    readonly aheadMs?: unknown;
  };
  return {
    id: word(id),
    look: word(look),
    says: word(says),
    ms: whole(numbers.ms),
    count: whole(numbers.count),
    days: whole(numbers.days),
    hours: whole(numbers.hours),
    aheadMs: whole(numbers.aheadMs),
  };
}

/** The number of a command, `FF45h`, and nothing of what it was about. */
const frameEntry = ({ at, code, ms, outcome }: DeviceExchange): Entry => ({
  at: moment(at),
  command: Number.isInteger(code) && code >= 0 && code <= 0xffff ? `${code.toString(16).toUpperCase()}h` : undefined,
  ms: whole(ms),
  outcome: word(outcome),
});

function scanEntry({ delivery, text, scan, repeats }: ScanRecord): Entry {
  const { at, way, timing, signs } = delivery;
  return {
    at: moment(at),
    way: word(way),
    kind: word(scan.kind),
    damage: scan.kind === 'damaged' ? word(scan.damage) : undefined,
    length: text.length,
    pieces: whole(timing.pieces),
    tookMs: whole(timing.totalMs),
    longestGapMs: whole(timing.longestGapMs),
    signs: signs.map(word),
    repeats,
  };
}

function checkEntry({ at, check, timings, verdict, action }: CheckRecord): Entry {
  const numbers = Object.entries(timings ?? {}).filter(([name]) => /^[a-z]{1,20}(?:Started)?Ms$/.test(name));
  return {
    at: moment(at),
    source: word(check.source),
    verdict: word(verdict?.kind),
    action: word(action),
    failures: Object.entries(failuresOf(check)).flatMap(([by, failure]) => [word(by), word(failure?.kind)]),
    ...Object.fromEntries(numbers.map(([name, ms]) => [name, whole(ms)])),
  };
}

function eventEntry({ at, kind, data }: StoredEvent): Entry {
  const told = (typeof data === 'object' && data !== null ? data : {}) as {
    readonly kind?: unknown;
    readonly detail?: unknown;
  };
  return {
    at: moment(at),
    kind: word(kind),
    of: word(told.kind),
    error: kind === 'fault' ? errorName(told.detail) : undefined,
  };
}
