/** What «Проверка системы» measures: each link is asked when somebody looks. */
import { systemRows, type Row, type SystemFacts } from '../app/system/rows.ts';
import type { TillClock } from '../app/time/till-clock.ts';
import type { Till } from '../app/till.ts';
import { epochMs } from '../domain/base/time.ts';
import type { TimeWord } from '../domain/base/trusted-time.ts';
import type { Devices } from './devices.ts';
import type { Start } from './start.ts';

type Given = { readonly start: Start } & Pick<Devices, 'setup' | 'shopSignal' | 'clockKeeper' | 'watch' | 'scans'>;

/** It is in the shop's own network, or on this very machine: later than this it is as good as gone, ms. */
const gatewayLimitMs = 3_000;

/** All links at once; each has a limit of its own. */
export async function measureSystem(
  { start, setup, shopSignal, clockKeeper, watch, scans }: Given,
  localModule: Till['localModule'],
): Promise<readonly Row[]> {
  const { deps } = start;
  const probe = await deps.systemProbe();
  const startedAt = deps.monotonic();
  const { tillKey } = setup.get();
  // Whatever it answers, it is there.
  const gateway = deps.gatewayCall({ method: 'GET', path: '/relay', tillKey, limitMs: gatewayLimitMs });
  const { kind, kkt, tsPiot: its } = shopSignal.get();
  const hasTsPiot = its.way !== 'none';
  const [gatewayMs, hosts, tsPiot, page, local, kktHeardAt] = await Promise.all([
    gateway.then((answer) => answer && Math.round(deps.monotonic() - startedAt)),
    hasTsPiot ? undefined : probe.hosts(setup.get()),
    hasTsPiot || kind === 'real' ? probe.tsPiot(setup.get()) : ('not-needed' as const),
    probe.page(),
    lookAtLocal(localModule, deps.time),
    watch.look().then(() => deps.clock.now()),
  ]);
  const { printer, updateReady, persisted, room, unsent } = start.status.get();
  const words: TimeWord[] = [...(local?.words ?? [])];
  // The practice ККТ lives in this page and has its clock.
  if (printer?.ok === true && printer.value.clock !== undefined && kkt.link !== 'demo')
    words.push({ by: 'kkt', at: printer.value.clock, heardAt: kktHeardAt });
  const ofGateway = gatewayMs === undefined ? undefined : deps.gatewayTime?.();
  if (ofGateway) words.push({ by: 'gateway', ...ofGateway });
  for (const word of words) clockKeeper.hear(word);
  const facts: SystemFacts = {
    at: deps.time.now(),
    builtAt: deps.builtAt,
    updateReady,
    persisted,
    room,
    page,
    time: deps.time.trusted,
    clocks: words.map(({ by, at, heardAt }) => ({ by, aheadMs: at - heardAt })),
    gatewayMs,
    hosts,
    tsPiot,
    local,
    kkt: kkt.link,
    printer,
    scanners: scans.devices,
    unsent: { count: unsent.length, isTried: unsent.some(({ attempts }) => attempts > 0) },
  };
  return systemRows(facts);
}

async function lookAtLocal(
  localModule: Till['localModule'],
  time: Pick<TillClock, 'trusted'>,
): Promise<(NonNullable<SystemFacts['local']> & { readonly words: readonly TimeWord[] }) | undefined> {
  const desk = await localModule();
  const symptoms = await desk.tryChosen();
  const { heard, trial } = desk.view.modules.find(({ isChosen }) => isChosen) ?? {};
  const at = trial?.ok ? trial.value.at : undefined;
  // It was heard by the till's clock; a word counts from this machine's.
  const words = at ? [{ by: 'lm' as const, at: at.its, heardAt: epochMs(at.heard - time.trusted.aheadMs) }] : [];
  const { lastSync, lastsMs } = heard?.ok ? heard.value : {};
  return symptoms && { symptoms, age: lastSync === undefined ? undefined : { lastSync, lastsMs }, words };
}
