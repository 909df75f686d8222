import { describe, expect, it } from 'vitest';
import type { PrinterState } from '../../app/ports/printer.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { ShiftOperation } from '../../domain/document/shift.ts';
import { epochMs } from '../../domain/base/time.ts';
import { noon } from '../../../test/unit/clock.ts';
import { comparison, differenceWords, shiftWords, unsettledOf } from './shift-state.ts';

const hour = 3_600_000;
const kkt = (shift: PrinterState['shift']): PrinterState => ({
  model: 'ККТ',
  fn: '9960440301234567',
  lastFd: 7,
  demo: false,
  shift,
  warnings: [],
});
const opened = (hours: number): PrinterState =>
  kkt({ state: 'open', number: 3, openedAt: epochMs(noon - hours * hour) });
const operation = (change: Partial<ShiftOperation> = {}): ShiftOperation => ({
  id: 'op',
  kind: 'cash-in',
  state: 'in-doubt',
  at: noon,
  cashier: 'Петрова',
  before: { fn: '9960440301234567', lastFd: 7, shift: 3, paidIn: kopecks(100_00), paidOut: kopecks(0) },
  sum: kopecks(500_00),
  ...change,
});

describe('the shift in words', () => {
  it.each<[string, PrinterState | undefined, object]>([
    ['open', opened(3.5), { look: 'ok', title: 'Смена № 3 открыта' }],
    ['near its end', opened(23), { look: 'care', title: 'Смена № 3 открыта', next: 'close' }],
    [
      'over 24 h by our clock',
      opened(24.5),
      { look: 'care', title: 'Смена № 3 открыта больше 24 часов', next: 'close' },
    ],
    [
      'over 24 h by the ККТ',
      kkt({ state: 'expired', number: 3 }),
      { look: 'care', title: 'Смена № 3 открыта больше 24 часов', next: 'close' },
    ],
    ['closed', kkt({ state: 'closed', number: 3 }), { look: 'none', title: 'Смена закрыта', next: 'open' }],
    ['unknown', undefined, { look: 'care', title: 'Смена: ККТ не отвечает' }],
  ])('%s', (_name, printer, words) => expect(shiftWords(printer, false, noon)).toMatchObject(words));

  it('says what is left', () => expect(shiftWords(opened(3.5), false, noon).text).toContain('осталось 20 ч 30 мин'));
  it('a first shift has none before it', () =>
    expect(shiftWords(kkt({ state: 'closed', number: 0 }), false, noon).text).not.toContain('№'));
});

describe('an operation whose end is not known', () => {
  it('is one in doubt, or one that a dead page left', () => {
    expect(unsettledOf({ operations: [operation()] })?.id).toBe('op');
    expect(unsettledOf({ operations: [operation({ state: 'begun' })] })?.id).toBe('op');
  });
  it('is not the one that is being done', () =>
    expect(unsettledOf({ operations: [operation({ state: 'begun' })], doing: 'cash-in' })).toBeUndefined());
  it('is not one that ended', () =>
    expect(
      unsettledOf({ operations: [operation({ state: 'done' }), operation({ state: 'not-done' })] }),
    ).toBeUndefined());

  it('is compared by the registers of the shift, or by its document', () => {
    const cash = { drawer: kopecks(0), paidIn: kopecks(150_00), paidOut: kopecks(0) };
    expect(comparison(operation(), opened(1), cash).at(-1)).toEqual({
      name: 'Внесено за смену',
      ours: '600,00 ₽',
      theirs: '150,00 ₽',
    });
    expect(
      comparison(operation({ kind: 'close', sum: undefined }), opened(1), cash).map(({ ours, theirs }) => [
        ours,
        theirs,
      ]),
    ).toEqual([
      ['9960440301234567', '9960440301234567'],
      ['закрыта', 'открыта'],
      ['8', '7'],
    ]);
  });
  it('says when the ККТ said nothing', () =>
    expect(comparison(operation(), undefined, undefined).map(({ theirs }) => theirs)).toEqual([
      'нет ответа',
      'нет ответа',
    ]));
});

it('the difference of the counted cash', () => {
  expect([0, -5_000, 5_000].map((sum) => differenceWords(kopecks(sum)))).toEqual([
    'деньги сошлись',
    'не хватает 50,00 ₽',
    'лишние 50,00 ₽',
  ]);
});
