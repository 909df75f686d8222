/** What a file may be at most. A shop of a million goods is within; what is not is told, and takes no memory first. */
import type { FileFailureKind } from '../app/ports/goods-files.ts';

/** Of a file as it lies on the disk, bytes. */
export const mostBytes = 256 * 1_048_576;
/** Of all that comes out of a zip, bytes. A price list of a million rows is half of it. */
export const mostUnzipped = 1_024 * 1_048_576;
/** Below this much no ratio is suspicious, bytes. */
export const unsuspicious = 64 * 1_048_576;
/** XML of a spreadsheet shrinks to a fifteenth, an empty one to a fiftieth; a bomb to a thousandth. */
export const mostRatio = 200;
/** As many as a sheet of Excel has: a million goods and the rows above them. */
export const mostRows = 1_048_576;
export const mostColumns = 256;
/** Texts that the cells of a workbook share. */
export const mostSharedTexts = 4_000_000;
/** Files within a zip: an exchange with 1С has a few dozen, and pictures beside them. */
export const mostEntries = 20_000;
/** Read at once, bytes. */
export const sliceBytes = 1_048_576;

/** A file that is not read further. */
export class FileRefused extends Error {
  readonly kind: FileFailureKind;
  readonly detail: string | undefined;

  constructor(kind: FileFailureKind, detail?: string) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
  }
}
