/** The QR code that opens a till: `https://kassa.example/#setup=<address of the file>`. */

/** `file`: absent: a till that is set up by hand. */
export const linkFor = (till: string, file: string | undefined): string =>
  file === undefined ? `${till}/` : `${till}/#setup=${encodeURIComponent(file)}`;

/** Draws it with the quiet zone of four modules that cameras want (ISO/IEC 18004); the drawing library is loaded only here. */
export async function drawQr(canvas: HTMLCanvasElement, text: string): Promise<void> {
  const { qrcode } = await import('bwip-js/browser');
  const scale = 4;
  qrcode(canvas, { bcid: 'qrcode', text, scale, padding: 4, backgroundcolor: 'ffffff' });
}
