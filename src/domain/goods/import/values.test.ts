/** Cells as people and programs write them. What has two readings has none. */
import { describe, expect, it } from 'vitest';
import { offeredGroups, groupNames } from '../../../ui/goods/texts.ru.ts';
import { readBarcodes, readMarking, readPrice, readUnit, readVat, unwrapped } from './values.ts';

describe('a price', () => {
  it.each<[string, number | string]>([
    ['89', 8_900],
    ['89,9', 8_990],
    ['89.90', 8_990],
    ['1 234,50', 123_450],
    ['1\u00a0234,50', 123_450],
    ['1\u202f234,50 ₽', 123_450],
    ['1234,50 руб.', 123_450],
    ["1'234.50", 123_450],
    ['1,234.50', 123_450],
    ['1.234,50', 123_450],
    ['1,234,567.50', 123_456_750],
    ['12,500', 'ambiguous'],
    ['1,234', 'ambiguous'],
    ['12,3456', 'ambiguous'],
    ['0', 'zero'],
    ['0,00', 'zero'],
    ['-5', 'negative'],
    ['−5,00', 'negative'],
    ['', 'none'],
    ['по запросу', 'unreadable'],
    ['1.2.3', 'unreadable'],
    ['#N/A', 'unreadable'],
    ['9999999999', 'unreadable'],
  ])('%j is %s', (cell, expected) => {
    const read = readPrice(cell);
    expect(read.kind === 'price' ? read.price : read.kind).toBe(expected);
  });

  it.each<[string, number | string]>([
    ['89.99000000000001', 8_999],
    ['1234.5', 123_450],
    ['12.345', 'ambiguous'],
    ['1e+21', 'unreadable'],
    ['0', 'zero'],
    ['-1', 'negative'],
  ])('a spreadsheet’s own %j is %s', (cell, expected) => {
    const read = readPrice(cell, true);
    expect(read.kind === 'price' ? read.price : read.kind).toBe(expected);
  });
});

describe('a barcode', () => {
  it.each([
    ['4607004890017', ['04607004890017']],
    ['4 607004 890017', ['04607004890017']],
    ['4607004890017.0', ['04607004890017']],
    ['04607004890017', ['04607004890017']],
    ['96385074', ['00000096385074']],
    ['4607004890017, 96385074', ['04607004890017', '00000096385074']],
    ['4607004890017\n4607004890017', ['04607004890017']],
    ['', []],
  ])('%j', (cell, barcodes) => {
    expect(readBarcodes(cell)).toEqual({ barcodes, dropped: [] });
  });

  it.each(['4,60700E+12', '4.607E+12', '4,607004890017E+12', '4E12', '4.6e+12'])('%j has lost its digits', (cell) => {
    expect(readBarcodes(cell)).toMatchObject({ barcodes: [], exponent: cell });
  });

  it('of twelve digits has a zero before it, and is told', () => {
    expect(readBarcodes('036000291452')).toEqual({
      barcodes: ['00036000291452'],
      dropped: [],
      restored: '036000291452',
    });
  });

  it.each(['4607004890018', '12345', '0000000000000', 'нет'])('%j is none that a scanner reads', (cell) => {
    expect(readBarcodes(cell)).toEqual({ barcodes: [], dropped: [cell] });
  });
});

it.each([
  ['="0123"', '0123'],
  ["'=1+1", '=1+1'],
  ["'+7 900", '+7 900'],
  ["'тихий'", "'тихий'"],
  ['  Молоко \u00a0 1 л ', 'Молоко 1 л'],
])('%j is %j', (cell, text) => expect(unwrapped(cell)).toBe(text));

it.each([
  ['22%', { vat: '22' }],
  ['НДС 10%', { vat: '10' }],
  ['10', { vat: '10' }],
  ['0.1', { vat: '10' }],
  ['0,22', { vat: '22' }],
  ['0', { vat: '0' }],
  ['20', { vat: '22', was20: true }],
  ['Без НДС', { vat: 'none' }],
  ['VAT_10', { vat: '10' }],
  ['', {}],
  ['льготная', { isUnknown: true }],
])('VAT %j', (cell, read) => expect(readVat(cell)).toEqual(read));

it.each([
  ['шт', 'piece'],
  ['Штука', 'piece'],
  ['796', 'piece'],
  ['уп.', 'piece'],
  ['кг', 'kilogram'],
  ['166', 'kilogram'],
  ['г', 'gram'],
  ['л', 'litre'],
  ['Литр', 'litre'],
  ['мл', 'millilitre'],
  ['м', 'metre'],
])('unit %j is %s', (cell, measure) => expect(readUnit(cell)).toEqual({ measure }));
it('a word that is no unit is told', () => expect(readUnit('фунт')).toEqual({ isUnknown: true }));

it.each([
  ['да', { isMarked: true }],
  ['1', { isMarked: true }],
  ['Нет', { isMarked: false }],
  ['NOT_TRACKED', { isMarked: false }],
  ['не маркируется', { isMarked: false }],
  ['MILK', { isMarked: true, group: 8 }],
  ['Молочная продукция', { isMarked: true, group: 8 }],
  ['Табачная продукция', { isMarked: true, group: 3 }],
  ['BEER_ALCOHOL', { isMarked: true, group: 15 }],
  ['?', { isUnknown: true }],
])('marking %j', (cell, read) => expect(readMarking(cell)).toEqual(read));

it.each(offeredGroups.map((id) => [groupNames[id] ?? '', id] as const))('our own %j is read again', (name, group) => {
  expect(readMarking(name)).toEqual({ isMarked: true, group });
});
