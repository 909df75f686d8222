/** Whether this till's way to its ККТ leaves the ККТ to ТС ПИоТ, which needs it at the same time (tspiot.md §1). */
import type { KktSetup } from './shop.ts';

/**
 * `locks`: a page that owns the port keeps the maker's driver, and ТС ПИоТ with it, out of the ККТ. `unknown`: nobody has told whether the ККТ speaks with both
 * at once. `safe`: nothing of the ККТ is held.
 */
export type TsPiotPair = 'safe' | 'unknown' | 'locks';

export const tsPiotPair: Readonly<Record<KktSetup['link'], TsPiotPair>> = {
  cable: 'locks',
  relay: 'unknown',
  demo: 'safe',
  none: 'safe',
};
