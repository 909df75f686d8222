/** What a person has this till tell of itself: made when somebody asks. */
import { systemDesk, type SystemDesk } from '../app/system/desk.ts';
import type { Devices } from './devices.ts';
import type { Recovered } from './recovery.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

/** Both come with «Проверка системы». */
export { measureSystem } from './system.ts';

type Given = { readonly start: Start } & Pick<Storage, 'journal'> &
  Pick<Devices, 'setup' | 'scans'> &
  Pick<Recovered, 'sale' | 'paints'>;

/** `startMs`: how long this start took; undefined: a person was asked something in between. */
export async function tillSystemDesk(
  { start: { deps }, journal, setup, scans, sale, paints }: Given,
  startMs: number | undefined,
): Promise<SystemDesk> {
  const probe = await deps.systemProbe();
  return systemDesk({
    journal,
    scans: () => scans.records,
    exchanges: deps.exchanges,
    builtAt: deps.builtAt,
    trial: (mode) => probe.trial(mode, setup.get(), deps.time.trusted.aheadMs),
    monotonic: deps.monotonic,
    now: () => deps.time.now(),
    isAtRest: () => sale.isAtRest(),
    painted: () => paints.took,
    startMs,
  });
}
