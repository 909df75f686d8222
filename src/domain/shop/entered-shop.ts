/** The shop as a person gives it: stricter than what is read from a store, for here somebody can put it right. */
import * as v from 'valibot';
import { hasInnShape, isInn } from './inn.ts';
import type { Shop } from './shop.ts';

const filled = v.pipe(v.string(), v.trim(), v.minLength(1));

const entered = {
  name: filled,
  till: filled,
  cashier: filled,
  url: v.pipe(v.string(), v.trim(), v.url(), v.regex(/^https?:/i)),
  login: filled,
} as const;

export type EnteredField = keyof typeof entered | 'inn';

/** Fields that cannot stay as they are. A demo shop needs no true ИНН. `signs`: the till gives ЛМ a login and a password of its own. */
export function wrongFields(shop: Shop, { signs }: { readonly signs: boolean }): ReadonlySet<EnteredField> {
  const { kind, inn, local } = shop;
  const isDirect = local.way === 'direct';
  const values = {
    name: shop.name,
    till: shop.till,
    cashier: shop.cashier,
    ...(isDirect && { url: local.url }),
    ...((isDirect || signs) && { login: local.login }),
  };
  const wrong = (Object.keys(values) as Array<keyof typeof entered>).filter(
    (name) => !v.is(entered[name], values[name]),
  );
  const isInnRight = kind === 'real' ? isInn(inn.trim()) : hasInnShape(inn.trim());
  return new Set<EnteredField>([...wrong, ...(isInnRight ? [] : (['inn'] as const))]);
}
