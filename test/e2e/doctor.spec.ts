/** «Проверка сканера»: what came, what is wrong with it and what to do, without touching the receipt. */
import { PageSerial } from '../stand-ins/page-serial.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

const GS = '\u001d';
const first = `0104600494600012215aBcDe${GS}93dGVz`;

async function openDoctor(till: TillPage): Promise<void> {
  await till.button('Сканер').click();
  await expect(till.page.getByText('Отсканируйте любой код')).toBeVisible();
}
const last = (till: TillPage) => till.page.getByRole('region', { name: 'Последний скан' });
const sheet = (till: TillPage) => till.page.getByRole('region', { name: 'Проверочный код' });

test('every byte of a scan is seen, and nothing of it reaches the receipt', async ({ till }) => {
  await openDoctor(till);
  await till.scan(first);
  await expect(last(till)).toContainText('Код пришёл целиком');
  await expect(last(till)).toContainText('0104600494600012215aBcDe<GS>93dGVz<CR>');
  await expect(last(till)).toContainText('1D 39 33 64 47 56 7A 0D');
  await expect(last(till)).toContainText('Клавиатура');
  await expect(last(till)).toContainText(/\d+ клавиш[аи]? за \d+ мс, самая долгая пауза \d+ мс/);
  await till.page.keyboard.press('Escape');
  await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
  await till.scan(codeOf('allowed'));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(1);
});

test('says what is wrong and what to do: a lost GS, the Russian layout, a cut tail', async ({ till }) => {
  await openDoctor(till);
  await till.scan(first.replace(GS, ''));
  await expect(last(till)).toContainText('Потерян разделитель GS перед полем 93');
  await till.scan(`${first.slice(0, -2)}`);
  await expect(last(till)).toContainText(/Обрезано: код проверки.*не хватает: 2 знака/);
  await till.scan('0104600494600012215фИсВу' + GS + '93вПМя');
  await expect(last(till)).toContainText('русск');
  await till.scan(`]D2${first}`);
  await expect(last(till)).toContainText('Похоже, включён CapsLock');
  await till.scan(`${first}xyz`);
  await expect(last(till)).toContainText('Сканер добавляет после кода: x y z');
  await till.scan(first + first.replace('aBcDe', 'fGhIj'));
  await expect(last(till)).toContainText('Слиплись два кода');
  await till.scan(`A${first}`);
  await expect(last(till)).toContainText('Сканер добавляет перед кодом: A');
  // The earlier ones can be looked at again, and then the newest is among the others.
  await last(till)
    .getByRole('button', { name: /215aBcDe93dGVz/ })
    .click();
  await expect(last(till)).toContainText('Потерян разделитель GS');
  await expect(last(till).getByRole('button', { name: /215aBcDe93dGVz/ })).toHaveCount(0);
  await last(till)
    .getByRole('button', { name: /A010460049460001/ })
    .click();
  await expect(last(till)).toContainText('Сканер добавляет перед кодом: A');
});

test('the test sheet compares byte for byte', async ({ till }) => {
  await openDoctor(till);
  await expect(sheet(till).getByRole('img', { name: /Короткий код/ })).toBeVisible();
  await till.scan(first);
  await expect(sheet(till)).toContainText('Совпал до последнего байта');
  await till.scan(first.replace('aBcDe', 'xBcDe'));
  await expect(sheet(till)).toContainText('Отличается с 20-го знака');
  // A short code in capitals is a code like any other: only the sheet knows better, and then nothing is green.
  await till.scan(first.toUpperCase());
  await expect(sheet(till)).toContainText('Отличаются только большие и малые буквы');
  await expect(last(till).getByRole('status')).toContainText('Отличаются только большие и малые буквы');
  await expect(last(till)).not.toContainText('Код пришёл целиком');
  await sheet(till).getByRole('button', { name: 'Следующий код' }).click();
  await expect(sheet(till)).toContainText('2 из 4');
  await expect(sheet(till)).toContainText('сравним каждый байт');
});

test('a bad scan is heard, and a good one sounds otherwise: the person looks at the scanner', async ({
  page,
  server,
}) => {
  // The pitch of each tone that the page starts.
  await page.addInitScript(() => {
    const tones: number[] = [];
    Object.assign(window, { tones });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      tones.push(this.frequency.value);
      start.call(this, when);
    };
  });
  const till = await new TillPage(page).open(server.url);
  const heard = (): Promise<number[]> =>
    page.evaluate(() => (window as unknown as { tones: number[] }).tones.splice(0));
  await openDoctor(till);
  await till.scan(first);
  await expect(last(till)).toContainText('Код пришёл целиком');
  const good = await heard();
  expect(good).toHaveLength(1);
  await till.scan(first.slice(0, -2));
  await expect(last(till)).toContainText('Обрезано');
  const bad = await heard();
  expect(bad).toHaveLength(2);
  // Of the wrong case only the sheet can tell.
  await till.scan(first.toUpperCase());
  await expect(last(till)).toContainText('Отличаются только большие и малые буквы');
  expect(await heard()).toEqual(bad);
  await till.scan(codeOf('allowed'));
  await expect(last(till)).toContainText('Код пришёл целиком');
  expect(await heard()).toEqual(good);
});

test('the report is copied as text', async ({ till, context }) => {
  await context.grantPermissions(['clipboard-write']);
  await openDoctor(till);
  await till.scan(first);
  await till.scan(first.replace(GS, ''));
  await till.button('Скопировать отчёт').click();
  await expect(till.page.getByText('Отчёт скопирован')).toBeVisible();
  // The till itself may write to the clipboard only: the report is pasted where a person would paste it.
  const letter = await context.newPage();
  await letter.setContent('<textarea></textarea>');
  await letter.locator('textarea').press('Control+V');
  const report = await letter.locator('textarea').inputValue();
  expect(report).toContain('0104600494600012215aBcDe<GS>93dGVz<CR>');
  expect(report).toContain('30 31 30 34');
  expect(report).toContain('Потерян разделитель GS');
});

test('a repaired code says so on its line, a damaged one leads to the doctor, who has it', async ({ till }) => {
  await till.scan(codeOf('allowed').replace(GS, ''));
  await expect(till.line('Молоко')).toContainText('код исправлен при чтении');
  await till.scan(codeOf('allowed').slice(0, -2));
  await till.button('Проверить сканер').click();
  await expect(last(till)).toContainText(/Обрезано: код проверки/);
});

test('programming barcodes: one maker, one purpose, one code at a time', async ({ till }) => {
  await openDoctor(till);
  await till.button('Настроить сканер').click();
  const dialog = till.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Datalogic' }).click();
  await dialog.getByRole('button', { name: /USB-COM/ }).click();
  await expect(dialog.getByRole('img', { name: /USB-COM/ })).toBeVisible();
  await expect(dialog).toContainText('Datalogic QD2220 Product Reference Guide, с. 22');
  // Esc goes back one step, as «Назад» does. Twice with nothing between: a browser lets a page hold a dialog open against one Esc after a
  // click, and every look of Playwright at the page counts as a click.
  await till.page.keyboard.press('Escape');
  await till.page.keyboard.press('Escape');
  await expect(dialog.getByRole('button', { name: 'Datalogic' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Zebra' }).click();
  await dialog.getByRole('button', { name: 'Назад' }).click();
  await dialog.getByRole('button', { name: 'Другой' }).click();
  await expect(dialog).toContainText('USB Virtual COM');
  await expect(dialog.getByRole('img')).toHaveCount(0);
});

test.describe('on a COM port', () => {
  test.use({ isolated: true });

  test('the scanner is added where its code is shown, and who chose nothing is told why it may be missing', async ({
    context,
    page,
    server,
  }) => {
    const serial = await PageSerial.install(context, [{}]);
    const till = await new TillPage(page).open(server.url);
    await openDoctor(till);
    // In sight without scrolling on the smallest screen.
    await page.setViewportSize({ width: 1024, height: 600 });
    await expect(till.button('Добавить USB-COM')).toBeInViewport({ ratio: 1 });
    await till.button('Настроить сканер').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Datalogic' }).click();
    await dialog.getByRole('button', { name: /USB-COM/ }).click();
    await dialog.getByRole('button', { name: 'Добавить USB-COM' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Сканера нет в списке?');
    serial.choice = 0;
    await dialog.getByRole('button', { name: 'Добавить USB-COM' }).click();
    await expect(dialog.getByRole('alert')).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Закрыть' }).click();
    await expect(page.getByRole('region', { name: 'Сканеры' })).toContainText('USB-COM');
    await serial.close();
  });
});
