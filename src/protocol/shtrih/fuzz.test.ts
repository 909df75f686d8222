/** What must hold for any bytes, tried on those of a seeded generator. */
import { describe, expect, it } from 'vitest';
import { concat, hex } from '../bytes.ts';
import { readAnswer, type Command } from './command.ts';
import * as kkt from './commands/index.ts';
import { frame1, Parser1 } from './link1.ts';
import { frame2, Parser2, type Event2 } from './link2.ts';
import { wireTypes, type KnownTag } from './tags.ts';
import { cp1251, cp866 } from './text.ts';
import { decodeTlv, encodeTlv, tlv, type Tlv } from './tlv.ts';

/** mulberry32: small, seeded, good enough to choose bytes. */
function random(seed: number) {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => below(256));
  /** Bytes that mean something to a parser come often. */
  const nasty = (size: number): Uint8Array =>
    Uint8Array.from({ length: size }, () =>
      below(2) ? pick([0x02, 0x05, 0x06, 0x15, 0x8f, 0x9f, 0x81, 0x83, 0xff, 0x00, 0x01, 0x04]) : below(256),
    );
  const cut = (whole: Uint8Array): Uint8Array[] => {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < whole.length;) {
      const size = 1 + below(9);
      pieces.push(whole.subarray(at, at + size));
      at += size;
    }
    return pieces;
  };
  return { below, pick, bytes, nasty, cut };
}

const PUSHES = 100_000;

/** What was pushed of late: longer than any frame that comes by chance. */
function remembered(sent: number[], chunk: Uint8Array): number[] {
  sent.push(...chunk);
  return sent.length > 4_000 ? sent.slice(-600) : sent;
}

describe('the parsers', () => {
  it('take any bytes; what protocol 1 lets through has the right LRC', () => {
    const { below, nasty } = random(1);
    const parser = new Parser1();
    let sent: number[] = [];
    for (let i = 0; i < PUSHES; i += 1) {
      const chunk = nasty(below(12));
      sent = remembered(sent, chunk);
      for (const event of parser.push(chunk))
        if (event.kind === 'frame') expect(hex(Uint8Array.from(sent))).toContain(hex(frame1(event.data)));
    }
  });

  it('take any bytes; what protocol 2 lets through has the right CRC', () => {
    const { below, nasty } = random(2);
    const parser = new Parser2();
    let sent: number[] = [];
    const seen = (event: Event2): void => {
      if (event.kind === 'answer') expect(hex(Uint8Array.from(sent))).toContain(hex(frame2(event.number, event.data)));
    };
    for (let i = 0; i < PUSHES; i += 1) {
      // A frame with one bit changed is the likeliest to be taken for a good one.
      const chunk = below(20) ? nasty(below(12)) : frame2(below(65_536), nasty(below(40)));
      if (below(2)) {
        const at = below(chunk.length + 1);
        chunk.set([(chunk[at] ?? 0) ^ (1 << below(8))].slice(0, chunk.length - at), at);
      }
      sent = remembered(sent, chunk);
      parser.push(chunk).forEach(seen);
      if (!below(200)) parser.reset();
    }
  });

  it('find every frame in its pieces, with noise between', () => {
    const { below, nasty, pick, cut } = random(3);
    for (let i = 0; i < 2_000; i += 1) {
      const contents = Array.from({ length: 1 + below(4) }, () => nasty(1 + below(255)));
      const noise1 = (): Uint8Array => Uint8Array.from({ length: below(4) }, () => pick([0xff, 0x00, 0x8f]));
      const parser1 = new Parser1();
      expect(
        cut(concat(...contents.flatMap((data) => [noise1(), frame1(data)]))).flatMap((piece) => parser1.push(piece)),
      ).toEqual(contents.map((data) => ({ kind: 'frame', data })));

      const numbers = contents.map(() => below(65_536));
      const noise2 = (): Uint8Array =>
        Uint8Array.from({ length: below(4) }, () => pick([0xff, 0x00, 0x9f, 0x81, 0x05]));
      const parser2 = new Parser2();
      expect(
        cut(concat(...contents.flatMap((data, at) => [noise2(), frame2(numbers[at] ?? 0, data)]))).flatMap((piece) =>
          parser2.push(piece),
        ),
      ).toEqual(contents.map((data, at) => ({ kind: 'answer', number: numbers[at], data })));
    }
  });
});

describe('the codecs', () => {
  it('read any bytes as an answer to any command', () => {
    const { below, bytes } = random(4);
    const by = { password: 30 };
    const commands: readonly Command<unknown>[] = [
      kkt.deviceType(),
      kkt.modelInfo(),
      kkt.shortStatus(by),
      kkt.fullStatus(by),
      kkt.errorText(),
      kkt.continuePrint(by),
      kkt.readTable({ ...by, table: 1, row: 1, field: 1 }),
      kkt.tableStructure({ ...by, table: 1 }),
      kkt.fieldStructure({ ...by, table: 1, field: 1 }),
      kkt.moneyRegister({ ...by, register: 1 }),
      kkt.counterRegister({ ...by, register: 1 }),
      kkt.shiftState(by),
      kkt.cashIn({ ...by, sum: 1 }),
      kkt.subtotal(by),
      kkt.closeReceipt({ ...by, taxation: 1 }),
      kkt.fnStatus(by),
      kkt.fnNumber(by),
      kkt.fnExpiry(by),
      kkt.fnVersion(by),
      kkt.fnMemory(by),
      kkt.registration(by),
      kkt.findDocument({ ...by, fd: 1 }),
      kkt.beginReadDocument({ ...by, fd: 1 }),
      kkt.readDocumentTag(by),
      kkt.ofdStatus(by),
      kkt.unconfirmedCount(by),
      kkt.checkMark({ ...by, km: '', status: 'sold' }),
      kkt.decideMark({ ...by, accept: true }),
      kkt.bindMark({ ...by, km: '' }),
      kkt.noticeStatus(by),
      kkt.markingStatus(by),
    ];
    for (const asked of commands) {
      const code = asked.data.subarray(0, asked.data[0] === 0xff ? 2 : 1);
      for (let i = 0; i < 500; i += 1) {
        const answer = readAnswer(asked, concat(code, Uint8Array.of(0), bytes(below(80))));
        expect(answer.ok || 'malformed' in answer).toBe(true);
      }
    }
  });

  it('read any bytes as TLV, and write back what they read', () => {
    const { below, pick, bytes } = random(5);
    const tags = [...Object.keys(wireTypes).map(Number), 1301, 0, 65_535];
    for (let i = 0; i < 20_000; i += 1) {
      expect(() => decodeTlv(bytes(below(40)))).not.toThrow();
      const list = Array.from({ length: below(5) }, (): Tlv => ({
        tag: pick(tags),
        type: 'bytes',
        value: bytes(below(9)),
      }));
      const read = decodeTlv(encodeTlv(list));
      expect(read?.map(({ tag }) => tag)).toEqual(list.map(({ tag }) => tag));
    }
  });

  it('read every value they wrote', () => {
    const { below, pick } = random(6);
    const tags = Object.keys(wireTypes).map((tag) => Number(tag) as KnownTag);
    const text = (): string =>
      Array.from({ length: below(20) }, () => pick(Array.from('Молоко 3,2% «№»')))
        .join('')
        .replace(/[«»]/g, '"');
    const number = (bits: number): number => Math.floor((below(2 ** 31) / 2 ** 31) * 2 ** below(bits + 1));
    const one = (depth: number): Tlv => {
      const tag = pick(tags);
      switch (wireTypes[tag]) {
        case 'string':
          return { tag, type: 'string', value: text() };
        case 'byte':
          return { tag, type: 'byte', value: below(256) };
        case 'uint32':
          return { tag, type: 'uint32', value: number(32) };
        case 'time':
          return { tag, type: 'time', value: number(32) };
        case 'vln':
          return { tag, type: 'vln', value: number(53) };
        case 'fvln':
          return { tag, type: 'fvln', value: { mantissa: number(48), decimals: below(7) } };
        case 'stlv':
          return { tag, type: 'stlv', value: depth ? Array.from({ length: below(4) }, () => one(depth - 1)) : [] };
        case 'bytes':
          return { tag, type: 'bytes', value: Uint8Array.from({ length: below(9) }, () => below(256)) };
      }
    };
    for (let i = 0; i < 20_000; i += 1) {
      const list = Array.from({ length: below(4) }, () => one(2));
      const read = decodeTlv(encodeTlv(list));
      if (JSON.stringify(read) !== JSON.stringify(list)) expect(read).toEqual(list);
    }
    expect(decodeTlv(encodeTlv([tlv(1023, { mantissa: 1, decimals: 6 })]))).toEqual([
      tlv(1023, { mantissa: 1, decimals: 6 }),
    ]);
  });

  it('write any text, one byte or a few per character', () => {
    const { below } = random(7);
    for (let i = 0; i < 20_000; i += 1) {
      const text = Array.from({ length: below(20) }, () =>
        String.fromCodePoint(below(4) ? below(0x500) : below(0x11_0000)),
      ).join('');
      for (const page of [cp1251, cp866]) {
        const bytes = page.encode(text);
        const again = page.encode(page.decode(bytes));
        expect(bytes.every((byte) => byte >= 0x20)).toBe(true);
        expect(hex(again)).toBe(hex(bytes));
      }
    }
  });
});
