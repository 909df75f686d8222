/** The desk at which a person finds and sets up an ЛМ ЧЗ: made when somebody wants it. */
import { LocalModuleDesk } from '../app/local-module/desk.ts';
import type { Devices } from './devices.ts';
import type { Start } from './start.ts';

export async function localModuleDesk({
  start: { deps, status },
  setup,
  shopSignal,
}: { readonly start: Start } & Pick<Devices, 'setup' | 'shopSignal'>): Promise<LocalModuleDesk> {
  return new LocalModuleDesk({
    line: await deps.localModuleLine(),
    permission: deps.localPermission,
    isSecure: deps.isSecure,
    shop: () => shopSignal.get(),
    chosen: () => setup.get().local,
    hasRelay: () => setup.relays.lm !== null,
    fn: () => setup.get().fn,
    tillKey: () => setup.get().tillKey,
    now: () => deps.time.now(),
    newest: () => status.get().setup?.newestLm,
  });
}
