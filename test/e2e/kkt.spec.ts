/** The driver of ШТРИХ-М in the page, through the gateway's bridge, against the emulated device: what stands in its ФН and on its paper. */
import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { codes, receiptsOf, until } from './kkt.ts';
import { codeOf, expect, secondTab, silenceLocal, test, TillPage, type TillServer } from './till.ts';

test.use({ options: { kkt: {} } });

const kiOf = (code: string): string => code.split('\u001d')[0] ?? '';

/** One marked item, checked. */
async function scanned(till: TillPage, code = codeOf('allowed')): Promise<string> {
  await till.scan(code);
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  return code;
}

const bread = (till: TillPage): Locator => till.quick(/Хлеб/);
const saying = (till: TillPage, text: string | RegExp): Locator => till.page.getByText(text).first();

/** Whatever became of the page: a cashier who does what it says ends with one printed receipt, and has pressed «Пробить чек» no more than once again. */
async function brought(till: TillPage): Promise<void> {
  const printed = saying(till, 'Чек напечатан');
  const again = till.button(/^Пробить чек/).and(till.page.locator(':enabled'));
  await expect(printed.or(again).first()).toBeVisible({ timeout: 20_000 });
  if (await again.isVisible()) await again.click();
  await till.printed(20_000);
}

test.describe('a sale', () => {
  test('of a marked and a plain item for cash: the first of the day opens the shift', async ({ till, server }) => {
    await silenceLocal(server);
    const { kkt } = server;
    const code = await scanned(till);
    await bread(till).click();
    await till.pay.click();
    await till.button(/^Наличные/).click();
    await till.button(/^1.?000/).click();
    await till.button(/^Пробить чек/).click();
    await till.printed();
    await expect(till.page.getByText(/Сдача/).first()).toBeVisible();

    expect(kkt.documents.map(({ fd, kind }) => `${fd} ${kind}`)).toEqual([
      '1 registration',
      '2 shift-opened',
      '3 receipt',
    ]);
    const [receipt] = receiptsOf(kkt);
    // What the buyer paid, not the banknote.
    expect(receipt).toMatchObject({
      operation: 1,
      sum: 14_980,
      tags: { 1020: 14_980, 1021: 'Иванова А.', 1031: 14_980, 1055: 1, 1081: 0 },
    });
    expect(kkt.documents[1]?.tags).toMatchObject({ 1021: 'Иванова А.' });
    expect(receipt?.tags[1059]).toMatchObject([
      {
        1023: 1_000,
        1030: 'Молоко «Луговая сказка» пастеризованное 3,2 %, 930 мл',
        1043: 9_490,
        1079: 9_490,
        1163: { 1305: kiOf(code) },
        1199: 2,
        1212: 33,
        1214: 4,
        2106: 15,
        2108: 0,
        1260: {
          1262: '030',
          1263: '21.11.2023',
          1264: '1944',
          1265: expect.stringMatching(/^UUID=[0-9a-f-]{36}&Time=\d{13}$/),
        },
      },
      { 1023: 1_000, 1030: 'Хлеб «Бородинский», 400 г', 1043: 5_490, 1199: 2, 1212: 1, 1214: 4 },
    ]);
    await expect(till.page.getByText('ФД № 3').first()).toBeVisible();
  });

  test('shows the paper that the ККТ printed', async ({ till, server: { kkt } }) => {
    await scanned(till);
    await till.sell();
    const strip = kkt.strips.find(({ fd }) => fd === 3);
    expect(strip?.lines.join('\n')).toContain('[М+]');
    const paper = till.page.getByRole('article', { name: 'Бумажный чек' });
    await expect(paper).toContainText('ЗН ККТ: 0000000000054903');
    await expect(paper.locator('pre')).toHaveText(strip?.lines.join('\n') ?? '', { useInnerText: true });
  });

  test('by card', async ({ till, server: { kkt } }) => {
    await scanned(till);
    await till.sell('Безналичные');
    expect(receiptsOf(kkt)[0]?.tags).toMatchObject({ 1020: 9_490, 1031: 0, 1081: 9_490 });
    expect(kkt.cashInDrawer).toBe(0);
  });

  test('a part by card, the rest in cash', async ({ till, server: { kkt } }) => {
    await scanned(till);
    await till.payMixed('50');
    await till.printed();
    expect(receiptsOf(kkt)[0]?.tags).toMatchObject({ 1020: 9_490, 1031: 4_490, 1081: 5_000 });
    expect(kkt.cashInDrawer).toBe(4_490);
  });

  for (const [typed, written] of [
    ['buyer@example.ru', 'buyer@example.ru'],
    ['8 926 123-45-67', '+79261234567'],
  ] as const) {
    test(`the buyer's ${typed} goes to tag 1008`, async ({ till, server: { kkt } }) => {
      await bread(till).click();
      await till.pay.click();
      await till.button(/^Безналичные/).click();
      await till.page.getByLabel('Чек на телефон или почту').fill(typed);
      await till.button(/^Пробить чек/).click();
      await till.printed();
      expect(receiptsOf(kkt)[0]?.tags).toMatchObject({ 1008: written });
      await expect(saying(till, `Электронный чек: ${written}`)).toBeVisible();
    });
  }

  test("rounded to roubles in the buyer's favour", async ({ till, server: { kkt } }) => {
    await till.button('Настройки').click();
    await till.page.getByLabel('Округлять до рублей в пользу покупателя').check();
    await till.button('Сохранить').click();
    await till.button(/Назад/).first().click();
    await scanned(till);
    await till.sell();
    expect(receiptsOf(kkt)[0]).toMatchObject({
      sum: 9_400,
      tags: { 1020: 9_400, 1031: 9_400, 1059: [{ 1043: 9_490 }] },
    });
  });

  test('measured goods', async ({ till, server: { kkt } }) => {
    await till
      .button(/Бананы/)
      .first()
      .click();
    await till.page.getByLabel(/Сколько/).fill('0,345');
    await till.page.getByRole('dialog').getByRole('button', { name: 'Добавить' }).click();
    await till.sell('Безналичные');
    expect(receiptsOf(kkt)[0]).toMatchObject({
      sum: 5_862,
      tags: { 1059: [{ 1023: 345, 1043: 5_862, 1079: 16_990, 2108: 11 }] },
    });
  });

  test('a second one goes into the same shift', async ({ till, server: { kkt } }) => {
    await bread(till).click();
    await till.sell();
    await till.button(/^Новый чек/).click();
    await bread(till).click();
    await till.sell();
    expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration', 'shift-opened', 'receipt', 'receipt']);
  });

  test('with ЦРПТ, ОИСМ and ОФД out of reach', async ({ till, server }) => {
    await server.emulators.cdn.service.fail({ refuse: true });
    server.kkt.marks.oism = 'silent';
    server.kkt.ofd = 'silent';
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText('Можно продавать (офлайн)');
    await till.sell();
    expect(receiptsOf(server.kkt)[0]).toMatchObject({
      confirmed: false,
      tags: { 1059: [{ 2106: 0, 1260: { 1265: expect.stringContaining('&Inst=') } }] },
    });
    await till.button('Смена').click();
    await expect(till.page.getByRole('region', { name: 'Смена' })).toContainText('не отправлено 2');
  });
});

test.describe('what the ККТ says of a mark stands on its line', () => {
  const sign = (till: TillPage): Locator => till.line('Молоко');

  test('[М+]: ОИСМ confirmed it', async ({ till }) => {
    await scanned(till);
    await till.sell();
    await expect(sign(till)).toContainText('[М+]');
  });

  test('[М]: ОИСМ did not answer, the sale goes on', async ({ till, server: { kkt } }) => {
    kkt.marks.oism = 'silent';
    await scanned(till);
    await till.sell();
    await expect(sign(till)).toContainText('[М]');
    await expect(sign(till)).toContainText('сервер марок не ответил');
    expect(receiptsOf(kkt)[0]?.tags[1059]).toMatchObject([{ 2106: 0 }]);
  });

  test('[М-]: the law lets the sale go on', async ({ till, server: { kkt } }) => {
    const code = await scanned(till);
    kkt.marks.set(code, { oism: 'bad' });
    await till.sell();
    await expect(sign(till)).toContainText('[М-]');
    expect(receiptsOf(kkt)[0]?.tags[1059]).toMatchObject([{ 2106: 7 }]);
  });

  test('[М-] where the shop forbids it: the item is named and taken out, the others are sold', async ({
    till,
    server: { kkt },
  }) => {
    await till.button('Настройки').click();
    await till.page
      .getByRole('radiogroup', { name: /\[М-\]/ })
      .getByLabel('Не продавать')
      .check();
    await till.button('Сохранить').click();
    await till.button(/Назад/).first().click();
    await bread(till).click();
    const code = await scanned(till);
    kkt.marks.set(code, { oism: 'bad' });
    await till.payCash();
    await expect(saying(till, /Чек не пробит\. ККТ: марка не прошла проверку/)).toBeVisible();
    await expect(saying(till, /Товар: «?Молоко/)).toBeVisible();
    expect(receiptsOf(kkt)).toHaveLength(0);
    await till.button('Убрать товар из чека').click();
    await expect(till.line('Молоко')).toHaveCount(0);
    await till.sell();
    expect(receiptsOf(kkt).map(({ sum }) => sum)).toEqual([5_490]);
  });
});

test.describe('paper and cover', () => {
  test.use({ options: { kkt: { printMs: 1_000 } } });

  for (const [what, words, out, back] of [
    ['paper runs out', 'Нет бумаги', 'paperOut', 'paperIn'],
    ['the cover is opened', 'Открыта крышка', 'openCover', 'closeCover'],
  ] as const) {
    test(`${what} in the middle of a receipt: the screen says so, the paper goes on by itself, one document`, async ({
      till,
      server: { kkt },
    }) => {
      await scanned(till);
      await till.payCash();
      await until(kkt, codes.close);
      kkt[out]();
      await expect(saying(till, 'Чек пробит, но не допечатан')).toBeVisible();
      await expect(saying(till, words)).toBeVisible();
      kkt[back]();
      await till.printed();
      await expect
        .poll(() => kkt.strips.filter(({ fd }) => fd === 3).map(({ kind }) => kind))
        .toEqual(['broken', 'receipt']);
      expect(receiptsOf(kkt)).toHaveLength(1);
    });

    test(`${what} before it: told before the money is taken, and sold when it is back`, async ({
      till,
      server: { kkt },
    }) => {
      await bread(till).click();
      kkt[out]();
      await till.pay.click();
      await expect(saying(till, 'Пока чек не пробить.')).toBeVisible();
      await expect(saying(till, `ККТ: ${words.toLowerCase()}`)).toBeVisible();
      kkt[back]();
      await expect(saying(till, 'Пока чек не пробить.')).toBeHidden();
      await till.button(/^Наличные/).click();
      await till.button(/^Пробить чек/).click();
      await till.printed();
      expect(receiptsOf(kkt)).toHaveLength(1);
    });
  }

  test('the next receipt is begun while the paper of the last still moves', async ({ till, server: { kkt } }) => {
    await bread(till).click();
    await till.sell();
    expect(kkt.submode).toBe(5);
    await till.button(/^Новый чек/).click();
    await bread(till).click();
    await till.sell();
    expect(receiptsOf(kkt)).toHaveLength(2);
  });

  test('paper runs out while the shift is opened: the receipt waits for it', async ({ till, server: { kkt } }) => {
    await bread(till).click();
    kkt.set({ kind: 'paper-out', command: codes.openShift });
    await till.payCash();
    await expect(saying(till, /Чек не пробит\. ККТ: нет бумаги/)).toBeVisible();
    kkt.paperIn();
    await expect(saying(till, 'ККТ готова')).toBeVisible();
    await brought(till);
    expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration', 'shift-opened', 'receipt']);
  });
});

test.describe('the shift', () => {
  const operations = (till: TillPage): Locator => till.page.getByRole('region', { name: 'Операции' });
  const card = (till: TillPage): Locator => till.page.getByRole('region', { name: 'Смена' });
  async function cash(till: TillPage, action: 'Внести' | 'Изъять', sum: string): Promise<void> {
    await card(till).getByRole('button', { name: action, exact: true }).click();
    await till.page.getByLabel('Сумма, ₽').fill(sum);
    await till.page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
  }

  test('a whole day: first sale, X, cash in and out, close with the cash counted', async ({
    till,
    server: { kkt },
  }) => {
    await bread(till).click();
    await till.sell();
    await till.button('Смена').click();
    await expect(card(till)).toContainText('Смена № 1 открыта');
    await expect(operations(till)).toContainText('Открытие смены');
    await expect(operations(till)).toContainText('ФД № 2');

    // By the journal, and by the registers of the ККТ.
    for (const [name, value] of [
      ['Чеков продажи', '1'],
      ['Итого', '54,90 ₽'],
    ] as const)
      await expect(card(till).getByRole('row', { name }).getByRole('cell')).toHaveText([value, value]);

    await card(till).getByRole('button', { name: 'X-отчёт' }).click();
    await expect(operations(till)).toContainText('X-отчёт');
    await card(till).getByRole('button', { name: 'Копия последнего чека' }).click();
    await expect.poll(() => kkt.strips.at(-1)?.kind).toBe('copy');
    await cash(till, 'Внести', '1000');
    await expect(card(till)).toContainText('1 054,90 ₽');
    await cash(till, 'Изъять', '500,50');
    await expect(card(till)).toContainText('554,40 ₽');
    expect([kkt.cashIn, kkt.cashOut, kkt.cashInDrawer]).toEqual([100_000, 50_050, 55_440]);

    await card(till).getByRole('button', { name: 'Закрыть смену' }).click();
    const dialog = till.page.getByRole('dialog');
    await expect(dialog).toContainText('554,40 ₽');
    await dialog.getByLabel('Посчитано в ящике').fill('550');
    await dialog.getByRole('button', { name: 'Закрыть смену' }).click();
    await expect(card(till)).toContainText('Смена закрыта');
    await expect(operations(till)).toContainText('не хватает 4,40 ₽');
    expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration', 'shift-opened', 'receipt', 'shift-closed']);
    expect(kkt.documents.at(-1)?.tags).toMatchObject({ 1021: 'Иванова А.' });
    expect(kkt.strips.map(({ kind }) => kind)).toEqual([
      'shift-opened',
      'receipt',
      'x-report',
      'copy',
      'cash-in',
      'cash-out',
      'shift-closed',
    ]);

    await till.button(/Назад к продаже/).click();
    await till.button(/^Новый чек/).click();
    await bread(till).click();
    await till.sell();
    expect(kkt.shift).toEqual({ number: 2, open: true });

    // What went over the wire is in the file for whoever helps, and what it was about is not.
    await till.button(/^Новый чек/).click();
    await till.button('Настройки').click();
    await till.button('Проверка системы').click();
    await till.button('Собрать файл').click();
    await till.button('Показать текстом').click();
    const download = till.page.waitForEvent('download');
    await till.button('Сохранить').click();
    const saved = await readFile(await (await download).path(), 'utf8');
    expect((JSON.parse(saved) as { frames: unknown[] }).frames.length).toBeGreaterThan(0);
    for (const secret of ['Иванова', 'Бородинский', '54,90']) expect(saved).not.toContain(secret);
  });

  test('paper runs out in the Z report: the shift is closed, the rest comes when there is paper', async ({
    till,
    server: { kkt },
  }) => {
    await bread(till).click();
    await till.sell();
    await till.button('Смена').click();
    kkt.set({ kind: 'paper-out', command: codes.closeShift });
    await card(till).getByRole('button', { name: 'Закрыть смену' }).click();
    await till.page.getByRole('dialog').getByRole('button', { name: 'Закрыть смену' }).click();
    await expect(card(till)).toContainText('ККТ: нет бумаги');
    await expect(card(till)).toContainText('Смена закрыта');
    kkt.paperIn();
    await expect(card(till)).not.toContainText('нет бумаги');
    expect(kkt.strips.filter(({ fd }) => fd === 4).map(({ kind }) => kind)).toEqual(['broken', 'shift-closed']);
    expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration', 'shift-opened', 'receipt', 'shift-closed']);
  });

  for (const when of ['before', 'after'] as const) {
    test(`the power goes ${when} cash is put in: it is put in once`, async ({ till, server: { kkt } }) => {
      await till.button('Смена').click();
      await expect(card(till)).toContainText('Смена закрыта');
      kkt.set({ kind: `power-off-${when}`, command: codes.cashIn, ms: 1_000 });
      await cash(till, 'Внести', '500');
      await expect.poll(() => kkt.faults).toEqual([]);
      await expect.poll(() => kkt.powered).toBe(true);
      await expect(async () => {
        await card(till).getByRole('button', { name: 'Обновить' }).click();
        await expect(operations(till)).toContainText(when === 'after' ? /Внесение\s*500,00/ : 'не сделано', {
          timeout: 1_000,
        });
      }).toPass();
      if (when === 'before') await cash(till, 'Внести', '500');
      await expect(card(till)).toContainText('За смену внесено 500,00 ₽');
      expect(kkt.cashIn).toBe(50_000);
    });
  }

  test('more than the drawer has is not paid out', async ({ till, server: { kkt } }) => {
    await till.button('Смена').click();
    await expect(card(till)).toContainText('Смена закрыта');
    await cash(till, 'Изъять', '100');
    await expect(saying(till, 'В ящике только 0,00 ₽')).toBeVisible();
    expect(kkt.cashOut).toBe(0);
  });

  test('older than 24 hours: the receipt stays, one press closes the shift, the sale goes on', async ({
    till,
    server: { kkt },
  }) => {
    await bread(till).click();
    await till.sell();
    await till.button(/^Новый чек/).click();
    kkt.ageShift(25);
    await scanned(till);
    await till.pay.click();
    await till.button(/^Наличные/).click();
    await expect(saying(till, 'ККТ: смена больше 24 часов')).toBeVisible();
    // Whoever does not read presses on: nothing is printed, and the way on is still there.
    await till.button(/^Пробить чек/).click();
    await expect(saying(till, 'Чек не пробит. ККТ: смена больше 24 часов')).toBeVisible();
    expect(receiptsOf(kkt)).toHaveLength(1);
    await till.button('Закрыть смену и продолжить').click();
    await expect(till.line('Молоко')).toBeVisible();
    await brought(till);
    expect(kkt.documents.map(({ kind }) => kind)).toEqual([
      'registration',
      'shift-opened',
      'receipt',
      'shift-closed',
      'shift-opened',
      'receipt',
    ]);
    expect(receiptsOf(kkt)[1]).toMatchObject({ sum: 9_490, shift: 2 });
  });

  test('closed at the ККТ by another hand: the next receipt opens a new one', async ({ till, server: { kkt } }) => {
    await bread(till).click();
    await till.sell();
    await till.button(/^Новый чек/).click();
    kkt.machine.closeShift(30);
    await bread(till).click();
    await till.sell();
    expect(kkt.shift).toEqual({ number: 2, open: true });
  });
});

test.describe('exactly one document', () => {
  // Long enough for anything to happen between a command and its answer.
  const held = { kind: 'late-answer', ms: 1_500 } as const;
  test.setTimeout(60_000);

  const moments = {
    'the opening of the shift': codes.openShift,
    'the opening of the receipt': codes.open,
    'the check of the mark': codes.mark,
    'an item': codes.item,
    'the subtotal': codes.subtotal,
    'the closing': codes.close,
  } as const;
  /** Everything that could be doubled stands once. */
  function once({ kkt }: TillServer): void {
    expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration', 'shift-opened', 'receipt']);
    expect(kkt.cashInDrawer).toBe(9_490);
  }

  for (const [moment, code] of Object.entries(moments)) {
    test(`the page is reloaded at ${moment}`, async ({ till, server }) => {
      await scanned(till);
      server.kkt.set({ ...held, command: code });
      await till.payCash();
      await until(server.kkt, code);
      await till.page.reload();
      await brought(till);
      once(server);
    });

    test(`the gateway dies at ${moment} and comes back`, async ({ till, server }) => {
      await scanned(till);
      server.kkt.set({ ...held, command: code });
      await till.payCash();
      await until(server.kkt, code);
      await server.cut();
      await expect(saying(till, /Чек не пробит|Неизвестно, напечатан ли чек/)).toBeVisible();
      await server.open();
      await expect(saying(till, /ККТ готова|Чек напечатан/)).toBeVisible({ timeout: 20_000 });
      await brought(till);
      once(server);
    });

    for (const when of ['before', 'after'] as const) {
      test(`the ККТ loses its power ${when} ${moment}`, async ({ till, server }) => {
        await scanned(till);
        server.kkt.set({ kind: `power-off-${when}`, command: code, ms: 1_500 });
        await till.payCash();
        await expect.poll(() => server.kkt.faults).toEqual([]);
        await expect(saying(till, /ККТ готова|Чек не напечатан|Чек напечатан/)).toBeVisible({ timeout: 20_000 });
        await brought(till);
        once(server);
      });
    }
  }

  test('the answer to the closing is lost on its way', async ({ till, server }) => {
    await scanned(till);
    server.kkt.set({ kind: 'drop-answer', command: codes.close });
    await till.payCash();
    await till.printed(40_000);
    once(server);
  });

  test.describe('as a real device does,', () => {
    test.use({ options: { kkt: { atPowerOff: 'silent' } } });
    for (const when of ['before', 'after'] as const) {
      test(`the ККТ falls silent without power ${when} the closing, until it is back`, async ({ till, server }) => {
        await scanned(till);
        server.kkt.set({ kind: `power-off-${when}`, command: codes.close, ms: 4_000 });
        await till.payCash();
        await expect.poll(() => server.kkt.faults).toEqual([]);
        await expect(saying(till, /ККТ готова|Чек не напечатан|Чек напечатан/)).toBeVisible({ timeout: 30_000 });
        await brought(till);
        once(server);
      });
    }
  });

  test('the worker is killed while it prints', async ({ till, server }) => {
    await scanned(till);
    server.kkt.set({ ...held, command: codes.close });
    await till.payCash();
    await until(server.kkt, codes.close);
    await till.killWorker();
    await till.printed();
    once(server);
  });

  test('the window is closed while it prints, and opened again', async ({ till, server, context }) => {
    await scanned(till);
    server.kkt.set({ ...held, command: codes.close });
    await till.payCash();
    await until(server.kkt, codes.close);
    await till.page.close();
    const again = new TillPage(await context.newPage());
    await again.page.goto(server.url);
    await again.printed(20_000);
    once(server);
  });

  test('another ФН answers after it: a person decides, with both in sight', async ({ till, server }) => {
    const { kkt } = server;
    await scanned(till);
    kkt.set({ kind: 'power-off-after', command: codes.close });
    await till.payCash();
    await expect(saying(till, 'Неизвестно, напечатан ли чек')).toBeVisible();
    kkt.machine.closeShift(30);
    kkt.replaceFn('9999078900005678');
    kkt.powerOn();
    await expect(till.page.getByRole('cell', { name: '9999078900005678' })).toBeVisible({ timeout: 20_000 });
    await expect(till.page.getByRole('cell', { name: '9999078900001234' })).toBeVisible();
    await till.button('Документ напечатан').click();
    const dialog = till.page.getByRole('dialog');
    await dialog.getByLabel('Номер ФД с бумажного чека').fill('3');
    await dialog.getByRole('button', { name: 'Документ напечатан' }).click();
    await till.printed();
    expect(receiptsOf(kkt)).toHaveLength(0);
  });
});

test.describe('whose ККТ it is', () => {
  test('two tills sell at it in turn, without a hand', async ({ till, server, browser }) => {
    test.slow();
    const other = await browser.newContext();
    try {
      const second = await new TillPage(await other.newPage()).open(server.url);
      for (const [index, each] of [till, second, till].entries()) {
        await bread(each).click();
        await each.sell();
        expect(receiptsOf(server.kkt)).toHaveLength(index + 1);
        await each.button(/^Новый чек/).click();
      }
    } finally {
      await other.close();
    }
  });

  test('a second till is told by name who is at work with it, and gets it when that is done', async ({
    till,
    server,
    browser,
  }) => {
    test.slow();
    const { kkt } = server;
    const other = await browser.newContext();
    try {
      const second = await new TillPage(await other.newPage()).open(server.url);
      await bread(till).click();
      // Opens the shift, and the ККТ takes its time with the closing of the receipt.
      kkt.set({ kind: 'late-answer', command: codes.close, ms: 8_000 });
      await till.payCash();
      await until(kkt, codes.close);
      await bread(second).click();
      await second.payCash();
      await expect(saying(second, /Чек не пробит\. ККТ занята кассой «Касса 1»/)).toBeVisible();
      await till.printed(20_000);
      expect(receiptsOf(kkt)).toHaveLength(1);
      await expect(saying(second, 'ККТ готова')).toBeVisible({ timeout: 20_000 });
      await second.button(/^Пробить чек/).click();
      await second.printed();
      expect(receiptsOf(kkt)).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  test('a second window of the same till takes it over with the sale', async ({ till, server, context }) => {
    await bread(till).click();
    await till.sell();
    const other = await secondTab(context, server.url);
    await other.button('Продолжить здесь').click();
    await other.ready();
    await bread(other).click();
    await other.sell();
    await expect(till.page.getByText('Касса открыта в другом окне')).toBeVisible();
    await other.button(/^Новый чек/).click();
    await bread(other).click();
    await other.sell();
    expect(receiptsOf(server.kkt)).toHaveLength(3);
  });

  test.describe('of another company', () => {
    test.use({ options: { kkt: { inn: '7707083893' }, emulators: { lm: { inn: '7707083893' } } } });
    test('is told before any money is taken, and so is an ЛМ of another one', async ({
      till,
      server: { kkt, emulators },
    }) => {
      // Of two troubles the strip shows what it has room for, and counts the other.
      const ofKkt = till.page.getByText('ККТ: зарегистрирована на другой ИНН').first();
      const ofLocalModule = till.page.getByText('ЛМ ЧЗ: настроен на другую организацию').first();
      await expect(ofKkt).toBeAttached();
      await expect(ofLocalModule).toBeAttached();
      const counted = till.page.getByRole('button', { name: /^ещё \d/ });
      await expect
        .poll(async () => {
          const shown = [await ofKkt.isVisible(), await ofLocalModule.isVisible()].filter(Boolean).length;
          return shown === 2 || (shown === 1 && (await counted.isVisible()));
        })
        .toBe(true);
      await bread(till).click();
      await expect(till.page.getByRole('button', { name: /ИНН не тот, что у ККТ/ })).toBeDisabled();
      // ЛМ's word is not taken, though it is all there is.
      await emulators.cdn.service.fail({ status: 410, body: {} });
      await till.scan(codeOf('allowed'));
      await expect(till.receipt).toContainText('Проверить не удалось');
      await expect(till.receipt).toContainText('настроен на другую организацию');
      expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration']);
      await till.button('Настройки').click();
      await expect(till.page.getByRole('definition').filter({ hasText: '7707083893' })).toBeVisible();
    });
  });

  test.describe('a real ФН', () => {
    test.use({ options: { kkt: { debugFn: false } } });
    test('is refused by a demo shop, and nothing is printed on it', async ({ till, server: { kkt } }) => {
      await bread(till).click();
      await till.payCash();
      await expect(saying(till, 'Учебной кассе нужна учебная ККТ')).toBeVisible();
      await till.button('Смена').click();
      await till.button('Открыть смену').click();
      await expect(saying(till, 'Учебной кассе нужна учебная ККТ')).toBeVisible();
      expect(kkt.documents.map(({ kind }) => kind)).toEqual(['registration']);
    });
  });

  for (const debugFn of [true, false]) {
    test.describe(debugFn ? 'a debug ФН in a real shop' : 'a real ФН in a real shop', () => {
      test.use({
        options: {
          kkt: { debugFn, inn: '7707083893' },
          emulators: { lm: { inn: '7707083893' } },
          env: { POLTORA_DEMO: '0' },
        },
      });
      test(debugFn ? 'is refused' : 'sells', async ({ page, server: { url, kkt } }) => {
        const till = new TillPage(page);
        await page.goto(url);
        await till.button('Заполнить всё одной анкетой').click();
        await page.getByLabel('Название магазина').fill('Продукты');
        await page.getByLabel('ИНН').fill('7707083893');
        await page.getByLabel('Название кассы').fill('Касса 1');
        await page.getByLabel('Кассир', { exact: true }).fill('Петрова О.');
        await expect(page.getByLabel('По сети, через сервер кассы')).toBeChecked();
        await till.button('Начать работу').click();
        await till.ready();
        await till.scan(codeOf('allowed'));
        await till.button('Указать название и цену').click();
        await page.getByLabel(/Название/).fill('Молоко');
        await page.getByLabel(/Цена/).fill('94,90');
        await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
        await till.payCash();
        if (debugFn) {
          await expect(saying(till, 'Учебной кассе нужна учебная ККТ')).toBeVisible();
          expect(kkt.documents).toHaveLength(1);
        } else {
          await till.printed();
          expect(receiptsOf(kkt)[0]?.tags).toMatchObject({ 1021: 'Петрова О.', 1020: 9_490 });
        }
      });
    });
  }

  test('a shop that was set up with the practice ККТ keeps it', async ({ page, server }) => {
    const till = await new TillPage(page).open(server.url);
    await till.button('Настройки').click();
    await page.getByLabel('Учебная, без бумаги').check();
    const reloaded = page.waitForEvent('load');
    await till.button('Сохранить').click();
    await reloaded;
    await till.ready();
    await bread(till).click();
    await till.sell();
    expect(server.kkt.documents).toHaveLength(1);
    expect(await till.documents()).toHaveLength(1);
  });
});
