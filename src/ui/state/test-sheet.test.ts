import { describe, expect, it } from 'vitest';
import { readScan } from '../../domain/marking-code/index.ts';
import { firstDifference, testCodes } from './test-sheet.ts';

describe('the test sheet', () => {
  it('holds codes that read without a repair or a warning', () => {
    for (const { code, symbol } of testCodes) {
      const scan = readScan(code);
      expect(scan).toMatchObject(symbol === 'ean13' ? { kind: 'product' } : { kind: 'mark', mark: { code, repairs: [], warnings: [] } });
    }
  });

  it('tells where a scan differs', () => {
    expect(firstDifference('abc', 'abc')).toBeUndefined();
    expect(firstDifference('abc', 'aBc')).toBe(1);
    expect(firstDifference('abc', 'ab')).toBe(2);
    expect(firstDifference('ab', 'abc')).toBe(2);
  });
});
