/** What a command is, and what commands share. kkt-shtrih §2, §8. */
import { Refusal } from './errors.ts';
import type { FiscalDocument } from './fn.ts';
import type { Machine } from './machine.ts';
import { fnDateTime, latin1, type Reader } from './wire.ts';

/** A command that came through the gate. */
export interface Call {
  readonly machine: Machine;
  /** Whose password came; 30 where the command has none. */
  readonly op: number;
  /** What follows the code and the password. */
  readonly input: Reader;
  /** The longest answer the link carries, code and error included. */
  readonly maxAnswer: number;
}

/** What a command answers after code and error; `tookMs` is how long it took, where that is long. */
export type Answer = readonly number[] | Refusal | { readonly bytes: readonly number[]; readonly tookMs: number };

export type Password = 'none' | 'operator' | 'senior' | 'system';

export interface Command {
  readonly name: string;
  readonly password: Password;
  /** How many bytes follow the code and the password. */
  readonly length: number | readonly [least: number, most: number];
  /** Modes it is allowed in; all of them where left out. */
  readonly modes?: readonly number[];
  /** Takes part in printing: refused by submode. `document` needs paper only while documents are printed at all (table 17 f7). */
  readonly prints?: 'always' | 'document';
  readonly run: (call: Call) => Answer;
}

export type Commands = Map<number, Command>;

/** The way to write a set of commands down: code, name, and the rest. */
export const into =
  (commands: Commands) =>
  (code: number, name: string, rest: Omit<Command, 'name'>): void => {
    commands.set(code, { name, ...rest });
  };

/** An answer of code and error alone. */
export const nothing: readonly number[] = [];

export const ascii = (value: string): number[] => latin1.encode(value);

/** Shift documents are formed by service commands and by those of the ФН. */
export const shiftAnswer = (
  document: FiscalDocument | Refusal,
  answer: (document: FiscalDocument) => readonly number[],
): Answer => (document instanceof Refusal ? document : answer(document));

/** DATE_TIME at the end of answers, where table 17 f36 asks for it (§2.7). */
export const extendedTime = (machine: Machine, { at }: FiscalDocument): number[] =>
  machine.tables.number(17, 1, 36) === 1 ? fnDateTime(machine.local(at)) : [];
