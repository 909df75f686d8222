/**
 * Checks as journals hold them: of this build, and of the builds that knew two sources by name. A stored check is never rewritten, because the chain of digests
 * over the journal is counted over stored values as they are: it is read where it is used.
 */
import type { EpochMs } from '../base/time.ts';
import {
  failureRead,
  type CheckFailure,
  type CodeCheck,
  type Failures,
  type LocalAnswer,
  type OnlineAnswer,
  type Proof,
} from './answer.ts';
import { tells } from './deciding.ts';
import type { Facts, SourceId } from './source-id.ts';

/** Until December 2026: the kind of facts was the name of the source, and the failure of each stood under its name in the check itself. */
export type OldCheck =
  | {
      readonly source: 'online';
      readonly facts?: undefined;
      readonly answer: OnlineAnswer;
      readonly proof?: Proof | undefined;
      readonly raw?: string | undefined;
    }
  | {
      readonly source: 'local';
      readonly facts?: undefined;
      readonly answer: LocalAnswer;
      readonly proof?: Proof | undefined;
      readonly online: CheckFailure;
      readonly raw?: string | undefined;
    }
  | {
      readonly source: 'emergency';
      readonly facts?: undefined;
      readonly raw?: string | undefined;
      readonly after?: ({ readonly since: EpochMs } & OldFailures) | undefined;
    }
  | ({ readonly source: 'none'; readonly facts?: undefined } & OldFailures);

export interface OldFailures {
  readonly online: CheckFailure;
  readonly local: CheckFailure;
}

export type StoredCheck = CodeCheck | OldCheck;

/** What each of the two gave. */
const oldFacts: ReadonlyMap<SourceId, Facts> = new Map([
  ['online', 'full'],
  ['local', 'offline'],
]);

/** Failures by source, whichever build wrote them: in `failures`, or each under its name. */
export const readFailures = ({
  failures,
  online,
  local,
}: { readonly failures?: Failures | undefined } & Partial<OldFailures>): Failures => {
  if (failures) return failures;
  return { ...(online && { online }), ...(local && { local }) };
};

/** The check in the words of this build; one that is so already comes back itself. */
export function readCheck(check: StoredCheck): CodeCheck {
  if (check.facts) return check;
  switch (check.source) {
    case 'none':
      return 'failures' in check ? check : { source: 'none', failures: readFailures(check) };
    case 'emergency': {
      const { after, ...rest } = check;
      // Of the two, ЦРПТ alone has such a mode.
      if (!after && !('by' in check)) return { ...rest, by: 'online' };
      return after ? { ...rest, after: { since: after.since, failures: readFailures(after) } } : rest;
    }
    default: {
      const { source, answer, proof, raw } = check;
      const facts = oldFacts.get(source);
      // Written by nobody we know: whatever it says, nothing may be sold by it.
      if (!facts) return { source: 'none', failures: {} };
      const failures = readFailures('online' in check ? { online: check.online } : {});
      return {
        source,
        facts,
        answer,
        ...(proof && { proof }),
        ...(raw !== undefined && { raw }),
        ...(Object.keys(failures).length > 0 && { failures }),
      } as CodeCheck;
    }
  }
}

/** The full facts of a check; undefined where it holds none. */
export function fullFacts(check: StoredCheck | undefined): OnlineAnswer | undefined {
  const read = check && readCheck(check);
  return read?.facts === 'full' ? read.answer : undefined;
}

/** What kind of facts it holds; undefined: none, nobody answered or an emergency. */
export const kindOfFacts = (check: StoredCheck | undefined): Facts | undefined => check && readCheck(check).facts;

export function proofOf(check: StoredCheck | undefined): Proof | undefined {
  return check && 'proof' in check ? check.proof : undefined;
}

/** It has a proof, and nothing that decides: builds of before November 2026 took such an answer for a permission. What is still to be sold is checked anew. */
export function isSilent(check: StoredCheck | undefined): boolean {
  const read = check && readCheck(check);
  return read?.facts !== undefined && read.proof !== undefined && !tells(read.facts, read.answer);
}

/** Why sources that could have answered did not. */
export function failuresOf(check: StoredCheck): Failures {
  const read = readCheck(check);
  if (!read.facts && read.source === 'emergency') return read.after?.failures ?? {};
  return read.failures ?? {};
}

/** ГИС МТ itself said 203. */
export const isEmergency = (check: StoredCheck): boolean =>
  !check.facts && check.source === 'emergency' && !check.after;

/** Since when the emergency has been over that nobody's answer is made up for by; undefined: it is no such check. */
export function emergencySince(check: StoredCheck | undefined): EpochMs | undefined {
  return check && !check.facts && check.source === 'emergency' ? check.after?.since : undefined;
}

/** Nobody answered for the code, whatever the shop makes of that in the days after an emergency. */
export const isUnanswered = (check: StoredCheck | undefined): boolean =>
  check !== undefined && !kindOfFacts(check) && !isEmergency(check);

/** The check with each of its failures changed by `change`. */
export function withFailures(check: CodeCheck, change: (failure: CheckFailure, id: string) => CheckFailure): CodeCheck {
  const changed = (failures: Failures): Failures =>
    Object.fromEntries(Object.entries(failures).map(([id, failure]) => [id, change(failure, id)]));
  if (!check.facts && check.source === 'emergency')
    return check.after ? { ...check, after: { ...check.after, failures: changed(check.after.failures) } } : check;
  return check.failures ? ({ ...check, failures: changed(check.failures) } as CodeCheck) : check;
}

/** The check as it was read, without a word of the raw answer: that stands in the journal once, and no rule looks at it. */
export function checkRead(stored: StoredCheck): CodeCheck {
  const check = withFailures(readCheck(stored), failureRead);
  if (!('raw' in check)) return check;
  const { raw: _, ...read } = check;
  return read;
}
