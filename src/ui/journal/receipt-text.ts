import { kopecks, showMoney } from '../../domain/base/money.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { saleDocument } from '../../domain/document/fiscal-document.ts';
import { takenOff } from '../../domain/document/pricing.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { timeOf } from '../../domain/journal/pages.ts';
import { paperItems } from '../pay/paper-items.ts';
import { paper } from '../pay/texts.ru.ts';
import { showMoment } from '../shell/texts.ru.ts';
import * as ru from './texts.ru.ts';

/** A receipt as plain text: to be copied into a letter or sent. It says of itself that it is no receipt of the law. */
export function receiptText(receipt: Receipt, shop: Shop, isDemo: boolean): string {
  const tags = saleDocument(receipt, shop);
  const { fiscal, number, state } = receipt;
  const money = (name: string, sum: number): string[] => (sum > 0 ? [`${name}: ${showMoney(kopecks(sum))}`] : []);
  return [
    ...(isDemo ? [paper.demo] : []),
    shop.name,
    paper.inn(shop.inn),
    `${number === undefined ? paper.title : paper.numbered(number)}, ${paper.kind}`,
    showMoment(timeOf(receipt)),
    '',
    ...paperItems(receipt, tags).map(
      ({ name, quantity, price, sum }) => `${name}: ${quantity} × ${showMoney(price)} = ${showMoney(sum)}`,
    ),
    '',
    ...money(paper.rounding, takenOff(receipt)),
    `${paper.total}: ${showMoney(kopecks(Number(tags[1020])))}`,
    ...money(paper.cash, Number(tags[1031])),
    ...money(paper.cashless, Number(tags[1081])),
    '',
    ...(fiscal
      ? [
          `${paper.fn} ${fiscal.fn}, ${paper.fd} ${fiscal.fd}, ${paper.fpd} ${fiscal.fpd || '—'}`,
          ru.journal.notTheReceipt,
        ]
      : [ru.journal.stateOf(state)]),
  ].join('\n');
}
