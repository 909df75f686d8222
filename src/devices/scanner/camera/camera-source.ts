/** The camera as a scanner. Its pictures are read in this page, one at a time, and kept nowhere. */
import type { CameraSource, CameraView, Delivery, ScannerDevice, ScannerFailure } from '../../../app/ports/scanner.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';
import { pause } from '../../links/within.ts';
import type { ReadPicture } from './read-picture.ts';
import { Sightings } from './sightings.ts';

export interface CameraOptions {
  /** Absent where the page is not secure, or the browser has no cameras. */
  readonly media: Pick<MediaDevices, 'getUserMedia'> | undefined;
  readonly clock: Clock;
  /** Fetches what reads codes; called when a camera is opened. */
  readonly load?: () => Promise<ReadPicture>;
  /** Resolves when `video` shows a picture that was not there before; never, if that picture does not come. */
  readonly nextFrame?: (video: HTMLVideoElement) => Promise<void>;
}

/** A mark of 12 mm has about 100 pixels in this at a hand's distance, five for each of its modules; a larger picture is only slower. The camera at the back, where there are two. */
const wanted: MediaTrackConstraints = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
/** Between two pictures, ms. Reading one holds up the page for 15 to 25 ms on a PC (measured) and several times that on a cheap tablet: the screen must answer in between. */
const REST_MS = 50;
/** Where the browser does not tell of frames (Firefox before 132): a camera has no more than 30 a second, ms. */
const FRAME_MS = 33;

export function cameraSource(options: CameraOptions): CameraSource {
  return new Camera(options);
}

class Camera implements CameraSource {
  readonly way = 'camera';
  readonly #options: Required<CameraOptions>;
  readonly #listeners = new Set<(delivery: Delivery) => void>();
  readonly #watchers = new Set<() => void>();
  /** Ends what was opened last. */
  #ending = new AbortController();
  /** The camera's own name while its picture runs. */
  #open: { readonly name: string } | undefined;

  constructor(options: CameraOptions) {
    this.#options = {
      load: async () => (await import('./zxing.ts')).zxingReader(),
      nextFrame: frames(options.clock),
      ...options,
    };
  }

  devices(): readonly ScannerDevice[] {
    return this.#options.media
      ? [{ id: 'camera', way: 'camera', name: this.#open?.name, state: this.#open ? 'ready' : 'off' }]
      : [];
  }

  onScan(listener: (delivery: Delivery) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onChange(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  async start(): Promise<void> {
    // A person opens a camera each time: it must not look around by itself.
  }

  async open(view: CameraView): Promise<Result<void, ScannerFailure>> {
    this.close();
    const { media, load } = this.#options;
    if (!media) return fail({ kind: 'unsupported' });
    // Only the screen calls this, with a real one; app, where the port stands, knows no DOM.
    const video = view as HTMLVideoElement;
    const ending = (this.#ending = new AbortController());
    const [picture, reader] = await Promise.all([
      show(media, video, ending.signal),
      load().then(ok, (error: unknown) => fail({ kind: 'unsupported' as const, detail: String(error) })),
    ]);
    // Closed while it opened: nothing failed.
    if (ending.signal.aborted) return ok(undefined);
    if (!picture.ok || !reader.ok) ending.abort();
    if (!picture.ok) return picture;
    if (!reader.ok) return reader;
    const end = (): void => {
      if (!ending.signal.aborted) this.close();
    };
    // Unplugged, or forbidden in the browser's own settings.
    picture.value.addEventListener('ended', end, { once: true });
    // A camera that goes on behind another page, or in a pocket, frightens people and empties the battery.
    video.ownerDocument.addEventListener('visibilitychange', () => video.ownerDocument.hidden && end(), {
      signal: ending.signal,
    });
    this.#open = { name: picture.value.label };
    this.#tell();
    void this.#watch(video, reader.value, ending.signal).finally(end);
    return ok(undefined);
  }

  close(): void {
    this.#ending.abort();
    if (!this.#open) return;
    this.#open = undefined;
    this.#tell();
  }

  async forget(): Promise<void> {
    this.close();
  }

  async release(): Promise<void> {
    this.close();
  }

  async #watch(video: HTMLVideoElement, read: ReadPicture, signal: AbortSignal): Promise<void> {
    const { clock, nextFrame } = this.#options;
    const sightings = new Sightings();
    for (;;) {
      await nextFrame(video);
      if (signal.aborted) return;
      const at = clock.now();
      const codes = await read(video);
      if (signal.aborted) return;
      for (const { bytes, symbology, text, timing } of sightings.look(codes, at)) {
        for (const listener of this.#listeners)
          listener({ way: 'camera', device: 'camera', bytes, texts: [text], symbology, at, timing, signs: [] });
      }
      await pause(clock, REST_MS);
    }
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** Resolves with the camera's track when its picture runs in `video`; `signal` ends both, before that or after. */
async function show(
  media: Pick<MediaDevices, 'getUserMedia'>,
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<Result<MediaStreamTrack, ScannerFailure>> {
  try {
    const stream = await media.getUserMedia({ video: wanted });
    const stop = (): void => {
      for (const track of stream.getTracks()) track.stop();
      if (video.srcObject === stream) video.srcObject = null;
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const [track] = stream.getVideoTracks();
    if (!track) return fail({ kind: 'unsupported', detail: 'A camera without a picture.' });
    keepFocus(track);
    if (!signal.aborted) {
      // Without these a phone shows it on the full screen, or not before another tap.
      video.muted = true;
      video.playsInline = true;
      video.srcObject = stream;
      await video.play();
    }
    return ok(track);
  } catch (error) {
    const kind = failures.get(error instanceof Error ? error.name : '');
    if (!kind) throw error;
    return fail({ kind, detail: String(error) });
  }
}

/** As Media Capture and Streams names them for `getUserMedia`. `AbortError` comes of the hardware; of `play`, only when it was closed meanwhile. */
const failures: ReadonlyMap<string, ScannerFailure['kind']> = new Map([
  ['NotAllowedError', 'refused'],
  ['SecurityError', 'refused'],
  ['NotFoundError', 'unsupported'],
  ['OverconstrainedError', 'unsupported'],
  ['NotSupportedError', 'unsupported'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
]);

/** Some phones wait for a tap to focus, and a code close by needs it at once. A wish: a camera that has no focus stays as it is. */
function keepFocus(track: MediaStreamTrack): void {
  const { focusMode } = (track.getCapabilities?.() ?? {}) as { readonly focusMode?: readonly string[] };
  if (focusMode?.includes('continuous'))
    void track
      .applyConstraints({ advanced: [{ focusMode: 'continuous' } as MediaTrackConstraintSet] })
      .catch(() => undefined);
}

const frames =
  (clock: Clock) =>
  (video: HTMLVideoElement): Promise<void> =>
    'requestVideoFrameCallback' in video
      ? new Promise((done) => void video.requestVideoFrameCallback(() => done()))
      : pause(clock, FRAME_MS);
