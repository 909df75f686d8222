import { describe, expect, it } from 'vitest';
import { bench, bindMark, checkMark, closing, head, measure, milk, operation, toHex, type Bench } from './host.ts';
import { frame1, frame2 } from './wire.ts';

const open = (one: Bench): Bench => {
  one.ask(head(0xe0));
  one.kkt.forgetCommands();
  return one;
};
const status = frame1(head(0x10));
const answer = /^02 11 10 00 1E/;
const accepted = /^06 02 11 10 00 1E/;

describe('faults of the answer', () => {
  it('drop-answer: executed and not heard, once', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'drop-answer', command: 0x10 });
    expect(toHex(one.raw(status))).toBe('06');
    expect(toHex(one.raw([5]))).toMatch(accepted);
    one.raw([6]);
    expect(toHex(one.raw(status))).toMatch(accepted);
    expect(one.kkt.commands).toHaveLength(2);
  });

  it('drop-answer in protocol 2: the same number brings it', () => {
    const one = open(bench({ protocol: 2 }));
    one.kkt.set({ kind: 'drop-answer' });
    const frame = frame2(3, [...head(0x8d), 0]);
    expect(toHex(one.raw(frame))).toBe('');
    expect(toHex(one.raw(frame))).toBe(toHex(frame2(3, [0x8d, 0, 30])));
    expect(one.kkt.commands).toHaveLength(1);
  });

  it('late-answer: after so many ms', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'late-answer', ms: 12_000, times: 2 });
    for (let times = 0; times < 2; times += 1) {
      expect(toHex(one.raw(status))).toBe('06');
      one.time.pass(11_999);
      expect(toHex(one.heard())).toBe('');
      one.time.pass(1);
      expect(toHex(one.heard())).toMatch(answer);
      one.raw([6]);
    }
    expect(toHex(one.raw(status))).toMatch(accepted);
  });

  it('garble-answer: a wrong check, then the right one', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'garble-answer' });
    const garbled = one.raw(status);
    expect(toHex(one.raw([0x15, 5]).slice(1, -1))).toBe(toHex(garbled.slice(1, -1)));
    const two = open(bench({ protocol: 2 }));
    two.kkt.set({ kind: 'garble-answer' });
    const first = toHex(two.raw(frame2(3, head(0x10))));
    expect(toHex(two.raw(frame2(3, head(0x10))))).not.toBe(first);
  });
});

describe('faults instead of the execution', () => {
  it('nak: the frame counts as damaged', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'nak', command: 0x8d, times: 2 });
    const frame = frame1([...head(0x8d), 0]);
    expect([toHex(one.raw(frame)), toHex(one.raw(frame)), one.kkt.mode]).toEqual(['15', '15', 2]);
    expect(toHex(one.raw(frame))).toBe('06 02 03 8D 00 1E 90');
    const two = open(bench({ protocol: 2 }));
    two.kkt.set({ kind: 'nak' });
    expect(toHex(two.raw(frame2(3, head(0x10))))).toBe('');
    expect(toHex(two.raw(frame2(3, head(0x10))))).not.toBe('');
  });

  it('busy and error: a code and nothing done', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'busy', command: 0x8d, times: 2 }, { kind: 'error', command: 0xff45, code: 0x2f });
    expect([one.error([...head(0x8d), 0]), one.error([...head(0x8d), 0]), one.error([...head(0x8d), 0])]).toEqual([
      0x50, 0x50, 0,
    ]);
    one.ask(operation());
    expect([one.error(closing([7000])), one.kkt.mode]).toEqual([0x2f, 8]);
    one.ask(closing([7000]));
    expect(one.kkt.commands.map(({ code, name, outcome }) => [code, name, outcome])).toEqual([
      [0x8d, 'Открыть чек', 0x50],
      [0x8d, 'Открыть чек', 0x50],
      [0x8d, 'Открыть чек', 0],
      [0xff46, 'Операция V2', 0],
      [0xff45, 'Закрытие чека V2', 0x2f],
      [0xff45, 'Закрытие чека V2', 0],
    ]);
  });
});

describe('devices that are not as the book says', () => {
  it('refuse-after: done, and refused all the same', () => {
    const one = open(bench());
    one.ask(operation());
    one.kkt.set({ kind: 'refuse-after', command: 0xff45 }, { kind: 'refuse-after', command: 0x50, code: 0x50 });
    expect([one.error(closing([7000])), one.kkt.documents.length, one.kkt.mode]).toEqual([0x73, 3, 2]);
    one.time.pass(60_000);
    expect([one.error([...head(0x50), 100, 0, 0, 0, 0]), one.kkt.cashIn]).toEqual([0x50, 100]);
  });

  it('nak-after: done, NAK, and the answer for whoever asks', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'nak-after', command: 0x8d });
    expect([toHex(one.raw(frame1([...head(0x8d), 0]))), one.kkt.mode]).toEqual(['15', 8]);
    expect(toHex(one.raw([5]))).toBe('06 02 03 8D 00 1E 90');
  });

  it('stray-nak: a NAK of something else, then as ever', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'stray-nak', command: 0x8d });
    expect(toHex(one.raw(frame1([...head(0x8d), 0])))).toBe('15 06 02 03 8D 00 1E 90');
  });

  it('talk: for so long, beside its answers', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'talk', command: 0x10, ms: 1_000 });
    expect(toHex(one.raw(status))).toMatch(/^15 06 02 11 10/);
    one.raw([6]);
    one.time.pass(899);
    expect(one.heard().length).toBeGreaterThan(10);
    one.time.pass(101);
    one.heard();
    one.time.pass(10_000);
    expect(one.heard()).toHaveLength(0);
  });

  it('onCommand: tells when the n-th command comes', () => {
    const one = open(bench());
    const before: number[] = [];
    one.kkt.onCommand(2, () => before.push(one.kkt.commands.length));
    for (let times = 0; times < 3; times += 1) one.ask(head(0x10));
    expect(before).toEqual([1]);
  });
});

describe('cuts', () => {
  const sale = [
    [...head(0x8d), 0],
    checkMark(milk),
    [...head(0xff69), 1],
    operation({ subject: 33 }),
    measure(0),
    bindMark(milk),
    head(0x89),
    closing([7000]),
  ];
  const send = (one: Bench, place: number): string => {
    const command = sale[place] ?? [];
    const heard = one.raw(one.protocol === 1 ? frame1(command) : frame2(place + 3, command));
    if (one.protocol === 1) one.raw([6]);
    return toHex(heard);
  };

  for (const kind of ['power-off-before', 'power-off-after', 'link-off-before', 'link-off-after'] as const) {
    it.each([1, 2] as const)(`${kind} at every command of a sale, protocol %i`, (protocol) => {
      for (let index = 1; index <= sale.length; index += 1) {
        const one = open(bench({ protocol }));
        one.kkt.set({ kind, index });
        for (let place = 0; place < index - 1; place += 1)
          expect(send(one, place)).toMatch(protocol === 1 ? /^06 02/ : /^8F/);
        // ACK of protocol 1 says that the frame came whole: only a line that breaks before takes it away.
        expect(send(one, index - 1)).toBe(protocol === 1 && kind !== 'link-off-before' ? '06' : '');

        const executed = kind.endsWith('after');
        expect(one.kkt.commands).toHaveLength(executed ? index : index - 1);
        expect(one.kkt.documents).toHaveLength(index === sale.length && executed ? 3 : 2);
        expect(one.kkt.powered).toBe(kind.startsWith('link'));
        expect(one.broken()).toBe(kind.startsWith('link') ? 1 : 0);
        expect(toHex(one.raw([5]))).toBe('');

        one.kkt.powerOn();
        if (kind.startsWith('link')) one.reconnect();
        const asked = toHex(one.raw(protocol === 1 ? [5] : frame2(index + 2, sale[index - 1] ?? [])));
        if (protocol === 1) {
          expect(asked).toMatch(kind === 'link-off-after' ? /^06 02/ : /^15$/);
        } else if (kind.startsWith('power')) {
          // The count begins anew: the number no longer tells whether the command was executed.
          expect(asked).toBe('8F 02 00 01 00 99 5A');
        } else {
          expect(asked).toMatch(new RegExp(`^8F .. 00 ${toHex([index + 2])} 00`));
          expect(one.kkt.commands).toHaveLength(index);
        }
      }
    });
  }

  it('power comes back by itself after ms', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'power-off-after', command: 0x10, ms: 3000 });
    one.raw(status);
    one.time.pass(2999);
    expect(one.kkt.powered).toBe(false);
    one.time.pass(1);
    expect(toHex(one.raw([5]))).toBe('15');
  });
});

describe('paper-out', () => {
  it('in the middle of what the command prints', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'paper-out', command: 0xff45 });
    one.ask(operation());
    one.ask(closing([7000]));
    expect([one.kkt.submode, one.kkt.documents.length, one.kkt.strips.at(-1)?.kind]).toEqual([2, 3, 'broken']);
  });

  it('right after a command that prints nothing', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'paper-out', index: 2 });
    one.ask(operation());
    one.ask(head(0x89));
    expect(one.kkt.submode).toBe(1);
    expect(one.error(closing([7000]))).toBe(0x6b);
    one.kkt.paperIn();
    one.ask(closing([7000]));
  });
});

describe('when faults hit', () => {
  it('at the n-th command of their kind, so many times', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'error', command: 0x10, code: 0x4b, index: 2, times: 2 });
    const errors = (): number[] => [one.error(head(0x10)), one.error(head(0x11))];
    expect([errors(), errors(), errors(), errors()]).toEqual([
      [0, 0],
      [0x4b, 0],
      [0x4b, 0],
      [0, 0],
    ]);
    expect(one.kkt.faults).toEqual([]);
  });

  it('together, and not after they are cleared', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'error', code: 0x4b }, { kind: 'late-answer', ms: 10 });
    expect(toHex(one.raw(status))).toBe('06');
    one.time.pass(10);
    expect(toHex(one.heard())).toBe('02 02 10 4B 59');
    one.raw([6]);
    one.kkt.set({ kind: 'nak' });
    expect(one.kkt.faults).toEqual([{ kind: 'nak' }]);
    one.kkt.clearFaults();
    expect(one.error(head(0x10))).toBe(0);
  });

  it('not at a frame that comes again', () => {
    const one = open(bench({ protocol: 2 }));
    one.kkt.set({ kind: 'error', code: 0x4b, index: 2 });
    for (let times = 0; times < 3; times += 1)
      expect(toHex(one.raw(frame2(3, head(0x89))))).toBe(toHex(frame2(3, [0x89, 0x73])));
    expect(toHex(one.raw(frame2(4, head(0x89))))).toBe(toHex(frame2(4, [0x89, 0x4b])));
  });
});
