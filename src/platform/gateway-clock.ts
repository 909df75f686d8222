/** What the gateway's clock shows, by the header `Date` of what it answers anyway: a witness of the time, where it is another machine's clock. */
import { epochMs, type EpochMs } from '../domain/base/time.ts';

interface Answer {
  readonly kind: string;
  /** Epoch ms, by the header. */
  readonly date?: number | undefined;
}
type Exchange<Asked, Told> = (request: Asked, signal?: AbortSignal) => Promise<Told>;

/** `now`: this machine's clock. `isHere`: the gateway runs on this machine, so its clock is no witness of ours. */
export function gatewayClock({ now, isHere }: { readonly now: () => EpochMs; readonly isHere: boolean }) {
  let last: { readonly at: EpochMs; readonly heardAt: EpochMs } | undefined;
  return {
    /** What it last showed, and when by this machine's clock; undefined: nothing was heard. */
    last: () => last,
    /** The same exchange, overheard. Only the gateway's own paths are never answered by a worker from its cache, with the `Date` of another day. */
    overheard:
      <Asked extends { readonly url: string }, Told extends Answer>(
        send: Exchange<Asked, Told>,
      ): Exchange<Asked, Told> =>
      async (request, signal) => {
        const answer = await send(request, signal);
        if (answer.kind === 'answer' && answer.date !== undefined && !isHere && request.url.startsWith('/relay'))
          last = { at: epochMs(answer.date), heardAt: now() };
        return answer;
      },
  };
}
