import { expect, it } from 'vitest';
import { vatByte, type Vat22, type VatName } from './vat.ts';

it.each<[VatName, number]>([
  ['20', 0x01],
  ['10', 0x02],
  ['0', 0x04],
  ['none', 0x08],
  ['20/120', 0x10],
  ['10/110', 0x20],
  ['5', 0x81],
  ['7', 0x82],
  ['5/105', 0x84],
  ['7/107', 0x88],
])('%s', (rate, byte) => expect(vatByte(rate, 'cb')).toBe(byte));

it.each<[Vat22, number, number]>([
  ['cb', 0xcb, 0xcc],
  ['90', 0x90, 0xa0],
  ['row1', 0x01, 0x10],
])('22 %% as "%s"', (as22, byte, within) =>
  expect([vatByte('22', as22), vatByte('22/122', as22)]).toEqual([byte, within]),
);

it('20 % has no byte where its row holds 22 %', () => {
  expect([vatByte('20', 'row1'), vatByte('20/120', 'row1')]).toEqual([undefined, undefined]);
  expect(vatByte('10', 'row1')).toBe(0x02);
});
