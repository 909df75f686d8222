/** Who stands at the till, and what they may do. */
import type { SeniorAct } from './senior-acts.ts';
import type { Shop } from './shop.ts';

/** Acts that not everybody may do alone. Others join with the rights of cashiers. */
export type Act = 'sell-unverified' | SeniorAct;

/** `approval`: only with the senior cashier's PIN. */
export type Permission = 'yes' | 'approval' | 'no';

export interface Session {
  /** The name on the receipt (tag 1021). */
  readonly cashier: string;
  /** What is not named may be done. */
  readonly rights: Readonly<Partial<Record<Act, Permission>>>;
}

/** Whether the person of this session may do `act`. */
export const may = ({ rights }: Pick<Session, 'rights'>, act: Act): Permission => rights[act] ?? 'yes';

/** The one cashier of a shop that has set up no others. */
export const sessionOf = ({
  cashier,
  unverified,
  seniorActs: kept,
}: Pick<Shop, 'cashier' | 'unverified' | 'seniorActs'>): Session => ({
  cashier,
  rights: {
    ...Object.fromEntries(kept.map((act) => [act, 'approval'] as const)),
    'sell-unverified': unverified === 'senior-pin' ? 'approval' : 'no',
  },
});
