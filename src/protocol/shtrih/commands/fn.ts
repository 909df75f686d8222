/** Questions to the ФН (kkt-shtrih.md §2.5). The password is the system administrator's. */
import { le, type ByteReader } from '../../bytes.ts';
import { command, nothing, signature, type Command, type Signed } from '../command.ts';
import { fnTime, ymdDate, type LocalDate, type LocalDateTime } from '../date.ts';
import { decodeTlv, type Tlv } from '../tlv.ts';

/** FF01. */
export const fnStatus = (signed: Signed): Command<FnStatus> =>
  command('fnStatus', 0xff01, [signature(signed)], readFnStatus);
export interface FnStatus {
  readonly phase: FnPhase;
  readonly openDocument: FnDocument;
  /** The open document's data has been received in full. */
  readonly hasDocumentData: boolean;
  readonly shiftOpen: boolean;
  readonly warnings: FnWarnings;
  /** Of the last document. */
  readonly time: LocalDateTime | undefined;
  /** Sixteen digits. */
  readonly fn: string;
  readonly lastFd: number;
}
export interface FnWarnings {
  /** Three days left to replace it. */
  readonly replaceAtOnce: boolean;
  /** Thirty days left. */
  readonly replaceSoon: boolean;
  /** Its memory of documents not yet sent is full to 90 %. */
  readonly memoryFull: boolean;
  /** The ОФД has not answered for too long. */
  readonly ofdOverdue: boolean;
}

/** Only `working` sells. */
const phases = { 0b0001: 'ready', 0b0011: 'working', 0b0111: 'closed', 0b1111: 'sent' } as const;
export type FnPhase = (typeof phases)[keyof typeof phases] | 'unknown';

const documents = {
  0x00: 'none',
  0x01: 'registration',
  0x02: 'shift-opening',
  0x04: 'receipt',
  0x08: 'shift-closing',
  0x10: 'fn-closing',
  0x11: 'form',
  0x12: 'registration',
  0x13: 'registration',
  0x14: 'correction',
  0x15: 'form-correction',
  0x17: 'settlement-report',
} as const;
export type FnDocument = (typeof documents)[keyof typeof documents] | 'unknown';

function readFnStatus(reader: ByteReader): FnStatus {
  const phase = (phases as Readonly<Record<number, FnPhase>>)[reader.uint()] ?? 'unknown';
  const openDocument = (documents as Readonly<Record<number, FnDocument>>)[reader.uint()] ?? 'unknown';
  const hasDocumentData = reader.uint() === 1;
  const shiftOpen = reader.uint() === 1;
  const warnings = reader.uint();
  const time = fnTime(reader);
  return {
    phase,
    openDocument,
    hasDocumentData,
    shiftOpen,
    time,
    warnings: {
      replaceAtOnce: (warnings & 1) > 0,
      replaceSoon: (warnings & 2) > 0,
      memoryFull: (warnings & 4) > 0,
      ofdOverdue: (warnings & 8) > 0,
    },
    fn: reader.ascii(16),
    lastFd: reader.uint(4),
  };
}

/** FF02: sixteen digits. */
export const fnNumber = (signed: Signed): Command<string> =>
  command('fnNumber', 0xff02, [signature(signed)], (reader) => reader.ascii(16));

/** FF03: the day it expires. */
export const fnExpiry = (signed: Signed): Command<FnExpiry> =>
  command('fnExpiry', 0xff03, [signature(signed)], (reader) => ({
    date: ymdDate(reader),
    registrationsLeft: reader.optional(),
  }));
export interface FnExpiry {
  readonly date: LocalDate | undefined;
  readonly registrationsLeft: number | undefined;
}

/** FF04. A debugging ФН makes no fiscal documents. */
export const fnVersion = (signed: Signed): Command<FnVersion> =>
  command('fnVersion', 0xff04, [signature(signed)], (reader) => ({
    version: reader.ascii(16).replace(/[\0 ]+$/, ''),
    serial: reader.uint() === 1,
  }));
export interface FnVersion {
  readonly version: string;
  readonly serial: boolean;
}

/** FF08: a document begun in the ФН and not finished is forgotten. */
export const cancelFnDocument = (signed: Signed): Command<undefined> =>
  command('cancelFnDocument', 0xff08, [signature(signed)], nothing);

/** FF63. */
export const fnMemory = (signed: Signed): Command<FnMemory> =>
  command('fnMemory', 0xff63, [signature(signed)], (reader) => ({
    documentsLeft: reader.uint(4),
    kilobytesLeft: reader.uint(4),
    noticesPercent: reader.optional(),
  }));
export interface FnMemory {
  readonly documentsLeft: number;
  readonly kilobytesLeft: number;
  /** How full the memory of marking notices is. */
  readonly noticesPercent: number | undefined;
}

// ── Registration

/** FF09: results of the last registration. */
export const registration = (signed: Signed): Command<Registration> =>
  command('registration', 0xff09, [signature(signed)], readRegistration);
export interface Registration {
  readonly time: LocalDateTime | undefined;
  readonly inn: string;
  /** Registration number of the ККТ (РНМ). */
  readonly rnm: string;
  /** Tag 1062, bits: the taxations a receipt may have. */
  readonly taxations: number;
  /** Bits: encryption, offline, automatic, services, forms, internet. */
  readonly modes: number;
  /** Told under ФФД 1.1 and later. */
  readonly further: { readonly modes: number; readonly ofdInn: string } | undefined;
  readonly fd: number;
  readonly fp: number;
}

const tailSize = 4 + 4;
const furtherSize = 1 + 12 + 4;

function readRegistration(reader: ByteReader): Registration {
  const base = {
    time: fnTime(reader),
    inn: reader.ascii(12).trim(),
    rnm: reader.ascii(20).trim(),
    taxations: reader.uint(),
    modes: reader.uint(),
  };
  const between = reader.left - tailSize;
  const further = between >= furtherSize ? { modes: reader.uint(), ofdInn: reader.ascii(12).trim() } : undefined;
  // Why it was registered anew: four bytes of bits, one number in older firmwares, nothing after the first registration.
  reader.bytes(further ? 4 : Math.max(0, between));
  return { ...base, further, fd: reader.uint(4), fp: reader.uint(4) };
}

// ── Documents

/** FF0A. */
export const findDocument = (order: Signed & { readonly fd: number }): Command<FoundDocument> =>
  command('findDocument', 0xff0a, [signature(order), le(order.fd, 4)], readFoundDocument);
export type FoundDocument = {
  /** The ОФД has taken it. */
  readonly sent: boolean;
  readonly time: LocalDateTime | undefined;
  readonly fd: number;
  readonly fp: number;
} & (
  | {
      readonly kind: 'receipt' | 'form' | 'correction' | 'form-correction';
      /** Tag 1054. */ readonly operation: number;
      /** Kopecks. */ readonly sum: number;
    }
  | { readonly kind: 'shift-opening' | 'shift-closing'; readonly shift: number }
  | { readonly kind: 'registration'; readonly inn: string; readonly rnm: string }
  | { readonly kind: 'fn-closing' | 'settlement-report' | 'unknown' }
);

function readFoundDocument(reader: ByteReader): FoundDocument {
  const type = reader.uint();
  const common = { sent: reader.uint() === 1, time: fnTime(reader), fd: reader.uint(4), fp: reader.uint(4) };
  switch (type) {
    case 1:
    case 11:
      return { ...common, kind: 'registration', inn: reader.ascii(12).trim(), rnm: reader.ascii(20).trim() };
    case 2:
      return { ...common, kind: 'shift-opening', shift: reader.uint(2) };
    case 5:
      return { ...common, kind: 'shift-closing', shift: reader.uint(2) };
    case 3:
      return { ...common, kind: 'receipt', ...settlement(reader) };
    case 4:
      return { ...common, kind: 'form', ...settlement(reader) };
    case 31:
      return { ...common, kind: 'correction', ...settlement(reader) };
    case 41:
      return { ...common, kind: 'form-correction', ...settlement(reader) };
    case 6:
      return { ...common, kind: 'fn-closing' };
    case 21:
      return { ...common, kind: 'settlement-report' };
    default:
      return { ...common, kind: 'unknown' };
  }
}

const settlement = (reader: ByteReader): { operation: number; sum: number } => ({
  operation: reader.uint(),
  sum: reader.uint(5),
});

/**
 * FF3A: begins to read a document, tag by tag, with `readDocumentTag` until error 08h. Desktop firmware stays in mode `data-output`
 * until all is read.
 */
export const beginReadDocument = (
  order: Signed & { readonly fd: number },
): Command<{ readonly type: number; readonly length: number }> =>
  command('beginReadDocument', 0xff3a, [signature(order), le(order.fd, 4)], (reader) => ({
    type: reader.uint(2),
    length: reader.uint(2),
  }));

/** FF3B: one tag with all that is in it. Undefined when its length is not what it says. */
export const readDocumentTag = (signed: Signed): Command<Tlv | undefined> =>
  command('readDocumentTag', 0xff3b, [signature(signed)], (reader) => decodeTlv(reader.rest())?.[0]);

// ── The ОФД

/** FF39. */
export const ofdStatus = (signed: Signed): Command<OfdStatus> =>
  command('ofdStatus', 0xff39, [signature(signed)], (reader) => ({
    status: reader.uint(),
    reading: reader.uint() === 1,
    unsent: reader.uint(2),
    firstFd: reader.uint(4),
    firstTime: fnTime(reader),
  }));
export interface OfdStatus {
  /** Bits: 0 connected, 1 there is a message, 2 awaiting a receipt, 3 there is an order, 4 settings changed, 5 awaiting an answer to the order. */
  readonly status: number;
  readonly reading: boolean;
  readonly unsent: number;
  /** The oldest document not yet sent; 0 and undefined when there is none. */
  readonly firstFd: number;
  readonly firstTime: LocalDateTime | undefined;
}

/** FF3F: documents the ОФД has not confirmed. */
export const unconfirmedCount = (signed: Signed): Command<number> =>
  command('unconfirmedCount', 0xff3f, [signature(signed)], (reader) => reader.uint(2));
