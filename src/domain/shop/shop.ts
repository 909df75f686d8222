import type { ShopVat, Taxation } from './taxation.ts';
import type { AlcoholHours } from '../verdict/buyer.ts';

/** The shop as the owner set it up. */
export interface Shop {
  /** Fixed at set-up: a demo shop never becomes a real one, nor the other way round. */
  readonly kind: 'demo' | 'real';
  readonly name: string;
  readonly inn: string;
  readonly till: string;
  readonly cashier: string;
  readonly taxation: Taxation;
  readonly vat: ShopVat;
  readonly timeZone: number;
  readonly local: { readonly way: 'relay' | 'direct' | 'none'; readonly url: string; readonly login: string };
  /** Selling without a verdict: forbidden, or allowed after the senior cashier's PIN. */
  readonly unverified: 'forbid' | 'senior-pin';
  readonly kkt: KktSetup;
  /** Totals are cut to whole roubles, in the buyer's favour, or not at all. */
  readonly rounding: 'none' | 'roubles';
  /** A mark that the ККТ or ОИСМ finds false ([М-]): the law lets the sale go on (online check and ЛМ have the word), the shop may forbid it. */
  readonly refuted: 'sell' | 'forbid';
  /** Goods that nobody could check in the days after an emergency of ГИС МТ (`emergencyTail`): as always, or sold as in it. One source alone says so. */
  readonly afterEmergency: 'as-always' | 'sell';
  /** When alcohol is not sold, by the shop's clock. */
  readonly alcoholHours: AlcoholHours;
}

/** How the ККТ is reached, and what its makers' papers do not agree on. */
export interface KktSetup {
  /** `relay`: over the network through the gateway. `cable`: Web Serial, or WebUSB where there is none. `demo`: the practice ККТ of a demo shop. */
  readonly link: 'none' | 'demo' | 'relay' | 'cable';
  /** Operator's password, a number; 30 is the factory's system administrator (kkt-shtrih.md §2.1). */
  readonly password: number;
  /** Code of the rate of 22 %: makers' papers differ (kkt-shtrih.md §2.6, §9.5). `auto`: by the rates the ККТ has in its table, then by model. */
  readonly vat22: 'auto' | 'cb' | '90' | 'row1';
  /** Other tills or programs print at this ККТ as well: their documents are no surprise. */
  readonly shared: boolean;
}
