import { describe, expect, it } from 'vitest';
import { AltCode, bestReading, GS, longestGapMs, shortestBurst, usCharacter, Wedge, type Entered, type Grade } from './keys.ts';

interface Key {
  readonly code: string;
  readonly shift?: boolean;
  /** What the layout of the system makes of it. */
  readonly typed: string;
  /** CapsLock is on. */
  readonly caps?: boolean;
}

const russian: Readonly<Record<string, string>> = { KeyA: 'ф', KeyB: 'и', KeyC: 'с', KeyD: 'в', KeyX: 'ч', KeyY: 'н', KeyZ: 'я', Semicolon: 'ж', Slash: '.' };

/** The keys a scanner presses for `text`; `layout` is what the system makes of them. */
function keysFor(text: string, layout: 'us' | 'ru' | 'caps' = 'us'): Key[] {
  return [...text].map((character) => {
    if (/\d/.test(character)) return { code: `Digit${character}`, typed: character };
    const code = character === ';' ? 'Semicolon' : character === '/' ? 'Slash' : `Key${character.toUpperCase()}`;
    const shift = /[A-Z]/.test(character);
    if (layout === 'us') return { code, shift, typed: character };
    if (layout === 'caps') return { code, shift, caps: true, typed: shift ? character.toLowerCase() : character.toUpperCase() };
    const letter = russian[code] ?? '?';
    return { code, shift, typed: shift ? letter.toUpperCase() : letter };
  });
}

/** Presses keys every `gap` ms into a field and ends with Enter; `field` is what stands there before. */
class Typist {
  readonly wedge = new Wedge();
  field = '';
  at = 1_000;

  type(keys: readonly Key[], gap: number): this {
    for (const { code, shift = false, typed, caps = false } of keys) {
      this.at += gap;
      this.wedge.press({ character: usCharacter(code, shift), bent: caps || !/^[\x20-\x7e]$/.test(typed), at: this.at }, this.field);
      this.field += typed;
    }
    return this;
  }

  separator(gap: number): this {
    this.at += gap;
    this.wedge.press({ character: GS, bent: false, at: this.at }, this.field);
    this.field += GS;
    return this;
  }

  /** Text that came without keys: pasted, or put in by a test driver. */
  insert(text: string): this {
    this.field += text;
    return this;
  }

  pause(ms: number): this {
    this.at += ms;
    return this;
  }

  enter(gap = 5): Entered {
    this.at += gap;
    return this.wedge.finish(this.at, this.field);
  }
}

const code = '010460215Abc';
/** Reads `code`, with or without a tail after GS, as goods, and anything else that begins with 01 as damaged. */
const grade = (text: string): Grade => (text === code || text === `${code}${GS}93Az` ? 'goods' : text.startsWith('01') ? 'damaged' : 'other');
const best = (typist: Typist, gap?: number) => bestReading(typist.enter(gap), typist.field, grade);

describe('a scanner on the keyboard', () => {
  it('is read as it types', () => expect(best(new Typist().type(keysFor(code), 4))).toEqual({ text: code, grade: 'goods' }));

  it('is read through the Russian layout', () => {
    const typist = new Typist().type(keysFor(code, 'ru'), 4);
    expect(typist.field).toBe('010460215Фис');
    expect(best(typist).text).toBe(code);
  });

  it('is read through CapsLock', () => expect(best(new Typist().type(keysFor(code, 'caps'), 4)).text).toBe(code));

  it('is taken as typed where neither layout nor CapsLock is in the way, whatever the keys seem to be', () => {
    const unshifted = keysFor(code).map((key) => ({ ...key, shift: false }));
    expect(new Typist().type(unshifted, 4).enter().readings).toEqual([code]);
  });

  it('keeps GS in both texts', () => {
    const typist = new Typist().type(keysFor(code, 'ru'), 4).separator(4).type(keysFor('93Az', 'ru'), 4);
    expect(best(typist).text).toBe(`${code}${GS}93Az`);
  });

  it('may be slow, up to the longest gap', () => {
    expect(new Typist().type(keysFor(code), longestGapMs).enter(longestGapMs).burst).toBe(true);
    expect(new Typist().type(keysFor(code), longestGapMs + 1).enter().burst).toBe(false);
  });

  it.each([4, 9])('may stop in the middle, after %i keys: the code stays whole', (head) => {
    const typist = new Typist().type(keysFor(code.slice(0, head)), 4).pause(400).type(keysFor(code.slice(head), 'caps'), 4);
    expect(best(typist).text).toBe(code);
  });

  it('does not drag along what a person had typed before', () => {
    const typist = new Typist().type(keysFor('cd', 'ru'), 180).pause(900).type(keysFor(code, 'ru'), 4);
    expect(typist.field).toBe('св010460215Фис');
    expect(best(typist)).toEqual({ text: code, grade: 'goods' });
  });

  it('tells what stood in the field before it', () => {
    const entered = new Typist().type(keysFor('500'), 200).pause(900).type(keysFor(code), 4).enter();
    expect(entered).toMatchObject({ burst: true, before: '500' });
  });

  it('ends with Enter at once: a late Enter is a person', () => expect(new Typist().type(keysFor(code), 4).enter(longestGapMs + 1).burst).toBe(false));
});

describe('characters that came without keys', () => {
  it('are taken from the field', () => {
    const typist = new Typist().type(keysFor(code), 2).insert(GS).type(keysFor('93Az'), 2);
    expect(best(typist).text).toBe(`${code}${GS}93Az`);
  });

  it('are no burst alone', () => expect(new Typist().insert(code).enter()).toEqual({ readings: [code], burst: false, before: code }));
});

describe('a person', () => {
  it('keeps the words that were typed, however fast', () => {
    const typist = new Typist().type(keysFor('cbacbacba', 'ru'), 60);
    expect(best(typist)).toEqual({ text: 'сифсифсиф', grade: 'other' });
  });

  it('is no burst with a few fast keys', () => expect(new Typist().type(keysFor('1'.repeat(shortestBurst - 1)), 10).enter().burst).toBe(false));

  it('may correct the text: then only the field counts', () => {
    const typist = new Typist().type(keysFor('0104x', 'ru'), 4);
    typist.wedge.disturb();
    typist.field = '0104';
    expect(typist.enter().readings).toEqual(['0104']);
  });

  it('starts anew after Enter', () => {
    const typist = new Typist().type(keysFor(code), 4);
    typist.enter();
    typist.field = '';
    expect(best(typist.type(keysFor(code, 'ru'), 4)).text).toBe(code);
  });
});

it('takes no text from keys that are not told', () => {
  const typist = new Typist().type([...code].map((typed) => ({ code: '', typed })), 4);
  expect(typist.enter()).toMatchObject({ readings: [code], burst: true });
});

describe('the US layout', () => {
  it.each([
    ['KeyQ', false, 'q'], ['KeyQ', true, 'Q'], ['Digit2', true, '@'], ['Digit0', true, ')'], ['Numpad7', true, '7'], ['Minus', true, '_'],
    ['Quote', true, '"'], ['Backslash', false, '\\'], ['Slash', true, '?'], ['Space', false, ' '], ['F4', false, undefined], ['', false, undefined],
  ])('%s, shift %s: %s', (key, shift, character) => expect(usCharacter(key, shift)).toBe(character));
});

describe('Alt and digits', () => {
  it.each([['029', true], ['29', true], ['0029', true], ['065', false], ['', false]])('%s', (digits, isGs) => {
    const alt = new AltCode();
    for (const digit of digits) alt.press(`Numpad${digit}`);
    expect(alt.release()).toBe(isGs);
    expect(alt.release()).toBe(false);
  });
});
