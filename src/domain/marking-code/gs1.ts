/** A marking code written by GS1 rules: 01 GTIN 21 serial, then a crypto part and whatever else (§1.2, §1.3, §6, §10). */
import { BASE_64, CSET_82, GS } from './alphabet.ts';
import { hasCheckDigit } from './check-digit.ts';
import { endsByCount, isFamiliar, joinElements, layoutsOf, splitElements, valueOf } from './elements.ts';
import { blockMrcOf, expiryOf, gramsOf, hintsOf, isWellFormed } from './fields.ts';
import { product } from './product.ts';
import { damaged, type Damage, type Element, type Form, type Reading, type Repair, type Warning } from './types.ts';

/** Most characters of the fields that only a separator ends, 90 of any other (GS1 General Specifications §3.2): a longer one has swallowed what follows. */
const SERIAL_LIMIT = 20;
const LIMITS: Readonly<Record<string, number>> = { '10': 20, '21': SERIAL_LIMIT, '240': 30, '241': 30 };
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

  const code = joinElements(elements);
  const asScanned = judge(elements);
  const extra: Repair[] = code.length < text.length ? ['gs-extra'] : code.length > text.length ? ['gs-restored'] : [];
  const isUsual = (valueOf(elements, '21')?.length ?? 0) <= SERIAL_USUAL;
  if (isUsual && 'form' in asScanned && isCrypto(asScanned.form)) return toMark(elements, asScanned, extra);

  const [only, ...others] = layoutsOf(code);
  if (others.length > 0) return damaged('gs-lost');
  if (only !== undefined && joinElements(only) !== code) {
    const restored = judge(only);
    if ('form' in restored)
      return toMark(only, restored, [...extra.filter((repair) => repair === 'gs-extra'), 'gs-restored']);
  }
  return 'form' in asScanned ? toMark(elements, asScanned, extra) : damaged(asScanned.damage);
}

type Judgement = { readonly form: Form; readonly warnings: readonly Warning[] } | { readonly damage: Damage };

export const isCrypto = (form: Form): boolean => form !== 'ki-only' && form !== 'other';

const isFull = (form: Form): boolean => form === 'full-44' || form === 'full-88';

/** What the elements make: a form with its oddities, or the reason to scan again. */
function judge(elements: readonly Element[]): Judgement {
  const serial = valueOf(elements, '21') ?? '';
  const [key, signature, short] = ['91', '92', '93'].map((ai) => valueOf(elements, ai));
  if (new Set(elements.map(([ai]) => ai)).size < elements.length) return { damage: 'glued' };
  if (serial === '') return { damage: 'incomplete' };
  if (!elements.every(([, value]) => SERIAL.test(value))) return { damage: 'alphabet' };
  if (elements.some(([ai, value]) => value.length > (LIMITS[ai] ?? LIMIT))) return { damage: 'gs-lost' };

  // A signature without its key, or a key that runs on into 92, is a separator lost in an unknown layout.
  if (signature !== undefined && key === undefined && short === undefined) return { damage: 'gs-lost' };
  if (key !== undefined && /^.{4}92/.test(key)) return { damage: 'gs-lost' };
  if (key !== undefined && key.length < 4) return { damage: 'tail-length' };
  if (short !== undefined && short.length !== 4 && short.length !== 3) return { damage: 'tail-length' };
  const length = signature?.length ?? 0;
  if (length > SIGNATURE_STUB && length !== 44 && length !== 88) return { damage: 'tail-length' };

  const form = formOf(key, length, short);
  if (!isCrypto(form) && !elements.every(([ai]) => isFamiliar(ai))) return { damage: 'tail-length' };
  if (hidesField(serial) || (form === 'ki-only' && mayHideTail(serial))) return { damage: 'gs-lost' };

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
  return signatureLength === 44 ? 'full-44' : signatureLength === 88 ? 'full-88' : 'other';
}

/** No КИ of 14 to 19 characters is known, and one that ends like a tail may be a tail of an unknown layout. */
const mayHideTail = (serial: string): boolean =>
  (serial.length > SERIAL_USUAL && serial.length < SERIAL_LIMIT) || LOST_TAIL.test(serial);

/** Serials of the groups that use a field between КИ and crypto part, or may (§1.4). */
const SERIAL_LENGTHS = [6, 7, 8, 11, 12, SERIAL_USUAL];
const MIDDLE = /^(?:10|17|240|310[0-5]|7003|8005)$/;

/**
 * Whether a serial longer than any but that of cameras ends in fields that should stand behind a serial of known length. Only medicine has its batch
 * there: any two of the 20 digits of cameras could be a 10.
 */
function hidesField(serial: string): boolean {
  if (serial.length <= SERIAL_USUAL) return false;
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
  return hasCheckDigit(gtin) ? product(gtin, joinElements(elements)) : damaged('gtin');
}
