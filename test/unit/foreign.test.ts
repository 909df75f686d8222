/** Readers of what others wrote, fed with shapes that are nearly right: none throws, and what they hand on is what the house may use. (Those of the check have a test of their own.) */
import { KeptNotices } from '../../src/app/sale/kept-notices.ts';
import { isUnresolved } from '../../src/app/sale/unresolved.ts';
import { newReceipt } from '../../src/domain/document/document.ts';
import { saleDocument } from '../../src/domain/document/fiscal-document.ts';
import { lineFacts } from '../../src/domain/document/line-facts.ts';
import { isBlock, isCardInQuestion, verdictOf } from '../../src/domain/document/line.ts';
import { lineOf, packageLine } from '../../src/domain/document/new-line.ts';
import { obstacle } from '../../src/domain/document/obstacles.ts';
import { due, total } from '../../src/domain/document/pricing.ts';
import { readReceipt, storedReceipt } from '../../src/domain/document/stored-document.ts';
import { readLine } from '../../src/domain/document/stored-line.ts';
import { allowedOnline, proof } from './fakes/checker.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDemoShop, readSamples } from '../../src/app/shop/demo-shop.ts';
import { readRelays } from '../../src/app/shop/relays.ts';
import { readFn, readTillId } from '../../src/domain/base/fields.ts';
import { readGoods, storedGoods } from '../../src/domain/goods/stored-goods.ts';
import { receiptTextLimits } from '../../src/domain/shop/shop.ts';
import { readShop } from '../../src/domain/shop/stored-shop.ts';
import type { Relays } from '../../src/app/shop/relays.ts';
import { startDetail, startFailure } from '../../src/app/start-failure.ts';
import { keptWitness } from '../../src/app/journal/witness-keeper.ts';
import { lossOf, readWitness } from '../../src/app/journal/witness.ts';
import { demoPrinter } from '../../src/devices/kkt/demo/demo-printer.ts';
import { vatRates } from '../../src/domain/shop/taxation.ts';
import { FakeClock, noon } from './clock.ts';
import { nearly, odd, runs, witnessShape } from './odd-shapes.ts';
import { bread, milk, milkCode, milkKi } from './fakes/goods.ts';
import { realFn } from './fakes/printer.ts';
import { realShop } from './fakes/settings.ts';

const relays: Relays = {
  demo: false,
  cdn: { host: 'cdn.crpt.ru' },
  lm: { url: 'http://127.0.0.1:5995' },
  tspiot: null,
  kkt: { address: '10.0.0.9:7778' },
};
const isHost = (text: string): boolean => new URL(`http://${text}/`).host !== '' && !/[/?#@\s]/.test(text);

describe('10 000 nearly right shapes of', () => {
  it("the gateway's word: heard with a kind and usable addresses, or not at all", () =>
    fc.assert(
      fc.property(nearly({ version: 1, ...relays, tspiot: false, key: true }), (value) => {
        const heard = readRelays(value, relays);
        if (heard === undefined) return;
        expect(typeof heard.demo).toBe('boolean');
        expect((value as Relays).demo).toBe(heard.demo);
        expect(isHost(heard.cdn.host)).toBe(true);
        if (heard.lm) expect(new URL(heard.lm.url).protocol).toMatch(/^https?:$/);
        // What was kept of it opens the next start.
        expect(readRelays(JSON.parse(JSON.stringify(heard)), relays)).toEqual(heard);
      }),
      runs,
    ));

  it('the demo shop: only goods and samples that can be sold', () =>
    fc.assert(
      fc.property(
        nearly({
          shop: { name: 'У дома', inn: '7700000000', till: '1', cashier: 'К', taxation: 'osn' },
          goods: [milk, bread].map(storedGoods),
          samples: [{ id: 'a', before: '01', random: 5, after: '\u001d93' }],
        }),
        (value) => {
          const demo = readDemoShop(value);
          for (const { price, name, isMarked: marked } of demo?.goods ?? [])
            expect([Number.isSafeInteger(price) && price >= 0, typeof name, typeof marked]).toEqual([
              true,
              'string',
              'boolean',
            ]);
          for (const { random } of demo?.samples ?? []) expect(random).toBeLessThanOrEqual(100);
          readSamples(value);
        },
      ),
      runs,
    ));

  it('a card that was kept: as it is, with what this build does not know, or none', () =>
    fc.assert(
      fc.property(
        nearly({ ...storedGoods(milk), adult: true, alcohol: false, excise: false, of: 'a newer build' }),
        (value) => {
          const card = readGoods(value);
          if (!card) return;
          expect([Number.isSafeInteger(card.price) && card.price >= 0, typeof card.name, typeof card.isMarked]).toEqual(
            [true, 'string', 'boolean'],
          );
          for (const fact of [card.adult, card.alcohol, card.excise])
            expect(['boolean', 'undefined']).toContain(typeof fact);
          expect(card.vat === undefined || Object.hasOwn(vatRates, card.vat)).toBe(true);
          expect(readGoods(storedGoods(card))).toEqual(card);
        },
      ),
      runs,
    ));
  it.each(['vat', 'adult', 'alcohol', 'excise'] as const)(
    'a card of an older build has no %s, and one that cannot be read was not said',
    (field) => {
      const { [field]: _, ...older } = { ...milk, adult: true, alcohol: true, excise: true };
      const stored = storedGoods(older);
      for (const kept of [stored, { ...stored, [field]: 'x' }, { ...stored, [field]: null }]) {
        const card = readGoods(kept);
        expect(card).toMatchObject(older);
        expect(card?.[field]).toBeUndefined();
      }
      expect(readGoods({ ...stored, [field]: milk[field] ?? true, newer: 1 })).toEqual({
        ...older,
        [field]: milk[field] ?? true,
        newer: 1,
      });
    },
  );
  const keptLine = {
    ...packageLine('l1', { ...milk, group: 8 }, '04670540176099', {
      raw: milkCode(),
      code: milkCode(),
      ki: milkKi(),
      form: 'short-93',
      scannedAt: noon,
    }),
    check: allowedOnline(),
    division: { by: 'measure', measure: 'litre', price: 100, content: 3_000 },
    part: { count: 1, of: 4 },
    markResult: { result: 15, oism: 'answered' },
  };
  const keptReceipt = {
    ...newReceipt('r', noon, { cashier: 'К' }),
    v: 2,
    state: 'fiscalizing',
    number: 3,
    lines: [keptLine, lineOf('l2', bread)],
    tenders: [{ way: 'cash', amount: 100, received: 500 }],
    adjustments: [{ source: 'rounding', scope: 'document', amount: 40 }],
    intent: { fn: realFn, expectedFd: 3, total: 100, at: noon, tillMark: 'PAAAAA-3' },
    fiscal: { fn: realFn, fd: 3, fpd: '1', at: noon },
  };
  const { v: _, kind: __, tenders: ___, adjustments: ____, ...olderReceipt } = keptReceipt;
  it.each<[string, object]>([
    ['of today', keptReceipt],
    ['of an older build', { ...olderReceipt, payment: { way: 'mixed', cashless: 10, received: 90 }, rounding: 40 }],
  ])('a receipt %s: every rule can work with what is read, and no line is lost', (_name, good) =>
    fc.assert(
      fc.property(nearly(good), (value) => {
        const read = readReceipt(value);
        if (!read) return;
        const { lines } = value as { readonly lines: readonly unknown[] };
        expect(read.lines).toHaveLength(lines.length);
        expect([total(read), due(read)].every(Number.isSafeInteger)).toBe(true);
        obstacle(read, noon);
        saleDocument(read, { taxation: 'osn', cashier: '' });
        for (const line of read.lines) {
          lineFacts(line);
          verdictOf(line, noon);
          isCardInQuestion(line);
          isBlock(line);
        }
        // Damage makes no permission of a ban, and what cannot be read is not paid.
        if (read.lines.some(({ unread }) => unread)) expect(obstacle(read, noon)).toBe('unread');
        expect(readReceipt(storedReceipt(read))).toEqual(read);
      }),
      runs,
    ),
  );
  it('a stored line: none is allowed without a flag that decides', () => {
    // Written from online-check.md §1.4 and local-module.md §2.5, not from the reader.
    const deciding: Readonly<Record<string, readonly string[]>> = {
      full: ['found', 'valid', 'verified', 'utilised', 'realizable', 'sold', 'isBlocked'],
      offline: ['isBlocked', 'sold'],
    };
    const kinds: Readonly<Record<string, string>> = { online: 'full', local: 'offline' };
    const answers = [{ cis: 'x' }, { cis: 'x', isOwner: true, mrp: 1 }, { cis: 'x', found: true }, { sold: false }, {}];
    const checks = answers.flatMap((answer) => [
      { source: 'online', facts: 'full', answer, proof },
      { source: 'online', answer, proof },
      { source: 'local', answer, proof, online: { kind: 'timeout' } },
      { source: 'zzz', facts: 'offline', answer, proof },
    ]);
    let [allowed, silent] = [0, 0];
    fc.assert(
      fc.property(fc.oneof(...checks.map((check) => nearly({ ...keptLine, group: 8, check }))), (value) => {
        const verdict = verdictOf(readLine(value, 0), noon);
        silent += verdict ? 0 : 1;
        if (verdict?.kind !== 'allowed' || verdict.by === 'optional' || verdict.by === 'emergency') return;
        allowed += 1;
        const { check } = value as { readonly check: { source: string; facts?: string; answer: object } };
        const flags: ReadonlyMap<string, unknown> = new Map(Object.entries(check.answer));
        const wanted = deciding[check.facts ?? kinds[check.source] ?? ''] ?? [];
        expect(wanted.map((flag) => typeof flags.get(flag))).toContain('boolean');
      }),
      runs,
    );
    expect([allowed > 100, silent > 100]).toEqual([true, true]);
  });
  it('notices of bad scans: whole ones, or none', () =>
    fc.assert(
      fc.property(nearly([{ id: 'a', raw: 'b', kind: 'damaged', gtin: milk.gtin, damage: 'no-tail' }]), (value) => {
        const kept = new KeptNotices({ get: () => JSON.stringify(value) ?? null, set: () => undefined });
        for (const notice of kept.read())
          expect([typeof notice.id, typeof notice.raw, isUnresolved(notice)]).toEqual(['string', 'string', true]);
      }),
      runs,
    ));

  it('a shop of an older build: taxed as it printed until now, and a general taxpayer is asked', () => {
    for (const [taxation, vat] of [
      ['osn', 'goods'],
      ['usnIncome', 'none'],
      ['usnIncomeMinusExpense', 'none'],
      ['eshn', 'none'],
      ['patent', 'none'],
    ] as const) {
      const { vat: _, ...older } = { ...realShop, taxation };
      expect(readShop(older)).toMatchObject({ shop: { taxation, vat }, unread: [] });
      expect(readShop({ ...older, vat: '21' })).toMatchObject({ shop: { vat }, unread: ['vat'] });
      expect(readShop({ ...older, vat: '5' })).toMatchObject({ shop: { vat: '5' }, unread: [] });
    }
  });

  it('the shop: whole, or no shop', () =>
    fc.assert(
      fc.property(nearly(realShop), (value) => {
        const read = readShop(value);
        if (!read) return;
        const { shop } = read;
        expect(shop.kind === 'demo' || shop.kind === 'real').toBe(true);
        for (const text of [shop.name, shop.inn, shop.till, shop.cashier, shop.local.url, shop.local.login])
          expect(typeof text).toBe('string');
        expect(Number.isInteger(shop.timeZone) && shop.timeZone >= 1 && shop.timeZone <= 11).toBe(true);
        expect(['relay', 'direct', 'none']).toContain(shop.local.way);
        expect(Number.isSafeInteger(shop.kkt.password)).toBe(true);
        expect(Array.isArray(shop.alcoholHours)).toBe(true);
        expect(shop.brand.colour).toMatch(/^(?:#[\da-f]{6})?$/i);
        for (const line of shop.receiptText) expect(line.length).toBeLessThanOrEqual(receiptTextLimits.characters);
        for (const date of shop.alcoholDates) expect(date).toMatch(/^(\d{4}-)?\d\d-\d\d$/);
        // The law's guards are never let down by what could not be read.
        if (read.unread.includes('shop.unverified')) expect(shop.unverified).toBe('forbid');
        expect(readShop(structuredClone(shop))?.unread).toEqual([]);
      }),
      runs,
    ));

  it('the witness: numbers, or nothing; and no journal is taken for a lost one by an odd text', () =>
    fc.assert(
      fc.property(nearly({ version: 1, ...witnessShape, fiscal: { fn: realFn, fd: 7 }, shop: realShop }), (value) => {
        const witness = readWitness(value);
        const kept = keptWitness({ get: () => JSON.stringify(value) ?? null, set: () => undefined });
        expect(kept === undefined).toBe(witness === undefined);
        const loss = lossOf(
          {
            head: { journal: 'j', since: noon, number: 9, events: 99, linked: 0, digest: '' },
            hasShop: true,
            isPinKnown: true,
            hasCards: true,
          },
          witness,
        );
        // Of another name and from before this one was begun: this till's own, made anew.
        if (loss?.what === 'journal')
          expect([witness?.journal === 'j', Number(witness?.at) < noon]).toEqual([false, true]);
        else if (loss) expect(['another', 'rolled-back']).toContain(loss.what);
        if (witness?.fiscal)
          expect([witness.fiscal.fn.length, Number.isSafeInteger(witness.fiscal.fd)]).toEqual([16, true]);
      }),
      runs,
    ));

  it("small things: a ФН, a till's name", () =>
    fc.assert(
      fc.property(odd, (value) => {
        expect(readFn(value) ?? realFn).toMatch(/^\d{16}$/);
        expect(readTillId(value) ?? 'x').toMatch(/^[\w-]{1,64}$/);
      }),
      runs,
    ));

  it('errors of a start', () =>
    fc.assert(
      fc.property(
        fc.oneof(odd, nearly({ name: 'OpenFailedError', message: 'x', inner: { name: 'UnknownError', message: 'y' } })),
        (error) => {
          expect(typeof startFailure('journal', error)).toBe('string');
          expect(typeof startDetail(error)).toBe('string');
        },
      ),
      runs,
    ));

  it('the practice ФН: it answers whatever was kept', async () =>
    fc.assert(
      fc.asyncProperty(
        nearly({
          documents: [
            {
              kind: 'receipt',
              mark: { fn: '0000000000000150', fd: 1, fpd: '1', at: noon },
              total: 100,
              document: { 1054: 1 },
            },
          ],
          shift: { number: 1, openedAt: noon },
          cash: { drawer: 1, paidIn: 0, paidOut: 0 },
        }),
        async (value) => {
          const printer = demoPrinter(
            { get: () => JSON.stringify(value) ?? null, set: () => undefined },
            new FakeClock(),
          );
          const state = await printer.state();
          expect(state.ok && Number.isSafeInteger(state.value.lastFd)).toBe(true);
          expect((await printer.find(1)).ok && (await printer.cash()).ok).toBe(true);
          await printer.openShift('К');
        },
      ),
      runs,
    ));
});
