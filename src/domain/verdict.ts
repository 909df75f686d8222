/**
 * The verdict: may this item be sold? A pure function of (check, price, time).
 * Online rules: «Методические рекомендации» п. 4 as restated in online-check.md §5.1–5.4; local rules: local-module.md §3.
 */
import type { CheckFailure, CodeCheck, LocalAnswer, OnlineAnswer } from './code-check.ts';
import type { Kopecks } from './money.ts';
import type { EpochMs } from './time.ts';

export type Refusal =
  | { readonly kind: 'not-found' | 'bad-format' | 'not-authentic' | 'not-applied' | 'sold' | 'not-in-circulation' | 'grey' }
  | { readonly kind: 'blocked'; readonly by: readonly string[] }
  | { readonly kind: 'expired'; readonly on: EpochMs }
  | { readonly kind: 'price-above' | 'price-below'; readonly limit: Kopecks };

export type Verdict =
  | { readonly kind: 'allowed'; readonly by: 'online' | 'local' | 'emergency' }
  | { readonly kind: 'forbidden'; readonly by: 'online' | 'local'; readonly refusal: Refusal }
  | { readonly kind: 'unverified'; readonly online: CheckFailure; readonly local: CheckFailure };

/** What a verdict depends on besides the answer. `price` is what one unit is really sold for, absent while the line has none; `group` the card's product group, for answers that name none. */
export interface Circumstances {
  readonly now: EpochMs;
  readonly price?: Kopecks | undefined;
  readonly group?: number | undefined;
}

const tobacco = 3;
const nicotine = 16;
/** Groups whose `mrp` is a minimum. 12 is left out: sources conflict (online-check.md §5.3), and a false ban costs the shop more than a missing one that the server makes itself. */
const minimumPriceGroups = new Set([nicotine, 1, 4, 5, 13, 15]);
/** `smp` counts in these groups only: ЛМ 2.6 returns it for every group (local-module.md §2.5). */
const uniformMinimumGroups = new Set([tobacco, nicotine]);
/** Packs in a block where the answer does not say (online-check.md §1.4). */
const packsInBlock = 10;

/** Judges one code. Never throws; an absent flag never forbids. */
export function judge(check: CodeCheck, circumstances: Circumstances): Verdict {
  switch (check.source) {
    case 'emergency':
      return { kind: 'allowed', by: 'emergency' };
    case 'none':
      return { kind: 'unverified', online: check.online, local: check.local };
    case 'online': {
      const refusal = refusedOnline(check.answer, circumstances);
      return refusal ? { kind: 'forbidden', by: 'online', refusal } : { kind: 'allowed', by: 'online' };
    }
    case 'local': {
      const refusal = refusedLocally(check.answer, circumstances);
      return refusal ? { kind: 'forbidden', by: 'local', refusal } : { kind: 'allowed', by: 'local' };
    }
  }
}

/** In the order of the message the cashier should see: `found` before all that depends on it, `sold` before `realizable`, price last (§5.2). */
function refusedOnline(answer: OnlineAnswer, circumstances: Circumstances): Refusal | undefined {
  const groups = answer.groupIds?.length ? answer.groupIds : circumstances.group === undefined ? [] : [circumstances.group];
  if (answer.found === false) return { kind: 'not-found' };
  if (answer.valid === false) return { kind: 'bad-format' };
  if (answer.verified === false) return { kind: 'not-authentic' };
  if (answer.utilised === false) return { kind: 'not-applied' };
  if (answer.isBlocked === true) return { kind: 'blocked', by: answer.ogvs ?? [] };
  if (answer.sold === true && !hasUnitsLeft(answer)) return { kind: 'sold' };
  const grey = answer.grayZone === true && groups.includes(tobacco);
  if (answer.realizable === false && answer.sold !== true && !grey) return { kind: 'not-in-circulation' };
  const expires = answer.expireDate === undefined ? Number.NaN : Date.parse(answer.expireDate);
  if (circumstances.now >= expires) return { kind: 'expired', on: expires as EpochMs };
  const units = answer.packageType === 'GROUP' ? answer.packageQuantity ?? packsInBlock : 1;
  return refusedByPrice(answer, groups, units, circumstances.price);
}

/** A keg or a cut cheese stays sellable while something is left in it (§5.4 «partial sale»). */
const hasUnitsLeft = (answer: OnlineAnswer): boolean =>
  answer.innerUnitCount !== undefined && answer.innerUnitCount - (answer.soldUnitCount ?? 0) > 0 && answer.soldUnitCount !== undefined;

/** Offline answers are judged by the black list, the till's own sales and the prices alone: all other flags mean nothing there (local-module.md §3.2). */
function refusedLocally(answer: LocalAnswer, circumstances: Circumstances): Refusal | undefined {
  // A block of a grey GTIN is not final, but only ГИС МТ can lift it, and it has not answered (§3.4).
  if (answer.isBlocked === true) return answer.isGreyGtin === true ? { kind: 'grey' } : { kind: 'blocked', by: [] };
  if (answer.sold === true) return { kind: 'sold' };
  const groups = circumstances.group === undefined ? [] : [circumstances.group];
  const known = groups.some((group) => group === tobacco || group === nicotine);
  return known ? refusedByPrice(answer, groups, 1, circumstances.price) : undefined;
}

/** `mrp` is the maximum for tobacco and a minimum elsewhere; `smp` is the uniform minimum of a pack, times the packs for a block (§5.1 rows 7–10, §5.3). */
function refusedByPrice(answer: { mrp?: number | undefined; smp?: number | undefined }, groups: readonly number[], units: number, price: Kopecks | undefined): Refusal | undefined {
  if (price === undefined) return undefined;
  const { mrp, smp } = answer;
  if (mrp !== undefined && mrp > 0) {
    // «≠ МРЦ» in one restatement, «>» in the others: the printed maximum is what the buyer may be charged at most.
    if (groups.includes(tobacco) && price > mrp) return { kind: 'price-above', limit: mrp as Kopecks };
    if (groups.some((group) => minimumPriceGroups.has(group)) && price < mrp) return { kind: 'price-below', limit: mrp as Kopecks };
  }
  if (smp !== undefined && groups.some((group) => uniformMinimumGroups.has(group)) && price < smp * units) return { kind: 'price-below', limit: (smp * units) as Kopecks };
  return undefined;
}
