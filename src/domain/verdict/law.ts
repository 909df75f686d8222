/** Dates and amounts of the law, each with the day it takes effect. A new decree is a new row. Pure data and the one question asked of it. */
import { kopecks, type Kopecks } from '../base/money.ts';
import { tobaccoPrices, type Source } from './sources.ts';

export interface Dated {
  /** First day of effect, `2026-01-01`, in the shop's own time. */
  readonly from: string;
  /** Last day of effect, where the act names one. */
  readonly until?: string;
  readonly basis: string;
}

const newestOf = <Row extends Dated>(rows: readonly Row[]): Row | undefined =>
  rows.reduce<Row | undefined>((newest, row) => (newest && newest.from > row.from ? newest : row), undefined);

/** What is in effect at `day` (`2026-11-22`, also with a time behind it): the newest row that has begun and not ended; undefined before the first and after an end that nothing follows. */
export const inEffect = <Row extends Dated>(rows: readonly Row[], day: string): Row | undefined => {
  const newest = newestOf(rows.filter(({ from }) => from <= day));
  return newest?.until === undefined || day.slice(0, 10) <= newest.until ? newest : undefined;
};

/** From this long before its end a row without a successor is told to the owner: a new decree comes out in December (law-2026.md §2). */
const endingDays = 17;
const dayMs = 86_400_000;

/** The last row of a table whose end is near, or past, and which nothing follows: the table needs a new row. `day` is `2026-11-22`. */
export const ending = <Row extends Dated>(
  rows: readonly Row[],
  day: string,
): (Row & { readonly until: string }) | undefined => {
  const newest = newestOf(rows);
  if (newest?.until === undefined) return undefined;
  const warned = new Date(Date.parse(newest.until) - (endingDays - 1) * dayMs).toISOString().slice(0, 10);
  return day.slice(0, 10) >= warned ? { ...newest, until: newest.until } : undefined;
};

export interface PermissionAct extends Dated {
  readonly authority: string;
  readonly date: string;
  readonly number: string;
}

/** The act behind tag 1260: 1262 ФОИВ, 1263 date, 1264 number (online-check.md §6). */
export const permissionActs: readonly [PermissionAct, ...PermissionAct[]] = [
  { from: '2024-04-01', authority: '030', date: '21.11.2023', number: '1944', basis: 'online-check.md §6' },
];

/** ЕМЦ of a pack of cigarettes, kopecks (marking-codes.md §4.3). The one of 2027 is not known yet. */
export const uniformMinimums: ReadonlyArray<Dated & { readonly pack: Kopecks; readonly sources: readonly Source[] }> = [
  // Packs of 2025 could go for it until 2026-03-31: by that day the newer row only warned of them.
  {
    from: '2025-01-01',
    until: '2025-12-31',
    pack: kopecks(135_00),
    sources: [tobaccoPrices],
    basis: 'law-2026.md §2',
  },
  {
    from: '2026-01-01',
    until: '2026-12-31',
    pack: kopecks(153_00),
    sources: [tobaccoPrices],
    basis: 'law-2026.md §2; marking-codes.md §4.3',
  },
];

/** What proves the buyer's age beside the passport (law-2026.md §3). A shop must accept MAX since ПП 148 of 17.02.2026 is in force. */
export const ageProofs: ReadonlyArray<Dated & { readonly max: boolean }> = [
  { from: '2025-03-01', max: false, basis: 'law-2026.md §3, order 536 of the ministry of trade' },
  { from: '2026-09-01', max: true, basis: 'law-2026.md §3, act 148 of 17.02.2026' },
];

/** How the check through ТС ПИоТ comes (tspiot.md §2). Only the first day is law; the others are the operator's, who has moved them before. */
export const tsPiot: ReadonlyArray<
  Dated & { readonly phase: 'duty' | 'recorded' | 'keys-end'; readonly sources: readonly Source[] }
> = [
  {
    from: '2025-12-28',
    phase: 'duty',
    sources: [{ act: 'order-2044' }, { act: 'pp-303', item: 19 }],
    basis: 'tspiot.md §2, order 2044 of the ministry of trade',
  },
  { from: '2026-07-01', phase: 'recorded', sources: [{ act: 'operator' }], basis: 'tspiot.md §2' },
  { from: '2026-10-01', phase: 'keys-end', sources: [{ act: 'operator' }], basis: 'tspiot.md §2' },
];

/** How long after ГИС МТ last spoke of an emergency it still counts as one, where the shop takes that single source's word. */
export const emergencyTail = { days: 3, basis: 'local-module.md §4.2, a single source' };
