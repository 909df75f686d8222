/**
 * What must hold on every screen and dialog: one heading names it and the page, axe finds nothing in either theme, and in every window nothing is cut, covered or too
 * small for a finger. Each is opened once, and the window changes around it. `npm run pictures` keeps a picture of each as well.
 */
import axe, { type AxeResults } from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { commands, page } from 'vitest/browser';
import { layoutFaults } from './layout-faults.ts';
import { ofAnOwner } from './owner-screens.ts';
import { rare } from './rare-screens.ts';
import { troubled } from './troubled-screens.ts';
import { everything } from './screens.ts';
import { sizes, usualText } from './sizes.ts';

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** As a person has set it up on his machine. */
    colorScheme(scheme: 'light' | 'dark'): Promise<void>;
    /** The size of text that a person has chosen in the browser, px. */
    textSize(px: number): Promise<void>;
    /** Keeps what the window shows as a picture, where pictures are wanted. */
    picture(name: string): Promise<void>;
    /** Whether they are. */
    wantsPictures(): Promise<boolean>;
  }
}

const tillSize = [1024, 600] as const;

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

const nextFrame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));

/** What hears of a new size has been told in one frame, has acted in the next, and all is laid out. */
async function settled(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1) await nextFrame();
}

/** The faults in every window, each behind the window's name. */
async function inEveryWindow(name: string): Promise<string[]> {
  const isForPictures = await commands.wantsPictures();
  const faults: string[] = [];
  for (const size of sizes) {
    await page.viewport(size.width, size.height);
    if (size.text) await commands.textSize(size.text);
    await settled();
    faults.push(...layoutFaults(document).map((fault) => `${size.name}: ${fault}`));
    for (const theme of isForPictures ? (['light', 'dark'] as const) : []) {
      await commands.colorScheme(theme);
      await settled();
      await commands.picture(`${size.name}/${theme}/${name}`);
    }
    if (size.text) await commands.textSize(usualText);
  }
  await commands.colorScheme('light');
  return faults;
}

describe.each([...everything, ...ofAnOwner, ...rare, ...troubled])('$name', ({ name, open, title }) => {
  it('is called by its heading, axe finds nothing, light or dark, and it fits every window', async () => {
    close = await open();
    await expect.element(page.getByRole('heading', { level: 1, includeHidden: true })).toHaveLength(1);
    await expect.poll(() => document.title).toBe(`${title} – Полтора`);
    expect(document.querySelector('h1')?.textContent).toBe(title);
    expect.soft(found(await axe.run(document, rules)).join('\n'), 'light').toBe('');
    await commands.colorScheme('dark');
    expect.soft(found(await axe.run(document, rulesOfColour)).join('\n'), 'dark').toBe('');
    await commands.colorScheme('light');
    // One pane at a time: other markup than on a wide screen.
    await page.viewport(360, 640);
    await settled();
    expect.soft(found(await axe.run(document, rules)).join('\n'), 'on a phone').toBe('');
    expect(await inEveryWindow(name)).toEqual([]);
  });
});
