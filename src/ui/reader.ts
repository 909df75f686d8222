/**
 * The keyboard of the page: hot keys, and a home for what a scanner types. The sale screen always has one field that takes the keys
 * (search, cash, or a hidden one); keys pressed elsewhere go there, and a scan can press no button.
 */
import { tick } from 'svelte';
import { epochMs, type EpochMs } from '../domain/time.ts';
import { readScan } from '../domain/marking-code/index.ts';
import { AltCode, bestReading, GS, usCharacter, Wedge, type Grade } from './keys.ts';

/** What was entered with Enter. */
export interface Entry {
  readonly text: string;
  readonly grade: Grade;
  readonly burst: boolean;
  /** What stood in the field before a scanner wrote into it. */
  readonly before: string;
  /** When Enter was pressed. */
  readonly at: EpochMs;
}

export interface Home {
  readonly input: HTMLInputElement;
  enter(entry: Entry): void;
}

const grade = (text: string): Grade => {
  const { kind } = readScan(text);
  if (kind === 'mark' || kind === 'product') return 'goods';
  return kind === 'damaged' ? 'damaged' : 'other';
};

/** Keys that change a text otherwise than by typing at its end. */
const editingKeys = new Set(['Backspace', 'Delete', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);

export class Reader {
  readonly #page: Document;
  readonly #hot = new Map<string, () => boolean | void>();
  readonly #wedge = new Wedge();
  readonly #alt = new AltCode();
  #home: Home | undefined;
  /** Hot keys pressed while the pane they are meant for is on its way. */
  #early: string[] | undefined;

  constructor(page: Document) {
    this.#page = page;
  }

  /** Listens until the returned function is called. Capturing: before any button hears the key. */
  listen(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    this.#page.addEventListener('keydown', (event) => this.#down(event), { capture: true, signal });
    this.#page.addEventListener('keyup', (event) => this.#up(event), { capture: true, signal });
    this.#page.addEventListener('click', (event) => this.#clicked(event), { signal });
    this.#page.addEventListener('paste', () => this.#wedge.disturb(), { capture: true, signal });
    return () => stop.abort();
  }

  /** Makes the field the home of keys, until the returned function is called. */
  settle(home: Home): () => void {
    this.#home = home;
    if (!this.#inDialog()) this.focus();
    return () => {
      if (this.#home === home) this.#home = undefined;
    };
  }

  /** The same, for `{@attach}`. */
  readonly home = (enter: Home['enter']) => (input: HTMLInputElement): (() => void) => this.settle({ input, enter });

  /** Hot keys by `event.key`, until the returned function is called. One that returns false leaves the key to the browser. */
  hot(keys: Readonly<Record<string, () => boolean | void>>): () => void {
    for (const [key, act] of Object.entries(keys)) this.#hot.set(key, act);
    return () => {
      for (const [key, act] of Object.entries(keys)) if (this.#hot.get(key) === act) this.#hot.delete(key);
    };
  }

  /**
   * Keeps the hot keys pressed until `work` is done, and plays them when its pane is there: a quick hand presses "pay, cash, print"
   * before a slow medium has committed the first of them.
   */
  async hold(work: Promise<unknown>): Promise<void> {
    const early = (this.#early ??= []);
    await work.catch(() => undefined);
    await tick();
    if (this.#early !== early) return;
    this.#early = undefined;
    for (const key of early) {
      this.#press(key);
      // Each may change what the next one finds.
      await tick();
    }
  }

  /** Whether nothing is typed at home: then keys that edit a text are free for the sale. */
  isEmpty(): boolean {
    return !this.#home || this.#home.input.value === '';
  }

  focus(): void {
    const input = this.#home?.input;
    if (!input) return;
    // No on-screen keyboard for a focus that the person did not ask for by touching the field.
    if (this.#page.activeElement !== input) input.inputMode = 'none';
    input.focus({ preventScroll: true });
  }

  #inDialog(): boolean {
    return this.#page.querySelector('dialog[open]') !== null;
  }

  #field(): HTMLInputElement | undefined {
    const active = this.#page.activeElement;
    return active instanceof HTMLInputElement && !/^(?:checkbox|radio|button|submit)$/.test(active.type) ? active : undefined;
  }

  #down(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.altKey && event.code.startsWith('Numpad')) return this.#alt.press(event.code);
    if (event.key === 'F8' || (event.ctrlKey && event.code === 'BracketRight')) {
      event.preventDefault();
      return this.#separator(event.timeStamp);
    }
    if (event.key === 'Enter' || event.key === 'Tab') return this.#finish(event);
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) return this.#type(event);
    if (event.ctrlKey || event.metaKey || editingKeys.has(event.key)) this.#wedge.disturb();
    if (!this.#home || event.repeat || event.ctrlKey || event.altKey || this.#inDialog()) return;
    if (this.#early && this.#hot.has(event.key)) {
      this.#early.push(event.key);
      event.preventDefault();
    } else if (this.#press(event.key)) event.preventDefault();
  }

  /** Whether the key meant something. */
  #press(key: string): boolean {
    const act = this.#hot.get(key);
    return act !== undefined && act() !== false;
  }

  #up(event: KeyboardEvent): void {
    if (event.key === 'Alt' && this.#alt.release()) this.#separator(event.timeStamp);
  }

  /** A click leaves the focus on its button, where the next scan would be lost: it goes home. Clicks made by the keyboard (`detail` 0) keep it. */
  #clicked(event: MouseEvent): void {
    if (event.detail === 0 || this.#inDialog() || this.#field()) return;
    this.focus();
  }

  #type(event: KeyboardEvent): void {
    const onButton = event.key === ' ' && this.#page.activeElement instanceof HTMLButtonElement;
    if (!this.#field() && !this.#inDialog() && !onButton) this.focus();
    if (event.repeat) return;
    const bent = event.getModifierState('CapsLock') || !/^[\x20-\x7e]$/.test(event.key);
    this.#wedge.press({ character: usCharacter(event.code, event.shiftKey), bent, at: event.timeStamp }, this.#field()?.value ?? '');
  }

  #separator(at: number): void {
    if (!this.#field() && !this.#inDialog()) this.focus();
    const input = this.#field();
    if (!input) return;
    this.#wedge.press({ character: GS, bent: false, at }, input.value);
    put(input, input.value + GS);
  }

  #finish(event: KeyboardEvent): void {
    const input = this.#field();
    const burst = this.#wedge.isBurst(event.timeStamp);
    if (event.key === 'Tab' && !burst) return this.#wedge.disturb();
    const text = input?.value ?? '';
    const entered = this.#wedge.finish(event.timeStamp, text);
    const isHome = input !== undefined && input === this.#home?.input;
    if (burst || isHome) {
      event.preventDefault();
      event.stopPropagation();
    }
    const best = bestReading(entered, text, grade);
    const at = epochMs(Math.round(Date.now() - (performance.now() - event.timeStamp)));
    if (isHome && !this.#inDialog()) return this.#home?.enter({ ...best, burst, before: entered.before, at });
    if (!burst || !input) return;
    // A scan into a field that did not expect one leaves no trace in it, and goods go where scans go.
    put(input, entered.before);
    if (best.grade !== 'other' && this.#home && !this.#inDialog()) this.#home.enter({ ...best, burst, before: this.#home.input.value, at });
  }
}

/** Sets the text as if it was typed: listeners hear of it. */
function put(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
