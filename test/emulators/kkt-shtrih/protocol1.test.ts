import { beforeEach, describe, expect, it } from 'vitest';
import { manualTime, toHex, type ManualTime } from './host.ts';
import type { CommandOutcome } from './link.ts';
import { Protocol1 } from './protocol1.ts';
import { ACK, ENQ, frame1, NAK, STX } from './wire.ts';

let time: ManualTime;
let sent: number[];
let taken: string[];
let acknowledged: number;
let outcome: CommandOutcome;
let link: Protocol1;

type Over = Partial<Extract<CommandOutcome, { kind: 'answer' }>>;
const answer = (over: Over = {}): CommandOutcome => ({
  kind: 'answer',
  answer: Uint8Array.of(0x10, 0, 30),
  delayMs: 0,
  sent: 'whole',
  ...over,
});
const command = frame1([0x10, 30, 0, 0, 0]);
const answerFrame = [...frame1([0x10, 0, 30])];

beforeEach(() => {
  time = manualTime();
  [sent, taken, acknowledged, outcome] = [[], [], 0, answer()];
  link = new Protocol1({
    send: (bytes) => {
      sent.push(...bytes);
    },
    take: (data, accept) => {
      taken.push(toHex(data));
      if (outcome.kind !== 'damaged') accept();
      return outcome;
    },
    acknowledged: () => {
      acknowledged += 1;
    },
    after: time.after,
    byteTimeoutMs: () => 50,
    maxLength: () => 255,
  });
});

/** Puts bytes on the line; what the device said to them. */
function say(...bytes: readonly number[]): readonly number[] {
  sent = [];
  link.receive(Uint8Array.from(bytes));
  return sent;
}

describe('a device at rest', () => {
  it('answers ENQ with NAK, then takes a command', () => {
    expect(say(ENQ)).toEqual([NAK]);
    expect(say(...command)).toEqual([ACK, ...answerFrame]);
    expect(say(ACK)).toEqual([]);
    expect([taken, acknowledged]).toEqual([['10 1E 00 00 00'], 1]);
    expect(say(ENQ)).toEqual([NAK]);
  });

  it('takes a command without ENQ', () => {
    expect(say(...command)).toEqual([ACK, ...answerFrame]);
  });

  it('takes a frame in any pieces', () => {
    for (let cut = 1; cut < command.length; cut += 1) {
      expect(say(...command.slice(0, cut))).toEqual([]);
      time.pass(49);
      expect(say(...command.slice(cut))).toEqual([ACK, ...answerFrame]);
      say(ACK);
    }
  });

  it('says nothing to noise', () => {
    expect(say(0xff, 0x00, ACK, NAK, 0x8f, 0x31)).toEqual([]);
    expect(say(ENQ)).toEqual([NAK]);
  });

  it('answers every ENQ, however soon it comes; anything else but STX puts it to rest without a word', () => {
    for (let times = 0; times < 3; times += 1) expect(say(ENQ)).toEqual([NAK]);
    expect(say(0x33, ACK, NAK)).toEqual([]);
    expect(say(ENQ)).toEqual([NAK]);
    time.pass(50);
    expect(say(ENQ, ...command)).toEqual([NAK, ACK, ...answerFrame]);
  });

  it('forgets a frame that stops for the byte timeout, wherever it stops', () => {
    for (let cut = 1; cut < command.length; cut += 1) {
      say(...command.slice(0, cut));
      time.pass(50);
      expect(say(ENQ)).toEqual([NAK]);
      time.pass(50);
    }
    expect(taken).toEqual([]);
  });

  it('answers a damaged frame with NAK and is at rest', () => {
    for (let at = 2; at < command.length; at += 1) {
      const damaged = Uint8Array.from(command);
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      expect(say(...damaged)).toEqual([NAK]);
    }
    expect(say(STX, 0, 0)).toEqual([NAK]);
    expect(taken).toEqual([]);
    expect(say(...command)).toEqual([ACK, ...answerFrame]);
  });

  it('answers NAK where the command counts as damaged', () => {
    outcome = { kind: 'damaged' };
    expect(say(...command)).toEqual([NAK]);
    expect(say(ENQ)).toEqual([NAK]);
  });
});

describe('an answer', () => {
  it.each([
    ['NAK', NAK],
    ['noise', 0x33],
  ])('is kept after %s and sent again after ENQ only', (_, byte) => {
    say(...command);
    expect(say(byte)).toEqual([]);
    expect(say(ENQ)).toEqual([ACK, ...answerFrame]);
    expect(say(ENQ)).toEqual([ACK, ...answerFrame]);
    say(ACK);
    expect(say(ENQ)).toEqual([NAK]);
    expect(taken).toHaveLength(1);
  });

  it('lost on its way waits for ENQ', () => {
    outcome = answer({ sent: 'lost' });
    expect(say(...command)).toEqual([ACK]);
    expect(say(ENQ)).toEqual([ACK, ...answerFrame]);
  });

  it('damaged on its way comes whole the second time', () => {
    outcome = answer({ sent: 'garbled' });
    expect(say(...command)).not.toEqual([ACK, ...answerFrame]);
    expect(say(NAK)).toEqual([]);
    expect(say(ENQ)).toEqual([ACK, ...answerFrame]);
  });

  it('is announced to ENQ while it is being formed, and comes when it is ready', () => {
    outcome = answer({ delayMs: 700 });
    expect(say(...command)).toEqual([ACK]);
    expect(say(ENQ)).toEqual([ACK]);
    expect(say(STX, 1, 0x10, 0x11)).toEqual([]);
    sent = [];
    time.pass(700);
    expect(sent).toEqual(answerFrame);
    expect(taken).toHaveLength(1);
  });

  it('of the last command is lost to the next one', () => {
    say(...command);
    expect(say(...command)).toEqual([ACK, ...answerFrame]);
    expect(taken).toHaveLength(2);
  });

  it('outlives the line, half a frame does not', () => {
    say(...command);
    link.lineChanged();
    expect(say(ENQ)).toEqual([ACK, ...answerFrame]);
    say(ACK);
    say(...command.slice(0, 4));
    link.lineChanged();
    expect(say(...command)).toEqual([ACK, ...answerFrame]);
  });

  it('does not come after a cut', () => {
    outcome = { kind: 'cut' };
    expect(say(...command)).toEqual([ACK]);
  });
});
