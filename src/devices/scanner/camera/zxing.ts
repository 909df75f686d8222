/**
 * Reads codes in the picture of a `<video>`: ZXing, compiled to wasm. Imported only when a camera is opened, for the wasm has a megabyte.
 * Not the browser's own BarcodeDetector nor its ponyfill: their `rawValue` is text in a guessed encoding and tells no symbology (measured).
 */
import { prepareZXingModule, purgeZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { ReadPicture } from './read-picture.ts';

/** Marks are DataMatrix, goods EAN (UPC-A comes as EAN-13), boxes ITF-14 and Code 128 (marking-codes.md §1.1); QR to say that it is none of these. Each format more is slower. */
const options: ReaderOptions = { formats: ['DataMatrix', 'EAN13', 'EAN8', 'ITF14', 'Code128', 'QRCode'] };

export async function zxingReader(): Promise<ReadPicture> {
  try {
    // Else it would ask a CDN for its wasm, which neither our CSP nor an offline till permits.
    await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  } catch (error) {
    // It would answer with this failure for ever.
    purgeZXingModule();
    throw error;
  }
  let canvas: HTMLCanvasElement | undefined;
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    const side = Math.min(width, height);
    if (side === 0) return [];
    canvas ??= video.ownerDocument.createElement('canvas');
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) throw new Error('No canvas to read from.');
    // The middle square: what a square view with `object-fit: cover` shows is what is read, whichever way the tablet is held.
    context.drawImage(video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, side, side);
    const results = await readBarcodes(context.getImageData(0, 0, side, side), options);
    return results.map(({ bytes, symbologyIdentifier }) => ({ bytes, symbology: symbologyIdentifier }));
  };
}
