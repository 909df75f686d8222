import { expect, it } from 'vitest';
import { visible } from './visible.ts';

it.each([
  ['0104603460000809215WWSPE\u001d93eMLy\r', ['0104603460000809215WWSPE', ['<GS>'], '93eMLy', ['<CR>']]],
  ['', []],
  ['milk', ['milk']],
  ['\u0000\u001f \u007f', [['<NUL>'], ['<US>'], ['<SP>'], ['<DEL>']]],
  ['\ufeff\u200b\u00a0\u00ad\u202e', [['<U+FEFF>'], ['<U+200B>'], ['<U+00A0>'], ['<U+00AD>'], ['<U+202E>']]],
  ['è\u0100й<GS>', ['è\u0100й<GS>']], // seen, so as it is: words for a separator are no separator
  ['a\ud83d', ['a', ['<U+D83D>']]],
  ['\ud83d\ude00\u{e0001}', ['\ud83d\ude00', ['<U+E0001>']]],
  ['a\u0301\u3164', ['a', ['<U+0301>'], ['<U+3164>']]],
] as const)('%j', (text, pieces) => {
  expect(visible(text)).toEqual(
    pieces.map((piece) =>
      typeof piece === 'string' ? { text: piece, control: false } : { text: piece[0], control: true },
    ),
  );
});
