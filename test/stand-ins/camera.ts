/** A camera for the page: what is painted on a canvas, as a stream of pictures that goes through the browser's own `<video>`. */
import { printed, type Printed } from './camera-codes.ts';

/** How a code lies before the camera. */
export interface Pose {
  /** Length of the symbol's longer side in the picture, pixels. */
  readonly px?: number;
  readonly degrees?: number;
  /** Standard deviation, pixels. */
  readonly blurPx?: number;
  /** Grey of the dark and of the light modules, 0…255; dark above light is an inverted code. */
  readonly dark?: number;
  readonly light?: number;
  /** Middle of the symbol, from the middle of the picture, pixels. */
  readonly at?: readonly [x: number, y: number];
}

/** A camera goes on sending when nothing moves. */
const PICTURE_MS = 20;

export class PaintedCamera {
  readonly #canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #timer: ReturnType<typeof setInterval>;
  #things: ReadonlyArray<{ readonly symbol: Printed; readonly pose: Pose }> = [];
  readonly tracks: MediaStreamTrack[] = [];

  constructor(width: number, height: number) {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    this.#context = context;
    this.#timer = setInterval(() => this.#paint(), PICTURE_MS);
  }

  readonly media: Pick<MediaDevices, 'getUserMedia'> = {
    getUserMedia: async () => {
      const stream = this.#canvas.captureStream();
      this.tracks.push(...stream.getTracks());
      this.#paint();
      return stream;
    },
  };

  show(...things: ReadonlyArray<string | { readonly code: string | Printed; readonly pose: Pose }>): void {
    this.#things = things
      .map((thing) => (typeof thing === 'string' ? { code: thing, pose: {} } : thing))
      .map(({ code, pose }) => ({ symbol: typeof code === 'string' ? printed(code) : code, pose }));
    this.#paint();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const track of this.tracks) track.stop();
  }

  #paint(): void {
    const { width, height } = this.#canvas;
    // A counter in uneven light, never twice the same: an equal picture would not be sent.
    const light = this.#context.createLinearGradient(0, 0, width, height);
    light.addColorStop(0, `rgb(150 145 ${120 + (performance.now() % 20)})`);
    light.addColorStop(1, 'rgb(90 90 100)');
    this.#context.fillStyle = light;
    this.#context.fillRect(0, 0, width, height);
    for (const { symbol, pose } of this.#things) this.#print(symbol, pose);
  }

  #print(
    { width, height, isDark }: Printed,
    { px = 200, degrees = 0, blurPx = 0, dark = 30, light = 230, at: [x, y] = [0, 0] }: Pose,
  ): void {
    const label = new OffscreenCanvas(this.#canvas.width, this.#canvas.height);
    const ink = label.getContext('2d');
    if (!ink) throw new Error('no canvas');
    const module = px / Math.max(width, height);
    // Half a module aside: no camera's pixels lie on the modules.
    ink.translate(label.width / 2 + x + module / 2, label.height / 2 + y - module / 3);
    ink.rotate((degrees * Math.PI) / 180);
    ink.translate((-width * module) / 2, (-height * module) / 2);
    ink.fillStyle = `rgb(${light} ${light} ${light})`;
    // The quiet zone of bars is ten modules wide, of a matrix one.
    const quiet = (width > height ? 10 : 2) * module;
    ink.fillRect(-quiet, -2 * module, width * module + 2 * quiet, (height + 4) * module);
    ink.fillStyle = `rgb(${dark} ${dark} ${dark})`;
    ink.beginPath();
    for (let row = 0; row < height; row += 1)
      for (let column = 0; column < width; column += 1)
        if (isDark(column, row)) ink.rect(column * module, row * module, module, module);
    ink.fill();
    this.#context.filter = blurPx > 0 ? `blur(${blurPx}px)` : 'none';
    this.#context.drawImage(label, 0, 0);
    this.#context.filter = 'none';
  }
}
