import { expect, it } from 'vitest';
import { FakeClock, noon } from '../../../../test/unit/clock.ts';
import type { Delivery } from '../../../app/ports/scanner.ts';
import { SerialEar } from './serial-ear.ts';

const milk = '0104670540176099215AbCdE\u001d93dGVz';
const bread = '4600494600012';
const [head, tail] = [milk.slice(0, 10), milk.slice(10)];
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A chunk that comes; so many ms that pass; or so many in which the page is too busy for its timers. */
type Step = string | number | { readonly busyMs: number };

/** All that an ear tells of a line, with the ms from the first step until it was told. */
async function heard(steps: readonly Step[]): Promise<{ after: number; delivery: Delivery; suffixed: boolean }[]> {
  const clock = new FakeClock();
  const all: { after: number; delivery: Delivery; suffixed: boolean }[] = [];
  const ear = new SerialEar('a line', false, clock, {
    scanned: (delivery, suffixed) => void all.push({ after: clock.now() - noon, delivery, suffixed }),
    down: () => {
      throw new Error('the line is up');
    },
  });
  for (const step of steps) {
    if (typeof step === 'string') ear.bytes(latin1(step));
    else if (typeof step === 'number') await clock.advance(step);
    else clock.jump(clock.now() + step.busyMs);
  }
  expect(clock.pending).toBe(0);
  return all;
}

it('a scan is told with its device, its bytes and its times as soon as its suffix came', async () => {
  expect(await heard([head, 70, tail, 20, '\r\n'])).toEqual([
    {
      after: 90,
      suffixed: true,
      delivery: {
        way: 'serial',
        device: 'a line',
        bytes: latin1(`${milk}\r\n`),
        texts: [milk],
        at: noon + 90,
        timing: { pieces: 3, totalMs: 90, longestGapMs: 70 },
        signs: [],
      },
    },
  ]);
});

it('a scan without a suffix is told after a quarter of a second, as of its last byte', async () => {
  expect(await heard([head, 200, tail, 1_000])).toEqual([
    {
      after: 450,
      suffixed: false,
      delivery: {
        way: 'serial',
        device: 'a line',
        bytes: latin1(milk),
        texts: [milk],
        at: noon + 200,
        timing: { pieces: 2, totalMs: 200, longestGapMs: 200 },
        signs: ['no-suffix'],
      },
    },
  ]);
});

/** The ms of the telling and of the last byte, the text, the signs. */
type Told = [after: number, at: number, text: string, ...signs: string[]];

it.each<{ scan: string; steps: Step[]; told: Told[] }>([
  {
    scan: 'of a scanner with a suffix waits longer for what is missing, and is cut if it does not come',
    steps: [
      `${bread}\r`,
      999,
      milk.slice(0, 3),
      999,
      milk.slice(3, 20),
      999,
      `${milk.slice(20)}\r`,
      milk.slice(0, 20),
      2_000,
    ],
    told: [
      [0, 0, bread],
      [2_997, 2_997, milk],
      [3_997, 2_997, milk.slice(0, 20), 'cut'],
    ],
  },
  {
    scan: 'says what to expect of the next: a scanner may be set up anew',
    steps: [`${bread}\r`, milk, 1_000, milk, 250, `${bread}\r`, milk, 1_000],
    told: [
      [0, 0, bread],
      [1_000, 0, milk, 'cut'],
      [1_250, 1_000, milk, 'no-suffix'],
      [1_250, 1_250, bread],
      [2_250, 1_250, milk, 'cut'],
    ],
  },
  {
    scan: 'is one of several in a chunk',
    steps: [`${milk}\r${bread}\r${milk}\r`],
    told: [
      [0, 0, milk],
      [0, 0, bread],
      [0, 0, milk],
    ],
  },
  {
    scan: 'is not cut by a page that was busy: bytes may be waiting behind the timer',
    steps: [head, { busyMs: 400 }, 250, tail, 250],
    told: [[900, 650, milk, 'no-suffix']],
  },
  {
    scan: 'is told at last by a page that is always late',
    steps: [milk, { busyMs: 1_000 }, 250, { busyMs: 750 }, 250],
    told: [[2_250, 0, milk, 'no-suffix']],
  },
  {
    scan: 'is garbage when it does not end',
    steps: ['x'.repeat(5_000), 250],
    told: [
      [0, 0, 'x'.repeat(4_096), 'cut'],
      [250, 0, 'x'.repeat(904), 'no-suffix'],
    ],
  },
])('a scan $scan', async ({ steps, told }) => {
  expect(
    (await heard(steps)).map(({ after, delivery: { at, texts, signs } }) => [after, at - noon, ...texts, ...signs]),
  ).toEqual(told);
});

it.each([
  ['UTF-8', '\u00c3\u00a80104', ['\u00e80104', '\u00c3\u00a80104']],
  ['UTF-8 with a byte order mark', '\u00ef\u00bb\u00bf0104', ['0104', '\u00ef\u00bb\u00bf0104']],
  ['Latin-1', '\u00e80104', ['\u00e80104']],
])('a scan in %s is read as such', async (_, sent, texts) => {
  expect(await heard([`${sent}\r`])).toMatchObject([{ delivery: { texts, bytes: latin1(`${sent}\r`) } }]);
});

it.each([
  ['a byte at a time', 'x', 200],
  ['a byte at a time, of a scanner with a suffix before', 'x', 900],
  ['nothing at a time, after one byte', '', 200],
])('a line that goes on without a suffix is cut off after ten seconds: %s', async (_name, piece, everyMs) => {
  const steps: Step[] = [
    `${bread}\r`,
    ...Array.from({ length: Math.ceil(60_000 / everyMs) }, () => [piece, everyMs]).flat(),
    2_000,
  ];
  const all = await heard(everyMs === 900 ? steps : ['x', ...steps.slice(1)]);
  const scans = all.filter(({ delivery }) => delivery.texts[0] !== bread);
  // One piece late: it is cut when the next one comes, or by silence.
  expect(scans[0]?.after).toBeLessThanOrEqual(11_000);
  for (const { delivery } of scans) {
    expect(delivery.timing.totalMs).toBeLessThanOrEqual(11_000);
    expect(delivery.timing.pieces).toBeLessThanOrEqual(4_096);
  }
  expect(scans.length).toBeGreaterThanOrEqual(piece === '' ? 1 : 4);
});
