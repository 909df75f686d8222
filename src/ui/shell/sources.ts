/**
 * The one table of what the sources of verdicts are called: the strip, the lines, the settings and the journal of checks go by it. What the strip says of their
 * troubles comes later (ui/sources). In order of trust. A source is known here by its id alone; what it does stands in its file under `check/sources/`.
 */
import type { SourceStep } from '../../app/set-up/guide.ts';
import { own } from '../../domain/base/own.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import type { SourceHealth, SourcesHealth } from '../../domain/code-check/source.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import type { Verdict } from '../../domain/verdict/index.ts';
import * as ru from './texts.ru.ts';

export interface SourceTexts {
  readonly name: string;
  /** Under a line that it allowed; absent: that is how it should be, and needs no word. */
  readonly checkedBy?: string;
  /** The step of a new till's guide that sets it up. */
  readonly step?: SourceStep;
  /** Each shop has it: it is shown before anything was heard of any source. */
  readonly isUsual?: true;
}

/** Why a source gave no verdict, after its name, and what to do: `failuresFor` of ui/sources. It comes after the first paint. */
export type FailureWords = (id: SourceId) => Readonly<Record<FailureKind, ru.Advice>>;

export type SourcesTable = Readonly<Record<SourceId, SourceTexts>>;

export const sources: SourcesTable = {
  tspiot: {
    name: ru.tsPiotName,
    step: 'check',
  },
  online: {
    name: ru.onlineName,
    isUsual: true,
    step: 'check',
  },
  local: {
    name: ru.localName,
    checkedBy: ru.checkedByLocal,
    isUsual: true,
    step: 'spare',
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
