/** A person without a mouse: goes to a thing by Tab, and presses keys there. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './till.ts';

/** No screen of the till has so many stops; a target that Tab does not reach is a fault. */
const MOST_STOPS = 150;
/** Between two keys, ms: slower than any scanner, for what comes faster is taken for a scan. */
const KEY_MS = 45;

export class ByKeyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async to(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.#page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(target)}`);
  }

  /** `key`: Space where Enter does nothing on purpose. */
  async press(button: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.to(button);
    await this.#page.keyboard.press(key);
  }

  async fill(field: Locator, text: string): Promise<void> {
    await this.to(field);
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.press('Delete');
    await this.#page.keyboard.type(text, { delay: KEY_MS });
    await expect(field).toHaveValue(text);
  }

  /** Of a group of radio buttons Tab reaches one; arrows choose among them. */
  async choose(radio: Locator): Promise<void> {
    const group = this.#page.getByRole('radio').and(this.#page.locator(`[name="${await radio.getAttribute('name')}"]`));
    const count = await group.count();
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      const isThere = await group.evaluateAll((all) => all.some((each) => each === document.activeElement));
      if (isThere) break;
      await this.#page.keyboard.press('Tab');
    }
    for (let step = 0; step < count && !(await radio.evaluate((each) => each === document.activeElement)); step++)
      await this.#page.keyboard.press('ArrowDown');
    await this.#page.keyboard.press('Space');
    await expect(radio).toBeChecked();
  }
}
