/** Verifying a piece of the journal's chain: which events, links and records are not what they were when they were linked. */
import {
  linkText,
  type BreakKind,
  type ChainStep,
  type JournalBreak,
  type JournalLink,
} from '../../domain/journal/chain.ts';
import type { ChainPiece } from '../ports/journal.ts';

/** When an event was, where it still says so. */
export const momentOf = ({ event }: Pick<ChainStep, 'event'>): { readonly from?: JournalBreak['from'] } =>
  Number.isFinite(event.at) ? { from: event.at } : {};

/** A record that an event tells of and that is gone. */
export const missing = (of: 'receipt' | 'operation', id: string, { n, event }: ChainStep): JournalBreak => ({
  what: of === 'receipt' ? 'receipt-missing' : 'operation-missing',
  n,
  ...(of === 'receipt' ? { receiptId: id } : { operationId: id }),
  ...momentOf({ event }),
});

/** A link as those after it see it: its number, the digest that is kept, and another that it should have had. */
interface Before {
  readonly n: number;
  readonly digests: readonly string[];
}

/** The chain stands on an empty text. A piece that begins in its middle without the link before it stands on nothing known. */
const foundation = (after: number): Before | undefined => (after === 0 ? { n: 0, digests: [''] } : undefined);

/** The digests that `link` may have been counted from; none where the link before it is gone. */
function digestsBefore(link: JournalLink, before: Before | undefined): readonly string[] {
  if (link.began === 'broken') return [''];
  return before?.n === (link.after ?? link.n - 1) ? before.digests : [];
}

/** What is broken in a piece of the chain, in order. `after`: everything up to this event is verified. */
export async function verifyPiece(
  { previous, links, steps }: ChainPiece,
  after: number,
  digest: (text: string) => Promise<string>,
): Promise<JournalBreak[]> {
  const found: JournalBreak[] = [];
  const unseen = new Map(steps.map((step) => [step.n, step]));
  const at = (n: number): { readonly from?: JournalBreak['from'] } => {
    const step = steps.find((each) => each.n >= n);
    return step ? momentOf(step) : {};
  };
  /** Neighbours of one kind are one break: a journal wiped with one command is told with one sentence. */
  const add = (
    what: BreakKind,
    n: number,
    upTo: number,
    more: Omit<JournalBreak, 'what' | 'n' | 'upTo'> = {},
  ): void => {
    const last = found.at(-1);
    if (last?.what === what && last.upTo === n - 1 && what !== 'changed' && what !== 'link-changed')
      found[found.length - 1] = { ...last, upTo };
    else found.push({ what, n, upTo, ...more });
  };
  let before = previous ? { n: previous.n, digests: [previous.digest] } : foundation(after);
  for (const link of links) {
    const { n, digest: kept } = link;
    const follows = link.after ?? n - 1;
    // A link that says which one it follows, and that one is not there.
    if (before && before.n < follows) {
      add('links-missing', before.n + 1, follows, at(before.n + 1));
      // Nobody can tell any more whether their events are what they were.
      for (const other of unseen.keys())
        if (other > before.n && other <= follows && Number.isSafeInteger(other)) unseen.delete(other);
    }
    const step = unseen.get(n);
    unseen.delete(n);
    if (!step) {
      add('event-missing', n, n, at(n));
      before = { n, digests: [kept] };
      continue;
    }
    const counted: string[] = [];
    for (const text of digestsBefore(link, before)) counted.push(await digest(linkText(text, step, link.after)));
    const fits = counted.indexOf(kept);
    // It fits what the link before should have been: not the event, the link itself was edited.
    if (fits > 0) relabel(found, n - 1);
    if (counted.length > 0 && fits < 0) {
      const gone = step.records.find(({ value }) => !value);
      const receiptId = step.event.receiptId;
      if (gone) found.push(missing(gone.of, gone.id, step));
      else
        add('changed', n, n, {
          ...momentOf(step),
          now: counted[0],
          ...(receiptId !== undefined && { receiptId }),
          ...(step.records[0]?.of === 'operation' && { operationId: step.records[0].id }),
        });
    }
    before = { n, digests: fits < 0 && counted[0] !== undefined ? [kept, counted[0]] : [kept] };
  }
  for (const { n, event } of unseen.values())
    if (n > after) found.push({ what: 'event-inserted', n, ...momentOf({ event }) });
  return found;
}

/** The break of event `n` was one of its link. */
function relabel(found: JournalBreak[], n: number): void {
  const index = found.findIndex((each) => each.what === 'changed' && each.n === n);
  const wrong = found[index];
  if (wrong) found[index] = { ...wrong, what: 'link-changed' };
}
