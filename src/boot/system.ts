/** What «Проверка системы» measures: each link is asked when somebody looks. */
import { systemRows, type Row, type SystemFacts } from '../app/system/rows.ts';
import type { Till } from '../app/till.ts';
import type { Devices } from './devices.ts';
import type { Start } from './start.ts';

type Given = { readonly start: Start } & Pick<Devices, 'setup' | 'shopSignal' | 'watch' | 'scans'>;

/** It is in the shop's own network, or on this very machine: later than this it is as good as gone, ms. */
const gatewayLimitMs = 3_000;

/** All links at once; each has a limit of its own. */
export async function measureSystem(
  { start, setup, shopSignal, watch, scans }: Given,
  localModule: Till['localModule'],
): Promise<readonly Row[]> {
  const { deps } = start;
  const probe = await deps.systemProbe();
  const startedAt = deps.monotonic();
  const { tillKey } = setup.get();
  // Whatever it answers, it is there.
  const gateway = deps.gatewayCall({ method: 'GET', path: '/relay', tillKey, limitMs: gatewayLimitMs });
  const { kind, tsPiot: its } = shopSignal.get();
  const hasTsPiot = its.way !== 'none';
  const [gatewayMs, hosts, tsPiot, page, local] = await Promise.all([
    gateway.then((answer) => answer && Math.round(deps.monotonic() - startedAt)),
    hasTsPiot ? undefined : probe.hosts(setup.get()),
    hasTsPiot || kind === 'real' ? probe.tsPiot(setup.get()) : ('not-needed' as const),
    probe.page(),
    lookAtLocal(localModule),
    watch.look(),
  ]);
  const { printer, updateReady, persisted, room, unsent } = start.status.get();
  const facts: SystemFacts = {
    at: deps.time.now(),
    builtAt: deps.builtAt,
    updateReady,
    persisted,
    room,
    page,
    time: deps.time.trusted,
    gatewayMs,
    hosts,
    tsPiot,
    local,
    kkt: shopSignal.get().kkt.link,
    printer,
    scanners: scans.devices,
    unsent: { count: unsent.length, isTried: unsent.some(({ attempts }) => attempts > 0) },
  };
  return systemRows(facts);
}

async function lookAtLocal(localModule: Till['localModule']): Promise<SystemFacts['local']> {
  const desk = await localModule();
  const symptoms = await desk.tryChosen();
  const heard = desk.view.modules.find(({ isChosen }) => isChosen)?.heard;
  return symptoms && { symptoms, lastSync: heard?.ok ? heard.value.lastSync : undefined };
}
