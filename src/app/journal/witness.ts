/**
 * What this till knows of itself outside its databases (in `localStorage`, and at the gateway), so that it notices when they are gone or were put back to
 * an earlier day: files are damaged, a full disk starts a browser with empty ones, somebody clears the site's data or restores a folder. Pure.
 */
import * as v from 'valibot';
import type { JournalHead } from '../../domain/journal/chain.ts';
import { highestNumber } from '../../domain/document/till-mark.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import { readFn, readTillId } from '../../domain/base/fields.ts';
import { readShop } from '../../domain/shop/stored-shop.ts';
import type { Shop } from '../../domain/shop/shop.ts';

export interface Witness extends JournalHead {
  readonly version: 1;
  /** Which till this is; also to the gateway. */
  readonly till: string;
  /** When this was written. */
  readonly at: EpochMs;
  /** The last fiscal document of this till: ФН and number (ФД). */
  readonly fiscal?: { readonly fn: string; readonly fd: number } | undefined;
  /** The settings, to restore them from; absent before set-up. No secrets. */
  readonly shop?: Shop | undefined;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(highestNumber));
const moment = v.pipe(v.number(), v.minValue(0), v.transform(epochMs));
const schema = v.object({
  journal: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  since: moment,
  number: count,
  events: count,
  linked: v.fallback(count, 0),
  digest: v.fallback(v.pipe(v.string(), v.maxLength(200)), ''),
  at: moment,
  till: v.pipe(
    v.string(),
    v.check((text) => readTillId(text) !== undefined),
  ),
});
const fiscal = v.object({
  fn: v.pipe(
    v.string(),
    v.check((text) => readFn(text) !== undefined),
  ),
  fd: count,
});

/** A witness as this or another build wrote it; undefined where it says nothing that can be understood. */
export function readWitness(value: unknown): Witness | undefined {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) return undefined;
  const { shop, fiscal: last } = value as { readonly shop?: unknown; readonly fiscal?: unknown };
  const known = v.safeParse(fiscal, last);
  return { version: 1, ...parsed.output, shop: readShop(shop)?.shop, fiscal: known.success ? known.output : undefined };
}

/** What is not as it was. `dataLoss`: the browser's own word that it found its files damaged and began new ones. */
export interface Loss {
  /**
   * `everything`: settings and journal. `journal`: it is a new one. `settings`: the journal is whole. `rolled-back`: the journal is an earlier state of
   * itself. `another`: it is the journal of somebody else, or of another day.
   */
  readonly what: 'everything' | 'journal' | 'settings' | 'rolled-back' | 'another';
  /** What stood here last; absent where only the browser told. */
  readonly witness?: Witness | undefined;
  readonly by: 'here' | 'gateway' | 'browser';
  readonly dataLoss?: string | undefined;
}

export const isFresh = ({ number, events }: JournalHead): boolean => number === 0 && events === 0;

/** Compares what is here with what the witness says was here. Undefined: nothing is missing that anybody knows of. */
export function lossOf(
  head: JournalHead,
  hasShop: boolean,
  witness: Witness | undefined,
  by: Loss['by'] = 'here',
): Loss | undefined {
  if (!witness || isFresh(witness)) {
    return witness?.shop && !hasShop && by === 'here' ? { what: 'settings', witness, by } : undefined;
  }
  const loss = (what: Loss['what']): Loss => ({ what, witness, by });
  if (isFresh(head)) return loss(hasShop ? 'journal' : 'everything');
  if (witness.journal !== head.journal) return loss('another');
  if (head.events < witness.events || head.number < witness.number) return loss('rolled-back');
  return hasShop ? undefined : loss('settings');
}

/** A till that the gateway remembers, for a page that knows nothing of itself. */
export interface KnownTill {
  readonly till: string;
  readonly name: string;
  readonly witness: Witness;
}

/** Those of the gateway's tills that have sold something and are not this one, newest first as it tells them. */
export function knownTills(answer: unknown, own: string): KnownTill[] {
  const tills = (answer as { readonly tills?: unknown } | null | undefined)?.tills;
  if (!Array.isArray(tills)) return [];
  return tills.flatMap((each: unknown) => {
    const { till, name, witness } = (each ?? {}) as {
      readonly till?: unknown;
      readonly name?: unknown;
      readonly witness?: unknown;
    };
    const read = readWitness(typeof witness === 'object' ? { ...witness, till } : undefined);
    return read && read.till !== own && !isFresh(read)
      ? [{ till: read.till, name: typeof name === 'string' ? name : '', witness: read }]
      : [];
  });
}
