/** The screens that stand in place of the sale, as a person reads them: why a till did not open, what it has lost, and who is asked for settings. */
import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { StartFailure } from '../../src/app/start-failure.ts';
import type { BootView } from '../../src/app/till.ts';
import type { NewSecrets } from '../../src/app/shop/settings-answer.ts';
import type { Shop } from '../../src/domain/shop/shop.ts';
import { start, startFailures } from '../../src/ui/start/texts.ru.ts';
import { lost } from '../../src/ui/loss/texts.ru.ts';
import { formErrors, settings } from '../../src/ui/settings/texts.ru.ts';
import { again, pinHere, talk } from '../../src/ui/set-up/texts.ru.ts';
import { setUpView, show as showView } from './start-view.ts';

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());
const show = (view: BootView): void => void (close = showView(view));

describe('a till that did not open', () => {
  it.each(Object.entries(startFailures) as ReadonlyArray<readonly [StartFailure, { readonly what: string }]>)(
    'for a known cause as for any other (%s): names the step, and what to copy for whoever helps',
    async (why, { what }) => {
      show({ phase: 'failed', why, step: 'journal', detail: '' });
      await expect.element(page.getByRole('heading', { name: what })).toBeVisible();
      await expect.element(page.getByText(start.at('journal'))).toBeVisible();
      await expect.element(page.getByRole('button', { name: start.copy })).toBeVisible();
      await userEvent.click(page.getByText(start.details, { exact: true }));
      const details = page.getByText(navigator.userAgent);
      await expect.element(details).toBeVisible();
      expect(details.element().textContent.split('\n').slice(0, 2)).toEqual([why, 'journal']);
    },
  );
});

describe('a till that has lost something', () => {
  it.each([
    [{ what: 'pin', isPinGone: true }, 'Продажа без проверки запрещена'],
    [{ what: 'goods', cardsGone: 340 }, 'Было около 340'],
    [{ what: 'settings' }, 'он предложит её на следующем экране'],
  ] as const)('%o: says what, what it means, and the way on', async (loss, words) => {
    let went = 0;
    show({ phase: 'lost', loss: { ...loss, by: 'here' }, goOn: async () => void (went += 1) });
    await expect.element(page.getByRole('heading', { name: lost.title({ ...loss, by: 'here' }) })).toBeVisible();
    await expect.element(page.getByText(words)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: loss.what === 'settings' ? lost.anew : lost.goOn }));
    expect(went).toBe(1);
  });
});

describe('a till that was set up before', () => {
  const asked = (change: Partial<Extract<BootView, { phase: 'set-up' }>>): void => show({ ...setUpView, ...change });

  it.each(['unread', 'lost'] as const)('and whose settings are %s is not greeted as a new one', async (why) => {
    asked({ why });
    await expect.element(page.getByRole('heading', { name: again[why].what })).toBeVisible();
    await expect.element(page.getByText(again[why].repair)).toBeVisible();
  });

  it('and whose PIN is still there is set up by whoever knows it', async () => {
    const typed: Array<string | undefined> = [];
    asked({
      why: 'unread',
      save: async (_: Shop, __: NewSecrets, pin?: string) => {
        typed.push(pin);
        return pin === '4815' ? { kind: 'saved' } : { kind: 'pin-asked' };
      },
    });
    await userEvent.click(page.getByRole('button', { name: settings.start }));
    await expect.element(page.getByText(formErrors.link)).toBeVisible();
    await userEvent.click(page.getByLabelText(settings.links.none));
    await userEvent.click(page.getByRole('button', { name: settings.start }));
    // It will print nothing, and says so before it starts.
    await expect.element(page.getByText(`${talk.lacks.receipts} ${talk.anyway}`)).toBeVisible();
    const save = page.getByRole('button', { name: talk.startAnyway });
    await userEvent.click(save);
    await expect.element(page.getByText(pinHere.ask)).toBeVisible();
    await userEvent.fill(page.getByLabelText(pinHere.label), '4815');
    await userEvent.click(save);
    await expect.poll(() => typed).toEqual([undefined, '4815']);
  });
});
