import { wallClock } from '../base/time.ts';
import { operations, type Document } from './document.ts';
import { due } from './pricing.ts';

/**
 * Tag 1196: the text of the QR code by which a buyer finds the receipt at the tax office (marking-codes.md §2; ФНС). `zone`: hours ahead of UTC of the ККТ's clock.
 * Undefined where there is nothing to find: not printed, or without its fiscal sign.
 */
export function receiptCode(document: Document, zone: number): string | undefined {
  const { fiscal, kind } = document;
  if (!fiscal || fiscal.fpd === '' || kind === 'correction') return undefined;
  const { fn, fd, fpd, at } = fiscal;
  const time = wallClock(at, zone).replaceAll(/[-:]/g, '');
  const sum = due(document);
  const roubles = `${Math.trunc(sum / 100)}.${String(sum % 100).padStart(2, '0')}`;
  return `t=${time}&s=${roubles}&fn=${fn}&i=${fd}&fp=${fpd.replace(/^0+/, '')}&n=${operations[kind]}`;
}
