/** Who stands at the till, and what they may do. */
import type { Shop } from './shop.ts';

/** Acts that not everybody may do alone. Others join with the rights of cashiers. */
export type Act = 'sell-unverified';

/** `approval`: only with the senior cashier's PIN. */
export type Permission = 'yes' | 'approval' | 'no';

export interface Session {
  /** The name on the receipt (tag 1021). */
  readonly cashier: string;
  readonly rights: Readonly<Record<Act, Permission>>;
}

/** Whether the person of this session may do `act`. */
export const may = ({ rights }: Pick<Session, 'rights'>, act: Act): Permission => rights[act];

/** The one cashier of a shop that has set up no others. */
export const sessionOf = ({ cashier, unverified }: Pick<Shop, 'cashier' | 'unverified'>): Session => ({
  cashier,
  rights: { 'sell-unverified': unverified === 'senior-pin' ? 'approval' : 'no' },
});
