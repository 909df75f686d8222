import { usualAlcoholHours, type AlcoholDates, type AlcoholHours } from '../verdict/buyer.ts';
import type { SeniorAct } from './senior-acts.ts';
import type { ScalesRule } from '../goods/scales-rule.ts';
import type { ShopVat, Taxation } from './taxation.ts';

/** One till of a shop: who stands at it, and how it reaches its devices. */
export interface Till {
  /** What people call it. */
  readonly till: string;
  readonly cashier: string;
  /** How it reaches ЛМ ЧЗ. */
  readonly local: { readonly way: 'relay' | 'direct' | 'none'; readonly url: string; readonly login: string };
  /** Whether codes are checked through ТС ПИоТ: then by nothing else online (tspiot.md §2). */
  readonly tsPiot: TsPiotSetup;
  readonly kkt: KktSetup;
}

export interface TsPiotSetup {
  /** `relay`: there is one, reached through the gateway. */
  readonly way: 'none' | 'relay';
  /** It needs an open shift before the first check of the day (tspiot.md §1): the till opens it with the first scan, or asks. */
  readonly shift: 'open' | 'ask';
}

/** The shop as the owner set it up, with the till that this is. */
export interface Shop extends Till {
  /** Fixed at set-up: a demo shop never becomes a real one, nor the other way round. */
  readonly kind: 'demo' | 'real';
  readonly name: string;
  readonly inn: string;
  /** Where the shop is. Receipts bear the address that the ККТ is registered with (tag 1009), not this one. */
  readonly address?: string | undefined;
  readonly taxation: Taxation;
  readonly vat: ShopVat;
  readonly timeZone: number;
  /** Selling without a verdict: forbidden, or allowed after the senior cashier's PIN. */
  readonly unverified: 'forbid' | 'senior-pin';
  /** Totals are cut to whole roubles, in the buyer's favour, or not at all. */
  readonly rounding: 'none' | 'roubles';
  /** A mark that the ККТ or ОИСМ finds false ([М-]): the law lets the sale go on (online check and ЛМ have the word), the shop may forbid it. */
  readonly refuted: 'sell' | 'forbid';
  /** Goods that nobody could check in the days after an emergency of ГИС МТ (`emergencyTail`): as always, or sold as in it. One source alone says so. */
  readonly afterEmergency: 'as-always' | 'sell';
  /** When alcohol is not sold, by the shop's clock. */
  readonly alcoholHours: AlcoholHours;
  /** Days of the calendar on which none is sold, besides. */
  readonly alcoholDates: AlcoholDates;
  /** The sign under which the shop is known, on the screens of the till and of the buyer. Empty: the till goes by its own name and has no colour. */
  readonly brand: Brand;
  /** Lines that are printed under the goods of each receipt, within `receiptTextLimits`. */
  readonly receiptText: readonly string[];
  /** What asks for the senior cashier's PIN, besides what always does. */
  readonly seniorActs: readonly SeniorAct[];
  /** Where the till takes its goods from by itself. */
  readonly catalogue: CatalogueSource;
  /** How the labels of its scales are to be read, where they are not as usual (`goods/scales.ts`). */
  readonly scales: readonly ScalesRule[];
}

export interface CatalogueSource {
  /** Empty: nowhere. `{since}` in it is filled with the moment of the last reading: then the server gives only what has changed. */
  readonly url: string;
  /** It is asked at each start, and after so many hours. */
  readonly hours: number;
  /** It has all goods of the shop: what it has no more goes out of sale. */
  readonly whole: boolean;
}

export const catalogueLimits = { characters: 1_900, hours: 168 } as const;

/** Characters that the strip of the till has room for. */
export const brandNameLength = 40;

export interface Brand {
  readonly name: string;
  /** `#rrggbb`, or empty. */
  readonly colour: string;
}

/** A ККТ with narrow paper has room for about so many characters in a line; more lines than these cost paper and time in a queue. */
export const receiptTextLimits = { lines: 8, characters: 40 } as const;

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

/** A shop before a person has said anything about its ККТ: the practice one, or none; nothing rounded; marks sold as the law allows; no days after an emergency; no alcohol at night; no sign and no text of its own; goods from nowhere; scales as usual; nothing kept for the senior cashier. */
export const shopDefaults = (
  kind: Shop['kind'],
): Pick<
  Shop,
  | 'tsPiot'
  | 'kkt'
  | 'rounding'
  | 'refuted'
  | 'afterEmergency'
  | 'alcoholHours'
  | 'alcoholDates'
  | 'brand'
  | 'receiptText'
  | 'catalogue'
  | 'scales'
  | 'seniorActs'
> => ({
  tsPiot: { way: 'none', shift: 'ask' },
  kkt: { link: kind === 'demo' ? 'demo' : 'none', password: 30, vat22: 'auto', shared: false },
  rounding: 'none',
  refuted: 'sell',
  afterEmergency: 'as-always',
  alcoholHours: usualAlcoholHours,
  alcoholDates: [],
  brand: { name: '', colour: '' },
  receiptText: [],
  catalogue: { url: '', hours: 24, whole: false },
  scales: [],
  seniorActs: [],
});
