import { describe, expect, it } from 'vitest';
import { probe1, probe2, probeOrder } from './detect.ts';
import { frame1, Parser1 } from './link1.ts';
import { frame2, Parser2 } from './link2.ts';

it('asks first for what was found last time, else for protocol 1', () => {
  expect(probeOrder(undefined)).toEqual([1, 2]);
  expect(probeOrder(1)).toEqual([1, 2]);
  expect(probeOrder(2)).toEqual([2, 1]);
});

describe('protocol 1', () => {
  const proven = (...bytes: number[]): boolean => new Parser1().push(Uint8Array.from(bytes)).some(probe1.proves);
  it('is proven by NAK or by ACK, with FF before it', () =>
    expect([proven(0x15), proven(0x06), proven(0xff, 0x15)]).toEqual([true, true, true]));
  it('is not proven by noise, an echo or an answer nobody asked for', () =>
    expect([
      proven(),
      proven(0xff, 0x00),
      proven(...probe1.send),
      proven(...frame1(Uint8Array.of(0x10, 0x06))),
    ]).toEqual([false, false, false, false]));
});

describe('protocol 2', () => {
  const proven = (bytes: Uint8Array): boolean => new Parser2().push(bytes).some(probe2.proves);
  it('is proven by an answer, even of nothing', () =>
    expect([proven(frame2(1, new Uint8Array())), proven(frame2(7, Uint8Array.of(0x10, 0x00)))]).toEqual([true, true]));
  it('is not proven by an echo or by a protocol 1 device', () =>
    expect([proven(probe2.send), proven(Uint8Array.of(0x15, 0x06))]).toEqual([false, false]));
});
