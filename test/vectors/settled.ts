import { readScan, type Scan } from '../../src/domain/marking-code/index.ts';

/**
 * Reads `raw`, and throws where the reading is not settled: a mark keeps the raw text, and its code reads as itself with nothing left to repair. So no
 * repair can be accepted a second time with another result.
 */
export function readSettled(raw: string): Scan {
  const scan = readScan(raw);
  if (scan.kind !== 'mark') return scan;
  const { mark } = scan;
  if (mark.raw !== raw) throw new Error(`raw changed: ${JSON.stringify(raw)}`);
  // The same text is read the same.
  const again = JSON.stringify(mark.code === raw ? scan : readScan(mark.code));
  const expected = JSON.stringify({ kind: 'mark', mark: { ...mark, raw: mark.code, repairs: [] } });
  if (again !== expected) throw new Error(`${JSON.stringify(raw)} read as ${expected}, its code as ${again}`);
  return scan;
}
