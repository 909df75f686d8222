/** What the hub relies on in every way of scanning (`ScannerSource`): each one, over whatever carries it, runs this suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Delivery, ScannerSource } from '../../src/app/ports/scanner.ts';
import { ScanHub, type ScanRecord } from '../../src/app/scan-hub.ts';
import { realClock } from '../unit/clock.ts';
import { until } from './links.ts';

/** A way of scanning with a scanner at its far end. */
export interface ScannerRig {
  /** Not started yet. */
  readonly source: ScannerSource;
  /** The source's clock, and the one by which the scanner is worked; that of this machine where left out. */
  readonly clock?: Clock;
  /**
   * Scans the codes one after another, as the device delivers them: with its terminator, its reports, its frames. `splitMs`: so long a gap
   * somewhere inside each code (where the way has pieces at all). `gapMs`: between one code and the next; 0 merges what can be merged.
   * Resolves when all was sent.
   */
  scan(codes: readonly string[], pace: { readonly splitMs: number; readonly gapMs: number }): Promise<void>;
  /** Absent where nothing can be unplugged. */
  unplug?(): Promise<void> | void;
  plug?(): Promise<void> | void;
  /** What a reload does: the page is gone, the next one has a new source over the same browser. */
  reload(): Promise<ScannerSource> | ScannerSource;
  remove(): Promise<void> | void;
}

export interface ScannerTraits {
  /** Whether its pieces can be delayed apart. */
  readonly splits: boolean;
  /** Whether a repeat in a moment is the way's own business (a camera sees the same code in every frame). */
  readonly repeatsItself?: boolean;
  /** A scan is ended by so much silence and by nothing else, ms: what comes sooner is a part of it. */
  readonly silenceMs?: number;
  /** The scanner is in the hand of a person: what wants exact milliseconds is left out, and of many there are few. */
  readonly byHand?: boolean;
}

/** A milk code, a full code of shoes with 92, a tobacco pack, a product barcode. Public codes with fresh serials (marking-codes.md §1.3). */
const GS = '\u001d';
export const contractCodes: readonly string[] = [
  `0104670540176099215AbCdE${GS}93dGVz`,
  `010460406000600021N4O57RSCBUZTQ${GS}91EE06${GS}92${'c2lnbmF0dXJl'.repeat(3)}c2lnbmE=`,
  '04606203084470!zXcV:bABm8dGVz',
  '4600494600012',
];

export const marksOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `0104670540176099215${String(index).padStart(5, 'Q')}${GS}93dGVz`);

/** Waits by a clock. */
export const pauseOn =
  (clock: Clock) =>
  (ms: number): Promise<void> =>
    new Promise((done) => void clock.after(ms, done));

export function scannerContract(
  name: string,
  { splits, repeatsItself, silenceMs, byHand = false }: ScannerTraits,
  make: () => Promise<ScannerRig> | ScannerRig,
): void {
  describe(`a scanner over ${name}`, () => {
    const itExact = (title: string, test: () => Promise<void>): void =>
      byHand ? it.skip(`${title} (no hand is so exact)`) : it(title, test);
    let rig: ScannerRig;
    let clock: Clock;
    let source: ScannerSource;
    let deliveries: Delivery[];
    let taken: ScanRecord[];

    async function begin(begun: ScannerSource): Promise<void> {
      source = begun;
      source.onScan((delivery) => deliveries.push(delivery));
      const hub = new ScanHub([source]);
      hub.take((record) => void (record.repeats || taken.push(record)));
      await hub.start();
    }

    beforeEach(async () => {
      deliveries = [];
      taken = [];
      rig = await make();
      clock = rig.clock ?? realClock;
      await begin(rig.source);
    });
    afterEach(async () => {
      await source.release();
      await rig.remove();
    });

    const texts = (): string[] => taken.map(({ text }) => text);
    const came = (count: number): Promise<void> =>
      until(() => taken.length >= count, `${count} scans, got ${JSON.stringify(texts())}`);
    /** The gap between two scans, or the shortest that such a scanner can be used with. */
    const apart = (gapMs: number): number => (silenceMs === undefined ? gapMs : silenceMs + 150);
    /** Long enough for a scan too many to show itself. */
    const settled = (): Promise<void> => pauseOn(clock)(400);
    /** Long enough for a code not to count as a repeat any more (scan-hub.ts: a second for a unit). */
    const forgotten = (): Promise<void> => pauseOn(clock)(1_100);

    it('is ready when it was chosen before', async () => {
      await until(() => source.devices().some(({ state }) => state === 'ready'), 'a ready device');
      expect(source.devices().every(({ way }) => way === source.way)).toBe(true);
    });

    for (const code of contractCodes) {
      it(`gives ${JSON.stringify(code)} exactly`, async () => {
        const before = clock.now();
        await rig.scan([code], { splitMs: 0, gapMs: 0 });
        await came(1);
        await settled();
        expect(texts()).toEqual([code]);
        expect(
          deliveries.every(
            ({ way, bytes, at }) =>
              way === source.way && bytes.length >= code.length && at >= before - 5 && at <= clock.now() + 5,
          ),
        ).toBe(true);
        expect(source.devices().map(({ id }) => id)).toContain(deliveries[0]?.device);
      });
    }

    if (splits || byHand) {
      for (const splitMs of [1, 20, 80, 200]) {
        itExact(`puts together what comes in pieces, ${splitMs} ms apart`, async () => {
          await rig.scan(contractCodes, { splitMs, gapMs: apart(0) });
          await came(contractCodes.length);
          await settled();
          expect(texts()).toEqual(contractCodes);
        });
      }
    }

    for (const gapMs of silenceMs === undefined ? [0, 1, 50, 200] : [apart(0)]) {
      itExact(`takes apart what comes together: ${gapMs} ms between two codes`, async () => {
        const codes = marksOf(4);
        await rig.scan(codes, { splitMs: 0, gapMs });
        await came(codes.length);
        await settled();
        expect(texts()).toEqual(codes);
      });
    }

    for (const gapMs of silenceMs === undefined ? [1, 20, 100, 200] : []) {
      itExact(`counts a code that comes again within ${gapMs} ms once`, async () => {
        for (;;) {
          const late = await latenessDuring(async () => {
            for (const code of contractCodes) await rig.scan([code, code, code], { splitMs: 0, gapMs });
          });
          await came(contractCodes.length);
          await settled();
          if (late < LATE_MS || texts().length <= contractCodes.length) break;
          await forgotten();
          deliveries = [];
          taken = [];
        }
        expect(texts()).toEqual(contractCodes);
        if (!repeatsItself) expect(deliveries).toHaveLength(3 * contractCodes.length);
      });
    }

    it('loses and doubles nothing of many scans in a row', async () => {
      const codes = marksOf(silenceMs === undefined && !byHand ? 50 : 10);
      await rig.scan(codes, { splitMs: 0, gapMs: apart(5) });
      await came(codes.length);
      await settled();
      expect(texts()).toEqual(codes);
    });

    it('is there again after a reload, without a click', async () => {
      await source.release();
      await begin(await rig.reload());
      await rig.scan(contractCodes.slice(0, 1), { splitMs: 0, gapMs: 0 });
      await came(1);
      expect(texts()).toEqual(contractCodes.slice(0, 1));
    });

    it('goes on after it was unplugged and plugged in again, without a click', async ({ skip }) => {
      if (!rig.unplug || !rig.plug) return skip('Nothing to unplug.');
      const [first = '', second = ''] = marksOf(2);
      await rig.scan([first], { splitMs: 0, gapMs: 0 });
      await came(1);
      await rig.unplug();
      await until(() => source.devices().every(({ state }) => state === 'away'), 'away');
      await rig.plug();
      await until(() => source.devices().some(({ state }) => state === 'ready'), 'ready again');
      await rig.scan([second], { splitMs: 0, gapMs: 0 });
      await came(2);
      expect(texts()).toEqual([first, second]);
    });

    it('says nothing after it was let go of', async () => {
      await source.release();
      await rig.scan(contractCodes.slice(0, 1), { splitMs: 0, gapMs: 0 }).catch(() => undefined);
      await settled();
      expect(taken).toEqual([]);
    });
  });
}

/** A hub takes a barcode for the same within 250 ms. On a machine that sleeps this much longer than asked, 200 ms are no pace to judge by, ms. */
const LATE_MS = 25;
const PROBE_MS = 5;

/** By how many ms the timers of this machine were late at the worst while `work` went on. */
async function latenessDuring(work: () => Promise<void>): Promise<number> {
  let worst = 0;
  let due = performance.now() + PROBE_MS;
  const look = (): void => {
    worst = Math.max(worst, performance.now() - due);
    due = performance.now() + PROBE_MS;
  };
  const probe = setInterval(look, PROBE_MS);
  await work();
  look();
  clearInterval(probe);
  return worst;
}
