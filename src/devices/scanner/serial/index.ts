import { fail } from '../../../domain/base/result.ts';
import { lazySource } from '../lazy-source.ts';
import type { ScannerManifest, ScannerSurroundings } from '../manifest.ts';
import { readKeptSerial, serialMemory } from './kept.ts';
import type { SerialScanners } from './serial-source.ts';

/** Scanners on serial lines. */
const serial: ScannerManifest = {
  way: 'serial',
  order: 1,
  open: ({ ports, clock, memory }) => ports && lazySerial(ports, clock, memory),
};
export default serial;

function lazySerial(
  ports: NonNullable<ScannerSurroundings['ports']>,
  clock: ScannerSurroundings['clock'],
  memory: ScannerSurroundings['memory'],
): SerialScanners {
  const kept = () => readKeptSerial(memory.get(serialMemory));
  const { source, loaded, use } = lazySource<SerialScanners>({
    way: 'serial',
    clock,
    load: async () => {
      const [{ serialScanners }, found] = await Promise.all([import('./serial-source.ts'), ports()]);
      return serialScanners({ source: found, clock, memory });
    },
    devices: () => kept().map(({ id, baud }) => ({ id, way: 'serial', state: 'off', baud })),
    isWanted: () => kept().length > 0,
  });
  return {
    ...source,
    async choose() {
      try {
        return await use((opened) => opened.choose?.() ?? Promise.resolve(fail({ kind: 'unsupported' as const })));
      } catch (error) {
        if (loaded()) throw error;
        return fail({ kind: 'unsupported', detail: String(error) });
      }
    },
    setBaud: (id, baud) => use((opened) => opened.setBaud(id, baud)),
    // The ports of scanners are hidden from the search for a ККТ from the first moment on.
    has: (id) => loaded()?.has(id) ?? kept().some((scanner) => scanner.id === id),
    giveUp: (id) => use((opened) => opened.giveUp(id)),
  };
}
