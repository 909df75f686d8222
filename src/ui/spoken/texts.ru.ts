/** What a screen reader says by itself. */
import type { Rejected } from '../../app/sale/rejected.ts';
import type { Kopecks } from '../../domain/base/money.ts';
import { showQuantity } from '../../domain/base/quantity.ts';
import { lineSum, type Line } from '../../domain/document/line.ts';
import type { Refusal } from '../../domain/verdict/index.ts';
import { refusal, rejected } from '../receipt/texts.ru.ts';
import type { Change } from '../sale/change-of.ts';
import { measureNames } from '../sale/texts.ru.ts';
import { roubles } from '../shell/texts.ru.ts';

const spokenName = (line: Pick<Line, 'name'>): string => line.name || 'Товар без карточки';
const spokenAmount = ({ quantity, measure }: Line): string =>
  quantity === undefined ? 'сколько?' : `${showQuantity(quantity)} ${measureNames[measure]}`;

export const spoken = {
  label: 'Что произошло',
  line: (line: Line): string => `${spokenName(line)}, ${spokenAmount(line)}, ${roubles(lineSum(line))}`,
  changed: (change: Change, toPay: Kopecks): string =>
    change.kind === 'removed'
      ? `Убрано: ${spokenName(change.line)}. Итого ${roubles(toPay)}`
      : `${spoken.line(change.line)}. Итого ${roubles(toPay)}`,
  allowed: (line: Line, toPay: Kopecks): string => `${spokenName(line)}: можно продавать. Итого ${roubles(toPay)}`,
  forbidden: (line: Line, why: Refusal): string => `${spokenName(line)}: продавать нельзя. ${refusal(why, line)}`,
  unverified: (line: Line): string => `${spokenName(line)}: проверить не удалось`,
  rejected: (scan: Rejected): string => {
    const { what, repair } = rejected(scan);
    return `${what}. ${repair}`;
  },
  inDoubt: 'Неизвестно, напечатан ли чек. Второй раз его не пробивайте: сначала выясним, есть ли первый',
  toPay: (sum: Kopecks): string => `К оплате ${roubles(sum)}`,
  printed: (change: Kopecks): string => (change > 0 ? `Чек напечатан. Сдача ${roubles(change)}` : 'Чек напечатан'),
};
