import { describe, expect, it } from 'vitest';
import { hasCheckDigit, readScan, type MarkingCode } from './index.ts';

const GS = '\u001d';
const MILK = `0104603460000809215WWSPE${GS}93eMLy`;
const FULL = `0106924064135161215Wn0Mo"dSXyRK${GS}91EE10${GS}924PHuhIbc9PPbFu1evbv/RUrNEq0y/oOmQEuSBSrXmO0=`;

function markOf(raw: string): MarkingCode {
  const scan = readScan(raw);
  if (scan.kind !== 'mark') throw new Error(JSON.stringify(scan));
  return scan.mark;
}

describe('a clean code', () => {
  it('is kept as it is', () => {
    expect(markOf(MILK)).toEqual({
      raw: MILK,
      code: MILK,
      ki: '0104603460000809215WWSPE',
      gtin: '04603460000809',
      serial: '5WWSPE',
      form: 'short-93',
      elements: [
        ['01', '04603460000809'],
        ['21', '5WWSPE'],
        ['93', 'eMLy'],
      ],
      hints: [],
      repairs: [],
      warnings: [],
    });
  });

  it('tells the weight of 3103', () => {
    expect(markOf(`${MILK}${GS}3103001250`)).toMatchObject({ form: 'short-93', weightGrams: 1250 });
    expect(markOf(`${MILK}3103001250`.replaceAll(GS, ''))).toMatchObject({
      code: `${MILK}${GS}3103001250`,
      weightGrams: 1250,
      repairs: ['gs-restored'],
    });
  });

  it('keeps unknown AIs beside a crypto part', () => {
    expect(markOf(`${FULL}${GS}666abc`)).toMatchObject({ form: 'full-44', warnings: [] });
  });

  it('keeps a price of an unexpected form as data', () => {
    const mark = markOf(`010460043993125621JgXJ5.T${GS}8005112${GS}93Mdlr`);
    expect(mark).toMatchObject({ form: 'short-93', warnings: ['field-format'] });
    expect(mark).not.toHaveProperty('mrcKopecks');
  });

  it('may hold what looks like a separator in words or an AI', () => {
    expect(markOf(`0104603460000809215a%1Dbc${GS}93eMLy`)).toMatchObject({ serial: '5a%1Dbc', repairs: [] });
    expect(markOf(`01046034600008092193a93(91)${GS}93eMLy`)).toMatchObject({ serial: '93a93(91)', repairs: [] });
    expect(markOf(`0104603460000809215kRdG-193abcd${GS}93eMLy`)).toMatchObject({
      serial: '5kRdG-193abcd',
      repairs: [],
    });
    expect(markOf('0104603460000809215kRdG-193abcd93eMLy')).toMatchObject({
      serial: '5kRdG-193abcd',
      repairs: ['gs-restored'],
    });
  });
});

describe('plain data in a code', () => {
  const weighed = (ai: string, value: string): MarkingCode => markOf(`${MILK}${GS}${ai}${value}`);

  it.each([
    ['3100', '000003', 3000],
    ['3101', '000123', 12_300],
    ['3102', '001234', 12_340],
    ['3103', '001250', 1250],
    ['3104', '012500', 1250],
    ['3105', '125000', 1250],
    ['3104', '012505', undefined],
    ['3105', '125010', undefined],
    ['3103', '000000', undefined],
    ['3106', '125000', undefined],
    ['3203', '001250', undefined],
  ])('AI %s %s is %s grams', (ai, value, grams) => {
    expect(weighed(ai, value).weightGrams).toBe(grams);
    expect(weighed(ai, value).warnings).toEqual([]);
  });

  it.each([
    [`7003${'2611121400'}`, '2026-11-12T14:00', []],
    ['7003' + '2402292359', '2024-02-29T23:59', []],
    ['17261112', '2026-11-12', []],
    ['17260200', '2026-02-28', []], // day 00: the last of the month
    ['17261112' + '7003' + '2611111200', '2026-11-11T12:00', []],
    ['7003' + '2302290000', undefined, ['field-format']],
    ['7003' + '2611122400', undefined, ['field-format']],
    ['7003' + '2611121260', undefined, ['field-format']],
    ['7003' + '26111214', undefined, ['field-format']],
    ['17261301', undefined, ['field-format']],
    ['17260001', undefined, ['field-format']],
    ['17260431', undefined, ['field-format']],
    ['10261112', undefined, []],
  ])('%s expires %s', (field, expires, warnings) => {
    const mark = markOf(`0104603460000809215WWSPE${GS}${field}${GS}93eMLy`);
    expect(mark.expires).toBe(expires);
    expect(mark.warnings).toEqual(warnings);
  });

  it('a field of the wrong form is kept where a separator shows its end, and is a cut at the end of the scan', () => {
    const mark = markOf(`0104603460000809215WWSPE${GS}31030125${GS}93eMLy`);
    expect(mark).toMatchObject({
      code: `0104603460000809215WWSPE${GS}31030125${GS}93eMLy`,
      form: 'short-93',
      warnings: ['field-format'],
    });
    expect(mark).not.toHaveProperty('weightGrams');
    expect(markOf(`0104603460000809215WWSPE${GS}17ABC${GS}93eMLy`).warnings).toEqual(['field-format']);
    for (const end of ['', GS, '|', '|<GS>'])
      expect(readScan(`${MILK}${GS}31030125${end}`)).toMatchObject({ kind: 'damaged', damage: 'incomplete' });
  });

  it('a price of a block in broken roubles is no МРЦ, and no reason to warn', () => {
    const mark = markOf(`010460043993125621JgXJ5.T${GS}8005112050${GS}93Mdlr`);
    expect(mark).toMatchObject({ hints: [3], warnings: [] });
    expect(mark).not.toHaveProperty('mrcKopecks');
  });

  it('AI 20 has two digits and no separator', () => {
    expect(markOf(`0104603460000809215WWSPE${GS}200193eMLy`)).toMatchObject({
      elements: [
        ['01', '04603460000809'],
        ['21', '5WWSPE'],
        ['20', '01'],
        ['93', 'eMLy'],
      ],
      repairs: [],
    });
  });

  it('no field has more characters than GS1 gives it', () => {
    expect(markOf(`${FULL}${GS}240${'a'.repeat(30)}`).warnings).toEqual([]);
    expect(readScan(`${FULL}${GS}240${'a'.repeat(31)}`)).toMatchObject({ kind: 'damaged', damage: 'gs-lost' });
    expect(readScan(`${FULL}${GS}10${'a'.repeat(21)}`)).toMatchObject({ damage: 'gs-lost' });
    expect(readScan(`${MILK}${GS}99${'a'.repeat(91)}`)).toMatchObject({ damage: 'gs-lost' });
  });

  it.each([
    ['00000046198488X?io+qCABm8wAYa', [3, 12, 16]],
    ['00000046198488X?io+qC', [3, 12, 16]],
    ['04670190770593oijSCi2AAAATkxi', [12, 16]],
    [`010460043993125621JgXJ5.T${GS}8005112000${GS}93Mdlr`, [3]],
    [`${MILK}${GS}3103001250`, [8]],
    [`0104603460000809215ABCDE1234567${GS}93eMLy${GS}3103001250`, []], // by weight, but not the serial of milk
    [`0104603460000809215WWSPE${GS}70032611121400${GS}93eMLy`, [8]],
    [`${FULL}${GS}10A1${GS}17261112`, [7]],
    [`${FULL}${GS}17261112`, []],
    [MILK, []],
    [FULL, []],
  ])('%j hints at groups %j', (raw, hints) => {
    expect(markOf(raw).hints).toEqual(hints);
  });
});

describe('digits in place of separators', () => {
  const water = '0104860102580369215VSQ9o&b:dYA5';
  it.each([
    [`${water}2993HLkd`, `${water}${GS}93HLkd`],
    [`${water}02993HLkd`, `${water}${GS}93HLkd`],
    [FULL.replaceAll(GS, '29'), FULL],
    [FULL.replaceAll(GS, '029'), FULL],
    ['010460043993125621JgXJ5.T2980051120002993Mdlr', `010460043993125621JgXJ5.T${GS}8005112000${GS}93Mdlr`],
    ['0104299161244750210H3S:GB2993oOSv', `0104299161244750210H3S:GB${GS}93oOSv`], // never inside the GTIN
    [`104860102580369215VSQ9o&b:dYA52993HLkd`, `${water}${GS}93HLkd`],
  ])('%j', (raw, code) => {
    const { repairs, ...mark } = markOf(raw);
    expect(mark).toMatchObject({ code });
    expect(repairs).toContain('gs-digits');
  });

  it('are left alone where a separator came or two readings fit', () => {
    expect(readScan('0104603460000809215WWSPE2993eMLy')).toMatchObject({ damage: 'ambiguous' }); // milk, or milk of Belarus
    expect(readScan('0104603460000809215WWSPE02993eMLy')).toMatchObject({ damage: 'ambiguous' });
    expect(readScan('0104299161244750210H3S:G>2993oOSv')).toMatchObject({ damage: 'ambiguous' }); // "29", or ">29" behind a serial of six
    expect(readScan(FULL.replace(GS, '29'))).toMatchObject({ damage: 'gs-lost' });
    expect(markOf(`0104603460000809215WWSPE29${GS}93eMLy`)).toMatchObject({ serial: '5WWSPE29', repairs: [] });
    expect(markOf(`0104603460000809215WWSP2993ab${GS}93eMLy`)).toMatchObject({ serial: '5WWSP2993ab', repairs: [] });
  });
});

describe('a separator spelled inside a serial', () => {
  const start = '010460346000080921';
  it.each([
    `${start}ABCDEF%1D10AB${GS}93abcd`,
    `${start}5abc%1D17xyz${GS}91EE06${GS}92${'A'.repeat(43)}=`,
    `${start}A<gs>24012${GS}93wxyz`,
    `${start}ABCDEF%1D10AB|93abcd`, // a separator as another character is as good as a real one
    `${start}ABCDE%1D24012${GS}10A1${GS}17261112`, // nor does it need a crypto part
  ])('is no better proof than a real one elsewhere: %j', (raw) => {
    expect(readScan(raw)).toMatchObject({ kind: 'damaged', damage: 'ambiguous' });
  });
});

describe('a bare КИ', () => {
  it('is not what a cut code with a separator in words is', () => {
    expect(readScan('0104603460000809215WWSP<GS>93e')).toMatchObject({ kind: 'damaged', damage: 'tail-length' });
    expect(markOf('0104603460000809215WWSPE<GS>')).toMatchObject({
      ki: '0104603460000809215WWSPE',
      repairs: ['gs-text'],
      warnings: ['no-tail'],
    });
  });
});

describe('lost separators', () => {
  const block = '010460043993125621JgXJ5.T';
  const shoes = `010464007801637221AgqLybqxM9MbR${GS}2406402${GS}91ffd0${GS}92${'A'.repeat(86)}==`;

  it.each([
    [`${block}8005112000${GS}93Mdlr`, `${block}${GS}8005112000${GS}93Mdlr`], // the serial must not swallow the price
    [`${block}${GS}800511200093Mdlr`, `${block}${GS}8005112000${GS}93Mdlr`],
    [shoes.replace(GS, ''), shoes], // nor the 240, though 20 characters are a serial
    [shoes.replaceAll(GS, ''), shoes],
    [FULL.replace(`${GS}92`, '92'), FULL],
    [`0104603460000809215WWSPE7003260101120093eMLy`, `0104603460000809215WWSPE${GS}70032601011200${GS}93eMLy`],
    [`0104603460000809215WWSPE70032601011200${GS}93eMLy`, `0104603460000809215WWSPE${GS}70032601011200${GS}93eMLy`],
  ])('%j', (raw, code) => {
    expect(markOf(raw)).toMatchObject({ code, repairs: ['gs-restored'] });
  });

  it('are not guessed where no layout fits', () => {
    for (const rest of ['5abcd93eMLy', '5WsZaD(p5nR+s)93xQ6Y', '5ABCDE1234567X', '5ABCDE123456791abcd92BwcHBwcH']) {
      expect(readScan(`010460346000080921${rest}`)).toMatchObject({ kind: 'damaged', damage: 'gs-lost' });
    }
    expect(readScan(`0104603460000809215ABCDE123456791abcd${GS}92BwcHBwcH`)).toMatchObject({ damage: 'gs-lost' });
    expect(readScan(FULL.replace(`${GS}92`, '92').slice(0, -1))).toMatchObject({ damage: 'gs-lost' });
  });

  it.each([
    `5AbCdE3103000150${GS}93dGVz`,
    `5AbCdE17261231${GS}93dGVz`,
    `5AbCdEF10AB1234${GS}93dGVz`,
    `5AbCdE172612317003${'2611121400'}${GS}93dGVz`,
    `ABCDEFGHIJKLM10AB123${GS}91EE10${GS}92${'A'.repeat(43)}=`,
    `ABCDEFGHIJKLM240ab${GS}91EE10${GS}92${'A'.repeat(43)}=`,
    'ABCDEFGHIJKLM10AB123',
  ])('before a middle field leave no serial of 14 to 20 that ends like one: %j', (rest) => {
    expect(readScan(`010460346000080921${rest}`)).toMatchObject({ kind: 'damaged', damage: 'gs-lost' });
  });

  it('are not suspected in a long serial that ends otherwise', () => {
    for (const serial of [
      'ppT""!8OpYsNTb',
      '5AbCdE17261331',
      'ABCDEFGHIJKLMNOPQRST',
      'ABCDEF10ABCDEFGHIJKL',
      'ABCDEFGHIJ3103000150',
      'ABCDEF31030001502345',
    ]) {
      expect(markOf(`010460346000080921${serial}${GS}93dGVz`)).toMatchObject({ serial, repairs: [] });
    }
  });

  it('that are too many are dropped', () => {
    expect(markOf(MILK.replace('0921', `09${GS}21`))).toMatchObject({ code: MILK, repairs: ['gs-extra'] });
    expect(markOf(MILK.replace(GS, GS + GS))).toMatchObject({ code: MILK, repairs: ['gs-extra'] });
  });
});

describe('a scan to be repeated', () => {
  it.each([
    [MILK.slice(0, -2), 'tail-length'],
    [`${MILK}x`, 'tail-length'],
    [`${FULL}x`, 'tail-length'],
    [FULL.slice(0, -1), 'tail-length'],
    [MILK.replace('WW', 'W#'), 'alphabet'],
    [MILK.replace('5WWSPE', ''), 'incomplete'],
    ['0104640638345219', 'gtin'],
    ['01046034600008092', 'incomplete'],
    [`${MILK}${FULL}`, 'glued'],
    [`${MILK}\r\n${FULL}`, 'glued'],
    [`]d2${MILK}]d2${FULL}`, 'glued'],
    [MILK.slice(1).replace('809215', '808215'), 'incomplete'], // a lost zero is put back only where the GTIN proves it
    [`${FULL}${MILK}${FULL}`, 'glued'],
    [`${MILK.slice(0, -3)}\u0438`, 'alphabet'],
  ])('%j: %s', (raw, damage) => {
    expect(readScan(raw)).toEqual({ kind: 'damaged', raw, damage });
  });

  it('two readings of a pack that may be milk without its first zero', () => {
    const raw = '104600000000091215abcde93eMLy';
    expect(raw).toHaveLength(29);
    expect([raw.slice(0, 14), raw.slice(1, 15)].every(hasCheckDigit)).toBe(true);
    expect(readScan(raw)).toMatchObject({ kind: 'damaged', damage: 'ambiguous' });
  });
});

describe('several scans in one', () => {
  it.each([
    [MILK + MILK],
    [MILK + MILK + MILK],
    [`${MILK}\r\n${MILK}`],
    [FULL + FULL],
    ['00000046198488X?io+qCABm8wAYa'.repeat(2)],
    ['00000046198488X?io+qCABm8wAYa\r\n00000046198488X?io+qCABm8wAYa'],
  ])('of one code %j', (raw) => {
    expect(markOf(raw).repairs).toEqual(['doubled']);
  });

  it('tell every repair', () => {
    expect(markOf(`]d2${MILK}\r]d2${MILK}`).repairs).toEqual(['prefix', 'doubled']);
    expect(markOf(`${MILK}]d2${MILK}`).repairs).toEqual(['doubled']);
  });

  it.each([
    ['00000046198488X?io+qCABm8wAYa00000046209443X?Q<P;?ACfUC2wb'],
    ['00000046198488X?io+qCABm8wAYa\r00000046209443X?Q<P;?ACfUC2wb'],
  ])('of two packs %j sell neither', (raw) => {
    expect(readScan(raw)).toEqual({ kind: 'damaged', raw, damage: 'glued' });
  });

  it('keep the whole copy', () => {
    expect(markOf(`0104603460000809215WWSPE${MILK}`)).toMatchObject({ code: MILK, repairs: ['doubled'] });
  });
});

describe('not a marking code', () => {
  it.each([
    ['4606203090785', '04606203090785'],
    [']E04606203090785\r\n', '04606203090785'],
    ['46198488', '00000046198488'],
    ['416000336108', '00416000336108'],
    ['14601234567890', '14601234567890'],
  ])('product %j', (raw, gtin) => {
    expect(readScan(raw)).toMatchObject({ kind: 'product', gtin });
  });

  it('product: the barcode is what was scanned, cleaned', () => {
    expect(readScan(']E04606203090785\r')).toEqual({
      kind: 'product',
      gtin: '04606203090785',
      barcode: '4606203090785',
    });
    expect(readScan(']C1010460346000080931030012501726010111260101')).toMatchObject({
      kind: 'product',
      gtin: '04603460000809',
    });
  });

  it.each([
    ['(00)046012345678901238', 'sscc'],
    ['https://честныйзнак.рф/?x=1', 'link'],
    ['HTTP://example.ru', 'link'],
    ['', 'text'],
    ['молоко', 'text'],
    ['Молоко 3.2% "Домик"', 'text'],
    ['92 бензин', 'text'],
    ['чай 100 пак | сахар', 'text'],
    ['4606203090784', 'text'],
    ['кофе 4606203090785', 'text'],
    ["'", 'text'],
    [']d2', 'text'],
    ['5'.repeat(5000), 'text'],
  ])('%j: %s', (raw, form) => {
    expect(readScan(raw)).toEqual({ kind: 'other', raw, form });
  });
});

describe('the Russian layout', () => {
  it('is turned back, AIM identifier included', () => {
    expect(markOf(`ъв20104860102580369215МЫЙ93?иЖвНФ5${GS}93РДлв`)).toMatchObject({
      serial: '5VSQ93&b:dYA5',
      repairs: ['ru-layout', 'prefix'],
    });
  });

  it('is turned back for a pack', () => {
    expect(markOf('00000046209849Гщт<ЕНаФСнФОЗРО')).toMatchObject({
      code: '00000046209849Uon<TYfACyAJPHJ',
      repairs: ['ru-layout'],
    });
  });

  it('does not hide damage', () => {
    expect(readScan(`0104860102580369215МЫЙ93?иЖвНФ5${GS}93РД`)).toMatchObject({ kind: 'damaged', damage: 'layout' });
  });
});
