/** «Проверка системы» on the screen. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { relayUrl } from '../../src/app/local-module/desk.ts';
import { fail } from '../../src/domain/base/result.ts';
import { fakeModule } from '../unit/fakes/local-modules.ts';
import { TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(async () => {
  await till.end();
  await page.viewport(1024, 600);
});

const row = (id: string): Element | null => document.querySelector(`[data-row="${id}"]`);
async function open(): Promise<void> {
  await till.button('Настройки').click();
  await till.button('Проверка системы').click();
  await expect.poll(() => row('unsent')).not.toBeNull();
}

describe.each([
  [1024, 600],
  [360, 780],
] as const)('at %d×%d', (width, height) => {
  it('every link says how it is, and what is broken says what mends it', async () => {
    await page.viewport(width, height);
    till.localModules.modules.set(relayUrl, fakeModule({ state: 'failure' }));
    await open();
    expect(row('module')?.textContent).toContain('Внутренняя ошибка ЛМ ЧЗ');
    expect(row('hosts')?.textContent).toContain('cdn01.crpt.ru: отвечает за 40 мс');
    await expect.element(page.getByText(/8 800 222-15-23/).first()).toBeVisible();
    const { value } = document.querySelector('textarea') ?? {};
    expect(value).toContain('ЛМ ЧЗ: требует внимания');
    expect(document.body.scrollWidth).toBeLessThanOrEqual(innerWidth);
    await till.button('Открыть ЛМ ЧЗ: ЛМ ЧЗ').click();
    await expect.element(page.getByRole('heading', { name: 'ЛМ ЧЗ', exact: true })).toBeVisible();
  });
});

it('is measured anew by the button', async () => {
  till.localModules.modules.set(relayUrl, fakeModule());
  till.probe.found = fail({ kind: 'key-refused' });
  await open();
  expect(row('key')?.textContent).toContain('Честный ЗНАК его не принял');
  till.probe.found = fail({ kind: 'gateway-gone' });
  await till.button('Проверить ещё раз').click();
  await expect.poll(() => row('gateway')?.textContent).toContain('Программа «Полтора» не отвечает');
});
