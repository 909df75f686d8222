/** Scanning over Web Serial: a scanner that ends its scans and one that does not, in memory and on real ttys of this machine. */
import { describe } from 'vitest';
import { serialSource } from '../../src/devices/links/web-serial.ts';
import { serialScanners, type SerialScanners } from '../../src/devices/scanner/serial/serial-source.ts';
import { StandInMemory } from '../stand-ins/scanner-page.ts';
import { StandInPort, StandInSerial, type Wire, type WireEnds } from '../stand-ins/serial.ts';
import { hasSocat, ttyDevice } from '../stand-ins/tty.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { realClock } from '../unit/clock.ts';
import { HurryClock } from '../unit/hurry-clock.ts';
import { until } from './links.ts';
import { pauseOn, scannerContract, type ScannerRig } from './scanners.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What is not apart in time goes out in one piece. */
async function scan(
  suffix: string,
  codes: readonly string[],
  { splitMs, gapMs }: { splitMs: number; gapMs: number },
  send: (bytes: Uint8Array) => Promise<void> | void,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  let waiting = '';
  const sendAfter = async (ms: number, text: string): Promise<void> => {
    if (ms > 0 && waiting !== '') {
      await send(latin1(waiting));
      waiting = '';
      await pause(ms);
    }
    waiting += text;
  };
  for (const [index, code] of codes.entries()) {
    const at = splitMs > 0 ? Math.ceil(code.length / 2) : code.length;
    await sendAfter(index > 0 ? gapMs : 0, code.slice(0, at));
    await sendAfter(splitMs, code.slice(at) + suffix);
  }
  await send(latin1(waiting));
}

/** One browser with its pages. */
function browser(serial: StandInSerial, clock: Clock): { page(): SerialScanners } {
  const memory = new StandInMemory();
  return { page: () => serialScanners({ source: serialSource(serial, clock), clock, memory }) };
}

/** The page on which the person chose the scanner; perhaps tried it, too. */
async function chosenOn(
  page: SerialScanners,
  serial: StandInSerial,
  port: StandInPort,
  tryIt?: () => Promise<void>,
): Promise<void> {
  let tried = false;
  page.onScan(() => {
    tried = true;
  });
  await page.start();
  serial.choice = port;
  await page.choose?.();
  if (tryIt) {
    await tryIt();
    await until(() => tried, 'the first scan');
  }
  await page.release();
}

// ── in memory

class MemoryWire implements Wire {
  ends: WireEnds | undefined;

  async open(_options: SerialOptions, ends: WireEnds): Promise<void> {
    this.ends = ends;
  }
  async write(): Promise<void> {
    throw new Error('A scanner was sent something.');
  }
  async close(): Promise<void> {
    this.ends = undefined;
  }
}

async function standInRig(suffix: string): Promise<ScannerRig> {
  let wire = new MemoryWire();
  let port = new StandInPort(wire);
  const empty = new StandInPort(new MemoryWire(), {});
  const serial = new StandInSerial(empty, port);
  const clock = new HurryClock();
  const { page } = browser(serial, clock);
  await chosenOn(page(), serial, port);
  return {
    source: page(),
    clock,
    scan: (codes, pace) => scan(suffix, codes, pace, (bytes) => wire.ends?.receive(bytes), pauseOn(clock)),
    unplug: () => port.unplug(),
    plug: () => {
      wire = new MemoryWire();
      serial.plug((port = new StandInPort(wire)));
    },
    reload: page,
    remove: () => undefined,
  };
}

scannerContract('Web Serial, with CR', { splits: true }, () => standInRig('\r'));
scannerContract('Web Serial, without a suffix', { splits: true, silenceMs: 250 }, () => standInRig(''));

// ── on ttys

async function ttyRig(suffix: string): Promise<ScannerRig> {
  const { serial, port, send, unplug, plug, remove } = await ttyDevice();
  const { page } = browser(serial, realClock);
  const rigScan: ScannerRig['scan'] = (codes, pace) => scan(suffix, codes, pace, send, pauseOn(realClock));
  await chosenOn(page(), serial, port, () => rigScan(['4600494600012'], { splitMs: 0, gapMs: 0 }));
  return { source: page(), scan: rigScan, unplug, plug, reload: page, remove };
}

describe.skipIf(!hasSocat)('on ttys of this machine', () => {
  scannerContract('Web Serial over serialport, with CR LF', { splits: true }, () => ttyRig('\r\n'));
});
