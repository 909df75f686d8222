/** What a PIN looks like, how wrong ones are counted and what they cost. Pure: who keeps the count and who measures time is not known here. */

/** Attempts since the last right one. */
export interface PinAttempts {
  /** Each is counted before it is compared: a page killed in between has used it up. */
  readonly wrong: number;
  /** For how long nobody may try, ms of the time in which the till is open. No wall clock takes part: whoever sets it neither ends the wait nor stretches it. */
  readonly leftMs: number;
  /** The page that counts the wait down. One of several only, or it would go by several times as fast. */
  readonly page?: string | undefined;
}

export const noAttempts: PinAttempts = { wrong: 0, leftMs: 0 };

const triesBeforeWait = 5;
const minuteMs = 60_000;
/** After the first five, after the next five, after each five that follow. */
const waitsMs = [minuteMs, 5 * minuteMs, 30 * minuteMs];
const longestWaitMs = 30 * minuteMs;

/** How long nobody may try once so many were wrong in a row, ms. */
const waitAfter = (wrong: number): number =>
  wrong > 0 && wrong % triesBeforeWait === 0 ? (waitsMs[wrong / triesBeforeWait - 1] ?? longestWaitMs) : 0;

/** One attempt more; its page is the one that will count the wait down. */
export const oneMore = ({ wrong }: PinAttempts, page: string): PinAttempts => ({
  wrong: wrong + 1,
  leftMs: waitAfter(wrong + 1),
  page,
});

/** After `ms` of running of `page`. What another page counts down stays as it is. */
export const waited = (attempts: PinAttempts, page: string, ms: number): PinAttempts =>
  attempts.page === page ? { ...attempts, leftMs: Math.max(0, attempts.leftMs - Math.max(0, ms)) } : attempts;

/** How many tries are left before the next wait. */
export const triesLeft = ({ wrong }: PinAttempts): number => triesBeforeWait - (wrong % triesBeforeWait);

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** The record as it was stored, by this build or another. What cannot be read of a wait is the longest one: a broken record must not open what it guards. */
export function readAttempts(stored: unknown): PinAttempts {
  if (typeof stored !== 'object' || stored === null) return noAttempts;
  const { wrong, leftMs, page } = stored as Readonly<Record<keyof PinAttempts, unknown>>;
  return {
    wrong: isCount(wrong) ? Math.floor(wrong) : 0,
    leftMs: isCount(leftMs) ? Math.min(leftMs, longestWaitMs) : longestWaitMs,
    page: typeof page === 'string' ? page : undefined,
  };
}

/** Four to eight digits: what a keypad types. */
export const isPin = (text: string): boolean => /^\d{4,8}$/.test(text);

/** Sixteen digits, 53 bits: too many to be tried, and no keyboard layout spoils them. */
export const ownerCodeLength = 16;
export const isOwnerCode = (text: string): boolean => /^\d{16}$/.test(text);

/** What was typed, without the blanks between groups of digits. */
export const typedPin = (text: string): string => text.replace(/[\s-]/g, '');

/** «1234 5678 9012 3456», as it is written down. */
export const showOwnerCode = (code: string): string => code.replace(/\d{4}(?=\d)/g, '$& ');
