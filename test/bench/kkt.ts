/**
 * `npm run bench -- kkt`: how long the driver takes for a receipt beside the time its bytes need on a wire of 115200 baud. The wire is
 * modelled (ten bits a byte, one direction at a time, nothing faster than its own bytes); the device answers at once, so that whatever is
 * above the sum of the wire is ours, but for the emulator's own work, which is measured and told apart.
 */
import type { Tags } from '../../src/domain/document/fiscal-document.ts';
import type { Memory } from '../../src/devices/kkt/shtrih/search.ts';
import { ShtrihPrinter } from '../../src/devices/kkt/shtrih/shtrih-printer.ts';
import type { LinkListener, LinkSource } from '../../src/devices/links/link.ts';
import { ok } from '../../src/domain/base/result.ts';
import { Kkt } from '../emulators/kkt-shtrih/index.ts';
import { realClock } from '../unit/clock.ts';

const baud = 115_200;
const msPerByte = (10 / baud) * 1_000;

/** Acts when its time has come, to some microseconds: timers of Node are too coarse by a millisecond. */
function at(time: number, act: () => void): void {
  if (performance.now() >= time) act();
  else setImmediate(at, time, act);
}

/** The emulator's short timers, as exact: it answers at once, not at the next millisecond. */
function exactly(ms: number, act: () => void): () => void {
  if (ms > 5) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  }
  let cancelled = false;
  at(performance.now() + ms, () => void (cancelled || act()));
  return () => void (cancelled = true);
}

class Wire implements LinkSource {
  bytes = 0;
  deviceMs = 0;
  readonly #kkt: Kkt;
  #freeAt = 0;

  constructor(kkt: Kkt) {
    this.#kkt = kkt;
  }

  places() {
    return Promise.resolve([
      {
        id: 'wire',
        hasSpeed: false,
        open: () => {
          let listener: LinkListener | undefined;
          const device = this.#kkt.connect((bytes) => {
            const sent = bytes.slice();
            this.#carry(sent.length, () => listener?.bytes(sent));
          });
          return Promise.resolve(
            ok({
              send: (bytes: Uint8Array) => {
                const sent = bytes.slice();
                this.#carry(sent.length, () => {
                  const startedAt = performance.now();
                  device.receive(sent);
                  this.deviceMs += performance.now() - startedAt;
                });
                return Promise.resolve(ok(undefined));
              },
              listen: (next: LinkListener) => void (listener = next),
              close: () => Promise.resolve(device.close()),
            }),
          );
        },
      },
    ]);
  }

  onAppear() {
    return () => undefined;
  }

  get wireMs(): number {
    return this.bytes * msPerByte;
  }

  /** The line is half-duplex in effect: a command, then its answer. */
  #carry(count: number, act: () => void): void {
    this.bytes += count;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + count * msPerByte;
    at(this.#freeAt, act);
  }
}

function receipt(lines: number): Tags {
  const price = 8_990;
  return {
    1054: 1,
    1055: 1,
    1021: 'Иванова А.',
    1020: price * lines,
    1031: price * lines,
    1081: 0,
    1059: Array.from({ length: lines }, (_, line) => ({
      1030: `Молоко питьевое пастеризованное 2,5 % ${line}`,
      1079: price,
      1023: 1_000,
      1043: price,
      1199: 2,
      1212: 33,
      1214: 4,
      2108: 0,
      2000: `010467054017609921${String(line).padStart(6, '0')}\u001d93dGVz`,
      2102: 0,
      1260: {
        1262: '030',
        1263: '21.11.2023',
        1264: '1944',
        1265: 'UUID=4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc&Time=1790000000123',
      },
    })),
  };
}

interface Round {
  readonly totalMs: number;
  readonly wireMs: number;
  readonly deviceMs: number;
}

async function round(lines: number, protocol: 1 | 2): Promise<Round> {
  const kkt = new Kkt({ protocols: [protocol], vat22: '90', after: exactly });
  const wire = new Wire(kkt);
  let kept: ReturnType<Memory['get']> = { place: 'wire', baud, protocol };
  const printer = new ShtrihPrinter({
    source: wire,
    clock: realClock,
    zone: () => 3,
    setup: { password: 30, vat22: 'auto' },
    memory: { get: () => kept, set: (found) => void (kept = found) },
  });
  const opened = await printer.openShift('Иванова А.');
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  wire.bytes = 0;
  wire.deviceMs = 0;
  const startedAt = performance.now();
  const printed = await printer.print(receipt(lines), {
    text: [],
    refuseRefuted: false,
    onMarkResult: () => undefined,
  });
  const totalMs = performance.now() - startedAt;
  if (!printed.ok) throw new Error(JSON.stringify(printed.failure));
  await printer.release();
  return { totalMs, wireMs: wire.wireMs, deviceMs: wire.deviceMs };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

console.log(
  `Marked receipts over a modelled wire of ${baud} baud, medians, ms. «driver»: the time beyond the wire and the emulator.\n`,
);
console.log('| lines | protocol | n | total | wire | emulator | driver | of the wire |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [lines, n] of [
  [1, 30],
  [10, 15],
  [50, 7],
] as const) {
  for (const protocol of [1, 2] as const) {
    // The first rounds warm the engine up.
    await round(lines, protocol);
    const rounds: Round[] = [];
    for (let count = 0; count < n; count += 1) rounds.push(await round(lines, protocol));
    const [total, wire, device] = [
      median(rounds.map(({ totalMs }) => totalMs)),
      median(rounds.map(({ wireMs }) => wireMs)),
      median(rounds.map(({ deviceMs }) => deviceMs)),
    ];
    const ours = median(rounds.map(({ totalMs, wireMs, deviceMs }) => totalMs - wireMs - deviceMs));
    console.log(
      `| ${lines} | ${protocol} | ${n} | ${total.toFixed(0)} | ${wire.toFixed(0)} | ${device.toFixed(1)} | ${ours.toFixed(1)} | ${((ours / wire) * 100).toFixed(1)} % |`,
    );
  }
}
