/**
 * A keyboard in a page: does with a key what a browser does (keydown, then text into the field that has the focus, unless a listener takes
 * the key), at the pace of a scanner, through the layout of the system. Runs in a page.
 */

export interface KeyboardSetUp {
  readonly layout?: 'us' | 'ru';
  readonly capsLock?: boolean;
  /** Somebody leans on Shift. */
  readonly shiftHeld?: boolean;
  /** The scanner types digits and signs on the numeric pad: NumLock is on, off, or on while Shift is held (Linux tells Shift, Windows hides it). */
  readonly pad?: 'on' | 'off' | 'shift' | 'hidden shift';
  /** How the scanner sends GS. */
  readonly gs?: 'F8' | 'Ctrl+]' | 'Alt+029' | 'text' | '<GS>';
  /** Every character comes as Alt and its number; on Windows the system types it, too. */
  readonly altMode?: boolean;
  readonly altEcho?: boolean;
  readonly terminator?: 'Enter' | 'Tab' | 'Enter Enter' | 'none';
}

const shiftedDigits = ')!@#$%^&*(';
const beside: Readonly<Record<string, readonly [code: string, shift: boolean]>> = {
  ' ': ['Space', false],
  '-': ['Minus', false],
  _: ['Minus', true],
  '=': ['Equal', false],
  '+': ['Equal', true],
  ';': ['Semicolon', false],
  ':': ['Semicolon', true],
  "'": ['Quote', false],
  '"': ['Quote', true],
  ',': ['Comma', false],
  '<': ['Comma', true],
  '.': ['Period', false],
  '>': ['Period', true],
  '/': ['Slash', false],
  '?': ['Slash', true],
  '[': ['BracketLeft', false],
  ']': ['BracketRight', false],
  '(': ['Digit9', true],
  ')': ['Digit0', true],
};
const russian: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period'.split(
      ' ',
    ),
  ].map((code, index) => [code, 'йцукенгшщзхъфывапролджэячсмитьбю'.charAt(index)]),
);
const russianMarks: Readonly<Record<string, readonly [string, string]>> = {
  Slash: ['.', ','],
  Digit2: ['2', '"'],
  Digit3: ['3', '№'],
  Digit4: ['4', ';'],
  Digit6: ['6', ':'],
  Digit7: ['7', '?'],
};

/** The key of a US keyboard that types the character. */
function keyOf(character: string): { code: string; shift: boolean } {
  if (/\d/.test(character)) return { code: `Digit${character}`, shift: false };
  if (/[a-z]/i.test(character)) return { code: `Key${character.toUpperCase()}`, shift: /[A-Z]/.test(character) };
  const [code, shift] = beside[character] ?? [`Digit${shiftedDigits.indexOf(character)}`, true];
  return { code, shift };
}

/** What the key of `character` types in the US layout. */
function usOf(character: string, code: string, shiftKey: boolean): string {
  if (code.startsWith('Digit')) return shiftKey ? shiftedDigits.charAt(Number(code.at(-1))) : code.slice(-1);
  return shiftKey ? character.toUpperCase() : character;
}

/** What a key types in the Russian layout, where that is not what it types in the US one. */
function russianOf(code: string, shiftKey: boolean): string | undefined {
  const letter = russian[code];
  if (letter === undefined) return russianMarks[code]?.[shiftKey ? 1 : 0];
  return shiftKey ? letter.toUpperCase() : letter;
}

/** Keys of the numeric pad: what they are with NumLock off. */
const pad: Readonly<Record<string, readonly [code: string, off: string]>> = {
  0: ['Numpad0', 'Insert'],
  1: ['Numpad1', 'End'],
  2: ['Numpad2', 'ArrowDown'],
  3: ['Numpad3', 'PageDown'],
  4: ['Numpad4', 'ArrowLeft'],
  5: ['Numpad5', 'Clear'],
  6: ['Numpad6', 'ArrowRight'],
  7: ['Numpad7', 'Home'],
  8: ['Numpad8', 'ArrowUp'],
  9: ['Numpad9', 'PageUp'],
  '.': ['NumpadDecimal', 'Delete'],
  '+': ['NumpadAdd', '+'],
  '-': ['NumpadSubtract', '-'],
  '*': ['NumpadMultiply', '*'],
  '/': ['NumpadDivide', '/'],
};

export class StandInKeyboard {
  readonly #page: Window;
  readonly #setUp: KeyboardSetUp;
  /** When the key of a scan is pressed, by the scanner's own pace: a machine that stalls makes no person of it. Undefined outside of a scan. */
  #at: number | undefined;

  constructor(page: Window, setUp: KeyboardSetUp = {}) {
    this.#page = page;
    this.#setUp = setUp;
  }

  /** Types the code as a scanner does, a key each `keyMs`; after `splitAt` keys it holds its breath for `splitMs`. */
  async scan(code: string, { keyMs = 0, splitMs = 0, splitAt = 0 } = {}): Promise<void> {
    this.#at = performance.now();
    for (const [index, character] of [...code].entries()) {
      const waitMs = splitMs > 0 && index === splitAt ? splitMs : keyMs;
      if (waitMs > 0) await pause(waitMs);
      this.#at += waitMs;
      if (this.#setUp.altMode) this.#altCode(character);
      else if (character === '\u001d') this.#separator();
      else this.#character(character);
    }
    const { terminator = 'Enter' } = this.#setUp;
    if (terminator !== 'none') for (const key of terminator.split(' ')) this.press(key);
    this.#at = undefined;
  }

  /** A key by its name, such as `Enter`. */
  press(key: string, code = key, more: KeyboardEventInit = {}): boolean {
    const target = this.#page.document.activeElement ?? this.#page.document.body;
    const goesOn = this.#send(
      target,
      new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...more }),
    );
    // What a button does at Enter, a browser does; the page only hears a click.
    if (goesOn && key === 'Enter' && target instanceof HTMLButtonElement) target.click();
    this.#send(
      target,
      new KeyboardEvent('keyup', { key, code, bubbles: true, cancelable: true, ...more, altKey: false }),
    );
    return goesOn;
  }

  /** One key typed by `key`; `again`: it is held down. */
  hold(key: string, again: boolean): void {
    const target = this.#page.document.activeElement ?? this.#page.document.body;
    if (
      this.#send(
        target,
        new KeyboardEvent('keydown', { key, code: keyOf(key).code, repeat: again, bubbles: true, cancelable: true }),
      )
    )
      this.#insert(key);
  }

  #altCode(character: string): void {
    const number = String(character.charCodeAt(0)).padStart(3, '0');
    for (const digit of number) this.press(digit, `Numpad${digit}`, { altKey: true });
    const target = this.#page.document.activeElement ?? this.#page.document.body;
    this.#send(target, new KeyboardEvent('keyup', { key: 'Alt', code: 'AltLeft', bubbles: true, cancelable: true }));
    // What Windows types for 29 without the zero.
    if (this.#setUp.altEcho) this.#insert(character === '\u001d' ? '\u2194' : character);
  }

  #separator(): void {
    switch (this.#setUp.gs ?? 'F8') {
      case 'F8':
        return void this.press('F8');
      case 'Ctrl+]':
        return void this.press(this.#setUp.layout === 'ru' ? 'ъ' : ']', 'BracketRight', { ctrlKey: true });
      case 'Alt+029':
        for (const digit of '029') this.press(digit, `Numpad${digit}`, { altKey: true });
        return void this.press('Alt', 'AltLeft');
      case 'text':
        return this.#insert('\u001d');
      case '<GS>':
        return [...'<GS>'].forEach((character) => this.#character(character));
    }
  }

  #onPad(character: string, code: string, off: string): void {
    const { pad: lock, layout } = this.#setUp;
    // The Russian region has a comma on the decimal key.
    const digit = character === '.' && layout === 'ru' ? ',' : character;
    const key = lock === 'on' ? digit : off;
    const target = this.#page.document.activeElement ?? this.#page.document.body;
    const goesOn = this.#send(
      target,
      new KeyboardEvent('keydown', { key, code, shiftKey: lock === 'shift', bubbles: true, cancelable: true }),
    );
    if (!goesOn) return;
    if (key.length === 1) this.#insert(key);
    // What the arrows and Delete do to a field.
    else if (target instanceof HTMLInputElement && key === 'Home') target.setSelectionRange(0, 0);
    else if (target instanceof HTMLInputElement && key === 'Delete')
      target.setRangeText('', target.selectionStart ?? 0, (target.selectionStart ?? 0) + 1, 'end');
  }

  #character(character: string): void {
    const [padCode, off] = (this.#setUp.pad && pad[character]) || [];
    if (padCode !== undefined && off !== undefined) return this.#onPad(character, padCode, off);
    const { code, shift } = keyOf(character);
    const { layout = 'us', capsLock = false, shiftHeld = false } = this.#setUp;
    const shiftKey = shift || shiftHeld;
    const us = usOf(character, code, shiftKey);
    let typed = layout === 'ru' ? (russianOf(code, shiftKey) ?? us) : us;
    if (capsLock && typed.toLowerCase() !== typed.toUpperCase())
      typed = typed === typed.toUpperCase() ? typed.toLowerCase() : typed.toUpperCase();
    const target = this.#page.document.activeElement ?? this.#page.document.body;
    const goesOn = this.#send(
      target,
      new KeyboardEvent('keydown', {
        key: typed,
        code,
        shiftKey,
        modifierCapsLock: capsLock,
        bubbles: true,
        cancelable: true,
      }),
    );
    if (goesOn) this.#insert(typed);
  }

  /** Whether nobody took it. */
  #send(target: Element, event: Event): boolean {
    if (this.#at !== undefined) Object.defineProperty(event, 'timeStamp', { value: this.#at });
    return target.dispatchEvent(event);
  }

  #insert(data: string): void {
    const field = this.#page.document.activeElement;
    if (!(field instanceof HTMLInputElement)) return;
    const goesOn = this.#send(
      field,
      new InputEvent('beforeinput', { inputType: 'insertText', data, bubbles: true, cancelable: true }),
    );
    if (!goesOn) return;
    const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    field.setRangeText(data, start, end, 'end');
    this.#send(field, new InputEvent('input', { inputType: 'insertText', data, bubbles: true }));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
