/**
 * Every spelling of a separator in every layout of marks (reference/marking-codes.md §1.3, §1.4, §1.6): the КИ is right, or the scan is to be repeated. A КИ
 * that no package carries would go to ЛМ and into the receipt.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import {
  DIGITS,
  families,
  familyNames,
  GS,
  text,
  type Family,
  type Sample,
} from '../../../test/vectors/arbitrary-codes.ts';
import { SPELLINGS } from '../../../test/vectors/separator-spellings.ts';
import { diagnose } from './diagnose.ts';
import { readScan, type Scan } from './index.ts';

const LAYOUTS = familyNames.filter((family) => !family.startsWith('pack'));
/** Without a crypto part nothing shows that a code is whole: such a mark says `no-tail`, and no till sells by it. */
const UNSIGNED: readonly Family[] = ['block without tail', 'medicine'];
const RUNS = 1;

/** Whether somebody would sell by it. */
const isVouched = (scan: Scan): scan is Extract<Scan, { kind: 'mark' }> =>
  scan.kind === 'mark' && scan.mark.form !== 'ki-only';

/** "1D" alone behind a serial that ends in "%" is "%1D", the spelling of a URL (vector E250): nobody can tell them apart. */
const isUrl = (spelling: string, { serial }: Sample): boolean => /^1d$/i.test(spelling) && serial.endsWith('%');

/** What public samples show whole, and foreign characters, which spell nothing: a sign before them is of the serial. */
const isWhole = (spelling: string): boolean =>
  /^(?:\\u001d|\\x1d|_x001d_|%1d|<(?:gs|fnc1|fcn)>|\{(?:gs|fnc1)\}|\[gs\]|\^fnc1)$/i.test(spelling) ||
  /^(?:[^\w!"%&'()*+,\-./:;<=>?]|[^\p{L}\w!"%&'()*+,\-./:;<=>?]+)$/u.test(spelling);
const SIGNS = Array.from(`!"%&'()*+,-./:;<=>?_`);
/** Words and signs round one another as people write them. */
const SAID_WITH_SIGNS = [
  ...SIGNS.flatMap((sign) => [
    `${sign}29`,
    `${sign}(GS)`,
    `${sign}(29)`,
    `${sign}(FNC1)`,
    `${sign}<29>`,
    `${sign}[SEP]`,
  ]),
  ...[
    'ASCII29',
    'ASCII 29',
    'ASCII(29)',
    'GS29',
    'GS 29',
    'GS:29',
    'GS=29',
    '29:GS',
    'CHR29',
    'DEC29',
    'hex(1D)',
    'h1D',
  ],
  ...['FNC', '__FNC__', '--FNC--', '==29=', '<^29', '"~29', '<\\29', '(#29', '+group-separator-', '"ГС', '<ПЫ'],
  ...['SPACE', 'DELIM', '1Dx', '<SPACE', '"DELIM'],
];

/** Whether the scan is read. Throws where somebody would sell by another КИ than that of the package. */
function isReadAs({ ki }: Sample, raw: string): boolean {
  const scan = readScan(raw);
  if (!isVouched(scan)) return false;
  if (scan.mark.ki !== ki) throw new Error(`${JSON.stringify(raw)} read as ${scan.mark.ki}`);
  return true;
}

/** How a scanner with such a separator sends the code. */
const SENT: Readonly<Record<string, (raw: string, spelling: string) => string>> = {
  'between fields': (raw, spelling) => raw.replaceAll(GS, () => spelling),
  'in front of the code, too': (raw, spelling) => spelling + raw.replaceAll(GS, () => spelling),
  'with an AIM identifier and CR': (raw, spelling) => `]d2${raw.replaceAll(GS, () => spelling)}\r`,
  'with the first zero lost': (raw, spelling) => raw.replaceAll(GS, () => spelling).slice(1),
  'twice in one': (raw, spelling) => raw.replaceAll(GS, () => spelling).repeat(2),
};

describe('a separator spelled out', () => {
  it.each(Object.entries(SENT))('%s is never taken for a part of the serial', (name, sent) => {
    let [codes, read] = [0, 0];
    for (const family of LAYOUTS) {
      for (const spelling of SPELLINGS) {
        fc.assert(
          fc.property(families[family], (sample) => {
            if (isUrl(spelling, sample)) return;
            codes++;
            if (isReadAs(sample, sent(sample.raw, spelling))) read++;
          }),
          tries(RUNS, codes),
        );
      }
    }
    // eslint-disable-next-line no-console -- the count is what this test is read for
    console.log(
      `Separator ${name}: ${SPELLINGS.length} spellings in ${LAYOUTS.length} layouts, ${codes} codes, ${read} read, ${codes - read} to be repeated, 0 wrong КИ.`,
    );
    expect(SPELLINGS.length).toBeGreaterThan(1000);
    expect(read / codes).toBeGreaterThan(0.75);
  });

  it('behind a sign of its own is not taken for itself and a serial that ends in the sign', () => {
    let [codes, read] = [0, 0];
    for (const family of LAYOUTS) {
      for (const spelling of SPELLINGS.filter((each) => !isWhole(each))) {
        fc.assert(
          fc.property(families[family], fc.constantFrom(...SIGNS), (sample, sign) => {
            if (isUrl(sign + spelling, sample)) return;
            codes++;
            if (
              isReadAs(
                sample,
                sample.raw.replaceAll(GS, () => sign + spelling),
              )
            )
              read++;
          }),
          tries(RUNS, codes),
        );
      }
    }
    // eslint-disable-next-line no-console -- the count is what this test is read for
    console.log(
      `Separator behind a sign of its own: ${codes} codes, ${read} read, ${codes - read} to be repeated, 0 wrong КИ.`,
    );
    expect(codes).toBeGreaterThan(20_000);
    expect(read / codes).toBeGreaterThan(0.5);
  });

  it.each(SAID_WITH_SIGNS)('as %s is one, or the scan is to be repeated, behind a serial of any group', (spelling) => {
    for (const serial of ['5ABCDE', '5ABCDEF', '5ABCDEFG', '5ABCDEFGHIJ', '5ABCDEFGHIJK', '5ABCDEFGHIJKL']) {
      const scan = readScan(`010467054017609921${serial}${spelling}93dGVz`);
      if (isVouched(scan)) expect(scan.mark.serial).toBe(serial);
    }
  });

  it.each(['29', '(GS)', '(29)', '[FNC1]', '<0x1D>'])(
    'as %s is read, and to be repeated behind a serial that ends in a sign and is one of a group without it',
    (spelling) => {
      for (const serial of ['5ABCDE%', '5ABCDEFGHIJK!'])
        expect(readScan(`010467054017609921${serial}${spelling}93dGVz`)).toMatchObject({ kind: 'damaged' });
      // Of six: a group has no serial of five. A foreign character spells nothing that a sign could belong to, and "<GS>" is whole.
      const read = (serial: string, sent: string) =>
        expect(readScan(`010467054017609921${serial}${sent}93dGVz`)).toMatchObject({ kind: 'mark', mark: { serial } });
      if (spelling !== '29') read('5ABCD%', spelling);
      if (spelling !== '29') read('5ABCDEF', spelling);
      for (const foreign of ['|', '\u2194', '\u241d', '<GS>', '\\u001d']) read('5ABCDE%', foreign);
    },
  );

  it('in two places at once is read, whatever it is', () => {
    const spellings = [...SPELLINGS, 'qwe', 'SEPARATOR', 'Zz9'];
    const samples = (family: Family): Sample[] => fc.sample(families[family], tries(spellings.length));
    const several = LAYOUTS.filter(
      (family) => !UNSIGNED.includes(family) && samples(family)[0]?.raw.split(GS).length !== 2,
    );
    let codes = 0;
    let read = 0;
    for (const family of several) {
      for (const [at, { raw, ki }] of samples(family).entries()) {
        const scan = readScan(raw.replaceAll(GS, () => spellings[at] ?? ''));
        codes++;
        if (isVouched(scan) && scan.mark.ki === ki) read++;
      }
    }
    expect(several.length).toBeGreaterThan(10);
    expect(read / codes).toBeGreaterThan(0.98);
  });

  it.each([
    '<0x1D>',
    '(FNC1)',
    '&#x1D;',
    '&#29;',
    '\\u1d',
    '\\x1D',
    '\\035',
    '\\F',
    '\u2194',
    '\u2192',
    '\u241d',
    '#',
    '~',
    '^',
    '$',
    '@',
    '\\',
    '[FNC1]',
    '[SEP]',
    '{1D}',
    '<<GS>>',
    '"GS"',
    '~d029',
    '%251D',
    '&lt;GS&gt;',
    '&amp;#29;',
    '~~',
    '\ufffd',
  ])('as %s has one reading, which is read and told', (spelling) => {
    let read = 0;
    const signed = LAYOUTS.filter((family) => !UNSIGNED.includes(family));
    for (const family of signed) {
      // Behind a sign it may be a longer spelling.
      const endsPlainly = families[family].filter(({ ki }) => /[A-Za-z0-9]$/.test(ki));
      fc.assert(
        fc.property(endsPlainly, ({ raw, ki }) => {
          const spelled = raw.replaceAll(GS, () => spelling);
          const scan = readScan(spelled);
          if (!isVouched(scan)) return;
          expect(scan.mark).toMatchObject({ ki, code: raw });
          expect(
            scan.mark.repairs.some((repair) => repair === 'gs-text' || repair === 'gs-control' || repair === 'escaped'),
          ).toBe(true);
          if (scan.mark.repairs.includes('escaped')) return;
          const [found] = diagnose(spelled, scan).filter(
            ({ kind }) => kind === 'separator-text' || kind === 'separator-character',
          );
          expect(found).toMatchObject({
            at: spelled.indexOf(spelling, ki.length),
            ...(found?.kind === 'separator-text' ? { token: spelling } : { character: spelling }),
          });
          read++;
        }),
        tries(RUNS, read),
      );
    }
    // A batch has no end of its own.
    expect(read).toBeGreaterThanOrEqual(signed.length - 2);
  });

  it('or lost, behind a serial that a group has: nobody can tell, and the doctor says what it may be', () => {
    const milk = '0104670540176099215ABCDE';
    for (const [spelling, token] of [
      ['*', '*'],
      [';', ';'],
      ['GS', 'GS'],
      ['1D', '1D'],
      ['U+001D', 'U+001D'],
    ] as const) {
      const raw = `${milk}${spelling}93dGVz`;
      expect(readScan(raw)).toEqual({ kind: 'damaged', raw, damage: 'gs-unclear' });
      expect(diagnose(raw, readScan(raw))).toEqual([{ kind: 'separator-unclear', token }]);
    }
    // A scanner that is known to drop separators puts nothing in their place.
    expect(readScan(`${milk}*93dGVz`, { dropsSeparators: true })).toMatchObject({
      kind: 'mark',
      mark: { serial: '5ABCDE*', repairs: ['gs-restored'] },
    });
    expect(readScan(`${milk}<GS>93dGVz`, { dropsSeparators: true })).toMatchObject({
      kind: 'mark',
      mark: { serial: '5ABCDE' },
    });
  });

  it.each(['29', '029', '<GS>', '%1D', 'GS', 'FNC1'])(
    '%s behind a serial shorter than any group has is no part of a longer one',
    (spelling) => {
      for (const serial of ['5ABC', '5ABCD']) {
        const scan = readScan(`010467054017609921${serial}${spelling}93dGVz`);
        if (isVouched(scan)) expect(scan.mark.serial).toBe(serial);
      }
    },
  );

  it('inside a serial whose separator is lost is not where the serial ends', () => {
    for (const serial of ['5ABCDEFGH<GS>', '5A<GS>CDEFGH']) {
      const scan = readScan(`010467054017609921${serial}93dGVz`);
      if (isVouched(scan)) expect(scan.mark.serial).toBe(serial);
    }
  });

  it('as the end of a longer word is that word', () => {
    for (const spelling of ['CHAR(29)', 'Chr$(29)', 'Alt+29', 'GROUP SEPARATOR', "X'1D'", '%{GS}']) {
      for (const serial of ['5ABCDE', '5ABCDEF', '5ABCDEFGHIJKL']) {
        const scan = readScan(`010467054017609921${serial}${spelling}93dGVz`);
        if (isVouched(scan)) expect(scan.mark.serial).toBe(serial);
      }
    }
  });
});

describe('signs of a serial spelled out', () => {
  const milk = (serial: string, separator = GS): string => `010467054017609921${serial}${separator}93dGVz`;

  it.each([
    ['5W&lt;SPE', GS, '5W<SPE'],
    ['5W&amp;SPE', GS, '5W&SPE'],
    ['&quot;&gt;WSPE', GS, '">WSPE'],
    ['5W&#60;SPE', GS, '5W<SPE'],
    ['5W&#x3c;SPE', GS, '5W<SPE'],
    ['5W&amp;lt;SPEX', GS, '5W<SPEX'],
    ['5W&lt;SPE', '&#x1D;', '5W<SPE'],
    ['5W%22%3CPQ', '%1D', '5W"<PQ'],
    ['5W\\"SPE', '\\u001d', '5W"SPE'],
    ['5W\\/SPE', '\\x1d', '5W/SPE'],
  ])('%s with %j is %s', (sent, separator, serial) => {
    const raw = milk(sent, separator);
    const scan = readScan(raw);
    expect(scan).toMatchObject({ kind: 'mark', mark: { serial, code: milk(serial) } });
    expect(scan.kind === 'mark' && scan.mark.repairs).toContain('escaped');
    expect(diagnose(raw, scan)).toContainEqual({ kind: 'escaped' });
  });

  it('may be of the serial itself: where a group has both, or neither, the scan is repeated', () => {
    for (const serial of ['5W&lt;SP', '5WQWERT&lt;12', '5W&lt;S', '5W&amp;lt;SPE'])
      expect(isVouched(readScan(milk(serial)))).toBe(false);
    // Unescaped signs show that nothing was escaped; nor is a URL written with a separator as it is.
    expect(readScan(milk('5&lt;<<Q'))).toMatchObject({ kind: 'mark', mark: { serial: '5&lt;<<Q', repairs: [] } });
    expect(readScan(milk('5W%22SPE'))).toMatchObject({ kind: 'mark', mark: { serial: '5W%22SPE', repairs: [] } });
  });

  it.each([
    ['5W\u201dSPE', '5W"SPE'],
    ['\u201cW\u00bbSPE', '"W"SPE'],
    ['5W\u2019SPE', "5W'SPE"],
    ['5W\u2013SPE', '5W-SPE'],
    ['5W\u2212SPE', '5W-SPE'],
    ['5W\uff0bSPE', '5W+SPE'],
    ['5W\u2044SPE', '5W/SPE'],
  ])('%s of a text program is %s', (sent, serial) => {
    const scan = readScan(milk(sent));
    expect(scan).toMatchObject({ kind: 'mark', mark: { serial, code: milk(serial), repairs: ['typography'] } });
    expect(diagnose(milk(sent), scan)).toEqual([{ kind: 'typography', characters: sent.replace(/[\x20-\x7e]/g, '') }]);
    // At the end it may stand for the separator.
    expect(isVouched(readScan(milk(`5WASPE${sent.charAt(2)}`, '')))).toBe(false);
  });
});

describe('before a code', () => {
  const milk = `0104670540176099215ABCDE${GS}93dGVz`;
  it.each(['*', '\\000032', '\\000026', ']d4\\000026', `*]d2${GS}`])('%j is taken off and told', (prefix) => {
    const scan = readScan(prefix + milk);
    expect(scan).toMatchObject({ kind: 'mark', mark: { code: milk, repairs: ['prefix'] } });
    expect(diagnose(prefix + milk, scan)).toContainEqual({ kind: 'prefix', text: prefix.replace(/\][a-z]\d/g, '') });
  });
  it.each([
    ['A', ''],
    ['#', ''],
    ['', ';'],
    ['>>', '$'],
    ['zz^', ''],
  ])('%j and %j behind it are named, at the till as well', (before, after) => {
    expect(readScan(before + milk + after)).toMatchObject({ kind: 'damaged', damage: 'framed' });
    expect(readScan(`${before}00000046198488X?io+qCABm8wAYa${after}`)).toMatchObject({
      kind: 'damaged',
      damage: 'framed',
    });
  });
});

describe('an intact code', () => {
  it('with a serial of twenty digits is read, whatever fields the digits look like', () => {
    let looksLikeFields = 0;
    fc.assert(
      fc.property(families['full 44, 20'], text(DIGITS, 20), ({ raw, gtin, serial }, digits) => {
        const scan = readScan(raw.replace(serial, () => digits));
        if (/^.{13}10|^.{12}17\d{6}$/.test(digits)) looksLikeFields++;
        return (
          scan.kind === 'mark' &&
          scan.mark.ki === `01${gtin}21${digits}` &&
          scan.mark.repairs.length + scan.mark.warnings.length === 0
        );
      }),
      tries(4_000),
    );
    expect(looksLikeFields).toBeGreaterThan(20);
  });

  // Not: fields of known length, which would be cut, and fields of the code itself.
  const own = /^(?:0[0-2]|1[1-7]|2[01]|3[1-6]|41|9[123])$/;
  const others = Array.from({ length: 100 }, (_, ai) => String(ai).padStart(2, '0')).filter((ai) => !own.test(ai));
  it.each(others)('keeps AI %s behind its crypto part', (ai) => {
    for (const family of ['milk', 'water', 'full 44', 'full 88', 'block', 'milk by weight'] as const)
      fc.assert(
        fc.property(families[family], ({ raw, ki }) => {
          expect(readScan(`${raw}${GS}${ai}9abc`)).toMatchObject({ kind: 'mark', mark: { ki, warnings: [] } });
          expect(
            readScan(`${raw}${GS}${ai}9abc${GS}${ai}9abd`).kind === 'mark' || /^(?:10|24|30|37|70|80)$/.test(ai),
          ).toBe(true);
        }),
        tries(RUNS, Number(ai)),
      );
  });
});

it('a code whose serial would hold a spelled separator once the others are put right is scanned again', () => {
  const start = '(01)04603460000809(21)';
  for (const spelled of ['<GS>', '{GS}', '%1D'])
    expect(readScan(`${start}01${spelled}29eMLy930101`), spelled).not.toMatchObject({ kind: 'mark' });
});
