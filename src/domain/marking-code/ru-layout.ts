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
