import { describe, expect, it } from 'vitest';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import { deviceError, type ErrorKind, type Remedy } from './errors.ts';

/** Every code of kkt-shtrih.md §4 and §3.7. */
const ranges: readonly (readonly [from: number, to: number])[] = [
  [0x01, 0x12],
  [0x14, 0x17],
  [0x20, 0x20],
  [0x23, 0x24],
  [0x2f, 0x30],
  [0x33, 0x56],
  [0x58, 0x63],
  [0x65, 0x66],
  [0x68, 0x6f],
  [0x71, 0x94],
  [0x96, 0x96],
  [0xa0, 0xa5],
  [0xaa, 0xaa],
  [0xac, 0xac],
  [0xc0, 0xc0],
  [0xc2, 0xc2],
  [0xc4, 0xc4],
  [0xc7, 0xc9],
  [0xcb, 0xcb],
  [0xcf, 0xcf],
  [0xd3, 0xd5],
];
const notInside = new Set([0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f]);
const known = ranges
  .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
  .filter((code) => !notInside.has(code));

describe('an error code', () => {
  it.each(known)('%i is known', (code) => expect(deviceError(code).kind).not.toBe('unknown'));
  it('that the reference has not is unknown, and so is its effect', () => {
    const others = Array.from({ length: 255 }, (_, index) => index + 1).filter((code) => !known.includes(code));
    expect(new Set(others.map((code) => JSON.stringify(deviceError(code))))).toEqual(
      new Set([JSON.stringify({ kind: 'unknown', after: 'person', effect: 'unknown' })]),
    );
  });

  it('is a trouble the house has words for', () => {
    // The compiler's proof; the words stand in ui/printer/texts.ru.ts by kind.
    const trouble = (kind: ErrorKind): PrinterTrouble => kind;
    expect(trouble(deviceError(0x6b).kind)).toBe('no-paper');
  });

  it.each<[number, ErrorKind, Remedy]>([
    [0x16, 'shift-expired', 'shift'],
    [0x4e, 'shift-expired', 'shift'],
    [0x50, 'printing', 'wait'],
    [0x58, 'continue-print', 'continue-print'],
    [0x6b, 'no-paper', 'paper'],
    [0x73, 'wrong-mode', 'status'],
    [0xa2, 'mark-notices-full', 'wait'],
    [0xa4, 'mark-details-missing', 'bug'],
    [0xaa, 'mark-details-missing', 'bug'],
    [0xa5, 'mark-not-checked', 'bug'],
    [0xac, 'mark-not-checked', 'bug'],
  ])('%i is %s, and %s comes next', (code, kind, after) =>
    expect(deviceError(code)).toEqual({ kind, after, effect: 'none' }),
  );

  it.each([0x2f, 0x30, 0x80, 0x39])('%i leaves the outcome open', (code) =>
    expect(deviceError(code).effect).toBe('unknown'),
  );
});
