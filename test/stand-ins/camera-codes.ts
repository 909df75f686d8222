/** Codes as they are printed: for pictures in a page, and for the film of a browser's fake camera. */
import bwip from 'bwip-js/generic';

/** A symbol in its modules, without the quiet zone. */
export interface Printed {
  readonly width: number;
  readonly height: number;
  readonly isDark: (x: number, y: number) => boolean;
}

type Kind = 'gs1datamatrix' | 'datamatrix' | 'ean13' | 'ean8' | 'itf14' | 'code128' | 'qrcode';

const barsByLength: ReadonlyMap<number, Kind> = new Map([
  [8, 'ean8'],
  [13, 'ean13'],
  [14, 'itf14'],
]);
const kindOf = (text: string): Kind =>
  (/^\d+$/.test(text) && barsByLength.get(text.length)) || (text.includes('\u001d') ? 'gs1datamatrix' : 'datamatrix');

/** bwip-js reads `^` and three digits as a character by its number. */
const escapedCharacter = (character: string): string =>
  /[!-\]_-~]/.test(character) ? character : `^${String(character.charCodeAt(0)).padStart(3, '0')}`;

/** `text` has one character for each byte; in a GS1 DataMatrix each GS is an FNC1, and one stands in front (marking-codes.md §1.2). */
export function printed(text: string, kind: Kind = kindOf(text)): Printed {
  const gs1 = kind === 'gs1datamatrix';
  const escaped = Array.from(text, (character) =>
    character === '\u001d' && gs1 ? '^FNC1' : escapedCharacter(character),
  ).join('');
  const options = {
    bcid: gs1 ? 'datamatrix' : kind,
    text: gs1 ? `^FNC1${escaped}` : escaped,
    parse: true,
    parsefnc: true,
    binarytext: true,
  };
  const [symbol] = bwip.raw(options) as ReadonlyArray<{
    readonly pixs?: readonly number[];
    readonly pixx?: number;
    readonly pixy?: number;
    readonly sbs?: readonly number[];
  }>;
  if (symbol?.pixs) {
    const { pixs, pixx: width = 0, pixy: height = 0 } = symbol;
    return { width, height, isDark: (x, y) => pixs[y * width + x] === 1 };
  }
  // Bars and spaces by turns, in modules.
  const bars = (symbol?.sbs ?? []).flatMap((modules, index) => Array<boolean>(modules).fill(index % 2 === 0));
  return { width: bars.length, height: Math.round(bars.length / 2), isDark: (x) => bars[x] === true };
}
