import { storedGoods } from '../domain/goods/stored-goods.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { countedIds, FakeClock, noon, turn } from '../../test/unit/clock.ts';
import { memoryCatalogue } from '../../test/unit/fakes/catalogue.ts';
import { allowedOnline, FakeChecker } from '../../test/unit/fakes/checker.ts';
import { bread, milk, milkCode } from '../../test/unit/fakes/goods.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../test/unit/fakes/journal.ts';
import { FakePrinter, freshPrinter, realFn } from '../../test/unit/fakes/printer.ts';
import { FakeLocalModules } from '../../test/unit/fakes/local-modules.ts';
import { FakeSetupSource } from '../../test/unit/fakes/setup-source.ts';
import { memorySettings, realShop } from '../../test/unit/fakes/settings.ts';
import { goodsFilesHere } from '../../test/unit/fakes/goods-files.ts';
import { FakeProbe } from '../../test/unit/fakes/system-probe.ts';
import { CountedSounds } from '../../test/unit/fakes/sounds.ts';
import type { Shop } from '../domain/shop/shop.ts';
import type { Relays } from '../app/shop/relays.ts';
import type { BootView, Till } from '../app/till.ts';
import type { Loss, Witness } from '../app/journal/witness.ts';
import { createBoot } from './boot.ts';
import type { BootDeps } from './deps.ts';
import type { PrinterFailure } from '../app/ports/printer.ts';
import { noPrinter } from '../devices/kkt/none/no-printer.ts';
import { TillClock } from '../app/time/till-clock.ts';
import { kopecks } from '../domain/base/money.ts';
import { usualAlcoholHours } from '../domain/verdict/buyer.ts';
import { fail } from '../domain/base/result.ts';
import { epochMs, type EpochMs } from '../domain/base/time.ts';
import type { CheckFailure } from '../domain/code-check/answer.ts';
import type { SingleTab } from '../platform/single-tab.ts';
import { statusItems } from '../ui/shell/statuses.ts';
import { clock as clockWords } from '../ui/shell/texts.ru.ts';
import { memory } from '../ui/shell/texts.ru.ts';
import { startFailures } from '../ui/start/texts.ru.ts';
import { fakeMemory } from '../../test/unit/fakes/small-memory.ts';

const demoRelays: Relays = {
  demo: true,
  cdn: { host: '127.0.0.1:9001' },
  lm: { url: 'http://127.0.0.1:5995' },
  tspiot: null,
  kkt: null,
};
const realRelays: Relays = { demo: false, cdn: { host: 'cdn.crpt.ru' }, lm: null, tspiot: null, kkt: null };
const demoShop = {
  shop: { name: 'Магазин', inn: '7700000000', till: '1', cashier: 'К', taxation: 'osn' as const },
  goods: [milk, bread].map(storedGoods),
  samples: [{ id: 'allowed', before: '0104670540176099215', random: 5, after: '\u001d93dGVz' }],
};

interface Given {
  readonly shop?: Shop;
  /** What the gateway answers; a path that is missing cannot be had. */
  readonly gateway?: Record<string, unknown>;
  readonly remembered?: Record<string, unknown>;
  readonly change?: Partial<BootDeps>;
  /** What the PC's clock shows, and the running time where it goes otherwise. */
  readonly pc?: EpochMs;
  readonly ran?: () => number;
  /** `localStorage` as an earlier page left it. */
  readonly memory?: Map<string, string>;
  readonly store?: JournalStore;
  /** What the gateway remembers of its tills. */
  readonly tills?: Map<string, unknown>;
}

function world({
  shop,
  gateway = {},
  remembered = {},
  change = {},
  memory = new Map(),
  store = emptyStore(),
  tills = new Map(),
  pc = noon,
  ran,
}: Given = {}) {
  const clock = new FakeClock(pc);
  const checker = new FakeChecker();
  const values = new Map(Object.entries(remembered));
  const settings = Object.assign(memorySettings(shop), {
    remember: async (name: string, value: unknown) => void values.set(name, value),
    recall: async (name: string) => values.get(name),
    putAside: async (name: string) => {
      if (name === 'shop') settings.shop = undefined;
      values.set(`aside:${name}`, name === 'shop' ? 'shop' : values.get(name));
      values.delete(name);
    },
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
    dataLoss: async () => undefined,
    clearStorage: async () => {
      memory.clear();
      return true;
    },
    memory: fakeMemory(memory),
    gatewayCall: async () => undefined,
    gatewayMemory: () => ({
      // As gateway/till-routes.ts answers: the list tells no settings.
      tills: async () => ({
        version: 1,
        tills: [...tills].map(([till, body]) => ({
          till,
          seenAt: 1,
          name: (body as { name?: unknown }).name,
          witness: (body as { witness?: unknown }).witness,
        })),
      }),
      till: async (id) => tills.get(id),
      put: async (id, body) => {
        tills.set(id, body);
        return 'kept';
      },
    }),
    tillId: 'till-1',
    adoptTill: (id) => void memory.set('poltora-till', id),
    hasRoom: async () => true,
    fetchJson: async (url) => {
      asked.push(url);
      return answers[url];
    },
    checker,
    clock,
    time: new TillClock({ clock, monotonic: ran ?? (() => clock.now()), builtAt: epochMs(Date.UTC(2026, 10, 1)) }),
    exchanges: () => [],
    openPrinter: ({ link }) => (link === 'demo' ? printer : noPrinter),
    newId: countedIds(),
    random: () => 0.5,
    monotonic: () => clock.now(),
    scanners: [],
    sounds: new CountedSounds(),
    persist: async () => true,
    device: () => Promise.reject(new Error('nobody looks at it')),
    setupSource: async () => new FakeSetupSource(),
    goodsSource: () => Promise.reject(new Error('nobody names a list of goods')),
    localPermission: async (url) => {
      permissionsAsked.push(url);
      return 'prompt';
    },
    localModuleLine: async () => new FakeLocalModules(),
    isSecure: true,
    systemProbe: async () => new FakeProbe(),
    goodsFiles: async () => goodsFilesHere(),
    builtAt: noon,
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
    memory,
    tills,
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
      health: { sources: { online: { at: noon } } },
    });

    await sale.scan(samples?.[0]?.code() ?? '');
    await turn();
    expect(checker.requests[0]?.setup).toEqual({
      cdn: '127.0.0.1:9001',
      local: { url: '/relay/lm', direct: 'http://127.0.0.1:5995', login: 'admin', password: 'admin' },
      fn: realFn,
      timeZone: 2,
      tillKey: undefined,
      inn: '7700000000',
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
    expect(boot.view.get()).toMatchObject({
      phase: 'failed',
      why: 'no-demo',
      step: 'shop',
      detail: expect.stringContaining('/demo.json') as string,
    });
    expect(settings.shop).toBeUndefined();
  });
});

describe('a real server', () => {
  it('asks the owner of a fresh till to set it up, keeps what he says, and starts anew', async () => {
    const { boot, settings, reached, store } = world({ gateway: { '/relay': realRelays } });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    expect(view.proposal).toMatchObject({
      kind: 'real',
      name: '',
      inn: '',
      unverified: 'forbid',
      local: { way: 'none', url: 'http://127.0.0.1:5995' },
    });
    expect(settings.shop).toBeUndefined();

    expect(await view.save({ ...view.proposal, name: 'Магазин' }, { lmPassword: 'secret' })).toMatchObject({
      kind: 'saved',
    });
    expect(settings.shop).toMatchObject({ kind: 'real', name: 'Магазин' });
    expect(Object.fromEntries(settings.secrets)).toEqual({ lmPassword: 'secret' });
    expect(reached.restarts).toBe(1);
    expect(store.events).toMatchObject([{ kind: 'shop-set-up' }]);
  });

  it("set up with a PIN, waits until the owner's code is written down", async () => {
    const { boot, settings, reached } = world({ gateway: { '/relay': realRelays } });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    const answer = await view.save({ ...view.proposal, unverified: 'senior-pin' }, { pin: '4815' });
    if (answer.kind !== 'saved') throw new Error(answer.kind);
    expect(answer.ownerCode).toBe(settings.secrets.get('ownerCode'));
    expect(reached.restarts).toBe(0);
    answer.begin?.();
    expect(reached.restarts).toBe(1);
  });

  it("proposes the gateway's way to ЛМ where there is one", async () => {
    const { boot } = world({ gateway: { '/relay': { ...realRelays, lm: demoRelays.lm } } });
    await boot.run();
    expect(boot.view.get()).toMatchObject({ phase: 'set-up', proposal: { local: { way: 'relay' } } });
  });

  it('sets up by conversation: answers outlive a reload, the ККТ is asked who it is and let go of, and nothing of it stays behind the set-up', async () => {
    const gateway = { '/relay': { ...realRelays, kkt: { address: 'kkt.test:7778' } } };
    const printer = new FakePrinter(freshPrinter({ about: { inn: '7707083893' } }));
    let releases = 0;
    printer.release = async () => void (releases += 1);
    const asked: unknown[] = [];
    const change = {
      openPrinter: (...call: unknown[]) => {
        asked.push(call[0]);
        return printer;
      },
    };
    const one = world({ gateway, change });
    await one.boot.run();
    const deskOf = ({ boot }: typeof one) => {
      const view = boot.view.get();
      if (view.phase !== 'set-up') throw new Error(view.phase);
      return view;
    };
    const { desk } = deskOf(one);
    expect(desk.gatewayKkt).toBe('kkt.test:7778');
    const answers = { ...(await desk.answers()), name: 'У дома', at: 'till' as const };
    expect(answers.link).toBe('relay');
    expect(await desk.find(answers, undefined)).toMatchObject({ ok: true, value: { inn: '7707083893' } });
    expect([asked, releases]).toMatchObject([[{ link: 'relay', password: 30 }], 1]);
    await desk.keep(answers);
    const two = world({ gateway, change, remembered: Object.fromEntries(one.values) });
    await two.boot.run();
    expect(await deskOf(two).desk.answers()).toMatchObject({ name: 'У дома', at: 'till' });
    await deskOf(two).save(realShop, {});
    expect(two.values.get('set-up-answers')).toBeUndefined();
  });

  it('asks how the sources are with what was typed and is kept nowhere yet', async () => {
    const { boot, checker, settings } = world({ gateway: { '/relay': realRelays } });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    const local = { way: 'direct', url: 'http://127.0.0.1:5995', login: 'admin' } as const;
    await view.desk.health({ ...realShop, local }, { lmPassword: 'typed', tillKey: 'sixteen-signs-ok' });
    expect(checker.healthAsked).toMatchObject([
      { inn: realShop.inn, tillKey: 'sixteen-signs-ok', local: { url: local.url, password: 'typed' } },
    ]);
    expect(settings.secrets.size).toBe(0);
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
    expect(boot.view.get()).toMatchObject(
      shop.kind === 'demo'
        ? { phase: 'failed', why: 'demo-here' }
        : { phase: 'failed', why: 'shop-kind', step: 'shop', detail: shop.kind },
    );
    expect(checker.healthAsked).toEqual([]);
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
    const { boot, till, checker, settings } = world({
      shop: { ...realShop, local: { ...realShop.local, way: 'relay' } },
      remembered: { relays: { ...realRelays, cdn: { host: 'cdn.shop.test' }, lm: { url: 'http://192.168.0.5:5995' } } },
    });
    settings.secrets.set('lmPassword', 'secret');
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

/** As Dexie throws: an error of its own around the browser's. */
const dexie = (inner: unknown): Error => Object.assign(new Error('open failed'), { name: 'OpenFailedError', inner });
const dom = (name: string, message = ''): DOMException => new DOMException(message, name);

describe('a failure', () => {
  const steps = [
    ['openSettings', 'settings'],
    ['openCatalogue', 'catalogue'],
    ['openJournal', 'journal'],
  ] as const;
  describe.each(steps)('of %s', (name, step) => {
    it.each([
      ['no room', dexie(dom('QuotaExceededError')), 'disk-full'],
      [
        'no room, said in the text alone',
        dexie(dom('UnknownError', 'Internal error: no space left on disk')),
        'disk-full',
      ],
      [
        'damaged files',
        dexie(dom('UnknownError', 'Internal error opening backing store for indexedDB.open.')),
        'damaged',
      ],
      ['damaged rows', dom('DataError'), 'damaged'],
      ['a private window', dexie(dom('SecurityError')), 'forbidden'],
      [
        'no IndexedDB at all',
        Object.assign(new Error('IndexedDB API missing'), { name: 'MissingAPIError' }),
        'forbidden',
      ],
      ['a newer build', dom('VersionError'), 'newer'],
      ['a bug', new TypeError('x is not a function'), 'unknown'],
      ['no error', undefined, 'unknown'],
      ['a text', 'oops', 'unknown'],
    ])('by %s says so, where, and all that is known; nothing is sold', async (_, error, why) => {
      const { boot } = world({ shop: realShop, change: { [name]: () => Promise.reject(error as Error) } });
      await boot.run();
      expect(boot.view.get()).toMatchObject({ phase: 'failed', why, step });
    });
  });

  it('of the settings leaves the journal alone', async () => {
    const { boot, reached } = world({
      shop: realShop,
      change: { openSettings: () => Promise.reject(new Error('no')) },
    });
    await boot.run();
    expect(reached.journals).toBe(0);
  });

  it('of one database is what is told, also where another beside it hangs', async () => {
    const { boot, clock } = world({
      shop: realShop,
      change: {
        openCatalogue: () => Promise.reject(new DOMException('Internal error', 'UnknownError')),
        openJournal: () => new Promise(() => undefined),
      },
    });
    await boot.run();
    const told = boot.view.get();
    expect(told).toMatchObject({ phase: 'failed', step: 'catalogue' });
    await clock.advance(60_000);
    expect(boot.view.get()).toBe(told);
  });

  it('by anything else never advises to free the disk', async () => {
    const { boot } = world({
      shop: realShop,
      change: {
        openPrinter: () => {
          throw new RangeError('bad printer');
        },
      },
    });
    await boot.run();
    expect(boot.view.get()).toEqual({
      phase: 'failed',
      why: 'unknown',
      step: 'devices',
      detail: 'RangeError: bad printer',
    });
  });

  it.each([
    [false, 'insecure'],
    [true, 'unknown'],
  ] as const)(
    'by a browser without locks is told from the page that gets none, over http: secure %s',
    async (isSecure, why) => {
      const claim = () => Promise.reject(new TypeError("Cannot read properties of undefined (reading 'request')"));
      const tab = { claim, take: async () => true, waiting: new Promise<void>(() => undefined) };
      const { boot } = world({ shop: realShop, change: { isSecure, tab } });
      await boot.run();
      expect(boot.view.get()).toMatchObject({ phase: 'failed', why, step: 'tab' });
    },
  );

  it('by files that nobody can read offers new ones; what stood outside them says at the next start what is lost', async () => {
    const memory = kept();
    const broken = dexie(dom('UnknownError', 'Internal error opening backing store'));
    const { boot, reached } = world({ memory, change: { openJournal: () => Promise.reject(broken) } });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'failed') throw new Error(view.phase);
    expect(await view.clear?.()).toBe(true);
    expect(reached.restarts).toBe(1);
    const next = world({ memory, gateway: { '/relay': realRelays } });
    void next.boot.run();
    await turn();
    expect(next.boot.view.get()).toMatchObject({
      phase: 'lost',
      loss: { what: 'everything', witness: { number: 412 } },
    });
  });

  it('by files that nobody can read, without a gateway to clear them, stays as it is', async () => {
    const memory = kept();
    const { boot, reached } = world({
      memory,
      change: { openJournal: () => Promise.reject(dom('UnknownError')), clearStorage: async () => false },
    });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'failed') throw new Error(view.phase);
    expect([await view.clear?.(), reached.restarts, memory.size]).toEqual([false, 0, 1]);
  });

  it('of storage that hangs is told, and the start goes on when it answers', async () => {
    let answer: () => void = () => undefined;
    const { boot, clock, phases } = world({
      shop: realShop,
      gateway: { '/relay': realRelays },
      change: { openCatalogue: () => new Promise((resolve) => (answer = () => resolve(memoryCatalogue()))) },
    });
    const running = boot.run();
    await turn();
    await clock.advance(15_000);
    expect(boot.view.get()).toMatchObject({ phase: 'failed', why: 'hung', step: 'catalogue' });
    answer();
    await running;
    expect(phases).toEqual(['failed', 'open']);
  });
});

/** Bodies that a gateway of another build, another program or a broken one may send. None is a word of ours. */
const oddWords: ReadonlyArray<[string, unknown]> = [
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a list', []],
  ['a text', 'ok'],
  ['a number', 7],
  ['true', true],
  ['no demo', { version: 1, cdn: { host: 'cdn.crpt.ru' }, lm: null, tspiot: null, kkt: null }],
  ['demo as text', { ...realRelays, demo: 'false' }],
  ['demo as number', { ...realRelays, demo: 0 }],
  ['demo null', { ...realRelays, demo: null }],
  ['a list of them', [realRelays]],
  ['inside something', { relay: realRelays }],
];
/** Words of a newer gateway: what can be understood counts, the rest is as it was. */
const newerWords: ReadonlyArray<[string, unknown, Partial<Relays>]> = [
  ['cdn null', { ...realRelays, version: 2, cdn: null }, {}],
  ['cdn of another shape', { ...realRelays, version: 2, cdn: [{ host: 'a.crpt.ru' }] }, {}],
  ['cdn with an address', { ...realRelays, cdn: { host: 'https://cdn.crpt.ru/' } }, {}],
  ['cdn with a path', { ...realRelays, cdn: { host: 'cdn.crpt.ru/../..' } }, {}],
  ['cdn gone', { version: 2, demo: false }, {}],
  ['lm of another shape', { ...realRelays, version: 3, lm: ['http://10.0.0.5:5995'] }, {}],
  ['lm that is a script', { ...realRelays, lm: { url: 'javascript:alert(1)' } }, {}],
  ['kkt as text', { ...realRelays, kkt: 'tcp://1.2.3.4:7778' }, {}],
  [
    'more than we know',
    { ...realRelays, version: 9, lm: { url: 'http://10.0.0.5:5995', tls: true }, tspiot: { v: 3 } },
    { lm: { url: 'http://10.0.0.5:5995' } },
  ],
];

/** What a person sees after an odd word, printed as a table: the test's proof in words. */
const seen: string[] = [];
const shown = ({ boot }: { readonly boot: { readonly view: { get(): BootView } } }): string => {
  const view = boot.view.get();
  if (view.phase === 'failed') return `«${startFailures[view.why].what}». ${startFailures[view.why].repair}`;
  if (view.phase !== 'open') return view.phase;
  const { unread } = view.till.status.get();
  return unread.length === 0
    ? 'касса открыта, работает с прежним словом сервера'
    : `касса открыта, на полосе «${memory.unread}»: ${memory.unreadAdvice(unread).repair}`;
};
// eslint-disable-next-line no-console -- the table is what this test is read for
afterAll(() => console.log(`\n${seen.join('\n')}\n`));

describe('an odd word of the gateway', () => {
  const known: Relays = {
    demo: false,
    cdn: { host: 'kept.crpt.ru' },
    lm: { url: 'http://192.168.0.5:5995' },
    tspiot: null,
    kkt: { address: '10.0.0.9:7778' },
  };

  it.each(oddWords)(
    '%s at a first start of a till that is set up: it opens, and the next start does',
    async (_, word) => {
      const first = world({ shop: realShop, gateway: { '/relay': word } });
      await first.boot.run();
      expect(first.boot.view.get().phase).toBe('open');
      expect(first.values.has('relays')).toBe(false);
    },
  );

  it.each(oddWords)('%s where the gateway was known: nothing is stored, the old word stands', async (_, word) => {
    const { boot, values, till, checker } = world({
      shop: realShop,
      gateway: { '/relay': word },
      remembered: { relays: known },
    });
    await boot.run();
    expect(boot.view.get().phase).toBe('open');
    expect(values.get('relays')).toEqual(known);
    seen.push(`/relay: ${_} → ${shown({ boot })}`);
    await till().sale.scan(milkCode());
    await turn();
    expect(checker.requests[0]?.setup.cdn).toBe('kept.crpt.ru');
  });

  it.each(oddWords)('%s as it was stored by an older build: put aside, told, and the till opens', async (_, word) => {
    const { boot, values, till } = world({
      shop: realShop,
      gateway: { '/relay': realRelays },
      remembered: { relays: word },
    });
    await boot.run();
    expect(boot.view.get().phase).toBe('open');
    expect(values.get('relays')).toEqual(realRelays);
    if (word !== undefined)
      expect([values.get('aside:relays'), till().status.get().unread]).toEqual([word, ['relays']]);
    seen.push(`relays, stored: ${_} → ${shown({ boot })}`);
  });

  it.each(newerWords)('%s is understood as far as it goes', async (_, word, change) => {
    const { boot, values, clock } = world({
      shop: realShop,
      gateway: { '/relay': word },
      remembered: { relays: known },
    });
    await boot.run();
    await clock.advance(60_000);
    await turn();
    expect(boot.view.get().phase).toBe('open');
    const { lm, kkt } = word as { lm?: unknown; kkt?: unknown };
    expect(values.get('relays')).toEqual({
      ...known,
      ...(lm === null && { lm: null }),
      ...(kkt === null && { kkt: null }),
      ...((word as { cdn?: unknown }).cdn !== realRelays.cdn ? {} : { cdn: realRelays.cdn }),
      ...change,
    });
    // What was stored opens the next start, without a gateway too.
    const next = world({ shop: realShop, remembered: { relays: values.get('relays') } });
    await next.boot.run();
    expect(next.boot.view.get().phase).toBe('open');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a text', 'ok'],
    ['no shop', { goods: [], samples: [] }],
    ['a shop without taxation', { ...demoShop, shop: { ...demoShop.shop, taxation: 'x' } }],
  ])('%s for a demo shop: not opened, nothing half made', async (_, word) => {
    const { boot, settings, catalogue } = world({ gateway: { '/relay': demoRelays, '/demo.json': word } });
    await boot.run();
    expect(boot.view.get()).toMatchObject({ phase: 'failed', why: 'no-demo' });
    expect([settings.shop, catalogue.goods]).toEqual([undefined, []]);
    seen.push(`/demo.json: ${_} → ${shown({ boot })}`);
  });

  it('of goods takes those that are goods', async () => {
    const bad = [
      null,
      1,
      {},
      { ...milk, price: '12' },
      { ...storedGoods(milk), price: 1.5 },
      { ...storedGoods(milk), gtin: '460' },
      { ...storedGoods(milk), marked: 'no' },
    ];
    const { boot, catalogue, till } = world({
      gateway: {
        '/relay': demoRelays,
        '/demo.json': {
          ...demoShop,
          goods: [...bad, storedGoods(bread)],
          samples: [{ id: 'x' }, ...demoShop.samples, 'y'],
        },
      },
    });
    await boot.run();
    expect(catalogue.goods).toEqual([bread]);
    expect(till().samples?.map(({ id }) => id)).toEqual(['allowed']);
  });
});

/** What an earlier page of this till left in `localStorage`. */
const witness = (change: Partial<Witness> = {}): Witness => ({
  version: 1,
  till: 'till-1',
  journal: 'journal-1',
  since: noon,
  number: 412,
  events: 9_000,
  linked: 8_990,
  digest: 'abc',
  at: noon,
  fiscal: { fn: realFn, fd: 700 },
  shop: realShop,
  ...change,
});
const kept = (change?: Partial<Witness>): Map<string, string> =>
  new Map([['poltora-witness', JSON.stringify(witness(change))]]);
const atWork = (change: Partial<JournalStore> = {}): JournalStore => ({
  ...emptyStore(),
  number: 412,
  events: Array.from({ length: 9_000 }, () => ({ at: noon, kind: 'breaks-read' as const })),
  ...change,
});

describe('a till that had a journal', () => {
  const lostView = (view: BootView) => {
    if (view.phase !== 'lost') throw new Error(view.phase);
    return view;
  };
  const gateway = { '/relay': realRelays };

  it.each<[string, Parameters<typeof world>[0], Loss['what'], boolean]>([
    ['everything gone', { memory: kept() }, 'everything', true],
    ['everything gone, the settings not known', { memory: kept({ shop: undefined }) }, 'everything', false],
    ['the journal gone', { memory: kept({ journal: 'older' }), shop: realShop }, 'journal', false],
    ['the journal cleared, its database not', { memory: kept(), shop: realShop }, 'journal', false],
    ['the settings gone', { memory: kept(), store: atWork() }, 'settings', true],
    ['the settings gone before the first sale', { memory: kept({ number: 0, events: 0 }) }, 'settings', true],
    [
      'fewer events',
      { memory: kept(), shop: realShop, store: atWork({ events: [], number: 412 }) },
      'rolled-back',
      false,
    ],
    ['fewer receipts', { memory: kept(), shop: realShop, store: atWork({ number: 411 }) }, 'rolled-back', false],
    [
      'another one in its place',
      { memory: kept({ journal: 'older' }), shop: realShop, store: atWork() },
      'another',
      false,
    ],
  ])('%s: says so before it sells, and goes on with the numbers, on record', async (_, given, what, restores) => {
    const { boot, store, memory } = world({ ...given, gateway });
    const running = boot.run();
    await turn();
    const view = lostView(boot.view.get());
    expect(view.loss).toMatchObject({ what, by: 'here' });
    expect(view.restore !== undefined).toBe(restores);
    const number = Math.max(view.loss.witness?.number ?? 0, store.number);
    await (view.restore ?? view.goOn)();
    await running;
    if (what === 'everything' && !restores) return expect(boot.view.get().phase).toBe('set-up');
    const opened = boot.view.get();
    if (opened.phase !== 'open') throw new Error(opened.phase);
    expect(store.number).toBe(number);
    expect(store.events.slice(restores ? -2 : -1)).toMatchObject([
      { kind: 'journal-lost', data: { what, how: restores ? 'restored' : 'went-on' } },
      ...(restores
        ? [
            {
              kind: 'settings-changed',
              data: {
                by: 'restored',
                changes: expect.arrayContaining([{ field: 'inn', from: undefined, to: realShop.inn }]) as unknown,
              },
            },
          ]
        : []),
    ]);
    if (restores) expect(opened.till.shop.get()).toEqual(realShop);
    await turn();
    expect(JSON.parse(memory.get('poltora-witness') ?? '')).toMatchObject({
      journal: store.id,
      number,
      events: store.events.length,
      fiscal: { fn: realFn, fd: 700 },
    });
    // Told once.
    const next = world({ memory, store, shop: realShop, gateway });
    await next.boot.run();
    expect(next.boot.view.get().phase).toBe('open');
  });

  it.each<[string, Parameters<typeof world>[0]]>([
    ['as it was', { memory: kept(), store: atWork() }],
    ['further on', { memory: kept(), store: atWork({ number: 500 }) }],
    ['without a witness, by an older build', { store: atWork() }],
    ['with a witness that says nothing', { memory: new Map([['poltora-witness', '{"version":']]), store: atWork() }],
    ['with a witness of a fresh one', { memory: kept({ number: 0, events: 0 }), store: atWork() }],
  ])('%s: opens without a word', async (_, given) => {
    const { boot } = world({ ...given, shop: realShop, gateway });
    await boot.run();
    expect(boot.view.get().phase).toBe('open');
  });

  it('and wants none of the old settings is set up anew, with its numbers', async () => {
    const { boot, store, memory } = world({ memory: kept(), gateway });
    const running = boot.run();
    await turn();
    await lostView(boot.view.get()).goOn();
    await running;
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    expect(store).toMatchObject({ number: 412, events: [{ kind: 'journal-lost', data: { how: 'went-on' } }] });

    // A reload there offers the settings once more, and tells of no other journal.
    const again = world({ memory, store, gateway });
    void again.boot.run();
    await turn();
    expect(lostView(again.boot.view.get())).toMatchObject({
      loss: { what: 'settings' },
      restore: expect.any(Function) as unknown,
    });

    await view.save({ ...view.proposal, name: 'Новый' }, {});
    const next = world({ memory, store, shop: { ...realShop, name: 'Новый' }, gateway });
    await next.boot.run();
    expect(next.boot.view.get().phase).toBe('open');
    expect(store.events.filter(({ kind }) => kind === 'journal-lost')).toHaveLength(1);
  });

  it("lost by the browser's own word, without a witness", async () => {
    const { boot } = world({ gateway, change: { dataLoss: async () => 'total: corrupted' } });
    void boot.run();
    await turn();
    expect(lostView(boot.view.get()).loss).toEqual({ what: 'everything', by: 'browser', dataLoss: 'total: corrupted' });
  });

  it('says what the medium could not take, and waits', async () => {
    const { boot, settings } = world({ memory: kept(), gateway });
    void boot.run();
    await turn();
    settings.apply = () => Promise.reject(new Error('disk'));
    const { restore } = lostView(boot.view.get());
    await expect(restore?.()).rejects.toThrow('disk');
    expect(boot.view.get().phase).toBe('lost');
  });

  it.each<[string, Parameters<typeof world>[0]]>([
    ['and lost both settings and witness', { store: atWork() }],
    ['no receipt yet, but a shop', { store: { ...emptyStore(), events: [{ at: noon, kind: 'shop-set-up' }] } }],
    ['and a witness of a fresh one', { memory: kept({ number: 0, events: 0, shop: undefined }), store: atWork() }],
    ['and settings that nobody can read', { store: atWork(), shop: 'shop' as unknown as Shop }],
  ])('%s: is no new till: the journal itself says what is gone', async (_, given) => {
    const { boot, store } = world({ ...given, gateway });
    const running = boot.run();
    await turn();
    const view = lostView(boot.view.get());
    expect(view).toMatchObject({ loss: { what: 'settings', by: 'here' }, restore: undefined });
    await view.goOn();
    await running;
    expect(boot.view.get()).toMatchObject({
      phase: 'set-up',
      why: given?.shop === undefined ? 'lost' : 'unread',
    });
    expect(store.events.at(-1)).toMatchObject({ kind: 'journal-lost', data: { what: 'settings', how: 'went-on' } });
  });

  it('a new till whose page had a fault before it was set up is a new till; one that has read of a loss is none', async () => {
    const events = [{ at: noon, kind: 'fault', data: { detail: 'x' } }];
    const fresh = world({ store: { ...emptyStore(), events }, gateway });
    await fresh.boot.run();
    expect(fresh.boot.view.get()).toMatchObject({ phase: 'set-up', why: undefined });
    const told = world({
      store: { ...emptyStore(), events: [{ at: noon, kind: 'journal-lost' }, ...events] },
      gateway,
    });
    await told.boot.run();
    expect(told.boot.view.get()).toMatchObject({ phase: 'set-up', why: 'lost' });
  });

  it('an empty journal under a shop is lost where the browser says so, and no sooner', async () => {
    const { boot } = world({ shop: realShop, gateway, change: { dataLoss: async () => 'total: corrupted' } });
    void boot.run();
    await turn();
    expect(lostView(boot.view.get()).loss).toMatchObject({ what: 'journal', by: 'browser' });
  });

  describe('and a PIN', () => {
    const guarded: Shop = { ...realShop, unverified: 'senior-pin' };
    const removed = (to: string) => ({ at: noon, kind: 'settings-changed', data: { changes: [{ field: 'pin', to }] } });
    const withEvents = (...events: JournalStore['events']): JournalStore =>
      atWork({ events: [...atWork().events, ...events] });

    it('that is gone is told before anything is sold, and nothing is sold without a verdict until the owner allows it anew', async () => {
      const given = { memory: kept({ hasPin: true }), store: atWork(), shop: guarded, gateway };
      const { boot, store, settings, memory, till } = world(given);
      const running = boot.run();
      await turn();
      const view = lostView(boot.view.get());
      expect(view).toMatchObject({ loss: { what: 'pin', by: 'here', isPinGone: true }, restore: undefined });
      await view.goOn();
      await running;
      await turn();
      expect([till().shop.get().unverified, settings.shop?.unverified]).toEqual(['forbid', 'forbid']);
      expect(store.events.slice(-2)).toMatchObject([
        {
          kind: 'settings-changed',
          data: { by: 'pin-lost', changes: [{ field: 'unverified', from: 'senior-pin', to: 'forbid' }] },
        },
        { kind: 'journal-lost', data: { what: 'pin', isPinGone: true } },
      ]);
      expect(JSON.parse(memory.get('poltora-witness') ?? '')).toMatchObject({ hasPin: false });
      // Told once; and allowed again only by somebody, on record.
      const next = world({ memory, store, shop: settings.shop as Shop, gateway });
      await next.boot.run();
      await next.till().saveShop({ ...next.till().shop.get(), unverified: 'senior-pin' }, { pin: '4815' });
      expect(store.events.at(-1)).toMatchObject({ kind: 'settings-changed', data: { cashier: realShop.cashier } });
      await turn();
      expect(JSON.parse(memory.get('poltora-witness') ?? '')).toMatchObject({ hasPin: true });
    });

    it.each<[string, Given, Loss['what'] | undefined]>([
      ['that its owner removed', { memory: kept({ hasPin: true }), store: withEvents(removed('none')) }, undefined],
      [
        'that was set anew after that',
        { memory: kept({ hasPin: true }), store: withEvents(removed('none'), removed('set')) },
        'pin',
      ],
      ['that was never set', { memory: kept({ hasPin: false }), store: atWork() }, undefined],
      ['of which an older build says nothing', { memory: kept(), store: atWork() }, undefined],
      [
        'of another journal',
        { memory: kept({ journal: 'older', hasPin: true, cards: 9 }), store: atWork() },
        'another',
      ],
      ['beside fewer receipts', { memory: kept({ hasPin: true }), store: atWork({ number: 411 }) }, 'rolled-back'],
    ])('%s', async (_, given, what) => {
      const { boot } = world({ ...given, shop: guarded, gateway });
      void boot.run();
      await turn();
      const view = boot.view.get();
      expect(view.phase === 'lost' ? view.loss.what : undefined).toBe(what);
      if (view.phase === 'lost') expect(view.loss.isPinGone === true).toBe(what === 'pin' || what === 'rolled-back');
    });

    it('whose removal the journal has no room for yet is removed all the same', async () => {
      const { boot, settings } = world({ memory: kept({ hasPin: true }), store: atWork(), shop: guarded, gateway });
      settings.kept.untold.push(removed('none') as never);
      await boot.run();
      expect(boot.view.get().phase).toBe('open');
    });

    it('that is taken away under the open page counts as gone from that moment on', async () => {
      const { boot, settings, till, clock } = world({ store: atWork(), shop: guarded, gateway });
      settings.secrets.set('pin', '4815');
      await boot.run();
      await turn();
      await clock.advance(60_000);
      settings.secrets.delete('pin');
      await clock.advance(60_000);
      expect(till().status.get().loss).toMatchObject({ what: 'pin' });
      expect([till().shop.get().unverified, settings.shop?.unverified]).toEqual(['forbid', 'forbid']);
      await till().acceptLoss();
      await clock.advance(120_000);
      expect(till().status.get().loss).toBeUndefined();
    });
  });

  it('and its cards is told that they are gone, about how many there were, once', async () => {
    const given = { memory: kept({ cards: 340 }), store: atWork(), shop: realShop, gateway };
    const { boot, store, memory } = world(given);
    const running = boot.run();
    await turn();
    const view = lostView(boot.view.get());
    expect(view.loss).toMatchObject({ what: 'goods', cardsGone: 340 });
    await view.goOn();
    await running;
    expect(store.events.at(-1)).toMatchObject({ kind: 'journal-lost', data: { what: 'goods', cardsGone: 340 } });
    const next = world({ memory, store, shop: realShop, gateway });
    await next.boot.run();
    expect(next.boot.view.get().phase).toBe('open');

    const withCards = world({ ...given, memory: kept({ cards: 340 }) });
    await withCards.catalogue.put([bread]);
    await withCards.boot.run();
    await withCards.clock.advance(60_000);
    expect(JSON.parse(withCards.memory.get('poltora-witness') ?? '')).toMatchObject({ cards: 1 });
  });

  it('a real shop whose cards are gone is none of a practice gateway’s: it stays as it is', async () => {
    const { boot, settings } = world({
      memory: kept({ cards: 340 }),
      store: atWork(),
      shop: realShop,
      gateway: { '/relay': demoRelays, '/demo.json': demoShop },
    });
    const running = boot.run();
    await turn();
    await lostView(boot.view.get()).goOn();
    await running;
    expect(boot.view.get()).toMatchObject({ phase: 'failed', why: 'shop-kind' });
    expect(settings.shop).toMatchObject({ kind: 'real', name: realShop.name });
  });

  it('a practice shop whose cards alone are gone gets them again', async () => {
    const demo: Shop = { ...realShop, kind: 'demo' };
    const { boot, catalogue } = world({
      memory: kept({ shop: demo, cards: 2 }),
      store: atWork(),
      shop: demo,
      gateway: { '/relay': demoRelays, '/demo.json': demoShop },
    });
    const running = boot.run();
    await turn();
    await lostView(boot.view.get()).goOn();
    await running;
    expect([boot.view.get().phase, catalogue.goods]).toEqual(['open', [milk, bread]]);
  });

  it('a practice shop gets its practice goods again', async () => {
    const { boot, catalogue } = world({
      memory: kept({ shop: { ...realShop, kind: 'demo' } }),
      gateway: { '/relay': demoRelays, '/demo.json': demoShop },
    });
    const running = boot.run();
    await turn();
    await lostView(boot.view.get()).restore?.();
    await running;
    expect(boot.view.get().phase).toBe('open');
    expect(catalogue.goods).toEqual([milk, bread]);
  });
});

describe('the gateway as a witness', () => {
  const gateway = { '/relay': realRelays };
  const told = (change: Partial<Witness> = {}): unknown => {
    const { shop, ...numbers } = witness(change);
    return { version: 1, till: numbers.till, name: 'Касса 1', seenAt: noon, witness: numbers, settings: shop };
  };

  const sellBread = async ({ sale }: Till): Promise<void> => {
    await sale.add(bread);
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    await sale.print();
    await turn();
  };

  it('a journal that goes back under an open page takes nothing of what was kept outside of it', async () => {
    const store = emptyStore();
    const { boot, till, clock, memory } = world({ gateway: { '/relay': demoRelays, '/demo.json': demoShop }, store });
    await boot.run();
    const before = structuredClone(store);
    await sellBread(till());
    Object.assign(store, before);
    await clock.advance(180_000);
    expect(JSON.parse(memory.get('poltora-witness') ?? '')).toMatchObject({ number: 1 });
  });

  it('hears of each sale how far the journal is', async () => {
    const { boot, till, tills, memory } = world({ gateway: { '/relay': demoRelays, '/demo.json': demoShop } });
    await boot.run();
    await sellBread(till());
    expect(tills.get('till-1')).toMatchObject({
      name: '1',
      witness: { number: 1, fiscal: { fn: realFn, fd: 1 } },
      settings: { kind: 'demo', name: 'Магазин' },
    });
    expect(JSON.parse(memory.get('poltora-witness') ?? '')).toMatchObject({ number: 1, shop: { name: 'Магазин' } });
  });

  it('tells of a whole profile put back to an earlier day; nothing it knows is overwritten until a person has seen that', async () => {
    const tills = new Map([['till-1', told({ number: 420, events: 9_500 })]]);
    const { boot, till, clock, store } = world({ memory: kept(), store: atWork(), shop: realShop, gateway, tills });
    await boot.run();
    await turn();
    expect(till().status.get().loss).toMatchObject({ what: 'rolled-back', by: 'gateway', witness: { number: 420 } });
    await clock.advance(300_000);
    expect(tills.get('till-1')).toMatchObject({ witness: { number: 420 } });
    await till().acceptLoss();
    await turn();
    expect(till().status.get().loss).toBeUndefined();
    expect(store).toMatchObject({ number: 420 });
    expect(store.events.at(-1)).toMatchObject({ kind: 'journal-lost', data: { by: 'gateway' } });
    expect(tills.get('till-1')).toMatchObject({ witness: { number: 420, events: 9_001 } });
  });

  it('knows another head of the same journal: it was rewritten, and that is told', async () => {
    const idleWork = {
      digest: async (text: string) => String(text.length).padStart(64, '0'),
      idle: (act: () => void) => (act(), () => undefined),
    };
    const store = {
      ...emptyStore(),
      number: 2,
      events: Array.from({ length: 6 }, (_, index) => ({
        at: noon,
        kind: 'checked' as const,
        data: { ki: String(index) },
      })),
    };
    const passed = async ({ clock }: { readonly clock: FakeClock }): Promise<void> => {
      for (let turns = 0; turns < 200; turns += 1) {
        await new Promise((done) => setTimeout(done));
        await clock.advance(100);
      }
    };
    const first = world({ store, shop: realShop, gateway, change: { idleWork } });
    await first.boot.run();
    await passed(first);
    expect([store.links.length, first.till().status.get().journalBreak]).toEqual([6, undefined]);

    const tills = new Map([
      ['till-1', told({ number: 2, events: 6, linked: 4, digest: 'f'.repeat(64), fiscal: undefined })],
    ]);
    const next = world({ store, shop: realShop, gateway, tills, change: { idleWork } });
    await next.boot.run();
    await passed(next);
    expect(next.till().status.get().journalBreak).toMatchObject({ what: 'rewritten', upTo: 4 });
    expect(
      store.events.filter(
        ({ kind, data }) => (kind as string) === 'chain-broken' && (data as { what?: string }).what === 'rewritten',
      ),
    ).toHaveLength(1);
  });

  it('knows of a PIN and of cards that are gone together with all that this machine kept', async () => {
    const tills = new Map([['till-1', told({ hasPin: true, cards: 340, number: 412, events: 9_000 })]]);
    const guarded: Shop = { ...realShop, unverified: 'senior-pin' };
    const { boot, till, settings, clock } = world({ store: atWork(), shop: guarded, gateway, tills });
    await boot.run();
    await turn();
    expect(till().status.get().loss).toMatchObject({ what: 'pin', by: 'gateway', isPinGone: true, cardsGone: 340 });
    expect([till().shop.get().unverified, settings.shop?.unverified]).toEqual(['forbid', 'forbid']);
    await clock.advance(120_000);
    expect(tills.get('till-1')).toMatchObject({ witness: { hasPin: true } });
    await till().acceptLoss();
    await clock.advance(120_000);
    expect(till().status.get().loss).toBeUndefined();
    expect(tills.get('till-1')).toMatchObject({ witness: { hasPin: false } });
  });

  it('that has an older word of a PIN than this machine does not raise an alarm', async () => {
    const tills = new Map([['till-1', told({ hasPin: true, cards: 340 })]]);
    const { boot, till } = world({
      memory: kept({ hasPin: false, cards: 0 }),
      store: atWork(),
      shop: realShop,
      gateway,
      tills,
    });
    await boot.run();
    await turn();
    expect(till().status.get().loss).toBeUndefined();
  });

  it('that was not there at the start is heard when it is', async () => {
    const tills = new Map([['till-1', told({ number: 420, events: 9_500 })]]);
    let isUp = false;
    const { boot, till, clock } = world({
      memory: kept(),
      store: atWork(),
      shop: realShop,
      gateway,
      tills,
      change: {
        gatewayMemory: () => ({
          tills: async () => undefined,
          till: async (id) => (isUp ? tills.get(id) : undefined),
          put: async () => (isUp ? 'refused' : undefined),
        }),
      },
    });
    await boot.run();
    await turn();
    expect(till().status.get().loss).toBeUndefined();
    isUp = true;
    await clock.advance(60_000);
    expect(till().status.get().loss).toMatchObject({ what: 'rolled-back', witness: { number: 420 } });
  });

  it.each<[string, Partial<Witness>]>([
    ['a number that no till reaches', { number: 1e12 }],
    ['so many events', { events: 1e15 }],
  ])('%s is no witness', async (_, change) => {
    const { boot } = world({
      memory: kept(change),
      shop: realShop,
      gateway,
      tills: new Map([['till-1', told(change)]]),
    });
    await boot.run();
    await turn();
    expect(boot.view.get().phase).toBe('open');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a page', { html: 1 }],
    ['no witness', { witness: null }],
    ['an odd witness', { witness: { journal: 1 } }],
  ])('%s at its place keeps nobody from selling', async (_, body) => {
    const { boot, till } = world({
      memory: kept(),
      store: atWork(),
      shop: realShop,
      gateway,
      tills: new Map([['till-1', body]]),
    });
    await boot.run();
    await turn();
    expect(till().status.get().loss).toBeUndefined();
  });

  it('knows the tills that a page without a memory may be; the one chosen hears what it lost and gets its settings back', async () => {
    const tills = new Map([
      ['till-9', told({ till: 'till-9', number: 77 })],
      ['till-0', { name: 'Новая', witness: { ...witness({ till: 'till-0', number: 0, events: 0 }) } }],
      ['till-x', 'odd'],
    ]);
    const first = world({ gateway, tills });
    await first.boot.run();
    const view = first.boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    const known = await view.known();
    if (known === 'key') throw new Error(known);
    expect(known).toMatchObject([{ till: 'till-9', name: 'Касса 1', witness: { number: 77 } }]);
    if (known[0]) await view.adopt(known[0], 'a-till-key-of-the-shop');
    expect(first.reached.restarts).toBe(1);
    expect([first.memory.get('poltora-till'), first.settings.secrets.get('tillKey')]).toEqual([
      'till-9',
      'a-till-key-of-the-shop',
    ]);
    expect(await first.settings.untold()).toMatchObject([
      {
        kind: 'settings-changed',
        data: {
          by: 'adopted',
          changes: [
            { field: 'tillId', from: 'till-1', to: 'till-9' },
            { field: 'tillKey', from: 'none', to: 'set' },
          ],
        },
      },
    ]);

    const next = world({ gateway, tills, memory: first.memory });
    void next.boot.run();
    await turn();
    expect(lostOf(next.boot.view.get())).toMatchObject({
      what: 'everything',
      witness: { till: 'till-9', number: 77, shop: { name: realShop.name } },
    });
  });

  const lostOf = (view: BootView) => (view.phase === 'lost' ? view.loss : view.phase);
});

describe('a stored thing that cannot be read', () => {
  it.each<[string, unknown]>([
    ['a text', 'shop'],
    ['a list', []],
    ['no kind', { ...realShop, kind: undefined }],
    ['another kind', { ...realShop, kind: 'test' }],
    ['no taxation', { ...realShop, taxation: undefined }],
    ['a taxation of a newer build', { ...realShop, taxation: 'ausn' }],
    ['an ИНН that is a number', { ...realShop, inn: 7707083893 }],
  ])('%s for a shop is put aside, and the owner is asked', async (_, stored) => {
    const { boot, values } = world({ shop: stored as Shop, gateway: { '/relay': realRelays } });
    await boot.run();
    expect(boot.view.get()).toMatchObject({ phase: 'set-up', why: 'unread' });
    expect(values.has('aside:shop')).toBe(true);
    // A reload greets no new owner; one that was set up anew has nothing unread any more.
    const next = world({ remembered: Object.fromEntries(values), gateway: { '/relay': realRelays } });
    await next.boot.run();
    const view = next.boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    expect(view.why).toBe('unread');
    await view.save(realShop, {});
    expect(next.values.get('unread')).toEqual([]);
  });

  it('of a till with a PIN is set up anew by whoever knows it', async () => {
    const { boot, settings } = world({ shop: 'shop' as unknown as Shop, gateway: { '/relay': realRelays } });
    settings.secrets.set('pin', '4815');
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'set-up') throw new Error(view.phase);
    const asked = [await view.save(realShop, {}), await view.save(realShop, {}, '0000')];
    expect(asked).toMatchObject([{ kind: 'pin-asked' }, { kind: 'wrong-pin' }]);
    expect(await view.save(realShop, {}, '4815')).toEqual({ kind: 'saved', ownerCode: undefined });
    expect(settings.shop).toEqual(realShop);
  });

  it.each<[string, Record<string, unknown>, string[], Record<string, unknown>]>([
    [
      'fields of an older build',
      { alcoholHours: undefined, rounding: undefined },
      [],
      { rounding: 'none', alcoholHours: usualAlcoholHours },
    ],
    [
      'an older ККТ without its password',
      { kkt: { link: 'relay' } },
      [],
      { kkt: { link: 'relay', password: 30, vat22: 'auto', shared: false } },
    ],
    ['a field of a newer build', { unverified: 'two-persons' }, ['shop.unverified'], { unverified: 'forbid' }],
    [
      'a part that is no object',
      { kkt: 'tcp', local: [] },
      ['shop.kkt', 'shop.local'],
      {
        kkt: { link: 'none', password: 30, vat22: 'auto', shared: false },
        local: { way: 'none', url: '', login: 'admin' },
      },
    ],
    ['a zone out of the world', { timeZone: 99 }, ['shop.timeZone'], { timeZone: 2 }],
    [
      'hours that are none',
      { alcoholHours: [[{ from: '25:00', to: 'x' }]] },
      ['shop.alcoholHours'],
      { alcoholHours: usualAlcoholHours },
    ],
    ...['2026-13-01', '9-11', '2026-06-25T00:00', 20260625, null].map(
      (date): [string, Record<string, unknown>, string[], Record<string, unknown>] => [
        `a date that is none: ${date}`,
        { alcoholDates: ['09-11', date] },
        ['shop.alcoholDates'],
        { alcoholDates: [] },
      ],
    ),
    ['what only a newer build knows', { loyalty: { on: true } }, [], { loyalty: { on: true } }],
  ])('%s: the rest of the shop counts, and what was not read is told', async (_, change, unread, expected) => {
    const { boot, till } = world({
      shop: { ...realShop, ...change } as unknown as Shop,
      gateway: { '/relay': realRelays },
    });
    await boot.run();
    expect(till().shop.get()).toMatchObject({ name: realShop.name, ...expected });
    expect(till().status.get().unread).toEqual(unread);
    seen.push(`shop, stored: ${_} → ${shown({ boot })}`);
  });

  it('what the owner had set is as it last could be read, on record, and the good copy is not overwritten', async () => {
    const memory = kept({
      shop: { ...realShop, timeZone: 9, refuted: 'forbid' },
      journal: 'journal-1',
      number: 0,
      events: 0,
    });
    const { boot, till, store, settings, values } = world({
      shop: { ...realShop, timeZone: 'far', refuted: 7 } as unknown as Shop,
      memory,
      gateway: { '/relay': realRelays },
    });
    await boot.run();
    await turn();
    expect(till().shop.get()).toMatchObject({ timeZone: 9, refuted: 'forbid' });
    expect(store.events).toMatchObject([
      { kind: 'settings-changed', data: { by: 'unread', changes: [{ field: 'timeZone' }, { field: 'refuted' }] } },
    ]);
    expect(JSON.parse(memory.get('poltora-witness') ?? '')).toMatchObject({ shop: { timeZone: 9, refuted: 'forbid' } });
    expect([...values].filter(([name]) => name.startsWith('aside:shop')).map(([, value]) => value)).toMatchObject([
      { timeZone: 'far', refuted: 7 },
    ]);

    // The next start tells it still, and records nothing anew; whoever saves the settings has looked at them.
    const next = world({
      shop: settings.shop as Shop,
      memory,
      store,
      remembered: Object.fromEntries(values),
      gateway: { '/relay': realRelays },
    });
    await next.boot.run();
    await turn();
    expect(next.till().status.get().unread).toEqual(['shop.timeZone', 'shop.refuted']);
    expect(store.events).toHaveLength(1);
    await next.till().saveShop({ ...next.till().shop.get(), cashier: 'Новая' });
    expect(next.till().status.get().unread).toEqual([]);
    expect(next.values.get('unread')).toEqual([]);
  });

  it('a journal that cannot take a word of the gateway, or of the settings, ends neither the start nor the housekeeping', async () => {
    const { boot, checker, clock, settings } = world({
      shop: realShop,
      gateway: { '/relay': { ...realRelays, lm: { url: 'http://10.0.0.9:5995' } } },
      remembered: { relays: realRelays },
      change: { openJournal: async () => ({ ...memoryJournal(), record: () => Promise.reject(new Error('full')) }) },
    });
    await settings.apply({}, { at: noon, kind: 'settings-changed', data: { changes: [] } });
    await boot.run();
    expect(boot.view.get().phase).toBe('open');
    const before = checker.healthAsked.length;
    await clock.advance(60_000);
    expect(checker.healthAsked.length).toBeGreaterThan(before);
  });

  it('samples, ФН and the like are gone on without', async () => {
    for (const odd of [null, 7, 'x', {}, [null, { id: 1 }], { length: 3 }]) {
      const { boot, till } = world({
        shop: { ...realShop, kind: 'demo' },
        gateway: { '/relay': demoRelays },
        remembered: { samples: odd, fn: odd, relays: demoRelays },
      });
      await boot.run();
      expect(till().samples).toEqual([]);
    }
  });
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
    expect(checker.healthAsked).toHaveLength(1);
    await clock.advance(180_000);
    expect(checker.healthAsked).toHaveLength(4);
    // Each time with the shop's own setup; what was heard before this run does not count, however long it goes on.
    for (const { since, ...setup } of checker.healthAsked)
      expect([since, setup]).toEqual([noon, expect.objectContaining({ cdn: 'cdn.crpt.ru', inn: realShop.inn })]);
  });

  it('a source that failed once after it had answered is asked again at once, not a minute later; one that fails on is not asked more for that', async () => {
    const { boot, checker, clock, till } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    let failure: CheckFailure | undefined;
    checker.health = () => ({ sources: { online: { at: epochMs(clock.now()), failure } } });
    await boot.run();
    await clock.advance(60_000);
    const asked = checker.healthAsked.length;
    failure = { kind: 'unreachable' };
    const state = (): string | undefined => till().status.get().reach['online']?.state;
    // The tick brings the first failure, the look after it the second.
    await clock.advance(60_000);
    expect([state(), checker.healthAsked.length]).toEqual(['heard', asked + 1]);
    await clock.advance(4_000);
    expect([state(), checker.healthAsked.length]).toEqual(['lost', asked + 2]);
    await clock.advance(30_000);
    expect(checker.healthAsked).toHaveLength(asked + 2);
    failure = undefined;
    await clock.advance(30_000);
    expect(state()).toBe('heard');
  });

  it('one that nobody has heard for ten minutes is asked how it is, though it was well in this run', async () => {
    const { boot, checker, clock } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await boot.run();
    await clock.advance(15 * 60_000);
    expect(checker.healthAsked.at(-1)?.since).toBe(clock.now() - 10 * 60_000);
  });

  it('«Честный ЗНАК» is green only after an answer in this run, whatever an earlier one has heard', async () => {
    const { boot, checker, clock, till } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    const look = (): string | undefined =>
      statusItems(till().status.get(), realShop, { devices: [], isHeard: false }, till().now(), {}).find(
        ({ id }) => id === 'online',
      )?.look;
    const heardAt = (at: number | undefined, failure?: CheckFailure) => () => ({
      sources: { online: { at: at === undefined ? undefined : epochMs(at), failure }, local: {} },
    });
    const looks: Array<string | undefined> = [];
    for (const health of [
      heardAt(undefined),
      heardAt(noon - 1),
      heardAt(noon - 1, { kind: 'timeout' }),
      heardAt(noon),
    ]) {
      checker.health = health;
      if (looks.length === 0) await boot.run();
      else await clock.advance(60_000);
      await turn();
      looks.push(look());
    }
    expect(looks).toEqual(['none', 'none', 'none', 'ok']);
  });

  it('«Честный ЗНАК» is green after the first check that it answers, without waiting for the housekeeping', async () => {
    const { boot, checker, till } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    checker.health = () => ({ sources: { online: { at: epochMs(noon - 1) }, local: {} } });
    await boot.run();
    await turn();
    const online = () => till().status.get().health.sources['online'];
    expect(online()?.at).toBeUndefined();
    checker.answer = () => ({
      source: 'none',
      failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } },
    });
    await till().sale.scan(milkCode());
    await turn();
    expect(online()).toMatchObject({ at: noon, failure: { kind: 'timeout' } });
    checker.answer = allowedOnline;
    await till().sale.recheck();
    await turn();
    expect([online()?.at, online()?.failure]).toEqual([noon, undefined]);
  });

  it('a clock that was set back does not make what is heard now an earlier run’s', async () => {
    const { boot, checker, clock, till } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    checker.health = () => ({ sources: { online: { at: clock.now() }, local: {} } });
    await boot.run();
    await turn();
    clock.jump(noon - 3_600_000);
    await clock.advance(60_000);
    await turn();
    expect(checker.healthAsked.at(-1)?.since).toBe(noon - 3_540_000);
    expect(till().status.get().health.sources['online']?.at).toBe(noon - 3_540_000);
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

  describe('a ККТ of another company', () => {
    const started = async (answer: () => Promise<void>, gone?: PrinterFailure) => {
      const printer = new FakePrinter({ ...freshPrinter(), about: { inn: '7707083893' } });
      printer.gone = gone;
      const state = printer.state.bind(printer);
      printer.state = () => answer().then(state);
      const given = world({
        shop: realShop,
        gateway: { '/relay': realRelays },
        change: { openPrinter: () => printer },
      });
      await given.boot.run();
      await given.till().sale.add(bread);
      return { ...given, printer };
    };

    it('that has not yet said who it is is waited for at «Оплатить»: no money is taken for it', async () => {
      let say = (): void => undefined;
      const { till } = await started(() => new Promise((done) => (say = done)));
      expect(till().status.get().printer).toBeUndefined();
      const paying = till().sale.pay();
      await turn();
      say();
      expect(await paying).toBe('inn-differs');
      expect(till().sale.view.receipt.state).toBe('draft');
    });

    it('that says nothing holds nobody up for long', async () => {
      const { till, clock } = await started(() => new Promise(() => undefined));
      const paying = till().sale.pay();
      await clock.advance(3_000);
      expect([await paying, till().sale.view.receipt.state]).toEqual([undefined, 'paying']);
    });

    it('that was away when it was asked, and comes back behind «Оплатить», prints nothing', async () => {
      const { till, printer } = await started(async () => undefined, { kind: 'not-connected' });
      const { sale } = till();
      expect([await sale.pay(), sale.view.receipt.state]).toEqual([undefined, 'paying']);
      printer.gone = undefined;
      await sale.choose({ way: 'cashless' });
      await sale.print();
      expect(sale.view.problem).toEqual({ kind: 'refused', trouble: 'inn-differs' });
      expect(printer.memory.documents).toEqual([]);
    });
  });

  it('asks for protection of the journal until it is granted, and no longer', async () => {
    let granted = false;
    let asked = 0;
    const persist = async (): Promise<boolean> => {
      asked += 1;
      return granted;
    };
    const { boot, till, clock } = world({
      shop: realShop,
      gateway: { '/relay': realRelays },
      change: { persist },
    });
    await boot.run();
    await clock.advance(60_000);
    expect(till().status.get().persisted).toBe(false);
    granted = true;
    await clock.advance(60_000);
    expect(till().status.get().persisted).toBe(true);
    const before = asked;
    await clock.advance(300_000);
    expect(asked).toBe(before);
  });

  it('a browser that never says whether it protects is asked once', async () => {
    let asked = 0;
    const { boot, till, clock } = world({
      shop: realShop,
      gateway: { '/relay': realRelays },
      change: { persist: () => ((asked += 1), Promise.reject(new Error('no'))) },
    });
    await boot.run();
    await clock.advance(300_000);
    expect([asked, till().status.get().persisted]).toEqual([1, undefined]);
  });

  it('looks whether there is room soon after the start and each half hour, never into an open receipt', async () => {
    const answers = [false, true];
    let looks = 0;
    const { boot, till, clock } = world({
      shop: realShop,
      gateway: { '/relay': realRelays },
      change: { hasRoom: async () => answers[looks++] },
    });
    await boot.run();
    expect([looks, till().status.get().room]).toEqual([0, undefined]);
    await clock.advance(3_000);
    expect([looks, till().status.get().room]).toEqual([1, false]);
    await till().sale.add(bread);
    await clock.advance(45 * 60_000);
    expect(looks).toBe(1);
    await till().sale.next();
    await clock.advance(60_000);
    expect([looks, till().status.get().room]).toEqual([2, true]);
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

describe('settings on record', () => {
  it('what an earlier page had no time to tell is told at the start', async () => {
    const { boot, settings, store } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await settings.apply({}, { at: noon, kind: 'settings-changed', data: { changes: [{ field: 'name' }] } });
    await boot.run();
    expect(store.events).toMatchObject([{ kind: 'settings-changed', data: { changes: [{ field: 'name' }] } }]);
    expect(settings.kept.untold).toEqual([]);
  });

  it('a PIN guards them, and another ККТ starts the page anew only when they are saved and read', async () => {
    const { boot, till, settings, reached, store } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    await boot.run();
    const changed: Shop = { ...realShop, kkt: { ...realShop.kkt, link: 'cable' } };
    const first = await till().saveShop(changed, { pin: '4815' });
    expect(first).toMatchObject({ kind: 'saved', ownerCode: settings.secrets.get('ownerCode') });
    expect(reached.restarts).toBe(0);
    if (first.kind === 'saved') first.begin?.();
    expect(reached.restarts).toBe(1);
    expect(await till().saveShop({ ...realShop, timeZone: 9 })).toEqual({ kind: 'pin-asked' });
    expect(till().shop.get().timeZone).toBe(realShop.timeZone);
    expect(await till().saveShop({ ...changed, timeZone: 9 }, {}, '4815')).toMatchObject({ kind: 'saved' });
    expect(reached.restarts).toBe(2);
    expect(store.events.map(({ kind }) => kind)).toEqual(['settings-changed', 'settings-changed']);
  });

  it('a wait for the PIN is taken up by the next page', async () => {
    const { boot, till, settings } = world({ shop: realShop, gateway: { '/relay': realRelays } });
    settings.kept.attempts = { wrong: 5, leftMs: 60_000, page: 'before' };
    await boot.run();
    expect(till().pin.lockedMs()).toBe(60_000);
  });

  it('other addresses at the gateway are on record', async () => {
    const { boot, store } = world({
      shop: realShop,
      gateway: { '/relay': { ...realRelays, lm: { url: 'http://10.0.0.9:5995' } } },
      remembered: { relays: realRelays },
    });
    await boot.run();
    expect(store.events).toMatchObject([
      {
        kind: 'settings-changed',
        data: { by: 'gateway', changes: [{ field: 'gateway.lm', from: null, to: { url: 'http://10.0.0.9:5995' } }] },
      },
    ]);
  });
});

describe('the chain of the journal', () => {
  const idleWork = {
    digest: async (text: string) => String(text.length).padStart(64, '0'),
    idle: (act: () => void) => {
      act();
      return () => undefined;
    },
  };

  it('comes after the screen, links what a sale wrote, and tells the strip of a break until it is read', async () => {
    const given = world({
      shop: { ...realShop, kind: 'demo', kkt: { ...realShop.kkt, link: 'demo' } },
      gateway: { '/relay': { demo: true, cdn: { host: 'x' }, lm: null, tspiot: null, kkt: null } },
      change: { idleWork },
    });
    await given.boot.run();
    const { sale, status, readBreaks } = given.till();
    await sale.scan(milkCode());
    const passed = async (): Promise<void> => {
      for (let turns = 0; turns < 200; turns += 1) {
        await new Promise((done) => setTimeout(done));
        await given.clock.advance(100);
      }
    };
    await passed();
    const { store } = given;
    expect(store.events.length).toBeGreaterThan(0);
    expect([store.links.length, status.get().journalBreak]).toEqual([store.events.length, undefined]);
    const found = { what: 'changed', n: 1 } as const;
    await memoryJournal(store).recordBreak(found, { at: noon, kind: 'chain-broken', data: found });
    const next = world({
      shop: { ...realShop, kind: 'demo' },
      gateway: { '/relay': { demo: true, cdn: { host: 'x' }, lm: null, tspiot: null, kkt: null } },
      change: { idleWork, openJournal: async () => memoryJournal(store) },
    });
    await next.boot.run();
    for (let turns = 0; turns < 20; turns += 1) {
      await new Promise((done) => setTimeout(done));
      await next.clock.advance(100);
    }
    expect(next.till().status.get().journalBreak).toMatchObject({ what: 'changed', n: 1 });
    await next.till().readBreaks();
    expect(next.till().status.get().journalBreak).toBeUndefined();
    expect(readBreaks).toBeDefined();
  });

  it('in a page that is not secure is told to be off', async () => {
    const given = world({
      shop: { ...realShop, kind: 'demo' },
      gateway: { '/relay': { demo: true, cdn: { host: 'x' }, lm: null, tspiot: null, kkt: null } },
      change: { idleWork: { ...idleWork, digest: undefined } },
    });
    await given.boot.run();
    await new Promise((done) => setTimeout(done, 50));
    expect(given.till().status.get().isChainOff).toBe(true);
  });
});

describe('a PC whose clock is wrong', () => {
  const past = epochMs(Date.UTC(2024, 3, 20, 9));
  const blocked = (code: string) => ({
    source: 'online',
    facts: 'full' as const,
    answer: { cis: code, found: true, isBlocked: true, groupIds: [8] },
    proof: { reqId: 'r', reqTimestamp: noon },
  });
  const withKkt = () => {
    const printer = new FakePrinter(freshPrinter());
    printer.clock = noon;
    return printer;
  };

  it('is told with what to do and put on record once; the law goes by the ККТ, which knows better', async () => {
    const printer = withKkt();
    const store = emptyStore();
    const { boot, till, checker, clock } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      pc: past,
      store,
      change: { openPrinter: () => printer },
    });
    checker.answer = (code) => ({ ...blocked(code), proof: { reqId: 'r', reqTimestamp: past } });
    await boot.run();
    await turn();
    const { clockOff } = till().status.get();
    expect(clockOff).toMatchObject({ by: 'kkt', aheadMs: noon - past });
    expect([till().now(), clockWords.off(clockOff ?? { by: 'pc', aheadMs: 0 })]).toEqual([
      noon,
      'Часы компьютера и ККТ расходятся на 946 дней',
    ]);
    await till().sale.scan(milkCode());
    await turn();
    // The worker counts by the PC's clock, and is told how far off it is.
    expect(checker.requests[0]).toMatchObject({ scannedAt: past, aheadMs: noon - past });
    expect(till().sale.view.receipt.lines[0]?.mark?.scannedAt).toBe(noon);
    expect(await till().sale.pay()).toBe('refused');
    printer.clock = epochMs(noon + 60_000);
    await clock.advance(60_000);
    expect(store.events.filter(({ kind }) => kind === 'clock-off')).toMatchObject([
      { at: noon, data: { by: 'kkt', aheadMs: noon - past } },
    ]);
  });

  it("every budget of a check counts by the PC's clock, whatever starts the check", async () => {
    const goods = { ...milk, group: undefined };
    const { boot, till, checker, catalogue } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      pc: past,
      change: { openPrinter: withKkt },
    });
    await catalogue.put([goods]);
    checker.answer = () => ({ source: 'none', failures: { online: { kind: 'timeout' }, local: { kind: 'timeout' } } });
    await boot.run();
    await turn();
    const { sale } = till();
    await sale.scan(milkCode());
    await turn();
    checker.answer = () => ({
      source: 'local',
      facts: 'offline',
      answer: { isBlocked: false, sold: false },
      failures: { online: { kind: 'timeout' } },
      proof: { reqId: 'r', reqTimestamp: noon },
    });
    await sale.recheck();
    await turn();
    await sale.describeLaw(sale.view.receipt.lines[0]?.id ?? '', { vat: '10', group: 8 });
    await turn();
    expect(checker.requests.map(({ scannedAt }) => scannedAt)).toEqual([past, past, past]);
  });

  it.each([
    [
      'online',
      'crpt',
      {
        source: 'online',
        facts: 'full',
        answer: { cis: 'x', found: true, isBlocked: true, groupIds: [8] },
        proof: { reqId: 'r', reqTimestamp: noon },
      },
    ],
    [
      'ЛМ',
      'lm',
      {
        source: 'local',
        facts: 'offline',
        answer: { isBlocked: true, sold: false },
        failures: { online: { kind: 'timeout' } },
        proof: { reqId: 'r', reqTimestamp: noon },
      },
    ],
  ] as const)('the first answer of %s sets it right before it is judged', async (_, by, check) => {
    const { boot, till, checker } = world({ shop: realShop, remembered: { relays: realRelays }, pc: past });
    checker.answer = () => check;
    await boot.run();
    await till().sale.scan(milkCode());
    await turn();
    expect(till().status.get().clockOff).toMatchObject({ by });
    expect(await till().sale.pay()).toBe('refused');
  });

  it.each([
    ['ahead', noon - 7_200_000, 7_200_000],
    ['behind', noon + 7_200_000, -7_200_000],
  ] as const)('the gateway alone, whose clock is %s, is named on the strip', async (_, pc, aheadMs) => {
    let shown: { at: EpochMs; heardAt: EpochMs } | undefined;
    const store = emptyStore();
    const { boot, till, clock } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      pc: epochMs(pc),
      store,
      change: {
        // Its clock is heard in its own answer.
        fetchJson: async () => {
          shown = { at: noon, heardAt: epochMs(pc) };
          return realRelays;
        },
        gatewayTime: () => shown,
      },
    });
    await boot.run();
    await turn();
    const { clockOff } = till().status.get();
    expect([clockOff, till().now()]).toEqual([{ by: 'gateway', aheadMs }, noon]);
    expect(clockWords.off(clockOff ?? { by: 'pc', aheadMs: 0 })).toBe(
      'Часы компьютера и сервера кассы расходятся на 2 ч',
    );
    expect(store.events.filter(({ kind }) => kind === 'clock-off')).toMatchObject([
      { data: { by: 'gateway', aheadMs } },
    ]);
    // What it showed once is no newer word a minute later: the clock goes on from there.
    await clock.advance(60_000);
    expect(till().now()).toBe(noon + 60_000);
  });

  it.each([
    ['told', 120_001, true],
    ['not told', 120_000, false],
    ['told', -120_001, true],
    ['not told', -120_000, false],
  ] as const)('is %s when a witness is %d ms ahead of it', async (_, aheadMs, isTold) => {
    const { boot, till, store } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      change: { gatewayTime: () => ({ at: epochMs(noon + aheadMs), heardAt: noon }) },
    });
    await boot.run();
    await turn();
    expect([till().status.get().clockOff, store.events.filter(({ kind }) => kind === 'clock-off').length]).toEqual(
      isTold ? [{ by: 'gateway', aheadMs }, 1] : [undefined, 0],
    );
    // Told or not, the witness is believed.
    expect(till().now()).toBe(noon + aheadMs);
  });

  it('what was once heard is kept: the next start without any witness begins there', async () => {
    const { boot, till, checker, values } = world({ shop: realShop, remembered: { relays: realRelays } });
    checker.answer = blocked;
    await boot.run();
    await till().sale.scan(milkCode());
    await turn();
    expect(values.get('latest-time')).toBe(noon);
    const next = world({ shop: realShop, remembered: { relays: realRelays, 'latest-time': noon }, pc: past });
    await next.boot.run();
    expect([next.till().now(), next.till().status.get().clockOff]).toEqual([
      noon,
      { by: 'latest', aheadMs: noon - past },
    ]);
    // What cannot be read was not kept.
    for (const odd of ['вчера', -1, 1e300, null, {}]) {
      const other = world({ shop: realShop, remembered: { relays: realRelays, 'latest-time': odd }, pc: past });
      await other.boot.run();
      expect(other.till().now()).toBe(Date.UTC(2026, 10, 1));
    }
  });

  it("a host's `Date` is only a moment that has been: nothing is counted on from it, and a better word puts it right for good", async () => {
    let ran = 0;
    const { boot, till, checker, clock, values } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      pc: past,
      ran: () => ran,
    });
    checker.refreshHealth = async () => ({
      sources: { online: { at: clock.now() }, local: {} },
      time: { at: noon, heardAt: past },
    });
    checker.answer = blocked;
    await boot.run();
    await turn();
    expect(till().now()).toBe(noon);
    // The owner sets the PC right.
    clock.jump(noon + 60_000);
    ran = 60_000;
    expect(till().now()).toBe(noon + 60_000);
    await clock.advance(0);
    await till().refreshHealth();
    expect(till().now()).toBe(noon + 60_000);
    expect(values.get('latest-time')).toBe(noon);
    await till().sale.scan(milkCode());
    await turn();
    expect(till().status.get().clockOff).toBeUndefined();
  });

  it('that is right is not spoken of', async () => {
    const { boot, till, store } = world({
      shop: realShop,
      remembered: { relays: realRelays },
      change: { openPrinter: withKkt },
    });
    await boot.run();
    await turn();
    expect([till().status.get().clockOff, store.events.filter(({ kind }) => kind === 'clock-off')]).toEqual([
      undefined,
      [],
    ]);
  });

  it('the practice ККТ lives in this page and witnesses nothing', async () => {
    const printer = withKkt();
    const { boot, till } = world({
      gateway: { '/relay': demoRelays, '/demo.json': demoShop },
      pc: past,
      change: { openPrinter: () => printer },
    });
    await boot.run();
    await turn();
    expect(till().status.get().clockOff?.by).toBe('latest');
  });
});

describe('an error that nobody caught', () => {
  it('is told and put on record, each once, and not without end', async () => {
    const store = emptyStore();
    const { boot, till } = world({ shop: realShop, remembered: { relays: realRelays }, store });
    boot.reportFault(new TypeError('before the start'));
    await boot.run();
    for (let count = 0; count < 3; count += 1) boot.reportFault(new TypeError('n.answer is not a function'));
    expect(till().status.get().fault).toContain('n.answer is not a function');
    for (let count = 0; count < 100; count += 1) boot.reportFault(new Error(`no. ${count}`));
    boot.reportFault(undefined);
    await turn();
    const recorded = store.events
      .filter(({ kind }) => kind === 'fault')
      .map(({ data }) => (data as { detail: string }).detail);
    expect(recorded).toHaveLength(20);
    expect(recorded.slice(0, 2)).toEqual([
      expect.stringContaining('before the start'),
      expect.stringContaining('n.answer is not a function'),
    ]);
  });
});

describe('a demo, and then a real shop at the same address', () => {
  it("the practice shop goes at a person's word, with all that speaks of it; a real one never", async () => {
    const { boot, reached, memory } = world({
      shop: { ...realShop, kind: 'demo' },
      gateway: { '/relay': realRelays },
      memory: new Map([['poltora-witness', '{}']]),
    });
    await boot.run();
    const view = boot.view.get();
    if (view.phase !== 'failed' || !view.clear) throw new Error(view.phase);
    expect(view.why).toBe('demo-here');
    expect(await view.clear()).toBe(true);
    expect([reached.restarts, [...memory.keys()]]).toEqual([1, []]);

    const real = world({ shop: realShop, gateway: { '/relay': demoRelays } });
    await real.boot.run();
    expect(real.boot.view.get()).not.toHaveProperty('clear');
  });

  it('what cannot be dropped stays, and that is said', async () => {
    const { boot, reached } = world({
      shop: { ...realShop, kind: 'demo' },
      gateway: { '/relay': realRelays },
      change: { clearStorage: async () => false },
    });
    await boot.run();
    const view = boot.view.get();
    expect([view.phase === 'failed' && (await view.clear?.()), reached.restarts]).toEqual([false, 0]);
  });
});
