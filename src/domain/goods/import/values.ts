/** Cells of a file of goods, as people and programs write them. What has two readings has none: a wrong price sells wrongly. */
import { kopecks, type Kopecks } from '../../base/money.ts';
import type { Measure } from '../../base/quantity.ts';
import { hasCheckDigit } from '../../marking-code/check-digit.ts';
import type { VatRate } from '../../shop/taxation.ts';

/** A cell that Excel was told is a text (`="0123"`), and the apostrophe that keeps it from running a formula. */
export const unwrapped = (cell: string): string =>
  isPlain(cell)
    ? cell
    : cell
        .replace(/^="((?:[^"]|"")*)"$/, (_, inner: string) => inner.replaceAll('""', '"'))
        .replace(/^'(?=\s*[=+\-@])/, '')
        .replace(/\s+/g, ' ')
        .trim();

/** Most cells are, and one look at them takes a third of the time of making them so. */
const isPlain = (cell: string): boolean => !/^[='\s]|\s$|\s\s|[^\S ]/.test(cell);

export type ReadPrice =
  | { readonly kind: 'price'; readonly price: Kopecks }
  | { readonly kind: 'none' | 'zero' | 'negative' | 'unreadable' | 'ambiguous' };

/** So much no single thing of a small shop costs, kopecks; the ККТ takes ten digits. */
const mostPrice = 99_999_999_99;

/**
 * «1 234,50», «1234.5», «1,234.50», «89 руб. 90 коп.» is not read. `isNumber`: a spreadsheet's own number, which may come as 89.99000000000001. A comma or a dot
 * before exactly three digits stands for thousands or for parts, which nobody can tell.
 */
export function readPrice(cell: string, isNumber = false): ReadPrice {
  const text = cell.replace(/[\s\u00a0\u202f'’]/g, '').replace(/(?:₽|руб(?:л[а-я]*)?\.?|р\.?|rub)$/i, '');
  if (text === '') return { kind: 'none' };
  if (/^[-−–]\d/.test(text)) return { kind: 'negative' };
  if (isNumber) return ofNumber(Number(text));
  const plain = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text);
  if (plain) {
    const [, whole = '', parts = ''] = plain;
    if (parts.length > 2 && /[1-9]/.test(parts.slice(2))) return { kind: 'ambiguous' };
    if (parts.length === 3) return { kind: 'ambiguous' };
    return ofNumber(Number(`${whole}.${parts.slice(0, 2) || '0'}`));
  }
  // Thousands apart by one sign, parts by the other: there is one reading.
  const grouped = /^(\d{1,3})((?:([.,])\d{3})(?:\3\d{3})*)([.,])(\d{1,2})$/.exec(text);
  if (grouped && grouped[3] !== grouped[4])
    return ofNumber(Number(`${grouped[1] ?? ''}${(grouped[2] ?? '').replace(/[.,]/g, '')}.${grouped[5] ?? '0'}`));
  return { kind: 'unreadable' };
}

function ofNumber(roubles: number): ReadPrice {
  if (!Number.isFinite(roubles)) return { kind: 'unreadable' };
  if (roubles < 0) return { kind: 'negative' };
  const rounded = Math.round(roubles * 100);
  // What a double cannot say exactly is off by far less than a hundredth of a kopeck.
  if (Math.abs(roubles * 100 - rounded) > 0.01) return { kind: 'ambiguous' };
  if (rounded === 0) return { kind: 'zero' };
  return rounded > mostPrice ? { kind: 'unreadable' } : { kind: 'price', price: kopecks(rounded) };
}

export interface ReadBarcodes {
  /** 14 digits each, as a card holds them. */
  readonly barcodes: readonly string[];
  /** Written by Excel as 4,607E+12: its digits are gone, and nobody may guess them. */
  readonly exponent?: string;
  /** Twelve digits: a zero before them was lost, or it is an American UPC; the barcode is the same. */
  readonly restored?: string;
  /** Digits that no scanner reads from goods: of another length, or with a wrong check digit. */
  readonly dropped: readonly string[];
}

const lengths: ReadonlySet<number> = new Set([8, 12, 13, 14]);

/** One or several barcodes in a cell. */
export function readBarcodes(cell: string): ReadBarcodes {
  const text = cell.replace(/\.0+$/, '');
  const together = text.replace(/[\s\u00a0\u202f]/g, '');
  if (together === '') return { barcodes: [], dropped: [] };
  // «4 607004 890017» is one; two whole ones side by side are two.
  const parts = /^\d{8,14}$/.test(together) ? [together] : text.split(/[\s,;|/]+/).filter(Boolean);
  // A comma may stand inside of «4,607E+12».
  if (/^\d+(?:[.,]\d+)?e\+?\d+$/i.test(together)) return { barcodes: [], dropped: [], exponent: together };
  const barcodes: string[] = [];
  const dropped: string[] = [];
  let restored: string | undefined;
  for (const part of parts) {
    if (lengths.has(part.length) && hasCheckDigit(part) && /[1-9]/.test(part)) {
      barcodes.push(part.padStart(14, '0'));
      if (part.length === 12) restored = part;
    } else dropped.push(part);
  }
  return { barcodes: [...new Set(barcodes)], dropped, ...(restored !== undefined && { restored }) };
}

/** The rate of VAT; 20 % is 22 % since 2026 (425-ФЗ; law-2026.md §4). `unknown`: something else stands there. */
export function readVat(cell: string): { readonly vat?: VatRate; readonly was20?: true; readonly isUnknown?: true } {
  const text = cell.toLowerCase().replace(/[\s\u00a0%]|ндс|vat|_/g, '');
  if (text === '') return {};
  if (/^(?:без|нет|необлагается|no|none|-)/.test(text)) return { vat: 'none' };
  // A spreadsheet keeps 10 % as 0.1.
  const share = /^0[.,](\d{1,2})$/.exec(text)?.[1];
  const rate = share === undefined ? /^(\d{1,2})(?:[.,]0+)?$/.exec(text)?.[1] : String(Number(share.padEnd(2, '0')));
  switch (rate) {
    case '20':
      return { vat: '22', was20: true };
    case '22':
    case '10':
    case '0':
    case '5':
    case '7':
      return { vat: rate };
    default:
      return { isUnknown: true };
  }
}

/** Names and codes (ОКЕИ) of units; the rest of what is counted is a piece. */
const units: ReadonlyArray<readonly [Measure, RegExp]> = [
  ['kilogram', /^(?:кг|килограмм?|kg|166)/],
  ['gram', /^(?:г|гр|грамм?|g|163)(?:\.|$|[а-я])/],
  ['millilitre', /^(?:мл|миллилитр|ml|111)/],
  ['litre', /^(?:л|литр|l|lt|112)(?:\.|$|[а-я])/],
  ['metre', /^(?:м|метр|m|006|6)(?:\.|$|ет)/],
  ['piece', /^(?:шт|штук|ед|уп|упак|пач|пар|комп|компл|набор|бут|бан|кор|рул|блок|pcs?|piece|796|778|715|839)/],
];

/** `unknown`: a word that names no unit of a small shop; then the goods are sold by the piece. */
export function readUnit(cell: string): { readonly measure?: Measure; readonly isUnknown?: true } {
  const text = cell.toLowerCase().replaceAll('ё', 'е').trim();
  if (text === '') return {};
  const measure = units.find(([, words]) => words.test(text))?.[0];
  return measure === undefined ? { isUnknown: true } : { measure };
}

/** Product groups of ГИС МТ (online-check.md §5.6) as 1С, МойСклад and people call them. */
const markedGroups: ReadonlyArray<readonly [number, RegExp]> = [
  [22, /безалкогольн.*пив|nabeer|non_?alcohol/],
  [23, /соки|соков|безалкогольн|soft_?drinks/],
  [15, /пив|слабоалк|сидр|beer/],
  [11, /алкогол|крепк|alcohol/],
  [50, /электронн.*сигарет|устройств.*нагрев|nicotine_?dev/],
  [16, /никотин|ncp|nicotine/],
  [12, /альтернативн.*табач|otp/],
  [3, /табак|табач|сигарет|tobacco/],
  [8, /молоч|milk/],
  [4, /дух|туалетн|парфюм|perfum/],
  [13, /вода|воды|water/],
  [2, /обув|shoes/],
  [1, /одежд|легк.*пром|бель|(?<![a-z])lp(?![a-z])|clothes/],
  [5, /шин|tires/],
  [6, /фото|electronics/],
  [26, /ветеринар|vetpharma/],
  [10, /медицинск|wheelchair/],
  [7, /лекарств|pharma(?!raw)/],
  [43, /моторн|техническ.*масл|autofluids/],
  [33, /масл.*раст|раст.*масл|vegetable/],
  [32, /консерв|conserve/],
  [21, /икра|морепрод|seafood/],
  [17, /бад|биологич|(?<![a-z])bio/],
  [55, /кормов.*добав/],
  [20, /корм|petfood/],
  [19, /антисепт|antiseptic|sanitizer/],
  [9, /велосипед|bicycle/],
  [35, /космет|бытов.*хими|chemistry/],
  [27, /игруш|toys/],
  [45, /сладост|кондитер|sweets/],
  [37, /бакале|grocery/],
  [52, /полуфабрик|заморо/],
  [25, /мясн|meat/],
  [39, /строит|construction/],
  [54, /товары для дома/],
  [28, /радиоэл|radio/],
  [51, /ноутбук|смартфон/],
];

/** Whether goods are sold by their marking code, and of which group they are. */
export function readMarking(cell: string): {
  readonly isMarked?: boolean;
  readonly group?: number;
  readonly isUnknown?: true;
} {
  const text = cell.toLowerCase().replaceAll('ё', 'е').trim();
  if (text === '') return {};
  if (/^(?:нет|не |без |0$|-$|no$|false|not|ложь|немарк)/.test(text)) return { isMarked: false };
  if (/^(?:да|есть|1$|\+$|yes|true|истина|маркир|подлежит)/.test(text)) return { isMarked: true };
  const group = markedGroups.find(([, words]) => words.test(text))?.[0];
  return group === undefined ? { isUnknown: true } : { isMarked: true, group };
}
