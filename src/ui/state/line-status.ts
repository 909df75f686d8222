import { markSign } from '../../domain/mark-result.ts';
import { alcoholUntil, groupConflict, verdictOf, type Line } from '../../domain/receipt.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Shop } from '../../app/ports.ts';
import { groupNames } from '../ru/groups.ts';
import * as ru from '../ru.ts';

/** How a thing looks: the shape and the colour go together, so that neither is the only sign. */
export type Look = 'wait' | 'ok' | 'no' | 'care';

export interface LineStatus {
  readonly look: Look;
  readonly words: string;
  readonly reason?: string | undefined;
  /** What is no ban and should be known. */
  readonly cautions?: readonly string[] | undefined;
  /** Both sources in words, for a line that could not be checked. */
  readonly causes?: ReadonlyArray<{ readonly source: string; readonly advice: ru.Advice }> | undefined;
}

/** The status of a line; undefined for unmarked goods that may be sold now. */
export function lineStatus(
  line: Line,
  now: EpochMs,
  shop: Pick<Shop, 'alcoholHours' | 'timeZone'>,
): LineStatus | undefined {
  const status = line.mark && markStatus(line, now);
  const until = alcoholUntil({ lines: [line] }, now, shop);
  // The code may be as good as it likes: at this hour the goods are not sold.
  return until && status?.look !== 'no'
    ? { look: 'no', words: ru.verdicts.forbidden, reason: ru.receipt.noAlcohol(until) }
    : status;
}

function markStatus(line: Line, now: EpochMs): LineStatus {
  const verdict = verdictOf(line, now);
  if (!verdict) return { look: 'wait', words: ru.verdicts.waiting };
  switch (verdict.kind) {
    case 'allowed': {
      const after = line.check?.source === 'emergency' ? line.check.after : undefined;
      const reason = after
        ? ru.receipt.emergencyBefore(after.since)
        : verdict.by === 'online'
          ? undefined
          : ru.receipt.checkedBy[verdict.by];
      const other = groupConflict(line);
      const cautions = [
        ...(other ? [ru.receipt.otherGroup(groupName(other.card), other.server.map(groupName).join(', '))] : []),
        ...(verdict.warnings ?? []).map(({ refusal }) => ru.refusal(refusal, line)),
      ];
      return { look: 'ok', words: ru.verdicts[verdict.by], reason, ...(cautions.length > 0 && { cautions }) };
    }
    case 'forbidden':
      return { look: 'no', words: ru.verdicts.forbidden, reason: ru.refusal(verdict.refusal, line) };
    case 'unverified': {
      if (line.override)
        return { look: 'care', words: ru.verdicts.unverified, reason: ru.receipt.allowedBySenior(line.override.at) };
      const causes = [
        { source: ru.onlineName, advice: ru.failures.online[verdict.online.kind] },
        { source: ru.localName, advice: ru.failures.local[verdict.local.kind] },
      ];
      return { look: 'care', words: ru.verdicts.unverified, causes };
    }
  }
}

const groupName = (id: number): string => groupNames[id] ?? String(id);

/** What the ККТ said of the mark while it printed: the sign that stands on the paper, and its meaning. */
export function signStatus({
  marked,
}: Line): { readonly look: Look; readonly sign: string; readonly words: string } | undefined {
  if (!marked) return undefined;
  const kind = markSign(marked);
  const sign = ru.marks[kind];
  switch (kind) {
    case 'M+':
      return { look: 'ok', sign, words: ru.markWords.confirmed };
    case 'M-':
      // The law lets the sale go on: care, not a ban.
      return { look: 'care', sign, words: ru.markWords.refuted };
    case 'M':
      return { look: 'wait', sign, words: marked.oism === 'silent' ? ru.markWords.silent : ru.markWords.unfinished };
  }
}
