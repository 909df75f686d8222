import { expect, it } from 'vitest';
import * as ru from './texts.ru.ts';

it('who blocked goods is named by a list of ours, or as he is called: an inherited word is none of ours', () => {
  const said = (by: readonly string[]): string => ru.refusal({ kind: 'blocked', by });
  expect(said(['RPN', 'XYZ'])).toBe('товар заблокирован: продажу запретил Роспотребнадзор, XYZ');
  for (const word of Object.getOwnPropertyNames(Object.prototype))
    expect(said([word])).toBe(`товар заблокирован: продажу запретил ${word}`);
});
