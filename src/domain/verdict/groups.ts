/** Product groups of ГИС МТ (online-check.md §5.6; docs.crpt.ru, appendix 1, v565). An id that is not here is shown as a number, never rejected. */

export interface Group {
  readonly id: number;
  /** Name in the interfaces of ГИС МТ. */
  readonly code: string;
  /** First day of the online check at the till, which gives full facts, where it is known (marking-codes.md §4.1, law-2026.md §1). */
  readonly full?: string;
  /** First day of the offline check, by ЛМ ЧЗ, where it is known (marking-codes.md §4.2). */
  readonly offline?: string;
  /** ПП 1944 does not name the group: what a check finds is told and forbids nothing (law-2026.md §1). */
  readonly unregulated?: true;
  /** Not for minors (171-ФЗ art. 16, 15-ФЗ art. 20; marking-codes.md §4.4). */
  readonly adult?: true;
}

export const tobacco = 3;
export const alcohol = 11;
export const otp = 12;
export const beer = 15;
export const nicotine = 16;
export const softDrinks = 23;
export const nicotineDevices = 50;

export const groups: readonly Group[] = [
  { id: 1, code: 'lp', full: '2024-11-01', offline: '2025-03-01' },
  { id: 2, code: 'shoes', full: '2024-11-01', offline: '2025-03-01' },
  { id: tobacco, code: 'tobacco', full: '2024-04-01', offline: '2025-03-01', adult: true },
  { id: 4, code: 'perfumery', full: '2024-11-01', offline: '2025-03-01' },
  { id: 5, code: 'tires', full: '2024-11-01', offline: '2025-03-01' },
  { id: 6, code: 'electronics', full: '2024-11-01', offline: '2025-03-01' },
  { id: 7, code: 'pharma' },
  { id: 8, code: 'milk', full: '2024-09-01', offline: '2025-03-01' },
  { id: 9, code: 'bicycle', full: '2025-09-01', offline: '2026-03-01' },
  { id: 10, code: 'wheelchairs', full: '2025-03-01' },
  { id: alcohol, code: 'alcohol', adult: true },
  { id: otp, code: 'otp', full: '2024-04-01', adult: true },
  { id: 13, code: 'water', full: '2024-09-01', offline: '2025-03-01' },
  { id: 14, code: 'furs', unregulated: true },
  // Kegs; cans and bottles since 2024-11-01: no code says which it is, and the earlier day is the stricter one.
  { id: beer, code: 'beer', full: '2024-04-01', offline: '2025-03-01', adult: true },
  { id: nicotine, code: 'ncp', full: '2024-04-01', offline: '2025-03-01', adult: true },
  { id: 17, code: 'bio', full: '2024-11-01', offline: '2025-03-01' },
  { id: 19, code: 'antiseptic', full: '2024-11-01', offline: '2025-03-01' },
  { id: 20, code: 'petfood', full: '2026-03-01', offline: '2026-03-01' },
  { id: 21, code: 'seafood', full: '2025-10-01', offline: '2026-03-01' },
  { id: 22, code: 'nabeer', full: '2025-10-01' },
  { id: softDrinks, code: 'softdrinks', full: '2025-02-05', offline: '2025-06-01' },
  { id: 25, code: 'meat', unregulated: true },
  { id: 26, code: 'vetpharma', full: '2025-09-01' },
  { id: 27, code: 'toys', unregulated: true },
  { id: 28, code: 'radio', unregulated: true },
  { id: 31, code: 'titan', unregulated: true },
  { id: 32, code: 'conserve', full: '2026-04-01' },
  { id: 33, code: 'vegetableoil', full: '2026-05-01' },
  { id: 34, code: 'opticfiber', unregulated: true },
  { id: 35, code: 'chemistry', unregulated: true },
  { id: 36, code: 'books', unregulated: true },
  { id: 37, code: 'grocery', unregulated: true },
  { id: 38, code: 'pharmaraw', unregulated: true },
  { id: 39, code: 'construction', unregulated: true },
  { id: 40, code: 'fire', unregulated: true },
  { id: 41, code: 'heater', unregulated: true },
  { id: 42, code: 'cableraw', unregulated: true },
  { id: 43, code: 'autofluids', unregulated: true },
  { id: 44, code: 'polymer', unregulated: true },
  { id: 45, code: 'sweets', unregulated: true },
  { id: 48, code: 'carparts', unregulated: true },
  { id: 49, code: 'furslp', unregulated: true },
  // Whether ПП 1944 means devices by «никотинсодержащая продукция» nobody has told: the rules hold.
  { id: nicotineDevices, code: 'nicotindev', adult: true },
  { id: 51, code: 'gadgets', unregulated: true },
  { id: 52, code: 'frozen', unregulated: true },
  { id: 53, code: 'fertilizers', unregulated: true },
  { id: 54, code: 'homeware', unregulated: true },
  { id: 55, code: 'vetbio', unregulated: true },
  { id: 57, code: 'industrial', unregulated: true },
  { id: 59, code: 'pyrotechnics', unregulated: true },
];

const byId = new Map(groups.map((group) => [group.id, group]));

export const groupOf = (id: number): Group | undefined => byId.get(id);

/** Whether the check of a group at the till is nobody's duty. Of a group that is not known it is one: a false ban is seen at once, a sale against the law is not. */
export const isUnregulated = (id: number): boolean => groupOf(id)?.unregulated === true;
