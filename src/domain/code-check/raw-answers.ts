/** Answers as they came, apart from the check that was read out of them: they are kept in a place of their own and come back to the letter. */
import { own } from '../base/own.ts';
import { failureRead, type CodeCheck } from './answer.ts';
import type { SourceId } from './source-id.ts';
import { checkRead, failuresOf, readCheck, withFailures, type StoredCheck } from './stored-check.ts';

/** Bodies of one check. `answer`: of the source that answered; by id: of one that gave no answer. */
export interface RawAnswers {
  readonly answer?: string | undefined;
  readonly [failed: SourceId]: string | undefined;
}

/** The bodies that a check carries; undefined where it carries none. */
export function rawsOf(check: StoredCheck): RawAnswers | undefined {
  const answer = 'raw' in check ? check.raw : undefined;
  const failed = Object.entries(failuresOf(check)).flatMap(([id, { raw }]) => (raw === undefined ? [] : [[id, raw]]));
  const raws: RawAnswers = { ...(answer !== undefined && { answer }), ...Object.fromEntries(failed) };
  return Object.keys(raws).length > 0 ? raws : undefined;
}

/** The check with the bodies back where `rawsOf` found them. */
export function withRaws(check: StoredCheck, { answer, ...failed }: RawAnswers): CodeCheck {
  const read = withFailures(checkRead(readCheck(check)), (failure, id) => {
    const raw = own(failed, id);
    return raw === undefined ? failureRead(failure) : { ...failure, raw };
  });
  if (answer === undefined || (!read.facts && read.source === 'none')) return read;
  return { ...read, raw: answer };
}
