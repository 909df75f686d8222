/** What the answers of 10h and 11h say in bits and numbers (kkt-shtrih.md §2.3). */

/** Sensors. One that the model lacks reads as a constant: ask `ModelInfo` before believing it. */
export interface Flags {
  readonly journalPaper: boolean;
  readonly receiptPaper: boolean;
  readonly journalSensorPaper: boolean;
  readonly receiptSensorPaper: boolean;
  readonly journalLeverDown: boolean;
  readonly receiptLeverDown: boolean;
  readonly coverOpen: boolean;
  /** Its level depends on table 1 field 9. */
  readonly drawerOpen: boolean;
  readonly journalCoverOpen: boolean;
}

export function readFlags(bits: number): Flags {
  const bit = (at: number): boolean => ((bits >> at) & 1) === 1;
  return {
    journalPaper: bit(0),
    receiptPaper: bit(1),
    journalSensorPaper: bit(6),
    receiptSensorPaper: bit(7),
    journalLeverDown: bit(8),
    receiptLeverDown: bit(9),
    coverOpen: bit(10),
    drawerOpen: bit(11),
    journalCoverOpen: bit(12),
  };
}

/** The mode by its low nibble; what each allows is told by its name. */
const modes = {
  1: 'data-output',
  2: 'shift-open',
  3: 'shift-expired',
  4: 'shift-closed',
  5: 'blocked-by-inspector',
  6: 'date-unconfirmed',
  7: 'point-position',
  8: 'document-open',
  9: 'reset-allowed',
  10: 'test-run',
  11: 'full-report',
  12: 'slip-document',
  13: 'slip-printing',
  14: 'slip-ready',
} as const;
export type Mode = (typeof modes)[keyof typeof modes] | 'unknown';

export const readMode = (byte: number): Mode => (modes as Readonly<Record<number, Mode>>)[byte & 0x0f] ?? 'unknown';

const openDocuments = ['sale', 'purchase', 'sale-return', 'purchase-return', 'non-fiscal'] as const;
export type OpenDocument = (typeof openDocuments)[number];

/** Which document is open, by the high nibble in mode 8; undefined in any other mode. */
export const readOpenDocument = (byte: number): OpenDocument | undefined =>
  readMode(byte) === 'document-open' ? openDocuments[byte >> 4] : undefined;

/**
 * `ready`; `no-paper`: out of paper, nothing being printed; `no-paper-printing`: out of paper in the middle of a document; `continue`: paper
 * was put in, B0h is awaited; `reporting`: a long report, may be interrupted; `printing`: commands that print are refused with 50h.
 */
const submodes = ['ready', 'no-paper', 'no-paper-printing', 'continue', 'reporting', 'printing'] as const;
export type Submode = (typeof submodes)[number] | 'unknown';

export const readSubmode = (byte: number): Submode => submodes[byte] ?? 'unknown';

const printResults: Readonly<Record<number, 'ok' | 'paper-broke' | 'printer-failed' | 'printing'>> = {
  0: 'ok',
  1: 'paper-broke',
  2: 'printer-failed',
  5: 'printing',
};
export type PrintResult = 'ok' | 'paper-broke' | 'printer-failed' | 'printing' | 'unknown';

/** How the last printing went; told only by models with `ModelInfo.tellsPrintResult`. */
export const readPrintResult = (byte: number): PrintResult => printResults[byte] ?? 'unknown';
