import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { codeOf, expect, test, TillPage } from './till.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the server as `npm start` does after the build, and waits for its first sentence. */
async function serve(env: Readonly<Record<string, string>>): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', '.config/serve.ts'], {
    cwd: root,
    env: { ...process.env, POLTORA_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      const url = /http:\/\/localhost:\d+/.exec(said)?.[0];
      if (url) resolve({ process: child, url });
    });
    child.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}

test.use({ isolated: true });

test('the demo of npm start sells', async ({ page }) => {
  const server = await serve({});
  try {
    const till = await new TillPage(page).open(server.url);
    const panel = page.getByRole('region', { name: 'Попробуйте' });
    for (const name of ['Можно продавать', 'Уже продан', 'Заблокирован', 'Просрочен', 'Неизвестный код', 'Офлайн'])
      await expect(panel.getByRole('button', { name, exact: true })).toBeVisible();
    await panel.getByRole('button', { name: 'Офлайн', exact: true }).click();
    await expect(till.receipt).toContainText('Можно продавать (офлайн)');
    await till.sell();
    // Its ККТ is the emulator behind the gateway, and this is its paper.
    await expect(page.getByRole('article', { name: 'Бумажный чек' })).toContainText('ЗН ККТ: 0000000000054903');
  } finally {
    // A socket that the browser opened ahead of need keeps the server from closing until its own limit.
    await page.close();
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
  }
});

test('a real shop is set up by a person, checks codes, and has no demo ККТ to pick', async ({
  page,
  server: emulated,
}) => {
  const { cdn, lm } = emulated.emulators;
  const server = await serve({
    // Not the home of whoever runs the tests.
    POLTORA_DEMO: '0',
    POLTORA_DATA: test.info().outputPath('data'),
    POLTORA_CDN: cdn.base,
    POLTORA_CDN_ALLOW: '127.0.0.1:*',
    POLTORA_API_KEY: cdn.apiKey,
    POLTORA_LM: lm.url.replace('//', `//${lm.login}:${lm.password}@`),
  });
  try {
    const till = new TillPage(page);
    await page.goto(server.url);
    await till.button('Заполнить всё одной анкетой').click();
    await page.getByLabel('Название магазина').fill('Продукты');
    await page.getByLabel('ИНН').fill('7707083893');
    await page.getByLabel('Название кассы').fill('Касса 1');
    await page.getByLabel('Кассир', { exact: true }).fill('Петрова О.');
    await page.getByLabel('ККТ нет').check();
    await till.button('Начать работу').click();
    await till.button('Всё равно начать').click();
    await till.ready();
    await expect(page.getByRole('region', { name: 'Попробуйте' })).toHaveCount(0);

    // The hosts of the emulated contour are known by its list alone: the base itself checks nothing.
    const source = page.getByRole('banner').getByText('Честный ЗНАК', { exact: true });
    // Not `toBeVisible`: what works gives way to the troubles of a till without ЛМ and ККТ.
    await expect(source).toHaveClass(/\bok\b/);
    await till.scan(codeOf('allowed'));
    await expect(till.receipt).toContainText('Можно продавать');
    await till.button('Указать название и цену').click();
    await page.getByLabel(/Название/).fill('Молоко');
    await page.getByLabel(/Цена/).fill('94,90');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Сохранить|Готово|Добавить/ })
      .click();
    await till.pay.click();
    await till.button(/^Безналичные/).click();
    await till.button(/^Пробить чек/).click();
    await expect(page.getByText(/ККТ не подключена/).first()).toBeVisible();
    await expect(till.line('Молоко')).toBeVisible();
  } finally {
    // A socket that the browser opened ahead of need keeps the server from closing until its own limit.
    await page.close();
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
  }
});
