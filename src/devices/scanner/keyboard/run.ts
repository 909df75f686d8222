/** Keys that came one after another, and whether a machine sent them. Pure: `keyboard-source.ts` feeds it. */
import { bestReading } from '../../../domain/scanner/best-reading.ts';
import type { Scan } from '../../../domain/marking-code/index.ts';

/** One key that types a character, or one that stands for a separator. */
export interface Stroke {
  /** What the system typed; empty for a key of the numeric pad that it took for an arrow. */
  readonly typed: string;
  /** What the key means in the US layout; undefined where the browser does not tell the key. */
  readonly meant: string | undefined;
  /** The same without Shift. */
  readonly plain: string | undefined;
  /** The layout or CapsLock bent what was typed. */
  readonly bent: boolean;
  /** NumLock, Shift or the region made something else of a key of the numeric pad. */
  readonly pad?: true;
  readonly shift: boolean;
  /** ms on a clock that does not jump. */
  readonly at: number;
}

/** How the keyboard scanners here type, as seen so far. */
export interface Pace {
  /** Median of the gaps inside a scan, ms: of the slowest scanner seen lately. */
  readonly gapMs: number;
  /** Whether a scan ends with Enter or Tab. */
  readonly terminates: boolean;
}

/** Nothing is known yet: Honeywell types a key in 10 ms, Zebra in 80 (kkt-other.md §6.3); nearly all are delivered with Enter at the end. */
export const unknownPace: Pace = { gapMs: 16, terminates: true };

/** A longer silence divides two runs, ms: a Bluetooth scanner may hold its breath for 200. */
const PAUSE_MS = 280;
/** The same inside keys that were a machine's, of a scanner whose Enter is still to come, ms: no key of its scan may go astray. */
const LONG_PAUSE_MS = 1_000;
/** Shortest scan: EAN-8. */
const SHORTEST = 8;
/** More keys than the longest text of a QR code, 4296, are no scan: something types for ever. */
const MOST_STROKES = 4_500;
/** So many keys this fast are no fingers: from here on the page does not see them. */
const UNMISTAKABLE = 5;
/** A machine sends Enter as fast as any key; a person first looks at what was typed, ms. */
const ENTER_MS = 100;

/** How sure it is that a machine sent this. */
const worth = ({ kind }: Scan): number => ['other', 'damaged', 'product', 'mark'].indexOf(kind);

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
/** A gap up to this is a machine's without doubt, ms. Trained hands reach 60 for two keys in a row, not for five. */
const swiftMs = ({ gapMs }: Pace): number => clamp(3 * gapMs, 48, 60);
/** A gap up to this may be a machine's, ms; what was typed must then read as a code, and the gaps be alike. */
const steadyMs = ({ gapMs }: Pace): number => clamp(5 * gapMs, 110, 150);

/** What a run turned out to be. */
export interface Scanned {
  /** Best first. */
  readonly texts: readonly [string, ...string[]];
  readonly scan: Scan;
  /** The strokes of the scan: those before it were somebody else's. */
  readonly strokes: readonly Stroke[];
}

export class Run {
  readonly strokes: Stroke[] = [];
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** It ends, silence or not. */
  get isFull(): boolean {
    return this.strokes.length >= MOST_STROKES;
  }

  /** The silence that ends the run, ms. */
  pauseMs(isTaken: boolean): number {
    return isTaken && this.#pace.terminates ? LONG_PAUSE_MS : PAUSE_MS;
  }

  get last(): number {
    return this.strokes.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  }

  add(stroke: Stroke): void {
    // Alt+029 comes twice where the system types it, too; no code has two separators in a row.
    if (stroke.typed === '\u001d' && this.strokes.at(-1)?.typed === '\u001d') return;
    this.strokes.push(stroke);
  }

  /** Whether the last key came so soon that a person would not have pressed another one yet. */
  get isQuick(): boolean {
    const at = this.strokes.length - 1;
    const isOther = this.strokes[at]?.meant !== this.strokes[at - 1]?.meant;
    return at > 0 && this.#gap(at) <= (isOther ? steadyMs : swiftMs)(this.#pace);
  }

  /** «12*» so far: a person says how many of what comes next. No code begins so: GS1 has a whole GTIN first. */
  get isAmount(): boolean {
    return /^\d{1,4}(?:[.,]\d{1,3})?\*$/.test(this.strokes.map(characterOf).join(''));
  }

  /** Where the keys of a machine begin, once there is no doubt about it. */
  get machineFrom(): number | undefined {
    const from = this.#since(swiftMs(this.#pace));
    return this.strokes.length - from >= UNMISTAKABLE ? from : undefined;
  }

  /**
   * The scan that ends here, if the keys were one. `certain`: they were a machine's; then they are a scan whatever they say, if the Enter came
   * as fast. Others must read as a code and be as even as a machine's: an amount or an ИНН is typed by a quick hand, a marking code is not.
   *
   * @param terminator The key that ended it; empty: silence.
   * @param at When it came, ms on the clock of the strokes.
   */
  finish(certain: boolean, terminator: string, at: number): Scanned | undefined {
    const whole = this.reading(0);
    const from = this.#since(steadyMs(this.#pace));
    const tail = from === 0 ? whole : this.reading(from);
    // A breath inside a code is likelier than a person's key right before one: where both read alike, the whole is right.
    const likeliest = worth(tail.scan) > worth(whole.scan) ? tail : whole;
    const isMachine =
      certain || (terminator === '\r' && likeliest.strokes.length === tail.strokes.length && isEven(tail.strokes));
    const isScan = likeliest.scan.kind === 'mark' || (isMachine && likeliest.scan.kind !== 'other');
    if (isScan && likeliest.strokes.length >= SHORTEST) return likeliest;
    const swift = this.reading(this.#since(swiftMs(this.#pace)));
    return certain && terminator !== '' && swift.strokes.length >= SHORTEST && at - this.last <= ENTER_MS
      ? swift
      : undefined;
  }

  /** What the strokes from `from` up to `to` say. */
  reading(from: number, to = this.strokes.length): Scanned {
    const strokes = this.strokes.slice(from, to);
    const typed = strokes.map(characterOf).join('');
    const meant = keysTell(strokes) ? joined(strokes.map((stroke) => stroke.meant)) : undefined;
    // A Shift that somebody holds takes the case away; digits have none.
    const plain = isShiftHeld(strokes) ? joined(strokes.map((stroke) => stroke.plain)) : undefined;
    const likely = [plain !== undefined && /^\d+$/.test(plain) ? plain : undefined, meant, typed];
    const [first = typed, ...others] = [...new Set(likely.filter((text) => text !== undefined))];
    const { text, scan } = bestReading([first, ...others]);
    return { texts: [text, ...[first, ...others].filter((other) => other !== text)], scan, strokes };
  }

  /** Longest tail of the run with no gap above `gapMs`. */
  #since(gapMs: number): number {
    let from = this.strokes.length - 1;
    while (from > 0 && this.#gap(from) <= gapMs) from--;
    return Math.max(0, from);
  }

  #gap(index: number): number {
    return (this.strokes[index]?.at ?? 0) - (this.strokes[index - 1]?.at ?? 0);
  }
}

/** What came of a key: of one that typed nothing, what it means. */
export const characterOf = ({ typed, meant }: Stroke): string => (typed === '' ? (meant ?? '') : typed);

/** Whether the keys say more than the text: another layout or CapsLock. Not where an upper-case letter came without Shift: such events are no keyboard's. */
const keysTell = (strokes: readonly Stroke[]): boolean =>
  strokes.some(({ bent }) => bent) ||
  (strokes.some(({ typed, meant }) => typed !== meant) &&
    !strokes.some(({ typed, shift }) => /[A-Z]/.test(typed) && !shift));

const joined = (characters: readonly (string | undefined)[]): string | undefined =>
  characters.every((character) => character !== undefined) ? characters.join('') : undefined;

/** A code has digits, and digits come without Shift: where all come with it, somebody leans on the key. */
export const isShiftHeld = (strokes: readonly Stroke[]): boolean => {
  const keys = strokes.filter((stroke) => characterOf(stroke) >= ' ');
  return keys.every(({ shift }) => shift) && keys.some(({ plain }) => /^\d$/.test(plain ?? ''));
};

const gapsOf = (strokes: readonly Stroke[]): number[] =>
  strokes
    .slice(1)
    .map(({ at }, index) => at - (strokes[index]?.at ?? at))
    .sort((a, b) => a - b);

/** A machine's keys come like a clock's, give or take what USB and a busy system add; a hand's gaps differ by more than a third. */
function isEven(strokes: readonly Stroke[]): boolean {
  const gaps = gapsOf(strokes);
  const [least = 0, usual = 0, most = 0] = [gaps[0], gaps[gaps.length >> 1], gaps.at(-1)];
  return most - least <= usual / 3 + 12;
}

/** How this scan was typed, with what is known from the scans before: a shop with two scanners keeps the slower one's pace for a while. */
export function paceOf(strokes: readonly Stroke[], terminates: boolean, before: Pace): Pace {
  const gapMs = gapsOf(strokes)[(strokes.length - 1) >> 1] ?? unknownPace.gapMs;
  return { gapMs: Math.round(Math.max(gapMs, before.gapMs * 0.9)), terminates };
}
