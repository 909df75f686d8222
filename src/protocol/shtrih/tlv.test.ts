import { describe, expect, it, vi } from 'vitest';
import { hex } from '../bytes.ts';
import { decodeTlv, encodeTlv, tagValue, tlv, type Tlv } from './tlv.ts';

describe.each<[string, Tlv, string]>([
  ['a string', tlv(1021, 'Иванова А.'), 'FD 03 0A 00 88 A2 A0 AD AE A2 A0 20 80 2E'],
  ['a byte', tlv(2108, 11), '3C 08 01 00 0B'],
  ['a number of four bytes', tlv(1040, 426), '10 04 04 00 AA 01 00 00'],
  ['a time', tlv(2114, 0x61150780), '42 08 04 00 80 07 15 61'],
  ['a VLN of nothing', tlv(1215, 0), 'BF 04 01 00 00'],
  ['a VLN', tlv(1294, 256), '0E 05 02 00 00 01'],
  ['a VLN of six bytes', tlv(1020, 2 ** 48 - 1), 'FC 03 06 00 FF FF FF FF FF FF'],
  ['an FVLN', tlv(1023, { mantissa: 345, decimals: 3 }), 'FF 03 03 00 03 59 01'],
  ['an STLV', tlv(1291, [tlv(1293, 1), tlv(1294, 2)]), '0B 05 0A 00 0D 05 01 00 01 0E 05 01 00 02'],
  ['an empty STLV', tlv(1260, []), 'EC 04 00 00'],
  ['raw bytes', tlv(1077, Uint8Array.of(0x31, 0x04, 1, 2, 3, 4)), '35 04 06 00 31 04 01 02 03 04'],
  ['an unknown tag', { tag: 1301, type: 'bytes', value: Uint8Array.of(1, 2) }, '15 05 02 00 01 02'],
])('%s', (_name, one, expected) => {
  it('is written and read', () => {
    const bytes = encodeTlv([one]);
    expect(hex(bytes)).toBe(expected);
    expect(decodeTlv(bytes)).toEqual([one]);
  });

  it('is no TLV when it is cut', () => {
    const bytes = encodeTlv([one]);
    for (let size = 1; size < bytes.length; size += 1) expect(decodeTlv(bytes.subarray(0, size))).toBeUndefined();
  });
});

it.each([
  ['a byte of two', '3C 08 02 00 0B 00'],
  ['a number of three', '10 04 03 00 AA 01 00'],
  ['an empty VLN', 'BF 04 00 00'],
  ['a VLN of nine', 'BF 04 09 00 01 00 00 00 00 00 00 00 00'],
  ['a VLN beyond a double', 'BF 04 08 00 01 00 00 00 00 00 20 00'],
  ['an FVLN without digits', 'FF 03 01 00 02'],
  ['a broken STLV', '0B 05 05 00 0D 05 09 00 01'],
])('%s is kept as bytes', (_name, text) => {
  const list = decodeTlv(Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16)));
  expect(list?.map(({ type }) => type)).toEqual(['bytes']);
  expect(hex(encodeTlv(list ?? []))).toBe(text);
});

it('no bytes are an empty list', () => expect(decodeTlv(new Uint8Array())).toEqual([]));

it('finds the value of a tag', () => {
  const list = [
    tlv(2105, 0),
    tlv(2005, 15),
    tlv(2005, 5),
    { tag: 2109, type: 'bytes', value: Uint8Array.of(1, 2) } as const,
  ];
  expect(tagValue(list, 2005)).toBe(15);
  expect(tagValue(list, 2106)).toBeUndefined();
  // Not of its type: not to be taken for a number.
  expect(tagValue(list, 2109)).toBeUndefined();
});

it('a value that does not fit is a bug', () => {
  expect(() => encodeTlv([tlv(2108, 256)])).toThrow(RangeError);
  expect(() => encodeTlv([tlv(1040, -1)])).toThrow(RangeError);
  expect(() => encodeTlv([tlv(1294, 0.5)])).toThrow(RangeError);
  expect(() => encodeTlv([tlv(1008, 'x'.repeat(65_536))])).toThrow(RangeError);
});

describe('nested lists', () => {
  /** Lists of one tag, one in the other, the innermost empty. */
  const nested = (levels: number, tag: number): Uint8Array => {
    // From the inside out, so that the making is linear, too.
    const heads: number[] = [];
    for (let inner = 0; inner < levels; inner += 1) heads.push(4 * inner);
    return Uint8Array.from(heads.reverse().flatMap((size) => [tag & 0xff, tag >> 8, size & 0xff, size >> 8]));
  };
  const depthOf = (list: readonly Tlv[] | undefined): number =>
    1 + Math.max(0, ...(list ?? []).map((one) => (one.type === 'stlv' ? depthOf(one.value) : 0)));

  it.each([1059, 1223, 1260, 1256])('of tag %d are read as deep as a document goes, whatever their depth is', (tag) => {
    for (const levels of [1, 2, 3]) expect(depthOf(decodeTlv(nested(levels, tag)))).toBe(levels + 1);
    for (const levels of [4, 5, 50, 16_000]) {
      const bytes = nested(levels, tag);
      const list = decodeTlv(bytes);
      expect(depthOf(list)).toBe(4);
      expect(encodeTlv(list ?? [])).toEqual(bytes);
    }
  });

  it('are copied as often as they are deep, not as often as they could be', () => {
    const bytes = nested(16_000, 1059);
    let copied = 0;
    const { slice } = Uint8Array.prototype;
    const counted = vi.spyOn(Uint8Array.prototype, 'slice').mockImplementation(function (
      this: Uint8Array<ArrayBuffer>,
      from?: number,
      to?: number,
    ) {
      const part = slice.call(this, from, to) as Uint8Array<ArrayBuffer>;
      copied += part.length;
      return part;
    });
    decodeTlv(bytes);
    counted.mockRestore();
    expect(copied).toBeLessThan(6 * bytes.length);
  });
});
