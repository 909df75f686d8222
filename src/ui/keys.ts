/**
 * Keys of a scanner that plays a keyboard, told from keys of a person. Pure: `reader.ts` feeds it.
 *
 * A scanner types as if the layout were US. The system may hold another layout or CapsLock, so beside the text of the field a second
 * one is kept, made of the keys themselves. It counts only when the keys gave the layout or CapsLock away; then the text that reads as
 * goods is right, keys first. Otherwise what was typed is what was sent.
 */

/** Group separator of GS1. */
export const GS = '\u001d';

/** Longest gap inside a scan. Scanners send a key in 1–30 ms, slow Bluetooth ones in up to 80; a person keeps below 100 for a few keys only. */
export const longestGapMs = 100;

/** Shortest scan: EAN-8. A person does not type eight keys with every gap below `longestGapMs`, and a held key is not counted. */
export const shortestBurst = 8;

const shifted: Readonly<Record<string, readonly [plain: string, shift: string]>> = {
  Backquote: ['`', '~'], Minus: ['-', '_'], Equal: ['=', '+'], BracketLeft: ['[', '{'], BracketRight: [']', '}'], Backslash: ['\\', '|'],
  IntlBackslash: ['\\', '|'], Semicolon: [';', ':'], Quote: ["'", '"'], Comma: [',', '<'], Period: ['.', '>'], Slash: ['/', '?'], Space: [' ', ' '],
  NumpadAdd: ['+', '+'], NumpadSubtract: ['-', '-'], NumpadMultiply: ['*', '*'], NumpadDivide: ['/', '/'], NumpadDecimal: ['.', '.'],
};
const aboveDigits = ')!@#$%^&*(';

/** What a key types in the US layout, whatever layout and CapsLock say; undefined where the key is not told (some Android keyboards). */
export function usCharacter(code: string, shift: boolean): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return shift && code.startsWith('Digit') ? aboveDigits.charAt(Number(digit)) : digit;
  return shifted[code]?.[shift ? 1 : 0];
}

/** One key that types a character. */
export interface Stroke {
  /** `event.code` and whether Shift is held, or the GS itself for those that send it as F8, Ctrl+] or Alt+029. */
  readonly character: string | undefined;
  /** Typed with CapsLock on, or something no code holds: the field does not say what was sent. */
  readonly bent: boolean;
  /** ms on any clock that does not jump: `event.timeStamp` counts when the key came, not when the page had time for it. */
  readonly at: number;
}

/** What stands behind an Enter. */
export interface Entered {
  /** The likely texts of one scan, best first; the text of the field is always among them. */
  readonly readings: readonly string[];
  /** Typed by a machine: at least `shortestBurst` keys and Enter, no gap above `longestGapMs`. */
  readonly burst: boolean;
  /** What stood in the field before the machine began. */
  readonly before: string;
}

/** Follows the keys that go to one field. */
export class Wedge {
  /** Keys since the field was empty; undefined once it was edited or an untold key came: then keys and field no longer match. */
  #all: string | undefined = '';
  #burst: string | undefined = '';
  #count = 0;
  #bent = false;
  #before = '';
  #last = Number.NEGATIVE_INFINITY;

  /** A key that types a character into the field, which holds `field` before it. */
  press({ character, bent, at }: Stroke, field: string): void {
    if (field === '') {
      this.#all = '';
      this.#bent = false;
    }
    if (at - this.#last > longestGapMs || this.#count === 0) {
      this.#burst = '';
      this.#count = 0;
      this.#before = field;
    }
    this.#last = at;
    this.#count++;
    this.#bent ||= bent;
    this.#all = character === undefined ? undefined : join(this.#all, character);
    this.#burst = character === undefined ? undefined : join(this.#burst, character);
  }

  /** The text was changed otherwise than by typing at its end. */
  disturb(): void {
    this.#all = undefined;
    this.#burst = undefined;
    this.#count = 0;
  }

  /** Whether the keys so far came as a machine sends them. A Tab after such keys ends a scan; otherwise it is a person moving on. */
  isBurst(at: number): boolean {
    return this.#count >= shortestBurst && at - this.#last <= longestGapMs;
  }

  /** Enter (or Tab after a burst) on a field that holds `field`. */
  finish(at: number, field: string): Entered {
    const burst = this.isBurst(at);
    const rest = field.startsWith(this.#before) ? field.slice(this.#before.length) : field;
    const keys = (text: string | undefined, like: string): string => (this.#bent && text?.length === like.length ? text : like);
    const whole = [keys(this.#all, field), field];
    const readings = burst ? [...whole, keys(this.#burst, rest), rest] : whole;
    const entered = { readings: [...new Set(readings)], burst, before: burst ? this.#before : field };
    this.#count = 0;
    this.#before = '';
    return entered;
  }
}

const join = (text: string | undefined, character: string): string | undefined => (text === undefined ? undefined : text + character);

/** How well a text reads as goods. */
export type Grade = 'goods' | 'damaged' | 'other';

/** The first reading that names goods; else the first that is a damaged code; else the text of the field. */
export function bestReading(entered: Entered, field: string, grade: (text: string) => Grade): { readonly text: string; readonly grade: Grade } {
  for (const wanted of ['goods', 'damaged'] as const) {
    const text = entered.readings.find((reading) => grade(reading) === wanted);
    if (text !== undefined) return { text, grade: wanted };
  }
  return { text: field, grade: 'other' };
}

/** Digits typed on the numeric pad while Alt is held: some scanners send GS as Alt+029. */
export class AltCode {
  #digits = '';

  press(code: string): void {
    this.#digits += /^Numpad(\d)$/.exec(code)?.[1] ?? '';
  }

  /** Alt came up: whether the digits meant GS. */
  release(): boolean {
    const isGs = this.#digits !== '' && Number(this.#digits) === GS.charCodeAt(0);
    this.#digits = '';
    return isGs;
  }
}
