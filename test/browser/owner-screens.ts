/** What an owner sees who sets a till up and watches over its ЛМ ЧЗ, in the states that take more than a press: as `screens.ts`. */
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { steps as guideSteps, type Step } from '../../src/app/set-up/guide.ts';
import type { Witness } from '../../src/app/journal/witness.ts';
import { firstAnswers } from '../../src/app/set-up/answers.ts';
import { hereUrl, relayUrl } from '../../src/app/local-module/desk.ts';
import { fail, ok } from '../../src/domain/base/result.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { guides } from '../../src/ui/local-module/guides/texts.ru.ts';
import { screen } from '../../src/ui/local-module/texts.ru.ts';
import { server, tablets } from '../../src/ui/server/texts.ru.ts';
import { settings } from '../../src/ui/settings/texts.ru.ts';
import { guide, known, talk } from '../../src/ui/set-up/texts.ru.ts';
import { fakeModule, type FakeModule } from '../unit/fakes/local-modules.ts';
import { FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { codeOf } from './till.ts';
import { realShop } from '../unit/fakes/settings.ts';
import type { Shown } from './screens.ts';
import { emptyServer, proposal, setUpView } from './start-view.ts';
import { dialogAfter, heading, onStart, onTill, press, steps, told, type Way } from './ways.ts';

const toModules = steps(press('Настройки', settings.localOpen), heading('ЛМ ЧЗ'));

/** The screen «ЛМ ЧЗ» with one module on this computer. */
const withModule =
  (module: FakeModule, words: string | RegExp): Way =>
  async (till) => {
    till.localModules.modules.set(hereUrl, module);
    await toModules(till);
    await expect.element(page.getByText(words).first()).toBeVisible();
  };
const permission =
  (state: 'denied' | 'prompt', words: string): Way =>
  async (till) => {
    till.localPermission = state;
    await toModules(till);
    await expect.element(page.getByText(words).first()).toBeVisible();
  };
/** So many hours after its last exchange, beside a second module with all that may be wrong at once. */
const hoursAgo = (hours: number): Way =>
  steps(
    async (till) => {
      till.localModules.modules.set(
        relayUrl,
        fakeModule({ lastSync: epochMs(Date.now() - hours * 3_600_000), inn: '7700000016', version: '2.5.1-2' }),
      );
    },
    toModules,
    told(/^(?:Осталось|Прошло|Час)/),
  );

/** What a gateway remembers of a till that has sold nothing. */
const witness: Witness = {
  version: 1,
  till: 'a',
  journal: 'journal-1',
  since: epochMs(Date.UTC(2026, 10, 1)),
  at: epochMs(Date.UTC(2026, 10, 30, 9)),
  number: 0,
  events: 0,
  linked: 0,
  digest: 'abc',
};

const openStep = (step: Step): Way =>
  steps(press('Настройки', settings.guideOpen), heading(guide.title), async () => {
    const head = page
      .getByRole('main')
      .getByRole('button', { name: guide.steps[step].title })
      .and(page.getByRole('button').filter({ hasText: /готово|отложено|не сделано/ }));
    await expect.element(head).toBeVisible();
    if (head.element().getAttribute('aria-expanded') === 'false') await head.click();
    await expect.element(page.getByText(guide.steps[step].why)).toBeVisible();
  });

/** Of a real shop: the settings of its gateway, with all that is folded in them. `told`: what stands there when it has said how a tablet opens the till. */
const gateway =
  (said: object, told: string): Way =>
  async (till) => {
    const nobody = { by: 'nobody', shown: '' };
    const byPage = (shown: string) => ({ by: 'page', shown });
    const fields = {
      key: byPage('4afc'),
      lm: nobody,
      kkt: { by: 'variable', shown: '10.0.0.1:7778' },
      tillKey: byPage(''),
      https: byPage('on'),
    };
    till.gatewaySays.set('/relay/server', { version: 1, fields });
    till.gatewaySays.set('/relay/server/tablets', { version: 1, ...said });
    await press('Настройки')(till);
    await till.button(tablets.look).click();
    await expect.element(page.getByText(told)).toBeVisible();
  };

export const ofAnOwner: readonly Shown[] = [
  {
    name: 'a set-up file',
    title: 'Настройка по ссылке',
    open: onTill(async (till) => {
      till.setup.put('https://a.example/x', {
        version: 1,
        from: { name: 'Франшиза' },
        locked: ['inn'],
        rights: { senior: ['cash-out'] },
      });
      till.setup.open('https://a.example/x');
      await expect.element(till.button('Принять')).toBeVisible();
    }),
  },
  {
    name: 'a set-up file that is bad',
    title: 'Настройка по ссылке',
    open: onTill(async (till) => {
      till.setup.put('https://a.example/x', { version: 1, shop: { inn: '1', vat: '3' }, locked: ['all'], pin: '1' });
      till.setup.open('https://a.example/x');
      await expect.element(page.getByText(/ИНН \(shop\.inn\): такое значение не подходит/)).toBeVisible();
    }),
  },
  {
    name: 'settings of the gateway',
    title: 'Настройки',
    open: onTill(gateway({ links: [] }, tablets.off), undefined, () => ({ shop: proposal })),
  },
  {
    name: 'the way of a tablet to the till',
    title: 'Настройки',
    open: onTill(
      gateway(
        {
          door: {
            kind: 'open',
            port: 1543,
            urls: ['https://192.168.100.100:1543', 'https://desktop-k7q2m4v.local:1543'],
            fingerprint: Array.from({ length: 32 }, () => 'A5').join(':'),
          },
          links: [],
        },
        tablets.keepAddress,
      ),
      undefined,
      () => ({ shop: proposal }),
    ),
  },
  {
    name: 'a port for tablets that is taken, and the address of a proxy',
    title: 'Настройки',
    open: onTill(
      gateway(
        {
          door: { kind: 'failed', port: 1543, why: 'port-in-use' },
          links: [{ url: 'https://192.168.0.10', isTrusted: false }],
        },
        tablets.root,
      ),
      undefined,
      () => ({ shop: proposal }),
    ),
  },
  {
    name: 'ЛМ ЧЗ that the browser forbids',
    title: 'ЛМ ЧЗ',
    open: onTill(permission('denied', 'Браузеру запрещено обращаться к ЛМ ЧЗ')),
  },
  {
    name: 'ЛМ ЧЗ that the browser has not allowed yet',
    title: 'ЛМ ЧЗ',
    open: onTill(permission('prompt', 'Браузер ещё не разрешил связь с ЛМ ЧЗ')),
  },
  {
    name: 'ЛМ ЧЗ that wants its token',
    title: 'ЛМ ЧЗ',
    open: onTill(withModule(fakeModule({ state: 'not_configured' }), screen.init)),
  },
  {
    name: 'ЛМ ЧЗ that wants its password',
    title: 'ЛМ ЧЗ',
    open: onTill(
      withModule(
        { ...fakeModule(), status: fail({ kind: 'answered', status: 401, errorCode: 4010 }) },
        'Нужны логин и пароль ЛМ ЧЗ',
      ),
    ),
  },
  { name: 'ЛМ ЧЗ with half its hours', title: 'ЛМ ЧЗ', open: onTill(hoursAgo(36)) },
  { name: 'ЛМ ЧЗ with half a day', title: 'ЛМ ЧЗ', open: onTill(hoursAgo(61)) },
  { name: 'ЛМ ЧЗ with an hour', title: 'ЛМ ЧЗ', open: onTill(hoursAgo(71)) },
  {
    name: 'the speed of this till',
    title: 'Измерить эту кассу',
    open: onTill(press('Настройки', 'Проверка системы', 'Измерить эту кассу')),
  },
  {
    name: 'the speed of this till, measured',
    title: 'Измерить эту кассу',
    open: onTill(async (till) => {
      await press('Настройки', 'Проверка системы', 'Измерить эту кассу', 'Измерить')(till);
      await expect.element(page.getByText('Измерено.')).toBeVisible();
    }),
  },
  {
    name: 'how ЛМ ЧЗ is installed',
    title: 'ЛМ ЧЗ',
    open: onTill(steps(toModules, press(screen.guides), told(guides.title))),
  },
  ...guideSteps.map((step) => ({
    name: `what is left to set up: ${step}`,
    title: guide.title,
    open: onTill(openStep(step), undefined, () => ({ shop: realShop })),
  })),
  {
    name: 'set-up with tills that the gateway remembers',
    title: settings.welcome,
    open: onStart(
      settings.welcome,
      {
        ...setUpView,
        known: async () => [
          { till: 'a', name: 'Касса 1 у входа', witness: { ...witness, number: 420 } },
          { till: 'b', name: '', witness },
        ],
      },
      async () => expect.element(page.getByRole('button', { name: known.adopt }).first()).toBeVisible(),
    ),
  },
  {
    name: 'the shift that ТС ПИоТ wants open',
    title: 'Продажа',
    open: onTill(
      dialogAfter((till) => till.scan(codeOf('allowed'))),
      () => new FakePrinter(freshPrinter({ shift: { state: 'closed', number: 1 } })),
      () => ({ shop: { ...realShop, tsPiot: { way: 'relay', shift: 'ask' } } }),
    ),
  },
  {
    name: 'set-up with a ККТ that was found',
    title: settings.welcome,
    open: onStart(
      settings.welcome,
      {
        ...setUpView,
        desk: {
          ...setUpView.desk,
          gatewayKkt: '192.168.0.20:7778',
          find: async () =>
            ok({
              model: 'ШТРИХ-НАНО-Ф',
              isDemo: true,
              inn: '7707083893',
              owner: 'ООО «Полторы секунды»',
              address: '101000, г. Москва, ул. Мясницкая, д. 1',
              taxations: ['usnIncome', 'patent'],
              ofd: 'ОФД',
            }),
        },
      },
      async () => {
        await page.getByLabelText(talk.links.relay).click();
        await page.getByRole('button', { name: talk.find }).click();
        await expect.element(page.getByRole('region', { name: talk.answers })).toBeVisible();
      },
    ),
  },
  {
    name: 'set-up with the settings of the gateway',
    title: settings.welcome,
    open: onStart(
      settings.welcome,
      {
        ...setUpView,
        proposal,
        server: async () => emptyServer,
        desk: {
          ...setUpView.desk,
          answers: async () => ({ ...firstAnswers(180), at: 'start' }),
          health: async () => ({ sources: {} }),
        },
      },
      async () => expect.element(page.getByRole('button', { name: server.save })).toBeVisible(),
    ),
  },
].map((each) => ({ ...each, isBeforeSale: true }));
