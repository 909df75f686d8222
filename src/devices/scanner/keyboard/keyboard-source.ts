/**
 * A scanner that plays a keyboard (kkt-other.md §6.3). Its keys are told from a person's by their pace; from the fifth key on the page does
 * not see them, and the first four are taken back out of the field they fell into. So a scan types nowhere and presses nothing.
 */
import type { Clock } from '../../../app/ports/clock.ts';
import type { Delivery, DeliverySign, ScannerDevice, ScannerSource } from '../../../app/ports/scanner.ts';
import { bestReading } from '../../../domain/scanner/best-reading.ts';
import { epochMs } from '../../../domain/base/time.ts';
import { isField, put, putBack, type, type Before } from './fields.ts';
import { AltCode, controlOf, padCharacter, terminatorOf, usCharacter } from './keys.ts';
import { characterOf, isShiftHeld, paceOf, Run, unknownPace, type Pace, type Scanned, type Stroke } from './run.ts';

export interface KeyboardOptions {
  /** The page's `window`: its listeners hear a key before any other. */
  readonly page: Window;
  readonly clock: Clock;
  /** The clock of `event.timeStamp`, ms: it says when the key came, not when the page had time for it. */
  readonly monotonic: () => number;
  readonly memory: { get(name: string): string | null; set(name: string, value: string): void };
}

/** A touch that comes later after a key ends what was typed, ms: a slow scanner's gap is no longer. */
const TOUCH_MS = 150;
/** A second Enter, or the LF of a CR LF, belongs to the scan before it, ms. */
const TERMINATOR_MS = 100;
const paceName = 'poltora-keyboard-scanner';
const device: ScannerDevice = { id: 'keyboard', way: 'keyboard', state: 'ready' };

export function keyboardSource(options: KeyboardOptions): ScannerSource {
  return new KeyboardSource(options);
}

class KeyboardSource implements ScannerSource {
  readonly way = 'keyboard';
  readonly #options: KeyboardOptions;
  readonly #listeners = new Set<(delivery: Delivery) => void>();
  readonly #alt = new AltCode();
  #pace: Pace;
  #run: Run;
  /** What the fields held before each stroke of the run that the page saw. */
  #before: Array<Before | undefined> = [];
  /** Where the run became a machine's: from here on the page sees nothing. */
  #takenFrom: number | undefined;
  /** Text of a key that the page is about to insert: not another key. */
  #expected: string | undefined;
  /** Character of an Alt code that the system may type, too. */
  #echo: string | undefined;
  /** What had the focus when the run was taken. */
  #home: Element | null | undefined;
  #scannedAt = Number.NEGATIVE_INFINITY;
  #stopTimer = (): void => undefined;
  #stop: AbortController | undefined;

  constructor(options: KeyboardOptions) {
    this.#options = options;
    this.#pace = remembered(options.memory.get(paceName));
    this.#run = new Run(this.#pace);
  }

  devices(): readonly ScannerDevice[] {
    return this.#stop ? [device] : [];
  }

  onScan(listener: (delivery: Delivery) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onChange(): () => void {
    // Nobody can tell whether a scanner is among the keyboards.
    return () => undefined;
  }

  start(): Promise<void> {
    this.#stop = new AbortController();
    const listening = { capture: true, signal: this.#stop.signal };
    const { page } = this.#options;
    page.addEventListener('keydown', (event) => this.#down(event), listening);
    page.addEventListener('keyup', (event) => this.#up(event), listening);
    page.addEventListener('beforeinput', (event) => this.#inserting(event), listening);
    // What a person types after it goes elsewhere than what came before. A scanner does not wait for it.
    page.addEventListener('pointerdown', (event) => this.#touched(event), listening);
    return Promise.resolve();
  }

  forget(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#begin();
    return Promise.resolve();
  }

  #down(event: KeyboardEvent): void {
    if (event.isComposing) return;
    this.#echo = undefined;
    if (event.repeat) {
      // A repeated keydown is a person's who holds the key down; scanners send none.
      this.#interrupted();
      this.#expected = event.key;
      return;
    }
    if (event.altKey && event.code.startsWith('Numpad')) {
      // Chromium on Linux goes to another tab.
      event.preventDefault();
      return this.#alt.press(event.code);
    }
    const at = event.timeStamp;
    const control = controlOf(event);
    if (control !== undefined) {
      take(event);
      return this.#stroke({ typed: control, meant: control, plain: control, bent: false, shift: false, at }, event);
    }
    const terminator = terminatorOf(event);
    if (terminator !== undefined) return this.#terminated(terminator, event);
    const pad = padCharacter(event);
    // The code tells the digit where NumLock made an arrow of its key.
    const isSilent = pad !== undefined && event.key.length !== 1;
    if ((event.key.length !== 1 && !isSilent) || event.ctrlKey || event.metaKey || event.altKey)
      return isModifier(event.key) ? undefined : this.#interrupted();
    const isPadBent = pad !== undefined && event.key !== pad;
    const before = isSilent ? this.#held() : undefined;
    this.#stroke(
      {
        typed: isSilent ? '' : event.key,
        meant: usCharacter(event.code, event.shiftKey),
        plain: usCharacter(event.code, false),
        bent: isPadBent || event.getModifierState('CapsLock') || !/^[\x20-\x7e]$/.test(event.key),
        ...(isPadBent && { pad: true }),
        shift: event.shiftKey,
        at,
      },
      event,
    );
    if (isSilent) {
      if (this.#takenFrom === undefined) this.#before[this.#run.strokes.length - 1] = before;
      return;
    }
    // A focused list would jump to the entry that begins with the first letters of the code.
    if (this.#options.page.document.activeElement instanceof HTMLSelectElement) event.preventDefault();
    if (!event.defaultPrevented) this.#expected = event.key;
  }

  /** What the field with the focus holds now. */
  #held(): Before | undefined {
    const field = this.#options.page.document.activeElement;
    return isField(field)
      ? { field, value: field.value, caret: [field.selectionStart, field.selectionEnd] }
      : undefined;
  }

  #up(event: KeyboardEvent): void {
    const character = event.key === 'Alt' ? this.#alt.release() : undefined;
    if (character === undefined) return;
    this.#stroke(
      { typed: character, meant: character, plain: character, bent: false, shift: false, at: event.timeStamp },
      event,
    );
    this.#echo = character;
  }

  /** Text about to come into a field: of the key just pressed, or of none (a scanner behind an input method, an Alt code typed by the system). */
  #inserting(event: InputEvent): void {
    const text = event.inputType === 'insertText' ? event.data : null;
    if (text === null || !isField(event.target)) return;
    const before: Before = {
      field: event.target,
      value: event.target.value,
      caret: [event.target.selectionStart, event.target.selectionEnd],
    };
    if (this.#echo !== undefined) {
      // Windows types the character itself, and for 29 an arrow: seen already.
      if (this.#takenFrom !== undefined || this.#echo < ' ') take(event);
      else this.#before[this.#run.strokes.length - 1] = before;
      this.#echo = undefined;
      return;
    }
    if (text === this.#expected) {
      this.#expected = undefined;
      if (this.#run.strokes.length > 0) this.#before[this.#run.strokes.length - 1] = before;
      return;
    }
    const strokes = Array.from(text, (typed): Stroke => ({
      typed,
      meant: undefined,
      plain: undefined,
      bent: false,
      shift: false,
      at: event.timeStamp,
    }));
    if (strokes.length > 1) {
      // Put in as a whole: by a scanner of a handheld that has no keys, or by the system for a person.
      this.#giveBack();
      const { scan } = bestReading([text]);
      if (scan.kind !== 'mark') return;
      take(event);
      return this.#deliver({ texts: [text], scan, strokes }, '');
    }
    for (const stroke of strokes) this.#stroke(stroke, event);
    if (this.#takenFrom === undefined) this.#before[this.#run.strokes.length - 1] = before;
  }

  #stroke(stroke: Stroke, event: Event): void {
    if (stroke.at - this.#run.last > this.#pauseMs) this.#giveBack();
    else if (this.#run.isFull && this.#takenFrom === undefined) this.#begin();
    else if (this.#run.isFull) this.#ranOut();
    this.#run.add(stroke);
    // The scan that it is for may come at once.
    if (this.#takenFrom === undefined && this.#run.isAmount) return this.#begin();
    if (this.#takenFrom === undefined) {
      this.#takenFrom = this.#run.machineFrom;
      if (this.#takenFrom === undefined) {
        // What an arrow does, nothing takes back: a quick one is kept from the page before the scan is certain.
        if (stroke.typed === '' && this.#run.isQuick) take(event);
        return;
      }
      putBack(this.#before.slice(this.#takenFrom));
      this.#home ??= this.#options.page.document.activeElement;
    }
    take(event);
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(this.#pauseMs, () => this.#ranOut());
  }

  #terminated(terminator: string, event: KeyboardEvent): void {
    const at = event.timeStamp;
    if (this.#run.strokes.length === 0 && at - this.#scannedAt <= TERMINATOR_MS) return take(event);
    const isLate = at - this.#run.last > this.#pauseMs;
    const scanned = isLate ? undefined : this.#run.finish(this.#takenFrom !== undefined, terminator, at);
    if (!scanned || this.#isSecret(scanned)) return this.#giveBack();
    take(event);
    this.#deliver(scanned, terminator);
    this.#scannedAt = at;
  }

  /** Silence after a machine's keys: a scanner without a terminator, or a person with very quick hands. */
  #ranOut(): void {
    const scanned = this.#run.finish(true, '', this.#run.last);
    if (scanned && !this.#isSecret(scanned)) this.#deliver(scanned, '');
    else this.#giveBack();
  }

  /** So soon after a key nobody's hand is at the mouse, and the scan that may have begun goes on. */
  #touched({ timeStamp: at }: PointerEvent): void {
    if (at - this.#run.last > TOUCH_MS) this.#interrupted();
  }

  /** A key or a touch that is no scanner's. It ends a person's typing, never the scan that it falls into. */
  #interrupted(): void {
    if (this.#takenFrom === undefined) this.#begin();
  }

  /** A PIN may have the check digit of a barcode, and a scan is shown and written down. */
  #isSecret({ scan }: Scanned): boolean {
    const field = this.#before.find((held) => held !== undefined)?.field ?? this.#home;
    return field instanceof HTMLInputElement && field.type === 'password' && scan.kind !== 'mark';
  }

  get #pauseMs(): number {
    return this.#run.pauseMs(this.#takenFrom !== undefined);
  }

  #deliver(scanned: Scanned, terminator: string): void {
    const { strokes } = scanned;
    const from = this.#run.strokes.length - strokes.length;
    const takenFrom = this.#takenFrom ?? this.#run.strokes.length;
    // A person's keys were taken with the machine's, or the machine's first ones fell into a field.
    if (from < takenFrom) putBack(this.#before.slice(from));
    // What was taken before this scan is a scan of its own, or a person's.
    const head = from > takenFrom ? this.#run.reading(takenFrom, from) : undefined;
    const held = this.#before.find((each) => each !== undefined)?.field ?? this.#home;
    const astray = this.#takeAstray(scanned, from);
    const typed = astray + strokes.map(characterOf).join('');
    const texts = astray === '' ? scanned.texts : ([astray + scanned.texts[0]] as const);
    const gaps = strokes.slice(1).map(({ at }, index) => at - (strokes[index]?.at ?? at));
    const [first, last] = [strokes[0]?.at ?? 0, strokes.at(-1)?.at ?? 0];
    const { clock, monotonic, memory } = this.#options;
    const delivery: Delivery = {
      way: 'keyboard',
      device: device.id,
      bytes: new TextEncoder().encode(typed + terminator),
      texts,
      at: epochMs(Math.round(clock.now() - (monotonic() - last))),
      timing: {
        pieces: strokes.length,
        totalMs: Math.round(last - first),
        longestGapMs: Math.round(Math.max(0, ...gaps)),
      },
      signs: signsOf(strokes, terminator),
    };
    // Learned from codes alone: what else was taken may have been a person after all.
    const isCode = scanned.scan.kind === 'mark' || scanned.scan.kind === 'product';
    const before = JSON.stringify(this.#pace);
    if (isCode && last > first) this.#pace = paceOf(strokes, terminator !== '', this.#pace);
    this.#begin();
    if (head?.scan.kind === 'mark' || head?.scan.kind === 'product') this.#deliver(head, '');
    else if (head && isField(held)) type(held, head.strokes);
    for (const listener of this.#listeners) listener(delivery);
    if (JSON.stringify(this.#pace) === before) return;
    try {
      memory.set(paceName, JSON.stringify(this.#pace));
    } catch {
      // A full medium: the next page learns anew.
    }
  }

  /** The first keys of a code that a long silence left in the field are a part of it, if they make it whole. Takes them out of the field. */
  #takeAstray({ texts: [text], scan }: Scanned, from: number): string {
    const before = this.#before[from];
    if (!before || before.value === '' || scan.kind === 'mark' || scan.kind === 'product') return '';
    const { field, value } = before;
    if (field.value !== value || bestReading([value + text]).scan.kind !== 'mark') return '';
    put(field, '', [0, 0]);
    return value;
  }

  /** The keys were a person's after all: what the page has not seen is typed now. */
  #giveBack(): void {
    const strokes = this.#takenFrom === undefined ? [] : this.#run.strokes.slice(this.#takenFrom);
    const field = this.#before.find((held) => held !== undefined)?.field ?? this.#home;
    this.#begin();
    if (isField(field)) type(field, strokes);
  }

  #begin(): void {
    this.#stopTimer();
    this.#run = new Run(this.#pace);
    this.#before = [];
    this.#takenFrom = undefined;
    this.#expected = undefined;
    this.#home = undefined;
  }
}

function signsOf(strokes: readonly Stroke[], terminator: string): DeliverySign[] {
  const signs: DeliverySign[] = [];
  if (strokes.some(({ typed }) => /[^\x00-\x7f]/.test(typed))) signs.push('layout');
  else if (strokes.some(({ bent, pad }) => bent && !pad)) signs.push('caps-lock');
  if (strokes.some(({ typed }) => typed === '')) signs.push('num-lock');
  if (isShiftHeld(strokes)) signs.push('shift-held');
  if (terminator === '') signs.push('no-suffix');
  return signs;
}

/** Keeps an event from the page. */
function take(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Keys that say nothing by themselves; the last three announce a character that an input method puts in. */
const isModifier = (key: string): boolean =>
  /^(?:Shift|Control|Alt|AltGraph|CapsLock|NumLock|Meta|Unidentified|Process|Dead)$/.test(key);

/** What was learnt of the scanner. A stored text that cannot be read counts as nothing learnt. */
function remembered(text: string | null): Pace {
  try {
    const { gapMs, terminates } = JSON.parse(text ?? '') as Pace;
    return typeof gapMs === 'number' && gapMs >= 0 ? { gapMs, terminates: terminates !== false } : unknownPace;
  } catch {
    return unknownPace;
  }
}
