/** Whether the ККТ is registered for what this shop sells as: its ИНН and its taxation (tags 1018 and 1055 go on every receipt, 54-ФЗ art. 4.7). */
import { innsDiffer } from '../../domain/shop/inn.ts';
import type { PrinterAbout } from '../ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';

/** What differs; undefined: nothing, or nobody tells. */
export function registrationTrouble(
  { inn, taxation }: Pick<Shop, 'inn' | 'taxation'>,
  about: PrinterAbout | undefined,
): 'inn-differs' | 'taxation-not-registered' | undefined {
  if (innsDiffer(about?.inn, inn)) return 'inn-differs';
  return about?.taxations && !about.taxations.includes(taxation) ? 'taxation-not-registered' : undefined;
}
