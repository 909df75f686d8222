/** What a scan tells about the scanner and its settings (reference/marking-codes.md §1.6): data for the scanner doctor. Pure. */
import { BASE_64, CSET_82, GS } from './alphabet.ts';
import { checkDigit, hasCheckDigit } from './check-digit.ts';
import { isFamiliar, splitElements, valueOf } from './elements.ts';
import { isWellFormed } from './fields.ts';
import type { Finding } from './finding.ts';
import { SIGNATURE_STUB } from './gs1.ts';
import {
  doubtOf,
  readScan,
  seamIn,
  type Damage,
  type Element,
  type MarkingCode,
  type Repair,
  type Scan,
  type Warning,
} from './index.ts';
import { trimEdges, typographyOf } from './normalise.ts';
import { fromRussianLayout } from './ru-layout.ts';
import {
  GS_TEXT_BEFORE_AI,
  lostBefore,
  mended,
  separatorCharacters,
  separatorDigits,
  separatorTexts,
} from './separators.ts';
import { decodeMrc } from './tobacco.ts';

export type { Finding, Part } from './finding.ts';

/** What is to be said about `scan`, which is what `text` reads as. Never empty; what hurts most comes first. */
export function diagnose(text: string, scan: Scan): readonly Finding[] {
  const meant = fromRussianLayout(text);
  if (meant !== undefined && isThroughLayout(scan, meant)) {
    const rest = diagnose(meant, readScan(meant)).filter(({ kind }) => kind !== 'fine');
    return [{ kind: 'russian-layout', letters: text.replace(/[^а-яё]/gi, '') }, ...rest];
  }
  const findings = [...(framed(text, scan) ?? faultsOf(text, scan)), ...edgeFindings(text)];
  return findings.every(({ kind }) => kind === 'aim') ? [{ kind: 'fine' }, ...findings] : findings;
}

function isThroughLayout(scan: Scan, meant: string): boolean {
  if (scan.kind === 'mark') return scan.mark.repairs.includes('ru-layout');
  if (scan.kind === 'damaged') return scan.damage === 'layout';
  const inLayout = readScan(meant);
  return inLayout.kind !== 'other' || framed(meant, inLayout) !== undefined;
}

function faultsOf(text: string, scan: Scan): readonly Finding[] {
  switch (scan.kind) {
    case 'mark':
      return [
        ...scan.mark.warnings.flatMap((warning) => warned(warning, scan.mark)),
        ...caseFindings(scan.mark),
        ...scan.mark.repairs.flatMap((repair) => undone(repair, text, scan.mark)),
      ];
    case 'product':
      return [{ kind: 'not-a-mark', what: 'product' }];
    case 'damaged':
      return broken(scan.damage, text);
    case 'other':
      return scan.form === 'text' ? unread(text) : [{ kind: 'not-a-mark', what: scan.form }];
  }
}

// ── Around the code

/** CapsLock turns the letter over: DataMatrix is d, GS1-128 is C, QR is Q (ISO/IEC 15424). */
const INVERTED_AIM = /^\][Dcq]/;

function edgeFindings(text: string): readonly Finding[] {
  const { prefix, suffix } = trimEdges(text);
  const ids = prefix.match(/\][A-Za-z]\d/g) ?? [];
  const before = prefix.replace(/\][A-Za-z]\d/g, '');
  const after = suffix.replace(/[\r\n\t]+$/, '');
  const findings: Finding[] = [...new Set(ids)].flatMap((id): Finding[] => [
    ...(INVERTED_AIM.test(id) ? [{ kind: 'caps-lock', proof: id } as const] : []),
    { kind: 'aim', id },
  ]);
  if (before !== '') findings.push({ kind: 'prefix', text: before });
  if (after !== '') findings.push({ kind: 'suffix', text: after });
  return findings;
}

/** A programmed prefix or suffix is a code identifier or a sign or two; more is another code. */
const LONGEST_FRAME = 3;

/** A КИ may have swallowed its tail and a suffix; what is known to be another thing is that. */
function mayBeFramed(scan: Scan): boolean {
  if (scan.kind === 'mark') return scan.mark.warnings.includes('no-tail');
  return (
    (scan.kind === 'damaged' && scan.damage !== 'gs-unclear' && scan.damage !== 'glued') ||
    (scan.kind === 'other' && scan.form === 'text')
  );
}

/**
 * Printable characters that the scanner adds. The reader must take them for data; here a whole code that is left without the fewest of them
 * tells what they are. Undefined where none is.
 */
function framed(text: string, scan: Scan): readonly Finding[] | undefined {
  if (!mayBeFramed(scan)) return undefined;
  const { text: body, prefix } = trimEdges(text);
  for (let length = 1; length <= 2 * LONGEST_FRAME; length++) {
    for (let front = Math.min(length, LONGEST_FRAME); front >= 0 && length - front <= LONGEST_FRAME; front--) {
      const [before, inner, after] = [
        body.slice(0, front),
        body.slice(front, body.length - length + front),
        body.slice(body.length - length + front),
      ];
      if (isWhole(inner, before, after)) return inFrame(before, inner, after, prefix.length);
    }
  }
  // So many digits in their places are where a code begins, whatever ails the rest of it.
  const start = body.slice(0, LONGEST_FRAME + 18).search(/01\d{14}21/);
  return start > 0 ? inFrame(body.slice(0, start), body.slice(start), '', prefix.length) : undefined;
}

const IN_CODE = new RegExp(`^[${CSET_82}]`);

/** Whether `inner` is a code that neither misses anything nor can go on with `after`. */
function isWhole(inner: string, before: string, after: string): boolean {
  const scan = readScan(inner);
  if (scan.kind === 'damaged') return scan.damage === 'gs-unclear' && !/^\W?\d/.test(after);
  // Digits around a barcode are a misread one; fourteen are also how a pack begins that was cut.
  if (scan.kind === 'product')
    return !/\d/.test(before + after) && !(scan.barcode.length === 14 && IN_CODE.test(after));
  if (scan.kind !== 'mark' || scan.mark.warnings.length > 0 || scan.mark.repairs.includes('doubled')) return false;
  const { form, code, mrcKopecks } = scan.mark;
  // A price shows that it is a pack: by its check digit alone every tenth code would hold one.
  if (form === 'pack') return mrcKopecks !== undefined || decodeMrc(code.slice(21, 25)) === 0;
  // Digits behind the fields of GS1, with their separator or without, are one more that was cut.
  return !/^\W?\d/.test(after);
}

function inFrame(before: string, inner: string, after: string, offset: number): readonly Finding[] {
  const start = offset + before.length;
  const faults = [...faultsOf(inner, readScan(inner)), ...edgeFindings(inner)];
  return [
    ...(before === '' ? [] : [{ kind: 'prefix', text: before, breaks: true } as const]),
    ...(after === '' ? [] : [{ kind: 'suffix', text: after, breaks: true } as const]),
    ...faults.map((fault) => ('at' in fault && fault.at !== undefined ? { ...fault, at: fault.at + start } : fault)),
  ];
}

// ── A mark with repairs and warnings

function undone(repair: Repair, text: string, mark: MarkingCode): readonly Finding[] {
  const { text: body, prefix } = trimEdges(text);
  switch (repair) {
    case 'gs-restored':
      return [{ kind: 'separator-lost', before: lostBefore(mark, mended(body, mark.repairs)) }];
    case 'gs-text':
      return separatorTexts(body, prefix.length);
    case 'gs-digits':
      return separatorDigits(body, prefix.length, mark);
    case 'gs-control':
      return separatorCharacters(body, prefix.length);
    case 'gs-extra':
      return [{ kind: 'separator-extra' }];
    case 'escaped':
      return [{ kind: 'escaped' }];
    case 'typography':
      return [{ kind: 'typography', characters: typographyOf(body) }];
    case 'hri':
      return [{ kind: 'typed-from-label' }];
    case 'lead-zero':
      return [{ kind: 'lead-zero-lost' }];
    case 'doubled':
      return [{ kind: 'doubled', ...seamAt(body, prefix.length) }];
    case 'prefix':
    case 'ru-layout':
      return []; // told by `edgeFindings` and `diagnose`
  }
}

function warned(warning: Warning, { gtin, elements, code, form, ki }: MarkingCode): readonly Finding[] {
  switch (warning) {
    case 'gtin-check-digit':
      return [badCheckDigit(gtin)];
    case 'no-tail':
      return [{ kind: 'no-tail', ...(elements.length === 0 && { missing: PACK_LENGTH - code.length }) }];
    case 'tail-length':
      return misfits(elements);
    case 'tail-alphabet':
      return [
        {
          kind: 'foreign-characters',
          characters:
            form === 'pack' ? without(code.slice(ki.length), CSET_82) : without(tailOf(elements).join(''), BASE_64),
        },
      ];
    case 'tail-padding': {
      const signature = valueOf(elements, '92') ?? '';
      const pluses = /\++$/.exec(signature)?.[0];
      return [
        pluses === undefined
          ? { kind: 'odd-padding', end: signature.slice(-2) }
          : { kind: 'shift-held', proof: pluses },
      ];
    }
    case 'field-format':
      return elements
        .filter((element) => !isWellFormed(element))
        .map(([ai, value]) => ({ kind: 'odd-field', ai, value }));
  }
}

const PACK_LENGTH = 29;
const CRYPTO_AIS = ['91', '92', '93'] as const;
const tailOf = (elements: readonly Element[]): string[] => CRYPTO_AIS.map((ai) => valueOf(elements, ai) ?? '');

/** Characters of `text` outside `alphabet`, each once. */
const without = (text: string, alphabet: string): string =>
  [...new Set(text.replace(new RegExp(`[${alphabet}]`, 'g'), ''))].join('');

/** So many letters of base64 in one case come by chance once in a million. */
const TELLING_LETTERS = 20;

function caseFindings({ elements }: MarkingCode): readonly Finding[] {
  const letters = (valueOf(elements, '92') ?? '').replace(/[^A-Za-z]/g, '');
  if (letters.length < TELLING_LETTERS) return [];
  if (letters === letters.toUpperCase()) return [{ kind: 'one-case', letters: 'upper' }];
  return letters === letters.toLowerCase() ? [{ kind: 'one-case', letters: 'lower' }] : [];
}

const seamAt = (body: string, offset: number): { readonly at?: number } => {
  const seam = seamIn(body);
  return seam === undefined ? {} : { at: offset + seam };
};

// ── A scan to be repeated

function broken(damage: Damage, text: string): readonly Finding[] {
  const { text: body, prefix } = trimEdges(text);
  const clean = mended(body);
  // How separators come is worth telling of a broken code, too.
  const separators = GS_TEXT_BEFORE_AI.test(body) ? separatorTexts(body, prefix.length) : [];
  switch (damage) {
    case 'gs-lost':
      return [{ kind: 'separator-lost', before: [] }, ...separators];
    case 'gs-unclear': {
      const token = doubtOf(body);
      return [{ kind: 'separator-unclear', ...(token !== undefined && { token }) }];
    }
    case 'ambiguous':
      return [{ kind: 'ambiguous' }, ...separators];
    case 'tail-length':
      return [...misfits(splitElements(clean) ?? []), ...separators];
    case 'gtin':
      return [badCheckDigit(clean.slice(clean.length === PACK_LENGTH ? 0 : 2).slice(0, 14))];
    case 'alphabet':
      return [foreign(body, prefix.length), ...separators];
    case 'layout':
      return [{ kind: 'russian-layout', letters: text.replace(/[^а-яё]/gi, '') }];
    case 'glued':
      return [{ kind: 'glued', ...seamAt(body, prefix.length) }];
    case 'framed': // `framed` told what stands there, unless the code in it is another one
    case 'incomplete':
      return [cutOff(clean), ...separators];
  }
}

const FOREIGN = new RegExp(`[^${CSET_82}${GS}]`);

function foreign(body: string, offset: number): Finding {
  const characters = without(body, CSET_82 + GS);
  if (characters !== '') return { kind: 'foreign-characters', characters, at: offset + body.search(FOREIGN) };
  // Brackets are data everywhere but in the МРЦ of a pack; else a field has no value at all.
  const mrc = body.slice(21, 25);
  const brackets = mrc.replace(/[^()]/g, '');
  return brackets === ''
    ? { kind: 'odd-tail' }
    : { kind: 'foreign-characters', characters: brackets, at: offset + 21 + mrc.search(/[()]/) };
}

/** What is wrong with the lengths of the crypto part: 91 and 93 have 4 characters, 92 has 44 or 88 (§1.3). */
function misfits(elements: readonly Element[]): readonly Finding[] {
  const [key, signature, short] = CRYPTO_AIS.map((ai) => valueOf(elements, ai));
  const findings = [...misfit('91', key, 4), ...misfit('93', short, 4)];
  // The nearer of the two lengths is the likelier.
  if (signature !== undefined && signature.length > SIGNATURE_STUB)
    findings.push(...misfit('92', signature, signature.length < (44 + 88) / 2 ? 44 : 88));
  if (key !== undefined && signature === undefined && short === undefined)
    findings.push({ kind: 'cut', part: '92', length: 0 });
  if (findings.length > 0) return findings;
  const unknown = elements
    .filter(([ai]) => !isFamiliar(ai))
    .map(([ai, value]): Finding => ({ kind: 'odd-field', ai, value }));
  return unknown.length > 0 ? unknown : [{ kind: 'odd-tail' }];
}

function misfit(part: '91' | '92' | '93', value: string | undefined, due: number): Finding[] {
  if (value === undefined || value.length === due) return [];
  const { length } = value;
  return [
    length < due
      ? { kind: 'cut', part, length, missing: due - length }
      : { kind: 'extended', part, length, extra: length - due },
  ];
}

/** A code that ends before its fields can be told. */
function cutOff(code: string): Finding {
  const { length } = code;
  const isPack = hasCheckDigit(code.slice(0, 14)) && !/^01\d{14}/.test(code) && !code.includes(GS);
  if (!isPack) return { kind: 'cut', part: 'code', length };
  return length < PACK_LENGTH
    ? { kind: 'cut', part: 'pack', length, missing: PACK_LENGTH - length }
    : { kind: 'extended', part: 'pack', length, extra: length - PACK_LENGTH };
}

const badCheckDigit = (digits: string): Finding => ({
  kind: 'check-digit',
  digits,
  expected: checkDigit(digits.slice(0, -1)),
});

// ── No code at all

/** The signs above the digits 0 to 9 of the US and of the Russian layout. */
const SHIFTED_DIGITS = [')!@#$%^&*(', ')!"№;%:?*('];

function unread(text: string): readonly Finding[] {
  const { text: body } = trimEdges(text);
  const digits = body.replace(/^[}Ъ]\D\D/, '');
  for (const signs of SHIFTED_DIGITS) {
    const meant = Array.from(digits, (sign) => (signs.includes(sign) ? String(signs.indexOf(sign)) : sign)).join('');
    const [, gtin] = /^01(\d{14})21/.exec(meant) ?? [];
    if (!/\d/.test(digits) && hasCheckDigit(gtin ?? (BARCODE.test(meant) ? meant : '')))
      return [{ kind: 'shift-held', proof: digits.slice(0, (gtin?.length ?? meant.length - 4) + 4) }];
  }
  return BARCODE.test(body) ? [badCheckDigit(body)] : [{ kind: 'not-a-mark', what: 'text' }];
}

const BARCODE = /^(?:\d{8}|\d{12,14})$/;
