/** What the device says of itself: its state, its errors, its model. kkt-shtrih §2.2, §2.3. */
import { ascii, into, type Commands } from './command.ts';
import { errorText, lastErrorText, refuse } from './errors.ts';
import type { Machine } from './machine.ts';
import { cp1251, le } from './wire.ts';

export const statusCommands: Commands = new Map();
const command = into(statusCommands);

command(0x10, 'Короткий запрос состояния', {
  password: 'operator',
  length: 0,
  run: ({ machine, op }) => shortStatus(machine, op),
});

command(0x11, 'Запрос состояния', {
  password: 'operator',
  length: 0,
  run: ({ machine, op }) => {
    const { clock, fn } = machine;
    const serial = Number(machine.serial);
    const date = [clock.day, clock.month, clock.year % 100];
    return [
      op,
      ...ascii(machine.cashCore ? 'C1' : 'C3'),
      ...le(machine.cashCore ? 42_154 : 323, 2),
      1,
      3,
      23,
      machine.tables.number(1, 1, 1),
      ...le(machine.documentNumber, 2),
      ...le(machine.flags, 2),
      machine.modeByte,
      machine.printer.submode,
      0,
      ...ascii('NA'),
      0,
      0,
      1,
      1,
      16,
      ...date,
      clock.hours,
      clock.minutes,
      clock.seconds,
      0,
      ...le(serial % 2 ** 32, 4),
      ...le(fn.shift.openedAt === null ? fn.shift.number : fn.shift.number - 1, 2),
      0,
      0,
      0,
      0,
      ...le(Number(machine.inn), 6),
      ...le(Math.floor(serial / 2 ** 32) % 65_536, 2),
    ];
  },
});

command(0x6b, 'Возврат названия ошибки', {
  password: 'none',
  length: [0, 1],
  run: ({ machine, input }) =>
    cp1251.encode(input.left === 0 ? lastErrorText(machine.lastError) : errorText(input.number(1))),
});

command(0xf7, 'Расширенный запрос', {
  password: 'none',
  length: 1,
  run: ({ machine, input }) => {
    if (input.number(1) !== 1) return refuse(0x33);
    const { tables, cashCore, protocols } = machine;
    // Bits of a real desktop model (§5.1, vector 6), and those of what this one can besides.
    const bits = [
      1,
      3,
      4,
      6,
      13,
      15,
      22,
      24,
      25,
      26,
      37,
      42,
      43,
      45,
      46,
      34,
      36,
      47,
      48,
      50,
      ...(protocols.includes(2) ? [28] : []),
      ...(cashCore ? [23] : []),
    ];
    const flags = Array.from({ length: 8 }, (_, byte) =>
      bits.reduce((sum, bit) => (bit >> 3 === byte ? sum | (1 << (bit & 7)) : sum), 0),
    );
    return [
      ...flags,
      12,
      cashCore ? 25 : 24,
      1,
      12,
      16,
      0,
      0,
      ...le(0, 4),
      ...le(30, 4),
      0,
      6,
      ...le(machine.maxCommand, 2),
      64,
      64,
      ...le(950, 2),
      tables.fsTable,
      tables.ofdTable,
      ...(cashCore ? [0, 10, 29] : []),
    ];
  },
});
command(0xfc, 'Тип устройства', {
  password: 'none',
  length: 0,
  run: ({ machine: { model, cashCore } }) => [
    0,
    0,
    cashCore ? 2 : 1,
    cashCore ? 0 : 17,
    model.code,
    0,
    ...cp1251.encode(model.name),
  ],
});

/** 10h, 17 bytes with code and error: the last byte is the result of printing (F7h bit 34). */
function shortStatus(machine: Machine, op: number): number[] {
  const { printer, receipt } = machine;
  const [low = 0, high = 0] = le(receipt?.items.length ?? 0, 2);
  return [
    op,
    ...le(machine.flags, 2),
    machine.modeByte,
    printer.submode,
    low,
    0x33,
    0xd8,
    0,
    0,
    high,
    0xff,
    0xff,
    0xff,
    printer.lastResult,
  ];
}
