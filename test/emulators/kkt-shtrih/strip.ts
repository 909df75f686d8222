/** The words on the paper, as a ШТРИХ-М prints them. */
import type { FiscalDocument } from './fn.ts';
import { isNegative, markLetters } from './marks.ts';
import type { Item, Receipt } from './receipt.ts';
import type { Tags } from './tags.ts';
import type { Clock } from './wire.ts';

/** What stands on every strip of this device. */
export interface Letterhead {
  readonly width: number;
  readonly clichés: readonly string[];
  readonly debugFn: boolean;
  readonly serial: string;
  readonly inn: string;
  readonly rnm: string;
  readonly user: string;
  readonly address: string;
  readonly place: string;
  readonly cashier: string;
  readonly fn: string;
  readonly at: Clock;
}

const two = (value: number): string => String(value).padStart(2, '0');
export const roubles = (kopecks: number): string =>
  `${String(Math.trunc(kopecks / 100))}.${two(Math.abs(kopecks % 100))}`;
const moment = ({ year, month, day, hours, minutes }: Clock): string =>
  `${two(day)}.${two(month)}.${two(year % 100)} ${two(hours)}:${two(minutes)}`;

const centre = (text: string, width: number): string =>
  `${' '.repeat(Math.max(0, Math.floor((width - text.length) / 2)))}${text}`;

/** Left and right on one line; on two where they do not fit. */
function ends(left: string, right: string, width: number): string[] {
  if (left.length + right.length < width) return [left + right.padStart(width - left.length)];
  return [...fold(left, width), right.padStart(width)];
}

/** A text in lines no longer than the paper. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let rest = text; rest !== '' || lines.length === 0;) {
    const end = lineEnd(rest, width);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return lines;
}

/** Where a line breaks: at a space, unless that would leave most of the line empty. */
function lineEnd(text: string, width: number): number {
  if (text.length <= width) return text.length;
  const space = text.lastIndexOf(' ', width);
  return space > width / 3 ? space : width;
}

const operations: Readonly<Record<1 | 2 | 3 | 4, string>> = {
  1: 'ПРИХОД',
  2: 'ВОЗВРАТ ПРИХОДА',
  3: 'РАСХОД',
  4: 'ВОЗВРАТ РАСХОДА',
};
const taxations: Readonly<Record<number, string>> = {
  1: 'ОСН',
  2: 'УСН ДОХОД',
  4: 'УСН ДОХОД-РАСХОД',
  8: 'ЕНВД',
  16: 'ЕСХН',
  32: 'ПСН',
};
const subjects: Readonly<Record<number, string>> = {
  1: 'ТОВАР',
  2: 'ПОДАКЦИЗНЫЙ ТОВАР',
  3: 'РАБОТА',
  4: 'УСЛУГА',
  30: 'АТМ',
  31: 'АТМ',
  32: 'ТМ',
  33: 'ТМ',
};
const methods: Readonly<Record<number, string>> = {
  1: 'ПРЕДОПЛАТА 100%',
  2: 'ПРЕДОПЛАТА',
  3: 'АВАНС',
  4: 'ПОЛНЫЙ РАСЧЕТ',
  5: 'ЧАСТИЧНЫЙ РАСЧЕТ И КРЕДИТ',
  6: 'ПЕРЕДАЧА В КРЕДИТ',
  7: 'ОПЛАТА КРЕДИТА',
};
const measures: Readonly<Record<number, string>> = {
  0: 'шт.',
  10: 'г',
  11: 'кг',
  12: 'т',
  20: 'см',
  21: 'дм',
  22: 'м',
  30: 'кв. см',
  31: 'кв. дм',
  32: 'кв. м',
  40: 'мл',
  41: 'л',
  42: 'куб. м',
};

function head(letterhead: Letterhead, title: readonly string[]): string[] {
  const { width, clichés, debugFn } = letterhead;
  return [
    ...clichés.flatMap((line) => fold(line, width)).map((line) => centre(line, width)),
    ...(debugFn ? ['НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ', 'ОТЛАДОЧНЫЙ ФН'].map((line) => centre(line, width)) : []),
    ...title.map((line) => centre(line, width)),
  ];
}

function foot(letterhead: Letterhead, document: FiscalDocument): string[] {
  const { width, serial, inn, rnm, user, address, place, cashier, fn, at } = letterhead;
  return [
    ...fold(`КАССИР: ${cashier}`, width),
    ...fold(user, width),
    ...fold(address, width),
    ...fold(`МЕСТО РАСЧЕТОВ: ${place}`, width),
    ...ends(`ЗН ККТ: ${serial}`, `СМЕНА: ${String(document.shift)}`, width),
    ...ends(`РН ККТ: ${rnm.trim()}`, `ИНН: ${inn}`, width),
    ...ends(moment(at), `ФН: ${fn}`, width),
    ...ends(`ФД: ${String(document.fd)}`, `ФП: ${String(document.fp).padStart(10, '0')}`, width),
    ...ends('САЙТ ФНС:', 'nalog.gov.ru', width),
    ...(letterhead.debugFn ? [centre('НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ', width)] : []),
  ];
}

/** The letters of marked goods before the name: with the result of the check, or for their subject (tag 1212) alone. */
function lettersOf({ bound, subject }: Item): string {
  if (bound?.kind === 'mark') return ` ${markLetters(bound.check.result)}`;
  return [30, 31, 32, 33].includes(subject) ? ' [М]' : '';
}

function itemLines(item: Item, number: number, width: number): string[] {
  const { name, printed, quantity, price, sum, vat, subject, method, tags, bound } = item;
  if (!printed) return [];
  const letters = lettersOf(item);
  const amount = `${(quantity / 1_000_000).toFixed(quantity % 1000 === 0 ? 3 : 6)} ${measures[Number(tags[2108] ?? 0)] ?? ''} X ${roubles(price)}`;
  const fraction = tags[1291] as Tags | undefined;
  const industry = tags[1260] as Tags | undefined;
  return [
    ...fold(`${String(number)}:${letters} ${name}`, width),
    ...ends(`   ${amount}`, `=${roubles(sum)}`, width),
    ...(fraction === undefined ? [] : [`   ЧАСТЬ ${String(fraction[1293])}/${String(fraction[1294])}`]),
    ...ends(`   ${vat.label}`, `${methods[method] ?? ''}`, width),
    ...(subjects[subject] === undefined ? [] : [`   ${subjects[subject]}`]),
    ...(bound?.kind === 'mark' ? fold(`   КТ: ${printable(Object.values(bound.check.form.goods).join())}`, width) : []),
    ...(bound?.kind === 'mark' && isNegative(bound.check.result) ? ['   КМ?'] : []),
    ...(industry === undefined
      ? []
      : fold(`ИНФ.ДОК ${[1262, 1263, 1264, 1265].map((tag) => String(industry[tag])).join(' ')}`, width)),
  ];
}

const printable = (text: string): string => text.replace(/[^\u0020-\u007e]/g, ' ');

export interface Payment {
  readonly name: string;
  readonly sum: number;
}

/** How a receipt was paid, and the text its closing brought. */
export interface Paid {
  readonly payments: readonly Payment[];
  readonly change: number;
  readonly text: string;
}

export function receiptStrip(
  letterhead: Letterhead,
  receipt: Receipt,
  document: FiscalDocument,
  { payments, change, text }: Paid,
): string[] {
  const { width } = letterhead;
  const received = payments.reduce((all, { sum }) => all + sum, 0);
  const title = receipt.correction ? 'КАССОВЫЙ ЧЕК КОРРЕКЦИИ' : 'КАССОВЫЙ ЧЕК';
  const { 1020: total = 0, 1055: taxation = 0, 1042: number = 0, 1008: buyer } = document.tags;
  return [
    ...head(letterhead, [`${title} / ${operations[receipt.operation]}`]),
    `ЧЕК: ${String(number)}`,
    ...receipt.items.flatMap((item, place) => itemLines(item, place + 1, width)),
    ...receipt.lines.flatMap((line) => fold(line, width)),
    ...ends('ИТОГ', `=${roubles(Number(total))}`, width),
    ...payments.flatMap(({ name, sum }) => ends(name, `=${roubles(sum)}`, width)),
    ...(change > 0
      ? [...ends('ПОЛУЧЕНО', `=${roubles(received)}`, width), ...ends('СДАЧА', `=${roubles(change)}`, width)]
      : []),
    ...[...receipt.vats()].flatMap(([{ label }, sum]) => ends(`СУММА ${label}`, `=${roubles(sum)}`, width)),
    ...(text === '' ? [] : fold(text, width)),
    `СНО: ${taxations[Number(taxation)] ?? ''}`,
    ...(buyer === undefined ? [] : ends('ЭЛ. АДР. ПОКУПАТЕЛЯ:', String(buyer), width)),
    ...foot(letterhead, document),
  ];
}

/** A fiscal document that is not a receipt. */
export function documentStrip(
  letterhead: Letterhead,
  title: string,
  document: FiscalDocument,
  rows: readonly (readonly [string, string])[],
): string[] {
  return [
    ...head(letterhead, [title]),
    ...rows.flatMap(([left, right]) => ends(left, right, letterhead.width)),
    ...foot(letterhead, document),
  ];
}

/** What is no fiscal document: reports without closing, money put in and taken out, cancelled receipts. */
export function plainStrip(
  letterhead: Letterhead,
  title: string,
  rows: readonly (readonly [string, string])[],
): string[] {
  const { width, cashier, serial, at } = letterhead;
  return [
    ...head({ ...letterhead, debugFn: false }, [title, 'НЕФИСКАЛЬНЫЙ ДОКУМЕНТ']),
    ...rows.flatMap(([left, right]) => ends(left, right, width)),
    ...fold(`КАССИР: ${cashier}`, width),
    ...ends(`ЗН ККТ: ${serial}`, moment(at), width),
  ];
}
