import type { ScannerSource } from '../../../app/ports/scanner.ts';
import { lazySource } from '../lazy-source.ts';
import type { ScannerManifest } from '../manifest.ts';

const load = () => import('./keyboard-source.ts');

/** Scanners that type. They need no choosing, so they are heard from the first key on: their code is fetched with the page, and is there before the sale. */
const keyboard: ScannerManifest = {
  way: 'keyboard',
  order: 3,
  open({ keys, clock, memory }) {
    if (!keys) return undefined;
    // Where it does not come now, the source asks for it again until it does.
    const early = load();
    early.catch(() => undefined);
    return lazySource<ScannerSource>({
      way: 'keyboard',
      clock,
      load: async () => (await early.catch(load)).keyboardSource({ ...keys, clock, memory }),
      devices: () => [],
      isWanted: () => true,
    }).source;
  },
};
export default keyboard;
