/** What stands on every document of the machine, fiscal or not: the shop, the ФН, the cashier. */
import type { Machine } from './machine.ts';
import type { Letterhead } from './strip.ts';
import type { Tags } from './tags.ts';

const operatorName = ({ tables }: Machine, operator: number): string => tables.text(2, operator, 2);

export function commonTags(machine: Machine, operator: number): Tags {
  const { tables, fn } = machine;
  return {
    1009: tables.text(tables.fsTable, 1, 9),
    1012: Math.floor(machine.now / 1000),
    1018: machine.inn,
    1021: operatorName(machine, operator),
    1037: machine.rnm,
    1038: fn.shift.number,
    1048: tables.text(tables.fsTable, 1, 7),
    1187: tables.text(tables.fsTable, 1, 14),
    1209: 4,
  };
}

export function letterheadOf(machine: Machine, operator: number, tags: Tags = {}): Letterhead {
  const { tables } = machine;
  const clichés = [1, 2].map((row) => tables.text(4, row, 1)).filter((line) => line !== '');
  return {
    width: machine.cashCore ? 32 : 48,
    clichés,
    debugFn: machine.debugFn,
    serial: machine.serial,
    inn: machine.inn,
    rnm: machine.rnm,
    user: tables.text(tables.fsTable, 1, 7),
    address: tables.text(tables.fsTable, 1, 9),
    place: String(tags[1187] ?? tables.text(tables.fsTable, 1, 14)),
    cashier: String(tags[1021] ?? operatorName(machine, operator)),
    fn: machine.fn.number,
    at: machine.clock,
  };
}
