/** What an owner keeps for the senior cashier is asked for before it is done: once there is a PIN, and on record. */
import { eventOf } from '../../domain/journal/event.ts';
import type { SeniorAct } from '../../domain/shop/senior-acts.ts';
import { may, sessionOf } from '../../domain/shop/session.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Journal } from '../ports/journal.ts';
import type { Settings } from '../ports/settings.ts';
import type { TillTime } from '../ports/clock.ts';
import type { PinGuard, PinRefusal } from './pin.ts';

export interface ApprovalDeps {
  readonly settings: Pick<Settings, 'hasPin'>;
  readonly pin: Pick<PinGuard, 'try'>;
  readonly journal: Pick<Journal, 'record'>;
  readonly clock: Pick<TillTime, 'now'>;
}

/** `done`: it may be done. `pin-asked`: ask for the PIN, and come again with it. */
export type Approval = { readonly kind: 'done' } | { readonly kind: 'pin-asked' } | PinRefusal;

/** `typed`: the PIN or the owner's code, where an answer before has asked for it. */
export async function approve(deps: ApprovalDeps, shop: Shop, act: SeniorAct, typed?: string): Promise<Approval> {
  const session = sessionOf(shop);
  if (may(session, act) !== 'approval' || !(await deps.settings.hasPin())) return { kind: 'done' };
  if (typed === undefined) return { kind: 'pin-asked' };
  const { cashier } = session;
  const answer = await deps.pin.try(typed, { data: { for: act, cashier } });
  if (answer.kind !== 'right') return answer;
  await deps.journal.record(eventOf(deps.clock.now(), 'senior-approved', { act, by: answer.by, cashier }));
  return { kind: 'done' };
}
