/** Shortcuts of the installed app: each opens its screen, at the start and while the till is open. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import manifest from '../../public/manifest.webmanifest?raw';
import { codeOf, TillPage } from './till.ts';

const { shortcuts } = JSON.parse(manifest) as { shortcuts: ReadonlyArray<{ name: string; url: string }> };
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

it.each(shortcuts)('$name', async ({ name, url }) => {
  location.hash = new URL(url, location.href).hash;
  await expect.element(heading(name)).toBeInTheDocument();
  expect(location.hash).toBe('');
});

it('does not push away a dialog that asks something', async () => {
  await till.scan(codeOf('allowed'));
  await till.button(/ изменить$/).click();
  await expect.element(till.dialog).toBeVisible();
  location.hash = '#open=journal';
  await expect.poll(() => location.hash).toBe('');
  await expect.element(till.dialog).toBeVisible();
  await expect.element(heading('Журнал')).not.toBeInTheDocument();
});
