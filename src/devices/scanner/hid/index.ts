import type { ScannerSource } from '../../../app/ports/scanner.ts';
import { fail } from '../../../domain/base/result.ts';
import { lazySource } from '../lazy-source.ts';
import type { ScannerManifest, ScannerSurroundings } from '../manifest.ts';
import { hidMemory, readKeptHid } from './kept.ts';

/** Scanners in HID POS mode. */
const hid: ScannerManifest = {
  way: 'hid',
  order: 2,
  open: ({ hid, clock, memory }) => hid && lazyHid(hid, clock, memory),
};
export default hid;

function lazyHid(hid: HID, clock: ScannerSurroundings['clock'], memory: ScannerSurroundings['memory']): ScannerSource {
  const kept = () => readKeptHid(memory.get(hidMemory));
  const { source, loaded, use } = lazySource({
    way: 'hid',
    clock,
    load: async () => (await import('./hid-source.ts')).hidSource(hid, clock, memory),
    devices: () => kept().map(({ id, name }) => ({ id, way: 'hid', name, state: 'off' })),
    // A policy may have granted a scanner that nobody chose here.
    isWanted: async () => kept().length > 0 || (await hid.getDevices().catch(() => [])).length > 0,
    onAppear: (wanted) => {
      hid.addEventListener('connect', wanted);
      return () => hid.removeEventListener('connect', wanted);
    },
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
  };
}
