import { describe, expect, it } from 'vitest';
import { readBuyer } from './buyer.ts';

const longest = `${'a'.repeat(58)}@ya.ru`;

describe('where the buyer wants the receipt', () => {
  it.each([
    ['8 926 123-45-67', '+79261234567'],
    ['+7 (926) 123 45 67', '+79261234567'],
    ['9261234567', '+79261234567'],
    ['79261234567', '+79261234567'],
    ['  8(926)1234567 ', '+79261234567'],
    ['8\u00a0926\u00a0123\u00a045\u00a067', '+79261234567'],
    ['+375 29 123-45-67', '+375291234567'],
    ['+123456789012345', '+123456789012345'],
    ['buyer@example.ru', 'buyer@example.ru'],
    [' Anna.Petrova+till@mail.example.com ', 'Anna.Petrova+till@mail.example.com'],
    ["o'neil_#1@xn--80a.xn--p1ai", "o'neil_#1@xn--80a.xn--p1ai"],
    [longest, longest],
  ])('«%s» is %s', (typed, expected) => expect(readBuyer(typed)).toBe(expected));

  it.each([
    '',
    '   ',
    '+',
    '()',
    '---',
    'Петрова',
    '926123456',
    '69261234567',
    '892612345678',
    '+7926123456',
    '+1234567890123456',
    '8926123456a',
    '8+9261234567',
    '+7+9261234567',
    '@',
    'a@',
    '@b.ru',
    'a@b',
    'a@b.',
    'a@.ru',
    'a@b..ru',
    'a@@b.ru',
    'a@b@c.ru',
    'a b@c.ru',
    'a@b c.ru',
    'кот@почта.рф',
    'a@b_c.ru',
    `a${longest}`,
  ])('«%s» is neither telephone nor e-mail', (typed) => expect(readBuyer(typed)).toBeUndefined());

  it('read once, it reads the same again', () => {
    for (const contact of ['+79261234567', '+375291234567', 'buyer@example.ru'])
      expect(readBuyer(contact)).toBe(contact);
  });
});
