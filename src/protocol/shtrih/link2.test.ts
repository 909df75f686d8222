import { describe, expect, it } from 'vitest';
import { ascii, concat, hex } from '../bytes.ts';
import { crc16, frame2, nextNumber, Parser2, syncFrame2, type Event2 } from './link2.ts';

const data = Uint8Array.of(0x10, 0x8f, 0x9f, 0x81, 0x83, 0x00, 0x9f, 0x8f);
const frame: Event2 = { kind: 'answer', number: 0x9f8f, data };
const parse = (...chunks: readonly Uint8Array[]): Event2[] => {
  const parser = new Parser2();
  return chunks.flatMap((chunk) => parser.push(chunk));
};

describe('a frame', () => {
  it('has CRC-16/CCITT-FALSE', () => expect(crc16(ascii('123456789'))).toBe(0x29b1));
  it('of no data asks for the last answer', () => expect(hex(syncFrame2)).toBe('8F 00 00 0F 1D'));
  it('holds neither 8F nor 9F bare', () => expect(frame2(0x9f8f, data).slice(1)).not.toContain(0x8f));
  it('holds up to 65533 bytes', () => {
    expect(parse(frame2(1, new Uint8Array(65_533).fill(0x8f)))).toEqual([
      { kind: 'answer', number: 1, data: new Uint8Array(65_533).fill(0x8f) },
    ]);
    expect(() => frame2(1, new Uint8Array(65_534))).toThrow(RangeError);
    expect(() => frame2(65_536, data)).toThrow(RangeError);
  });
});

it('numbers wrap to zero', () => expect([0, 1, 65_534, 65_535].map(nextNumber)).toEqual([1, 2, 65_535, 0]));

describe('the parser', () => {
  const garbage = Uint8Array.of(0x05, 0xff, 0x9f, 0x81, 0x15);
  const stream = concat(
    garbage,
    frame2(0x9f8f, data),
    frame2(1, new Uint8Array()),
    garbage,
    syncFrame2,
    frame2(0x9f8f, data),
  );
  const events: Event2[] = [frame, { kind: 'answer', number: 1, data: new Uint8Array() }, { kind: 'sync' }, frame];

  it.each(Array.from({ length: stream.length + 1 }, (_, at) => at))('understands a stream cut at byte %d', (at) =>
    expect(parse(stream.subarray(0, at), stream.subarray(at))).toEqual(events),
  );
  it('understands it byte by byte', () =>
    expect(parse(...Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(events));

  it('begins anew at a bare 8F', () => {
    const whole = frame2(0x9f8f, data);
    for (let at = 2; at < whole.length; at += 1)
      expect(parse(whole.subarray(0, at), whole)).toEqual([{ kind: 'damaged' }, frame]);
    expect(parse(Uint8Array.of(0x8f), whole)).toEqual([frame]);
  });

  it('drops a frame with 9F before anything but 81 and 83', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      if (byte === 0x81 || byte === 0x83) continue;
      expect(parse(Uint8Array.of(0x8f, 0x04, 0x00, 0x9f, byte), frame2(0x9f8f, data))).toEqual([
        { kind: 'damaged' },
        frame,
      ]);
    }
  });

  it('takes a length of one for damage', () => {
    const body = Uint8Array.of(0x01, 0x00, 0x07);
    const crc = crc16(body);
    expect(parse(concat(Uint8Array.of(0x8f), body, Uint8Array.of(crc & 0xff, crc >> 8)), frame2(0x9f8f, data))).toEqual(
      [{ kind: 'damaged' }, frame],
    );
  });

  it('accepts no frame with a changed bit', () => {
    const whole = frame2(0x0102, Uint8Array.of(0x10, 0x20, 0x30));
    for (let at = 1; at < whole.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(parse(changed).filter(({ kind }) => kind !== 'damaged')).toEqual([]);
      }
    }
  });

  it('forgets a begun frame when told', () => {
    const parser = new Parser2();
    parser.push(frame2(1, data).subarray(0, 5));
    expect(parser.inFrame).toBe(true);
    parser.reset();
    expect(parser.inFrame).toBe(false);
    expect(parser.push(frame2(0x9f8f, data))).toEqual([frame]);
  });
});
