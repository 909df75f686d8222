/** «Товары» of a running till. Comes when its screen is opened. */
import { goodsDesk, type GoodsDesk } from '../app/catalogue/desk.ts';
import type { Devices } from './devices.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

export const tillGoods = ({
  start,
  catalogue,
  journal,
  settings,
  pin,
  shopSignal,
}: { readonly start: Start } & Storage & Pick<Devices, 'shopSignal'>): GoodsDesk =>
  goodsDesk({
    catalogue,
    journal,
    settings,
    pin,
    shop: () => shopSignal.get(),
    clock: start.deps.time,
    newId: start.deps.newId,
    files: start.deps.goodsFiles,
  });
