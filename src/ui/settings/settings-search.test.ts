import { expect, it } from 'vitest';
import { found } from './settings-search.ts';

const places = [
  { label: 'Магазин', card: 'Магазин', words: '' },
  { label: 'Система налогообложения', card: 'Магазин', words: 'ОСН УСН доход Патент' },
  { label: 'Пароль', card: 'Локальный модуль (ЛМ ЧЗ)', words: '' },
  { label: 'Новый ПИН старшего кассира', card: 'ПИН старшего кассира', words: '' },
  { label: 'Кассир', card: 'Магазин', words: '' },
  { label: 'Касса (ККТ)', card: 'Касса (ККТ)', words: 'Печатает чеки' },
  { label: 'Продажа без проверки', card: 'Продажа без проверки', words: 'Ещё не проверен' },
];
const labels = (typed: string): string[] => found(places, typed).map(({ label }) => label);

it.each([
  ['патент', ['Система налогообложения']],
  ['пароль лм', ['Пароль']],
  ['ккт', ['Касса (ККТ)']],
  ['ПИН', ['Новый ПИН старшего кассира']],
  ['чеки', ['Касса (ККТ)']],
  ['еще', ['Продажа без проверки']],
  ['нет такого', []],
  ['', []],
  [' ,. ', []],
])('«%s» finds %j', (typed, expected) => expect(labels(typed)).toEqual(expected));

it('what is called so stands before what only stands there', () => {
  expect(labels('кассир')).toEqual(['Новый ПИН старшего кассира', 'Кассир']);
  expect(labels('магазин')).toEqual(['Магазин', 'Система налогообложения', 'Кассир']);
});

it('tells no more than a person reads', () => {
  expect(
    found(
      Array.from({ length: 50 }, () => places[0] ?? { label: '', card: '', words: '' }),
      'маг',
    ),
  ).toHaveLength(7);
});
