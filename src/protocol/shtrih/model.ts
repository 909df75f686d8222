/** What a model can do and where it keeps things: the answer of F7h type 1 (kkt-shtrih.md §2.4). */
import type { ByteReader } from '../bytes.ts';

/** Firmware families: they differ in the order of commands for marked goods, in tables and in error texts (§0, §3.5). */
export type Family = 'desktop' | 'cashCore';

export interface ModelInfo {
  readonly family: Family;
  readonly features: Features;
  /** Dots: width of characters of fonts 1 and 2; 0 when the font cannot be set by width. */
  readonly fontWidths: readonly [font1: number, font2: number];
  /** Characters of ИНН and РНМ. */
  readonly innLength: number;
  readonly rnmLength: number;
  /** The factory password of the system administrator. */
  readonly administratorPassword: number;
  /** The most bytes of code and parameters that the device takes. */
  readonly longestCommand: number;
  /** Where the model keeps things; undefined when its firmware is too old to say. */
  readonly fnTable: number | undefined;
  readonly ofdTable: number | undefined;
  readonly ffdTable: number | undefined;
  readonly ffdField: number | undefined;
}

/** Bits of the first eight bytes. Those above 42 are known from the maker's JavaPOS driver alone. */
const featureBits = {
  cutter: 13,
  drawerSensor: 15,
  cashCore: 23,
  protocol2: 28,
  /** The senior cashier's password suffices for reports. */
  seniorReports: 33,
  /** 10h ends with the result of the last printing. */
  tellsPrintResult: 34,
  /** 6Bh tells errors in the maker's words. */
  errorTexts: 36,
  fn: 43,
  printsTags: 45,
  ffd11: 47,
  correctionBy8D: 48,
  extendedErrorTexts: 49,
  /** FF45 and others may answer with date and time. */
  datedAnswers: 50,
  protocol11: 52,
  autoCancel: 53,
  longErrors: 54,
} as const;
export type Features = Readonly<Record<keyof typeof featureBits, boolean>>;

/** Whether a bit of the flags is set; for those that have no name here. */
export const hasBit = (flags: Uint8Array, bit: number): boolean => (((flags[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;

export const readFeatures = (flags: Uint8Array): Features =>
  Object.fromEntries(Object.entries(featureBits).map(([name, bit]) => [name, hasBit(flags, bit)])) as Features;

/** The answer has grown from firmware to firmware: a field that is not there is undefined. */
export function readModelInfo(reader: ByteReader): ModelInfo {
  const features = readFeatures(reader.bytes(8));
  const fontWidths = [reader.uint(), reader.uint()] as const;
  reader.bytes(1); // the first line of graphics
  const [innLength, rnmLength] = [reader.uint(), reader.uint()];
  reader.bytes(2); // the long РНМ and the long serial number
  reader.bytes(4); // the inspector's password
  const administratorPassword = reader.uint(4);
  reader.bytes(2); // table of Bluetooth, field of taxes
  const longestCommand = reader.uint(2);
  reader.bytes(1 + 1 + 2); // sizes of graphics
  const [fnTable, ofdTable, , ffdTable, ffdField] = [
    reader.optional(),
    reader.optional(),
    reader.optional(),
    reader.optional(),
    reader.optional(),
  ];
  return {
    family: features.cashCore ? 'cashCore' : 'desktop',
    features,
    fontWidths,
    innLength,
    rnmLength,
    administratorPassword,
    longestCommand,
    fnTable,
    ofdTable,
    ffdTable,
    ffdField,
  };
}
