/** Codes to scan from the screen and compare byte for byte. Their tails are those of the sandbox: no shop can sell them. */

export interface TestCode {
  readonly id: 'short' | 'full' | 'pack' | 'ean13';
  readonly symbol: 'gs1-datamatrix' | 'datamatrix' | 'ean13';
  /** What a scanner must deliver, GS as U+001D. */
  readonly code: string;
}

/**
 * One for each thing that goes wrong: a lost GS, two of them and a long code, characters that a layout bends (CSET 82 and the alphabet of МРЦ,
 * marking-codes.md §1.2, §1.5), a product barcode. Serials hold both cases, so that CapsLock shows.
 */
export const testCodes: readonly [TestCode, ...TestCode[]] = [
  { id: 'short', symbol: 'gs1-datamatrix', code: '0104600494600012215aBcDe\u001d93dGVz' },
  {
    id: 'full',
    symbol: 'gs1-datamatrix',
    code: '010460049460001221&Ab;"c?Z,d/_x\u001d91FFD0\u001d92dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=',
  },
  { id: 'pack', symbol: 'datamatrix', code: "04600494600012z<N'y+>ABm8dGVz" },
  { id: 'ean13', symbol: 'ean13', code: '4600494600012' },
];

/** How a scan compares with the code that was to be scanned; `at` counts characters from 0. */
export type Comparison =
  { readonly kind: 'same' } | { readonly kind: 'other' } | { readonly kind: 'case' | 'differs'; readonly at: number };

export function compare(expected: string, got: string): Comparison {
  const at = firstDifference(expected, got);
  if (at === undefined) return { kind: 'same' };
  if (expected.toLowerCase() === got.toLowerCase()) return { kind: 'case', at };
  // Half of the code is not a damaged scan of it.
  if (at < expected.length / 3 && !got.includes(expected.slice(3, 16))) return { kind: 'other' };
  return { kind: 'differs', at };
}

/** Where the two first differ; undefined: they are the same, byte for byte. */
function firstDifference(expected: string, got: string): number | undefined {
  if (expected === got) return undefined;
  let at = 0;
  while (at < expected.length && expected[at] === got[at]) at++;
  return at;
}

/** Draws the code; the drawing library is loaded only here. */
export async function draw(canvas: HTMLCanvasElement, { symbol, code }: TestCode): Promise<void> {
  const { datamatrix, ean13 } = await import('bwip-js/browser');
  const look = { scale: symbol === 'ean13' ? 2 : 4, padding: 4, backgroundcolor: 'ffffff' };
  if (symbol === 'ean13') ean13(canvas, { ...look, bcid: 'ean13', text: code, includetext: true, height: 18 });
  // FNC1 in first place makes it GS1; the library writes ^FNC1 for a GS inside too.
  else
    datamatrix(canvas, {
      ...look,
      bcid: 'datamatrix',
      parsefnc: true,
      text: (symbol === 'gs1-datamatrix' ? '^FNC1' : '') + code.replaceAll('\u001d', '^FNC1'),
    });
}

/** Draws a programming barcode: Code 128, `^FNC3` for the function character. A quiet zone of ten modules, for imagers that read from a screen. */
export async function drawSetUp(canvas: HTMLCanvasElement, text: string): Promise<void> {
  const { code128 } = await import('bwip-js/browser');
  code128(canvas, {
    bcid: 'code128',
    text,
    parsefnc: true,
    scale: 2,
    height: 18,
    paddingwidth: 10,
    paddingheight: 6,
    backgroundcolor: 'ffffff',
  });
}
