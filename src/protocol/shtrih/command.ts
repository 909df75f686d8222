/** What every command of ШТРИХ-М has in common (kkt-shtrih.md §2.1, §6): code of one or two bytes, an error byte in the answer, a limit of time. */
import { ByteReader, concat, le } from '../bytes.ts';

/** How long the host waits for an answer, ms, from the last byte of the command (kkt-shtrih.md §6: the limits of the maker's JavaPOS driver). */
export const answerLimits = {
  /** 10h, 11h: answered in 2…33 ms. */
  status: 3_000,
  normal: 30_000,
  /** The ККТ itself waits for ОИСМ, 5 s by default and more by its settings; 10 s were too few (fr_drv_ng#236). */
  mark: 40_000,
  closeShift: 65_000,
  openShift: 120_000,
} as const;
export type AnswerLimit = keyof typeof answerLimits;

export interface Command<Answer> {
  /** For logs. */
  readonly name: string;
  /** Code and parameters, without any frame. Parameters hold passwords: not for logs. */
  readonly data: Uint8Array;
  readonly limit: AnswerLimit;
  /** It makes the device print: refused with 50h while the last document is being printed. */
  readonly prints: boolean;
  /** Its effect is a fiscal document: after a lost answer it must not be sent again before the ФН was asked (§7.3). */
  readonly closes: boolean;
  /** Reads what follows the error byte. */
  decode(reader: ByteReader): Answer;
}

/** A command that does harm when it is done twice: it makes a fiscal document, or it moves cash in the registers (§7.3). */
export interface Deed<Answer> extends Command<Answer> {
  readonly makes: 'document' | 'cash';
}
/** Any other command: done twice it costs paper at most, or what it did goes with the receipt that is annulled. */
export type Question<Answer> = Command<Answer> & { readonly makes?: never };

interface Traits {
  readonly limit?: AnswerLimit;
  readonly prints?: boolean;
}

/** A command of code `code`: above FFh it is two bytes, FFh first. */
export const command = <Answer>(
  name: string,
  code: number,
  parameters: readonly Uint8Array[],
  decode: (reader: ByteReader) => Answer,
  { limit = 'normal', prints = false }: Traits = {},
): Command<Answer> => ({
  name,
  data: concat(code > 0xff ? Uint8Array.of(code >> 8, code & 0xff) : Uint8Array.of(code), ...parameters),
  limit,
  prints,
  closes: false,
  decode,
});

/** The command as one that must not be done twice. */
export const deed = <Answer>(makes: Deed<Answer>['makes'], command: Command<Answer>): Deed<Answer> => ({
  ...command,
  closes: makes === 'document',
  makes,
});

/** Operators have the passwords of table 2; row 30 is the system administrator. */
export interface Signed {
  /** 0…4294967295. */
  readonly password: number;
}
export const signature = ({ password }: Signed): Uint8Array => le(password, 4);

/** An answer of the operator's number, or of nothing: firmwares differ (§9.6). */
export const operatorOnly = (reader: ByteReader): { readonly operator: number | undefined } => ({
  operator: reader.optional(),
});
export const nothing = (): undefined => undefined;

export type Answered<Answer> =
  | { readonly ok: true; readonly value: Answer }
  /** The device refused: a code of errors.ts. `detail` is what some CashCore firmwares add to it (F7h bit 54). */
  | { readonly ok: false; readonly code: number; readonly detail: Uint8Array }
  /** Not an answer to this command, or one that ends too early: then the command may have been executed. */
  | { readonly ok: false; readonly malformed: 'other-command' | 'too-short' };

/** Reads the data of an answer's frame. Longer answers than known are read as far as known. */
export function readAnswer<Answer>(asked: Command<Answer>, data: Uint8Array): Answered<Answer> {
  const codeSize = asked.data[0] === 0xff ? 2 : 1;
  // A firmware that does not know a command of two bytes answers FFh and the error, without the second byte (PrinterCommand of the maker's driver).
  if (codeSize === 2 && data.length === 2 && data[0] === 0xff)
    return { ok: false, code: data[1] ?? 0, detail: new Uint8Array() };
  if (asked.data.subarray(0, codeSize).some((byte, at) => data[at] !== byte))
    return { ok: false, malformed: 'other-command' };
  const reader = new ByteReader(data.subarray(codeSize));
  const code = reader.uint();
  if (code !== 0) return { ok: false, code, detail: reader.rest() };
  const value = asked.decode(reader);
  return reader.overrun ? { ok: false, malformed: 'too-short' } : { ok: true, value };
}
