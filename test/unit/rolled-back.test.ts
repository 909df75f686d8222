/**
 * A journal that was rolled back (a failing disk, a profile out of a copy) sells nothing twice: the ФН has the documents. The whole sale is
 * played to its end, the store is put back to every one of its commits, a new page opens, and the cashier does what cashiers do: scans what is
 * missing and presses «Пробить чек». No document with these goods comes of it until a person has seen those that are there.
 */
import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/domain/document/document.ts';
import { fits } from '../../src/domain/document/found-document.ts';
import { bread, milkCode } from './fakes/goods.ts';
import { kinds } from './kkt.ts';
import { openPage, receiptsOf, tillWorld, type Page, type TillWorld } from './till-page.ts';

type Basket = readonly string[];
const marked: Basket = [milkCode('AAAAA'), milkCode('BBBBB')];
const other: Basket = [milkCode('CCCCC')];
const plain: Basket = [bread.gtin ?? ''];

const state = ({ sale }: Page): Receipt['state'] => sale.view.receipt.state;
const isIn = ({ lines }: Receipt, scan: string): boolean =>
  lines.some(({ mark, gtin }) => mark?.code === scan || gtin === scan);

const fiscalized = ({ store }: TillWorld): Receipt[] => store.receipts.filter((each) => each.state === 'fiscalized');

/** Everything a cashier does to sell these goods, from wherever the receipt stands. What is refused is refused. */
async function sell(page: Page, basket: Basket): Promise<void> {
  const { sale } = page;
  if (state(page) === 'fiscalized') await sale.next();
  for (const scan of basket) if (!isIn(sale.view.receipt, scan)) await sale.scan(scan);
  await new Promise((done) => void setImmediate(done));
  if (state(page) === 'draft') await sale.pay();
  if (state(page) === 'paying') await sale.choose({ way: 'cashless' });
  await sale.print();
}

/** The document that is this receipt: as the screen offers it, or as a person finds it by the paper where its goods cannot be read. */
function offered({ sale }: Page): number | undefined {
  const those = (fit: 'same' | 'maybe') =>
    sale.view.unknown?.documents.find((each) => fits(sale.view.receipt, each) === fit);
  return (those('same') ?? those('maybe'))?.mark.fd;
}

interface Scenario {
  readonly name: string;
  readonly baskets: readonly Basket[];
  readonly after?: (page: Page) => Promise<void>;
  readonly options?: Parameters<typeof tillWorld>[0];
  /** Others print at the same ККТ, as the shop says. */
  readonly shared?: boolean;
}

const scenarios: readonly Scenario[] = [
  { name: 'one receipt', baskets: [marked] },
  { name: 'two receipts', baskets: [marked, other] },
  { name: 'a receipt and the close of its shift', baskets: [marked], after: ({ shift }) => shift.close() },
  { name: 'goods without marks', baskets: [plain] },
  { name: 'goods without marks at a ККТ that gives no documents back', baskets: [plain], options: { noReading: true } },
  { name: 'marked goods at a ККТ that takes no mark of the till', baskets: [marked], options: { refusedTags: [1192] } },
  {
    name: 'marked goods at a shared ККТ that takes no mark of the till',
    baskets: [marked],
    options: { refusedTags: [1192] },
    shared: true,
  },
  {
    name: 'two receipts at a shared ККТ that takes no mark of the till',
    baskets: [marked, other],
    options: { refusedTags: [1192] },
    shared: true,
  },
  {
    name: 'goods without marks at a shared ККТ that takes no mark of the till',
    baskets: [plain],
    options: { refusedTags: [1192] },
    shared: true,
  },
  {
    name: 'marked goods at a shared ККТ that gives no documents back',
    baskets: [marked],
    options: { noReading: true },
    shared: true,
  },
  { name: 'marked goods at a shared ККТ that takes the mark of the till', baskets: [marked], shared: true },
];

async function played(
  { baskets, after, options, shared = false }: Scenario,
  kind: Parameters<typeof tillWorld>[0],
): Promise<TillWorld> {
  const world = tillWorld({ ...kind, ...options }, { shared });
  const page = await openPage(world);
  // From the first scan on: a till that has never met this ФН is another story.
  world.commits.splice(0, Infinity, structuredClone(world.store));
  for (const basket of baskets) {
    await sell(page, basket);
    expect(state(page)).toBe('fiscalized');
  }
  await after?.(page);
  return world;
}

describe.each(kinds)('a journal rolled back, $name', ({ profile, protocol }) => {
  const kind = { profile, protocols: [protocol] } as const;

  it.each(scenarios)(
    'over $name sells nothing twice, from any of its commits',
    async (scenario) => {
      const { baskets, options, shared } = scenario;
      const whole = await played(scenario, kind);
      const count = whole.commits.length;
      expect(count).toBeGreaterThan(6);
      const stops: boolean[] = [];
      for (let at = 0; at < count; at += 1) {
        const when = `commit ${at} of ${count}`;
        const world = await played(scenario, kind);
        const documents = receiptsOf(world).map(({ fd }) => fd);
        expect(documents).toHaveLength(baskets.length);
        world.store = structuredClone(world.commits[at] ?? world.store);
        const page = await openPage(world);
        let stopped = false;
        // Neither the sum nor the goods settle it, where another may have sold the same: a person compares with the paper.
        if (state(page) === 'in-doubt') {
          stopped = true;
          expect(options?.noReading === true || (shared === true && baskets[0] === plain), when).toBe(true);
          await page.sale.decide(true);
        }
        for (const [index, basket] of baskets.entries()) {
          // Bread may be sold again when the journal has the first loaf.
          if (basket === plain && index < fiscalized(world).length) continue;
          await sell(page, basket);
          expect(
            receiptsOf(world).map(({ fd }) => fd),
            when,
          ).toEqual(documents);
          if (state(page) === 'fiscalized') continue;
          const fd = offered(page);
          if (fd === undefined) {
            // Sold already by the journal's own word: nothing to pay.
            expect(page.sale.view.receipt.lines, when).toEqual([]);
            continue;
          }
          stopped = true;
          expect(await page.sale.adopt(fd), when).toBe(true);
          expect(page.sale.view.receipt, when).toMatchObject({
            state: 'fiscalized',
            fiscal: { fd },
            tenders: [{ way: 'cashless' }],
          });
        }
        stops.push(stopped);
        expect(
          receiptsOf(world).map(({ fd }) => fd),
          when,
        ).toEqual(documents);
        // One receipt for each document, each under its number, and nothing is left to ask.
        expect(
          fiscalized(world)
            .map(({ fiscal }) => fiscal?.fd)
            .sort(),
          when,
        ).toEqual(documents);
        expect(world.store.sold, when).toHaveLength(baskets.flat().filter((scan) => scan.length > 20).length);
        expect(page.sale.view.unknown, when).toBeUndefined();
        // The shop goes on.
        await sell(page, [milkCode('ZZZZZ')]);
        expect(state(page), when).toBe('fiscalized');
        expect(receiptsOf(world), when).toHaveLength(documents.length + 1);
      }
      // From the first scan to the last commit before the intent a person was asked; after it the ФН settles it alone.
      expect(stops.filter(Boolean).length).toBeGreaterThan(2);
      expect(stops.at(-1)).toBe(false);
    },
    300_000,
  );

  it('stops even where the goods are new, tells the list, and goes on when a person has seen it', async () => {
    const world = await played({ name: '', baskets: [marked] }, kind);
    world.store = structuredClone(world.commits[0] ?? world.store);
    const page = await openPage(world);
    // Before anything is scanned.
    expect(page.sale.view.unknown).toMatchObject({
      lastFd: 3,
      documents: [
        { kind: 'receipt', isOurs: true, mark: { fd: 3 }, contents: { items: [{ price: 8_990 }, { price: 8_990 }] } },
      ],
    });
    await sell(page, other);
    expect(page.sale.view).toMatchObject({ receipt: { state: 'paying' }, problem: { kind: 'unknown-documents' } });
    expect(receiptsOf(world)).toHaveLength(1);
    // Other goods cannot be that document.
    expect(offered(page)).toBeUndefined();
    expect(await page.sale.adopt(3)).toBe(false);
    await page.sale.documentsSeen();
    expect(page.sale.view).toMatchObject({ unknown: undefined, problem: undefined });
    expect(world.store.events.at(-1)).toMatchObject({
      kind: 'documents-seen',
      data: { documents: [{ mark: { fd: 3 } }] },
    });
    await page.sale.print();
    expect(page.sale.view).toMatchObject({ receipt: { state: 'fiscalized', fiscal: { fd: 4 } } });
    // For good: the next page asks no more.
    const next = await openPage(world);
    expect(next.sale.view.unknown).toBeUndefined();
  });
});
