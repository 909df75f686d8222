import type { Line } from '../../domain/document/line.ts';
import { alcoholUntil } from '../../domain/document/obstacles.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { TillTime } from '../ports/clock.ts';
import type { Sounds } from '../ports/sounds.ts';
import type { SaleStore } from './store.ts';

interface AlcoholDeps {
  readonly clock: TillTime;
  readonly shop: () => Shop;
  readonly sounds: Sounds;
}

/** Whether these goods may not be sold at this hour. */
export const isAlcoholRefused = (line: Line, { clock, shop }: Pick<AlcoholDeps, 'clock' | 'shop'>): boolean =>
  alcoholUntil({ lines: [line] }, clock.now(), shop()) !== undefined;

/** That alcohol was asked for in the hours of the ban, and not sold, is on record (171-ФЗ art. 16 p. 5). Whether there was any. */
export async function refuseAlcohol(lines: readonly Line[], store: SaleStore, deps: AlcoholDeps): Promise<boolean> {
  const refused = lines.filter((line) => isAlcoholRefused(line, deps));
  if (refused.length === 0) return false;
  deps.sounds.refused();
  const until = alcoholUntil({ lines: refused }, deps.clock.now(), deps.shop());
  await store.record(store.event('alcohol-refused', { until, goods: refused.map(({ name }) => name) }));
  return true;
}
