import { describe, expect, it } from 'vitest';
import { epochMs } from '../../domain/base/time.ts';
import { readScan } from '../../domain/marking-code/index.ts';
import { identityOf, withoutGoods, withRejected, type Rejected } from './rejected.ts';

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

  it('stand once each', () =>
    expect(withRejected([cut, unknown], { ...cut, id: '5' })).toEqual([unknown, { ...cut, id: '5' }]));

  const mark = (ki: string) => ({ mark: { raw: ki, code: ki, ki, form: 'short-93', scannedAt: epochMs(0) } });
  const ki = `01${gtin}215AbCdE`;

  it('go when their goods are scanned well', () => {
    expect(withoutGoods([cut, unknown, word], {}, '00000046198488')).toEqual([cut, word]);
    expect(withoutGoods([{ ...early, raw: '4670540176099', gtin }, unknown], mark(ki), gtin)).toEqual([unknown]);
    expect(withoutGoods([cut, unknown, word], {}, undefined)).toEqual([cut, unknown, word]);
  });

  it('go when the card that was tapped is in the receipt', () => {
    const tapped: Rejected = { ...early, raw: 'Пакет', gtin: undefined, goodsId: 'bag' };
    expect(withoutGoods([tapped, unknown], { goodsId: 'bag' }, undefined)).toEqual([unknown]);
    expect(withoutGoods([tapped], { goodsId: 'bread' }, undefined)).toEqual([tapped]);
    expect(withoutGoods([early], {}, undefined)).toEqual([early]);
  });

  it.each([
    ['the same unit', cut.raw, true],
    ['with the case turned over', `01${gtin}215aBcDe`, true],
    ['through the Russian layout', `01${gtin}215ФиСвУ`, true],
    ['cut in the serial', `01${gtin}215A`, true],
    ['cut before the serial', `01${gtin}`, true],
    ['another unit', `01${gtin}21zzCdE\u001d93dG`, false],
    ['another one through the layout', `01${gtin}21яяСвУ`, false],
    ['of a pack', `${gtin}5AbCdE`, false],
  ])('a damaged scan goes with a good one of its own unit only: %s', (_, raw, goes) => {
    expect(withoutGoods([{ ...cut, raw }], mark(ki), gtin)).toEqual(goes ? [] : [{ ...cut, raw }]);
  });

  it('a unit that came too early goes with itself only, however it was written', () => {
    const other: Rejected = { ...early, raw: `01${gtin}215AbCdF\u001d93dGVz`, gtin, ki: `01${gtin}215AbCdF` };
    const typed: Rejected = { ...cut, raw: `(01)${gtin}(21)5AbCdE`, ki };
    const short: Rejected = { ...cut, raw: ki.slice(0, -2), ki: ki.slice(0, -2) };
    const long: Rejected = { ...cut, raw: `${ki}93dG`, ki: `${ki}93dG` };
    expect(withoutGoods([other, typed, short, long], mark(ki), gtin)).toEqual([other]);
  });

  it('show what the buyer holds', () => {
    expect(identityOf(readScan(`01${gtin}215AbCdE\u001d93dGVz`))).toEqual({ gtin, ki });
    expect(identityOf(readScan('4600494600012'))).toEqual({ gtin: '04600494600012' });
    expect(identityOf(readScan('04606203084470!zXc'))).toEqual({ gtin: '04606203084470' });
    expect(identityOf(readScan(`${gtin.slice(0, 13)}0zXcVb`))).toEqual({ gtin: undefined });
    expect(identityOf(readScan('0104670540'))).toEqual({ gtin: undefined });
    expect(identityOf(readScan('hello'))).toEqual({ gtin: undefined });
  });
});
