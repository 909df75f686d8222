import type { Journal } from '../ports/journal.ts';
import { eventOf, type FieldChange, type JournalEvent } from '../../domain/journal/event.ts';
import { keysOf } from '../../domain/base/fields.ts';
import type { Settings } from '../ports/settings.ts';

interface TellDeps {
  readonly settings: Pick<Settings, 'untold' | 'told'>;
  readonly journal: Pick<Journal, 'record'>;
}

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Carries events of changes into the journal. A page that dies in between leaves them for the next one; at worst one is told twice, never none. */
export async function tellChanges({ settings, journal }: TellDeps): Promise<void> {
  for (const event of await settings.untold()) {
    await journal.record(event);
    await settings.told(1);
  }
}

/** What the gateway relays to: who is asked about codes, who knows them offline, and what prints. */
const parts = { cdn: 0, tspiot: 0, lm: 0, kkt: 0 };
type GatewayPart = keyof typeof parts;
const gatewayParts = keysOf<GatewayPart>(parts);

/** The gateway was given other addresses: nobody did it at this till, and it changes who is asked and where it prints. */
export const gatewayEvent = (
  at: JournalEvent['at'],
  was: Record<GatewayPart, unknown>,
  is: Record<GatewayPart, unknown>,
): JournalEvent | undefined => {
  const changes = gatewayParts.flatMap((name): FieldChange[] =>
    isSame(was[name], is[name]) ? [] : [{ field: `gateway.${name}`, from: was[name], to: is[name] }],
  );
  return changes.length > 0 ? eventOf(at, 'settings-changed', { changes, by: 'gateway' }) : undefined;
};
