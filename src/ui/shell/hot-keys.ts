/**
 * The keyboard of the page: hot keys, and a home for what a person types. Every screen has one field that takes the keys (search, cash, or
 * a hidden one); keys pressed elsewhere go there. What a scanner types never comes here: `devices/scanner/keyboard` takes it first.
 */
import { createContext, tick } from 'svelte';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';

/** What was entered with Enter. */
export interface Entry {
  readonly text: string;
  /** When Enter was pressed. */
  readonly at: EpochMs;
}

/** The field that takes the keys. */
export interface HomeField {
  readonly input: HTMLInputElement;
  enter(entry: Entry): void;
}

/** One for the whole page. */
export class HotKeys {
  readonly #page: Document;
  readonly #hot = new Map<string, () => boolean | void>();
  #home: HomeField | undefined;
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
    this.#page.addEventListener('click', (event) => this.#clicked(event), { signal });
    return () => stop.abort();
  }

  /** Makes the field the home of keys, until the returned function is called. */
  settle(home: HomeField): () => void {
    this.#home = home;
    if (!this.inDialog()) this.focus();
    return () => {
      if (this.#home === home) this.#home = undefined;
    };
  }

  /** The same, for `{@attach}`. */
  readonly home =
    (enter: HomeField['enter']) =>
    (input: HTMLInputElement): (() => void) =>
      this.settle({ input, enter });

  /** Hot keys by `event.key`, until the returned function is called. One that returns false leaves the key to the browser. */
  hot(keys: Readonly<Record<string, () => boolean | void>>): () => void {
    for (const [key, act] of Object.entries(keys)) this.#hot.set(key, act);
    return () => {
      for (const [key, act] of Object.entries(keys)) if (this.#hot.get(key) === act) this.#hot.delete(key);
    };
  }

  /**
   * Keeps the hot keys pressed until `work` is done, and plays them when its pane is there: a quick hand presses "pay, cash, print"
   * before a slow medium has committed the first of them. Where `work` comes to false, a person decided otherwise meanwhile: the keys are forgotten.
   */
  async hold(work: Promise<boolean>): Promise<void> {
    const early = (this.#early ??= []);
    const isWanted = await work.catch(() => true);
    await tick();
    if (this.#early !== early) return;
    this.#early = undefined;
    if (!isWanted) return;
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

  inDialog(): boolean {
    return this.#page.querySelector('dialog[open]') !== null;
  }

  focus(): void {
    const input = this.#home?.input;
    if (!input) return;
    // No on-screen keyboard for a focus that the person did not ask for by touching the field.
    if (this.#page.activeElement !== input) input.inputMode = 'none';
    input.focus({ preventScroll: true });
  }

  #inField(): boolean {
    const active = this.#page.activeElement;
    return (
      active instanceof HTMLTextAreaElement ||
      (active instanceof HTMLInputElement && !/^(?:checkbox|radio|button|submit)$/.test(active.type))
    );
  }

  #down(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') return this.#enter(event);
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) return this.#type(event);
    if (!this.#home || event.repeat || event.ctrlKey || event.altKey || this.inDialog()) return;
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

  /** A click leaves the focus on its button, where the next keys would be lost: it goes home. Clicks made by the keyboard (`detail` 0) keep it. */
  #clicked(event: MouseEvent): void {
    if (event.detail === 0 || this.inDialog() || this.#inField()) return;
    this.focus();
  }

  #type(event: KeyboardEvent): void {
    const onButton = event.key === ' ' && this.#page.activeElement?.matches('button, summary') === true;
    if (!this.#inField() && !this.inDialog() && !onButton) this.focus();
  }

  #enter(event: KeyboardEvent): void {
    const home = this.#home;
    if (!home || this.#page.activeElement !== home.input || this.inDialog()) return;
    event.preventDefault();
    event.stopPropagation();
    home.enter({ text: home.input.value, at: epochMs(Math.round(Date.now() - (performance.now() - event.timeStamp))) });
  }
}

export const [hotKeys, setHotKeys] = createContext<HotKeys>();
