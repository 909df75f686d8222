import { describe, expect, it } from 'vitest';
import { hasBit } from './model.ts';
import { readFlags, readMode, readOpenDocument, readPrintResult, readSubmode } from './status.ts';

describe('the flags', () => {
  const named = (bits: number): string[] =>
    Object.entries(readFlags(bits))
      .filter(([, set]) => set)
      .map(([name]) => name);
  it.each([
    [0x0090, ['receiptSensorPaper']],
    [0x0403, ['journalPaper', 'receiptPaper', 'coverOpen']],
    [0x1b40, ['journalSensorPaper', 'journalLeverDown', 'receiptLeverDown', 'drawerOpen', 'journalCoverOpen']],
  ])('%s', (bits, expected) => expect(named(bits)).toEqual(expected));
});

describe('the mode', () => {
  it.each([
    [0x02, 'shift-open'],
    [0x03, 'shift-expired'],
    [0x04, 'shift-closed'],
    [0x06, 'date-unconfirmed'],
    [0x01, 'data-output'],
    [0x0e, 'slip-ready'],
    [0x00, 'unknown'],
    [0x0f, 'unknown'],
  ])('%i is %s, with no document open', (byte, mode) => {
    expect(readMode(byte)).toBe(mode);
    expect(readOpenDocument(byte)).toBeUndefined();
  });
  it.each([
    [0x08, 'sale'],
    [0x18, 'purchase'],
    [0x28, 'sale-return'],
    [0x38, 'purchase-return'],
    [0x48, 'non-fiscal'],
    [0x58, undefined],
  ])('%i is an open %s', (byte, document) => {
    expect(readMode(byte)).toBe('document-open');
    expect(readOpenDocument(byte)).toBe(document);
  });
});

it('the submode', () =>
  expect([0, 1, 2, 3, 4, 5, 6, 255].map(readSubmode)).toEqual([
    'ready',
    'no-paper',
    'no-paper-printing',
    'continue',
    'reporting',
    'printing',
    'unknown',
    'unknown',
  ]));
it('the last printing', () =>
  expect([0, 1, 2, 5, 3].map(readPrintResult)).toEqual(['ok', 'paper-broke', 'printer-failed', 'printing', 'unknown']));

it('the bits of a real model (vector 6)', () => {
  const flags = Uint8Array.of(0x5a, 0xa0, 0x40, 0x07, 0x20, 0x6c, 0x00, 0x00);
  expect(Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => hasBit(flags, bit))).toEqual([
    1, 3, 4, 6, 13, 15, 22, 24, 25, 26, 37, 42, 43, 45, 46,
  ]);
});
