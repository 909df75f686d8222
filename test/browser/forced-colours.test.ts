/** Where the system takes the colours away (Windows' high contrast) nothing is told by colour alone: buttons have edges, states have shapes, a change has an outline. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commands, page } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** As a person has set the system. */
    forcedColors(is: 'active' | 'none'): Promise<void>;
  }
}

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
  await commands.forcedColors('active');
});
afterEach(async () => {
  await commands.forcedColors('none');
  await till.end();
});

/** Whether its border is drawn in another colour than what it stands on. */
function hasEdge(element: Element): boolean {
  const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element);
  return borderTopStyle !== 'none' && parseFloat(borderTopWidth) > 0 && borderTopColor !== backgroundColor;
}

it('what can be pressed has an edge', async () => {
  await till.scan(codeOf('allowed'));
  await expect.element(till.lines).toHaveLength(1);
  for (const name of [/^Оплатить/, /^Действия с чеком/, /^Хлеб/])
    expect(hasEdge(page.getByRole('button', { name }).first().element()), String(name)).toBe(true);
});

it('the line that changed has an outline', async () => {
  await till.scan('4641500046998');
  await expect.element(till.line('Хлеб')).toBeVisible();
  const { outlineStyle, outlineWidth } = getComputedStyle(till.line('Хлеб').element());
  expect([outlineStyle, outlineWidth]).toEqual(['solid', '2px']);
});

it('well, trouble and not known differ by their shape on the strip', async () => {
  await page.viewport(1600, 800);
  const shapes = new Map<string, string>();
  for (const dot of document.querySelectorAll('header .item i')) {
    const { borderRadius, borderTopWidth, backgroundColor } = getComputedStyle(dot);
    const look = dot.closest('.ok, .care, .none')?.className.match(/\b(?:ok|care|none)\b/)?.[0] ?? '';
    shapes.set(look, `${borderRadius} ${borderTopWidth}`);
    // The one without a fill has an edge.
    if (look !== 'none') expect(backgroundColor).not.toBe('rgba(0, 0, 0, 0)');
  }
  expect(shapes.size).toBeGreaterThan(1);
  expect(new Set(shapes.values()).size).toBe(shapes.size);
});
