/** What must hold for every code, tried on codes from a seeded generator. */
import { describe, expect, it } from 'vitest';
import { hasCheckDigit, readScan, type MarkingCode, type Repair } from './index.ts';

const GS = '\u001d';
const CSET_82 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!"%&\'()*+,-./:;<=>?_';
const BASE_64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MRC_80 = CSET_82.replace(/[()]/g, '');

/** mulberry32: small, seeded, good enough to choose characters. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function generator(seed: number) {
  const below = random(seed);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const text = (alphabet: string, length: number): string => Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  const gtin = (): string => {
    const body = `0${text('0123456789', 12)}`;
    return Array.from('0123456789', (digit) => body + digit).find(hasCheckDigit) ?? '';
  };
  const short = (): string => `93${text(BASE_64, 4)}`;
  const full = (length: 44 | 88): string => {
    const padding = length === 44 ? '=' : '==';
    return `91${text(BASE_64, 4)}${GS}92${text(BASE_64, length - padding.length)}${padding}`;
  };
  const gs1 = (serialLength: number, ...tail: string[]): string => [`01${gtin()}21${text(CSET_82, serialLength)}`, ...tail].join(GS);
  const layouts = [
    () => gs1(pick([6, 7, 8, 13]), short()),
    () => gs1(6, short(), `3103${text('0123456789', 6)}`),
    () => gs1(7, `8005${text('0123456789', 4)}00`, short()),
    () => gs1(pick([6, 13]), `70032${text('0123456789', 9)}`, short()),
    () => gs1(pick([6, 7, 8, 11, 12, 13, 20]), full(44)),
    () => gs1(pick([13, 20]), full(88)),
    () => gs1(13, `240${text('0123456789', 4)}`, full(88)),
  ];
  const pack = (): string => gtin() + text(CSET_82, 7) + text(MRC_80, 4) + text(CSET_82, 4);
  return { below, pick, text, gs1Code: () => pick(layouts)(), pack, code: () => (below(5) === 0 ? pack() : pick(layouts)()) };
}

const markOf = (raw: string): MarkingCode => {
  const scan = readScan(raw);
  if (scan.kind !== 'mark') throw new Error(JSON.stringify(scan));
  return scan.mark;
};

/** Another reading than the code's own would sell one unit under the name of another. */
function expectNoOtherCode(raw: string, clean: MarkingCode): void {
  const scan = readScan(raw);
  if (scan.kind === 'mark' && scan.mark.ki !== clean.ki) throw new Error(`${JSON.stringify(raw)} read as ${JSON.stringify(scan.mark)}`);
}

const RUNS = 2000;

describe('a clean code', () => {
  it('reads as itself', () => {
    const { code } = generator(1);
    for (let i = 0; i < RUNS; i++) {
      const raw = code();
      const mark = markOf(raw);
      expect(mark.code).toBe(raw);
      expect(mark.repairs).toEqual([]);
      expect(mark.warnings).toEqual([]);
      expect(raw.startsWith(mark.ki)).toBe(true);
      expect(mark.ki.length).toBe(mark.form === 'pack' ? 21 : raw.indexOf(GS));
    }
  });

  it('survives what scanners add around it', () => {
    const { code, pick } = generator(2);
    for (let i = 0; i < RUNS; i++) {
      const raw = code();
      const before = pick(['', ']d2', ']D2', ']C1', ']Q3', ']e0', ']d1', '\u00e8', GS, '\ufeff', '\u200b', "'", `]d2${GS}`, `\ufeff]d2\u00e8`]);
      const after = pick(['', '\r', '\n', '\r\n', '\t', ' ', GS, `${GS}\r\n`]);
      const mark = markOf(before + raw + after);
      expect(mark).toEqual({ ...markOf(raw), raw: before + raw + after, repairs: before === '' ? [] : ['prefix'] });
    }
  });
});

/** The keyboard of layout `ru-layout.ts`, from the meant character to the typed one. */
const KEYBOARD: ReadonlyMap<string, string> = (() => {
  const meant = 'qwertyuiopasdfghjkl;\'zxcvbnm,.QWERTYUIOPASDFGHJKL:"ZXCVBNM<>/?&';
  const typed = 'йцукенгшщзфывапролджэячсмитьбюЙЦУКЕНГШЩЗФЫВАПРОЛДЖЭЯЧСМИТЬБЮ.,?';
  return new Map(Array.from(meant, (character, i) => [character, typed[i] ?? '']));
})();

const SEPARATORS = ['<GS>', '<gs>', '{GS}', '[GS]', '(GS)', '\\u001d', '\\x1d', '_x001D_', '_x001d_', '%1D', '\u241d', '{FNC1}', '^FNC1', '<FNC1>', '<fcn>', '^]'];

const REPAIRABLE: readonly (readonly [Repair, (raw: string, pick: <T>(items: readonly T[]) => T) => string])[] = [
  ['gs-restored', (raw) => raw.replaceAll(GS, '')],
  ['gs-text', (raw, pick) => raw.replaceAll(GS, pick(SEPARATORS))],
  ['gs-control', (raw, pick) => raw.replaceAll(GS, pick(['\u001e', '\u001f', '\u00e8', '\u0100', ' ', '|']))],
  ['gs-extra', (raw) => raw.replace(/^(.{16})/, `$1${GS}`)],
  ['lead-zero', (raw) => raw.slice(1)],
  ['doubled', (raw, pick) => raw + pick(['', '\r', '\r\n', GS]) + raw],
  ['hri', (raw) => raw.replace(/^01(.{14})21/, '(01)$1(21)').replaceAll(new RegExp(`${GS}(240|3103|7003|8005|9[123])`, 'g'), '($1)')],
  ['ru-layout', (raw) => Array.from(raw, (character) => KEYBOARD.get(character) ?? character).join('')],
];

describe('damage', () => {
  it.each(REPAIRABLE)('%s: the code comes back, or must be scanned again', (repair, damage) => {
    const { gs1Code, pick } = generator(3);
    let repaired = 0;
    for (let i = 0; i < RUNS; i++) {
      const clean = markOf(gs1Code());
      const raw = damage(clean.raw, pick);
      const scan = readScan(raw);
      if (scan.kind === 'mark') {
        repaired++;
        expect(scan.mark).toEqual({ ...clean, raw, repairs: [repair] });
      } else {
        expect(scan.kind).toBe('damaged');
      }
    }
    expect(repaired / RUNS).toBeGreaterThan(0.99);
  });

  it('of one lost separator never makes another code', () => {
    const { gs1Code, below } = generator(4);
    for (let i = 0; i < RUNS; i++) {
      const clean = markOf(gs1Code());
      const parts = clean.raw.split(GS);
      const lost = below(parts.length - 1);
      const raw = parts.map((part, n) => part + (n === lost || n === parts.length - 1 ? '' : GS)).join('');
      expect(markOf(raw)).toEqual({ ...clean, raw, repairs: ['gs-restored'] });
    }
  });

  it('of a cut gives no other code with a tail', () => {
    const { code } = generator(5);
    for (let i = 0; i < 500; i++) {
      const clean = markOf(code());
      for (let length = 1; length < clean.raw.length; length++) {
        const scan = readScan(clean.raw.slice(0, length));
        if (scan.kind !== 'mark') continue;
        expect(scan.mark.gtin).toBe(clean.gtin);
        expect(clean.ki.startsWith(scan.mark.ki)).toBe(true);
        // A serial cut short cannot be told from a short one: such a mark has no tail and says so.
        if (scan.mark.ki !== clean.ki) expect(scan.mark.warnings).toContain('no-tail');
      }
    }
  });

  it('of a lost or a repeated character never makes another code of a full form', () => {
    const { gs1Code, below } = generator(6);
    for (let i = 0; i < RUNS; i++) {
      const clean = markOf(gs1Code());
      if (clean.form !== 'full-44' && clean.form !== 'full-88') continue;
      const at = clean.ki.length + 1 + below(clean.raw.length - clean.ki.length - 1);
      expectNoOtherCode(clean.raw.slice(0, at) + clean.raw.slice(at + 1), clean);
      expectNoOtherCode(clean.raw.slice(0, at) + clean.raw.slice(at - 1), clean);
    }
  });

  it('of two codes in one scan sells neither', () => {
    const { code, pick } = generator(7);
    for (let i = 0; i < RUNS; i++) {
      const scan = readScan(code() + pick(['', '\r\n', GS]) + code());
      expect(scan.kind).not.toBe('mark');
    }
  });
});

describe('any string', () => {
  it('is read without throwing, and a mark found in it is settled', () => {
    const { below, pick, text, code } = generator(8);
    const alphabets = [CSET_82, BASE_64, `0129${GS}`, `01${GS}[]()<>{}^\\|_%\u00e8 \r\n'`, 'молокоМОЛОКО. ,№0123', 'abc\ud83d\ude00\u0000\uffff'];
    const pieces = ['01', '21', '93', '91', '92', '8005', '240', '04603460000809', GS, '<GS>', '(01)', '(21)', ']d2', '5WWSPE', 'eMLy'];
    const starts = ['', '', '01', '010460346000080921', '1046034600008092', '00000046198488', '(01)04603460000809(21)'];
    for (let i = 0; i < 100_000; i++) {
      let raw = pick(starts);
      if (i % 4 === 0) for (let n = below(8); n > 0; n--) raw += pick(pieces);
      else raw += text(pick(alphabets), below(60));
      if (i % 10 === 0) {
        const whole = code();
        const at = below(whole.length);
        raw = whole.slice(0, at) + raw.slice(0, below(4)) + whole.slice(at + below(3));
      }
      const scan = readScan(raw);
      if (scan.kind !== 'mark') continue;
      const { mark } = scan;
      if (mark.raw !== raw) throw new Error(`raw changed: ${JSON.stringify(raw)}`);
      const again = readScan(mark.code);
      const expected = { kind: 'mark', mark: { ...mark, raw: mark.code, repairs: [] } };
      if (JSON.stringify(again) !== JSON.stringify(expected)) expect(again, JSON.stringify(raw)).toEqual(expected);
    }
  });

  it('of great length is no scan, and takes no time worth a limit', () => {
    const { code, text } = generator(9);
    for (const raw of ['010460346000080921'.repeat(5000), text(CSET_82, 100_000), ' '.repeat(100_000), `${' '.repeat(50_000)}x`, Array.from({ length: 30 }, code).join('')]) {
      expect(readScan(raw)).toEqual({ kind: 'other', raw, form: 'text' });
    }
    expect(readScan('010460346000080921'.repeat(42)).kind).toBe('damaged');
  });
});
