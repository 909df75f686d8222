/**
 * What this till knows of itself outside its databases (in `localStorage`, and at the gateway), so that it notices when they are gone or were put back to
 * an earlier day: files are damaged, a full disk starts a browser with empty ones, somebody clears the site's data or restores a folder. Pure.
 */
import * as v from 'valibot';
import type { JournalHead } from '../../domain/journal/chain.ts';
import { highestNumber } from '../../domain/document/till-mark.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import { listOf, orNothing, readFn, readTillId, record } from '../../domain/base/fields.ts';
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
  /** Whether a PIN was set; absent: nobody said, as builds before December 2026. */
  readonly hasPin?: boolean | undefined;
  /** About how many cards the catalogue had; absent: nobody has counted. */
  readonly cards?: number | undefined;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(highestNumber));
const moment = v.pipe(v.number(), v.minValue(0), v.transform(epochMs));
const fiscal = v.object({
  fn: v.pipe(
    v.string(),
    v.check((text) => readFn(text) !== undefined),
  ),
  fd: count,
});
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
  hasPin: orNothing(v.boolean()),
  cards: orNothing(count),
  fiscal: orNothing(fiscal),
  shop: v.optional(v.unknown()),
});

/** A witness as this or another build wrote it; undefined where it says nothing that can be understood. */
export function readWitness(value: unknown): Witness | undefined {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) return undefined;
  const { shop, ...numbers } = parsed.output;
  return { version: 1, ...numbers, shop: readShop(shop)?.shop };
}

/** What is not as it was. `dataLoss`: the browser's own word that it found its files damaged and began new ones. */
export interface Loss {
  /**
   * `everything`: settings and journal. `journal`: it is a new one. `settings`: the journal is whole. `rolled-back`: the journal is an earlier state of
   * itself. `another`: it is the journal of somebody else, or of another day. `pin`, `goods`: only that.
   */
  readonly what: 'everything' | 'journal' | 'settings' | 'rolled-back' | 'another' | 'pin' | 'goods';
  /** There was a PIN, nobody is known to have removed it, and there is none: a new one is anybody's to set. */
  readonly isPinGone?: true | undefined;
  /** There were about so many cards, and not one is left. */
  readonly cardsGone?: number | undefined;
  /** What stood here last; absent where only the browser told. */
  readonly witness?: Witness | undefined;
  readonly by: 'here' | 'gateway' | 'browser';
  readonly dataLoss?: string | undefined;
}

export const isFresh = ({ number, events }: JournalHead): boolean => number === 0 && events === 0;

/** What is here, to be compared with what was. A thing that nobody has looked for is absent, and says nothing. */
export interface Here {
  readonly head: JournalHead;
  readonly hasShop: boolean;
  /** The journal tells of a shop that was at work: it needs no other witness of it. */
  readonly hasWorked?: boolean | undefined;
  /** There is a PIN, or the journal tells what became of it. */
  readonly isPinKnown?: boolean | undefined;
  readonly hasCards?: boolean | undefined;
}

/** Compares what is here with what the witness says was here. Undefined: nothing is missing that anybody knows of. */
export function lossOf(here: Here, witness: Witness | undefined, by: Loss['by'] = 'here'): Loss | undefined {
  const gone = goneOf(here, witness, by);
  // Another till's PIN and cards say nothing of this one's.
  const isOurs = gone !== 'another';
  const isPinGone = isOurs && witness?.hasPin === true && here.isPinKnown === false;
  const cardsGone = isOurs && here.hasCards === false ? (witness?.cards ?? 0) : 0;
  const what = gone ?? (isPinGone ? 'pin' : undefined) ?? (cardsGone > 0 ? 'goods' : undefined);
  if (what === undefined) return undefined;
  return {
    what,
    by,
    ...(witness && { witness }),
    ...(isPinGone && { isPinGone }),
    ...(cardsGone > 0 && { cardsGone }),
  };
}

/** What is gone of journal and settings. */
function goneOf(
  { head, hasShop, hasWorked }: Here,
  witness: Witness | undefined,
  by: Loss['by'],
): Loss['what'] | undefined {
  if (!witness || isFresh(witness)) {
    const hadShop = (witness?.shop !== undefined && by === 'here') || hasWorked === true;
    return hadShop && !hasShop ? 'settings' : undefined;
  }
  if (isFresh(head)) return hasShop ? 'journal' : 'everything';
  // One that was begun after the last word of the witness is this till's own, made anew since: somebody has sold into it before anybody read of the loss.
  if (witness.journal !== head.journal && head.since > witness.at) return hasShop ? 'journal' : 'everything';
  if (witness.journal !== head.journal) return 'another';
  if (head.events < witness.events || head.number < witness.number) return 'rolled-back';
  return hasShop ? undefined : 'settings';
}

/** The answer of `GET /relay/tills/<id>`, as far as it can be understood. */
const remembered = v.object({ witness: v.optional(v.unknown()), settings: v.optional(v.unknown()) });

/** What the gateway remembers of this till's journal. */
export const witnessOf = (answer: unknown): Witness | undefined =>
  v.is(remembered, answer) ? readWitness(answer.witness) : undefined;

/** The settings that the gateway keeps for this till. */
export const settingsOf = (answer: unknown): Shop | undefined =>
  v.is(remembered, answer) ? readShop(answer.settings)?.shop : undefined;

/** A till that the gateway remembers, for a page that knows nothing of itself. */
export interface KnownTill {
  readonly till: string;
  readonly name: string;
  readonly witness: Witness;
}

/** As many as a gateway keeps; a list without end is none of ours. */
const mostListed = 200;
const listed = v.object({ tills: v.array(v.unknown()) });
const listedTill = v.object({ till: v.string(), name: v.fallback(v.string(), ''), witness: record });

/** Those of the gateway's tills that have sold something and are not this one, newest first as it tells them. */
export function knownTills(answer: unknown, own: string): KnownTill[] {
  if (!v.is(listed, answer)) return [];
  return listOf(listedTill, answer.tills.slice(0, mostListed)).flatMap(({ till, name, witness }) => {
    const read = readWitness({ ...witness, till });
    return read && read.till !== own && !isFresh(read) ? [{ till: read.till, name, witness: read }] : [];
  });
}
