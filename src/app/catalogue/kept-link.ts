/** What a till keeps of its goods by link: the newest list it has seen of an address, and what came of the last reading. */
import * as v from 'valibot';
import { count, moment, orNothing, record, text } from '../../domain/base/fields.ts';

/** Under this name the settings keep it. */
export const linkName = 'goods-link';

/**
 * `applied`: so many cards are new or changed. `same`: nothing has changed. `fetch`: the list was not had; `file`: it cannot be read; `kind` of either in `why`.
 * `person`: somebody must look at it first: `columns` (which column says what is not known), `many-gone` (it would take more than half of the goods out of sale),
 * `taken-back` (a person took the last one back).
 */
const outcome = v.object({
  kind: v.picklist(['applied', 'same', 'fetch', 'file', 'person']),
  why: orNothing(text),
  status: orNothing(count),
  changed: orNothing(count),
  refused: orNothing(count),
});
export type LinkOutcome = v.InferOutput<typeof outcome>;

const schema = v.object({
  url: orNothing(text),
  etag: orNothing(text),
  modified: orNothing(text),
  /** The list stands as the server had it at this moment. */
  since: orNothing(moment),
  /** When it was last asked for, and what came of it. */
  triedAt: orNothing(moment),
  outcome: orNothing(outcome),
  isTakenBack: orNothing(v.boolean()),
});
export type KeptLink = v.InferOutput<typeof schema>;

/** As this or another build kept it; of another address than `url` nothing counts. */
export function readKeptLink(value: unknown, url: string): KeptLink {
  const told = v.safeParse(record, value);
  const kept = v.parse(schema, told.success ? told.output : {});
  return kept.url === url ? kept : v.parse(schema, { url });
}

/** After a person took the last list back: nothing comes by itself until one is loaded by hand, and then the whole. */
export const takenBack = ({ url, triedAt }: KeptLink): KeptLink => ({
  ...v.parse(schema, { url, triedAt }),
  outcome: { ...v.parse(outcome, { kind: 'person' }), why: 'taken-back' },
  isTakenBack: true,
});
