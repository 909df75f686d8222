/**
 * Which protocol a device speaks (kkt-shtrih.md §1.4). After power-on the first byte fixes it until the next power-on, so the order
 * matters: a wrong guess locks the device against the shop's other programs. Neither probe executes anything.
 */
import { ENQ, type Event1 } from './link1.ts';
import { syncFrame2, type Event2 } from './link2.ts';

export type Protocol = 1 | 2;

/** What was fixed last time first, then protocol 1, which every device has. */
export const probeOrder = (remembered: Protocol | undefined): readonly Protocol[] =>
  remembered === 2 ? [2, 1] : [1, 2];

export interface Probe<Event> {
  readonly send: Uint8Array;
  /** Whether the event, from the protocol's own parser, proves a device of this protocol. An echo of the probe does not. */
  proves(event: Event): boolean;
}

/** NAK: waiting for a command. ACK: the answer of an earlier command follows, to be read and acknowledged. */
export const probe1: Probe<Event1> = {
  send: Uint8Array.of(ENQ),
  proves: ({ kind }) => kind === 'nak' || kind === 'ack',
};

/** The answer of the last command, with its number: the next command goes out as the number after it. */
export const probe2: Probe<Event2> = { send: syncFrame2, proves: ({ kind }) => kind === 'answer' };

/** Speeds of a COM port in the order of search, bit/s: the factory's own first, then as the maker's driver has them. A USB device takes any. */
export const speeds = [115_200, 4_800, 9_600, 19_200, 38_400, 57_600, 2_400] as const;
