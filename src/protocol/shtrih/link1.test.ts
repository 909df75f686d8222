import { describe, expect, it } from 'vitest';
import { concat, hex } from '../bytes.ts';
import { ACK, ENQ, frame1, NAK, Parser1, type Event1 } from './link1.ts';

const data = Uint8Array.of(0x10, 0x00, 0x02, 0x05, 0x06, 0x15, 0xff, 0x8f);
const frame: Event1 = { kind: 'frame', data };
const parse = (...chunks: readonly Uint8Array[]): Event1[] => {
  const parser = new Parser1();
  return chunks.flatMap((chunk) => parser.push(chunk));
};

describe('a frame', () => {
  it('is STX, N, data, LRC', () => expect(hex(frame1(Uint8Array.of(0xfc)))).toBe('02 01 FC FD'));
  it('holds 1…255 bytes', () => {
    expect(frame1(new Uint8Array(255))).toHaveLength(258);
    expect(() => frame1(new Uint8Array())).toThrow(RangeError);
    expect(() => frame1(new Uint8Array(256))).toThrow(RangeError);
  });
});

describe('the parser', () => {
  // What a device really sends: FF before and after, ACK of the command, the answer, an ENQ and the next.
  const stream = concat(
    Uint8Array.of(0xff, NAK, 0xff, ACK),
    frame1(data),
    Uint8Array.of(0xff, 0x00, ENQ),
    frame1(data),
  );
  const events: Event1[] = [{ kind: 'nak' }, { kind: 'ack' }, frame, { kind: 'enq' }, frame];

  it.each(Array.from({ length: stream.length + 1 }, (_, at) => at))('understands a stream cut at byte %d', (at) =>
    expect(parse(stream.subarray(0, at), stream.subarray(at))).toEqual(events),
  );
  it('understands it byte by byte', () =>
    expect(parse(...Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(events));

  it('takes everything inside a frame for data', () =>
    expect(parse(frame1(Uint8Array.of(ENQ, ACK, NAK, 0x02, 0xff)))).toEqual([
      { kind: 'frame', data: Uint8Array.of(ENQ, ACK, NAK, 0x02, 0xff) },
    ]));

  it.each(Array.from({ length: data.length + 2 }, (_, at) => at + 1))('knows a frame damaged at byte %d', (at) => {
    const bytes = frame1(data);
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    const events = parse(bytes, frame1(data));
    expect(events).toContainEqual({ kind: 'damaged' });
    expect(
      events
        .filter(({ kind }) => kind === 'frame')
        .every((event) => hex((event as { data: Uint8Array }).data) === hex(data)),
    ).toBe(true);
  });

  it('takes a frame of no bytes for a damaged one', () =>
    expect(parse(Uint8Array.of(0x02, 0x00, ACK))).toEqual([{ kind: 'damaged' }, { kind: 'ack' }]));

  it('waits for the rest of a frame until it is told not to', () => {
    const parser = new Parser1();
    expect(parser.push(frame1(data).subarray(0, 5))).toEqual([]);
    expect(parser.inFrame).toBe(true);
    parser.reset();
    expect(parser.inFrame).toBe(false);
    expect(parser.push(concat(Uint8Array.of(ACK), frame1(data)))).toEqual([{ kind: 'ack' }, frame]);
  });
});
