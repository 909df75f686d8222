/** The ККТ on a cable: the page's own link and driver over ttys of this machine; only `navigator.serial` is a stand-in. */
import { demoKkt } from '../emulators/index.ts';
import { Kkt, startKktPty, type KktOptions } from '../emulators/kkt-shtrih/index.ts';
import { PageSerial } from '../stand-ins/page-serial.ts';
import { hasSocat } from '../stand-ins/tty.ts';
import { codes, receiptsOf, until } from './kkt.ts';
import { Steps } from './steps.ts';
import { codeOf, expect, test as base, TillPage } from './till.ts';

const device = { usbVendorId: 0x0483, usbProductId: 0x5740 };
/** Ports as a PC lists them: an empty one before the device. */
const at = { empty: 0, kkt: 1 };

interface Cable {
  readonly kkt: Kkt;
  readonly serial: PageSerial;
  unplug(): Promise<void>;
  plug(): Promise<void>;
}

const test = base.extend<{ isGranted: boolean; machine: KktOptions; cable: Cable; wired: TillPage }>({
  isGranted: [true, { option: true }],
  machine: [{}, { option: true }],
  cable: async ({ context, isGranted, machine }, use) => {
    const kkt = new Kkt({ ...demoKkt, ...machine });
    const pty = await startKktPty(kkt);
    const serial = await PageSerial.install(context, [{}, { path: pty.path, info: device, granted: isGranted }]);
    await use({
      kkt,
      serial,
      unplug: async () => {
        await pty.unplug();
        await serial.unplug(at.kkt);
      },
      plug: async () => {
        await pty.plug();
        await serial.plug(at.kkt);
      },
    });
    await serial.close();
    await pty.close();
  },
  // The way a person goes: the link is chosen in the settings, and the page starts anew with it.
  wired: async ({ page, server, cable: _cable }, use) => {
    const till = await new TillPage(page).open(server.url);
    await till.button('Настройки').click();
    await page.getByLabel('Кабелем USB или COM').check();
    const reloaded = page.waitForEvent('load');
    await till.button('Сохранить').click();
    await reloaded;
    await till.ready();
    await use(till);
  },
});

test.use({ isolated: true });
test.skip(!hasSocat, 'socat is missing');
// Opening an empty port is tried for 1.5 s before the next place is looked at.
test.setTimeout(60_000);

const found = (till: TillPage) =>
  expect(till.page.getByText('ККТ: учебная', { exact: true })).toBeVisible({ timeout: 20_000 });

test('found behind an empty port, sells for card and cash, and is remembered over a reload', async ({
  wired: till,
  cable: { kkt, serial },
}) => {
  await found(till);
  const code = codeOf('allowed');
  await till.scan(code);
  await till.quick(/Хлеб/).click();
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await till.payMixed('50');
  await till.printed();
  const [receipt] = receiptsOf(kkt);
  expect(receipt?.tags).toMatchObject({
    1020: 14_980,
    1031: 9_980,
    1081: 5_000,
    1059: [{ 1163: { 1305: code.split('\u001d')[0] }, 2106: 15 }, { 1030: 'Хлеб «Бородинский», 400 г' }],
  });

  const before = serial.openings.length;
  await till.page.reload();
  await till.ready();
  await found(till);
  // Straight to the port and the speed that answered last.
  expect(serial.openings.slice(before)).toEqual([{ port: at.kkt, baudRate: serial.openings[before - 1]?.baudRate }]);
  await till.button(/Батон/).first().click();
  await till.sell();
  expect(receiptsOf(kkt)).toHaveLength(2);
});

test('the cable pulled out after the closing command and put back: exactly one document', async ({
  wired: till,
  cable,
}) => {
  const { kkt } = cable;
  await found(till);
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  kkt.set({ kind: 'late-answer', command: codes.close, ms: 2_000 });
  await till.payCash();
  await until(kkt, codes.close);
  await cable.unplug();
  await expect(till.page.getByText('Неизвестно, напечатан ли чек').first()).toBeVisible();
  await cable.plug();
  await till.printed(20_000);
  expect(receiptsOf(kkt)).toHaveLength(1);
});

test('the cable pulled out before it: no document, and the receipt is printed when it is back', async ({
  wired: till,
  cable,
}) => {
  const { kkt } = cable;
  await found(till);
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  kkt.set({ kind: 'late-answer', command: codes.item, ms: 2_000 });
  await till.payCash();
  await until(kkt, codes.item);
  await cable.unplug();
  await expect(till.page.getByText('Чек не пробит.').first()).toBeVisible();
  expect(receiptsOf(kkt)).toHaveLength(0);
  await cable.plug();
  await expect(till.page.getByText('ККТ готова').first()).toBeVisible({ timeout: 20_000 });
  await till.button(/^Пробить чек/).click();
  await till.printed();
  expect(receiptsOf(kkt)).toHaveLength(1);
});

test.describe('a port that nobody has given to the page yet', () => {
  test.use({ isGranted: false });
  test('is chosen by a person, from the payment, and the receipt goes on', async ({
    wired: till,
    cable: { kkt, serial },
  }) => {
    await till.quick(/Хлеб/).click();
    await till.payCash();
    await expect(till.page.getByText(/ККТ не подключена/).first()).toBeVisible({ timeout: 20_000 });
    serial.choice = at.kkt;
    await till.button('Выбрать порт').click();
    await expect(till.page.getByText('ККТ готова').first()).toBeVisible({ timeout: 20_000 });
    await till.button(/^Пробить чек/).click();
    await till.printed();
    expect(receiptsOf(kkt)).toHaveLength(1);
  });
});

test.describe('a real till that is set up by conversation', () => {
  test.use({
    isGranted: false,
    machine: { debugFn: false, inn: '7707083893', taxations: 0b100010 },
    options: { env: { POLTORA_DEMO: '0' } },
  });
  test('finds its ККТ on the cable, takes from it who the shop is, and prints the first receipt', async ({
    page,
    server,
    cable: { kkt, serial },
  }) => {
    const till = new TillPage(page);
    const took = new Steps('The set-up with a ККТ on a cable');
    const press = (name: string | RegExp) => till.button(name).click();
    const answers = page.getByRole('region', { name: 'Касса отвечает' });
    await page.goto(server.url);
    await page.getByLabel('Подключена кабелем').check();
    took.done('the page opens, and asks where the ККТ is');

    // Of the ports that the page may open none has a ККТ: said so, with what to do.
    await press('Найти кассу');
    await expect(page.getByText(/ККТ не подключена/)).toBeVisible({ timeout: 20_000 });
    await expect(answers).toHaveCount(0);
    // Somebody closes the chooser: nothing is chosen.
    await press('Выбрать порт');
    await expect(page.getByText('Порт выбран.')).toHaveCount(0);
    serial.choice = at.kkt;
    await press('Выбрать порт');
    await expect(page.getByText('Порт выбран.')).toBeVisible();
    took.done('the port is chosen');
    await press('Найти кассу');
    await expect(answers).toContainText('7707083893', { timeout: 20_000 });
    took.done('the ККТ answers');

    await press('Дальше');
    await expect(page.getByLabel('ИНН')).toHaveValue('7707083893');
    await press('Дальше');
    await page.getByLabel('УСН доход', { exact: true }).check();
    await press('Дальше');
    await press('Дальше');
    await page.getByLabel('Название кассы').fill('Касса 1');
    await page.getByLabel('Кассир', { exact: true }).fill('Петрова А. В.');
    await press('Дальше');
    await press('Дальше');
    await press(/^(?:Начать работу|Всё равно начать)$/);
    await till.ready();
    took.done('all else is answered');

    // The port of the set-up is the till's own now: nobody chooses again.
    await till.scan('4606203090785');
    await press('Завести товар');
    await page.getByLabel(/Название/).fill('Спички');
    await page.getByLabel(/Цена/).fill('5');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Сохранить|Готово|Добавить/ })
      .click();
    await till.sell();
    took.done('the first receipt');
    took.print();
    expect(receiptsOf(kkt)).toMatchObject([{ tags: { 1021: 'Петрова А. В.', 1055: 2, 1059: [{ 1030: 'Спички' }] } }]);
  });
});
