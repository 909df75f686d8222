/// <reference types="w3c-web-hid" />
/** Report descriptors (USB HID 1.11 §6.2.2) as the browser's `collections`: every report of a child is a report of its parents, too, as in Chromium. */

type Kind = 'inputReports' | 'outputReports' | 'featureReports';

interface Global {
  readonly usagePage: number;
  readonly logicalMinimum: number;
  readonly logicalMaximum: number;
  readonly reportSize: number;
  readonly reportCount: number;
  readonly reportId: number;
}

interface Collection extends HIDCollectionInfo {
  readonly children: Collection[];
  readonly inputReports: HIDReportInfo[];
  readonly outputReports: HIDReportInfo[];
  readonly featureReports: HIDReportInfo[];
}

// Tag and type of a short item, without its size (§6.2.2.4, .7, .8).
const INPUT = 0x80;
const OUTPUT = 0x90;
const FEATURE = 0xb0;
const COLLECTION = 0xa0;
const END_COLLECTION = 0xc0;
const USAGE_PAGE = 0x04;
const LOGICAL_MINIMUM = 0x14;
const LOGICAL_MAXIMUM = 0x24;
const REPORT_SIZE = 0x74;
const REPORT_ID = 0x84;
const REPORT_COUNT = 0x94;
const PUSH = 0xa4;
const POP = 0xb4;
const USAGE = 0x08;
const USAGE_MINIMUM = 0x18;
const USAGE_MAXIMUM = 0x28;
const LONG_ITEM = 0xfe;

const kinds = new Map<number, Kind>([
  [INPUT, 'inputReports'],
  [OUTPUT, 'outputReports'],
  [FEATURE, 'featureReports'],
]);

/** The data of an item, of 0, 1, 2 or 4 bytes. */
function unsignedAt(view: DataView, at: number, size: number): number {
  if (size === 0) return 0;
  if (size === 1) return view.getUint8(at);
  return size === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
}

function signedAt(view: DataView, at: number, size: number): number {
  if (size === 0) return 0;
  if (size === 1) return view.getInt8(at);
  return size === 2 ? view.getInt16(at, true) : view.getInt32(at, true);
}

export function parseDescriptor(descriptor: Uint8Array): HIDCollectionInfo[] {
  const top: Collection[] = [];
  const open: Collection[] = [];
  const pushed: Global[] = [];
  let global: Global = {
    usagePage: 0,
    logicalMinimum: 0,
    logicalMaximum: 0,
    reportSize: 0,
    reportCount: 0,
    reportId: 0,
  };
  let usages: number[] = [];
  let [minimum, maximum]: [number | undefined, number | undefined] = [undefined, undefined];
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);

  for (let at = 0; at < descriptor.length;) {
    const prefix = view.getUint8(at);
    if (prefix === LONG_ITEM) {
      at += 3 + view.getUint8(at + 1);
      continue;
    }
    const size = [0, 1, 2, 4][prefix & 3] ?? 0;
    const unsigned = unsignedAt(view, at + 1, size);
    const signed = signedAt(view, at + 1, size);
    // A usage of four bytes brings its own page.
    const usage = size === 4 ? unsigned : global.usagePage * 0x1_0000 + unsigned;
    const tag = prefix & 0xfc;
    at += 1 + size;
    switch (tag) {
      case USAGE_PAGE:
        global = { ...global, usagePage: unsigned };
        break;
      case LOGICAL_MINIMUM:
        global = { ...global, logicalMinimum: signed };
        break;
      // The spec calls it signed; devices that write 25 FF mean 255 (§5.8), and so does everybody who reads them.
      case LOGICAL_MAXIMUM:
        global = { ...global, logicalMaximum: global.logicalMinimum < 0 ? signed : unsigned };
        break;
      case REPORT_SIZE:
        global = { ...global, reportSize: unsigned };
        break;
      case REPORT_COUNT:
        global = { ...global, reportCount: unsigned };
        break;
      case REPORT_ID:
        global = { ...global, reportId: unsigned };
        break;
      case PUSH:
        pushed.push(global);
        break;
      case POP:
        global = pushed.pop() ?? global;
        break;
      case USAGE:
        usages.push(usage);
        break;
      case USAGE_MINIMUM:
        minimum = usage;
        break;
      case USAGE_MAXIMUM:
        maximum = usage;
        break;
      case COLLECTION: {
        const [own = global.usagePage * 0x1_0000] = usages;
        const collection: Collection = {
          usagePage: own >>> 16,
          usage: own & 0xffff,
          type: unsigned,
          children: [],
          inputReports: [],
          outputReports: [],
          featureReports: [],
        };
        (open.at(-1)?.children ?? top).push(collection);
        open.push(collection);
        break;
      }
      case END_COLLECTION:
        open.pop();
        break;
      case INPUT:
      case OUTPUT:
      case FEATURE: {
        const isRange = minimum !== undefined && maximum !== undefined;
        const item: HIDReportItem = {
          isConstant: (unsigned & 0x01) !== 0,
          isArray: (unsigned & 0x02) === 0,
          isAbsolute: (unsigned & 0x04) === 0,
          wrap: (unsigned & 0x08) !== 0,
          isLinear: (unsigned & 0x10) === 0,
          hasPreferredState: (unsigned & 0x20) === 0,
          hasNull: (unsigned & 0x40) !== 0,
          isVolatile: (unsigned & 0x80) !== 0,
          isBufferedBytes: (unsigned & 0x100) !== 0,
          isRange,
          ...(isRange ? { usageMinimum: minimum, usageMaximum: maximum } : { usages }),
          reportSize: global.reportSize,
          reportCount: global.reportCount,
          logicalMinimum: global.logicalMinimum,
          logicalMaximum: global.logicalMaximum,
        };
        const kind = kinds.get(tag);
        for (const collection of kind ? open : []) add(collection[kind ?? 'inputReports'], global.reportId, item);
        break;
      }
    }
    // Local items end with the main item they describe (§6.2.2.8).
    if ((prefix & 0x0c) === 0) {
      usages = [];
      minimum = maximum = undefined;
    }
  }
  return top;
}

function add(reports: HIDReportInfo[], reportId: number, item: HIDReportItem): void {
  const report = reports.find((other) => other.reportId === reportId);
  if (report) report.items?.push(item);
  else reports.push({ reportId, items: [item] });
}
