/** What must hold for any bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import { anyCuts, cutAt } from '../../../test/vectors/cuts.ts';
import { concat, hex } from '../bytes.ts';
import { readAnswer, type Command } from './command.ts';
import * as kkt from './commands/index.ts';
import { frame1, Parser1 } from './link1.ts';
import { frame2, Parser2 } from './link2.ts';
import { wireTypes, type KnownTag } from './tags.ts';
import { cp1251, cp866 } from './text.ts';
import { decodeTlv, encodeTlv, tlv, type Tlv } from './tlv.ts';

const bytes = (from: number, to = from): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: from, maxLength: to, size: 'max' });
const bytesOf = (anyByte: fc.Arbitrary<number>, from: number, to: number): fc.Arbitrary<Uint8Array> =>
  fc.array(anyByte, { minLength: from, maxLength: to, size: 'max' }).map((all) => Uint8Array.from(all));
/** Bytes that mean something to a parser come often. */
const nasty = (from: number, to: number): fc.Arbitrary<Uint8Array> =>
  bytesOf(
    fc.oneof(fc.constantFrom(0x02, 0x05, 0x06, 0x15, 0x8f, 0x9f, 0x81, 0x83, 0xff, 0x00, 0x01, 0x04), fc.nat(255)),
    from,
    to,
  );
const anyNumber = fc.nat(65_535);

describe('the parsers', () => {
  // A hundred times up to two thousand pieces, a hundred thousand in all; a frame in them may have come in many.
  const pieces = { maxLength: 2_000, size: 'max' } as const;
  const lines = tries(100);

  it('take any bytes; what protocol 1 lets through has the right LRC', () => {
    fc.assert(
      fc.property(fc.array(nasty(0, 11), pieces), (chunks) => {
        const parser = new Parser1();
        const sent = hex(concat(...chunks));
        for (const event of chunks.flatMap((chunk) => parser.push(chunk)))
          if (event.kind === 'frame') expect(sent).toContain(hex(frame1(event.data)));
      }),
      lines,
    );
  });

  it('take any bytes; what protocol 2 lets through has the right CRC', () => {
    const anyPiece = fc.record({
      // A frame with one bit changed is the likeliest to be taken for a good one.
      chunk: fc.oneof(
        { weight: 19, arbitrary: nasty(0, 11) },
        { weight: 1, arbitrary: fc.tuple(anyNumber, nasty(0, 39)).map(([number, data]) => frame2(number, data)) },
      ),
      changed: fc.option(fc.record({ at: fc.nat(99), bit: fc.nat(7) }), { freq: 2 }),
      isLast: fc.nat(199).map((turn) => turn === 199),
    });
    const changedIn = (chunk: Uint8Array, at: number, bit: number): Uint8Array =>
      chunk.map((byte, place) => (place === at % (chunk.length + 1) ? byte ^ (1 << bit) : byte));
    fc.assert(
      fc.property(fc.array(anyPiece, pieces), (sent) => {
        const parser = new Parser2();
        const chunks = sent.map(({ chunk, changed }) => (changed ? changedIn(chunk, changed.at, changed.bit) : chunk));
        const all = hex(concat(...chunks));
        for (const [at, chunk] of chunks.entries()) {
          for (const event of parser.push(chunk))
            if (event.kind === 'answer') expect(all).toContain(hex(frame2(event.number, event.data)));
          if (sent[at]?.isLast) parser.reset();
        }
      }),
      lines,
    );
  });

  it('find every frame in its pieces, with noise between', () => {
    const frames = <Frame>(anyFrame: fc.Arbitrary<Frame>, ...noise: number[]) =>
      fc.tuple(
        fc.array(fc.record({ frame: anyFrame, before: bytesOf(fc.constantFrom(...noise), 0, 3) }), {
          minLength: 1,
          maxLength: 4,
        }),
        anyCuts(9),
      );
    const told = (events: readonly { kind: string; number?: number; data?: Uint8Array }[]): string =>
      JSON.stringify(events.map(({ data, ...event }) => ({ ...event, data: hex(data ?? new Uint8Array()) })));
    fc.assert(
      fc.property(frames(nasty(1, 255), 0xff, 0x00, 0x8f), ([sent, cuts]) => {
        const parser = new Parser1();
        const line = concat(...sent.flatMap(({ before, frame }) => [before, frame1(frame)]));
        expect(told(cutAt(line, cuts).flatMap((piece) => parser.push(piece)))).toBe(
          told(sent.map(({ frame }) => ({ kind: 'frame', data: frame }))),
        );
      }),
      tries(2_000),
    );
    const numbered = fc.record({ number: anyNumber, data: nasty(1, 255) });
    fc.assert(
      fc.property(frames(numbered, 0xff, 0x00, 0x9f, 0x81, 0x05), ([sent, cuts]) => {
        const parser = new Parser2();
        const line = concat(...sent.flatMap(({ before, frame }) => [before, frame2(frame.number, frame.data)]));
        expect(told(cutAt(line, cuts).flatMap((piece) => parser.push(piece)))).toBe(
          told(sent.map(({ frame }) => ({ kind: 'answer', ...frame }))),
        );
      }),
      tries(2_000),
    );
  });
});

describe('the codecs', () => {
  it('read any bytes as an answer to any command', () => {
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
      fc.assert(
        fc.property(bytes(0, 79), (rest) => {
          const answer = readAnswer(asked, concat(code, Uint8Array.of(0), rest));
          return answer.ok || 'malformed' in answer;
        }),
        tries(500),
      );
    }
  });

  it('read any bytes as TLV, and write back what they read', () => {
    const anyTag = fc.constantFrom(...Object.keys(wireTypes).map(Number), 1301, 0, 65_535);
    const anyTlv = fc.record({ tag: anyTag, type: fc.constant('bytes' as const), value: bytes(0, 8) });
    fc.assert(
      fc.property(bytes(0, 39), fc.array(anyTlv, { maxLength: 4 }), (any, list) => {
        decodeTlv(any);
        const tags = (all: readonly Tlv[] | undefined): string => JSON.stringify(all?.map(({ tag }) => tag));
        return tags(decodeTlv(encodeTlv(list))) === tags(list);
      }),
      tries(20_000),
    );
  });

  it('read every value they wrote', () => {
    const tags = Object.keys(wireTypes).map((tag) => Number(tag) as KnownTag);
    const anyText = fc.string({ unit: fc.constantFrom(...'Молоко 3,2% "№"'), maxLength: 19, size: 'max' });
    /** Of any length up to so many bits. */
    const number = (bits: number): fc.Arbitrary<number> =>
      fc.tuple(fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(bits)).map(([any, length]) => any % 2 ** length);
    const valueOf = (tag: KnownTag, depth: number): fc.Arbitrary<Tlv> => {
      const type = wireTypes[tag];
      switch (type) {
        case 'string':
          return anyText.map((value) => ({ tag, type, value }));
        case 'byte':
          return fc.nat(255).map((value) => ({ tag, type, value }));
        case 'uint32':
        case 'time':
          return number(32).map((value) => ({ tag, type, value }));
        case 'vln':
          return number(53).map((value) => ({ tag, type, value }));
        case 'fvln':
          return fc
            .tuple(number(48), fc.nat(6))
            .map(([mantissa, decimals]) => ({ tag, type, value: { mantissa, decimals } }));
        case 'stlv':
          return (depth ? listOf(depth - 1) : fc.constant([])).map((value) => ({ tag, type, value }));
        case 'bytes':
          return bytes(0, 8).map((value) => ({ tag, type, value }));
      }
    };
    const listOf = (depth: number): fc.Arbitrary<Tlv[]> =>
      fc.array(fc.oneof(...tags.map((tag) => valueOf(tag, depth))), { maxLength: 3 });
    fc.assert(
      fc.property(listOf(2), (list) => {
        const read = decodeTlv(encodeTlv(list));
        if (JSON.stringify(read) !== JSON.stringify(list)) expect(read).toEqual(list);
      }),
      tries(20_000),
    );
    expect(decodeTlv(encodeTlv([tlv(1023, { mantissa: 1, decimals: 6 })]))).toEqual([
      tlv(1023, { mantissa: 1, decimals: 6 }),
    ]);
  });

  it('write any text, one byte or a few per character', () => {
    const anyCharacter = fc.oneof({ weight: 3, arbitrary: fc.nat(0x4ff) }, { weight: 1, arbitrary: fc.nat(0x10_ffff) });
    const anyText = fc.string({
      unit: anyCharacter.map((code) => String.fromCodePoint(code)),
      maxLength: 19,
      size: 'max',
    });
    fc.assert(
      fc.property(anyText, (text) =>
        [cp1251, cp866].every((page) => {
          const written = page.encode(text);
          return written.every((byte) => byte >= 0x20) && hex(page.encode(page.decode(written))) === hex(written);
        }),
      ),
      tries(20_000),
    );
  });
});
