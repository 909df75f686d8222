import { showMoney, type Kopecks } from '../../domain/money.ts';

/** What happened, and what to do about it. */
export interface Advice {
  readonly what: string;
  readonly repair: string;
}

const date = new Intl.DateTimeFormat('ru-RU', { day: '2-digit', month: '2-digit', year: 'numeric' });
const day = new Intl.DateTimeFormat('ru-RU', { day: '2-digit', month: '2-digit' });
const time = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit' });

export const showDate = (at: number): string => date.format(at);
/** «18.11». */
export const showDay = (at: number): string => day.format(at);
export const showTime = (at: number): string => time.format(at);
export const showMoment = (at: number): string => `${date.format(at)} ${time.format(at)}`;
/** «12.11.2026 14:00» of `2026-11-12T14:00`; of midnight and of a whole day the date alone. */
export const showUntil = (until: string): string =>
  until.replace(
    /^(\d+)-(\d+)-(\d+)(?:T(.*))?$/,
    (_, year: string, month: string, date: string, time?: string) =>
      `${date}.${month}.${year}${time === undefined || time === '00:00' ? '' : ` ${time}`}`,
  );
export const roubles = (amount: Kopecks): string => `${showMoney(amount)} ₽`;

/** «1 позиция», «2 позиции», «5 позиций». */
export function counted(count: number, one: string, few: string, many: string): string {
  const tens = count % 100;
  const units = count % 10;
  if (tens > 10 && tens < 20) return `${count} ${many}`;
  if (units === 1) return `${count} ${one}`;
  return `${count} ${units > 1 && units < 5 ? few : many}`;
}

/** Age as a person says it: «только что», «5 мин», «3 ч», «2 дня». */
export function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'только что';
  if (minutes < 60) return `${minutes} мин`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ч`;
  return counted(Math.floor(minutes / 60 / 24), 'день', 'дня', 'дней');
}

/** What is left: «15 ч 20 мин», «40 мин». */
export function left(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} мин`;
  return [`${Math.floor(minutes / 60)} ч`, minutes % 60 > 0 ? `${minutes % 60} мин` : ''].filter(Boolean).join(' ');
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const quoted = (name: string): string => (name.includes('«') ? name : `«${name}»`);
