import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { isNear, nearSearches } from './near-words.ts';

it('the other layout of the keyboard comes first', () =>
  expect(nearSearches(['vjkjrj', '3,2'])[0]?.words).toEqual(['молоко', '3,2']));

it('a word of the other alphabet is none of another layout', () =>
  expect(nearSearches(['мол', 'pepsi']).map(({ words }) => words)).not.toContainEqual(['мол', 'зузыш']));

it.each(['', 'мол', '460700489', 'мо л'])('«%s» has nothing near', (text) =>
  expect(nearSearches(text.split(' '))).toEqual([]),
);

describe('one letter', () => {
  it.each([
    ['молко', 'молоко'],
    ['мллоко', 'молоко'],
    ['молооко', 'молоко'],
    ['омлоко', 'молоко'],
    ['молоок', 'молокосодержащий'],
  ])('«%s» is near to «%s»', (typed, token) => expect(isNear(token, typed)).toBe(true));

  it.each([
    ['хлеб', 'молоко'],
    ['мелкоо', 'молоко'],
    ['окно', 'вино'],
  ])('«%s» is not near to «%s»', (typed, token) => expect(isNear(token, typed)).toBe(false));

  it('wrong, wherever it is: one of the searches has a text that keeps the other half, and takes the card for meant', () => {
    const letter = fc.constantFrom(...'абвгдежзиклмнопрст');
    fc.assert(
      fc.property(fc.array(letter, { minLength: 4, maxLength: 12 }), fc.nat(), letter, (letters, place, wrong) => {
        const right = letters.join('');
        const at = place % letters.length;
        const typed = letters.map((each, index) => (index === at ? wrong : each)).join('');
        const found = nearSearches([typed]).some(
          ({ words, isMeant }) => words.every((word) => right.includes(word)) && isMeant(right),
        );
        expect(found).toBe(true);
      }),
    );
  });
});
