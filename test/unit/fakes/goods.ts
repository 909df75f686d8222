/** The goods of a small shop. */
import type { Goods } from '../../../src/domain/goods/goods.ts';
import { kopecks } from '../../../src/domain/base/money.ts';

export const milk: Goods = {
  id: 'milk',
  gtin: '04670540176099',
  name: 'Молоко',
  price: kopecks(8990),
  vat: '10',
  measure: 'piece',
  group: 8,
  isMarked: true,
};
export const bread: Goods = {
  id: 'bread',
  gtin: '04607004890017',
  name: 'Хлеб',
  price: kopecks(4550),
  vat: '10',
  measure: 'piece',
  isMarked: false,
};
export const sugar: Goods = {
  id: 'sugar',
  name: 'Сахар на развес',
  price: kopecks(7999),
  vat: '10',
  measure: 'kilogram',
  isMarked: false,
};

/** A full code of a carton of milk; `serial` is five characters. */
export const milkCode = (serial = 'AbCdE'): string => `0104670540176099215${serial}\u001d93dGVz`;
export const milkKi = (serial = 'AbCdE'): string => milkCode(serial).slice(0, 24);
