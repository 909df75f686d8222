/** «Товары» of a running till, and its goods by link. Comes when the screen is opened, or when there is such a link. */
import { GoodsLink, type TillGoods } from '../app/catalogue/by-link.ts';
import { goodsDesk } from '../app/catalogue/desk.ts';
import type { Devices } from './devices.ts';
import type { Recovered } from './recovery.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

export function tillGoods({
  start,
  catalogue,
  journal,
  settings,
  pin,
  shopSignal,
  sale,
}: { readonly start: Start } & Storage & Pick<Devices, 'shopSignal'> & Pick<Recovered, 'sale'>): TillGoods {
  const { time, newId, goodsFiles, goodsSource } = start.deps;
  const shop = (): ReturnType<typeof shopSignal.get> => shopSignal.get();
  const desk = goodsDesk({ catalogue, journal, settings, pin, shop, clock: time, newId, files: goodsFiles });
  const link = new GoodsLink({
    source: goodsSource,
    desk,
    settings,
    tillKey: () => settings.secret('tillKey'),
    from: () => shop().catalogue,
    clock: time,
    isAtRest: () => sale.isAtRest(),
    changed: () => start.change({ goodsAt: time.now() }),
  });
  return { ...desk, link };
}
