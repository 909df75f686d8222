import { describe, expect, it } from 'vitest';
import { shopVats } from '../../domain/shop/taxation.ts';
import { lawForm, type LawQuestion } from './law-form.ts';

const none = { adult: false, alcohol: false, excise: false };
const question = (change: Partial<LawQuestion> = {}): LawQuestion => ({
  name: '',
  groups: [],
  marked: false,
  shopVat: 'goods',
  ...change,
});

describe('what is asked', () => {
  it('the group of marked goods that nobody has named', () => {
    expect([
      lawForm({}, question({ marked: true })).asksGroup,
      lawForm({}, question({ marked: true, groups: [8] })).asksGroup,
      lawForm({}, question()).asksGroup,
    ]).toEqual([true, false, false]);
    expect(lawForm({}, question({ marked: true, name: 'Фырчик' })).missing).toEqual(['group', 'vat']);
    expect(lawForm({ group: 'other' }, question({ marked: true, name: 'Фырчик' })).missing).toEqual(['vat']);
  });
  it('the rate, where the shop has general ones', () => {
    expect(shopVats.filter((shopVat) => lawForm({}, question({ shopVat })).asksVat)).toEqual(['goods', '22']);
    expect(lawForm({}, question({ shopVat: '5' })).said).toEqual(none);
    expect(lawForm({}, question({ shopVat: 'none' })).said).not.toHaveProperty('vat');
  });
  it('a rate that neither name nor group nor shop proposes is left open', () => {
    expect(lawForm({}, question({ name: 'Фырчик' }))).toMatchObject({ vat: undefined, missing: ['vat'] });
    expect(lawForm({}, question({ name: 'Фырчик', shopVat: '22' }))).toMatchObject({ vat: '22', missing: [] });
    expect(lawForm({ vat: '10' }, question({ name: 'Фырчик' })).said).toEqual({ ...none, vat: '10' });
  });
  it("the shop's own rate is shown, and never kept as what somebody said of the goods", () => {
    expect(lawForm({}, question({ name: 'Фырчик', shopVat: '22' })).said).toEqual(none);
    expect(lawForm({}, question({ name: 'Молоко', shopVat: '22' })).said).toEqual({ ...none, vat: '10' });
    expect(lawForm({ vat: '22' }, question({ name: 'Фырчик', shopVat: '22' })).said).toEqual({ ...none, vat: '22' });
  });
});

describe('what is proposed', () => {
  it('by the name, while it is typed', () => {
    expect(lawForm({}, question({ name: 'Молоко' })).said).toEqual({ ...none, vat: '10' });
    expect(lawForm({}, question({ name: 'Пиво', marked: true })).said).toEqual({
      adult: true,
      alcohol: true,
      excise: true,
      group: 15,
      vat: '22',
    });
    expect(lawForm({}, question({ name: 'Энергетик' })).facts).toEqual({ adult: true, alcohol: false, excise: true });
  });
  it('by the code, which a person may correct', () => {
    const sticks = question({ name: 'Стики', marked: true, hint: 16 });
    expect(lawForm({}, sticks)).toMatchObject({ group: 16, facts: { adult: true, excise: true }, said: { group: 16 } });
    expect(lawForm({ group: 12 }, sticks).said).toMatchObject({ group: 12 });
  });
  it('what a person touched stays, whatever the name becomes', () => {
    expect(
      lawForm({ excise: false, adult: false, alcohol: false, vat: '10' }, question({ name: 'Вино' })).said,
    ).toEqual({ ...none, vat: '10' });
    expect(lawForm({ excise: true }, question({ name: 'Нектар', groups: [23], marked: true })).said).toMatchObject({
      excise: true,
      adult: false,
    });
  });
});

it('what the group settles nobody can take away, and it is told so', () => {
  const form = lawForm(
    { adult: false, alcohol: false, excise: false, vat: '22' },
    question({ name: 'Балтика 7', groups: [15], marked: true }),
  );
  expect([form.facts, form.settled]).toEqual([
    { adult: true, alcohol: true, excise: true },
    { adult: true, alcohol: true, excise: true },
  ]);
  expect(lawForm({ group: 3, vat: '22' }, question({ marked: true })).settled).toEqual({
    adult: true,
    alcohol: false,
    excise: true,
  });
  expect(lawForm({}, question({ groups: [8], marked: true })).settled).toEqual(none);
  // A group that ГИС МТ named is not said over again.
  expect(form.said).not.toHaveProperty('group');
});
