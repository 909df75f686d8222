/**
 * The law of the sale as a table: one row for each reason, in the order in which the cashier is told of it. The first row that holds is the one told.
 * «Методические рекомендации» п. 4 as restated in online-check.md §5; local-module.md §3; marking-codes.md §4.
 */
import type { LocalAnswer, OnlineAnswer } from '../code-check/answer.ts';
import type { Facts } from '../code-check/source-id.ts';
import { nicotine, tobacco } from './groups.ts';

/** What the sources say with yes or no. `unitsLeft`: a keg or a cut cheese of which something is left. */
export type Flag =
  | { [Name in keyof OnlineAnswer]-?: boolean extends OnlineAnswer[Name] ? Name : never }[keyof OnlineAnswer]
  | { [Name in keyof LocalAnswer]-?: boolean extends LocalAnswer[Name] ? Name : never }[keyof LocalAnswer]
  | 'unitsLeft';

/** All of them must be so. A flag that the answer does not have is never so: "an absent flag is never a reason to deny" (online-check.md §1.4). */
export type Flags = Readonly<Partial<Record<Flag, boolean>>>;

/** Prices that bound the one charged, kopecks: `mrp` and `smp` of the answer (`smp` for each pack of a block), МРЦ that the code itself holds, ЕМЦ of the decree. */
export type Limit = 'mrp' | 'smp' | 'code' | 'decree';

export type Condition =
  | { readonly flags: Flags }
  /** `expireDate` of the answer, or the shelf life that the code itself holds (AI 7003, 17): reached. */
  | { readonly past: 'answer' | 'code' }
  | { readonly price: 'above' | 'below'; readonly limit: Limit }
  /** More is taken of a package than ГИС МТ counts in it. */
  | { readonly units: 'short' }
  /** A number other than 0 in `errorCode`. */
  | { readonly error: true };

export interface Exception {
  readonly flags: Flags;
  readonly groups?: readonly number[];
}

export interface Rule {
  readonly id: string;
  readonly act: 'sale' | 'return';
  /** Of which kind of facts it speaks. */
  readonly facts: Facts;
  readonly effect: 'forbids' | 'warns';
  readonly says:
    | 'not-found'
    | 'bad-format'
    | 'not-authentic'
    | 'not-applied'
    | 'sold'
    | 'not-in-circulation'
    | 'grey'
    | 'blocked'
    | 'expired'
    | 'not-enough'
    | 'price-above'
    | 'price-below'
    | 'below-mrc'
    | 'not-sold'
    | 'not-owner'
    | 'error';
  readonly when: Condition;
  readonly unless?: readonly Exception[];
  /** Absent: all. */
  readonly groups?: readonly number[];
  /** First day of effect; absent: since the check of the group at the till began. */
  readonly from?: string;
  readonly basis: string;
}

/** Their `mrp` is a minimum. 12 is left out: sources conflict, and a false ban costs the shop more than a missing one that the server makes itself. */
const minimumGroups = [1, 4, 5, 13, 15];
/** ЛМ 2.6 returns `smp` for every group; it means something in these (local-module.md §2.5). */
const uniformMinimumGroups = [tobacco, nicotine];

/** Keeps each row's own literal types. A function and not `as const`, which mutation testing passes over. */
const table = <const Rows extends readonly Rule[]>(rows: Rows): Rows => rows;

export const rules = table([
  // ── Sale, answer of ГИС МТ: `found` before all that hangs on it, `sold` before `realizable` (a sold code is always both), price last (§5.2).
  {
    id: 'online-not-found',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'not-found',
    when: { flags: { found: false } },
    basis: 'online-check.md §5.1 row 1',
  },
  {
    id: 'online-bad-format',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'bad-format',
    when: { flags: { valid: false } },
    basis: 'online-check.md §5.1 row 2',
  },
  {
    id: 'online-not-authentic',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'not-authentic',
    when: { flags: { verified: false } },
    basis: 'online-check.md §5.1 row 2',
  },
  {
    id: 'online-not-applied',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'not-applied',
    when: { flags: { utilised: false } },
    basis: 'online-check.md §5.1 row 1',
  },
  {
    id: 'online-blocked',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'blocked',
    when: { flags: { isBlocked: true } },
    basis: 'online-check.md §5.1 row 4',
  },
  {
    id: 'online-sold',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'sold',
    when: { flags: { sold: true } },
    unless: [{ flags: { unitsLeft: true } }],
    basis: 'online-check.md §5.1 row 3, §5.4 partial sale',
  },
  {
    id: 'online-not-in-circulation',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'not-in-circulation',
    when: { flags: { realizable: false } },
    unless: [{ flags: { sold: true } }, { flags: { grayZone: true }, groups: [tobacco] }],
    basis: 'online-check.md §5.1 row 5, §5.4 grey zone',
  },
  {
    id: 'online-expired',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'expired',
    when: { past: 'answer' },
    basis: 'online-check.md §5.1 row 6',
  },
  {
    id: 'online-not-enough',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'not-enough',
    when: { units: 'short' },
    basis: 'online-check.md §5.4 partial sale',
  },
  // «≠ МРЦ» in one restatement, «>» in the others: the printed maximum is the most that may be charged; below it is told.
  {
    id: 'online-price-above',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'price-above',
    when: { price: 'above', limit: 'mrp' },
    groups: [tobacco],
    basis: 'online-check.md §5.1 row 7, §5.3',
  },
  {
    id: 'online-nicotine-minimum',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'price-below',
    when: { price: 'below', limit: 'mrp' },
    groups: [nicotine],
    from: '2025-09-01',
    basis: 'online-check.md §5.1 row 9; marking-codes.md §4.3',
  },
  {
    id: 'online-minimum',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'price-below',
    when: { price: 'below', limit: 'mrp' },
    groups: minimumGroups,
    basis: 'online-check.md §5.1 row 10',
  },
  {
    id: 'online-uniform-minimum',
    act: 'sale',
    facts: 'full',
    effect: 'forbids',
    says: 'price-below',
    when: { price: 'below', limit: 'smp' },
    groups: uniformMinimumGroups,
    basis: 'online-check.md §5.1 row 8',
  },
  {
    id: 'online-below-mrc',
    act: 'sale',
    facts: 'full',
    effect: 'warns',
    says: 'below-mrc',
    when: { price: 'below', limit: 'mrp' },
    groups: [tobacco],
    basis: 'online-check.md §5.1 row 7',
  },
  {
    id: 'online-not-owner',
    act: 'sale',
    facts: 'full',
    effect: 'warns',
    says: 'not-owner',
    when: { flags: { isOwner: false, isTracking: true } },
    basis: 'online-check.md §5.4',
  },
  {
    id: 'online-error',
    act: 'sale',
    facts: 'full',
    effect: 'warns',
    says: 'error',
    when: { error: true },
    basis: 'online-check.md §5.2, §5.4',
  },
  {
    id: 'online-code-expired',
    act: 'sale',
    facts: 'full',
    effect: 'warns',
    says: 'expired',
    when: { past: 'code' },
    basis: 'marking-codes.md §4.4 short shelf-life milk',
  },
  {
    id: 'online-below-decree',
    act: 'sale',
    facts: 'full',
    effect: 'warns',
    says: 'price-below',
    when: { price: 'below', limit: 'decree' },
    groups: [tobacco],
    basis: 'marking-codes.md §4.3',
  },

  // ── Sale, answer of ЛМ ЧЗ: the black list, what was sold here, and prices; every other flag means nothing there (local-module.md §3 n. 2).
  {
    id: 'local-grey',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'grey',
    when: { flags: { isBlocked: true, isGreyGtin: true } },
    basis: 'local-module.md §3 n. 4',
  },
  {
    id: 'local-blocked',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'blocked',
    when: { flags: { isBlocked: true } },
    basis: 'local-module.md §3 n. 1',
  },
  {
    id: 'local-sold',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'sold',
    when: { flags: { sold: true } },
    basis: 'local-module.md §3 n. 3',
  },
  {
    id: 'local-price-above',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'price-above',
    when: { price: 'above', limit: 'mrp' },
    groups: [tobacco],
    basis: 'local-module.md §3 n. 5',
  },
  {
    id: 'local-code-price-above',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'price-above',
    when: { price: 'above', limit: 'code' },
    groups: [tobacco],
    basis: 'local-module.md §3 n. 5',
  },
  {
    id: 'local-nicotine-minimum',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'price-below',
    when: { price: 'below', limit: 'mrp' },
    groups: [nicotine],
    from: '2025-09-01',
    basis: 'local-module.md §3 n. 5',
  },
  {
    id: 'local-uniform-minimum',
    act: 'sale',
    facts: 'offline',
    effect: 'forbids',
    says: 'price-below',
    when: { price: 'below', limit: 'smp' },
    groups: uniformMinimumGroups,
    basis: 'local-module.md §3 n. 5',
  },
  {
    id: 'local-below-mrc',
    act: 'sale',
    facts: 'offline',
    effect: 'warns',
    says: 'below-mrc',
    when: { price: 'below', limit: 'code' },
    groups: [tobacco],
    basis: 'local-module.md §3 n. 5',
  },
  {
    id: 'local-code-expired',
    act: 'sale',
    facts: 'offline',
    effect: 'warns',
    says: 'expired',
    when: { past: 'code' },
    basis: 'local-module.md §3 n. 6: not decidable offline',
  },
  {
    id: 'local-below-decree',
    act: 'sale',
    facts: 'offline',
    effect: 'warns',
    says: 'price-below',
    when: { price: 'below', limit: 'decree' },
    groups: [tobacco],
    basis: 'marking-codes.md §4.3',
  },

  // ── Return, answer of ГИС МТ: not on shelf life, price, ownership or a block, for what is blocked must come back; only of what was sold (§5.4).
  {
    id: 'return-not-found',
    act: 'return',
    facts: 'full',
    effect: 'forbids',
    says: 'not-found',
    when: { flags: { found: false } },
    basis: 'online-check.md §5.4 returns',
  },
  {
    id: 'return-bad-format',
    act: 'return',
    facts: 'full',
    effect: 'forbids',
    says: 'bad-format',
    when: { flags: { valid: false } },
    basis: 'online-check.md §5.4 returns',
  },
  {
    id: 'return-not-authentic',
    act: 'return',
    facts: 'full',
    effect: 'forbids',
    says: 'not-authentic',
    when: { flags: { verified: false } },
    basis: 'online-check.md §5.4 returns',
  },
  {
    id: 'return-not-sold',
    act: 'return',
    facts: 'full',
    effect: 'forbids',
    says: 'not-sold',
    when: { flags: { realizable: true } },
    unless: [{ flags: { sold: true } }, { flags: { unitsLeft: true } }],
    basis: 'online-check.md §5.4 returns',
  },
]);

export type RuleId = (typeof rules)[number]['id'];
