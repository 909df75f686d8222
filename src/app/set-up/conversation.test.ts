import { describe, expect, it } from 'vitest';
import { FakePrinter, freshPrinter } from '../../../test/unit/fakes/printer.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { epochMs } from '../../domain/base/time.ts';
import { taxations, type Taxation } from '../../domain/shop/taxation.ts';
import { firstAnswers, questions, readAnswers, type Answers } from './answers.ts';
import {
  firstWrong,
  isOfAnother,
  foreignSources,
  lacks,
  shopOf,
  stepped,
  taxationsOf,
  withFound,
  withLink,
  withTaxation,
  wrongAnswers,
} from './conversation.ts';
import { findKkt, type FoundKkt } from './found-kkt.ts';

const found: FoundKkt = {
  model: 'ШТРИХ',
  isDemo: false,
  inn: '7707083893',
  owner: 'ООО «Рога»',
  address: 'Москва',
  taxations: ['usnIncome'],
};
const first = firstAnswers(180);
const whole: Answers = {
  ...withFound(withLink(first, 'relay'), found),
  till: 'Касса 1',
  cashier: 'Петрова',
};

describe('the time zone that is proposed', () => {
  it.each([
    [120, 1],
    [180, 2],
    [720, 11],
    [0, 2],
    [330, 2],
    [-300, 2],
    [780, 2],
  ])('a device %i minutes ahead of UTC: zone %i', (minutes, zone) => expect(firstAnswers(minutes).timeZone).toBe(zone));
});

describe('a ККТ that answers', () => {
  it('answers for its owner, and asks nothing that it knows', () => {
    expect(whole).toMatchObject({
      name: 'ООО «Рога»',
      inn: '7707083893',
      address: 'Москва',
      taxation: 'usnIncome',
      vat: 'none',
    });
    expect(firstWrong(whole, realShop)).toBeUndefined();
  });
  it('changes nothing that a person typed, and all that another ККТ said before', () => {
    const other = { ...found, inn: '500100732259', owner: 'ИП Иванов', taxations: ['patent'] as const };
    expect(withFound({ ...whole, name: 'У дома' }, other)).toMatchObject({
      name: 'У дома',
      inn: '500100732259',
      taxation: 'patent',
    });
  });
  it('of two taxations only the owner knows', () =>
    expect(withFound(first, { ...found, taxations: ['osn', 'patent'] })).toMatchObject({ taxation: undefined }));
  it.each(Object.keys(taxations) as Taxation[])('registered for %s alone leaves no other choice', (taxation) =>
    expect(taxationsOf({ found: { ...found, taxations: [taxation] } })).toEqual([taxation]),
  );
  it('that tells no taxation, or none that is known, leaves all of them', () => {
    for (const taxations of [undefined, []]) expect(taxationsOf({ found: { ...found, taxations } })).toHaveLength(5);
  });
  it('counts no more when the way to it is another', () => {
    expect(withLink(whole, 'cable').found).toBeUndefined();
    expect(withLink(whole, 'relay').found).toBe(found);
  });
  it('of another ИНН is told', () => {
    expect(isOfAnother(whole)).toBe(false);
    expect(isOfAnother({ ...whole, inn: '500100732259' })).toBe(true);
  });
  it('is asked for its state and its registration, and fails as the ККТ does', async () => {
    const printer = new FakePrinter(freshPrinter({ demo: true, about: { inn: '7707083893', taxations: ['osn'] } }));
    printer.registered = { owner: 'ООО' };
    expect(await findKkt(printer)).toEqual({
      ok: true,
      value: { model: 'fake', isDemo: true, owner: 'ООО', inn: '7707083893', taxations: ['osn'] },
    });
    printer.gone = { kind: 'not-connected' };
    expect(await findKkt(printer)).toEqual({ ok: false, failure: { kind: 'not-connected' } });
  });
});

describe('what cannot stay as it is', () => {
  it.each([
    ['kkt', { link: undefined }, ['link']],
    ['shop', { inn: '7707083894', name: ' ' }, ['inn', 'name']],
    ['taxes', { taxation: undefined }, ['taxation']],
    ['taxes', { taxation: 'osn' }, ['taxation']],
    ['till', { till: '', cashier: ' ' }, ['till', 'cashier']],
  ] as const)('at %s: %o', (question, change, wrong) => {
    const answers: Answers = { ...whole, ...change };
    expect([...wrongAnswers(question, answers, realShop)]).toEqual(wrong);
    expect(firstWrong(answers, realShop)).toBe(question);
  });
  it.each([
    ['', 0],
    ['4815', 0],
    ['12', 1],
    ['abcd', 1],
  ])('the PIN «%s»', (pin, wrong) => expect(wrongAnswers('pin', whole, realShop, pin).size).toBe(wrong));
});

it('goes on and back, and not beyond its ends', () => {
  expect(questions.map((each) => stepped(each, 1))).toEqual([...questions.slice(1), 'start']);
  expect(questions.map((each) => stepped(each, -1))).toEqual(['kkt', ...questions.slice(0, -1)]);
});

it('another taxation brings its usual VAT; the same one keeps what was chosen', () => {
  const usn = { ...withTaxation(first, 'usnIncome'), vat: '5' as const };
  expect(withTaxation(usn, 'usnIncome').vat).toBe('5');
  expect(withTaxation(usn, 'osn').vat).toBe('goods');
});

it('makes the shop of what was answered, without blanks around it', () => {
  expect(shopOf({ ...whole, name: ' У дома ', timeZone: 4 }, realShop)).toMatchObject({
    name: 'У дома',
    inn: '7707083893',
    address: 'Москва',
    till: 'Касса 1',
    timeZone: 4,
    kkt: { link: 'relay', password: 30 },
    local: realShop.local,
  });
  expect(shopOf(first, realShop).kkt.link).toBe('none');
});

describe('what will not work is told before the start', () => {
  const at = epochMs(1);
  const works = { sources: { online: { at } } };
  it.each([
    ['all of it', whole, works, []],
    ['no ККТ', withLink(whole, 'none'), works, ['receipts']],
    ['a ККТ that was not found', withLink(whole, 'cable'), works, ['receipts']],
    ['a debugging ФН', withFound(whole, { ...found, isDemo: true }), works, ['receipts']],
    ['nobody who checks', whole, { sources: {} }, ['checks']],
    ['nobody heard', whole, { sources: { online: {} } }, ['checks']],
    [
      'one that fails, one that answers',
      whole,
      { sources: { online: { at, failure: { kind: 'timeout' } }, local: { at } } },
      [],
    ],
    [
      'neither',
      withLink(whole, 'none'),
      { sources: { online: { at, failure: { kind: 'key-missing' } } } },
      ['receipts', 'checks'],
    ],
  ] as const)('%s', (_, answers, health, missing) => expect(lacks(answers, health)).toEqual(missing));
});

it('an ЛМ of another company is told, whoever else checks', () => {
  const failure = { kind: 'lm-other-inn', detail: '7700000016' } as const;
  const at = epochMs(1);
  const health = { sources: { online: { at }, local: { at, failure } } };
  expect([foreignSources(health), lacks(whole, health)]).toEqual([['local'], []]);
  expect(foreignSources({ sources: { online: { at }, local: { at, failure: { kind: 'timeout' } } } })).toEqual([]);
});

describe('kept answers', () => {
  it('come back as they were', () => expect(readAnswers(structuredClone(whole))).toEqual(whole));
  it.each([undefined, null, 'x', [], { at: 'kkt' }, { timeZone: 99 }])('%j is none', (value) =>
    expect(readAnswers(value)).toBeUndefined(),
  );
  it('one that cannot be read spoils no other', () =>
    expect(
      readAnswers({ ...whole, at: 'later', link: 'radio', found: { model: 1 }, taxation: 'flat', name: 5 }),
    ).toMatchObject({
      at: 'kkt',
      link: undefined,
      found: undefined,
      taxation: undefined,
      name: '',
      inn: '7707083893',
    }));
});
