/** «ЛМ ЧЗ» on the screen: found, initialised, its hours, the permission of the browser, the guides. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import { hereUrl, relayUrl } from '../../src/app/local-module/desk.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { fail, ok } from '../../src/domain/base/result.ts';
import { help, permissions } from '../../src/ui/local-module/texts.ru.ts';
import { guides } from '../../src/ui/local-module/guides/texts.ru.ts';
import { fakeModule, readyStatus } from '../unit/fakes/local-modules.ts';
import { realShop } from '../unit/fakes/settings.ts';
import { TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(async () => {
  await till.end();
  await page.viewport(1024, 600);
});

const hour = 3_600_000;
const text = (words: string | RegExp) => page.getByText(words);
const card = (name: string) => page.getByRole('article', { name });
const here = card('Этот компьютер');

async function open(): Promise<void> {
  await till.button('Настройки').click();
  await till.button('Найти и настроить ЛМ ЧЗ').click();
  await expect.element(page.getByRole('heading', { name: 'ЛМ ЧЗ', exact: true })).toBeVisible();
}

/** Nothing stands beside the screen, and no target is too small for a finger; what nobody sees is none. */
async function fits(): Promise<void> {
  const { body } = document;
  expect(body.scrollWidth).toBeLessThanOrEqual(innerWidth);
  const small = [
    ...document.querySelectorAll<HTMLElement>('main button, main input:not([type=radio], .unseen), main summary'),
  ]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 48)
    .map(({ outerHTML }) => outerHTML);
  expect(small).toEqual([]);
}

const sizes = [
  [1024, 600],
  [360, 780],
] as const;

describe.each(sizes)('at %d×%d', (width, height) => {
  beforeEach(() => page.viewport(width, height));

  it('finds, tells what is wrong, and fits', async () => {
    till.localModules.modules.set(
      relayUrl,
      fakeModule({ lastSync: epochMs(Date.now() - 61 * hour), inn: '7700000016' }),
    );
    till.localModules.modules.set(hereUrl, fakeModule({ state: 'not_configured' }));
    await open();
    const relay = card('Через сервер кассы');
    await expect.element(relay.getByText('Настроен на другую организацию')).toBeVisible();
    await expect.element(relay.getByText('Осталось 11 ч из 72')).toBeVisible();
    await expect.element(relay.getByRole('meter')).toHaveAttribute('data-freshness', 'soon');
    await expect.element(here.getByText('Установлен, но не настроен')).toBeVisible();
    await fits();
    await till.button('Как установить и обновить').click();
    await expect.element(page.getByRole('heading', { name: 'Установка и обновление ЛМ ЧЗ' })).toBeVisible();
    await fits();
  });
});

it('three states are three words: not set up, loading, held back by its servers', async () => {
  const words = new Map<string, string>();
  for (const [state, service] of [
    ['not_configured', false],
    ['initialization', false],
    ['ready', true],
  ] as const) {
    till.localModules.modules.set(hereUrl, fakeModule({ state, isInService: service }));
    if (words.size === 0) await open();
    else await here.getByRole('button', { name: 'Проверить ещё раз' }).click();
    const head = (): string => here.element().querySelector('.symptom b')?.textContent ?? '';
    await expect.element(here.getByRole('status').getByText(/./).first()).toBeVisible();
    await expect.poll(() => head() !== '' && ![...words.values()].includes(head())).toBe(true);
    words.set(state + String(service), head());
  }
  expect(new Set(words.values()).size).toBe(3);
});

it('whose company it is, beside the shop’s own', async () => {
  await till.end();
  till = await TillPage.open({ shop: realShop });
  till.localModules.modules.set(hereUrl, fakeModule({ inn: realShop.inn }));
  await open();
  await expect.element(here.getByText('совпадает с магазином')).toBeVisible();
});

it('one that loads its data is asked again by itself, until it is ready', async () => {
  till.localModules.modules.set(hereUrl, fakeModule({ state: 'initialization' }));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    await open();
    await expect.element(here.getByText('Загружает данные').first()).toBeVisible();
    till.localModules.modules.set(hereUrl, fakeModule());
    const asks = (): number => till.localModules.doors.filter(({ access }) => access.url === hereUrl).length;
    const asked = asks();
    vi.advanceTimersByTime(29_000);
    expect(asks()).toBe(asked);
    vi.advanceTimersByTime(1_000);
    await expect.element(here.getByText('Работает: пробный код проверен без интернета')).toBeVisible();
    const done = asks();
    vi.advanceTimersByTime(300_000);
    expect(asks()).toBe(done);
  } finally {
    vi.useRealTimers();
  }
});

it('one that loads says how much it has', async () => {
  const records = { blocked_cis: 12, blocked_gtin: 3 };
  till.localModules.modules.set(hereUrl, fakeModule({ state: 'initialization', records }));
  await open();
  await expect.element(here.getByText('15 в 2 списках')).toBeVisible();
});

it('by keyboard alone: found, set up with its token, chosen; then the guide, to its live test', async () => {
  const to = async (target: Locator): Promise<void> => {
    await expect.element(target).toBeVisible();
    for (let stop = 0; stop < 120 && document.activeElement !== target.element(); stop++) await userEvent.tab();
    expect(document.activeElement).toBe(target.element());
  };
  const press = async (target: Locator): Promise<void> => {
    await to(target);
    await userEvent.keyboard('{Enter}');
  };
  till.localModules.modules.set(hereUrl, fakeModule({ state: 'not_configured' }));
  till.localModules.onInit = (told) => (told.status = ok({ ...readyStatus, lastSync: epochMs(Date.now()) }));
  await press(till.button('Настройки'));
  await press(till.button('Найти и настроить ЛМ ЧЗ'));
  await to(here.getByLabelText('Токен для ККТ'));
  for (const sign of 'a-b-c') {
    await userEvent.keyboard(sign);
    // No scanner is so slow.
    await new Promise((done) => setTimeout(done, 60));
  }
  await press(here.getByRole('button', { name: 'Отправить токен' }));
  await expect.element(here.getByText('Работает: пробный код проверен без интернета')).toBeVisible();
  expect(till.localModules.orders).toMatchObject([{ token: 'a-b-c' }]);
  await press(here.getByRole('button', { name: 'Работать с этим' }));
  await expect.element(here.getByText('Касса работает с этим')).toBeVisible();
  await press(till.button('Как установить и обновить'));
  await press(till.button('Проверить'));
  await expect.element(text('Готово: ЛМ ЧЗ работает.')).toBeVisible();
});

it('is initialised with a token, which stays nowhere', async () => {
  const module = fakeModule({ state: 'not_configured' });
  till.localModules.modules.set(hereUrl, module);
  till.localModules.onInit = (told) => (told.status = ok({ ...readyStatus, lastSync: epochMs(Date.now()) }));
  await open();
  await here.getByRole('button', { name: 'Отправить токен' }).click();
  await expect.element(here.getByText('Вставьте токен')).toBeVisible();
  await here.getByLabelText('Токен для ККТ').fill('  a-b-c  ');
  await here.getByLabelText('КПП магазина').fill('12');
  await here.getByRole('button', { name: 'Отправить токен' }).click();
  await expect.element(here.getByText('В КПП 9 знаков')).toBeVisible();
  await here.getByLabelText('КПП магазина').fill('770101001');
  await here.getByRole('button', { name: 'Отправить токен' }).click();
  await expect.element(here.getByText('Работает: пробный код проверен без интернета')).toBeVisible();
  expect(till.localModules.orders).toEqual([{ token: 'a-b-c', kpp: '770101001' }]);
  expect(document.body.innerHTML).not.toContain('a-b-c');
  await here.getByRole('button', { name: 'Работать с этим' }).click();
  await expect.element(text('Теперь касса работает с этим ЛМ ЧЗ.')).toBeVisible();
  await expect.element(here.getByText('Касса работает с этим')).toBeVisible();
});

it('a refused token is told as such, and may be sent again', async () => {
  till.localModules.modules.set(hereUrl, {
    ...fakeModule({ state: 'not_configured' }),
    init: fail({ kind: 'answered', status: 400, errorCode: 4015, reason: 'Токен не прошёл проверку' }),
  });
  await open();
  await here.getByLabelText('Токен для ККТ').fill('a-b-c');
  await here.getByRole('button', { name: 'Отправить токен' }).click();
  await expect.element(here.getByText('Токен не подошёл')).toBeVisible();
  await expect.element(here.getByText('Ответ ЛМ ЧЗ: Токен не прошёл проверку')).toBeVisible();
  await expect.element(here.getByLabelText('Токен для ККТ')).toHaveValue('');
});

it('login and password are asked for, never empty, and kept with the choice', async () => {
  const module = fakeModule();
  till.localModules.modules.set(hereUrl, {
    ...module,
    status: fail({ kind: 'answered', status: 401, errorCode: 4010 }),
  });
  await open();
  await here.getByRole('button', { name: 'Войти' }).click();
  await expect.element(here.getByText('Введите логин и пароль ЛМ ЧЗ')).toBeVisible();
  await here.getByLabelText('Пароль', { exact: true }).fill('тайна');
  till.localModules.modules.set(hereUrl, module);
  await here.getByRole('button', { name: 'Войти' }).click();
  await expect.element(here.getByText('Работает: пробный код')).toBeVisible();
  expect(till.localModules.doors.at(-1)?.access).toEqual({ url: hereUrl, login: 'admin', password: 'тайна' });
  await here.getByRole('button', { name: 'Работать с этим' }).click();
  await expect.element(here.getByText('Касса работает с этим')).toBeVisible();
  await here.getByRole('button', { name: 'Проверить ещё раз' }).click();
  await expect.element(here.getByText('Работает: пробный код')).toBeVisible();
  expect(till.localModules.doors.at(-1)?.access).toMatchObject({ login: 'admin', password: 'тайна' });
});

it('several modules, and an address that is typed', async () => {
  till.localModules.modules.set('http://192.168.0.10:5995', fakeModule({ version: '2.5.1-2' }));
  await open();
  await page.getByLabelText('Адрес ЛМ ЧЗ').fill('не адрес');
  await till.button('Проверить адрес').click();
  await expect.element(text('Это не похоже на адрес')).toBeVisible();
  await page.getByLabelText('Адрес ЛМ ЧЗ').fill('192.168.0.10');
  await till.button('Проверить адрес').click();
  const other = card('http://192.168.0.10:5995');
  await expect.element(other.getByText('Есть версия новее')).toBeVisible();
  await expect.element(other.getByText(/известна 2\.6\.1-7, 29\.08\.2026/)).toBeVisible();
  await expect.element(here.getByText('По этому адресу никто не отвечает')).toBeVisible();
  await other.getByRole('button', { name: 'Убрать' }).click();
  await expect.element(other).not.toBeInTheDocument();
});

describe('the permission of the browser', () => {
  it('is asked for by a button, with the reason; a long time is given to the answer', async () => {
    till.localPermission = 'prompt';
    await open();
    await expect.element(here.getByText('Браузер ещё не разрешил связь с ЛМ ЧЗ')).toBeVisible();
    await expect.element(here.getByText(/Касса проверит коды на этом компьютере/)).toBeVisible();
    till.localPermission = 'granted';
    till.localModules.modules.set(hereUrl, fakeModule());
    await here.getByRole('button', { name: 'Разрешить доступ' }).click();
    await expect.element(here.getByText('Работает: пробный код')).toBeVisible();
    await expect.element(here.getByText('Браузер разрешил доступ.')).toBeVisible();
    expect(Math.max(...till.localModules.limits.map((limit) => limit ?? 0))).toBeGreaterThanOrEqual(60_000);
  });

  it('denied is told apart from «выключен», with a picture of the way back in two browsers, and the policies', async () => {
    till.localPermission = 'denied';
    await open();
    await expect.element(here.getByText('Браузеру запрещено обращаться к ЛМ ЧЗ')).toBeVisible();
    await expect.element(here.getByText('По этому адресу никто не отвечает')).not.toBeInTheDocument();
    await expect.element(here.getByRole('img', { name: /Окно Chrome/ })).toBeVisible();
    for (const step of help.steps.chrome) await expect.element(here.getByText(step, { exact: true })).toBeVisible();
    await here.getByLabelText('Яндекс Браузер').click();
    await expect.element(here.getByRole('img', { name: /Окно Яндекс/ })).toBeVisible();
    for (const step of help.steps.yandex) await expect.element(here.getByText(step, { exact: true })).toBeVisible();
    await here.getByText('Для администратора').click();
    for (const policy of help.policies) await expect.element(here.getByText(policy, { exact: true })).toBeVisible();
    await expect.element(here.getByText(new RegExp(location.origin))).toBeVisible();
  });

  it.each([
    ['closed', 'Этот адрес не разрешён на сервере кассы'],
    ['unsupported', 'По этому адресу никто не отвечает'],
    ['granted', 'По этому адресу никто не отвечает'],
  ] as const)('%s: %s', async (state, words) => {
    till.localPermission = state;
    await open();
    await expect.element(here.getByText(words)).toBeVisible();
    // What the browser says of it stands beside, whatever ЛМ does.
    await expect.element(here.getByText(permissions[state])).toBeVisible();
  });

  it('a page without TLS is told as such', async () => {
    await till.end();
    till = await TillPage.open({ isSecure: false });
    till.localPermission = 'unsupported';
    await open();
    await expect.element(here.getByText('С этой страницы браузер не пускает к ЛМ ЧЗ')).toBeVisible();
  });
});

/** How the bar looked at each turn. */
const looks = new Map<string, { readonly colour: string; readonly shape: string }>();
it.each([
  [47.5, 'fresh', 'Осталось 25 ч из 72'],
  [48, 'care', 'Осталось 24 ч из 72'],
  [60, 'soon', 'Осталось 12 ч из 72'],
  [70, 'last', 'Осталось 2 ч из 72'],
  [72, 'over', 'Прошло больше 72 ч'],
] as const)('%d h after its last exchange the bar is «%s»', async (passed, freshness, words) => {
  till.localModules.modules.set(hereUrl, fakeModule({ lastSync: epochMs(Date.now() - passed * hour) }));
  await open();
  const bar = here.getByRole('meter');
  await expect.element(bar).toHaveAttribute('data-freshness', freshness);
  await expect.element(here.getByText(words)).toBeVisible();
  const look = getComputedStyle(bar.element());
  const shape = [look.borderTopStyle, look.borderTopWidth, look.borderRadius, look.height].join(' ');
  looks.set(freshness, { colour: look.borderTopColor, shape });
  // What else there is to know of it stands beside.
  for (const fact of ['2.6.1-7', '7731376812', 'Последний обмен', '2026-12-01'])
    await expect.element(here.getByText(fact).first()).toBeVisible();
  if (freshness !== 'over') return;
  // Each turn is seen by the shape, too, not by the colour alone.
  const shapes = ['fresh', 'care', 'soon', 'last'].map((each) => looks.get(each)?.shape);
  expect(new Set(shapes).size).toBe(4);
  const colours = ['fresh', 'care', 'soon', 'last'].map((each) => looks.get(each)?.colour);
  expect(new Set(colours).size).toBe(4);
});

it('the guides end in the same live test', async () => {
  await open();
  await expect.element(here.getByText('По этому адресу никто не отвечает')).toBeVisible();
  await till.button('Как установить и обновить').click();
  await expect
    .element(page.getByRole('link', { name: guides.account.name }))
    .toHaveAttribute('href', 'https://markirovka.crpt.ru/');
  await page.getByLabelText('Linux').click();
  await expect.element(text(/Ubuntu 22\.04/)).toBeVisible();
  await page.getByLabelText('Обновить ЛМ ЧЗ').click();
  await page.getByLabelText('Windows').click();
  await expect.element(text(/UpdateLM/).first()).toBeVisible();
  till.localModules.modules.set(relayUrl, fakeModule());
  await till.button('Проверить').click();
  await expect.element(text('Готово: ЛМ ЧЗ работает.')).toBeVisible();
  await till.press('Escape');
  await expect.element(here).toBeVisible();
});

it('the settings refuse an empty password of a direct ЛМ', async () => {
  await till.settings(async () => page.getByLabelText('ЛМ ЧЗ нет').click());
  await till.button('Настройки').click();
  await page.getByLabelText('Напрямую из браузера').click();
  await page.getByLabelText('Адрес ЛМ ЧЗ').fill('http://127.0.0.1:5995');
  await till.button('Сохранить').click();
  await expect.element(text('Введите пароль ЛМ ЧЗ')).toBeVisible();
});

it('the settings tell of an address that the page may not call when it is typed', async () => {
  till.closed.add('http://192.168.0.10:5995');
  await till.button('Настройки').click();
  await page.getByLabelText('Напрямую из браузера').click();
  const address = page.getByLabelText('Адрес ЛМ ЧЗ', { exact: true });
  const leave = (url: string) => address.fill(url).then(() => userEvent.tab());
  await leave('http://192.168.0.10:5995');
  await expect.element(text(/^Сервер кассы не разрешает этот адрес ЛМ ЧЗ/)).toBeVisible();
  await leave('http://127.0.0.1:5995');
  await expect.element(text(/^Порт 5995 на этом компьютере открыт всегда/)).toBeVisible();
  await expect.element(text(/не разрешает этот адрес/)).not.toBeInTheDocument();
});

it('with each opening of a shift a harmless code is checked, and a failure is told until it is mended', async () => {
  const module = fakeModule();
  const broken = { ...module, trial: fail({ kind: 'answered', status: 500, errorCode: 5040 } as const) };
  till.localModules.modules.set(relayUrl, broken);
  await till.press('F10');
  await till.button('Открыть смену').click();
  await till.button('ЛМ ЧЗ не проверил пробный код').click();
  await expect.element(text('Говорит, что готов, но коды не проверяет')).toBeVisible();
  till.localModules.modules.set(relayUrl, module);
  await card('Через сервер кассы').getByRole('button', { name: 'Проверить ещё раз' }).click();
  await expect.element(till.button('ЛМ ЧЗ не проверил пробный код')).not.toBeInTheDocument();
  // And again with the next shift, not with the first alone.
  till.localModules.modules.set(relayUrl, broken);
  await till.button('Смена').click();
  await till.button('Закрыть смену').click();
  await till.dialog.getByRole('button', { name: 'Закрыть смену' }).click();
  await till.button('Открыть смену').click();
  await expect.element(till.button('ЛМ ЧЗ не проверил пробный код')).toBeVisible();
});
