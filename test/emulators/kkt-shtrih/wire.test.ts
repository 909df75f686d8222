import { describe, expect, it } from 'vitest';
import { hex, toHex } from './host.ts';
import { checkBlock, controlCode, markLetters, readMark, type MarkCheck } from './marks.ts';
import { decodeTags, encodeTag, encodeTags } from './tags.ts';
import {
  clock,
  cp1251,
  cp866,
  crc16,
  fnDateTime,
  frame1,
  frame2,
  fromLe,
  latin1,
  le,
  lrc,
  Reader,
  textField,
} from './wire.ts';

describe('frames of protocol 1 (§5.1, real logs)', () => {
  it.each([
    '02 05 10 1E 00 00 00 0B',
    '02 11 10 00 1E 90 00 02 00 00 33 25 00 00 00 FF FF FF 00 64',
    '02 05 10 01 00 00 00 14',
    '02 11 10 00 01 90 00 08 00 00 00 00 00 00 00 FF FF FF 00 67',
    '02 02 F7 01 F4',
    '02 23 F7 00 5A A0 40 07 20 6C 00 00 0C 18 01 0C 10 00 00 00 00 00 00 1E 00 00 00 00 06 FF 00 40 40 B6 03 12 13 7F',
    '02 07 26 00 40 02 0C 13 08 74',
    '02 02 88 73 F9',
    '02 03 88 00 1E 95',
    '02 01 6B 6A',
    '02 21 FF 01 00 03 00 00 01 00 15 07 1D 0B 1D 39 32 38 37 34 34 30 33 30 31 31 32 30 39 39 31 A9 01 00 00 68',
    '02 10 FF 39 00 00 00 00 00 00 00 00 00 00 00 00 00 00 D6',
    '02 03 1F 00 04 18',
    '02 03 2F 00 01 2D',
    '02 03 FF 35 00 C9',
    '02 1B FF 61 00 00 01 01 14 00 05 42 08 04 00 80 07 15 61 39 08 01 00 00 D5 07 01 00 05 CF',
    '02 01 FC FD',
    '02 05 E0 1E 00 00 00 FB',
    '02 08 89 00 1E 34 6C 00 00 00 C7',
    '02 10 FF 45 00 00 00 00 00 00 AA 01 00 00 78 56 34 12 09',
    '02 06 FF 67 00 44 4D 03 94',
    '02 04 FF 69 00 0F 9D',
    '02 08 FF 61 00 00 01 05 01 FF 6C',
  ])('%s', (text) => {
    const bytes = hex(text);
    expect(lrc(bytes.subarray(1))).toBe(0);
    expect(toHex(frame1(bytes.slice(2, -1)))).toBe(text);
  });

  it('hold 1 to 255 bytes', () => {
    expect(() => frame1([])).toThrow(RangeError);
    expect(() => frame1(new Uint8Array(256))).toThrow(RangeError);
  });
});

describe('frames of protocol 2 (§5.2, real logs; §5.4)', () => {
  it.each([
    ['8F 02 00 01 00 99 5A', 1, null],
    ['8F 05 00 13 00 8D 00 1E 15 E8', 0x13, '8D 00 1E'],
    ['8F 05 00 17 00 FF 46 00 EE 83', 0x17, 'FF 46 00'],
    ['8F 05 00 18 00 FF 67 37 74 95', 0x18, 'FF 67 37'],
    ['8F 04 00 15 00 8D 30 C4 F4', 0x15, '8D 30'],
    ['8F 05 00 0F 00 1F 00 04 46 C2', 0x0f, '1F 00 04'],
    ['8F 0D 00 2E 00 FF 3B 00 0E 04 04 00 0C 00 00 00 C1 0C', 0x2e, 'FF 3B 00 0E 04 04 00 0C 00 00 00'],
    ['8F 07 00 9F 81 00 10 1E 00 00 00 6E 35', 0x8f, '10 1E 00 00 00'],
    ['8F 03 00 9F 81 9F 83 FC F3 CE', 0x9f8f, 'FC'],
    ['8F 02 00 9F 83 00 7D 61', 0x9f, null],
  ] as const)('%s', (text, number, data) => {
    expect(toHex(frame2(number, data === null ? null : hex(data)))).toBe(text);
  });

  it('have the CRC of the reference', () => {
    expect(crc16(latin1.encode('123456789'))).toBe(0x29b1);
    expect(crc16([0, 0])).toBe(0x1d0f);
    expect(crc16(hex('03 00 06 00 FC'))).toBe(0x63ed);
  });
});

describe('numbers and texts', () => {
  it('puts the lowest byte first', () => {
    expect(le(1_000_000, 6)).toEqual([0x40, 0x42, 0x0f, 0, 0, 0]);
    expect(fromLe([0x78, 0x56, 0x34, 0x12])).toBe(0x1234_5678);
    expect(() => le(256, 1)).toThrow(RangeError);
    expect(() => le(-1, 2)).toThrow(RangeError);
  });

  it('reads no further than there is', () => {
    const reader = new Reader(Uint8Array.of(1, 2));
    expect([reader.number(1), reader.left]).toEqual([1, 1]);
    expect(() => reader.number(2)).toThrow(RangeError);
  });

  it('knows both code pages', () => {
    expect(toHex(cp1251.encode('Молоко'))).toBe('CC EE EB EE EA EE');
    expect(cp866.decode(hex('88 AA E0 A0'))).toBe('Икра');
    expect(textField(hex('D1 FB F0 00 00 41'))).toBe('Сыр');
    expect(cp866.decode(cp866.encode('№ Ёё'))).toBe('№ Ёё');
    expect(cp1251.encode('漢')).toEqual([0x3f]);
  });

  it('tells the local time', () => {
    expect(fnDateTime(clock(Date.UTC(2021, 6, 29, 22, 29), 3))).toEqual([0x15, 7, 30, 1, 29]);
  });
});

describe('TLV', () => {
  it('of the item in a real archive (§5.2, vector 37)', () => {
    const value = hex(
      '06 04 04 00 88 AA E0 A0 37 04 02 00 E8 03 FF 03 04 00 06 40 42 0F 13 04 02 00 E8 03 AF 04 01 00 02 B0 04 01 00 5B BE 04 01 00 04 BC 04 01 00 0A',
    );
    const item = { 1030: 'Икра', 1079: 1000, 1023: 1000, 1043: 1000, 1199: 2, 1200: 91, 1214: 4, 1212: 10 };
    expect(decodeTags(value)).toEqual(item);
    expect(encodeTags(item)).toHaveLength(value.length);
    expect(decodeTags(Uint8Array.from(encodeTag(1059, [item])))).toEqual({ 1059: item });
  });

  it('of the sign: two bytes and the highest byte first (vector 37)', () => {
    expect(toHex(encodeTag(1077, 0x3e0b_bff2))).toBe('35 04 06 00 31 04 3E 0B BF F2');
    expect(decodeTags(hex('35 04 06 00 31 04 3E 0B BF F2'))).toEqual({ 1077: 0x3e0b_bff2 });
  });

  it('of amounts with a point (§5.3)', () => {
    expect(decodeTags(hex('FF 03 03 00 02 E3 03'))).toEqual({ 1023: 9950 });
    expect(toHex(encodeTag(1023, 345))).toBe('FF 03 04 00 06 A8 43 05');
    expect(toHex(encodeTag(1215, 0))).toBe('BF 04 01 00 00');
  });

  it('of STLV (§5.3, OPOS and KKTPHP)', () => {
    expect(
      decodeTags(hex('C8042600C9040F008E8E8E2022928F8C20A3E0E3AFAF2293040F00382D3932362D3132332D34352D3637')),
    ).toEqual({ 1224: { 1225: 'ООО "ТПМ групп"', 1171: '8-926-123-45-67' } });
    expect(decodeTags(hex('0B 05 0A 00 0D 05 01 00 01 0E 05 01 00 02'))).toEqual({ 1291: { 1293: 1, 1294: 2 } });
  });

  it.each([
    ['a length beyond the end', '3C 08 02 00 0B'],
    ['half a head', '3C 08 01'],
    ['a tag twice', '3C 08 01 00 0B 3C 08 01 00 0B'],
    ['a byte of two bytes', '3C 08 02 00 0B 00'],
    ['a damaged inside', '0B 05 03 00 0D 05 01'],
    ['a point too far', 'FF 03 02 00 09 01'],
  ])('refuses %s', (_, text) => {
    expect(decodeTags(hex(text))).toBeNull();
  });
});

describe('marking codes', () => {
  const gs = '\u001d';
  it.each([
    [
      '44 letters',
      `01046006531059902112345${gs}91EE06${gs}92${'x'.repeat(44)}`,
      4,
      { 1305: '01046006531059902112345' },
    ],
    [
      '88 letters',
      `01046006531059902112345${gs}91EE06${gs}92${'x'.repeat(88)}`,
      2,
      { 1305: '01046006531059902112345' },
    ],
    ['four letters', `01046006531059902112345${gs}93abcd`, 5, { 1305: '01046006531059902112345' }],
    ['no crypto part', '0104600653105990211234567', 0, { 1305: '0104600653105990211234567' }],
    ['a pack (real, vector 19)', '04606203103348a3=EfODAB=UpGbL', 1, { 1306: '04606203103348a3=EfODAB=U' }],
    ['a pack without its crypto part', '04606203103348a3=EfOD', 1, { 1306: '04606203103348a3=EfOD' }],
    ['nothing known', 'what is this', 0, { 1300: 'what is this' }],
  ])('with %s', (_, km, type, goods) => {
    expect(readMark(km)).toMatchObject({ type, goods });
  });

  it('have a control code (§3.1, tag 2115)', () => {
    expect(controlCode('29293847568')).toBe('0976');
    expect(controlCode('2938479283749287skdjfhksjdfh')).toBe('1325');
  });

  it('print by their result (table of §3.1)', () => {
    expect([0, 3, 16, 19].map(markLetters)).toEqual(['[М]', '[М]', '[М]', '[М]']);
    expect([1, 17, 5, 7].map(markLetters)).toEqual(['[М-]', '[М-]', '[М-]', '[М-]']);
    expect(markLetters(15)).toBe('[М+]');
  });

  const common = {
    km: '',
    status: 1,
    local: 0,
    reason: 1,
    tookMs: 0,
    form: { type: 5, pack: false, whole: true, goods: {} },
  } as const;
  it.each<readonly [string, MarkCheck, string]>([
    [
      'a real refusal (§5.1, vector 19)',
      {
        ...common,
        form: { ...common.form, type: 1 },
        result: 5,
        server: {
          code: 0,
          tags: [
            [2114, 0x6115_0780],
            [2105, 0],
            [2005, 5],
          ],
        },
      },
      '00 01 01 14 00 05 42 08 04 00 80 07 15 61 39 08 01 00 00 D5 07 01 00 05',
    ],
    [
      '[М+] (§5.4)',
      {
        ...common,
        result: 15,
        server: {
          code: 0,
          tags: [
            [2105, 0],
            [2005, 15],
            [2109, 1],
          ],
        },
      },
      '00 01 05 11 00 0F 39 08 01 00 00 D5 07 01 00 0F 3D 08 01 00 01',
    ],
    ['silence (§5.4)', { ...common, result: 0, server: { code: 0xff } }, '00 01 05 01 FF'],
    ['a server with a wrong sign', { ...common, result: 0, server: { code: 0x20, cause: 1 } }, '00 01 05 02 20 01'],
    ['the autonomous mode', { ...common, result: 16, server: null }, '00 01 05 00'],
  ])('answer FF61 with %s', (_, check, bytes) => {
    expect(toHex(checkBlock(check))).toBe(bytes);
  });

  it('carry code and result in the answer of FF67, whatever came (§3.4)', () => {
    expect(toHex(checkBlock({ ...common, result: 0, server: { code: 0xff } }, true))).toBe('00 01 05 02 FF 00');
  });
});
