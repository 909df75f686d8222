/** The single executable of `npm run pack`, as a shop starts it: without Node, without the repository. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulators } from '../emulators/index.ts';
import { receiptsOf } from './kkt.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** The runtime inside is fetched from the registry where it is not kept from the last time, ms. */
const packLimitMs = 900_000;

test('serves the page, keeps what is set, and sells', async ({ browser }) => {
  test.skip(process.platform !== 'linux' || process.arch !== 'x64', 'there is no runtime of this system to pack');
  test.setTimeout(packLimitMs);
  await promisify(execFile)(process.execPath, [file('.config/pack.mjs'), 'linux', '--page-is-built'], {
    timeout: packLimitMs,
  });
  const emulators = await startEmulators({ kkt: { inn: '7707083893', debugFn: false }, lm: { inn: '7707083893' } });
  const { cdn, lm, kkt } = emulators;
  const program = spawn(file('dist/pack/poltora'), [], {
    cwd: test.info().outputDir,
    env: {
      POLTORA_PORT: '0',
      POLTORA_DATA: test.info().outputPath('data'),
      POLTORA_CDN: cdn.base,
      POLTORA_CDN_ALLOW: cdn.hosts.map((host) => new URL(host).host).join(','),
      POLTORA_API_KEY: cdn.apiKey,
      POLTORA_LM: lm.url.replace('//', `//${lm.login}:${lm.password}@`),
      POLTORA_KKT: kkt?.url ?? '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const context = await browser.newContext();
  try {
    let said = '';
    for await (const piece of program.stdout) {
      said += String(piece);
      if (/http:\/\/localhost:\d+/.test(said)) break;
    }
    const page = await context.newPage();
    const till = new TillPage(page);
    await page.goto(/http:\/\/localhost:\d+/.exec(said)?.[0] ?? said);
    await till.button('Заполнить всё одной анкетой').click();
    await page.getByLabel('Название магазина').fill('Продукты');
    await page.getByLabel('ИНН').fill('7707083893');
    await page.getByLabel('Название кассы').fill('Касса 1');
    await page.getByLabel('Кассир', { exact: true }).fill('Петрова О.');
    await page.getByRole('radiogroup', { name: 'Как связаться с ККТ' }).getByText('По сети').click();
    await till.button('Начать работу').click();
    await till.ready();
    await till.scan(codeOf('allowed'));
    await expect(till.receipt).toContainText('Можно продавать');
    await till.button('Указать название и цену').click();
    await page.getByLabel(/Название/).fill('Молоко');
    await page.getByLabel(/Цена/).fill('94,90');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Сохранить|Готово|Добавить/ })
      .click();
    await till.sell();
    if (!kkt) throw new Error('no ККТ');
    expect(receiptsOf(kkt.kkt)).toHaveLength(1);
  } finally {
    await context.close();
    program.kill('SIGTERM');
    await once(program, 'exit');
    await emulators.close();
  }
});
