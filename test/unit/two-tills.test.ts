/**
 * Two tills at one ККТ. The page of the first dies at every single command of its receipt, and at once the second sells the very same goods for
 * the very same sum. Each ends with exactly one document of its own, whichever order they came in, with the tills' marks readable or not.
 */
import { describe, expect, it } from 'vitest';
import { kopecks } from '../../src/domain/base/money.ts';
import type { PrinterUse } from '../../src/domain/document/found-document.ts';
import { bread, milkCode } from './fakes/goods.ts';
import { kinds, type kktBench } from './kkt.ts';
import { openPage, patience, receiptsOf, tillWorld, type Page, type TillWorld } from './till-page.ts';

interface Variant {
  readonly name: string;
  readonly options?: Parameters<typeof kktBench>[0];
  /** What the bridge says after the second till was there; before, nobody else was. */
  readonly use: PrinterUse;
  readonly shared: boolean;
  /** Whether a person may be asked about the receipt in doubt. */
  readonly mayDoubt: boolean;
}

const variants: readonly Variant[] = [
  { name: 'marks readable', use: 'unknown', shared: true, mayDoubt: false },
  { name: 'marks readable, the shop has not said that others print', use: 'unknown', shared: false, mayDoubt: false },
  { name: 'marks refused by the ККТ', use: 'others', shared: true, mayDoubt: true, options: { refusedTags: [1192] } },
  {
    name: 'marks refused, nobody knows of the other till',
    use: 'unknown',
    shared: true,
    mayDoubt: true,
    options: { refusedTags: [1192] },
  },
  { name: 'no document given back', use: 'others', shared: true, mayDoubt: true, options: { noReading: true } },
  {
    name: 'no document given back, nobody knows of the other till',
    use: 'unknown',
    shared: false,
    mayDoubt: true,
    options: { noReading: true },
  },
];

async function ready(world: TillWorld, diesWithItsCable = false): Promise<Page> {
  const page = await openPage(world, { diesWithItsCable });
  await page.sale.scan(bread.gtin ?? '');
  await page.sale.pay();
  await page.sale.choose({ way: 'cash', received: kopecks(5_000) });
  return page;
}

/** A patient cashier who has the papers in hand: `truth` is the ФД on the first till's paper, if it has one. */
async function finish(
  page: Page,
  world: TillWorld,
  truth: number | undefined,
): Promise<{ doubts: number; seen: number }> {
  const { sale } = page;
  let [doubts, seen] = [0, 0];
  for (let tries = 0; tries < 8 && sale.view.receipt.state !== 'fiscalized'; tries += 1) {
    if (sale.view.receipt.state === 'paying') await sale.print();
    else {
      await sale.askPrinter();
      if (sale.view.problem?.kind === 'doubt') {
        doubts += 1;
        await sale.decide(truth !== undefined, truth);
      }
    }
    if (sale.view.unknown) {
      seen += 1;
      await sale.documentsSeen();
    }
    await patience(world);
  }
  return { doubts, seen };
}

describe.each(kinds.filter(({ protocol }) => protocol === 1))(
  'two tills at one ККТ, $name',
  ({ profile, protocol }) => {
    it.each(variants)(
      '$name: each has exactly one document',
      async ({ options, use, shared, mayDoubt }) => {
        const kind = { profile, protocols: [protocol], ...options } as const;
        const whole = tillWorld(kind, { shared });
        const first = await ready(whole);
        whole.bench.kkt.forgetCommands();
        await first.sale.print();
        expect(first.sale.view.receipt.state).toBe('fiscalized');
        const count = whole.bench.kkt.commands.length;
        const told = { doubts: 0, seen: 0 };

        for (let index = 1; index <= count; index += 1) {
          for (const fault of ['link-off-before', 'link-off-after'] as const) {
            const when = `${fault} command ${index} of ${count}`;
            const one = tillWorld(kind, { till: 'TILL1', shared });
            const two = tillWorld(kind, { till: 'TILL2', shared, bench: one.bench });
            const dying = await ready(one, true);
            one.bench.kkt.forgetCommands();
            one.bench.kkt.set({ kind: fault, index });
            await Promise.race([dying.sale.print(), dying.died]);
            expect(one.bench.kkt.faults, when).toEqual([]);
            const truth = receiptsOf(one)[0]?.fd;

            const other = await ready(two);
            await finish(other, two, undefined);
            expect(other.sale.view.receipt.state, when).toBe('fiscalized');
            const theirs = other.sale.view.receipt.fiscal?.fd;

            one.use = use;
            const back = await openPage(one);
            // What the machine made of it alone may be a doubt, but never a second document, nor theirs for ours.
            if (back.sale.view.receipt.state === 'fiscalized')
              expect(back.sale.view.receipt.fiscal?.fd, when).toBe(truth);
            expect(receiptsOf(one), when).toHaveLength(truth === undefined ? 1 : 2);
            const { doubts, seen } = await finish(back, one, truth);
            told.doubts += doubts;
            told.seen += seen;
            if (!mayDoubt) expect(doubts, when).toBe(0);

            expect(back.sale.view.receipt.state, when).toBe('fiscalized');
            const ours = back.sale.view.receipt.fiscal?.fd;
            if (truth !== undefined) expect(ours, when).toBe(truth);
            expect(
              receiptsOf(one).map(({ fd }) => fd),
              when,
            ).toEqual([ours, theirs].sort((a, b) => Number(a) - Number(b)));
            expect(ours, when).not.toBe(theirs);
            if (!options?.refusedTags)
              expect(
                receiptsOf(one)
                  .map(({ fd, tags }) => [fd, String(tags[1192]).slice(1, 6)])
                  .sort(),
                when,
              ).toEqual(
                [
                  [ours, 'TILL1'],
                  [theirs, 'TILL2'],
                ].sort(),
              );
            // The other's document that came after ours is told still, where nobody has said that others print.
            if (shared) expect(back.sale.view.unknown, when).toBeUndefined();
            else
              expect(back.sale.view.unknown?.documents.map(({ mark }) => mark.fd) ?? [theirs], when).toEqual([theirs]);
          }
        }
        // Where only a person can tell the two apart, one is asked; where the marks can, nobody is. Without marks the other's receipt over the very
        // same goods may be ours, of a journal that was rolled back.
        expect(told.doubts > 0).toBe(mayDoubt);
        expect(told.seen > 0).toBe(!shared || options !== undefined);
      },
      300_000,
    );

    it('goods with marking codes need no mark of the till', async () => {
      const kind = { profile, protocols: [protocol], refusedTags: [1192] } as const;
      const one = tillWorld(kind, { shared: true });
      const two = tillWorld(kind, { till: 'TILL2', shared: true, bench: one.bench });
      const sellMarked = async (world: TillWorld, serial: string, diesWithItsCable = false): Promise<Page> => {
        const page = await openPage(world, { diesWithItsCable });
        await page.sale.scan(milkCode(serial));
        await new Promise((done) => void setImmediate(done));
        await page.sale.pay();
        await page.sale.choose({ way: 'cashless' });
        return page;
      };
      const dying = await sellMarked(one, 'AAAAA', true);
      one.bench.kkt.set({ kind: 'link-off-before', command: 0xff45 });
      await Promise.race([dying.sale.print(), dying.died]);
      await (await sellMarked(two, 'BBBBB')).sale.print();
      const back = await openPage(one);
      // The same sum under the expected number, and another unit: certainly not ours.
      expect(back.sale.view).toMatchObject({ receipt: { state: 'paying' }, problem: { kind: 'not-printed' } });
      await back.sale.print();
      expect(back.sale.view.receipt.state).toBe('fiscalized');
      expect(receiptsOf(one)).toHaveLength(2);
      // Other units are the other till's business: nobody was asked, and both are taken note of.
      await back.look();
      expect(back.sale.view.unknown).toBeUndefined();
      expect(one.store.events.map(({ kind }) => kind)).not.toContain('documents-seen');
      expect(one.store.fiscal).toMatchObject([{ fd: receiptsOf(one).at(-1)?.fd }]);
    });
  },
);
