import { describe, expect, it } from 'vitest';
import { parseDescriptor } from '../../../../test/stand-ins/hid-descriptor.ts';
import {
  honeywell,
  honeywellWhole,
  keyboardDescriptor,
  reportsOf,
  type PosLayout,
} from '../../../../test/stand-ins/hid-layouts.ts';
import {
  type HidTraits,
  StandInHid,
  StandInHidDevice,
  type HidWire,
  type HidWireEnds,
} from '../../../../test/stand-ins/hid.ts';
import { heardOf, StandInMemory, statesOf } from '../../../../test/stand-ins/scanner-page.ts';
import { FakeClock, noon, turn } from '../../../../test/unit/clock.ts';
import type { ScannerSource } from '../../../app/ports/scanner.ts';
import { hidSource } from './hid-source.ts';

/** A wire that does what it is told. */
class TestWire implements HidWire {
  ends: HidWireEnds | undefined;
  readonly written: [kind: string, reportId: number, bytes: number[]][] = [];
  deaf = false;
  closed = 0;
  #mayOpen: Promise<void> | undefined;

  async open(ends: HidWireEnds): Promise<void> {
    await this.#mayOpen;
    this.ends = ends;
  }
  /** Opening does not end before the returned function is called. */
  hold(): () => void {
    let go = (): void => undefined;
    this.#mayOpen = new Promise((resolve) => {
      go = resolve;
    });
    return go;
  }
  async close(): Promise<void> {
    this.closed += 1;
  }
  async write(kind: string, reportId: number, bytes: Uint8Array): Promise<void> {
    if (this.deaf) throw new Error('no such report');
    this.written.push([kind, reportId, [...bytes]]);
  }
}

class Scanner extends StandInHidDevice {
  readonly wire: TestWire;

  constructor(traits: Partial<HidTraits> = {}, layout: PosLayout = honeywell) {
    const wire = new TestWire();
    super(wire, { collections: parseDescriptor(layout.descriptor), ...traits });
    this.wire = wire;
  }

  send(...reports: Uint8Array[]): void {
    for (const report of reports) this.wire.ends?.report(2, report);
  }

  scan(code: string): void {
    this.send(...reportsOf(honeywell, code));
  }
}

function world(...granted: StandInHidDevice[]) {
  const hid = new StandInHid(...granted);
  const clock = new FakeClock();
  const memory = new StandInMemory();
  const open = () => heardOf(hidSource(hid, clock, memory));
  return { hid, clock, memory, open, ...open() };
}

const long = `010460406000600021N4O57RSCBUZTQ\u001d91EE06\u001d92${'c2lnbmF0dXJl'.repeat(3)}c2lnbmE=`;
const choose = async (source: ScannerSource) => source.choose?.();

describe('a scan', () => {
  it('is told with its device, its bytes, its symbology and its times', async () => {
    const scanner = new Scanner();
    const { source, clock, deliveries } = world(scanner);
    await source.start();
    const [first = new Uint8Array(), second = new Uint8Array()] = reportsOf(honeywell, long, { terminator: '\r\n' });
    scanner.send(first);
    await clock.advance(70);
    scanner.send(second);
    expect(deliveries).toEqual([
      {
        way: 'hid',
        device: 'hid:0c2e:0b81:0',
        bytes: Uint8Array.from(Buffer.from(`${long}\r\n`, 'latin1')),
        texts: [long],
        symbology: ']d2',
        at: noon + 70,
        timing: { pieces: 2, totalMs: 70, longestGapMs: 70 },
        signs: [],
      },
    ]);
    expect(clock.pending).toBe(0);
  });

  it('loses CR, LF, TAB and padding at its end only', async () => {
    const scanner = new Scanner();
    const { source, deliveries } = world(scanner);
    await source.start();
    for (const terminator of ['', '\r', '\n', '\r\n', '\t', '\r\0\0'])
      scanner.send(...reportsOf(honeywell, 'a\tb\r\u001dc\xff', { terminator }));
    scanner.send(...reportsOf(honeywell, '', { terminator: '\r' }));
    expect(deliveries.map(({ texts }) => texts)).toEqual(Array.from({ length: 6 }, () => ['a\tb\r\u001dc\xff']));
  });

  it('whose last report is lost is told as cut, half a second after what there is', async () => {
    const scanner = new Scanner();
    const { source, clock, deliveries } = world(scanner);
    await source.start();
    scanner.send(...reportsOf(honeywell, long).slice(0, 1));
    await clock.advance(499);
    expect(deliveries).toEqual([]);
    await clock.advance(1);
    expect(deliveries).toMatchObject([{ texts: [long.slice(0, 56)], signs: ['cut'], at: noon }]);
    scanner.scan('4600494600012');
    expect(deliveries).toMatchObject([{}, { texts: ['4600494600012'], signs: [] }]);
  });

  it('is not cut by a page that was too busy to take its reports: no wait is begun before the reports that were there', async () => {
    const scanner = new Scanner();
    const { source, clock, deliveries } = world(scanner);
    await source.start();
    const [first = new Uint8Array(), second = new Uint8Array()] = reportsOf(honeywell, long);
    scanner.send(first);
    expect(clock.waits).toEqual([250]);
    await clock.advance(250);
    // However late that timer came, this one began only then.
    expect(clock.waits).toEqual([250]);
    scanner.send(second);
    expect(deliveries).toMatchObject([{ texts: [long], signs: [] }]);
    expect(clock.pending).toBe(0);
  });

  it('may take as long as it likes, report by report', async () => {
    const scanner = new Scanner();
    const { source, clock, deliveries } = world(scanner);
    await source.start();
    const reports = reportsOf(honeywell, long, { room: 10 });
    for (const report of reports) {
      scanner.send(report);
      await clock.advance(499);
    }
    expect(deliveries).toMatchObject([
      {
        texts: [long],
        signs: [],
        timing: { pieces: reports.length, totalMs: (reports.length - 1) * 499, longestGapMs: 499 },
      },
    ]);
  });

  it("of one scanner does not mix with another's", async () => {
    const [left, right] = [new Scanner(), new Scanner({ vendorId: 0x5e0, productId: 0x1300 })];
    const { source, deliveries } = world(left, right);
    await source.start();
    const reports = (code: string): Uint8Array[] => reportsOf(honeywell, code, { room: 8 });
    const other = long.replaceAll('0', '7');
    reports(long).forEach((report, index) => {
      left.send(report);
      right.send(...reports(other).slice(index, index + 1));
    });
    expect(deliveries).toMatchObject([
      { device: 'hid:0c2e:0b81:0', texts: [long] },
      { device: 'hid:05e0:1300:0', texts: [other] },
    ]);
  });
});

describe('devices', () => {
  it('are the granted scanners, told apart by model and number; others are left alone', async () => {
    const keyboard = new Scanner({ collections: parseDescriptor(keyboardDescriptor) });
    const zebra = { vendorId: 0x5e0, productId: 0x1300, productName: 'Zebra' };
    const { source, changes } = world(
      new Scanner(zebra),
      keyboard,
      new Scanner({ productName: '' }),
      new Scanner(zebra),
    );
    expect(source.devices()).toEqual([]);
    await source.start();
    expect(source.devices()).toEqual([
      { id: 'hid:05e0:1300:0', way: 'hid', name: 'Zebra', state: 'ready' },
      { id: 'hid:0c2e:0b81:0', way: 'hid', name: undefined, state: 'ready' },
      { id: 'hid:05e0:1300:1', way: 'hid', name: 'Zebra', state: 'ready' },
    ]);
    expect(changes()).toBeGreaterThan(0);
    expect(keyboard.openings).toBe(0);
  });

  it('are none where the page may not look', async () => {
    const { hid, source } = world(new Scanner());
    hid.forbidden = true;
    await source.start();
    expect(source.devices()).toEqual([]);
  });

  it('of which one does not answer do not hold up the others for long', async () => {
    const [slow, quick] = [new Scanner({ productId: 1 }), new Scanner({ productId: 2 })];
    const go = slow.wire.hold();
    const { source, clock } = world(slow, quick);
    const started = source.start();
    await clock.advance(3_000);
    await started;
    expect(statesOf(source)).toEqual(['hid:0c2e:0001:0 off', 'hid:0c2e:0002:0 ready']);
    go();
    await turn();
    expect(statesOf(source)).toEqual(['hid:0c2e:0001:0 ready', 'hid:0c2e:0002:0 ready']);
    await clock.advance(10_000);
    expect(slow.openings).toBe(1);
  });

  it('that another program holds are tried again until they are free', async () => {
    const scanner = new Scanner();
    scanner.occupied = true;
    const { source, clock, deliveries } = world(scanner);
    await source.start();
    for (const wait of [500, 1_000, 2_000, 5_000, 5_000]) {
      expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 busy']);
      expect(clock.waits).toEqual([wait]);
      await clock.advance(wait);
    }
    scanner.occupied = false;
    await clock.advance(5_000);
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready']);
    expect(clock.pending).toBe(0);
    scanner.scan('123');
    expect(deliveries).toMatchObject([{ texts: ['123'] }]);
  });

  it('that go away while they are busy are not tried any more', async () => {
    const scanner = new Scanner();
    scanner.occupied = true;
    const { hid, source, clock } = world(scanner);
    await source.start();
    hid.unplug(scanner);
    scanner.occupied = false;
    await clock.advance(20_000);
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 away']);
    expect([scanner.openings, clock.pending]).toEqual([0, 0]);
  });
});

describe('unplugging', () => {
  it('in the middle of a scan tells what there is of it as cut', async () => {
    const scanner = new Scanner();
    const { hid, source, clock, deliveries } = world(scanner);
    await source.start();
    scanner.send(...reportsOf(honeywell, long).slice(0, 1));
    await clock.advance(30);
    hid.unplug(scanner);
    expect(deliveries).toMatchObject([
      { texts: [long.slice(0, 56)], signs: ['cut'], at: noon, timing: { pieces: 1, totalMs: 0, longestGapMs: 0 } },
    ]);
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 away']);
    await clock.advance(1_000);
    expect(deliveries).toHaveLength(1);
    expect(scanner.opened).toBe(false);
  });

  it('and plugging in again, as another object, goes on in the same place', async () => {
    const [first, second] = [new Scanner(), new Scanner()];
    const { hid, source, deliveries } = world(first);
    await source.start();
    hid.unplug(first);
    hid.plug(second);
    await turn();
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready']);
    first.scan('old');
    second.scan('new');
    expect(deliveries).toMatchObject([{ texts: ['new'], device: 'hid:0c2e:0b81:0' }]);
  });

  it('of what is none of ours changes nothing', async () => {
    const keyboard = new Scanner({ collections: parseDescriptor(keyboardDescriptor) });
    const { hid, source, changes } = world(keyboard, new Scanner());
    await source.start();
    const before = changes();
    hid.unplug(keyboard);
    expect(changes()).toBe(before);
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready']);
  });

  it('is remembered over a reload', async () => {
    const scanner = new Scanner();
    const { hid, source, open } = world(scanner);
    await source.start();
    hid.unplug(scanner);
    await source.release();
    const next = open().source;
    expect(next.devices()).toEqual([{ id: 'hid:0c2e:0b81:0', way: 'hid', name: 'Stand-in', state: 'off' }]);
    await next.start();
    expect(statesOf(next)).toEqual(['hid:0c2e:0b81:0 away']);
    hid.plug(new Scanner());
    await turn();
    expect(statesOf(next)).toEqual(['hid:0c2e:0b81:0 ready']);
  });
});

it.each(['', '{', 'null', '5', '[1, null, {"id": 7}, {}]'])('does without a memory that says %j', async (text) => {
  const { memory, open } = world(new Scanner());
  memory.kept.set('poltora-hid-scanners', text);
  const { source } = open();
  await source.start();
  expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready']);
});

it('does without a medium that takes anything', async () => {
  const { memory, source } = world(new Scanner());
  memory.full = true;
  await source.start();
  expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready']);
  expect(memory.kept.size).toBe(0);
});

it('takes a scanner whose interfaces come one after another', async () => {
  const late = new Scanner({ collections: parseDescriptor(keyboardDescriptor) });
  const { hid, source, clock, deliveries } = world();
  await source.start();
  hid.plug(late);
  late.collections.push(...parseDescriptor(honeywell.descriptor));
  await clock.advance(1_000);
  late.scan('123');
  expect(deliveries).toMatchObject([{ texts: ['123'] }]);
});

describe('the chooser', () => {
  it('shows every kind of scanner, and opens all that one device has', async () => {
    const { hid, source, deliveries } = world();
    await source.start();
    const [one, other] = [new Scanner(), new Scanner()];
    const keyboard = new Scanner({ collections: parseDescriptor(keyboardDescriptor) });
    hid.choice = [keyboard, one, other];
    expect(await choose(source)).toEqual({ ok: true, value: true });
    expect(hid.requests).toEqual([{ filters: [{ usagePage: 0x8c }] }]);
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready', 'hid:0c2e:0b81:1 ready']);
    one.scan('1');
    other.scan('2');
    expect(deliveries).toMatchObject([
      { texts: ['1'], device: 'hid:0c2e:0b81:0' },
      { texts: ['2'], device: 'hid:0c2e:0b81:1' },
    ]);
    expect(keyboard.openings).toBe(0);
  });

  it('may be closed without a choice', async () => {
    expect(await choose(world().source)).toEqual({ ok: true, value: false });
  });

  it('may offer what is open already', async () => {
    const scanner = new Scanner();
    const { hid, source, deliveries } = world(scanner);
    await source.start();
    hid.choice = [scanner];
    expect(await choose(source)).toEqual({ ok: true, value: true });
    scanner.scan('123');
    expect(deliveries).toHaveLength(1);
  });

  it('may be forbidden', async () => {
    const { hid, source } = world();
    hid.forbidden = true;
    expect(await choose(source)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  });

  it('says so when another program holds what was chosen, which is opened later all the same', async () => {
    const { hid, source, clock } = world();
    await source.start();
    const scanner = new Scanner();
    scanner.occupied = true;
    hid.choice = [scanner];
    expect(await choose(source)).toEqual({
      ok: false,
      failure: { kind: 'busy', detail: 'NotAllowedError: Failed to open the device.' },
    });
    scanner.occupied = false;
    await clock.advance(500);
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 ready']);
  });
});

describe('forgetting', () => {
  it('takes the grant back that the person gave, after a reload, too', async () => {
    const scanner = new Scanner();
    const { hid, source, open } = world();
    await source.start();
    hid.choice = [scanner];
    await choose(source);
    await source.release();
    const next = open();
    await next.source.start();
    await next.source.forget('hid:0c2e:0b81:0');
    expect(next.source.devices()).toEqual([]);
    expect([scanner.opened, scanner.forgotten]).toEqual([false, true]);
    scanner.scan('123');
    expect(next.deliveries).toEqual([]);
    const last = open().source;
    await last.start();
    expect(last.devices()).toEqual([]);
    expect(await choose(last)).toEqual({ ok: true, value: true });
    expect(statesOf(last)).toEqual(['hid:0c2e:0b81:0 ready']);
  });

  it('never asks the browser to take back what a policy granted, until the person chose it, too', async () => {
    const scanner = new Scanner();
    const { hid, source, open } = world(scanner);
    await source.start();
    await source.forget('hid:0c2e:0b81:0');
    expect(source.devices()).toEqual([]);
    expect([scanner.opened, scanner.forgotten]).toEqual([false, false]);
    const next = open().source;
    await next.start();
    hid.choice = [scanner];
    await choose(next);
    await next.forget('hid:0c2e:0b81:0');
    expect(scanner.forgotten).toBe(true);
  });

  it('drops what is away, and knows what it does not know', async () => {
    const scanner = new Scanner();
    const { hid, source, open } = world(scanner);
    await source.start();
    hid.unplug(scanner);
    await source.forget('hid:1234:5678:0');
    expect(statesOf(source)).toEqual(['hid:0c2e:0b81:0 away']);
    await source.forget('hid:0c2e:0b81:0');
    expect(source.devices()).toEqual([]);
    expect(open().source.devices()).toEqual([]);
  });
});

describe('letting go', () => {
  it('closes every device and hears nothing more', async () => {
    const [open, busy] = [new Scanner({ productId: 1 }), new Scanner({ productId: 2 })];
    busy.occupied = true;
    const { hid, source, clock, deliveries } = world(open, busy);
    await source.start();
    open.send(...reportsOf(honeywell, long).slice(0, 1));
    await source.release();
    busy.occupied = false;
    hid.plug(new Scanner({ productId: 3 }));
    await clock.advance(20_000);
    expect(deliveries).toEqual([]);
    expect([open.opened, busy.openings]).toEqual([false, 0]);
    expect(statesOf(source)).toEqual(['hid:0c2e:0001:0 off', 'hid:0c2e:0002:0 off']);
    expect(clock.pending).toBe(0);
  });

  it('closes what was just being opened', async () => {
    const scanner = new Scanner();
    const go = scanner.wire.hold();
    const { source, deliveries, changes } = world(scanner);
    const started = source.start();
    await turn();
    const released = source.release();
    go();
    await Promise.all([started, released]);
    // The end of `start`; nothing of the device.
    expect(changes()).toBe(1);
    expect([scanner.openings, scanner.opened, scanner.wire.closed]).toEqual([1, false, 1]);
    scanner.scan('123');
    expect(deliveries).toEqual([]);
  });
});

describe('a Honeywell', () => {
  it('with several interfaces is asked to send its scans to ours', async () => {
    const scanner = new Scanner({}, honeywellWhole);
    await world(scanner).source.start();
    expect(scanner.wire.written).toEqual([['feature', 0xfe, [1]]]);
  });

  it('that does not listen scans all the same', async () => {
    const scanner = new Scanner({}, honeywellWhole);
    scanner.wire.deaf = true;
    const { source, deliveries } = world(scanner);
    await source.start();
    scanner.scan('123');
    expect(deliveries).toHaveLength(1);
  });

  it("without that report, and any other maker's with it, is not asked", async () => {
    const [plain, other] = [new Scanner(), new Scanner({ vendorId: 0x1eab }, honeywellWhole)];
    await world(plain, other).source.start();
    expect([...plain.wire.written, ...other.wire.written]).toEqual([]);
  });
});

it.each([
  ['empty', '', 20],
  ['of one byte', 'x', 400],
  ['full', 'x'.repeat(56), 400],
])('a scan that its scanner never ends is cut after five seconds: reports %s', async (_name, text, everyMs) => {
  const scanner = new Scanner();
  const all = world(scanner);
  await all.source.start();
  scanner.send(honeywell.report(new TextEncoder().encode('AB'), true));
  const from = all.clock.now();
  while (all.clock.now() - from < 60_000) {
    await all.clock.advance(everyMs);
    scanner.send(honeywell.report(new TextEncoder().encode(text), true));
  }
  expect(all.deliveries[0]).toMatchObject({ signs: ['cut'] });
  // One report late: it is cut when the next one comes, or by silence.
  for (const { timing } of all.deliveries) expect(timing.totalMs).toBeLessThanOrEqual(5_500);
  expect(all.deliveries.length).toBeGreaterThanOrEqual(text === '' ? 1 : 10);
  await all.source.release();
  expect(all.clock.pending).toBe(0);
});
