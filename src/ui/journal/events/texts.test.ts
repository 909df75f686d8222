import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noon } from '../../../../test/unit/clock.ts';
import { realShop } from '../../../../test/unit/fakes/settings.ts';
import { happened } from '../../../app/journal/happened.ts';
import { changesOf } from '../../../app/shop/settings.ts';
import { showMoment } from '../../shell/texts.ru.ts';
import { changeWords, eventOrigin, eventWords } from './texts.ru.ts';

/** With ordinary blanks: sums are grouped by narrow ones. */
const words = (kind: string, data?: unknown) => {
  const { title, details, sum } = eventWords(happened({ at: noon, kind, data }));
  return [title, ...details, ...(sum === undefined ? [] : [sum])].map((text) =>
    text.replaceAll(/[\u00a0\u202f]/g, ' '),
  );
};
const bread = {
  name: 'Хлеб',
  gtin: '04607004890017',
  quantity: 2_000,
  unit: 'piece',
  price: 4_550,
  sum: 9_100,
  cashier: 'Петрова',
};

describe('what a cashier did, to an owner', () => {
  it.each<[string, unknown, string[]]>([
    ['line-removed', bread, ['Товар убран из чека', 'Хлеб, 2 шт × 45,50 ₽', '91,00 ₽']],
    [
      'line-removed',
      { ...bread, listPrice: 5_000 },
      ['Товар убран из чека', 'Хлеб, 2 шт × 45,50 ₽ (по карточке 50,00 ₽)', '91,00 ₽'],
    ],
    [
      'line-removed',
      { name: '', gtin: '04607004890017', unit: 'piece', quantity: 1_000, sum: 0 },
      ['Товар убран из чека', 'Товар без карточки, штрихкод 04607004890017, 1 шт', '0,00 ₽'],
    ],
    [
      'quantity-changed',
      {
        ...bread,
        from: { quantity: 3_000, unit: 'piece', sum: 13_650 },
        to: { quantity: 2_000, unit: 'piece', sum: 9_100 },
      },
      ['Количество уменьшено', 'Хлеб: было 3 шт, стало 2 шт', '−45,50 ₽'],
    ],
    [
      'quantity-changed',
      {
        name: 'Сыр',
        from: { quantity: 300, unit: 'kilogram', sum: 15_000 },
        to: { quantity: 100, unit: 'kilogram', sum: 5_000 },
      },
      ['Количество уменьшено', 'Сыр: было 0,3 кг, стало 0,1 кг', '−100,00 ₽'],
    ],
    [
      'price-changed',
      { ...bread, listPrice: 5_000, from: 4_550, to: 4_000 },
      ['Цена изменена', 'Хлеб: 45,50 ₽ → 40,00 ₽ за шт, по карточке 50,00 ₽, в чеке 2 шт'],
    ],
    [
      'receipt-cancelled',
      { lines: [bread, { name: 'Молоко', quantity: 1_000, unit: 'piece', price: 8_990, sum: 8_990 }], total: 18_090 },
      ['Чек отменён', 'Хлеб, 2 шт × 45,50 ₽ = 91,00 ₽', 'Молоко, 1 шт × 89,90 ₽ = 89,90 ₽', '180,90 ₽'],
    ],
    [
      'goods-made',
      { name: 'Соль', gtin: '04600000000008', price: 2_000, unit: 'piece' },
      ['Карточка заведена на кассе', 'Соль, 20,00 ₽', 'Штрихкод 04600000000008'],
    ],
    [
      'goods-changed',
      {
        name: 'Нектар',
        gtin: '04600000000008',
        law: { from: { group: 23 }, to: { adult: false, alcohol: false, excise: true, vat: '22', group: 23 } },
      },
      [
        'Карточка изменена: возраст, акциз, НДС',
        'Нектар',
        'Только с 18 лет: не указано → нет',
        'Алкоголь: не указано → нет',
        'Подакцизный: не указано → да',
        'Ставка НДС: не указано → НДС 22 %',
      ],
    ],
    [
      'goods-changed',
      { name: 'Хлеб', law: { from: { vat: '22' }, to: { vat: 'constructor', adult: 'x' } } },
      ['Карточка изменена: возраст, акциз, НДС', 'Хлеб', 'Ставка НДС: НДС 22 % → constructor'],
    ],
    [
      'goods-bound',
      { name: 'Хлеб', gtin: '04600000000008', goodsId: 'bread' },
      ['Штрихкод привязан к товару', 'Хлеб', 'Штрихкод 04600000000008'],
    ],
    [
      'sold-unverified',
      { ...bread, by: 'owner-code', check: {} },
      ['Старший кассир разрешил продажу без проверки', 'Хлеб, 2 шт × 45,50 ₽', 'По коду владельца', '91,00 ₽'],
    ],
    [
      'wrong-pin',
      { for: 'unverified', name: 'Хлеб', wrong: 3 },
      ['Неверный ПИН', 'Для продажи без проверки, 3-я попытка подряд', 'Хлеб'],
    ],
    [
      'pin-locked',
      { for: 'settings', wrong: 10, ms: 300_000 },
      ['ПИН закрыт после неверных попыток', 'На 5 мин, неверных подряд: 10'],
    ],
    [
      'alcohol-refused',
      { until: '2026-11-23T08:00', goods: ['Вино'] },
      ['Алкоголь не продан: запретные часы', 'Вино', 'Запрет до 23.11.2026 08:00'],
    ],
    ['printed', { fn: '1', fd: 7, fpd: '1' }, ['Чек напечатан', 'ФД № 7']],
    ['clock-off', { by: 'crpt', aheadMs: 10_800_000 }, ['Часы компьютера', 'Часы компьютера отстают на 3 ч']],
    [
      'clock-off',
      { by: 'latest', aheadMs: 30 * 86_400_000 },
      ['Часы компьютера', 'Часы компьютера отстают на 30 дней'],
    ],
    ['clock-off', { by: 'kkt', aheadMs: -240_000 }, ['Часы компьютера', 'Часы компьютера и ККТ расходятся на 4 мин']],
    ['clock-off', { by: 'crpt', aheadMs: 1_000 }, ['Часы компьютера', 'Часы компьютера снова верны']],
    ['clock-off', { by: 'kkt', aheadMs: 120_000 }, ['Часы компьютера', 'Часы компьютера снова верны']],
    ['clock-off', { by: 'kkt', aheadMs: -120_000 }, ['Часы компьютера', 'Часы компьютера снова верны']],
    ['clock-off', { by: 'kkt', aheadMs: 120_001 }, ['Часы компьютера', 'Часы компьютера и ККТ расходятся на 2 мин']],
    ['clock-off', { by: 'kkt', aheadMs: -120_001 }, ['Часы компьютера', 'Часы компьютера и ККТ расходятся на 2 мин']],
    ['clock-off', { by: 'солнце', aheadMs: 1 }, ['Часы компьютера']],
    [
      'fault',
      { detail: 'TypeError: n.answer is not a function' },
      ['Сбой программы', 'TypeError: n.answer is not a function'],
    ],
    [
      'checked',
      { name: 'Молоко', price: 8_990, check: {}, verdict: { kind: 'unverified' } },
      ['Код проверен: проверить не удалось', 'Молоко, 89,90 ₽'],
    ],
    ['checked', { name: 'Молоко', verdict: { kind: 'constructor' } }, ['Код проверен', 'Молоко']],
    [
      'checked',
      { ki: '0104\u001d21', verdict: { kind: 'allowed' } },
      ['Код проверен: можно продавать', 'Код 0104<GS>21'],
    ],
    ['recovered', { fn: '1', fd: 7, fpd: '1' }, ['Выяснили: чек напечатан', 'ФД № 7']],
    ['recovered', { decidedByPerson: true }, ['Выяснили, что с чеком']],
    ['scan-refused', { kind: 'damaged', raw: '0104' }, ['Скан не принят', 'Скан повреждён', 'Код 0104']],
    [
      'scan-refused',
      { kind: 'sold-before', raw: '0104', name: 'Молоко', at: 1, number: 3 },
      ['Скан не принят', 'Уже продан на этой кассе', 'Молоко'],
    ],
    ['scan-refused', { kind: 'constructor' }, ['Скан не принят']],
    ['not-printed', { kind: 'refused', trouble: 'no-paper' }, ['Чек не напечатан', 'ККТ: нет бумаги']],
    ['not-printed', { kind: 'refused', trouble: 'constructor' }, ['Чек не напечатан']],
    ['not-printed', { lastFd: 6 }, ['Чек не напечатан', 'Последний документ в ФН — № 6, этого чека в нём нет']],
    ['sale-registered', { ki: '0104' }, ['ЛМ ЧЗ принял продажу кода', 'Код 0104']],
    [
      'fn-met',
      { fn: '9960440301234567', fd: 6 },
      ['Начали вести счёт документов ФН', 'ФН 9960440301234567, по ФД № 6'],
    ],
    ['operation-done', { operationId: 'o', operation: 'open' }, ['Операция смены выполнена', 'Открытие смены']],
    [
      'journal-lost',
      { what: 'rolled-back' },
      ['Данные кассы пропали: касса сказала об этом и работает дальше', 'Журнал вернулся в прошлое'],
    ],
    [
      'journal-lost',
      { what: 'journal', isPinGone: true, cardsGone: 340 },
      [
        'Данные кассы пропали: касса сказала об этом и работает дальше',
        'Пропал журнал',
        'Пропал ПИН старшего кассира',
        'Карточек товаров было около 340',
      ],
    ],
    [
      'journal-lost',
      { what: 'pin', isPinGone: true, cardsGone: 'many' },
      ['Данные кассы пропали: касса сказала об этом и работает дальше', 'Пропал ПИН старшего кассира'],
    ],
    [
      'settings-changed',
      { changes: [{ field: 'unverified', from: 'senior-pin', to: 'forbid' }], by: 'pin-lost' },
      [
        'Настройки изменены',
        'Продажа без проверки: С ПИН старшего кассира → Запрещена',
        'ПИН пропал: запретила сама касса',
      ],
    ],
    [
      'settings-changed',
      {
        changes: [{ field: 'gateway.cdn', from: { host: 'cdn.crpt.ru' }, to: { host: 'cdn.other.ru' } }],
        by: 'gateway',
      },
      ['Настройки изменены', 'Адрес ЦРПТ на сервере кассы: cdn.crpt.ru → cdn.other.ru', 'Изменено на сервере кассы'],
    ],
    [
      'settings-changed',
      {
        changes: [
          { field: 'tillId', from: 'a', to: 'b' },
          { field: 'tillKey', from: 'none', to: 'set' },
        ],
        by: 'adopted',
      },
      [
        'Настройки изменены',
        'Имя кассы для сервера кассы: a → b',
        'Пароль сервера кассы: задан',
        'Касса выбрана из тех, что помнит сервер кассы',
      ],
    ],
    [
      'documents-seen',
      { documents: [{ mark: { fd: 57 }, total: 9_490 }, 'x', { mark: { fd: 58 }, total: 0 }] },
      ['Кассир видел документы ФН, которых нет в журнале', 'ФД № 57, 94,90 ₽', 'ФД № 58'],
    ],
    [
      'settings-changed',
      { changes: [{ field: 'timeZone', to: 2 }], by: 'unread' },
      ['Настройки изменены', 'Часовой пояс: МСК, Москва', 'Запись не прочиталась: взято прежнее или обычное значение'],
    ],
  ])('%s', (kind, data, expected) => expect(words(kind, data)).toEqual(expected));

  it.each<[string, unknown, string[]]>([
    ['line-removed', { ki: 'KI', name: 'Молоко', check: {} }, ['Товар убран из чека', 'Молоко']],
    ['receipt-cancelled', { lines: 3 }, ['Чек отменён', 'Позиций: 3']],
    [
      'price-changed',
      { ki: 'KI', name: 'Молоко', from: 8_990, to: 6_000 },
      ['Цена изменена', 'Молоко: 89,90 ₽ → 60,00 ₽'],
    ],
    ['wrong-pin', { ki: 'KI' }, ['Неверный ПИН']],
    ['lost-answer', undefined, ['ККТ не ответила']],
    ['refund-made', { name: 'Хлеб' }, ['Событие: refund-made', 'Хлеб']],
    ['constructor', { name: 'Хлеб' }, ['Событие: constructor', 'Хлеб']],
  ])('%s of another build', (kind, data, expected) => expect(words(kind, data)).toEqual(expected));
});

describe('settings', () => {
  it('with before and after, as the form names them', () => {
    const after = {
      ...realShop,
      timeZone: 9,
      unverified: 'senior-pin',
      local: { ...realShop.local, way: 'relay' },
      alcoholHours: [],
      name: '',
    } as const;
    expect(words('settings-changed', { changes: changesOf(realShop, after), by: 'pin' })).toEqual([
      'Настройки изменены',
      'Название магазина: Магазин → нет',
      'Часовой пояс: МСК, Москва → МСК+7, Владивосток',
      'Связь с ЛМ ЧЗ: Напрямую из браузера → Через сервер кассы',
      'Продажа без проверки: Запрещена → С ПИН старшего кассира',
      'Когда алкоголь не продаём: каждый день 23:00–08:00 → запрета нет',
      'По ПИН старшего кассира',
    ]);
  });
  it('days without alcohol, once and of every year', () =>
    expect(changeWords({ field: 'alcoholDates', from: [], to: ['09-11', '2027-06-25', 5] })).toBe(
      'Даты без алкоголя: нет → 11.09, каждый год; 25.06.2027',
    ));
  it('hours of alcohol day by day', () =>
    expect(
      changeWords({
        field: 'alcoholHours',
        from: [
          [],
          [{ from: '22:00', to: '09:00' }],
          [
            { from: '00:00', to: '00:00' },
            { from: '23:00', to: '08:00' },
          ],
        ],
        to: [[{ from: '1', to: 2 }], 'x'],
      }),
    ).toBe('Когда алкоголь не продаём: Вт 22:00–09:00; Ср весь день, 23:00–08:00 → запрета нет'));
  it.each([
    ['none', 'set', 'задан'],
    ['set', 'set', 'изменён'],
    ['set', 'none', 'удалён'],
  ])('a secret from %s to %s is only «%s»', (from, to, said) =>
    expect(changeWords({ field: 'pin', from, to })).toBe(`ПИН старшего кассира: ${said}`),
  );
  it('every field of a shop has a name, and no value comes out as code', () => {
    for (const change of changesOf(undefined, realShop))
      expect(changeWords(change), change.field).toMatch(/^[А-ЯЁ][^a-z]*: (?!undefined|\[object)/u);
  });
  it('of the gateway', () =>
    expect(
      words('settings-changed', {
        changes: [{ field: 'gateway.lm', from: null, to: { url: 'http://10.0.0.9:5995' } }],
        by: 'gateway',
      }),
    ).toEqual([
      'Настройки изменены',
      'Адрес ЛМ ЧЗ на сервере кассы: нет → http://10.0.0.9:5995',
      'Изменено на сервере кассы',
    ]));
  it('of the first set-up the shop and its people', () =>
    expect(words('shop-set-up', { changes: changesOf(undefined, realShop) })).toEqual([
      'Касса настроена',
      'Название магазина: Магазин',
      'ИНН: 7700000000',
      'Название кассы: 1',
      'Кассир: Петрова',
    ]));
});

it('never fails, whatever stands in the journal', () => {
  const kinds = [
    'line-removed',
    'quantity-changed',
    'price-changed',
    'receipt-cancelled',
    'settings-changed',
    'shop-set-up',
    'wrong-pin',
    'goods-made',
    'alcohol-refused',
    '__proto__',
  ];
  const fields = [
    'name',
    'gtin',
    'quantity',
    'unit',
    'price',
    'listPrice',
    'sum',
    'from',
    'to',
    'lines',
    'total',
    'goods',
    'changes',
    'by',
    'for',
    'wrong',
    'ms',
    'until',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...fields), fc.anything())),
      (kind, data) => {
        for (const text of words(kind, data)) expect(text).toBeTypeOf('string');
      },
    ),
  );
  fc.assert(
    fc.property(fc.string(), fc.anything(), fc.anything(), (field, from, to) => void changeWords({ field, from, to })),
  );
});

it('says when, on which receipt, and who', () => {
  const at = noon;
  const told = (event: object) => happened({ at, kind: 'printed', ...event } as never);
  expect(eventOrigin(told({ data: { cashier: 'Петрова' } }), 7)).toBe(`${showMoment(at)} · чек № 7 · Петрова`);
  expect(eventOrigin(told({}), undefined)).toBe(showMoment(at));
  // The PC's clock was another.
  expect(eventOrigin(told({ pc: at - 3_600_000 }), undefined)).toBe(
    `${showMoment(at)} · на часах компьютера ${showMoment(at - 3_600_000)}`,
  );
  expect(eventOrigin(told({ pc: 'вчера' }), undefined)).toBe(showMoment(at));
});
