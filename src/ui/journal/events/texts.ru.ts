/** Events of the journal in words. */
import { cancelReasonWords } from '../../receipt-acts/texts.ru.ts';
import type { Amount, EventTopic, GoodsFacts, Happened, LawWords } from '../../../app/journal/happened.ts';
import type { Rejected } from '../../../app/sale/rejected.ts';
import type { FieldChange } from '../../../domain/journal/event.ts';
import { kopecks, minus } from '../../../domain/base/money.ts';
import { own } from '../../../domain/base/own.ts';
import { type Measure, type Thousandths, measures, showQuantity } from '../../../domain/base/quantity.ts';
import { tellOffMs, timeSources } from '../../../domain/base/trusted-time.ts';
import { visible } from '../../../domain/marking-code/visible.ts';
import { readPlannedPrice } from '../../../domain/goods/planned-price.ts';
import { readScalesRule, valueDigits } from '../../../domain/goods/scales-rule.ts';
import { groupNames, law } from '../../goods/texts.ru.ts';
import { journal } from '../texts.ru.ts';
import { packageUnit } from '../../line/texts.ru.ts';
import { taxationNames, vatNames } from '../../receipt/texts.ru.ts';
import { alcohol, appearance, catalogue, settings, scales, senior } from '../../settings/texts.ru.ts';
import { troubles } from '../../printer/texts.ru.ts';
import { clock, roubles, showDate, showMoment, showUntil } from '../../shell/texts.ru.ts';
import { shift } from '../../shift/texts.ru.ts';

export const topics: Readonly<Record<EventTopic, string>> = {
  all: 'Всё',
  goods: 'Товары и цены',
  settings: 'Настройки и ПИН',
  printer: 'Печать чеков',
  checks: 'Проверки',
};

export const eventTexts = {
  topic: 'Показать события',
  nothing: 'Таких событий нет',
  newest: (count: number): string => `Показаны последние ${count}`,
};

/** What one row says: what happened, with what, and how much money it is about. */
export interface EventWords {
  readonly title: string;
  readonly details: readonly string[];
  readonly sum?: string | undefined;
}

const isUnit = (unit: string | undefined): unit is Measure | 'part' =>
  unit === 'part' || (unit !== undefined && Object.hasOwn(measures, unit));

const unitWord = (unit: string | undefined): string => (isUnit(unit) ? packageUnit(unit) : '');

const howMuch = ({ quantity, unit }: Pick<Amount, 'quantity' | 'unit'>): string =>
  quantity === undefined ? '' : `${showQuantity(quantity as Thousandths)} ${unitWord(unit)}`.trim();

const nameOf = ({ name, gtin }: Pick<GoodsFacts, 'name' | 'gtin'>): string =>
  name || (gtin === undefined ? '' : `Товар без карточки, штрихкод ${gtin}`);

/** «Хлеб, 2 шт × 45,50 ₽ (по карточке 50,00 ₽)». */
function goodsWords(facts: GoodsFacts): string {
  const { price, listPrice } = facts;
  const amount = [howMuch(facts), price === undefined ? '' : roubles(price)].filter(Boolean).join(' × ');
  const listed = listPrice !== undefined && listPrice !== price ? ` (по карточке ${roubles(listPrice)})` : '';
  return [nameOf(facts), `${amount}${listed}`].filter(Boolean).join(', ');
}

const per = (unit: string | undefined): string => (unitWord(unit) === '' ? '' : ` за ${unitWord(unit)}`);

function priceWords(facts: Happened): string {
  const { from, to, unit, listPrice } = facts;
  const change = to === undefined ? '' : `${from === undefined ? '' : `${roubles(from)} → `}${roubles(to)}${per(unit)}`;
  const listed = listPrice !== undefined && listPrice !== from ? `по карточке ${roubles(listPrice)}` : '';
  const amount = howMuch(facts);
  return [nameOf(facts), [change, listed, amount === '' ? '' : `в чеке ${amount}`].filter(Boolean).join(', ')]
    .filter(Boolean)
    .join(': ');
}

function quantityWords({ amounts: { from, to }, ...facts }: Happened): {
  readonly details: string[];
  readonly sum?: string;
} {
  const was = from && howMuch(from);
  const is = to && howMuch(to);
  const change = was && is ? `было ${was}, стало ${is}` : '';
  const less = from?.sum === undefined || to?.sum === undefined ? undefined : roubles(minus(to.sum, from.sum));
  return { details: [[nameOf(facts), change].filter(Boolean).join(': ')], ...(less !== undefined && { sum: less }) };
}

const fields: Readonly<Record<string, string>> = {
  kind: 'Вид магазина',
  name: settings.name,
  inn: settings.inn,
  address: settings.address,
  till: settings.till,
  cashier: settings.cashier,
  taxation: settings.taxation,
  vat: settings.vat,
  timeZone: settings.timeZone,
  'tsPiot.way': 'ТС ПИоТ',
  'tsPiot.shift': settings.tsPiotShift,
  'local.way': 'Связь с ЛМ ЧЗ',
  'local.url': settings.url,
  'local.login': 'Логин ЛМ ЧЗ',
  lmPassword: 'Пароль ЛМ ЧЗ',
  tillKey: settings.tillKey,
  unverified: settings.unverified,
  'kkt.link': 'Связь с ККТ',
  'kkt.password': settings.kktPassword,
  'kkt.vat22': settings.vat22,
  'kkt.shared': 'К этой ККТ подключены и другие',
  rounding: settings.rounding,
  refuted: 'Марки [М-]',
  afterEmergency: settings.afterEmergency,
  alcoholHours: alcohol.title,
  alcoholDates: alcohol.dates,
  brand: appearance.name,
  'brand.name': appearance.name,
  'brand.colour': appearance.colour,
  receiptText: appearance.text,
  catalogue: catalogue.title,
  'catalogue.url': catalogue.url,
  'catalogue.hours': catalogue.hours,
  'catalogue.whole': catalogue.whole,
  scales: scales.title,
  seniorActs: senior.title,
  pin: 'ПИН старшего кассира',
  ownerCode: 'Код владельца',
  tillId: 'Имя кассы для сервера кассы',
  'gateway.cdn': 'Адрес ЦРПТ на сервере кассы',
  'gateway.lm': 'Адрес ЛМ ЧЗ на сервере кассы',
  'gateway.kkt': 'Адрес ККТ на сервере кассы',
};

const secrets: ReadonlySet<string> = new Set(['lmPassword', 'tillKey', 'pin', 'ownerCode', 'kkt.password']);

const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kind: { demo: 'учебный', real: 'настоящий' },
  taxation: taxationNames,
  vat: settings.vatWays,
  'tsPiot.way': settings.tsPiotWays,
  'tsPiot.shift': settings.tsPiotShifts,
  'local.way': settings.ways,
  unverified: settings.unverifiedWays,
  'kkt.link': settings.links,
  'kkt.vat22': settings.vat22Ways,
  rounding: settings.roundings,
  refuted: settings.refutedWays,
  afterEmergency: settings.afterEmergencyWays,
};

const isInterval = (value: unknown): value is { readonly from: string; readonly to: string } =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { from?: unknown }).from === 'string' &&
  typeof (value as { to?: unknown }).to === 'string';

const wholeDay = { from: '00:00', to: '00:00' };

/** «каждый день 23:00–08:00», «Пн 22:00–08:00; Сб весь день». */
function hoursWords(value: readonly unknown[]): string {
  const days = value.map((day) =>
    (Array.isArray(day) ? day : [])
      .filter(isInterval)
      .map(({ from, to }) => (from === wholeDay.from && to === wholeDay.to ? 'весь день' : `${from}–${to}`))
      .join(', '),
  );
  const [first = ''] = days;
  if (days.every((day) => day === first)) return first === '' ? 'запрета нет' : `каждый день ${first}`;
  return days.flatMap((day, index) => (day === '' ? [] : [`${alcohol.weekdays[index] ?? ''} ${day}`])).join('; ');
}

/** «22 + 5 цифр ПЛУ + 5 цифр + контрольная: вес, граммы». */
function scalesWords(rule: unknown): string[] {
  const read = readScalesRule(rule);
  if (!read) return [];
  const { prefix, item, value } = read;
  return [`${scales.sample(prefix, item, valueDigits(read))}: ${scales.values[value].toLowerCase()}`];
}

function valueWords(field: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return 'нет';
  if (field === 'timeZone' && typeof value === 'number') return settings.zones[value - 1] ?? String(value);
  if (field === 'alcoholHours' && Array.isArray(value)) return hoursWords(value);
  if (field === 'alcoholDates' && Array.isArray(value))
    return (
      value
        .filter((date) => typeof date === 'string')
        .map(alcohol.dayWords)
        .join('; ') || 'нет'
    );
  if (field === 'catalogue.hours' && typeof value === 'number') return catalogue.every(value);
  if (field === 'scales' && Array.isArray(value)) return scales.told(value.flatMap(scalesWords));
  if (field === 'seniorActs' && Array.isArray(value))
    return value.flatMap((act) => named(senior.acts, act)).join('; ') || 'нет';
  if (field === 'receiptText' && Array.isArray(value)) return value.map(String).join(' / ') || 'нет';
  if (typeof value === 'string') return own(own(choices, field) ?? {}, value) ?? value;
  if (typeof value === 'object')
    return (
      Object.values(value)
        .filter((part) => typeof part === 'string')
        .join(', ') || JSON.stringify(value)
    );
  if (typeof value === 'boolean') return value ? 'да' : 'нет';
  return typeof value === 'number' ? String(value) : '';
}

/** «Алкоголь: нет → да», for each that changed. */
function lawWords({ from, to }: { readonly from: LawWords; readonly to: LawWords }): string[] {
  const change = (name: string, was: string | undefined, is: string | undefined): string[] =>
    is === undefined || was === is ? [] : [`${name}: ${was ?? 'не указано'} → ${is}`];
  const flag = (is: boolean | undefined): string | undefined => {
    if (is === undefined) return undefined;
    return is ? 'да' : 'нет';
  };
  const group = (id: number | undefined): string | undefined =>
    id === undefined ? undefined : (groupNames[id] ?? String(id));
  const rate = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : (own(vatNames, name) ?? name);
  return [
    ...change(law.group, group(from.group), group(to.group)),
    ...(['adult', 'alcohol', 'excise'] as const).flatMap((fact) =>
      change(law.facts[fact], flag(from[fact]), flag(to[fact])),
    ),
    ...change(law.vat, rate(from.vat), rate(to.vat)),
  ];
}

/** «Часовой пояс», of `timeZone`. */
export const fieldName = (field: string): string => own(fields, field) ?? field;

/** «Часовой пояс: МСК, Москва → МСК+7, Владивосток», «ПИН старшего кассира: изменён». */
export function changeWords({ field, from, to }: FieldChange): string {
  const name = fieldName(field);
  if (secrets.has(field)) {
    const set = from === 'set' ? 'изменён' : 'задан';
    return `${name}: ${to === 'none' ? 'удалён' : set}`;
  }
  return `${name}: ${from === undefined ? '' : `${valueWords(field, from)} → `}${valueWords(field, to)}`;
}

const cardFields: Readonly<Record<string, string>> = {
  name: 'Название',
  price: 'Цена',
  planned: 'Цена с другого дня',
  article: 'Артикул',
  folder: 'Группа',
  measure: 'Единица',
  isMarked: 'Маркировка',
  barcodes: 'Штрихкоды',
  archived: 'В архиве',
  quick: 'Быстрая кнопка',
  vat: law.vat,
  group: law.group,
  ...law.facts,
};

/** «94,90 ₽ с 01.01.2027». */
function plannedWords(value: unknown): string {
  const planned = readPlannedPrice(value);
  return planned ? `${roubles(planned.price)} с ${showDate(planned.from)}` : '?';
}

/** «Цена: 89,90 ₽ → 94,90 ₽». */
function cardChangeWords({ field, from, to }: FieldChange): string {
  const shown = (value: unknown): string => {
    if (value === undefined || value === null || value === '') return 'нет';
    if (typeof value === 'boolean') return value ? 'да' : 'нет';
    if (field === 'price' && typeof value === 'number') return roubles(kopecks(value));
    if (field === 'planned') return plannedWords(value);
    if (field === 'group' && typeof value === 'number') return groupNames[value] ?? String(value);
    if (field === 'vat' && typeof value === 'string') return own(vatNames, value) ?? value;
    if (field === 'measure' && typeof value === 'string') return unitWord(value);
    return String(value);
  };
  return `${own(cardFields, field) ?? field}: ${shown(from)} → ${shown(to)}`;
}

/** «новых 12, цен изменено 340, не принято строк 2». */
const importWords = ({ fresh = 0, priceChanged = 0, otherwise = 0, archived = 0, refused = 0 }: Happened): string =>
  [
    `новых ${fresh}`,
    `цен изменено ${priceChanged}`,
    ...(otherwise > 0 ? [`изменено другое ${otherwise}`] : []),
    ...(archived > 0 ? [`убрано в архив ${archived}`] : []),
    ...(refused > 0 ? [`не принято строк ${refused}`] : []),
  ].join(', ');

const asked: Readonly<Record<string, string>> = {
  goods: 'Для товаров и цен',
  unverified: 'Для продажи без проверки',
  settings: 'Для смены настроек',
  ...senior.acts,
};

const allowedBy: Readonly<Record<string, string>> = {
  pin: 'По ПИН старшего кассира',
  'owner-code': 'По коду владельца',
  gateway: 'Изменено на сервере кассы',
  link: 'По файлу настройки, полученному по ссылке',
  restored: 'Настройки восстановлены из копии',
  adopted: 'Касса выбрана из тех, что помнит сервер кассы',
  'pin-lost': 'ПИН пропал: запретила сама касса',
  unread: 'Запись не прочиталась: взято прежнее или обычное значение',
};

const verdicts: Readonly<Record<string, string>> = {
  allowed: 'можно продавать',
  forbidden: 'продавать нельзя',
  unverified: 'проверить не удалось',
};

/** Why a scan added no goods. */
const refusedScans = {
  damaged: 'Скан повреждён',
  duplicate: 'Уже был в чеке',
  'needs-mark': 'Нужен квадратный код с упаковки',
  'unknown-goods': 'Товара нет в каталоге',
  'not-goods': 'Код не похож на товар',
  busy: 'Чек уже печатался',
  'package-unread': 'Запись об упаковке повреждена',
  'one-each': 'Такой код добавляется по одному',
  'not-whole': 'Продаётся только целиком',
  'sold-before': 'Уже продан на этой кассе',
} satisfies Record<Rejected['kind'], string>;

/** As much of a code as tells it from others. */
const mostOfCode = 60;
const codeWords = (code: string | undefined): string[] =>
  code
    ? [
        `Код ${visible(code.slice(0, mostOfCode))
          .map(({ text }) => text)
          .join('')}`,
      ]
    : [];

/** Why a receipt was not printed. */
function notPrintedWords({ kind, trouble, lastFd }: Happened): string[] {
  const refused = trouble === undefined ? undefined : own(troubles, trouble);
  if (refused) return [`ККТ: ${refused.what}`];
  if (kind === 'not-connected') return ['ККТ была не подключена'];
  return lastFd === undefined ? [] : [`Последний документ в ФН — № ${lastFd}, этого чека в нём нет`];
}

const losses: Readonly<Record<string, string>> = {
  everything: 'Пропали настройки, товары и журнал',
  journal: 'Пропал журнал',
  settings: 'Пропали настройки',
  'rolled-back': 'Журнал вернулся в прошлое',
  another: 'Журнал другой кассы',
  pin: 'Пропал ПИН старшего кассира',
  goods: 'Пропали товары',
};

const named = (names: Readonly<Record<string, string>>, key: string | undefined): string[] =>
  [key === undefined ? undefined : own(names, key)].filter((name) => name !== undefined);

const minutes = (ms: number): string => `${Math.ceil(ms / 60_000)} мин`;

const setUpFields: ReadonlySet<string> = new Set(['name', 'inn', 'till', 'cashier', 'pin']);

function detailsOf(facts: Happened): Omit<EventWords, 'title'> {
  const { event, lines, lineCount, total, goods = [], changes = [], sum, wrong, ms, until, fd } = facts;
  const own = goodsWords(facts);
  const details = own === '' ? [] : [own];
  const money = sum === undefined ? undefined : roubles(sum);
  switch (event) {
    case 'quantity-changed':
      return quantityWords(facts);
    case 'price-changed':
      return { details: [priceWords(facts)] };
    case 'receipt-cancelled':
    case 'receipt-parked':
    case 'receipt-taken-back':
      return {
        details: [
          ...named(cancelReasonWords, facts.reason),
          ...(facts.comment === undefined ? [] : [`«${facts.comment}»`]),
          ...cancelledWords(lines, lineCount),
        ],
        sum: total === undefined ? undefined : roubles(total),
      };
    case 'goods-made':
    case 'goods-bound':
      return { details: [...details, ...(facts.gtin === undefined || !facts.name ? [] : [`Штрихкод ${facts.gtin}`])] };
    case 'goods-changed':
      return { details: [...details, ...(facts.law ? lawWords(facts.law) : [])] };
    case 'card-changed':
      return { details: [...details, ...changes.map(cardChangeWords), ...named(allowedBy, facts.by)] };
    case 'goods-imported':
    case 'import-taken-back':
      return {
        details: [
          ...(facts.file === undefined ? [] : [facts.file]),
          importWords(facts),
          ...named({ ...allowedBy, link: 'Касса загрузила сама, по ссылке из настроек' }, facts.by),
        ],
      };
    case 'settings-changed':
      return { details: [...changes.map(changeWords), ...named(allowedBy, facts.by)] };
    case 'shop-set-up':
      return { details: changes.filter(({ field }) => setUpFields.has(field)).map(changeWords) };
    case 'senior-approved':
      return { details: [...named(senior.acts, facts.act), ...named(allowedBy, facts.by)] };
    case 'wrong-pin':
      return {
        details: [
          [...named(asked, facts.for), ...(wrong === undefined ? [] : [`${wrong}-я попытка подряд`])].join(', '),
          ...details,
        ].filter(Boolean),
        sum: money,
      };
    case 'pin-locked':
      return {
        details: [
          [
            ...(ms === undefined ? [] : [`На ${minutes(ms)}`]),
            ...(wrong === undefined ? [] : [`неверных подряд: ${wrong}`]),
          ].join(', '),
        ].filter(Boolean),
      };
    case 'sold-unverified':
      return { details: [...details, ...named(allowedBy, facts.by)], sum: money };
    case 'alcohol-refused':
      return { details: [...goods, ...(until === undefined ? [] : [`Запрет до ${showUntil(until)}`])] };
    case 'checked':
      return { details: details.length > 0 ? details : codeWords(facts.ki), sum: money };
    case 'scan-refused':
      return { details: [...named(refusedScans, facts.kind), ...(facts.name ? details : codeWords(facts.raw))] };
    case 'sale-registered':
      return { details: codeWords(facts.ki) };
    case 'not-printed':
      return { details: notPrintedWords(facts) };
    case 'fn-met':
      return {
        details: facts.fn === undefined ? [] : [`ФН ${facts.fn}${fd === undefined ? '' : `, по ${journal.fd(fd)}`}`],
      };
    case 'operation-done':
    case 'operation-not-done':
      return { details: named(shift.kinds, facts.operation) };
    case 'documents-seen':
    case 'documents-accounted':
      return {
        details: (facts.documents ?? []).map(({ mark, total: paid }) =>
          [journal.fd(mark.fd), paid === undefined || paid === 0 ? '' : roubles(paid)].filter(Boolean).join(', '),
        ),
      };
    case 'clock-off':
      return { details: clockWords(facts) };
    case 'fault':
      return { details: facts.detail === undefined ? [] : [facts.detail] };
    case 'journal-lost':
      return {
        details: [
          ...named(losses, facts.what),
          ...(facts.isPinGone && facts.what !== 'pin' ? named(losses, 'pin') : []),
          ...(facts.cardsGone === undefined ? [] : [`Карточек товаров было около ${facts.cardsGone}`]),
        ],
      };
    case 'printed':
    case 'recovered':
      return { details: fd === undefined ? [] : [journal.fd(fd)] };
    default:
      return { details: [...details, ...goods], sum: money };
  }
}

function clockWords({ aheadMs, by }: Happened): string[] {
  const known = timeSources.find((source) => source === by);
  if (aheadMs === undefined || known === undefined) return [];
  return [Math.abs(aheadMs) > tellOffMs ? clock.off({ by: known, aheadMs }) : 'Часы компьютера снова верны'];
}

/** The goods of a cancelled receipt. Older builds wrote only how many there were. */
function cancelledWords(lines: Happened['lines'], lineCount: number | undefined): string[] {
  if (!lines) return lineCount === undefined ? [] : [`Позиций: ${lineCount}`];
  return lines.map((line) =>
    [goodsWords(line), line.sum === undefined ? '' : roubles(line.sum)].filter(Boolean).join(' = '),
  );
}

/** Kinds of another build are told by their own names. */
export const eventWords = (facts: Happened): EventWords => ({ title: titleOf(facts), ...detailsOf(facts) });

function titleOf({ event, verdict, fd }: Happened): string {
  const title = own(journal.kinds, event) ?? `Событие: ${event}`;
  // A check is told with its end.
  if (event === 'checked') return [title, ...named(verdicts, verdict?.kind)].join(': ');
  return event === 'recovered' && fd !== undefined ? journal.recovered : title;
}

/** «22.11.2026 12:00 · чек № 7 · Петрова», and what the PC's clock showed, where that was another time. */
export const eventOrigin = ({ at, pc, cashier }: Happened, number: number | undefined): string =>
  [
    showMoment(at),
    number === undefined ? '' : `чек № ${number}`,
    cashier ?? '',
    pc === undefined ? '' : `на часах компьютера ${showMoment(pc)}`,
  ]
    .filter(Boolean)
    .join(' · ');
