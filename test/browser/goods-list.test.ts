/** «Товары»: what a person does with cards. */
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { checkDigit } from '../../src/domain/marking-code/check-digit.ts';
import { settings } from '../../src/ui/settings/texts.ru.ts';
import { TillPage } from './till.ts';
import { press } from './ways.ts';

const bread = '4641500046998';
const dayMs = 86_400_000;

let till: TillPage;
afterEach(() => till.end());

const list = (): ReturnType<typeof page.getByRole> =>
  page.getByRole('region', { name: 'Товары' }).getByRole('listitem');
/** Opens the card of the bread. */
async function openCard(): Promise<void> {
  await press('Настройки', 'Открыть «Товары»')(till);
  await page.getByRole('searchbox').fill(bread);
  await expect.element(list()).toHaveLength(1);
  await list().getByRole('button').click();
  await expect.element(till.dialog).toBeVisible();
}

it('a price with its day: the old one is sold until the midnight of the shop, the new one after it', async () => {
  let ahead = 0;
  till = await TillPage.open({ aheadMs: () => ahead });
  await openCard();
  await expect.element(page.getByLabelText('Цена, ₽', { exact: true })).toHaveValue('54,90');
  await page.getByText('Цена с другого дня').click();
  await page.getByLabelText('Новая цена, ₽').fill('77,70');
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect.element(page.getByText(/^Введите цену и день позже сегодняшнего/)).toBeVisible();
  const tomorrow = new Date(Date.now() + dayMs + 3 * 3_600_000).toISOString().slice(0, 10);
  await page.getByLabelText('С какого дня').fill(tomorrow);
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect.element(list().getByText(/с \d\d\.\d\d\.\d{4} 77,70/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await press('Назад к продаже')(till);
  await till.scan(bread);
  await expect.element(till.lines.first().getByText(/54,90/).first()).toBeVisible();

  ahead = 2 * dayMs;
  await till.scan(bread);
  await expect.element(till.lines).toHaveLength(2);
  await expect.element(till.lines.nth(1).getByText(/77,70/).first()).toBeVisible();
});

it('the history of a card tells what was changed, and nothing of other cards', async () => {
  till = await TillPage.open();
  await openCard();
  await page.getByLabelText('Название').fill('Хлеб столичный');
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect.element(till.dialog).not.toBeInTheDocument();
  await list().getByRole('button').click();
  await page.getByRole('button', { name: 'История' }).click();
  const events = page.getByRole('list', { name: 'События' }).getByRole('listitem');
  await expect.element(events).toHaveLength(1);
  await expect.element(events.first().getByText(/^Название: .* → Хлеб столичный$/)).toBeVisible();
  await page.getByRole('button', { name: 'Закрыть' }).click();
  await page.getByRole('button', { name: 'Отмена' }).click();

  await page.getByRole('searchbox').fill('');
  await expect.poll(() => list().elements().length).toBeGreaterThan(1);
  await list().filter({ hasNotText: 'столичный' }).first().getByRole('button').click();
  await page.getByRole('button', { name: 'История' }).click();
  await expect.element(page.getByText('Таких событий нет')).toBeVisible();
});

it('two cards with one name are found, and are found no more when one is in the archive', async () => {
  till = await TillPage.open();
  await press('Настройки', 'Открыть «Товары»')(till);
  await page.getByRole('button', { name: 'Найти повторы' }).click();
  await expect.element(page.getByText(/^Карточек с одинаковым/)).toBeVisible();
  await page.getByRole('button', { name: 'Закрыть' }).click();
  for (const price of ['10', '12']) {
    await page.getByRole('button', { name: 'Новый товар' }).click();
    await page.getByLabelText('Название').fill('Пакет майка');
    await page.getByLabelText('Цена, ₽', { exact: true }).fill(price);
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await expect.element(till.dialog).not.toBeInTheDocument();
  }
  await page.getByRole('button', { name: 'Найти повторы' }).click();
  const group = page.getByRole('region', { name: 'Одно название «Пакет майка»' });
  await expect.element(group.getByRole('listitem')).toHaveLength(2);
  await group.getByRole('button', { name: /^Пакет майка 12,00/ }).click();
  await page.getByRole('button', { name: 'Убрать в архив' }).click();
  await expect.element(page.getByText(/^Карточек с одинаковым/)).toBeVisible();
});

it("a label of the scales by the shop's own rule, of a card that was given its PLU", async () => {
  till = await TillPage.open();
  await press('Настройки', 'Добавить правило')(till);
  const rule = page.getByRole('group', { name: 'Правило 1' });
  await rule.getByLabelText('Начинается с').fill('23');
  await rule.getByLabelText('Цифр в ПЛУ').selectOptions('4');
  await rule.getByLabelText('Дальше стоит').selectOptions('price');
  await expect.element(rule.getByText('23 + 4 цифр ПЛУ + 6 цифр + контрольная')).toBeVisible();
  await press('Сохранить')(till);
  await expect.element(page.getByText(settings.saved)).toBeVisible();
  await press('Открыть «Товары»', 'Новый товар')(till);
  await page.getByLabelText('Название').fill('Сыр весовой');
  await page.getByLabelText('Цена, ₽', { exact: true }).fill('500');
  await page.getByLabelText('Единица').selectOptions('kilogram');
  await page.getByLabelText('Добавить штрихкод или ПЛУ весов').fill('42');
  await press('Добавить')(till);
  await expect.element(page.getByText(/ПЛУ 42$/)).toBeVisible();
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
  await expect.element(till.dialog).not.toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  await press('Назад к продаже')(till);
  await till.scan(`230042012990${checkDigit('230042012990')}`);
  await expect.element(till.lines.first().getByText(/0,26/).first()).toBeVisible();
});

it('doubled cards are made one with the barcodes of both, and parted again out of the archive', async () => {
  till = await TillPage.open();
  await press('Настройки', 'Открыть «Товары»')(till);
  const [one, other] = ['460700489001', '460700489002'].map((digits) => `${digits}${checkDigit(digits)}`) as [
    string,
    string,
  ];
  for (const [price, barcode] of [
    ['10', one],
    ['12', other],
  ] as const) {
    await page.getByRole('button', { name: 'Новый товар' }).click();
    await page.getByLabelText('Название').fill('Пакет майка синий');
    await page.getByLabelText('Цена, ₽', { exact: true }).fill(price);
    await page.getByLabelText('Добавить штрихкод').fill(barcode);
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
    await expect.element(till.dialog).not.toBeInTheDocument();
  }
  await page.getByRole('button', { name: 'Найти повторы' }).click();
  await page.getByRole('button', { name: 'Оставить Пакет майка синий, 12,00 ₽' }).click();
  await expect.element(page.getByText(/^Осталась одна карточка: Пакет майка синий/)).toBeVisible();
  await expect.element(page.getByText(/^Карточек с одинаковым/)).toBeVisible();
  await page.getByRole('button', { name: 'Закрыть' }).click();
  await page.getByRole('searchbox').fill('Пакет майка синий');
  await expect.element(list()).toHaveLength(1);
  await list().getByRole('button').click();
  for (const barcode of [one, other])
    await expect.element(page.getByRole('button', { name: `Отвязать ${barcode}` })).toBeVisible();
  await page.getByRole('button', { name: 'Отмена' }).click();

  await page.getByLabelText('Показать архив').click();
  await expect.element(list().getByText(/10,00/)).toBeVisible();
  await list().getByRole('button').click();
  await page.getByRole('button', { name: 'Вернуть из архива' }).click();
  await expect.element(till.dialog).not.toBeInTheDocument();
  await page.getByLabelText('Показать архив').click();
  await expect.element(list()).toHaveLength(2);
  await list().filter({ hasText: '12,00' }).getByRole('button').click();
  await expect.element(page.getByRole('button', { name: `Отвязать ${one}` })).not.toBeInTheDocument();
});
