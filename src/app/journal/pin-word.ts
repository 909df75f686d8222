/** What events tell of the PIN: whether one was set, or that it is gone. Read with distrust, as everything that stands in a journal. */
import * as v from 'valibot';
import { listOf } from '../../domain/base/fields.ts';
import type { StoredEvent } from '../../domain/journal/event.ts';

const change = v.object({ field: v.literal('pin'), to: v.unknown() });
const loss = v.object({ isPinGone: v.literal(true) });
const withChanges = v.object({ changes: v.unknown() });

/** The last word of this event about the PIN; undefined: it says nothing of it. `gone`: removed by somebody, or lost and read about. */
export function pinWord({ kind, data }: Pick<StoredEvent, 'kind' | 'data'>): 'set' | 'gone' | undefined {
  if (kind === 'journal-lost') return v.is(loss, data) ? 'gone' : undefined;
  if ((kind !== 'settings-changed' && kind !== 'shop-set-up') || !v.is(withChanges, data)) return undefined;
  const last = listOf(change, data.changes).at(-1);
  if (!last) return undefined;
  return last.to === 'none' ? 'gone' : 'set';
}
