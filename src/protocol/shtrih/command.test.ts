/** What all answers have in common, and the answers that firmwares give in several lengths. */
import { describe, expect, it } from 'vitest';
import { ascii, concat, le } from '../bytes.ts';
import { answerLimits, readAnswer, type Command } from './command.ts';
import * as kkt from './commands/index.ts';

const by = { password: 30 };
const ok = (value: unknown): unknown => ({ ok: true, value });
const answer = (asked: Command<unknown>, ...fields: readonly Uint8Array[]): unknown =>
  readAnswer(asked, concat(asked.data.subarray(0, asked.data[0] === 0xff ? 2 : 1), Uint8Array.of(0), ...fields));

describe('an answer', () => {
  it.each([
    ['of another command', kkt.subtotal(by), [0x10, 0x00, 0x1e]],
    ['of another command of two bytes', kkt.fnStatus(by), [0xff, 0x02, 0x00]],
    ['of one byte of two', kkt.fnStatus(by), [0xff]],
    ['of nothing', kkt.subtotal(by), []],
  ])('%s is not ours', (_name, asked, bytes) =>
    expect(readAnswer<unknown>(asked, Uint8Array.from(bytes))).toEqual({ ok: false, malformed: 'other-command' }),
  );

  it.each([
    ['one byte', kkt.subtotal(by), [0x89]],
    ['no fields', kkt.subtotal(by), [0x89, 0x00]],
    ['a cut field', kkt.subtotal(by), [0x89, 0x00, 0x1e, 0x34, 0x6c, 0x00]],
  ])('of %s is too short', (_name, asked, bytes) =>
    expect(readAnswer<unknown>(asked, Uint8Array.from(bytes))).toEqual({ ok: false, malformed: 'too-short' }),
  );

  it('of a firmware that does not know the command is FFh and the error, without the second byte of the code', () => {
    expect(readAnswer(kkt.ofdStatus(by), Uint8Array.of(0xff, 0x37))).toEqual({
      ok: false,
      code: 0x37,
      detail: new Uint8Array(),
    });
    expect(readAnswer(kkt.shortStatus(by), Uint8Array.of(0xff, 0x37))).toEqual({
      ok: false,
      malformed: 'other-command',
    });
  });

  it('of an error has its code and whatever a firmware adds', () => {
    expect(readAnswer(kkt.subtotal(by), Uint8Array.of(0x89, 0x73))).toEqual({
      ok: false,
      code: 0x73,
      detail: new Uint8Array(),
    });
    expect(readAnswer(kkt.fnStatus(by), Uint8Array.of(0xff, 0x01, 0x33, 0x00, 0x54))).toEqual({
      ok: false,
      code: 0x33,
      detail: Uint8Array.of(0x00, 0x54),
    });
  });

  it('may be longer than known', () =>
    expect(answer(kkt.subtotal(by), le(30, 1), le(277_00, 5), le(7, 3))).toEqual(ok({ operator: 30, sum: 277_00 })));
});

describe('what firmwares answer in several lengths', () => {
  it('E0h and its like, with the operator and without', () => {
    for (const asked of [kkt.openShift(by), kkt.closeShift(by), kkt.cancelReceipt(by), kkt.continuePrint(by)]) {
      expect(answer(asked, le(30, 1))).toEqual(ok({ operator: 30 }));
      expect(answer(asked)).toEqual(ok({ operator: undefined }));
    }
  });

  it('FF45, with date and time and without', () => {
    const closed = concat(le(50, 5), le(426, 4), le(0x12345678, 4));
    expect(answer(kkt.closeReceipt({ ...by, taxation: 1 }), closed)).toEqual(
      ok({ change: 50, fd: 426, fp: 0x12345678, time: undefined }),
    );
    expect(answer(kkt.closeReceipt({ ...by, taxation: 1 }), closed, Uint8Array.of(26, 3, 1, 9, 5))).toEqual(
      ok({ change: 50, fd: 426, fp: 0x12345678, time: '2026-03-01T09:05' }),
    );
  });

  it('10h, from 13 bytes to 17', () => {
    const least = Uint8Array.of(30, 0x90, 0x00, 0x28, 5, 44, 255, 0xd8, 0, 0, 1);
    const short = {
      operator: 30,
      mode: 'document-open',
      openDocument: 'sale-return',
      submode: 'printing',
      operations: 300,
      battery: 5,
      power: 24,
      printResult: undefined,
    };
    expect(answer(kkt.shortStatus(by), least)).toMatchObject({ ok: true, value: short });
    expect(answer(kkt.shortStatus(by), least, Uint8Array.of(0xff, 0xff, 0xff))).toMatchObject({
      ok: true,
      value: short,
    });
    expect(answer(kkt.shortStatus(by), least, Uint8Array.of(0xff, 0xff, 0xff, 1))).toMatchObject({
      ok: true,
      value: { ...short, printResult: 'paper-broke' },
    });
    expect(answer(kkt.shortStatus(by), least.subarray(1))).toEqual({ ok: false, malformed: 'too-short' });
  });

  it('F7h, growing', () => {
    const flags = le(2 ** 23 + 2 ** 28 + 2 ** 36 + 2 ** 49, 8);
    const least = concat(flags, new Uint8Array(11), le(30, 4), new Uint8Array(2), le(1455, 2), new Uint8Array(4));
    const none = { fnTable: undefined, ofdTable: undefined, ffdTable: undefined, ffdField: undefined };
    expect(answer(kkt.modelInfo(), least)).toMatchObject({
      ok: true,
      value: {
        family: 'cashCore',
        administratorPassword: 30,
        longestCommand: 1455,
        ...none,
        features: {
          cashCore: true,
          protocol2: true,
          errorTexts: true,
          extendedErrorTexts: true,
          seniorReports: false,
          longErrors: false,
        },
      },
    });
    expect(answer(kkt.modelInfo(), least, Uint8Array.of(13, 14))).toMatchObject({
      ok: true,
      value: { ...none, fnTable: 13, ofdTable: 14 },
    });
    expect(answer(kkt.modelInfo(), least, Uint8Array.of(13, 14, 15, 10, 29, 1, 2))).toMatchObject({
      ok: true,
      value: { fnTable: 13, ofdTable: 14, ffdTable: 10, ffdField: 29 },
    });
  });

  it('11h, with a long serial number and without any', () => {
    const status = (serial: number, ...more: readonly Uint8Array[]) =>
      answer(kkt.fullStatus(by), new Uint8Array(30), le(serial, 4), new Uint8Array(6), le(7_707_083_893, 6), ...more);
    expect(status(300_008)).toMatchObject({
      ok: true,
      value: { serial: 300_008, inn: 7_707_083_893, clock: undefined, mode: 'unknown' },
    });
    expect(status(1, le(1, 2))).toMatchObject({ ok: true, value: { serial: 2 ** 32 + 1 } });
    expect(status(0xffff_ffff, le(0xffff, 2))).toMatchObject({ ok: true, value: { serial: undefined } });
  });

  it('FF03, with registrations left and without', () => {
    expect(answer(kkt.fnExpiry(by), Uint8Array.of(27, 5, 31))).toEqual(
      ok({ date: '2027-05-31', registrationsLeft: undefined }),
    );
    expect(answer(kkt.fnExpiry(by), Uint8Array.of(27, 5, 31, 29, 1))).toEqual(
      ok({ date: '2027-05-31', registrationsLeft: 29 }),
    );
  });

  it('FF09, first registration, old and new', () => {
    const base = concat(
      Uint8Array.of(26, 1, 15, 12, 0),
      ascii('7707083893  '),
      ascii('0000000001012345    '),
      le(0b11, 1),
      le(0x20, 1),
    );
    const tail = concat(le(1, 4), le(0xcafe, 4));
    const read = {
      time: '2026-01-15T12:00',
      inn: '7707083893',
      rnm: '0000000001012345',
      taxations: 3,
      modes: 0x20,
      further: undefined,
      fd: 1,
      fp: 0xcafe,
    };
    expect(answer(kkt.registration(by), base, tail)).toEqual(ok(read));
    expect(answer(kkt.registration(by), base, le(4, 1), tail)).toEqual(ok(read));
    expect(answer(kkt.registration(by), base, le(8, 1), ascii('7704358518  '), le(1, 4), tail)).toEqual(
      ok({ ...read, further: { modes: 8, ofdInn: '7704358518' } }),
    );
  });

  it('FF63, with the memory of notices and without', () => {
    expect(answer(kkt.fnMemory(by), le(200_000, 4), le(1000, 4))).toEqual(
      ok({ documentsLeft: 200_000, kilobytesLeft: 1000, noticesPercent: undefined }),
    );
    expect(answer(kkt.fnMemory(by), le(200_000, 4), le(1000, 4), le(12, 1))).toEqual(
      ok({ documentsLeft: 200_000, kilobytesLeft: 1000, noticesPercent: 12 }),
    );
  });
});

describe('FF0A', () => {
  const common = (type: number) => concat(le(type, 1), le(1, 1), Uint8Array.of(26, 3, 1, 9, 5), le(9, 4), le(0xabc, 4));
  const read = { sent: true, time: '2026-03-01T09:05', fd: 9, fp: 0xabc };
  const found = (type: number, ...fields: readonly Uint8Array[]) =>
    answer(kkt.findDocument({ ...by, fd: 9 }), common(type), ...fields);

  it.each([
    [3, 'receipt'],
    [4, 'form'],
    [31, 'correction'],
    [41, 'form-correction'],
  ])('%d is a %s', (type, kind) =>
    expect(found(type, le(2, 1), le(2 ** 40 - 1, 5))).toEqual(ok({ ...read, kind, operation: 2, sum: 2 ** 40 - 1 })),
  );
  it.each([
    [2, 'shift-opening'],
    [5, 'shift-closing'],
  ])('%d is a %s', (type, kind) => expect(found(type, le(77, 2))).toEqual(ok({ ...read, kind, shift: 77 })));
  it.each([1, 11])('%d is a registration', (type) =>
    expect(found(type, ascii('7707083893  '), ascii('0000000001012345    '), le(1, 1), le(0, 1))).toEqual(
      ok({ ...read, kind: 'registration', inn: '7707083893', rnm: '0000000001012345' }),
    ),
  );
  it.each([
    [6, 'fn-closing'],
    [21, 'settlement-report'],
    [99, 'unknown'],
  ])('%d is a %s', (type, kind) => expect(found(type, le(1, 4))).toEqual(ok({ ...read, kind })));
});

describe('a checked mark', () => {
  const check = (...bytes: number[]) =>
    answer(kkt.checkMark({ ...by, km: '', status: 'sold' }), Uint8Array.from(bytes));
  const remote = (expected: object) => ({ ok: true, value: { remote: expected } });

  it('was checked by the ФН alone', () => {
    expect(check(3, 0, 2, 0)).toEqual(ok({ local: 'good', reason: 0, type: 2, remote: { kind: 'none' } }));
    expect(check(1, 0, 2, 0)).toMatchObject({ ok: true, value: { local: 'bad' } });
    expect(check(0, 2, 4, 0)).toMatchObject({ ok: true, value: { local: 'not-checked', reason: 2 } });
  });

  it('was answered for by ОИСМ, or not', () => {
    expect(check(3, 0, 2, 2, 0x00, 15)).toMatchObject(remote({ kind: 'answered', result: 15, tags: [] }));
    // A list that does not add up costs its tags alone.
    expect(check(3, 0, 2, 5, 0x00, 15, 0xd5, 0x07, 0x01)).toMatchObject(
      remote({ kind: 'answered', result: 15, tags: [] }),
    );
    expect(check(3, 0, 2, 1, 0x00)).toMatchObject(remote({ kind: 'none' }));
    expect(check(3, 0, 2, 1, 0xff)).toMatchObject(remote({ kind: 'silent' }));
    expect(check(3, 0, 2, 2, 0x20, 4)).toMatchObject(remote({ kind: 'not-believed', cause: 4, result: undefined }));
    expect(check(3, 0, 2, 1, 0x02)).toMatchObject(remote({ kind: 'refused', code: 2 }));
    expect(check(3, 0, 2, 9, 0x00, 15)).toEqual({ ok: false, malformed: 'too-short' });
  });

  it('that FF67 checks by itself always has a result', () => {
    const bound = (...bytes: number[]) =>
      answer(kkt.bindMark({ ...by, km: '' }), Uint8Array.of(0x44, 0x4d, 3, ...bytes));
    expect(bound()).toMatchObject({ ok: true, value: { symbol: 3, check: undefined } });
    expect(bound(3, 0, 4, 2, 0xff, 19)).toMatchObject({
      ok: true,
      value: { check: { local: 'good', remote: { kind: 'silent', result: 19 } } },
    });
    expect(bound(3, 0, 4, 2, 0x00, 15)).toMatchObject({
      ok: true,
      value: { check: { remote: { kind: 'answered', result: 15 } } },
    });
  });
});

describe('the rest', () => {
  it('of the questions to the ФН', () => {
    expect(answer(kkt.fnNumber(by), ascii('9287440301120991'))).toEqual(ok('9287440301120991'));
    expect(answer(kkt.fnVersion(by), ascii('fn debug v 2.13'), le(0, 1), le(0, 1))).toEqual(
      ok({ version: 'fn debug v 2.13', serial: false }),
    );
    expect(answer(kkt.unconfirmedCount(by), le(513, 2))).toEqual(ok(513));
    expect(answer(kkt.beginReadDocument({ ...by, fd: 1 }), le(3, 2), le(345, 2))).toEqual(ok({ type: 3, length: 345 }));
    expect(answer(kkt.readDocumentTag(by), le(1040, 2), le(4, 2), le(1, 1))).toEqual(ok(undefined));
  });

  it('of marking', () => {
    expect(answer(kkt.noticeStatus(by), le(2, 1), le(3, 2), le(4, 4), Uint8Array.of(26, 3, 1, 9, 5), le(6, 1))).toEqual(
      ok({ state: 2, queued: 3, current: 4, time: '2026-03-01T09:05', memoryPercent: 6 }),
    );
    expect(answer(kkt.markingStatus(by), Uint8Array.of(4, 1, 0xff, 5, 2, 3, 7, 0))).toEqual(
      ok({ check: 4, notice: 1, allowed: 255, accepted: 5, inNotice: 2, fill: 3, queued: 7 }),
    );
  });

  it('of registers and cash', () => {
    expect(answer(kkt.moneyRegister({ ...by, register: 241 }), le(30, 1), le(2 ** 48 - 1, 6))).toEqual(
      ok({ operator: 30, value: 2 ** 48 - 1 }),
    );
    expect(answer(kkt.counterRegister({ ...by, register: 152 }), le(30, 1), le(513, 2))).toEqual(
      ok({ operator: 30, value: 513 }),
    );
    expect(answer(kkt.cashIn({ ...by, sum: 1 }), le(30, 1), le(9, 2))).toEqual(ok({ operator: 30, document: 9 }));
  });

  it('of tables', () => {
    const structure = (type: number) =>
      answer(
        kkt.fieldStructure({ ...by, table: 1, field: 1 }),
        cpName,
        le(type, 1),
        le(2, 1),
        ...(type === 0 ? [le(1, 2), le(300, 2)] : []),
      );
    const cpName = concat(Uint8Array.of(0xd1, 0xfb, 0xf0), new Uint8Array(37));
    expect(structure(0)).toEqual(ok({ name: 'Сыр', type: 'number', size: 2, least: 1, most: 300 }));
    expect(structure(1)).toEqual(ok({ name: 'Сыр', type: 'text', size: 2 }));
  });
});

describe('a command', () => {
  it.each<[string, Command<unknown>, number[]]>([
    ['1Ah', kkt.moneyRegister({ ...by, register: 255 }), [0x1a, 30, 0, 0, 0, 255]],
    ['1Ah of CashCore', kkt.moneyRegister({ ...by, register: 4096 }), [0x1a, 30, 0, 0, 0, 0, 0x10]],
    [
      '1Eh',
      kkt.writeTable({ ...by, table: 17, row: 1, field: 7, value: Uint8Array.of(2) }),
      [0x1e, 30, 0, 0, 0, 17, 1, 0, 7, 2],
    ],
    ['21h', kkt.setTime({ ...by, time: '09:30:05' }), [0x21, 30, 0, 0, 0, 9, 30, 5]],
    ['22h', kkt.setDate({ ...by, date: '2026-03-01' }), [0x22, 30, 0, 0, 0, 1, 3, 26]],
    ['23h', kkt.confirmDate({ ...by, date: '2026-03-01' }), [0x23, 30, 0, 0, 0, 1, 3, 26]],
    ['25h', kkt.cut({ ...by, partly: true }), [0x25, 30, 0, 0, 0, 1]],
    ['28h', kkt.openDrawer(by), [0x28, 30, 0, 0, 0, 0]],
    ['29h', kkt.feed({ ...by, lines: 3 }), [0x29, 30, 0, 0, 0, 2, 3]],
    ['50h', kkt.cashIn({ ...by, sum: 1_000_00 }), [0x50, 30, 0, 0, 0, 0xa0, 0x86, 0x01, 0, 0]],
    ['51h', kkt.cashOut({ ...by, sum: 2 ** 40 - 1 }), [0x51, 30, 0, 0, 0, 255, 255, 255, 255, 255]],
    [
      '17h',
      kkt.printLine({ ...by, text: 'Сыр' }),
      [0x17, 30, 0, 0, 0, 2, 0xd1, 0xfb, 0xf0, ...new Array<number>(37).fill(0)],
    ],
    [
      '12h',
      kkt.printLine({ ...by, text: 'Сыр', bold: true }),
      [0x12, 30, 0, 0, 0, 2, 0xd1, 0xfb, 0xf0, ...new Array<number>(17).fill(0)],
    ],
    [
      'FF61 of a measured thing',
      kkt.checkMark({ ...by, km: 'A\u001dB', status: 'soldInPart', tags: [{ tag: 2108, type: 'byte', value: 11 }] }),
      [0xff, 0x61, 30, 0, 0, 0, 2, 0, 3, 5, 0x41, 0x1d, 0x42, 0x3c, 0x08, 1, 0, 11],
    ],
    [
      'FF46 of a return',
      kkt.addItem({
        password: 1,
        type: 'saleReturn',
        quantity: 1,
        price: 2,
        sum: 3,
        tax: 4,
        vat: 5,
        department: 6,
        method: 7,
        subject: 8,
        name: '',
      }),
      [0xff, 0x46, 1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 5, 6, 7, 8],
    ],
  ])('%s is laid out', (_name, { data }, expected) => expect([...data]).toEqual(expected));

  it('FF45 has a place for each payment and tax', () => {
    const { data } = kkt.closeReceipt({
      ...by,
      cash: 1,
      cashless: [2, 3],
      advance: 14,
      credit: 15,
      exchange: 16,
      rounding: 99,
      taxes: [21, 22],
      taxation: 32,
      text: 'Сыр',
    });
    const pay = (way: number): number => data[6 + (way - 1) * 5] ?? -1;
    expect([1, 2, 3, 4, 13, 14, 15, 16].map(pay)).toEqual([1, 2, 3, 0, 0, 14, 15, 16]);
    expect([data[86], data[87], data[92], data[97], data[117], data[118], data.length]).toEqual([
      99, 21, 22, 0, 32, 0xd1, 121,
    ]);
    expect(() => kkt.closeReceipt({ ...by, cashless: new Array<number>(13).fill(0), taxation: 1 })).toThrow(RangeError);
  });

  it('that no device could take is a bug', () => {
    expect(() => kkt.checkMark({ ...by, km: 'x'.repeat(256), status: 'sold' })).toThrow(RangeError);
    expect(() => kkt.cashIn({ ...by, sum: -1 })).toThrow(RangeError);
    expect(() => kkt.shortStatus({ password: 2 ** 32 })).toThrow(RangeError);
  });

  it('knows whether it prints, closes a document and how long it may take', () => {
    const closing = [kkt.openShift(by), kkt.closeShift(by), kkt.closeReceipt({ ...by, taxation: 1 })];
    expect(closing.map(({ prints, closes, limit }) => [prints, closes, answerLimits[limit]])).toEqual([
      [true, true, 120_000],
      [true, true, 65_000],
      [true, true, 30_000],
    ]);
    const asking = [
      kkt.shortStatus(by),
      kkt.fnStatus(by),
      kkt.findDocument({ ...by, fd: 1 }),
      kkt.readTable({ ...by, table: 1, row: 1, field: 1 }),
      kkt.checkMark({ ...by, km: '', status: 'sold' }),
    ];
    expect(asking.map(({ prints, closes, limit }) => [prints, closes, answerLimits[limit]])).toEqual([
      [false, false, 3_000],
      [false, false, 30_000],
      [false, false, 30_000],
      [false, false, 30_000],
      [false, false, 40_000],
    ]);
  });
});

it('a table takes a number of its size and a text cut to it', () => {
  expect([...kkt.fieldBytes({ name: '', type: 'number', size: 2, least: 0, most: 999 }, 513)]).toEqual([1, 2]);
  expect([...kkt.fieldBytes({ name: '', type: 'text', size: 4 }, 'Сыр')]).toEqual([0xd1, 0xfb, 0xf0, 0]);
  expect([...kkt.fieldBytes({ name: '', type: 'text', size: 2 }, 'Сыр')]).toEqual([0xd1, 0xfb]);
  expect(kkt.fieldNumber(Uint8Array.of(1, 2))).toBe(513);
});
