/** «Измерить эту кассу»: what is measured, what is said to be missing, and when it ends. */
import { describe, expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { FakeProbe } from '../../../test/unit/fakes/system-probe.ts';
import { epochMs } from '../../domain/base/time.ts';
import { names, report, speedWords } from '../../ui/speed/texts.ru.ts';
import { systemDesk, printsOf } from './desk.ts';
import { PaintLog } from './paint-log.ts';
import { limits, lookOfSpeed, measureSpeed, median, slowest, type Speed, type SpeedDeps } from './speed.ts';

/** A probe whose every trial takes this long, ms, by a clock of its own. */
function world(ms: number): { probe: FakeProbe; deps: SpeedDeps } {
  let at = 0;
  const probe = new FakeProbe();
  probe.pause = async () => void (at += ms);
  const deps: SpeedDeps = {
    trial: (mode) => probe.trial(mode),
    monotonic: () => at,
    now: () => noon,
    isAtRest: () => true,
    painted: () => [30, 50, 40],
    startMs: 812.4,
    prints: async () => [2_400],
  };
  return { probe, deps };
}
const go = { aborted: false };
const none = (): void => undefined;

it('runs checks of each kind, reads what was noted, and says of each what it took', async () => {
  const { probe, deps } = world(120);
  const steps: string[] = [];
  const { speeds, end } = await measureSpeed(deps, ({ id, done, all }) => steps.push(`${id} ${done}/${all}`), go);
  expect(end).toBe('whole');
  expect(probe.trials).toHaveLength(15);
  expect(steps).toHaveLength(15);
  expect(speeds).toEqual([
    { id: 'usual', runs: [120, 120, 120, 120, 120], missed: undefined },
    { id: 'silent', runs: [120, 120, 120, 120, 120], missed: undefined },
    { id: 'offline', runs: [120, 120, 120, 120, 120], missed: undefined },
    { id: 'painted', runs: [30, 50, 40] },
    { id: 'start', runs: [812] },
    { id: 'print', runs: [2_400] },
  ]);
});

it('one that does not answer is not asked on and on, and its cause is kept', async () => {
  const { probe, deps } = world(10);
  probe.localFailure = { kind: 'not-set-up' };
  const { speeds } = await measureSpeed(deps, none, go);
  expect(probe.trials).toHaveLength(5 + 2 + 2);
  expect(speeds[2]).toEqual({ id: 'offline', runs: [], missed: { by: 'local', failure: { kind: 'not-set-up' } } });
});

it('ends when a person stops it, or a receipt is opened; what was measured till then is told', async () => {
  const { probe, deps } = world(10);
  const stop = { aborted: false };
  probe.pause = async () => void (stop.aborted = probe.trials.length === 3);
  expect(await measureSpeed(deps, none, stop)).toMatchObject({
    end: 'stopped',
    speeds: [{ runs: { length: 3 } }, {}, {}, {}, {}, {}],
  });
  const busy = world(10);
  let isAtRest = true;
  busy.probe.pause = async () => void (isAtRest = false);
  const end = await measureSpeed({ ...busy.deps, isAtRest: () => isAtRest }, none, go);
  expect(end.end).toBe('busy');
  expect(busy.probe.trials).toHaveLength(1);
});

describe('words and look of each', () => {
  const missed = { by: 'local', failure: { kind: 'not-set-up' } } as const;
  const table: ReadonlyArray<readonly [Speed, ReturnType<typeof lookOfSpeed>, RegExp]> = [
    [{ id: 'usual', runs: [300, 1_500] }, 'ok', /2 раза, самое долгое 1,5 с\. Норма: до 1,5 с\./],
    [{ id: 'usual', runs: [1_501] }, 'care', /интернет/],
    [{ id: 'silent', runs: [1_540] }, 'ok', /Норма: до 1,6 с/],
    [{ id: 'offline', runs: [], missed }, 'care', /ЛМ ЧЗ/],
    [{ id: 'offline', runs: [90], missed }, 'care', /Не каждый раз/],
    [{ id: 'painted', runs: [] }, 'none', /Отсканируйте/],
    [{ id: 'start', runs: [] }, 'none', /заново/],
    [{ id: 'print', runs: [] }, 'none', /не печатает/],
    [{ id: 'print', runs: [9_000] }, 'none', /Один раз/],
  ];
  it.each(table)('%j: %s', (speed, look, says) => {
    expect(lookOfSpeed(speed)).toBe(look);
    const { number, span, detail, repair } = speedWords(speed);
    const all = [number, span, detail, repair ?? ''].join(' ');
    expect(all).toMatch(says);
    expect(all).not.toMatch(/undefined|NaN/);
    if (look === 'care') expect(repair).toMatch(/./);
  });

  it('the text tells all of them', async () => {
    const text = report(await measureSpeed(world(10).deps, none, go), 'Chrome', lookOfSpeed);
    for (const name of Object.values(names)) expect(text).toContain(name);
    expect(Object.keys(limits)).toEqual(Object.keys(names));
  });
});

it('the middle and the slowest', () => {
  expect([median([]), slowest([])]).toEqual([undefined, undefined]);
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), slowest([3, 1, 2])]).toEqual([2, 3, 3]);
});

it('paints: the last ones, and none of a clock that was set', () => {
  const log = new PaintLog();
  for (let ms = 0; ms < 60; ms += 1) log.note(noon, epochMs(noon + ms));
  log.note(noon, epochMs(noon - 1));
  log.note(noon, epochMs(noon + 3_600_000));
  expect(log.took).toHaveLength(50);
  expect(log.took.at(-1)).toBe(59);
});

it('prints: from the intent to the document, of receipts that were printed at once', () => {
  const intent = { fn: '1', expectedFd: 1, total: 0 as never, at: noon };
  const receipts = [{ id: 'c' }, { id: 'b', intent }, { id: 'a', intent }];
  const events = [
    { kind: 'printed', at: epochMs(noon + 2_000), receiptId: 'a' },
    { kind: 'recovered', at: noon, receiptId: 'b' },
  ];
  expect(printsOf(receipts, events)).toEqual([2_000]);
});

it('the desk remembers what was measured last', async () => {
  const { deps } = world(1);
  const desk = systemDesk({
    ...deps,
    journal: { recent: async () => ({ receipts: [], events: [] }), checks: async () => [] },
    scans: () => [],
    exchanges: () => [],
    builtAt: noon,
  });
  expect(desk.last).toBeUndefined();
  const measured = await desk.measure(none, go);
  expect(desk.last).toBe(measured);
});
