import { expect, it } from 'vitest';
import * as ru from './texts.ru.ts';

it('counts hours and minutes', () => {
  expect([40, 60, 100, -1].map((minutes) => ru.left(minutes * 60_000))).toEqual([
    '40 мин',
    '1 ч',
    '1 ч 40 мин',
    '0 мин',
  ]);
});
