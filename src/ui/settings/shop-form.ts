import { catalogueLimits, receiptTextLimits, type Shop } from '../../domain/shop/shop.ts';
import { wrongFields } from '../../domain/shop/entered-shop.ts';
import { listAddress } from '../../domain/shop/setup-file.ts';
import { isPin } from '../../domain/shop/pin.ts';
import { isScalesRule } from '../../domain/goods/scales-rule.ts';
import { alcohol as alcoholWords, appearance, catalogue, scales } from './texts.ru.ts';
import * as ru from './texts.ru.ts';
import { alcoholTableOf, isAlcoholDraft, type AlcoholDraft } from './alcohol-form.ts';

/** What a person types into the settings. `password` and `pin` are empty when they stay as they are; the password of the ККТ is no secret and stands there as it is. */
export interface ShopDraft {
  readonly shop: Shop;
  readonly password: string;
  readonly pin: string;
  /** Whether there is to be no PIN any more. */
  readonly removePin?: boolean | undefined;
  readonly kktPassword: string;
  /** ЛМ's password is kept already: then an empty field leaves it as it is. */
  readonly hasPassword?: boolean | undefined;
  readonly alcohol: AlcoholDraft;
  /** Whether the way to the ККТ was chosen: of a new till it is not. */
  readonly isLinkSaid?: boolean | undefined;
}

export type FormErrors = Partial<
  Record<
    | 'name'
    | 'inn'
    | 'till'
    | 'cashier'
    | 'url'
    | 'login'
    | 'password'
    | 'pin'
    | 'kktPassword'
    | 'alcohol'
    | 'link'
    | 'receiptText'
    | 'catalogue'
    | 'scales',
    string
  >
>;

/** Checks the form; empty when all is well. */
export function formErrors(
  {
    shop,
    password,
    pin,
    removePin = false,
    kktPassword,
    alcohol,
    hasPassword: isKept = false,
    isLinkSaid = true,
  }: ShopDraft,
  hasPin: boolean,
): FormErrors {
  const errors: FormErrors = {};
  // The gateway has login and password of ЛМ to add; a till that gives its own gives both.
  const wrong = wrongFields(shop, { signs: shop.local.way === 'relay' && password !== '' });
  for (const field of wrong) errors[field] = ru.formErrors[field];
  // ЛМ answers 401 to a till that gives none (local-module.md §2.1).
  if (shop.local.way === 'direct' && password === '' && !isKept) errors.password = ru.formErrors.password;
  if (hasPassword(shop.kkt) && !isKktPassword(kktPassword)) errors.kktPassword = ru.formErrors.kktPassword;
  if (!isLinkSaid) errors.link = ru.formErrors.link;
  if (pin !== '' && !isPin(pin)) errors.pin = ru.formErrors.pin;
  if (pin === '' && shop.unverified === 'senior-pin' && (!hasPin || removePin)) errors.pin = ru.formErrors.pinMissing;
  const { lines, characters } = receiptTextLimits;
  const text = receiptLines(shop.receiptText);
  if (text.length > lines || text.some(({ length }) => length > characters))
    errors.receiptText = appearance.textWrong(lines, characters);
  if (!shop.scales.every(isScalesRule)) errors.scales = scales.wrong;
  const { url } = shop.catalogue;
  if (url.trim() !== '' && (!listAddress.test(url.trim()) || url.length > catalogueLimits.characters))
    errors.catalogue = catalogue.urlWrong;
  if (!isAlcoholDraft(alcohol)) errors.alcohol = alcoholWords.wrong;
  return errors;
}

/** The ways to a ККТ that a shop may choose: a real one never gets the practice ККТ. */
export const linksOf = (kind: Shop['kind']): Array<Shop['kkt']['link']> =>
  kind === 'demo' ? ['demo', 'relay', 'cable', 'none'] : ['relay', 'cable', 'none'];

const hasPassword = ({ link }: Shop['kkt']): boolean => link === 'relay' || link === 'cable';

/** Eight decimal digits at most (kkt-shtrih.md §2.1). */
const isKktPassword = (text: string): boolean => /^\d{1,8}$/.test(text.trim());

/** Without blanks at the ends of lines and empty lines at the end. */
const receiptLines = (typed: readonly string[]): string[] => {
  const text = typed
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
  return text === '' ? [] : text.split('\n');
};

/** The shop as it is saved: without blanks around what was typed. */
export const shopOf = ({ shop, kktPassword, alcohol }: Pick<ShopDraft, 'shop' | 'kktPassword' | 'alcohol'>): Shop => ({
  ...shop,
  name: shop.name.trim(),
  inn: shop.inn.trim(),
  ...(shop.address !== undefined && { address: shop.address.trim() }),
  till: shop.till.trim(),
  cashier: shop.cashier.trim(),
  brand: { ...shop.brand, name: shop.brand.name.trim() },
  receiptText: receiptLines(shop.receiptText),
  catalogue: { ...shop.catalogue, url: shop.catalogue.url.trim() },
  local: { ...shop.local, url: shop.local.url.trim().replace(/\/+$/, ''), login: shop.local.login.trim() },
  kkt: { ...shop.kkt, ...(isKktPassword(kktPassword) && { password: Number(kktPassword) }) },
  ...alcoholTableOf(alcohol),
});
