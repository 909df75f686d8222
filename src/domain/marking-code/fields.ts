/** What the fields beside the crypto part say in plain data (reference/marking-codes.md §1.4, §6). */
import { isCounted, valueOf } from './elements.ts';
import type { Element } from './types.ts';

/** Whether a field has the form its AI promises; of dates, whether there is such a day. */
export const isWellFormed = ([ai, value]: Element): boolean =>
  isCounted(ai, value) !== false && ((ai !== '17' && ai !== '7003') || moment(value) !== undefined);

/** Last day, or last minute where 7003 tells it, in the shop's own time: `2026-11-12`, `2026-11-12T14:00`. */
export function expiryOf(elements: readonly Element[]): string | undefined {
  const value = valueOf(elements, '7003') ?? valueOf(elements, '17');
  return value === undefined ? undefined : moment(value);
}

/** YYMMDD or YYMMDDHHMM of this century: nothing on sale has a date of another. */
function moment(text: string): string | undefined {
  const [, year, month, date, hour, minute] = /^(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d))?$/.exec(text) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const days = new Date(Date.UTC(2000 + Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(date) > days) return undefined;
  // Day 00 stands for the last of the month (GS1 General Specifications §3.4.7).
  const day = `20${year}-${month}-${date === '00' ? String(days) : date}`;
  if (hour === undefined || minute === undefined) return day;
  return Number(hour) < 24 && Number(minute) < 60 ? `${day}T${hour}:${minute}` : undefined;
}

/** Net weight of AI 310n, kilograms with n decimals, in grams; undefined where that is no whole number above zero. */
export function gramsOf(elements: readonly Element[]): number | undefined {
  const [ai, value] = elements.find(([name]) => /^310[0-5]$/.test(name)) ?? [];
  if (ai === undefined || value === undefined || !/^\d{6}$/.test(value)) return undefined;
  const grams = (Number(value) * 1000) / 10 ** Number(ai[3]);
  return grams > 0 && Number.isInteger(grams) ? grams : undefined;
}

/** МРЦ of a block, kopecks. Whole roubles: anything else is no price (§1.5). */
export function blockMrcOf(elements: readonly Element[]): number | undefined {
  const value = valueOf(elements, '8005');
  const kopecks = value !== undefined && isWellFormed(['8005', value]) ? Number(value) : 0;
  return kopecks > 0 && kopecks % 100 === 0 ? kopecks : undefined;
}

/** Product groups of ГИС МТ (reference/online-check.md §5.6). */
const PHARMA = 7;
const MILK = 8;
const TOBACCO = 3;

/** Product groups that the structure of a GS1 code points to (§1.4); none for most codes. */
export function hintsOf(elements: readonly Element[]): readonly number[] {
  const has = (ai: string): boolean => valueOf(elements, ai) !== undefined;
  const serialLength = valueOf(elements, '21')?.length;
  if (has('8005') && serialLength === 7) return [TOBACCO];
  if (has('7003') || (gramsOf(elements) !== undefined && serialLength === 6 && has('93'))) return [MILK];
  if (has('10') && has('17')) return [PHARMA];
  return [];
}
