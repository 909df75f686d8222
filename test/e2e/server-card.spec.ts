/** «Сервер кассы»: an owner types the key and the addresses on the page, and sells; no variable, no restart. */
import type { Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { listenGateway } from '../../src/gateway/listen.ts';
import { TypedSettings } from '../../src/gateway/typed-settings.ts';
import { startEmulators, type Emulators } from '../emulators/index.ts';
import { receiptsOf } from './kkt.ts';
import { ByKeyboard } from './by-keyboard.ts';
import { Steps } from './steps.ts';
import { codeOf, expect, test as base, TillPage } from './till.ts';

const built = process.env['POLTORA_DIST'] ?? fileURLToPath(new URL('../../dist/till', import.meta.url));

interface Owned {
  readonly page: Page;
  readonly url: string;
  readonly emulators: Emulators;
  /** What the log of the gateway says. */
  readonly lines: readonly string[];
  /** Ends the gateway and starts it again from what it kept. */
  readonly restart: () => Promise<void>;
}

/** A new gateway of which nobody has told anything yet, and an empty browser before it. */
const owned = base.extend<{ owned: Owned }>({
  owned: async ({ browser }, use, testInfo) => {
    const emulators = await startEmulators({ kkt: { inn: '7707083893', debugFn: false }, lm: { inn: '7707083893' } });
    const { cdn } = emulators;
    const lines: string[] = [];
    const start = async (port: number) => {
      const typed = await TypedSettings.open(
        {
          // The contour of the test stands in the place of ЦРПТ's own; what an owner knows is typed.
          POLTORA_CDN: cdn.base,
          POLTORA_CDN_ALLOW: cdn.hosts.map((host) => new URL(host).host).join(','),
          POLTORA_DATA: testInfo.outputPath('data'),
          POLTORA_PORT: String(port),
        },
        { till: built, log: (line) => void lines.push(line) },
      );
      if (!typed.ok) throw new Error('bad environment');
      const listening = await listenGateway(typed.value.config, { typed: typed.value });
      if (!listening.ok) throw new Error(listening.failure.message);
      return listening.value.app;
    };
    let app = await start(0);
    const end = async (): Promise<void> => {
      app.server.closeAllConnections();
      await app.close();
    };
    const address = app.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const context = await browser.newContext();
    await use({
      page: await context.newPage(),
      url: `http://localhost:${port}/`,
      emulators,
      lines,
      restart: async () => {
        await end();
        app = await start(port);
      },
    });
    await context.close();
    await end();
    await emulators.close();
  },
});

owned(
  'key, ЛМ and ККТ typed on the page: the first check answers online, the first receipt is printed, and the next start knows them',
  async ({ owned: { page, url, emulators, lines, restart } }) => {
    const { cdn, lm, kkt } = emulators;
    const till = new TillPage(page);
    await page.goto(url);
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
    await restart();
    const relays = await (await fetch(`${url}relay`)).json();
    expect(relays).toMatchObject({ key: true, lm: { url: new URL(lm.url).origin } });
  },
);

owned(
  'by keyboard alone, from an empty page: ККТ, key and ЛМ typed where the conversation asks for them',
  async ({ owned: { page, url, emulators } }) => {
    const { cdn, lm, kkt } = emulators;
    if (!kkt) throw new Error('no ККТ');
    const till = new TillPage(page);
    const keys = new ByKeyboard(page);
    const took = new Steps('The set-up by keyboard');
    const asks = (question: string) => expect(page.getByRole('heading', { name: question })).toBeVisible();
    const goOn = () => keys.press(till.button('Дальше'));
    const server = page.getByRole('region', { name: 'Сервер кассы' });
    const saveServer = () => keys.press(server.getByRole('button', { name: 'Сохранить на сервере' }));
    await page.goto(url);
    await asks('Где ваша касса (ККТ)?');
    await keys.choose(page.getByRole('radio', { name: 'В сети, через сервер кассы' }));
    await expect(page.getByText('Сервер кассы ещё не знает адреса ККТ.')).toBeVisible();
    await keys.fill(server.getByLabel('Адрес ККТ в сети'), new URL(kkt.url).host);
    await saveServer();
    await keys.press(till.button('Найти кассу'));
    await expect(page.getByRole('region', { name: 'Касса отвечает' })).toContainText('7707083893');
    took.done('the ККТ: its address, and found');
    await goOn();
    await asks('Чей это магазин?');
    await goOn();
    await asks('Как магазин платит налоги?');
    await keys.choose(page.getByRole('radio', { name: 'УСН доход', exact: true }));
    await goOn();
    await asks('Который у вас час?');
    await goOn();
    await asks('Как назвать эту кассу и кто за ней?');
    await keys.fill(page.getByLabel('Название кассы'), 'Касса 1');
    await keys.fill(page.getByLabel('Кассир'), 'Петрова А. В.');
    await goOn();
    await asks('Защитить настройки ПИН-кодом?');
    await keys.fill(page.getByLabel(/^ПИН/), '4815');
    await goOn();
    await asks('Всё готово?');
    await expect(page.getByText('Коды проверить некому.')).toBeVisible();
    await keys.fill(server.getByRole('textbox', { name: 'Ключ Честного ЗНАКа' }), cdn.apiKey);
    await keys.fill(server.getByLabel('Адрес ЛМ ЧЗ'), new URL(lm.url).host);
    await keys.fill(server.getByLabel('Логин ЛМ ЧЗ'), lm.login);
    await keys.fill(server.getByLabel('Пароль ЛМ ЧЗ'), lm.password);
    await saveServer();
    await expect(server.getByText('Честный ЗНАК принимает ключ.')).toBeVisible();
    await expect(page.getByText('Коды проверяются.')).toBeVisible();
    took.done('the rest, the key and ЛМ');
    await keys.press(till.button('Начать работу'));
    await keys.press(till.button('Код записан'));
    await till.ready();

    // What is left, one by one: none of it wants a mouse.
    const left = page.getByRole('region', { name: 'До первой продажи осталось:' });
    await expect(left).toBeVisible();
    await expect(left.getByText('Проверка в Честном ЗНАКе')).toHaveCount(0);
    await keys.press(till.button('Настроить: Сканер'));
    for (const step of ['Касса (ККТ)', 'Кассир и ПИН', 'Товары', 'ТС ПИоТ']) {
      const head = page.locator('[aria-expanded]').filter({ hasText: step });
      await keys.press(head);
      await expect(head).toHaveAttribute('aria-expanded', 'true');
    }
    await keys.press(till.button('Отложить'));
    await page.keyboard.press('Escape');
    await till.ready();
    await expect(left.getByText('ТС ПИоТ')).toHaveCount(0);
    took.done('the list of what is left');

    await till.scan(codeOf('allowed'));
    await expect(till.receipt).toContainText('Можно продавать');
    await keys.press(till.button('Указать название и цену'));
    await keys.fill(page.getByLabel(/Название/), 'Молоко');
    await keys.fill(page.getByLabel(/Цена/), '94,90');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('F4');
    // Enter does not print: a scanner ends with it.
    await keys.press(till.button(/^Пробить чек/), 'Space');
    await till.printed();
    took.done('the first receipt');
    took.print();
    expect(receiptsOf(kkt.kkt)).toMatchObject([
      { tags: { 1021: 'Петрова А. В.', 1059: [{ 1030: 'Молоко', 2106: 15 }] } },
    ]);
  },
);
