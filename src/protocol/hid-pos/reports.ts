/**
 * Reports of scanners in HID POS mode (USB HID Point of Sale Usage Tables 1.02, page 0x8C). The device's own descriptor says where things
 * stand, so that makers nobody has heard of work; a descriptor that says nothing is read as most devices are built (kkt-other.md §6.2).
 */
import { fromAscii } from '../bytes.ts';

/** What of WebHID's `HIDReportItem` is used. A usage is page × 65536 + usage. */
export interface ReportItem {
  readonly usages?: readonly number[] | undefined;
  readonly usageMinimum?: number | undefined;
  readonly usageMaximum?: number | undefined;
  /** Bits of one element, and how many elements. */
  readonly reportSize?: number | undefined;
  readonly reportCount?: number | undefined;
}

export interface ReportInfo {
  readonly reportId?: number | undefined;
  readonly items?: readonly ReportItem[] | undefined;
}

/** What of WebHID's `HIDCollectionInfo` is used. A collection of the top level has the items of all its children, in the order of the report. */
export interface CollectionInfo {
  readonly usagePage?: number | undefined;
  readonly inputReports?: readonly ReportInfo[] | undefined;
}

/** One report's part of a scan. */
export interface Piece {
  /** AIM identifier such as `]d2`, where the report has one. */
  readonly symbology: string | undefined;
  readonly data: Uint8Array;
  /** The next report belongs to the same scan. */
  readonly continued: boolean;
}

/** What it gives shares no memory with the report: the browser may use that again. */
export type ReadReport = (report: Uint8Array) => Piece;

/** Bar Code Scanner page: any usage of its top level is a scanner, a cordless base or a cradle. */
export const SCANNER_PAGE = 0x8c;

const scannerUsage = (usage: number): number => SCANNER_PAGE * 0x1_0000 + usage;
/** Generic Desktop page, Byte Count: the POS page has no usage of its own for a length. */
const BYTE_COUNT = 0x0001_003b;
const SYMBOLOGY = [scannerUsage(0xfb), scannerUsage(0xfc), scannerUsage(0xfd)];
const DECODED_DATA = scannerUsage(0xfe);
const CONTINUED = scannerUsage(0xff);

/** How to read each report that carries scans, by report id; empty for a device that is no scanner. Report bytes come without the id. */
export function reportReaders(collections: readonly CollectionInfo[]): ReadonlyMap<number, ReadReport> {
  const scanners = collections.filter(({ usagePage }) => usagePage === SCANNER_PAGE);
  if (scanners.length === 0) return new Map();
  const reports = scanners.flatMap(({ inputReports }) => inputReports ?? []);
  const described = new Map(
    reports.flatMap(({ reportId = 0, items = [] }) => {
      const data = fieldOf(items, DECODED_DATA);
      return data ? [[reportId, describedReader(items, data)] as const] : [];
    }),
  );
  if (described.size > 0) return described;
  const only = reports.length === 1 ? reports[0]?.reportId : undefined;
  return new Map([[only ?? COMMON_REPORT, readUndescribed]]);
}

/** Bits of a report, `end` is the first one after it. */
interface Field {
  readonly start: number;
  readonly end: number;
}

/** From the first bit that has the usage to the last. */
function fieldOf(items: readonly ReportItem[], usage: number): Field | undefined {
  let field: Field | undefined;
  let at = 0;
  for (const { usages, usageMinimum, usageMaximum, reportSize = 0, reportCount = 0 } of items) {
    const isInRange =
      usageMinimum !== undefined && usageMaximum !== undefined && usageMinimum <= usage && usage <= usageMaximum;
    const index = isInRange ? usage - usageMinimum : (usages ?? []).indexOf(usage);
    const last = isInRange ? usageMaximum - usageMinimum : (usages ?? []).length - 1;
    if (index >= 0 && index < reportCount) {
      // The last usage goes for all elements that are left (HID 1.11 §6.2.2.8).
      const end = at + reportSize * (index === last ? reportCount : index + 1);
      field = { start: field?.start ?? at + reportSize * index, end };
    }
    at += reportSize * reportCount;
  }
  return field;
}

function describedReader(items: readonly ReportItem[], data: Field): ReadReport {
  const length = fieldOf(items, BYTE_COUNT);
  const symbology = SYMBOLOGY.flatMap((usage) => fieldOf(items, usage) ?? []);
  const continued = fieldOf(items, CONTINUED);
  return (report) => {
    const bytes = bytesOf(report, data);
    return {
      symbology: aimOf(Uint8Array.from(symbology, (field) => uintOf(report, field))),
      data: length ? bytes.slice(0, uintOf(report, length)) : withoutPadding(bytes),
      continued: continued !== undefined && uintOf(report, continued) !== 0,
    };
  };
}

/** Little-endian as everything in HID; bits that the report does not have are 0. */
function uintOf(report: Uint8Array, { start, end }: Field): number {
  let value = 0;
  for (let bit = Math.min(end, report.length * 8) - 1; bit >= start; bit -= 1)
    value = value * 2 + (((report[bit >> 3] ?? 0) >> (bit & 7)) & 1);
  return value;
}

function bytesOf(report: Uint8Array, { start, end }: Field): Uint8Array {
  const length = Math.max(0, (Math.min(end, report.length * 8) - start) >> 3);
  return Uint8Array.from({ length }, (_, index) =>
    uintOf(report, { start: start + index * 8, end: start + index * 8 + 8 }),
  );
}

function withoutPadding(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.slice(0, end);
}

/** Some devices leave zeros here, or a code of their maker's. */
function aimOf(bytes: Uint8Array): string | undefined {
  const text = fromAscii(bytes);
  return /^\][A-Za-z][0-9A-Za-z]$/.test(text) ? text : undefined;
}

const COMMON_REPORT = 2;
const COMMON_DATA = 56;
const COMMON_CONTINUED = 62;

/** Byte 0 is the length; the AIM identifier stands at 1 or 2 with the data behind it, or there is none and the data begins at 4 or at 1 (Newland). */
function readUndescribed(report: Uint8Array): Piece {
  const length = Math.min(report[0] ?? 0, COMMON_DATA);
  const aimAt = (at: number): string | undefined => aimOf(report.subarray(at, at + 3));
  // What follows the data is padding up to the end of its field: a place where it does not add up is not the right one.
  const fits = (at: number): boolean =>
    (report[at + length - 1] ?? 0) !== 0 && report.subarray(at + length, at + COMMON_DATA).every((byte) => byte === 0);
  const places = [...(aimAt(1) ? [4] : []), ...(aimAt(2) ? [5] : []), 4, 1];
  const at = places.find(fits) ?? places[0] ?? 4;
  return {
    symbology: at > 1 ? aimAt(at - 3) : undefined,
    data: report.slice(at, at + length),
    continued: (report[COMMON_CONTINUED] ?? 0) !== 0,
  };
}
