import { afterEach, beforeEach, expect, it } from 'vitest';
import { Reader, type Entry } from './reader.ts';

const code = '0104670540176099215AbCdE\u001d93dGVz';

let home: HTMLInputElement;
let other: HTMLInputElement;
let entries: Entry[];
let stop: Array<() => void>;

beforeEach(() => {
  home = document.body.appendChild(document.createElement('input'));
  other = document.body.appendChild(document.createElement('input'));
  entries = [];
  const reader = new Reader(document);
  stop = [reader.listen(), reader.settle({ input: home, enter: (entry) => entries.push(entry) })];
});
afterEach(() => {
  for (const end of stop) end();
  document.body.replaceChildren();
});

/** Presses keys as fast as a scanner does, into the field that has the focus; GS comes as F8. */
function type(text: string): void {
  for (const character of text) {
    const field = document.activeElement as HTMLInputElement;
    if (character === '\u001d') field.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8', code: 'F8', bubbles: true, cancelable: true }));
    else {
      const codeOfKey = /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`;
      field.dispatchEvent(new KeyboardEvent('keydown', { key: character, code: codeOfKey, shiftKey: /[A-Z]/.test(character), bubbles: true, cancelable: true }));
      field.value += character;
    }
  }
}
const enter = (): void => void document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }));

it('a scan at home is entered with what stood there before', () => {
  type(code);
  enter();
  expect(entries).toMatchObject([{ text: code, grade: 'goods', burst: true, before: '' }]);
});

it('a scan into another field leaves no trace in it, and goes home', async () => {
  other.focus();
  other.value = '892';
  home.value = '500';
  await new Promise((resolve) => setTimeout(resolve, 200));
  type(code);
  enter();
  expect(other.value).toBe('892');
  expect(entries).toMatchObject([{ text: code, grade: 'goods', burst: true, before: '500' }]);
  expect(home.value).toBe('500');
});

it('what is no code leaves no trace either, and goes nowhere', () => {
  other.focus();
  type('qwertyuiopas');
  enter();
  expect(other.value).toBe('');
  expect(entries).toEqual([]);
});

it('a scan into a dialog goes nowhere', () => {
  const dialog = document.body.appendChild(document.createElement('dialog'));
  const inside = dialog.appendChild(document.createElement('input'));
  dialog.showModal();
  inside.focus();
  type(code);
  enter();
  expect(inside.value).toBe('');
  expect(entries).toEqual([]);
});
