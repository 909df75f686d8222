/** A scanned line is shown before any database is asked, waits for no earlier line, and is lost by nothing that is done at the same time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turn } from '../../../test/unit/clock.ts';
import { bread, milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { FakePrinter } from '../../../test/unit/fakes/printer.ts';
import { openCaughtUp, saleWorld } from '../../../test/unit/sale-world.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { Journal } from '../ports/journal.ts';
import type { Sale } from './sale.ts';

/** A journal whose answers wait until they are let go: whoever waits for one before the paint is seen to. */
function held(inner: Journal): { readonly journal: Journal; release(): void } {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const journal = Object.fromEntries(
    Object.entries(inner).map(([name, act]) => [
      name,
      async (...args: never[]) => {
        await gate;
        return (act as (...args: never[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Journal;
  return { journal, release: letGo };
}

/** An open till whose journal answers no more until it is let go. */
async function hung(): Promise<{ readonly given: ReturnType<typeof saleWorld>; sale: Sale; release(): void }> {
  const given = saleWorld();
  await openCaughtUp(given.deps);
  const { journal, release } = held(given.deps.journal);
  const opening = openCaughtUp({ ...given.deps, journal: { ...journal, current: given.deps.journal.current } });
  return { given, sale: await opening, release };
}

describe('shown first', () => {
  it('a marked code and a plain barcode are on the screen before the journal has answered anything', async () => {
    const { sale, release, given } = await hung();
    const scans = [sale.scan(milkCode()), sale.scan('4600682000013'), sale.add(bread)];
    expect(sale.view.receipt.lines).toMatchObject([{ mark: { ki: milkKi() } }, { goodsId: 'bread' }]);
    release();
    await Promise.all(scans);
    expect(given.sounds.heard).toContain('added');
    expect(given.store.receipts).toMatchObject([{ lines: [{ mark: { ki: milkKi() } }, { goodsId: 'bread' }] }]);
  });

  it('ten codes in one breath: ten lines at once, each checked, all kept, and paid for only then', async () => {
    const { sale, release, given } = await hung();
    const serials = Array.from({ length: 10 }, (_, index) => `Scan${index}`);
    const scans = serials.map((serial) => sale.scan(milkCode(serial)));
    expect(sale.view.receipt.lines.map(({ mark }) => mark?.ki)).toEqual(serials.map((serial) => milkKi(serial)));
    let isPaying = false;
    const paying = sale.pay().then((why) => {
      isPaying = true;
      return why;
    });
    await turn();
    expect(isPaying).toBe(false);
    release();
    await Promise.all(scans);
    // Its checks were still on their way.
    expect(await paying).toBe('waiting');
    await turn();
    expect(await sale.pay()).toBeUndefined();
    expect(given.store.receipts).toMatchObject([{ state: 'paying', lines: serials.map(() => ({ check: {} })) }]);
  });

  it('a unit that was sold before leaves the screen again, is never asked about, and stays on record', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.scan(milkCode());
    await turn();
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    await sale.print();
    await sale.next();
    await sale.add(bread);
    const asked = given.checker.requests.length;
    const scan = sale.scan(milkCode());
    expect(sale.view.receipt.lines).toHaveLength(2);
    await scan;
    expect(sale.view).toMatchObject({
      receipt: { lines: [{ goodsId: 'bread' }] },
      rejected: [{ kind: 'sold-before' }],
    });
    expect(given.checker.requests).toHaveLength(asked);
    expect(given.kinds().at(-1)).toBe('scan-refused');
  });

  it('«Новый чек» and a scan right after it: the scanned goods are in the new receipt, not cancelled with the old one', async () => {
    const given = saleWorld();
    const sale = await given.open();
    await sale.add(bread);
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    await sale.print();
    await Promise.all([sale.next(), sale.scan(milkCode())]);
    expect(sale.view.receipt).toMatchObject({ state: 'draft', lines: [{ mark: { ki: milkKi() } }] });
    expect(given.kinds()).not.toContain('receipt-cancelled');
  });
});

/** What a cashier may do, without waiting for anything. */
const acts = {
  scan: fc.record({ act: fc.constant('scan' as const), serial: fc.integer({ min: 0, max: 40 }) }),
  add: fc.record({ act: fc.constant('add' as const) }),
  remove: fc.record({ act: fc.constant('remove' as const), at: fc.nat(5) }),
  more: fc.record({ act: fc.constant('more' as const), at: fc.nat(5) }),
  price: fc.record({ act: fc.constant('price' as const), at: fc.nat(5) }),
  /** Somewhere in the middle of what is going on. */
  tick: fc.record({ act: fc.constant('tick' as const), at: fc.nat(30) }),
  step: fc.record({ act: fc.constantFrom('pay', 'back', 'choose', 'print', 'next', 'recheck', 'wait') }),
};
type Act = { act: string; serial?: number; at?: number };

describe('whatever is done at the same time', () => {
  it('no scanned unit is lost: it is in a receipt that is kept, or taken off on record, or refused on record', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: acts.scan },
            { weight: 4, arbitrary: acts.tick },
            acts.add,
            acts.remove,
            acts.more,
            acts.price,
            {
              weight: 3,
              arbitrary: acts.step,
            },
          ) as fc.Arbitrary<Act>,
          { minLength: 3, maxLength: 25 },
        ),
        fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }),
        async (steps, delays) => {
          let calls = 0;
          /** Each answer of the journal takes a few turns of the event loop. */
          const slow = (inner: Journal): Journal =>
            Object.fromEntries(
              Object.entries(inner).map(([name, act]) => [
                name,
                async (...args: never[]) => {
                  const delay = delays[calls++ % delays.length] ?? 0;
                  for (let turns = 0; turns < delay; turns += 1) await Promise.resolve();
                  const done = await (act as (...args: never[]) => unknown)(...args);
                  for (let turns = 0; turns < delay; turns += 1) await Promise.resolve();
                  return done;
                },
              ]),
            ) as unknown as Journal;
          const printer = new FakePrinter();
          const given = saleWorld({ journal: slow, printer });
          const sale = await given.open();
          const scanned = new Set<string>();
          for (const { act, serial = 0, at = 0 } of steps) {
            const line = sale.view.receipt.lines[at % Math.max(1, sale.view.receipt.lines.length)];
            const begun: Record<string, () => Promise<unknown>> = {
              scan: () => {
                const name = `S${String(serial).padStart(4, '0')}`;
                scanned.add(milkKi(name));
                return sale.scan(milkCode(name));
              },
              add: () => sale.add(bread),
              remove: () => sale.remove(line?.id ?? ''),
              more: () => sale.changeQuantity(line?.id ?? '', 1000),
              price: () => sale.changePrice(line?.id ?? '', kopecks(5_000)),
              pay: () => sale.pay(),
              back: () => sale.back(),
              choose: () => sale.choose({ way: 'cashless' }),
              print: () => sale.print(),
              next: () => sale.next(),
              recheck: () => sale.recheck(),
              wait: () => turn(),
            };
            const doing = begun[act]?.();
            doing?.catch(() => undefined);
            if (act === 'wait') await doing;
            if (act === 'tick') for (let turns = 0; turns < at; turns += 1) await Promise.resolve();
          }
          for (let rest = 0; rest < 5; rest += 1) {
            await sale.caughtUp();
            await turn();
          }
          const { store } = given;
          // What stands on the screen is what is kept.
          const { receipt, rejected } = sale.view;
          const kept = store.receipts.find(({ id }) => id === receipt.id);
          if (receipt.lines.length > 0) expect(kept).toEqual(receipt);
          const accounted = new Set([
            ...store.receipts.flatMap(({ lines }) => lines.map(({ mark }) => mark?.ki)),
            ...store.events
              .filter(({ kind }) => kind === 'line-removed' || kind === 'scan-refused')
              .map(({ data }) => {
                const { ki, raw } = data as { ki?: string; raw?: string };
                return ki ?? raw?.slice(0, 24);
              }),
            ...rejected.map(({ ki }) => ki),
          ]);
          for (const ki of scanned) expect(accounted, `${ki} of ${JSON.stringify(steps)}`).toContain(ki);
          // And no unit was sold twice.
          const soldUnits = printer.memory.documents
            .filter(({ kind }) => kind === 'receipt')
            .flatMap(
              ({ document }) =>
                (document as unknown as { 1059: Array<Record<string, string>> } | undefined)?.[1059] ?? [],
            )
            .flatMap((item) => item['2000'] ?? []);
          expect(new Set(soldUnits).size).toBe(soldUnits.length);
        },
      ),
      { numRuns: 600 },
    );
  });
});
