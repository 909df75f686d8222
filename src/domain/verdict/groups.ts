/** Product groups of ГИС МТ (online-check.md §5.6; docs.crpt.ru, appendix 1, v565). An id that is not here is shown as a number, never rejected. */

export interface Group {
  readonly id: number;
  /** Name in the interfaces of ГИС МТ. */
  readonly code: string;
  /** First day of the online check at the till, where it is known (marking-codes.md §4.1). */
  readonly online?: string;
  /** First day of the check by ЛМ ЧЗ, where it is known (marking-codes.md §4.2). */
  readonly local?: string;
  /** Not for minors (171-ФЗ art. 16, 15-ФЗ art. 20; marking-codes.md §4.4). */
  readonly adult?: true;
}

export const tobacco = 3;
export const otp = 12;
export const nicotine = 16;

export const groups: readonly Group[] = [
  { id: 1, code: 'lp', online: '2024-11-01', local: '2025-03-01' },
  { id: 2, code: 'shoes', online: '2024-11-01', local: '2025-03-01' },
  { id: tobacco, code: 'tobacco', online: '2024-04-01', local: '2025-03-01', adult: true },
  { id: 4, code: 'perfumery', online: '2024-11-01', local: '2025-03-01' },
  { id: 5, code: 'tires', online: '2024-11-01', local: '2025-03-01' },
  { id: 6, code: 'electronics', online: '2024-11-01', local: '2025-03-01' },
  { id: 7, code: 'pharma' },
  { id: 8, code: 'milk', online: '2024-05-01', local: '2025-03-01' },
  { id: 9, code: 'bicycle', online: '2025-09-01', local: '2026-03-01' },
  { id: 10, code: 'wheelchairs', online: '2025-03-01' },
  { id: 11, code: 'alcohol', adult: true },
  { id: otp, code: 'otp', adult: true },
  { id: 13, code: 'water', online: '2024-05-01', local: '2025-03-01' },
  { id: 14, code: 'furs' },
  { id: 15, code: 'beer', online: '2024-04-01', local: '2025-03-01', adult: true },
  { id: nicotine, code: 'ncp', online: '2024-04-01', local: '2025-03-01', adult: true },
  { id: 17, code: 'bio', online: '2024-11-01', local: '2025-03-01' },
  { id: 19, code: 'antiseptic', online: '2024-11-01', local: '2025-03-01' },
  { id: 20, code: 'petfood', online: '2026-03-01', local: '2026-03-01' },
  { id: 21, code: 'seafood', online: '2025-10-01', local: '2026-03-01' },
  { id: 22, code: 'nabeer', online: '2025-10-01' },
  { id: 23, code: 'softdrinks', online: '2025-02-05', local: '2025-06-01' },
  { id: 25, code: 'meat' },
  { id: 26, code: 'vetpharma', online: '2025-09-01' },
  { id: 27, code: 'toys' },
  { id: 28, code: 'radio' },
  { id: 31, code: 'titan' },
  { id: 32, code: 'conserve', online: '2026-04-01' },
  { id: 33, code: 'vegetableoil', online: '2026-05-01' },
  { id: 34, code: 'opticfiber' },
  { id: 35, code: 'chemistry' },
  { id: 36, code: 'books' },
  { id: 37, code: 'grocery' },
  { id: 38, code: 'pharmaraw' },
  { id: 39, code: 'construction' },
  { id: 40, code: 'fire' },
  { id: 41, code: 'heater' },
  { id: 42, code: 'cableraw' },
  { id: 43, code: 'autofluids' },
  { id: 44, code: 'polymer' },
  { id: 45, code: 'sweets' },
  { id: 48, code: 'carparts' },
  { id: 49, code: 'furslp' },
  { id: 50, code: 'nicotindev', adult: true },
  { id: 51, code: 'gadgets' },
  { id: 52, code: 'frozen' },
  { id: 53, code: 'fertilizers' },
  { id: 54, code: 'homeware' },
  { id: 55, code: 'vetbio' },
  { id: 57, code: 'industrial' },
  { id: 59, code: 'pyrotechnics' },
];

const byId = new Map(groups.map((group) => [group.id, group]));

export const groupOf = (id: number): Group | undefined => byId.get(id);
