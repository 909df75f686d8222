/**
 * Keys as a keyboard scanner sends them: all at once. Playwright's own `type` waits for the page after each key, so that a busy machine makes pauses
 * of a tenth of a second between two of them, which no scanner does and which the till takes for a person's (`devices/scanner/keyboard/run.ts`).
 */
import type { CDPSession, Page } from '@playwright/test';

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** Signs of a US keyboard beside letters and digits, by their key. */
const signs: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '-': 'Minus',
  _: 'Minus',
  '=': 'Equal',
  '+': 'Equal',
  ';': 'Semicolon',
  ':': 'Semicolon',
  "'": 'Quote',
  '"': 'Quote',
  ',': 'Comma',
  '<': 'Comma',
  '.': 'Period',
  '>': 'Period',
  '/': 'Slash',
  '?': 'Slash',
  '[': 'BracketLeft',
  '{': 'BracketLeft',
  ']': 'BracketRight',
  '}': 'BracketRight',
  '\\': 'Backslash',
  '|': 'Backslash',
  '`': 'Backquote',
  '~': 'Backquote',
  '!': 'Digit1',
  '@': 'Digit2',
  '#': 'Digit3',
  $: 'Digit4',
  '%': 'Digit5',
  '^': 'Digit6',
  '&': 'Digit7',
  '*': 'Digit8',
  '(': 'Digit9',
  ')': 'Digit0',
};

function codeOf(sign: string): string | undefined {
  if (/^\d$/.test(sign)) return `Digit${sign}`;
  if (/^[a-z]$/i.test(sign)) return `Key${sign.toUpperCase()}`;
  return Object.hasOwn(signs, sign) ? signs[sign] : undefined;
}

/** Types the text and Enter in one breath. What has no key, GS among it, comes as text, as some scanners paste it. */
export async function typeAtOnce(page: Page, text: string): Promise<void> {
  const open = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, open);
  const session = await open;
  const sent: Array<Promise<unknown>> = [];
  const press = (key: string, code: string, typed: string, number: number): void => {
    const named = { key, code, windowsVirtualKeyCode: number };
    sent.push(
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: typed, unmodifiedText: typed, ...named }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...named }),
    );
  };
  for (const sign of text) {
    const code = codeOf(sign);
    if (code === undefined) sent.push(session.send('Input.insertText', { text: sign }));
    else press(sign, code, sign, /^(?:Key|Digit)/.test(code) ? code.charCodeAt(code.length - 1) : 0);
  }
  press('Enter', 'Enter', '\r', 13);
  await Promise.all(sent);
}
