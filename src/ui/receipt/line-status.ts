import type { Problem } from '../../app/sale/store.ts';
import { markSign } from '../../domain/document/mark-result.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { groupConflict, type Line } from '../../domain/document/line.ts';
import { alcoholUntil } from '../../domain/document/obstacles.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import { emergencySince, kindOfFacts, type StoredCheck } from '../../domain/code-check/stored-check.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Verdict } from '../../domain/verdict/index.ts';
import type { groupNames } from '../goods/texts.ru.ts';
import type * as common from '../shell/texts.ru.ts';
import { causesOf, textsOf, type FailureWords } from '../shell/sources.ts';
import * as ru from './texts.ru.ts';

/** How a thing looks: the shape and the colour go together, so that neither is the only sign. */
export type Look = 'wait' | 'ok' | 'no' | 'care';

export interface LineStatus {
  readonly look: Look;
  readonly words: string;
  readonly reason?: string | undefined;
  /** What is no ban and should be known. */
  readonly cautions?: readonly string[] | undefined;
  /** The sources in words, for a line that could not be checked. */
  readonly causes?: ReadonlyArray<{ readonly source: string; readonly advice: common.Advice }> | undefined;
}

/** Words that come after the first paint: what hangs on them is said when they are there. */
export interface LateLineWords {
  readonly failures?: FailureWords | undefined;
  readonly groupNames?: typeof groupNames | undefined;
}

/** The status of a line; undefined for unmarked goods that may be sold now. */
export function lineStatus(
  line: Line,
  verdict: Verdict | undefined,
  now: EpochMs,
  shop: Pick<Shop, 'alcoholHours' | 'alcoholDates' | 'timeZone'>,
  words: LateLineWords,
): LineStatus | undefined {
  const status = line.mark && markStatus(line, verdict, words);
  const until = alcoholUntil({ lines: [line] }, now, shop);
  // The code may be as good as it likes: at this hour the goods are not sold.
  return until && status?.look !== 'no'
    ? { look: 'no', words: ru.verdicts.forbidden, reason: ru.line.noAlcohol(until) }
    : status;
}

function markStatus(line: Line, verdict: Verdict | undefined, words: LateLineWords): LineStatus {
  if (!verdict) return { look: 'wait', words: ru.verdicts.waiting };
  switch (verdict.kind) {
    case 'allowed': {
      const cautions = [
        ...groupCaution(line, words),
        ...(verdict.warnings ?? []).map(({ refusal }) => ru.refusal(refusal, line)),
      ];
      return {
        look: 'ok',
        words: allowedWords(verdict, line.check),
        reason: allowedBy(verdict.by, line.check),
        ...(cautions.length > 0 && { cautions }),
      };
    }
    case 'forbidden':
      return { look: 'no', words: ru.verdicts.forbidden, reason: ru.refusal(verdict.refusal, line) };
    case 'unverified': {
      if (line.override)
        return { look: 'care', words: ru.verdicts.unverified, reason: ru.line.allowedBySenior(line.override.at) };
      const causes = words.failures ? causesOf(verdict.failures, words.failures) : [];
      return { look: 'care', words: ru.verdicts.unverified, causes };
    }
  }
}

/** Who or what stands behind a permission, where it is not the most trusted source. */
function allowedBy(by: SourceId | 'emergency' | 'optional', check: StoredCheck | undefined): string | undefined {
  const since = emergencySince(check);
  if (since !== undefined) return ru.line.emergencyBefore(since);
  return by === 'emergency' || by === 'optional' ? ru.line.checkedBy[by] : textsOf(by).checkedBy;
}

/** The card and ГИС МТ name different groups. */
function groupCaution(line: Line, { groupNames: names }: LateLineWords): string[] {
  const other = groupConflict(line);
  if (!other || !names) return [];
  const nameOf = (id: number): string => names[id] ?? String(id);
  return [ru.line.otherGroup(nameOf(other.card), other.server.map(nameOf).join(', '))];
}

/** What the ККТ said of the mark while it printed: the sign that stands on the paper, and its meaning. */
export function signStatus({
  markResult,
}: Line): { readonly look: Look; readonly sign: string; readonly words: string } | undefined {
  if (!markResult) return undefined;
  const kind = markSign(markResult);
  const sign = ru.marks[kind];
  switch (kind) {
    case 'M+':
      return { look: 'ok', sign, words: ru.markWords.confirmed };
    case 'M-':
      // The law lets the sale go on: care, not a ban.
      return { look: 'care', sign, words: ru.markWords.refuted };
    case 'M':
      return {
        look: 'wait',
        sign,
        words: markResult.oism === 'silent' ? ru.markWords.silent : ru.markWords.unfinished,
      };
  }
}

/** «Можно продавать», and how sure that is. */
export const allowedWords = ({ by }: Extract<Verdict, { kind: 'allowed' }>, check: StoredCheck | undefined): string => {
  if (by === 'emergency' || by === 'optional') return ru.verdicts[by];
  return kindOfFacts(check) === 'offline' ? ru.verdicts.local : ru.verdicts.online;
};

/** The line that the ККТ complains of. */
export const blamedLine = (problem: Problem, { lines }: Receipt): Line | undefined =>
  problem.kind === 'refused' && problem.item !== undefined ? lines[problem.item] : undefined;
