/** The camera with what really reads codes, over pictures that come through a real `<video>`: the contract of all scanners, and how codes may lie. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraSource, Delivery } from '../../src/app/ports/scanner.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { cameraSource } from '../../src/devices/scanner/camera/camera-source.ts';
import type { ReadPicture } from '../../src/devices/scanner/camera/read-picture.ts';
import { zxingReader } from '../../src/devices/scanner/camera/zxing.ts';
import { realClock } from '../unit/clock.ts';
import { until } from '../contract/links.ts';
import { scannerContract } from '../contract/scanners.ts';
import { printed, type Printed } from '../stand-ins/camera-codes.ts';
import { PaintedCamera, type Pose } from '../stand-ins/camera.ts';

/** Rests are for the screen, and there is none. */
const restless: Clock = { now: () => realClock.now(), after: (_, act) => realClock.after(0, act) };
const GS = '\u001d';

function counted(looks: { count: number }): () => Promise<ReadPicture> {
  return async () => {
    const read = await zxingReader();
    return async (video) => {
      const codes = await read(video);
      looks.count += 1;
      return codes;
    };
  };
}

scannerContract('a camera that reads', { splits: false, repeatsItself: true }, async () => {
  const camera = new PaintedCamera(320, 320);
  const video = document.body.appendChild(document.createElement('video'));
  const looks = { count: 0 };
  let shown = 0;
  const opened = async (): Promise<CameraSource> => {
    const source = cameraSource({ media: camera.media, clock: restless, load: counted(looks) });
    source.onScan(() => (shown += 1));
    expect(await source.open(video)).toEqual({ ok: true, value: undefined });
    return source;
  };
  let source = await opened();
  return {
    source,
    // A person holds a code until it sounds; what has sounded already, for a moment.
    scan: async (codes, { gapMs }) => {
      const sounded = new Set<string>();
      for (const code of codes) {
        const before = shown;
        const enough = looks.count + 4;
        camera.show(code);
        await until(
          () => source.devices()[0]?.state === 'off' || (sounded.has(code) ? looks.count >= enough : shown > before),
          `the sound of ${code}`,
        );
        sounded.add(code);
        camera.show();
        await new Promise((done) => setTimeout(done, gapMs));
      }
    },
    reload: async () => (source = await opened()),
    remove: () => {
      camera.stop();
      video.remove();
    },
  };
});

describe('a picture', () => {
  let camera: PaintedCamera;
  let video: HTMLVideoElement;
  let source: CameraSource;
  let came: Delivery[];
  const looks = { count: 0 };

  beforeEach(async () => {
    camera = new PaintedCamera(1280, 720);
    video = document.body.appendChild(document.createElement('video'));
    source = cameraSource({ media: camera.media, clock: restless, load: counted(looks) });
    came = [];
    source.onScan((delivery) => came.push(delivery));
    await source.open(video);
  });
  afterEach(async () => {
    await source.release();
    camera.stop();
    video.remove();
  });

  const texts = (): string[] => came.map((delivery) => delivery.texts[0]);
  const shows = async (code: string | Printed, pose: Pose = {}): Promise<Delivery | undefined> => {
    camera.show({ code, pose });
    await until(() => came.length > 0, 'a scan');
    return came[0];
  };
  /** Of the same size as the public codes: 44 and 88 characters after 92 (marking-codes.md §1.3). */
  const [milk, tail44, tail88] = [
    `0104670540176099215AbCdE${GS}93dGVz`,
    `010460406000600021N4O57RSCBUZTQ${GS}91EE06${GS}92${'c2lnbmF0dXJl'.repeat(3)}c2lnbmE=`,
    `010460406000600021N4O57RSCBUZTQ${GS}91003A${GS}92${'c2lnbmF0dXJl'.repeat(7)}c2==`,
  ];

  for (const [name, text, kind, symbology] of [
    ['a GS1 DataMatrix', tail44, 'gs1datamatrix', ']d2'],
    ['a DataMatrix with GS but no FNC1', milk, 'datamatrix', ']d1'],
    ['a DataMatrix that begins with GS', `${GS}${milk}`, 'datamatrix', ']d1'],
    ['a pack of tobacco', '04606203084470!zXcV:bABm8dGVz', 'datamatrix', ']d1'],
    ['bytes beyond ASCII', `A\u0080\u00e8\u00ff${GS}z`, 'datamatrix', ']d1'],
    ['bytes that are UTF-8 by chance', 'a\u00d0\u009f', 'datamatrix', ']d1'],
    ['EAN-13', '4600494600012', 'ean13', ']E0'],
    ['EAN-8', '46009333', 'ean8', ']E4'],
    ['ITF-14', '14600494600019', 'itf14', ']I1'],
    ['Code 128', 'BOX-0042', 'code128', ']C0'],
    ['a QR code', 'https://example.ru/1', 'qrcode', ']Q1'],
  ] as const) {
    it(`of ${name} gives its bytes and its symbology`, async () => {
      const { bytes, texts: read, symbology: told } = (await shows(printed(text, kind), { px: 400 })) ?? {};
      expect([read, told]).toEqual([[text], symbology]);
      expect(bytes).toEqual(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    });
  }

  const poses: Readonly<Record<string, Pose>> = {
    'turned by 15°': { degrees: 15 },
    'turned by 45°': { degrees: 45 },
    'turned by 90°': { degrees: 90 },
    'upside down': { degrees: 180 },
    small: { px: 120 },
    'small and turned': { px: 120, degrees: 20 },
    blurred: { blurPx: 1.5 },
    'small and blurred': { px: 120, blurPx: 0.8 },
    inverted: { dark: 230, light: 30 },
    pale: { dark: 110, light: 150 },
    'at the edge of the square': { at: [-230, 230] },
  };
  for (const [code, name] of [
    [milk, 'a milk code'],
    [tail88, 'a code with 88 characters after 92'],
  ] as const) {
    for (const [how, pose] of Object.entries(poses)) {
      it(`of ${name}, ${how}, is read`, async () => {
        expect((await shows(code, pose))?.texts).toEqual([code]);
      });
    }
  }

  for (const [how, pose] of Object.entries({
    'turned by 90°': { px: 400, degrees: 90 },
    'turned by 15°': { px: 400, degrees: 15 },
    small: { px: 230 },
    blurred: { px: 400, blurPx: 1 },
  })) {
    it(`of an EAN-13, ${how}, is read`, async () => {
      expect((await shows('4600494600012', pose))?.texts).toEqual(['4600494600012']);
    });
  }

  it('of many codes gives each once', async () => {
    const codes = [milk, tail44, '04606203084470!zXcV:bABm8dGVz'];
    camera.show(...codes.map((code, index) => ({ code, pose: { px: 150, at: [(index - 1) * 220, 0] as const } })));
    const enough = looks.count + 20;
    await until(() => came.length >= codes.length && looks.count >= enough, 'all of them');
    expect(texts().sort()).toEqual([...codes].sort());
  });

  it('of a pack with its EAN and its mark gives the mark alone', async () => {
    camera.show(
      { code: '4670540176099', pose: { px: 300, at: [0, 150] } },
      { code: milk, pose: { px: 150, at: [0, -150] } },
    );
    const enough = looks.count + 30;
    await until(() => came.length > 0 && looks.count >= enough, 'the mark');
    expect(texts()).toEqual([milk]);
  });

  it('shows nothing of what lies beside its middle square', async () => {
    camera.show({ code: milk, pose: { px: 150, at: [520, 0] } });
    const enough = looks.count + 20;
    await until(() => looks.count >= enough, 'twenty pictures');
    camera.show({ code: tail44, pose: {} });
    await until(() => came.length > 0, 'the one in the middle');
    expect(texts()).toEqual([tail44]);
  });

  it('of nothing gives nothing, and closing frees the camera', async () => {
    const enough = looks.count + 20;
    await until(() => looks.count >= enough, 'twenty pictures');
    expect(came).toEqual([]);
    source.close();
    expect(camera.tracks.map(({ readyState }) => readyState)).toEqual(['ended']);
    expect(video.srcObject).toBeNull();
  });
});
