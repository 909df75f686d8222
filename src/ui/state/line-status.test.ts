import { expect, it } from 'vitest';
import { lineOf } from '../../domain/receipt.ts';
import { milk } from '../../../test/unit/fakes.ts';
import { signStatus } from './line-status.ts';

const sign = (result: number, oism: 'answered' | 'silent') => signStatus({ ...lineOf('milk', milk), marked: { result, oism } });

it('says what the ККТ found of a mark, as the paper has it', () => {
  expect(sign(15, 'answered')).toEqual({ look: 'ok', sign: '[М+]', words: 'ОИСМ подтвердила' });
  expect(sign(3, 'silent')).toEqual({ look: 'wait', sign: '[М]', words: 'ОИСМ не ответила' });
  expect(sign(3, 'answered')).toMatchObject({ sign: '[М]', words: 'проверка не закончена' });
  // The sale goes on: care, and never the red of what may not be sold.
  for (const result of [1, 5, 7, 17]) expect(sign(result, 'answered')).toEqual({ look: 'care', sign: '[М-]', words: 'проверка не пройдена' });
  expect(signStatus(lineOf('milk', milk))).toBeUndefined();
});
