import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LawFacts } from './goods.ts';
import { isInQuestion, lawOf, proposalOf } from './goods-law.ts';
import { vatRates } from '../shop/taxation.ts';
import { groups } from '../verdict/groups.ts';

const none = { adult: false, alcohol: false, excise: false };
const sweet = { ...none, excise: true };
const energy = { ...none, adult: true, excise: true };
const smoke = energy;
const drink = { adult: true, alcohol: true, excise: true };
const only18 = { ...none, adult: true };

const facts = ({ adult, alcohol, excise }: ReturnType<typeof proposalOf>) => ({ adult, alcohol, excise });

/** As labels in shops have them. */
const named: ReadonlyArray<readonly [facts: typeof none, names: readonly string[]]> = [
  [
    drink,
    [
      'Пиво «Слободское» светлое 4,5 %, 0,45 л',
      'ПИВО БАЛТИКА 7',
      'Пивной напиток Эсса',
      'Сидр яблочный полусладкий',
      'Вино красное сухое',
      'Водка «Белая», 0,5 л',
      'Коньяк 5 лет',
      'Виски Jameson',
      'Ром Bacardi',
      'Джин-тоник слабоалкогольный',
      'Шампанское брют',
      'Настойка горькая «Рябина»',
      'Напиток слабоалкогольный «Ягуар»',
      'Эль тёмный',
      'Ликёр сливочный',
      'Вермут Martini',
      'Craft Beer IPA',
      'Игристое вино',
      'Портвейн 777',
      'Медовуха',
      'Напиток пивной «Эсса»',
      'Напиток солодовый пивной',
      'Текила',
      'Пиво 0,5 л бутылка',
      'Напиток алкогольный',
      'Напиток спиртной ромовый',
    ],
  ],
  [
    smoke,
    [
      'Сигареты «Невский ветер» синие',
      'Сигареты Marlboro Red',
      'Папиросы Беломорканал',
      'Стики «Янтарь» табачные, пачка',
      'Стики HEETS Amber',
      'Табак для кальяна',
      'Сигариллы Captain Jack',
      'Электронная сигарета одноразовая',
      'Вейп HQD 2000',
      'Жидкость для вейпа 30 мл',
      'Никотиновые паучи',
      'Сигары кубинские',
      'Снюс',
      'Стики TEREA',
    ],
  ],
  [
    energy,
    [
      'Напиток энергетический «Молния», 0,45 л',
      'Энергетик Adrenaline Rush',
      'Red Bull 0,25',
      'Напиток тонизирующий безалкогольный Flash Up',
      'Burn Original',
      'Напиток Drive Me',
    ],
  ],
  [only18, ['Энергетический напиток Red Bull без сахара', 'Monster Energy Zero', 'Газ для зажигалок']],
  [
    sweet,
    [
      'Лимонад «Дюшес», 0,5 л',
      'Напиток газированный «Тархун», 1 л',
      'Кока-кола 1 л',
      'Coca-Cola 0,33',
      'Добрый Кола',
      'Пепси',
      'Холодный чай Lipton лимон',
      'Крем-сода',
      'Швеппс Мохито',
    ],
  ],
  [
    none,
    [
      'Пиво безалкогольное «Слободское 0,0», 0,45 л',
      'Пиво б/а',
      'Beer alcohol-free',
      'Бокал для пива',
      'Чипсы к пиву',
      'Конфеты с коньяком',
      'Ром-баба',
      'Уксус винный',
      'Дрожжи пивные',
      'Торт «Пьяная вишня» с ликёром',
      'Шоколад с коньяком',
      'Молоко 3,2 %',
      'Кефир 0,0',
      'Хлеб «Бородинский»',
      'Виноград кишмиш',
      'Винегрет',
      'Джинсы мужские',
      'Ромашка аптечная',
      'Сок яблочный',
      'Нектар «Сады Кубани» вишнёвый',
      'Морс клюквенный',
      'Квас «Очаковский»',
      'Кола без сахара',
      'Pepsi Zero',
      'Вода минеральная газированная',
      'Рыбные палочки',
      'Стикеры',
      'Палочки хлебные',
      'Пепельница для сигарет',
      'Эльзасский пирог',
      'Портфель',
      'Сахар-песок, 1 кг',
      'Спички, коробок',
      'Зажигалка',
      'Батончик энергетический',
      'Зажигалка газовая',
      'Тоник для лица',
      'Лампа энергосберегающая',
      'Никола чудотворец, икона',
      'Стики для ушей',
      'Кофе с собой «Капучино», 300 мл',
      'Картофель мытый',
      'Романо салат',
      'Корм для кошек «Мурчело»',
      'Настойка пустырника',
    ],
  ],
];

describe('what a name proposes', () => {
  for (const [expected, names] of named)
    it.each(names)(`%s: ${JSON.stringify(expected)}`, (name) => expect(facts(proposalOf(name, []))).toEqual(expected));

  it.each(
    Object.entries({
      '10': [
        'Хлеб «Бородинский», 400 г',
        'Батон нарезной',
        'Молоко 3,2 %',
        'Творог 5 %',
        'Сыр «Шумадийский»',
        'Яйцо куриное С1, 10 шт.',
        'Сахар-песок, 1 кг',
        'Крупа гречневая, 800 г',
        'Масло подсолнечное',
        'Масло сливочное',
        'Картофель мытый',
        'Яблоки «Гала»',
        'Бананы',
        'Колбаса варёная',
        'Мука пшеничная',
        'Соль',
        'Макароны',
        'Подгузники Памперс',
        'Пюре детское яблочное',
        'Сок детский яблочный',
        'Тетрадь 12 листов',
        'Кукла',
        'Рис круглый',
        'Сметана 20 %',
        'Фарш говяжий',
        'Лук репчатый',
        'Помидоры',
        'Пластилин',
      ],
      '22': [
        'Пиво светлое',
        'Сигареты',
        'Лимонад «Дюшес»',
        'Чай чёрный',
        'Кофе молотый',
        'Печенье овсяное, 300 г',
        'Пакет-майка',
        'Спички, коробок',
        'Вода питьевая',
        'Сок яблочный',
        'Шоколад молочный',
        'Чипсы картофельные',
        'Корм для собак говядина',
        'Шампунь «Берёзовый»',
        'Крем для рук',
        'Конфеты сливочные',
        'Кетчуп томатный',
        'Квас',
        'Кроссовки мужские',
        'Торт творожный',
        'Водка',
      ],
    }).flatMap(([rate, names]) => names.map((name) => [name, rate] as const)),
  )('%s: VAT %s', (name, rate) => expect(proposalOf(name, []).vat).toBe(rate));

  it.each([
    'Напиток овсяный',
    'Молоко кокосовое',
    'Молоко миндальное',
    'Сыр растительный',
    'Молокосодержащий продукт',
    'Щётка',
    'Балтика 7',
    '',
  ])('«%s»: no rate, somebody has to think', (name) => expect(proposalOf(name, []).vat).toBeUndefined());
  it('of an unknown word it says nothing', () =>
    expect(proposalOf('Фырчик', [])).toEqual({ ...none, vat: undefined, group: undefined }));
  it('never throws, and its rate is one of the rates', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 3 }),
        (name, ids) => {
          const { vat } = proposalOf(name, ids);
          expect(vat === undefined || Object.hasOwn(vatRates, vat)).toBe(true);
        },
      ),
    ));
});

describe('groups', () => {
  it.each([
    [11, drink],
    [15, drink],
    [3, smoke],
    [12, smoke],
    [16, smoke],
    [50, smoke],
  ] as const)('%d settles it, whatever the card or the name says', (group, expected) => {
    for (const said of [{}, none])
      for (const name of ['', 'Фырчик', 'Пиво безалкогольное'])
        expect(lawOf({ name, ...said }, [group])).toEqual(expected);
  });
  it('of several the strictest counts', () => expect(lawOf({ name: '' }, [8, 15])).toEqual(drink));
  it('no other group is for adults, is alcohol or is excisable by itself', () => {
    for (const { id } of groups.filter((group) => ![3, 11, 12, 15, 16, 50].includes(group.id)))
      expect(lawOf({ name: '' }, [id]), String(id)).toEqual(none);
  });
  it('a group that ГИС МТ names says more than the name: beer of group 22 has no alcohol in it, a cigarette of group 45 is a sweet', () => {
    expect(facts(proposalOf('Пиво светлое', [22]))).toEqual(none);
    expect(facts(proposalOf('Сигареты шоколадные', [45]))).toEqual(none);
    expect(facts(proposalOf('Энергетик', [23]))).toEqual(energy);
  });
  it('have their rate where all of them has one; goods of children are theirs', () => {
    expect([8, 33, 3, 15, 13, 35].map((group) => proposalOf('Фырчик', [group]).vat)).toEqual([
      '10',
      '10',
      '22',
      '22',
      '22',
      '22',
    ]);
    expect(proposalOf('Ботинки', [2]).vat).toBeUndefined();
    expect([proposalOf('Ботинки детские', [2]).vat, proposalOf('Вода детская', [13]).vat]).toEqual(['10', '10']);
  });
});

describe('the card', () => {
  it('says it where no group does, both ways', () => {
    for (const fact of ['adult', 'alcohol', 'excise'] as const) {
      expect(lawOf({ name: 'Фырчик', [fact]: true }, [])).toEqual({ ...none, [fact]: true });
      expect(lawOf({ name: 'Водка', [fact]: false }, [])).toEqual({ ...drink, [fact]: false });
      expect(lawOf({ name: 'Нектар', [fact]: true }, [23])).toEqual({ ...none, [fact]: true });
    }
  });
  it('of marked goods that nothing explains says nothing: for adults, alcohol and excisable until somebody says it', () => {
    expect(lawOf({ name: 'Балтика 7' }, [], true)).toEqual(drink);
    expect(lawOf({ name: 'Балтика 7', adult: false, alcohol: false }, [], true)).toEqual(none);
    expect(lawOf({ name: 'Балтика 7', alcohol: false }, [], true)).toEqual(smoke);
    expect(lawOf({ name: 'Балтика 7', excise: false }, [], true)).toEqual({ ...drink, excise: false });
    for (const [name, ids] of [
      ['Кроссовки мужские', []],
      ['Футболка', []],
      ['Шампунь', []],
      ['Балтика 7', [8]],
      ['Молоко', []],
      ['Вода', []],
      ['Сок', []],
    ] as const)
      expect(lawOf({ name }, ids, true), name).toEqual(none);
    expect(lawOf({ name: 'Балтика 7' }, [])).toEqual(none);
  });
  it.each([
    'Балтика 8 Пшеничное 0,45',
    'Essa апельсин-вишня 0,45',
    'Рыбацкое крепкое 0,5',
    'Strongbow яблоко',
    'Доктор Дизель Мандарин',
    'Garage Лимон',
    'Шоколадный стаут',
    'Хмельное с солью',
    'Виноградный день крепл.',
    'Кофейный портер',
    'Молочный стаут 0,5',
    'Рисовое 0,5',
  ])('of a mark without a group, «%s»: a taste in the name is no explanation', (name) => {
    expect(lawOf({ name }, [], true)).toEqual(drink);
    expect(isInQuestion({ name }, [], true)).toBe(true);
    expect(lawOf({ name, ...none }, [], true)).toEqual(none);
    expect(isInQuestion({ name, ...none }, [], true)).toBe(false);
  });
  it.each([
    'Молоко 3,2 %',
    'Кефир 1 %',
    'Сыр «Российский»',
    'Творог детский',
    'Масло сливочное',
    'Масло подсолнечное',
    'Вода питьевая',
    'Сок яблочный',
    'Нектар вишнёвый',
    'Квас',
    'Ботинки зимние',
    'Кроссовки мужские',
    'Тапочки',
    'Футболка хлопок',
    'Джинсы мужские',
    'Полотенце махровое',
    'Духи «Красная Москва»',
    'Шина зимняя R16',
    'Велосипед детский',
    'Витамин C',
    'Антисептик для рук',
    'Корм для кошек',
    'Икра лососёвая',
    'Тушёнка говяжья',
    'Шампунь «Берёзовый»',
    'Мыло хозяйственное',
    'Игрушка «Заяц»',
  ])('of marked «%s» nobody is asked: its name says the group', (name) => {
    expect(lawOf({ name }, [], true)).toEqual(none);
    expect(isInQuestion({ name }, [], true)).toBe(false);
  });
  it('that says nothing leaves the stricter reading of its name', () =>
    expect(lawOf({ name: 'Пиво «Слободское»' }, [])).toEqual(drink));
});

describe('the question', () => {
  const said: LawFacts = none;
  it.each<[string, string, number[], boolean, LawFacts, boolean]>([
    ['a drink of group 23 whose sugar nobody named', 'Нектар', [23], true, {}, true],
    ['the same, answered', 'Нектар', [23], true, { excise: false }, false],
    ['a name that sounds like alcohol', 'Вино', [], false, {}, true],
    ['the same, answered', 'Вино', [], false, said, false],
    ['one fact of three answered', 'Вино', [], false, { adult: true }, true],
    ['marked goods without a group', 'Балтика 7', [], true, {}, true],
    ['the same, answered', 'Балтика 7', [], true, said, false],
    ['marked goods that their name explains', 'Молоко', [], true, {}, false],
    ['unmarked goods of an ordinary name', 'Хлеб', [], false, {}, false],
    ['milk', 'Молоко', [8], true, {}, false],
    ['beer, which its group settles', 'Пиво', [15], true, {}, false],
    ['cigarettes, which the code settles', 'Сигареты', [3], true, {}, false],
  ])('%s', (_, name, ids, marked, card, asked) => expect(isInQuestion({ name, ...card }, ids, marked)).toBe(asked));
});
