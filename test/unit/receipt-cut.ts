/** One receipt of two marked lines and two payments, the first of the day, and what goes wrong at one of its commands. */
import { expect } from 'vitest';
import type { Sale } from '../../src/app/sale/sale.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import type { KktFault } from '../emulators/kkt-shtrih/index.ts';
import { milk, milkCode } from './fakes/goods.ts';
import type { kktBench } from './kkt.ts';
import { openPage, patience, receiptsOf, tillWorld, type TillWorld } from './till-page.ts';

export interface Cut {
  readonly name: string;
  readonly fault: KktFault['kind'];
  /** The page dies at that moment, the cable with it. */
  readonly page?: true;
  readonly ms?: number;
  readonly code?: number;
  /** The power takes the open receipt with it. */
  readonly forgets?: true;
}
/** The cut as a fault at the n-th command from now on, 1-based. */
export const faultAt = (index: number, { fault: kind, ms, code }: Cut): KktFault => ({
  kind,
  index,
  ...(ms !== undefined && { ms }),
  ...(code !== undefined && { code }),
});
type Options = Parameters<typeof kktBench>[0];

const payment = { way: 'mixed', cashless: kopecks(10_000), received: kopecks(10_000) } as const;
const total = 2 * milk.price;

/** «Пробить чек», and whatever the screen asks for after it, as a patient cashier. Every answer is looked at before the next press. */
export async function finish(sale: Sale, world: TillWorld): Promise<void> {
  const state = () => sale.view.receipt.state;
  for (let tries = 0; tries < 8 && state() !== 'fiscalized'; tries += 1) {
    await (state() === 'paying' ? sale.print() : sale.askPrinter());
    if (state() !== 'fiscalized') await patience(world);
  }
}

export async function readyToPrint(
  world: TillWorld,
  diesWithItsCable: boolean,
): Promise<{ sale: Sale; died: Promise<void> }> {
  const opened = await openPage(world, { diesWithItsCable, looks: false });
  const { sale } = opened;
  await sale.scan(milkCode('AAAAA'));
  await sale.scan(milkCode('BBBBB'));
  await new Promise((done) => void setImmediate(done));
  expect(await sale.pay()).toBeUndefined();
  expect(await sale.choose(payment)).toBeUndefined();
  world.bench.kkt.forgetCommands();
  return opened;
}

/** One press of «Пробить чек», cut at command `index`; then the recovery without a hand; then the cashier. Returns what the recovery found. */
export async function cutAt(index: number, cut: Cut, options: Options): Promise<string> {
  const at = tillWorld({ ...options, ...(cut.forgets && { powerLosesReceipt: true }) });
  let { sale, died } = await readyToPrint(at, cut.page === true);
  at.bench.kkt.set(faultAt(index, cut));
  await Promise.race([sale.print(), died]);
  if (cut.page && at.bench.kkt.faults.length === 0) ({ sale, died } = await openPage(at, { looks: false }));
  if (at.bench.kkt.faults.length > 0) throw new Error('the fault never came');

  const when = `${cut.name} command ${index}`;
  const { state } = sale.view.receipt;
  const count = receiptsOf(at).length;
  // The heart of it: a document and its receipt, or neither and the receipt still open.
  expect(count, when).toBe(state === 'fiscalized' ? 1 : count);
  expect(count, when).toBeLessThanOrEqual(1);
  if (state === 'paying') expect(count, `${when}: payable again`).toBe(0);

  await finish(sale, at);
  expectOneDocument(sale, at, when);

  if (state === 'fiscalized')
    return cut.fault === 'nak' || at.store.events.some(({ kind }) => kind === 'printed') ? 'printed' : 'found';
  return state === 'paying' ? 'none, open' : state;
}

/** The cashier holds one document, the ФН and the journal have the same one. */
export function expectOneDocument(sale: Sale, at: TillWorld, when: string): void {
  expect(sale.view.receipt.state, when).toBe('fiscalized');
  const [document, ...more] = receiptsOf(at);
  expect(more, when).toEqual([]);
  expect(document, when).toMatchObject({ sum: total, tags: { 1020: total, 1031: total - 10_000, 1081: 10_000 } });
  expect(document?.tags[1059], when).toMatchObject([{ 2000: milkCode('AAAAA') }, { 2000: milkCode('BBBBB') }]);
  expect(sale.view.receipt.fiscal, when).toMatchObject({
    fd: document?.fd,
    fpd: String(document?.fp).padStart(10, '0'),
  });
  // Dated by the ФН, which counts minutes, whenever that could be read.
  expect(sale.view.receipt.fiscal?.at, when).toBe(Math.floor((document?.at ?? 0) / 60_000) * 60_000);
  expect(
    at.store.receipts.filter((receipt) => receipt.state === 'fiscalized'),
    when,
  ).toHaveLength(1);
  expect(at.store.sold, when).toHaveLength(2);
  // What ОИСМ said is on record, whichever page heard it.
  expect(at.store.receipts[0]?.lines, when).toMatchObject([
    { markResult: { result: 15 } },
    { markResult: { result: 15 } },
  ]);
  // One shift, opened once.
  expect(
    at.bench.kkt.documents.filter(({ kind }) => kind === 'shift-opened'),
    when,
  ).toHaveLength(1);
}

/** The commands of «Пробить чек» on a good day, as the ККТ got them. */
export async function commandsOfReceipt(options: Options): Promise<string[]> {
  const whole = tillWorld(options);
  const { sale } = await readyToPrint(whole, false);
  await sale.print();
  expect(sale.view).toMatchObject({
    receipt: { state: 'fiscalized', lines: [{ markResult: { result: 15 } }, { markResult: { result: 15 } }] },
  });
  const commands = whole.bench.kkt.commands.map((command) =>
    `${command.code.toString(16).toUpperCase().padStart(2, '0')}h ${command.name ?? ''}`.trim(),
  );
  expect(commands.length).toBeGreaterThan(25);
  return commands;
}
