/** The guide of a new till and the list that stands in its empty receipt: each step turns green by the thing's own answer, or is put off. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { steps, type Step } from '../../src/app/set-up/guide.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { guide } from '../../src/ui/set-up/texts.ru.ts';
import { card, list as goodsList } from '../../src/ui/goods-list/texts.ru.ts';
import { settings, shopPin } from '../../src/ui/settings/texts.ru.ts';
import { testCodes } from '../../src/ui/scanner/test-sheet.ts';
import { FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { realShop } from '../unit/fakes/settings.ts';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
let printer: FakePrinter;
let isKept: boolean;
beforeEach(async () => {
  isKept = false;
  printer = new FakePrinter(freshPrinter({ about: { inn: realShop.inn, taxations: [realShop.taxation] } }));
  printer.gone = { kind: 'not-connected' };
  till = await TillPage.open({
    printer,
    shop: { ...realShop, tsPiot: { way: 'relay', shift: 'ask' }, local: { ...realShop.local, way: 'relay' } },
    persist: async () => isKept,
  });
});
afterEach(async () => {
  await till.end();
  await page.viewport(1280, 800);
});

const list = page.getByRole('region', { name: guide.firstSale });
const state = (step: Step) =>
  page
    .getByRole('main')
    .getByRole('button', { name: new RegExp(`^${guide.steps[step].title.replace(/[()]/g, '\\$&')}`) });
const press = (name: string) => userEvent.click(page.getByRole('button', { name, exact: true }));
const openStep = (step: Step) => press(guide.openStep(guide.steps[step].title));

it('stands in place of the empty receipt, and each button leads to its step', async () => {
  await expect.element(list).toBeVisible();
  expect(page.getByText('Сканируйте товар', { exact: true }).query()).toBeNull();
  for (const step of ['kkt', 'ts-piot', 'spare', 'scanner', 'goods', 'cashier', 'storage'] as const) {
    await openStep(step);
    await expect.element(state(step)).toHaveAttribute('aria-expanded', 'true');
    await expect.element(state(step)).toHaveTextContent(guide.states.left);
    await till.press('Escape');
    await till.ready();
  }
});

it('each step turns green by its own answer; when the last is done the list is gone for good', async () => {
  await openStep('kkt');
  printer.gone = undefined;
  await press(settings.kktCheck);
  await expect.element(state('kkt')).toHaveTextContent(guide.states.done);

  await userEvent.click(state('spare'));
  till.checker.health = () => ({
    sources: { tspiot: { at: epochMs(Date.now()) }, local: { at: epochMs(Date.now()) } },
  });
  await press(settings.check);
  await expect.element(state('spare')).toHaveTextContent(guide.states.done);
  await expect.element(state('ts-piot')).toHaveTextContent(guide.states.done);
  await expect.element(state('check')).toHaveTextContent(guide.states.done);

  await userEvent.click(state('scanner'));
  await expect.element(page.getByText(guide.scanner.hint)).toBeVisible();
  await till.scan(codeOf('allowed'));
  await expect.element(page.getByText(guide.scanner.other)).toBeVisible();
  await till.scan(testCodes[0].code);
  await expect.element(state('scanner')).toHaveTextContent(guide.states.done);

  await userEvent.click(state('cashier'));
  await userEvent.fill(page.getByLabelText(settings.pin), '4815');
  await press(guide.cashier.save);
  await expect.element(page.getByRole('dialog')).toHaveTextContent(shopPin.ownerTitle);
  await press(shopPin.written);
  await expect.element(state('cashier')).toHaveTextContent(guide.states.done);

  await userEvent.click(state('storage'));
  isKept = true;
  await press(guide.storage.ask);
  await expect.element(state('storage')).toHaveTextContent(guide.states.done);

  await userEvent.click(state('goods'));
  await press(guide.goods.toSale);
  await expect.element(list.getByRole('listitem')).toHaveLength(1);
  await till.scan('4600494600012');
  await expect.element(page.getByText(/4600494600012/).first()).toBeVisible();
  // Never over a receipt with lines, nor over a scan that has no goods yet.
  expect(list.query()).toBeNull();
});

it('what is put off stays on the list of the guide, and is off the one before the first sale', async () => {
  till.checker.health = () => ({ sources: { online: { at: epochMs(Date.now()) } } });
  await openStep('kkt');
  for (const step of steps) {
    await expect.element(state(step)).toBeVisible();
    if (state(step).element().textContent.includes(guide.states.done)) continue;
    await userEvent.click(state(step));
    await press(guide.putOff);
    if (step !== 'storage') await expect.element(state(step)).toHaveTextContent(guide.states['put-off']);
  }
  // Nothing is left: back at the sale, for good.
  await till.ready();
  await expect.element(page.getByText('Сканируйте товар', { exact: true })).toBeVisible();
  await till.reload();
  await expect.element(page.getByText('Сканируйте товар', { exact: true })).toBeVisible();
  expect(list.query()).toBeNull();
  await press('Настройки');
  await press(settings.guideOpen);
  await expect.element(page.getByText(/^Отложено: \d$/)).toBeVisible();
});

it('the key: its step says which it is, and is done when ЦРПТ takes it; the goods: done when there are some', async () => {
  await till.end();
  till = await TillPage.open({ printer, shop: realShop });
  till.gatewaySays.set('/relay/server', { version: 1, fields: { key: { by: 'page', shown: '4afc' } } });
  till.checker.health = () => ({ sources: { online: { at: epochMs(Date.now()), failure: { kind: 'key-refused' } } } });
  await openStep('check');
  await press(settings.check);
  await expect.element(state('check')).toHaveTextContent(guide.states.left);
  await expect.element(page.getByText(/ключ магазина не принят/).first()).toBeVisible();
  await expect.element(page.getByText(/последние знаки 4afc/)).toBeVisible();
  till.checker.health = () => ({ sources: { online: { at: epochMs(Date.now()) } } });
  await press(settings.check);
  await expect.element(state('check')).toHaveTextContent(guide.states.done);

  await userEvent.click(state('goods'));
  await expect.element(state('goods')).toHaveTextContent(guide.states.left);
  await press(guide.goods.toGoods);
  await press(goodsList.fresh);
  await page.getByLabelText(card.name).fill('Хлеб');
  await page.getByLabelText(card.price, { exact: true }).fill('54,90');
  await till.dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect.element(till.dialog).not.toBeInTheDocument();
  await till.press('Escape');
  await expect.element(state('goods')).toHaveTextContent(guide.states.done);
});

it('goes on at the step that it was left at, after a reload as well', async () => {
  await openStep('cashier');
  await till.reload();
  await openStep('scanner');
  await till.press('Escape');
  await till.ready();
  await till.reload();
  await expect.element(list.getByRole('listitem').first()).toBeVisible();
});

describe('without a mouse, on a phone', () => {
  it('is walked through and put off by keys alone, nothing wider than the screen', async () => {
    await page.viewport(360, 780);
    const fits = (): void =>
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(document.documentElement.clientWidth);
    await till.focus(page.getByRole('button', { name: guide.openStep(guide.steps.kkt.title) }));
    fits();
    await till.press('Enter');
    await expect.element(state('kkt')).toBeVisible();
    fits();
    // Who answers for codes is ТС ПИоТ here: nothing is left to do about the key.
    for (const step of steps.filter((each) => each !== 'check')) {
      await expect.element(state(step)).toHaveAttribute('aria-expanded', 'true');
      fits();
      // From the head of the step to its last button.
      await till.focus(state(step));
      for (let tabs = 0; tabs < 40 && document.activeElement?.textContent !== guide.putOff; tabs += 1)
        await userEvent.tab();
      expect(document.activeElement?.textContent).toBe(guide.putOff);
      await till.press('Enter');
    }
    await till.ready();
    await expect.element(page.getByText('Сканируйте товар', { exact: true })).toBeVisible();
  });
});
