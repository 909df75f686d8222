/** The screen stays alight while a receipt is open, and may go dark after it. */
import { expect, test, TillPage } from './till.ts';

test('the screen is kept alight from the first goods to the end of the receipt', async ({ page, server }) => {
  // What the page asks of the browser: a lock, and to let go of it.
  await page.addInitScript(() => {
    let held = 0;
    const wakeLock = {
      request: () => {
        held += 1;
        const lock = Object.assign(new EventTarget(), {
          released: false,
          release: () => {
            if (!lock.released) held -= 1;
            lock.released = true;
            return Promise.resolve();
          },
        });
        return Promise.resolve(lock);
      },
    };
    Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
    Object.defineProperty(window, 'held', { get: () => held });
  });
  const till = await new TillPage(page).open(server.url);
  const held = () => page.evaluate(() => (window as unknown as { held: number }).held);
  expect(await held()).toBe(0);
  await till.quick(/^Хлеб/).click();
  await expect.poll(held).toBe(1);
  await till.sell();
  await till.button(/^Новый чек/).click();
  await expect.poll(held).toBe(0);
});
