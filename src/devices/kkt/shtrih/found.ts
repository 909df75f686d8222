/** A document of the ФН as the house knows documents. */
import { kopecks, noMoney } from '../../../domain/base/money.ts';
import type { EpochMs } from '../../../domain/base/time.ts';
import type { FoundDocument } from '../../../domain/document/found-document.ts';
import type { FiscalMark } from '../../../domain/document/document.ts';
import type * as kkt from '../../../protocol/shtrih/commands/index.ts';

/** ФПД as a receipt prints it: ten digits. */
export const signOf = (fp: number): string => String(fp).padStart(10, '0');

export function foundDocument(fn: string, found: kkt.FoundDocument, at: EpochMs): FoundDocument {
  const mark: FiscalMark = { fn, fd: found.fd, fpd: signOf(found.fp), at };
  switch (found.kind) {
    case 'receipt':
    case 'form':
      return { kind: 'receipt', operation: found.operation, mark, total: kopecks(found.sum) };
    case 'correction':
    case 'form-correction':
      return { kind: 'correction', operation: found.operation, mark, total: kopecks(found.sum) };
    case 'shift-opening':
      return { kind: 'shift-opened', mark, total: noMoney };
    case 'shift-closing':
      return { kind: 'shift-closed', mark, total: noMoney };
    default:
      return { kind: 'other', mark, total: noMoney };
  }
}
