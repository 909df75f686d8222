import { markSign } from '../../domain/mark-result.ts';
import { verdictOf, type Line } from '../../domain/receipt.ts';
import type { EpochMs } from '../../domain/time.ts';
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

/** The status of a marked line; undefined for unmarked goods. */
export function lineStatus(line: Line, now: EpochMs): LineStatus | undefined {
  if (!line.mark) return undefined;
  const verdict = verdictOf(line, now);
  if (!verdict) return { look: 'wait', words: ru.verdicts.waiting };
  switch (verdict.kind) {
    case 'allowed':
      return { look: 'ok', words: ru.verdicts[verdict.by], reason: verdict.by === 'online' ? undefined : ru.receipt.checkedBy[verdict.by], cautions: verdict.warnings?.map(({ refusal }) => ru.refusal(refusal)) };
    case 'forbidden':
      return { look: 'no', words: ru.verdicts.forbidden, reason: ru.refusal(verdict.refusal) };
    case 'unverified': {
      if (line.override) return { look: 'care', words: ru.verdicts.unverified, reason: ru.receipt.allowedBySenior(line.override.at) };
      const causes = [
        { source: ru.onlineName, advice: ru.failures.online[verdict.online.kind] },
        { source: ru.localName, advice: ru.failures.local[verdict.local.kind] },
      ];
      return { look: 'care', words: ru.verdicts.unverified, causes };
    }
  }
}

/** What the ККТ said of the mark while it printed: the sign that stands on the paper, and its meaning. */
export function signStatus({ marked }: Line): { readonly look: Look; readonly sign: string; readonly words: string } | undefined {
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
