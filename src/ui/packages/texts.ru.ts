/** Opened packages: what is on the tap, what each receipt took of it, what is left. */
import { type Thousandths, showQuantity } from '../../domain/base/quantity.ts';
import type { PackageLedger } from '../../domain/goods/opened-package.ts';
import { packageUnit } from '../line/texts.ru.ts';
import { showMoment } from '../shell/texts.ru.ts';

export const packages = {
  title: 'Открытые упаковки',
  intro:
    'Кеги на кране, начатый сыр, вскрытые пачки: их продают частями по коду упаковки. Когда остаток кончится, упаковка закроется сама.',
  loading: 'Читаем журнал…',
  failed: (detail: string): string => `Журнал не прочитан: ${detail}`,
  none: 'Открытых упаковок нет',
  noneHint: 'Отсканируйте код кеги или целой упаковки на экране продажи.',
  opened: (at: number): string => `открыта ${showMoment(at)}`,
  left(left: number | undefined, { unit, unread }: PackageLedger): string {
    if (unread) return 'запись повреждена, остаток неизвестен: больше из неё не продавайте и закройте её';
    return left === undefined ? 'остаток неизвестен' : `осталось ${amount(left, unit)}`;
  },
  of: (taken: number, { unit, content, unread }: PackageLedger): string =>
    content === undefined || unread
      ? `продано ${amount(taken, unit)}`
      : `продано ${amount(taken, unit)} из ${amount(content, unit)}`,
  sold: (number: number, at: number): string => `Чек № ${number}, ${showMoment(at)}`,
  nothingSold: 'Ещё ничего не продано.',
  close: 'Закрыть упаковку',
  closeHint: ({ unread }: PackageLedger): string =>
    unread
      ? 'Запись об этой упаковке повреждена. Закрытая, она уйдёт из списка, и больше из неё ничего не продать.'
      : 'Кончилась, испортилась или снята с крана. Отсканируете её код снова — откроется снова.',
  toJournal: 'Назад к журналу',
};

/** «0,5 л», «3 шт». */
export const amount = (value: number, unit: PackageLedger['unit']): string =>
  `${showQuantity(value as Thousandths)} ${packageUnit(unit)}`;
