/** Rigs of `test/contract/scanners.ts` whose scanner is a real one, in the hand of a person. */
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import type { ScannerDevice, ScannerSource } from '../../../src/app/ports/scanner.ts';
import { serialSource } from '../../../src/devices/links/web-serial.ts';
import { hidSource } from '../../../src/devices/scanner/hid/hid-source.ts';
import { serialScanners } from '../../../src/devices/scanner/serial/serial-source.ts';
import type { ScannerRig } from '../../contract/scanners.ts';
import type { NodeHidBus } from '../../stand-ins/hid-node.ts';
import { StandInPort, StandInSerial } from '../../stand-ins/serial.ts';
import { TtyWire } from '../../stand-ins/tty.ts';
import { realClock } from '../../unit/clock.ts';
import type { Panel, Step } from './panel.ts';
import { fakeMemory } from '../../unit/fakes/small-memory.ts';

/** How often it is looked whether a device came or went, ms: well before a person wonders. */
const LOOK_MS = 250;

/** HID POS over `node-hid`. The bus was polled. */
export function hidByHand(panel: Panel, bus: NodeHidBus): ScannerRig {
  const kept = fakeMemory();
  return byHand(panel, () => hidSource(bus.hid, realClock, kept), bus.watch(LOOK_MS));
}

/** A serial scanner at `path`, over `serialport`. Chosen, as a person does it once. */
export async function serialByHand(panel: Panel, path: string): Promise<ScannerRig> {
  let port = new StandInPort(new TtyWire(path));
  const serial = new StandInSerial(port);
  const kept = fakeMemory();
  const open = (): ReturnType<typeof serialScanners> =>
    serialScanners({ source: serialSource(serial, realClock), clock: realClock, memory: kept });
  const before = open();
  await before.start();
  serial.choice = port;
  expect(await before.choose?.()).toEqual({ ok: true, value: true });
  await before.release();
  const watch = setInterval(() => {
    if (!existsSync(path)) port.unplug();
    else if (!port.connected) serial.plug((port = new StandInPort(new TtyWire(path))));
  }, LOOK_MS);
  return byHand(panel, open, () => clearInterval(watch));
}

/** Any way; `open` makes the source of a fresh page. */
export function byHand(panel: Panel, open: () => ScannerSource, remove: () => void): ScannerRig {
  let source = open();
  let last: string | undefined;
  const ask = (step: Step, done: Promise<void>): Promise<void> =>
    panel.ask({ ...step, test: expect.getState().currentTestName }, done);
  const become = (holds: (devices: readonly ScannerDevice[]) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds(source.devices())) return;
        stop();
        resolve();
      };
      const stop = source.onChange(look);
      look();
    });
  const came = (code: string): Promise<void> =>
    new Promise((resolve) => {
      const stop = source.onScan(({ texts: [text] }) => {
        // A trigger held a moment too long is no scan of the next code.
        if (text === last && text !== code) return;
        last = text;
        stop();
        resolve();
      });
    });
  return {
    source,
    scan: async (codes) => {
      for (const [index, code] of codes.entries())
        await ask({ words: 'Scan this code.', code, remaining: codes.length - 1 - index }, came(code));
    },
    unplug: () =>
      ask(
        { words: 'Unplug the scanner.' },
        become((devices) => devices.every(({ state }) => state === 'away')),
      ),
    plug: () =>
      ask(
        { words: 'Plug the scanner in again.' },
        become((devices) => devices.some(({ state }) => state === 'ready')),
      ),
    reload: () => (source = open()),
    remove,
  };
}
