import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import type { CodeCheck, Proof } from '../code-check/answer.ts';
import { permissionTag, proofText, saleDocument, type Seller, type Tags } from './fiscal-document.ts';
import { kopecks } from '../base/money.ts';
import { measures, onePiece, thousandths, type Measure } from '../base/quantity.ts';
import { newReceipt, type Receipt } from './document.ts';
import type { Line, LineMark } from './line.ts';
import { roundedOff } from './adjustment.ts';
import { due, takenOff, total } from './pricing.ts';
import { tendersOf, type Payment } from './tender.ts';
import { vatRates, type VatRate } from '../shop/taxation.ts';
import { epochMs } from '../base/time.ts';

const now = epochMs(Date.UTC(2026, 10, 22, 9));
const seller: Seller = { taxation: 'usnIncome', cashier: 'Петрова' };
const proof: Proof = { reqId: 'c117ab9a-8514-4084-a690-954af05e9b2b', reqTimestamp: 1_773_404_760_587 };
const localProof: Proof = {
  reqId: '3e68244b-c155-85f7-6cc5-693779001430',
  reqTimestamp: 1_761_994_402_879,
  inst: '3032e539-c794-4b38-bafc-29f8956c00ce',
  version: 'db version',
};
const online: CodeCheck = { source: 'online', facts: 'full', answer: { cis: '' }, proof };
const local: CodeCheck = {
  source: 'local',
  facts: 'offline',
  answer: {},
  proof: localProof,
  failures: { online: { kind: 'timeout' } },
};
const emergency: CodeCheck = { source: 'emergency' };
const none: CodeCheck = { source: 'none', failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } };

const mark = (code: string, ki: string, form = 'short-93'): LineMark => ({ raw: code, code, ki, form, scannedAt: now });
const milkMark = mark('0104670540176099215AbCdE\u001d93dGVz', '0104670540176099215AbCdE');
const packMark = mark('04601653035829H;dV)bFACVUdGVz', '04601653035829H;dV)bF', 'pack');
const line = (change: Partial<Line> = {}): Line => ({
  id: 'l',
  name: 'Хлеб',
  price: kopecks(4550),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
  ...change,
});
const milkLine = (check: CodeCheck, change: Partial<Line> = {}): Line =>
  line({ name: 'Молоко', price: kopecks(8990), gtin: '04670540176099', group: 8, mark: milkMark, check, ...change });
const receipt = (payment: Payment | undefined, ...lines: Line[]): Receipt => ({
  ...newReceipt('r', now),
  state: 'fiscalizing',
  lines,
  tenders: payment ? tendersOf(payment, total({ lines })) : [],
});
const cash: Payment = { way: 'cash', received: kopecks(50_000) };
const items = (document: Tags): readonly Tags[] => document[1059] as readonly Tags[];
const itemOf = (change: Partial<Line>): Tags => items(saleDocument(receipt(cash, line(change)), seller))[0] ?? {};

describe('golden documents', () => {
  const bread = {
    1030: 'Хлеб',
    1079: 4550,
    1023: 2000,
    1043: 9100,
    1199: 2,
    1212: 1,
    1214: 4,
    2108: 0,
    1163: { 1302: '4607004890017' },
  };
  const milk = {
    1030: 'Молоко',
    1079: 8990,
    1023: 1000,
    1043: 8990,
    1199: 2,
    1212: 33,
    1214: 4,
    2108: 0,
    2000: milkMark.code,
    2102: 0,
    1163: { 1305: milkMark.ki },
  };
  const basis = { 1262: '030', 1263: '21.11.2023', 1264: '1944' };
  const breadLine = line({ quantity: thousandths(2000), gtin: '04607004890017' });

  it('of a return says so (1054), and is otherwise that of the sale', () => {
    const sold = receipt(cash, breadLine);
    expect(saleDocument({ ...sold, kind: 'return' }, seller)).toStrictEqual({ ...saleDocument(sold, seller), 1054: 2 });
  });

  it('checked online, for cash', () =>
    expect(saleDocument(receipt(cash, breadLine, milkLine(online)), seller)).toStrictEqual({
      1054: 1,
      1055: 2,
      1021: 'Петрова',
      1020: 18_090,
      1031: 18_090,
      1081: 0,
      1059: [
        bread,
        { ...milk, 1260: { ...basis, 1265: 'UUID=c117ab9a-8514-4084-a690-954af05e9b2b&Time=1773404760587' } },
      ],
    }));

  it('checked by ЛМ, cashless', () =>
    expect(
      saleDocument(receipt({ way: 'cashless' }, milkLine(local)), { taxation: 'patent', cashier: 'Иванова А.' }),
    ).toStrictEqual({
      1054: 1,
      1055: 32,
      1021: 'Иванова А.',
      1020: 8990,
      1031: 0,
      1081: 8990,
      1059: [
        {
          ...milk,
          1260: {
            ...basis,
            1265: 'UUID=3e68244b-c155-85f7-6cc5-693779001430&Time=1761994402879&Inst=3032e539-c794-4b38-bafc-29f8956c00ce&Ver=db version',
          },
        },
      ],
    }));

  it.each([
    ['in emergency', emergency],
    ['sold without a verdict', none],
  ])('%s: without 1260', (_, check) =>
    expect(saleDocument(receipt(cash, milkLine(check)), seller)).toStrictEqual({
      1054: 1,
      1055: 2,
      1021: 'Петрова',
      1020: 8990,
      1031: 8990,
      1081: 0,
      1059: [milk],
    }),
  );

  it('a pack of cigarettes', () =>
    expect(
      itemOf({
        name: 'Сигареты',
        price: kopecks(14_500),
        gtin: '04601653035829',
        group: 3,
        vat: 'none',
        mark: packMark,
        check: emergency,
      }),
    ).toStrictEqual({
      1030: 'Сигареты',
      1079: 14_500,
      1023: 1000,
      1043: 14_500,
      1199: 6,
      1212: 31,
      1214: 4,
      2108: 0,
      2000: packMark.code,
      2102: 0,
      1163: { 1306: '04601653035829H;dV)bFACVU' },
    }));
});

describe('payment, rounding and the buyer', () => {
  const sold = (payment: Payment, change: Partial<Receipt> = {}): Tags => {
    const of = { ...receipt(undefined, line({ price: kopecks(13_540) })), ...change };
    return saleDocument({ ...of, tenders: tendersOf(payment, due(of)) }, seller);
  };
  const sums = ({ 1020: all, 1031: inCash, 1081: byCard }: Tags): unknown[] => [all, inCash, byCard];
  const mixed: Payment = { way: 'mixed', cashless: kopecks(10_000), received: kopecks(5000) };

  it.each<[string, Payment, number | undefined, [number, number, number]]>([
    ['cash', cash, undefined, [13_540, 13_540, 0]],
    ['cash, rounded', cash, 40, [13_500, 13_500, 0]],
    ['card', { way: 'cashless' }, undefined, [13_540, 0, 13_540]],
    ['card, rounded', { way: 'cashless' }, 40, [13_500, 0, 13_500]],
    ['mixed', mixed, undefined, [13_540, 3540, 10_000]],
    ['mixed, rounded', mixed, 40, [13_500, 3500, 10_000]],
  ])('%s: 1020, 1031, 1081', (_, payment, rounding, expected) => {
    const document = sold(payment, { adjustments: rounding === undefined ? [] : [roundedOff(kopecks(rounding))] });
    expect(sums(document)).toEqual(expected);
    // What is let go is let go of the total: the items keep their prices.
    expect(items(document)[0]).toMatchObject({ 1079: 13_540, 1043: 13_540 });
  });

  it('1008 stands only where a buyer gave a contact', () => {
    expect(sold(cash, { buyer: '+79261234567' })[1008]).toBe('+79261234567');
    expect(sold(cash, { buyer: 'buyer@example.ru' })[1008]).toBe('buyer@example.ru');
    expect(1008 in sold(cash)).toBe(false);
    expect(1008 in sold(cash, { buyer: undefined })).toBe(false);
  });

  it('what the ККТ said of a mark is its own: no 2106 in a document printed again', () => {
    const told = milkLine(online, { markResult: { result: 15, oism: 'answered' } });
    expect(saleDocument(receipt(cash, told), seller)).toEqual(saleDocument(receipt(cash, milkLine(online)), seller));
  });
});

describe('tag 1265', () => {
  it('has the lengths the reference computes', () => {
    expect(proofText(proof)).toHaveLength(60); // online-check.md §6
    expect(proofText({ ...localProof, version: '56c3ed4a-7b1f-4a6c-9d0e-1f2a3b4c5d6e' })).toHaveLength(143);
  });
  it('has Inst and Ver both or neither', () => {
    expect(proofText({ ...proof, inst: '' })).toBe(proofText(proof));
    expect(proofText({ ...proof, version: '7' })).toBe(proofText(proof));
    expect(proofText({ ...proof, inst: 'i' })).toBe(`${proofText(proof)}&Inst=i&Ver=`);
  });
  it('is absent without a proof', () =>
    expect([undefined, emergency, none].map((check) => permissionTag({ check, mark: milkMark }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]));
});

describe('an item', () => {
  it.each([
    [true, 3, 31],
    [true, 15, 31],
    [true, 16, 31],
    [true, 50, 31],
    [true, 23, 33],
    [true, 8, 33],
    [true, undefined, 33],
    [false, 11, 2],
    [false, 8, 1],
    [false, undefined, 1],
  ])('marked %s of group %s is 1212 = %d', (marked, group, expected) =>
    expect(itemOf({ group, ...(marked && { mark: milkMark }) })[1212]).toBe(expected),
  );

  it.each([
    [true, true, 31],
    [true, false, 33],
    [false, true, 2],
    [false, false, 1],
  ])(
    'marked %s, by its card excisable %s is 1212 = %d: lemonade has a group that says nothing of its sugar',
    (marked, excise, expected) =>
      expect(itemOf({ name: 'Нектар', group: 23, excise, ...(marked && { mark: milkMark }) })[1212]).toBe(expected),
  );
  it('a name that sounds like beer is excisable until somebody says otherwise', () =>
    expect([itemOf({ name: 'Пиво' })[1212], itemOf({ name: 'Пиво', excise: false })[1212]]).toEqual([2, 1]));
  it('a rate that nobody gave is not made up', () => expect(itemOf({ vat: undefined })).not.toHaveProperty('1199'));

  it.each(Object.entries(vatRates))('VAT %s is 1199 = %d', (vat, expected) =>
    expect(itemOf({ vat: vat as VatRate })[1199]).toBe(expected),
  );
  it.each(Object.entries(measures))('measured in %s is 2108 = %d', (measure, expected) =>
    expect(itemOf({ measure: measure as Measure })[2108]).toBe(expected),
  );

  it.each([
    [undefined, undefined],
    ['00000046198488', { 1301: '46198488' }],
    ['00000000012348', { 1301: '00012348' }],
    ['04607004890017', { 1302: '4607004890017' }],
    ['00012345678905', { 1302: '0012345678905' }],
    ['14601234567890', { 1303: '14601234567890' }],
  ])('with the barcode %s has 1163 = %j', (gtin, expected) => expect(itemOf({ gtin })[1163]).toEqual(expected));

  it('of goods without a barcode has no 1163, unmarked goods no code and no 1260', () =>
    expect(
      Object.keys(itemOf({}))
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([1023, 1030, 1043, 1079, 1199, 1212, 1214, 2108]));
  it('has a name of 128 characters at most', () =>
    expect(itemOf({ name: 'я'.repeat(200) })[1030]).toBe('я'.repeat(128)));
  it('sold by weight has its sum rounded to a kopeck', () =>
    expect(itemOf({ price: kopecks(7999), quantity: thousandths(345), measure: 'kilogram' })).toMatchObject({
      1023: 345,
      1043: 2760,
      2108: 11,
    }));
});

describe('any receipt', () => {
  const below = (limit: number): fc.Arbitrary<number> => fc.nat(limit - 1);
  const anyOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
  const anyLine: fc.Arbitrary<Line> = fc
    .record({
      name: below(200).map((length) => 'х'.repeat(length)),
      price: below(1_000_000).map(kopecks),
      vat: anyOf(...(Object.keys(vatRates) as VatRate[])),
      group: anyOf(undefined, 3, 8, 13, 15, 16),
      gtin: anyOf(undefined, '04670540176099', '00000046198488'),
      sort: fc.oneof(
        fc.record({ mark: anyOf(milkMark, packMark), check: anyOf<CodeCheck>(online, local, emergency, none) }),
        fc.record({
          quantity: fc.integer({ min: 1, max: 20_000 }).map(thousandths),
          measure: anyOf(...(Object.keys(measures) as Measure[])),
        }),
      ),
    })
    .map(({ sort, ...rest }) => line({ ...rest, ...sort }));
  const tagsIn = (value: unknown): number[] => {
    if (Array.isArray(value)) return value.flatMap(tagsIn);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([tag, inner]) => [Number(tag), ...tagsIn(inner)]);
  };

  const anyReceipt: fc.Arbitrary<Receipt> = fc
    .record({
      lines: fc.array(anyLine, { minLength: 1, maxLength: 12, size: 'max' }),
      isRounded: fc.boolean(),
      way: anyOf('cash' as const, 'cashless' as const, 'mixed' as const),
      cashless: fc.nat(Number.MAX_SAFE_INTEGER),
    })
    .map(({ lines, isRounded, way, cashless }) => {
      const sold = receipt(undefined, ...lines);
      const all = total(sold);
      const rounding = isRounded && all >= 100 && all % 100 > 0 ? kopecks(all % 100) : undefined;
      const payments: Readonly<Record<Payment['way'], Payment>> = {
        cash,
        cashless: { way: 'cashless' },
        mixed: {
          way: 'mixed',
          cashless: kopecks(cashless % Math.max(1, all - (rounding ?? 0))),
          received: kopecks(all),
        },
      };
      const rounded = { ...sold, adjustments: rounding === undefined ? [] : [roundedOff(rounding)] };
      return { ...rounded, tenders: tendersOf(payments[way], due(rounded)) };
    });
  /** Each law is tried on the same thousand receipts. */
  const always = (law: (sold: Receipt, document: Tags) => void, numRuns = 1_000): void =>
    fc.assert(
      fc.property(anyReceipt, (sold) => {
        law(sold, saleDocument(sold, seller));
      }),
      tries(numRuns),
    );

  it('adds up: Σ 1043 − rounding = 1020 = 1031 + 1081, all whole kopecks and none below nothing', () => {
    const ways = new Set<string>();
    const adjustments = new Set<number>();
    always((sold, document) => {
      ways.add(sold.tenders.map(({ way }) => way).join());
      adjustments.add(sold.adjustments.length);
      const sums = items(document).map((item) => Number(item[1043]));
      expect(sums.every(Number.isSafeInteger)).toBe(true);
      expect(sums.reduce((all, one) => all + one, 0) - takenOff(sold)).toBe(document[1020]);
      expect(Number(document[1031]) + Number(document[1081])).toBe(document[1020]);
      expect(Math.min(Number(document[1031]), Number(document[1081]))).toBeGreaterThanOrEqual(0);
      expect(document[1020]).toBe(due(sold));
    });
    expect([ways.size, adjustments.size]).toEqual([3, 2]);
  });

  it('never has 2106, which only the ККТ may compute, nor 1261, nor anything else but the known tags', () => {
    const known = new Set([
      1020, 1021, 1023, 1030, 1031, 1043, 1054, 1055, 1059, 1079, 1081, 1163, 1199, 1212, 1214, 1260, 1262, 1263, 1264,
      1265, 1301, 1302, 1303, 1305, 1306, 2000, 2102, 2108,
    ]);
    always((_, document) => expect(tagsIn(document).filter((tag) => !known.has(tag))).toEqual([]));
  });

  it('has 1260 exactly on the items that were checked with a proof', () =>
    always((sold, document) =>
      expect(items(document).map((item) => 1260 in item)).toEqual(
        sold.lines.map(({ check }) => check?.source === 'online' || check?.source === 'local'),
      ),
    ));

  it('is plain: JSON and back changes nothing', () =>
    always((_, document) => expect(JSON.parse(JSON.stringify(document))).toEqual(document), 50));
});
