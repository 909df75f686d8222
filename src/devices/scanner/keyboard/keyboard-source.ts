/**
 * A scanner that plays a keyboard (kkt-other.md §6.3). Its keys are told from a person's by their pace; from the fifth key on the page does
 * not see them, and the first four are taken back out of the field they fell into. So a scan types nowhere and presses nothing.
 */
import type { Clock, Delivery, DeliverySign, ScannerDevice, ScannerSource } from '../../../app/ports.ts';
import { bestReading } from '../../../domain/best-reading.ts';
import { epochMs } from '../../../domain/time.ts';
import { AltCode, controlOf, GS, terminatorOf, usCharacter } from './keys.ts';
import { isShiftHeld, paceOf, Run, unknownPace, type Pace, type Scanned, type Stroke } from './run.ts';

export interface KeyboardOptions {
  /** The page's `window`: its listeners hear a key before any other. */
  readonly page: Window;
  readonly clock: Clock;
  /** The clock of `event.timeStamp`, ms: it says when the key came, not when the page had time for it. */
  readonly monotonic: () => number;
  readonly memory: { get(name: string): string | null; set(name: string, value: string): void };
}

/** A second Enter, or the LF of a CR LF, belongs to the scan before it, ms. */
const TERMINATOR_MS = 100;
const paceName = 'poltora-keyboard-scanner';
const device: ScannerDevice = { id: 'keyboard', way: 'keyboard', state: 'ready' };

type Field = HTMLInputElement | HTMLTextAreaElement;

/** What a field held before a key fell into it. */
interface Before {
  readonly field: Field;
  readonly value: string;
  readonly caret: readonly [number | null, number | null];
}

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
    // What follows goes elsewhere than what came before.
    page.addEventListener('pointerdown', () => this.#giveBack(), listening);
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
    if (event.isComposing || event.repeat) return;
    if (event.altKey && event.code.startsWith('Numpad')) return this.#alt.press(event.code);
    const at = event.timeStamp;
    const control = controlOf(event);
    if (control !== undefined) {
      take(event);
      return this.#stroke({ typed: control, meant: control, plain: control, bent: false, shift: false, at }, event);
    }
    const terminator = terminatorOf(event);
    if (terminator !== undefined) return this.#terminated(terminator, event);
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return isModifier(event.key) ? undefined : this.#giveBack();
    this.#stroke(
      {
        typed: event.key,
        meant: usCharacter(event.code, event.shiftKey),
        plain: usCharacter(event.code, false),
        bent: event.getModifierState('CapsLock') || !/^[\x20-\x7e]$/.test(event.key),
        shift: event.shiftKey,
        at,
      },
      event,
    );
    if (!event.defaultPrevented) this.#expected = event.key;
  }

  #up(event: KeyboardEvent): void {
    if (event.key === 'Alt' && this.#alt.release()) this.#stroke({ typed: GS, meant: GS, plain: GS, bent: false, shift: false, at: event.timeStamp }, event);
  }

  /** Text about to come into a field: of the key just pressed, or of none (a scanner behind an input method, an Alt code typed by the system). */
  #inserting(event: InputEvent): void {
    const text = event.inputType === 'insertText' ? event.data : null;
    if (text === null || !isField(event.target)) return;
    const before: Before = { field: event.target, value: event.target.value, caret: [event.target.selectionStart, event.target.selectionEnd] };
    if (text === this.#expected) {
      this.#expected = undefined;
      this.#before[this.#run.strokes.length - 1] = before;
      return;
    }
    const strokes = Array.from(text, (typed): Stroke => ({ typed, meant: undefined, plain: undefined, bent: false, shift: false, at: event.timeStamp }));
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
    this.#run.add(stroke);
    if (this.#takenFrom === undefined) {
      this.#takenFrom = this.#run.machineFrom;
      if (this.#takenFrom === undefined) return;
      this.#takeBack(this.#takenFrom);
    }
    take(event);
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(this.#pauseMs, () => this.#ranOut());
  }

  #terminated(terminator: string, event: KeyboardEvent): void {
    const at = event.timeStamp;
    if (this.#run.strokes.length === 0 && at - this.#scannedAt <= TERMINATOR_MS) return take(event);
    const isLate = at - this.#run.last > this.#pauseMs;
    const scanned = isLate ? undefined : this.#run.finish(this.#takenFrom !== undefined, terminator);
    if (!scanned) return this.#giveBack();
    take(event);
    this.#deliver(scanned, terminator);
    this.#scannedAt = at;
  }

  /** Silence after a machine's keys: a scanner without a terminator, or a person with very quick hands. */
  #ranOut(): void {
    const scanned = this.#run.finish(true, '');
    if (scanned && scanned.scan.kind !== 'other') this.#deliver(scanned, '');
    else this.#giveBack();
  }

  get #pauseMs(): number {
    return this.#run.pauseMs(this.#takenFrom !== undefined);
  }

  #deliver(scanned: Scanned, terminator: string): void {
    const { strokes } = scanned;
    const from = this.#run.strokes.length - strokes.length;
    // A person's keys were taken with the machine's, or the machine's first ones fell into a field.
    if (from < (this.#takenFrom ?? this.#run.strokes.length)) this.#takeBack(from);
    const astray = this.#takeAstray(scanned, from);
    const typed = astray + strokes.map((stroke) => stroke.typed).join('');
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
      timing: { pieces: strokes.length, totalMs: Math.round(last - first), longestGapMs: Math.round(Math.max(0, ...gaps)) },
      signs: signsOf(strokes, terminator),
    };
    if (last > first) {
      const known = JSON.stringify(this.#pace);
      this.#pace = paceOf(strokes, terminator !== '');
      if (JSON.stringify(this.#pace) !== known) memory.set(paceName, JSON.stringify(this.#pace));
    }
    this.#begin();
    for (const listener of this.#listeners) listener(delivery);
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

  /** Puts the field back to what it held before the stroke. */
  #takeBack(from: number): void {
    const before = this.#before.slice(from).find((held) => held !== undefined);
    if (before && before.field.value !== before.value) put(before.field, before.value, before.caret);
  }

  /** The keys were a person's after all: what the page has not seen is typed now. */
  #giveBack(): void {
    const from = this.#takenFrom;
    const field = this.#before.find((held) => held !== undefined)?.field ?? this.#options.page.document.activeElement;
    const text = from === undefined ? '' : this.#run.strokes.slice(from).map(({ typed }) => typed).join('');
    this.#begin();
    if (text === '' || !isField(field) || field.disabled || field.readOnly) return;
    const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    put(field, field.value.slice(0, start) + text + field.value.slice(end), [start + text.length, start + text.length]);
  }

  #begin(): void {
    this.#stopTimer();
    this.#run = new Run(this.#pace);
    this.#before = [];
    this.#takenFrom = undefined;
    this.#expected = undefined;
  }
}

function signsOf(strokes: readonly Stroke[], terminator: string): DeliverySign[] {
  const signs: DeliverySign[] = [];
  if (strokes.some(({ typed }) => /[^\x00-\x7f]/.test(typed))) signs.push('layout');
  else if (strokes.some(({ bent }) => bent)) signs.push('caps-lock');
  if (isShiftHeld(strokes)) signs.push('shift-held');
  if (terminator === '') signs.push('no-suffix');
  return signs;
}

/** The page does not hear of it. */
function take(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

const isModifier = (key: string): boolean => /^(?:Shift|Control|Alt|AltGraph|CapsLock|NumLock|Meta)$/.test(key);

const isField = (target: unknown): target is Field =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !/^(?:checkbox|radio|button|submit|range|color|file)$/.test(target.type));

/** Sets the text as if it was typed: listeners hear of it. */
function put(field: Field, value: string, [start, end]: Before['caret']): void {
  field.value = value;
  if (start !== null) field.setSelectionRange(start, end);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** A text that is none of ours only costs the learning. */
function remembered(text: string | null): Pace {
  try {
    const { gapMs, terminates } = JSON.parse(text ?? '') as Pace;
    return typeof gapMs === 'number' && gapMs >= 0 ? { gapMs, terminates: terminates !== false } : unknownPace;
  } catch {
    return unknownPace;
  }
}
