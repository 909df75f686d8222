/** What the law asks of goods beside their mark, as a cashier meets it: heard once, kept with the GTIN, and used from then on. */
import { describe, expect, it } from 'vitest';
import type { CodeCheck } from '../../domain/code-check/answer.ts';
import { saleDocument, type Tags } from '../../domain/document/fiscal-document.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { kopecks } from '../../domain/base/money.ts';
import { groupConflict, isForAdults, verdictOf } from '../../domain/document/line.ts';
import { epochMs } from '../../domain/base/time.ts';
import { noon, turn } from '../../../test/unit/clock.ts';
import { allowedOnline, noAnswer, proof } from '../../../test/unit/fakes/checker.ts';
import { bread, milk, sugar } from '../../../test/unit/fakes/goods.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { openCaughtUp, saleWorld } from '../../../test/unit/sale-world.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Sale } from './sale.ts';

const osn: Shop = { ...realShop, taxation: 'osn', vat: 'goods' };
const local: CodeCheck = {
  source: 'local',
  facts: 'offline',
  answer: {},
  proof,
  failures: { online: { kind: 'timeout' } },
};
const beerGtin = '04641500015482';
const beerCode = (serial: string): string => `01${beerGtin}215${serial}\u001d93dGVz`;
const sticksGtin = '00840147505712';
const sticksCode = (serial: string): string => `${sticksGtin}${serial}AAAAdGVz`;
/** 23:30 in Moscow. */
const night = epochMs(Date.parse('2026-11-22T23:30:00+03:00'));

async function opened(shop: Shop = realShop) {
  const given = saleWorld({ shop });
  const sale = await given.open();
  return { ...given, sale, line: () => sale.view.receipt.lines.at(-1) };
}
const lastId = (sale: Sale): string => sale.view.receipt.lines.at(-1)?.id ?? '';
const itemTags = (sale: Sale, shop: Shop = realShop): Tags =>
  (saleDocument(sale.view.receipt, shop)[1059] as readonly Tags[]).at(-1) ?? {};

/** ЛМ ЧЗ: tells the minimum price of nicotine to those only who name the group (local-module.md §2.5). */
function asLocalModule({ checker }: Awaited<ReturnType<typeof opened>>): void {
  checker.answer = (code) => {
    const asked = checker.requests
      .flatMap(({ codes }) => codes)
      .filter((each) => each.code === code)
      .at(-1);
    return {
      ...local,
      answer:
        code.startsWith(sticksGtin) || code.startsWith(`01${sticksGtin}`)
          ? { isBlocked: false, ...(asked?.group === 16 && { mrp: 200_00 }) }
          : {},
    } as CodeCheck;
  };
}

describe('beer first met while only ЛМ answers', () => {
  it('asks for the age, keeps the hours and prints 31, by what was said when its card was made', async () => {
    const world = await opened();
    const { sale, checker, clock, catalogue } = world;
    checker.answer = () => local;
    await sale.scan(beerCode('aaaaaa'));
    await turn();
    await sale.describe(lastId(sale), {
      name: 'Балтика 7',
      price: kopecks(90_00),
      measure: 'piece',
      group: 15,
      adult: true,
      alcohol: true,
      excise: true,
    });
    expect(await sale.pay()).toBe('age');
    expect(itemTags(sale)[1212]).toBe(31);
    expect(await catalogue.byGtin(beerGtin)).toMatchObject({
      name: 'Балтика 7',
      group: 15,
      adult: true,
      alcohol: true,
      excise: true,
    });
    await clock.advance(night - clock.now());
    expect(await sale.pay()).toBe('alcohol-hours');
  });
  it.each([
    ['by its name', 'Пиво «Слободское»'],
    ['though its name says nothing', 'Балтика 7'],
    ['though its name says wheat', 'Балтика 8 Пшеничное 0,45'],
    ['though its name says fruit', 'Essa апельсин-вишня 0,45'],
  ])('%s, on a card of an older build that says nothing', async (_, name) => {
    const { sale, checker, clock, catalogue } = await opened();
    await catalogue.put([{ id: 'old', gtin: beerGtin, name, price: kopecks(90_00), measure: 'piece', isMarked: true }]);
    checker.answer = () => local;
    await sale.scan(beerCode('aaaaaa'));
    await turn();
    expect(await sale.pay()).toBe('age');
    expect(itemTags(sale)[1212]).toBe(31);
    await clock.advance(night - clock.now());
    expect(await sale.pay()).toBe('alcohol-hours');
    // Answered once, it is what a person said.
    await sale.describeLaw(lastId(sale), { adult: false, alcohol: false, excise: false });
    expect(itemTags(sale)[1212]).toBe(33);
    expect(await sale.pay()).toBeUndefined();
  });
});

describe('what a check once told of a GTIN', () => {
  const told = (group: number): CodeCheck =>
    ({ ...allowedOnline(), answer: { cis: '', found: true, groupIds: [group] } }) as CodeCheck;
  /** Met once online, taken off again; whoever was asked then, ГИС МТ is gone now. */
  async function metBefore(group: number, code = beerCode('first1')) {
    const world = await opened();
    world.checker.answer = () => told(group);
    await world.sale.scan(code);
    await turn();
    await world.sale.remove(lastId(world.sale));
    world.checker.answer = () => local;
    return world;
  }

  it.each([3, 11, 12, 15, 16, 50])('group %d counts for the next unit, offline, without a card', async (group) => {
    const { sale, line, checker } = await metBefore(group);
    await sale.scan(beerCode('second'));
    await turn();
    expect(line()).toMatchObject({ group, check: { source: 'local' } });
    expect(line() && isForAdults(line() as never)).toBe(true);
    expect(itemTags(sale)[1212]).toBe(31);
    expect(checker.requests.at(-1)?.codes[0]?.group).toBe(group);
  });
  it('for a card made later, of its mark or of its barcode', async () => {
    const { sale, line, catalogue } = await metBefore(15);
    await sale.scan(beerGtin.slice(1));
    await sale.create(
      { id: beerGtin, gtin: beerGtin, name: 'Балтика 7', price: kopecks(90_00), measure: 'piece', isMarked: true },
      beerGtin.slice(1),
    );
    await sale.scan(beerCode('second'));
    await turn();
    expect(line()).toMatchObject({ name: 'Балтика 7', group: 15 });
    expect(await sale.pay()).toBe('age');
    // The card itself was not written over: it says what a person said.
    expect(await catalogue.byGtin(beerGtin)).not.toHaveProperty('group');
  });
  it('after a restart of the page', async () => {
    const world = await metBefore(15);
    const sale = await openCaughtUp(world.deps);
    await sale.scan(beerCode('second'));
    await turn();
    expect(sale.view.receipt.lines).toMatchObject([{ group: 15 }]);
  });
  it('a card with another group is told of both, and from then on ГИС МТ knows better, offline too', async () => {
    const { sale, line, catalogue, checker } = await opened();
    await catalogue.put([{ ...milk, gtin: beerGtin, id: 'm2' }]);
    checker.answer = () => told(15);
    await sale.scan(beerCode('first1'));
    await turn();
    expect(line()).toMatchObject({ group: 8 });
    expect(groupConflict(line() as never)).toEqual({ card: 8, server: [15] });
    expect(await catalogue.told(beerGtin)).toEqual({ gtin: beerGtin, group: 15, by: 'check' });
    checker.answer = () => local;
    await sale.scan(beerCode('second'));
    await turn();
    const offline = sale.view.receipt.lines.at(-1);
    expect(offline).toMatchObject({ group: 15, groupBy: 'check', cardGroup: 8, check: { source: 'local' } });
    expect(isForAdults(offline as never)).toBe(true);
    expect(checker.requests.at(-1)?.codes[0]?.group).toBe(15);
  });
  it.each([27, undefined, 45])(
    'that ГИС МТ says what a card with group %s says, or more, is kept as said by a check: the next unit offline is warned of, not held',
    async (group) => {
      const { sale, line, catalogue, checker, clock } = await opened();
      await catalogue.put([{ ...milk, name: 'Машинка', gtin: beerGtin, id: 'toy', group }]);
      checker.answer = () => told(27);
      await sale.scan(beerCode('first1'));
      await turn();
      expect(await catalogue.told(beerGtin)).toEqual({ gtin: beerGtin, group: 27, by: 'check' });
      checker.answer = () => noAnswer;
      await sale.scan(beerCode('second'));
      await turn();
      expect(line()).toMatchObject({ group: 27, groupBy: 'check' });
      expect(verdictOf(line() as never, clock.now())?.kind).not.toBe('unverified');
    },
  );
  it('and was kept is not written again', async () => {
    const { sale, catalogue, checker } = await metBefore(15);
    const learned: unknown[] = [];
    catalogue.learn = (told) => Promise.resolve(void learned.push(told));
    checker.answer = () => told(15);
    await sale.scan(beerCode('second'));
    await turn();
    expect(sale.view.receipt.lines).toMatchObject([{ group: 15, check: { source: 'online' } }]);
    expect(learned).toEqual([]);
  });
  it('a catalogue that cannot be written costs no sale', async () => {
    const { sale, catalogue, checker, line } = await opened();
    catalogue.learn = () => Promise.reject(new Error('full'));
    checker.answer = () => told(15);
    await sale.scan(beerCode('first1'));
    await turn();
    expect(line()).toMatchObject({ group: 15, check: { source: 'online' } });
    expect(sale.view.problem).toBeUndefined();
  });
  it('what the form of a code shows is kept until ГИС МТ says it', async () => {
    const { sale, catalogue, checker } = await opened();
    checker.answer = () => local;
    await sale.scan(sticksCode('Zz;ZnRb'));
    await turn();
    expect(await catalogue.told(sticksGtin)).toEqual({ gtin: sticksGtin, group: 16, by: 'code' });
    checker.answer = () => told(12);
    await sale.scan(sticksCode('Zz;ZnRc'));
    await turn();
    checker.answer = () => local;
    await sale.scan(sticksCode('Zz;ZnRd'));
    await turn();
    expect(await catalogue.told(sticksGtin)).toEqual({ gtin: sticksGtin, group: 12, by: 'check' });
    expect(sale.view.receipt.lines.at(-1)).toMatchObject({ group: 12 });
  });
});

describe('nicotine below its minimum price, offline', () => {
  const card: Goods = {
    id: 'sticks',
    gtin: sticksGtin,
    name: 'Стики',
    price: kopecks(150_00),
    measure: 'piece',
    isMarked: true,
  };
  /** Another form of the code, of which nobody could tell the group. */
  const blockCode = `01${sticksGtin}215AbCdEf\u001d93dGVz`;
  const refused = { check: { source: 'local', facts: 'offline', answer: { mrp: 200_00 } } };

  it.each<[string, string, Partial<Goods>]>([
    ['a pack, on a card made from its barcode', sticksCode('Zz;ZnRb'), {}],
    ['another code, whose card names the group', blockCode, { group: 16 }],
  ])('%s', async (_, code, change) => {
    const world = await opened();
    await world.catalogue.put([{ ...card, ...change }]);
    asLocalModule(world);
    await world.sale.scan(code);
    await turn();
    expect(world.line()).toMatchObject(refused);
    expect(await world.sale.pay()).toBe('refused');
    await world.sale.changePrice(lastId(world.sale), kopecks(200_00));
    expect(await world.sale.pay()).toBe('age');
  });
  it.each(['described', 'bound', 'changed'] as const)(
    'a code whose group is only said when ЛМ has answered, its card %s: ЛМ is asked again',
    async (how) => {
      const world = await opened();
      const { sale, catalogue, line, checker } = world;
      if (how === 'changed') await catalogue.put([card]);
      asLocalModule(world);
      await sale.scan(blockCode);
      await turn();
      expect(line()).toMatchObject({ check: { source: 'local', facts: 'offline', answer: { isBlocked: false } } });
      if (how === 'described')
        await sale.describe(lastId(sale), { name: 'Стики', price: kopecks(150_00), measure: 'piece', group: 16 });
      if (how === 'bound') await sale.bind(lastId(sale), { ...card, id: 'other', gtin: '04641500025078', group: 16 });
      if (how === 'changed')
        await sale.describeLaw(lastId(sale), { group: 16, adult: true, alcohol: false, excise: true });
      await turn();
      expect(checker.requests).toHaveLength(2);
      expect(line()).toMatchObject(refused);
      expect(await sale.pay()).toBe('refused');
    },
  );
  it('a group that was known already asks nobody again', async () => {
    const world = await opened();
    asLocalModule(world);
    await world.catalogue.put([{ ...card, group: 16 }]);
    await world.sale.scan(blockCode);
    await turn();
    await world.sale.describeLaw(lastId(world.sale), { adult: true, alcohol: false, excise: true });
    await turn();
    expect(world.checker.requests).toHaveLength(1);
  });
  it('cigarettes above the МРЦ of their code, on a card without a group', async () => {
    const { sale, catalogue, checker } = await opened();
    await catalogue.put([{ ...card, gtin: '04601653035829', name: 'Сигареты', price: kopecks(200_00) }]);
    checker.answer = () => local;
    await sale.scan('04601653035829H;dV)bFACVUdGVz');
    await turn();
    expect(await sale.pay()).toBe('refused');
  });
});

describe('VAT of a general taxpayer', () => {
  const untaxed: Goods = { ...bread, vat: undefined };

  it('nothing is sold whose rate nobody gave, and one press gives it, for the card too', async () => {
    const { sale, catalogue, store, line } = await opened(osn);
    await catalogue.put([untaxed]);
    await sale.scan('4607004890017');
    expect(line()?.vat).toBeUndefined();
    expect(await sale.pay()).toBe('no-vat');
    await sale.describeLaw(lastId(sale), { vat: '10' });
    expect(await sale.pay()).toBeUndefined();
    expect(itemTags(sale, osn)[1199]).toBe(2);
    expect(await catalogue.byGtin(bread.gtin ?? '')).toMatchObject({ ...untaxed, vat: '10' });
    expect(store.events.find(({ kind }) => kind === 'goods-changed')?.data).toMatchObject({
      name: 'Хлеб',
      law: { from: { vat: undefined }, to: { vat: '10' } },
      cashier: 'Петрова',
    });
  });
  it('the next piece of it is of the same line', async () => {
    const { sale, catalogue } = await opened(osn);
    await catalogue.put([untaxed]);
    await sale.scan('4607004890017');
    await sale.describeLaw(lastId(sale), { vat: '10' });
    await sale.scan('4607004890017');
    expect(sale.view.receipt.lines).toMatchObject([{ quantity: 2000, vat: '10' }]);
  });
  it('of goods without a barcode, and of marked ones', async () => {
    const { sale, catalogue } = await opened(osn);
    const loose: Goods = { ...sugar, vat: undefined };
    await catalogue.put([loose, { ...milk, vat: undefined }]);
    await sale.add(loose);
    expect(await sale.pay()).toBe('no-vat');
    await sale.describeLaw(lastId(sale), { vat: '10' });
    expect(await sale.pay()).toBeUndefined();
    await sale.back();
    await sale.scan('0104670540176099215AbCdE\u001d93dGVz');
    await turn();
    expect(await sale.pay()).toBe('no-vat');
  });
  it.each(['none', '5', '7'] as const)(
    '%s of the shop counts for all, whatever a card says, and no card is written over',
    async (vat) => {
      const shop: Shop = { ...realShop, vat };
      const { sale, catalogue } = await opened(shop);
      await catalogue.put([untaxed]);
      await sale.scan('0104670540176099215AbCdE\u001d93dGVz');
      await sale.scan('4607004890017');
      await sale.scan(beerCode('aaaaaa'));
      expect(sale.view.receipt.lines.map((line) => line.vat)).toEqual([vat, vat, vat]);
      expect(await catalogue.byGtin(milk.gtin ?? '')).toMatchObject({ vat: '10' });
    },
  );
  it('22 % of the shop is what its cards give no other', async () => {
    const { sale, catalogue } = await opened({ ...osn, vat: '22' });
    await catalogue.put([{ ...untaxed, id: 'soap', gtin: beerGtin }]);
    await sale.scan(beerGtin.slice(1));
    await sale.scan('4607004890017');
    expect(sale.view.receipt.lines.map((line) => line.vat)).toEqual(['22', '10']);
  });
  it('an unknown mark has no rate until it is described', async () => {
    const { sale, line } = await opened(osn);
    await sale.scan(beerCode('aaaaaa'));
    await turn();
    await sale.describe(lastId(sale), {
      name: 'Балтика 7',
      price: kopecks(90_00),
      measure: 'piece',
      vat: '22',
      adult: true,
      alcohol: true,
      excise: true,
    });
    expect(line()).toMatchObject({ vat: '22' });
  });
});

describe('a card that a person corrects', () => {
  it('says so on its lines at once, and the look at the buyer ends with what it was for', async () => {
    const { sale, catalogue, clock } = await opened();
    await catalogue.put([{ ...bread, name: 'Вино для маринада' }]);
    await sale.scan('4607004890017');
    expect(await sale.pay()).toBe('age');
    await sale.confirmAge(true);
    await sale.describeLaw(lastId(sale), { adult: false, alcohol: false, excise: false });
    expect(sale.view.receipt.adult).toBeUndefined();
    await clock.advance(night - clock.now());
    expect(await sale.pay()).toBeUndefined();
    expect(itemTags(sale)[1212]).toBe(1);
  });
  it('nothing happens to a line without a card, nor to one that is gone', async () => {
    const { sale, kinds, clock } = await opened();
    await sale.scan(beerCode('aaaaaa'));
    await turn();
    await sale.describeLaw(lastId(sale), { adult: false });
    await sale.describeLaw('gone', { adult: false });
    expect(kinds()).not.toContain('goods-changed');
    expect(clock.now()).toBe(noon);
  });
});

it('goods that ГИС МТ has once named as outside the permission regime are sold though nobody could check them', async () => {
  const { sale, catalogue, checker } = await opened();
  await catalogue.learn({ gtin: beerGtin, group: 35, by: 'check' });
  await catalogue.put([{ ...milk, id: 'cream', gtin: beerGtin, name: 'Крем', group: 35 }]);
  checker.answer = () => noAnswer;
  await sale.scan(beerCode('aaaaaa'));
  await turn();
  expect(await sale.pay()).toBeUndefined();
});

describe('what a cashier says takes no duty away', () => {
  it.each([27, 35, 37, 45])(
    'group %d picked by hand, while nobody answers: it is not checked, and that is no permission',
    async (group) => {
      const { sale, checker, line, clock, catalogue } = await opened();
      checker.answer = () => noAnswer;
      await sale.scan(beerCode('aaaaaa'));
      await turn();
      await sale.describe(lastId(sale), {
        name: 'Игрушка',
        price: kopecks(90_00),
        measure: 'piece',
        group,
        adult: false,
        alcohol: false,
        excise: false,
        vat: '22',
      });
      expect(verdictOf(line() as never, clock.now())?.kind).toBe('unverified');
      expect(await sale.pay()).toBe('unverified');
      // ГИС МТ itself may say so.
      await catalogue.learn({ gtin: beerGtin, group, by: 'check' });
      await sale.scan(beerCode('bbbbbb'));
      await turn();
      expect(verdictOf(line() as never, clock.now())).toEqual({ kind: 'allowed', by: 'optional' });
    },
  );

  it('nor does a ban of ЛМ become a warning', async () => {
    const { sale, checker, line, clock, catalogue } = await opened();
    await catalogue.put([{ ...milk, gtin: beerGtin, id: 'toy', group: 27 }]);
    checker.answer = () => ({ ...local, answer: { isBlocked: true } }) as CodeCheck;
    await sale.scan(beerCode('aaaaaa'));
    await turn();
    expect(verdictOf(line() as never, clock.now())?.kind).toBe('forbidden');
  });
});

describe('another VAT under an open receipt', () => {
  it('its lines have what the shop and their cards say now, and old and new goods are one line no more', async () => {
    const shop = { current: { ...realShop, vat: 'none' } as Shop };
    const given = saleWorld({ shop: realShop });
    const sale = await openCaughtUp({ ...given.deps, shop: () => shop.current });
    await given.catalogue.put([milk, bread, { ...bread, id: 'bread22', gtin: '04607004890024', vat: undefined }]);
    await sale.add(bread);
    await sale.add({ ...bread, id: 'bread22', gtin: '04607004890024', vat: undefined });
    expect(sale.view.receipt.lines.map(({ vat }) => vat)).toEqual(['none', 'none']);
    shop.current = { ...shop.current, taxation: 'osn', vat: 'goods' };
    await sale.retax();
    expect(sale.view.receipt.lines.map(({ vat }) => vat)).toEqual(['10', undefined]);
    expect(await sale.pay()).toBe('no-vat');
    shop.current = { ...shop.current, taxation: 'usnIncome', vat: '5' };
    await sale.retax();
    expect(sale.view.receipt.lines.map(({ vat }) => vat)).toEqual(['5', '5']);
  });
});

it('a rate said of goods whose card is gone counts for their line', async () => {
  const { sale, catalogue } = await opened(osn);
  await catalogue.put([{ ...bread, vat: undefined }]);
  await sale.add({ ...bread, vat: undefined });
  expect(await sale.pay()).toBe('no-vat');
  catalogue.get = async () => undefined;
  await sale.describeLaw(lastId(sale), { vat: '10' });
  expect(sale.view.receipt.lines[0]?.vat).toBe('10');
});
