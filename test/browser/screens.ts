/** Every screen and dialog that a till can show, by its name, and how a person gets there: for what must hold on all of them. One line brings a new one under all of it. */
import { expect } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { firstAnswers, questions } from '../../src/app/set-up/answers.ts';
import { elsewhere } from '../../src/ui/elsewhere/texts.ru.ts';
import { lost } from '../../src/ui/loss/texts.ru.ts';
import { settings } from '../../src/ui/settings/texts.ru.ts';
import { boot } from '../../src/ui/shell/texts.ru.ts';
import { again, guide, talk } from '../../src/ui/set-up/texts.ru.ts';
import { startFailures } from '../../src/ui/start/texts.ru.ts';
import { onBuyersDisplay } from './buyer-display.ts';
import { codeOf } from './till.ts';
import type { show } from './start-view.ts';
import { setUpView } from './start-view.ts';

import {
  allOfTheStrip,
  dialogAfter,
  fillReceipt,
  firstCard,
  firstLine,
  goods,
  heading,
  heading2,
  holdKey,
  kkt,
  onStart,
  onTill,
  park,
  pay,
  press,
  pressKey,
  sale,
  scan,
  search,
  steps,
  today,
  told,
  turnToGoods,
} from './ways.ts';

export interface Shown {
  readonly name: string;
  /** What the page is called. */
  readonly title: string;
  /** Opens it; the returned function ends it. */
  readonly open: () => Promise<() => Promise<void>>;
  /** An owner sees it before the first sale: it must not scroll sideways on a phone. */
  readonly isBeforeSale?: true;
}

const loss = { what: 'journal', by: 'here' } as const;

const atTheCounter: readonly Shown[] = [
  { name: 'an empty receipt', title: sale, open: onTill(async () => undefined) },
  { name: 'a receipt with goods', title: sale, open: onTill(scan('allowed', 'tobacco-pack')) },
  { name: 'goods in the place of the receipt', title: sale, open: onTill(steps(scan('allowed'), turnToGoods)) },
  { name: 'many lines', title: sale, open: onTill(fillReceipt) },
  {
    name: 'so many of what comes next',
    title: sale,
    open: onTill(async (till) => {
      await scan('allowed')(till);
      await userEvent.type(page.getByRole('combobox'), '12*');
      await expect.element(page.getByRole('button', { name: /^12 ×/ })).toBeInTheDocument();
    }),
  },
  {
    name: 'a line that may come back',
    title: sale,
    open: onTill(
      steps(scan('allowed', 'tobacco-pack'), async (till) => {
        await till.lines.first().getByRole('button', { name: 'Убрать' }).click();
        await expect.element(till.button(/^Вернуть/)).toBeInTheDocument();
      }),
    ),
  },
  {
    name: 'what is done with a receipt',
    title: sale,
    open: onTill(dialogAfter(steps(scan('allowed'), park, scan('tobacco-pack')), pressKey('F6'))),
  },
  {
    name: 'a price that is asked',
    title: sale,
    open: onTill(
      dialogAfter(steps(scan('allowed'), pressKey('F6'), press(/^Узнать цену/)), (till) =>
        till.scan(codeOf('weighed')),
      ),
    ),
  },
  { name: 'the keys', title: sale, open: onTill(dialogAfter(scan('allowed'), pressKey('F1'))) },
  {
    name: 'a line that the keyboard chose',
    title: sale,
    open: onTill(steps(scan('allowed', 'tobacco-pack'), pressKey('ArrowUp'))),
  },
  {
    name: 'why a receipt is given up',
    title: sale,
    open: onTill(dialogAfter(steps(scan('allowed'), pressKey('F6')), press('Отменить чек'))),
  },
  { name: 'goods that may not be sold', title: sale, open: onTill(scan('allowed', 'sold')) },
  {
    name: 'goods that ЛМ ЧЗ allowed',
    title: sale,
    open: onTill(async (till) => {
      till.isOnline = false;
      await scan('allowed')(till);
    }),
  },
  { name: 'a scan that cannot be read', title: sale, open: onTill((till) => till.scan('4606203090785')) },
  { name: 'a search with hits', title: sale, open: onTill(search('хлеб')) },
  { name: 'a search without hits', title: sale, open: onTill(search('ъъъ')) },
  {
    name: 'what was sold last',
    title: sale,
    open: onTill(steps(turnToGoods, press('Недавние'), told(/недавно продали/))),
  },
  { name: 'a quick key that is held', title: sale, open: onTill(dialogAfter(turnToGoods, holdKey)) },
  { name: 'cash', title: sale, open: onTill(steps(scan('allowed'), pay)) },
  { name: 'by card', title: sale, open: onTill(steps(scan('allowed'), pay, press(/^Безналичные/))) },
  { name: 'cash and card', title: sale, open: onTill(steps(scan('allowed'), pay, press(/^Часть картой/))) },
  { name: 'a printed receipt', title: sale, open: onTill(steps(scan('allowed'), (till) => till.sell())) },
  {
    name: 'the question of the age',
    title: sale,
    open: onTill(dialogAfter(scan('tobacco-pack'), press(/^Оплатить/))),
  },
  { name: 'a line', title: sale, open: onTill(dialogAfter(scan('allowed'), firstLine)) },
  {
    name: 'how many of a line',
    title: sale,
    open: onTill(dialogAfter((till) => till.scan('4641500046998'), firstLine)),
  },
  {
    name: 'a new card',
    title: sale,
    open: onTill(dialogAfter((till) => till.scan('4606203090785'), press('Завести товар'))),
  },
  {
    name: 'goods that nobody has described',
    title: sale,
    open: onTill(
      dialogAfter(async (till) => {
        till.isOnline = false;
        await till.scan(codeOf('unknown-gtin'));
      }, press('Указать название и цену')),
    ),
  },
  {
    name: 'a binding to a card',
    title: sale,
    open: onTill(
      dialogAfter((till) => till.scan('4606203090785'), press('Завести товар'), press('Выбрать из каталога')),
    ),
  },
  {
    name: 'the law of a line',
    title: sale,
    open: onTill(dialogAfter(scan('allowed'), firstLine, press(/^Карточка/))),
  },
];

const screens: readonly Shown[] = [
  { name: 'the shift', title: 'Смена', open: onTill(steps(press('Смена'), heading('Смена')), kkt) },
  {
    name: 'what the shift has sold',
    title: 'Смена',
    open: onTill(
      steps(scan('allowed'), (till) => till.sell(), press('Смена'), told('Выручка за смену')),
      kkt,
    ),
  },
  { name: 'a cash-in', title: 'Смена', open: onTill(dialogAfter(press('Смена', 'Внести')), kkt) },
  { name: 'a cash-out', title: 'Смена', open: onTill(dialogAfter(press('Смена', 'Изъять')), kkt) },
  { name: 'the end of the shift', title: 'Смена', open: onTill(dialogAfter(press('Смена', 'Закрыть смену')), kkt) },
  {
    name: 'the journal',
    title: 'Журнал',
    open: onTill(steps(scan('allowed'), (till) => till.sell(), press('Журнал'), heading('Журнал'), press(/ФД № \d/))),
    isBeforeSale: true,
  },
  { name: 'what was sold into a file', title: 'Журнал', open: onTill(dialogAfter(press('Журнал', 'Выгрузить'))) },
  {
    name: 'the sales of a day',
    title: 'Журнал',
    open: onTill(
      steps(
        scan('allowed'),
        (till) => till.sell(),
        press('Журнал'),
        async () => page.getByLabelText('День').fill(today()),
        dialogAfter(press('По часам и группам')),
        told('Средний чек'),
      ),
    ),
  },
  {
    name: 'a search in the journal',
    title: 'Журнал',
    open: onTill(
      steps(
        scan('allowed'),
        (till) => till.sell(),
        press('Журнал'),
        heading('Журнал'),
        async () => page.getByRole('textbox', { name: /^Найти: товар/ }).fill('ъъъ'),
        async () => page.getByLabelText('День').fill('2026-01-01'),
        told('Ничего не нашлось'),
      ),
    ),
    isBeforeSale: true,
  },
  {
    name: 'checks of codes',
    title: 'Проверки кодов',
    open: onTill(
      steps(scan('allowed', 'sold'), press('Журнал', 'Проверки кодов'), heading('Проверки кодов'), async () =>
        page.getByRole('list', { name: 'Проверки кодов' }).getByRole('button').first().click(),
      ),
    ),
    isBeforeSale: true,
  },
  {
    name: 'goods',
    title: 'Товары',
    open: onTill(steps(goods, told(/^\d+ товар/))),
    isBeforeSale: true,
  },
  {
    name: 'a card of the goods',
    title: 'Товары',
    open: onTill(dialogAfter(goods, firstCard, async () => page.getByText('Цена с другого дня').click())),
  },
  {
    name: 'the history of a card',
    title: 'Товары',
    open: onTill(steps(goods, firstCard, press('История'), heading2(/^История: /))),
  },
  {
    name: 'doubled cards',
    title: 'Товары',
    open: onTill(steps(dialogAfter(goods, press('Найти повторы')), told(/^Карточек с одинаковым/))),
  },
  {
    name: 'opened packages',
    title: 'Открытые упаковки',
    open: onTill(steps(press('Журнал', 'Открытые упаковки'), heading('Открытые упаковки'))),
    isBeforeSale: true,
  },
  {
    name: 'settings',
    title: 'Настройки',
    open: onTill(steps(press('Настройки'), heading('Настройки'))),
    isBeforeSale: true,
  },
  {
    name: 'rules of the scales',
    title: 'Настройки',
    open: onTill(
      steps(press('Настройки', 'Добавить правило', 'Добавить правило'), async () =>
        page.getByRole('group', { name: 'Правило 2' }).getByLabelText('Дальше стоит').selectOptions('price'),
      ),
    ),
    isBeforeSale: true,
  },
  {
    name: 'settings with an address of ЛМ that is closed',
    title: 'Настройки',
    open: onTill(async (till) => {
      till.closed.add('http://192.168.0.10:5995');
      await press('Настройки')(till);
      await page.getByLabelText('Напрямую из браузера').click();
      await page.getByLabelText('Адрес ЛМ ЧЗ', { exact: true }).fill('http://192.168.0.10:5995');
      await till.press('Tab');
      await expect.element(page.getByText(/^Сервер кассы не разрешает этот адрес ЛМ ЧЗ/)).toBeVisible();
    }),
    isBeforeSale: true,
  },
  {
    name: 'rules of the sale',
    title: 'Правила продажи',
    open: onTill(steps(press('Настройки', 'Правила продажи'), heading('Правила продажи'))),
    isBeforeSale: true,
  },
  {
    name: 'ЛМ ЧЗ',
    title: 'ЛМ ЧЗ',
    open: onTill(steps(press('Настройки', 'Найти и настроить ЛМ ЧЗ'), heading('ЛМ ЧЗ'))),
    isBeforeSale: true,
  },
  {
    name: 'the check of the system',
    title: 'Проверка системы',
    open: onTill(steps(press('Настройки', 'Проверка системы'), heading('Проверка системы'))),
    isBeforeSale: true,
  },
  {
    name: 'the check of the scanner',
    title: 'Проверка сканера',
    open: onTill(steps(press('Сканер'), heading('Проверка сканера'), (till) => till.scan(codeOf('allowed')))),
    isBeforeSale: true,
  },
  {
    name: 'how to set a scanner up',
    title: 'Проверка сканера',
    open: onTill(dialogAfter(press('Сканер', 'Настроить сканер'))),
    isBeforeSale: true,
  },
  {
    name: 'what is left to set up',
    title: guide.title,
    open: onTill(press('Настройки', settings.guideOpen)),
    isBeforeSale: true,
  },
  { name: 'all of the strip', title: sale, open: onTill(dialogAfter(allOfTheStrip)) },
  { name: 'an advice', title: sale, open: onTill(dialogAfter(press(/^ЕМЦ|^ОФД/))) },
];

const beforeTheSale: readonly Shown[] = (
  [
    ['the start', boot.starting, { phase: 'starting' }],
    ['a till that is open elsewhere', elsewhere.title, { phase: 'elsewhere', refused: true, take: () => undefined }],
    [
      'a till that did not open',
      startFailures.damaged.what,
      { phase: 'failed', why: 'damaged', step: 'journal', detail: 'x', clear: async () => false },
    ],
    ['a loss', lost.title(loss), { phase: 'lost', loss, goOn: async () => undefined }],
    ['set-up', settings.welcome, setUpView],
    [
      'set-up with a question not answered',
      settings.welcome,
      setUpView,
      () => page.getByRole('button', { name: talk.next }).click(),
    ],
    ...questions.map((at) => [
      `set-up: ${at}`,
      settings.welcome,
      { ...setUpView, desk: { ...setUpView.desk, answers: async () => ({ ...firstAnswers(180), at }) } },
    ]),
    [
      'set-up with faults',
      again.lost.what,
      { ...setUpView, why: 'lost', proposal: { ...setUpView.proposal, inn: '1' } },
      () => page.getByRole('button', { name: settings.start }).click(),
    ],
  ] as ReadonlyArray<[string, string, Parameters<typeof show>[0], (() => Promise<unknown>)?]>
).map(([name, title, view, then]) => ({ name, title, open: onStart(title, view, then), isBeforeSale: true }));

export const everything: readonly Shown[] = [...beforeTheSale, ...atTheCounter, ...screens, ...onBuyersDisplay];
