/** What must hold for every code: each class of damage (reference/marking-codes.md §1.6) on any codes of every family. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import {
  anyCode,
  BASE_64,
  CSET_82,
  DIGITS,
  families,
  familyNames,
  GS,
  ofFamilies,
  text,
  type Family,
} from '../../../test/vectors/arbitrary-codes.ts';
import { diagnose, type Finding } from './diagnose.ts';
import { readScan, type MarkingCode, type Repair, type Scan, type Scanner } from './index.ts';

const RUNS = 40;

/** A place or a choice among what is counted only when the code is there: it is taken modulo their number. */
const anyTurn = fc.nat(1_000_000);
const pick = <T>(items: readonly T[], turn: number): T => items[turn % items.length] as T;

/** `expect` for what is asked a hundred thousand times. */
function check(isSo: boolean, about: unknown): void {
  if (!isSo) expect.fail(JSON.stringify(about));
}

const markOf = (raw: string): MarkingCode => {
  const scan = readScan(raw);
  if (scan.kind !== 'mark') throw new Error(JSON.stringify(scan));
  return scan.mark;
};

/** Without a crypto part nothing shows that a code is whole. */
const UNSIGNED: readonly Family[] = ['block without tail', 'medicine'];

describe('a clean code', () => {
  it.each(familyNames)('of %s reads as itself', (family) => {
    fc.assert(
      fc.property(families[family], ({ raw, ...parts }) => {
        expect(markOf(raw)).toMatchObject({
          raw,
          code: raw,
          ...parts,
          repairs: [],
          warnings: UNSIGNED.includes(family) ? ['no-tail'] : [],
        });
      }),
      tries(RUNS),
    );
  });
});

// ── Damage that is repaired

/** The keyboard of layout `ru-layout.ts`, from the meant character to the typed one. */
const KEYBOARD: ReadonlyMap<string, string> = (() => {
  const meant = 'qwertyuiop[]asdfghjkl;\'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?`~@#$^&|';
  const typed = 'йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,ёЁ"№;:?/';
  return new Map(Array.from(meant, (character, i) => [character, typed[i] ?? '']));
})();
const typedInRussian = (text: string): string =>
  Array.from(text, (character) => KEYBOARD.get(character) ?? character).join('');

const TOKENS = [
  '<GS>',
  '<gs>',
  '{GS}',
  '[GS]',
  '(GS)',
  '\\u001d',
  '\\u001D',
  '\\x1d',
  '\\x1D',
  '_x001D_',
  '_x001d_',
  '%1D',
  '%1d',
  '\u241d',
  '{FNC1}',
  '^FNC1',
  '<FNC1>',
  '<fcn>',
  '^]',
];
const CONTROLS = ['\u001e', '\u001f', '\u00e8', '\u0100', ' ', '|'];
const PREFIXES = [
  ']d2',
  ']D2',
  ']C1',
  ']Q3',
  ']e0',
  ']d1',
  '\u00e8',
  GS,
  '\ufeff',
  '\u200b',
  "'",
  `]d2${GS}`,
  `\ufeff]d2\u00e8`,
];
const SUFFIXES = ['\r', '\n', '\r\n', '\t', ' ', GS, `${GS}\r\n`, '\u200b'];

/** What `damage` leaves of a code, `turn` choosing where there is a choice; `repair` is how the reader must call it, `finding` how the doctor does. */
interface DamageClass {
  readonly name: string;
  readonly repair?: Repair;
  readonly finding?: Finding['kind'];
  readonly damage: (raw: string, turn: number) => string;
  /** What the scanner's other codes have told: without it a code may have a second reading, and is then to be repeated. */
  readonly scanner?: Scanner;
  /** Families where another reading fits as well, so that the scan must be repeated, with the reason. */
  readonly lost?: Readonly<Partial<Record<Family, string>>>;
  /** Behind a sign it may be a longer spelling, "%(GS)" or "&29", so that a shorter serial is before it. */
  readonly doubtfulBehindSign?: boolean;
}

const OTHER_SERIAL = 'the digits read as the end of a longer serial that a group has, too';
const OPEN_FIELD = 'a batch ends nowhere by itself: with its separator lost it takes what follows, the КИ stays';

const DAMAGE: readonly DamageClass[] = [
  ...TOKENS.map((token): DamageClass => ({
    name: `separator as ${token}`,
    repair: 'gs-text',
    finding: 'separator-text',
    damage: (raw) => raw.replaceAll(GS, token),
    doubtfulBehindSign: /^\(gs\)$/i.test(token),
  })),
  ...CONTROLS.map((control): DamageClass => ({
    name: `separator as ${JSON.stringify(control)}`,
    repair: 'gs-control',
    finding: 'separator-character',
    damage: (raw) => raw.replaceAll(GS, control),
  })),
  ...PREFIXES.map((prefix): DamageClass => ({
    name: `prefix ${JSON.stringify(prefix)}`,
    repair: 'prefix',
    finding: prefix.startsWith(']') ? 'aim' : 'prefix',
    damage: (raw) => prefix + raw,
  })),
  ...SUFFIXES.map((suffix): DamageClass => ({
    name: `suffix ${JSON.stringify(suffix)}`,
    damage: (raw) => raw + suffix,
  })),
  {
    name: 'all separators lost',
    repair: 'gs-restored',
    finding: 'separator-lost',
    damage: (raw) => raw.replaceAll(GS, ''),
    scanner: { dropsSeparators: true },
    lost: { 'medicine with batch': OPEN_FIELD },
  },
  {
    name: 'one separator lost',
    repair: 'gs-restored',
    finding: 'separator-lost',
    scanner: { dropsSeparators: true },
    damage: (raw, turn) => {
      const parts = raw.split(GS);
      const lost = turn % (parts.length - 1);
      return parts.map((part, i) => part + (i === lost || i === parts.length - 1 ? '' : GS)).join('');
    },
    lost: { 'medicine with batch': OPEN_FIELD },
  },
  {
    name: 'separator as 29',
    doubtfulBehindSign: true,
    repair: 'gs-digits',
    finding: 'separator-text',
    damage: (raw) => raw.replaceAll(GS, '29'),
    lost: { milk: OTHER_SERIAL, 'short, 11': OTHER_SERIAL, medicine: OPEN_FIELD, 'medicine with batch': OPEN_FIELD },
  },
  {
    name: 'separator as 029',
    doubtfulBehindSign: true,
    repair: 'gs-digits',
    finding: 'separator-text',
    damage: (raw) => raw.replaceAll(GS, '029'),
    lost: {
      milk: OTHER_SERIAL,
      'milk of Belarus': OTHER_SERIAL,
      beer: OTHER_SERIAL,
      'short, 11': OTHER_SERIAL,
      'short, 12': OTHER_SERIAL,
      'block without tail': OTHER_SERIAL,
      medicine: OPEN_FIELD,
      'medicine with batch': OPEN_FIELD,
    },
  },
  {
    name: 'separator that GS1 does not need',
    repair: 'gs-extra',
    finding: 'separator-extra',
    damage: (raw) => raw.replace(/^(01.{14})(?=21)/, `$1${GS}`),
  },
  {
    name: 'first zero lost',
    repair: 'lead-zero',
    finding: 'lead-zero-lost',
    damage: (raw) => raw.replace(/^01(?=.{14}21)/, '1'),
  },
  {
    name: 'scanned twice in one',
    repair: 'doubled',
    finding: 'doubled',
    damage: (raw, turn) => raw + pick(['', '\r', '\r\n', GS], turn) + raw,
  },
  {
    name: 'typed from the label',
    repair: 'hri',
    finding: 'typed-from-label',
    damage: (raw) =>
      raw
        .replace(/^01(.{14})21/, '(01)$1(21)')
        .replaceAll(new RegExp(`${GS}(240|310.|7003|8005|9[123]|10)`, 'g'), '($1)'),
  },
  // A code without any letter shows no layout: but for its signs it is as it was.
  {
    name: 'Russian layout',
    repair: 'ru-layout',
    finding: 'russian-layout',
    damage: (raw) => (/[A-Za-z]/.test(raw) ? typedInRussian(raw) : raw),
  },
];

/** How a serial ends that may be a shorter one and a stand-in for the separator: a sign, a name or a number of the separator. */
const LIKE_STAND_IN = /[^A-Za-z0-9]$|(?:gs|rs|us|fs|f1|f8|sep|1dh?|29|35)$/i;

describe.each(DAMAGE)(
  'damage: $name',
  ({ repair, finding, damage, scanner, lost = {}, doubtfulBehindSign = false }) => {
    it.each(familyNames)('of %s gives the same code back, flagged, or asks for another scan', (family) => {
      let damagedCodes = 0;
      let repaired = 0;
      fc.assert(
        fc.property(families[family], anyTurn, (sample, turn) => {
          const clean = markOf(sample.raw);
          const raw = damage(clean.raw, turn);
          if (raw === clean.raw) return;
          const scan = readScan(raw, scanner);
          if (
            doubtfulBehindSign &&
            scan.kind === 'damaged' &&
            scan.damage === 'ambiguous' &&
            /[^A-Za-z0-9]$/.test(clean.serial)
          )
            return;
          damagedCodes++;
          if (scanner && scan.kind === 'mark') {
            const unknown = readScan(raw);
            if (unknown.kind === 'mark') check(unknown.mark.ki === scan.mark.ki, unknown);
            else
              check(
                unknown.kind === 'damaged' && unknown.damage === 'gs-unclear' && LIKE_STAND_IN.test(clean.serial),
                unknown,
              );
          }
          if (scan.kind !== 'mark') {
            check(scan.kind === 'damaged', scan);
            return;
          }
          if (lost[family] !== undefined) {
            check(scan.mark.ki === clean.ki, scan);
            return;
          }
          repaired++;
          const expected = { ...clean, raw, repairs: repair ? [repair] : [] };
          if (JSON.stringify(scan.mark) !== JSON.stringify(expected)) expect(scan.mark).toEqual(expected);
          if (finding)
            check(
              diagnose(raw, scan).some(({ kind }) => kind === finding),
              raw,
            );
        }),
        // Digits in place of the separator make of six in a hundred codes of Belarusian milk another serial that a group has: a share so near to the bound wants many codes.
        tries(doubtfulBehindSign ? 12 * RUNS : RUNS),
      );
      if (damagedCodes > 0 && lost[family] === undefined) expect(repaired / damagedCodes).toBeGreaterThan(0.9);
    });
  },
);

/** Where only some separators came, a scan may read as a whole code of another serial: the one thing that must never happen unsaid. */
describe('no valid or half-damaged code reads as another unit', () => {
  const SERIALS = [6, 7, 8, 11, 12, 13];

  it('a separator spelled inside the serial, with an AI behind it', () => {
    const spelled = TOKENS.filter((token) => Array.from(token).every((character) => CSET_82.includes(character)));
    const anySpelling = fc
      .tuple(
        text(CSET_82, 1, 6),
        fc.constantFrom(...spelled),
        fc.constantFrom('10', '17', '240', '37', '91', '93', '17261112', '8005112000'),
        text(BASE_64, 0, 4),
      )
      .map((parts) => parts.join(''));
    let codes = 0;
    let ambiguous = 0;
    fc.assert(
      fc.property(
        ofFamilies('milk', 'water', 'full 44', 'full 88', 'shoes', 'medicine with batch'),
        anySpelling,
        ({ raw, gtin, serial }, spelling) => {
          if (spelling.length > 13) return;
          codes++;
          const scan = readScan(raw.replace(`21${serial}${GS}`, () => `21${spelling}${GS}`));
          if (scan.kind === 'damaged' && scan.damage === 'ambiguous') ambiguous++;
          else check(scan.kind === 'mark' && scan.mark.ki === `01${gtin}21${spelling}`, scan);
        },
      ),
      tries(100 * RUNS),
    );
    expect(ambiguous / codes).toBeGreaterThan(0.05);
    expect(ambiguous / codes).toBeLessThan(0.95);
  });

  it('one separator lost before a middle field', () => {
    const digits = (length: number): fc.Arbitrary<string> => text(DIGITS, length);
    const field = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
      fc
        .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
        .map((texts) => texts.join(''));
    const day = field('2', digits(1), '0', text('123456789', 1), '1', digits(1));
    const behind = (lengths: readonly number[], middle: fc.Arbitrary<string>) =>
      fc.tuple(fc.oneof(...lengths.map((length) => text(CSET_82, length))), middle);
    const batched = [6, 7, 8, 13];
    const anyMiddle = fc.oneof(
      behind(SERIALS, field('310', text('012345', 1), digits(6))),
      behind(SERIALS, field('17', day)),
      behind(SERIALS, field('7003', day, '1', digits(1), '3', digits(1))),
      behind(SERIALS, field('8005', digits(6))),
      // Behind 6 characters a 240 of four makes the 13 of water: nobody can tell.
      behind([7, 8, 11, 12, 13], field('240', digits(4))),
      // Shorter ones make a serial that a group has.
      behind(batched, field('10', text(BASE_64, 6))),
      behind([13], field('10', text(BASE_64, 1, 5))),
    );
    fc.assert(
      fc.property(ofFamilies('milk', 'full 44', 'full 88'), anyMiddle, ({ raw, ki }, [serial, middle]) => {
        const meant = ki.slice(0, 18) + serial;
        const scan = readScan(meant + middle + raw.slice(ki.length));
        if (scan.kind === 'mark') check(scan.mark.ki === meant && scan.mark.repairs.includes('gs-restored'), scan);
        else check(scan.kind === 'damaged', scan);
      }),
      tries(200 * RUNS),
    );
  });

  it('a serial of cameras stays readable', () => {
    let refused = 0;
    fc.assert(
      fc.property(ofFamilies('full 44, 20', 'full 88, 20'), ({ raw, ki }) => {
        const scan = readScan(raw);
        if (scan.kind === 'mark') check(scan.mark.ki === ki, scan);
        else refused++;
      }),
      tries(200 * RUNS),
    );
    expect(refused / (200 * RUNS)).toBeLessThan(0.001);
  });
});

/** What one scan can suffer at once, in the order it happens: the separator is set in the scanner, the layout in the system, the rest is added around. */
const STACK: readonly (readonly string[])[] = [
  [
    'separator as <GS>',
    'separator as {FNC1}',
    'separator as " "',
    'separator as "\u001e"',
    'all separators lost',
    'separator as 029',
    'none',
  ],
  ['first zero lost', 'none', 'none'],
  ['scanned twice in one', 'none', 'none'],
  ['prefix "]d2"', 'prefix "\u001d"', 'none'],
  ['suffix "\r\n"', 'suffix " "', 'none'],
  ['Russian layout', 'none'],
];

/** The doctor has a word for each repair. */
const FINDINGS: Readonly<Record<Repair, readonly Finding['kind'][]>> = {
  prefix: ['aim', 'prefix'],
  hri: ['typed-from-label'],
  'gs-text': ['separator-text'],
  'gs-control': ['separator-character'],
  'gs-digits': ['separator-text'],
  'gs-extra': ['separator-extra'],
  escaped: ['escaped'],
  typography: ['typography'],
  'gs-restored': ['separator-lost'],
  'lead-zero': ['lead-zero-lost'],
  'ru-layout': ['russian-layout'],
  doubled: ['doubled'],
};

describe('several kinds of damage at once', () => {
  it.each(familyNames)('give the code of %s back, flagged, or ask for another scan', (family) => {
    const classes = new Map(DAMAGE.map((each) => [each.name, each]));
    const anyStack = fc.tuple(...STACK.map((names) => fc.tuple(fc.constantFrom(...names), anyTurn)));
    fc.assert(
      fc.property(families[family], anyStack, (sample, stack) => {
        const clean = markOf(sample.raw);
        const flags = new Set<Repair>();
        let raw = clean.raw;
        let unsure = false;
        for (const [name, turn] of stack) {
          const each = classes.get(name);
          const next = each?.damage(raw, turn) ?? raw;
          if (each?.repair && next !== raw) flags.add(each.repair);
          unsure ||= each?.lost?.[family] !== undefined;
          raw = next;
        }
        const scan = readScan(raw);
        if (scan.kind !== 'mark') {
          check(scan.kind === 'damaged', scan);
        } else if (unsure) {
          check(scan.mark.ki === clean.ki, scan);
        } else {
          const sorted = (repairs: Iterable<Repair>): string => [...repairs].sort().join(' ');
          check(
            scan.mark.code === clean.code && scan.mark.ki === clean.ki && sorted(scan.mark.repairs) === sorted(flags),
            [scan, [...flags]],
          );
          const found = new Set(diagnose(raw, scan).map(({ kind }) => kind));
          for (const flag of flags)
            check(
              FINDINGS[flag].some((kind) => found.has(kind)),
              [flag, raw, [...found]],
            );
          check(!found.has('fine') || [...flags].every((flag) => flag === 'prefix'), [raw, [...found]]);
        }
      }),
      tries(4 * RUNS),
    );
  });
});

// ── What the scanner adds and the reader must not take off

describe('a programmed prefix or suffix', () => {
  /** Their end is open or signed by nothing: a suffix is data there. */
  const OPEN: readonly Family[] = ['block without tail', 'block with 240', 'medicine', 'medicine with batch'];
  const frames = ['', 'A', '#', '>>', 'w', ';', '$', 'zz^'];
  const framesOf = (raw: string): readonly Finding[] =>
    diagnose(raw, readScan(raw)).filter((finding) => 'breaks' in finding);
  /** Any МРЦ is no price, and a price is how a pack is known. */
  const priced = (raw: string, family: Family, turn: number): string =>
    family === 'pack' ? raw.slice(0, 21) + pick(['ABm8', 'ACVU', 'AE3A'], turn) + raw.slice(25) : raw;

  it.each(familyNames)('around a code of %s is told, with separators and without', (family) => {
    const anyFrame = fc.constantFrom(...frames);
    fc.assert(
      fc.property(
        families[family],
        anyTurn,
        fc.boolean(),
        anyFrame,
        OPEN.includes(family) ? fc.constant('') : anyFrame,
        (sample, turn, isBare, before, after) => {
          const code = priced(sample.raw, family, turn);
          const sent = isBare && family !== 'medicine with batch' ? code.replaceAll(GS, '') : code;
          const expected = [
            ...(before && [{ kind: 'prefix', text: before, breaks: true }]),
            ...(after && [{ kind: 'suffix', text: after, breaks: true }]),
          ];
          check(JSON.stringify(framesOf(before + sent + after)) === JSON.stringify(expected), [before, sent, after]);
        },
      ),
      tries(RUNS),
    );
  });

  it('is not seen in a scan that lost characters, or has a wrong digit', () => {
    const wrongDigit = (raw: string, change: number): string => {
      const at = raw.startsWith('01') ? 15 : 13;
      return raw.slice(0, at) + String((Number(raw.charAt(at)) + change) % 10) + raw.slice(at + 1);
    };
    const anyDamaged = fc
      .tuple(anyCode, fc.boolean(), fc.nat(6), fc.nat(6), fc.integer({ min: 1, max: 9 }))
      .map(([{ raw }, isBare, from, lost, change]) => {
        const sent = isBare ? raw.replaceAll(GS, '') : raw;
        const wrong = wrongDigit(sent, change);
        const to = sent.length - lost;
        return [sent, wrong, wrong.slice(1), sent.slice(from), sent.slice(0, to), sent.slice(from, to)];
      });
    // Counted, not forbidden: by chance the rest of a code is a whole one, too.
    let told = 0;
    for (const scans of fc.sample(anyDamaged, tries(100 * RUNS)))
      told += scans.filter((raw) => framesOf(raw).length > 0).length;
    expect(told / (600 * RUNS)).toBeLessThan(0.0005);
  });
});

// ── Damage that nobody can repair

/**
 * What is promised is only what anyone can know. A letter of the serial in the other case, or another letter, is another serial: there is no check digit
 * over it, so such a scan reads as it came. So does one whose separator became a character of the code alphabet, or that lost a character of
 * the serial: lengths differ between groups. The server alone knows; the reader's part is to change nothing and to hide nothing.
 */
describe('damage that cannot be seen: the reader changes nothing', () => {
  const invert = (text: string): string =>
    Array.from(text, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join(
      '',
    );
  it.each([
    ['all letters in the other case', (raw: string) => invert(raw)],
    ['all letters upper', (raw: string) => raw.toUpperCase()],
    ['all letters lower', (raw: string) => raw.toLowerCase()],
    [
      'one letter in the other case',
      (raw: string, turn: number) => {
        const at = turn % raw.length;
        return raw.slice(0, at) + invert(raw.charAt(at)) + raw.slice(at + 1);
      },
    ],
    [
      'one character of serial or tail is another',
      (raw: string, turn: number, letter: string) => {
        const at = 18 + (turn % (raw.length - 18));
        // The digits of an AI are not free: without them fields run together.
        return /[\u001d\d]/.test(raw.charAt(at)) ? raw : raw.slice(0, at) + letter + raw.slice(at + 1);
      },
    ],
  ] as const)('%s', (_name, damage) => {
    fc.assert(
      fc.property(anyCode, anyTurn, text(BASE_64, 1), ({ raw: clean, gtin, serial }, turn, letter) => {
        const raw = damage(clean, turn, letter);
        const scan = readScan(raw);
        // A bare КИ whose end became that of a tail.
        if (scan.kind === 'damaged') return;
        check(
          scan.kind === 'mark' &&
            scan.mark.code === raw &&
            scan.mark.gtin === gtin &&
            scan.mark.serial.length === serial.length &&
            scan.mark.repairs.length === 0,
          scan,
        );
      }),
      tries(20 * RUNS),
    );
  });

  it('but the doctor sees CapsLock by the AIM identifier, and a signature that has lost one case', () => {
    fc.assert(
      fc.property(ofFamilies('full 44', 'full 88', 'shoes'), ({ raw }) => {
        for (const [text, finding] of [
          [invert(`]d2${raw}`), { kind: 'caps-lock', proof: ']D2' }],
          [raw.toUpperCase(), { kind: 'one-case', letters: 'upper' }],
          [raw.toLowerCase(), { kind: 'one-case', letters: 'lower' }],
        ] as const)
          expect(diagnose(text, readScan(text))).toContainEqual(finding);
        expect(diagnose(raw, readScan(raw))).toEqual([{ kind: 'fine' }]);
      }),
      tries(RUNS),
    );
  });
});

/** A mark that is not the clean code must say that something is missing or odd. */
function expectNoOtherWholeCode(scan: Scan, clean: MarkingCode): void {
  if (scan.kind === 'mark' && scan.mark.ki !== clean.ki && scan.mark.warnings.length === 0)
    expect(scan.mark).toEqual(clean);
}

describe('damage that can be seen: no other code without a warning', () => {
  it('a cut', () => {
    fc.assert(
      fc.property(anyCode, (sample) => {
        const clean = markOf(sample.raw);
        for (let length = 1; length < clean.raw.length; length++) {
          const scan = readScan(clean.raw.slice(0, length));
          if (scan.kind !== 'mark') continue;
          check(clean.ki.startsWith(scan.mark.ki), scan);
          // A serial cut short cannot be told from a short one: such a mark has no tail and says so.
          check(scan.mark.ki === clean.ki || scan.mark.warnings.includes('no-tail'), scan);
        }
      }),
      tries(200),
    );
  });

  it('a cut of a code that lost its separators, too, is flagged for one of the two', () => {
    let reads = 0;
    let others = 0;
    fc.assert(
      fc.property(anyCode, (sample) => {
        const clean = markOf(sample.raw);
        const raw = clean.raw.replaceAll(GS, '');
        for (let length = 1; length < raw.length; length++) {
          const scan = readScan(raw.slice(0, length));
          reads++;
          if (scan.kind !== 'mark' || scan.mark.ki === clean.ki || scan.mark.warnings.length > 0) continue;
          // A serial with "93" inside, cut four characters behind it, is a whole shorter code: nobody can tell.
          expect(scan.mark.repairs).toEqual(['gs-restored']);
          others++;
        }
      }),
      tries(200),
    );
    expect(others / reads).toBeLessThan(0.001);
  });

  it.each([
    ['lost', (raw: string, at: number) => raw.slice(0, at) + raw.slice(at + 1)],
    ['repeated', (raw: string, at: number) => raw.slice(0, at) + raw.slice(at - 1)],
    ['added', (raw: string, at: number, character: string) => raw.slice(0, at) + character + raw.slice(at)],
  ] as const)('a character %s behind the КИ', (_name, damage) => {
    fc.assert(
      fc.property(anyCode, anyTurn, text(CSET_82, 1), (sample, turn, character) => {
        const clean = markOf(sample.raw);
        const from = clean.ki.length + (clean.form === 'pack' ? 0 : 1);
        const at = from + 1 + (turn % (clean.raw.length - from - 1));
        expectNoOtherWholeCode(readScan(damage(clean.raw, at, character)), clean);
      }),
      tries(20 * RUNS),
    );
  });

  it('characters added at the end', () => {
    fc.assert(
      fc.property(anyCode, text(CSET_82, 1, 6), (sample, added) => {
        expectNoOtherWholeCode(readScan(sample.raw + added), markOf(sample.raw));
      }),
      tries(20 * RUNS),
    );
  });

  it('a wrong digit in the GTIN', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(13), fc.integer({ min: 1, max: 9 }), ({ raw, gtin }, place, change) => {
        const at = raw.indexOf(gtin) + place;
        const digit = String((Number(raw[at]) + change) % 10);
        const scan = readScan(raw.slice(0, at) + digit + raw.slice(at + 1));
        if (scan.kind === 'mark') expect(scan.mark.warnings).toContain('gtin-check-digit');
      }),
      tries(20 * RUNS),
    );
  });

  it('a character that no code holds', () => {
    const anyForeign = fc.constantFrom(...'#$@[]\\^`{}~\u0001\u007f\u00a9\u20ac');
    fc.assert(
      fc.property(anyCode, anyTurn, anyForeign, ({ raw, ki }, turn, foreign) => {
        const at = 14 + (turn % (ki.length - 14));
        expect(readScan(raw.slice(0, at) + foreign + raw.slice(at + 1)).kind).not.toBe('mark');
      }),
      tries(20 * RUNS),
    );
  });

  it('two codes in one scan sell neither', () => {
    fc.assert(
      fc.property(
        anyCode,
        fc.constantFrom('', '\r\n', GS),
        anyCode,
        (one, between, other) => readScan(one.raw + between + other.raw).kind === 'damaged',
      ),
      tries(40 * RUNS),
    );
  });

  it('a pack without its first digit is no mark', () => {
    fc.assert(
      fc.property(families.pack, ({ raw }) => readScan(raw.slice(1)).kind !== 'mark'),
      tries(RUNS),
    );
  });
});

it('a text of great length is no scan, and takes no time worth a limit', () => {
  for (const raw of [
    '010460346000080921'.repeat(5000),
    ...fc.sample(text(CSET_82, 100_000), tries(1)),
    ' '.repeat(100_000),
    `${' '.repeat(50_000)}x`,
    fc
      .sample(anyCode, tries(30))
      .map((sample) => sample.raw)
      .join(''),
  ]) {
    expect(readScan(raw)).toEqual({ kind: 'other', raw, form: 'text' });
    expect(diagnose(raw, readScan(raw))[0]).toEqual({ kind: 'not-a-mark', what: 'text' });
  }
  expect(readScan('010460346000080921'.repeat(42)).kind).toBe('damaged');
});
