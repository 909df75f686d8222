import { expect, it } from 'vitest';
import { kopecks } from '../../domain/base/money.ts';
import { onePiece, thousandths } from '../../domain/base/quantity.ts';
import type { Line } from '../../domain/document/line.ts';
import { changeOf } from './change-of.ts';

const line = (id: string, change: Partial<Line> = {}): Line => ({
  id,
  name: id,
  price: kopecks(100),
  quantity: onePiece,
  measure: 'piece',
  ...change,
});
const [a, b, c] = [line('a'), line('b'), line('c')];

it('the last of the lines that are new or count otherwise', () => {
  expect(changeOf([], [a])).toMatchObject({ kind: 'set', line: { id: 'a' } });
  expect(changeOf([a], [a, b, c])).toMatchObject({ kind: 'set', line: { id: 'c' } });
  expect(changeOf([a, b], [line('a', { quantity: thousandths(2000) }), b])).toMatchObject({ line: { id: 'a' } });
  expect(changeOf([a, b], [line('a', { price: kopecks(90) }), b])).toMatchObject({ line: { id: 'a' } });
});

it('the one that is gone, with its place; of several none is meant', () => {
  expect(changeOf([a, b, c], [a, c])).toEqual({ kind: 'removed', line: b, index: 1 });
  expect(changeOf([a, b, c], [a])).toBeUndefined();
});

it('a verdict that came is no change of a cashier', () =>
  expect(changeOf([a], [line('a', { check: { source: 'none', failures: {} } })])).toBeUndefined());
