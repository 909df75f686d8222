/** The conversation that sets a real till up, before there is one: as a person reads it, by mouse and by keyboard alone, on a wide screen and on a phone. */
import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { firstAnswers, type Answers, type Question } from '../../src/app/set-up/answers.ts';
import type { ConversationDesk } from '../../src/app/set-up/conversation.ts';
import type { FoundKkt } from '../../src/app/set-up/found-kkt.ts';
import type { BootView } from '../../src/app/till.ts';
import type { NewSecrets } from '../../src/app/shop/settings-answer.ts';
import { fail, ok } from '../../src/domain/base/result.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { shopDefaults, type Shop } from '../../src/domain/shop/shop.ts';
import { noLink } from '../unit/fakes/setup-source.ts';
import App from '../../src/ui/shell/App.svelte';
import { formErrors, localAddress, settings, shopPin } from '../../src/ui/settings/texts.ru.ts';
import { talk, wrongAnswers } from '../../src/ui/set-up/texts.ru.ts';

const proposal: Shop = {
  kind: 'real',
  name: '',
  inn: '',
  till: '',
  cashier: '',
  taxation: 'usnIncome',
  vat: 'none',
  timeZone: 2,
  local: { way: 'none', url: '', login: 'admin' },
  unverified: 'forbid',
  ...shopDefaults('real'),
};
const kkt: FoundKkt = {
  model: 'ШТРИХ-НАНО-Ф',
  isDemo: false,
  inn: '7707083893',
  owner: 'ООО «Полторы секунды»',
  address: '101000, г. Москва, ул. Мясницкая, д. 1',
  taxations: ['usnIncome', 'patent'],
  ofd: 'ОФД',
};

/** What is kept over a reload of the page. */
let kept: Answers | undefined;
let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  kept = undefined;
  await page.viewport(1280, 800);
});

interface Saved {
  shop: Shop;
  secrets: NewSecrets;
}

async function show(desk: Partial<ConversationDesk> = {}): Promise<{ saved: Saved[]; begun: () => number }> {
  await close?.();
  const saved: Saved[] = [];
  let begun = 0;
  const view: BootView = {
    phase: 'set-up',
    proposal,
    save: async (shop, secrets) => {
      saved.push({ shop, secrets });
      return { kind: 'saved', ...(secrets.pin && { ownerCode: '1234567812345678', begin: () => void (begun += 1) }) };
    },
    known: async () => [],
    adopt: async () => undefined,
    server: () => new Promise(() => undefined),
    setupLink: noLink,
    desk: {
      gatewayKkt: '192.168.0.20:7778',
      answers: async () => kept ?? firstAnswers(180),
      keep: async (answers) => void (kept = answers),
      hearGateway: async () => '10.0.0.5:7778',
      find: async () => ok(kkt),
      isClosed: async () => false,
      health: async () => ({ sources: { online: { at: epochMs(1) } } }),
      ...desk,
    },
  };
  const target = Object.assign(document.createElement('div'), { id: 'app' });
  document.body.append(target);
  const app = mount(App, { target, props: { boot: { get: () => view, subscribe: () => () => undefined } } });
  close = async () => {
    await unmount(app);
    target.remove();
    close = undefined;
  };
  await expect.element(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  return { saved, begun: () => begun };
}

const press = (name: string) => userEvent.click(page.getByRole('button', { name, exact: true }));
const at = (question: Question) =>
  expect.element(page.getByRole('heading', { name: talk.titles[question] })).toBeVisible();
const type = (label: string, text: string) => userEvent.fill(page.getByLabelText(label, { exact: true }), text);

it('asks one thing at a time, and the ККТ answers most of it', async () => {
  const { saved, begun } = await show();
  await at('kkt');
  // Nothing is chosen for the owner.
  await press(talk.next);
  await expect.element(page.getByText(wrongAnswers.link)).toBeVisible();
  await userEvent.click(page.getByLabelText(talk.links.relay));
  await expect.element(page.getByText('192.168.0.20:7778')).toBeVisible();
  await press(talk.find);
  await expect.element(page.getByRole('region', { name: talk.answers })).toHaveTextContent('ООО «Полторы секунды»');
  await press(talk.next);

  await at('shop');
  await expect.element(page.getByLabelText(settings.inn, { exact: true })).toHaveValue('7707083893');
  await type(settings.inn, '7707083894');
  await press(talk.next);
  await expect.element(page.getByText(formErrors.inn)).toBeVisible();
  await expect.element(page.getByLabelText(settings.inn)).toHaveFocus();
  // Right by its digits, and not the one of the ККТ.
  await type(settings.inn, '500100732259');
  await expect.element(page.getByText(talk.otherInn('7707083893'))).toBeVisible();
  await press(talk.takeInn);
  await press(talk.next);

  await at('taxes');
  await expect.element(page.getByRole('radio')).toHaveLength(2);
  await press(talk.next);
  await expect.element(page.getByText(wrongAnswers.taxation)).toBeVisible();
  await userEvent.click(page.getByRole('radio', { name: /Патент/i }));
  await press(talk.next);
  await at('zone');
  await press(talk.next);
  await at('till');
  await press(talk.next);
  await expect.element(page.getByText(formErrors.cashier)).toBeVisible();
  await type(settings.till, 'Касса 1');
  await type(settings.cashier, 'Петрова А. В.');
  await press(talk.next);
  await at('pin');
  await type(talk.pin, '4815');
  await press(talk.next);
  await at('start');
  await expect.element(page.getByText(talk.works.receipts('ШТРИХ-НАНО-Ф'))).toBeVisible();
  await press(talk.start);
  expect(saved).toMatchObject([
    {
      shop: { inn: '7707083893', taxation: 'patent', cashier: 'Петрова А. В.', kkt: { link: 'relay' } },
      secrets: { pin: '4815' },
    },
  ]);
  // Once, before the till opens.
  await expect.element(page.getByRole('heading', { name: shopPin.ownerTitle })).toBeVisible();
  expect(begun()).toBe(0);
  await press(shopPin.written);
  expect(begun()).toBe(1);
});

it('goes on at the same question after a reload, with all answers but the PIN', async () => {
  await show();
  await userEvent.click(page.getByLabelText(talk.links.none));
  await press(talk.next);
  await type(settings.inn, '7707083893');
  await show();
  await at('shop');
  await expect.element(page.getByLabelText(settings.inn)).toHaveValue('7707083893');
  kept = kept && { ...kept, at: 'pin' };
  await show();
  await type(talk.pin, '4815');
  await press(talk.next);
  await at('start');
  await show();
  // The PIN is not kept: its question is asked again.
  await at('pin');
  expect(JSON.stringify(kept)).not.toContain('4815');
});

it('tells what will not work before it starts, and starts all the same', async () => {
  kept = {
    ...firstAnswers(180),
    at: 'start',
    link: 'none',
    name: 'У дома',
    inn: '7707083893',
    taxation: 'patent',
    till: '1',
    cashier: 'П',
  };
  const { saved } = await show({ health: async () => ({ sources: {} }) });
  await expect.element(page.getByText(talk.lacks.receipts)).toBeVisible();
  await expect.element(page.getByText(talk.lacks.checks)).toBeVisible();
  await expect.element(page.getByText(talk.anyway, { exact: true })).toBeVisible();
  await press(talk.startAnyway);
  expect(saved).toMatchObject([{ shop: { kkt: { link: 'none' } } }]);
});

it('goes back to what is not answered rightly instead of starting', async () => {
  kept = { ...firstAnswers(180), at: 'start', link: 'none' };
  const { saved } = await show();
  await press(talk.startAnyway);
  await at('shop');
  expect(saved).toEqual([]);
});

it('a ККТ that does not answer says why, and asks for its password where that is wrong', async () => {
  let password = 0;
  await show({
    find: async (answers) => {
      ({ password } = answers);
      return password === 1 ? ok(kkt) : fail({ kind: 'refused', trouble: 'wrong-password' });
    },
  });
  await userEvent.click(page.getByLabelText(talk.links.relay));
  await press(talk.find);
  await type(settings.kktPassword, '1');
  await press(talk.find);
  await expect.element(page.getByText(talk.answers)).toBeVisible();
  expect(password).toBe(1);
});

it('where the gateway was given no ККТ, or the browser has no cable, says so instead of searching', async () => {
  await show({ gatewayKkt: undefined });
  for (const [link, hint] of [
    ['relay', talk.linkHints.relay(undefined)],
    ['cable', talk.noCable],
    ['none', talk.linkHints.none],
  ] as const) {
    await userEvent.click(page.getByLabelText(talk.links[link]));
    await expect.element(page.getByText(hint)).toBeVisible();
    expect(page.getByRole('button', { name: talk.find }).query()).toBeNull();
  }
});

it.each(['one form', 'the last question'])('an ЛМ of another company is told by %s before the start', async (where) => {
  const question = where === 'one form' ? 'kkt' : 'start';
  kept = { ...firstAnswers(180), at: question, name: 'У дома', inn: '7707083893', till: '1', cashier: 'Петрова' };
  const failure = { kind: 'lm-other-inn', detail: '7700000016' } as const;
  const secretsOf: unknown[] = [];
  const { saved } = await show({
    health: async (_shop, typed) => {
      secretsOf.push(typed);
      return { sources: { online: { at: epochMs(1) }, local: { at: epochMs(1), failure } } };
    },
  });
  if (where === 'one form') {
    await press(talk.oneForm);
    for (const [label, text] of [
      [settings.name, 'У дома'],
      [settings.inn, '7707083893'],
      [settings.till, '1'],
      [settings.cashier, 'Петрова'],
    ] as const)
      await type(label, text);
    await userEvent.click(page.getByLabelText(settings.ways.direct));
    await type(settings.url, 'http://127.0.0.1:5995');
    await type(settings.password, 'admin');
    await userEvent.click(page.getByLabelText(settings.links.none));
    await press(settings.start);
    // It is asked with what was typed.
    expect(secretsOf).toEqual([expect.objectContaining({ lmPassword: 'admin' })]);
  }
  await expect.element(page.getByText('ЛМ ЧЗ настроен на другую организацию')).toBeVisible();
  await expect.element(page.getByRole('button', { name: talk.startAnyway })).toBeVisible();
  expect(saved).toEqual([]);
});

it('leads to the one form and back', async () => {
  await show();
  await press(talk.oneForm);
  await expect.element(page.getByLabelText(settings.name)).toBeVisible();
  await press(talk.toTalk);
  await at('kkt');
});

it('one form says of an address of ЛМ that the page may not call it', async () => {
  await show({ isClosed: async (url) => url === 'http://192.168.0.10:5995' });
  await press(talk.oneForm);
  await userEvent.click(page.getByLabelText(settings.ways.direct));
  await type(settings.url, 'http://192.168.0.10:5995');
  await userEvent.tab();
  await expect.element(page.getByText(localAddress.closed)).toBeVisible();
});

describe('without a mouse, on a phone', () => {
  it('from the first question to the start by keys alone, nothing wider than the screen', async () => {
    await page.viewport(360, 780);
    const { saved } = await show();
    const fits = (): void => {
      for (const element of [document.documentElement, ...document.querySelectorAll('main, form')])
        expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth);
      expect(document.documentElement.clientWidth).toBe(360);
    };
    const keys = (text: string) => userEvent.keyboard(text);
    fits();
    // Space chooses the way the focus is on; the arrows the next.
    await keys(' {ArrowDown}');
    await expect.element(page.getByLabelText(talk.links.relay)).toBeChecked();
    await userEvent.tab();
    await expect.element(page.getByRole('button', { name: talk.find })).toHaveFocus();
    await keys('{Enter}');
    await expect.element(page.getByText(talk.answers)).toBeVisible();
    fits();
    await userEvent.tab();
    await keys('{Enter}');
    await at('shop');
    await expect.element(page.getByLabelText(settings.inn)).toHaveFocus();
    fits();
    await keys('{Enter}');
    await at('taxes');
    await keys(' ');
    await expect.element(page.getByLabelText(settings.vat)).toBeVisible();
    fits();
    await keys('{Enter}');
    await at('zone');
    fits();
    await userEvent.tab();
    await userEvent.tab();
    await keys('{Enter}');
    await at('till');
    await keys('Касса 1');
    await userEvent.tab();
    await keys('Петрова{Enter}');
    await at('pin');
    fits();
    await keys('{Enter}');
    await at('start');
    await expect.element(page.getByRole('button', { name: talk.start })).toHaveFocus();
    fits();
    await keys('{Enter}');
    expect(saved).toMatchObject([{ shop: { taxation: 'usnIncome', till: 'Касса 1', cashier: 'Петрова' } }]);
  });
});
