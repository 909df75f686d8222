/** What a till shows when something is not as usual, and the screens of an owner that take more than a press: as `screens.ts`. */
import { v7 } from 'uuid';
import { expect } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { link as goodsLink } from '../../src/ui/goods-link/texts.ru.ts';
import { catalogue, settings, shopPin } from '../../src/ui/settings/texts.ru.ts';
import { list as goods, steps as importing } from '../../src/ui/goods-list/texts.ru.ts';
import { relayUrl } from '../../src/app/local-module/desk.ts';
import { fakeModule } from '../unit/fakes/local-modules.ts';
import { camera } from '../../src/ui/camera/texts.ru.ts';
import { goods as saleWords } from '../../src/ui/sale/texts.ru.ts';
import { doubt, pay as payWords } from '../../src/ui/pay/texts.ru.ts';
import { unsent } from '../../src/ui/unsent/texts.ru.ts';
import { setupLink } from '../../src/ui/setup-link/texts.ru.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { eventOf } from '../../src/domain/journal/event.ts';
import { deflatePacker } from '../../src/platform/packer.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { fail } from '../../src/domain/base/result.ts';
import { PaintedCamera } from '../stand-ins/camera.ts';
import { doubtful, FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { verdicts } from '../../src/ui/receipt/texts.ru.ts';
import { file, moySklad } from '../vectors/goods-files.ts';
import type { Shown } from './screens.ts';
import { codeOf } from './till.ts';
import { proposal, setUpView } from './start-view.ts';
import { FakeSetupSource, linkOver } from '../unit/fakes/setup-source.ts';
import { dialogAfter, heading, onStart, onTill, pay, press, sale, scan, steps, told, type Way } from './ways.ts';

const dialogNamed =
  (name: string | RegExp): Way =>
  async () =>
    expect.element(page.getByRole('dialog', { name })).toBeVisible();

/** A till whose owner has just given it a PIN. */
const withPin: Way = async (till) => {
  await press('Настройки')(till);
  await page.getByLabelText(settings.pin).fill('1357');
  await page.getByLabelText(settings.unverifiedWays['senior-pin']).click();
  await till.button('Сохранить').click();
  await expect.element(page.getByRole('dialog', { name: shopPin.ownerTitle })).toBeVisible();
};

/** Presses what the strip tells, where it has room for it. */
const onTheStrip =
  (words: RegExp): Way =>
  async (till) => {
    await page.viewport(1600, 800);
    await till.button(words).first().click();
  };

const notPrinted: Way = async (till) => {
  await steps(scan('allowed'), pay, press(/^Наличные/, /^Пробить чек/))(till);
  await expect.element(page.getByRole('alert').first()).toBeVisible();
};

const inDoubt: Way = async (till) => {
  await steps(scan('allowed'), pay, press(/^Наличные/, /^Пробить чек/))(till);
  await expect.element(page.getByRole('heading', { name: doubt.title })).toBeVisible();
};

/** Puts on record that somebody edited the journal, as its chain finds it. */
async function breakJournal(name: string): Promise<void> {
  const journal = await openJournal(name, { now: Date.now, newId: v7, packer: deflatePacker(window) });
  const found = { what: 'changed', n: 1 } as const;
  await journal.recordBreak(found, eventOf(epochMs(Date.now()), 'chain-broken', found));
  journal.close();
}

const toGoods = steps(press('Настройки', settings.goodsOpen), heading(goods.title));
const toImport: Way = async (till) => {
  await toGoods(till);
  await till.button(goods.fromFile).click();
  await expect.element(page.getByLabelText(importing.pick)).toBeInTheDocument();
};
const picked: Way = async (till) => {
  await toImport(till);
  await userEvent.upload(page.getByLabelText(importing.pick), file('товары.csv', moySklad));
  await expect.element(till.button(importing.compare)).toBeVisible();
};
const compared: Way = async (till) => {
  await picked(till);
  await till.button(importing.compare).click();
  await expect.element(till.button(importing.apply(3))).toBeVisible();
};

const signedFile = {
  version: 1,
  from: {
    name: 'Франшиза «Полторашка»',
    contacts: [{ name: 'Поддержка касс', phone: '+7 900 000-00-00', email: 'help@example.ru', hours: '9:00–21:00' }],
  },
  shop: { name: 'Лавка № 7 у станции', inn: '7736207543', taxation: 'osn', vat: 'goods', timeZone: 5 },
  policies: { rounding: 'roubles', alcoholDates: ['09-11', '2027-05-25'] },
  locked: ['name', 'taxation', 'rounding', 'alcoholHours'],
  branding: { name: 'Полторашка', colour: '#d23c77' },
  receipt: { text: ['Спасибо за покупку!', 'Горячая линия 8 800 000-00-00'] },
  rights: { senior: ['cash-out', 'close-shift'] },
  signature: { key: 'k'.repeat(43), value: 's'.repeat(86) },
};

export const rare: readonly Shown[] = [
  {
    name: 'the code of the owner',
    title: 'Настройки',
    open: onTill(withPin),
  },
  {
    name: 'the question of the PIN',
    title: 'Настройки',
    open: onTill(async (till) => {
      await steps(withPin, press(shopPin.written))(till);
      await page.getByLabelText(settings.unverifiedWays.forbid).click();
      await till.button('Сохранить').click();
      await dialogNamed(shopPin.ask)(till);
    }),
  },
  {
    name: 'the question of the PIN at a line',
    title: sale,
    open: onTill(async (till) => {
      await steps(withPin, press(shopPin.written, /^Назад/))(till);
      till.checker.answer = () => ({
        source: 'none',
        failures: { online: { kind: 'timeout' }, local: { kind: 'unreachable' } },
      });
      await till.scan(codeOf('allowed'));
      await till.button(/ПИН/).click();
      await expect.element(till.dialog).toBeVisible();
    }),
  },
  {
    name: 'how much of goods by weight',
    title: sale,
    open: onTill(dialogAfter(press(/^Картофель/))),
  },
  {
    name: 'codes that ЛМ ЧЗ has not heard of',
    title: sale,
    open: onTill(async (till) => {
      till.localModules.modules.set(relayUrl, fakeModule());
      till.checker.register = () => fail({ kind: 'timeout' });
      await steps(scan('allowed'), (each) => each.sell(), press('Новый чек'), onTheStrip(/^Не отправлено: 1/))(till);
      await dialogNamed(unsent.title)(till);
    }),
  },
  {
    name: 'a loss that the gateway tells',
    title: sale,
    open: onTill(dialogAfter(onTheStrip(/^Журнал неполон/)), undefined, () => ({
      remembered: {
        version: 1,
        till: 'till',
        name: 'Касса 1',
        seenAt: Date.now(),
        witness: {
          version: 1,
          till: 'till',
          journal: 'journal-1',
          since: Date.now() - 86_400_000,
          at: Date.now(),
          number: 420,
          events: 9_500,
          linked: 9_000,
          digest: 'abc',
        },
      },
    })),
  },
  {
    name: 'a receipt for which there was no paper',
    title: sale,
    open: onTill(notPrinted, () => new FakePrinter(freshPrinter({ demo: true }), ['refuse'])),
  },
  {
    name: 'a receipt whose ККТ is away',
    title: sale,
    open: onTill(notPrinted, () =>
      Object.assign(new FakePrinter(freshPrinter({ demo: true })), { gone: { kind: 'not-connected' } }),
    ),
  },
  {
    name: 'a receipt that is being printed',
    title: sale,
    open: onTill(
      async (till) => {
        await steps(scan('allowed'), pay, press(/^Наличные/, /^Пробить чек/))(till);
        await expect.element(page.getByText(payWords.printing).first()).toBeVisible();
      },
      // For as long as it is looked at.
      () =>
        Object.assign(new FakePrinter(freshPrinter({ demo: true })), {
          takes: () => new Promise((done) => setTimeout(done, 6_000)),
        }),
    ),
  },
  {
    name: 'goods that nobody could check',
    title: sale,
    open: onTill(async (till) => {
      till.checker.answer = () => ({
        source: 'none',
        failures: { online: { kind: 'timeout' }, local: { kind: 'unreachable' } },
      });
      await till.scan(codeOf('allowed'));
      await expect.element(page.getByText(verdicts.unverified).first()).toBeVisible();
    }),
  },
  {
    name: 'a sum of more than a million',
    title: sale,
    open: onTill(async (till) => {
      for (const [index, barcode] of ['4641500046998', '4641500048367'].entries()) {
        await userEvent.type(page.getByRole('combobox'), '9999*');
        await till.scan(barcode);
        await expect.element(till.lines).toHaveLength(index + 1);
      }
      await expect.element(page.getByText(/1\s047\s895/).first()).toBeInTheDocument();
    }),
  },
  {
    name: 'how much of a keg',
    title: sale,
    open: onTill(dialogAfter((till) => till.scan(codeOf('partially-sold')))),
  },
  { name: 'a receipt in doubt', title: sale, open: onTill(inDoubt, doubtful) },
  {
    name: 'the number of the printed receipt',
    title: sale,
    open: onTill(dialogAfter(inDoubt, press(doubt.wasPrinted)), doubtful),
  },
  {
    name: 'the camera',
    title: sale,
    open: async () => {
      const painted = new PaintedCamera(640, 480);
      const close = await onTill(
        steps(press(saleWords.camera), async () => expect.element(page.getByText(camera.hint)).toBeVisible()),
        undefined,
        () => ({ media: painted.media }),
      )();
      return async () => {
        await close();
        painted.stop();
      };
    },
  },
  {
    name: 'a journal that was edited',
    title: 'Журнал',
    open: onTill(async (till) => {
      await breakJournal(till.journalName);
      await steps(press('Журнал'), heading('Журнал'))(till);
      await expect.element(page.getByRole('alert')).toBeVisible();
    }),
  },
  {
    name: 'a signed set-up file of another shop, over http',
    title: setupLink.title,
    open: onTill(async (till) => {
      till.setup.put('http://a.example/x', signedFile);
      till.setup.open('http://a.example/x');
      await expect.element(page.getByText(setupLink.otherInn)).toBeVisible();
    }),
    isBeforeSale: true,
  },
  {
    name: 'settings that came by a link',
    title: 'Настройки',
    open: onTill(async (till) => {
      till.setup.put('https://a.example/x', { ...signedFile, shop: {} });
      till.setup.open('https://a.example/x');
      await steps(press(setupLink.accept, setupLink.toSale, 'Настройки'))(till);
      await expect.element(page.getByText(`Закреплено: ${signedFile.from.name}`).first()).toBeVisible();
    }),
    isBeforeSale: true,
  },
  {
    name: 'a set-up file of a new till',
    title: settings.welcome,
    open: async () => {
      const source = new FakeSetupSource();
      source.put('https://a.example/x', signedFile);
      source.address = 'https://a.example/x';
      const { desk } = linkOver(source, { shop: () => proposal });
      const view = { ...setUpView, setupLink: async () => ({ desk, accepted: async () => undefined }) };
      return onStart(settings.welcome, view, async () =>
        expect.element(page.getByRole('button', { name: setupLink.accept })).toBeVisible(),
      )();
    },
    isBeforeSale: true,
  },
  { name: 'a new card of goods', title: goods.title, open: onTill(dialogAfter(toGoods, press(goods.fresh))) },
  {
    name: 'doubled cards that can be one',
    title: goods.title,
    open: onTill(async (till) => {
      await toGoods(till);
      for (const price of ['10', '12']) {
        await till.button(goods.fresh).click();
        await page.getByLabelText('Название').fill('Пакет майка с ручками и логотипом');
        await page.getByLabelText('Цена, ₽', { exact: true }).fill(price);
        await till.button('Сохранить').click();
        await expect.element(till.dialog).not.toBeInTheDocument();
      }
      await till.button(goods.duplicates).click();
      await expect.element(till.button(/^Оставить/).first()).toBeVisible();
    }),
  },
  { name: 'goods from a file', title: goods.title, open: onTill(toImport), isBeforeSale: true },
  {
    name: 'goods by link',
    title: goods.title,
    open: onTill(async (till) => {
      await till.settings(() => page.getByLabelText(catalogue.url).fill('https://sklad.example/api/goods/list.json'));
      await toImport(till);
      await till.button(goodsLink.read).click();
      await told(/^Список не открылся/)(till);
    }),
    isBeforeSale: true,
  },
  {
    name: 'the settings of goods by link',
    title: 'Настройки',
    open: onTill(
      steps(press('Настройки'), async () => {
        await page.getByLabelText(catalogue.url).fill('https://sklad.example/api/goods/list.json?since={since}');
        await expect.element(page.getByLabelText(catalogue.hours)).toBeInTheDocument();
      }),
    ),
    isBeforeSale: true,
  },
  { name: 'the columns of a file', title: goods.title, open: onTill(picked), isBeforeSale: true },
  { name: 'what a file of goods would change', title: goods.title, open: onTill(compared), isBeforeSale: true },
  {
    name: 'goods that were loaded',
    title: goods.title,
    open: onTill(async (till) => {
      await steps(compared, press(importing.apply(3)))(till);
      await expect.element(page.getByRole('heading', { name: 'Товары загружены' })).toBeVisible();
    }),
    isBeforeSale: true,
  },
];
