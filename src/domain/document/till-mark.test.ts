import { describe, expect, it } from 'vitest';
import { readTillMark, shortTill, tillMark } from './till-mark.ts';

const identity = '019ab1c2-7c11-7000-8000-00000000000';

describe('the mark of a till', () => {
  it('fits tag 1192 with the longest number, and is read back', () => {
    const mark = { till: shortTill(`${identity}1`), number: 999_999_999 };
    expect(tillMark(mark)).toHaveLength(16);
    expect(readTillMark(tillMark(mark))).toEqual(mark);
    expect(readTillMark(tillMark({ ...mark, number: 1 }))).toEqual({ ...mark, number: 1 });
  });

  it('is the same after a reload and another for another till', () => {
    const tills = new Set(Array.from({ length: 10 }, (_, at) => shortTill(`${identity}${at}`)));
    expect(tills.size).toBe(10);
    expect(shortTill(`${identity}3`)).toBe(shortTill(`${identity}3`));
    for (const till of [...tills, shortTill('')]) expect(till).toMatch(/^[0-9A-Z]{5}$/);
  });

  it.each([
    undefined,
    '',
    '11-1111-1111',
    'PABCDE',
    'PABCDE-',
    'Pabcde-1',
    'PABCDEF-1',
    'ABCDE-1',
    ' PABCDE-1',
    'PABCDE-1 ',
  ])("is not read from another program's text: %j", (text) => expect(readTillMark(text)).toBeUndefined());
});
