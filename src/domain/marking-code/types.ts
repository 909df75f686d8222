/** One application identifier of GS1 and its value. */
export type Element = readonly [ai: string, value: string];

/** Where the crypto part stands and how long it is (reference/marking-codes.md §1.3). */
export type Form = 'pack' | 'short-93' | 'full-44' | 'full-88' | 'ki-only' | 'other';

/** What was put right. Every one of them leaves exactly one possible reading. */
export type Repair =
  | 'prefix' // AIM identifier, FNC1, byte order mark, apostrophe before the code
  | 'hri' // typed from the label, "(01)…(21)…"
  | 'gs-text' // separator written out, "<GS>", "&#x1D;"
  | 'gs-control' // separator sent as another character that no code can hold
  | 'gs-digits' // separator typed as the digits of Alt+029 while Alt was not held
  | 'gs-extra' // separator where GS1 needs none
  | 'gs-restored' // separator lost, one documented layout fits
  | 'lead-zero' // the first 0 of AI 01 lost
  | 'escaped' // signs came escaped, "&lt;" of XML, "%3C" of a URL
  | 'typography' // a text program put typographic signs in place of plain ones
  | 'ru-layout' // a keyboard scanner typed through the Russian layout
  | 'doubled'; // the same code several times in one scan

/** What is odd about a code that still names one unit: the server decides. */
export type Warning =
  | 'gtin-check-digit'
  | 'no-tail' // no crypto part: cannot be checked online
  | 'tail-length'
  | 'tail-alphabet'
  | 'tail-padding' // "+" where base64 ends with "=": a stuck Shift, so other characters may be wrong too
  | 'field-format'; // a price, a measure or a date of an unexpected form

/** Why a scan that looks like a marking code must be repeated. */
export type Damage =
  | 'gs-lost' // no layout fits without the separators
  | 'ambiguous' // more than one code fits
  | 'gs-unclear' // no separator came, and the serial may end in what stands for it
  | 'tail-length'
  | 'gtin'
  | 'alphabet' // characters that no code can hold
  | 'layout' // typed through the Russian layout and damaged besides
  | 'glued' // two different codes in one scan
  | 'framed' // a whole code with characters of the scanner before or behind it
  | 'incomplete';

/** A marking code (КМ) of one unit, block or set. */
export interface MarkingCode {
  /** Exactly as scanned, kept for ever. */
  readonly raw: string;
  /** The full code for the online check and the ККТ: GS as U+001D inside, none at the ends. */
  readonly code: string;
  /** Marking id (КИ): 01 + GTIN + 21 + serial; the first 21 characters of a pack. */
  readonly ki: string;
  /** 14 digits. */
  readonly gtin: string;
  readonly serial: string;
  readonly form: Form;
  /** In the order of the code; empty for a tobacco pack. */
  readonly elements: readonly Element[];
  /** Product groups of ГИС МТ (reference/online-check.md §5.6) that the structure points to, for a person to start from: often none, and never a reason to decide. */
  readonly hints: readonly number[];
  /** Maximum retail price (МРЦ) of the pack or, from AI 8005, of the block. Only when plausible. */
  readonly mrcKopecks?: number;
  /** Net weight (AI 310n). */
  readonly weightGrams?: number;
  /** End of shelf life (AI 7003, 17) in the shop's own time: `2026-11-12T14:00`, `2026-11-12`. */
  readonly expires?: string;
  readonly repairs: readonly Repair[];
  readonly warnings: readonly Warning[];
}

/** Recognised, but not a marking code sold at this till. */
export type OtherForm = 'sscc' | 'aggregate' | 'fur' | 'egais' | 'link' | 'text';

export interface Product {
  readonly kind: 'product';
  /** 14 digits. */
  readonly gtin: string;
  /** As scanned, cleaned. */
  readonly barcode: string;
}

export type Scan =
  | { readonly kind: 'mark'; readonly mark: MarkingCode }
  | Product
  | { readonly kind: 'damaged'; readonly raw: string; readonly damage: Damage }
  | { readonly kind: 'other'; readonly raw: string; readonly form: OtherForm };

/** A scan before its raw text is put back. */
export type Reading =
  | { readonly kind: 'mark'; readonly mark: Omit<MarkingCode, 'raw'> }
  | Product
  | { readonly kind: 'damaged'; readonly damage: Damage }
  | { readonly kind: 'other'; readonly form: OtherForm };

export const damaged = (damage: Damage): Reading => ({ kind: 'damaged', damage });

export type Mark = Extract<Reading, { kind: 'mark' }>;

/** Puts repairs made outside before those the reader made itself, each once. */
export function repaired(reading: Mark, ...repairs: readonly Repair[]): Mark;
export function repaired(reading: Reading, ...repairs: readonly Repair[]): Reading;
export function repaired(reading: Reading, ...repairs: readonly Repair[]): Reading {
  if (reading.kind !== 'mark' || repairs.length === 0) return reading;
  return { kind: 'mark', mark: { ...reading.mark, repairs: [...new Set([...repairs, ...reading.mark.repairs])] } };
}
