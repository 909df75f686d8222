import { describe, expect, it } from 'vitest';
import type { CodeCheck } from '../../domain/code-check/answer.ts';
import { epochMs } from '../../domain/base/time.ts';
import { answerWords } from './texts.ru.ts';

const told = (check: CodeCheck): readonly string[] => answerWords(check).map(({ name, words }) => `${name}: ${words}`);

describe('an answer is told in words', () => {
  it('of ГИС МТ, with names for groups and authorities', () =>
    expect(
      told({
        source: 'online',
        facts: 'full',
        answer: {
          cis: '01046\u001d93dGVz',
          found: true,
          isBlocked: true,
          isOwner: undefined,
          ogvs: ['RPN', 'NEW'],
          groupIds: [8, 9999],
          mrp: 14_500,
          expireDate: '2027-06-02T00:00:00.000Z',
          errorCode: 0,
          message: '',
        },
      }),
    ).toEqual([
      'Есть в Честном ЗНАКе: да',
      'Продажа запрещена: да',
      'Кто запретил: Роспотребнадзор, NEW',
      'Товарные группы: Молочная продукция, 9999',
      'МРЦ: 145,00 ₽',
      'Годен до (UTC): 2027-06-02 00:00',
      'Ошибка, №: 0',
    ]));

  it('of ЛМ ЧЗ, with why Честный ЗНАК gave none', () =>
    expect(
      told({
        source: 'local',
        facts: 'offline',
        answer: { isBlocked: false, isGreyGtin: true },
        failures: { online: { kind: 'server-error', status: 503, detail: 'upstream', raw: '{}' } },
      }),
    ).toEqual([
      'Продажа запрещена: нет',
      'В списке на проверку: да',
      'Честный ЗНАК: ошибка на сервере, 503, upstream',
    ]));

  it('of nobody: why each of them gave none, whatever build wrote it', () =>
    expect(
      told({
        source: 'emergency',
        after: { since: epochMs(0), failures: { online: { kind: 'timeout' }, later: { kind: 'later' as 'timeout' } } },
      }),
    ).toEqual(['Честный ЗНАК: не ответил вовремя', 'later: later']));

  it('an emergency alone has nothing to tell', () => expect(told({ source: 'emergency', by: 'online' })).toEqual([]));
});
