/** The sample shop that the demo server hands to the page: goods in the till's own form, recipes of the sample codes, and what its ККТ prints. */
import type { FastifyInstance } from 'fastify';
import type { StoredGoods } from '../../src/domain/goods/stored-goods.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import type { DemoShop, SampleRecipe } from '../../src/app/shop/demo-shop.ts';
import { demoGoods, demoPlainGoods } from './demo-goods.ts';
import { stripOf } from './kkt.ts';
import type { Kkt, KktOptions } from './kkt-shtrih/index.ts';
import { sample, type SituationId } from './sample-codes.ts';

/** Names on the panel → situations of the emulators, in the order of the panel. */
const shown: ReadonlyArray<readonly [id: string, situation: SituationId]> = [
  ['allowed', 'allowed'],
  ['sold', 'sold'],
  ['blocked', 'blocked'],
  ['expired', 'expired'],
  ['unknown', 'unknown'],
  ['offline', 'offline-allowed'],
  ['tobacco', 'tobacco-pack'],
  ['keg', 'partially-sold'],
  ['weighed', 'weighed'],
  ['in-parts', 'in-parts'],
  ['not-applied', 'not-applied'],
  ['emergency', 'emergency'],
  ['offline-blocked', 'offline-blocked'],
];

// A general taxpayer, because the goods carry VAT.
const shop: DemoShop['shop'] = {
  name: 'У дома',
  inn: '7700000000',
  till: 'Касса 1',
  cashier: 'Иванова А.',
  taxation: 'osn',
};

/** The shop's ККТ, a ШТРИХ-НАНО-Ф with a debug ФН: registered to the same seller, 22 % under the codes of this model (kkt-shtrih §2.6). */
export const demoKkt: KktOptions = {
  profile: 'desktop',
  debugFn: true,
  vat22: '90',
  inn: shop.inn,
  user: `ООО "${shop.name}"`,
  place: `Магазин "${shop.name}"`,
  address: '101000, г. Москва, ул. Мясницкая, д. 1',
};

const measures = { piece: 'piece', kg: 'kilogram', l: 'litre' } as const;

/** As it goes over the wire: cards under the words of the store. */
export function demoShop(): Omit<DemoShop, 'goods'> & { readonly goods: readonly StoredGoods[] } {
  const marked: StoredGoods[] = demoGoods.map((good) => ({
    id: `demo-${good.gtin}`,
    gtin: good.gtin,
    name: good.name,
    price: kopecks(good.priceKopecks),
    vat: good.vat,
    measure: measures[good.unit],
    group: good.group,
    marked: true,
    adult: good.adult,
    alcohol: good.alcohol,
    excise: good.excise,
    ...(good.parts && { parts: { of: good.parts.of, price: kopecks(good.parts.priceKopecks) } }),
  }));
  const plain: StoredGoods[] = demoPlainGoods.map((good, index) => ({
    id: `demo-plain-${index}`,
    ...(good.ean13 !== null && { gtin: good.ean13.padStart(14, '0') }),
    name: good.name,
    price: kopecks(good.priceKopecks),
    vat: good.vat,
    measure: measures[good.unit],
    marked: false,
    adult: false,
    alcohol: false,
    excise: false,
    quick: index,
    folder: good.folder,
  }));
  return { shop, goods: [...marked, ...plain], samples: shown.map(([id, situation]) => recipe(id, situation)) };
}

/** What a demo's gateway has beside the real one's addresses. `kkt`: whose paper the page may look at. */
export function serveDemo(app: FastifyInstance, kkt: Kkt | undefined): void {
  app.get('/demo.json', (_request, reply) => reply.header('cache-control', 'no-store').send(demoShop()));
  app.get<{ Params: { fd: string } }>('/demo/strips/:fd', ({ params }, reply) => {
    // Not yet is no error: a page asks while the paper moves, and a browser's console would show a 404 as one.
    return reply.header('cache-control', 'no-store').send({ lines: (kkt && stripOf(kkt, Number(params.fd))) ?? null });
  });
}

/** A code that differs from call to call differs in its serial only: the common ends are the recipe. */
function recipe(id: string, situation: SituationId): SampleRecipe {
  const { code } = sample(situation);
  const one = code(() => 0);
  const other = code(() => 0.999_999);
  if (one === other) return { id, before: one, random: 0, after: '' };
  let start = 0;
  while (one[start] === other[start]) start += 1;
  let end = 0;
  while (one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return { id, before: one.slice(0, start), random: one.length - start - end, after: one.slice(one.length - end) };
}
