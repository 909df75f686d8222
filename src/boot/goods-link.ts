/** Has the list of goods asked for that the settings name, and again whenever it is time. */
import type { Till } from '../app/till.ts';
import type { Devices } from './devices.ts';
import type { Start } from './start.ts';

type Given = { readonly start: Start; readonly goods: Till['goods'] } & Pick<Devices, 'shopSignal'>;

/** The first moments belong to the first scan, ms. */
const firstMs = 5_000;
/** How often it is asked whether it is time, ms. */
const lookMs = 30_000;

export function lookForGoods({ start, goods, shopSignal }: Given): void {
  const look = async (): Promise<void> => {
    // Without a link not even its code comes.
    if (shopSignal.get().catalogue.url !== '') await (await goods()).link.lookIfDue();
  };
  const again = (ms: number): void =>
    void start.deps.clock.after(ms, () => {
      // What fails for a reason nobody thought of is tried again.
      const next = (): void => again(lookMs);
      void look().then(next, next);
    });
  again(firstMs);
  // An address that was just set is asked at once.
  shopSignal.subscribe(() => void look().catch(() => undefined));
}
