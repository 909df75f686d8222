/**
 * What a keyboard scanner typed while the Russian layout was on, back by the position of keys (reference/marking-codes.md
 * §1.6). The only file with Cyrillic data.
 */
const TYPED = 'йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ.,"№;:?/';
const MEANT = 'qwertyuiop[]asdfghjkl;\'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~/?@#$^&|';

const KEYS: ReadonlyMap<string, string> = new Map(
  Array.from(TYPED, (character, i) => [character, MEANT[i] ?? character]),
);

/** The text as the scanner meant it; undefined unless Cyrillic letters prove the layout and Latin ones do not deny it. */
export function fromRussianLayout(text: string): string | undefined {
  if (!/[а-яё]/i.test(text) || /[a-z]/i.test(text)) return undefined;
  return Array.from(text, (character) => KEYS.get(character) ?? character).join('');
}

const BACK: ReadonlyMap<string, string> = new Map(
  // The first of two that share a key is a letter.
  Array.from(MEANT, (key, i): [string, string] => [key, TYPED[i] ?? key]).filter(([, typed]) => /[а-яё]/i.test(typed)),
);

/** What a person meant who typed Russian words while the English layout was on; undefined unless Latin letters prove it and no Cyrillic one denies it. */
export function toRussianLayout(text: string): string | undefined {
  if (!/[a-z]/i.test(text) || /[а-яё]/i.test(text)) return undefined;
  return Array.from(text, (key) => BACK.get(key) ?? key).join('');
}
