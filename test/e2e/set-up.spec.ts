/** From an empty profile to the first printed marked receipt by the set-up alone, at a gateway for real sales. */
import { testCodes } from '../../src/ui/scanner/test-sheet.ts';
import { scanners as scannerWords } from '../../src/ui/scanner/texts.ru.ts';
import { receiptsOf } from './kkt.ts';
import { Steps } from './steps.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

test.use({
  isolated: true,
  options: {
    kkt: { debugFn: false, inn: '7707083893', taxations: 0b100010 },
    emulators: { lm: { inn: '7707083893' } },
    env: { POLTORA_DEMO: '0' },
  },
});

test('a real till is set up by conversation, left in the middle, resumed, and sells marked goods', async ({
  page,
  server: { url, kkt },
}) => {
  const till = new TillPage(page);
  const took = new Steps('The set-up');
  const press = (name: string | RegExp) => till.button(name).click();
  const asks = (question: string) => expect(page.getByRole('heading', { name: question })).toBeVisible();
  await page.goto(url);
  await asks('Где ваша касса (ККТ)?');
  took.done('the page opens');
  await expect(page.getByLabel('В сети, через сервер кассы')).toBeChecked();
  await press('Найти кассу');
  await expect(page.getByRole('region', { name: 'Касса отвечает' })).toContainText('7707083893');
  await expect(page.getByRole('region', { name: 'Касса отвечает' })).toContainText('ОФД');
  await press('Дальше');
  took.done('the ККТ is found');

  await asks('Чей это магазин?');
  await expect(page.getByLabel('ИНН')).toHaveValue('7707083893');
  await expect(page.getByLabel('Адрес магазина')).toHaveValue(/Москва/);
  await press('Дальше');
  await asks('Как магазин платит налоги?');
  await expect(page.getByRole('radio')).toHaveCount(2);
  await page.getByLabel('УСН доход', { exact: true }).check();
  await press('Дальше');
  took.done('who it is, how it is taxed');

  await asks('Который у вас час?');
  // Somebody closes the page here.
  await page.reload();
  await asks('Который у вас час?');
  await expect(page.getByRole('combobox')).toHaveValue('2');
  await press('Дальше');
  took.done('left, resumed at the same question, time zone');

  await page.getByLabel('Название кассы').fill('Касса 1');
  await page.getByLabel('Кассир').fill('Петрова А. В.');
  await press('Дальше');
  await page.getByLabel(/^ПИН/).fill('4815');
  await press('Дальше');
  await asks('Всё готово?');
  await expect(page.getByText('Коды проверяются.')).toBeVisible();
  await press('Начать работу');
  await press('Код записан');
  await till.ready();
  took.done('till, cashier, PIN, the owner’s code');

  const left = page.getByRole('region', { name: 'До первой продажи осталось:' });
  await expect(left).toBeVisible();
  // What has answered by itself is not asked for.
  for (const done of ['Касса (ККТ)', 'Проверка в Честном ЗНАКе', 'Кассир и ПИН'])
    await expect(left.getByText(done)).toHaveCount(0);
  await press('Настроить: Сканер');
  const scanner = page.getByRole('button', { name: /^Сканер/ }).and(page.locator('[aria-expanded]'));
  // Nobody scans a code from the screen before it is there.
  await expect(page.getByRole('img', { name: scannerWords.codes[testCodes[0].id] })).toBeVisible();
  await till.scan(testCodes[0].code);
  await expect(scanner).toContainText('готово');
  await press(/^Назад/);
  took.done('the scanner reads the code on the screen');

  // Whatever else is left is put off: a till without ЛМ, a browser that promises nothing.
  for (const step of ['ТС ПИоТ', 'ЛМ ЧЗ', 'Хранение чеков']) {
    await expect(left).toBeVisible();
    const open = till.button(`Настроить: ${step}`);
    if ((await open.count()) === 0) continue;
    await open.click();
    await page.getByRole('button', { name: 'Отложить' }).click();
    await press(/^Назад/);
    await till.ready();
  }
  await expect(left.getByRole('listitem')).toHaveCount(1);
  took.done('the rest is put off on purpose');

  await till.scan(codeOf('allowed'));
  await expect(till.receipt).toContainText('Можно продавать');
  await press('Указать название и цену');
  await page.getByLabel(/Название/).fill('Молоко');
  await page.getByLabel(/Цена/).fill('94,90');
  await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
  took.done('the first goods');
  await till.payCash();
  await till.printed();
  took.done('the first receipt');
  took.print();
  expect(receiptsOf(kkt)).toMatchObject([
    { tags: { 1021: 'Петрова А. В.', 1055: 2, 1059: [{ 1030: 'Молоко', 1212: 33, 2106: 15 }] } },
  ]);

  // The list is gone for good.
  await till.button('Новый чек').click();
  await expect(page.getByText('Сканируйте товар', { exact: true })).toBeVisible();
  await page.reload();
  await till.ready();
  await expect(page.getByText('Сканируйте товар', { exact: true })).toBeVisible();
  await expect(left).toHaveCount(0);
});
