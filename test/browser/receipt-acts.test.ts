/** A receipt in hand: what changed is in sight and named; it is put aside, taken back, given up; what was taken off comes back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const bread = '4641500046998';
const acts = (parked = '') => page.getByRole('button', { name: `Действия с чеком${parked}`, exact: true });
const dialog = page.getByRole('dialog');
const inDialog = (name: string | RegExp) => dialog.getByRole('button', { name });
const journalled = async (): Promise<string> => {
  await till.button('Журнал').click();
  const events = page.getByRole('region', { name: 'События' });
  await expect.element(events.getByRole('listitem').first()).toBeVisible();
  return events.element().textContent;
};

describe('what changed', () => {
  it('is named under the sum, and is in sight on a long receipt', async () => {
    await page.viewport(1024, 600);
    await till.scan(bread);
    const keys = page.getByRole('group', { name: 'Быстрые товары' }).getByRole('button');
    await expect.element(keys.first()).toBeVisible();
    const others = keys
      .elements()
      .filter(({ textContent }) => !textContent.includes('Хлеб'))
      .slice(0, 8);
    for (const key of others) (key as HTMLElement).click();
    await expect.element(till.lines).toHaveLength(others.length + 1);
    const first = till.line('Хлеб').element();
    const list = till.receipt.element();
    const isInSight = (): boolean =>
      first.getBoundingClientRect().bottom > list.getBoundingClientRect().top + 1 &&
      first.getBoundingClientRect().top < list.getBoundingClientRect().bottom - 1;
    await expect.poll(isInSight).toBe(false);
    await keys.getByText('Хлеб').click();
    await expect.poll(isInSight).toBe(true);
    await expect.element(page.getByText(/^Хлеб.* × 2 = 109,80$/)).toBeVisible();
    // Tinted, and anew with each change.
    const tints = (): string[] => first.getAnimations().map((each) => (each as CSSAnimation).animationName);
    await expect.poll(() => tints().length).toBe(1);
    const [before] = tints();
    await keys.getByText('Хлеб').click();
    await expect.poll(() => tints()[0]).not.toBe(before);
  });

  it('was taken off by mistake: it comes back with one press, to its place, and its code is checked anew', async () => {
    await till.scan(codeOf('allowed'));
    await till.scan(bread);
    await expect.element(till.lines).toHaveLength(2);
    await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();
    await expect.element(till.lines).toHaveLength(1);
    await till.button(/^Вернуть: Молоко/).click();
    await expect.element(till.lines.first()).toHaveTextContent('Молоко');
    await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
    expect(await journalled()).toContain('Товар возвращён в чек');
  });
});

it('one more of what came last, by a button', async () => {
  await till.scan(bread);
  await expect.element(till.lines).toHaveLength(1);
  await acts().click();
  await inDialog(/^Ещё раз: Хлеб/).click();
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(till.line('Хлеб')).toHaveTextContent('2 ×');
});

describe('a receipt', () => {
  it('is put aside with a word, lives through a reload, and is taken back with what stood at the till put aside for it', async () => {
    await till.scan(codeOf('allowed'));
    await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
    await acts().click();
    await dialog.getByLabelText('Комментарий').fill('забыл кошелёк');
    await inDialog(/^Отложить чек/).click();
    await expect.element(acts(', отложено: 1')).toBeVisible();
    await expect.element(till.lines).toHaveLength(0);
    await till.reload();

    await till.scan(bread);
    await expect.element(till.line('Хлеб')).toBeVisible();
    await userEvent.keyboard('{F6}');
    await inDialog(/^забыл кошелёк/).click();
    await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
    await expect.element(till.lines).toHaveLength(1);
    await expect.element(acts(', отложено: 1')).toBeVisible();
    await till.sell();
    expect(till.items()).toHaveLength(1);

    await till.button(/^Новый чек/).click();
    await acts(', отложено: 1').click();
    await inDialog(/1 товар/).click();
    await expect.element(till.line('Хлеб')).toBeVisible();
    await expect.element(acts()).toBeVisible();
  });

  it('has a word of its own: under the sum, and in the journal when it is sold', async () => {
    await till.scan(bread);
    await acts().click();
    await dialog.getByLabelText('Комментарий').fill('для школы');
    await inDialog('Сохранить').click();
    await expect.element(page.getByText('для школы')).toBeVisible();
    await till.sell();
    await till.button('Журнал').click();
    await till.button(/ФД № \d/).click();
    await expect.element(page.getByText('Комментарий: для школы')).toBeVisible();
  });

  it('is given up with a reason; Esc leads back without giving anything up', async () => {
    await till.scan(bread);
    await acts().click();
    await inDialog('Отменить чек').click();
    await userEvent.keyboard('{Escape}');
    await inDialog('Отменить чек').click();
    await inDialog('Покупатель ушёл').click();
    await expect.element(till.lines).toHaveLength(0);
    const told = await journalled();
    expect(told).toContain('Чек отменён');
    expect(told).toContain('Покупатель ушёл');
  });
});

describe('a price that is asked', () => {
  it('of a scan is told and not sold, once; it may be sold then', async () => {
    await acts().click();
    await inDialog(/^Узнать цену/).click();
    await expect.element(page.getByRole('button', { name: 'Узнать цену: не нужно' })).toBeVisible();
    await till.scan(codeOf('allowed'));
    await expect.element(dialog).toHaveTextContent('94,90');
    await expect.element(till.lines).toHaveLength(0);
    await inDialog('Узнать другую').click();
    await till.scan('2000000000008');
    await expect.element(dialog).toHaveTextContent('Этого товара нет в каталоге.');
    await inDialog('Закрыть').click();
    await till.scan(bread);
    await expect.element(till.line('Хлеб')).toBeVisible();

    await userEvent.keyboard('{F6}');
    await inDialog(/^Узнать цену/).click();
    await page
      .getByRole('group', { name: 'Быстрые товары' })
      .getByRole('button', { name: /^Батон/ })
      .click();
    await expect.element(dialog).toHaveTextContent('49,90');
    await inDialog('Добавить в чек').click();
    await expect.element(till.line('Батон')).toBeVisible();
  });

  it('is not asked after all: Esc', async () => {
    await acts().click();
    await inDialog(/^Узнать цену/).click();
    await userEvent.keyboard('{Escape}');
    await till.scan(bread);
    await expect.element(till.line('Хлеб')).toBeVisible();
  });
});
