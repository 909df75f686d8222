import type { PrinterFailure, PrinterState } from '../../app/ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { registrationTrouble } from '../../app/fiscal/registration.ts';
import type { Problem } from '../../app/sale/store.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Result } from '../../domain/base/result.ts';
import { blamedLine } from '../receipt/line-status.ts';
import type * as common from '../shell/texts.ru.ts';
import * as ru from './texts.ru.ts';
import * as printerRu from '../printer/texts.ru.ts';
import * as receiptRu from '../receipt/texts.ru.ts';

/** What goes on without losing the receipt, best first. */
export type Way = 'close-shift' | 'choose-port' | 'look' | 'shift' | 'settings' | 'remove-line';

/** A trouble of the ККТ that lasts: the ККТ itself says when it is over. The others are over when the next print succeeds. */
const lasting = new Set<PrinterTrouble>([
  'no-paper',
  'no-journal-paper',
  'cover-open',
  'cutter',
  'mechanism',
  'overheated',
  'printer-link',
  'printing',
  'continue-print',
  'wrong-submode',
  'low-voltage',
]);
/** Mended by a Z report, and by nothing else. */
const endOfShift = new Set<PrinterTrouble>(['shift-expired', 'close-shift-first', 'totals-full', 'field-locked']);
const inSettings = new Set<PrinterTrouble>([
  'wrong-password',
  'inn-differs',
  'taxation-not-registered',
  'other-operator',
]);
const ofOneLine = new Set<PrinterTrouble>(['bad-mark', 'mark-unreadable', 'mark-forged', 'mark-details-missing']);
/** Over by themselves while the next document waits. */
const passing = new Set<PrinterTrouble>(['printing', 'continue-print', 'wrong-submode']);

export function waysOn(problem: Problem, { link }: Pick<Shop['kkt'], 'link'>, canChoosePort: boolean): Way[] {
  switch (problem.kind) {
    case 'not-connected':
      if (link === 'none') return ['settings'];
      return link === 'cable' && canChoosePort ? ['choose-port', 'look'] : ['look'];
    case 'refused':
      if (endOfShift.has(problem.trouble)) return ['close-shift'];
      if (inSettings.has(problem.trouble)) return ['settings'];
      if (problem.trouble === 'settings' && problem.item !== undefined) return ['settings'];
      if (problem.trouble === 'no-cash') return ['shift'];
      return ofOneLine.has(problem.trouble) && problem.item !== undefined ? ['remove-line'] : [];
    case 'demo-printer':
      return ['settings'];
    case 'pending':
      return ['shift'];
    case 'lost-answer':
      return link === 'cable' && canChoosePort ? ['choose-port'] : [];
    case 'not-printed':
    case 'receipt':
    case 'doubt':
    case 'unknown-documents':
    case 'storage':
      return [];
  }
}

/** Whether the ККТ, asked after the failure, says that it is over. */
export function isMended(problem: Problem, printer: PrinterState): boolean {
  if (problem.kind === 'not-connected') return printer.trouble === undefined || passing.has(printer.trouble);
  if (problem.kind !== 'refused') return false;
  if (problem.trouble === 'shift-expired') return printer.shift.state !== 'expired';
  if (endOfShift.has(problem.trouble)) return printer.shift.state === 'closed';
  return lasting.has(problem.trouble) && printer.trouble === undefined;
}

export const mendedWords = (problem: Problem): common.Advice =>
  problem.kind === 'refused' && endOfShift.has(problem.trouble) ? ru.failed.closed : ru.failed.ready;

/** What will keep the receipt from being printed, told before the money is taken; the same that `app/fiscal/fiscalize.ts` would say. */
export function problemAhead(
  printer: Result<PrinterState, PrinterFailure> | undefined,
  shop: Shop,
): Problem | undefined {
  if (!printer) return undefined;
  if (!printer.ok) return printer.failure;
  const { demo, trouble, shift, about } = printer.value;
  if (demo !== (shop.kind === 'demo')) return { kind: 'demo-printer' };
  const differs = registrationTrouble(shop, about);
  if (differs) return { kind: 'refused', trouble: differs };
  if (shift.state === 'expired') return { kind: 'refused', trouble: 'shift-expired' };
  return trouble && !passing.has(trouble) ? { kind: 'refused', trouble } : undefined;
}

export interface ProblemWords extends common.Advice {
  /** What became of the receipt and of the money. */
  readonly receipt?: string | undefined;
  readonly detail?: string | undefined;
}

/** `when`: before anything was sent, or after the attempt; `doubt`: the receipt itself is in doubt. */
export function problemWords(
  problem: Problem,
  { link }: Pick<Shop['kkt'], 'link'>,
  receipt: Receipt,
  when: 'ahead' | 'after' | 'doubt',
): ProblemWords {
  switch (problem.kind) {
    case 'not-connected':
    case 'refused':
    case 'lost-answer': {
      const advice = printerRu.printerAdvice(problem, link !== 'none');
      if (when === 'doubt')
        return problem.kind === 'lost-answer' ? { ...ru.problems.unanswered, detail: advice.detail } : advice;
      if (when === 'ahead') return { ...advice, receipt: ru.failed.ahead };
      const line = blamedLine(problem, receipt);
      const isVat = problem.kind === 'refused' && problem.trouble === 'settings';
      const repair = line
        ? `${ru.failed.item(line.name || receiptRu.alarm.unnamed(line.gtin))} ${isVat ? ru.failed.vat : advice.repair}`
        : advice.repair;
      const canGo = line !== undefined && problem.kind === 'refused' && ofOneLine.has(problem.trouble);
      return {
        ...advice,
        what: `${ru.failed.title} ${advice.what}`,
        repair,
        receipt: canGo ? ru.failed.withoutLine : ru.failed.afterwards,
      };
    }
    case 'receipt':
      return ru.problems.receipt(problem.why);
    case 'storage':
      return { ...ru.problems.storage, detail: problem.detail };
    default:
      return ru.problems[problem.kind];
  }
}

/** What keeps the paper of a document that the ФН has already from coming out. */
export function unfinishedPrint(printer: Result<PrinterState, PrinterFailure> | undefined): common.Advice | undefined {
  if (!printer?.ok || !printer.value.interrupted) return undefined;
  return printerRu.troubles[printer.value.trouble ?? 'continue-print'];
}
