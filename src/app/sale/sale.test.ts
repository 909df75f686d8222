import { sessionOf } from '../../domain/shop/session.ts';
import { describe, expect, it } from 'vitest';
import { checksOf } from '../../domain/code-check/record.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { itemOfPlu } from '../../domain/goods/scales.ts';
import { checkDigit } from '../../domain/marking-code/check-digit.ts';
import { kopecks } from '../../domain/base/money.ts';
import { onePiece, thousandths } from '../../domain/base/quantity.ts';
import { newReceipt, type Receipt } from '../../domain/document/document.ts';
import { noon, turn } from '../../../test/unit/clock.ts';
import { allowedOnline, noAnswer, refusedOnline } from '../../../test/unit/fakes/checker.ts';
import { bread, milk, milkCode, milkKi, sugar } from '../../../test/unit/fakes/goods.ts';
import { emptyStore } from '../../../test/unit/fakes/journal.ts';
import { FakePrinter, freshPrinter, realFn } from '../../../test/unit/fakes/printer.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { openCaughtUp, saleWorld } from '../../../test/unit/sale-world.ts';
import type { Journal } from '../ports/journal.ts';
import type { PrinterAbout } from '../ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { Sale, type SaleDeps } from './sale.ts';
import type { SaleView } from './store.ts';

const cash = { way: 'cash', received: kopecks(100_000) } as const;

/** A sale with milk and bread, ready for «Пробить чек». */
async function readyToPrint(
  given: ReturnType<typeof saleWorld>,
  payment: Parameters<Sale['choose']>[0] = cash,
): Promise<Sale> {
  const sale = await given.open();
  await sale.scan(milkCode());
  await sale.add(bread);
  await turn();
  expect(await sale.pay()).toBeUndefined();
  expect(await sale.choose(payment)).toBeUndefined();
  return sale;
}

describe('a scan of marked goods', () => {
  it('shows its line at once, and the verdict when it comes', async () => {
    const { checker, store, sounds, open, kinds } = saleWorld();
    checker.held = true;
    const sale = await open();
    const views: SaleView[] = [];
    sale.subscribe((view) => views.push(view));
    await sale.scan(milkCode());

    expect(sale.view.receipt.lines).toMatchObject([
      {
        name: 'Молоко',
        price: 8990,
        quantity: 1000,
        goodsId: 'milk',
        mark: { ki: milkKi(), code: milkCode(), form: 'short-93' },
      },
    ]);
    expect(sale.view.receipt.lines[0]?.check).toBeUndefined();
    expect(store.receipts).toMatchObject([{ state: 'draft', lines: [{ name: 'Молоко' }] }]);
    expect(sounds.heard).toEqual(['added']);
    expect(await sale.pay()).toBe('waiting');

    await checker.release();
    expect(sale.view.receipt.lines[0]?.check).toEqual(allowedOnline(milkCode()));
    expect(store.receipts[0]?.lines[0]?.check).toEqual(allowedOnline(milkCode()));
    expect(sounds.heard).toEqual(['added']);
    expect(kinds()).toEqual(['checked']);
    expect(views.at(-1)).toBe(sale.view);
  });

  it('sends the moment of the scan with the check, not the moment of the request', async () => {
    const { checker, clock, open } = saleWorld();
    const sale = await open();
    const scannedAt = clock.now();
    await clock.advance(300);
    await sale.scan(milkCode(), scannedAt);
    expect(checker.requests).toMatchObject([{ scannedAt, codes: [{ code: milkCode(), ki: milkKi(), group: 8 }] }]);
  });

  it('sounds the alarm when it is refused, and cannot be paid', async () => {
    const { checker, sounds, open } = saleWorld();
    checker.answer = refusedOnline;
    const sale = await open();
    await sale.scan(milkCode());
    await turn();
    expect(sounds.heard).toEqual(['added', 'refused']);
    expect(await sale.pay()).toBe('refused');
    await sale.remove(sale.view.receipt.lines[0]?.id ?? '');
    expect(await sale.pay()).toBe('empty');
  });

  it('goes on while another is being checked, each with its own answer', async () => {
    const { checker, open } = saleWorld();
    checker.held = true;
    checker.answer = (code) => (code.includes('bbbbb') ? refusedOnline(code) : allowedOnline(code));
    const sale = await open();
    await Promise.all([sale.scan(milkCode('aaaaa')), sale.scan(milkCode('bbbbb')), sale.scan(milkCode('ccccc'))]);
    expect(sale.view.receipt.lines).toHaveLength(3);
    await checker.release();
    expect(
      sale.view.receipt.lines.map(({ mark, check }) => [mark?.ki, check?.source === 'online' && check.answer.sold]),
    ).toEqual([
      [milkKi('aaaaa'), false],
      [milkKi('bbbbb'), true],
      [milkKi('ccccc'), false],
    ]);
  });

  it('refuses the same code twice, however it was scanned', async () => {
    const { sounds, open, kinds } = saleWorld();
    const sale = await open();
    await sale.scan(milkCode());
    await sale.scan(`]d2${milkCode()}`);
    expect(sale.view.receipt.lines).toHaveLength(1);
    expect(sale.view.rejected).toMatchObject([{ kind: 'duplicate', name: 'Молоко', raw: `]d2${milkCode()}` }]);
    expect(sounds.heard).toEqual(['added', 'attention']);
    expect(kinds()).toContain('scan-refused');
  });

  it('refuses what this till has sold, and says when and on which receipt', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await sale.print();
    await given.clock.advance(5000);
    await sale.scan(milkCode());
    expect(sale.view.rejected).toMatchObject([{ kind: 'sold-before', at: noon, number: 1, name: 'Молоко' }]);
    // The change stays on the screen for what is no goods of the next buyer.
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', lines: [{}, {}] });
    expect(given.checker.requests).toHaveLength(1);
  });

  it('of goods unknown waits for a name and a price, and remembers them', async () => {
    const { catalogue, checker, open } = saleWorld();
    catalogue.goods.length = 0;
    const sale = await open();
    await sale.scan(milkCode());
    await turn();
    const line = sale.view.receipt.lines[0];
    expect(line).toMatchObject({ name: '', gtin: milk.gtin });
    expect(line?.price).toBeUndefined();
    expect(await sale.pay()).toBe('no-price');

    await sale.describe(line?.id ?? '', { name: 'Кефир', price: kopecks(7500), measure: 'piece' });
    expect(catalogue.goods).toMatchObject([{ gtin: milk.gtin, name: 'Кефир', price: 7500, isMarked: true }]);
    expect(sale.view.receipt.lines[0]).toMatchObject({
      name: 'Кефир',
      price: 7500,
      goodsId: catalogue.goods[0]?.id,
      check: { source: 'online' },
    });
    expect(await sale.pay()).toBeUndefined();
    await sale.scan(milkCode('zzzzz'));
    expect(sale.view.receipt.lines[1]).toMatchObject({ name: 'Кефир', price: 7500 });
    expect(checker.requests).toHaveLength(2);
  });
});

describe('a label from the scales', () => {
  /** Prefix 22, item 12345, so many grams. */
  const label = (grams: number): string => {
    const body = `2212345${String(grams).padStart(5, '0')}`;
    const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
    return body + String((10 - (sum % 10)) % 10);
  };
  const cheese = { ...sugar, id: 'cheese', name: 'Сыр', gtin: label(0).padStart(14, '0') };

  it('sells what was weighed', async () => {
    const { catalogue, open } = saleWorld();
    catalogue.goods.push(cheese);
    const sale = await open();
    await sale.scan(label(345));
    await sale.scan(label(1200));
    expect(sale.view.receipt.lines.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Сыр', 345],
      ['Сыр', 1200],
    ]);
  });

  it("is read by the shop's own rules: a sum, a count, and one card for both", async () => {
    const shop: Shop = {
      ...realShop,
      scales: [
        { prefix: '23', item: 4, value: 'price' },
        { prefix: '29', item: 5, value: 'count' },
      ],
    };
    const { catalogue, open } = saleWorld({ shop });
    const ean = (body: string): string => body + checkDigit(body);
    const byPlu = (plu: string): string => itemOfPlu(plu, { prefix: '23', item: 4, value: 'price' }) ?? '';
    catalogue.goods.push(
      { ...cheese, gtin: byPlu('42'), price: kopecks(50_000) },
      { ...bread, id: 'bun', name: 'Булочка', gtin: undefined, also: [byPlu('7')] },
    );
    const sale = await open();
    await sale.scan(ean('230042012990'));
    await sale.scan(ean('290000700003'));
    // Bread has no weight, whatever its price makes of the sum.
    await sale.scan(ean('230007000001'));
    expect(sale.view.receipt.lines.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Сыр', 260],
      ['Булочка', 3000],
    ]);
    expect(sale.view.rejected).toMatchObject([{ kind: 'unknown-goods' }]);
  });

  it('of goods nobody knew becomes a card that every other label of it finds', async () => {
    const { open } = saleWorld();
    const sale = await open();
    await sale.scan(label(345));
    await sale.scan(label(500));
    await sale.create(cheese, label(345));
    // The other piece lies there still.
    expect(sale.view).toMatchObject({
      receipt: { lines: [{ name: 'Сыр', quantity: 345 }] },
      rejected: [{ kind: 'unknown-goods', raw: label(500) }],
    });
    // Somebody describes it once more: the card stays as it is.
    await sale.create({ ...cheese, name: 'Масло', price: kopecks(1) }, label(500));
    expect(sale.view).toMatchObject({
      receipt: { lines: [{ quantity: 345 }, { name: 'Сыр', price: cheese.price, quantity: 500 }] },
      rejected: [],
    });
  });

  it('whose card the medium does not take is told, and stays to be tried again', async () => {
    const { catalogue, open } = saleWorld();
    const sale = await open();
    await sale.scan(label(345));
    catalogue.put = () => Promise.reject(new Error('full'));
    await expect(sale.create(cheese, label(345))).rejects.toThrow('full');
    expect(sale.view).toMatchObject({
      receipt: { lines: [] },
      rejected: [{ kind: 'unknown-goods' }],
      problem: { kind: 'storage' },
    });
  });

  it('names goods that are not sold by weight, or nobody’s: then it is a barcode like any other', async () => {
    const { catalogue, open } = saleWorld();
    const sale = await open();
    await sale.scan(label(345));
    expect(sale.view.rejected).toMatchObject([{ kind: 'unknown-goods' }]);
    catalogue.goods.push({ ...cheese, measure: 'piece' });
    await sale.scan(label(345));
    expect(sale.view.rejected).toMatchObject([{ kind: 'unknown-goods' }]);
    catalogue.goods.push({ ...bread, id: 'whole', gtin: label(777).padStart(14, '0') });
    await sale.scan(label(777));
    expect(sale.view.receipt.lines).toMatchObject([{ name: 'Хлеб', quantity: 1000 }]);
  });
});

describe('a scan of anything else', () => {
  const cases: Array<[string, string, object]> = [
    ['a barcode of marked goods', '4670540176099', { kind: 'needs-mark', name: 'Молоко' }],
    ['a barcode nobody knows', '46198488', { kind: 'unknown-goods' }],
    ['a damaged code', '010467054017609921', { kind: 'damaged', damage: 'incomplete' }],
    ['a code without its tail', milkKi(), { kind: 'damaged', damage: 'no-tail' }],
    ['a word', 'hello', { kind: 'not-goods' }],
  ];
  it.each(cases)('%s adds nothing and says why', async (_, raw, expected) => {
    const { sounds, checker, open, store } = saleWorld();
    const sale = await open();
    await sale.scan(raw);
    expect(sale.view.receipt.lines).toEqual([]);
    expect(sale.view.rejected).toMatchObject([{ ...expected, raw }]);
    expect(sounds.heard).toEqual(['attention']);
    expect(store.events).toMatchObject([{ kind: 'scan-refused', data: { ...expected, raw } }]);
    expect(checker.requests).toEqual([]);
  });

  it('a barcode of unmarked goods adds and counts them without any check', async () => {
    const { checker, open } = saleWorld();
    const sale = await open();
    await sale.scan('4607004890017');
    await sale.scan('4607004890017');
    expect(sale.view.receipt.lines).toMatchObject([{ name: 'Хлеб', quantity: 2000 }]);
    expect(checker.requests).toEqual([]);
    expect(await sale.pay()).toBeUndefined();
  });

  it('the next scan, or «Убрать», takes the rejected one off the list', async () => {
    const { open } = saleWorld();
    const sale = await open();
    await sale.scan('hello');
    await sale.scan(milkCode());
    expect(sale.view.rejected).toEqual([]);
    await sale.scan('hello');
    await sale.remove(sale.view.rejected[0]?.id ?? '');
    expect(sale.view.rejected).toEqual([]);
    expect(sale.view.receipt.lines).toHaveLength(1);
  });

  it('stays while its goods are not in the receipt, whatever else is scanned', async () => {
    const { open, catalogue } = saleWorld();
    const sale = await open();
    const damaged = milkKi('aaaaa');
    await sale.scan(damaged);
    await sale.scan(damaged);
    await sale.scan('4670540176099');
    await sale.scan('46198488');
    await sale.scan('4607004890017');
    expect(sale.view.rejected.map(({ kind }) => kind)).toEqual(['damaged', 'needs-mark', 'unknown-goods']);
    await sale.scan(milkCode('aaaaa'));
    expect(sale.view.rejected.map(({ kind }) => kind)).toEqual(['unknown-goods']);
    await catalogue.put([{ ...bread, id: 'new', gtin: '00000046198488' }]);
    await sale.scan('46198488');
    expect(sale.view).toMatchObject({ receipt: { lines: [{}, {}, {}] }, rejected: [] });
  });
});

describe('goods chosen on the screen', () => {
  it('are added with a quantity, counted up and down to one', async () => {
    const { open } = saleWorld();
    const sale = await open();
    await sale.add(sugar, thousandths(345));
    await sale.add(bread);
    const id = sale.view.receipt.lines[1]?.id ?? '';
    await sale.changeQuantity(id, 1000);
    expect(sale.view.receipt.lines.map(({ quantity }) => quantity)).toEqual([345, 2000]);
    await sale.changeQuantity(id, -1000);
    await sale.changeQuantity(id, -1000);
    expect(sale.view.receipt.lines.map(({ quantity }) => quantity)).toEqual([345, 1000]);
  });

  it('that are marked must be scanned', async () => {
    const { open } = saleWorld();
    const sale = await open();
    await sale.add(milk);
    expect(sale.view.rejected).toMatchObject([{ kind: 'needs-mark', name: 'Молоко' }]);
    expect(sale.view.receipt.lines).toEqual([]);
  });

  it('a marked line keeps its quantity', async () => {
    const { open } = saleWorld();
    const sale = await open();
    await sale.scan(milkCode());
    await sale.changeQuantity(sale.view.receipt.lines[0]?.id ?? '', 1000);
    expect(sale.view.receipt.lines[0]?.quantity).toBe(onePiece);
  });
});

describe('a scan at the wrong time', () => {
  it('while paying steps back to the goods', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await sale.scan(milkCode('zzzzz'));
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [{}, {}, {}] });
    expect(sale.view.receipt.tenders).toEqual([]);
    expect(given.store.receipts).toMatchObject([{ state: 'draft' }]);
  });

  it('after printing starts a new receipt', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await sale.print();
    const printed = sale.view.receipt;
    await sale.scan(milkCode('zzzzz'));
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [{ mark: { ki: milkKi('zzzzz') } }] });
    expect(sale.view.receipt.id).not.toBe(printed.id);
    expect(given.store.receipts).toMatchObject([{ id: printed.id, state: 'fiscalized' }, { state: 'draft' }]);
  });

  it('while the receipt is in doubt is refused and changes nothing', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    printer.faults.push('lose-answer');
    const print = printer.print.bind(printer);
    printer.print = async (document, rules) => {
      const answer = await print(document, rules);
      printer.gone = { kind: 'not-connected' };
      return answer;
    };
    await sale.print();
    const { receipt, problem } = sale.view;
    expect(receipt.state).toBe('in-doubt');
    await sale.scan(milkCode('zzzzz'));
    await sale.add(bread);
    expect(sale.view).toMatchObject({
      receipt,
      problem,
      rejected: [
        { kind: 'busy', raw: milkCode('zzzzz') },
        { kind: 'busy', raw: 'Хлеб' },
      ],
    });
  });

  it('of what is no goods leaves the payment and its money as they are', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    const { receipt } = sale.view;
    await sale.scan('hello');
    await sale.scan('46198488');
    await sale.scan(milkKi('aaaaa'));
    await sale.scan(receipt.lines.find(({ mark }) => mark)?.mark?.raw ?? '');
    expect(sale.view.receipt).toEqual(receipt);
    expect(sale.view.rejected.map(({ kind }) => kind)).toEqual(['unknown-goods', 'damaged', 'duplicate']);
  });

  it('of what is no goods leaves the change on the screen, and goods that could not be read are the next buyer’s', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    const printing = sale.print();
    const early = sale.scan('4607004890017');
    await Promise.all([printing, early]);
    await sale.scan('hello');
    expect(sale.view).toMatchObject({
      receipt: { state: 'fiscalized' },
      rejected: [{ kind: 'busy' }, { kind: 'not-goods' }],
    });
    await sale.scan(milkKi('aaaaa'));
    expect(sale.view).toMatchObject({
      receipt: { state: 'draft', lines: [] },
      rejected: [{ kind: 'busy' }, { kind: 'damaged' }],
    });
    await sale.scan('4607004890017');
    await sale.scan(milkCode('bbbbb'));
    expect(sale.view.rejected).toMatchObject([{ kind: 'damaged', raw: milkKi('aaaaa') }]);
    await sale.scan(milkCode('aaaaa'));
    expect(sale.view).toMatchObject({ receipt: { lines: [{}, {}, {}] }, rejected: [] });
  });

  it('of goods on their way when «Пробить чек» is pressed goes first, and the till is not printing', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await Promise.all([sale.scan(milkCode('aaaaa')), sale.print()]);
    expect(sale.view).toMatchObject({ printing: false, receipt: { state: 'draft', lines: [{}, {}, {}] } });
    await sale.scan(milkCode('bbbbb'));
    expect(sale.view.receipt.lines).toHaveLength(4);
  });

  it('of one unit says nothing of another of the same goods that came too early', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await Promise.all([sale.print(), sale.scan(milkCode('bbbbb')), sale.scan(milkCode('ccccc'))]);
    await sale.scan(milkCode('bbbbb'));
    expect(sale.view.rejected).toMatchObject([{ kind: 'busy', ki: milkKi('ccccc') }]);
    await sale.scan(milkCode('ccccc'));
    expect(sale.view).toMatchObject({ receipt: { lines: [{}, {}] }, rejected: [] });
  });

  it('of the last buyer’s goods says nothing to the next one', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await sale.scan(milkKi('aaaaa'));
    await sale.print();
    expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized' }, rejected: [] });
  });
});

describe('«Убрать»', () => {
  it('is on record with what was removed and its check', async () => {
    const { open, store } = saleWorld();
    const sale = await open();
    await sale.scan(milkCode());
    await turn();
    await sale.remove(sale.view.receipt.lines[0]?.id ?? '');
    expect(sale.view.receipt.lines).toEqual([]);
    expect(store.events.at(-1)).toMatchObject({
      kind: 'line-removed',
      data: { ki: milkKi(), name: 'Молоко', check: { source: 'online' } },
    });
  });

  it('during the check leaves nothing for its answer to come back to', async () => {
    const { open, checker } = saleWorld();
    checker.held = true;
    const sale = await open();
    await sale.scan(milkCode());
    await sale.remove(sale.view.receipt.lines[0]?.id ?? '');
    await sale.scan(milkCode());
    expect(sale.view.receipt.lines).toHaveLength(1);
    checker.answer = refusedOnline;
    await checker.release();
    expect(sale.view.receipt.lines).toHaveLength(1);
    expect(checker.requests).toHaveLength(2);
  });
});

describe('«Повторить проверку»', () => {
  async function unverified() {
    const given = saleWorld();
    given.checker.answer = () => noAnswer;
    const sale = await given.open();
    for (const serial of ['aaaaa', 'bbbbb', 'ccccc']) await sale.scan(milkCode(serial));
    await turn();
    expect(given.checker.requests).toHaveLength(3);
    given.checker.answer = allowedOnline;
    return { ...given, sale };
  }

  it('of all that could not be checked is one request, counted from now', async () => {
    const { sale, checker, clock } = await unverified();
    await clock.advance(60_000);
    checker.held = true;
    await sale.recheck();
    expect(sale.view.receipt.lines.map(({ check }) => check)).toEqual([undefined, undefined, undefined]);
    await checker.release();
    expect(checker.requests[3]).toMatchObject({
      scannedAt: clock.now(),
      codes: ['aaaaa', 'bbbbb', 'ccccc'].map((serial) => ({ ki: milkKi(serial) })),
    });
    expect(checker.requests).toHaveLength(4);
    expect(await sale.pay()).toBeUndefined();
  });

  it('of one line asks for that line', async () => {
    const { sale, checker } = await unverified();
    await sale.recheck(sale.view.receipt.lines[1]?.id);
    await turn();
    expect(checker.requests[3]?.codes).toMatchObject([{ ki: milkKi('bbbbb') }]);
    expect(sale.view.receipt.lines.map(({ check }) => check?.source)).toEqual(['none', 'online', 'none']);
    expect(await sale.pay()).toBe('unverified');
  });

  it('does not disturb lines that have an answer', async () => {
    const { sale, checker } = await unverified();
    await sale.recheck();
    await turn();
    await sale.recheck();
    await turn();
    expect(checker.requests).toHaveLength(4);
  });
});

describe("the senior cashier's PIN", () => {
  async function unverified(unverified: Shop['unverified'] = 'senior-pin') {
    const given = saleWorld({ shop: { ...realShop, unverified } });
    given.checker.answer = () => noAnswer;
    given.settings.secrets.set('pin', '1234');
    const sale = await given.open();
    await sale.scan(milkCode());
    await turn();
    return { ...given, sale, id: sale.view.receipt.lines[0]?.id ?? '' };
  }

  it('right: sells, on record with the check', async () => {
    const { sale, id, store } = await unverified();
    expect(await sale.pay()).toBe('unverified');
    expect(await sale.allowUnverified(id, '1234')).toEqual({ kind: 'allowed' });
    expect(store.events.at(-1)).toMatchObject({ kind: 'sold-unverified', data: { ki: milkKi(), check: noAnswer } });
    expect(store.receipts[0]?.lines[0]?.override).toEqual({ by: 'senior-cashier', at: noon });
    expect(await sale.pay()).toBeUndefined();
  });

  it('wrong: does not, on record as well, the PIN not', async () => {
    const { sale, id, store } = await unverified();
    expect(await sale.allowUnverified(id, '4321')).toEqual({ kind: 'wrong-pin', triesLeft: 4 });
    expect(store.events.at(-1)).toMatchObject({ kind: 'wrong-pin', data: { ki: milkKi() } });
    expect(JSON.stringify(store)).not.toContain('4321');
    expect(await sale.pay()).toBe('unverified');
  });

  it('where the shop forbids it: not even the right one', async () => {
    const { sale, id } = await unverified('forbid');
    expect(await sale.allowUnverified(id, '1234')).toEqual({ kind: 'forbidden' });
    expect(await sale.pay()).toBe('unverified');
  });

  it('says «allowed» only of what it has allowed: not of a refused, a waiting, a missing line, nor while paying', async () => {
    const { sale, id, checker, kinds } = await unverified();
    expect(await sale.allowUnverified('missing', '1234')).toEqual({ kind: 'forbidden' });
    checker.answer = refusedOnline;
    checker.held = true;
    await sale.recheck();
    expect(await sale.allowUnverified(id, '1234')).toEqual({ kind: 'forbidden' });
    await checker.release();
    expect(await sale.allowUnverified(id, '1234')).toEqual({ kind: 'forbidden' });
    expect(sale.view.receipt.lines[0]?.override).toBeUndefined();
    expect(kinds()).not.toContain('sold-unverified');
  });
});

describe('«Оплатить»', () => {
  it('says what is in the way, worst first, and stays with the goods', async () => {
    const { open, checker } = saleWorld();
    const sale = await open();
    expect(await sale.pay()).toBe('empty');
    checker.answer = (code) => (code.includes('bad') ? refusedOnline(code) : noAnswer);
    await sale.scan(milkCode('aaaaa'));
    await turn();
    expect(await sale.pay()).toBe('unverified');
    await sale.scan(milkCode('bad00'));
    await turn();
    expect(await sale.pay()).toBe('refused');
    expect(sale.view.receipt.state).toBe('draft');
  });

  it('and back, and again; a payment can be chosen only in between', async () => {
    const { open } = saleWorld();
    const sale = await open();
    await sale.add(bread);
    expect(await sale.choose(cash)).toBe('wrong-state');
    expect(await sale.back()).toBe('wrong-state');
    expect(await sale.pay()).toBeUndefined();
    expect(await sale.pay()).toBe('wrong-state');
    expect(await sale.back()).toBeUndefined();
    expect(await sale.pay()).toBeUndefined();
  });
});

describe('«Пробить чек»', () => {
  it('prints one document and tells the outbox', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    await sale.print();
    expect(sale.view).toMatchObject({
      printing: false,
      problem: undefined,
      receipt: {
        state: 'fiscalized',
        number: 1,
        fiscal: { fn: realFn, fd: 1 },
        intent: { fn: realFn, expectedFd: 1, total: 13_540 },
      },
    });
    expect(printer.memory.documents).toMatchObject([
      { document: { 1020: 13_540, 1031: 13_540, 1021: 'Петрова', 1055: 2 } },
    ]);
    expect(given.store.outbox).toMatchObject([{ ki: milkKi(), attempts: 0, nextAt: noon }]);
    expect(given.store.events.at(-1)).toMatchObject({ kind: 'printed', data: { fd: 1 } });
    expect(given.sold).toEqual(['sold']);
    expect(sale.isIdle()).toBe(true);
  });

  it('writes the intent before the first byte', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    let stored: Receipt | undefined;
    const print = printer.print.bind(printer);
    printer.print = (document, rules) => {
      stored = structuredClone(given.store.receipts[0]);
      return print(document, rules);
    };
    await sale.print();
    expect(stored).toMatchObject({
      state: 'fiscalizing',
      number: 1,
      intent: { fn: realFn, expectedFd: 1, total: 13_540, at: noon },
      tenders: [{ way: 'cash', received: cash.received }],
    });
  });

  it('pressed twice prints once', async () => {
    const printer = new FakePrinter();
    const sale = await readyToPrint(saleWorld({ printer }));
    await Promise.all([sale.print(), sale.print(), sale.print()]);
    expect(printer.prints).toBe(1);
    expect(printer.memory.documents).toHaveLength(1);
  });

  it('is nothing before a payment is begun, and wants enough cash', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await given.open();
    await sale.add(bread);
    await sale.print();
    expect(sale.view.problem).toBeUndefined();
    await sale.pay();
    await sale.print();
    expect(sale.view.problem).toEqual({ kind: 'receipt', why: 'no-payment' });
    await sale.choose({ way: 'cash', received: kopecks(100) });
    await sale.print();
    expect(sale.view.problem).toEqual({ kind: 'receipt', why: 'too-little-cash' });
    expect(printer.prints).toBe(0);
    expect(sale.view.receipt.state).toBe('paying');
  });

  it('refused by the printer: payable again, with the number it was given', async () => {
    const printer = new FakePrinter(undefined, ['refuse', 'refuse']);
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    await sale.print();
    expect(sale.view).toMatchObject({
      problem: { kind: 'refused', trouble: 'no-paper' },
      printing: false,
      receipt: { state: 'paying', number: 1 },
    });
    expect(given.kinds()).toContain('not-printed');
    await sale.print();
    await sale.choose({ way: 'cashless' });
    await sale.print();
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', number: 1, tenders: [{ way: 'cashless' }] });
    expect(printer.memory.documents).toHaveLength(1);
    await sale.add(bread);
    await sale.pay();
    await sale.choose(cash);
    await sale.print();
    expect(sale.view.receipt.number).toBe(2);
  });

  it('without a printer says so and writes nothing', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    printer.gone = { kind: 'not-connected' };
    await sale.print();
    expect(sale.view).toMatchObject({ problem: { kind: 'not-connected' }, receipt: { state: 'paying' } });
    expect(given.store.receipts).toMatchObject([{ state: 'paying' }]);
    expect(given.store.number).toBe(0);
  });

  it.each([
    ['real', true],
    ['demo', false],
  ] as const)('in a %s shop refuses a printer whose demo is %s', async (kind, demo) => {
    const printer = new FakePrinter(freshPrinter({ demo }));
    const sale = await readyToPrint(saleWorld({ printer, shop: { ...realShop, kind } }));
    await sale.print();
    expect(sale.view).toMatchObject({ problem: { kind: 'demo-printer' }, receipt: { state: 'paying' } });
    expect(printer.prints).toBe(0);
  });

  it('in a demo shop prints on a demo printer', async () => {
    const printer = new FakePrinter(freshPrinter({ demo: true }));
    const sale = await readyToPrint(saleWorld({ printer, shop: { ...realShop, kind: 'demo' } }));
    await sale.print();
    expect(sale.view.receipt.state).toBe('fiscalized');
  });

  it('tells ЛМ nothing where there is none', async () => {
    const given = saleWorld({ change: { tellsLocalModule: () => false } });
    const sale = await readyToPrint(given);
    await sale.print();
    expect(given.store.outbox).toEqual([]);
    expect(given.store.sold).toMatchObject([{ ki: milkKi() }]);
  });
});

describe('a lost answer', () => {
  it('of a document that was printed: found, no second one', async () => {
    const printer = new FakePrinter(undefined, ['lose-answer']);
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    await sale.print();
    expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized', fiscal: { fd: 1 } }, problem: undefined });
    expect(printer.prints).toBe(1);
    expect(given.kinds().slice(-2)).toEqual(['lost-answer', 'recovered']);
    expect(given.store.outbox).toMatchObject([{ ki: milkKi() }]);
    expect(given.sold).toEqual(['sold']);
  });

  it('of a document that was not: payable again', async () => {
    const printer = new FakePrinter(undefined, ['lose-request']);
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    await sale.print();
    expect(sale.view).toMatchObject({ receipt: { state: 'paying', number: 1 }, problem: { kind: 'not-printed' } });
    await sale.print();
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', number: 1 });
    expect(printer.memory.documents).toHaveLength(1);
  });

  const foreign = (fd: number, sum: number) => ({
    kind: 'receipt' as const,
    mark: { fn: realFn, fd, fpd: '1', at: noon },
    document: { 1054: 1, 1020: sum },
  });
  it.each<[string, (printer: FakePrinter) => void, object]>([
    [
      'another sum under the expected number',
      ({ memory }) => void memory.documents.push(foreign(1, 100)),
      { printer: { fn: realFn, lastFd: 1 }, found: { total: 100 } },
    ],
    [
      'another ФН, empty',
      ({ memory }) => void (memory.fn = '9960440300000001'),
      { printer: { fn: '9960440300000001', lastFd: 0 } },
    ],
    [
      'another ФН with a document of the same number and sum',
      ({ memory }) => void ((memory.fn = '9960440300000001'), memory.documents.push(foreign(1, 13_540))),
      { printer: { fn: '9960440300000001', lastFd: 1 } },
    ],
  ])('with %s stays in doubt for a person', async (_, spoil, doubt) => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    printer.print = async () => {
      spoil(printer);
      return { ok: false, failure: { kind: 'lost-answer' } };
    };
    await sale.print();
    expect(sale.view).toMatchObject({
      receipt: { state: 'in-doubt' },
      problem: { kind: 'doubt', ...doubt },
      printing: false,
    });
    await sale.askPrinter();
    expect(sale.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'doubt', ...doubt } });
    expect(given.sold).toEqual([]);
    expect(sale.isIdle()).toBe(false);
  });

  it('with documents missing from the ФН is a doubt, not «certainly not printed»', async () => {
    const printer = new FakePrinter();
    printer.memory.documents.push(foreign(1, 1), foreign(2, 2));
    const sale = await readyToPrint(saleWorld({ printer }));
    printer.print = async () => {
      printer.memory.documents.length = 0;
      return { ok: false, failure: { kind: 'lost-answer' } };
    };
    await sale.print();
    expect(sale.view).toMatchObject({
      receipt: { state: 'in-doubt' },
      problem: { kind: 'doubt', printer: { lastFd: 0 } },
    });
  });

  async function goneAfterPrinting() {
    const printer = new FakePrinter(undefined, ['lose-answer']);
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    const { print } = printer;
    printer.print = async (document, rules) => {
      const answer = await print.call(printer, document, rules);
      printer.gone = { kind: 'not-connected' };
      return answer;
    };
    await sale.print();
    expect(sale.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'not-connected' } });
    return { ...given, sale, printer };
  }

  it('of a printer that is gone waits until it is back', async () => {
    const { sale, printer } = await goneAfterPrinting();
    await sale.print();
    await sale.askPrinter();
    expect(sale.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'not-connected' } });
    printer.gone = undefined;
    await sale.askPrinter();
    expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized', fiscal: { fd: 1 } }, problem: undefined });
    expect(printer.memory.documents).toHaveLength(1);
  });

  it('survives a reload: the new page asks the printer first', async () => {
    const { deps, printer, checker } = await goneAfterPrinting();
    printer.gone = undefined;
    const again = await openCaughtUp(deps);
    expect(again.view.receipt).toMatchObject({ state: 'fiscalized', fiscal: { fd: 1 } });
    expect(checker.requests).toHaveLength(1);
  });

  it('of a ККТ that takes its time does not keep the screen waiting', async () => {
    const { deps, printer } = await goneAfterPrinting();
    printer.gone = undefined;
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const { state } = printer;
    printer.state = async () => {
      await held;
      return state.call(printer);
    };
    const again = await Sale.open(deps);
    await turn();
    expect(again.view).toMatchObject({ printing: true, receipt: { state: 'in-doubt' } });
    await again.scan(milkCode('ZZZZZ'));
    expect(again.view.rejected).toMatchObject([{ kind: 'busy' }]);
    answer();
    await again.caughtUp();
    expect(again.view.receipt).toMatchObject({ state: 'fiscalized', fiscal: { fd: 1 } });
    await again.scan(milkCode('ZZZZZ'));
    expect(again.view.receipt).toMatchObject({ state: 'draft', lines: [{ name: 'Молоко' }] });
    expect(printer.memory.documents).toHaveLength(1);
  });

  it('asked about twice at once is settled once', async () => {
    const { sale, printer, kinds } = await goneAfterPrinting();
    printer.gone = undefined;
    await Promise.all([sale.askPrinter(), sale.askPrinter()]);
    expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized' }, problem: undefined, printing: false });
    expect(kinds().filter((kind) => kind === 'recovered')).toHaveLength(1);
  });

  it('is nothing to ask about in any other state', async () => {
    const sale = await saleWorld().open();
    const { view } = sale;
    await sale.askPrinter();
    expect(sale.view).toBe(view);
  });

  it('decided by a person: printed', async () => {
    const { sale, store, sold } = await goneAfterPrinting();
    await sale.decide(true);
    expect(sale.view).toMatchObject({
      receipt: { state: 'fiscalized', fiscal: { fn: realFn, fd: 1, fpd: '' } },
      problem: undefined,
    });
    expect(store.events.filter(({ kind }) => kind === 'recovered')).toMatchObject([
      { data: { decidedByPerson: true, problem: { kind: 'not-connected' } } },
      {},
    ]);
    expect(store.outbox).toHaveLength(1);
    expect(sold).toEqual(['sold']);
  });

  it('decided by a person: not printed, so it is payable again', async () => {
    const { sale, store, printer } = await goneAfterPrinting();
    printer.gone = undefined;
    printer.memory.documents.length = 0;
    await sale.decide(false);
    expect(sale.view.receipt).toMatchObject({ state: 'paying', number: 1 });
    expect(store.events.at(-1)).toMatchObject({ kind: 'recovered', data: { decidedByPerson: false } });
    await sale.print();
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', number: 1 });
  });

  it.each<[string, number | undefined, (printer: FakePrinter) => void, { fd: number; fpd: string }]>([
    [
      'the number on the paper is in the ФН',
      2,
      ({ memory }) =>
        void memory.documents.push({ ...foreign(2, 13_540), mark: { fn: realFn, fd: 2, fpd: '777', at: noon } }),
      { fd: 2, fpd: '777' },
    ],
    ['without a number, the expected one is', undefined, () => undefined, { fd: 1, fpd: '1000000000' }],
    [
      'it is another ФН by now',
      1,
      ({ memory }) =>
        void (
          (memory.fn = '9960440300000001'),
          (memory.documents[0] = { ...foreign(1, 13_540), mark: { fn: memory.fn, fd: 1, fpd: '777', at: noon } })
        ),
      { fd: 1, fpd: '' },
    ],
    ['the ККТ is gone', 1, (printer) => void (printer.gone = { kind: 'not-connected' }), { fd: 1, fpd: '' }],
  ])('decided by a person: printed; %s', async (_, fd, change, expected) => {
    const { sale, store, printer, sold } = await goneAfterPrinting();
    printer.gone = undefined;
    change(printer);
    await sale.decide(true, fd);
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', fiscal: { fn: realFn, ...expected } });
    expect(store.receipts).toEqual([sale.view.receipt]);
    expect(store.events.filter(({ kind }) => kind === 'recovered')).toMatchObject([
      { data: { decidedByPerson: true, fd } },
      { data: expected },
    ]);
    expect(sold).toEqual(['sold']);
  });

  it.each<[string, number, (printer: FakePrinter) => void, object]>([
    ['no such number', 9, () => undefined, { found: undefined }],
    [
      'a shift report there',
      2,
      ({ memory }) => void memory.documents.push({ ...foreign(2, 0), kind: 'shift-closed' }),
      { found: { kind: 'shift-closed' } },
    ],
    [
      'a receipt of another sum there',
      2,
      ({ memory }) => void memory.documents.push(foreign(2, 100)),
      { found: { total: 100 } },
    ],
  ])('decided by a person: printed, while the ФН has %s: asked again', async (_, fd, change, shown) => {
    const { sale, printer, sold } = await goneAfterPrinting();
    printer.gone = undefined;
    change(printer);
    await sale.decide(true, fd);
    expect(sale.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'doubt', ...shown } });
    expect(sold).toEqual([]);
  });

  it('decided by a person: not printed, is said on the way back, so that nobody takes the money again', async () => {
    const { sale } = await goneAfterPrinting();
    await sale.decide(false);
    expect(sale.view).toMatchObject({ receipt: { state: 'paying' }, problem: { kind: 'not-printed' } });
  });

  it('a scan while it is printed is refused at once, whatever comes of the print', async () => {
    for (const faults of [[], ['refuse']] as const) {
      const given = saleWorld({ printer: new FakePrinter(undefined, [...faults]) });
      const sale = await readyToPrint(given);
      const printing = sale.print();
      await Promise.all([sale.scan(milkCode('ZZZZZ')), sale.add(bread), printing]);
      expect(sale.view.rejected).toMatchObject([
        { kind: 'busy', raw: milkCode('ZZZZZ') },
        { kind: 'busy', raw: 'Хлеб' },
      ]);
      expect(sale.view.receipt).toMatchObject({
        state: faults.length > 0 ? 'paying' : 'fiscalized',
        lines: [{ name: 'Молоко' }, { quantity: 1000 }],
      });
    }
  });

  it('a scan after a print that failed does not lead back to the goods: the money may be taken', async () => {
    const given = saleWorld({ printer: new FakePrinter(undefined, ['refuse']) });
    const sale = await readyToPrint(given);
    await sale.print();
    await sale.scan(milkCode('ZZZZZ'));
    expect(sale.view).toMatchObject({
      receipt: { state: 'paying', tenders: [{ way: 'cash', received: cash.received }] },
      rejected: [{ kind: 'busy' }],
    });
    await sale.back();
    await sale.scan(milkCode('ZZZZZ'));
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [{}, {}, { name: 'Молоко' }] });
  });

  it('only a receipt in doubt can be decided', async () => {
    const given = saleWorld();
    const sale = await readyToPrint(given);
    await sale.decide(true);
    await sale.decide(false);
    expect(sale.view.receipt.state).toBe('paying');
    expect(given.kinds()).not.toContain('recovered');
  });
});

describe('money and the buyer on the way to the ККТ', () => {
  it('a shop that rounds asks for whole roubles: the intent, the document and recovery go by them', async () => {
    const printer = new FakePrinter(undefined, ['lose-answer']);
    const sale = await readyToPrint(saleWorld({ printer, shop: { ...realShop, rounding: 'roubles' } }));
    await sale.print();
    expect(sale.view).toMatchObject({
      problem: undefined,
      receipt: { state: 'fiscalized', adjustments: [{ source: 'rounding', amount: 40 }], intent: { total: 13_500 } },
    });
    expect(printer.memory.documents).toMatchObject([{ document: { 1020: 13_500, 1031: 13_500, 1081: 0 } }]);
  });

  it('a part by card, the rest in cash', async () => {
    const printer = new FakePrinter();
    const sale = await readyToPrint(saleWorld({ printer }), {
      way: 'mixed',
      cashless: kopecks(13_540),
      received: kopecks(0),
    });
    await sale.print();
    expect(sale.view.problem).toEqual({ kind: 'receipt', why: 'too-much-cashless' });
    await sale.choose({ way: 'mixed', cashless: kopecks(10_000), received: kopecks(3000) });
    await sale.print();
    expect(sale.view.problem).toEqual({ kind: 'receipt', why: 'too-little-cash' });
    expect(printer.prints).toBe(0);
    await sale.choose({ way: 'mixed', cashless: kopecks(10_000), received: kopecks(5000) });
    await sale.print();
    expect(printer.memory.documents).toMatchObject([{ document: { 1020: 13_540, 1031: 3540, 1081: 10_000 } }]);
  });

  it('the contact is stored at once, printed, not carried to the next receipt, and closed with the document', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const sale = await readyToPrint(given);
    expect(await sale.setBuyer('+79261234567')).toBeUndefined();
    expect(given.store.receipts).toMatchObject([{ state: 'paying', buyer: '+79261234567' }]);
    await sale.print();
    expect(printer.memory.documents).toMatchObject([{ document: { 1008: '+79261234567' } }]);
    expect(await sale.setBuyer(undefined)).toBe('wrong-state');
    expect(sale.view.receipt.buyer).toBe('+79261234567');
    await sale.next();
    expect(sale.view.receipt.buyer).toBeUndefined();
  });
});

describe('the answer as it came', () => {
  it('is in the journal of checks, and neither in the receipt nor in its document', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    const raw = '{"code":0,  "КАК ПРИШЛО":1}';
    given.checker.answer = (cis) => ({ ...allowedOnline(cis), raw });
    const sale = await readyToPrint(given);
    await sale.print();
    expect(given.store.events.find(({ kind }) => kind === 'checked')).toMatchObject({ data: { check: { raw } } });
    expect(checksOf(sale.view.receipt, given.store.events)).toMatchObject([
      { action: 'sold', check: { source: 'online', raw } },
    ]);
    expect(sale.view.receipt.lines[0]?.check).toStrictEqual(allowedOnline(milkCode()));
    for (const kept of [
      given.store.receipts,
      printer.memory.documents,
      given.store.events.filter(({ kind }) => kind !== 'checked'),
    ])
      expect(JSON.stringify(kept)).not.toContain('КАК ПРИШЛО');
  });

  it('of failures is there once as well: the verdict has their reasons alone', async () => {
    const given = saleWorld();
    const raw = 'КАК ПРИШЛО';
    given.checker.answer = () => ({
      source: 'none',
      failures: { online: { kind: 'server-error', status: 503, raw }, local: { kind: 'lm-stale', raw } },
    });
    const sale = await given.open();
    await sale.scan(milkCode());
    await turn();
    expect(sale.view.receipt.lines[0]?.check).toStrictEqual({
      source: 'none',
      failures: { online: { kind: 'server-error', status: 503 }, local: { kind: 'lm-stale' } },
    });
    expect(given.store.events).toMatchObject([
      {
        kind: 'checked',
        data: {
          check: { failures: { online: { raw }, local: { raw } } },
          verdict: { kind: 'unverified', failures: { online: { kind: 'server-error' } } },
        },
      },
    ]);
    expect(JSON.stringify(given.store.events).split(raw)).toHaveLength(3);
  });
});

describe('«Новый чек»', () => {
  it('after a printed one starts afresh', async () => {
    const sale = await readyToPrint(saleWorld());
    await sale.print();
    const { id } = sale.view.receipt;
    await sale.next();
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [] });
    expect(sale.view.receipt.id).not.toBe(id);
  });

  it('cancels an open one, on record; a late answer is on record too, and nowhere else', async () => {
    const { open, store, checker, sounds } = saleWorld();
    checker.held = true;
    checker.answer = refusedOnline;
    const sale = await open();
    await sale.scan(milkCode());
    const { id } = sale.view.receipt;
    await sale.next();
    await checker.release();
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [] });
    expect(sounds.heard).toEqual(['added']);
    expect(store.receipts).toMatchObject([{ id, state: 'cancelled', lines: [{ name: 'Молоко' }] }]);
    expect(store.receipts[0]?.lines[0]?.check).toBeUndefined();
    expect(store.events).toMatchObject([
      {
        kind: 'receipt-cancelled',
        receiptId: id,
        data: { lines: [{ name: 'Молоко', ki: milkKi(), sum: 8990 }], total: 8990 },
      },
      {
        kind: 'checked',
        receiptId: id,
        data: {
          ki: milkKi(),
          code: milkCode(),
          gtin: milk.gtin,
          name: 'Молоко',
          price: 8990,
          check: refusedOnline(milkCode()),
          timings: { decidedMs: 100 },
          verdict: undefined,
        },
      },
    ]);
    expect(checksOf(store.receipts[0] as Receipt, store.events)).toMatchObject([
      { action: 'cancelled', name: 'Молоко', deviations: {} },
    ]);
  });

  it('an answer to goods that had left a receipt, which is printed since, is on record with that receipt', async () => {
    const given = saleWorld();
    const { store, checker, sounds } = given;
    const sale = await given.open();
    await sale.add(bread);
    checker.held = true;
    await sale.scan(milkCode());
    await sale.remove(sale.view.receipt.lines[1]?.id ?? '');
    await sale.pay();
    await sale.choose(cash);
    await sale.print();
    const { id } = sale.view.receipt;
    await sale.next();
    const fresh = sale.view;
    await checker.release();
    expect(sale.view).toBe(fresh);
    expect(sounds.heard).not.toContain('refused');
    expect(store.receipts).toHaveLength(1);
    expect(store.events.at(-1)).toMatchObject({
      kind: 'checked',
      receiptId: id,
      data: { ki: milkKi(), name: 'Молоко', verdict: undefined },
    });
    expect(checksOf(store.receipts[0] as Receipt, store.events)).toMatchObject([{ action: 'removed', deviations: {} }]);
  });

  it('does nothing while money is being taken', async () => {
    const sale = await readyToPrint(saleWorld());
    await sale.next();
    expect(sale.view.receipt.state).toBe('paying');
  });
});

describe('a reload', () => {
  it('brings an open receipt back and checks what was not, in one request counted from now', async () => {
    const given = saleWorld();
    given.checker.held = true;
    const sale = await given.open();
    await sale.scan(milkCode('aaaaa'));
    await sale.scan(milkCode('bbbbb'));
    await sale.add(bread);
    await given.clock.advance(3_600_000);

    given.checker.held = false;
    const again = await given.open();
    await turn();
    expect(again.view.receipt.lines.map(({ check }) => check?.source)).toEqual(['online', 'online', undefined]);
    expect(given.checker.requests.slice(2)).toMatchObject([{ scannedAt: given.clock.now(), codes: [{}, {}] }]);
    expect(await again.pay()).toBeUndefined();
  });

  it('of an empty till opens an empty receipt and writes nothing', async () => {
    const given = saleWorld();
    const sale = await given.open();
    expect(sale.view).toEqual({
      receipt: newReceipt('id-0001', noon, sessionOf(realShop)),
      rejected: [],
      printing: false,
    });
    expect(given.store).toEqual(emptyStore());
    expect(sale.isIdle()).toBe(true);
  });

  it('in the middle of printing without a printer leaves the receipt in doubt, and no sale can begin', async () => {
    const printer = new FakePrinter();
    const given = saleWorld({ printer });
    await readyToPrint(given);
    given.store.receipts = given.store.receipts.map((receipt) => ({
      ...receipt,
      state: 'fiscalizing',
      number: 1,
      intent: { fn: realFn, expectedFd: 1, total: kopecks(13_540), at: noon },
    }));
    printer.gone = { kind: 'not-connected' };
    const again = await given.open();
    expect(again.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'not-connected' } });
    expect(given.store.receipts).toMatchObject([{ state: 'in-doubt' }]);
    await again.add(bread);
    expect(again.view.rejected).toMatchObject([{ kind: 'busy' }]);
  });
});

describe('a journal that cannot write', () => {
  /** A journal whose methods named in `broken` reject. */
  const breakable =
    (broken: Set<keyof Journal>) =>
    (inner: Journal): Journal =>
      new Proxy(inner, {
        get: (target, name: keyof Journal) =>
          broken.has(name) ? () => Promise.reject(new Error('QuotaExceededError')) : target[name],
      });
  const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);

  it.each(['saveNumbered', 'save'] as const)(
    'an intent (%s): the person is told, nothing is printed',
    async (method) => {
      const broken = new Set<keyof Journal>();
      // With a number from an earlier try, the intent is written by `save`.
      const printer = new FakePrinter(undefined, ['refuse']);
      const sale = await readyToPrint(saleWorld({ printer, journal: breakable(broken) }));
      if (method === 'save') await sale.print();
      const before = printer.prints;
      broken.add(method);
      await quietly(sale.print());
      expect(sale.view).toMatchObject({
        problem: { kind: 'storage', detail: expect.stringContaining('Quota') as string },
        printing: false,
        receipt: { state: 'paying' },
      });
      expect(printer.prints).toBe(before);
      broken.clear();
      printer.faults.length = 0;
      await sale.print();
      expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized' }, problem: undefined });
    },
  );

  it('the end of a printed receipt: in doubt, and pressing «Пробить чек» again prints no second document', async () => {
    const broken = new Set<keyof Journal>(['finish']);
    const printer = new FakePrinter();
    const given = saleWorld({ printer, journal: breakable(broken) });
    const sale = await readyToPrint(given);
    await quietly(sale.print());
    expect(sale.view).toMatchObject({ problem: { kind: 'storage' }, printing: false, receipt: { state: 'in-doubt' } });
    await quietly(sale.print());
    await quietly(sale.add(bread));
    expect(printer.memory.documents).toHaveLength(1);
    broken.clear();
    await sale.askPrinter();
    expect(sale.view).toMatchObject({ problem: undefined, receipt: { state: 'fiscalized', fiscal: { fd: 1 } } });
    expect(printer.prints).toBe(1);
    expect(given.store.receipts).toMatchObject([{ state: 'fiscalized' }]);
  });

  it('a refused one: the printer is asked before anything is printed again', async () => {
    const broken = new Set<keyof Journal>();
    const printer = new FakePrinter(undefined, ['refuse']);
    const sale = await readyToPrint(saleWorld({ printer, journal: breakable(broken) }));
    broken.add('save');
    await quietly(sale.print());
    expect(sale.view).toMatchObject({ problem: { kind: 'storage' }, receipt: { state: 'in-doubt' } });
    broken.clear();
    await sale.askPrinter();
    expect(sale.view.receipt.state).toBe('paying');
    await sale.print();
    expect(printer.memory.documents).toHaveLength(1);
  });

  it('a line: it is shown, the person is told, no money meets it, and the next write carries it', async () => {
    const broken = new Set<keyof Journal>(['save']);
    const given = saleWorld({ journal: breakable(broken) });
    const sale = await given.open();
    await quietly(sale.scan(milkCode()));
    await turn();
    expect(sale.view).toMatchObject({ problem: { kind: 'storage' }, receipt: { state: 'draft', lines: [{}] } });
    expect(given.store.receipts).toEqual([]);
    await quietly(sale.pay());
    expect(sale.view).toMatchObject({ problem: { kind: 'storage' }, receipt: { state: 'draft', lines: [{}] } });
    broken.clear();
    expect(await sale.pay()).toBeUndefined();
    expect(sale.view.problem).toBeUndefined();
    expect(given.store.receipts).toMatchObject([{ state: 'paying', lines: [{ check: { source: 'online' } }] }]);
  });

  it('the answer to a check: the person is told, the till goes on', async () => {
    const broken = new Set<keyof Journal>();
    const given = saleWorld({ journal: breakable(broken) });
    given.checker.held = true;
    const sale = await given.open();
    await sale.scan(milkCode());
    broken.add('save');
    await given.checker.release();
    expect(sale.view).toMatchObject({
      problem: { kind: 'storage' },
      receipt: { lines: [{ check: { source: 'online' } }] },
    });
    broken.clear();
    expect(await sale.pay()).toBeUndefined();
    expect(given.store.receipts).toMatchObject([{ state: 'paying', lines: [{ check: { source: 'online' } }] }]);
  });
});

describe('rest', () => {
  it('is an empty receipt with nothing to read, or a printed one whose change was given long ago', async () => {
    const given = saleWorld();
    const sale = await given.open();
    expect(sale.isAtRest()).toBe(true);
    await sale.scan('hello');
    expect(sale.isAtRest()).toBe(false);
    await sale.add(bread);
    expect([sale.isIdle(), sale.isAtRest()]).toEqual([false, false]);
    await sale.pay();
    await sale.choose(cash);
    expect([sale.isIdle(), sale.isAtRest()]).toEqual([false, false]);
    await sale.print();
    expect([sale.isIdle(), sale.isAtRest()]).toEqual([true, false]);
    await given.clock.advance(3_600_000);
    expect(sale.isAtRest()).toBe(true);
    await sale.next();
    expect(sale.isAtRest()).toBe(true);
  });
});

describe('the buyer’s age', () => {
  const cigarettes: Goods = { ...bread, id: 'cigarettes', name: 'Сигареты', group: 3 };
  const wine: Goods = { ...bread, id: 'wine', name: 'Вино', group: 11 };

  async function asking(given = saleWorld()) {
    const sale = await given.open();
    await sale.add(bread);
    await sale.add(cigarettes);
    expect(await sale.pay()).toBe('age');
    expect(sale.view.receipt.state).toBe('draft');
    return { ...given, sale };
  }

  it('is asked once per receipt, and on record with the goods it was asked for', async () => {
    const { sale, store, kinds } = await asking();
    expect(await sale.confirmAge(true)).toBeUndefined();
    expect(await sale.pay()).toBeUndefined();
    await sale.add(wine);
    expect(await sale.pay()).toBeUndefined();
    await sale.choose(cash);
    await sale.print();
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', adult: { at: noon } });
    expect(kinds()).toEqual(['age-confirmed', 'printed']);
    expect(store.events[0]).toEqual({
      v: 1,
      at: noon,
      kind: 'age-confirmed',
      receiptId: sale.view.receipt.id,
      data: { goods: ['Сигареты'] },
    });

    await sale.add(cigarettes);
    expect(await sale.pay()).toBe('age');
  });

  it('of a minor: the goods go, each on record, and the rest is sold', async () => {
    const { sale, store, kinds } = await asking();
    await sale.add(wine);
    expect(await sale.confirmAge(false)).toBeUndefined();
    expect(sale.view.receipt.lines.map(({ name }) => name)).toEqual(['Хлеб']);
    expect(store.receipts[0]?.lines).toHaveLength(1);
    expect(kinds()).toEqual(['age-refused', 'line-removed', 'line-removed']);
    expect(store.events.map(({ data }) => data)).toMatchObject([
      { goods: ['Сигареты', 'Вино'] },
      { name: 'Сигареты' },
      { name: 'Вино' },
    ]);
    expect(await sale.pay()).toBeUndefined();
    await sale.back();
    await sale.add(wine);
    expect(await sale.pay()).toBe('age');
  });

  it('outlives a reload', async () => {
    const { sale, deps } = await asking();
    await sale.confirmAge(true);
    const again = await openCaughtUp(deps);
    expect(again.view.receipt.adult).toEqual({ at: noon });
    expect(await again.pay()).toBeUndefined();
  });

  it('that the journal could not take was not confirmed', async () => {
    let isFull = false;
    const journal = (inner: Journal): Journal => ({
      ...inner,
      save: async (...row) => (isFull ? Promise.reject(new Error('QuotaExceededError')) : inner.save(...row)),
    });
    const { sale } = await asking(saleWorld({ journal }));
    isFull = true;
    await expect(sale.confirmAge(true)).rejects.toThrow('Quota');
    expect(sale.view.receipt.adult).toBeUndefined();
    isFull = false;
    expect(await sale.pay()).toBe('age');
  });

  it('is no question in the middle of a payment', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.add(bread);
    await sale.pay();
    expect([await sale.confirmAge(true), await sale.confirmAge(false)]).toEqual(['wrong-state', 'wrong-state']);
    expect(given.kinds()).toEqual([]);
  });
});

describe('the hours of alcohol', () => {
  const wine: Goods = { ...bread, id: 'wine', name: 'Вино', group: 11 };
  const everyDay = (from: string, to: string): Shop => ({
    ...realShop,
    alcoholHours: Array.from({ length: 7 }, () => [{ from, to }]),
  });

  it('are the shop’s own', async () => {
    const paid = async (shop: Shop) => {
      const sale = await saleWorld({ shop }).open();
      await sale.add(wine);
      await sale.confirmAge(true);
      return sale.pay();
    };
    expect(await paid(realShop)).toBeUndefined();
    expect(await paid(everyDay('11:00', '12:01'))).toBe('alcohol-hours');
    expect(await paid(everyDay('11:00', '12:00'))).toBeUndefined();
    expect(await paid({ ...everyDay('11:00', '12:00'), timeZone: 1 })).toBe('alcohol-hours');
  });

  it('what was not sold for them is on record: at the scan, and when somebody tries to pay', async () => {
    const given = saleWorld({ shop: everyDay('11:00', '13:00') });
    const sale = await given.open();
    await sale.add(bread);
    await sale.add(wine);
    expect(given.sounds.heard).toEqual(['added', 'refused']);
    const refused = {
      kind: 'alcohol-refused',
      receiptId: sale.view.receipt.id,
      data: { until: '2026-11-22T13:00', goods: ['Вино'] },
    };
    expect(given.store.events).toMatchObject([refused]);
    await sale.pay();
    expect(given.store.events).toMatchObject([refused, refused]);
    await sale.remove(sale.view.receipt.lines[1]?.id ?? '');
    expect(await sale.pay()).toBeUndefined();
    expect(given.store.events.filter(({ kind }) => kind === 'alcohol-refused')).toHaveLength(2);
  });

  it('count once more when the receipt is printed', async () => {
    const given = saleWorld({ shop: everyDay('12:01', '13:00') });
    const sale = await given.open();
    await sale.add(wine);
    await sale.confirmAge(true);
    await sale.pay();
    await sale.choose(cash);
    await given.clock.advance(60_000);
    await sale.print();
    expect(sale.view).toMatchObject({
      receipt: { state: 'paying' },
      problem: { kind: 'receipt', why: 'alcohol-hours' },
    });
  });
});

describe('listeners', () => {
  it('are told until they leave', async () => {
    const sale = await saleWorld().open();
    let calls = 0;
    const leave = sale.subscribe(() => (calls += 1));
    await sale.add(bread);
    const after = calls;
    expect(after).toBeGreaterThan(0);
    leave();
    await sale.add(bread);
    expect(calls).toBe(after);
  });
});

describe('a ККТ that is registered otherwise than the shop', () => {
  const started = async (printerAbout: SaleDeps['printerAbout']) => {
    const { open, kinds } = saleWorld({ change: { printerAbout } });
    const sale = await open();
    await sale.add(bread);
    return { sale, kinds };
  };

  it.each<[string, PrinterAbout, string]>([
    ['to another company', { inn: '7707083893', taxations: ['usnIncome'] }, 'inn-differs'],
    ['for another taxation', { inn: '7700000000', taxations: ['osn', 'patent'] }, 'taxation-not-registered'],
    ['for none', { taxations: [] }, 'taxation-not-registered'],
  ])('%s: «Оплатить» says so before any money is taken', async (_, about, why) => {
    const { sale } = await started(() => about);
    expect(await sale.pay()).toBe(why);
    expect(sale.view.receipt.state).toBe('draft');
  });

  it.each<[string, PrinterAbout | undefined]>([
    ['as the shop', { inn: '7700000000  ', taxations: ['usnIncome'] }],
    ['as nobody tells', {}],
    ['as nobody tells yet', undefined],
  ])('registered %s: it is paid', async (_, about) => {
    const { sale } = await started(() => about);
    expect(await sale.pay()).toBeUndefined();
    expect(sale.view.receipt.state).toBe('paying');
  });

  it('whose first word is waited for holds up nothing: what is added meanwhile is in the receipt that is paid', async () => {
    let say: (about: PrinterAbout | undefined) => void = () => undefined;
    const word = new Promise<PrinterAbout | undefined>((resolve) => (say = resolve));
    const { sale } = await started(() => word);
    const paying = sale.pay();
    await sale.add({ ...bread, id: 'bun', gtin: undefined, name: 'Булка' });
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [{ name: bread.name }, { name: 'Булка' }] });
    say(undefined);
    expect(await paying).toBeUndefined();
    expect(sale.view.receipt).toMatchObject({ state: 'paying', lines: [{ name: bread.name }, { name: 'Булка' }] });
  });

  it('what else is in the way is told first', async () => {
    const { open } = saleWorld({ change: { printerAbout: () => ({ inn: '7707083893' }) } });
    expect(await (await open()).pay()).toBe('empty');
  });
});
