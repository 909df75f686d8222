/** How the group separators of a code came through the scanner: lost, as words, as digits or as another character. */
import { GS } from './alphabet.ts';
import type { Finding } from './finding.ts';
import { standInOf, type MarkingCode, type Repair } from './index.ts';
import { GS_CONTROL, GS_DIGITS, GS_TEXT, REPAIRS } from './normalise.ts';

/** `body` after the repairs of text among `repairs`. */
export const mended = (body: string, repairs?: readonly Repair[]): string =>
  REPAIRS.filter(([repair]) => repairs?.includes(repair) ?? true).reduce((text, [, apply]) => apply(text), body);

/** AIs before which `code` has a separator and `scanned` has none; nothing where the two do not run alike. */
export function lostBefore({ code, elements }: MarkingCode, scanned: string): string[] {
  const lost: string[] = [];
  let at = 0;
  let place = 0;
  for (const [ai, value] of elements) {
    const isSeparated = code[place] === GS;
    if (isSeparated && scanned[at] !== GS) lost.push(ai);
    while (scanned[at] === GS) at++;
    const field = ai + value;
    if (!scanned.startsWith(field, at)) return [];
    at += field.length;
    place += field.length + (isSeparated ? 1 : 0);
  }
  return lost;
}

/** A separator is followed by an AI, which tells it from the same characters inside a serial. */
export const GS_TEXT_BEFORE_AI = new RegExp(`(?:${GS_TEXT.source})(?=9[123]|8005|240|310[0-5]|7003|10|17)`, 'i');

export function separatorTexts(body: string, offset: number): readonly Finding[] {
  const standIn = standInOf(body);
  const [first] = standIn
    ? [{ kind: 'separator-text', token: standIn.token, at: offset + standIn.at } as const]
    : [GS_TEXT_BEFORE_AI, GS_TEXT].flatMap((pattern) => separatorAt(body, offset, pattern));
  if (first === undefined) return [];
  // Whoever writes \x1d, \u001d or _x001D_ writes that letter small.
  const isInverted = first.kind === 'separator-text' && /^(?:\\[UX]|_X)/.test(first.token);
  return isInverted ? [{ kind: 'caps-lock', proof: first.token }, first] : [first];
}

export function separatorDigits(body: string, offset: number, { ki, repairs }: MarkingCode): readonly Finding[] {
  const whole = mended(body, repairs);
  const digits = GS_DIGITS.find((pattern) => whole.replace(pattern, GS).startsWith(ki + GS));
  // A first zero put back is no character of the scan.
  return digits === undefined ? [] : separatorAt(whole, offset - (whole.length - body.length), digits);
}

function separatorAt(body: string, offset: number, pattern: RegExp): readonly Finding[] {
  const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(body);
  return match === null ? [] : [{ kind: 'separator-text', token: match[0], at: offset + match.index }];
}

const GS_CONTROL_FIRST = new RegExp(GS_CONTROL.source);

export function separatorCharacters(body: string, offset: number): readonly Finding[] {
  const { token, at } = standInOf(body) ?? {
    token: GS_CONTROL_FIRST.exec(body)?.[0] ?? '',
    at: body.search(GS_CONTROL),
  };
  return at < 0 ? [] : [{ kind: 'separator-character', character: token, at: offset + at }];
}
