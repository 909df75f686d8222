import { describe, expect, it } from 'vitest';
import { diagnose, type Finding } from './diagnose.ts';
import { readScan } from './index.ts';

const GS = '\u001d';
const MILK = `0104603460000809215WWSPE${GS}93eMLy`;
const WATER = `0104860102580369215VSQ9o&b:dYA5${GS}93HLkd`;
const FULL = `0106924064135161215Wn0Mo"dSXyRK${GS}91EE10${GS}924PHuhIbc9PPbFu1evbv/RUrNEq0y/oOmQEuSBSrXmO0=`;
const BLOCK = `010460043993125621JgXJ5.T${GS}8005112000${GS}93Mdlr`;
const FULL_88 = `0106924064135161215Wn0Mo"dSXyRK${GS}918039${GS}92${'4PHuhIbc9PPbFu1evbv/RUrNEq0y/oOmQEuSBSrXmO0'.repeat(2)}==`;
const WEIGHED = `${MILK}${GS}3103000345`;
const PACK = '00000046198488X?io+qCABm8wAYa';

const findings = (text: string): readonly Finding[] => diagnose(text, readScan(text));

describe('nothing wrong', () => {
  it.each([MILK, FULL, FULL_88, BLOCK, WEIGHED, PACK, `${MILK}\r\n`])('%j', (text) => {
    expect(findings(text)).toEqual([{ kind: 'fine' }]);
  });

  it('with an AIM identifier, which is no fault', () => {
    expect(findings(`]d2${MILK}\r`)).toEqual([{ kind: 'fine' }, { kind: 'aim', id: ']d2' }]);
  });
});

describe('around the code', () => {
  it.each<[string, Finding[]]>([
    [`'${MILK}`, [{ kind: 'prefix', text: "'" }]],
    [
      `]d2${GS}${MILK}`,
      [
        { kind: 'aim', id: ']d2' },
        { kind: 'prefix', text: GS },
      ],
    ],
    [`${MILK}${GS}\r`, [{ kind: 'suffix', text: GS }]],
    [`${MILK} `, [{ kind: 'suffix', text: ' ' }]],
    [
      `]D2${MILK}`,
      [
        { kind: 'caps-lock', proof: ']D2' },
        { kind: 'aim', id: ']D2' },
      ],
    ],
    [
      `]c1${MILK}`,
      [
        { kind: 'caps-lock', proof: ']c1' },
        { kind: 'aim', id: ']c1' },
      ],
    ],
  ])('%j', (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });
});

describe('what the scanner adds', () => {
  const codes: Record<string, string> = {
    MILK,
    WATER,
    FULL,
    FULL_88,
    BLOCK,
    WEIGHED,
    PACK,
    'pack without МРЦ': '04670190770593oijSCi2AAAATkxi',
    'EAN-13': '4606203090785',
    'EAN-8': '46198488',
    GTIN: '0104606203090785',
  };
  const isProduct = (name: string): boolean => /^(?:EAN|GTIN)/.test(name);
  const framesOf = (text: string): readonly Finding[] => findings(text).filter((finding) => 'breaks' in finding);
  const controls = ['\u0002', '\u0003', '\u0004', '\u0000', '\u001b', '\u007f'];
  const signs = ['A', '#', '>>', 'w', ';', '$', 'zz^'];

  it.each(Object.entries(codes))('as a control character is no part of any code: %s', (name, code) => {
    const clean = readScan(code);
    for (const control of controls) {
      const scan = readScan(`${control}${code}${control}\r`);
      if (clean.kind === 'mark')
        expect(scan).toMatchObject({ kind: 'mark', mark: { code: clean.mark.code, ki: clean.mark.ki } });
      else expect(scan).toEqual(clean);
      const rest = isProduct(name) ? [{ kind: 'not-a-mark', what: 'product' }] : [];
      expect(findings(`${control}${code}`)).toEqual([...rest, { kind: 'prefix', text: control }]);
      expect(findings(`${code}${control}\r`)).toEqual([...rest, { kind: 'suffix', text: control }]);
    }
  });

  it.each(Object.entries(codes))('as printable signs is named, and never repaired: %s', (name, code) => {
    const rest = isProduct(name) ? [{ kind: 'not-a-mark', what: 'product' }] : [];
    for (const before of ['', ...signs]) {
      for (const after of ['', ...signs]) {
        if (before + after === '') continue;
        const text = before + code + after;
        const scan = readScan(text);
        expect(scan.kind === 'product' || (scan.kind === 'mark' && scan.mark.warnings.length === 0), text).toBe(false);
        const frame = [
          ...(before && [{ kind: 'prefix', text: before, breaks: true }]),
          ...(after && [{ kind: 'suffix', text: after, breaks: true }]),
        ];
        expect(findings(`]d2${text}\r`), text).toEqual([...frame, ...rest, { kind: 'aim', id: ']d2' }]);
      }
    }
  });

  it.each<[string, string, Finding[]]>([
    ['a separator in words', `A${MILK.replace(GS, '<GS>')}`, [{ kind: 'separator-text', token: '<GS>', at: 25 }]],
    [
      'a place counted from the first character of the scan',
      `]d2A${MILK.replace(GS, '|')}`,
      [
        { kind: 'separator-character', character: '|', at: 28 },
        { kind: 'aim', id: ']d2' },
      ],
    ],
    [
      'what stands between it and the code',
      `A]d2\u0002${MILK}`,
      [
        { kind: 'aim', id: ']d2' },
        { kind: 'prefix', text: '\u0002' },
      ],
    ],
    ['separators lost', `A${FULL.replaceAll(GS, '')}`, [{ kind: 'separator-lost', before: ['91', '92'] }]],
    ['a first zero lost', `A${MILK.slice(1)}`, [{ kind: 'lead-zero-lost' }]],
    ['a bare КИ', 'A0104603460000809215WWSPE', [{ kind: 'no-tail' }]],
    ['a tail that was cut', `A${MILK.slice(0, -1)}`, [{ kind: 'cut', part: '93', length: 3, missing: 1 }]],
    ['a signature that was cut', `A${FULL.slice(0, -1)}`, [{ kind: 'cut', part: '92', length: 43, missing: 1 }]],
    ['a stuck Shift', `A${FULL.replace(/=$/, '+')}`, [{ kind: 'shift-held', proof: '+' }]],
    ['the same code twice', `A${MILK}${MILK}`, [{ kind: 'doubled', at: 32 }]],
    ['two readings: no pack begins at the GTIN', `A${MILK.replace(GS, '29')}`, [{ kind: 'ambiguous' }]],
    [
      'a wrong digit',
      `A${MILK.replace('809215', '808215')}`,
      [{ kind: 'check-digit', digits: '04603460000808', expected: '9' }],
    ],
    ['a barcode of 14 digits', 'A04606203090785', [{ kind: 'not-a-mark', what: 'product' }]],
  ])('is told with %s', (_name, text, rest) => {
    expect(findings(text)).toEqual([{ kind: 'prefix', text: 'A', breaks: true }, ...rest]);
  });

  it.each<[string, string, Finding[]]>([
    [
      'lost separators, though it reads as a longer КИ',
      `${MILK.replace(GS, '')};`,
      [
        { kind: 'suffix', text: ';', breaks: true },
        { kind: 'separator-lost', before: ['93'] },
      ],
    ],
    [
      'a separator before it',
      `${MILK}${GS};`,
      [
        { kind: 'suffix', text: ';', breaks: true },
        { kind: 'suffix', text: GS },
      ],
    ],
    [
      '14 digits, where no pack could go on so',
      '04606203090785$',
      [
        { kind: 'suffix', text: '$', breaks: true },
        { kind: 'not-a-mark', what: 'product' },
      ],
    ],
    [
      'the Russian layout',
      'Ф4606203090785',
      [
        { kind: 'russian-layout', letters: 'Ф' },
        { kind: 'prefix', text: 'A', breaks: true },
        { kind: 'not-a-mark', what: 'product' },
      ],
    ],
  ])('is told with %s (%j)', (_name, text, expected) => {
    expect(findings(text)).toEqual(expected);
  });

  it('is not what a digit too many is', () => {
    expect(findings('46062030907851')).toEqual([{ kind: 'check-digit', digits: '46062030907851', expected: '0' }]);
    expect(findings(`${MILK}1`)).toEqual([{ kind: 'extended', part: '93', length: 5, extra: 1 }]);
  });

  it.each([
    ['an aggregate', '02045997196411623768' + '10G<SVJ-Gt.'],
    ['an aggregate with a batch like the end of a pack', '02046062030907853712' + '10AABm8wAYa'],
    ['a pack and the same again, cut', PACK + PACK.slice(0, 27)],
    ['a batch after a GTIN of a wrong check digit', '0104632128760354' + '10Q1iIA=_N"z%<M.'],
    ['a bare КИ', '0104603460000809215VSQ9o&b:dYA5'],
    ['14 digits and how a pack goes on', '04606203090785;'],
    ['a pack cut at both ends, with no price where a price is', '413403940648221mgUGEaEY93G2K/'],
  ])('is not in %s', (_name, text) => {
    expect(framesOf(text)).toEqual([]);
  });

  it.each(Object.entries(codes))('is no end of a code that was cut: %s', (_name, code) => {
    // In words it may be cut itself, and then "<" could be either.
    for (const separator of [GS, '', '|']) {
      const sent = code.replaceAll(GS, separator);
      for (let length = 1; length < sent.length; length++) {
        for (const cut of [sent.slice(0, length), sent.slice(length)]) expect(framesOf(cut), cut).toEqual([]);
      }
    }
  });
});

describe('separators', () => {
  it.each<[string, Finding[]]>([
    [MILK.replace(GS, ''), [{ kind: 'separator-lost', before: ['93'] }]],
    [FULL.replaceAll(GS, ''), [{ kind: 'separator-lost', before: ['91', '92'] }]],
    [FULL.replace(`${GS}92`, '92'), [{ kind: 'separator-lost', before: ['92'] }]],
    [BLOCK.replace(`${GS}8005`, '8005'), [{ kind: 'separator-lost', before: ['8005'] }]],
    ['0104603460000809215abcd93eMLy', [{ kind: 'separator-lost', before: [] }]],
    [MILK.replace(GS, '<GS>'), [{ kind: 'separator-text', token: '<GS>', at: 24 }]],
    [
      `]d2${FULL.replaceAll(GS, '\\x1d')}`,
      [
        { kind: 'separator-text', token: '\\x1d', at: 34 },
        { kind: 'aim', id: ']d2' },
      ],
    ],
    [
      MILK.replace(GS, '\\U001D'),
      [
        { kind: 'caps-lock', proof: '\\U001D' },
        { kind: 'separator-text', token: '\\U001D', at: 24 },
      ],
    ],
    [
      `0104603460000809215a%1Dbc%1D93eMLy`,
      [
        { kind: 'cut', part: 'code', length: 30 },
        { kind: 'separator-text', token: '%1D', at: 25 },
      ],
    ],
    [MILK.replace(GS, '|'), [{ kind: 'separator-character', character: '|', at: 24 }]],
    [
      ` ${MILK.replace(GS, '\u001e')}`,
      [
        { kind: 'separator-character', character: '\u001e', at: 25 },
        { kind: 'prefix', text: ' ' },
      ],
    ],
    [WATER.replace(GS, '29'), [{ kind: 'separator-text', token: '29', at: 31 }]],
    [WATER.replace(GS, '029'), [{ kind: 'separator-text', token: '029', at: 31 }]],
    [WATER.replace(GS, '029').slice(1), [{ kind: 'lead-zero-lost' }, { kind: 'separator-text', token: '029', at: 30 }]],
    [FULL.replaceAll(GS, '29'), [{ kind: 'separator-text', token: '29', at: 31 }]],
    ['0104860102580369215VSQ9o&b:dYA02993HLkd', [{ kind: 'ambiguous' }]], // 12 characters and 029, or 13 and 29
    [MILK.replace('0921', `09${GS}21`), [{ kind: 'separator-extra' }]],
    [MILK.replace(GS, '29'), [{ kind: 'ambiguous' }]],
  ])('%j', (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });
});

describe('the keyboard', () => {
  const typed = '0104860102580369215МЫЙ93?иЖвНФ5';
  it('the Russian layout, before all else', () => {
    expect(findings(`${typed}${GS}93РДлв`)).toEqual([{ kind: 'russian-layout', letters: 'МЫЙиЖвНФРДлв' }]);
    expect(findings(`ъв2${typed}ХПЫЪ93РДлв`)).toEqual([
      { kind: 'russian-layout', letters: 'ъвМЫЙиЖвНФХПЫЪРДлв' },
      { kind: 'separator-text', token: '{GS}', at: 34 },
      { kind: 'aim', id: ']d2' },
    ]);
    expect(findings(`${typed}${GS}93РД`)).toEqual([
      { kind: 'russian-layout', letters: 'МЫЙиЖвНФРД' },
      { kind: 'cut', part: '93', length: 2, missing: 2 },
    ]);
    expect(findings('ъУ04606203090785')).toEqual([
      { kind: 'russian-layout', letters: 'ъУ' },
      { kind: 'not-a-mark', what: 'product' },
      { kind: 'aim', id: ']E0' },
    ]);
    expect(findings('молоко')).toEqual([{ kind: 'not-a-mark', what: 'text' }]);
  });

  it.each<[string, Finding[]]>([
    [FULL.replace(/=$/, '+'), [{ kind: 'shift-held', proof: '+' }]],
    [FULL.replace(/=$/, 'x'), [{ kind: 'odd-padding', end: '0x' }]],
    ['$^)^@)#)()&*%', [{ kind: 'shift-held', proof: '$^)^@)#)()&*%' }]], // 4606203090785
    [';:):")№)()?*%', [{ kind: 'shift-held', proof: ';:):")№)()?*%' }]],
    ['}D@)!)$^)#$^))))*)(@!%WWSPE', [{ kind: 'shift-held', proof: ')!)$^)#$^))))*)(@!' }]],
    [FULL.toUpperCase(), [{ kind: 'one-case', letters: 'upper' }]],
    [FULL.toLowerCase(), [{ kind: 'one-case', letters: 'lower' }]],
    ['!@#$%^&*', [{ kind: 'not-a-mark', what: 'text' }]],
  ])('%j', (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });
});

describe('characters too few or too many', () => {
  it.each<[string, Finding[]]>([
    [FULL.slice(0, -1), [{ kind: 'cut', part: '92', length: 43, missing: 1 }]],
    [FULL.replace(/=$/, `=${'x'.repeat(4)}`), [{ kind: 'extended', part: '92', length: 48, extra: 4 }]],
    [FULL.replace(/=$/, 'A'.repeat(40)), [{ kind: 'cut', part: '92', length: 83, missing: 5 }]],
    [FULL.slice(0, FULL.lastIndexOf(GS)), [{ kind: 'cut', part: '92', length: 0 }]],
    [
      FULL.slice(0, FULL.lastIndexOf(GS) - 1),
      [
        { kind: 'cut', part: '91', length: 3, missing: 1 },
        { kind: 'cut', part: '92', length: 0 },
      ],
    ],
    [MILK.slice(0, -1), [{ kind: 'cut', part: '93', length: 3, missing: 1 }]],
    [MILK.slice(0, -2), [{ kind: 'cut', part: '93', length: 2, missing: 2 }]],
    [`${MILK}wxyz`, [{ kind: 'extended', part: '93', length: 8, extra: 4 }]],
    [PACK.slice(0, -3), [{ kind: 'cut', part: 'pack', length: 26, missing: 3 }]],
    [PACK.slice(0, 20), [{ kind: 'cut', part: 'pack', length: 20, missing: 9 }]],
    ['010460000000070122', [{ kind: 'cut', part: 'code', length: 18 }]], // its first 14 digits would do for a pack
    [`0104679783193566215Nun${GS}91EE11${GS}92abc=`, [{ kind: 'odd-tail' }]],
    [`${PACK}wxyz`, [{ kind: 'extended', part: 'pack', length: 33, extra: 4 }]],
    [PACK.slice(0, 25), [{ kind: 'no-tail', missing: 4 }]],
    [PACK.slice(0, 21), [{ kind: 'no-tail', missing: 8 }]],
    ['0104603460000809215WWSPE', [{ kind: 'no-tail' }]],
    ['01046034600008092', [{ kind: 'cut', part: 'code', length: 17 }]],
    [MILK.slice(1), [{ kind: 'lead-zero-lost' }]],
    [`${MILK}${GS}310300125`, [{ kind: 'cut', part: 'code', length: 41 }]],
    [`0104600840749372215!IS(;${GS}99dGVz`, [{ kind: 'odd-field', ai: '99', value: 'dGVz' }]],
    [`${MILK}${GS}91EE10`, [{ kind: 'odd-tail' }]],
    [`0104603460000809215WWSPE${GS}800511${GS}93eMLy`, [{ kind: 'odd-field', ai: '8005', value: '11' }]],
  ])('%j', (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });
});

describe('wrong characters, several codes, other things', () => {
  it.each<[string, Finding[]]>([
    [MILK.replace('WW', 'W#'), [{ kind: 'foreign-characters', characters: '#', at: 20 }]],
    [
      `]d2${MILK.slice(0, -3)}\u0438\u0438L`,
      [
        { kind: 'foreign-characters', characters: '\u0438', at: 31 },
        { kind: 'aim', id: ']d2' },
      ],
    ],
    ['00000046198488X?io+qCAB(8wAYa', [{ kind: 'foreign-characters', characters: '(', at: 23 }]],
    [MILK.replace('eMLy', 'eM:y'), [{ kind: 'foreign-characters', characters: ':' }]],
    ['00000046198488X?io+qCABm8w~#a', [{ kind: 'foreign-characters', characters: '~#' }]],
    [`${MILK}${MILK}`, [{ kind: 'doubled', at: 31 }]],
    [
      `'${MILK}\r\n${MILK}`,
      [
        { kind: 'doubled', at: 32 },
        { kind: 'prefix', text: "'" },
      ],
    ],
    [`${MILK}${FULL}`, [{ kind: 'glued', at: 31 }]],
    ['010460346000080A215WWSPE', [{ kind: 'cut', part: 'code', length: 24 }]],
    [MILK.replace('809215', '808215'), [{ kind: 'check-digit', digits: '04603460000808', expected: '9' }]],
    ['0104640638345219', [{ kind: 'check-digit', digits: '04640638345219', expected: '8' }]],
    ['00000046198487X?io+qCABm8wAYa', [{ kind: 'check-digit', digits: '00000046198487', expected: '8' }]],
    ['4606203090784', [{ kind: 'check-digit', digits: '4606203090784', expected: '5' }]],
    ['4606203090785', [{ kind: 'not-a-mark', what: 'product' }]],
    ['00046012345678901238', [{ kind: 'not-a-mark', what: 'sscc' }]],
    ['https://example.ru', [{ kind: 'not-a-mark', what: 'link' }]],
    ['(01)04640112480084(21)5b7Hpg(93)JDyA', [{ kind: 'typed-from-label' }]],
    ['', [{ kind: 'not-a-mark', what: 'text' }]],
  ])('%j', (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });
});
