import { describe, expect, it } from 'vitest';
import type { CodeCheck } from '../code-check/answer.ts';
import type { Goods } from '../goods/goods.ts';
import { kopecks } from '../base/money.ts';
import { onePiece, thousandths } from '../base/quantity.ts';
import { isOpen, newReceipt, type FiscalMark, type Intent, type Receipt, type DocumentState } from './document.ts';
import {
  addLine,
  changeLine,
  changePrice,
  confirmAdult,
  removeForAdults,
  removeLine,
  withBuyer,
  withCheck,
} from './edits.ts';
import { isForAdults, lineSum, type Line, type LineMark } from './line.ts';
import {
  cancel,
  choosePayment,
  lostAnswer,
  notPrinted,
  printed,
  startFiscalizing,
  startPaying,
  stopPaying,
  withMarkResult,
} from './moves.ts';
import { lineOf, packageLine } from './new-line.ts';
import { alcoholUntil, obstacle, type ReceiptFailure } from './obstacles.ts';
import { due, takenOff, total } from './pricing.ts';
import { change, paidBy, tendersOf, type Payment } from './tender.ts';
import { fail, type Result } from '../base/result.ts';
import { epochMs, wallClock } from '../base/time.ts';

const now = epochMs(Date.UTC(2026, 10, 22, 9));
const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
const good: CodeCheck = { source: 'online', facts: 'full', answer: { cis: '', found: true }, proof };
const refused: CodeCheck = { source: 'online', facts: 'full', answer: { cis: '', sold: true }, proof };
const none: CodeCheck = { source: 'none', failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } };

const bread: Goods = {
  id: 'bread',
  gtin: '04607004890017',
  name: 'Хлеб',
  price: kopecks(4550),
  vat: '10',
  measure: 'piece',
  isMarked: false,
};
const milk: Goods = {
  id: 'milk',
  gtin: '04670540176099',
  name: 'Молоко',
  price: kopecks(8990),
  vat: '10',
  measure: 'piece',
  group: 8,
  isMarked: true,
};
const sugar: Goods = { ...bread, id: 'sugar', name: 'Сахар', measure: 'kilogram' };

const mark = (ki: string): LineMark => ({ raw: ki, code: `${ki}\u001d93dGVz`, ki, form: 'short-93', scannedAt: now });
const marked = (id: string, check?: CodeCheck, ki = id): Line => ({
  ...packageLine(id, milk, '04670540176099', mark(ki)),
  ...(check && { check }),
});
const plain = (id: string, goods = bread, quantity = onePiece): Line => lineOf(id, goods, quantity);
const intent: Intent = { fn: '9960440301234567', expectedFd: 7, total: kopecks(13_540), at: now };
const fiscal: FiscalMark = { fn: '9960440301234567', fd: 7, fpd: '1234567890', at: now };
const cash = (received: number) => ({ way: 'cash', received: kopecks(received) }) as const;

const done = (moved: Result<Receipt, ReceiptFailure>): Receipt => {
  if (!moved.ok) throw new Error(moved.failure);
  return moved.value;
};
const of = (...lines: Line[]): Receipt => ({ ...newReceipt('r', now), lines });

const paid = <Of extends Receipt>(receipt: Of, payment: Payment): Of => ({
  ...receipt,
  tenders: tendersOf(payment, due(receipt)),
});

/** A receipt with a checked and a plain line in each state. */
const inState = (state: DocumentState): Receipt => ({
  ...(state === 'draft' || state === 'cancelled'
    ? of(marked('m', good), plain('p'))
    : paid(of(marked('m', good), plain('p')), cash(15_000))),
  state,
  ...((state === 'fiscalizing' || state === 'in-doubt' || state === 'fiscalized') && { intent, number: 12 }),
  ...(state === 'fiscalized' && { fiscal }),
});

const states: DocumentState[] = ['draft', 'paying', 'fiscalizing', 'fiscalized', 'in-doubt', 'cancelled'];
/** Every move, and where it leads from each state in which it is legal. */
const moves: Record<
  string,
  { move: (receipt: Receipt) => Result<Receipt, ReceiptFailure>; legal: Partial<Record<DocumentState, DocumentState>> }
> = {
  addLine: { move: (receipt) => addLine(receipt, plain('new', sugar)), legal: { draft: 'draft' } },
  confirmAdult: { move: (receipt) => confirmAdult(receipt, now), legal: { draft: 'draft' } },
  removeForAdults: { move: removeForAdults, legal: { draft: 'draft' } },
  removeLine: { move: (receipt) => removeLine(receipt, 'p'), legal: { draft: 'draft' } },
  changeLine: {
    move: (receipt) => changeLine(receipt, 'p', { quantity: thousandths(2000) }),
    legal: { draft: 'draft' },
  },
  cancel: { move: cancel, legal: { draft: 'cancelled' } },
  startPaying: { move: (receipt) => startPaying(receipt, now), legal: { draft: 'paying' } },
  stopPaying: { move: stopPaying, legal: { paying: 'draft' } },
  choosePayment: { move: (receipt) => choosePayment(receipt, { way: 'cashless' }), legal: { paying: 'paying' } },
  withBuyer: { move: (receipt) => withBuyer(receipt, '+79261234567'), legal: { draft: 'draft', paying: 'paying' } },
  startFiscalizing: { move: (receipt) => startFiscalizing(receipt, intent, 12), legal: { paying: 'fiscalizing' } },
  lostAnswer: { move: lostAnswer, legal: { fiscalizing: 'in-doubt' } },
  notPrinted: { move: notPrinted, legal: { fiscalizing: 'paying', 'in-doubt': 'paying' } },
  printed: {
    move: (receipt) => printed(receipt, fiscal),
    legal: { fiscalizing: 'fiscalized', 'in-doubt': 'fiscalized' },
  },
};

describe('every move from every state', () => {
  const pairs = Object.entries(moves).flatMap(([name, { move, legal }]) =>
    states.map((state) => [name, state, legal[state], move] as const),
  );
  it.each(pairs)('%s from %s → %s', (_, state, to, move) => {
    const before = inState(state);
    const copy = structuredClone(before);
    const moved = move(before);
    expect(before).toEqual(copy);
    if (to) expect(moved).toMatchObject({ ok: true, value: { state: to, id: before.id } });
    else expect(moved).toEqual(fail('wrong-state'));
  });

  it('paid never goes back: nothing reaches a draft from the money except through «certainly not printed»', () => {
    const reach = (from: DocumentState, without: string): Set<DocumentState> => {
      const seen = new Set<DocumentState>([from]);
      for (const state of seen)
        for (const [name, { legal }] of Object.entries(moves))
          if (name !== without && legal[state]) seen.add(legal[state]);
      return seen;
    };
    expect([...reach('fiscalizing', 'notPrinted')].sort()).toEqual(['fiscalized', 'fiscalizing', 'in-doubt']);
    expect([...reach('fiscalized', '')]).toEqual(['fiscalized']);
    expect([...reach('cancelled', '')]).toEqual(['cancelled']);
  });

  it('only a draft and a receipt being paid are open', () =>
    expect(states.filter((state) => isOpen(inState(state)))).toEqual(['draft', 'paying']));
});

describe('what the moves carry', () => {
  it('going back to the goods forgets the payment', () =>
    expect(done(stopPaying(inState('paying'))).tenders).toEqual([]));
  it('printing begins with the intent and the number', () =>
    expect(done(startFiscalizing(inState('paying'), intent, 12))).toMatchObject({
      intent,
      number: 12,
      tenders: [{ way: 'cash', amount: 13_540, received: 15_000 }],
    }));
  it('not printed keeps number and payment, and drops the intent', () => {
    const back = done(notPrinted(inState('in-doubt')));
    expect(back).toMatchObject({ number: 12, tenders: [{ way: 'cash', received: 15_000 }] });
    expect(back.intent).toBeUndefined();
  });
  it('printed keeps the intent beside the fiscal mark', () =>
    expect(done(printed(inState('in-doubt'), fiscal))).toMatchObject({ fiscal, intent, number: 12 }));
});

describe('adding', () => {
  it('refuses the same КИ twice, whatever else differs', () => {
    const receipt = of(marked('a', good, 'KI-1'));
    expect(addLine(receipt, { ...marked('b', undefined, 'KI-1'), gtin: 'other', name: 'other' })).toEqual(
      fail('duplicate'),
    );
    expect(done(addLine(receipt, marked('b', undefined, 'ki-1'))).lines).toHaveLength(2);
  });

  it('never counts up marked goods: one code, one line', () =>
    expect(
      done(addLine(of(marked('a', good, 'KI-1')), marked('b', undefined, 'KI-2'))).lines.map(
        ({ quantity }) => quantity,
      ),
    ).toEqual([1000, 1000]));

  it('counts up pieces of unmarked goods', () => {
    const receipt = done(addLine(of(plain('a')), plain('b', bread, thousandths(3000))));
    expect(receipt.lines).toHaveLength(1);
    expect(receipt.lines[0]).toMatchObject({ id: 'a', quantity: 4000 });
  });

  it('weighs each portion on a line of its own', () => {
    const receipt = done(addLine(of(plain('a', sugar, thousandths(345))), plain('b', sugar, thousandths(500))));
    expect(receipt.lines.map(({ quantity }) => quantity)).toEqual([345, 500]);
  });

  it('does not mix a plain line with a marked one of the same goods, nor lines without a card', () => {
    expect(done(addLine(of(marked('a', good)), plain('b', milk))).lines).toHaveLength(2);
    const { goodsId: _, ...loose } = plain('c');
    expect(done(addLine(of(loose), { ...loose, id: 'd' })).lines).toHaveLength(2);
  });
});

describe('changing and removing', () => {
  it.each([2000, 999, 1])('a marked line cannot have the quantity %d', (quantity) =>
    expect(changeLine(of(marked('m', good)), 'm', { quantity: thousandths(quantity) })).toEqual(
      fail('marked-quantity'),
    ),
  );
  it('not even one piece: how much of a package is said elsewhere; its price may change', () => {
    expect(changeLine(of(marked('m', good)), 'm', { quantity: onePiece })).toEqual(fail('marked-quantity'));
    expect(done(changePrice(of(marked('m', good)), 'm', kopecks(100))).lines[0]).toMatchObject({
      price: 100,
      listPrice: 8990,
      quantity: onePiece,
      mark: mark('m'),
    });
  });
  it('only the line asked for changes', () => {
    const receipt = done(changePrice(of(plain('a'), plain('b', sugar)), 'b', kopecks(1)));
    expect(receipt.lines.map(({ price }) => price)).toEqual([4550, 1]);
  });
  it('a line that is not there is told', () => {
    expect(changeLine(of(plain('a')), 'x', {})).toEqual(fail('no-line'));
    expect(removeLine(of(plain('a')), 'x')).toEqual(fail('no-line'));
  });
  it('a removed code may be scanned again', () => {
    const removed = done(removeLine(of(marked('m', good)), 'm'));
    expect(removed.lines).toEqual([]);
    expect(addLine(removed, marked('n', undefined, 'm')).ok).toBe(true);
  });
});

describe('the result of a check', () => {
  it.each(states)('arrives at a receipt that is %s', (state) => {
    const receipt = inState(state);
    const after = withCheck(receipt, 'm', none, { scannedAt: now, decidedMs: 12 });
    if (isOpen(receipt)) expect(after.lines[0]).toMatchObject({ check: none, timings: { decidedMs: 12 } });
    else expect(after).toBe(receipt);
  });
  it('of a line that is gone changes nothing', () => {
    const receipt = of(plain('p'));
    expect(withCheck(receipt, 'gone', good)).toBe(receipt);
  });
  it('teaches a line without a card its product group, so that 1212 is right; a card knows better', () => {
    const tobacco: CodeCheck = { source: 'online', facts: 'full', answer: { cis: '', groupIds: [3] }, proof };
    const { group: _, ...unknown } = marked('m');
    expect(withCheck(of(unknown), 'm', tobacco).lines[0]?.group).toBe(3);
    expect(withCheck(of(marked('m')), 'm', tobacco).lines[0]?.group).toBe(8);
    expect(withCheck(of(unknown), 'm', good).lines[0]?.group).toBeUndefined();
    expect(withCheck(of(unknown), 'm', none).lines[0]?.group).toBeUndefined();
  });
  it('is forgotten when the check starts anew, the override is not', () => {
    const receipt = of({ ...marked('m', none), override: { by: 'senior-cashier', at: now } });
    const line = withCheck(receipt, 'm', undefined).lines[0];
    expect(line?.check).toBeUndefined();
    expect(line?.override).toBeDefined();
  });
});

describe('sums', () => {
  it('are of the lines', () => {
    expect(total(of())).toBe(0);
    expect(
      total(of(plain('a', bread, thousandths(2000)), marked('m', good), plain('s', sugar, thousandths(345)))),
    ).toBe(9100 + 8990 + 1570);
    expect(lineSum({ ...plain('a'), price: undefined })).toBe(0);
  });
  it('leave change from cash only, and never less than nothing', () => {
    const paying = { ...of(plain('a')), state: 'paying' } as const;
    expect(change(paying)).toBe(0);
    expect(change(paid(paying, cash(5000)))).toBe(450);
    expect(change(paid(paying, cash(4550)))).toBe(0);
    expect(change(paid(paying, cash(100)))).toBe(0);
    expect(change(paid(paying, { way: 'cashless' }))).toBe(0);
  });
});

describe('what keeps a receipt from being paid', () => {
  const waiting = marked('waiting');
  const unknown: Line = { ...marked('unknown', good), price: undefined };
  const unverified = marked('unverified', none);
  const forbidden = marked('forbidden', refused);

  it.each<[ReceiptFailure | undefined, Line[]]>([
    ['empty', []],
    [undefined, [plain('p')]],
    [undefined, [marked('m', good), plain('p')]],
    [undefined, [marked('m', { source: 'emergency' })]],
    [
      undefined,
      [
        marked('m', {
          source: 'local',
          facts: 'offline',
          answer: {},
          proof,
          failures: { online: { kind: 'timeout' } },
        }),
      ],
    ],
    ['waiting', [waiting, plain('p')]],
    ['no-price', [unknown, waiting]],
    ['no-price', [{ ...waiting, price: undefined }]],
    ['unverified', [unverified, unknown, waiting]],
    ['refused', [waiting, unknown, unverified, forbidden]],
  ])('%s', (why, lines) => {
    expect(obstacle(of(...lines), now)).toBe(why);
    expect(obstacle(of(...lines.reverse()), now)).toBe(why);
    if (why) expect(startPaying(of(...lines), now)).toEqual(fail(why));
  });

  it('a senior cashier lifts «unverified», never «refused»', () => {
    const override = { by: 'senior-cashier', at: now };
    expect(obstacle(of({ ...unverified, override }), now)).toBeUndefined();
    expect(obstacle(of({ ...forbidden, override }), now)).toBe('refused');
    expect(obstacle(of({ ...unverified, override }, marked('other', none)), now)).toBe('unverified');
  });

  it('a rate of VAT that nobody gave is asked for before the buyer is', () => {
    const untaxed = { ...plain('p'), vat: undefined, adult: true };
    expect([obstacle(of(untaxed), now), startPaying(of(untaxed), now)]).toEqual(['no-vat', fail('no-vat')]);
    expect(obstacle(of({ ...untaxed, price: undefined }), now)).toBe('no-price');
    for (const vat of ['22', '10', '0', 'none', '5', '7'] as const)
      expect(obstacle(of({ ...plain('p'), vat }), now)).toBeUndefined();
  });
  it('a price of nothing is a price', () =>
    expect(obstacle(of({ ...plain('p'), price: kopecks(0) }), now)).toBeUndefined());
});

const wine: Goods = { ...bread, id: 'wine', name: 'Вино', group: 11 };
const pack = (id: string, check: CodeCheck | undefined = good, group: number | undefined = 3): Line => ({
  ...marked(id, check),
  group,
});
const dayOff = {
  alcoholHours: Array.from({ length: 7 }, () => [{ from: '00:00', to: '00:00' }]),
  alcoholDates: [],
  timeZone: 2,
};

describe('goods for adults', () => {
  const byAnswer: CodeCheck = { source: 'online', facts: 'full', answer: { cis: '', groupIds: [8, 12] }, proof };
  const local: CodeCheck = {
    source: 'local',
    facts: 'offline',
    answer: {},
    proof,
    failures: { online: { kind: 'timeout' } },
  };

  it.each<[string, Line, boolean]>([
    ['a card of tobacco', pack('t'), true],
    ['unmarked wine', plain('w', wine), true],
    ['a card of milk whose answer says tobacco', { ...marked('m', byAnswer) }, true],
    [
      'a card of tobacco whose answer says milk',
      pack('t', { source: 'online', facts: 'full', answer: { cis: '', groupIds: [8] }, proof }),
      true,
    ],
    [
      'a pack that only ЛМ knows, without a card',
      { ...marked('m', local), group: undefined, mark: { ...mark('m'), form: 'pack' } },
      true,
    ],
    ['a code of another form that only ЛМ knows, without a card', { ...marked('m', local), group: undefined }, false],
    ['milk', marked('m', good), false],
    ['bread', plain('p'), false],
  ])('%s', (_, line, expected) => {
    expect(isForAdults(line)).toBe(expected);
    expect(obstacle(of(plain('b'), line), now)).toBe(expected ? 'age' : undefined);
    expect(obstacle({ ...of(plain('b'), line), adult: { at: now } }, now)).toBeUndefined();
  });

  it.each<[string, Line, boolean]>([
    ['an energy drink by its card', { ...marked('m', good), group: 23, adult: true }, true],
    ['a juice of the same group', { ...marked('m', good), group: 23, adult: false }, false],
    ['beer that only ЛМ knows, by its name', { ...marked('m', local), group: undefined, name: 'Пиво светлое' }, true],
    [
      'the same, when somebody said otherwise',
      { ...marked('m', local), group: undefined, name: 'Пиво светлое', adult: false },
      false,
    ],
    ['unmarked goods by their card', { ...plain('p'), adult: true }, true],
    ['tobacco whose card says otherwise', { ...pack('t'), adult: false }, true],
  ])('%s', (_, line, expected) =>
    expect([isForAdults(line), obstacle(of(line), now)]).toEqual([expected, expected ? 'age' : undefined]),
  );

  it('is asked last: when all else is well', () => {
    expect(obstacle(of(pack('t'), marked('waiting')), now)).toBe('waiting');
    expect(obstacle(of({ ...pack('t'), price: undefined }), now)).toBe('no-price');
    expect(obstacle(of(pack('t'), marked('u', none)), now)).toBe('unverified');
  });
  it('one look lasts for the receipt: whatever is added, through a payment that was left, to the printing', () => {
    const asked = of(pack('t'));
    expect(startPaying(asked, now)).toEqual(fail('age'));
    const paying = done(startPaying(done(confirmAdult(asked, now)), now));
    const more = done(addLine(done(stopPaying(paying)), pack('t2', good, 15)));
    const again = paid(done(startPaying(more, now)), { way: 'cashless' });
    expect(again.adult).toEqual({ at: now });
    expect(startFiscalizing(again, intent, 1).ok).toBe(true);
    expect(startFiscalizing({ ...again, adult: undefined }, intent, 1)).toEqual(fail('age'));
  });
  it('the look ends with the last of the goods for adults: the next buyer is somebody else', () => {
    const both = { ...of(pack('t'), pack('u'), plain('b')), adult: { at: now } };
    expect(done(removeLine(both, 't')).adult).toEqual({ at: now });
    expect(done(removeLine(both, 'b')).adult).toEqual({ at: now });
    expect(done(removeLine(done(removeLine(both, 't')), 'u')).adult).toBeUndefined();
    expect(done(removeForAdults(both)).adult).toBeUndefined();
  });
  it('the first look stays on record', () =>
    expect(done(confirmAdult(done(confirmAdult(of(pack('t')), now)), epochMs(now + 1))).adult).toEqual({ at: now }));
  it('of a minor nothing but these goods goes', () =>
    expect(
      done(removeForAdults(of(pack('t'), plain('p'), plain('w', wine), marked('m', good)))).lines.map(({ id }) => id),
    ).toEqual(['p', 'm']));
});

describe('alcohol at night', () => {
  const night = epochMs(Date.UTC(2026, 10, 22, 20));
  const adult = { at: now };

  it('keeps from paying, until the ban ends; only alcohol', () => {
    const beer = { ...of(plain('p'), pack('b', good, 15)), adult };
    expect([
      obstacle(beer, epochMs(night - 1)),
      alcoholUntil(beer, epochMs(night - 1), { ...dayOff, alcoholHours: [] }),
    ]).toEqual([undefined, undefined]);
    expect(obstacle(beer, night)).toBe('alcohol-hours');
    expect(startPaying(beer, night)).toEqual(fail('alcohol-hours'));
    expect(obstacle({ ...of(plain('p'), pack('t')), adult }, night)).toBeUndefined();
    expect(obstacle({ ...of(plain('w', wine)), adult }, night)).toBe('alcohol-hours');
  });
  it('the table and the clock are the shop’s', () => {
    const beer = { ...of(pack('b', good, 15)), adult };
    expect(obstacle(beer, now, dayOff)).toBe('alcohol-hours');
    expect(alcoholUntil(beer, now, dayOff)).toBe('2026-11-30T00:00');
    expect(alcoholUntil(of(plain('p')), now, dayOff)).toBeUndefined();
    expect(obstacle(beer, night, { ...dayOff, alcoholHours: [] })).toBeUndefined();
    // 23:00 in Moscow is 22:00 in Kaliningrad.
    const usual = Array.from({ length: 7 }, () => [{ from: '23:00', to: '08:00' }]);
    expect(obstacle(beer, night, { alcoholHours: usual, alcoholDates: [], timeZone: 1 })).toBeUndefined();
    expect(obstacle(beer, epochMs(night - 1), { alcoholHours: usual, alcoholDates: [], timeZone: 3 })).toBe(
      'alcohol-hours',
    );
    expect(startPaying(beer, now, 'none', dayOff)).toEqual(fail('alcohol-hours'));
    const dated = {
      ...dayOff,
      alcoholHours: [],
      alcoholDates: [new Date(now + 3 * 3_600_000).toISOString().slice(5, 10)],
    };
    expect(startPaying(beer, now, 'none', dated)).toEqual(fail('alcohol-hours'));
  });
  it('stands behind a refusal and before all that may still come right', () => {
    expect(obstacle(of(pack('b', refused, 15)), night)).toBe('refused');
    expect(obstacle(of(pack('b', none, 15)), night)).toBe('alcohol-hours');
    expect(obstacle(of({ ...plain('w', wine), price: undefined }), night)).toBe('alcohol-hours');
  });
  it('that begins while the buyer looks for money', () => {
    const paying = paid(done(startPaying({ ...of(pack('b', good, 15)), adult }, epochMs(night - 1))), {
      way: 'cashless',
    });
    expect(startFiscalizing(paying, { ...intent, at: epochMs(night - 1) }, 1).ok).toBe(true);
    expect(startFiscalizing(paying, { ...intent, at: night }, 1)).toEqual(fail('alcohol-hours'));
    expect(startFiscalizing(paying, { ...intent, at: night }, 1, { ...dayOff, alcoholHours: [] }).ok).toBe(true);
    expect(startFiscalizing(paying, { ...intent, at: now }, 1, dayOff)).toEqual(fail('alcohol-hours'));
  });
});

describe('at the moment of printing', () => {
  it('goods that expired while the buyer looked for money are refused', () => {
    const check: CodeCheck = {
      source: 'online',
      facts: 'full',
      answer: { cis: '', expireDate: `${wallClock(epochMs(now + 60_000))}:00.000Z` },
      proof,
    };
    const paying = paid(done(startPaying(of(marked('m', check)), now)), cash(10_000));
    expect(startFiscalizing(paying, { ...intent, at: epochMs(now + 59_999) }, 1).ok).toBe(true);
    expect(startFiscalizing(paying, { ...intent, at: epochMs(now + 60_000) }, 1)).toEqual(fail('refused'));
  });
  it('a check that was started anew is waited for', () =>
    expect(startFiscalizing(withCheck(inState('paying'), 'm', undefined), intent, 1)).toEqual(fail('waiting')));
  it('there must be a payment, and enough of it', () => {
    const paying = inState('paying');
    expect(startFiscalizing({ ...paying, tenders: [] }, intent, 1)).toEqual(fail('no-payment'));
    // Tenders of another sum are no payment of this one.
    const other = { ...paying, tenders: tendersOf(cash(15_000), kopecks(13_539)) };
    expect(startFiscalizing(other, intent, 1)).toEqual(fail('no-payment'));
    expect(startFiscalizing(paid(paying, cash(13_539)), intent, 1)).toEqual(fail('too-little-cash'));
    expect(startFiscalizing(paid(paying, cash(13_540)), intent, 1).ok).toBe(true);
    expect(startFiscalizing(paid(paying, { way: 'cashless' }), intent, 1).ok).toBe(true);
  });
});

describe('rounding to roubles', () => {
  const costs = (price: number): Receipt => of({ ...plain('p'), price: kopecks(price) });
  it.each([
    [13_540, 13_500],
    [13_500, 13_500],
    [13_599, 13_500],
    [13_501, 13_500],
    [100, 100],
    [101, 100],
    [199, 100],
    // Never to nothing: what costs less than a rouble is paid in full.
    [99, 99],
    [1, 1],
    [0, 0],
  ])('of %d kopecks asks for %d', (all, asked) => {
    const paying = done(startPaying(costs(all), now, 'roubles'));
    expect([total(paying), due(paying)]).toEqual([all, asked]);
    expect(takenOff(paying)).toBe(all - asked);
    expect(paying.adjustments).toHaveLength(all === asked ? 0 : 1);
    expect(done(startPaying(costs(all), now)).adjustments).toEqual([]);
    expect(due(done(startPaying(costs(all), now, 'none')))).toBe(all);
  });

  it('is of the total, not of the lines, and is forgotten on the way back to the goods', () => {
    const draft = of({ ...plain('a'), price: kopecks(150) }, { ...plain('b', sugar), price: kopecks(160) });
    const paying = done(startPaying(draft, now, 'roubles'));
    expect([due(paying), takenOff(paying)]).toEqual([300, 10]);
    const back = done(stopPaying(paying));
    expect([due(back), back.adjustments]).toEqual([310, []]);
    expect(due(done(startPaying(done(removeLine(back, 'b')), now, 'roubles')))).toBe(100);
  });

  it('is what change and the least cash are reckoned from', () => {
    const paying = paid(done(startPaying(costs(4550), now, 'roubles')), cash(5000));
    expect(change(paying)).toBe(500);
    expect(startFiscalizing(paid(paying, cash(4499)), intent, 1)).toEqual(fail('too-little-cash'));
    expect(startFiscalizing(paid(paying, cash(4500)), intent, 1).ok).toBe(true);
  });

  it("outlives a receipt that was not printed: it stands on the buyer's side of the counter", () => {
    const paying = paid(done(startPaying(costs(4550), now, 'roubles')), cash(5000));
    expect(due(done(notPrinted(done(startFiscalizing(paying, intent, 1)))))).toBe(4500);
  });
});

describe('who pays how', () => {
  const mixed = (cashless: number, received: number): Payment => ({
    way: 'mixed',
    cashless: kopecks(cashless),
    received: kopecks(received),
  });
  /** 135.40, or 135.00 rounded. */
  const paying = (payment: Payment | undefined, rounding: 'none' | 'roubles' = 'none'): Receipt => {
    const receipt = done(startPaying(of(marked('m', good), plain('p')), now, rounding));
    return payment ? paid(receipt, payment) : receipt;
  };

  it.each<[string, Payment | undefined, { cashless: number; cash: number; change: number }]>([
    ['cash', cash(15_000), { cashless: 0, cash: 13_540, change: 1460 }],
    ['card', { way: 'cashless' }, { cashless: 13_540, cash: 0, change: 0 }],
    ['both, the exact sum', mixed(10_000, 3540), { cashless: 10_000, cash: 3540, change: 0 }],
    ['both, a banknote', mixed(10_000, 5000), { cashless: 10_000, cash: 3540, change: 1460 }],
    ['both, too little', mixed(10_000, 3000), { cashless: 10_000, cash: 3540, change: 0 }],
    ['both, a kopeck by card', mixed(1, 13_539), { cashless: 1, cash: 13_539, change: 0 }],
  ])('%s', (_, payment, expected) => {
    const { change: back, ...parts } = expected;
    expect(paidBy(paying(payment))).toEqual(parts);
    expect(change(paying(payment))).toBe(back);
  });

  it('rounding is let go of the cash part', () => {
    expect(paidBy(paying(mixed(10_000, 5000), 'roubles'))).toEqual({ cashless: 10_000, cash: 3500 });
    expect(change(paying(mixed(10_000, 5000), 'roubles'))).toBe(1500);
  });

  it.each<[ReceiptFailure | undefined, Payment, ('none' | 'roubles')?]>([
    [undefined, mixed(10_000, 3540)],
    [undefined, mixed(13_539, 1)],
    ['too-little-cash', mixed(10_000, 3539)],
    ['too-much-cashless', mixed(13_540, 0)],
    ['too-much-cashless', mixed(13_541, 100_000)],
    ['too-much-cashless', mixed(0, 13_540)],
    ['too-much-cashless', mixed(-1, 13_541)],
    ['too-much-cashless', mixed(13_500, 100), 'roubles'],
    [undefined, mixed(13_499, 1), 'roubles'],
    ['too-little-cash', mixed(10_000, 3499), 'roubles'],
  ])('%s: %j %s', (why, payment, rounding) => {
    const begun = startFiscalizing(paying(payment, rounding), intent, 1);
    expect(begun.ok ? undefined : begun.failure).toBe(why);
  });
});

describe("the buyer's contact", () => {
  it('is kept through payment and a receipt that was not printed, and can be taken back', () => {
    const draft = done(withBuyer(of(plain('p')), '+79261234567'));
    const paying = done(choosePayment(done(startPaying(draft, now)), { way: 'cashless' }));
    const again = done(notPrinted(done(startFiscalizing(paying, intent, 1))));
    expect([paying.buyer, again.buyer, done(stopPaying(again)).buyer]).toEqual(
      Array.from({ length: 3 }, () => '+79261234567'),
    );
    expect(done(withBuyer(again, undefined)).buyer).toBeUndefined();
  });
});

describe('what the ККТ says of a mark', () => {
  const result = { result: 15, oism: 'answered' } as const;
  it.each(states)('is written on its line of a receipt that is %s', (state) => {
    const receipt = inState(state);
    const copy = structuredClone(receipt);
    const after = withMarkResult(receipt, 0, result);
    expect(receipt).toEqual(copy);
    if (state === 'fiscalizing')
      expect(after.lines.map(({ markResult: marked }) => marked)).toEqual([result, undefined]);
    else expect(after).toBe(receipt);
  });
  it('of no line changes no line, and the last word counts', () => {
    const receipt = inState('fiscalizing');
    for (const index of [-1, 2]) expect(withMarkResult(receipt, index, result)).toEqual(receipt);
    expect(
      withMarkResult(withMarkResult(receipt, 0, { result: 1, oism: 'silent' }), 0, result).lines[0]?.markResult,
    ).toEqual(result);
  });
  it('stays with the receipt whatever becomes of it', () => {
    const told = withMarkResult(inState('fiscalizing'), 0, result);
    for (const moved of [printed(told, fiscal), lostAnswer(told), notPrinted(told)])
      expect(done(moved).lines[0]?.markResult).toEqual(result);
  });
});
