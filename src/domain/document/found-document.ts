/**
 * A document as the ФН has it, and what it has to do with a receipt of ours. What the archive holds of an item is name, quantity, price, sum and
 * the code of the goods (1163); the marking code itself (2000) travels in the notice of sale only (marking-codes.md §2.2).
 */
import { itemTags, type Tags } from './fiscal-document.ts';
import { kopecks, type Kopecks } from '../base/money.ts';
import { isOpen, operations, type FiscalMark, type Receipt } from './document.ts';
import { due, takenOff, total } from './pricing.ts';
import { tendersOf, type Tender } from './tender.ts';
import { readTillMark } from './till-mark.ts';

export interface FoundDocument {
  readonly kind: 'receipt' | 'correction' | 'shift-opened' | 'shift-closed' | 'other';
  /** Tag 1054 of a receipt: 1 sale, 2 return of a sale. */
  readonly operation?: number | undefined;
  readonly mark: FiscalMark;
  /** Tag 1020; nothing for what is no receipt. */
  readonly total: Kopecks;
  /** What stands in it, where that was asked for and could be read. */
  readonly contents?: DocumentContents | undefined;
}

export interface DocumentContents {
  /** Tag 1059; absent where one of them could not be read. */
  readonly items?: readonly DocumentItem[] | undefined;
  /** Tags 1031 and 1081. */
  readonly paid?: { readonly cash: Kopecks; readonly cashless: Kopecks } | undefined;
  /** Tag 1192; `''`: the document was read to its end and has none; absent: not known. */
  readonly note?: string | undefined;
}

export interface DocumentItem {
  readonly name: string;
  /** Thousandths. */
  readonly quantity: number;
  readonly price: Kopecks;
  readonly sum: Kopecks;
  /** The code of marked goods: 1305, 1306 or another of 1163. Plain barcodes are not told. */
  readonly code?: string | undefined;
}

/** Tags of 1163 that hold the code of one marked item (marking-codes.md §1.7): 1301…1303 are barcodes of goods. */
const markTags = [1305, 1306, 1307, 1308, 1309, 1300, 1320, 1321, 1322, 1323, 1324, 1325] as const;

/** An item from its tags (1059). */
export function documentItem(tags: Tags): DocumentItem {
  const codes = (tags[1163] ?? {}) as Tags;
  const code = markTags.map((tag) => codes[tag]).find((value) => typeof value === 'string');
  return {
    name: String(tags[1030] ?? ''),
    quantity: Number(tags[1023]),
    price: kopecks(Number(tags[1079])),
    sum: kopecks(Number(tags[1043])),
    ...(code !== undefined && { code }),
  };
}

/** The contents of a document whose tags are at hand in full. */
export const contentsOf = (document: Tags): DocumentContents => ({
  ...(Array.isArray(document[1059]) && { items: (document[1059] as readonly Tags[]).map(documentItem) }),
  paid: { cash: kopecks(Number(document[1031] ?? 0)), cashless: kopecks(Number(document[1081] ?? 0)) },
  note: String(document[1192] ?? ''),
});

/** `codes`: the very units of the receipt, by their marking codes. `alike`: the same goods, of which others exist. */
export type Sameness = 'codes' | 'alike' | 'other';

/** Compares the lines of a receipt with the items of a document, in any order. A name may be cut and lose letters that the ККТ cannot write. */
export function sameItems({ lines }: Pick<Receipt, 'lines'>, items: readonly DocumentItem[]): Sameness {
  const left = [...items];
  let codes = false;
  for (const ours of lines.map((line) => documentItem(itemTags(line)))) {
    const at = left.findIndex((theirs) => isSame(ours, theirs));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (!found) return 'other';
    codes ||= ours.code !== undefined && found.code !== undefined;
  }
  if (left.length > 0) return 'other';
  return codes ? 'codes' : 'alike';
}

/** The same, where both can be read; a line that cannot be says nothing of whose document it is. */
const sameAs = (receipt: Receipt, items: readonly DocumentItem[] | undefined): Sameness | undefined =>
  items && receipt.lines.every(({ unread }) => !unread) ? sameItems(receipt, items) : undefined;

function isSame(ours: DocumentItem, theirs: DocumentItem): boolean {
  if (ours.quantity !== theirs.quantity || ours.price !== theirs.price || ours.sum !== theirs.sum) return false;
  // A mark where we had none is another unit; a mark that the archive does not tell says nothing.
  if (theirs.code !== undefined) return ours.code !== undefined && plainCode(ours.code) === plainCode(theirs.code);
  const [a, b] = [plainName(ours.name), plainName(theirs.name)];
  return a.startsWith(b) || b.startsWith(a);
}

/** GTIN and serial, with or without their AIs. */
const plainCode = (code: string): string => code.replace(/^01(\d{14})21/, '$1');
/** What survives cp1251 and cp866 alike. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^0-9a-zа-я]/g, '');

// ── recovery: whose is it?

/** Who sent bytes to the ККТ since a moment: the bridge of the gateway knows it, and a cable has one end. */
export type PrinterUse = 'only-us' | 'others' | 'unknown';

/** `likely`: nothing speaks against it, and nobody else has used the ККТ. `unclear`: for a person. */
export type Whose = 'ours' | 'likely' | 'foreign' | 'unclear';

/** The ККТ tells times of documents without seconds, and its clock may be set back a little between two documents, ms. */
const clockSlackMs = 2 * 60_000;

/** Whether a document that was made after the intent of `receipt` is that receipt. It must be told in full, else its sum alone speaks. */
export function whose(receipt: Receipt, found: FoundDocument, use: PrinterUse): Whose {
  const { intent } = receipt;
  if (!intent || found.kind !== 'receipt' || found.operation !== operations[receipt.kind]) return 'foreign';
  const { note, items } = found.contents ?? {};
  // A till writes its own mark or, where the ККТ takes none, nothing.
  if (note !== undefined && note !== '') return note === intent.tillMark ? 'ours' : 'foreign';
  const same = sameAs(receipt, items);
  if (same === 'other') return 'foreign';
  if (intent.kktAt !== undefined && found.mark.at < intent.kktAt - clockSlackMs) return 'foreign';
  if (found.total !== intent.total) return 'unclear';
  if (use === 'only-us') return 'likely';
  // The very unit is sold once. Where another till was at the ККТ, it may have been carried over to it.
  return same === 'codes' && use === 'unknown' ? 'ours' : 'unclear';
}

// ── a journal that was rolled back: is it the receipt that is open?

/** A document that the journal does not know. */
export interface UnknownDocument extends FoundDocument {
  /** It bears the mark of this till. */
  readonly isOurs: boolean;
}

export const isMarkedBy = ({ contents }: FoundDocument, till: string | undefined): boolean =>
  till !== undefined && readTillMark(contents?.note)?.till === till;

/** The goods may have been scanned into a new receipt after the document was made: then only what cannot be twice speaks for it. */
const openedSlackMs = 5 * 60_000;

/** Whether an unknown document is the open receipt: `same`, by its goods or our own mark; `maybe`, by its sum, which any other receipt may have; or `no`. A person has the last word. */
export function fits(receipt: Receipt, found: UnknownDocument): 'same' | 'maybe' | 'no' {
  if (
    !isOpen(receipt) ||
    receipt.lines.length === 0 ||
    found.kind !== 'receipt' ||
    found.operation !== operations[receipt.kind]
  )
    return 'no';
  const { note, items } = found.contents ?? {};
  if (note !== undefined && note !== '' && !found.isOurs) return 'no';
  const same = sameAs(receipt, items);
  if (same === 'other') return 'no';
  if (same === 'codes') return 'same';
  const sums = roundedBy(receipt, found);
  if (sums === undefined) return 'no';
  const isLater = found.mark.at >= receipt.openedAt - openedSlackMs;
  const isNumbered =
    receipt.number === undefined || !found.isOurs || readTillMark(found.contents?.note)?.number === receipt.number;
  // Goods that cannot be read speak for nobody.
  const isTold = same === 'alike' || found.isOurs;
  return isTold && isNumbered && (isLater || (same === 'alike' && found.isOurs)) ? 'same' : 'maybe';
}

/** Kopecks that the document let go of the receipt's total; undefined: it is another sum. */
export function roundedBy(receipt: Receipt, found: Pick<FoundDocument, 'total'>): Kopecks | undefined {
  if (found.total === due(receipt)) return takenOff(receipt);
  const odd = total(receipt) - found.total;
  return odd >= 0 && odd < 100 ? kopecks(odd) : undefined;
}

/** How it was paid, as far as the document tells it: cash to the kopeck, for nobody knows what was handed over. */
export function tendersIn({ contents, total }: FoundDocument): readonly Tender[] | undefined {
  if (!contents?.paid) return undefined;
  const { cash, cashless } = contents.paid;
  if (cashless === 0) return tendersOf({ way: 'cash', received: cash }, total);
  return tendersOf(cash === 0 ? { way: 'cashless' } : { way: 'mixed', cashless, received: cash }, total);
}
