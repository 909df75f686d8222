import type { ShiftBook } from '../../app/fiscal/shift-book.ts';
import { revenue, type ShiftTakings } from '../../domain/document/takings.ts';
import * as ru from './texts.ru.ts';
import * as common from '../shell/texts.ru.ts';

export interface TakingsRow {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  /** Both are known, and are not the same. */
  readonly isOdd: boolean;
}

/** The report of the shift in rows, as an X report has it: by the journal, and by the ККТ. Returns only where there were some. */
export function takingsRows({ ours: book, theirs: counted }: ShiftBook): TakingsRow[] {
  const row = (name: string, show: (takings: ShiftTakings) => string): TakingsRow => {
    const ours = book ? show(book.takings) : ru.takings.none;
    const theirs = counted ? show(counted) : ru.takings.none;
    return { name, ours, theirs, isOdd: book !== undefined && counted !== undefined && ours !== theirs };
  };
  const rowsOf = (kind: 'sales' | 'returns'): TakingsRow[] => [
    row(ru.takings[kind].receipts, (takings) => String(takings[kind].receipts)),
    row(ru.takings[kind].cash, (takings) => common.roubles(takings[kind].cash)),
    row(ru.takings[kind].cashless, (takings) => common.roubles(takings[kind].cashless)),
  ];
  const hasReturns = [book?.takings, counted].some((takings) => (takings?.returns.receipts ?? 0) > 0);
  return [
    ...rowsOf('sales'),
    ...(hasReturns ? rowsOf('returns') : []),
    row(ru.takings.total, (takings) => common.roubles(revenue(takings))),
  ];
}
