/** The rules of opening and closing. That it is a scanner, `test/browser/camera.test.ts` proves with what really reads. */
import { describe, expect, it } from 'vitest';
import type { CameraSource, Delivery } from '../../../app/ports/scanner.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { ascii } from '../../../protocol/bytes.ts';
import { FakeClock, turn } from '../../../../test/unit/clock.ts';
import { cameraSource } from './camera-source.ts';
import type { ReadPicture, SeenCode } from './read-picture.ts';

class Track extends EventTarget {
  readonly label = 'back camera';
  stopped = false;
  readonly constraints: unknown[] = [];
  focusModes: string[] | undefined;

  stop(): void {
    this.stopped = true;
  }

  getCapabilities(): object {
    return this.focusModes ? { focusMode: this.focusModes } : {};
  }

  applyConstraints(constraints: unknown): Promise<void> {
    this.constraints.push(constraints);
    return Promise.reject(new DOMException('no', 'OverconstrainedError'));
  }
}

class Page extends EventTarget {
  hidden = false;
}

/** A camera whose pictures are a list of codes. */
class Scene {
  codes: SeenCode[] = [];
  track = new Track();
  readonly page = new Page();
  readonly video = {
    srcObject: null as unknown,
    muted: false,
    playsInline: false,
    play: async () => undefined,
    ownerDocument: this.page,
  };
  asked: unknown[] = [];
  loads = 0;
  looks = 0;
  gate: Promise<void> | undefined;
  readGate: Promise<void> | undefined;
  trouble: { media?: unknown; load?: unknown; read?: unknown } = {};

  constructor(readonly clock: Clock) {}

  readonly media = {
    getUserMedia: async (constraints?: unknown): Promise<MediaStream> => {
      this.asked.push(constraints);
      await this.gate;
      if (this.trouble.media) throw this.trouble.media;
      const tracks = [this.track];
      return { getTracks: () => tracks, getVideoTracks: () => tracks } as unknown as MediaStream;
    },
  };

  readonly load = async (): Promise<ReadPicture> => {
    this.loads += 1;
    if (this.trouble.load) throw this.trouble.load;
    return async () => {
      this.looks += 1;
      await this.readGate;
      if (this.trouble.read) throw this.trouble.read;
      return this.codes;
    };
  };

  source(): CameraSource {
    return cameraSource({
      media: this.media,
      clock: this.clock,
      load: this.load,
      nextFrame: () => new Promise((done) => void this.clock.after(10, done)),
    });
  }
}

/** EAN-13, GS1 DataMatrix or plain DataMatrix. */
function symbologyOf(text: string): SeenCode['symbology'] {
  if (/^\d{13}$/.test(text)) return ']E0';
  return text.includes('\u001d') ? ']d2' : ']d1';
}

const show = (text: string): SeenCode[] => [{ bytes: ascii(text), symbology: symbologyOf(text) }];

describe('a camera', () => {
  const begin = (): { scene: Scene; clock: FakeClock; source: CameraSource; came: Delivery[]; changes: string[] } => {
    const clock = new FakeClock();
    const scene = new Scene(clock);
    const source = scene.source();
    const came: Delivery[] = [];
    const changes: string[] = [];
    source.onScan((delivery) => came.push(delivery));
    source.onChange(() => changes.push(...source.devices().map(({ state }) => state)));
    return { scene, clock, source, came, changes };
  };

  it('is off and fetches nothing until a person opens it', async () => {
    const { scene, source, changes } = begin();
    await source.start();
    expect(source.devices()).toEqual([{ id: 'camera', way: 'camera', name: undefined, state: 'off' }]);
    expect([scene.loads, scene.asked.length]).toEqual([0, 0]);
    expect(await source.open(scene.video)).toEqual({ ok: true, value: undefined });
    expect(source.devices()).toEqual([{ id: 'camera', way: 'camera', name: 'back camera', state: 'ready' }]);
    expect(scene.asked).toEqual([
      { video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } },
    ]);
    expect(scene.video).toMatchObject({ muted: true, playsInline: true });
    expect(changes).toEqual(['ready']);
  });

  it('gives all that is known of a code', async () => {
    const { scene, clock, source, came } = begin();
    await source.open(scene.video);
    const startedAt = clock.now();
    scene.codes = show('0104670540176099215AbCdE\u001d93dGVz');
    await clock.advance(1_000);
    expect(came).toEqual([
      {
        way: 'camera',
        device: 'camera',
        bytes: scene.codes[0]?.bytes,
        texts: ['0104670540176099215AbCdE\u001d93dGVz'],
        symbology: ']d2',
        at: startedAt + 10,
        timing: { pieces: 1, totalMs: 0, longestGapMs: 0 },
        signs: [],
      },
    ]);
  });

  it('rests between two pictures', async () => {
    const { scene, clock, source } = begin();
    await source.open(scene.video);
    await clock.advance(1_000);
    expect(scene.looks).toBe(17);
  });

  it('lets go of everything when it is closed', async () => {
    const { scene, clock, source, came, changes } = begin();
    await source.open(scene.video);
    await clock.advance(100);
    source.close();
    expect(scene.track.stopped).toBe(true);
    expect(scene.video.srcObject).toBeNull();
    expect(changes).toEqual(['ready', 'off']);
    scene.codes = show('4600494600012');
    await clock.advance(5_000);
    expect(came).toEqual([]);
    expect(clock.pending).toBe(0);
    source.close();
    expect(changes).toEqual(['ready', 'off']);
  });

  for (const [how, act] of [
    ['forgotten', (source: CameraSource) => source.forget('camera')],
    ['released', (source: CameraSource) => source.release()],
  ] as const) {
    it(`is closed when it is ${how}`, async () => {
      const { scene, source } = begin();
      await source.open(scene.video);
      await act(source);
      expect(scene.track.stopped).toBe(true);
      expect(source.devices()[0]?.state).toBe('off');
    });
  }

  it('closes when it is unplugged', async () => {
    const { scene, source, changes } = begin();
    await source.open(scene.video);
    scene.track.dispatchEvent(new Event('ended'));
    expect(changes).toEqual(['ready', 'off']);
    expect(scene.video.srcObject).toBeNull();
  });

  it('closes when the page is hidden', async () => {
    const { scene, source, changes } = begin();
    await source.open(scene.video);
    scene.page.dispatchEvent(new Event('visibilitychange'));
    expect(changes).toEqual(['ready']);
    scene.page.hidden = true;
    scene.page.dispatchEvent(new Event('visibilitychange'));
    expect(scene.track.stopped).toBe(true);
    expect(changes).toEqual(['ready', 'off']);
  });

  it('opens again, and only the new picture counts', async () => {
    const { scene, clock, source, came, changes } = begin();
    await source.open(scene.video);
    const first = scene.track;
    scene.track = new Track();
    await source.open(scene.video);
    expect([first.stopped, scene.track.stopped]).toEqual([true, false]);
    // A late word of the first one.
    first.dispatchEvent(new Event('ended'));
    expect(changes).toEqual(['ready', 'off', 'ready']);
    scene.codes = show('04606203084470!zXcV:bABm8dGVz');
    await clock.advance(1_000);
    expect(came).toHaveLength(1);
    expect(scene.looks).toBe(17);
  });

  it('that is closed while it opens stays closed, and nothing failed', async () => {
    const { scene, source, changes } = begin();
    let asked = (): void => undefined;
    scene.gate = new Promise((done) => (asked = done));
    const opening = source.open(scene.video);
    source.close();
    asked();
    expect(await opening).toEqual({ ok: true, value: undefined });
    expect(scene.track.stopped).toBe(true);
    expect(scene.video.srcObject).toBeNull();
    expect(changes).toEqual([]);
  });

  it('that was opened anew meanwhile keeps the new picture when the old one comes', async () => {
    const { scene, source, changes } = begin();
    let asked = (): void => undefined;
    scene.gate = new Promise((done) => (asked = done));
    const first = source.open(scene.video);
    scene.gate = undefined;
    await source.open(scene.video);
    const picture = scene.video.srcObject;
    asked();
    expect(await first).toEqual({ ok: true, value: undefined });
    expect(scene.video.srcObject).toBe(picture);
    expect(picture).not.toBeNull();
    expect(changes).toEqual(['ready']);
  });

  it('says nothing of a picture that was being read when it was closed', async () => {
    const { scene, clock, source, came } = begin();
    let read = (): void => undefined;
    scene.readGate = new Promise((done) => (read = done));
    scene.codes = show('04606203084470!zXcV:bABm8dGVz');
    await source.open(scene.video);
    await clock.advance(100);
    expect(scene.looks).toBe(1);
    source.close();
    read();
    await clock.advance(100);
    expect(came).toEqual([]);
  });

  it('closes when reading breaks down, and the bug is heard of', async () => {
    const { scene, clock, source, changes } = begin();
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    try {
      const heard = new Promise((resolve) => process.once('unhandledRejection', resolve));
      const bug = (scene.trouble.read = new WebAssembly.RuntimeError('memory access out of bounds'));
      await source.open(scene.video);
      await clock.advance(100);
      expect(await heard).toBe(bug);
      expect(changes).toEqual(['ready', 'off']);
      expect(scene.track.stopped).toBe(true);
    } finally {
      for (const other of others) process.on('unhandledRejection', other);
    }
  });

  for (const [name, kind] of [
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'unsupported'],
    ['OverconstrainedError', 'unsupported'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
  ] as const) {
    it(`says ${kind} for ${name}`, async () => {
      const { scene, source, changes } = begin();
      scene.trouble.media = new DOMException('why', name);
      expect(await source.open(scene.video)).toEqual({ ok: false, failure: { kind, detail: `${name}: why` } });
      expect(changes).toEqual([]);
      scene.trouble = {};
      expect((await source.open(scene.video)).ok).toBe(true);
    });
  }

  it('lets the camera go when what reads codes cannot be had', async () => {
    const { scene, source } = begin();
    scene.trouble.load = new TypeError('Failed to fetch');
    expect(await source.open(scene.video)).toEqual({
      ok: false,
      failure: { kind: 'unsupported', detail: 'TypeError: Failed to fetch' },
    });
    expect(scene.track.stopped).toBe(true);
    expect(source.devices()[0]?.state).toBe('off');
  });

  it('is not there where the browser has none', async () => {
    const source = cameraSource({ media: undefined, clock: new FakeClock() });
    expect(source.devices()).toEqual([]);
    expect(await source.open({ srcObject: null })).toEqual({ ok: false, failure: { kind: 'unsupported' } });
  });

  it('asks for continuous focus where it is offered, and does without', async () => {
    const { scene, source } = begin();
    scene.track.focusModes = ['manual', 'continuous'];
    expect((await source.open(scene.video)).ok).toBe(true);
    expect(scene.track.constraints).toEqual([{ advanced: [{ focusMode: 'continuous' }] }]);
    scene.track = new Track();
    scene.track.focusModes = ['manual'];
    expect((await source.open(scene.video)).ok).toBe(true);
    await turn();
    expect(scene.track.constraints).toEqual([]);
  });
});
