import { describe, expect, it } from 'vitest';
import { ascii } from '../../../protocol/bytes.ts';
import type { SeenCode } from './read-picture.ts';
import { OUT_OF_SIGHT_MS, Sightings } from './sightings.ts';

const code = (symbology: string, text: string): SeenCode => ({ symbology, bytes: ascii(text) });
const mark = code(']d2', '0104670540176099215AbCdE');
const other = code(']d2', '0104670540176099215FgHiJ');
const bread = code(']E0', '4600494600012');
const link = code(']Q1', 'https://example.ru');

/** Pictures with their times, ms → what counted as scanned at which time. */
function look(pictures: ReadonlyArray<readonly [at: number, ...codes: SeenCode[]]>): string[] {
  const sightings = new Sightings();
  return pictures.flatMap(([at, ...codes]) => sightings.look(codes, at).map(({ text }) => `${at} ${text}`));
}
const every = (ms: number, until: number, ...codes: SeenCode[]): Array<[number, ...SeenCode[]]> =>
  Array.from({ length: until / ms + 1 }, (_, index) => [index * ms, ...codes]);
const textOf = ({ bytes }: SeenCode): string => String.fromCharCode(...bytes);

describe('a code in sight', () => {
  it('counts at its first picture, and once however long it stays', () => {
    expect(look(every(100, 60_000, mark))).toEqual([`0 ${textOf(mark)}`]);
  });

  it('counts again only when it was out of sight for a while', () => {
    expect(
      look([
        [0, mark],
        [OUT_OF_SIGHT_MS, mark],
        [2 * OUT_OF_SIGHT_MS, mark],
      ]),
    ).toHaveLength(1);
    expect(look([[0, mark], [500], [OUT_OF_SIGHT_MS + 1, mark]])).toEqual([
      `0 ${textOf(mark)}`,
      `${OUT_OF_SIGHT_MS + 1} ${textOf(mark)}`,
    ]);
  });

  it('counts again when the clock was set back behind it', () => {
    expect(
      look([
        [3_600_000, mark],
        [0, mark],
        [100, mark],
      ]),
    ).toEqual([`3600000 ${textOf(mark)}`, `0 ${textOf(mark)}`]);
  });

  it('counts beside another', () => {
    expect(
      look([
        [0, mark, other, link],
        [100, link, other, mark],
      ]),
    ).toEqual([`0 ${textOf(mark)}`, `0 ${textOf(other)}`, `0 ${textOf(link)}`]);
  });

  it('is the same only in the same symbology', () => {
    expect(
      look([
        [0, mark],
        [100, code(']d1', textOf(mark))],
      ]),
    ).toHaveLength(2);
  });

  it('keeps bytes that are no ASCII', () => {
    const [seen] = new Sightings().look([{ symbology: ']d1', bytes: Uint8Array.of(0x41, 0x1d, 0x80, 0xff) }], 0);
    expect(seen).toMatchObject({ text: 'A\u001d\u0080\u00ff', bytes: Uint8Array.of(0x41, 0x1d, 0x80, 0xff) });
  });
});

describe('bars', () => {
  it('count when two pictures agree and a mark beside them had its time', () => {
    expect(look(every(100, 1_000, bread))).toEqual([`300 ${textOf(bread)}`]);
    expect(look([[0, bread], [700], [800, bread]])).toEqual([`800 ${textOf(bread)}`]);
  });

  it('of one picture alone are a misreading', () => {
    expect(look([[0, bread], ...every(100, 3_000)])).toEqual([]);
    expect(
      look([
        [0, bread, bread],
        [400, mark],
      ]),
    ).toEqual([`400 ${textOf(mark)}`]);
  });

  it('say how they were put together', () => {
    const sightings = new Sightings();
    const seen = [0, 250, 290, 400].flatMap((at) => sightings.look([bread], at));
    expect(seen.map(({ timing }) => timing)).toEqual([{ pieces: 4, totalMs: 400, longestGapMs: 250 }]);
  });

  it('beside a mark are the same pack, whichever was read first and whichever goes last', () => {
    expect(look([[100, bread], [200, bread, mark], ...every(100, 5_000, bread).slice(3)])).toEqual([
      `200 ${textOf(mark)}`,
    ]);
    expect(look([[100, mark], [200, mark, bread], [300, mark], ...every(100, 5_000, bread).slice(4)])).toEqual([
      `100 ${textOf(mark)}`,
    ]);
  });

  it('wait while a mark comes and goes, and count when it is gone: the next item', () => {
    const flicker = every(500, 5_000).map(([at]): [number, ...SeenCode[]] =>
      at % 1_000 === 0 ? [at, mark] : [at, bread],
    );
    expect(look(flicker)).toEqual([`0 ${textOf(mark)}`]);
    expect(look([[0, mark], ...every(100, 3_000, bread).slice(1)])).toEqual([
      `0 ${textOf(mark)}`,
      `1100 ${textOf(bread)}`,
    ]);
  });

  it('beside a QR code count: that is no mark', () => {
    expect(look(every(100, 1_000, link, bread))).toEqual([`0 ${textOf(link)}`, `300 ${textOf(bread)}`]);
  });

  it('that come back alone count as the next item', () => {
    expect(look([[0, mark, bread], [100], [2_000, bread], [2_100, bread], [2_300, bread]])).toEqual([
      `0 ${textOf(mark)}`,
      `2300 ${textOf(bread)}`,
    ]);
  });
});
