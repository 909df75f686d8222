/** The journal of checks: everything that was asked, found again and taken out as a file. */
import { readFile } from 'node:fs/promises';
import { checkPath, codeOf, expect, silenceLocal, test, type TillPage } from './till.ts';

const kiOf = (code: string): string => code.split('\u001d')[0] ?? '';

const list = ({ page }: TillPage) => page.getByRole('list', { name: 'Проверки кодов' });
const rows = (till: TillPage) => list(till).getByRole('button');
const openChecks = async (till: TillPage): Promise<void> => {
  await till.page.getByRole('button', { name: 'Журнал' }).click();
  await till.button('Проверки кодов').click();
  await expect(till.page.getByRole('heading', { name: 'Проверки кодов' })).toBeVisible();
};

async function saved(till: TillPage, name: string): Promise<{ readonly name: string; readonly text: string }> {
  const [file] = await Promise.all([till.page.waitForEvent('download'), till.button(name).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('a journal without checks says so, and offers no file', async ({ till }) => {
  await openChecks(till);
  await expect(till.page.getByText('Проверок ещё не было')).toBeVisible();
  await expect(till.button('Сохранить CSV')).toBeDisabled();
  await till.page.keyboard.press('Escape');
  await expect(till.page.getByRole('heading', { name: 'События' })).toBeVisible();
});

test('checks are listed, found by КИ, by scan and by receipt, and saved', async ({ till, server }) => {
  const [sold, refused, offline] = [codeOf('allowed'), codeOf('blocked'), codeOf('allowed')];
  await silenceLocal(server);
  await till.scan(refused);
  await till.page
    .getByRole('alertdialog')
    .getByRole('button', { name: /Убрать/ })
    .click();
  await till.scan(sold);
  await expect(till.line('Можно продавать')).toBeVisible();
  await till.sell();
  await server.emulators.lm.service.recover();
  await server.emulators.cdn.service.fail({ hang: true, path: checkPath });
  await till.scan(offline);
  await expect(till.line('Можно продавать (офлайн)')).toBeVisible();
  await till.sell();

  await openChecks(till);
  await expect(rows(till)).toHaveCount(3);
  await expect(rows(till).nth(0)).toContainText(/Можно продавать \(офлайн\).*ЛМ ЧЗ.*чек № 2, продан/);
  await expect(rows(till).nth(1)).toContainText(/Можно продавать.*Честный ЗНАК/);
  await expect(rows(till).nth(2)).toContainText(/Продавать нельзя: товар заблокирован.*чек № 1, убран из чека/);

  // A scan looks for its own check and sells nothing.
  await till.scan(offline);
  await expect(rows(till)).toHaveCount(1);
  const search = till.page.getByRole('textbox', { name: /^КИ/ });
  await expect(search).toHaveValue(kiOf(offline));
  await rows(till).click();
  for (const told of [
    'не ответил вовремя',
    kiOf(offline),
    'продан',
    '«Продажа товара без проверки КМ», «Продажа при запрете кассы», «Нарушена последовательность проверки»',
    'UUID проверки (тег 1265)',
    'Ответ, как его поняла касса',
  ])
    await expect(list(till)).toContainText(told);

  // As ЛМ sent it, folded up until it is wanted. Online was silent: nothing came.
  const raw = list(till).getByText(/^\{"results":\[\{/);
  await expect(raw).toBeHidden();
  await list(till).getByText('Ответ как пришёл: ЛМ ЧЗ').focus();
  await till.page.keyboard.press('Space');
  await expect(raw).toBeVisible();
  await expect(search).toHaveValue(kiOf(offline));
  await expect(list(till)).not.toContainText('Ответ как пришёл: Честный ЗНАК');

  await search.fill(kiOf(refused));
  await expect(rows(till)).toContainText(['Продавать нельзя']);
  await rows(till).click();
  for (const told of ['online-blocked', 'убран из чека', 'Продажа запрещена да'])
    await expect(list(till)).toContainText(told);
  await list(till).getByText('Ответ как пришёл: Честный ЗНАК').click();
  await expect(list(till).getByText(/^\{"code":0,.*"producerInn":"7725344604"/)).toBeVisible();

  await search.fill('нет такого товара');
  await expect(till.page.getByText('Ничего не нашлось')).toBeVisible();
  await search.fill('1');
  // The refused one was in that receipt.
  await expect(rows(till)).toHaveCount(2);
  // Esc empties the search, and only then leaves.
  await till.page.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await expect(rows(till)).toHaveCount(3);
  await till.page.getByLabel('По', { exact: true }).fill('2020-01-01');
  await expect(till.page.getByText('Ничего не нашлось')).toBeVisible();
  await till.page.getByLabel('По', { exact: true }).fill('');
  await expect(rows(till)).toHaveCount(3);

  const json = await saved(till, 'Сохранить JSON');
  expect(json.name).toMatch(/^Проверки .* \d{4}-\d\d-\d\d \d{4}-\d\d-\d\d\.json$/);
  const { records } = JSON.parse(json.text) as {
    records: Array<{ code: string; action: string; check: { source: string; raw: string } }>;
  };
  expect(records.map(({ code, action, check }) => [code, action, check.source])).toEqual([
    [offline, 'sold', 'local'],
    [sold, 'sold', 'online'],
    [refused, 'removed', 'online'],
  ]);

  // Fields that the till does not read are there.
  for (const { check } of records)
    expect(check.raw).toContain(check.source === 'local' ? '"gtin":"' : '"producerInn":"7725344604"');

  const sheet = await saved(till, 'Сохранить CSV');
  expect(sheet.name).toMatch(/\.csv$/);
  expect(sheet.text.startsWith('\ufeff')).toBe(true);
  const lines = sheet.text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain(kiOf(offline));
  expect(sheet.text).toContain('<GS>');
  expect(sheet.text).not.toContain('\u001d');
  await expect(till.page.getByText('Проверок в файле: 3')).toBeVisible();
  await expect(till.receipt).toHaveCount(0);
});
