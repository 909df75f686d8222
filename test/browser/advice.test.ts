/** An advice leads to the place where it is done, and the card of the device does what its buttons say. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { epochMs } from '../../src/domain/base/time.ts';
import type { CheckFailure } from '../../src/domain/code-check/answer.ts';
import type { BrowserFamily } from '../../src/app/ports/device.ts';
import { appCard } from '../../src/ui/app-card/texts.ru.ts';
import { settings } from '../../src/ui/settings/texts.ru.ts';
import { realShop } from '../unit/fakes/settings.ts';
import { TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

/** ЛМ fails so when it is asked next. */
async function localFails(failure: CheckFailure): Promise<void> {
  const at = epochMs(Date.now());
  till.checker.health = () => ({ sources: { online: { at }, local: { at, failure } } });
  await till.button('Настройки').click();
  await till.button('Проверить связь').click();
  await expect.element(page.getByRole('status').filter({ hasText: 'ЛМ ЧЗ' })).toBeVisible();
  await till.button(/Назад/).first().click();
  await till.ready();
}

it('to its very card in the settings, with the keyboard in it', async () => {
  await localFails({ kind: 'lm-auth' });
  await till.button('ЛМ ЧЗ: логин или пароль не подошли').click();
  await till.dialog.getByRole('button', { name: 'Открыть настройки' }).click();
  await expect.poll(() => document.activeElement?.closest('fieldset')?.id).toBe('settings-local');
  await expect.element(till.dialog).not.toBeInTheDocument();
  await till.button(/Назад/).first().click();
  await till.ready();
});

it('to a look on the spot, after which the strip tells the news', async () => {
  await localFails({ kind: 'lm-loading' });
  till.checker.health = () => ({
    sources: { online: { at: epochMs(Date.now()) }, local: { at: epochMs(Date.now()) } },
  });
  await till.button('ЛМ ЧЗ: загружает данные').click();
  await till.dialog.getByRole('button', { name: 'Проверить связь' }).click();
  await expect.element(till.dialog).not.toBeInTheDocument();
  await expect.element(page.getByText('ЛМ ЧЗ', { exact: true })).toBeVisible();
});

it('to «Проверка системы», and from there back to the sale', async () => {
  await localFails({ kind: 'lm-loading' });
  await till.button('ЛМ ЧЗ: загружает данные').click();
  await till.dialog.getByRole('button', { name: 'Проверка системы' }).click();
  await expect.element(page.getByRole('heading', { name: 'Проверка системы' })).toBeVisible();
  await till.button(/^Назад/).click();
  await till.ready();
});

it('the card of the device installs the till where the browser offers it, and says how by hand where not', async () => {
  let isInstalled = false;
  const { look, ...rest } = till.device;
  till.device = {
    ...rest,
    look: async () => ({ ...(await look()), isInstalled }),
    install: async () => (isInstalled = true),
  };
  await till.button('Настройки').click();
  await till.button('Установить приложение').click();
  await expect.element(page.getByText('«Полтора» установлена как приложение.')).toBeVisible();
  await till.button(/Назад/).first().click();
  till.device = { ...rest, look: async () => ({ ...(await look()), canInstall: false, family: 'apple' }) };
  await till.button('Настройки').click();
  await expect.element(page.getByText(/«На экран „Домой“»/)).toBeVisible();
});

it('the card asks the browser to keep the receipts, and says what became of it', async () => {
  let persisted = false;
  const { look, ...rest } = till.device;
  till.device = { ...rest, look: async () => ({ ...(await look()), persisted }), persist: async () => persisted };
  await till.button('Настройки').click();
  await till.button('Беречь чеки').click();
  await expect.element(page.getByText(/^Браузер не пообещал/)).toBeVisible();
  persisted = true;
  await till.button('Беречь чеки').click();
  await expect.element(page.getByText(/^Браузер обещал не удалять/)).toBeVisible();
  await expect.element(till.button('Беречь чеки')).not.toBeInTheDocument();
});

it('the card says what would put a till to sleep or take its receipts, and where that is switched off', async () => {
  await till.button('Настройки').click();
  for (const words of [
    /«Производительность», «Экономия памяти»/,
    /выключите «Экономию энергии»/,
    /Windows: «Параметры», «Система», «Питание»/,
    /Планшет: «Настройки», «Приложения»/,
    /^Не очищайте данные этого сайта/,
  ])
    await expect.element(page.getByText(words)).toBeVisible();
});

it.each(Object.entries(appCard.byHand))('by hand in %s: %s', async (family, words) => {
  const { look, ...rest } = till.device;
  till.device = {
    ...rest,
    look: async () => ({ ...(await look()), canInstall: false, family: family as BrowserFamily }),
  };
  await till.button('Настройки').click();
  await expect.element(page.getByText(words)).toBeVisible();
});

it('a key of «Честный ЗНАК» typed as the password of the gateway is told apart at once', async () => {
  await till.end();
  till = await TillPage.open({ shop: realShop });
  await till.button('Настройки').click();
  const field = page.getByLabelText(settings.tillKey, { exact: true }).first();
  await field.fill('4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc');
  await expect.element(page.getByText(settings.keyOfCrpt)).toBeVisible();
  await field.fill('пароль сервера кассы');
  await expect.element(page.getByText(settings.keyOfCrpt)).not.toBeInTheDocument();
});
