/** The start of the till: the list of its phases, and what the page may ask of it. */
import { keepWitness, keptWitness } from '../app/journal/witness-keeper.ts';
import type { BootView, Signal } from '../app/till.ts';
import type { BootDeps } from './deps.ts';
import { late, pipeline } from './pipeline.ts';
import { shop } from './shop.ts';
import { Start } from './start.ts';
import { storage } from './storage.ts';
import { tab } from './tab.ts';

/** A till without a shop needs none of these; one with a shop has their code by the time its databases are open. */
const latePhases = () => import('./late-phases.ts');

/**
 * The phases in their order: the single tab before the storage (two tabs must not both recover), the devices before the recovery (the ККТ is its witness), the
 * screen before the first exchange with the outside.
 */
export const phases = pipeline(tab)
  .then(storage)
  .then(shop)
  .then(late('devices', async () => (await latePhases()).devices))
  .then(late('recovery', async () => (await latePhases()).recovery))
  .then(late('screen', async () => (await latePhases()).screen))
  .then(late('housekeeping', async () => (await latePhases()).housekeeping));

export interface Boot {
  readonly view: Signal<BootView>;
  run(): Promise<void>;
  /** For the tab that asks to hand over. */
  isIdle(): boolean;
  /** For the update. */
  isAtRest(): boolean;
  /** An error that nobody caught: told, and put on record. */
  reportFault(error: unknown): void;
  updateReady(): void;
  /** Lets go of the devices: the page ends. */
  release(): Promise<void>;
  /** `act` is called whenever the till may have come to rest. */
  onRest(act: () => void): void;
}

export function createBoot(deps: BootDeps): Boot {
  const start = new Start(deps);
  const isOpen = (): boolean => start.view.get().phase === 'open';
  /** The next start says what is lost: what stands outside the databases outlives them. */
  const clear = async (): Promise<boolean> => {
    const witness = keptWitness(deps.memory);
    if (!(await deps.clearStorage())) return false;
    if (witness) keepWitness(deps.memory, witness);
    deps.adoptTill(deps.tillId);
    deps.restart();
    return true;
  };
  return {
    view: start.view,
    async run() {
      // Where it fails now, the phase asks again, and tells.
      latePhases().catch(() => undefined);
      try {
        await phases.run({ start });
      } catch (error) {
        if (!isOpen()) start.failed(error, clear);
      }
    },
    isIdle: () => start.sale?.isIdle() ?? !isOpen(),
    isAtRest: () => start.sale?.isAtRest() ?? !isOpen(),
    release: () => start.release(),
    updateReady: () => start.change({ updateReady: true }),
    reportFault: (error) => start.reportFault(error),
    onRest: (act) => start.onRest(act),
  };
}
