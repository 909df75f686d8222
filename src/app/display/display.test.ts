/** Both sides of the buyer's display over one channel: what the till shows is what the buyer sees, and nothing of a till that is gone. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, noon, turn } from '../../../test/unit/clock.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { kopecks } from '../../domain/base/money.ts';
import { onePiece, thousandths } from '../../domain/base/quantity.ts';
import { newReceipt, type Receipt } from '../../domain/document/document.ts';
import type { Line } from '../../domain/document/line.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { DisplayChannel } from '../ports/display-channel.ts';
import type { SaleView } from '../sale/store.ts';
import { readBuyerView, type BuyerView } from './buyer-view.ts';
import { tellDisplay } from './tell-display.ts';
import { stayMs, watchTill } from './watch-till.ts';
import { askEveryMs, asks } from './words.ts';

/** Windows of one browser: each hears the others and not itself, and gets a copy. */
function channels(): { open(): DisplayChannel; readonly sent: unknown[] } {
  const windows = new Set<(message: unknown) => void>();
  const sent: unknown[] = [];
  return {
    sent,
    open: () => {
      const own = new Set<(message: unknown) => void>();
      const hear = (message: unknown): void => own.forEach((listener) => listener(message));
      windows.add(hear);
      return {
        post: (message) => {
          sent.push(message);
          for (const other of windows) if (other !== hear) other(structuredClone(message));
        },
        onMessage: (listener) => {
          own.add(listener);
          return () => own.delete(listener);
        },
      };
    },
  };
}

const bread: Line = { id: 'l1', name: 'Хлеб', price: kopecks(5_490), quantity: onePiece, measure: 'piece', vat: '10' };
const cheese: Line = {
  ...bread,
  id: 'l2',
  name: 'Сыр',
  price: kopecks(79_990),
  quantity: thousandths(345),
  measure: 'kilogram',
};
const blocked: Line = {
  ...bread,
  id: 'l3',
  name: 'Молоко',
  mark: { raw: 'KI', code: 'KI', ki: 'KI', form: 'short-93', scannedAt: noon },
  check: {
    source: 'online',
    facts: 'full',
    answer: { cis: 'KI', isBlocked: true },
    proof: { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1 },
  } as Line['check'],
};
const receipt = (change: Partial<Receipt> = {}): Receipt => ({ ...newReceipt('r', noon), ...change });
const paid = receipt({
  state: 'fiscalized',
  lines: [bread],
  tenders: [{ way: 'cash', amount: kopecks(5_490), received: kopecks(10_000) }],
  fiscal: { fn: '9960440301234567', fd: 7, fpd: '1234567890', at: noon },
});

let clock: FakeClock;
let wires: ReturnType<typeof channels>;
let shop: Shop;
let view: SaleView;
let listeners: Set<(view: SaleView) => void>;
let isOpen: boolean | undefined;
beforeEach(() => {
  clock = new FakeClock();
  wires = channels();
  shop = realShop;
  view = { receipt: receipt(), rejected: [], printing: false };
  listeners = new Set();
  isOpen = true;
});

const till = () =>
  tellDisplay({
    channel: wires.open(),
    sale: {
      get view() {
        return view;
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    shop: () => shop,
    isDemo: () => false,
    clock,
    now: () => clock.now(),
  });
const display = () => watchTill({ channel: wires.open(), clock, isTillOpen: async () => isOpen });
async function sale(next: Receipt): Promise<void> {
  view = { ...view, receipt: next };
  for (const listener of listeners) listener(view);
  await clock.advance(100);
}
const shownOf = async (next: Receipt): Promise<BuyerView | undefined> => {
  till();
  const { shown } = display();
  await turn();
  await sale(next);
  return shown.get();
};

describe('the buyer sees', () => {
  it('goods, amounts and the sum, as the till shows them', async () => {
    expect(await shownOf(receipt({ lines: [bread, cheese] }))).toEqual({
      shop: realShop.name,
      isDemo: false,
      isPaid: false,
      lines: [
        { id: 'l1', name: 'Хлеб', price: 5_490, quantity: 1_000, measure: 'piece', sum: 5_490 },
        { id: 'l2', name: 'Сыр', price: 79_990, quantity: 345, measure: 'kilogram', sum: 27_597 },
      ],
      due: 33_087,
      off: 0,
    });
  });

  it('the sign of the shop, where it has one', async () => {
    shop = { ...realShop, brand: { name: 'Ромашка', colour: '' } };
    expect(await shownOf(receipt())).toMatchObject({ sign: { name: 'Ромашка', colour: '' } });
  });

  it('kopecks let go before they are on record', async () => {
    shop = { ...realShop, rounding: 'roubles' };
    expect(await shownOf(receipt({ lines: [bread] }))).toMatchObject({ due: 5_400, off: 90 });
  });

  it('nothing of what may not be sold, and it is in no sum', async () => {
    const shown = await shownOf(receipt({ lines: [bread, blocked] }));
    expect([shown?.lines.map(({ name }) => name), shown?.due]).toEqual([['Хлеб'], 5_490]);
  });

  it('change, and the code of the printed receipt', async () => {
    expect(await shownOf(paid)).toMatchObject({
      isPaid: true,
      due: 5_490,
      received: 10_000,
      change: 4_510,
      code: expect.stringMatching(/^t=\d{8}T\d{4}&s=54\.90&fn=9960440301234567&i=7&fp=1234567890&n=1$/) as string,
    });
  });

  it('the last hundred lines of a long receipt, and the sum of all', async () => {
    const lines = Array.from({ length: 250 }, (_, index) => ({ ...bread, id: `l${String(index)}` }));
    const shown = await shownOf(receipt({ lines }));
    expect([shown?.lines.length, shown?.lines.at(-1)?.id, shown?.due]).toEqual([100, 'l249', 250 * 5_490]);
  });

  it('nothing of a receipt that was given up', async () => {
    expect(await shownOf(receipt({ state: 'cancelled', lines: [bread] }))).toMatchObject({ lines: [], due: 0 });
  });

  it('the printed receipt until the next one has goods, or long enough to scan its code', async () => {
    till();
    const { shown } = display();
    await turn();
    await sale(paid);
    await sale(receipt());
    expect(shown.get()?.isPaid).toBe(true);
    await sale(receipt({ lines: [cheese] }));
    expect(shown.get()).toMatchObject({ isPaid: false, lines: [{ name: 'Сыр' }] });
    await sale(paid);
    await sale(receipt());
    await clock.advance(stayMs + askEveryMs);
    expect(shown.get()).toMatchObject({ isPaid: false, lines: [] });
  });
});

describe('between the windows', () => {
  it('whichever was there first, the display shows the till', async () => {
    const { shown } = display();
    await turn();
    expect(shown.get()).toBeUndefined();
    view = { ...view, receipt: receipt({ lines: [bread] }) };
    till();
    await clock.advance(askEveryMs);
    expect(shown.get()?.lines).toHaveLength(1);
  });

  it('a till whose window is gone shows nothing, and one that comes again does', async () => {
    const stop = till();
    const { shown } = display();
    await turn();
    expect(shown.get()).toBeDefined();
    stop();
    isOpen = false;
    await clock.advance(askEveryMs);
    expect(shown.get()).toBeUndefined();
    isOpen = true;
    till();
    await clock.advance(askEveryMs);
    expect(shown.get()).toBeDefined();
  });

  it('where the browser does not tell who is open, what was told stays', async () => {
    isOpen = undefined;
    till();
    const { shown } = display();
    await clock.advance(5 * askEveryMs);
    expect(shown.get()).toBeDefined();
  });

  it('without a display nothing is sent; with one that went, not for long', async () => {
    till();
    await sale(receipt({ lines: [bread] }));
    expect(wires.sent).toEqual([]);
    const { release } = display();
    await turn();
    expect(wires.sent).toHaveLength(2);
    release();
    await clock.advance(30 * askEveryMs);
    const before = wires.sent.length;
    await sale(receipt({ lines: [cheese] }));
    expect(wires.sent).toHaveLength(before);
    expect(clock.pending).toBe(0);
  });

  it('ten scans in a breath are told once', async () => {
    till();
    display();
    await turn();
    const before = wires.sent.length;
    for (let index = 0; index < 10; index += 1) for (const listener of listeners) listener(view);
    await clock.advance(100);
    expect(wires.sent.slice(before).filter((message) => message !== asks)).toHaveLength(1);
  });
});

it('whatever another window says, it is read or passed over', async () => {
  till();
  const { shown } = display();
  await turn();
  const other = wires.open();
  const last = shown.get();
  fc.assert(
    fc.property(fc.anything(), (message) => {
      other.post(
        typeof message === 'symbol' || typeof message === 'function'
          ? null
          : JSON.parse(JSON.stringify({ message })).message,
      );
      expect(shown.get()).toEqual(last);
    }),
  );
  const whole = wires.sent.find((message) => message !== asks) as object;
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), (field, value) => {
      const read = readBuyerView({ ...whole, [field]: value });
      for (const { sum, name } of read?.lines ?? []) expect([typeof sum, typeof name]).toEqual(['number', 'string']);
    }),
  );
});
