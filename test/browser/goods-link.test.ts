/** Goods by link on the screen: by hand, by itself, and back. */
import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { link as words } from '../../src/ui/goods-link/texts.ru.ts';
import { list as goods, steps } from '../../src/ui/goods-list/texts.ru.ts';
import { catalogue, settings } from '../../src/ui/settings/texts.ru.ts';
import { TillPage } from './till.ts';
import { press } from './ways.ts';

const url = 'https://sklad.example/goods.json';
const item = { name: 'Сок яблочный', price: 120, barcode: '4607004890017' };

let till: TillPage;
afterEach(() => till.end());

const toImport = press('Настройки', settings.goodsOpen, goods.fromFile);
const read = async (): Promise<void> => {
  await page.getByLabelText(words.url).fill(url);
  await page.getByRole('button', { name: words.read }).click();
};

it('by hand: an address that is none, a server that is away, then a list like any file', async () => {
  till = await TillPage.open();
  await toImport(till);
  await page.getByLabelText(words.url).fill('sklad');
  await page.getByRole('button', { name: words.read }).click();
  await expect.element(page.getByText(words.wrong)).toBeVisible();
  await read();
  await expect.element(page.getByText(/^Список не открылся/)).toBeVisible();
  till.setup.lists.lists.set(url, JSON.stringify([item]));
  await page.getByRole('button', { name: words.read }).click();
  await page.getByRole('button', { name: steps.compare }).click();
  await page.getByRole('button', { name: steps.apply(1) }).click();
  await expect.element(page.getByText(steps.done)).toBeVisible();
});

it('by itself: the settings name it, the till reads it at its start, and a person takes it back', async () => {
  till = await TillPage.open();
  till.setup.lists.lists.set(url, JSON.stringify([item]));
  await till.settings(async () => {
    await page.getByLabelText(catalogue.url).fill('sklad');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await expect.element(page.getByText(catalogue.urlWrong)).toBeVisible();
    await page.getByLabelText(catalogue.url).fill(url);
  });
  await press('Настройки', settings.goodsOpen)(till);
  const search = page.getByRole('searchbox');
  await search.fill('Сок яблочный');
  await expect.element(page.getByRole('region', { name: goods.title }).getByRole('listitem')).toHaveLength(1);
  await page.getByRole('button', { name: goods.fromFile }).click();
  await expect.element(page.getByText(/изменилось 1 товар/)).toBeVisible();
  await page.getByRole('button', { name: steps.takeBack }).click();
  await page.getByRole('button', { name: steps.takeBackDo }).click();
  await expect.element(page.getByText(steps.takenBack)).toBeVisible();
  await page.getByRole('button', { name: 'К товарам' }).click();
  await page.getByRole('button', { name: goods.fromFile }).click();
  await expect.element(page.getByText(/загрузку отменили/)).toBeVisible();
});
