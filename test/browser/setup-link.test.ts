/// <reference types="vite/client" />
/** Set-up by link at a new till and at an open one: what a person reads before anything is set, and what is set by her word alone. */
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { firstAnswers, type Answers } from '../../src/app/set-up/answers.ts';
import { answersBy } from '../../src/app/set-up/by-link.ts';
import { fileOf } from '../../src/app/shop/setup-kept.ts';
import type { Shop } from '../../src/domain/shop/shop.ts';
import { server } from '../../src/ui/server/texts.ru.ts';
import { settings } from '../../src/ui/settings/texts.ru.ts';
import { talk } from '../../src/ui/set-up/texts.ru.ts';
import { drawQr, linkFor } from '../../src/ui/setup-link/qr.ts';
import { faultWords, otherTill, setupLink as ru } from '../../src/ui/setup-link/texts.ru.ts';
import { hereUrl } from '../../src/app/local-module/desk.ts';
import { fakeModule } from '../unit/fakes/local-modules.ts';
import { FakeSetupSource, linkOver } from '../unit/fakes/setup-source.ts';
import { emptyServer, proposal, setUpView, show } from './start-view.ts';
import { codeOf, TillPage } from './till.ts';

const url = 'https://setup.example/shop.json';
const from = { name: 'Франшиза «Полторашка»', contacts: [{ name: 'Поддержка', phone: '+7 900 000-00-00' }] };
const file = {
  version: 1,
  from,
  shop: { name: 'Лавка № 7', taxation: 'usnIncome', vat: 'none' },
  locked: ['name'],
  rights: {},
};

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const title = page.getByRole('heading', { name: ru.title, level: 2 });

describe('an open till', () => {
  const opened = async (): Promise<TillPage> => {
    const till = await TillPage.open();
    close = () => till.end();
    return till;
  };

  it('is offered a file, shows all of it, sets it when it is accepted, and keeps what is locked', async () => {
    const till = await opened();
    till.setup.put(url, file);
    till.setup.open(url);
    await expect.element(title).toBeVisible();
    for (const words of [from.name, /→ Лавка № 7/, ru.unsigned, /\+7 900 000-00-00/])
      await expect.element(page.getByText(words).first()).toBeVisible();
    await button(ru.accept).click();
    await expect.element(page.getByText(ru.accepted)).toBeVisible();
    await button(ru.toSale).click();
    await till.ready();
    await till.reload();
    await button('Настройки').click();
    await expect.element(page.getByText(`Закреплено: ${from.name}`)).toBeVisible();
    await page.getByLabelText(settings.name).fill('Моя лавка');
    await button('Сохранить').click();
    await expect.element(page.getByText(/закрепил эти настройки: Название магазина/)).toBeVisible();
  });

  it('knows whom to call, when the file was read, and what was wrong with it since', async () => {
    const till = await opened();
    till.setup.put(url, file);
    till.setup.open(url);
    await button(ru.accept).click();
    await button(ru.toSale).click();
    // Somebody has spoiled the file: the next start says so, once.
    till.setup.put(url, { ...file, version: 2 });
    await till.reload();
    await expect.element(page.getByText(faultWords({ kind: 'newer', version: 2 }))).toBeVisible();
    await button(ru.without).click();
    await till.ready();
    await button('Настройки').click();
    await expect.element(page.getByText(/Последний раз файл прочитан/)).toBeVisible();
    await expect.element(page.getByText(ru.notRead)).toBeVisible();
    await button('Проверка системы').click();
    await expect.element(page.getByText('Поддержка (Франшиза «Полторашка»)')).toBeVisible();
    await expect.element(page.getByRole('link', { name: '+7 900 000-00-00' })).toBeVisible();
  });

  it('says how another device opens it; from an address of this machine none can', async () => {
    await opened();
    await button('Настройки').click();
    await expect.element(page.getByText(otherTill.onlyHere)).toBeVisible();
    expect(linkFor('https://kassa.example', undefined)).toBe('https://kassa.example/');
    const link = linkFor('https://kassa.example', 'https://setup.example/a b.json?x=1&y=ж');
    const canvas = document.createElement('canvas');
    await drawQr(canvas, link);
    await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    const read = await readBarcodes(await new Promise<Blob>((done) => canvas.toBlob((blob) => blob && done(blob))));
    expect(read.map(({ text }) => text)).toEqual([link]);
  });

  it('learns from a file that ЛМ ЧЗ has a newer version', async () => {
    const till = await opened();
    till.localModules.modules.set(hereUrl, fakeModule());
    till.setup.put(url, { ...file, newestLocalModule: { version: '99.0.0', day: '2026-11-30' } });
    till.setup.open(url);
    await button(ru.accept).click();
    await button(ru.toSale).click();
    await till.ready();
    await button('Настройки').click();
    await button('Найти и настроить ЛМ ЧЗ').click();
    await expect.element(page.getByText('Есть версия новее')).toBeVisible();
    await expect.element(page.getByText(/известна 99\.0\.0, 30\.11\.2026/)).toBeVisible();
  });

  it('is not disturbed while a receipt is open', async () => {
    const till = await opened();
    await till.scan(codeOf('allowed'));
    await expect.element(till.lines).toHaveLength(1);
    till.setup.put(url, file);
    till.setup.open(url);
    await expect.poll(() => till.setup.address).toBeUndefined();
    await expect.element(till.lines).toHaveLength(1);
    expect(title.query()).toBeNull();
  });

  it.each([
    ['a newer file', { ...file, version: 2 }, [{ kind: 'newer', version: 2 }]],
    ['a web page', '<html></html>', [{ kind: 'web-page' }]],
    ['a wrong field', { ...file, shop: { inn: '123' } }, [{ kind: 'wrong', field: 'shop.inn' }]],
  ] as const)('says of %s what is wrong, and sets nothing', async (_what, bad, faults) => {
    const till = await opened();
    till.setup.put(url, bad);
    till.setup.open(url);
    await expect.element(page.getByText(ru.bad)).toBeVisible();
    for (const fault of faults) await expect.element(page.getByText(faultWords(fault))).toBeVisible();
    expect(button(ru.accept).query()).toBeNull();
    // The sender has mended it.
    till.setup.put(url, file);
    await button(ru.again).click();
    await expect.element(button(ru.accept)).toBeVisible();
    await button(ru.later).click();
    await till.ready();
  });

  it('is warned of the file of another shop that came over an open way', async () => {
    const till = await opened();
    till.setup.put('http://setup.example/x', { ...file, shop: { inn: '7736050003', name: '<b>Лавка</b>' } });
    till.setup.open('http://setup.example/x');
    await expect.element(page.getByText(ru.otherInn)).toBeVisible();
    await expect.element(page.getByText(ru.openWay)).toBeVisible();
    await expect.element(page.getByText(/→ <b>Лавка<\/b>/)).toBeVisible();
    await button(ru.later).click();
    await till.ready();
  });

  it('refuses a wrong signature in words', async () => {
    const till = await opened();
    till.setup.isGenuine = false;
    till.setup.put(url, { ...file, signature: { key: 'k'.repeat(43), value: 's'.repeat(86) } });
    till.setup.open(url);
    await expect.element(page.getByText(faultWords({ kind: 'wrong-signature' }))).toBeVisible();
    await button(ru.without).click();
    await till.ready();
  });
});

describe('a new till', () => {
  const empty: Shop = { ...proposal, name: '', inn: '', till: '', cashier: '' };

  async function opened(given: object): Promise<Shop[]> {
    const saved: Shop[] = [];
    let answers: Answers = { ...firstAnswers(180), link: 'none' };
    const source = new FakeSetupSource();
    source.put(url, given);
    source.address = url;
    const link = linkOver(source, {
      shop: () => empty,
      set: async (_shop, accepted) => {
        answers = answersBy(accepted, answers, empty);
        return { kind: 'saved' };
      },
    });
    close = show({
      ...setUpView,
      proposal: empty,
      save: async (shop) => {
        saved.push(shop);
        return { kind: 'saved' };
      },
      setupLink: async () => ({ desk: link.desk, accepted: async () => fileOf(link.kept) }),
      desk: { ...setUpView.desk, answers: async () => answers, keep: async (next) => void (answers = next) },
    });
    await button(ru.accept).click();
    await expect.element(page.getByRole('heading', { name: talk.titles.kkt })).toBeVisible();
    await button(talk.next).click();
    return saved;
  }

  it('whose gateway does not know the sender names it right there, and reads the file', async () => {
    const source = new FakeSetupSource();
    // The page may not ask it itself.
    source.address = url;
    const saves: object[] = [];
    let isNamed = false;
    const { desk } = linkOver(source, {
      shop: () => empty,
      call: async () =>
        isNamed ? { status: 200, body: JSON.stringify(file) } : { status: 403, body: '{"kind":"setup-not-allowed"}' },
    });
    close = show({
      ...setUpView,
      proposal: empty,
      setupLink: async () => ({ desk, accepted: async () => undefined }),
      server: async () => ({
        ...emptyServer,
        save: async (change) => {
          saves.push(change);
          isNamed = true;
          return emptyServer.look();
        },
      }),
    });
    await expect.element(page.getByText(faultWords({ kind: 'not-allowed' }))).toBeVisible();
    await page.getByText(server.more, { exact: true }).click();
    await page.getByLabelText(server.setup, { exact: true }).fill('setup.example');
    await button(server.save).click();
    await expect.element(button(ru.accept)).toBeVisible();
    expect(saves).toEqual([{ setup: 'setup.example' }]);
  });

  it('is asked only for what the file does not say', async () => {
    const saved = await opened({
      ...file,
      shop: { ...file.shop, inn: '7707083893', timeZone: 5 },
      policies: { rounding: 'roubles' },
    });
    await expect.element(page.getByRole('heading', { name: talk.titles.till })).toBeVisible();
    await page.getByLabelText(settings.till).fill('Касса 1');
    await page.getByLabelText(settings.cashier).fill('Петрова');
    await button(talk.next).click();
    await expect.element(page.getByRole('heading', { name: talk.titles.pin })).toBeVisible();
    await button(talk.next).click();
    await button(talk.startAnyway).click();
    await expect
      .poll(() => saved)
      .toMatchObject([{ name: 'Лавка № 7', inn: '7707083893', timeZone: 5, till: 'Касса 1', rounding: 'roubles' }]);
  });

  it('is asked for nothing where the file says all', async () => {
    const saved = await opened({
      ...file,
      shop: { ...file.shop, inn: '7707083893', timeZone: 5, till: 'Касса 1', cashier: 'Петрова' },
    });
    await expect.element(page.getByRole('heading', { name: talk.titles.pin })).toBeVisible();
    await button(talk.next).click();
    await button(talk.startAnyway).click();
    await expect.poll(() => saved).toHaveLength(1);
  });
});
