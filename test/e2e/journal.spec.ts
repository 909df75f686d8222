/** The journal edited through the browser's console: told on the strip and in «Журнал», with the place, until somebody has read it. */
import { expect, codeOf, test } from './till.ts';

test('a sum raised through the console is told with the number of its receipt, and the till sells on', async ({
  till,
}) => {
  await till.scan(codeOf('allowed'));
  await expect(till.line('Можно продавать')).toBeVisible();
  await till.sell();
  // The chain is counted in idle time: as soon as it holds the event that finished the receipt, the edit below can be told.
  await expect
    .poll(() =>
      till.page.evaluate(
        () =>
          new Promise<boolean>((resolve, reject) => {
            const opened = indexedDB.open('poltora-journal');
            opened.onerror = () => reject(opened.error);
            opened.onsuccess = () => {
              const read = opened.result.transaction(['links', 'events']);
              const links = read.objectStore('links').openCursor(null, 'prev');
              const events = read.objectStore('events').openCursor(null, 'prev');
              let printed = Infinity;
              events.onsuccess = () => {
                const cursor = events.result;
                if (!cursor) return;
                if ((cursor.value as { kind: string }).kind === 'printed') printed = Number(cursor.key);
                else cursor.continue();
              };
              read.oncomplete = () => {
                opened.result.close();
                const row = links.result?.value as { first: number; digests: Uint8Array } | undefined;
                const linked = row ? row.first + row.digests.length / 32 - 1 : 0;
                resolve(linked >= printed);
              };
            };
          }),
      ),
    )
    .toBe(true);
  await expect(till.page.getByText('Журнал изменён')).toBeHidden();
  await till.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opened = indexedDB.open('poltora-journal');
        opened.onerror = () => reject(opened.error);
        opened.onsuccess = () => {
          const change = opened.result.transaction('receipts', 'readwrite');
          const receipts = change.objectStore('receipts');
          const all = receipts.getAll();
          all.onsuccess = () => {
            for (const receipt of all.result as Array<{ state: string; lines: Array<{ price: number }> }>) {
              if (receipt.state !== 'fiscalized') continue;
              for (const line of receipt.lines) line.price += 100_000;
              receipts.put(receipt);
            }
          };
          change.oncomplete = () => {
            opened.result.close();
            resolve();
          };
        };
      }),
  );
  await till.page.reload();
  await till.ready();
  await till.page.getByRole('button', { name: 'Журнал изменён' }).click();
  const told = till.page.getByRole('alert', { name: 'Журнал изменён в обход кассы' });
  await expect(told).toContainText(/Изменили чек № 1 от .*Суммам и названиям в этой записи верить нельзя.*ОФД/);
  await expect(till.page.getByRole('region', { name: 'События' })).toContainText('Журнал изменён в обход кассы');
  await told.getByRole('button', { name: 'Понятно' }).click();
  await expect(told).toBeHidden();
  await expect(till.page.getByRole('button', { name: 'Журнал изменён' })).toBeHidden();
  // It stays on record.
  await till.page.getByText('Прежние изменения журнала: 1').click();
  await expect(till.page.getByText('Изменили чек № 1')).toBeVisible();
  await till.page.keyboard.press('Escape');
  await till.scan(codeOf('allowed'));
  await expect(till.line('Можно продавать')).toBeVisible();
  await till.sell();
  // Nor does the next start tell it anew.
  await till.page.reload();
  await till.ready();
  await till.page.getByRole('button', { name: 'Журнал', exact: true }).click();
  await expect(till.page.getByText('Прежние изменения журнала: 1')).toBeVisible();
  await expect(till.page.getByRole('button', { name: 'Журнал изменён' })).toBeHidden();
});
