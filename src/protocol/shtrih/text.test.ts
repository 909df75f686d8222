import { describe, expect, it } from 'vitest';
import { hex } from '../bytes.ts';
import { cp1251, cp866, fieldText } from './text.ts';

const pages = { 'windows-1251': cp1251, ibm866: cp866 };

describe.each(Object.entries(pages))('%s', (name, page) => {
  // Without 7F, a control character that TextDecoder reads in IBM's own way.
  const all = Uint8Array.from({ length: 224 }, (_, index) => index + 32).filter((byte) => byte !== 0x7f);

  it('is the page the world has', () => expect(page.decode(all)).toBe(new TextDecoder(name).decode(all)));
  it('writes what it reads', () => expect(hex(page.encode(page.decode(all)))).toBe(hex(all)));
  it('writes "?" for what nobody could print', () => expect(page.decode(page.encode('a\u4e00b😀c'))).toBe('a?b?c'));
  it('writes spaces for control characters, which a device would obey', () =>
    expect(page.decode(page.encode('a\0b\tc\r\nd'))).toBe('a b c  d'));
  it('joins a letter and its mark', () => expect(page.decode(page.encode('и\u0306е\u0308'))).toBe('йё'));
});

describe('the nearest character', () => {
  it('in CP866', () =>
    expect(cp866.decode(cp866.encode('«Ёж» – “№ 5” — 1½ л … 100 ₽ × 2 ‘a’ ™ €'))).toBe(
      '"Ёж" - "№ 5" - 1 1/2 л ... 100 р x 2 \'a\' (TM) EUR',
    ));
  it('in cp1251 is itself where the page has it', () =>
    expect(cp1251.decode(cp1251.encode('«Ёж» – “№ 5” — … × ₽ ™ €'))).toBe('«Ёж» – “№ 5” — … x р ™ €'));
  it('of what has no width is nothing', () =>
    expect(cp866.decode(cp866.encode('мо\u00adло\u200bко\ufeff'))).toBe('молоко'));
});

it('a field ends at its first zero', () => {
  expect(fieldText(Uint8Array.of(0xd1, 0xfb, 0xf0, 0, 0xd1))).toBe('Сыр');
  expect(fieldText(Uint8Array.of(0xd1))).toBe('С');
  expect(fieldText(new Uint8Array(3))).toBe('');
});
