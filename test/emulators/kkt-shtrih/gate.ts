/** The gate every command goes through: length, password, mode, submode, and then the command itself. kkt-shtrih §8. */
import type { Answer, Password } from './command.ts';
import { refuse, Refusal } from './errors.ts';
import { fnCommands } from './fn-commands.ts';
import type { Machine } from './machine.ts';
import { markCommands } from './mark-commands.ts';
import { receiptCommands } from './receipt-commands.ts';
import { serviceCommands } from './service-commands.ts';
import { statusCommands } from './status-commands.ts';
import { fromLe, Reader } from './wire.ts';

const commands = new Map([...statusCommands, ...serviceCommands, ...receiptCommands, ...fnCommands, ...markCommands]);

export const commandName = (code: number): string | undefined => commands.get(code)?.name;

/** The code of a command: FFxx has two bytes. */
export const codeOf = (data: Uint8Array): number =>
  data[0] === 0xff && data.length > 1 ? 0xff00 + (data[1] ?? 0) : (data[0] ?? 0);

/** The operators a kind of password lets in (§2.1, §2.2); bit 33 of F7h, that lets the senior cashier take reports, is off. */
const admits: Readonly<Record<Password, readonly [least: number, most: number]>> = {
  none: [1, 30],
  operator: [1, 30],
  senior: [29, 30],
  system: [30, 30],
};

export interface Execution {
  /** Code, error and what follows. */
  readonly answer: Uint8Array;
  readonly error: number;
  readonly tookMs: number;
}

/** Length, password, mode, submode, and then the command itself (§8). */
export function execute(machine: Machine, data: Uint8Array, maxAnswer: number): Execution {
  const code = codeOf(data);
  const head = code > 0xff ? [0xff, code & 0xff] : [code];
  const outcome = admit(machine, code, data.subarray(head.length), maxAnswer);
  if (outcome instanceof Refusal) {
    machine.lastError = outcome;
    return { answer: Uint8Array.from([...head, outcome.code]), error: outcome.code, tookMs: 0 };
  }
  const { bytes, tookMs } = 'bytes' in outcome ? outcome : { bytes: outcome, tookMs: 0 };
  return { answer: Uint8Array.from([...head, 0, ...bytes]), error: 0, tookMs };
}

function admit(machine: Machine, code: number, parameters: Uint8Array, maxAnswer: number): Answer {
  const found = commands.get(code);
  if (found === undefined) return refuse(0x37);
  const { password, length, modes, prints, run } = found;
  const withPassword = password === 'none' ? 0 : 4;
  const [least, most] = typeof length === 'number' ? [length, length] : length;
  const given = parameters.length - withPassword;
  if (given < least || given > most) return refuse(code > 0xff ? 0x01 : 0x33);
  const op = withPassword === 0 ? 30 : operatorOf(machine, fromLe(parameters.subarray(0, 4)));
  const [junior, chief] = admits[password];
  if (op === null || op < junior || op > chief) return refuse(0x4f);
  if (modes !== undefined && !modes.includes(machine.mode)) return refuse(0x73);
  const busy = prints === undefined ? null : printingWrong(machine, prints);
  return busy ?? run({ machine, op, input: new Reader(parameters.slice(withPassword)), maxAnswer });
}

function operatorOf(machine: Machine, password: number): number | null {
  for (let row = 30; row >= 1; row -= 1) if (machine.tables.number(2, row, 1) === password) return row;
  return null;
}

function printingWrong(
  { printer: { submode }, printsDocuments }: Machine,
  prints: 'always' | 'document',
): Refusal | null {
  switch (submode) {
    case 5:
      return refuse(0x50);
    case 3:
      return refuse(0x58);
    case 2:
      return refuse(0x6b);
    case 1:
      return prints === 'document' && !printsDocuments ? null : refuse(0x6b);
    case 0:
      return null;
  }
}
