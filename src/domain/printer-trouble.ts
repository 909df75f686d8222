/**
 * What may be wrong with a fiscal printer, whoever made it: a closed union, so that each has its Russian sentence and its repair in
 * `ui/ru.ts`. A driver maps its maker's codes to these; the maker's own text travels beside as `detail`.
 */
export type PrinterTrouble =
  // paper and mechanics: a person at the counter can mend it
  | 'no-paper' | 'no-journal-paper' | 'cover-open' | 'cutter' | 'mechanism' | 'overheated' | 'printer-link'
  // the device is not ready yet
  | 'printing' | 'continue-print' | 'wrong-submode'
  // the shift
  | 'shift-expired' | 'shift-open' | 'shift-closed' | 'close-shift-first' | 'totals-full' | 'shift-numbers'
  // the document
  | 'document-open' | 'document-closed' | 'wrong-document-type' | 'other-operator' | 'no-copy' | 'buffer-full' | 'too-many-lines'
  | 'payment-short' | 'cashless-above' | 'no-cash' | 'zero-total' | 'negative-total' | 'wrong-subtotal' | 'discount' | 'overflow' | 'taxation-not-registered'
  // the fiscal memory (ФН) and its operator (ОФД)
  | 'fn-state' | 'fn-failure' | 'fn-silent' | 'fn-expired' | 'fn-full' | 'fn-link' | 'not-fiscalized' | 'no-document' | 'ofd-no-connection' | 'ofd-overdue' | 'ofd-refused'
  // marking
  | 'bad-mark' | 'marks-forbidden' | 'mark-sequence' | 'mark-notices-full' | 'mark-table-full' | 'mark-details-missing' | 'mark-not-checked'
  | 'mark-unreadable' | 'mark-forged' | 'mark-keys'
  // settings
  | 'clock-wrong' | 'wrong-password' | 'settings' | 'field-locked'
  // the device itself
  | 'low-voltage' | 'power' | 'hardware' | 'firmware-replaced' | 'memory-restored' | 'kkt-failure'
  // ours or its maker's mistake
  | 'unsupported' | 'wrong-mode' | 'wrong-operation' | 'wrong-format' | 'too-long' | 'no-data' | 'unknown';
