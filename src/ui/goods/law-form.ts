import type { SaidOfGoods } from '../../app/cards/cards.ts';
import type { LawFacts } from '../../domain/goods/goods.ts';
import { lawOf, proposalOf, type LawOfGoods } from '../../domain/goods/goods-law.ts';
import { hasOwnRates, type ShopVat, type VatRate } from '../../domain/shop/taxation.ts';

/** What a person has chosen; what was not touched is as it was proposed. `other`: none of the groups that are offered. */
export interface LawDraft extends LawFacts {
  readonly group?: number | 'other' | undefined;
  readonly vat?: VatRate | undefined;
}

/** What the form is about. */
export interface LawQuestion {
  readonly name: string;
  /** Groups that ГИС МТ or the card names: they are not asked for. */
  readonly groups: readonly number[];
  /** The group that the form of the code shows. */
  readonly hint?: number | undefined;
  /** Goods with a marking code belong to a group. */
  readonly marked: boolean;
  readonly shopVat: ShopVat;
}

export interface LawForm {
  readonly asksGroup: boolean;
  readonly asksVat: boolean;
  readonly group: number | 'other' | undefined;
  readonly vat: VatRate | undefined;
  readonly facts: LawOfGoods;
  /** Facts that the group settles: no person can say otherwise. */
  readonly settled: LawOfGoods;
  /** What is to be kept; absent while `missing` names something. */
  readonly said?: SaidOfGoods | undefined;
  readonly missing: readonly ('group' | 'vat')[];
}

/** The form as it stands, with what it proposes. The rate of goods whose name and group say nothing is left open: it is no question to be answered by a default. */
export function lawForm(draft: LawDraft, { name, groups, hint, marked, shopVat }: LawQuestion): LawForm {
  const asksGroup = marked && groups.length === 0;
  const asksVat = hasOwnRates(shopVat);
  const group = asksGroup ? (draft.group ?? hint ?? proposalOf(name, []).group) : groups[0];
  const all = [
    ...groups,
    ...(asksGroup && typeof group === 'number' ? [group] : []),
    ...(hint === undefined ? [] : [hint]),
  ];
  const facts = lawOf({ ...draft, name }, all);
  const own = draft.vat ?? proposalOf(name, all).vat;
  // The shop's own rule is no word about these goods: it is shown, and not kept as theirs.
  const vat = own ?? (shopVat === '22' ? '22' : undefined);
  const missing = [
    ...(asksGroup && group === undefined ? ['group' as const] : []),
    ...(asksVat && vat === undefined ? ['vat' as const] : []),
  ];
  const said: SaidOfGoods = {
    ...facts,
    ...(asksGroup && typeof group === 'number' && { group }),
    ...(asksVat && own !== undefined && { vat: own }),
  };
  return {
    asksGroup,
    asksVat,
    group,
    vat,
    facts,
    settled: lawOf({ name: '', adult: false, alcohol: false, excise: false }, all),
    missing,
    ...(missing.length === 0 && { said }),
  };
}
