/** Every wait has an end that the other side cannot push away: ports that talk, that say nothing, that take nothing, that do not open; a ККТ that is never ready. */
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../../test/contract/memory-link.ts';
import { anyMarks } from '../../../../test/unit/fakes/printer.ts';
import { HurryClock } from '../../../../test/unit/hurry-clock.ts';
import { carried, kinds, kktBench, type KktBench } from '../../../../test/unit/kkt.ts';
import type { KktFault } from '../../../../test/emulators/kkt-shtrih/index.ts';
import type { PrinterFailure } from '../../../app/ports/printer.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import { kopecks } from '../../../domain/base/money.ts';
import type { Result } from '../../../domain/base/result.ts';
import type { Link, LinkPlace, LinkSource } from '../../links/link.ts';
import type { Memory, Remembered } from './search.ts';
import { ShtrihPrinter } from './shtrih-printer.ts';

/** Nothing takes longer, by the clock of the test: of a person's patience, not of a computer's. */
const bearableMs = 5 * 60_000;
/** For a ККТ that is there. */
const promptMs = 15_000;

const bread: Tags = { 1030: 'Хлеб', 1079: 100, 1023: 1_000, 1043: 100, 1199: 2, 1212: 1, 1214: 4, 2108: 0 };
const document: Tags = { 1054: 1, 1055: 1, 1021: 'Иванова', 1059: [bread], 1020: 100, 1031: 100, 1081: 0 };

/** What comes over a line that talks, a piece each `everyMs`. */
const talks: Readonly<Record<string, readonly number[][]>> = {
  'scales, text': [[...'ST,GS,+  1.250kg\r\n'].map((character) => character.charCodeAt(0))],
  'NAK without end': [[0x15]],
  'ACK without end': [[0x06]],
  'NAK and ACK in turn': [[0x15], [0x06]],
  'ENQ without end': [[0x05]],
  'FF without end': [[0xff]],
  'a frame of protocol 1 that never ends': [[0x02, 0xff], ...Array.from({ length: 200 }, () => [0x41])],
  'damaged frames of protocol 1': [[0x02, 0x01, 0x10, 0x00]],
  'sound frames of protocol 1': [[0x02, 0x01, 0x10, 0x11]],
  'ACK and a sound frame in turn': [[0x06], [0x02, 0x01, 0x10, 0x11]],
  'a frame of protocol 2 that never ends': [[0x8f, 0xff, 0xff], ...Array.from({ length: 200 }, () => [0x41])],
  'damaged frames of protocol 2': [[0x8f, 0x02, 0x00, 0x01, 0x00, 0x00, 0x00]],
  'sound frames of protocol 2': [[0x8f, 0x02, 0x00, 0x01, 0x00, 0x99, 0x5a]],
  'control bytes of both at once': [[0x15, 0x06, 0x05, 0x8f, 0x02, 0x00, 0x15]],
};

/** A place of a COM port with something at it. */
const port = (id: string, source: LinkSource): LinkPlace => ({
  id,
  hasSpeed: true,
  open: async (baud) => {
    const [place] = await source.places();
    if (!place) throw new Error('unplugged');
    return place.open(baud);
  },
});
const silentPort = (id: string): LinkPlace =>
  port(
    id,
    memorySource(() => ({ receive: () => undefined, close: () => undefined })),
  );
const talkingPort = (id: string, clock: HurryClock, pieces: readonly number[][], everyMs: number): LinkPlace =>
  port(
    id,
    memorySource((send) => {
      let stop = (): void => undefined;
      const say = (turn: number): void => {
        stop = clock.after(everyMs, () => {
          send(Uint8Array.from(pieces[turn % pieces.length] ?? []));
          say(turn + 1);
        });
      };
      say(0);
      return { receive: () => undefined, close: () => stop() };
    }),
  );

function driverOn(places: readonly LinkPlace[], clock: HurryClock, known?: Remembered): ShtrihPrinter {
  let kept = known;
  const memory: Memory = { get: () => kept, set: (found) => void (kept = found) };
  return new ShtrihPrinter({
    source: { places: () => Promise.resolve(places), onAppear: () => () => undefined },
    memory,
    clock,
    zone: () => 3,
    setup: { password: 30, vat22: 'auto' },
  });
}

/** What `work` gave, and how long it took by the clock of the test. */
async function timed<Value>(clock: HurryClock, work: () => Promise<Value>): Promise<{ value: Value; ms: number }> {
  const from = clock.now();
  const value = await work();
  return { value, ms: clock.now() - from };
}

const many = 1_000_000;
const notConnected = { ok: false, failure: { kind: 'not-connected' } };

describe.each(Object.entries(talks))('a port that talks: %s', (_, pieces) => {
  it.each([
    ['searched', undefined],
    ['known', 1],
    ['known by protocol 2', 2],
  ] as const)('is given up when it is %s', async (_how, protocol) => {
    for (const everyMs of [60, 900]) {
      const clock = new HurryClock();
      const driver = driverOn(
        [talkingPort('serial:port:0', clock, pieces, everyMs)],
        clock,
        protocol && { place: 'serial:port:0', baud: 9_600, protocol },
      );
      const called = await timed<unknown>(clock, () =>
        everyMs === 60 ? driver.state() : driver.print(document, anyMarks),
      );
      expect(called.value).toMatchObject(notConnected);
      expect(called.ms).toBeLessThan(bearableMs);
    }
  });

  it.each(['before', 'behind'])('holds up no ККТ %s it', async (order) => {
    for (const { profile, protocol } of kinds) {
      const bench = kktBench({ profile, protocols: [protocol] });
      const places = [talkingPort('serial:port:0', bench.clock, pieces, 60), port('serial:port:1', bench.cable())];
      const driver = driverOn(order === 'before' ? places.reverse() : places, bench.clock);
      const state = await timed(bench.clock, () => driver.state());
      expect(state.value).toMatchObject({ ok: true, value: { about: { place: 'serial:port:1' } } });
      expect(state.ms).toBeLessThan(promptMs);
      await driver.release();
    }
  });
});

describe.each(kinds)('a ККТ that begins to talk and does not stop, $name', ({ profile, protocol }) => {
  it('at whichever command, ends every call, and there is one document at most', async () => {
    const options = { profile, protocols: [protocol] } as const;
    const whole = kktBench(options);
    const good = whole.printer();
    await good.openShift('Иванова');
    whole.kkt.forgetCommands();
    await good.print(document, anyMarks);
    await good.state();
    const commands = whole.kkt.commands.length;
    for (let index = 1; index <= commands; index += 1) {
      const bench = kktBench(options);
      const driver = bench.printer();
      await driver.openShift('Иванова');
      bench.kkt.set({ kind: 'talk', index, ms: 100 * bearableMs });
      for (const call of [() => driver.print(document, anyMarks), () => driver.state()]) {
        const { ms } = await timed<unknown>(bench.clock, call);
        expect(ms, `command ${index}`).toBeLessThan(bearableMs);
      }
      expect(
        bench.kkt.documents.filter(({ kind }) => kind === 'receipt').length,
        `command ${index}`,
      ).toBeLessThanOrEqual(1);
      bench.kkt.powerOff();
    }
  });
});

describe('a port where nothing can be done', () => {
  const found = async (bench: KktBench, ...others: LinkPlace[]) => {
    const driver = driverOn([...others, port('serial:port:9', bench.cable())], bench.clock);
    const state = await timed(bench.clock, () => driver.state());
    expect(state.value).toMatchObject({ ok: true });
    expect(state.ms).toBeLessThan(promptMs);
    await driver.release();
  };
  const alone = async (clock: HurryClock, place: LinkPlace) => {
    const state = await timed(clock, () => driverOn([place], clock).state());
    expect(state.value).toMatchObject(notConnected);
    expect(state.ms).toBeLessThan(60_000);
  };

  it('because nobody is there, is given up, and holds up nobody', async () => {
    await found(kktBench(), silentPort('serial:port:0'), silentPort('serial:port:1'), silentPort('serial:port:2'));
    await alone(new HurryClock(), silentPort('serial:port:0'));
  });

  it('because it does not open, is given up, and holds up nobody; opened late, it is closed', async () => {
    let open: (link: Link) => void = () => undefined;
    let closed = 0;
    const stuck: LinkPlace = {
      id: 'serial:port:0',
      hasSpeed: true,
      open: () => new Promise((resolve) => (open = (link) => resolve({ ok: true, value: link }))),
    };
    await alone(new HurryClock(), stuck);
    await found(kktBench(), stuck);
    open({
      send: async () => ({ ok: true, value: undefined }),
      listen: () => undefined,
      close: async () => void (closed += 1),
    });
    await new Promise((done) => void setImmediate(done));
    expect(closed).toBe(1);
  });

  it('because the device takes no bytes, is given up, closed, and holds up nobody', async () => {
    let closed = 0;
    const full: LinkPlace = {
      id: 'serial:port:0',
      hasSpeed: true,
      open: async () => ({
        ok: true,
        value: {
          send: () => new Promise(() => undefined),
          listen: () => undefined,
          close: async () => void (closed += 1),
        },
      }),
    };
    await found(kktBench(), full);
    const clock = new HurryClock();
    const state = await timed(clock, () => driverOn([full], clock).state());
    expect(state.value).toMatchObject(notConnected);
    expect(state.ms).toBeLessThan(bearableMs);
    expect(closed).toBeGreaterThan(1);
  });

  it('after it worked: the device takes no more bytes', async () => {
    const bench = kktBench();
    const [behind] = await bench.cable().places();
    let stuck = false;
    const place: LinkPlace = {
      id: 'serial:port:0',
      hasSpeed: true,
      open: async (baud) => {
        const opened = await behind?.open(baud);
        if (!opened?.ok) throw new Error('no line');
        return {
          ok: true,
          value: {
            ...opened.value,
            send: (bytes) => (stuck ? new Promise(() => undefined) : opened.value.send(bytes)),
          },
        };
      },
    };
    const driver = driverOn([place], bench.clock);
    expect(await driver.state()).toMatchObject({ ok: true });
    stuck = true;
    const state = await timed(bench.clock, () => driver.state());
    expect(state.value).toMatchObject(notConnected);
    expect(state.ms).toBeLessThan(bearableMs);
  });
});

describe('a line with a long way', () => {
  const ways = [50, 250, 300, 450, 500, 700, 1_000, 1_400];

  it.each(kinds)('is found beside silent ports and used, $name', async ({ profile, protocol }) => {
    for (const ms of ways) {
      const bench = kktBench({ profile, protocols: [protocol] });
      bench.distance.ms = ms;
      const driver = driverOn(
        [silentPort('serial:port:0'), port('serial:port:1', bench.cable()), silentPort('serial:port:2')],
        bench.clock,
      );
      expect(await driver.state(), `${2 * ms} ms there and back`).toMatchObject({
        ok: true,
        value: { about: { place: 'serial:port:1' } },
      });
      expect(await driver.state()).toMatchObject({ ok: true });
      await driver.release();
    }
  });

  it.each([4_800, 9_600, 19_200, 57_600, 2_400])('is found at %d bit/s', async (speed) => {
    for (const { profile, protocol } of kinds) {
      const bench = kktBench({ profile, protocols: [protocol] });
      bench.distance.ms = 400;
      const near = port('serial:port:1', bench.cable());
      const deaf = silentPort('serial:port:1');
      const place: LinkPlace = { ...near, open: (baud) => (baud === speed ? near : deaf).open(baud) };
      expect(await driverOn([silentPort('serial:port:0'), place], bench.clock).state()).toMatchObject({ ok: true });
    }
  });

  it('is still the right one of two: the known place is asked before its twin', async () => {
    const known = kktBench();
    const twin = kktBench({}, known.clock);
    known.distance.ms = 900;
    const link = (bench: KktBench) =>
      port(
        '',
        memorySource((send) => {
          const line = bench.kkt.connect(carried(send, bench.distance, known.clock));
          return { receive: carried(line.receive, bench.distance, known.clock), close: line.close };
        }),
      );
    const places = [
      { ...link(twin), id: 'serial:1a86:7523:1' },
      { ...link(known), id: 'serial:1a86:7523:0' },
    ];
    const driver = driverOn(places, known.clock, { place: 'serial:1a86:7523:0', baud: 115_200, protocol: 1 });
    expect(await driver.state()).toMatchObject({ ok: true, value: { about: { place: 'serial:1a86:7523:0' } } });
  });
});

describe.each(kinds)('a ККТ that is never ready, $name', ({ profile, protocol }) => {
  const options = { profile, protocols: [protocol] } as const;
  /** Every call, each of a driver that knows the ККТ; the faults begin after that. */
  async function callAll(
    bench: KktBench,
    ...faults: readonly KktFault[]
  ): Promise<{ name: string; value: Result<unknown, PrinterFailure>; ms: number }[]> {
    const driver = bench.printer();
    const calls: Readonly<Record<string, () => Promise<Result<unknown, PrinterFailure>>>> = {
      state: () => driver.state(),
      rest: () => driver.rest(),
      print: () => driver.print(document, anyMarks),
      openShift: () => driver.openShift('Иванова'),
      closeShift: () => driver.closeShift('Иванова'),
      report: () => driver.report(),
      cash: () => driver.cash(),
      cashIn: () => driver.cashIn(kopecks(100)),
      find: () => driver.find(1, { full: true }),
    };
    const called = [];
    for (const [name, call] of Object.entries(calls)) {
      bench.kkt.clearFaults();
      // After a print that paper interrupted: it waits for B0h.
      bench.kkt.paperIn();
      expect(await driver.state()).toMatchObject({ ok: true });
      bench.kkt.set(...faults);
      called.push({ name, ...(await timed(bench.clock, call)) });
    }
    return called;
  }

  it.each([0x50, 0x58, 0x72, 0x2f, 0x6b])('because it answers %i to everything, ends every call', async (code) => {
    const bench = kktBench(options);
    await bench.printer().openShift('Иванова');
    for (const { name, value, ms } of await callAll(bench, { kind: 'error', code, times: many })) {
      expect(value, name).toMatchObject({ ok: false });
      expect(ms, name).toBeLessThan(bearableMs);
    }
  });

  it.each([0x10, 0xb0, 0xff01, 0x88])(
    'because it answers "wait" to command %i alone, ends every call',
    async (command) => {
      for (const code of [0x50, 0x58]) {
        for (const paper of ['in', 'interrupted'] as const) {
          const bench = kktBench({ ...options, printMs: 2_000 });
          await bench.printer().openShift('Иванова');
          const faults: KktFault[] = [
            { kind: 'error', code, command, times: many },
            ...(paper === 'in' ? [] : [{ kind: 'paper-out', command: 0xff45 } as const]),
          ];
          for (const { name, ms } of await callAll(bench, ...faults)) expect(ms, name).toBeLessThan(bearableMs);
        }
      }
    },
  );

  it('because every answer comes minutes late, ends every call', async () => {
    const bench = kktBench(options);
    await bench.printer().openShift('Иванова');
    const driver = bench.printer();
    expect(await driver.state()).toMatchObject({ ok: true });
    bench.kkt.set({ kind: 'late-answer', ms: 200_000, times: many });
    for (const call of [
      () => driver.state(),
      () => driver.print(document, anyMarks),
      () => driver.cashIn(kopecks(100)),
    ]) {
      const { value, ms } = await timed<unknown>(bench.clock, call);
      expect(value).toMatchObject({ ok: false });
      expect(ms).toBeLessThan(bearableMs);
    }
  });

  it('because a document that is read never comes to an end, ends the reading', async () => {
    const bench = kktBench(options);
    const driver = bench.printer();
    await driver.openShift('Иванова');
    await driver.print(document, anyMarks);
    // No tag is whole: neither a tag nor a refusal.
    bench.kkt.set({ kind: 'error', command: 0xff3b, code: 0, times: many });
    bench.kkt.forgetCommands();
    expect(await driver.find(bench.kkt.documents.length, { full: true })).toMatchObject({ ok: true });
    expect(bench.kkt.commands.filter(({ code }) => code === 0xff3b).length).toBeLessThanOrEqual(500);
  });
});
