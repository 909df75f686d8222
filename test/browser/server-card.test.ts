/** «Сервер кассы» as the owner of a shop meets it: what is typed, what is told, what is never shown. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type {
  FieldFault,
  FindAnswer,
  KeyWord,
  ServerChange,
  ServerDesk,
  ServerField,
  ServerLook,
  ServerSaved,
} from '../../src/app/server/desk.ts';
import { fieldFaults, serverFields } from '../../src/app/server/desk.ts';
import { failureKinds } from '../../src/domain/code-check/answer.ts';
import ServerCard from '../../src/ui/server/ServerCard.svelte';
import {
  faultWords,
  keyWords,
  refusals,
  server as words,
  tablets as tabletWords,
} from '../../src/ui/server/texts.ru.ts';

import { nobody, untold } from './start-view.ts';

const uuid = '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc';
const shown = (fields: object = {}, more: object = {}): ServerLook => ({
  kind: 'shown',
  server: {
    fields: { ...untold, ...fields },
    isKept: true,
    isDamaged: false,
    ...more,
  },
});

let look: ServerLook;
let saved: ServerSaved;
let keyWord: KeyWord;
let changes: ServerChange[];
let tries: number;
let looked: Array<string | undefined>;
let found: FindAnswer;
let tablets: Awaited<ReturnType<ServerDesk['tablets']>>;
let close: (() => Promise<void>) | undefined;
beforeEach(() => {
  look = shown();
  saved = shown({ key: { by: 'page', shown: '4afc' } });
  keyWord = 'accepted';
  changes = [];
  tries = 0;
  looked = [];
  found = { kind: 'gone' };
  tablets = { kind: 'gone' };
});
afterEach(() => close?.());

async function open(): Promise<{ submitted: () => number }> {
  const desk: ServerDesk = {
    look: async () => look,
    save: async (change) => {
      changes.push(change);
      return saved;
    },
    tablets: async () => tablets,
    findTsPiot: async (address) => (looked.push(address), found),
    tryKey: async () => {
      tries += 1;
      return keyWord;
    },
  };
  // It stands in a form of other things.
  const target = document.createElement('form');
  let submits = 0;
  target.addEventListener('submit', (event) => {
    event.preventDefault();
    submits += 1;
  });
  document.body.append(target);
  const app = mount(ServerCard, { target, props: { desk: async () => desk } });
  close = async () => {
    close = undefined;
    await unmount(app);
    target.remove();
  };
  return { submitted: () => submits };
}
const field = (name: string) => page.getByLabelText(name, { exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('typed and saved', () => {
  it('the key and the addresses; what ЦРПТ says to the key stands there, the key itself nowhere', async () => {
    await open();
    await field(words.key).fill(uuid);
    await field(words.lm).fill('127.0.0.1:5995');
    await field(words.lmLogin).fill('admin');
    await field(words.lmPassword).fill('hunter2');
    await field(words.kkt).fill('192.168.0.20');
    await button(words.save).click();
    await expect.element(page.getByText(words.saved)).toBeVisible();
    expect(changes).toEqual([
      { key: uuid, lm: { address: '127.0.0.1:5995', login: 'admin', password: 'hunter2' }, kkt: '192.168.0.20' },
    ]);
    await expect.element(page.getByText(words.kept('4afc'))).toBeVisible();
    await expect.element(page.getByText('Честный ЗНАК принимает ключ')).toBeVisible();
    expect(tries).toBe(1);
    const values = [...document.querySelectorAll('input')].map(({ value }) => value);
    expect([...values, document.body.innerHTML].join('\n')).not.toMatch(/4d7b09a5|hunter2/);
  });

  it('only what was changed goes there', async () => {
    look = shown({ key: { by: 'page', shown: '4afc' }, lm: { by: 'page', shown: 'http://10.0.0.2:5995', login: 'u' } });
    await open();
    await expect.element(field(words.lm)).toHaveValue('http://10.0.0.2:5995');
    await field(words.kkt).fill('10.0.0.3');
    await button(words.save).click();
    await expect.poll(() => changes).toEqual([{ kkt: '10.0.0.3' }]);
  });

  it('Enter saves this card, not the form around it', async () => {
    const { submitted } = await open();
    await field(words.kkt).fill('10.0.0.3');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => changes).toEqual([{ kkt: '10.0.0.3' }]);
    expect(submitted()).toBe(0);
  });

  it('a key is taken back by its button', async () => {
    look = shown({ key: { by: 'page', shown: '4afc' } });
    saved = shown();
    await open();
    await button(words.removeOf(words.key)).click();
    await expect.element(page.getByText(words.none).first()).toBeVisible();
    expect(changes).toEqual([{ key: '' }]);
    await expect.element(button(words.check)).not.toBeInTheDocument();
  });

  it('a new password: the till opens anew with it', async () => {
    await open();
    await page.getByText(words.more).click();
    await field(words.tillKey).fill('sixteen-signs-ok');
    await button(words.save).click();
    await expect.element(page.getByText(words.reopening)).toBeVisible();
    expect(changes).toEqual([{ tillKey: 'sixteen-signs-ok' }]);
  });
});

describe('told', () => {
  it('a key of ЦРПТ in the place of the password, while it is typed', async () => {
    await open();
    await page.getByText(words.more).click();
    await field(words.tillKey).fill(uuid);
    await expect.element(page.getByText(faultWords('tillKey', 'key-of-crpt'))).toBeVisible();
    await expect.element(field(words.tillKey)).toHaveAttribute('aria-invalid', 'true');
  });

  it('each wrong field by its own words, and the first one has the focus', async () => {
    await open();
    await field(words.kkt).fill('?');
    saved = {
      kind: 'wrong',
      fields: { key: 'signs', kkt: 'address', tillKey: 'short', connect: 'address', setup: 'address' },
    };
    await button(words.save).click();
    for (const [name, fault] of [
      ['key', 'signs'],
      ['kkt', 'address'],
      ['tillKey', 'short'],
      ['connect', 'address'],
      ['setup', 'address'],
    ] as const)
      await expect.element(page.getByText(faultWords(name, fault))).toBeVisible();
    await expect.element(field(words.key)).toHaveFocus();
    // What was typed stays to be mended.
    await expect.element(field(words.kkt)).toHaveValue('?');
  });

  it('what a variable has fixed: it is shown and cannot be typed over', async () => {
    look = shown({ kkt: { by: 'variable', shown: '10.0.0.1:7778' }, key: { by: 'variable', shown: '4afc' } });
    await open();
    await expect.element(field(words.kkt)).toHaveValue('10.0.0.1:7778');
    await expect.element(field(words.kkt)).toBeDisabled();
    await expect.element(page.getByText(words.fixed('POLTORA_KKT'))).toBeVisible();
    await expect.element(button(words.removeOf(words.key))).not.toBeInTheDocument();
  });

  it.each([
    ['gone', refusals.gone],
    ['away', refusals.away],
    ['password', refusals.password],
    ['fixed', refusals.fixed],
  ] as const)('the gateway does not show it, %s: why, and what to do', async (why, said) => {
    look = { kind: 'refused', why };
    await open();
    await expect.element(page.getByText(said)).toBeVisible();
    look = shown();
    await button(words.again).click();
    await expect.element(field(words.key)).toBeVisible();
  });

  it('a file that was damaged, and a program without a folder', async () => {
    look = shown({}, { isDamaged: true, isKept: false });
    await open();
    await expect.element(page.getByText(words.damaged)).toBeVisible();
    await expect.element(page.getByText(words.inMemory)).toBeVisible();
  });

  it('a medium that takes nothing', async () => {
    saved = { kind: 'not-kept' };
    await open();
    await field(words.key).fill(uuid);
    await button(words.save).click();
    await expect.element(page.getByText(words.notKept)).toBeVisible();
  });

  it('a key that ЦРПТ does not take', async () => {
    keyWord = 'key-refused';
    look = shown({ key: { by: 'page', shown: '4afc' } });
    await open();
    await expect.element(page.getByText(keyWords('key-refused').words)).toBeVisible();
    await button(words.check).click();
    await expect.poll(() => tries).toBe(2);
  });
});

describe('a tablet', () => {
  const first = 'https://192.168.0.10:1543';
  const fingerprint = Array.from({ length: 32 }, () => 'A5').join(':');
  const openDoor = { kind: 'open', port: 1543, urls: [first, 'https://kassa.local:1543'], fingerprint } as const;
  const withPassword = (https: object = nobody) => shown({ tillKey: { by: 'page', shown: '' }, https });
  const letIn = () => page.getByLabelText(tabletWords.switch, { exact: true });
  const unfold = async (): Promise<void> => {
    await open();
    await expect.element(letIn()).toBeInTheDocument();
    if (!letIn().element().checkVisibility()) await page.getByText(words.more).click();
  };

  it('is let in by a switch that counts at once, and the steps stand there: code, certificate, fingerprint, address', async () => {
    look = withPassword();
    saved = withPassword({ by: 'page', shown: 'on' });
    tablets = { kind: 'found', tablets: { door: openDoor, links: [] } };
    await unfold();
    await letIn().click();
    await expect.element(page.getByText(fingerprint)).toBeVisible();
    expect(changes).toEqual([{ https: 'on' }]);
    await expect.element(letIn()).toBeChecked();
    // What is scanned leads to the page with the certificate, what is opened later to the till.
    await expect.element(page.getByLabelText(tabletWords.qr(`${first}/tablet`))).toBeVisible();
    await expect.poll(() => document.querySelector('canvas')?.width).toBeGreaterThan(50);
    await expect.element(page.getByText(`${tabletWords.open} ${first}`)).toBeVisible();
    for (const said of [tabletWords.android, tabletWords.ipad, tabletWords.keepAddress, tabletWords.silent(1543)])
      await expect.element(page.getByText(said)).toBeVisible();
    saved = withPassword({ by: 'page', shown: 'off' });
    tablets = { kind: 'found', tablets: { door: { kind: 'off' }, links: [] } };
    await letIn().click();
    await expect.element(page.getByText(tabletWords.off)).toBeVisible();
    expect(changes).toEqual([{ https: 'on' }, { https: 'off' }]);
  });

  it('is not let in without a password: why, and the switch waits', async () => {
    await unfold();
    await expect.element(letIn()).toBeDisabled();
    await expect.element(page.getByText(tabletWords.password)).toBeVisible();
  });

  it('what the gateway does not take is not switched on', async () => {
    look = withPassword();
    saved = { kind: 'wrong', fields: { https: 'wrong' } };
    await unfold();
    await letIn().click();
    await expect.element(page.getByText(faultWords('https', 'wrong'))).toBeVisible();
    await expect.element(letIn()).not.toBeChecked();
  });

  it('what a variable has said stands fast', async () => {
    look = withPassword({ by: 'variable', shown: 'on' });
    await unfold();
    await expect.element(letIn()).toBeChecked();
    await expect.element(letIn()).toBeDisabled();
    await expect.element(page.getByText(words.fixed('POLTORA_HTTPS'))).toBeVisible();
  });

  it.each([
    ['no network', { ...openDoor, urls: [] }, tabletWords.noAddress],
    ['a taken port', { kind: 'failed', port: 1543, why: 'port-in-use' }, tabletWords.failed['port-in-use'](1543)],
    ['no folder', { kind: 'failed', port: 1543, why: 'not-kept' }, tabletWords.failed['not-kept']()],
    ['no port', { kind: 'failed', port: 543, why: 'other' }, tabletWords.failed.other(543)],
  ] as const)('%s: what is wrong, and what to do', async (_what, door, said) => {
    look = withPassword({ by: 'page', shown: 'on' });
    tablets = { kind: 'found', tablets: { door, links: [] } };
    await unfold();
    await button(tabletWords.look).click();
    await expect.element(page.getByText(said)).toBeVisible();
    await expect.element(page.getByText(fingerprint)).not.toBeInTheDocument();
    tablets = { kind: 'gone' };
    await button(tabletWords.again).click();
    await expect.element(page.getByText(refusals.gone)).toBeVisible();
  });

  it('is shown the addresses of a proxy at which the gateway has answered, as links and as codes', async () => {
    const url = 'https://192.168.0.10';
    look = withPassword();
    tablets = { kind: 'found', tablets: { door: { kind: 'off' }, links: [{ url, isTrusted: false }] } };
    await unfold();
    await button(tabletWords.look).click();
    await expect.element(page.getByText(url)).toBeVisible();
    await expect.element(page.getByLabelText(tabletWords.qr(`${url}/`))).toBeVisible();
    // Its certificate is the proxy's own.
    await expect.element(page.getByText(tabletWords.root)).toBeVisible();
    await expect.element(page.getByText(tabletWords.off)).not.toBeInTheDocument();
  });
});

it('every fault of every field, and every word of ЦРПТ, is a sentence', () => {
  for (const name of serverFields as ServerField[])
    for (const fault of fieldFaults as readonly FieldFault[]) expect(faultWords(name, fault)).toMatch(/^[А-ЯЁ].{10,}$/);
  for (const word of ['accepted', ...failureKinds] as const) expect(keyWords(word).words).toMatch(/^Честный ЗНАК.+\.$/);
});
