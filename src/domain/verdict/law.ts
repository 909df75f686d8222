/** Dates and amounts of the law, each with the day it takes effect. A new decree is a new row. Pure data and the one question asked of it. */
import { kopecks, type Kopecks } from '../money.ts';

export interface Dated {
  /** First day of effect, `2026-01-01`, in the shop's own time. */
  readonly from: string;
  readonly basis: string;
}

/** What is in effect on `day` (`2026-11-22`): the newest row that has begun; undefined before the first. */
export const inEffect = <Row extends Dated>(rows: readonly Row[], day: string): Row | undefined =>
  rows
    .filter(({ from }) => from <= day)
    .reduce<Row | undefined>((newest, row) => (newest && newest.from > row.from ? newest : row), undefined);

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
export const uniformMinimums: ReadonlyArray<Dated & { readonly pack: Kopecks }> = [
  // Packs made before the end of 2025 could go for 135 until then.
  {
    from: '2026-04-01',
    pack: kopecks(153_00),
    basis: 'marking-codes.md §4.3: 153 roubles, 135 for old stock until 31.03.2026',
  },
];

/** How long after ГИС МТ last spoke of an emergency it still counts as one, where the shop takes that single source's word. */
export const emergencyTail = { days: 3, basis: 'local-module.md §4.2, a single source' };
