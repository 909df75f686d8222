import { describe, expect, it } from 'vitest';
import { ascii, ByteReader, concat, fromAscii, fromLe, hex, le, padded } from './bytes.ts';

describe('little-endian numbers', () => {
  it.each([
    [0, 1, '00'],
    [0x1234, 2, '34 12'],
    [1_000_000, 6, '40 42 0F 00 00 00'],
    [2 ** 40 - 1, 5, 'FF FF FF FF FF'],
    [2 ** 48 - 1, 6, 'FF FF FF FF FF FF'],
    [0xfedcba98, 4, '98 BA DC FE'],
  ])('%d in %d bytes is %s', (value, size, expected) => {
    expect(hex(le(value, size))).toBe(expected);
    expect(fromLe(le(value, size))).toBe(value);
  });
  it.each([
    [256, 1],
    [-1, 4],
    [0.5, 2],
    [2 ** 40, 5],
    [Number.NaN, 4],
    [Infinity, 8],
    [2 ** 53, 8],
  ])('%d in %d bytes is a bug', (value, size) => expect(() => le(value, size)).toThrow(RangeError));
});

describe('ASCII', () => {
  it('keeps separators', () => expect(fromAscii(ascii('21a\u001d93b'))).toBe('21a\u001d93b'));
  it.each(['я', '\u0080', '€', '😀'])('has no %j', (text) => expect(() => ascii(text)).toThrow(RangeError));
});

it('pads, never cuts', () => {
  expect(hex(padded(Uint8Array.of(1), 3))).toBe('01 00 00');
  expect(hex(padded(Uint8Array.of(1, 2, 3), 2))).toBe('01 02 03');
  expect(concat()).toEqual(new Uint8Array());
});

describe('a reader', () => {
  it('reads fields one after another', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 0x41, 0x42, 9, 8));
    expect([reader.uint(), reader.uint(2), reader.ascii(2), reader.optional(), reader.left]).toEqual([
      1,
      0x0302,
      'AB',
      9,
      1,
    ]);
    expect([...reader.rest()]).toEqual([8]);
    expect([reader.optional(), reader.left, reader.overrun]).toEqual([undefined, 0, false]);
  });

  it('past the end gives zeros and says so', () => {
    const reader = new ByteReader(Uint8Array.of(7));
    expect(reader.uint(2)).toBe(7);
    expect(reader.overrun).toBe(true);
    expect([...reader.bytes(3)]).toEqual([0, 0, 0]);
  });

  it('hands out copies', () => {
    const source = Uint8Array.of(1, 2);
    new ByteReader(source).bytes(2)[0] = 9;
    expect([...source]).toEqual([1, 2]);
  });
});
