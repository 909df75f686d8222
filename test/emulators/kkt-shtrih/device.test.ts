import { describe, expect, it } from 'vitest';
import { bench, closing, head, hex, milk, operation, tlv, toHex, unstuff, type Bench } from './host.ts';
import { cp1251, frame1, frame2, fromLe, le } from './wire.ts';

const open = (one: Bench): Bench => {
  one.ask(head(0xe0));
  return one;
};
const sell = (one: Bench, payments: readonly number[] = [7000]): void => {
  one.ask(operation());
  one.ask(closing(payments));
};
const cell = (table: number, row: number, field: number): number[] => [...head(0x1f), table, ...le(row, 2), field];
const write = (table: number, row: number, field: number, value: readonly number[]): number[] => [
  ...head(0x1e),
  table,
  ...le(row, 2),
  field,
  ...value,
];
const line = (text: string): number[] => [...head(0x17), 2, ...cp1251.encode(text.padEnd(40, '\0'))];
const kinds = (one: Bench): string[] => one.kkt.strips.map(({ kind }) => kind);
const words = (one: Bench, command: readonly number[]): string => cp1251.decode(one.ask(command));

describe('what the device says of itself', () => {
  it('F7h of a desktop model (§5.1, vector 6, with the bits of this one)', () => {
    const answer = bench({ protocols: [1] }).ask([0xf7, 1]);
    expect(toHex(answer.slice(8))).toBe('0C 18 01 0C 10 00 00 00 00 00 00 1E 00 00 00 00 06 FF 00 40 40 B6 03 12 13');
    const flags = BigInt(`0x${toHex(answer.slice(0, 8).reverse()).replaceAll(' ', '')}`);
    for (const bit of [1, 3, 4, 6, 13, 15, 22, 24, 25, 26, 37, 42, 43, 45, 46])
      expect((flags >> BigInt(bit)) & 1n, `bit ${String(bit)}`).toBe(1n);
    expect([23, 28, 33, 49, 52, 54].map((bit) => (flags >> BigInt(bit)) & 1n)).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
  });

  it('F7h of CashCore: bit 23, protocol 2, other tables, 1455 bytes', () => {
    const answer = bench({ profile: 'cashcore' }).ask([0xf7, 1]);
    expect([(answer[2] ?? 0) & 0x80, (answer[3] ?? 0) & 0x10]).toEqual([0x80, 0x10]);
    expect(toHex(answer.slice(25))).toBe('AF 05 40 40 B6 03 0D 0E 00 0A 1D');
  });

  it('FCh (§5.2, vector 27)', () => {
    expect(toHex(bench({ profile: 'cashcore' }).ask([0xfc]))).toBe(
      '00 00 02 00 2D 00 50 4F 53 43 45 4E 54 45 52 20 42 41 4E 4B 2D 30 31 D4',
    );
    expect(bench().ask([0xfc])[4]).toBe(152);
  });

  it('10h (§5.1, vector 2: 17 bytes with code and error)', () => {
    const one = bench();
    expect(toHex(one.ask(head(0x10)))).toBe('1E 90 00 04 00 00 33 D8 00 00 00 FF FF FF 00');
    open(one);
    expect(one.ask(head(0x10, 7)).slice(0, 5)).toEqual(Uint8Array.of(7, 0x90, 0, 2, 0));
  });

  it('11h (§5.2, vector 24: 50 bytes with code and error)', () => {
    const one = open(bench({ serial: '300008', inn: '7700000000' }));
    const answer = one.ask(head(0x11));
    expect(answer).toHaveLength(48);
    expect(toHex(answer.slice(1, 3))).toBe('43 33');
    expect(toHex(answer.slice(11, 15))).toBe('90 00 02 00');
    expect(toHex(answer.slice(23, 29))).toBe('16 0B 1A 0C 1E 00');
    expect([fromLe(answer.slice(30, 34)), fromLe(answer.slice(34, 36)), fromLe(answer.slice(40, 46))]).toEqual([
      300_008, 0, 7_700_000_000,
    ]);
  });

  it('FF01 (§5.1, vector 10: 33 bytes) and the open receipt in it (§5.2, vector 30)', () => {
    const one = open(bench({ fn: '9287440301120991', firstFd: 424 }));
    expect(toHex(one.ask(head(0xff01)))).toBe(
      '03 00 00 01 00 1A 0B 16 0C 1E 39 32 38 37 34 34 30 33 30 31 31 32 30 39 39 31 A9 01 00 00',
    );
    one.ask(operation());
    expect(toHex(one.ask(head(0xff01)).slice(0, 4))).toBe('03 04 01 01');
  });

  it('the ФН: its number, its term, that it is a debug one, its registration', () => {
    const one = bench();
    expect(toHex(one.ask(head(0xff02)))).toBe(toHex([...'9999078900001234'].map((digit) => digit.charCodeAt(0))));
    expect(one.ask(head(0xff03))).toHaveLength(5);
    expect([one.ask(head(0xff04)).length, one.ask(head(0xff04)).at(-1)]).toEqual([17, 0]);
    expect(bench({ debugFn: false }).ask(head(0xff04)).at(-1)).toBe(1);
    const registered = one.ask(head(0xff09));
    expect([registered.length, registered[37], fromLe(registered.slice(56, 60))]).toEqual([64, 0x3f, 1]);
    expect(toHex(one.ask([...head(0xff0e), 1, ...le(1041, 2)]))).toMatch(/^11 04 10 00 39 39 39 39/);
    expect(one.error([...head(0xff0e), 1, ...le(1020, 2)])).toBe(0x08);
  });

  it('fonts: 576 dots on desktop, 384 on CashCore (vectors 7 and 28)', () => {
    const one = bench();
    expect([1, 2, 3].map((font) => toHex(one.ask([...head(0x26), font])))).toEqual([
      '40 02 0C 18 08',
      '40 02 18 19 08',
      '40 02 0C 13 08',
    ]);
    expect(toHex(bench({ profile: 'cashcore' }).ask([...head(0x26), 1]))).toBe('80 01 0C 19 06');
  });

  it('errors in words (vectors 9 and of JPOS)', () => {
    const one = bench();
    expect(one.error(head(0x88))).toBe(0x73);
    expect(words(one, [0x6b])).toBe('Код ошибки 73h (115) от ККТ: Команда не поддерживается в данном режиме');
    expect(words(one, [0x6b])).toMatch(/73h/);
    expect(words(one, [0x6b, 0x5e])).toBe('ККТ: Неверная операция');
    expect(words(one, [0x6b, 0x08])).toBe('ФН: Нет запрошенных данных');
  });
});

describe('the gate (§8)', () => {
  it('looks at the length first: 33h, and 01h for FFxx', () => {
    const one = bench();
    for (const command of [[0x10], [...head(0x10), 1], head(0x8d)]) expect(one.error(command)).toBe(0x33);
    for (const command of [
      [0xff, 0x01],
      [...head(0xff45), 1],
      [...head(0xff0c), 1],
    ])
      expect(one.error(command)).toBe(0x01);
    expect(one.error([...operation(), ...Array<number>(130).fill(65)])).toBe(0x01);
  });

  it('then at the password', () => {
    const one = bench();
    const strangers = [
      head(0x88, 31),
      head(0xff01, 1),
      [...head(0x1f, 1), 1, 1, 0, 1],
      head(0x41, 28),
      [...head(0xff0c, 29), ...tlv(1008, 'a@b')],
    ];
    for (const command of strangers) expect(one.error(command)).toBe(0x4f);
    one.ask(write(2, 5, 1, le(777, 4)));
    expect(one.error(head(0x10, 5))).toBe(0x4f);
    expect(one.ask(head(0x10, 777))[0]).toBe(5);
  });

  it('then at the mode', () => {
    const one = bench();
    const refused = (...commands: (readonly number[])[]): void => {
      for (const command of commands) expect(one.error(command), toHex(command)).toBe(0x73);
    };
    refused(
      head(0x88),
      head(0x89),
      head(0x40),
      head(0x41),
      closing([1]),
      [...head(0xff4d), ...tlv(2108, [0])],
      [...head(0xff67), 1, 49],
    );
    refused([0x16], head(0x2b), [...head(0x23), 1, 1, 26]);
    open(one);
    refused(head(0xe0), [...head(0x21), 1, 1, 1], [...head(0x22), 1, 1, 26]);
    one.ask(operation());
    refused(
      head(0xe0),
      head(0x40),
      head(0x41),
      [...head(0x50), ...le(100, 5)],
      [...head(0x51), ...le(100, 5)],
      [...head(0x8d), 0],
    );
    refused(write(4, 1, 1, [65]), [...head(0x25), 1], [...head(0x29), 2, 1], head(0xff43), head(0xff41), head(0xff37));
    one.ask(cell(4, 1, 1));
    one.ask(line('в чеке'));
  });

  it('then at the printer', () => {
    const one = open(bench({ printMs: 1500 }));
    const printing = [
      operation(),
      [...head(0x8d), 0],
      head(0x40),
      line('x'),
      [...head(0x50), ...le(100, 5)],
      head(0x41),
    ];
    expect(one.kkt.submode).toBe(5);
    for (const command of printing) expect(one.error(command)).toBe(0x50);
    expect(one.ask(head(0x10)).at(-1)).toBe(5);
    for (const command of [
      head(0x11),
      head(0xff01),
      head(0xff39),
      cell(1, 1, 1),
      [...head(0x1a), 241],
      [...head(0x28), 0],
    ])
      one.ask(command);
    expect(one.error(head(0xb0))).toBe(0x50);
    one.time.pass(1500);
    expect([one.kkt.submode, kinds(one)]).toEqual([0, ['shift-opened']]);
    expect(one.error(head(0xb0))).toBe(0x72);

    one.kkt.closeDrawer();
    one.kkt.paperOut();
    expect(toHex(one.ask(head(0x10)).slice(1, 5))).toBe('10 00 02 01');
    for (const command of printing) expect(one.error(command)).toBe(0x6b);
    expect(one.error(head(0xb0))).toBe(0x6b);
    one.ask(head(0xff01));
    one.kkt.paperIn();
    one.ask(operation());
  });

  it('and knows what it does not know', () => {
    const one = bench();
    expect([one.error([0x99]), one.error([0xff, 0x99])]).toEqual([0x37, 0x37]);
    expect(toHex(one.raw(frame1([0xff])))).toBe('06 02 02 FF 37 CA');
    one.raw([6]);
    expect(toHex(bench({ protocol: 2 }).raw(frame2(2, [0xff, 0x65])))).toBe(toHex(frame2(2, [0xff, 0x65, 0x37])));
  });
});

describe('shifts', () => {
  it('open and close as documents', () => {
    const one = bench();
    expect(toHex(one.ask(head(0xff40)))).toBe('00 00 00 00 00');
    expect(toHex(one.ask(head(0xe0)))).toBe('1E');
    sell(one);
    expect(toHex(one.ask(head(0xff40)))).toBe('01 01 00 01 00');
    expect(toHex(one.ask(head(0x41)))).toBe('1E');
    expect(one.kkt.documents.map(({ kind, fd, shift }) => [kind, fd, shift])).toEqual([
      ['registration', 1, 0],
      ['shift-opened', 2, 1],
      ['receipt', 3, 1],
      ['shift-closed', 4, 1],
    ]);
    expect(toHex(one.ask([...head(0xff0a), ...le(4, 4)]))).toMatch(
      /^05 01 1A 0B 16 0C 1E 04 00 00 00 .. .. .. .. 01 00$/,
    );
    expect(one.ask([...head(0xff0a), ...le(1, 4)])).toHaveLength(49);
    expect(bench({ shiftAnswersOperator: false }).ask(head(0xe0))).toHaveLength(0);
  });

  it('by FF0B and FF43 too', () => {
    const one = bench();
    expect(one.error(head(0xff43))).toBe(0x3d);
    expect(toHex(one.ask(head(0xff0b)))).toMatch(/^01 00 02 00 00 00 .. .. .. ..$/);
    expect(one.error(head(0xff0b))).toBe(0x3c);
    expect(toHex(one.ask(head(0xff43)))).toMatch(/^01 00 03 00 00 00 .. .. .. ..$/);
  });

  it('take the cashier by FF41, FF42', () => {
    const one = bench();
    expect(one.error(head(0xff42))).toBe(0x3d);
    one.ask(head(0xff41));
    expect(one.ask(head(0xff01))[1]).toBe(0x02);
    one.ask([...head(0xff0c), ...tlv(1021, 'Иванова')]);
    expect(one.error([...head(0xff0c), ...tlv(1008, 'a@b')])).toBe(0x33);
    expect(one.error(head(0xff41))).toBe(0x02);
    open(one);
    expect(one.error(head(0xff41))).toBe(0x3c);
    one.ask(head(0xff42));
    expect(one.ask(head(0xff01))[1]).toBe(0x08);
    expect(one.error(operation())).toBe(0x02);
    one.ask([...head(0xff0c), ...tlv(1021, 'Петрова')]);
    one.ask([...head(0xff0c), ...tlv(1203, '500100732259')]);
    one.ask(head(0x41));
    expect(one.kkt.documents.slice(1).map(({ tags }) => [tags[1021], tags[1203]])).toEqual([
      ['Иванова', undefined],
      ['Петрова', '500100732259'],
    ]);
    one.ask(head(0xff41));
    one.ask(head(0xff08));
    expect(one.ask(head(0xff01))[1]).toBe(0);
  });

  it('of more than 24 hours take no receipts', () => {
    const one = open(bench());
    one.ask(operation());
    one.kkt.ageShift(24);
    expect(one.kkt.mode).toBe(8);
    expect(one.error(closing([7000]))).toBe(0x16);
    one.ask(head(0x88));
    expect(one.kkt.mode).toBe(3);
    const money = [
      [...head(0x50), ...le(100, 5)],
      [...head(0x51), ...le(100, 5)],
    ];
    for (const command of [[...head(0x8d), 0], operation(), ...money, [...head(0xff61), 1, 0, 1, 0, 49]])
      expect(one.error(command)).toBe(0x4e);
    one.ask(head(0x40));
    one.ask(head(0x41));
    open(one);
    sell(one);
  });

  it('end by the clock as well', () => {
    const one = open(bench());
    one.time.pass(24 * 3_600_000 - 1);
    expect(one.kkt.mode).toBe(2);
    one.time.pass(1);
    expect(one.kkt.mode).toBe(3);
  });
});

describe('money', () => {
  it('goes in and out of the drawer on paper', () => {
    const one = open(bench());
    expect(one.error([...head(0x51), ...le(1, 5)])).toBe(0x46);
    expect(one.error([...head(0x50), ...le(0, 5)])).toBe(0x33);
    expect(toHex(one.ask([...head(0x50), ...le(100_000, 5)]))).toBe('1E 03 00');
    expect(toHex(one.ask([...head(0x51), ...le(30_000, 5)]))).toBe('1E 04 00');
    expect([one.kkt.cashInDrawer, one.kkt.cashIn, one.kkt.cashOut]).toEqual([70_000, 100_000, 30_000]);
    expect([241, 242, 243].map((register) => fromLe(one.ask([...head(0x1a), register]).slice(1)))).toEqual([
      70_000, 100_000, 30_000,
    ]);
    expect([153, 154, 152].map((register) => fromLe(one.ask([...head(0x1b), register]).slice(1)))).toEqual([1, 1, 4]);
    expect(one.kkt.strips.map(({ kind, fd }) => [kind, fd])).toEqual([
      ['shift-opened', 2],
      ['cash-in', undefined],
      ['cash-out', undefined],
    ]);
    expect(one.kkt.strips.at(-1)?.lines.join('\n')).toMatch(/ВЫПЛАТА +=300\.00/);
    expect(one.kkt.documents).toHaveLength(2);
  });

  it('is refused by old CashCore', () => {
    expect(open(bench({ profile: 'cashcore', noCashInOut: true })).error([...head(0x50), ...le(100, 5)])).toBe(0x37);
    open(bench({ profile: 'cashcore' })).ask([...head(0x50), ...le(100, 5)]);
  });

  it('is counted by operations and ways of paying', () => {
    const one = open(bench());
    sell(one, [10_000]);
    sell(one, [1000, 2000, 3000, 1000]);
    one.ask([...head(0x8d), 2]);
    one.ask(operation({ operation: 2 }));
    one.ask(closing([5000, 2000]));
    const money = (...registers: number[]): number[] =>
      registers.map((register) => fromLe(one.ask([...head(0x1a), register]).slice(1)));
    expect(money(193, 194, 195, 196, 197, 199, 201, 205, 241, 120, 121, 123)).toEqual([
      8000, 0, 5000, 0, 2000, 2000, 3000, 1000, 3000, 3000, 14_000, 7000,
    ]);
    expect([144, 146, 148, 150].map((register) => one.kkt.machine.registers.counter(register))).toEqual([2, 1, 2, 1]);
    one.ask([...head(0x8d), 2]);
    one.ask(operation({ operation: 2 }));
    expect(money(2)).toEqual([7000]);
    expect(one.error(closing([7000]))).toBe(0x46);
    one.ask(closing([0, 7000]));
    one.ask(head(0x41));
    expect(money(193, 197, 242, 241)).toEqual([0, 0, 0, 3000]);
    expect(one.error([...head(0x1a), 253])).toBe(0x33);
  });

  it('is shown by a report that closes nothing', () => {
    const one = open(bench());
    sell(one);
    one.ask(head(0x40));
    expect([one.kkt.mode, one.kkt.documents.length, one.kkt.strips.at(-1)?.kind]).toEqual([2, 3, 'x-report']);
    expect(one.kkt.strips.at(-1)?.lines.join('\n')).toMatch(/НАЛИЧНЫХ В КАССЕ +=70\.00/);
    expect(one.kkt.machine.registers.counter(158)).toBe(1);
  });

  it('lies in a drawer', () => {
    const one = bench();
    one.ask([...head(0x28), 0]);
    expect([one.kkt.drawerOpenings, (one.ask(head(0x10))[2] ?? 0) & 0x08]).toEqual([1, 0x08]);
    one.kkt.closeDrawer();
    expect((one.ask(head(0x10))[2] ?? 0) & 0x08).toBe(0);
    expect(one.error([...head(0x28), 2])).toBe(0x33);
  });
});

describe('tables (§2.9)', () => {
  it('are read and written by their fields', () => {
    const one = bench();
    expect(toHex(one.ask(cell(17, 1, 17)))).toBe('04');
    expect(words(one, cell(18, 1, 4))).toBe('9999078900001234');
    expect(one.ask(cell(5, 1, 1))).toHaveLength(64);
    one.ask(write(2, 1, 2, cp1251.encode('Иванова')));
    expect(words(one, cell(2, 1, 2)).replaceAll('\0', '')).toBe('Иванова');
    expect(toHex(one.ask(cell(6, 1, 1)))).toBe('D0 07');
    expect(toHex(bench({ vat22: 'row1' }).ask(cell(6, 1, 1)))).toBe('98 08');
    expect(one.error(cell(99, 1, 1))).toBe(0x5d);
    for (const nowhere of [cell(17, 2, 7), cell(17, 1, 200), cell(17, 0, 7)]) expect(one.error(nowhere)).toBe(0x33);
    expect(one.error(write(18, 1, 2, [49]))).toBe(0x7a);
    for (const wrong of [write(17, 1, 7, [3]), write(17, 1, 7, [0, 0]), write(4, 1, 1, Array<number>(49).fill(65))])
      expect(one.error(wrong)).toBe(0x33);
    one.ask(write(17, 1, 17, [4]));
    open(one);
    expect(one.error(write(17, 1, 17, [4]))).toBe(0xc7);
  });

  it('tell of themselves (§5.1, vector 13)', () => {
    const one = bench({ profile: 'cashcore' });
    expect(toHex(one.ask([...head(0x2d), 10]))).toBe(`D1 CB D3 C6 C5 C1 CD C0 DF${' 00'.repeat(31)} 01 00 32`);
    expect(toHex(one.ask([...head(0x2e), 10, 0x1d]))).toBe(
      '31 32 30 39 3A 20 D4 D4 C4 2C 20 30 4E 41 20 2D 20 31 2E 30 2C 20 32 20 2D 20 31 2E 30 35 2C 20 34 20 2D 20 31 2E 32 00 00 01 00 04',
    );
    expect(toHex(one.ask(cell(10, 1, 29)))).toBe('04');
    expect(words(one, cell(13, 1, 4))).toBe('9999078900001234');
    expect([one.error([...head(0x2d), 18]), one.error([...head(0x2d), 99])]).toEqual([0x5d, 0x5d]);
    expect(bench().ask([...head(0x2e), 4, 1])).toHaveLength(42);
  });

  it('keep documents off the paper: one, or all', () => {
    const one = open(bench());
    one.ask(write(17, 1, 7, [1]));
    sell(one);
    sell(one);
    expect(kinds(one)).toEqual(['shift-opened', 'receipt']);
    one.ask(write(17, 1, 7, [2]));
    one.kkt.paperOut();
    sell(one);
    expect([kinds(one).length, one.kkt.documents.length]).toEqual([2, 5]);
    expect(one.error(head(0x40))).toBe(0x6b);
  });
});

describe('paper', () => {
  it('takes lines of text, in a receipt and out of it', () => {
    const one = open(bench());
    one.ask(line('Скидка дня'));
    one.ask([...head(0x12), 2, ...cp1251.encode('Жирно'.padEnd(20, '\0'))]);
    one.ask([...head(0x2f), 2, 1, ...cp1251.encode('Мелко'.padEnd(40, '\0'))]);
    one.ask([...head(0x17), 1, ...Array<number>(40).fill(65)]);
    one.ask([...head(0x25), 1]);
    one.ask(line('После отрезки'));
    expect(one.kkt.strips.slice(1)).toEqual([
      { kind: 'text', lines: ['Скидка дня', 'Жирно', 'Мелко'] },
      { kind: 'text', lines: ['После отрезки'] },
    ]);
    expect(one.error([...head(0x17), 2, 65])).toBe(0x33);
    one.ask(operation());
    one.ask(line('Карта №17'));
    one.ask(closing([7000]));
    expect(one.kkt.strips.at(-1)?.lines).toContain('Карта №17');
  });

  it('takes a copy of the last document', () => {
    const one = bench();
    expect(one.error(head(0x8c))).toBe(0x56);
    open(one);
    sell(one);
    one.ask(head(0x8c));
    const [receipt, copy] = one.kkt.strips.slice(-2);
    expect([copy?.kind, copy?.fd, copy?.lines[0], copy?.lines.slice(2)]).toEqual([
      'copy',
      3,
      'ПОВТОР ДОКУМЕНТА',
      receipt?.lines,
    ]);
    expect(one.kkt.documents).toHaveLength(3);
  });

  it('that ends while a receipt prints: 2, then 3, then B0h prints the same receipt and no second document', () => {
    const one = open(bench({ printMs: 800 }));
    one.time.pass(800);
    one.ask(operation());
    const answer = one.ask(closing([7000]));
    expect(fromLe(answer.slice(5, 9))).toBe(3);
    one.time.pass(400);
    one.kkt.paperOut();
    expect([one.kkt.submode, one.ask(head(0x10)).at(-1)]).toEqual([2, 1]);
    for (const command of [operation(), head(0xb0)]) expect(one.error(command)).toBe(0x6b);
    one.kkt.paperIn();
    expect(one.kkt.submode).toBe(3);
    for (const command of [operation(), head(0x40)]) expect(one.error(command)).toBe(0x58);
    expect(toHex(one.ask(head(0xb0)))).toBe('1E');
    expect(one.kkt.submode).toBe(5);
    one.time.pass(800);
    expect([one.kkt.submode, one.kkt.documents.length]).toEqual([0, 3]);
    expect(one.kkt.strips.map(({ kind, fd }) => [kind, fd])).toEqual([
      ['shift-opened', 2],
      ['broken', 3],
      ['receipt', 3],
    ]);
    expect(one.kkt.strips[1]?.lines.at(-1)).toBe('ДОКУМЕНТ НЕДЕЙСТВИТЕЛЕН!');
  });

  it('cannot be printed on under an open cover', () => {
    const one = open(bench());
    one.kkt.openCover();
    expect(toHex(one.ask(head(0x10)).slice(1, 5))).toBe('90 04 02 01');
    expect(one.error(head(0x40))).toBe(0x6b);
    one.kkt.closeCover();
    one.ask(head(0x40));
  });
});

describe('power', () => {
  it('takes the answer nobody took: ENQ gets NAK', () => {
    const one = bench();
    one.raw(frame1(head(0x10)));
    expect(toHex(one.raw([0x15, 5]))).toMatch(/^06 02/);
    one.kkt.powerOff();
    expect(toHex(one.raw([5]))).toBe('');
    one.kkt.powerOn();
    expect(toHex(one.raw([5]))).toBe('15');
  });

  it('takes the number of protocol 2', () => {
    const one = bench({ protocol: 2 });
    one.ask(head(0x10));
    one.kkt.powerOff();
    one.kkt.powerOn();
    expect(toHex(one.raw(hex('8F 00 00 0F 1D')))).toBe('8F 02 00 01 00 99 5A');
  });

  it('leaves the open receipt, unless the device is of the other kind', () => {
    for (const powerLosesReceipt of [false, true]) {
      const one = open(bench({ powerLosesReceipt }));
      one.ask(operation());
      one.kkt.powerOff();
      one.kkt.powerOn();
      expect(one.kkt.mode).toBe(powerLosesReceipt ? 2 : 8);
      if (!powerLosesReceipt) one.ask(closing([7000]));
    }
  });

  it('coming back goes on printing', () => {
    const one = open(bench({ printMs: 800 }));
    one.time.pass(800);
    one.ask(operation());
    one.ask(closing([7000]));
    one.time.pass(400);
    one.kkt.powerOff();
    one.time.pass(10_000);
    expect(kinds(one)).toEqual(['shift-opened']);
    one.kkt.powerOn();
    expect(one.kkt.submode).toBe(5);
    one.time.pass(800);
    expect(kinds(one)).toEqual(['shift-opened', 'receipt']);
  });

  it('lost does not lift the wait for B0h', () => {
    const one = open(bench());
    one.kkt.set({ kind: 'paper-out', command: 0xff45 });
    sell(one);
    one.kkt.paperIn();
    one.kkt.powerOff();
    one.kkt.powerOn();
    expect(one.kkt.submode).toBe(3);
    one.ask(head(0xb0));
    expect(kinds(one)).toEqual(['shift-opened', 'broken', 'receipt']);
  });

  it('lost while ОИСМ is asked loses the answer', () => {
    const one = open(bench());
    one.kkt.marks.onlineMs = 500;
    one.raw(frame1([...head(0xff61), 1, 0, milk.length, 0, ...[...milk].map((letter) => letter.charCodeAt(0))]));
    one.kkt.powerOff();
    one.kkt.powerOn();
    one.time.pass(1000);
    expect(toHex(one.heard())).toBe('');
  });
});

describe('the choice of a protocol (§1.4)', () => {
  const sync = hex('8F 00 00 0F 1D');

  it('is made by the first byte and holds until the power goes', () => {
    const one = bench();
    expect(toHex(one.raw([0xff, 0x00, 5]))).toBe('15');
    expect(toHex(one.raw(sync))).toBe('');
    one.reconnect();
    expect(toHex(one.raw(sync))).toBe('');
    one.kkt.powerOff();
    one.kkt.powerOn();
    expect(toHex(one.raw(sync))).not.toBe('');
    expect(toHex(one.raw([5]))).toBe('');
  });

  it('is made anew after 14h', () => {
    const one = bench();
    one.ask([...head(0x14), 0, 6, 100]);
    one.time.pass(1);
    expect(toHex(one.raw(sync))).toBe('8F 02 00 01 00 99 5A');
    one.raw(frame2(2, head(0x10)).subarray(0, 6));
    one.time.pass(99);
    expect(toHex(unstuff(one.raw(frame2(2, head(0x10)).subarray(6))))).toMatch(/^8F .* 10 00 1E/);
  });

  it('is no choice where the device knows one', () => {
    const one = bench({ protocols: [1] });
    expect(toHex(one.raw(sync))).toBe('');
    expect(toHex(one.raw([5]))).toBe('15');
    const two = bench({ protocols: [2], protocol: 2 });
    expect(toHex(two.raw([5, 2]))).toBe('');
    expect(toHex(two.raw(sync))).not.toBe('');
  });
});

describe('the clock', () => {
  it('is set while the shift is closed, the date twice', () => {
    const one = bench();
    one.ask([...head(0x22), 1, 12, 26]);
    expect(one.kkt.mode).toBe(6);
    expect(one.error([...head(0x23), 2, 12, 26])).toBe(0x7c);
    one.ask([...head(0x23), 1, 12, 26]);
    one.ask([...head(0x21), 10, 20, 30]);
    expect(toHex(one.ask(head(0x11)).slice(23, 29))).toBe('01 0C 1A 0A 14 1E');
    expect(one.error([...head(0x22), 31, 2, 26])).toBe(0x7d);
    expect(one.error([...head(0x21), 24, 0, 0])).toBe(0x33);
  });

  it('that went wrong by more than five minutes is refused by the ФН', () => {
    const one = open(bench());
    one.kkt.driftClock(5 * 60_000);
    sell(one);
    one.kkt.driftClock(1);
    one.ask(operation());
    expect(one.error(closing([7000]))).toBe(0x17);
  });
});

describe('the ОФД', () => {
  it('takes documents at once, or lets them wait', () => {
    const one = open(bench());
    expect(toHex(one.ask(head(0xff39)))).toBe('00 '.repeat(12) + '00');
    one.kkt.ofd = 'silent';
    sell(one);
    sell(one);
    expect(toHex(one.ask(head(0xff39)))).toBe('02 00 02 00 03 00 00 00 1A 0B 16 0C 1E');
    expect(toHex(one.ask(head(0xff3f)))).toBe('02 00');
    expect(one.ask([...head(0xff0a), ...le(3, 4)])[1]).toBe(0);
    expect(one.error([...head(0xff3c), ...le(3, 4)])).toBe(0x08);
    one.kkt.ofd = 'online';
    expect(toHex(one.ask(head(0xff3f)))).toBe('00 00');
    expect(one.ask([...head(0xff3c), ...le(3, 4)])).toHaveLength(27);
  });

  it('is told of the state of settlements', () => {
    const one = open(bench());
    one.kkt.ofd = 'silent';
    sell(one);
    one.ask(head(0xff37));
    expect(one.ask(head(0xff01))[1]).toBe(0x17);
    expect(toHex(one.ask(head(0xff38)))).toMatch(/^04 00 00 00 .. .. .. .. 01 00 00 00 1A 0B 16$/);
    expect(one.kkt.documents.at(-1)?.kind).toBe('settlement-report');
  });
});

describe('reading a document (§2.5)', () => {
  it('holds a desktop device in mode 1 until its end, or until 03h', () => {
    const one = open(bench());
    sell(one);
    one.ask([...head(0xff3a), ...le(3, 4)]);
    expect([one.kkt.mode, one.error(operation()), one.error(head(0x41))]).toEqual([1, 0x73, 0x73]);
    one.ask(head(0x03));
    expect(one.kkt.mode).toBe(2);
    expect(one.error([...head(0xff3a), ...le(99, 4)])).toBe(0x08);
    expect(one.error(head(0xff3b))).toBe(0x08);
  });

  it('holds CashCore in nothing', () => {
    const one = open(bench({ profile: 'cashcore' }));
    sell(one);
    one.ask([...head(0xff3a), ...le(3, 4)]);
    expect(one.kkt.mode).toBe(2);
    one.ask(operation());
  });

  it('has an end in protocol 1 too, where an item does not fit an answer', () => {
    const one = open(bench());
    one.ask(operation({ name: 'Ж'.repeat(128) }));
    one.ask([...head(0xff4d), ...tlv(1191, 'Ж'.repeat(64))]);
    one.ask([...head(0xff4d), ...tlv(1230, 'Ж'.repeat(100))]);
    one.ask(closing([7000]));
    one.ask([...head(0xff3a), ...le(3, 4)]);
    const errors = new Set<number>();
    for (let count = 0; count < 60 && !errors.has(0x08); count += 1) errors.add(one.error(head(0xff3b)));
    expect(errors).toEqual(new Set([0, 0x10, 0x08]));
  });
});

describe('lines', () => {
  it("take each other's place; what the device was told stays", () => {
    const one = open(bench());
    one.ask(operation());
    one.reconnect();
    expect([one.broken(), one.kkt.mode]).toEqual([1, 8]);
    one.ask(closing([7000]));
  });

  it('may be used by a host that answers at once', () => {
    const one = bench();
    const said: number[] = [];
    const line = one.kkt.connect((bytes) => {
      said.push(...bytes);
      if (bytes[0] === 0x15) line.receive(frame1(head(0x10)));
      if (bytes[0] === 2) line.receive(Uint8Array.of(6));
    });
    line.receive(Uint8Array.of(5));
    expect(toHex(said)).toMatch(/^15 06 02 11 10 00/);
    said.length = 0;
    line.receive(Uint8Array.of(5));
    expect(toHex(said)).toMatch(/^15 06 02 11 10 00/);
  });

  it('carry an FF after the last ACK where they are RNDIS or TCP', () => {
    const one = bench();
    const said: number[] = [];
    const line = one.kkt.connect(
      (bytes) => {
        said.push(...bytes);
      },
      { trailingFf: true },
    );
    line.receive(frame1(head(0x10)));
    said.length = 0;
    line.receive(Uint8Array.of(6));
    expect(said).toEqual([0xff]);
    line.receive(Uint8Array.of(5));
    expect(said).toEqual([0xff, 0x15]);
    line.close();
    line.receive(Uint8Array.of(5));
    expect(said).toHaveLength(2);
  });
});

it('another ФН starts its own archive', () => {
  const one = open(bench());
  expect(() => {
    one.kkt.replaceFn('9999078900009999');
  }).toThrow(/shift/);
  one.ask(head(0x41));
  one.kkt.replaceFn('9999078900009999');
  expect([one.kkt.fnNumber, one.kkt.documents.length, toHex(one.ask(head(0xff01)).slice(-4))]).toEqual([
    '9999078900009999',
    1,
    '01 00 00 00',
  ]);
});
