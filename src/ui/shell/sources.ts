/**
 * The one table of what the sources of verdicts are called and how each is repaired: the strip, the lines, the settings and the journal of checks go by it.
 * In order of trust. A source is known here by its id alone; what it does stands in its file under `check/sources/`.
 */
import type { TillStatus } from '../../app/till.ts';
import { own } from '../../domain/base/own.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import type { SourceHealth, SourcesHealth } from '../../domain/code-check/source.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Verdict } from '../../domain/verdict/index.ts';
import * as ru from './texts.ru.ts';

/** What the strip says instead of the plain words. */
interface Care {
  readonly words: string;
  readonly advice?: ru.Advice | undefined;
}

export interface SourceTexts {
  readonly name: string;
  /** Failures that the strip tells in other words than «name: why». */
  readonly instead?: Readonly<Partial<Record<FailureKind, string>>>;
  /** Under a line that it allowed; absent: that is how it should be, and needs no word. */
  readonly checkedBy?: string;
  /** Each shop has it: it is shown before anything was heard of any source. */
  readonly isUsual?: true;
  /** What else the strip tells of it, by what is known of it. */
  readonly care?: (
    known: SourceHealth,
    status: TillStatus,
    shop: Shop,
    now: EpochMs,
    failures: FailureWords | undefined,
  ) => Care | undefined;
}

/** Why a source gave no verdict, after its name, and what to do: `failuresFor` of ui/sources. It comes after the first paint. */
export type FailureWords = (id: SourceId) => Readonly<Record<FailureKind, ru.Advice>>;

export type SourcesTable = Readonly<Record<SourceId, SourceTexts>>;

const localId = 'local';
const hour = 3_600_000;
/** ЛМ stops checking this long after its last exchange (local-module.md §3.8). */
const localLastsHours = 72;
/** With a day gone the shop has two left to mend the link. */
const warnHoursLeft = 48;

/** ЛМ that the browser keeps the page from, and one that will soon be too old to check. */
function localCare(
  { at, failure, lastSync }: SourceHealth,
  { localPermission }: TillStatus,
  shop: Shop,
  now: EpochMs,
  failures: FailureWords | undefined,
): Care | undefined {
  if (at === undefined || failure) {
    if (shop.local.way !== 'direct' || localPermission === undefined || localPermission === 'granted') return undefined;
    return localPermission === 'closed'
      ? { words: ru.localClosed.words, advice: ru.localClosed }
      : { words: ru.status.permission, advice: failures?.(localId).permission };
  }
  if (lastSync === undefined) return undefined;
  const left = Math.max(0, Math.ceil(localLastsHours - (now - lastSync) / hour));
  return left < warnHoursLeft ? { words: ru.status.localHours(left), advice: ru.status.localOld(left) } : undefined;
}

export const sources: SourcesTable = {
  online: {
    name: ru.onlineName,
    // Not the source is to blame, nor does it stand alone: nothing passes.
    instead: { 'gateway-gone': ru.status.gatewayGone },
    isUsual: true,
  },
  local: {
    name: ru.localName,
    checkedBy: ru.checkedByLocal,
    isUsual: true,
    care: localCare,
  },
};

/** One that no build here knows (the journal of a newer one) is told by its id. */
export const textsOf = (id: SourceId, table = sources): SourceTexts => own(table, id) ?? { name: id };

/** The sources to show, in order of trust: those that the checker tells of; before it has told anything, those of each shop. */
export function shownSources(
  { sources: told }: SourcesHealth,
  table = sources,
): ReadonlyArray<{ readonly id: SourceId; readonly texts: SourceTexts; readonly known: SourceHealth }> {
  const isNew = Object.keys(told).length === 0;
  return Object.entries(table).flatMap(([id, texts]) => {
    const known = own(told, id) ?? (isNew && texts.isUsual ? {} : undefined);
    return known ? [{ id, texts, known }] : [];
  });
}

/** Who could not say it and why: «Честный ЗНАК: не ответил вовремя». */
export const causesOf = (
  failed: Extract<Verdict, { kind: 'unverified' }>['failures'],
  failures: FailureWords,
): ReadonlyArray<{ readonly source: string; readonly advice: ru.Advice }> =>
  Object.entries(failed).map(([id, { kind }]) => ({ source: textsOf(id).name, advice: failures(id)[kind] }));
