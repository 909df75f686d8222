import type { FiscalMark } from '../document/document.ts';

/** Up to which document of a ФН the journal knows what was printed. */
export interface KnownDocuments {
  readonly fn: string;
  /** Everything up to this ФД is accounted for. */
  readonly fd: number;
  /** Documents after it, as far as was asked, that are in the journal as well: something unknown stands between. */
  readonly beyond: readonly FiscalMark[];
  /** An older build left it: taken from its newest document. */
  readonly derived: boolean;
}
