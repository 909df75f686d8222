/** Who the device is, how it is, and its mechanics (kkt-shtrih.md §2.2…§2.4). */
import { le, padded, type ByteReader } from '../../bytes.ts';
import { command, nothing, operatorOnly, signature, type Command, type Signed } from '../command.ts';
import { clockTime, dmyBytes, dmyDate, hmsBytes, type LocalDate, type LocalDateTime } from '../date.ts';
import { readModelInfo } from '../model.ts';
import {
  readFlags,
  readMode,
  readOpenDocument,
  readPrintResult,
  readSubmode,
  type Flags,
  type Mode,
  type OpenDocument,
  type PrintResult,
  type Submode,
} from '../status.ts';
import { cp1251, fieldText } from '../text.ts';

type ByOperator = Command<ReturnType<typeof operatorOnly>>;

// ── Who it is

/** FCh. Needs no password. */
export const deviceType = (): Command<DeviceType> =>
  command('deviceType', 0xfc, [], (reader) => {
    const [type, subtype, version, subversion, model, language] = [
      reader.uint(),
      reader.uint(),
      reader.uint(),
      reader.uint(),
      reader.uint(),
      reader.uint(),
    ];
    return { type, subtype, protocol: `${version}.${subversion}`, model, language, name: fieldText(reader.rest()) };
  });
export interface DeviceType {
  readonly type: number;
  readonly subtype: number;
  /** Version of the protocol's document, not of the link layer. */
  readonly protocol: string;
  readonly model: number;
  readonly language: number;
  readonly name: string;
}

/** F7h, type 1. Needs no password. */
export const modelInfo = () => command('modelInfo', 0xf7, [le(1, 1)], readModelInfo);

// ── How it is

export interface State {
  readonly flags: Flags;
  readonly mode: Mode;
  readonly openDocument: OpenDocument | undefined;
  readonly submode: Submode;
}
const state = (flags: number, mode: number, submode: number): State => ({
  flags: readFlags(flags),
  mode: readMode(mode),
  openDocument: readOpenDocument(mode),
  submode: readSubmode(submode),
});

/** 10h. */
export const shortStatus = (signed: Signed): Command<ShortStatus> =>
  command('shortStatus', 0x10, [signature(signed)], readShortStatus, { limit: 'status' });
export interface ShortStatus extends State {
  readonly operator: number;
  /** Operations in the open receipt. */
  readonly operations: number;
  /** Volts. */
  readonly battery: number;
  readonly power: number;
  /** Undefined on a model that does not tell it. */
  readonly printResult: PrintResult | undefined;
}

function readShortStatus(reader: ByteReader): ShortStatus {
  const operator = reader.uint();
  const now = state(reader.uint(2), reader.uint(), reader.uint());
  const operationsLow = reader.uint();
  const [battery, power] = [reader.uint() / 51, (reader.uint() * 24) / 0xd8];
  reader.bytes(2); // errors of the fiscal memory and of ЭКЛЗ, which ККТ with ФН have no more
  const operations = operationsLow + reader.uint() * 256;
  // Three reserved bytes, which some firmwares leave out.
  reader.optional(3);
  const printResult = reader.optional();
  return {
    ...now,
    operator,
    operations,
    battery,
    power,
    printResult: printResult === undefined ? undefined : readPrintResult(printResult),
  };
}

/** 11h. */
export const fullStatus = (signed: Signed): Command<FullStatus> =>
  command('fullStatus', 0x11, [signature(signed)], readFullStatus, { limit: 'status' });
export interface FullStatus extends State {
  readonly operator: number;
  /** `C.2`. */
  readonly firmware: string;
  readonly firmwareBuild: number;
  readonly firmwareDate: LocalDate | undefined;
  /** The till's number in the shop. */
  readonly hall: number;
  /** Number of the last document printed, not of a fiscal one. */
  readonly document: number;
  readonly port: number;
  readonly clock: LocalDateTime | undefined;
  /** The maker's number; undefined when it was never entered. */
  readonly serial: number | undefined;
  readonly lastClosedShift: number;
  /** ИНН as a number: leading zeros are lost. */
  readonly inn: number;
}

function readFullStatus(reader: ByteReader): FullStatus {
  const operator = reader.uint();
  const firmware = Array.from(reader.ascii(2)).join('.');
  const firmwareBuild = reader.uint(2);
  const firmwareDate = dmyDate(reader);
  const hall = reader.uint();
  const document = reader.uint(2);
  const now = state(reader.uint(2), reader.uint(), reader.uint());
  const port = reader.uint();
  reader.bytes(2 + 2 + 3); // version, build and date of the fiscal memory: "NA" with a ФН
  const clock = clockTime(reader);
  reader.bytes(1); // flags of the fiscal memory
  const serialLow = reader.uint(4);
  const lastClosedShift = reader.uint(2);
  reader.bytes(2 + 1 + 1); // free records and registrations of the fiscal memory
  const inn = reader.uint(6);
  const serialHigh = reader.optional(2) ?? 0;
  const serial = serialLow === 0xffff_ffff ? undefined : serialLow + serialHigh * 2 ** 32;
  return {
    ...now,
    operator,
    firmware,
    firmwareBuild,
    firmwareDate,
    hall,
    document,
    port,
    clock,
    serial,
    lastClosedShift,
    inn,
  };
}

/** 6Bh. The maker's words for an error code, or for the last error where the model can (F7h bit 36): then with CashCore's detail. */
export const errorText = (code?: number): Command<string> =>
  command('errorText', 0x6b, code === undefined ? [] : [le(code, 1)], (reader) => fieldText(reader.rest()));

// ── Out of a special mode (§2.3): each command leads out of one of them

/** 03h: out of `data-output`. The reference has no layout for it; a password alone, as independent drivers send it. */
export const interruptOutput = (signed: Signed): Command<undefined> =>
  command('interruptOutput', 0x03, [signature(signed)], nothing);

/** 2Bh: out of `test-run`. */
export const interruptTestRun = (signed: Signed): ByOperator =>
  command('interruptTestRun', 0x2b, [signature(signed)], operatorOnly);

/** B0h: out of submode `continue`, into printing the interrupted document anew. No second fiscal document (§7.1). */
export const continuePrint = (signed: Signed): ByOperator =>
  command('continuePrint', 0xb0, [signature(signed)], operatorOnly, { prints: true });

// ── The clock: administrator, shift closed

/** 21h: `time` as `09:30:00`. */
export const setTime = (order: Signed & { readonly time: string }): Command<undefined> =>
  command('setTime', 0x21, [signature(order), hmsBytes(order.time)], nothing);

/** 22h: then mode is `date-unconfirmed` until 23h with the same date. */
export const setDate = (order: Signed & { readonly date: LocalDate }): Command<undefined> =>
  command('setDate', 0x22, [signature(order), dmyBytes(order.date)], nothing);

/** 23h. */
export const confirmDate = (order: Signed & { readonly date: LocalDate }): Command<undefined> =>
  command('confirmDate', 0x23, [signature(order), dmyBytes(order.date)], nothing);

// ── Mechanics and plain printing

/** 28h. Drawer 0 or 1. */
export const openDrawer = (order: Signed & { readonly drawer?: 0 | 1 }): ByOperator =>
  command('openDrawer', 0x28, [signature(order), le(order.drawer ?? 0, 1)], operatorOnly);

/** 25h. */
export const cut = (order: Signed & { readonly partly: boolean }): ByOperator =>
  command('cut', 0x25, [signature(order), le(order.partly ? 1 : 0, 1)], operatorOnly, { prints: true });

const onReceipt = 0b10;

/** 29h. 1…255 lines. */
export const feed = (order: Signed & { readonly lines: number }): ByOperator =>
  command('feed', 0x29, [signature(order), le(onReceipt, 1), le(order.lines, 1)], operatorOnly, { prints: true });

/** 17h, bold 12h: one line of text on the receipt's tape; what does not fit on the tape is cut off by the device. */
export function printLine(order: Signed & { readonly text: string; readonly bold?: boolean }): ByOperator {
  const [code, shortest] = order.bold ? [0x12, 20] : [0x17, 40];
  return command(
    'printLine',
    code,
    [signature(order), le(onReceipt, 1), padded(cp1251.encode(order.text), shortest)],
    operatorOnly,
    { prints: true },
  );
}

/** 8Ch: a copy of the last document, not a fiscal one. One firmware was seen to hang after it (§7.1). */
export const printCopy = (signed: Signed): ByOperator =>
  command('printCopy', 0x8c, [signature(signed)], operatorOnly, { prints: true });
