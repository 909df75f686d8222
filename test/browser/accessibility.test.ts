/** What must hold on every screen and dialog: axe finds nothing in either theme, one heading names it and the page, and a phone does not scroll it sideways. */
import axe, { type AxeResults } from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { commands, page } from 'vitest/browser';
import { everything } from './screens.ts';

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** As a person has set it up on his machine. */
    colorScheme(scheme: 'light' | 'dark'): Promise<void>;
  }
}

const tillSize = [1024, 600] as const;
const phoneSize = [360, 780] as const;

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
  await commands.colorScheme('light');
  await page.viewport(...tillSize);
});

/** WCAG 2.2 A and AA, best practice, and the rule of Lighthouse that axe counts as an experiment. */
const rules = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'label-content-name-mismatch': { enabled: true } },
};

/** A theme changes colours alone: what is found by names and places is the same in both. */
const rulesOfColour = { runOnly: { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] } };

/** «rule: element: why» of each finding. */
const found = ({ violations }: AxeResults): string[] =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary?.split('\n')[1]?.trim()}`),
  );

describe.each(everything)('$name', ({ open, title, isBeforeSale }) => {
  it('is called by its heading, and axe finds nothing, light or dark', async () => {
    close = await open();
    await expect.element(page.getByRole('heading', { level: 1, includeHidden: true })).toHaveLength(1);
    await expect.poll(() => document.title).toBe(`${title} – Полтора`);
    expect(document.querySelector('h1')?.textContent).toBe(title);
    expect(found(await axe.run(document, rules)).join('\n'), 'light').toBe('');
    await commands.colorScheme('dark');
    expect(found(await axe.run(document, rulesOfColour)).join('\n'), 'dark').toBe('');
  });

  it.runIf(isBeforeSale)('has no sideways scroll at 360×780', async () => {
    close = await open();
    await page.viewport(...phoneSize);
    // What scrolls by itself counts as well: half of a table beside the screen is half of a table.
    const wide = [...document.querySelectorAll<HTMLElement>('body, body *')].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        /auto|scroll|visible/.test(getComputedStyle(element).overflowX),
    );
    const beyond = wide
      .flatMap((element) => [...element.children])
      .filter((element) => element.getBoundingClientRect().right > phoneSize[0] + 1);
    expect(beyond.map((element) => element.outerHTML.slice(0, 200)).join('\n')).toBe('');
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(phoneSize[0]);
  });
});
