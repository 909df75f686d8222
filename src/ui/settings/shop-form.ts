import type { Shop } from '../../domain/shop/shop.ts';
import { isPin } from '../../domain/shop/pin.ts';
import { alcohol as alcoholWords } from './texts.ru.ts';
import * as ru from './texts.ru.ts';
import { alcoholHoursOf, isAlcoholDraft, type AlcoholDraft } from './alcohol-form.ts';

/** What a person types into the settings. `password` and `pin` are empty when they stay as they are; the password of the ККТ is no secret and stands there as it is. */
export interface ShopDraft {
  readonly shop: Shop;
  readonly password: string;
  readonly pin: string;
  /** Whether there is to be no PIN any more. */
  readonly removePin?: boolean | undefined;
  readonly kktPassword: string;
  readonly alcohol: AlcoholDraft;
}

export type FormErrors = Partial<
  Record<'name' | 'inn' | 'till' | 'cashier' | 'url' | 'login' | 'pin' | 'kktPassword' | 'alcohol', string>
>;

/** Weights of the check digits of ИНН (ФНС, приказ ММВ-7-6/435@). */
const innWeights: Readonly<Record<number, readonly (readonly number[])[]>> = {
  10: [[2, 4, 10, 3, 5, 9, 4, 6, 8]],
  12: [
    [7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
    [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
  ],
};

function isInn(text: string): boolean {
  const weights = innWeights[text.length];
  if (!/^\d+$/.test(text) || !weights) return false;
  const digits = [...text].map(Number);
  return weights.every(
    (row) =>
      (row.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0) % 11) % 10 === digits[row.length],
  );
}

function isOrigin(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** Checks the form; empty when all is well. A demo shop needs no true ИНН. */
export function formErrors(
  { shop, password, pin, removePin = false, kktPassword, alcohol }: ShopDraft,
  hasPin: boolean,
): FormErrors {
  const errors: FormErrors = {};
  if (shop.name.trim() === '') errors.name = ru.formErrors.name;
  if (shop.kind === 'real' ? !isInn(shop.inn.trim()) : !/^(\d{10}|\d{12})$/.test(shop.inn.trim()))
    errors.inn = ru.formErrors.inn;
  if (shop.till.trim() === '') errors.till = ru.formErrors.till;
  if (shop.cashier.trim() === '') errors.cashier = ru.formErrors.cashier;
  if (shop.local.way === 'direct' && !isOrigin(shop.local.url.trim())) errors.url = ru.formErrors.url;
  // The gateway has them to add; a till that gives its own gives both.
  const wantsLogin = shop.local.way === 'direct' || (shop.local.way === 'relay' && password !== '');
  if (wantsLogin && shop.local.login.trim() === '') errors.login = ru.formErrors.login;
  if (hasPassword(shop.kkt) && !isKktPassword(kktPassword)) errors.kktPassword = ru.formErrors.kktPassword;
  if (pin !== '' && !isPin(pin)) errors.pin = ru.formErrors.pin;
  if (pin === '' && shop.unverified === 'senior-pin' && (!hasPin || removePin)) errors.pin = ru.formErrors.pinMissing;
  if (!isAlcoholDraft(alcohol)) errors.alcohol = alcoholWords.wrong;
  return errors;
}

/** The ways to a ККТ that a shop may choose: a real one never gets the practice ККТ. */
export const linksOf = (kind: Shop['kind']): Array<Shop['kkt']['link']> =>
  kind === 'demo' ? ['demo', 'relay', 'cable', 'none'] : ['relay', 'cable', 'none'];

const hasPassword = ({ link }: Shop['kkt']): boolean => link === 'relay' || link === 'cable';

/** Eight decimal digits at most (kkt-shtrih.md §2.1). */
const isKktPassword = (text: string): boolean => /^\d{1,8}$/.test(text.trim());

/** The shop as it is saved: without blanks around what was typed. */
export const shopOf = ({ shop, kktPassword, alcohol }: Pick<ShopDraft, 'shop' | 'kktPassword' | 'alcohol'>): Shop => ({
  ...shop,
  name: shop.name.trim(),
  inn: shop.inn.trim(),
  till: shop.till.trim(),
  cashier: shop.cashier.trim(),
  local: { ...shop.local, url: shop.local.url.trim().replace(/\/+$/, ''), login: shop.local.login.trim() },
  kkt: { ...shop.kkt, ...(isKktPassword(kktPassword) && { password: Number(kktPassword) }) },
  alcoholHours: alcoholHoursOf(alcohol),
});
