/** Notices of scans whose goods the buyer still holds outlive the page: after a reload the next scan would take the goods for paid. */
import * as v from 'valibot';
import { listOf, text } from '../../domain/base/fields.ts';
import type { SmallMemory } from '../ports/memory.ts';
import type { Rejected } from './rejected.ts';
import { isUnresolved } from './unresolved.ts';

const name = 'poltora-notices';
/** More than a person reads, and no more than a small memory takes. */
const most = 50;

const notice = v.looseObject({
  id: text,
  raw: text,
  kind: v.pipe(
    v.string(),
    v.check((kind) => isUnresolved({ kind })),
  ),
  gtin: v.optional(text),
  ki: v.optional(text),
  goodsId: v.optional(text),
  name: v.optional(text),
  damage: v.optional(text),
});

export class KeptNotices {
  readonly #memory: Pick<SmallMemory, 'get' | 'set'>;

  constructor(memory: Pick<SmallMemory, 'get' | 'set'>) {
    this.#memory = memory;
  }

  /** Those that the last page left. What cannot be read was not left. */
  read(): readonly Rejected[] {
    try {
      return listOf(notice, JSON.parse(this.#memory.get(name) ?? '[]')) as unknown as Rejected[];
    } catch {
      return [];
    }
  }

  keep(list: readonly Rejected[]): void {
    this.#memory.set(name, JSON.stringify(list.filter(isUnresolved).slice(-most)));
  }
}
