import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePackPrice, encodePackPrice, gtinOfKi, GS, isPercentEncoded, readMarkingCode } from './marking-code.ts';

describe('the reading of a full code', () => {
  it.each([
    // The examples of ФНС and the public test codes of marking-codes §1.
    [
      `010460406000600021N4N57RSCBUZTQ${GS}2403004002910161218${GS}1724010191ffd0${GS}92tIAF/YVoU4roQS3M/m4z78yFq0fc/WsSmLeX5QkF/YVWwy8IMYAeiQ91Xa2z/fFSJcOkb2N+uUUmfr4n0mOX0Q==`,
      '010460406000600021N4N57RSCBUZTQ',
      null,
    ],
    [
      `010460043993125621JgXJ5.T${GS}8005112000${GS}930001${GS}923zbrLA==${GS}24014276281`,
      '010460043993125621JgXJ5.T',
      112000,
    ],
    [`010461013628057121%798DM%${GS}8005090000${GS}93dGVz`, '010461013628057121%798DM%', 90000],
    ['04601653035829H;dV)bFACVUdGVz', '04601653035829H;dV)bF', 14500],
    ['00840147505712Zz;ZnRbAAAAdGVz', '00840147505712Zz;ZnRb', null],
  ])('takes %j apart', (code, ki, priceKopecks) => {
    expect(readMarkingCode(code)).toMatchObject({ ki, priceKopecks, check: expect.any(String) as string });
  });

  it.each([
    ['a bare КИ', '0104670540176099215LpGKy'],
    ['a pack without its end', '04601653035829H;dV)bF'],
    ['a lost GS', '0104670540176099215LpGKy93dGVz'],
    ['a cut check part', `0104670540176099215LpGKy${GS}93dGV`],
  ])('finds no check part in %s', (_, code) => {
    expect(readMarkingCode(code)).toMatchObject({ check: null });
  });

  it.each([
    [1, 'a wrong check digit', `0104670540176098215LpGKy${GS}93dGVz`],
    [1, 'a serial that is too long', `010467054017609921${'5'.repeat(21)}${GS}93dGVz`],
    [1, 'a pack of 28 characters', '04601653035829H;dV)bFACVUdGV'],
    [2, 'a code of no known kind', 'RU-401301-AAA0277031'],
    [3, 'a GTIN alone', '0104670540176099'],
    [3, 'an empty serial', `010467054017609921${GS}93dGVz`],
    [4, 'Cyrillic letters', `0104670540176099215ДпГКу${GS}93dGVz`],
    [9, 'an unknown AI', `0104670540176099215LpGKy${GS}77dGVz`],
    [9, 'a price of five digits', `010461013628057121%798DM%${GS}800509000${GS}93dGVz`],
  ])('answers %i to %s', (errorCode, _, code) => {
    expect(readMarkingCode(code)).toEqual({ kind: 'unreadable', errorCode });
  });
});

describe('the price in a pack', () => {
  it.each([
    ['ABBU', 6500],
    ['ABVU', 8100],
    ['ACVU', 14500],
    ['AC!o', 17800],
    ['AC;A', 18800],
    ['ADI8', 19900],
    ['AE3A', 30000],
  ])('%s is %i', (text, kopecks) => {
    expect(decodePackPrice(text)).toBe(kopecks);
    expect(encodePackPrice(kopecks)).toBe(text);
  });

  it('is absent in AAAA and in characters outside the alphabet', () => {
    expect(decodePackPrice('AAAA')).toBeNull();
    expect(decodePackPrice('AC$A')).toBeNull();
  });
});

describe('КИ', () => {
  it.each([
    '0104850013000162215aBcDe+!',
    '04647297654361!%C5UGb',
    '010461013628057121%798DM%',
    '010461013628057121%008iVk',
  ])('%s is one', (ki) => {
    expect(gtinOfKi(ki)).toMatch(/^\d{14}$/);
  });

  it.each([
    ['a full code', `0104670540176099215LpGKy${GS}93dGVz`],
    ['an uncut pack', '04601653035829H;dV)bFACVUdGVz'],
    ['encodeURIComponent', encodeURIComponent('0104850013000162215aBcDe+!')],
    ['small hex digits', '0104850013000162215aBcDe%2b!'],
    ['an encoder that spares nothing', '0104850013000162215aBcDe%2B%21'],
    ['an encoded full code', encodeURIComponent(`0104670540176099215LpGKy${GS}93dGVz`)],
  ])('is not %s', (_, ki) => {
    expect(gtinOfKi(ki)).toBeNull();
  });
});

it('takes no undamaged public code for a URL-encoded one', () => {
  const vectors = JSON.parse(readFileSync(new URL('../vectors/marking-codes.json', import.meta.url), 'utf8')) as {
    kind: string;
    input: string;
  }[];
  const whole = vectors.filter(({ kind }) => kind === 'gs1' || kind === 'tobacco_pack_29' || kind === 'pack_ki');
  expect(whole.filter(({ input }) => isPercentEncoded(input))).toEqual([]);
});
