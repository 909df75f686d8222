/** From an empty profile to the first printed marked receipt by a link: the file comes through the gateway, signed as `npm run setup-file` signs it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getPublicKeyAsync, signAsync, utils } from '@noble/ed25519';
import { signedText } from '../../src/domain/shop/setup-file.ts';
import { ByKeyboard } from './by-keyboard.ts';
import { receiptsOf } from './kkt.ts';
import { Steps } from './steps.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

test.use({
  isolated: true,
  options: {
    kkt: { debugFn: false, inn: '7707083893', taxations: 0b100010 },
    emulators: { lm: { inn: '7707083893' } },
    env: { POLTORA_DEMO: '0', POLTORA_SETUP_ALLOW: 'localhost:*' },
  },
});

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A sender: its key, and a server without CORS that gives what it was last given. */
async function sender() {
  const secret = utils.randomPrivateKey();
  const key = base64url(await getPublicKeyAsync(secret));
  let body = '';
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/shop.json`,
    put: (file: object) => void (body = JSON.stringify(file)),
    signed: async (file: Readonly<Record<string, unknown>>) => ({
      ...file,
      signature: { key, value: base64url(await signAsync(new TextEncoder().encode(signedText(file)), secret)) },
    }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const file = {
  version: 1,
  from: { name: 'Франшиза «Полторашка»', contacts: [{ name: 'Поддержка касс', phone: '+7 900 000-00-00' }] },
  shop: {
    name: 'Лавка № 7',
    inn: '7707083893',
    taxation: 'usnIncome',
    vat: 'none',
    timeZone: 2,
    till: 'Касса 1',
    cashier: 'Петрова А. В.',
  },
  policies: { rounding: 'roubles' },
  branding: { name: 'Полторашка', colour: '#d23c77' },
  receipt: { text: ['Ждём вас в «Полторашке»'] },
  rights: { senior: ['cash-out'] },
  locked: ['taxation', 'rounding'],
};

test('a real till is set up by a link, by keyboard alone, and sells; its sender alone may change it, and what is locked stays', async ({
  page,
  server: { url, kkt },
}) => {
  const franchise = await sender();
  const till = new TillPage(page);
  const took = new Steps('By a link, from an empty profile to the first receipt');
  const keys = new ByKeyboard(page);
  const press = (name: string | RegExp) => keys.press(till.button(name));
  try {
    franchise.put(await franchise.signed(file));
    await page.goto(new URL(`#setup=${encodeURIComponent(franchise.url)}`, url).href);
    await expect(page.getByText('Франшиза «Полторашка»')).toBeVisible();
    await expect(page.getByText('Файл подписан')).toBeVisible();
    await expect(page.getByText(/^Только по ПИН старшего кассира: .*Изъять деньги из ящика/)).toBeVisible();
    took.done('the link is opened, and says who sends it and what it sets');
    expect(new URL(page.url()).hash).toBe('');
    // Somebody closes the page here: the link waits for its answer.
    await page.reload();
    await expect(page.getByText('Название магазина: Лавка № 7')).toBeVisible();
    await press('Принять');
    took.done('closed and opened again, read, accepted');
    // What no file can do: find the ККТ. A PIN is each till's own, too; all else is not asked.
    await press('Найти кассу');
    await expect(page.getByRole('region', { name: 'Касса отвечает' })).toBeVisible();
    await press('Дальше');
    took.done('the ККТ is found');
    await expect(page.getByLabel(/^ПИН/)).toBeVisible();
    await press('Дальше');
    await press('Начать работу');
    await till.ready();
    took.done('no PIN; the till opens');
    await till.scan(codeOf('allowed'));
    await expect(till.receipt).toContainText('Можно продавать');
    await press('Указать название и цену');
    await keys.fill(page.getByLabel(/Название/), 'Молоко');
    await keys.fill(page.getByLabel(/Цена/), '94,90');
    await keys.press(page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }));
    took.done('the first marked goods are checked, named and priced');
    await till.payCash();
    await till.printed();
    took.done('paid and printed');
    took.print();
    expect(receiptsOf(kkt)).toMatchObject([{ tags: { 1021: 'Петрова А. В.', 1055: 2 } }]);
    expect(kkt.strips.flatMap(({ lines }) => lines)).toContain('Ждём вас в «Полторашке»');
    // A crowded strip hides the name; its colour stays.
    await expect(page.getByRole('banner').getByText('Полторашка', { exact: true })).toBeAttached();
    await expect(page.getByRole('banner')).toHaveCSS('border-top-color', 'rgb(210, 60, 119)');
    await press('Новый чек');

    // Locked fields stay.
    await press('Настройки');
    await expect(page.getByText('Закреплено: Франшиза «Полторашка»').first()).toBeVisible();
    await keys.choose(page.getByRole('radio', { name: 'Не округлять' }));
    await press('Сохранить');
    await expect(page.getByText(/закрепил эти настройки: Копейки в сумме чека/)).toBeVisible();
    await press(/Назад/);
    await till.ready();

    // An unsigned file is refused from now on, and so is one that was changed after it was signed.
    const signed = await franchise.signed(file);
    for (const [bad, words] of [
      [{ ...file, shop: { ...file.shop, name: 'Чужая' } }, 'Файл не подписан, а эта касса'],
      [{ ...signed, shop: { ...file.shop, name: 'Чужая' } }, 'Подпись неверная'],
    ] as const) {
      franchise.put(bad);
      await page.goto(new URL(`#setup=${encodeURIComponent(franchise.url)}`, url).href);
      await expect(page.getByText(words)).toBeVisible();
      await press('Продолжить без ссылки');
      await till.ready();
    }
    // Of that nothing was set; a crowded strip hides the name of the shop.
    await expect(page.getByText(/^Лавка № 7/)).toBeAttached();
  } finally {
    franchise.close();
  }
});

test('a file with wrong fields, and one of a newer version: which, what a right one looks like, and nothing is set', async ({
  page,
  server: { url },
}) => {
  const franchise = await sender();
  const till = new TillPage(page);
  const link = new URL(`#setup=${encodeURIComponent(franchise.url)}`, url).href;
  const press = (name: string | RegExp) => till.button(name).click();
  try {
    const { shop, ...rest } = file;
    franchise.put({ ...rest, shop: { ...shop, inn: '7707083894', timeZone: '2' }, color: 'red', tillPin: '1234' });
    await page.goto(link);
    for (const words of [
      'ИНН (shop.inn): такое значение не подходит. Нужно: ИНН в кавычках: 10 цифр у организации',
      'Часовой пояс (shop.timeZone): такое значение не подходит. Нужно: целое число без кавычек от 1',
      'color: такой настройки у кассы нет.',
      'tillPin: это пароль или ключ, им в файле не место.',
    ])
      await expect(page.getByText(words)).toBeVisible();
    await expect(till.button('Принять')).toHaveCount(0);

    franchise.put({ ...file, version: 2, shop: 'of another shape' });
    await press('Попробовать снова');
    await expect(page.getByText('Файл для более новой кассы (версия 2). Обновите эту кассу')).toBeVisible();
    await press('Продолжить без ссылки');
    await press('Заполнить всё одной анкетой');
    await expect(page.getByLabel('Название магазина')).toHaveValue('');

    franchise.put(file);
    await page.goto(link);
    await expect(page.getByText('Название магазина: Лавка № 7')).toBeVisible();
  } finally {
    franchise.close();
  }
});
