/** How a test comes to a screen or a dialog: what it presses, scans and types. */
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { dayOf, epochMs } from '../../src/domain/base/time.ts';
import { FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { codeOf, TillPage, type TillPageOptions } from './till.ts';
import { show } from './start-view.ts';

export type Way = (till: TillPage) => Promise<unknown>;

export const onTill =
  (way: Way, printer?: () => FakePrinter, more: () => TillPageOptions = () => ({})) =>
  async (): Promise<() => Promise<void>> => {
    const till = await TillPage.open({ ...(printer && { printer: printer() }), ...more() });
    try {
      await way(till);
    } catch (error) {
      await till.end();
      throw error;
    }
    return () => till.end();
  };

export const onStart =
  (title: string, view: Parameters<typeof show>[0], then?: () => Promise<unknown>) =>
  async (): Promise<() => Promise<void>> => {
    const close = show(view);
    await expect.element(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await then?.();
    return close;
  };

/** Presses one after the other. */
export const press =
  (...names: ReadonlyArray<string | RegExp>): Way =>
  async (till) => {
    for (const name of names) await till.button(name).first().click();
  };

export const dialogAfter =
  (...ways: readonly Way[]): Way =>
  async (till) => {
    for (const way of ways) await way(till);
    await expect.element(till.dialog).toBeVisible();
  };

export const scan =
  (...situations: ReadonlyArray<Parameters<typeof codeOf>[0]>): Way =>
  async (till) => {
    for (const [index, situation] of situations.entries()) {
      await till.scan(codeOf(situation));
      await expect.element(till.lines).toHaveLength(index + 1);
    }
    await expect.element(page.getByText('Проверка…')).toHaveLength(0);
  };

export const steps =
  (...ways: readonly Way[]): Way =>
  async (till) => {
    for (const way of ways) await way(till);
  };

export const heading =
  (name: string): Way =>
  async () =>
    expect.element(page.getByRole('heading', { level: 1, name })).toBeInTheDocument();

/** The title of a dialog. */
export const heading2 =
  (name: RegExp): Way =>
  async () =>
    expect.element(page.getByRole('heading', { level: 2, name })).toBeVisible();

/** The shop's day: its wall clock is Moscow's. */
export const today = (): string => dayOf(epochMs(Date.now()));

export const goods: Way = press('Настройки', 'Открыть «Товары»');
export const firstCard: Way = async () =>
  page.getByRole('region', { name: 'Товары' }).getByRole('listitem').first().getByRole('button').click();

export const told =
  (text: string | RegExp): Way =>
  async () =>
    expect.element(page.getByText(text)).toBeInTheDocument();

/** Asks what is to become of a quick key. */
export const holdKey: Way = async () =>
  page.getByRole('group', { name: 'Быстрые товары' }).getByRole('button').first().click({ button: 'right' });

/** A ККТ whose shift has just been opened. */
export const kkt = (): FakePrinter =>
  new FakePrinter(
    freshPrinter({
      demo: true,
      cash: { drawer: 100_00, paidIn: 0, paidOut: 0 },
      shift: { state: 'open', number: 1, openedAt: epochMs(Date.now()), openedFd: 0 },
    }),
  );

export const sale = 'Продажа';
/** Takes effect in a narrow window only: a wide one shows the goods already. */
export const turnToGoods: Way = async () => {
  const turn = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === 'Товары');
  turn?.click();
};
export const search =
  (text: string): Way =>
  async () => {
    await page.getByPlaceholder('Найти товар или сканировать').fill(text);
    await expect.element(page.getByRole('listbox').or(page.getByText('Ничего не нашлось'))).toBeInTheDocument();
  };
/** Quick keys, one after the other. */
export const fillReceipt: Way = async () => {
  const keys = page.getByRole('group', { name: 'Быстрые товары' }).getByRole('button');
  await expect.element(keys.first()).toBeVisible();
  for (const key of keys.elements().slice(0, 9)) if (key instanceof HTMLElement) key.click();
  await expect.element(page.getByRole('list', { name: 'Чек' }).getByRole('listitem')).toHaveLength(9);
};
export const allOfTheStrip: Way = async () => {
  await page.viewport(360, 640);
  await page.getByRole('button', { name: /^(Состояние кассы|Всё работает|Остальное)$/ }).click();
};
export const pressKey =
  (key: string): Way =>
  (till) =>
    till.press(key);
export const park: Way = async (till) => {
  await till.press('F6');
  await page.getByLabelText('Комментарий').fill('забыл кошелёк, вернётся через десять минут');
  await till.button(/^Отложить чек/).click();
  await expect.element(till.lines).toHaveLength(0);
};
export const pay: Way = (till) => till.startPaying();
export const firstLine = press(/ изменить$/);
