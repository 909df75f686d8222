import { describe, expect, it } from 'vitest';
import type { CheckFailure, CodeCheck } from './answer.ts';
import type { Checked } from './checked.ts';
import { checksAmong, checksOf, concerns, deviations, paperNumber } from './record.ts';
import { kopecks } from '../base/money.ts';
import { onePiece } from '../base/quantity.ts';
import { newReceipt, type DocumentState, type Receipt } from '../document/document.ts';
import type { Line } from '../document/line.ts';
import { epochMs } from '../base/time.ts';
import type { Verdict } from '../verdict/index.ts';

const at = (ms: number) => epochMs(1_795_000_000_000 + ms);
const ki = '0104670540176099215AbCdE';
const code = `${ki}\u001d93dGVz`;
const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
const timeout: CheckFailure = { kind: 'timeout' };

const online: CodeCheck = { source: 'online', facts: 'full', answer: { cis: ki, found: true }, proof };
const local: CodeCheck = {
  source: 'local',
  facts: 'offline',
  answer: {},
  proof: { ...proof, inst: 'inst', version: '7' },
  failures: { online: timeout },
};
const none: CodeCheck = { source: 'none', failures: { online: timeout, local: { kind: 'not-set-up' } } };
const emergency: CodeCheck = { source: 'emergency' };
const allowed: Verdict = { kind: 'allowed', by: 'online' };
const forbidden: Verdict = { kind: 'forbidden', by: 'online', rule: 'online-sold', refusal: { kind: 'sold' } };
const unverified: Verdict = { kind: 'unverified', failures: { online: timeout, local: { kind: 'not-set-up' } } };

const checked = (ms: number, change: Partial<Checked> = {}) => ({
  at: at(ms),
  kind: 'checked',
  receiptId: 'r1',
  data: { ki, check: online, verdict: allowed, ...change },
});
const removed = (ms: number, which = ki) => ({
  at: at(ms),
  kind: 'line-removed',
  receiptId: 'r1',
  data: { ki: which },
});
const line = (check: CodeCheck = online, change: Partial<Line> = {}): Line => ({
  id: 'l1',
  gtin: '04670540176099',
  name: 'Молоко',
  price: kopecks(8990),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
  group: 8,
  mark: { raw: code, code, ki, form: 'short-93', scannedAt: at(0) },
  check,
  ...change,
});
const fiscal = { fn: '9960440301234567', fd: 7, fpd: '1234567890', at: at(60) };
const receipt = (state: DocumentState, ...lines: Line[]): Receipt => ({
  ...newReceipt('r1', at(0)),
  number: 41,
  state,
  lines,
  ...(state === 'fiscalized' && { fiscal, intent: { fn: fiscal.fn, expectedFd: 7, total: kopecks(8990), at: at(50) } }),
});

/** The only check of a receipt. */
function only(of: Receipt, ...events: ReadonlyArray<ReturnType<typeof checked> | ReturnType<typeof removed>>) {
  const [record, ...more] = checksOf(of, events);
  if (!record || more.length > 0) throw new Error('not one');
  return record;
}

describe('a record of a check', () => {
  it('holds what was asked, what was answered and which document it went into', () => {
    const timings = { scannedAt: at(0), onlineMs: 120, decidedMs: 130, host: 'https://cdn01.crpt.ru' };
    const given = { code, gtin: '04670540176099', name: 'Молоко', price: kopecks(8990), timings };
    expect(only(receipt('fiscalized', line()), checked(1, given))).toEqual({
      ki,
      ...given,
      check: online,
      verdict: allowed,
      at: at(1),
      receiptId: 'r1',
      number: 41,
      soldAt: at(50),
      fiscal,
      action: 'sold',
      deviations: { unchecked: 'disproved', 'despite-ban': 'disproved', 'out-of-order': 'disproved' },
    });
  });

  it('of an older journal takes code and goods from the receipt; its own word comes first', () => {
    expect(only(receipt('draft', line()), checked(1))).toMatchObject({
      code,
      gtin: '04670540176099',
      name: 'Молоко',
      price: 8990,
    });
    expect(
      only(receipt('draft', line()), checked(1, { code: 'c', gtin: 'g', name: 'Кефир', price: kopecks(1) })),
    ).toMatchObject({ code: 'c', gtin: 'g', name: 'Кефир', price: 1 });
  });

  it.each<DocumentState>(['draft', 'paying', 'fiscalizing', 'in-doubt'])(
    'is open while the receipt is %s: nobody knows yet',
    (state) => {
      const record = only(receipt(state, line()), checked(1));
      expect(record).toMatchObject({ action: 'open', deviations: {} });
      expect(record).not.toHaveProperty('soldAt');
      expect(record).not.toHaveProperty('fiscal');
    },
  );

  it('of what left the receipt is removed, whatever became of the receipt', () => {
    const record = only(receipt('fiscalized'), checked(1), removed(2));
    expect(record.action).toBe('removed');
    expect(record).not.toHaveProperty('fiscal');
    expect(only(receipt('fiscalized', line()), checked(1), removed(2, 'other')).action).toBe('sold');
  });

  it('that came after the goods had left is of removed goods too', () => {
    expect(only(receipt('draft'), removed(1), checked(2, { verdict: undefined })).action).toBe('removed');
  });

  it('that came when its goods had been scanned again is not of those', () => {
    const late = (ms: number) => checked(ms, { check: none, verdict: undefined });
    const actions = (...events: Parameters<typeof checksOf>[1]) =>
      checksOf(receipt('fiscalized', line()), events).map(({ action, deviations: kinds }) => [
        action,
        kinds['unchecked'],
      ]);
    expect(actions(removed(1), late(2), checked(3))).toEqual([
      ['removed', undefined],
      ['sold', 'disproved'],
    ]);
    expect(actions(removed(1), checked(2), late(3))).toEqual([
      ['sold', 'disproved'],
      ['removed', undefined],
    ]);
  });

  it('of a cancelled receipt is cancelled, and so is one that came after', () => {
    expect(only(receipt('cancelled', line()), checked(1)).action).toBe('cancelled');
    const cancelled = { at: at(1), kind: 'receipt-cancelled', data: { lines: 1 } };
    expect(checksOf(receipt('cancelled', line()), [cancelled, checked(2, { verdict: undefined })])).toMatchObject([
      { action: 'cancelled', deviations: {} },
    ]);
    expect(checksOf(receipt('cancelled'), [removed(1), cancelled, checked(2, { verdict: undefined })])).toMatchObject([
      { action: 'removed', deviations: {} },
    ]);
  });

  it('of a code checked again, or removed and scanned again, is only of its own time', () => {
    const again = [checked(1, { check: none, verdict: unverified }), checked(2)];
    expect(
      checksOf(receipt('fiscalized', line()), again).map(({ action, deviations: kinds }) => [
        action,
        kinds['unchecked'],
      ]),
    ).toEqual([
      ['rechecked', undefined],
      ['sold', 'disproved'],
    ]);
    expect(
      checksOf(receipt('fiscalized', line()), [checked(1), removed(2), checked(3)]).map(({ action }) => action),
    ).toEqual(['removed', 'sold']);
  });
});

describe('deviations', () => {
  const sold = (check: CodeCheck, verdict: Verdict | undefined, change: Partial<Line> = {}, ms = 1) =>
    only(receipt('fiscalized', line(check, change)), checked(ms, { check, verdict })).deviations;

  it('are each known from a place that can be read', () => {
    for (const { basis } of deviations) expect(basis).toMatch(/^local-module\.md §4\.[23]: /);
  });

  it('are disproved by a check online before the sale', () => {
    expect(sold(online, allowed)).toEqual({
      unchecked: 'disproved',
      'despite-ban': 'disproved',
      'out-of-order': 'disproved',
    });
  });

  it('are disproved by ЛМ, where online has failed', () => {
    expect(sold(local, { kind: 'allowed', by: 'local' })).toEqual({
      unchecked: 'disproved',
      'despite-ban': 'disproved',
      'out-of-order': 'disproved',
    });
  });

  it('in the days after an emergency there was no check, and one source alone excuses it', () => {
    expect(
      sold(
        {
          source: 'emergency',
          after: { since: epochMs(0), failures: { online: { kind: 'timeout' }, local: { kind: 'timeout' } } },
        },
        { kind: 'allowed', by: 'emergency' },
      ),
    ).toEqual({ unchecked: 'shown' });
  });
  it('in emergency mode leave the order open: there was no check', () => {
    expect(sold(emergency, { kind: 'allowed', by: 'emergency' })).toEqual({
      unchecked: 'disproved',
      'despite-ban': 'disproved',
    });
  });

  it('a sale without a verdict is shown as one, and as nothing else', () => {
    const record = only(
      receipt('fiscalized', line(none, { override: { by: 'senior-cashier', at: at(3) } })),
      checked(1, { check: none, verdict: unverified }),
    );
    expect(record).toMatchObject({ action: 'sold-unverified', fiscal, deviations: { unchecked: 'shown' } });
    expect(Object.keys(record.deviations)).toEqual(['unchecked']);
  });

  it('a sale that the answer forbade is shown, by what it was sold for', () => {
    const refused: CodeCheck = { source: 'online', facts: 'full', answer: { cis: ki, sold: true }, proof };
    expect(sold(refused, forbidden)['despite-ban']).toBe('shown');
    const dear: CodeCheck = { source: 'online', facts: 'full', answer: { cis: ki, groupIds: [3], mrp: 10_000 }, proof };
    const tooDear: Verdict = {
      kind: 'forbidden',
      by: 'online',
      rule: 'online-price-above',
      refusal: { kind: 'price-above', limit: kopecks(10_000) },
    };
    expect(sold(dear, tooDear, { group: 3, price: kopecks(12_000) })['despite-ban']).toBe('shown');
    expect(sold(dear, tooDear, { group: 3, price: kopecks(10_000) })['despite-ban']).toBe('disproved');
  });

  it('a check that was written after the sale shows the wrong order; in the same millisecond it does not', () => {
    expect(sold(online, allowed, {}, 51)['out-of-order']).toBe('shown');
    expect(sold(online, allowed, {}, 50)['out-of-order']).toBe('disproved');
  });

  it('goods that were refused and not sold are no sale despite a ban; of others not sold nothing is said', () => {
    expect(only(receipt('fiscalized'), checked(1, { verdict: forbidden }), removed(2)).deviations).toEqual({
      'despite-ban': 'disproved',
    });
    expect(only(receipt('cancelled', line()), checked(1, { verdict: forbidden })).deviations).toEqual({
      'despite-ban': 'disproved',
    });
    expect(only(receipt('fiscalized'), checked(1), removed(2)).deviations).toEqual({});
    expect(only(receipt('draft', line()), checked(1, { verdict: forbidden })).deviations).toEqual({});
  });
});

describe('looking for checks', () => {
  it.each([
    ['41', 41],
    [' 1234567 ', 1_234_567],
    ['46198488', undefined],
    ['', undefined],
    ['4a', undefined],
    [undefined, undefined],
  ])('%j names the paper %j', (text, number) => {
    expect(paperNumber(text)).toBe(number);
  });

  it('knows КИ, code, GTIN, name and reqId, in any capitals; what is not there is not found', () => {
    const full: Checked = { ki, code, gtin: '04670540176099', name: 'Молоко', check: online };
    for (const text of ['abcde', '\u001d93', '4670540176099', 'МОЛ', '4D7B09A5', ' ', '', undefined])
      expect(concerns(full, text), String(text)).toBe(true);
    for (const check of [none, emergency]) expect(concerns({ ki, check }, '4d7b09a5')).toBe(false);
    expect(concerns({ ki, check: online }, 'молоко')).toBe(false);
  });

  it('passes over events of receipts that were not asked for', () => {
    const other = { ...checked(5), receiptId: 'r9' };
    expect(
      checksAmong([receipt('draft', line())], [other, checked(1), { at: at(2), kind: 'wrong-pin' }], { limit: 10 }).map(
        (record) => record.at,
      ),
    ).toEqual([at(1)]);
  });
});
