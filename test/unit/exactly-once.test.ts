/**
 * Exactly one fiscal document (design §1, kkt-shtrih.md §7): the real sale, the real driver and the strict emulator. A marked receipt of two
 * lines and two payments, the first of the day, is cut at every single command: the page dies, the cable is out, the power of the ККТ
 * fails, the answer is lost, damaged, late or never taken. Prints the table of cut points and outcomes.
 */
import { describe, expect, it } from 'vitest';
import { CheckCode } from '../../src/app/check-code.ts';
import type { Journal } from '../../src/app/ports.ts';
import { Sale } from '../../src/app/sale.ts';
import { Shift } from '../../src/app/shift.ts';
import { turns } from '../../src/app/turns.ts';
import { kopecks } from '../../src/domain/money.ts';
import { memorySource } from '../contract/memory-link.ts';
import type { KktFault } from '../emulators/kkt-shtrih/index.ts';
import {
  CountedSounds,
  countedIds,
  emptyStore,
  FakeChecker,
  memoryCatalogue,
  memoryJournal,
  memorySettings,
  milk,
  milkCode,
  realShop,
  type JournalStore,
} from './fakes.ts';
import { kinds, kktBench, type KktBench } from './kkt.ts';

/** What is cut, and how the emulator does it. `page`: the page dies at that moment, the cable with it. */
const cuts = [
  { name: 'page, before', fault: 'link-off-before', page: true },
  { name: 'page, after', fault: 'link-off-after', page: true },
  { name: 'cable, before', fault: 'link-off-before' },
  { name: 'cable, after', fault: 'link-off-after' },
  { name: 'power, before', fault: 'power-off-before', ms: 3_000 },
  { name: 'power, after', fault: 'power-off-after', ms: 3_000 },
  // Registers and mode outlive the power (GUIDE p. 28); a firmware that forgets the open receipt must do no harm either.
  { name: 'power, receipt forgotten', fault: 'power-off-after', ms: 3_000, forgets: true },
  { name: 'answer lost', fault: 'drop-answer' },
  { name: 'answer damaged', fault: 'garble-answer' },
  { name: 'answer late', fault: 'late-answer', ms: 35_000 },
  { name: 'NAK', fault: 'nak' },
] as const satisfies ReadonlyArray<{ name: string; fault: KktFault['kind']; page?: true; ms?: number; forgets?: true }>;
type Cut = (typeof cuts)[number];

const shop = { ...realShop, taxation: 'osn' as const };
const payment = { way: 'mixed', cashless: kopecks(10_000), received: kopecks(10_000) } as const;
const total = 2 * milk.price;

interface World {
  readonly bench: KktBench;
  readonly ids: () => string;
  store: JournalStore;
}

/** A page: everything in it stops for ever when it dies. */
async function openPage(world: World, diesWithItsCable: boolean): Promise<{ sale: Sale; died: Promise<void> }> {
  world.store = structuredClone(world.store);
  const { bench, ids } = world;
  let dead = false;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  const cable = memorySource((send) =>
    bench.kkt.connect(send, {
      broken: () => {
        cable.unplug();
        if (!diesWithItsCable) return cable.plug();
        dead = true;
        die();
      },
    }),
  );
  const journal = mortal(memoryJournal(world.store), () => dead);
  const printer = bench.printer(cable);
  const inTurn = turns();
  const shift = new Shift({ printer, journal, clock: bench.clock, newId: ids, shop: () => shop, turns: inTurn });
  const sale = await Sale.open({
    printer,
    journal,
    clock: bench.clock,
    newId: ids,
    turns: inTurn,
    catalogue: memoryCatalogue(milk),
    settings: memorySettings(shop),
    sounds: new CountedSounds(),
    shop: () => shop,
    check: new CheckCode(new FakeChecker(), () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 })),
    sold: () => undefined,
    tellsLocalModule: () => true,
    openShift: (state) => shift.openForReceipt(state),
  });
  await sale.caughtUp();
  return { sale, died };
}

const mortal = (journal: Journal, isDead: () => boolean): Journal =>
  new Proxy(journal, {
    get:
      (target, name) =>
      async (...args: unknown[]) => {
        if (isDead()) await new Promise(() => undefined);
        const answer: unknown = await Reflect.apply(
          Reflect.get(target, name) as (...all: unknown[]) => unknown,
          target,
          args,
        );
        if (isDead()) await new Promise(() => undefined);
        return answer;
      },
  });

const receipts = ({ bench }: World) => bench.kkt.documents.filter(({ kind }) => kind === 'receipt');

/** «Пробить чек», and whatever the screen asks for after it, as a patient cashier. Every answer is looked at before the next press. */
async function finish(sale: Sale, { bench }: World): Promise<void> {
  const state = () => sale.view.receipt.state;
  for (let tries = 0; tries < 8 && state() !== 'fiscalized'; tries += 1) {
    await (state() === 'paying' ? sale.print() : sale.askPrinter());
    if (state() !== 'fiscalized') await new Promise<void>((done) => void bench.clock.after(10_000, done));
  }
}

async function readyToPrint(world: World, page: boolean): Promise<{ sale: Sale; died: Promise<void> }> {
  const opened = await openPage(world, page);
  const { sale } = opened;
  await sale.scan(milkCode('AAAAA'));
  await sale.scan(milkCode('BBBBB'));
  await new Promise((done) => void setImmediate(done));
  expect(await sale.pay()).toBeUndefined();
  expect(await sale.choose(payment)).toBeUndefined();
  world.bench.kkt.forgetCommands();
  return opened;
}

const world = (options: Parameters<typeof kktBench>[0]): World => ({
  bench: kktBench({ debugFn: false, ...options }),
  ids: countedIds(),
  store: emptyStore(),
});

/** One press of «Пробить чек», cut at command `index`; then the recovery without a hand; then the cashier. Returns what the recovery found. */
async function cutAt(index: number, cut: Cut, options: Parameters<typeof kktBench>[0]): Promise<string> {
  const at = world({ ...options, ...('forgets' in cut && { powerLosesReceipt: true }) });
  let { sale, died } = await readyToPrint(at, 'page' in cut);
  at.bench.kkt.set({ kind: cut.fault, index, ...('ms' in cut && { ms: cut.ms }) });
  await Promise.race([sale.print(), died]);
  if ('page' in cut && at.bench.kkt.faults.length === 0) ({ sale, died } = await openPage(at, false));
  if (at.bench.kkt.faults.length > 0) throw new Error('the fault never came');

  const when = `${cut.name} command ${index}`;
  const { state } = sale.view.receipt;
  const count = receipts(at).length;
  // The heart of it: a document and its receipt, or neither and the receipt still open.
  expect(count, when).toBe(state === 'fiscalized' ? 1 : count);
  expect(count, when).toBeLessThanOrEqual(1);
  if (state === 'paying') expect(count, `${when}: payable again`).toBe(0);

  await finish(sale, at);
  expect(sale.view.receipt.state, when).toBe('fiscalized');
  const [document, ...more] = receipts(at);
  expect(more, when).toEqual([]);
  expect(document, when).toMatchObject({ sum: total, tags: { 1020: total, 1031: total - 10_000, 1081: 10_000 } });
  expect(document?.tags[1059], when).toMatchObject([{ 2000: milkCode('AAAAA') }, { 2000: milkCode('BBBBB') }]);
  expect(sale.view.receipt.fiscal, when).toMatchObject({
    fd: document?.fd,
    fpd: String(document?.fp).padStart(10, '0'),
  });
  expect(
    at.store.receipts.filter((receipt) => receipt.state === 'fiscalized'),
    when,
  ).toHaveLength(1);
  expect(at.store.sold, when).toHaveLength(2);
  // What ОИСМ said is on record, whichever page heard it.
  expect(at.store.receipts[0]?.lines, when).toMatchObject([{ marked: { result: 15 } }, { marked: { result: 15 } }]);
  // One shift, opened once.
  expect(
    at.bench.kkt.documents.filter(({ kind }) => kind === 'shift-opened'),
    when,
  ).toHaveLength(1);

  if (state === 'fiscalized')
    return cut.fault === 'nak' || at.store.events.some(({ kind }) => kind === 'printed') ? 'printed' : 'found';
  return state === 'paying' ? 'none, open' : state;
}

describe.each(kinds)('a receipt cut at every command, $name', ({ profile, protocol, name }) => {
  it('is one document, whatever was cut', async () => {
    const options = { profile, protocols: [protocol] } as const;
    const whole = world(options);
    const { sale } = await readyToPrint(whole, false);
    await sale.print();
    expect(sale.view).toMatchObject({
      receipt: { state: 'fiscalized', lines: [{ marked: { result: 15 } }, { marked: { result: 15 } }] },
    });
    const commands = whole.bench.kkt.commands.map((command) =>
      `${command.code.toString(16).toUpperCase().padStart(2, '0')}h ${command.name ?? ''}`.trim(),
    );
    expect(commands.length).toBeGreaterThan(25);

    const rows: string[] = [];
    for (const [at, command] of commands.entries()) {
      const outcomes: string[] = [];
      for (const cut of cuts) outcomes.push(await cutAt(at + 1, cut, options));
      rows.push(`| ${at + 1} | ${command} | ${outcomes.join(' | ')} |`);
    }
    console.log(
      `\nReceipt of two marked lines and two payments, ${name}: what one press of «Пробить чек» and the recovery made of it.\n\n| # | command | ${cuts.map((cut) => cut.name).join(' | ')} |\n| --- | --- |${cuts.map(() => ' --- |').join('')}\n${rows.join('\n')}\n\nIn each of the ${commands.length * cuts.length} cases the cashier ended with exactly one document.`,
    );
  }, 300_000);
});
