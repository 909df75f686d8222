/** A marking code written by GS1 rules: 01 GTIN 21 serial, then a crypto part and whatever else (§1.2, §1.3, §6, §10). */
import { own } from '../base/own.ts';
import { BASE_64, CSET_82, GS } from './alphabet.ts';
import { hasCheckDigit } from './check-digit.ts';
import { endsByCount, isCounted, isFamiliar, joinElements, layoutsOf, splitElements, valueOf } from './elements.ts';
import { blockMrcOf, expiryOf, gramsOf, hintsOf, isWellFormed } from './fields.ts';
import { product } from './product.ts';
import { damaged, type Damage, type Element, type Form, type Reading, type Repair, type Warning } from './types.ts';

/** Most characters of the fields that only a separator ends, 90 of any other (GS1 General Specifications §3.2): a longer one has swallowed what follows. */
const SERIAL_LIMIT = 20;
const LIMITS: Readonly<Record<string, number>> = {
  '10': 20,
  '21': SERIAL_LIMIT,
  '240': 30,
  '241': 30,
  '30': 8,
  '37': 8,
};
const LIMIT = 90;
/** The longest serial of a group on sale, but for the 20 of cameras (§1.4). A longer one may have swallowed a field. */
const SERIAL_USUAL = 13;
/** A 92 longer than half of the shorter signature is that signature cut or grown; a shorter one is a form we do not know. */
export const SIGNATURE_STUB = 22;

const SERIAL = new RegExp(`^[${CSET_82}]+$`);
const CRYPTO = new RegExp(`^[${BASE_64}]*$`);
const LOST_TAIL = new RegExp(`^.{5,}9[13][${BASE_64}]{4}$`);

/** Reads an element string; undefined when it has no GTIN, so that it is no code of goods at all. */
export function readGs1(text: string): Reading | undefined {
  if (!/^01\d{14}/.test(text) && !text.includes(GS)) return undefined;
  const elements = splitElements(text);
  const gtin = elements && valueOf(elements, '01');
  if (elements === undefined || gtin === undefined) return undefined;
  if (valueOf(elements, '21') === undefined) return readProduct(elements, gtin);

  if (isGluedTo(elements)) return damaged('glued');
  const code = joinElements(elements);
  // A scanner that sent every separator has lost none inside the serial.
  const isSeparated = text.includes(GS) && code.length <= text.length;
  const asScanned = judge(elements, isSeparated);
  const extra = separatorRepairs(text, code);
  const serial = valueOf(elements, '21') ?? '';
  if (
    (serial.length <= SERIAL_USUAL || (isSeparated && isNumber(serial))) &&
    'form' in asScanned &&
    isCrypto(asScanned.form)
  )
    return toMark(elements, asScanned, extra);

  const [only, ...others] = layoutsOf(code);
  if (others.length > 0) return damaged('gs-lost');
  if (only !== undefined && joinElements(only) !== code) {
    const restored = judge(only, false);
    if ('form' in restored)
      return toMark(only, restored, [...extra.filter((repair) => repair === 'gs-extra'), 'gs-restored']);
  }
  return 'form' in asScanned ? toMark(elements, asScanned, extra) : damaged(asScanned.damage);
}

/** `code` is the scanned `text` with every separator that belongs there, and no other. */
function separatorRepairs(text: string, code: string): Repair[] {
  if (code.length < text.length) return ['gs-extra'];
  return code.length > text.length ? ['gs-restored'] : [];
}

/** The GTIN and the rest of a pack, whole or as people see it. */
const PACK = /^\d{14}.{7}(?:.{4}){0,2}$/;
const BARCODE = /^\d{12,14}$/;
/** Of AIs that belong to companies eight digits are a field as well as an EAN-8. */
const SHORT_BARCODE = /^(?!9)\d{8}$/;

const isPack = (text: string): boolean => PACK.test(text) && hasCheckDigit(text.slice(0, 14));
const isCode = (text: string): boolean =>
  ((text.length === 8 || BARCODE.test(text)) && hasCheckDigit(text)) || isPack(text);

/** 11 to 17 are dates, but for 14, which is nothing (GS1 General Specifications §3.2): the digits of a barcode as well. */
const isNoDay = ([ai, value]: Element): boolean => ai === '14' || (/^1[1-7]$/.test(ai) && !isWellFormed(['17', value]));
const isTwoBarcodes = (text: string): boolean =>
  [12, 13, 14].some((length) =>
    [text.slice(0, length), text.slice(length)].every((part) => BARCODE.test(part) && hasCheckDigit(part)),
  );

/** Whether a barcode or a pack stands before or behind the code, and its digits were read as fields that no marking code has there. */
function isGluedTo(elements: readonly Element[]): boolean {
  const isDated = valueOf(elements, '17') !== undefined;
  /** Fields that marking codes do have (§1.2, §1.4), with the form they have: by chance these are the digits of a barcode. */
  const isUsual = (element: Element): boolean => {
    const [ai, value] = element;
    if (/^(?:7003|8005|310[0-5]|17)$/.test(ai)) return isCounted(ai, value) !== false;
    // It stands before 91, and at the end of a block only.
    if (ai === '240')
      return (
        valueOf(elements, '8005') !== undefined ||
        elements.findIndex(([name]) => name === '91') > elements.indexOf(element)
      );
    return ai === '10' ? isDated : /^9[13]$/.test(ai) && value.length === 4;
  };
  const isDate = (element: Element): boolean => element[0] !== '240' && isUsual(element);
  const isOther = (part: readonly Element[], isField: (element: Element) => boolean): boolean => {
    const text = part.map((element) => element.join('')).join('');
    if (BARCODE.test(text) && hasCheckDigit(text)) return !part.every(isField);
    const isKnown = part.every(([ai, value]) => isFamiliar(ai) && isCounted(ai, value) !== false);
    if (isKnown) return part.some(isNoDay) && isTwoBarcodes(text);
    if ((SHORT_BARCODE.test(text) && hasCheckDigit(text)) || isPack(text)) return true;
    // Three codes in one scan.
    return [8, 12, 13, 14, 29].some((length) => isCode(text.slice(0, length)) && isCode(text.slice(length)));
  };
  const start = elements.findIndex(([ai]) => ai === '01');
  const end = elements.findIndex(([ai]) => ai === '21') + 1;
  return (
    isOther(elements.slice(0, start), isDate) ||
    elements.some((_, i) => i >= end && isOther(elements.slice(i), isUsual))
  );
}

type Judgement = { readonly form: Form; readonly warnings: readonly Warning[] } | { readonly damage: Damage };

export const isCrypto = (form: Form): boolean => form !== 'ki-only' && form !== 'other';

export const isFull = (form: Form): boolean => form === 'full-44' || form === 'full-88';

/** What the elements make: a form with its oddities, or the reason to scan again. `isSeparated`: every separator that is due came. */
function judge(elements: readonly Element[], isSeparated: boolean): Judgement {
  const serial = valueOf(elements, '21') ?? '';
  const [key, signature, short] = ['91', '92', '93'].map((ai) => valueOf(elements, ai));
  const familiar = elements.map(([ai]) => ai).filter(isFamiliar);
  if (new Set(familiar).size < familiar.length) return { damage: 'glued' };
  if (serial === '') return { damage: 'incomplete' };
  if (!elements.every(([, value]) => SERIAL.test(value))) return { damage: 'alphabet' };
  if (elements.some(([ai, value]) => value.length > (own(LIMITS, ai) ?? LIMIT))) return { damage: 'gs-lost' };

  // A signature without its key, or a key that runs on into 92, is a separator lost in an unknown layout.
  if (signature !== undefined && key === undefined && short === undefined) return { damage: 'gs-lost' };
  if (key !== undefined && /^.{4}92/.test(key)) return { damage: 'gs-lost' };
  if (key !== undefined && key.length < 4) return { damage: 'tail-length' };
  if (short !== undefined && short.length !== 4 && short.length !== 3) return { damage: 'tail-length' };
  const length = signature?.length ?? 0;
  if (length > SIGNATURE_STUB && length !== 44 && length !== 88) return { damage: 'tail-length' };
  // Base64 ends there: the rest is another code, or two.
  if (length === 88 && signature?.charAt(43) === '=') return { damage: 'tail-length' };

  const form = formOf(key, length, short);
  if (!isCrypto(form) && !elements.every(([ai]) => isFamiliar(ai))) return { damage: 'tail-length' };
  if (hidesField(serial, isSeparated && isCrypto(form)) || (form === 'ki-only' && mayHideTail(serial)))
    return { damage: 'gs-lost' };

  const warnings: Warning[] = [];
  if (!hasCheckDigit(valueOf(elements, '01') ?? '')) warnings.push('gtin-check-digit');
  if (form === 'ki-only') warnings.push('no-tail');
  if (form === 'other') warnings.push('tail-length');
  if (![key, signature, short].every((value) => CRYPTO.test(value ?? ''))) warnings.push('tail-alphabet');
  if (isFull(form) && !signature?.endsWith(form === 'full-44' ? '=' : '==')) warnings.push('tail-padding');
  if (!elements.every(isWellFormed)) warnings.push('field-format');
  return { form, warnings };
}

function formOf(key: string | undefined, signatureLength: number, short: string | undefined): Form {
  if (key === undefined && signatureLength === 0 && short === undefined) return 'ki-only';
  if (key === undefined) return short?.length === 4 ? 'short-93' : 'other';
  if (key.length !== 4 || short !== undefined) return 'other';
  if (signatureLength === 44) return 'full-44';
  return signatureLength === 88 ? 'full-88' : 'other';
}

/** No КИ of 14 to 19 characters is known, and one that ends like a tail may be a tail of an unknown layout. */
const mayHideTail = (serial: string): boolean =>
  (serial.length > SERIAL_USUAL && serial.length < SERIAL_LIMIT) || LOST_TAIL.test(serial);

/** A serial of twenty digits, as cameras and foreign goods have it. */
const isNumber = (serial: string): boolean => serial.length === SERIAL_LIMIT && /^\d+$/.test(serial);

/** Serials of the groups that use a field between КИ and crypto part, or may (§1.4). */
const SERIAL_LENGTHS = [6, 7, 8, 11, 12, SERIAL_USUAL];
const MIDDLE = /^(?:10|17|240|310[0-5]|7003|8005)$/;

/**
 * Whether a serial longer than any but that of cameras ends in fields that should stand behind a serial of known length. Only medicine has its batch
 * there: any two of the 20 digits of cameras could be a 10. Nor do 20 digits between separators hide one: every seventieth serial of digits looks so.
 */
function hidesField(serial: string, isBetweenSeparators: boolean): boolean {
  if (serial.length <= SERIAL_USUAL) return false;
  if (isBetweenSeparators && isNumber(serial)) return false;
  return SERIAL_LENGTHS.some((length) =>
    splitElements(serial.slice(length))?.every(
      ([ai, value]) =>
        value !== '' &&
        MIDDLE.test(ai) &&
        isWellFormed([ai, value]) &&
        (ai !== '10' || length === SERIAL_USUAL || serial.length < SERIAL_LIMIT),
    ),
  );
}

function toMark(
  elements: readonly Element[],
  { form, warnings }: Extract<Judgement, { form: Form }>,
  repairs: readonly Repair[],
): Reading {
  const gtin = valueOf(elements, '01') ?? '';
  const serial = valueOf(elements, '21') ?? '';
  const [mrcKopecks, weightGrams, expires] = [blockMrcOf(elements), gramsOf(elements), expiryOf(elements)];
  return {
    kind: 'mark',
    mark: {
      code: joinElements(elements),
      ki: `01${gtin}21${serial}`,
      gtin,
      serial,
      form,
      elements,
      hints: hintsOf(elements),
      ...(mrcKopecks !== undefined && { mrcKopecks }),
      ...(weightGrams !== undefined && { weightGrams }),
      ...(expires !== undefined && { expires }),
      repairs,
      warnings,
    },
  };
}

/** A GTIN with nothing but fields of full count is a product barcode; with a field of open end it may hide a lost serial. */
function readProduct(elements: readonly Element[], gtin: string): Reading {
  if (!elements.every(endsByCount)) return damaged('incomplete');
  if (new Set(elements.map(([ai]) => ai)).size < elements.length) return damaged('glued');
  return hasCheckDigit(gtin) ? product(gtin, joinElements(elements)) : damaged('gtin');
}
