/** What must hold for every code: each class of damage (reference/marking-codes.md §1.6) on codes of every family, from a seeded generator. */
import { describe, expect, it } from 'vitest';
import { BASE_64, CSET_82, familyNames, generator, GS, type Family } from '../../../test/vectors/random-codes.ts';
import { diagnose, type Finding } from './diagnose.ts';
import { readScan, type MarkingCode, type Repair, type Scan, type Scanner } from './index.ts';

type Random = ReturnType<typeof generator>;

const RUNS = 40;

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
    const { families } = generator(1);
    for (let i = 0; i < RUNS; i++) {
      const { raw, ...parts } = families[family]();
      expect(markOf(raw)).toMatchObject({
        raw,
        code: raw,
        ...parts,
        repairs: [],
        warnings: UNSIGNED.includes(family) ? ['no-tail'] : [],
      });
    }
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

/** What `damage` leaves of a code; `repair` is how the reader must call it, `finding` how the doctor does. */
interface DamageClass {
  readonly name: string;
  readonly repair?: Repair;
  readonly finding?: Finding['kind'];
  readonly damage: (raw: string, random: Random) => string;
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
    damage: (raw, { below }) => {
      const parts = raw.split(GS);
      const lost = below(parts.length - 1);
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
    damage: (raw, { pick }) => raw + pick(['', '\r', '\r\n', GS]) + raw,
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
      const random = generator(3);
      let damagedCodes = 0;
      let repaired = 0;
      for (let i = 0; i < RUNS; i++) {
        const clean = markOf(random.families[family]().raw);
        const raw = damage(clean.raw, random);
        if (raw === clean.raw) continue;
        damagedCodes++;
        const scan = readScan(raw, scanner);
        if (
          doubtfulBehindSign &&
          scan.kind === 'damaged' &&
          scan.damage === 'ambiguous' &&
          /[^A-Za-z0-9]$/.test(clean.serial)
        ) {
          damagedCodes--;
          continue;
        }
        if (scanner && scan.kind === 'mark') {
          const unknown = readScan(raw);
          if (unknown.kind === 'mark') check(unknown.mark.ki === scan.mark.ki, unknown);
          else
            check(
              unknown.kind === 'damaged' && unknown.damage === 'gs-unclear' && LIKE_STAND_IN.test(clean.serial),
              unknown,
            );
        }
        if (scan.kind === 'mark') {
          if (lost[family] !== undefined) {
            check(scan.mark.ki === clean.ki, scan);
            continue;
          }
          repaired++;
          const expected = { ...clean, raw, repairs: repair ? [repair] : [] };
          if (JSON.stringify(scan.mark) !== JSON.stringify(expected)) expect(scan.mark).toEqual(expected);
          if (finding)
            check(
              diagnose(raw, scan).some(({ kind }) => kind === finding),
              raw,
            );
        } else {
          check(scan.kind === 'damaged', scan);
        }
      }
      if (damagedCodes > 0 && lost[family] === undefined) expect(repaired / damagedCodes).toBeGreaterThan(0.9);
    });
  },
);

/** Where only some separators came, a scan may read as a whole code of another serial: the one thing that must never happen unsaid. */
describe('no valid or half-damaged code reads as another unit', () => {
  const SERIALS = [6, 7, 8, 11, 12, 13];

  it('a separator spelled inside the serial, with an AI behind it', () => {
    const { below, pick, text, families } = generator(20);
    const spelled = TOKENS.filter((token) => Array.from(token).every((character) => CSET_82.includes(character)));
    let codes = 0;
    let ambiguous = 0;
    for (let i = 0; i < 100 * RUNS; i++) {
      const { raw, gtin, serial } =
        families[pick(['milk', 'water', 'full 44', 'full 88', 'shoes', 'medicine with batch'] as const)]();
      const spelling =
        text(CSET_82, 1 + below(6)) +
        pick(spelled) +
        pick(['10', '17', '240', '37', '91', '93', '17261112', '8005112000']) +
        text(BASE_64, below(5));
      if (spelling.length > 13) continue;
      codes++;
      const scan = readScan(raw.replace(`21${serial}${GS}`, () => `21${spelling}${GS}`));
      if (scan.kind === 'damaged' && scan.damage === 'ambiguous') ambiguous++;
      else check(scan.kind === 'mark' && scan.mark.ki === `01${gtin}21${spelling}`, scan);
    }
    expect(ambiguous / codes).toBeGreaterThan(0.05);
    expect(ambiguous / codes).toBeLessThan(0.95);
  });

  it('one separator lost before a middle field', () => {
    const { below, pick, text, families } = generator(21);
    const digits = (length: number): string => text('0123456789', length);
    const day = (): string => `2${digits(1)}0${1 + below(9)}1${digits(1)}`;
    const batched = [6, 7, 8, 13];
    const middle: readonly (readonly [lengths: readonly number[], field: () => string])[] = [
      [SERIALS, () => `310${below(6)}${digits(6)}`],
      [SERIALS, () => `17${day()}`],
      [SERIALS, () => `7003${day()}1${digits(1)}3${digits(1)}`],
      [SERIALS, () => `8005${digits(6)}`],
      // Behind 6 characters a 240 of four makes the 13 of water: nobody can tell.
      [[7, 8, 11, 12, 13], () => `240${digits(4)}`],
      // Shorter ones make a serial that a group has.
      [batched, () => `10${text(BASE_64, 6)}`],
      [[13], () => `10${text(BASE_64, 1 + below(5))}`],
    ];
    for (let i = 0; i < 200 * RUNS; i++) {
      const [lengths, field] = pick(middle);
      const { raw, ki } = families[pick(['milk', 'full 44', 'full 88'] as const)]();
      const serial = text(CSET_82, pick(lengths));
      const meant = ki.slice(0, 18) + serial;
      const scan = readScan(meant + field() + raw.slice(ki.length));
      if (scan.kind === 'mark') check(scan.mark.ki === meant && scan.mark.repairs.includes('gs-restored'), scan);
      else check(scan.kind === 'damaged', scan);
    }
  });

  it('a serial of cameras stays readable', () => {
    const { families, pick } = generator(22);
    let refused = 0;
    for (let i = 0; i < 200 * RUNS; i++) {
      const { raw, ki } = families[pick(['full 44, 20', 'full 88, 20'] as const)]();
      const scan = readScan(raw);
      if (scan.kind === 'mark') check(scan.mark.ki === ki, scan);
      else refused++;
    }
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
    const random = generator(4);
    const classes = new Map(DAMAGE.map((each) => [each.name, each]));
    for (let i = 0; i < 4 * RUNS; i++) {
      const clean = markOf(random.families[family]().raw);
      const flags = new Set<Repair>();
      let raw = clean.raw;
      let unsure = false;
      for (const names of STACK) {
        const each = classes.get(random.pick(names));
        const next = each?.damage(raw, random) ?? raw;
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
    }
  });
});

// ── What the scanner adds and the reader must not take off

describe('a programmed prefix or suffix', () => {
  /** Their end is open or signed by nothing: a suffix is data there. */
  const OPEN: readonly Family[] = ['block without tail', 'block with 240', 'medicine', 'medicine with batch'];
  const frames = ['', 'A', '#', '>>', 'w', ';', '$', 'zz^'];
  const framesOf = (raw: string): readonly Finding[] =>
    diagnose(raw, readScan(raw)).filter((finding) => 'breaks' in finding);
  /** A random МРЦ is no price, and a price is how a pack is known. */
  const priced = (raw: string, family: Family, { pick }: Random): string =>
    family === 'pack' ? raw.slice(0, 21) + pick(['ABm8', 'ACVU', 'AE3A']) + raw.slice(25) : raw;

  it.each(familyNames)('around a code of %s is told, with separators and without', (family) => {
    const random = generator(30);
    for (let i = 0; i < RUNS; i++) {
      const code = priced(random.families[family]().raw, family, random);
      const sent = family === 'medicine with batch' || i % 2 === 0 ? code : code.replaceAll(GS, '');
      const [before, after] = [random.pick(frames), OPEN.includes(family) ? '' : random.pick(frames)];
      const expected = [
        ...(before && [{ kind: 'prefix', text: before, breaks: true }]),
        ...(after && [{ kind: 'suffix', text: after, breaks: true }]),
      ];
      check(JSON.stringify(framesOf(before + sent + after)) === JSON.stringify(expected), [before, sent, after]);
    }
  });

  it('is not seen in a scan that lost characters, or has a wrong digit', () => {
    const random = generator(31);
    const { below, code } = random;
    const wrongDigit = (raw: string): string => {
      const at = raw.startsWith('01') ? 15 : 13;
      return raw.slice(0, at) + String((Number(raw.charAt(at)) + 1 + below(9)) % 10) + raw.slice(at + 1);
    };
    let told = 0;
    for (let i = 0; i < 100 * RUNS; i++) {
      const { raw } = code();
      const sent = random.pick([raw, raw.replaceAll(GS, '')]);
      const [from, to] = [below(7), sent.length - below(7)];
      for (const damaged of [
        sent,
        wrongDigit(sent),
        wrongDigit(sent).slice(1),
        sent.slice(from),
        sent.slice(0, to),
        sent.slice(from, to),
      ])
        told += framesOf(damaged).length > 0 ? 1 : 0;
    }
    // By chance the rest of a code is a whole one, too.
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
      (raw: string, { below }: Random) => {
        const at = below(raw.length);
        return raw.slice(0, at) + invert(raw.charAt(at)) + raw.slice(at + 1);
      },
    ],
    [
      'one character of serial or tail is another',
      (raw: string, { below, pick }: Random) => {
        const at = 18 + below(raw.length - 18);
        // The digits of an AI are not free: without them fields run together.
        return /[\u001d\d]/.test(raw.charAt(at))
          ? raw
          : raw.slice(0, at) + pick(Array.from(BASE_64)) + raw.slice(at + 1);
      },
    ],
  ] as const)('%s', (_name, damage) => {
    const random = generator(5);
    for (let i = 0; i < 20 * RUNS; i++) {
      const { raw: clean, gtin, serial } = random.code();
      const raw = damage(clean, random);
      const scan = readScan(raw);
      // A bare КИ whose end became that of a tail.
      if (scan.kind === 'damaged') continue;
      check(
        scan.kind === 'mark' &&
          scan.mark.code === raw &&
          scan.mark.gtin === gtin &&
          scan.mark.serial.length === serial.length &&
          scan.mark.repairs.length === 0,
        scan,
      );
    }
  });

  it('but the doctor sees CapsLock by the AIM identifier, and a signature that has lost one case', () => {
    const random = generator(6);
    for (let i = 0; i < RUNS; i++) {
      const { raw } = random.families[random.pick(['full 44', 'full 88', 'shoes'] as const)]();
      for (const [text, finding] of [
        [invert(`]d2${raw}`), { kind: 'caps-lock', proof: ']D2' }],
        [raw.toUpperCase(), { kind: 'one-case', letters: 'upper' }],
        [raw.toLowerCase(), { kind: 'one-case', letters: 'lower' }],
      ] as const)
        expect(diagnose(text, readScan(text))).toContainEqual(finding);
      expect(diagnose(raw, readScan(raw))).toEqual([{ kind: 'fine' }]);
    }
  });
});

/** A mark that is not the clean code must say that something is missing or odd. */
function expectNoOtherWholeCode(scan: Scan, clean: MarkingCode): void {
  if (scan.kind === 'mark' && scan.mark.ki !== clean.ki && scan.mark.warnings.length === 0)
    expect(scan.mark).toEqual(clean);
}

describe('damage that can be seen: no other code without a warning', () => {
  it('a cut', () => {
    const { code } = generator(7);
    for (let i = 0; i < 200; i++) {
      const clean = markOf(code().raw);
      for (let length = 1; length < clean.raw.length; length++) {
        const scan = readScan(clean.raw.slice(0, length));
        if (scan.kind !== 'mark') continue;
        check(clean.ki.startsWith(scan.mark.ki), scan);
        // A serial cut short cannot be told from a short one: such a mark has no tail and says so.
        check(scan.mark.ki === clean.ki || scan.mark.warnings.includes('no-tail'), scan);
      }
    }
  });

  it('a cut of a code that lost its separators, too, is flagged for one of the two', () => {
    const { code } = generator(17);
    let reads = 0;
    let others = 0;
    for (let i = 0; i < 200; i++) {
      const clean = markOf(code().raw);
      const raw = clean.raw.replaceAll(GS, '');
      for (let length = 1; length < raw.length; length++) {
        const scan = readScan(raw.slice(0, length));
        reads++;
        if (scan.kind !== 'mark' || scan.mark.ki === clean.ki || scan.mark.warnings.length > 0) continue;
        // A serial with "93" inside, cut four characters behind it, is a whole shorter code: nobody can tell.
        expect(scan.mark.repairs).toEqual(['gs-restored']);
        others++;
      }
    }
    expect(others / reads).toBeLessThan(0.001);
  });

  it.each([
    ['lost', (raw: string, at: number) => raw.slice(0, at) + raw.slice(at + 1)],
    ['repeated', (raw: string, at: number) => raw.slice(0, at) + raw.slice(at - 1)],
    [
      'added',
      (raw: string, at: number, { pick }: Random) => raw.slice(0, at) + pick(Array.from(CSET_82)) + raw.slice(at),
    ],
  ] as const)('a character %s behind the КИ', (_name, damage) => {
    const random = generator(8);
    for (let i = 0; i < 20 * RUNS; i++) {
      const clean = markOf(random.code().raw);
      const from = clean.ki.length + (clean.form === 'pack' ? 0 : 1);
      expectNoOtherWholeCode(
        readScan(damage(clean.raw, from + 1 + random.below(clean.raw.length - from - 1), random)),
        clean,
      );
    }
  });

  it('characters added at the end', () => {
    const random = generator(9);
    for (let i = 0; i < 20 * RUNS; i++) {
      const clean = markOf(random.code().raw);
      expectNoOtherWholeCode(readScan(clean.raw + random.text(CSET_82, 1 + random.below(6))), clean);
    }
  });

  it('a wrong digit in the GTIN', () => {
    const random = generator(10);
    for (let i = 0; i < 20 * RUNS; i++) {
      const clean = markOf(random.code().raw);
      const at = clean.raw.indexOf(clean.gtin) + random.below(14);
      const digit = String((Number(clean.raw[at]) + 1 + random.below(9)) % 10);
      const scan = readScan(clean.raw.slice(0, at) + digit + clean.raw.slice(at + 1));
      if (scan.kind === 'mark') expect(scan.mark.warnings).toContain('gtin-check-digit');
    }
  });

  it('a character that no code holds', () => {
    const random = generator(11);
    for (let i = 0; i < 20 * RUNS; i++) {
      const { raw, ki } = random.code();
      const at = 14 + random.below(ki.length - 14);
      const scan = readScan(
        raw.slice(0, at) + random.pick(Array.from('#$@[]\\^`{}~\u0001\u007f\u00a9\u20ac')) + raw.slice(at + 1),
      );
      expect(scan.kind).not.toBe('mark');
    }
  });

  it('two codes in one scan sell neither', () => {
    const { code, pick } = generator(12);
    for (let i = 0; i < 40 * RUNS; i++) {
      const raw = code().raw + pick(['', '\r\n', GS]) + code().raw;
      check(readScan(raw).kind === 'damaged', raw);
    }
  });

  it('a pack without its first digit is no mark', () => {
    const { families } = generator(13);
    for (let i = 0; i < RUNS; i++) expect(readScan(families.pack().raw.slice(1)).kind).not.toBe('mark');
  });
});

it('a text of great length is no scan, and takes no time worth a limit', () => {
  const { code, text } = generator(14);
  for (const raw of [
    '010460346000080921'.repeat(5000),
    text(CSET_82, 100_000),
    ' '.repeat(100_000),
    `${' '.repeat(50_000)}x`,
    Array.from({ length: 30 }, () => code().raw).join(''),
  ]) {
    expect(readScan(raw)).toEqual({ kind: 'other', raw, form: 'text' });
    expect(diagnose(raw, readScan(raw))[0]).toEqual({ kind: 'not-a-mark', what: 'text' });
  }
  expect(readScan('010460346000080921'.repeat(42)).kind).toBe('damaged');
});
