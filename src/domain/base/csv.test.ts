import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

const bom = '\ufeff';

describe('CSV', () => {
  it.each([
    ['a plain field', 'Молоко', 'Молоко'],
    ['nothing', '', ''],
    ['a comma', '2,5 %', '"2,5 %"'],
    ['a semicolon', 'a;b', '"a;b"'],
    ['a quote', 'ООО "Луч"', '"ООО ""Луч"""'],
    ['a new line', 'a\nb', '"a\nb"'],
    ['the end of a line of Windows', 'a\r\nb', '"a\r\nb"'],
    ['a GS inside a code', '0104670540176099215\u001d93dGVz', '0104670540176099215<GS>93dGVz'],
    ['=', '=1+1', "'=1+1"],
    ['+', '+7 900', "'+7 900"],
    ['-', '-1', "'-1"],
    ['@', '@SUM(A1)', "'@SUM(A1)"],
    ['a tab before a formula', '\t=1', `"'\t=1"`],
    ['a tab inside', 'a\tb', '"a\tb"'],
    ['a formula after the end of a line', 'a\n=1', `"a\n'=1"`],
    ['a formula of full width', '＝1', "'＝1"],
    ['a formula with a quote and a semicolon', '=HYPERLINK("a";"b")', `"'=HYPERLINK(""a"";""b"")"`],
    ['zeros that a number loses', '04670540176099', '"=""04670540176099"""'],
    ['more digits than a number keeps', '9960440301234567', '"=""9960440301234567"""'],
    ['a number', '1795407565', '1795407565'],
    ['nought', '0', '0'],
    ['a sign that is not the first', 'a=b', 'a=b'],
  ])('%s', (_, given, written) => {
    expect(csv([[given]])).toBe(`${bom}${written}\r\n`);
  });

  it('puts fields apart with semicolons, and each row on a line of its own', () => {
    expect(
      csv([
        ['a', 'b'],
        ['', 'c;d'],
      ]),
    ).toBe(`${bom}a;b\r\n;"c;d"\r\n`);
    expect(csv([])).toBe(bom);
  });
});
