/** A page that has nothing but the camera, for `test/e2e/camera.spec.ts`: built as the till is, served by its gateway. */
import type { CameraSource, Delivery, ScannerFailure } from '../../src/app/ports/scanner.ts';
import { cameraSource } from '../../src/devices/scanner/camera/camera-source.ts';
import type { Result } from '../../src/domain/base/result.ts';
import { browserClock } from '../../src/platform/clock.ts';

export interface CameraPage {
  readonly source: CameraSource;
  readonly scans: Delivery[];
  open(): Promise<Result<void, ScannerFailure>>;
}

const video = document.querySelector('video');
if (!video) throw new Error('no <video> in the page');
const source = cameraSource({ media: navigator.mediaDevices, clock: browserClock });
const scans: Delivery[] = [];
source.onScan((delivery) => scans.push(delivery));
(globalThis as unknown as { camera: CameraPage }).camera = { source, scans, open: () => source.open(video) };
