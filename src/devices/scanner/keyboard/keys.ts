/** What a key of a scanner means, whatever layout and CapsLock the system holds: scanners type as if the layout were US. Pure. */
import { own } from '../../../domain/base/own.ts';

/** Group separator of GS1. */
export const GS = '\u001d';

/** What of the browser's `KeyboardEvent` is read. */
export type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'> & {
  getModifierState(name: 'CapsLock' | 'NumLock'): boolean;
};

const beside: Readonly<Record<string, readonly [plain: string, shift: string]>> = {
  Backquote: ['`', '~'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  IntlBackslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
  NumpadAdd: ['+', '+'],
  NumpadSubtract: ['-', '-'],
  NumpadMultiply: ['*', '*'],
  NumpadDivide: ['/', '/'],
  NumpadDecimal: ['.', '.'],
  NumpadComma: [',', ','],
  NumpadEqual: ['=', '='],
  NumpadParenLeft: ['(', '('],
  NumpadParenRight: [')', ')'],
};
const aboveDigits = ')!@#$%^&*(';

/** What a key types in the US layout; undefined where the browser does not tell which key it was (some Android keyboards). */
export function usCharacter(code: string, shift: boolean): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return shift && code.startsWith('Digit') ? aboveDigits.charAt(Number(digit)) : digit;
  return own(beside, code)?.[shift ? 1 : 0];
}

/**
 * What a key of the numeric pad means whatever NumLock, Shift and the region make of it (with NumLock off, 7 is Home); undefined for other keys.
 * With Ctrl, Alt or Meta it is no character: see `AltCode`.
 */
export function padCharacter({ code, ctrlKey, altKey, metaKey }: Key): string | undefined {
  return code.startsWith('Numpad') && !ctrlKey && !altKey && !metaKey ? usCharacter(code, false) : undefined;
}

/** The control character that a scanner sends as a key of its own: GS as F8 or Ctrl+], RS as Ctrl+^, US as Ctrl+_ (kkt-other.md §6.3). */
export function controlOf({ key, code, ctrlKey, shiftKey }: Key): string | undefined {
  if (key === 'F8') return GS;
  if (!ctrlKey) return key === GS ? GS : undefined;
  if (code === 'BracketRight') return GS;
  if (shiftKey && code === 'Digit6') return '\u001e';
  return shiftKey && code === 'Minus' ? '\u001f' : undefined;
}

/** Whether the key ends a scan: Enter, Tab, or CR and LF as Ctrl+M and Ctrl+J. */
export function terminatorOf({ key, code, ctrlKey }: Key): string | undefined {
  if (key === 'Enter') return '\r';
  if (key === 'Tab') return '\t';
  if (!ctrlKey) return undefined;
  if (code === 'KeyM') return '\r';
  return code === 'KeyJ' ? '\n' : undefined;
}

/** Digits typed on the numeric pad while Alt is held: some scanners send GS as Alt+029 or Alt+29, some every character so («ALT mode»). */
export class AltCode {
  #digits = '';

  press(code: string): void {
    this.#digits += /^Numpad(\d)$/.exec(code)?.[1] ?? '';
  }

  /** Alt came up: the ASCII character that the digits meant. Others are a person's: dashes, quotation marks. */
  release(): string | undefined {
    const code = Number(this.#digits);
    this.#digits = '';
    return code > 0 && code < 0x7f ? String.fromCharCode(code) : undefined;
  }
}
