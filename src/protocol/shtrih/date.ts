/** Dates by the clock of the ККТ, which has no time zone (kkt-shtrih.md §2.1). Undefined: never set, or no such date. */
import { type ByteReader, le } from '../bytes.ts';

/** `2026-03-01`. */
export type LocalDate = string;
/** `2026-03-01T09:30`, or with seconds. ISO 8601 without a zone. */
export type LocalDateTime = string;

const two = (value: number): string => value.toString().padStart(2, '0');

const localDate = (year: number, month: number, day: number): LocalDate | undefined =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31 && year <= 99
    ? `20${two(year)}-${two(month)}-${two(day)}`
    : undefined;

/** Day, month, year: the device's own commands. */
export function dmyDate(reader: ByteReader): LocalDate | undefined {
  const [day, month, year] = [reader.uint(), reader.uint(), reader.uint()];
  return localDate(year, month, day);
}

/** Year, month, day: commands of the ФН. */
export function ymdDate(reader: ByteReader): LocalDate | undefined {
  const [year, month, day] = [reader.uint(), reader.uint(), reader.uint()];
  return localDate(year, month, day);
}

/** Day, month, year, hour, minute, second: the clock in the answer of 11h. */
export function clockTime(reader: ByteReader): LocalDateTime | undefined {
  const date = dmyDate(reader);
  const [hour, minute, second] = [reader.uint(), reader.uint(), reader.uint()];
  return date && `${date}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Year, month, day, hour, minute: DATE_TIME of the ФН. */
export function fnTime(reader: ByteReader): LocalDateTime | undefined {
  const date = ymdDate(reader);
  const [hour, minute] = [reader.uint(), reader.uint()];
  return date && `${date}T${two(hour)}:${two(minute)}`;
}

const fields = (text: string): number[] => text.split(/\D/).map(Number);

/** `2026-03-01` as day, month, year. Throws on what is no date of this century: a bug. */
export function dmyBytes(date: LocalDate): Uint8Array {
  const [year = 0, month = 0, day = 0] = fields(date);
  return Uint8Array.of(day, month, ...le(year - 2000, 1));
}

/** `09:30:00` as hour, minute, second. */
export function hmsBytes(time: string): Uint8Array {
  const [hour = 0, minute = 0, second = 0] = fields(time);
  return Uint8Array.of(hour, minute, second);
}
