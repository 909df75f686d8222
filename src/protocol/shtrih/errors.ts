/** Error codes of answers (kkt-shtrih.md §4, §3.7): what is wrong, and who can mend it. Low codes come from the ФН, the rest from the ККТ. */

/**
 * `wait`: ask again in a while. `status`: ask 10h and go by its mode or submode. `paper`: a person puts paper in, closes the cover; then as
 * 10h says. `continue-print`: B0h. `shift`: open or close it. `receipt`: mend or cancel the open receipt. `person`: somebody at the
 * till decides. `settings`: set-up is wrong. `service`: the device needs its engineer. `bug`: ours.
 */
export type Remedy =
  'wait' | 'status' | 'paper' | 'continue-print' | 'shift' | 'receipt' | 'person' | 'settings' | 'service' | 'bug';

type Row = readonly [kind: string, after: Remedy, effect?: 'unknown'];

const table = {
  // from the ФН
  0x01: ['wrong-format', 'bug'],
  0x02: ['fn-state', 'receipt'],
  0x03: ['fn-failure', 'service', 'unknown'],
  0x04: ['fn-failure', 'service', 'unknown'],
  0x05: ['fn-expired', 'service'],
  0x06: ['fn-full', 'service'],
  0x07: ['clock-wrong', 'settings'],
  // The end of reading a document, too: then it is no error.
  0x08: ['no-document', 'person'],
  0x09: ['wrong-format', 'bug'],
  0x10: ['too-long', 'bug'],
  0x11: ['ofd-no-connection', 'wait'],
  0x12: ['fn-expired', 'service'],
  0x14: ['ofd-overdue', 'settings'],
  0x15: ['ofd-overdue', 'settings'],
  0x16: ['shift-expired', 'shift'],
  0x17: ['clock-wrong', 'settings'],
  0x20: ['ofd-refused', 'person'],
  0x23: ['mark-keys', 'wait'],
  0x24: ['mark-keys', 'wait'],
  // the way to the ФН: whether it did its work is not known
  0x2f: ['fn-silent', 'status', 'unknown'],
  // Also "repeat the update of the marking keys", told apart by the command alone.
  0x30: ['fn-silent', 'status', 'unknown'],
  // parameters
  0x33: ['wrong-format', 'bug'],
  0x34: ['no-data', 'person'],
  0x35: ['settings', 'settings'],
  0x36: ['unsupported', 'bug'],
  0x37: ['unsupported', 'bug'],
  0x38: ['hardware', 'service'],
  0x39: ['kkt-failure', 'service', 'unknown'],
  // the shift
  0x3a: ['totals-full', 'shift'],
  0x3b: ['totals-full', 'shift'],
  0x3c: ['shift-open', 'shift'],
  // Printed as "open" in the maker's document.
  0x3d: ['shift-closed', 'shift'],
  0x3e: ['totals-full', 'shift'],
  0x3f: ['totals-full', 'shift'],
  // sums of the receipt
  0x40: ['discount', 'receipt'],
  0x41: ['overflow', 'receipt'],
  0x42: ['overflow', 'receipt'],
  0x43: ['overflow', 'receipt'],
  0x44: ['overflow', 'receipt'],
  0x45: ['payment-short', 'receipt'],
  0x46: ['no-cash', 'person'],
  0x47: ['overflow', 'receipt'],
  0x48: ['overflow', 'receipt'],
  0x49: ['wrong-document-type', 'receipt'],
  0x4a: ['document-open', 'receipt'],
  // With no receipt open: ask again in a second.
  0x4b: ['buffer-full', 'receipt'],
  0x4c: ['overflow', 'receipt'],
  0x4d: ['cashless-above', 'receipt'],
  0x4e: ['shift-expired', 'shift'],
  0x4f: ['wrong-password', 'settings'],
  // what the device is doing, what was put into the receipt
  0x50: ['printing', 'wait'],
  0x51: ['totals-full', 'shift'],
  0x52: ['totals-full', 'shift'],
  0x53: ['totals-full', 'shift'],
  0x54: ['totals-full', 'shift'],
  0x55: ['document-closed', 'status'],
  0x56: ['no-copy', 'person'],
  0x58: ['continue-print', 'continue-print'],
  0x59: ['other-operator', 'receipt'],
  0x5a: ['discount', 'receipt'],
  0x5b: ['discount', 'receipt'],
  0x5c: ['low-voltage', 'person'],
  0x5d: ['unsupported', 'bug'],
  0x5e: ['wrong-operation', 'bug'],
  0x5f: ['negative-total', 'receipt'],
  0x60: ['overflow', 'receipt'],
  0x61: ['overflow', 'receipt'],
  0x62: ['overflow', 'receipt'],
  0x63: ['overflow', 'receipt'],
  // Sections, taxes and pay-outs: the reference tells no more of 65h, 66h, 68h, 69h, 6Dh, 6Eh, 6Fh.
  0x65: ['overflow', 'receipt'],
  0x66: ['overflow', 'receipt'],
  0x68: ['overflow', 'receipt'],
  0x69: ['overflow', 'receipt'],
  0x6a: ['power', 'wait', 'unknown'],
  0x6b: ['no-paper', 'paper'],
  0x6c: ['no-journal-paper', 'paper'],
  0x6d: ['overflow', 'receipt'],
  0x6e: ['overflow', 'receipt'],
  0x6f: ['overflow', 'receipt'],
  0x71: ['cutter', 'person'],
  0x72: ['wrong-submode', 'status'],
  0x73: ['wrong-mode', 'status'],
  0x74: ['hardware', 'service', 'unknown'],
  0x75: ['power', 'person', 'unknown'],
  0x76: ['mechanism', 'person'],
  0x77: ['mechanism', 'person'],
  0x78: ['firmware-replaced', 'service'],
  0x79: ['firmware-replaced', 'service'],
  0x7a: ['field-locked', 'bug'],
  0x7b: ['hardware', 'service', 'unknown'],
  0x7c: ['clock-wrong', 'settings'],
  0x7d: ['clock-wrong', 'settings'],
  0x7e: ['wrong-format', 'bug'],
  0x7f: ['overflow', 'receipt'],
  // the fiscal memory
  0x80: ['fn-link', 'wait', 'unknown'],
  0x81: ['fn-link', 'wait', 'unknown'],
  0x82: ['fn-link', 'wait', 'unknown'],
  0x83: ['fn-link', 'wait', 'unknown'],
  0x84: ['overflow', 'receipt'],
  0x85: ['overflow', 'receipt'],
  0x86: ['overflow', 'receipt'],
  0x87: ['overflow', 'receipt'],
  0x88: ['overflow', 'receipt'],
  0x89: ['overflow', 'receipt'],
  0x8a: ['overflow', 'receipt'],
  0x8b: ['overflow', 'receipt'],
  0x8c: ['overflow', 'receipt'],
  0x8d: ['overflow', 'receipt'],
  0x8e: ['zero-total', 'receipt'],
  0x8f: ['not-fiscalized', 'service'],
  0x90: ['too-long', 'bug'],
  0x91: ['too-long', 'bug'],
  0x92: ['too-long', 'bug'],
  0x93: ['memory-restored', 'status', 'unknown'],
  0x94: ['too-many-lines', 'receipt'],
  0x96: ['close-shift-first', 'shift'],
  // marking
  0xa0: ['marks-forbidden', 'service'],
  0xa1: ['mark-sequence', 'bug'],
  0xa2: ['mark-notices-full', 'wait'],
  0xa3: ['mark-table-full', 'receipt'],
  0xa4: ['mark-details-missing', 'bug'],
  0xa5: ['mark-not-checked', 'bug'],
  // The same two as messages_ru numbers them (§3.7).
  0xaa: ['mark-details-missing', 'bug'],
  0xac: ['mark-not-checked', 'bug'],
  // the device
  0xc0: ['clock-wrong', 'settings'],
  0xc2: ['power', 'service'],
  0xc4: ['shift-numbers', 'service'],
  0xc7: ['close-shift-first', 'shift'],
  0xc8: ['printer-link', 'person'],
  0xc9: ['overheated', 'wait'],
  0xcb: ['wrong-subtotal', 'receipt'],
  0xcf: ['clock-wrong', 'settings'],
  // A mark that cannot be decoded; before ФФД 1.2, goods not produced or already sold.
  0xd3: ['mark-unreadable', 'person'],
  0xd4: ['mark-forged', 'person'],
  0xd5: ['mark-forged', 'person'],
} as const satisfies Readonly<Record<number, Row>>;

export type ErrorKind = (typeof table)[keyof typeof table][0] | 'unknown';

export interface DeviceError {
  readonly kind: ErrorKind;
  readonly after: Remedy;
  /** Whether the refused command certainly changed nothing. Where it is unknown, ask the ФН before repeating what `closes` (§7.3). */
  readonly effect: 'none' | 'unknown';
}

/** Codes not in the table may mean anything. Code 0 is no error: it must not come here. */
export function deviceError(code: number): DeviceError {
  const [kind, after, effect = 'none'] =
    (table as Readonly<Record<number, readonly [ErrorKind, Remedy, 'unknown'?]>>)[code] ??
    (['unknown', 'person', 'unknown'] as const);
  return { kind, after, effect };
}
