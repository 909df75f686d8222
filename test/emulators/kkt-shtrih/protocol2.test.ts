import { beforeEach, describe, expect, it } from 'vitest';
import { hex, manualTime, toHex, type ManualTime } from './host.ts';
import type { CommandOutcome } from './link.ts';
import { Protocol2 } from './protocol2.ts';
import { frame2 } from './wire.ts';

let time: ManualTime;
let sent: number[];
let taken: string[];
let outcome: CommandOutcome;
let link: Protocol2;

type Over = Partial<Extract<CommandOutcome, { kind: 'answer' }>>;
const answer = (over: Over = {}): CommandOutcome => ({
  kind: 'answer',
  answer: Uint8Array.of(0x10, 0, 0x8f, 0x9f),
  delayMs: 0,
  sent: 'whole',
  ...over,
});
const sync = hex('8F 00 00 0F 1D');
const fresh = '8F 02 00 01 00 99 5A';
const command = (number: number): Uint8Array => frame2(number, [0x10, 0x8f, 0x9f, 0x81]);
const answered = (number: number): string => toHex(frame2(number, [0x10, 0, 0x8f, 0x9f]));

beforeEach(() => {
  time = manualTime();
  [sent, taken, outcome] = [[], [], answer()];
  link = new Protocol2({
    send: (bytes) => {
      sent.push(...bytes);
    },
    take: (data) => {
      taken.push(toHex(data));
      return outcome;
    },
    acknowledged: () => undefined,
    after: time.after,
    byteTimeoutMs: () => 50,
    maxLength: () => 255,
  });
});

function say(bytes: Uint8Array): string {
  sent = [];
  link.receive(bytes);
  return toHex(sent);
}

describe('synchronisation', () => {
  it('names 1 before anything was executed (vector 23)', () => {
    expect(say(sync)).toBe(fresh);
  });

  it('repeats the last answer with its number', () => {
    say(command(2));
    expect(say(sync)).toBe(answered(2));
  });

  it('tells a wrong number the right one', () => {
    expect(say(command(7))).toBe(fresh);
    say(command(2));
    for (const number of [1, 4, 0xffff, 0]) expect(say(command(number))).toBe(answered(2));
    expect(taken).toHaveLength(1);
  });
});

describe('a command', () => {
  it('is executed once, however often it comes', () => {
    for (let times = 0; times < 3; times += 1) expect(say(command(2))).toBe(answered(2));
    expect(say(command(3))).toBe(answered(3));
    expect(taken).toEqual(['10 8F 9F 81', '10 8F 9F 81']);
  });

  it('may come in any pieces', () => {
    let number = 2;
    for (let cut = 1; cut < command(2).length; cut += 1, number += 1) {
      expect(say(command(number).slice(0, cut))).toBe('');
      time.pass(49);
      expect(say(command(number).slice(cut))).toBe(answered(number));
    }
  });

  it('is dropped where it stops for the byte timeout', () => {
    for (let cut = 1; cut < command(2).length; cut += 1) {
      say(command(2).slice(0, cut));
      time.pass(50);
      expect(say(command(2).slice(cut))).toBe('');
      time.pass(50);
    }
    expect(taken).toEqual([]);
  });

  it('is dropped without a word where it is damaged, wherever it is', () => {
    const good = command(2);
    for (let at = 1; at < good.length; at += 1) {
      const damaged = Uint8Array.from(good);
      damaged[at] = (damaged[at] ?? 0) ^ 0x20;
      expect(say(damaged)).toBe('');
      time.pass(50);
    }
    expect(taken).toEqual([]);
    expect(say(good)).toBe(answered(2));
  });

  it('begins anew at a bare 8F', () => {
    expect(say(Uint8Array.of(...command(2).slice(0, 6), ...command(2)))).toBe(answered(2));
  });

  it.each([
    ['length 1', '8F 01 00 00'],
    ['a type II frame from the host', '8F 02 00 01 00 99 5A'],
    ['9F before anything else', '8F 07 00 9F 80 00'],
    ['more than fits', '8F 02 01 02 00 10'],
  ])('is dropped with %s', (_, bytes) => {
    expect(say(hex(bytes))).toBe('');
    expect(say(command(2))).toBe(answered(2));
  });

  it('whose answer is lost gets it when it comes again', () => {
    outcome = answer({ sent: 'lost' });
    expect(say(command(2))).toBe('');
    expect(say(command(2))).toBe(answered(2));
    outcome = answer({ sent: 'garbled' });
    expect(say(command(3))).not.toBe(answered(3));
    expect(say(command(3))).toBe(answered(3));
    expect(taken).toHaveLength(2);
  });

  it('whose answer takes time gets one answer, however often it comes', () => {
    outcome = answer({ delayMs: 900 });
    expect(say(command(2)) + say(command(2)) + say(sync)).toBe('');
    time.pass(900);
    expect(toHex(sent)).toBe(answered(2));
  });

  it('that counts as damaged leaves the number free', () => {
    outcome = { kind: 'damaged' };
    expect(say(command(2))).toBe('');
    outcome = answer();
    expect(say(command(2))).toBe(answered(2));
  });

  it('goes round after 65535', () => {
    for (let number = 2; number <= 0xffff; number += 1) link.receive(frame2(number, [0x10]));
    expect(say(command(0))).toBe(answered(0));
    expect(say(command(1))).toBe(answered(1));
  });
});
