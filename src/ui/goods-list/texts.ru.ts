/** «Товары»: the list, a card, loading from a file, saving into one. */
import type { FileFailureKind, GoodsFormat } from '../../app/ports/goods-files.ts';
import type { ImportField } from '../../domain/goods/import/fields.ts';
import type { NoteKind, RefusalKind } from '../../domain/goods/import/rows.ts';
import { own } from '../../domain/base/own.ts';
import type { Measure } from '../../domain/base/quantity.ts';
import { counted } from '../shell/texts.ru.ts';

const cards = (count: number): string => counted(count, 'товар', 'товара', 'товаров');
const rows = (count: number): string => counted(count, 'строка', 'строки', 'строк');

export const list = {
  title: 'Товары',
  search: 'Найти по названию, артикулу или штрихкоду',
  folder: 'Группа',
  allFolders: 'Все группы',
  archived: 'Показать архив',
  count: cards,
  none: 'Товаров ещё нет',
  noneHint:
    'Загрузите их из файла: 1С, МойСклад, Excel или прайс поставщика. Или сканируйте товар при продаже: касса предложит завести карточку.',
  notFound: 'Ничего не нашлось',
  loading: 'Читаем товары…',
  failed: 'Товары не прочитались. Обновите страницу.',
  duplicates: 'Найти повторы',
  fresh: 'Новый товар',
  fromFile: 'Загрузить из файла',
  saveCsv: 'Сохранить в CSV',
  saveXlsx: 'Сохранить в Excel',
  saving: 'Сохраняем…',
  saved: (count: number): string => `Сохранено: ${cards(count)}`,
  notSaved: 'Файл не получился. Попробуйте ещё раз.',
  file: 'Товары',
  earlier: 'Предыдущие',
  further: 'Следующие',
  page: (page: number, of: number): string => `Страница ${page} из ${of}`,
  pages: 'Страницы',
  marked: 'маркировка',
  planned: (price: string, day: string): string => `с ${day} ${price}`,
  noBarcode: 'без штрихкода',
  perUnit: {
    piece: '',
    gram: ' за г',
    kilogram: ' за кг',
    metre: ' за м',
    millilitre: ' за мл',
    litre: ' за л',
  } satisfies Record<Measure, string>,
};

export const card = {
  title: 'Карточка товара',
  fresh: 'Новый товар',
  name: 'Название',
  nameMissing: 'Введите название, как на ценнике',
  price: 'Цена, ₽',
  priceWrong: 'Введите цену, например 104,90',
  planned: 'Цена с другого дня',
  plannedPrice: 'Новая цена, ₽',
  plannedDay: 'С какого дня',
  plannedWrong: 'Введите цену и день позже сегодняшнего или оставьте оба поля пустыми',
  article: 'Артикул',
  folder: 'Группа магазина',
  measure: 'Единица',
  measures: {
    piece: 'Штуки',
    kilogram: 'Килограммы',
    litre: 'Литры',
    gram: 'Граммы',
    metre: 'Метры',
    millilitre: 'Миллилитры',
  } satisfies Record<Measure, string>,
  marked: 'Маркированный: продаётся только по квадратному коду',
  quick: 'Закрепить в быстрых кнопках',
  barcodes: 'Штрихкоды',
  noBarcodes: 'Штрихкодов нет: товар находят по названию',
  unbind: 'Отвязать',
  unbindWhich: (barcode: string): string => `Отвязать ${barcode}`,
  addBarcode: 'Добавить штрихкод',
  addBarcodeOrPlu: 'Добавить штрихкод или ПЛУ весов',
  plu: (plu: string | undefined): string => (plu === undefined ? '' : ` · ПЛУ ${plu}`),
  add: 'Добавить',
  barcodeWrong: 'Это не штрихкод товара: проверьте цифры',
  barcodeTaken: (name: string): string => `Этот штрихкод у товара «${name}»`,
  history: 'История',
  archive: 'Убрать в архив',
  restore: 'Вернуть из архива',
  archived: 'В архиве: касса не продаёт этот товар.',
  archivedByJoining: 'В архиве: штрихкоды перешли к другой карточке. Если вернуть, они придут обратно.',
  archivedByFile: 'В архиве: товара не было в последнем полном файле.',
  notSaved: 'Не сохранилось: память устройства не приняла запись. Попробуйте ещё раз.',
};

export const history = {
  title: (name: string): string => `История: ${name}`,
  files: 'Файл записан одной строкой: сколько карточек он изменил. Какие именно, касса показала до загрузки.',
  close: 'Закрыть',
};

export const duplicates = {
  title: 'Похожие карточки',
  looking: 'Ищем карточки с одним штрихкодом или названием…',
  none: 'Карточек с одинаковым штрихкодом или названием нет.',
  hint: 'Нажмите «Оставить» у той карточки, которая нужна: она возьмёт штрихкоды остальных, а те уйдут в архив. Если это разные товары, откройте карточку и поправьте.',
  keep: 'Оставить',
  keepWhich: (name: string, price: string): string => `Оставить ${name}, ${price}`,
  joined: (name: string): string => `Осталась одна карточка: ${name}. Вернуть другие можно из архива.`,
  different:
    'Эти карточки продаются по-разному: маркировка, единица, НДС, группа или возраст. Поправьте их, потом объедините.',
  notJoined: 'Не объединилось: память устройства не приняла запись. Попробуйте ещё раз.',
  byBarcode: (barcode: string): string => `Один штрихкод ${barcode}`,
  byName: (name: string): string => `Одно название «${name}»`,
  close: 'Закрыть',
};

export const pin = {
  explain: 'Цены и товары меняет тот, кто знает ПИН старшего кассира. Касса запишет, что изменилось.',
  putAside: 'Не сохранено: ПИН не введён.',
};

export const formats: Readonly<Record<GoodsFormat, string>> = {
  csv: 'таблица CSV',
  xlsx: 'книга Excel',
  'commerce-ml': 'обмен с 1С (CommerceML)',
  yml: 'прайс YML',
  json: 'JSON',
};

const delimiters: Readonly<Record<string, string>> = {
  ';': 'точка с запятой',
  ',': 'запятая',
  '\t': 'табуляция',
  '|': 'вертикальная черта',
};

export const steps = {
  title: 'Загрузить товары из файла',
  pick: 'Выбрать файл',
  pickHint:
    'Подойдёт Excel (.xlsx), CSV, выгрузка 1С для сайта (import.xml и offers.xml, можно архивом), YML или JSON. Пока файл читается, продавать можно.',
  nothingYet: 'До последней кнопки в кассе ничего не изменится.',
  last: ({ file, at }: { readonly file: string; readonly at: string }): string => `Последняя загрузка: ${file}, ${at}`,
  takeBack: 'Отменить эту загрузку',
  takeBackAsk: 'Вернуть товары и цены, какими они были до этой загрузки? Карточки, заведённые на кассе, останутся.',
  takeBackDo: 'Вернуть, как было',
  takenBack: 'Загрузка отменена: товары и цены прежние.',
  looking: 'Смотрим, что в файле…',
  what: (
    name: string,
    format: GoodsFormat,
    {
      encoding,
      delimiter,
      sheet,
    }: {
      readonly encoding?: string | undefined;
      readonly delimiter?: string | undefined;
      readonly sheet?: string | undefined;
    },
  ): string =>
    [
      `${name}: ${formats[format]}`,
      sheet === undefined ? '' : `лист «${sheet}»`,
      encoding === undefined ? '' : `кодировка ${encoding}`,
      delimiter === undefined ? '' : `столбцы разделяет ${own(delimiters, delimiter) ?? delimiter}`,
    ]
      .filter(Boolean)
      .join(', '),
  columns: 'Что в каком столбце',
  columnsHint: 'Касса угадала столбцы по заголовкам. Проверьте и поправьте: в следующий раз она вспомнит.',
  noColumn: 'Нет в файле',
  columnName: (at: number, head: string, sample: string): string =>
    `${at + 1}. ${head === '' ? 'без заголовка' : head}${sample === '' ? '' : ` (${sample})`}`,
  fields: {
    name: 'Название',
    price: 'Цена',
    barcode: 'Штрихкод',
    article: 'Артикул',
    unit: 'Единица',
    vat: 'Ставка НДС',
    marking: 'Маркировка',
    folder: 'Группа',
    id: 'Код в вашей программе',
  } satisfies Record<ImportField, string>,
  nameNeeded: 'Выберите столбец с названием товара',
  sample: 'Первые строки файла',
  gone: 'Товары, которых нет в этом файле',
  goneWays: {
    keep: 'Оставить в продаже: в файле только часть товаров',
    archive: 'Убрать в архив: в файле все товары магазина',
  },
  compare: 'Сравнить с кассой',
  reading: 'Читаем файл…',
  readRows: (count: number): string => `Прочитано: ${rows(count)}`,
  stop: 'Остановить',
  stopped: 'Остановлено. Ничего не изменилось.',
  preview: 'Что изменится',
  counts: {
    fresh: 'Новых',
    priceChanged: 'Цена изменится',
    otherwise: 'Изменится другое',
    same: 'Без изменений',
    goneKept: 'Нет в файле, останутся',
    goneArchived: 'Нет в файле, уйдут в архив',
    refused: 'Не принято строк',
    notes: 'Принято с замечанием',
  },
  andMore: (count: number): string => `И ещё ${count}`,
  nothingToDo: 'В файле нет ничего, что можно загрузить.',
  apply: (count: number): string => `Загрузить ${counted(count, 'товар', 'товара', 'товаров')}`,
  applying: 'Загружаем: не закрывайте кассу…',
  notApplied: 'Не загрузилось: память устройства не приняла запись. Товары и цены прежние.',
  done: 'Товары загружены',
  doneHint: 'Можно продавать. Отменить загрузку можно здесь же, до следующей.',
  report: 'Сохранить отчёт',
  toGoods: 'К товарам',
  another: 'Другой файл',
  reportFile: 'Отчёт о загрузке',
  reportHeads: ['Строка', 'Товар', 'Итог', 'Что не так', 'В ячейке'],
  row: (row: number): string => `Строка ${row}`,
};

const refusals: Readonly<Record<RefusalKind, string>> = {
  'no-name': 'нет названия',
  'no-price': 'товар новый, а цены в файле нет',
  'price-zero': 'цена 0',
  'price-negative': 'цена меньше нуля',
  'price-unreadable': 'цену не прочитать',
  'price-ambiguous': 'цена читается по-разному: в копейках должно быть две цифры',
  'barcode-exponent':
    'Excel испортил штрихкод: последние цифры пропали. Сделайте столбец текстовым и вставьте штрихкоды заново',
  'barcode-taken': 'этот штрихкод уже у другого товара',
  twice: 'тот же товар уже был, с другой ценой',
  'too-long': 'слишком длинная ячейка: похоже, столбцы сбились',
  unreadable: 'строку не прочитать',
};

const notes: Readonly<Record<NoteKind, string>> = {
  'barcode-dropped': 'это не штрихкод товара: не та длина или контрольная цифра; товар принят без него',
  'zero-restored': 'в штрихкоде 12 цифр: вернули ноль в начало, проверьте сканером',
  'vat-20': 'ставка 20 % с 2026 года — 22 %: так и записали',
  'vat-unknown': 'ставка НДС непонятна: осталась прежней',
  'unit-unknown': 'единица непонятна: у нового товара — штуки',
  'marking-unknown': 'маркировка непонятна: осталась прежней',
  'name-cut': 'название длиннее 128 знаков: конец отрезан',
  heading: 'в строке только название: приняли её за группу товаров под ней',
  repeated: 'тот же товар уже был в файле',
};

export const isRefusal = (kind: RefusalKind | NoteKind): kind is RefusalKind => Object.hasOwn(refusals, kind);
export const remarkWords = (kind: RefusalKind | NoteKind, other?: number): string => {
  const words = isRefusal(kind) ? refusals[kind] : notes[kind];
  return other === undefined ? words : `${words} (строка ${other})`;
};
export const outcome = (kind: RefusalKind | NoteKind): string =>
  isRefusal(kind) ? 'не принято' : 'принято с замечанием';

/** What is wrong with a file, and what to do. */
export const failures: Readonly<Record<FileFailureKind, string>> = {
  'too-big': 'Файл больше, чем касса читает (256 МБ). Выгрузите товары частями.',
  'too-many-rows': 'В файле больше миллиона строк. Выгрузите товары частями.',
  'zip-bomb': 'Архив раскрывается в огромный файл: так делают вредоносные. Касса его не открыла.',
  'zip-broken': 'Файл повреждён или скачан не до конца. Скачайте или выгрузите его ещё раз.',
  'xml-broken': 'Файл XML повреждён или оборван. Выгрузите его ещё раз.',
  'xml-entities':
    'В файле XML есть определения, которых в товарах не бывает: так делают вредоносные. Касса его не открыла.',
  'json-broken': 'Файл JSON повреждён или оборван. Выгрузите его ещё раз.',
  'old-xls': 'Это старый формат Excel (.xls). Откройте файл в Excel и сохраните как «Книга Excel (.xlsx)».',
  password: 'Книга Excel закрыта паролем. Снимите пароль и сохраните её ещё раз.',
  'unknown-format': 'Это не таблица товаров. Подойдут Excel (.xlsx), CSV, выгрузка 1С (CommerceML), YML и JSON.',
  empty: 'В файле нет ни одного товара.',
  'no-goods': 'В файле только цены, без названий. Выберите вместе import.xml и offers.xml (или их архив).',
  unreadable: 'Файл не читается: его изменили или убрали. Выберите его ещё раз.',
  worker: 'Чтение файла прервалось. Обновите страницу и попробуйте ещё раз.',
};

/** Heads of the columns of our own files: the same words by which they are read again. */
export const exportHeads = [
  'Наименование',
  'Цена',
  'Штрихкод',
  'Артикул',
  'Единица',
  'Ставка НДС',
  'Маркировка',
  'Группа',
  'Код',
];
export const exportUnits: Readonly<Record<Measure, string>> = {
  piece: 'шт',
  gram: 'г',
  kilogram: 'кг',
  metre: 'м',
  millilitre: 'мл',
  litre: 'л',
};
export const exportNoVat = 'без НДС';
export const yes = 'да';
