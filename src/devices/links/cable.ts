import type { Clock } from '../../app/ports/clock.ts';
import type { GrantedSource } from './link.ts';

/** The ports that cables come in by; undefined where the browser has no way to them. Their code comes with the first question, once for all who ask. */
export function cablePorts(
  { serial, usb }: { readonly serial: Serial | undefined; readonly usb: USB | undefined },
  clock: Clock,
): (() => Promise<GrantedSource>) | undefined {
  // Where there is Web Serial it is the better one: the system's own drivers, and adapters of every kind.
  const load =
    (serial && (async () => (await import('./web-serial.ts')).serialSource(serial, clock))) ??
    (usb && (async () => (await import('./web-usb.ts')).usbSource(usb, clock)));
  if (!load) return undefined;
  let loading: Promise<GrantedSource> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
