/// <reference types="vite/client" />
/** The buyer's display is opened from the settings; where the browser lets no window open, that is told with another way. */
import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { paidCode, showPaid } from './buyer-display.ts';
import { TillPage } from './till.ts';

afterEach(() => vi.restoreAllMocks());

it('the code of the electronic receipt reads as the receipt’s own', async () => {
  const end = showPaid();
  try {
    const canvas = page.getByLabelText('QR-код чека');
    await expect.element(canvas).toBeVisible();
    await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    const read = async (): Promise<string[]> => {
      const drawn = canvas.element() as HTMLCanvasElement;
      const blob = await new Promise<Blob | null>((done) => drawn.toBlob(done));
      return blob ? (await readBarcodes(blob)).map(({ text }) => text) : [];
    };
    await expect.poll(read).toEqual([paidCode]);
  } finally {
    await end();
  }
});

it('opens in a window of its own, or is told with its address', async () => {
  const till = await TillPage.open();
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  try {
    await till.button('Настройки').click();
    await till.button('Открыть экран покупателя').click();
    await expect.element(page.getByText(/Браузер не дал открыть окно/)).toBeVisible();
    await expect.element(page.getByText(/\/display\.html$/)).toBeVisible();
    const focus = vi.fn();
    open.mockReturnValue({ focus } as unknown as Window);
    await till.button('Открыть экран покупателя').click();
    expect(open).toHaveBeenLastCalledWith('/display.html', 'poltora-display', expect.any(String));
    expect(focus).toHaveBeenCalled();
    await expect.element(page.getByText(/Браузер не дал открыть окно/)).not.toBeInTheDocument();
  } finally {
    await till.end();
  }
});
