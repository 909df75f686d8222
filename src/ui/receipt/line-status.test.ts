import { describe, expect, it } from 'vitest';
import { kopecks } from '../../domain/base/money.ts';
import { verdictOf, type Line } from '../../domain/document/line.ts';
import { packageLine, lineOf } from '../../domain/document/new-line.ts';
import { epochMs } from '../../domain/base/time.ts';
import { noon } from '../../../test/unit/clock.ts';
import { allowedOnline, noAnswer, refusedOnline } from '../../../test/unit/fakes/checker.ts';
import { milk, milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { groupNames } from '../goods/texts.ru.ts';
import { failuresFor } from '../sources/texts.ru.ts';
import { lineStatus, signStatus } from './line-status.ts';

const sign = (result: number, oism: 'answered' | 'silent') =>
  signStatus({ ...lineOf('milk', milk), markResult: { result, oism } });

it('says what the ККТ found of a mark, as the paper has it', () => {
  expect(sign(15, 'answered')).toEqual({ look: 'ok', sign: '[М+]', words: 'марка подтверждена' });
  expect(sign(3, 'silent')).toEqual({ look: 'wait', sign: '[М]', words: 'сервер марок не ответил' });
  expect(sign(3, 'answered')).toMatchObject({ sign: '[М]', words: 'проверка не закончена' });
  // The sale goes on: care, and never the red of what may not be sold.
  for (const result of [1, 5, 7, 17])
    expect(sign(result, 'answered')).toEqual({ look: 'care', sign: '[М-]', words: 'проверка не пройдена' });
  expect(signStatus(lineOf('milk', milk))).toBeUndefined();
});

describe('the status of a line', () => {
  const night = epochMs(Date.UTC(2026, 10, 22, 21));
  const marked = (check: Line['check'], change: Partial<Line> = {}): Line => ({
    ...packageLine('l', milk, milk.gtin ?? '', {
      raw: milkCode(),
      code: milkCode(),
      ki: milkKi(),
      form: 'short-93',
      scannedAt: noon,
    }),
    check,
    ...change,
  });
  const status = (line: Line, now = noon) =>
    lineStatus(line, verdictOf(line, now), now, realShop, { failures: failuresFor, groupNames });
  const answer = (more: object) =>
    ({ ...allowedOnline(), answer: { cis: '', found: true, ...more } }) as NonNullable<Line['check']>;

  it('is one of the words that the shop knows', () => {
    expect(status(marked(undefined))).toEqual({ look: 'wait', words: 'Проверка…' });
    expect(status(marked(allowedOnline()))).toEqual({ look: 'ok', words: 'Можно продавать', reason: undefined });
    expect(status(marked(refusedOnline()))).toMatchObject({ look: 'no', words: 'Продавать нельзя' });
    expect(status(marked(noAnswer))).toMatchObject({ look: 'care', words: 'Проверить не удалось' });
    expect(status(lineOf('l', { ...milk, isMarked: false }))).toBeUndefined();
  });

  it('goods outside the permission regime may be sold though nobody could check them, and it is told', () =>
    expect(status(marked(noAnswer, { group: 35, groupBy: 'check' }))).toEqual({
      look: 'ok',
      words: 'Можно продавать',
      reason: 'проверить не удалось, но для этих товаров проверка необязательна',
    }));

  it('has both values where two differ: prices, and what it is', () => {
    expect(status(marked(answer({ groupIds: [3], mrp: 140_00 }), { price: kopecks(145_00), group: 3 }))).toMatchObject({
      look: 'no',
      reason: 'цена 145,00 ₽ выше МРЦ 140,00 ₽',
    });
    expect(
      status(marked(answer({ groupIds: [3], mrp: 180_00, smp: 100_00 }), { price: kopecks(170_00), group: 3 })),
    ).toMatchObject({ look: 'ok', cautions: ['цена 170,00 ₽ ниже МРЦ 180,00 ₽'] });
    expect(status(marked(answer({ groupIds: [13] }), { group: 8 }))).toMatchObject({
      look: 'ok',
      cautions: ['в карточке «Молочная продукция», в Честном ЗНАКе «Упакованная вода»: тот ли это товар?'],
    });
    // A group that nobody has a name for is told by its number.
    expect(status(marked(answer({ groupIds: [99] }), { group: 8 }))).toMatchObject({
      cautions: ['в карточке «Молочная продукция», в Честном ЗНАКе «99»: тот ли это товар?'],
    });
  });

  it('what is left in a package, in its own measure', () => {
    const short = answer({ innerUnitCount: 30_000, soldUnitCount: 12_500 });
    expect(
      status(marked(short, { measure: 'litre', quantity: 20_000 as NonNullable<Line['quantity']> })),
    ).toMatchObject({ look: 'no', reason: 'по данным Честного ЗНАКа в упаковке осталось 17,5 л' });
    expect(status(marked(short))).toMatchObject({
      look: 'no',
      reason: 'из упаковки уже продана часть: целиком её продать нельзя',
    });
  });

  it('alcohol at night may not be sold, however good its code, and without one', () => {
    const beer = { group: 15 };
    expect(status(marked(allowedOnline(), beer))).toMatchObject({ look: 'ok' });
    expect(status(marked(allowedOnline(), beer), night)).toEqual({
      look: 'no',
      words: 'Продавать нельзя',
      reason: 'алкоголь нельзя до 08:00',
    });
    expect(status(lineOf('l', { ...milk, isMarked: false, group: 15 }), night)).toMatchObject({
      look: 'no',
      reason: 'алкоголь нельзя до 08:00',
    });
    // What is refused for good is told before what is refused till morning.
    expect(status(marked(refusedOnline(), beer), night)?.reason).not.toContain('алкоголь');
  });

  it('an emergency that is over is told with its time', () => {
    expect(status(marked({ source: 'emergency' }))).toMatchObject({
      words: 'Аварийный режим: можно продавать',
      reason: 'Честный ЗНАК временно не проверяет коды',
    });
    expect(
      status(
        marked({
          source: 'emergency',
          after: { since: noon, failures: { online: { kind: 'timeout' }, local: { kind: 'timeout' } } },
        }),
      )?.reason,
    ).toMatch(/^аварийный режим объявляли \d\d\.\d\d\.\d{4}/);
  });
});
