import { describe, expect, it } from 'vitest';
import { readScan } from '../../domain/marking-code/index.ts';
import { compare, testCodes } from './test-sheet.ts';

describe('the test sheet', () => {
  it('holds codes that read without a repair or a warning', () => {
    for (const { code, symbol } of testCodes) {
      const scan = readScan(code);
      expect(scan).toMatchObject(
        symbol === 'ean13' ? { kind: 'product' } : { kind: 'mark', mark: { code, repairs: [], warnings: [] } },
      );
    }
  });

  it('tells how a scan differs', () => {
    const [{ code }] = testCodes;
    expect(compare(code, code)).toEqual({ kind: 'same' });
    expect(compare(code, code.toUpperCase())).toEqual({ kind: 'case', at: 19 });
    expect(compare(code, code.slice(0, -1))).toEqual({ kind: 'differs', at: code.length - 1 });
    expect(compare(code, `${code}x`)).toEqual({ kind: 'differs', at: code.length });
    expect(compare(code, `A${code}`)).toEqual({ kind: 'differs', at: 0 });
    expect(compare(code, '46198488')).toEqual({ kind: 'other' });
  });
});
