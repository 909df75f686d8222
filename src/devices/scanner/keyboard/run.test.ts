import { describe, expect, it } from 'vitest';
import { padCharacter, usCharacter, type Key } from './keys.ts';
import { paceOf, Run, unknownPace, type Pace } from './run.ts';

const milk = '0104670540176099215AbCdE\u001d93dGVz';
const bread = '4600494600012';

/** A run of keys with the same gap, or with the gap that `gap` gives before each key. */
function typed(
  text: string,
  gap: number | ((index: number) => number),
  { pace = unknownPace, into = new Run(pace) }: { pace?: Pace; into?: Run } = {},
): Run {
  let at = Math.max(0, into.last);
  for (const [index, character] of [...text].entries()) {
    at += typeof gap === 'number' ? gap : gap(index);
    into.add({ typed: character, meant: character, plain: character, bent: false, shift: false, at });
  }
  return into;
}
const textOf = (run: Run, certain = run.machineFrom !== undefined, terminator = '\r'): string | undefined =>
  run.finish(certain, terminator, run.last + 10)?.texts[0];

describe('keys of a machine', () => {
  it('are known at the fifth, not before', () => {
    const run = new Run(unknownPace);
    for (const [index, character] of [...bread].entries()) {
      typed(character, 10, { into: run });
      expect(run.machineFrom).toBe(index < 4 ? undefined : 0);
    }
  });

  it('begin where a person stopped', () => {
    const run = typed('12', 200);
    typed(bread, (index) => (index === 0 ? 150 : 10), { into: run });
    expect(run.machineFrom).toBe(2);
    expect(run.finish(true, '\r', run.last)?.strokes).toHaveLength(bread.length);
  });

  it('begin after a star that a person pressed, however soon', () => {
    expect(typed('12*', 10).isAmount).toBe(true);
    expect(typed('0,345*', 10).isAmount).toBe(true);
    for (const other of ['*', '12', `${bread}*`, milk, 'a1*']) expect(typed(other, 10).isAmount).toBe(false);
  });

  it('are a scan whatever they say, from the first to the last', () =>
    expect(textOf(typed('A-17 shelf', 10))).toBe('A-17 shelf'));

  it('may stop for breath inside a code', () => {
    const breath = (index: number): number => (index === 7 ? 200 : 10);
    expect(textOf(typed(milk, breath))).toBe(milk);
    expect(textOf(typed(bread, breath))).toBe(bread);
    // The last eight digits alone would be a good EAN-8.
    expect(textOf(typed('4602296385074', (index) => (index === 5 ? 200 : 10)))).toBe('4602296385074');
  });

  it('of a slow scanner are a scan when they read as a code', () => {
    expect(textOf(typed(milk, 85))).toBe(milk);
    expect(textOf(typed(bread, 75))).toBe(bread);
    expect(textOf(typed('12345678901', 75))).toBeUndefined();
  });

  it('of a known slow scanner may be slower still', () => {
    expect(textOf(typed(bread, 130))).toBeUndefined();
    expect(textOf(typed(bread, 130, { pace: paceOf(typed(milk, 85).strokes, true, unknownPace) }))).toBe(bread);
  });

  it('never shorten what is known of a slower scanner beside it', () => {
    const both = paceOf(typed(milk, 4).strokes, true, paceOf(typed(milk, 85).strokes, true, unknownPace));
    expect(textOf(typed(bread, 130, { pace: both }))).toBe(bread);
  });

  it('a few of them are a scan only when they read as a code, and more only when the Enter was as quick', () => {
    expect(textOf(typed('12345', 20))).toBeUndefined();
    const word = typed('qwertyuiop', 40);
    expect(word.machineFrom).toBe(0);
    expect(word.finish(true, '\r', word.last + 300)).toBeUndefined();
    expect(word.finish(true, '\r', word.last + 40)?.texts[0]).toBe('qwertyuiop');
  });

  it('a separator that came twice is one', () =>
    expect(textOf(typed(milk.replace('\u001d', '\u001d\u001d'), 10))).toBe(milk));
});

describe('keys of a person', () => {
  it('are nobody else’s, in a hurry too', () => {
    expect(textOf(typed('молоко топлёное', 70))).toBeUndefined();
    expect(textOf(typed('1000', 20), false)).toBeUndefined();
  });

  it('are uneven: an amount, an ИНН with the check digit of a barcode', () => {
    const hand = (index: number): number => [90, 130, 70, 105, 95][index % 5] ?? 90;
    expect(textOf(typed('036000291452', hand))).toBeUndefined();
    expect(textOf(typed('20000004', hand))).toBeUndefined();
  });

  it('a field left with Tab holds an ИНН, not a barcode', () => {
    expect(textOf(typed('036000291452', 75), false, '\t')).toBeUndefined();
    expect(textOf(typed('036000291452', 75), false)).toBe('036000291452');
  });
});

describe('what a key means', () => {
  it('is the US layout’s', () => {
    expect(
      ['KeyA', 'Digit2', 'Slash', 'Numpad7', 'Quote', 'BracketLeft'].map((code) => [
        usCharacter(code, false),
        usCharacter(code, true),
      ]),
    ).toEqual([
      ['a', 'A'],
      ['2', '@'],
      ['/', '?'],
      ['7', '7'],
      ["'", '"'],
      ['[', '{'],
    ]);
    expect(usCharacter('', false)).toBeUndefined();
  });

  it('on the numeric pad is what stands on it, whatever the lock made of it', () => {
    const key = (code: string, more: Partial<Key> = {}): Key => ({
      key: 'Home',
      code,
      shiftKey: true,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      getModifierState: () => false,
      ...more,
    });
    expect(
      [
        'Numpad0',
        'Numpad7',
        'NumpadDecimal',
        'NumpadAdd',
        'NumpadSubtract',
        'NumpadMultiply',
        'NumpadDivide',
        'NumpadComma',
        'NumpadEqual',
      ].map((code) => padCharacter(key(code))),
    ).toEqual(['0', '7', '.', '+', '-', '*', '/', ',', '=']);
    expect(['Home', 'Digit7', 'NumpadEnter', 'NumLock'].map((code) => padCharacter(key(code)))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(padCharacter(key('Numpad7', { ctrlKey: true }))).toBeUndefined();
  });

  it('is told by the code where the system typed nothing', () => {
    const run = new Run(unknownPace);
    for (const [index, digit] of [...bread].entries())
      run.add({ typed: '', meant: digit, plain: digit, bent: true, pad: true, shift: false, at: index * 10 });
    expect(textOf(run)).toBe(bread);
  });

  it('is a person’s arrow where it came slowly, or twice in a row', () => {
    const quick = (...keys: readonly (readonly [digit: string, at: number])[]): boolean => {
      const run = new Run(unknownPace);
      for (const [digit, at] of keys)
        run.add({ typed: '', meant: digit, plain: digit, bent: true, pad: true, shift: false, at });
      return run.isQuick;
    };
    expect([
      quick(['2', 0]),
      quick(['2', 0], ['8', 180]),
      quick(['2', 0], ['2', 90]),
      quick(['2', 0], ['8', 90]),
      quick(['2', 0], ['2', 10]),
    ]).toEqual([false, false, false, true, true]);
  });
});

it('a run that no silence ends is full some day, and no code makes it so', () => {
  expect(typed('7'.repeat(4_296), 10).isFull).toBe(false);
  expect(typed('7'.repeat(4_500), 10).isFull).toBe(true);
});
