import { describe, expect, it } from 'vitest';
import { epochMs } from '../domain/base/time.ts';
import type { Delivery, ScannerSource } from './ports/scanner.ts';
import { ScanHub, type ScanRecord } from './scan-hub.ts';

const GS = '\u001d';
const milk = `0104670540176099215AbCdE${GS}93dGVz`;
const bread = '4600494600012';

function world(): { hub: ScanHub; send: (text: string, at: number, ...others: string[]) => void; taken: ScanRecord[] } {
  const listeners: Array<(delivery: Delivery) => void> = [];
  const source: ScannerSource = {
    way: 'serial',
    devices: () => [],
    onScan: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
    onChange: () => () => undefined,
    start: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
  const hub = new ScanHub([source]);
  const send = (text: string, at: number, ...others: string[]): void => {
    for (const listener of listeners)
      listener({
        way: 'serial',
        device: 'serial:port:0',
        bytes: new TextEncoder().encode(text),
        texts: [text, ...others],
        at: epochMs(at),
        timing: { pieces: 1, totalMs: 0, longestGapMs: 0 },
        signs: [],
      });
  };
  return { hub, send, taken: [] };
}

describe('the scan hub', () => {
  it('keeps what no screen has taken, in order, for the next screen', () => {
    const { hub, send, taken } = world();
    send(milk, 1000);
    send(bread, 1001);
    hub.take((record) => taken.push(record));
    expect(taken.map(({ text }) => text)).toEqual([milk, bread]);
    expect(hub.records.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('gives scans to the screen that came last, and back when it goes', () => {
    const { hub, send, taken } = world();
    const doctor: ScanRecord[] = [];
    hub.take((record) => taken.push(record));
    const leave = hub.take((record) => doctor.push(record));
    send(milk, 1000);
    leave();
    send(bread, 5000);
    expect([doctor.map(({ text }) => text), taken.map(({ text }) => text)]).toEqual([[milk], [bread]]);
  });

  it('tells a repeat: of a unit within a second, of a barcode before a hand could have moved', () => {
    const { hub, send, taken } = world();
    hub.take((record) => taken.push(record));
    for (const at of [1000, 1900, 2800]) send(milk, at);
    for (const at of [5000, 5200, 5600]) send(bread, at);
    expect(taken.map(({ repeats }) => repeats)).toEqual([false, true, true, false, true, false]);
  });

  it('reads the codes of a scanner by what its other codes have shown: one that drops separators puts nothing in their place', () => {
    const { hub, send, taken } = world();
    hub.take((record) => taken.push(record));
    const beer = '0104670540176099215ABCDE*93dGVz'; // beer without its separator, or milk with a sign for it
    const outcome = (): string => (taken.at(-1)?.scan.kind === 'mark' ? 'mark' : 'repeat');
    const outcomes = [beer, milk.replace(GS, ''), beer, milk, beer].map((text, index) => {
      send(text, 1000 + 5000 * index);
      return outcome();
    });
    // With a separator in one of them there are two scanners under one name, and nothing is known.
    expect(outcomes).toEqual(['repeat', 'mark', 'mark', 'mark', 'repeat']);
  });

  it('a clock that was set back makes no repeat, an AIM identifier hides none', () => {
    const { hub, send, taken } = world();
    hub.take((record) => taken.push(record));
    send(bread, 10_000_000);
    send(bread, 5_000);
    send(`]E0${bread}`, 5_100);
    expect(taken.map(({ repeats }) => repeats)).toEqual([false, false, true]);
  });

  it('a screen that leaves twice takes nobody with it', () => {
    const { hub, send, taken } = world();
    hub.take((record) => taken.push(record));
    const leave = hub.take(() => undefined);
    leave();
    leave();
    send(milk, 1000);
    expect(taken).toHaveLength(1);
  });

  it('a damaged scan does not hide the good one after it', () => {
    const { hub, send, taken } = world();
    hub.take((record) => taken.push(record));
    send(milk.slice(0, -2), 1000);
    send(milk, 1200);
    expect(taken.map(({ scan }) => scan.kind)).toEqual(['damaged', 'mark']);
  });

  it('of several texts takes the one that reads as goods, and keeps the bytes', () => {
    const { hub, send, taken } = world();
    hub.take((record) => taken.push(record));
    send('010467054017609921фИсВу', 1000, milk);
    expect(taken[0]).toMatchObject({ text: milk, scan: { kind: 'mark' } });
    expect(new TextDecoder().decode(taken[0]?.delivery.bytes)).toBe('010467054017609921фИсВу');
  });

  it('forgets old scans, not numbers', () => {
    const { hub, send } = world();
    hub.take(() => undefined);
    for (let i = 0; i < 300; i++) send(`${bread}${i}`, 1000 + i * 1000);
    expect(hub.records).toHaveLength(200);
    expect(hub.records[0]?.number).toBe(300);
  });
});
