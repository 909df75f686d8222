/**
 * The demo ККТ: a fiscal printer with a memory and no paper. It keeps its documents as a ФН would, so that recovery after a crash is
 * the real thing; it says of itself that it is a demo, and a real shop refuses it (app/fiscalize.ts).
 */
import type { Clock, FiscalPrinter, PrinterState } from '../../../app/ports.ts';
import type { Tags } from '../../../domain/fiscal-document.ts';
import { kopecks } from '../../../domain/money.ts';
import type { FiscalMark } from '../../../domain/receipt.ts';
import { ok } from '../../../domain/result.ts';

/** A number no real ФН has: they begin with 9 or 7 and this one says what it is. */
const demoFn = '0000000000000150';

interface DemoMemory {
  readonly documents: ReadonlyArray<{ readonly mark: FiscalMark; readonly total: number; readonly document: Tags }>;
}

/** `memory` is where the documents live on: written before the answer, as a ФН does. */
export function demoPrinter(memory: { get(): string | null; set(value: string): void }, clock: Clock): FiscalPrinter {
  const read = (): DemoMemory => {
    const stored = memory.get();
    return stored === null ? { documents: [] } : (JSON.parse(stored) as DemoMemory);
  };
  const state = (): PrinterState => ({ model: 'demo', fn: demoFn, lastFd: read().documents.length, demo: true });
  return {
    state: () => Promise.resolve(ok(state())),
    print: (document) => {
      const { documents } = read();
      const fd = documents.length + 1;
      const mark: FiscalMark = { fn: demoFn, fd, fpd: fiscalSign(fd, document), at: clock.now() };
      memory.set(JSON.stringify({ documents: [...documents, { mark, total: Number(document[1020]), document }] } satisfies DemoMemory));
      return Promise.resolve(ok(mark));
    },
    find: (fd) => {
      const found = read().documents[fd - 1];
      return Promise.resolve(ok(found && { mark: found.mark, total: kopecks(found.total) }));
    },
  };
}

/** Ten digits that look like a ФПД and prove nothing: FNV-1a over the document. */
function fiscalSign(fd: number, document: Tags): string {
  let hash = 0x811c9dc5;
  for (const character of `${fd}${JSON.stringify(document)}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return String(hash).padStart(10, '0');
}
