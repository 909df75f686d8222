/** «Проверка системы» on the screen. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { relayUrl } from '../../src/app/local-module/desk.ts';
import { fail, ok } from '../../src/domain/base/result.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { fakeModule } from '../unit/fakes/local-modules.ts';
import { codeOf, TillPage } from './till.ts';

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
    await expect
      .element(page.getByRole('link', { name: 'support@crpt.ru' }))
      .toHaveAttribute('href', 'mailto:support@crpt.ru');
    await expect.element(page.getByText(/ЦТО/).first()).toBeVisible();
    const { value } = document.querySelector('textarea') ?? {};
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue(undefined);
    await till.button('Скопировать текст').click();
    expect(copied).toHaveBeenCalledWith(value);
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
  expect(row('gateway')?.textContent).toMatch(/Отвечает за \d+ мс/);
  till.isGatewayThere = false;
  await till.button('Проверить ещё раз').click();
  await expect.poll(() => row('gateway')?.textContent).toContain('Программа «Полтора» не отвечает');
});

it('the clock is compared with all that are asked, and whose is wrong is named', async () => {
  const now = Date.now();
  const at = { its: epochMs(now - 3 * 3_600_000), heard: epochMs(now) };
  till.localModules.modules.set(relayUrl, { ...fakeModule(), trial: ok({ ms: 12, at, hasForeignPrice: false }) });
  till.probe.found = ok([{ host: 'cdn01.crpt.ru', ms: 40, aheadMs: 0 }]);
  await open();
  const clocks = [...document.querySelectorAll('[data-row="clock"]')].map((each) => each.textContent);
  expect(clocks[0]).toContain('Верные, по времени Честного ЗНАКа.');
  expect(clocks[1]).toContain('ЛМ ЧЗ: часы отстают на 3 ч');
  expect(clocks[1]).toContain('Поставьте на компьютере с ЛМ ЧЗ верные дату, время и часовой пояс.');
});

it('measures itself, tells what has no number and why, and stops when it is told to', async () => {
  await open();
  await till.button('Измерить эту кассу').click();
  let isHeld = true;
  till.probe.pause = () => expect.poll(() => isHeld).toBe(false);
  await till.button('Измерить').click();
  await expect.element(page.getByText('Ответ онлайн: проверка 1 из 15')).toBeVisible();
  await till.button('Остановить').click();
  isHeld = false;
  await expect.element(page.getByText('Остановлено: измерено не всё.')).toBeVisible();
  till.probe.localFailure = { kind: 'not-set-up' };
  await till.button('Измерить ещё раз').click();
  await expect.element(page.getByText('Измерено.')).toBeVisible();
  const look = (id: string): string | undefined =>
    document.querySelector<HTMLElement>(`[data-speed="${id}"]`)?.dataset['look'];
  expect(document.querySelector('[data-speed="start"]')?.textContent).toMatch(/\d/);
  expect(['usual', 'silent', 'offline', 'painted', 'print'].map(look)).toEqual(['ok', 'care', 'care', 'none', 'none']);
  await till.button('Показать текстом').click();
  expect(document.querySelector('textarea')?.value).toContain('По закону ответа онлайн ждут не дольше 1,5 с');
  await till.button('Сохранить').click();
  await expect.element(page.getByText(/^Сохранено: /)).toBeVisible();
  await till.press('Escape');
  await expect.element(page.getByRole('heading', { name: 'Проверка системы' })).toBeVisible();
});

it('measures nothing beside a receipt', async () => {
  await till.scan(codeOf('allowed'));
  await expect.poll(() => till.lines.all().length).toBe(1);
  await open();
  await till.button('Измерить эту кассу').click();
  await till.button('Измерить').click();
  await expect.element(page.getByText(/Сначала закончите чек/)).toBeVisible();
  expect(till.probe.trials).toEqual([]);
});

it('reads what scans and prints took', async () => {
  await till.scan(codeOf('allowed'));
  await till.sell();
  await till.button('Новый чек').click();
  await open();
  await till.button('Измерить эту кассу').click();
  await till.button('Измерить').click();
  await expect.element(page.getByText('Измерено.')).toBeVisible();
  for (const id of ['painted', 'print'])
    expect(document.querySelector(`[data-speed="${id}"]`)?.textContent).toContain('Один раз');
});

it('a file for whoever helps is read first, and tells no code', async () => {
  await till.scan(codeOf('allowed'));
  await expect.element(till.receipt.getByText('Можно продавать')).toBeVisible();
  await open();
  await till.button('Собрать файл').click();
  await expect.element(till.button('Показать текстом')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Сохранить' })).not.toBeInTheDocument();
  await till.button('Показать текстом').click();
  await expect.element(page.getByRole('button', { name: 'Сохранить' })).toBeVisible();
  const { value = '' } = [...document.querySelectorAll('textarea')].at(-1) ?? {};
  const told = JSON.parse(value) as { scans: Array<{ kind: string }>; checks: Array<{ verdict: string }> };
  expect([told.scans.at(0)?.kind, told.checks.at(0)?.verdict]).toEqual(['mark', 'allowed']);
  expect(value).not.toContain('04670540176099');
});
