/** The search field of the settings: every setting is found by its name or by what is said there, and the keyboard goes there. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { search, settings } from '../../src/ui/settings/texts.ru.ts';
import { server } from '../../src/ui/server/texts.ru.ts';
import { realShop } from '../unit/fakes/settings.ts';
import { TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
  await till.button('Настройки').click();
});
afterEach(() => till.end());

const field = page.getByRole('combobox', { name: search.label });
const hits = page.getByRole('listbox', { name: search.found }).getByRole('option');

it.each([
  ['инн', settings.inn],
  ['адрес', settings.address],
  ['кассир', settings.cashier],
] as const)('«%s» leads to its field', async (typed, label) => {
  await userEvent.fill(field, typed);
  await userEvent.click(hits.filter({ hasText: new RegExp(`^\\s*${label}`) }).first());
  await expect.element(page.getByLabelText(label, { exact: true })).toHaveFocus();
  await expect.element(page.getByLabelText(label, { exact: true })).toBeInViewport();
  await expect.element(field).toHaveValue('');
});

it('by keys alone, into what is folded away, and nothing is saved by it', async () => {
  await till.focus(field);
  await userEvent.keyboard('округ');
  await expect.element(hits.first()).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}');
  await expect.element(page.getByLabelText(settings.roundings.none)).toHaveFocus();
  await till.focus(field);
  await userEvent.keyboard('логин{Enter}');
  await expect.element(page.getByLabelText(settings.login)).toHaveFocus();
  expect(page.getByText(settings.saved).query()).toBeNull();
});

it('leads to screens behind a button, says when there is nothing, and forgets with Esc', async () => {
  await userEvent.fill(field, 'проверка сканера');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name: settings.scannersCheck })).toHaveFocus();
  await userEvent.fill(field, 'марсоход');
  await expect.element(page.getByText(search.nothing)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(field).toHaveValue('');
});

it('each field of a real shop is found by its own name, and so is each button that leads on', async () => {
  await till.end();
  till = await TillPage.open({ shop: realShop });
  till.gatewaySays.set('/relay/server', {
    version: 1,
    fields: { key: { by: 'page', shown: '4afc' }, lm: { by: 'page', shown: '127.0.0.1:5995', login: 'admin' } },
  });
  await till.button('Настройки').click();
  await expect.element(page.getByLabelText(server.key, { exact: true })).toBeInTheDocument();
  const nameOf = (element: Element): string =>
    (element.querySelector(':scope > span, :scope > label') ?? element).textContent.replaceAll(/\s+/g, ' ').trim();
  const form = document.querySelector('main form');
  const names = [...(form?.querySelectorAll('fieldset, section.card') ?? [])].flatMap((card) => [
    nameOf(card.querySelector('legend, h2') ?? card),
    ...[...card.querySelectorAll('.field')].map(nameOf),
    ...[...card.querySelectorAll('[role="radiogroup"]')].map((group) => group.getAttribute('aria-label') ?? ''),
  ]);
  expect(names.length).toBeGreaterThan(30);
  const lost: string[] = [];
  for (const name of new Set(names)) {
    await userEvent.fill(field, name);
    const shown = hits.elements().map((hit) => hit.textContent.replaceAll(/\s+/g, ' ').trim());
    if (!shown.some((each) => each.startsWith(name))) lost.push(`${name}: ${shown.join(' | ')}`);
  }
  expect(lost).toEqual([]);
});
