/**
 * What each rule of the sale stands on: acts and documents, with the point where it is known. The text of ПП 1944 in force could not be read, only what others
 * restate of it (law-2026.md, head), so that most of its rules have no point here: a wrong one would be worse than none. `basis` of a rule says where we have it from.
 */
import type { RuleId } from './rules.ts';

export type ActId =
  /** The bans and how they are applied: ПП РФ of 21.11.2023 № 1944. */
  | 'pp-1944'
  /** «Методические рекомендации» of ЦРПТ, as restated in online-check.md §5.1 and local-module.md §3. */
  | 'recommendations'
  /** The programme by which ЦРПТ tries a till's software (ПМСР), online-check.md §5.5. */
  | 'trials'
  /** Of tobacco and nicotine: minimum and maximum price (law-2026.md §2). */
  | 'fz-15'
  /** Order of the ministry of trade of 25.04.2025 № 2044 (tspiot.md §1). */
  | 'order-2044'
  /** ПП РФ of 19.03.2020 № 303 in the edition of ПП 1674 of 29.11.2024 (tspiot.md §1). */
  | 'pp-303'
  /** Told by ЦРПТ, and moved before: no act. */
  | 'operator';

/** Where an act says it. What is absent is not known. */
export interface Source {
  readonly act: ActId;
  readonly article?: number;
  readonly item?: number;
  /** Of the table in that item. */
  readonly row?: number;
  /** Of a programme of trials: `5.3`. */
  readonly cases?: readonly string[];
}

const bans: Source = { act: 'pp-1944' };
/** «Методические рекомендации», item 4: the table of bans. */
const row = (number: number): Source => ({ act: 'recommendations', item: 4, row: number });
/** No answer within 1.5 s: then ЛМ ЧЗ decides (online-check.md §4, marking-codes.md §4.2). */
const offline: Source = { act: 'pp-1944', item: 17 };
/** Minimum and maximum prices of tobacco. */
export const tobaccoPrices: Source = { act: 'fz-15', article: 13 };

/** Empty: no act that we know asks for it. */
export const ruleSources: Readonly<Record<RuleId, readonly Source[]>> = {
  'online-not-found': [bans, row(1)],
  'online-bad-format': [bans, row(2)],
  'online-not-authentic': [bans, row(2)],
  'online-not-applied': [bans, row(1)],
  'online-blocked': [bans, row(4)],
  'online-sold': [bans, row(3)],
  'online-not-in-circulation': [bans, row(5), { act: 'trials', cases: ['5.3', '5.4'] }],
  'online-expired': [bans, row(6)],
  'online-not-enough': [],
  'online-price-above': [bans, row(7), tobaccoPrices],
  'online-nicotine-minimum': [bans, row(9)],
  'online-minimum': [bans, row(10)],
  'online-uniform-minimum': [bans, row(8), tobaccoPrices],
  'online-below-mrc': [row(7)],
  'online-not-owner': [],
  'online-error': [],
  'online-code-expired': [],
  'online-below-decree': [tobaccoPrices],
  'local-grey': [offline],
  'local-blocked': [offline],
  'local-sold': [{ act: 'recommendations', item: 5 }],
  'local-price-above': [row(7), tobaccoPrices],
  'local-code-price-above': [row(7), tobaccoPrices],
  'local-nicotine-minimum': [row(9)],
  'local-uniform-minimum': [row(8), tobaccoPrices],
  'local-below-mrc': [row(7)],
  'local-code-expired': [],
  'local-below-decree': [tobaccoPrices],
  'return-not-found': [],
  'return-bad-format': [],
  'return-not-authentic': [],
  'return-not-sold': [],
};
