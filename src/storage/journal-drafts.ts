/**
 * The draft at the till, line by line: each scan writes its own line and a short head, and not once more all that was scanned before. Everything else about a
 * receipt is one record: from `paying` on it is written whole.
 */
import { Dexie } from 'dexie';
import type { Receipt } from '../domain/document/document.ts';
import type { Line } from '../domain/document/line.ts';
import type { JournalDatabase } from './journal-database.ts';
import { receiptRow, type DraftLineRow, type ReceiptRow } from './journal-rows.ts';

export interface DraftStore {
  /** Writes an open draft. Inside a transaction of `receipts` and `draftLines`. */
  put(draft: Receipt): Promise<void>;
  /** Writes a receipt whole; its lines are rows no more. Inside such a transaction. */
  putWhole(receipt: Receipt): Promise<void>;
  /** Rows of receipts with their lines in them. */
  whole(rows: ReadonlyArray<ReceiptRow | undefined>): Promise<unknown[]>;
}

export function draftStore({ receipts, draftLines }: JournalDatabase): DraftStore {
  /** The draft whose lines are known to be on the medium. A transaction that fails makes nothing known. */
  let kept: { readonly id: string; readonly lines: readonly Line[] } | undefined;
  const remember = (next: typeof kept): void => {
    kept = undefined;
    // What a transaction wrote counts only when it has ended well.
    Dexie.currentTransaction?.on('complete', () => void (kept = next));
  };
  // Opened again it may be another database: one that was deleted under this page.
  receipts.db.on('ready', () => void (kept = undefined), true);
  const rowsOf = (id: string): Promise<DraftLineRow[]> => draftLines.where('receiptId').equals(id).toArray();
  return {
    async put(draft) {
      const { id, lines } = draft;
      const known = kept?.id === id ? new Set(kept.lines) : undefined;
      const changed = known ? lines.filter((line) => !known.has(line)) : lines;
      const ids = new Set(lines.map((line) => line.id));
      const before = known ? [...known].map((line) => line.id) : (await rowsOf(id)).map(({ line }) => line.id);
      const gone = before.filter((lineId) => !ids.has(lineId));
      await receipts.put({ ...receiptRow({ ...draft, lines: [] }), lineIds: [...ids] });
      if (changed.length > 0)
        await draftLines.bulkPut(changed.map((line): DraftLineRow => ({ receiptId: id, lineId: line.id, line })));
      if (gone.length > 0) await draftLines.bulkDelete(gone.map((lineId): [string, string] => [id, lineId]));
      remember({ id, lines });
    },
    async putWhole(receipt) {
      await receipts.put(receiptRow(receipt));
      await draftLines.where('receiptId').equals(receipt.id).delete();
      remember(undefined);
    },
    whole: (rows) =>
      Promise.all(
        rows.map(async (row) => {
          if (row?.state !== 'draft') return row;
          const { lineIds, ...head } = row;
          const lines = new Map((await rowsOf(row.id)).map(({ lineId, line }) => [lineId, line]));
          if (lineIds === undefined && lines.size === 0) return row;
          // Where the order cannot be read, as the database has them. A line whose row is gone leaves its place, and is read as one that says so.
          const order: readonly unknown[] = Array.isArray(lineIds) ? lineIds : [...lines.keys()];
          return { ...head, lines: order.map((id) => lines.get(id as string)) };
        }),
      ),
  };
}
