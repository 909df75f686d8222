import type { CameraSource } from '../../../app/ports/scanner.ts';
import { fail } from '../../../domain/base/result.ts';
import { lazySource } from '../lazy-source.ts';
import type { ScannerManifest, ScannerSurroundings } from '../manifest.ts';

/** The camera: opened by a person each time. */
const camera: ScannerManifest = {
  way: 'camera',
  order: 4,
  open: ({ media, clock }) => media && lazyCamera(media, clock),
};
export default camera;

function lazyCamera(media: Pick<MediaDevices, 'getUserMedia'>, clock: ScannerSurroundings['clock']): CameraSource {
  const { source, loaded, use } = lazySource({
    way: 'camera',
    clock,
    load: async () => (await import('./camera-source.ts')).cameraSource({ media, clock }),
    devices: () => [{ id: 'camera', way: 'camera', name: undefined, state: 'off' }],
    isWanted: () => false,
  });
  /** Counts what was opened and closed: a camera that was closed while its code came must not open. */
  let turn = 0;
  return {
    ...source,
    async open(view) {
      const mine = ++turn;
      try {
        return await use(async (opened) => (mine === turn ? opened.open(view) : { ok: true, value: undefined }));
      } catch (error) {
        if (loaded()) throw error;
        return fail({ kind: 'unsupported', detail: String(error) });
      }
    },
    close() {
      turn += 1;
      loaded()?.close();
    },
  };
}
