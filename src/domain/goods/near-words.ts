/** Words that a person mistyped: what else to look for, when nothing has them as they stand. */
import { toRussianLayout } from '../marking-code/ru-layout.ts';
import { fold } from './search-text.ts';

/** A shorter word with a wrong letter is near to everything. */
const shortest = 4;

/** What to look for in place of `words` (folded), the likeliest first. */
export interface NearSearch {
  /** All that a card must have. */
  readonly words: readonly string[];
  /** Of the cards found so, whether this one is meant; by its folded text. */
  readonly isMeant: (text: string) => boolean;
}

/** The other layout of the keyboard first; then each word with one letter wrong, missing, too many, or two in the wrong order. */
export function nearSearches(words: readonly string[]): NearSearch[] {
  // A number is the same in both.
  const others = words.map((word) => toRussianLayout(word) ?? word).map(fold);
  const isTyped = others.some((word, at) => word !== words[at]) && !words.some((word) => /[а-я]/.test(word));
  const layout = isTyped ? [{ words: others, isMeant: () => true }] : [];
  // One wrong letter leaves one half of the word as it is.
  const letters = words.flatMap((word, at) =>
    word.length < shortest || /\d/.test(word)
      ? []
      : [word.slice(0, word.length >> 1), word.slice((word.length >> 1) + 1)].map((half) => ({
          words: words.map((each, index) => (index === at ? half : each)),
          isMeant: (text: string): boolean => text.split(/[^\p{L}\d]+/u).some((token) => isNear(token, word)),
        })),
  );
  return [...layout, ...letters];
}

/** Whether `token` begins with `word` but for one letter. */
export function isNear(token: string, word: string): boolean {
  let at = 0;
  while (at < word.length && token[at] === word[at]) at += 1;
  const rest = word.slice(at + 1);
  return (
    at === word.length ||
    token.startsWith(rest, at + 1) ||
    token.startsWith(rest, at) ||
    token.startsWith(word.slice(at), at + 1) ||
    token.startsWith((word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2), at)
  );
}
