import { expect, it } from 'vitest';
import type { ShiftBook } from '../../app/fiscal/shift-book.ts';
import { isSame } from '../../app/fiscal/shift-book.ts';
import { kopecks } from '../../domain/base/money.ts';
import { noTakings, type ShiftTakings } from '../../domain/document/takings.ts';
import { takingsRows } from './takings-rows.ts';
import { takings } from './texts.ru.ts';

const taken = (receipts: number, cash: number, cashless: number, back = 0): ShiftTakings => ({
  sales: { receipts, cash: kopecks(cash), cashless: kopecks(cashless) },
  returns: { ...noTakings.returns, receipts: back > 0 ? 1 : 0, cash: kopecks(back) },
});
const book = (change: Partial<ShiftBook> = {}): ShiftBook => ({
  shift: 3,
  isOver: false,
  ours: { takings: taken(2, 10_000, 5_000), unread: 0, others: 0 },
  theirs: taken(2, 10_000, 5_000),
  ...change,
});
const rows = (of: ShiftBook) => takingsRows(of).map(({ name, ours, theirs, isOdd }) => [name, ours, theirs, isOdd]);
const notes = (of: ShiftBook, isShared = false) => takings.notes(of, isSame(of), isShared).map(({ text }) => text);

it('the report of a shift, as the journal and the ККТ have it', () => {
  expect(rows(book())).toEqual([
    ['Чеков продажи', '2', '2', false],
    ['Наличными', '100,00 ₽', '100,00 ₽', false],
    ['Картой', '50,00 ₽', '50,00 ₽', false],
    ['Итого', '150,00 ₽', '150,00 ₽', false],
  ]);
  expect(notes(book())).toEqual([]);
});

it('returns have rows of their own and are taken off, where there were some', () => {
  expect(rows(book({ theirs: taken(2, 10_000, 5_000, 2_500) })).slice(3)).toEqual([
    ['Чеков возврата', '0', '1', true],
    ['Возвращено наличными', '0,00 ₽', '25,00 ₽', true],
    ['Возвращено на карту', '0,00 ₽', '0,00 ₽', false],
    ['Итого', '150,00 ₽', '125,00 ₽', true],
  ]);
});

it('a difference is told with what is known of it', () => {
  const odd = book({ ours: { takings: taken(1, 0, 5_000), unread: 1, others: 2 } });
  expect(notes(odd)).toEqual([
    'Не прочитано записей о чеках: 1. Их денег в журнале не видно.',
    'Счётчики ККТ другие. В ней 2 документа не из этого журнала. Почему, неизвестно: сверьте с X-отчётом на бумаге.',
  ]);
  expect(notes(odd, true).at(-1)).toMatch(/Эта ККТ общая/);
});

it('what nobody knows is told as such', () => {
  expect(rows(book({ theirs: undefined }))[0]).toEqual(['Чеков продажи', '2', '—', false]);
  expect(rows(book({ ours: undefined }))[0]).toEqual(['Чеков продажи', '—', '2', false]);
  expect(notes(book({ theirs: undefined }))).toEqual([
    'ККТ своих счётчиков не сообщила: показано то, что есть в журнале.',
  ]);
  expect(notes(book({ theirs: undefined, isOver: true }))).toEqual([
    'Смена закрыта: счётчики ККТ уже начались заново, показано то, что есть в журнале.',
  ]);
  // Of a ККТ that has not worked yet there is nothing to say.
  expect(notes(book({ ours: undefined, theirs: undefined, isOver: true }))).toEqual([]);
  expect(notes(book({ ours: undefined }))).toEqual([
    'С какого документа началась смена, неизвестно: по журналу её не посчитать.',
  ]);
});
