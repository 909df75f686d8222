/** The verdict: may this item be sold, or taken back? A pure function of (check, price, time, code); what the law says stands in `rules.ts`. */
import type { Failures, LocalAnswer, OnlineAnswer } from '../code-check/answer.ts';
import type { Facts, SourceId } from '../code-check/source-id.ts';
import { fullFacts, readCheck, type StoredCheck } from '../code-check/stored-check.ts';
import type { Kopecks } from '../base/money.ts';
import { wallClock, type EpochMs } from '../base/time.ts';
import { groupOf, isUnregulated } from './groups.ts';
import { emergencyTail, inEffect, uniformMinimums } from './law.ts';
import { onShopClock } from './shop-clock.ts';
import { rules, type Exception, type Flags, type Limit, type Rule, type RuleId } from './rules.ts';

/** What is told. `until` is the shop's own time: `2026-11-12T14:00`, or a whole day, `2026-11-12`. */
export type Refusal =
  | {
      readonly kind:
        | 'not-found'
        | 'bad-format'
        | 'not-authentic'
        | 'not-applied'
        | 'sold'
        | 'not-in-circulation'
        | 'grey'
        | 'not-sold'
        | 'not-owner';
    }
  | { readonly kind: 'blocked'; readonly by: readonly string[] }
  | { readonly kind: 'expired'; readonly until: string }
  | { readonly kind: 'price-above' | 'price-below' | 'below-mrc'; readonly limit: Kopecks }
  /** `left`: by the count of ГИС МТ, in its units. */
  | { readonly kind: 'not-enough'; readonly left: number }
  | { readonly kind: 'error'; readonly number: number; readonly message?: string | undefined };

/** A row of the law that holds. */
export interface Finding {
  readonly rule: RuleId;
  readonly refusal: Refusal;
}

export type Verdict =
  /** `optional`: nobody could say it, and no law asks for the check of this group. */
  | {
      readonly kind: 'allowed';
      readonly by: SourceId | 'emergency' | 'optional';
      readonly warnings?: readonly Finding[];
    }
  | ({ readonly kind: 'forbidden'; readonly by: SourceId } & Finding)
  /** Why each source gave no answer. Older builds have stored it otherwise: `readFailures` (stored-check.ts). */
  | { readonly kind: 'unverified'; readonly failures: Failures };

type PriceSaying = Extract<Refusal, { readonly limit: Kopecks }>['kind'];
type PlainSaying = Exclude<Rule['says'], PriceSaying | 'expired' | 'error' | 'not-enough'>;

/** What a verdict depends on besides the answer. */
export interface Circumstances {
  readonly now: EpochMs;
  /** Hours that the shop's clock is ahead of UTC; 3 (Moscow) where it is not said. */
  readonly zone?: number | undefined;
  readonly act?: Rule['act'] | undefined;
  /** What one unit is really sold for; absent while the line has no price. */
  readonly price?: Kopecks | undefined;
  /** How much of the package: all of it, some (it is not said yet, or in units that nobody knows; so where this is absent), or so many of the units that ГИС МТ counts by (ml, g). */
  readonly taken?: 'all' | 'some' | number | undefined;
  /** The card's product group, for answers that name none. */
  readonly group?: number | undefined;
  /** What the code itself holds: МРЦ, and the end of shelf life in the shop's own time. */
  readonly code?: { readonly mrc?: Kopecks | undefined; readonly expires?: string | undefined } | undefined;
}

/** Judges one code. Never throws; an absent flag never forbids. */
export function judge(check: StoredCheck, circumstances: Circumstances): Verdict {
  const verdict = byAnswer(check, circumstances);
  const groups = groupsOf(fullFacts(check) ?? {}, circumstances);
  const isOptional = groups.every((id) => id !== undefined && isUnregulated(id));
  return verdict.kind === 'unverified' && isOptional ? { kind: 'allowed', by: 'optional' } : verdict;
}

function byAnswer(stored: StoredCheck, circumstances: Circumstances): Verdict {
  const check = readCheck(stored);
  if (check.facts) {
    const { source, proof, failures } = check;
    const found = findingsOf(check.facts, check.answer, circumstances);
    const [first] = found.filter(({ effect }) => effect === 'forbids');
    if (first) return { kind: 'forbidden', by: source, rule: first.rule, refusal: first.refusal };
    // A ban stands without a proof; a permission is nothing without one (tag 1265).
    if (!proof) return { kind: 'unverified', failures: { ...failures, [source]: { kind: 'malformed' } } };
    const warnings = found.map(({ rule, refusal }) => ({ rule, refusal }));
    return { kind: 'allowed', by: source, ...(warnings.length > 0 && { warnings }) };
  }
  if (check.source !== 'emergency') return { kind: 'unverified', failures: check.failures };
  const { after } = check;
  // A receipt may have waited until those days were over.
  const isOver = after !== undefined && circumstances.now - after.since > emergencyTail.days * dayMs;
  return isOver ? { kind: 'unverified', failures: after.failures } : { kind: 'allowed', by: 'emergency' };
}

/** Packs in a block where the answer does not say (online-check.md §1.4). */
const packsInBlock = 10;
const dayMs = 86_400_000;

/** The groups that the answer names, else what the till knows. */
const groupsOf = (
  { groupIds }: Partial<Pick<OnlineAnswer, 'groupIds'>>,
  { group }: Circumstances,
): ReadonlyArray<number | undefined> => (groupIds?.length ? groupIds : [group]);

/** All rows that hold, in the order of the table; those of a group whose check has not begun yet only warn. */
function findingsOf(
  facts: Facts,
  answer: Partial<OnlineAnswer> & LocalAnswer,
  circumstances: Circumstances,
): ReadonlyArray<Finding & Pick<Rule, 'effect'>> {
  const { now, act = 'sale', zone, price, taken = 'some', code } = circumstances;
  const clock = wallClock(now, zone);
  const groups = groupsOf(answer, circumstances);
  const isOf = (wanted: readonly number[] | undefined): boolean =>
    wanted === undefined || groups.some((id) => id !== undefined && wanted.includes(id));
  const ends = { answer: onShopClock(answer.expireDate, zone), code: code?.expires };
  const flags: Flags = { ...answerFlags(answer), unitsLeft: taken !== 'all' && hasUnitsLeft(answer) };
  const isBlock = answer.packageType === 'GROUP';
  /** 0: no limit. */
  const limits: Readonly<Record<Limit, number>> = {
    mrp: answer.mrp ?? 0,
    smp: (answer.smp ?? 0) * (isBlock ? (answer.packageQuantity ?? packsInBlock) : 1),
    code: code?.mrc ?? 0,
    // ГИС МТ knows better which minimum a pack has: made before a decree, it may have an older one.
    decree: answer.smp === undefined && !isBlock ? (inEffect(uniformMinimums, clock)?.pack ?? 0) : 0,
  };

  const holds = ({ when, says }: Rule): Refusal | undefined => {
    if ('flags' in when) return areSo(when.flags, flags) ? told(says as PlainSaying, answer) : undefined;
    if ('units' in when) return isShort(answer, taken) ? { kind: 'not-enough', left: unitsLeft(answer) } : undefined;
    if ('error' in when)
      return answer.errorCode ? { kind: 'error', number: answer.errorCode, message: answer.message } : undefined;
    if ('past' in when) {
      const end = ends[when.past];
      return end !== undefined && isPast(end, clock) ? { kind: 'expired', until: end } : undefined;
    }
    const limit = limits[when.limit];
    if (price === undefined || limit <= 0) return undefined;
    const isOff = when.price === 'above' ? price > limit : price < limit;
    return isOff ? { kind: says as PriceSaying, limit: limit as Kopecks } : undefined;
  };

  const isExcepted = (exception: Exception): boolean => areSo(exception.flags, flags) && isOf(exception.groups);
  return rules.flatMap((row) => {
    const rule: Rule = row;
    if (
      rule.act !== act ||
      rule.facts !== facts ||
      !isOf(rule.groups) ||
      (rule.from ?? '') > clock ||
      rule.unless?.some(isExcepted)
    )
      return [];
    const refusal = holds(rule);
    return refusal ? [{ rule: row.id, refusal, effect: hasBegun(facts, groups, clock) ? rule.effect : 'warns' }] : [];
  });
}

/** Of groups whose first day nobody told us, the rules hold: a false ban is seen at once, a sale against the law is not. */
const hasBegun = (facts: Facts, groups: ReadonlyArray<number | undefined>, clock: string): boolean =>
  groups.some((id) => id === undefined || (!isUnregulated(id) && (groupOf(id)?.[facts] ?? '') <= clock));

const areSo = (wanted: Flags, flags: Flags): boolean =>
  (Object.keys(wanted) as Array<keyof Flags>).every((name) => flags[name] === wanted[name]);

const answerFlags = ({
  found,
  valid,
  verified,
  utilised,
  realizable,
  sold,
  isBlocked,
  isOwner,
  isTracking,
  grayZone,
  isGreyGtin,
}: Partial<OnlineAnswer> & LocalAnswer) =>
  ({
    found,
    valid,
    verified,
    utilised,
    realizable,
    sold,
    isBlocked,
    isOwner,
    isTracking,
    grayZone,
    isGreyGtin,
  }) as Flags;

/** What is left of a keg or a cut cheese by the count of ГИС МТ (§5.4 partial sale). */
const unitsLeft = ({ innerUnitCount = 0, soldUnitCount = 0 }: Partial<OnlineAnswer>): number =>
  Math.max(0, innerUnitCount - soldUnitCount);

/** Of a code that is sold, only a count says that a part is still there. */
const hasUnitsLeft = (answer: Partial<OnlineAnswer>): boolean =>
  answer.soldUnitCount !== undefined && unitsLeft(answer) > 0;

/** The source says "while more than nothing is left after it"; taking exactly the rest is what ends a keg, and we let it. */
function isShort(answer: Partial<OnlineAnswer>, taken: NonNullable<Circumstances['taken']>): boolean {
  const { innerUnitCount } = answer;
  if (!innerUnitCount || taken === 'some') return false;
  return (taken === 'all' ? innerUnitCount : taken) > unitsLeft(answer);
}

const told = (kind: PlainSaying, { ogvs = [] }: Partial<OnlineAnswer>): Refusal =>
  kind === 'blocked' ? { kind, by: ogvs } : { kind };

/** A whole day is good to its end, a moment until it comes. */
const isPast = (end: string, clock: string): boolean => (end.length === 10 ? clock.slice(0, 10) > end : clock >= end);
