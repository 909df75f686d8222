/** Scanners that are attached to this machine, worked by a person. HID POS ones are found; a serial port is opened only when it is named: it may be a ККТ's. */
import * as nodeHid from 'node-hid';
import { afterAll, beforeAll, it } from 'vitest';
import { SCANNER_PAGE } from '../../../src/protocol/hid-pos/reports.ts';
import { scannerContract } from '../../contract/scanners.ts';
import { NodeHidBus } from '../../stand-ins/hid-node.ts';
import type { StandInHidDevice } from '../../stand-ins/hid.ts';
import { closeTty, openTty } from '../../stand-ins/tty.ts';
import { hidByHand, serialByHand } from './by-hand.ts';
import { openPanel, type Panel } from './panel.ts';

const traits = { splits: false, byHand: true };
const path = process.env['POLTORA_HARDWARE_SCANNER'];
// Descriptors come from the kernel's /sys.
const onLinux = process.platform === 'linux';
const [pos] = onLinux ? await hidScanners(await polledBus()) : [];
let panel: Panel;

beforeAll(async () => {
  panel = await openPanel();
  console.log(
    `\nOpen ${panel.url} and do what it says. Scanner: GS1 DataMatrix on, no AIM prefix, GS sent as it is; HID POS or USB-COM mode, with CR behind each code.\n`,
  );
});
afterAll(() => panel?.close());

if (pos) {
  await pos.open().catch(() => {
    throw new Error(
      `${pos.productName} is attached, and this user may not open it: for the udev rule see README, "Connecting a scanner".`,
    );
  });
  await pos.close();
  scannerContract(`HID POS: ${pos.productName}`, traits, async () => hidByHand(panel, await polledBus()));
} else
  it.skip(`skipped: ${onLinux ? 'no HID POS scanner is attached' : 'HID POS scanners are looked for on Linux alone'}`);

if (path) {
  // Fails here and once, in the system's words, when it is not there or belongs to another.
  await closeTty(await openTty(path));
  scannerContract(`a serial line: ${path}`, traits, () => serialByHand(panel, path));
} else it.skip('skipped: no serial scanner is named (POLTORA_HARDWARE_SCANNER=/dev/ttyACM0)');

async function polledBus(): Promise<NodeHidBus> {
  const bus = new NodeHidBus(nodeHid);
  await bus.poll();
  return bus;
}

async function hidScanners({ hid }: NodeHidBus): Promise<StandInHidDevice[]> {
  return (await hid.getDevices()).filter(({ collections }) =>
    collections.some(({ usagePage }) => usagePage === SCANNER_PAGE),
  );
}
