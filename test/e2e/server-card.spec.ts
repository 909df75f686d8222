/** «Сервер кассы»: an owner types the key and the addresses on the page, and sells; no variable, no restart. */
import { fileURLToPath } from 'node:url';
import { listenGateway } from '../../src/gateway/listen.ts';
import { TypedSettings } from '../../src/gateway/typed-settings.ts';
import { startEmulators } from '../emulators/index.ts';
import { receiptsOf } from './kkt.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

const built = process.env['POLTORA_DIST'] ?? fileURLToPath(new URL('../../dist/till', import.meta.url));

test('key, ЛМ and ККТ typed on the page: the first check answers online, the first receipt is printed, and the next start knows them', async ({
  browser,
}) => {
  const emulators = await startEmulators({ kkt: { inn: '7707083893', debugFn: false }, lm: { inn: '7707083893' } });
  const { cdn, lm, kkt } = emulators;
  const lines: string[] = [];
  const env = {
    // The contour of the test stands in the place of ЦРПТ's own; what an owner knows is typed.
    POLTORA_CDN: cdn.base,
    POLTORA_CDN_ALLOW: cdn.hosts.map((host) => new URL(host).host).join(','),
    POLTORA_DATA: test.info().outputPath('data'),
  };
  const start = async (port: number) => {
    const typed = await TypedSettings.open(
      { ...env, POLTORA_PORT: String(port) },
      { till: built, log: (line) => void lines.push(line) },
    );
    if (!typed.ok) throw new Error('bad environment');
    const listening = await listenGateway(typed.value.config, { typed: typed.value });
    if (!listening.ok) throw new Error(listening.failure.message);
    return listening.value.app;
  };
  let app = await start(0);
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    const till = new TillPage(page);
    await page.goto(`http://localhost:${port}/`);
    await till.button('Заполнить всё одной анкетой').click();
    await page.getByLabel('Название магазина').fill('Продукты');
    await page.getByLabel('ИНН').fill('7707083893');
    await page.getByLabel('Название кассы').fill('Касса 1');
    await page.getByLabel('Кассир', { exact: true }).fill('Петрова О.');
    await page.getByLabel('ККТ нет').check();
    await till.button('Начать работу').click();
    await till.button('Всё равно начать').click();
    await till.ready();

    await till.button('Настройки').click();
    const card = page.getByRole('region', { name: 'Сервер кассы' });
    await card.getByRole('textbox', { name: 'Ключ Честного ЗНАКа' }).fill('00000000-0000-0000-0000-000000000000');
    await card.getByLabel('Адрес ККТ в сети').fill('не адрес');
    await card.getByRole('button', { name: 'Сохранить на сервере' }).click();
    await expect(card.getByText('Это не адрес. Нужно так: 192.168.0.20:7778')).toBeVisible();
    await card.getByLabel('Адрес ККТ в сети').fill(new URL(kkt?.url ?? '').host);
    await card.getByRole('button', { name: 'Сохранить на сервере' }).click();
    await expect(card.getByText('Честный ЗНАК: ключ магазина не принят')).toBeVisible();
    await card.getByRole('textbox', { name: 'Ключ Честного ЗНАКа' }).fill(cdn.apiKey);
    await card.getByLabel('Адрес ЛМ ЧЗ').fill(new URL(lm.url).host);
    await card.getByLabel('Логин ЛМ ЧЗ').fill(lm.login);
    await card.getByLabel('Пароль ЛМ ЧЗ').fill(lm.password);
    await card.getByRole('button', { name: 'Сохранить на сервере' }).click();
    await expect(card.getByText('Честный ЗНАК принимает ключ.')).toBeVisible();
    await expect(card.getByText(`последние знаки ${cdn.apiKey.slice(-4)}`)).toBeVisible();
    await expect(card.getByRole('textbox', { name: 'Ключ Честного ЗНАКа' })).toHaveValue('');

    await page.getByRole('radiogroup', { name: 'Как связаться с ЛМ ЧЗ' }).getByText('Через сервер кассы').click();
    await page.getByRole('radiogroup', { name: 'Как связаться с ККТ' }).getByText('По сети').click();
    await till.button('Сохранить').click();
    await till.ready();

    await till.scan(codeOf('allowed'));
    await expect(till.receipt).toContainText('Можно продавать');
    await expect(till.receipt).not.toContainText('офлайн');
    expect(cdn.service.requests.some(({ path }) => path.endsWith('/codes/check'))).toBe(true);
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

    // An address at which nobody answers is told by the address.
    await till.button('Новый чек').click();
    await till.button('Настройки').click();
    await card.getByLabel('Адрес ККТ в сети').fill('127.0.0.1:1');
    await card.getByRole('button', { name: 'Сохранить на сервере' }).click();
    await expect(page.getByText('ККТ не подключена: по адресу 127.0.0.1:1 никто не отвечает').first()).toBeVisible();

    // Nothing of it was said in the log, and the next start has it all.
    expect(lines.join('\n')).not.toContain(cdn.apiKey);
    app.server.closeAllConnections();
    await app.close();
    app = await start(port);
    const relays = await (await fetch(`http://localhost:${port}/relay`)).json();
    expect(relays).toMatchObject({ key: true, lm: { url: new URL(lm.url).origin } });
  } finally {
    await context.close();
    app.server.closeAllConnections();
    await app.close();
    await emulators.close();
  }
});
