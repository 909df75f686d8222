/** The buyer's display with a till behind it that shows one thing. */
import { mount, unmount } from 'svelte';
import type { BuyerView } from '../../src/app/display/buyer-view.ts';
import { signal } from '../../src/app/signal.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import Display from '../../src/ui/display/Display.svelte';
import { display } from '../../src/ui/display/texts.ru.ts';

const names = [
  'Молоко «Луговая сказка» пастеризованное 3,2 %, 930 мл',
  'Хлеб «Бородинский» нарезной в упаковке, 400 г',
  'Сыр «Российский» 45 %, весовой',
  'Вода',
];
const empty: BuyerView = {
  shop: 'Магазин «У дома»',
  isDemo: false,
  isPaid: false,
  lines: [],
  due: kopecks(0),
  off: kopecks(0),
};
const goods: BuyerView = {
  ...empty,
  lines: Array.from({ length: 24 }, (_, index) => ({
    id: String(index),
    name: names[index % names.length] ?? '',
    price: kopecks(79_990),
    quantity: index % 4 === 2 ? 345 : 1_000 * (1 + (index % 3)),
    measure: index % 4 === 2 ? 'kilogram' : 'piece',
    sum: kopecks(123_456),
  })),
  due: kopecks(12_345_600),
  off: kopecks(90),
};
export const paidCode = 't=20261129T1015&s=123456.00&fn=9960440301234567&i=1042&fp=3141592653&n=1';
const paid: BuyerView = {
  ...goods,
  isDemo: true,
  isPaid: true,
  received: kopecks(13_000_000),
  change: kopecks(654_400),
  code: paidCode,
};

/** Shows it until the returned function is called. */
function show(view: BuyerView | undefined): () => Promise<void> {
  const target = Object.assign(document.createElement('div'), { id: 'app' });
  document.body.append(target);
  const shown = mount(Display, { target, props: { shown: signal(view) } });
  return async () => {
    await unmount(shown);
    target.remove();
  };
}

export const showPaid = (): (() => Promise<void>) => show(paid);

/** For `screens.ts`. */
export const onBuyersDisplay = [
  { name: "the buyer's display without a till", view: undefined },
  { name: "the buyer's display of an empty receipt", view: empty },
  { name: "the buyer's display with goods", view: goods },
  { name: "the buyer's display with change and a code", view: paid },
].map(({ name, view }) => ({ name, title: display.title, open: async () => show(view) }));
