import { describe, expect, it } from 'vitest';
import { gtinIn, withoutGoods, withRejected, type Rejected } from './rejected.ts';

const gtin = '04670540176099';
const cut: Rejected = { id: '1', kind: 'damaged', damage: 'tail-length', raw: `01${gtin}215AbCdE\u001d93dG`, gtin };
const unknown: Rejected = { id: '2', kind: 'unknown-goods', raw: '46198488', gtin: '00000046198488' };
const early: Rejected = { id: '3', kind: 'busy', raw: '4607004890017', gtin: '04607004890017' };
const word: Rejected = { id: '4', kind: 'not-goods', raw: 'hello' };

describe('scans that added no line', () => {
  it('of goods in the hand outlast the next scan, of nothing do not', () => {
    expect(withRejected([cut, word, unknown, early])).toEqual([cut, unknown, early]);
    expect(withRejected([cut, word], unknown)).toEqual([cut, unknown]);
    expect(withRejected([cut, unknown], word)).toEqual([cut, unknown, word]);
  });

  it('stand once each', () => expect(withRejected([cut, unknown], { ...cut, id: '5' })).toEqual([unknown, { ...cut, id: '5' }]));

  it('go when their goods are scanned well', () => {
    expect(withoutGoods([cut, unknown, word], '00000046198488')).toEqual([cut, word]);
    expect(withoutGoods([{ ...early, gtin }, unknown], gtin, `01${gtin}215AbCdE`)).toEqual([unknown]);
  });

  it.each([
    ['the same unit', cut.raw, true],
    ['with the case turned over', `01${gtin}215aBcDe`, true],
    ['cut in the serial', `01${gtin}215A`, true],
    ['cut before the serial', `01${gtin}`, true],
    ['another unit', `01${gtin}21zzCdE\u001d93dG`, false],
    ['of a pack', `${gtin}5AbCdE`, false],
  ])('a damaged scan goes with a good one of its own unit only: %s', (_, raw, goes) => {
    expect(withoutGoods([{ ...cut, raw }], gtin, `01${gtin}215AbCdE`)).toEqual(goes ? [] : [{ ...cut, raw }]);
  });

  it('show their GTIN where it came whole', () => {
    expect(gtinIn(cut.raw)).toBe(gtin);
    expect(gtinIn('04606203084470!zXc')).toBe('04606203084470');
    expect(gtinIn(`01${gtin.slice(0, 13)}0215AbCdE`)).toBeUndefined();
    expect(gtinIn('0104670540')).toBeUndefined();
    expect(gtinIn('hello')).toBeUndefined();
  });
});
