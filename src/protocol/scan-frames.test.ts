import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../test/unit/tries.ts';
import { anyCuts, cutAt } from '../../test/vectors/cuts.ts';
import { concat } from './bytes.ts';
import { ScanFrames, type ScanFrame } from './scan-frames.ts';

const GS = '\u001d';
const milk = `0104670540176099215AbCdE${GS}93dGVz`;
const shoes = `010460406000600021N4O57RSCBUZTQ${GS}91EE06${GS}92${'c2lnbmF0dXJl'.repeat(3)}c2lnbmE=`;
const bread = '4600494600012';
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** All the frames of the chunks, with silence after the last. */
function framesOf(...chunks: readonly string[]): ScanFrame[] {
  const frames = new ScanFrames();
  const all = chunks.flatMap((chunk, at) => frames.push(latin1(chunk), at));
  const rest = frames.silence();
  expect(frames.unfinished).toBe(false);
  return [...all, ...rest];
}
const textsOf = (...chunks: readonly string[]): string[] => framesOf(...chunks).map(({ text }) => text);
const endsOf = (...chunks: readonly string[]): string[] => framesOf(...chunks).map(({ end }) => end);
/** Every way to cut a text in two, and into single bytes. */
const cuts = (text: string): string[][] => [
  ...Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]),
  [...text],
];

const suffixes = {
  CR: '\r',
  LF: '\n',
  'CR LF': '\r\n',
  'LF CR': '\n\r',
  'CR CR': '\r\r',
  TAB: '\t',
  'CR TAB': '\r\t',
  ETX: '\u0003',
  'ETX CR LF': '\u0003\r\n',
  EOT: '\u0004',
  NUL: '\0',
};

describe.each(Object.entries(suffixes))('codes that end with %s', (_, suffix) => {
  const stream = [milk, shoes, bread, milk].map((code) => code + suffix).join('');

  it('come whole, wherever the bytes are cut', () => {
    for (const chunks of cuts(stream)) {
      expect(textsOf(...chunks)).toEqual([milk, shoes, bread, milk]);
      expect(endsOf(...chunks)).toEqual(['suffix', 'suffix', 'suffix', 'suffix']);
    }
  });

  it('have all their bytes', () => {
    expect(framesOf(stream).map(({ bytes }) => bytes)).toEqual(
      [milk, shoes, bread, milk].map((code) => latin1(code + suffix)),
    );
    for (const chunks of cuts(stream))
      for (const { text, bytes } of framesOf(...chunks))
        expect(latin1(text + suffix).subarray(0, bytes.length)).toEqual(bytes);
  });

  it('are told as soon as the suffix begins', () => {
    const frames = new ScanFrames();
    expect(frames.push(latin1(bread), 1)).toEqual([]);
    expect(frames.push(latin1(suffix.slice(0, 1)), 2)).toMatchObject([{ text: bread, end: 'suffix', times: [1, 2] }]);
    expect(frames.unfinished).toBe(false);
    expect(frames.push(latin1(suffix.slice(1) + milk + suffix), 3)).toMatchObject([
      { text: milk, bytes: latin1(milk + suffix), times: [3] },
    ]);
  });
});

describe('a prefix', () => {
  it('STX is none of the text', () => {
    const stream = `\u0002${milk}\u0003\u0002${bread}\u0003`;
    for (const chunks of cuts(stream)) expect(textsOf(...chunks)).toEqual([milk, bread]);
    expect(framesOf(stream)[0]?.bytes).toEqual(latin1(`\u0002${milk}\u0003`));
  });

  it('STX takes apart what has no suffix', () => {
    for (const chunks of cuts(`\u0002${milk}\u0002${bread}`)) {
      expect(textsOf(...chunks)).toEqual([milk, bread]);
      expect(endsOf(...chunks)).toEqual(['silence', 'silence']);
    }
  });

  it('of another kind is for the reader', () => {
    for (const prefix of [']d2', '\u00e8', GS, '\u00ef\u00bb\u00bf'])
      expect(textsOf(`${prefix}${milk}\r`)).toEqual([prefix + milk]);
  });
});

it('leaves every byte of the data as it is', () => {
  const data = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
    .filter((character) => !'\0\u0002\u0003\u0004\t\n\r'.includes(character))
    .join('');
  expect(framesOf(`${data}\r`)).toEqual([{ text: data, bytes: latin1(`${data}\r`), end: 'suffix', times: [0] }]);
});

it('knows nothing of codes glued without a suffix', () => {
  for (const chunks of cuts(milk + bread))
    expect(framesOf(...chunks)).toMatchObject([{ text: milk + bread, end: 'silence' }]);
});

it('makes no frames of nothing', () => {
  for (const noise of ['', '\r', '\r\n\r\n', '\0\0', '\u0002', '\u0002\u0003', '\u0002\u0002'])
    expect(framesOf(noise, noise)).toEqual([]);
  const frames = new ScanFrames();
  expect(frames.silence()).toEqual([]);
  frames.push(new Uint8Array(), 0);
  expect(frames.unfinished).toBe(false);
});

it('keeps nothing of a chunk whose memory is used again', () => {
  const frames = new ScanFrames();
  const chunk = latin1(bread);
  frames.push(chunk, 0);
  chunk.fill(0xee);
  expect(frames.silence()).toMatchObject([{ text: bread, bytes: latin1(bread) }]);
});

it('says when each chunk of a frame came', () => {
  expect(framesOf('46004', '946', `00012\r${milk.slice(0, 5)}`, `${milk.slice(5)}\r`, milk)).toMatchObject([
    { times: [0, 1, 2] },
    { times: [2, 3] },
    { times: [4], end: 'silence' },
  ]);
});

it('a late suffix belongs to nobody', () => {
  const frames = new ScanFrames();
  frames.push(latin1(milk), 0);
  expect(frames.silence()).toMatchObject([{ text: milk, end: 'silence' }]);
  expect(frames.push(latin1(`\r\n`), 1)).toEqual([]);
  expect(frames.push(latin1(`${bread}\r\n`), 2)).toMatchObject([
    { text: bread, bytes: latin1(`${bread}\r\n`), times: [2] },
  ]);
});

it('gives up on what does not end, and goes on', () => {
  for (const size of [1, 100, 4_095, 4_096, 4_097, 10_000]) {
    const frames = new ScanFrames();
    const garbage = 'x'.repeat(10_000);
    const chunks = Array.from({ length: Math.ceil(garbage.length / size) }, (_, index) =>
      latin1(garbage.slice(index * size, (index + 1) * size)),
    );
    expect(chunks.flatMap((chunk, at) => frames.push(chunk, at)).map(({ text, end }) => [text.length, end])).toEqual([
      [4_096, 'too-long'],
      [4_096, 'too-long'],
    ]);
    expect(frames.push(latin1(`\r${bread}\r`), 0).map(({ text, end }) => [text.length, end])).toEqual([
      [10_000 - 2 * 4_096, 'suffix'],
      [bread.length, 'suffix'],
    ]);
  }
});

it('loses no byte of whatever comes, however it is cut', () => {
  const anyByte = fc.oneof({ weight: 1, arbitrary: fc.nat(15) }, { weight: 2, arbitrary: fc.nat(255) });
  const anyBytes = fc.array(anyByte, { maxLength: 3_000, size: 'max' }).map((all) => Uint8Array.from(all));
  fc.assert(
    fc.property(anyBytes, anyCuts(40), (bytes, cuts) => {
      const whole = new ScanFrames();
      const parts = new ScanFrames();
      const expected = [...whole.push(bytes, 0), ...whole.silence()];
      const frames = [...cutAt(bytes, cuts).flatMap((piece, at) => parts.push(piece, at)), ...parts.silence()];
      expect(frames.map(({ text, end }) => [text, end])).toEqual(expected.map(({ text, end }) => [text, end]));
      const data = (all: Uint8Array): number[] => [...all].filter((byte) => ![0, 2, 3, 4, 9, 10, 13].includes(byte));
      expect(latin1(frames.map(({ text }) => text).join(''))).toEqual(Uint8Array.from(data(bytes)));
      expect(data(concat(...frames.map((frame) => frame.bytes)))).toEqual(data(bytes));
    }),
    tries(100),
  );
});
