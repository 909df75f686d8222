/** The driver against the strict emulator: what the contract and the table of cuts do not say. */
import { describe, expect, it } from 'vitest';
import { anyMarks } from '../../../../test/unit/fakes/printer.ts';
import { kinds, kktBench, type KktBench } from '../../../../test/unit/kkt.ts';
import { memorySource } from '../../../../test/contract/memory-link.ts';
import type { KktFault } from '../../../../test/emulators/kkt-shtrih/index.ts';
import type { DeviceExchange } from '../../../app/ports/device-log.ts';
import type { PrintRules } from '../../../app/ports/printer.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import { markSign, type MarkResult } from '../../../domain/document/mark-result.ts';
import { kopecks } from '../../../domain/base/money.ts';
import { fail } from '../../../domain/base/result.ts';
import type { LinkPlace, LinkSource } from '../../links/link.ts';
import { ShtrihPrinter } from './shtrih-printer.ts';

const km = '0104670540176099215AbCdE\u001d93dGVz';
const milk = {
  1030: 'Молоко «Полтора» 2,5 %',
  1079: 8_990,
  1023: 1_000,
  1043: 8_990,
  1199: 2,
  1212: 33,
  1214: 4,
  2108: 0,
  2000: km,
  2102: 0,
  1260: { 1262: '030', 1263: '21.11.2023', 1264: '1944', 1265: 'UUID=1&Time=2' },
};
const cheese = { 1030: 'Сыр', 1079: 60_000, 1023: 345, 1043: 20_700, 1199: 6, 1212: 1, 1214: 4, 2108: 11 };
const document = (items: readonly Tags[], change: Tags = {}): Tags => {
  const total = items.reduce((sum, item) => sum + Number(item[1043]), 0);
  return { 1054: 1, 1055: 1, 1021: 'Иванова А.', 1059: items, 1020: total, 1031: total, 1081: 0, ...change };
};

async function open(
  options: Parameters<typeof kktBench>[0] = {},
): Promise<KktBench & { readonly driver: ShtrihPrinter }> {
  const bench = kktBench(options);
  const driver = bench.printer();
  expect(await driver.openShift('Иванова А.')).toMatchObject({ ok: true });
  return { ...bench, driver };
}
const last = ({ kkt }: KktBench) => kkt.documents.at(-1);
const refused = (trouble: string, more: object = {}) => ({ ok: false, failure: { kind: 'refused', trouble, ...more } });

describe.each(kinds)('a receipt, $name', ({ profile, protocol }) => {
  const options = { profile, protocols: [protocol] } as const;

  it('reaches the ФН tag by tag', async () => {
    const at = await open(options);
    expect(
      await at.driver.print(
        document([milk, cheese], { 1008: 'buyer@example.com', 1031: 9_690, 1081: 20_000 }),
        anyMarks,
      ),
    ).toMatchObject({ ok: true, value: { fd: last(at)?.fd } });
    expect(last(at)).toMatchObject({
      kind: 'receipt',
      operation: 1,
      sum: 29_690,
      tags: {
        1020: 29_690,
        1031: 9_690,
        1081: 20_000,
        1021: 'Иванова А.',
        1008: 'buyer@example.com',
        1055: 1,
        1059: [
          {
            1030: milk[1030],
            1079: 8_990,
            1023: 1_000,
            1043: 8_990,
            1199: 2,
            1212: 33,
            1214: 4,
            2108: 0,
            2000: km,
            2106: 15,
            1260: milk[1260],
            1163: expect.anything() as unknown,
          },
          { 1030: 'Сыр', 1079: 60_000, 1023: 345, 1043: 20_700, 1199: 6, 1212: 1, 2108: 11 },
        ],
      },
    });
    expect((last(at)?.tags[1059] as Tags[])[1]).not.toHaveProperty('2000');
  });

  it('of a return takes the mark back into stock', async () => {
    const at = await open(options);
    await at.driver.cashIn(kopecks(10_000));
    expect(await at.driver.print(document([milk], { 1054: 2 }), anyMarks)).toMatchObject({ ok: true });
    expect(last(at)).toMatchObject({ operation: 2, sum: 8_990, tags: { 1059: [{ 2110: 3, 2000: km }] } });
  });

  it('of one blister of a box says which part', async () => {
    const at = await open(options);
    expect(await at.driver.print(document([{ ...milk, 1291: { 1293: 1, 1294: 3 } }]), anyMarks)).toMatchObject({
      ok: true,
    });
    expect(last(at)).toMatchObject({ tags: { 1059: [{ 1291: { 1293: 1, 1294: 3 }, 2110: 2, 1023: 1_000 }] } });
  });

  it('rounded to roubles closes with what is paid', async () => {
    const at = await open(options);
    expect(await at.driver.print(document([milk], { 1020: 8_900, 1031: 8_900 }), anyMarks)).toMatchObject({ ok: true });
    expect(last(at)).toMatchObject({ sum: 8_900, tags: { 1020: 8_900, 1031: 8_900 } });
  });

  it('at 22 % is taxed at 22 %', async () => {
    const at = await open(options);
    expect(await at.driver.print(document([{ ...cheese, 1199: 11 }]), anyMarks)).toMatchObject({ ok: true });
    expect(last(at)).toMatchObject({ tags: { 1059: [{ 1199: 11 }] } });
  });

  it('tells of each exchange by the number of its command, how long it took and what came of it', async () => {
    const bench = kktBench(options);
    const heard: DeviceExchange[] = [];
    const driver = bench.printer(undefined, {}, (exchange) => heard.push(exchange));
    expect(await driver.openShift('Иванова А.')).toMatchObject({ ok: true });
    expect(await driver.print(document([milk]), anyMarks)).toMatchObject({ ok: true });
    expect(heard).toContainEqual({
      at: expect.any(Number),
      code: 0xff45,
      ms: expect.any(Number),
      outcome: 'done',
    });
    expect(JSON.stringify(heard)).not.toContain(km);
    heard.length = 0;
    bench.kkt.set({ kind: 'error', code: 0x37, command: 0x17 });
    await driver.print(document([milk]), { ...anyMarks, text: ['Спасибо!'] });
    expect(heard).toContainEqual(expect.objectContaining({ code: 0x17, outcome: 'refused' }));
  });

  it('bears the shop’s own lines on paper alone, and is printed without those that the ККТ will not have', async () => {
    const at = await open(options);
    const text = ['Спасибо за покупку!', '', 'Ждём вас снова'];
    expect(await at.driver.print(document([cheese]), { ...anyMarks, text })).toMatchObject({ ok: true });
    const paper = at.kkt.strips.at(-1)?.lines ?? [];
    expect(paper.filter((line) => text.includes(line))).toEqual(text);
    expect(JSON.stringify(last(at)?.tags)).not.toContain('Спасибо');
    at.kkt.set({ kind: 'error', code: 0x37, command: 0x17, index: 2 });
    expect(await at.driver.print(document([cheese]), { ...anyMarks, text })).toMatchObject({ ok: true });
    expect(at.kkt.strips.at(-1)?.lines).not.toContain(text[2]);
  });

  it('goes on without ОИСМ, with [М]', async () => {
    const at = await open(options);
    at.kkt.marks.oism = 'silent';
    const told: MarkResult[] = [];
    expect(
      await at.driver.print(document([milk]), {
        ...anyMarks,
        refuseRefuted: true,
        onMarkResult: (_, result) => void told.push(result),
      }),
    ).toMatchObject({ ok: true });
    expect(told.map(markSign)).toEqual(['M']);
    expect(told).toMatchObject([{ oism: 'silent' }]);
  });

  it.each([false, true])('with a mark found false: refuses it where the shop says so (%s)', async (refuseRefuted) => {
    const at = await open(options);
    at.kkt.marks.default = { oism: 'bad' };
    const told: Array<[number, MarkResult]> = [];
    const rules: PrintRules = {
      ...anyMarks,
      refuseRefuted,
      onMarkResult: (item, result) => void told.push([item, result]),
    };
    const before = at.kkt.documents.length;
    const printed = await at.driver.print(document([cheese, milk]), rules);
    expect(told.map(([item, result]) => [item, markSign(result)])).toEqual([[1, 'M-']]);
    if (refuseRefuted) expect(printed).toMatchObject(refused('bad-mark', { item: 1 }));
    else expect(printed).toMatchObject({ ok: true });
    expect(at.kkt.documents).toHaveLength(refuseRefuted ? before : before + 1);
    // Either way the next receipt finds a closed one.
    expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject({ ok: true });
  });
});

describe('the time of a receipt', () => {
  const minutes = (ms: number): number => Math.floor(ms / 60_000) * 60_000;
  const never = 1_000_000;

  it.each<[string, ...KktFault[]]>([
    ['could be read at once'],
    ['came with a lost answer', { kind: 'drop-answer' }],
    ['came with a damaged answer', { kind: 'garble-answer' }],
    ['came minutes late', { kind: 'late-answer', ms: 200_000 }],
    ['was cut off by the cable', { kind: 'link-off-before' }],
    ['was cut off by the power', { kind: 'power-off-after', ms: 3_000 }],
    ['was refused', { kind: 'error', code: 0x37, times: never }],
    ['was never told', { kind: 'drop-answer', times: never }, { kind: 'late-answer', ms: 400_000, times: never }],
    ['was cut off again and again', { kind: 'link-off-before', times: never }],
  ])("is the ФН's when it %s", async (_, ...faults) => {
    for (const aheadMs of [0, 240_000, -240_000]) {
      for (const { profile, protocol } of kinds) {
        const at = await open({ profile, protocols: [protocol] });
        at.kkt.driftClock(aheadMs);
        // Late in a minute: whoever takes the PC's time, or a later one, is in another.
        at.clock.jump(40_000 - (at.clock.now() % 60_000));
        expect(await at.driver.state()).toMatchObject({ ok: true });
        at.kkt.set(...faults.map((fault) => ({ ...fault, command: 0xff0a })));
        const printed = await at.driver.print(document([cheese]), anyMarks);
        expect(last(at)).toMatchObject({ kind: 'receipt' });
        expect(printed).toMatchObject({ ok: true, value: { fd: last(at)?.fd, at: minutes(last(at)?.at ?? 0) } });
      }
    }
  });
});

describe('paper', () => {
  it('that is out beforehand is said before anything is begun', async () => {
    const at = await open();
    at.kkt.paperOut();
    expect(await at.driver.state()).toMatchObject({ value: { trouble: 'no-paper', interrupted: false } });
    expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject(refused('no-paper'));
    at.kkt.paperIn();
    expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject({ ok: true });
  });

  it('that ends in the middle of a receipt leaves a document, and the rest is printed when it is back', async () => {
    const at = await open({ printMs: 2_000 });
    at.kkt.set({ kind: 'paper-out', command: 0xff45 });
    const printed = await at.driver.print(document([cheese]), anyMarks);
    expect(printed).toMatchObject({ ok: true });
    expect(await at.driver.state()).toMatchObject({ value: { trouble: 'no-paper', interrupted: true } });
    expect(await at.driver.rest()).toMatchObject(refused('no-paper'));
    at.kkt.paperIn();
    expect(await at.driver.state()).toMatchObject({ value: { trouble: 'continue-print' } });
    expect(await at.driver.rest()).toEqual({ ok: true, value: undefined });
    expect(at.kkt.documents.filter(({ kind }) => kind === 'receipt')).toHaveLength(1);
    expect(await at.driver.state()).toMatchObject({ value: { trouble: undefined } });
  });

  it('an open cover is told as such', async () => {
    const at = await open();
    at.kkt.openCover();
    expect(await at.driver.state()).toMatchObject({ value: { trouble: 'cover-open' } });
    at.kkt.closeCover();
    expect(await at.driver.state()).toMatchObject({ value: { trouble: undefined } });
  });

  it('still moving is waited for: two receipts at once come out one after the other', async () => {
    const at = await open({ printMs: 3_000 });
    const both = await Promise.all([
      at.driver.print(document([cheese]), anyMarks),
      at.driver.print(document([cheese]), anyMarks),
    ]);
    expect(both).toMatchObject([{ ok: true }, { ok: true }]);
    expect(at.kkt.documents.filter(({ kind }) => kind === 'receipt')).toHaveLength(2);
  });
});

describe('the shift', () => {
  it('knows when it was opened, by its document', async () => {
    const at = await open();
    await at.driver.print(document([cheese]), anyMarks);
    const openedAt = at.kkt.documents.find(({ kind }) => kind === 'shift-opened')?.at ?? 0;
    // The ФН counts minutes.
    expect(await at.driver.state()).toMatchObject({
      value: { shift: { state: 'open', number: 1, openedAt: Math.floor(openedAt / 60_000) * 60_000 } },
    });
  });

  it('over 24 hours sells nothing until it is closed', async () => {
    const at = await open();
    at.kkt.ageShift(25);
    expect(await at.driver.state()).toMatchObject({ value: { shift: { state: 'expired' } } });
    expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject(refused('shift-expired'));
    expect(await at.driver.closeShift('Иванова А.')).toMatchObject({ ok: true });
    expect(await at.driver.openShift('Иванова А.')).toMatchObject({ ok: true });
    expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject({ ok: true });
  });

  it('carries the cashier on its documents', async () => {
    const at = await open();
    await at.driver.closeShift('Петров Б.');
    expect(at.kkt.documents.slice(-2).map(({ tags }) => tags[1021])).toEqual(['Иванова А.', 'Петров Б.']);
  });

  it('pays out no more cash than there is, and says so', async () => {
    const at = await open();
    expect(await at.driver.cashOut(kopecks(100))).toMatchObject(refused('no-cash'));
  });

  it('opens the drawer', async () => {
    const at = await open();
    expect(await at.driver.openDrawer()).toEqual({ ok: true, value: undefined });
    expect(at.kkt.drawerOpenings).toBe(1);
  });
});

describe('who it is', () => {
  it('model, serial number, ФФД, taxation, a debugging ФН, the ОФД', async () => {
    const at = await open({ debugFn: true, taxations: 0b10 });
    at.kkt.ofd = 'silent';
    await at.driver.print(document([cheese], { 1055: 2 }), anyMarks);
    expect(await at.driver.state()).toMatchObject({
      value: {
        model: 'ШТРИХ-НАНО-Ф',
        demo: true,
        about: {
          ffd: '1.2',
          inn: '7700000000',
          taxations: ['usnIncome'],
          serial: '54903',
          place: 'memory',
          fnUntil: expect.any(Number) as number,
        },
        ofd: { unsent: 1, since: expect.any(Number) as number },
      },
    });
  });

  it.each([
    ['7707083893', '7707083893'],
    ['007707083893', '7707083893'],
    ['500100732259', '500100732259'],
    ['000000000000', undefined],
  ])('ИНН %s is %s, by its registration or, where it does not know that, by its table', async (inn, told) => {
    expect(await (await open({ inn })).driver.state()).toMatchObject({ value: { about: { inn: told } } });
    const at = kktBench({ inn });
    at.kkt.set({ kind: 'error', command: 0xff09, code: 0x37 });
    const state = await at.printer().state();
    expect(state).toMatchObject({ value: { about: { taxations: undefined, inn: told } } });
  });

  it('a serial ФН is no demo', async () => {
    expect(await kktBench({ debugFn: false }).printer().state()).toMatchObject({ value: { demo: false } });
  });

  it('a receipt of a taxation it is not registered for is refused', async () => {
    const at = await open({ taxations: 0b10 });
    expect(await at.driver.print(document([cheese], { 1055: 1 }), anyMarks)).toMatchObject({
      ok: false,
      failure: { kind: 'refused' },
    });
    expect(at.kkt.mode & 0x0f).toBe(2);
  });

  it('a wrong password is told', async () => {
    expect(await kktBench().printer(undefined, { password: 12_345 }).state()).toMatchObject(refused('wrong-password'));
  });
});

describe('errors', () => {
  it.each([
    [0x2f, 'lost-answer'],
    [0x30, 'lost-answer'],
    [0x6b, 'lost-answer'],
    [0x77, 'lost-answer'],
    [0x45, 'refused'],
    [0x15, 'refused'],
  ])(
    '%i at the closing is told as %s: a ФН that did not answer in time, or paper that stopped after it, may hide a document',
    async (code, kind) => {
      const at = await open();
      at.kkt.set({ kind: 'error', command: 0xff45, code });
      expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject({ ok: false, failure: { kind } });
      expect(await at.driver.rest()).toMatchObject({ ok: true });
      expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject({ ok: true });
      expect(at.kkt.documents.filter((one) => one.kind === 'receipt')).toHaveLength(1);
    },
  );

  it('a receipt of an operator whose password is not ours is annulled by the administrator', async () => {
    const at = await open();
    at.kkt.set({ kind: 'link-off-before', command: 0xff45 });
    await at.driver.print(document([cheese]), anyMarks);
    at.kkt.set({ kind: 'error', command: 0x88, code: 0x59 });
    expect(await at.driver.rest()).toEqual({ ok: true, value: undefined });
    expect(at.kkt.mode & 0x0f).toBe(2);
  });

  it('names the code, the command and the line', async () => {
    const at = await open();
    at.kkt.set({ kind: 'error', command: 0xff67, code: 0xd3 });
    expect(await at.driver.print(document([cheese, milk]), anyMarks)).toMatchObject(
      refused('mark-unreadable', { item: 1, detail: expect.stringMatching(/^D3h, bindMark/) as string }),
    );
  });

  it('a busy device is waited for and asked again', async () => {
    const at = await open();
    at.kkt.set({ kind: 'busy', command: 0xff46 });
    expect(await at.driver.print(document([cheese]), anyMarks)).toMatchObject({ ok: true });
    expect(last(at)).toMatchObject({ tags: { 1059: [{ 1030: 'Сыр' }] } });
  });

  it('a receipt that another program left open is annulled, and is no document', async () => {
    const at = await open();
    at.kkt.set({ kind: 'link-off-before', command: 0xff45 });
    await at.driver.print(document([cheese]), anyMarks);
    expect(at.kkt.mode & 0x0f).toBe(8);
    expect(await at.driver.rest()).toEqual({ ok: true, value: undefined });
    expect(at.kkt.mode & 0x0f).toBe(2);
    expect(at.kkt.documents.filter(({ kind }) => kind === 'receipt')).toEqual([]);
  });
});

describe('the way to it', () => {
  const emptyPort: LinkPlace = {
    id: 'serial:port:0',
    hasSpeed: true,
    open: () => Promise.resolve(fail({ kind: 'busy' })),
  };
  /** A line with a speed: at any other than `speed` bytes are garbage both ways. */
  const serial = (bench: KktBench, speed: number, tried: number[]): LinkSource => ({
    onAppear: () => () => undefined,
    places: async () => [
      emptyPort,
      {
        id: 'serial:1a86:7523:0',
        hasSpeed: true,
        open: async (baud) => {
          tried.push(baud);
          const [place] = await (
            baud === speed ? bench.cable() : memorySource(() => ({ receive: () => undefined, close: () => undefined }))
          ).places();
          if (!place) throw new Error('unplugged');
          return place.open(baud);
        },
      },
    ],
  });
  const driverOn = (
    bench: KktBench,
    source: LinkSource,
    memory: { get: () => never; set: (found: never) => void },
  ): ShtrihPrinter =>
    new ShtrihPrinter({ source, memory, clock: bench.clock, zone: () => 3, setup: { password: 30, vat22: 'auto' } });

  it('is searched beside an empty port, at every speed, and remembered', async () => {
    const bench = kktBench({ protocols: [2] });
    const tried: number[] = [];
    let kept: unknown;
    const memory = { get: () => kept as never, set: (found: never) => void (kept = found) };
    expect(await driverOn(bench, serial(bench, 19_200, tried), memory).state()).toMatchObject({
      ok: true,
      value: { about: { place: 'serial:1a86:7523:0' } },
    });
    expect(tried).toEqual([115_200, 4_800, 9_600, 19_200]);
    expect(kept).toEqual({ place: 'serial:1a86:7523:0', baud: 19_200, protocol: 2 });

    tried.length = 0;
    const again = kktBench({ protocols: [2] });
    expect(await driverOn(again, serial(again, 19_200, tried), memory).state()).toMatchObject({ ok: true });
    expect(tried).toEqual([19_200]);

    // Set back to the factory's speed; and the port beside it, which may be a scale's, is left alone.
    tried.length = 0;
    const reset = kktBench({ protocols: [2] });
    expect(await driverOn(reset, serial(reset, 4_800, tried), memory).state()).toMatchObject({ ok: true });
    expect(tried).toEqual([19_200, 115_200, 4_800]);
  });

  it('is found at its twin, when two identical adapters have changed places', async () => {
    const bench = kktBench();
    const [behind] = await bench.cable().places();
    const twins: LinkPlace[] = [
      { ...emptyPort, id: 'serial:1a86:7523:0' },
      { id: 'serial:1a86:7523:1', hasSpeed: true, open: (baud) => behind?.open(baud) ?? emptyPort.open(baud) },
    ];
    const memory = {
      get: () => ({ place: 'serial:1a86:7523:0', baud: 115_200, protocol: 1 }) as never,
      set: () => undefined,
    };
    expect(
      await driverOn(bench, { places: async () => twins, onAppear: () => () => undefined }, memory).state(),
    ).toMatchObject({ ok: true, value: { about: { place: 'serial:1a86:7523:1' } } });
  });

  it('once known is not looked for elsewhere', async () => {
    const bench = kktBench();
    let opened = 0;
    const scale: LinkPlace = {
      id: 'serial:0403:6001:0',
      hasSpeed: true,
      open: () => ((opened += 1), Promise.resolve(fail({ kind: 'busy' }))),
    };
    const memory = {
      get: () => ({ place: 'serial:1fc9:0089:0', baud: 115_200, protocol: 1 }) as never,
      set: () => undefined,
    };
    expect(
      await driverOn(bench, { places: async () => [scale], onAppear: () => () => undefined }, memory).state(),
    ).toEqual({ ok: false, failure: { kind: 'not-connected', detail: 'no-place' } });
    expect(opened).toBe(0);
  });

  it('that leads nowhere says why', async () => {
    const bench = kktBench();
    const memory = { get: () => undefined as never, set: () => undefined };
    expect(
      await driverOn(bench, { places: async () => [emptyPort], onAppear: () => () => undefined }, memory).state(),
    ).toEqual({ ok: false, failure: { kind: 'not-connected', detail: 'busy' } });
    expect(
      await driverOn(bench, { places: async () => [], onAppear: () => () => undefined }, memory).state(),
    ).toMatchObject({ ok: false, failure: { kind: 'not-connected' } });
  });

  it('that was pulled is found again when it is back, and both are told', async () => {
    const bench = kktBench();
    const source = bench.cable();
    const driver = bench.printer(source);
    let changes = 0;
    driver.onChange(() => void (changes += 1));
    expect(await driver.state()).toMatchObject({ ok: true });
    source.unplug();
    expect(await driver.state()).toMatchObject({ ok: false, failure: { kind: 'not-connected' } });
    expect(changes).toBeGreaterThan(0);
    const before = changes;
    source.plug();
    expect(changes).toBeGreaterThan(before);
    expect(await driver.state()).toMatchObject({ ok: true });
  });

  it('is let go of, and taken again by the next question', async () => {
    const bench = kktBench();
    const source = bench.cable();
    const driver = bench.printer(source);
    expect(await driver.state()).toMatchObject({ ok: true });
    await driver.release();
    expect(await bench.printer(source).state()).toMatchObject({ ok: true });
  });
});
