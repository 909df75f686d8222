/** The unit one price is asked for: a piece, a kilogram or a litre. */
export type Unit = 'piece' | 'kg' | 'l';

/** VAT rate in percent, as it is called on the receipt (rates of 2026). */
export type Vat = '22' | '10';

/** The crypto part of a marking code: AI 93; AI 91 with AI 92; or a 29-character pack without AIs. marking-codes §1.3. */
export type Tail = '93' | '91+92' | 'pack';

/** A good whose every piece carries its own marking code. */
export interface MarkedGood {
  readonly marked: true;
  /** 14 digits with a right check digit. */
  readonly gtin: string;
  /** Product group id of ГИС МТ, online-check §5.6. */
  readonly group: number;
  readonly ean13: string;
  readonly name: string;
  readonly priceKopecks: number;
  /** How many characters a serial of this good has, marking-codes §1.4. */
  readonly serialLength: number;
  readonly tail: Tail;
  readonly vat: Vat;
  readonly unit: Unit;
  /** A package of so many parts that are sold one by one, and the price of one. */
  readonly parts?: { readonly of: number; readonly priceKopecks: number };
  /** Not for minors; has hours without sale; excisable (law-2026.md §3, §4). */
  readonly adult: boolean;
  readonly alcohol: boolean;
  readonly excise: boolean;
  /** Net weight that stands in every code of it (AI 3103, marking-codes §1.4 «молоко весовое»). */
  readonly weightGrams?: number;
}

/** A good sold without marking codes; `ean13` is null where the cashier finds it by its name. */
export interface PlainGood {
  readonly marked: false;
  readonly ean13: string | null;
  readonly name: string;
  readonly priceKopecks: number;
  readonly vat: Vat;
  readonly unit: Unit;
  /** The shop's own group. */
  readonly folder: string;
}

type Row = readonly [
  ean13: string,
  name: string,
  priceKopecks: number,
  unit?: Unit,
  more?: Partial<Pick<MarkedGood, 'parts' | 'weightGrams' | 'adult' | 'excise'>>,
];

/** Product groups, online-check §5.6: tobacco, beer, nicotine. */
const adultGroups = [3, 15, 16];

/** Goods of one group share the layout of their codes and the VAT rate; drinks with sugar and energy drinks differ from the others of theirs. */
const group = (id: number, serialLength: number, tail: Tail, vat: Vat, rows: readonly Row[]): MarkedGood[] =>
  rows.map(([ean13, name, priceKopecks, unit = 'piece', more = {}]) => ({
    marked: true,
    gtin: `0${ean13}`,
    group: id,
    ean13,
    name,
    priceKopecks,
    serialLength,
    tail,
    vat,
    unit,
    adult: adultGroups.includes(id),
    alcohol: id === 15,
    excise: adultGroups.includes(id),
    ...more,
  }));

/**
 * The marked part of the demo catalogue. GTINs that are not of the company prefix 4641500 are public test codes of the reference
 * (online-check §1.7, marking-codes with `piot_case`); the names and prices are invented.
 */
export const demoGoods: readonly MarkedGood[] = [
  ...group(8, 6, '93', '10', [
    ['4670540176099', 'Молоко «Луговая сказка» пастеризованное 3,2 %, 930 мл', 9490],
    ['8607405401894', 'Сыр «Шумадийский» полутвёрдый 45 %, 200 г', 28900],
    ['4641500011378', 'Кефир «Заречный» 2,5 %, 900 мл', 8990],
    ['4641500012740', 'Сметана «Заречная» 20 %, 300 г', 11990],
    ['4641500061106', 'Сыр «Заречный» полутвёрдый 50 %, голова', 79900, 'kg', { weightGrams: 4200 }],
  ]),
  ...group(8, 7, '93', '10', [['4602220006549', 'Творог «Фермерский двор» 5 %, 180 г', 10990]]),
  ...group(13, 13, '93', '22', [
    ['4680029460908', 'Вода минеральная «Горный ключ» газированная, 0,5 л', 4990],
    ['4607010350246', 'Вода питьевая «Тихий родник» негазированная, 1,5 л', 5990],
    ['4641500014119', 'Вода питьевая «Белый ручей», 5 л', 12990],
  ]),
  ...group(15, 7, '93', '22', [
    ['4600000000015', 'Пиво «Слободское» светлое разливное (кега 30 л)', 18000, 'l'],
    ['4641500015482', 'Пиво «Слободское» светлое 4,5 %, 0,45 л ж/б', 8490],
    ['4641500016854', 'Пиво «Тёмная слобода» 5,2 %, 0,5 л', 10990],
  ]),
  ...group(22, 7, '93', '22', [['4641500018223', 'Пиво безалкогольное «Слободское 0,0», 0,45 л ж/б', 8290]]),
  ...group(23, 13, '93', '22', [
    ['4641500019596', 'Лимонад «Дюшес», 0,5 л', 7490, 'piece', { excise: true }],
    ['4641500020967', 'Напиток газированный «Тархун», 1 л', 9990, 'piece', { excise: true }],
    ['4641500063858', 'Напиток энергетический «Молния», 0,45 л', 11990, 'piece', { adult: true, excise: true }],
    ['4641500022336', 'Нектар «Сады Кубани» вишнёвый, 0,97 л', 15990],
  ]),
  ...group(3, 7, 'pack', '22', [
    ['4601653035829', 'Сигареты «Невский ветер» синие, пачка', 14500],
    ['4641500023708', 'Сигареты «Старый порт» красные, пачка', 19900],
  ]),
  ...group(3, 7, '93', '22', [
    ['4610136280571', 'Сигареты «Невский ветер» синие, блок 10 пачек', 180000],
    ['4629308877044', 'Сигареты «Карелия» лёгкие, блок 10 пачек', 177000],
  ]),
  ...group(16, 7, 'pack', '22', [
    // 150 ₽ is the price of the reference's refusal: the minimum is 200 ₽ (online-check §1.7 R9).
    ['0840147505712', 'Стики «Янтарь» табачные, пачка (старый ценник)', 15000],
    ['4641500025078', 'Стики «Медь» табачные, пачка', 25000],
  ]),
  ...group(2, 13, '91+92', '22', [
    ['4641500026440', 'Кроссовки мужские «Шаг» чёрные, р. 43', 549000],
    ['4641500027812', 'Тапочки домашние женские, р. 38', 79000],
  ]),
  ...group(1, 13, '91+92', '22', [
    ['4641500029182', 'Футболка мужская хлопковая белая, р. 50', 129000],
    ['4641500030553', 'Полотенце махровое 70×140, серое', 89000],
  ]),
  ...group(4, 13, '91+92', '22', [
    ['4641500031925', 'Туалетная вода «Северное утро», 50 мл', 189000],
    ['4641500033295', 'Духи «Белая сирень», 30 мл', 249000],
  ]),
  ...group(17, 13, '93', '22', [
    ['4641500034667', 'БАД «Витамин D3 2000 МЕ», 60 капсул', 45900],
    ['4641500036036', 'БАД «Магний B6», 50 таблеток', 38900],
  ]),
  ...group(19, 13, '93', '22', [
    ['4641500037408', 'Антисептик для рук «Чистые ладони», 100 мл', 12900],
    ['4641500038771', 'Средство дезинфицирующее «Барьер», 500 мл', 34900],
    [
      '4641500062479',
      'Салфетки антисептические «Чистые ладони», 10 саше',
      25000,
      'piece',
      { parts: { of: 10, priceKopecks: 3000 } },
    ],
  ]),
  ...group(20, 13, '93', '22', [
    ['4641500040149', 'Корм для кошек «Мурчело» с курицей, пауч 85 г', 4500],
    ['4641500041511', 'Корм для собак «Полкан» говядина, 2 кг', 79900],
  ]),
  ...group(35, 13, '93', '22', [
    ['4641500042884', 'Крем для рук «Ромашка», 75 мл', 13900],
    ['4641500044253', 'Шампунь «Берёзовый», 400 мл', 28900],
  ]),
  ...group(33, 13, '93', '10', [['4641500045625', 'Масло подсолнечное «Донское поле», 1 л', 14990]]),
];

type PlainRow = readonly [ean13: string | null, name: string, priceKopecks: number, vat: Vat, unit?: Unit];

const plain = (folder: string, rows: readonly PlainRow[]): PlainGood[] =>
  rows.map(([ean13, name, priceKopecks, vat, unit = 'piece']) => ({
    marked: false,
    ean13,
    name,
    priceKopecks,
    vat,
    unit,
    folder,
  }));

/** The unmarked part of the demo catalogue. */
export const demoPlainGoods: readonly PlainGood[] = [
  ...plain('Хлеб', [
    ['4641500046998', 'Хлеб «Бородинский», 400 г', 5490, '10'],
    ['4641500048367', 'Батон нарезной, 380 г', 4990, '10'],
  ]),
  ...plain('Бакалея', [
    ['4641500049739', 'Яйцо куриное С1, 10 шт.', 10990, '10'],
    ['4641500051107', 'Сахар-песок, 1 кг', 7990, '10'],
    ['4641500052470', 'Крупа гречневая, 800 г', 9990, '10'],
    ['4641500053842', 'Чай чёрный «Утренний», 100 пакетиков', 21990, '22'],
    ['4641500055211', 'Печенье овсяное, 300 г', 11990, '22'],
  ]),
  ...plain('Мелочи', [
    ['4641500056584', 'Спички, коробок', 500, '22'],
    ['4641500057956', 'Пакет-майка', 900, '22'],
  ]),
  ...plain('Овощи и фрукты', [
    [null, 'Картофель мытый', 4990, '10', 'kg'],
    [null, 'Яблоки «Гала»', 15990, '10', 'kg'],
    [null, 'Бананы', 16990, '10', 'kg'],
  ]),
  ...plain('Кофе', [[null, 'Кофе с собой «Капучино», 300 мл', 18000, '22']]),
];
