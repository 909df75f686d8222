import { describe, expect, it } from 'vitest';
import {
  bread,
  CountedSounds,
  countedIds,
  emptyStore,
  FakeChecker,
  FakeClock,
  FakePrinter,
  freshPrinter,
  memoryCatalogue,
  memoryJournal,
  memorySettings,
  milk,
  milkCode,
  noon,
  realFn,
  realShop,
  turn,
} from '../test/unit/fakes.ts';
import type { Shop } from './app/ports.ts';
import type { Relays } from './app/setup.ts';
import type { BootView, Till } from './app/till.ts';
import { createBoot, type BootDeps } from './boot.ts';
import { noPrinter } from './devices/kkt/none/no-printer.ts';
import { kopecks } from './domain/money.ts';
import { fail } from './domain/result.ts';
import type { SingleTab } from './platform/single-tab.ts';

const demoRelays: Relays = {
  demo: true,
  cdn: { host: '127.0.0.1:9001' },
  lm: { url: 'http://127.0.0.1:5995' },
  kkt: null,
};
const realRelays: Relays = { demo: false, cdn: { host: 'cdn.crpt.ru' }, lm: null, kkt: null };
const demoShop = {
  shop: { name: 'Магазин', inn: '7700000000', till: '1', cashier: 'К', taxation: 'osn' as const },
  goods: [milk, bread],
  samples: [{ id: 'allowed', before: '0104670540176099215', random: 5, after: '\u001d93dGVz' }],
};

interface Given {
  readonly shop?: Shop;
  /** What the gateway answers; a path that is missing cannot be had. */
  readonly gateway?: Record<string, unknown>;
  readonly remembered?: Record<string, unknown>;
  readonly change?: Partial<BootDeps>;
}

function world({ shop, gateway = {}, remembered = {}, change = {} }: Given = {}) {
  const store = emptyStore();
  const clock = new FakeClock();
  const checker = new FakeChecker();
  const values = new Map(Object.entries(remembered));
  const settings = Object.assign(memorySettings(shop), {
    remember: async (name: string, value: unknown) => void values.set(name, value),
    recall: async (name: string) => values.get(name),
    close: () => undefined,
  });
  const catalogue = memoryCatalogue();
  const printer = new FakePrinter(freshPrinter({ demo: true }));
  const asked: string[] = [];
  const permissionsAsked: string[] = [];
  const reached = { restarts: 0, journals: 0 };
  const answers: Record<string, unknown> = { ...gateway };
  const deps: BootDeps = {
    tab: { claim: async () => true, take: async () => true, waiting: new Promise(() => undefined) },
    openJournal: async () => {
      reached.journals += 1;
      return memoryJournal(store);
    },
    openCatalogue: async () => catalogue,
    openSettings: async () => settings,
    fetchJson: async (url) => {
      asked.push(url);
      return answers[url];
    },
    checker,
    clock,
    openPrinter: ({ link }) => (link === 'demo' ? printer : noPrinter),
    newId: countedIds(),
    random: () => 0.5,
    scanners: [],
    sounds: new CountedSounds(),
    persist: async () => true,
    localPermission: async (url) => {
      permissionsAsked.push(url);
      return 'prompt';
    },
    restart: () => (reached.restarts += 1),
    ...change,
  };
  const boot = createBoot(deps);
  const phases: Array<BootView['phase']> = [];
  boot.view.subscribe(({ phase }) => phases.push(phase));
  const till = (): Till => {
    const view = boot.view.get();
    if (view.phase !== 'open') throw new Error(`${view.phase}: ${'detail' in view ? view.detail : ''}`);
    return view.till;
  };
  return {
    boot,
    deps,
    store,
    clock,
    checker,
    settings,
    values,
    catalogue,
    printer,
    asked,
    answers,
    permissionsAsked,
    reached,
    phases,
    till,
  };
}

describe('a demo server', () => {
  it('makes a fresh till into a demo shop that can sell, by itself', async () => {
    const { boot, phases, settings, catalogue, values, till, checker } = world({
      gateway: { '/relay': demoRelays, '/demo.json': demoShop },
    });
    await boot.run();
    await turn();
    expect(phases).toEqual(['open']);
    expect(settings.shop).toMatchObject({ kind: 'demo', unverified: 'forbid', local: { way: 'relay' } });
    expect(settings.secrets.get('lmPassword')).toBe('admin');
    expect(catalogue.goods).toEqual([milk, bread]);
    expect(values.get('relays')).toEqual(demoRelays);

    const { sale, samples, status } = till();
    expect(samples?.map(({ id, code }) => [id, code()])).toEqual([
      ['allowed', '0104670540176099215' + 'S'.repeat(5) + '\u001d93dGVz'],
    ]);
    expect(status.get()).toMatchObject({
      printer: { ok: true, value: { demo: true } },
      persisted: true,
      health: { online: { at: noon } },
    });

    await sale.scan(samples?.[0]?.code() ?? '');
    await turn();
    expect(checker.requests[0]?.setup).toEqual({
      cdn: '127.0.0.1:9001',
      local: { url: '/relay/lm', direct: 'http://127.0.0.1:5995', login: 'admin', password: 'admin' },
      fn: realFn,
      timeZone: 2,
      tillKey: undefined,
    });
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    await sale.print();
    await turn();
    expect(sale.view.receipt.state).toBe('fiscalized');
    // `sold` has woken the outbox.
    expect(checker.registered).toEqual(['0104670540176099215SSSSS']);
    expect(status.get().unsent).toEqual([]);
  });

  it('without its goods fails and leaves nothing half made', async () => {
    const { boot, settings } = world({ gateway: { '/relay': demoRelays } });
    await boot.run();
    expect(boot.view.get()).toMatchObject({ phase: 'failed', detail: expect.stringContaining('/demo.json') as string });
    expect(settings.shop).toBeUndefined();
  });
});

describe('a real server', () => {
  it('asks the owner of a fresh till to set it up, keeps what he says, and starts anew', async () => {
    const { boot, settings, reached } = world({ gateway: { '/relay': realRelays } });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    expect(view.proposal).toMatchObject({
      kind: 'real',
      name: '',
      inn: '',
      unverified: 'forbid',
      local: { way: 'direct', url: 'http://127.0.0.1:5995' },
    });
    expect(settings.shop).toBeUndefined();

    await view.save({ ...view.proposal, name: 'Магазин' }, { lmPassword: 'secret', pin: '1234' });
    expect(settings.shop).toMatchObject({ kind: 'real', name: 'Магазин' });
    expect(Object.fromEntries(settings.secrets)).toEqual({ lmPassword: 'secret', pin: '1234' });
    expect(reached.restarts).toBe(1);
  });

  it("proposes the gateway's way to ЛМ where there is one", async () => {
    const { boot } = world({ gateway: { '/relay': { ...realRelays, lm: demoRelays.lm } } });
    await boot.run();
    expect(boot.view.get()).toMatchObject({ phase: 'set-up', proposal: { local: { way: 'relay' } } });
  });

  it('keeps no empty secret', async () => {
    const { boot, settings } = world({ gateway: { '/relay': realRelays } });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    await view.save(view.proposal, { lmPassword: '', pin: '' });
    expect(settings.secrets.size).toBe(0);
  });

  it('opens a till that was set up, without a ККТ and without samples', async () => {
    const { boot, till, permissionsAsked } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await boot.run();
    await turn();
    expect(till().samples).toBeUndefined();
    expect(till().status.get()).toMatchObject({
      printer: { ok: false, failure: { kind: 'not-connected' } },
      localPermission: 'prompt',
    });
    expect(permissionsAsked).toEqual(['http://127.0.0.1:5995']);
  });
});

describe('a shop of the other kind', () => {
  it.each<[string, Shop, Relays]>([
    ['a real shop on a demo server', realShop, demoRelays],
    ['a demo shop on a real server', { ...realShop, kind: 'demo' }, realRelays],
  ])('%s fails', async (_, shop, relays) => {
    const { boot, checker } = world({ shop, gateway: { '/relay': relays } });
    await boot.run();
    await turn();
    expect(boot.view.get()).toEqual({ phase: 'failed', why: 'shop-kind', detail: shop.kind });
    expect(checker.tends).toBe(0);
  });

  it('is noticed also where the gateway was remembered', async () => {
    const { boot, phases } = world({
      shop: realShop,
      gateway: { '/relay': demoRelays },
      remembered: { relays: realRelays },
    });
    await boot.run();
    expect(phases).toEqual(['open', 'failed']);
  });
});

describe('without the gateway', () => {
  it('a till that was set up opens by what it remembers', async () => {
    const { boot, till, checker } = world({
      shop: { ...realShop, local: { ...realShop.local, way: 'relay' } },
      remembered: { relays: { ...realRelays, cdn: { host: 'cdn.shop.test' }, lm: { url: 'http://192.168.0.5:5995' } } },
    });
    await boot.run();
    await till().sale.scan(milkCode());
    await turn();
    expect(checker.requests[0]?.setup).toMatchObject({
      cdn: 'cdn.shop.test',
      local: { url: '/relay/lm', direct: 'http://192.168.0.5:5995' },
    });
  });

  it('it opens before the gateway has answered, and takes its fresh word later', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const { boot, till, checker, values } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      change: { fetchJson: () => new Promise((resolve) => (answer = resolve)) },
    });
    const running = boot.run();
    await turn();
    await till().sale.scan(milkCode('aaaaa'));
    const fresh = { ...realRelays, cdn: { host: 'new.crpt.ru' } };
    answer(fresh);
    await running;
    await till().sale.scan(milkCode('bbbbb'));
    await turn();
    expect(checker.requests.map(({ setup }) => setup.cdn)).toEqual(['cdn.crpt.ru', 'new.crpt.ru']);
    expect(values.get('relays')).toEqual(fresh);
  });

  it('and without a memory it takes the public host, and no ЛМ through the gateway', async () => {
    const { boot, till, checker, values } = world({
      shop: { ...realShop, local: { ...realShop.local, way: 'relay' } },
    });
    await boot.run();
    await till().sale.scan(milkCode());
    await turn();
    expect(checker.requests[0]?.setup).toMatchObject({ cdn: 'cdn.crpt.ru', local: undefined });
    expect(values.has('relays')).toBe(false);
  });
});

describe('the till open in another tab', () => {
  function other(mayLeave: boolean) {
    let arrive: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrive = resolve));
    const tab: SingleTab & { asked: number } = {
      asked: 0,
      waiting,
      claim: async () => false,
      async take() {
        tab.asked += 1;
        if (mayLeave) arrive();
        return mayLeave;
      },
    };
    return { tab, arrive };
  }
  const elsewhere = (view: BootView) => {
    if (view.phase !== 'elsewhere') throw new Error(view.phase);
    return view;
  };

  it('is asked to hand over by the button alone; only then is the storage touched', async () => {
    const { tab } = other(true);
    const { boot, phases, reached, till } = world({
      shop: realShop,
      gateway: { '/relay': realRelays },
      change: { tab },
    });
    const running = boot.run();
    await turn();
    const view = elsewhere(boot.view.get());
    expect(view.refused).toBe(false);
    expect([tab.asked, reached.journals]).toEqual([0, 0]);
    view.take();
    await running;
    expect(phases).toEqual(['elsewhere', 'elsewhere', 'starting', 'open']);
    expect(till().sale.view.receipt.state).toBe('draft');
  });

  it('refuses while it has a receipt open, and may be asked again', async () => {
    const { tab } = other(false);
    const { boot, reached } = world({ shop: realShop, change: { tab } });
    void boot.run();
    await turn();
    elsewhere(boot.view.get()).take();
    await turn();
    expect(elsewhere(boot.view.get()).refused).toBe(true);
    elsewhere(boot.view.get()).take();
    expect(elsewhere(boot.view.get()).refused).toBe(false);
    await turn();
    expect(elsewhere(boot.view.get()).refused).toBe(true);
    expect([tab.asked, reached.journals]).toEqual([2, 0]);
  });

  it('was closed: this one opens', async () => {
    const { tab, arrive } = other(false);
    const { boot, phases } = world({ shop: realShop, gateway: { '/relay': realRelays }, change: { tab } });
    const running = boot.run();
    await turn();
    arrive();
    await running;
    expect(phases).toEqual(['elsewhere', 'starting', 'open']);
  });
});

describe('a failure', () => {
  it.each(['openJournal', 'openSettings', 'openCatalogue'] as const)(
    'of %s is told, and nothing is sold',
    async (name) => {
      const { boot, reached } = world({
        shop: realShop,
        change: { [name]: () => Promise.reject(new Error('no IndexedDB')) },
      });
      await boot.run();
      expect(boot.view.get()).toMatchObject({
        phase: 'failed',
        why: 'storage',
        detail: expect.stringContaining('no IndexedDB') as string,
      });
      if (name === 'openSettings') expect(reached.journals).toBe(0);
    },
  );
});

describe('rest', () => {
  it('is told at the end of a receipt, never in the middle', async () => {
    const { boot, till } = world({ gateway: { '/relay': demoRelays, '/demo.json': demoShop } });
    expect(boot.isIdle()).toBe(true);
    await boot.run();
    await turn();
    let told = 0;
    let early = 0;
    boot.onRest(() => {
      told += 1;
      if (!boot.isAtRest()) early += 1;
    });
    expect(boot.isIdle()).toBe(true);
    await till().sale.add(bread);
    told = 0;
    expect(boot.isIdle()).toBe(false);
    expect(boot.isAtRest()).toBe(false);
    await till().sale.pay();
    await till().sale.choose({ way: 'cash', received: kopecks(5000) });
    expect(boot.isIdle()).toBe(false);
    expect(told).toBe(0);
    await till().sale.print();
    expect(boot.isIdle()).toBe(true);
    await till().sale.next();
    expect(boot.isAtRest()).toBe(true);
    expect(told).toBeGreaterThan(0);
    expect(early).toBe(0);
  });

  it('a new version that waits is shown', async () => {
    const { boot, till } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await boot.run();
    boot.updateReady();
    expect(till().status.get().updateReady).toBe(true);
  });
});

describe('housekeeping', () => {
  it('asks both sources for their state every minute', async () => {
    const { boot, checker, clock } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await boot.run();
    expect(checker.tends).toBe(1);
    await clock.advance(180_000);
    expect(checker.tends).toBe(4);
  });

  it('hears of a gateway that was started anew with other addresses', async () => {
    let word: unknown = realRelays;
    const { boot, checker, clock, till } = world({
      shop: realShop,
      change: { fetchJson: () => Promise.resolve(word) },
    });
    await boot.run();
    word = { ...realRelays, cdn: { host: 'other.crpt.ru' } };
    await clock.advance(60_000);
    await turn();
    await till().sale.scan(milkCode());
    await turn();
    expect(checker.requests[0]?.setup.cdn).toBe('other.crpt.ru');
  });

  it('sends at start what an earlier day left', async () => {
    const { boot, checker, store } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    store.outbox.push({ ki: 'KI', receiptId: 'r', attempts: 3, nextAt: noon });
    await boot.run();
    await turn();
    expect(checker.registered).toEqual(['KI']);
  });

  it('a receipt in doubt is asked about again soon when the ККТ came back and went away at the first question', async () => {
    const { boot, clock, printer, till } = world({ gateway: { '/relay': demoRelays, '/demo.json': demoShop } });
    await boot.run();
    const { sale } = till();
    await sale.add(bread);
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    printer.faults.push('lose-answer');
    const { print, find } = printer;
    printer.print = async (document, rules) => {
      const answer = await print.call(printer, document, rules);
      printer.gone = { kind: 'not-connected' };
      return answer;
    };
    await sale.print();
    let isSilent = true;
    printer.find = (fd) => (isSilent ? Promise.resolve(fail({ kind: 'not-connected' })) : find.call(printer, fd));
    printer.gone = undefined;
    // Back, with a question that fails; then back at once, too soon to ask again; then well, with nothing to call for a look.
    printer.changed();
    await clock.advance(10);
    expect(sale.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'not-connected' } });
    isSilent = false;
    await clock.advance(5_000);
    expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized' }, problem: undefined });
    expect(printer.prints).toBe(1);
  });

  it('a receipt and a payment in doubt are settled when the ККТ is back, without a hand', async () => {
    const { boot, clock, printer, till } = world({ gateway: { '/relay': demoRelays, '/demo.json': demoShop } });
    await boot.run();
    const { sale, shift } = till();
    await sale.add(bread);
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    printer.faults.push('lose-answer');
    const { print, cashIn } = printer;
    printer.print = async (document, rules) => {
      const answer = await print.call(printer, document, rules);
      printer.gone = { kind: 'not-connected' };
      return answer;
    };
    await sale.print();
    expect(sale.view).toMatchObject({ receipt: { state: 'in-doubt' }, problem: { kind: 'not-connected' } });
    printer.gone = undefined;
    await clock.advance(10_000);
    expect(sale.view).toMatchObject({ receipt: { state: 'fiscalized' }, problem: undefined });
    expect(printer.prints).toBe(1);

    printer.cashIn = async (sum) => {
      printer.faults.push('lose-answer');
      const answer = await cashIn.call(printer, sum);
      printer.gone = { kind: 'not-connected' };
      return answer;
    };
    await shift.cashIn(kopecks(50_000));
    expect(shift.view).toMatchObject({ problem: { kind: 'not-connected' }, operations: [{ state: 'in-doubt' }] });
    printer.gone = undefined;
    printer.changed();
    await clock.advance(10_000);
    expect(shift.view).toMatchObject({ problem: undefined, operations: [{ kind: 'cash-in', state: 'done' }] });
    expect(printer.memory.cash.paidIn).toBe(50_000);
  });

  it('a changed shop is kept and carried by the next check', async () => {
    const { boot, till, checker, settings } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await boot.run();
    await till().saveShop({ ...realShop, timeZone: 9, local: { way: 'none', url: '', login: '' } });
    expect(settings.shop?.timeZone).toBe(9);
    expect(till().shop.get().timeZone).toBe(9);
    await till().sale.scan(milkCode());
    await turn();
    expect(checker.requests[0]?.setup).toMatchObject({ timeZone: 9, local: undefined });
    expect(till().status.get().localPermission).toBeUndefined();
  });
});
