/** HID POS scanners as they are built: descriptors by the HID specification, and reports the way each kind fills them. */

const bytesOf = (...hex: string[]): Uint8Array => Uint8Array.from(Buffer.from(hex.join('').replaceAll(' ', ''), 'hex'));

export interface PosLayout {
  readonly name: string;
  readonly descriptor: Uint8Array;
  readonly reportId: number;
  /** Most data bytes of one report. */
  readonly room: number;
  /** Whether its reports name the symbology. */
  readonly namesAim: boolean;
  /** One report, without its id. */
  report(data: Uint8Array, continued: boolean, aim?: string): Uint8Array;
}

/** Fills the places of a report of `size` bytes. */
function fill(size: number, ...parts: (readonly [at: number, bytes: ArrayLike<number>])[]): Uint8Array {
  const report = new Uint8Array(size);
  for (const [at, bytes] of parts) report.set(bytes, at);
  return report;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** lab/hardware-vm: length, 3 of symbology, 56 of data, 2 spare, 1 bit. Honeywell's, and of all who copied it. */
export const honeywell: PosLayout = {
  name: 'length, AIM, 56 bytes',
  descriptor: bytesOf(
    '058c0902a1010912a1028502150026ff0075080501093b95018102058c09fb09fc09fd9503810209fe953882020195028103250175019501',
    '09ff810275078103c0c0',
  ),
  reportId: 2,
  room: 56,
  namesAim: true,
  report: (data, continued, aim = ']d2') =>
    fill(63, [0, [data.length]], [1, ascii(aim)], [4, data], [62, [continued ? 1 : 0]]),
};

/** The same with 8 bits of "continued" under one usage, beside trigger, output and feature reports: a scanner with several interfaces. */
export const honeywellWhole: PosLayout = {
  ...honeywell,
  name: 'length, AIM, 56 bytes, eight bits of one usage',
  descriptor: bytesOf(
    '05 8c 09 02 a1 01 09 12 a1 02 85 02 15 00 26 ff 00 75 08 95 01 05 01 09 3b 81 02 95 03 05 8c 09 fb 09 fc 09 fd 81 02 95 38 09 fe 82 02 01',
    '06 66 ff 95 02 09 04 09 00 81 02 05 8c 25 01 75 01 95 08 09 ff 81 02 c0 09 14 a1 02 85 04 09 5f 09 60 95 08 91 82 c0',
    '06 66 ff 75 08 26 ff 00 09 03 a1 02 85 fe 95 01 09 03 b2 82 01 c0 09 01 a1 02 85 fd 95 01 09 21 91 02 95 3e 09 22 92 82 01 c0 c0',
  ),
};

/** Another order and no length: "continued" first, symbology as a range of usages, data to the end; no report ids. */
export const unnumbered: PosLayout = {
  name: 'no length, no report id, 28 bytes',
  descriptor: bytesOf(
    '05 8c 09 03 a1 01 15 00 25 01 75 01 95 01 09 ff 81 02 75 07 81 03 26 ff 00 75 08 95 03 19 fb 29 fd 81 02 95 1c 09 fe 82 02 01 c0',
  ),
  reportId: 0,
  room: 28,
  namesAim: true,
  report: (data, continued, aim = ']d2') => fill(32, [0, [continued ? 1 : 0]], [1, ascii(aim)], [4, data]),
};

/** Data that does not begin at a byte, and a length of 16 bits behind it. */
export const skewed: PosLayout = {
  name: 'data four bits off, length of 16 bits behind it',
  descriptor: bytesOf(
    '05 8c 09 02 a1 01 85 07 15 00 26 ff 00 75 04 95 01 81 03 75 08 95 14 09 fe 82 02 01 75 03 95 01 81 03 75 01 09 ff 81 02 75 10 05 01 09 3b 81 02 c0',
  ),
  reportId: 7,
  room: 20,
  namesAim: false,
  report: (data, continued) => {
    const report = new Uint8Array(23);
    data.forEach((byte, index) => {
      report[index] = (report[index] ?? 0) | ((byte << 4) & 0xff);
      report[index + 1] = byte >> 4;
    });
    report[20] = (report[20] ?? 0) | (continued ? 0x80 : 0);
    return fill(23, [0, report], [21, [data.length, 0]]);
  },
};

/** A scanner whose descriptor tells only of bytes: kkt-other.md §6.2. */
const bare = bytesOf('05 8c 09 02 a1 01 85 02 06 00 ff 15 00 26 ff 00 75 08 95 3f 09 01 81 02 c0');
const undescribed = (name: string, aimAt: number | undefined, dataAt: number): PosLayout => ({
  name,
  descriptor: bare,
  reportId: 2,
  room: 56,
  namesAim: aimAt !== undefined,
  report: (data, continued, aim = ']d2') =>
    fill(
      63,
      [0, [data.length]],
      ...(aimAt === undefined ? [] : [[aimAt, ascii(aim)] as const]),
      [dataAt, data],
      [62, [continued ? 1 : 0]],
    ),
});
export const aimAt1 = undescribed('undescribed, AIM at 1', 1, 4);
export const aimAt2 = undescribed('undescribed, AIM at 2', 2, 5);
export const noAim = undescribed('undescribed, no AIM, data at 4', undefined, 4);
export const dataAt1 = undescribed('undescribed, no AIM, data at 1', undefined, 1);

export const layouts = [honeywell, honeywellWhole, unnumbered, skewed, aimAt1, aimAt2, noAim, dataAt1];

/** A keyboard with its media keys, as it comes beside a scanner. */
export const keyboardDescriptor = bytesOf(
  '05 01 09 06 a1 01 85 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 06 75 08 25 65 19 00 29 65 81 00 c0 05 0c 09 01 a1 01 85 03 15 00 26 ff 03 19 00 2a ff 03 75 10 95 01 81 00 c0',
);

/** The reports of one code, each full but the last. */
export function reportsOf(
  layout: PosLayout,
  code: string,
  { terminator = '\r', aim = ']d2', room = layout.room } = {},
): Uint8Array[] {
  const data = ascii(code + terminator);
  const reports: Uint8Array[] = [];
  for (let from = 0; from < data.length; from += room)
    reports.push(layout.report(data.slice(from, from + room), from + room < data.length, aim));
  return reports;
}
