import { expect, it } from 'vitest';
import { bestReading } from './best-reading.ts';

const milk = '0104670540176099215AbCdE\u001d93dGVz';
const noSeparator = milk.replace('\u001d', '');

it('goods before a repaired code, a repaired code before a damaged one, a damaged one before words', () => {
  expect(bestReading(['слова', milk.slice(0, -2), noSeparator, milk]).text).toBe(milk);
  expect(bestReading(['слова', milk.slice(0, -2), noSeparator]).text).toBe(noSeparator);
  expect(bestReading(['слова', milk.slice(0, -2)]).text).toBe(milk.slice(0, -2));
});

it('the first where they read alike', () => {
  expect(bestReading(['4600494600012', '96385074']).text).toBe('4600494600012');
  expect(bestReading(['hello', 'words'])).toEqual({
    text: 'hello',
    scan: { kind: 'other', form: 'text', raw: 'hello' },
  });
});
