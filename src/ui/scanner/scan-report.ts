import type { ScanRecord } from '../../app/scan-hub.ts';
import { diagnose } from '../../domain/marking-code/diagnose.ts';
import { visible } from '../../domain/marking-code/visible.ts';
import * as common from '../shell/texts.ru.ts';
import * as ru from './texts.ru.ts';

/** What is to be said about a scan: what the way noticed first, then what the code shows. */
export const adviceOf = (
  record: ScanRecord,
): ReadonlyArray<common.Advice & { readonly look: 'ok' | 'care' | 'none' }> => [
  ...record.delivery.signs.map((sign) => ({ ...ru.signs[sign], look: 'care' as const })),
  ...(record.repeats ? [{ what: ru.scanners.repeatsWord, repair: ru.scanners.repeats, look: 'none' as const }] : []),
  ...diagnose(record.text, record.scan).map(ru.finding),
];

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** All that came, as one line in which nothing is unseen. A keyboard's characters are UTF-8, all else is bytes. */
export function rawOf({ delivery: { way, bytes } }: ScanRecord): string {
  return way === 'keyboard'
    ? new TextDecoder().decode(bytes)
    : Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

const shown = (text: string): string =>
  visible(text)
    .map((piece) => piece.text)
    .join('');

/** The scans as plain text, for a message to support. */
export function reportOf(
  scans: readonly ScanRecord[],
  about: { readonly agent: string; readonly shop: string },
): string {
  const one = (record: ScanRecord): string => {
    const { delivery, number } = record;
    const lines = [
      `№ ${number}, ${new Date(delivery.at).toISOString()}`,
      `${ru.scanners.from}: ${ru.scannerWays[delivery.way]}, ${delivery.device}${delivery.symbology ? `, ${ru.scanners.symbology(delivery.symbology)}` : ''}`,
      `${ru.scanners.timing}: ${timingOf(record)}`,
      `${ru.scanners.raw}: ${shown(rawOf(record))}`,
      `${ru.scanners.hex}: ${hexOf(delivery.bytes)}`,
      ...(record.scan.kind === 'mark'
        ? [`${ru.scanners.code}: ${shown(record.scan.mark.code)} (${ru.forms[record.scan.mark.form]})`]
        : []),
      ...adviceOf(record).map(({ what, repair }) => `- ${what}. ${repair}`),
    ];
    return lines.join('\n');
  };
  return [`${common.app.name}: ${ru.scanners.title}`, about.shop, about.agent, ...scans.map(one)]
    .filter((part) => part !== '')
    .join('\n\n');
}

export const timingOf = ({ delivery: { way, timing } }: ScanRecord): string =>
  ru.scanners.pieces(way, timing.pieces, timing.totalMs, timing.longestGapMs);
