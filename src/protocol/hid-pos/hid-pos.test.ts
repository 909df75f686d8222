import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseDescriptor } from '../../../test/stand-ins/hid-descriptor.ts';
import {
  aimAt1,
  aimAt2,
  dataAt1,
  honeywell,
  keyboardDescriptor,
  layouts,
  reportsOf,
  unnumbered,
  type PosLayout,
} from '../../../test/stand-ins/hid-layouts.ts';
import { tries } from '../../../test/unit/tries.ts';
import { ascii, fromAscii } from '../bytes.ts';
import { HidPosAssembler, type PosScan } from './assembler.ts';
import { reportReaders } from './reports.ts';

const GS = '\u001d';
const milk = `0104670540176099215AbCdE${GS}93dGVz`;
/** With a GS on both sides of each border of 56 bytes. */
const shoes = `010460406000600021N4O57RSCBUZTQ${GS}91EE06${GS}92${'c2lnbmF0dXJl'.repeat(3)}c2ln${GS}${GS}${'Y'.repeat(54)}${GS}${GS}bmU=`;

const assemblerOf = (layout: PosLayout): HidPosAssembler => new HidPosAssembler(parseDescriptor(layout.descriptor));
/** The memory of each report is used again, as a browser may. */
const feed = (assembler: HidPosAssembler, layout: PosLayout, reports: readonly Uint8Array[], from = 0): PosScan[] =>
  reports.flatMap((report, index) => {
    const memory = report.slice();
    const scans = assembler.push(layout.reportId, memory, from + index);
    memory.fill(0xee);
    return scans;
  });
const textsOf = (scans: readonly PosScan[]): string[] => scans.map(({ bytes }) => fromAscii(bytes));

describe.each(layouts.map((layout) => [layout.name, layout] as const))('%s', (_name, layout) => {
  it('gives a short code and a long one exactly', () => {
    const assembler = assemblerOf(layout);
    for (const code of [milk, shoes, '4600494600012', 'A']) {
      const [scan, ...more] = feed(assembler, layout, reportsOf(layout, code));
      expect(more).toEqual([]);
      expect(fromAscii(scan?.bytes ?? new Uint8Array())).toBe(`${code}\r`);
      expect(scan).toMatchObject({ cut: false, symbology: layout.namesAim ? ']d2' : undefined });
      expect(assembler.unfinished).toBe(false);
    }
  });

  it('gives codes of every length around the borders of a report', () => {
    const assembler = assemblerOf(layout);
    for (let length = 1; length <= 3 * layout.room + 1; length += 1) {
      const code = Array.from({ length }, (_, index) => String.fromCharCode(0x21 + (index % 90))).join('');
      expect(textsOf(feed(assembler, layout, reportsOf(layout, code, { terminator: '' })))).toEqual([code]);
    }
  });

  it('gives what there is when the rest is missing, whichever report was the last', () => {
    const reports = reportsOf(layout, shoes);
    for (let count = 1; count < reports.length; count += 1) {
      const assembler = assemblerOf(layout);
      expect(feed(assembler, layout, reports.slice(0, count), 1000)).toEqual([]);
      expect(assembler.unfinished).toBe(true);
      const [scan] = assembler.cut();
      expect(scan).toMatchObject({ cut: true, times: Array.from({ length: count }, (_, index) => 1000 + index) });
      expect(fromAscii(scan?.bytes ?? new Uint8Array())).toBe(shoes.slice(0, count * layout.room));
      expect(assembler.cut()).toEqual([]);
      expect(textsOf(feed(assembler, layout, reportsOf(layout, milk)))).toEqual([`${milk}\r`]);
    }
  });

  it('takes anything without throwing and goes on', () => {
    const size = layout.report(new Uint8Array(), false).length;
    const anyReport = fc.record({
      id: fc.oneof({ weight: 2, arbitrary: fc.constant(layout.reportId) }, { weight: 1, arbitrary: fc.nat(255) }),
      bytes: fc.oneof(
        { weight: 3, arbitrary: fc.uint8Array({ minLength: size, maxLength: size, size: 'max' }) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 79, size: 'max' }) },
      ),
    });
    // Thirty times up to two hundred reports.
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 200, size: 'max' }), (reports) => {
        const assembler = assemblerOf(layout);
        for (const [round, { id, bytes }] of reports.entries())
          for (const scan of assembler.push(id, bytes, round)) expect(scan.bytes.length).toBeGreaterThan(0);
        assembler.cut();
        expect(textsOf(feed(assembler, layout, reportsOf(layout, milk)))).toEqual([`${milk}\r`]);
      }),
      tries(30),
    );
  });
});

describe('odd reports', () => {
  it('of no length say nothing, but end what went before', () => {
    const assembler = assemblerOf(honeywell);
    expect(assembler.push(2, honeywell.report(new Uint8Array(), false), 0)).toEqual([]);
    expect(assembler.unfinished).toBe(false);
    expect(assembler.push(2, honeywell.report(ascii('12'), true), 1)).toEqual([]);
    expect(textsOf(assembler.push(2, honeywell.report(new Uint8Array(), false), 2))).toEqual(['12']);
  });

  it('with a length beyond the report are read as far as they go', () => {
    const report = honeywell.report(ascii('x'.repeat(56)), false);
    report[0] = 255;
    expect(textsOf(assemblerOf(honeywell).push(2, report, 0))).toEqual(['x'.repeat(56)]);
    expect(textsOf(assemblerOf(honeywell).push(2, report.slice(0, 10), 0))).toEqual(['x'.repeat(6)]);
  });

  it('with rubbish behind the length are read up to it', () => {
    for (const layout of [honeywell, aimAt1]) {
      const report = layout.report(ascii('x'.repeat(56)), false);
      report[0] = 3;
      expect(textsOf(assemblerOf(layout).push(2, report, 0))).toEqual(['xxx']);
    }
  });

  it("with a code of the maker's in the place of the AIM identifier give no symbology", () => {
    expect(assemblerOf(honeywell).push(2, honeywell.report(ascii('123'), false, 'w\0\0'), 0)).toMatchObject([
      { symbology: undefined, bytes: ascii('123') },
    ]);
    expect(assemblerOf(aimAt1).push(2, aimAt1.report(ascii('123'), false, 'w\0\0'), 0)).toMatchObject([
      { symbology: undefined, bytes: ascii('123') },
    ]);
  });

  it('of other ids are none of ours', () => {
    const assembler = assemblerOf(honeywell);
    const [first = new Uint8Array(), second = new Uint8Array()] = reportsOf(honeywell, shoes.slice(0, 80));
    expect(assembler.push(2, first, 0)).toEqual([]);
    expect(assembler.push(3, first, 1)).toEqual([]);
    expect(assembler.push(2, second, 2)).toMatchObject([{ times: [0, 2] }]);
  });

  it('of a scanner that sends the AIM identifier within its data leave it there', () => {
    expect(assemblerOf(dataAt1).push(2, dataAt1.report(ascii(']d201046'), false), 0)).toMatchObject([
      { symbology: undefined, bytes: ascii(']d201046') },
    ]);
  });

  it('that are called continued for ever are let go of', () => {
    const assembler = assemblerOf(honeywell);
    const report = honeywell.report(ascii('x'.repeat(56)), true);
    const scans = Array.from({ length: 1000 }, (_, index) => assembler.push(2, report, index)).flat();
    expect(scans.length).toBeGreaterThan(1);
    expect(scans.every(({ cut, bytes }) => cut && bytes.length < 20_000)).toBe(true);
  });
});

it.each([
  ['empty reports', ''],
  ['reports of one byte', 'x'],
  ['full reports', 'x'.repeat(56)],
])('a scan that never ends costs bounded memory and linear work: %s', (_name, text) => {
  const assembler = assemblerOf(honeywell);
  const first = honeywell.report(ascii('AB'), true);
  const next = honeywell.report(ascii(text), true);
  let copied = 0;
  const { set } = Uint8Array.prototype;
  const counted = vi.spyOn(Uint8Array.prototype, 'set').mockImplementation(function (
    this: Uint8Array,
    from: ArrayLike<number>,
    at?: number,
  ) {
    copied += from.length;
    set.call(this, from, at);
  });
  let visited = 0;
  const reduce = Object.getOwnPropertyDescriptor(Array.prototype, 'reduce')?.value as (...all: unknown[]) => unknown;
  const folded = vi.spyOn(Array.prototype, 'reduce').mockImplementation(function (this: unknown[], ...all: unknown[]) {
    visited += this.length;
    return reduce.apply(this, all);
  });
  const scans: PosScan[] = [];
  const reports = 80_000;
  for (let at = 0; at < reports; at += 1) scans.push(...assembler.push(2, at === 0 ? first : next, at));
  counted.mockRestore();
  folded.mockRestore();
  expect(scans.length).toBeGreaterThan(0);
  expect(Math.max(...scans.map(({ times }) => times.length))).toBeLessThanOrEqual(1_024);
  expect(Math.max(...scans.map(({ bytes }) => bytes.length))).toBeLessThan(20_000);
  // Each report is looked at a few times, not once for each that follows.
  expect(visited).toBeLessThan(4 * reports);
  expect(copied).toBeLessThan(4 * reports * 64);
});

it.each([honeywell, unnumbered, aimAt1, aimAt2])(
  'tells a new scan of another symbology from the lost end of the one before: $name',
  (layout) => {
    const assembler = assemblerOf(layout);
    const lost = feed(assembler, layout, reportsOf(layout, shoes).slice(0, 1));
    const next = feed(assembler, layout, reportsOf(layout, '4600494600012', { aim: ']E0' }), 50);
    expect(lost).toEqual([]);
    expect(next).toMatchObject([
      { cut: true, symbology: ']d2', times: [0] },
      { cut: false, symbology: ']E0', times: [50] },
    ]);
    expect(textsOf(next)).toEqual([shoes.slice(0, layout.room), '4600494600012\r']);
  },
);

describe('descriptors', () => {
  it('without a scanner have nothing to read', () => {
    expect(reportReaders(parseDescriptor(keyboardDescriptor)).size).toBe(0);
    expect(reportReaders([]).size).toBe(0);
  });

  it("of several collections are read in the scanner's alone", () => {
    const collections = [...parseDescriptor(keyboardDescriptor), ...parseDescriptor(honeywell.descriptor)];
    expect([...reportReaders(collections).keys()]).toEqual([2]);
  });

  it('as Windows gives them, a usage apiece, mean the same', () => {
    const [scanner] = parseDescriptor(honeywell.descriptor);
    const apart = scanner?.inputReports?.map((report) => ({
      ...report,
      items: report.items?.flatMap((item) =>
        item.usages?.length === 3 ? item.usages.map((usage) => ({ ...item, usages: [usage], reportCount: 1 })) : [item],
      ),
    }));
    const assembler = new HidPosAssembler([{ usagePage: 0x8c, inputReports: apart }]);
    expect(feed(assembler, honeywell, reportsOf(honeywell, milk))).toMatchObject([{ symbology: ']d2' }]);
  });

  it('with an item for each byte of the data are read from the first to the last', () => {
    const items = [
      { usages: [0x1003b], reportSize: 8, reportCount: 1 },
      ...Array.from({ length: 20 }, () => ({ usages: [0x8c00fe], reportSize: 8, reportCount: 1 })),
    ];
    const assembler = new HidPosAssembler([{ usagePage: 0x8c, inputReports: [{ reportId: 1, items }] }]);
    expect(textsOf(assembler.push(1, Uint8Array.of(13, ...ascii('4600494600012')), 0))).toEqual(['4600494600012']);
  });

  it('of a scanner that describes no report at all are read as most are built', () => {
    const assembler = new HidPosAssembler([{ usagePage: 0x8c }]);
    expect(textsOf(feed(assembler, aimAt1, reportsOf(aimAt1, shoes)))).toEqual([`${shoes}\r`]);
  });

  it('with counts beyond all measure do no harm', () => {
    const items = [
      { usages: [0x8c00fb], reportSize: 32, reportCount: 0xffff_ffff },
      { usages: [0x8c00fe], reportSize: 0xffff_ffff, reportCount: 0xffff_ffff },
      { usageMinimum: 0, usageMaximum: 0xffff_ffff, reportSize: 0, reportCount: 1 },
      { usages: undefined, reportSize: undefined, reportCount: 5 },
    ];
    expect(
      new HidPosAssembler([{ usagePage: 0x8c, inputReports: [{ reportId: 2, items }] }]).push(
        2,
        new Uint8Array(64).fill(65),
        0,
      ),
    ).toEqual([]);
  });
});
