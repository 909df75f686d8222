/** A film for Chromium's fake camera (`--use-file-for-fake-video-capture`), which shows it over and over: YUV4MPEG2, the plainest it takes. */
import { printed } from './camera-codes.ts';

const [width, height] = [640, 480];
/** Pictures a second. */
const rate = 5;

/** Each code for its time, seconds, with a moment of bare counter behind it. */
export function film(scenes: ReadonlyArray<{ readonly code: string; readonly seconds: number }>): Buffer {
  const counter = frame();
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420jpeg\n`),
    ...scenes.flatMap(({ code, seconds }) => [...Array<Buffer>(Math.round(seconds * rate)).fill(frame(code)), counter]),
  ]);
}

function frame(code?: string): Buffer {
  const picture = Buffer.alloc((width * height * 3) / 2, 128);
  if (code !== undefined) {
    const { width: columns, height: rows, isDark } = printed(code);
    const module = 3;
    const [left, top, quiet] = [(width - columns * module) / 2, (height - rows * module) / 2, 10];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const [column, row] = [Math.floor((x - left) / module), Math.floor((y - top) / module)];
        if (column < -quiet || row < -quiet || column >= columns + quiet || row >= rows + quiet) continue;
        picture[y * width + x] =
          column >= 0 && row >= 0 && column < columns && row < rows && isDark(column, row) ? 40 : 220;
      }
    }
  }
  return Buffer.concat([Buffer.from('FRAME\n'), picture]);
}
