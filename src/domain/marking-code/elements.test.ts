import { describe, expect, it } from 'vitest';
import {
  endsByCount,
  isCounted,
  isFamiliar,
  joinElements,
  layoutsOf,
  predefinedLength,
  splitElements,
  valueOf,
} from './elements.ts';

const GS = '\u001d';
const gtin = '04603460000809';

describe('an AI (GS1 General Specifications §7.8)', () => {
  it.each([
    ['00', 18],
    ['01', 14],
    ['02', 14],
    ['11', 6],
    ['17', 6],
    ['20', 2],
    ['3103', 6],
    ['3302', 6],
    ['3690', 6],
    ['410', 13],
    ['417', 13],
  ])('%s ends after %i digits', (ai, length) => expect(predefinedLength(ai)).toBe(length));
  it.each([
    '03',
    '10',
    '18',
    '21',
    '91',
    '240',
    '37',
    '390',
    '3922',
    '3703',
    '420',
    '7003',
    '8005',
    '013',
    '0',
    '117',
    '31033',
    '4100',
    'x11',
    'x410',
    '31',
    '171',
  ])('%s ends at a separator', (ai) => expect(predefinedLength(ai)).toBeUndefined());

  it.each(['01', '21', '91', '92', '93', '10', '17', '240', '241', '30', '37', '3103', '3690', '7003', '8005'])(
    '%s is met in marking codes',
    (ai) => expect(isFamiliar(ai)).toBe(true),
  );
  it.each([
    '00',
    '02',
    '18',
    '94',
    '90',
    '242',
    '250',
    '31',
    '310',
    '3703',
    '3903',
    '31a3',
    '310a',
    '7103',
    '70a3',
    '700a',
    '8105',
    '80a5',
    '800a',
    'x01',
    '01x',
    '939',
    '4100',
    '666',
  ])('%s is not', (ai) => expect(isFamiliar(ai)).toBe(false));

  it.each([
    ['17', '240101', true],
    ['17', '24010', false],
    ['17', '2401011', false],
    ['17', '24010a', false],
    ['7003', '2401011200', true],
    ['8005', '112000', true],
    ['8005', '11200', false],
    ['21', '5WWSPE', undefined],
    ['93', '1234', undefined],
  ])('%s %s counted: %s', (ai, value, is) => expect(isCounted(ai, value)).toBe(is));
  it.each([
    ['17', '240101', true],
    ['17', '24010a', false],
    ['7003', '2401011200', false],
    ['8005', '112000', false],
    ['21', '5WWSPE', false],
  ])('%s %s needs no separator after it: %s', (ai, value, is) => expect(endsByCount([ai, value])).toBe(is));
});

describe('an element string', () => {
  it.each([
    [
      `01${gtin}215WWSPE${GS}93eMLy`,
      [
        ['01', gtin],
        ['21', '5WWSPE'],
        ['93', 'eMLy'],
      ],
    ],
    [
      `01${gtin}17240101215WWSPE`,
      [
        ['01', gtin],
        ['17', '240101'],
        ['21', '5WWSPE'],
      ],
    ],
    // The lengths of AIs by their first digits: 2, 3 and 4 of them.
    [
      `2501${GS}3103001250${GS}4300a${GS}710b${GS}7003a${GS}8005c${GS}4201d${GS}90e${GS}235f`,
      [
        ['250', '1'],
        ['3103', '001250'],
        ['4300', 'a'],
        ['710', 'b'],
        ['7003', 'a'],
        ['8005', 'c'],
        ['420', '1d'],
        ['90', 'e'],
        ['235', 'f'],
      ],
    ],
    [
      `4200a${GS}4300b${GS}4319c${GS}4210d`,
      [
        ['420', '0a'],
        ['4300', 'b'],
        ['4319', 'c'],
        ['421', '0d'],
      ],
    ],
    [
      `7150a${GS}7239b${GS}8200c${GS}8110d${GS}3910e`,
      [
        ['715', '0a'],
        ['7239', 'b'],
        ['8200', 'c'],
        ['8110', 'd'],
        ['3910', 'e'],
      ],
    ],
    ['', []],
  ])('%j', (text, elements) => expect(splitElements(text)).toEqual(elements));

  it.each([
    '0x',
    '01123',
    `01${gtin}05`,
    `01${gtin}18a`,
    '17',
    'abc',
    `01${gtin}172401`,
    '0312345678901231',
    '20x',
    '311000',
  ])('%j is none', (text) => expect(splitElements(text)).toBeUndefined());
  it('a separator too many does not matter, and one that is missing ends nothing', () => {
    expect(splitElements(`01${gtin}${GS}${GS}21a${GS}${GS}93b`)).toEqual([
      ['01', gtin],
      ['21', 'a'],
      ['93', 'b'],
    ]);
    expect(splitElements('21a93b')).toEqual([['21', 'a93b']]);
  });
  it('a date or a measure of the wrong form stays where a separator and a field follow', () => {
    expect(splitElements(`172401x${GS}21a`)).toEqual([
      ['17', '2401x'],
      ['21', 'a'],
    ]);
    expect(splitElements(`20x${GS}21a`)).toEqual([
      ['20', 'x'],
      ['21', 'a'],
    ]);
    expect(splitElements(`3103x${GS}21a`)).toEqual([
      ['3103', 'x'],
      ['21', 'a'],
    ]);
    expect(splitElements(`172401x${GS}`)).toBeUndefined();
    // A number that names the unit is another matter.
    expect(splitElements(`0112${GS}21a`)).toBeUndefined();
    expect(splitElements(`410x${GS}21a`)).toBeUndefined();
  });
  it('is joined with a separator exactly where one is needed', () => {
    expect(
      joinElements([
        ['01', gtin],
        ['21', 'a'],
        ['17', '240101'],
        ['93', 'b'],
      ]),
    ).toBe(`01${gtin}21a${GS}1724010193b`);
    expect(
      joinElements([
        ['17', '24x'],
        ['21', 'a'],
      ]),
    ).toBe(`1724x${GS}21a`);
    expect(joinElements([])).toBe('');
  });
  it('gives the first value of an AI', () => {
    expect(
      valueOf(
        [
          ['21', 'a'],
          ['93', 'b'],
          ['93', 'c'],
        ],
        '93',
      ),
    ).toBe('b');
    expect(valueOf([['21', 'a']], '93')).toBeUndefined();
  });
});

describe('layouts without separators (reference §1.3, §1.4)', () => {
  const key = 'eMLy';
  const signature = 'A'.repeat(43) + '=';
  const of = (text: string) => layoutsOf(`01${gtin}21${text}`).map((elements) => elements.slice(1));
  it.each([
    [
      `5WWSPE93${key}`,
      [
        [
          ['21', '5WWSPE'],
          ['93', key],
        ],
      ],
    ],
    [
      `5WWSPE789012393${key.slice(1)}`,
      [
        [
          ['21', '5WWSPE7890123'],
          ['93', key.slice(1)],
        ],
      ],
    ],
    [
      `5WWSPE93${key}3103001250`,
      [
        [
          ['21', '5WWSPE'],
          ['93', key],
          ['3103', '001250'],
        ],
      ],
    ],
    [
      `5WWSPE7003240101120093${key}`,
      [
        [
          ['21', '5WWSPE'],
          ['7003', '2401011200'],
          ['93', key],
        ],
      ],
    ],
    [
      `5WWSPE78901237003240101120093${key}`,
      [
        [
          ['21', '5WWSPE7890123'],
          ['7003', '2401011200'],
          ['93', key],
        ],
      ],
    ],
    [
      `JgXJ5.T800511200093${key}`,
      [
        [
          ['21', 'JgXJ5.T'],
          ['8005', '112000'],
          ['93', key],
        ],
      ],
    ],
    [
      `JgXJ5.T8005112000`,
      [
        [
          ['21', 'JgXJ5.T'],
          ['8005', '112000'],
        ],
      ],
    ],
    [
      `JgXJ5.T800511200093${key}240x`,
      [
        [
          ['21', 'JgXJ5.T'],
          ['8005', '112000'],
          ['93', key],
          ['240', 'x'],
        ],
      ],
    ],
    [
      `5WWSPE789012391${key}92${signature}`,
      [
        [
          ['21', '5WWSPE7890123'],
          ['91', key],
          ['92', signature],
        ],
      ],
    ],
    [
      `5WWSPE7890123240456791${key}92${signature}`,
      [
        [
          ['21', '5WWSPE7890123'],
          ['240', '4567'],
          ['91', key],
          ['92', signature],
        ],
      ],
    ],
    [
      `5WWSPE7890123WWSPE7891${key}92${signature}`,
      [
        [
          ['21', '5WWSPE7890123WWSPE78'],
          ['91', key],
          ['92', signature],
        ],
      ],
    ],
    [
      '5WWSPE7890123240456710batch17240101',
      [
        [
          ['21', '5WWSPE7890123'],
          ['240', '4567'],
          ['10', 'batch'],
          ['17', '240101'],
        ],
      ],
    ],
    [
      `5WWSPE789012391${key}`,
      [
        [
          ['21', '5WWSPE7890123'],
          ['91', key],
        ],
      ],
    ],
    [
      `5WWSPE91${key}`,
      [
        [
          ['21', '5WWSPE'],
          ['91', key],
        ],
      ],
    ],
    // Ends like none.
    [`5WWSPE94${key}`, []],
    [`5WWSPE789093${key}x`, []],
  ])('%s', (text, elements) => expect(of(text)).toEqual(elements));
  it('two may fit: a block with 240 behind it, or medicine', () =>
    expect(of('ABCDEFG800511240193110k240xx17240101')).toHaveLength(2));
  it('a separator that is there must be where the layout needs one', () => {
    expect(layoutsOf(`01${gtin}215WWSPE${GS}93${key}3103001250`)).toHaveLength(1);
    expect(layoutsOf(`01${gtin}215WWS${GS}PE93${key}3103001250`)).toEqual([]);
    // Counted without the separators before it.
    expect(layoutsOf(`01${gtin}215WWSPE${GS}93${key}${GS}3103001250`)).toHaveLength(1);
    expect(layoutsOf(`01${gtin}215WWSPE${GS}93${key.slice(0, 2)}${GS}${key.slice(2)}3103001250`)).toEqual([]);
  });
});
