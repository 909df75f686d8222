/** The fiscal storage: archive, shift, table of checked КМ, queue to the ОФД. kkt-shtrih §2.5, §3, §8. */
import { refuse, type Refusal } from './errors.ts';
import type { MarkCheck } from './marks.ts';
import { encodeTags, type Tags } from './tags.ts';
import { crc32, le } from './wire.ts';

/** What a document of the archive is. */
export type DocumentKind =
  'registration' | 'shift-opened' | 'receipt' | 'shift-closed' | 'settlement-report' | 'correction';

export interface FiscalDocument {
  readonly fd: number;
  readonly fp: number;
  readonly kind: DocumentKind;
  /** Epoch ms. */
  readonly at: number;
  /** Tag 1054: 1 приход, 2 возврат прихода, 3 расход, 4 возврат расхода. */
  readonly operation?: 1 | 2 | 3 | 4;
  /** Kopecks. */
  readonly sum?: number;
  readonly shift: number;
  readonly tags: Tags;
  /** The ОФД has confirmed it. */
  readonly confirmed: boolean;
}

/** Types of FF0A (§2.5). */
export const documentTypes: Readonly<Record<DocumentKind, number>> = {
  registration: 1,
  'shift-opened': 2,
  receipt: 3,
  'shift-closed': 5,
  'settlement-report': 21,
  correction: 31,
};

/** curDoc of FF01 (§2.5). */
export const openDocument = {
  none: 0x00,
  'shift-opened': 0x02,
  receipt: 0x04,
  'shift-closed': 0x08,
  correction: 0x14,
  'settlement-report': 0x17,
} as const;

/** The table of checked КМ holds so many for one receipt (§3.5). */
export const maxChecked = 128;

const maxClockDifferenceMs = 5 * 60_000;
const dayMs = 24 * 3_600_000;

/** What a document is made of before the ФН gives it its number and its sign. */
export interface Draft {
  readonly kind: DocumentKind;
  readonly operation?: 1 | 2 | 3 | 4;
  readonly sum?: number;
  readonly tags: Tags;
}

export class Fn {
  readonly number: string;
  readonly archive: FiscalDocument[] = [];
  shift: { readonly number: number; openedAt: number | null; receipts: number } = {
    number: 0,
    openedAt: null,
    receipts: 0,
  };
  /** Accepted or just checked; a check waits for FF69 while it is in `asked`. */
  checked: MarkCheck[] = [];
  asked: MarkCheck | null = null;
  lastFd: number;

  constructor(number: string, firstFd: number) {
    this.number = number;
    this.lastFd = firstFd - 1;
  }

  /** The 24 hours of the shift are over. */
  overdue(now: number): boolean {
    return this.shift.openedAt !== null && now - this.shift.openedAt >= dayMs;
  }

  find(fd: number): FiscalDocument | undefined {
    return this.archive.find((document) => document.fd === fd);
  }

  get unconfirmed(): readonly FiscalDocument[] {
    return this.archive.filter(({ confirmed }) => !confirmed);
  }

  confirmAll(): void {
    this.archive.forEach((document, place) => {
      this.archive[place] = { ...document, confirmed: true };
    });
  }

  /** Why the ФН takes no document now; `clockMs` is the device's clock, `trueMs` the ФН's own timer. */
  refusal(kind: DocumentKind, clockMs: number, trueMs: number): Refusal | null {
    if (Math.abs(clockMs - trueMs) > maxClockDifferenceMs) return refuse(0x17);
    if ((kind === 'receipt' || kind === 'correction') && this.overdue(clockMs)) return refuse(0x16);
    return null;
  }

  /** Numbers, signs and archives a document. Checked КМ live until the next document of any kind (§3.5). */
  commit(draft: Draft, common: Tags, at: number, confirmed: boolean): FiscalDocument {
    this.lastFd += 1;
    const fd = this.lastFd;
    const tags: Tags = { ...common, ...draft.tags, 1040: fd, 1041: this.number };
    const fp = crc32([...encodeTags(tags), ...le(fd, 4)]);
    const document: FiscalDocument = {
      fd,
      fp,
      kind: draft.kind,
      at,
      ...(draft.operation !== undefined && { operation: draft.operation }),
      ...(draft.sum !== undefined && { sum: draft.sum }),
      shift: this.shift.number,
      tags: { ...tags, 1077: fp },
      confirmed,
    };
    this.archive.push(document);
    this.forgetChecks();
    return document;
  }

  forgetChecks(): void {
    this.checked = [];
    this.asked = null;
  }
}
