/**
 * Who was at the network ККТ: the gateway's bridge lets one till through at a time and remembers whom (`GET /relay/kkt/passages`). Asked in
 * recovery only, where a document's sum is all that is known of it.
 */
import type { Clock } from '../../app/ports/clock.ts';
import type { PrinterUse } from '../../domain/document/found-document.ts';
import type { EpochMs } from '../../domain/base/time.ts';

export interface PassagesOptions {
  /** The browser's. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  /** Who we are to the gateway: the name that `socketSource` gives. */
  readonly till: string;
}

/** The gateway answers at once or is not there, ms. */
const limitMs = 2_000;
/** `Date` counts whole seconds, and an answer takes its time, ms. */
const slackMs = 5_000;

/** `since` is a time of this PC. `unknown`: nobody answers, or the gateway was started anew since then. */
export function whoUsedBridge({
  fetch,
  clock,
  till,
}: PassagesOptions): (since: EpochMs, tillKey: string | undefined) => Promise<PrinterUse> {
  return async (since, tillKey) => {
    const limit = new AbortController();
    const cancel = clock.after(limitMs, () => limit.abort());
    try {
      // All of them: in the gateway's clock, which may be another, nobody knows yet when that was.
      const answer = await fetch('/relay/kkt/passages?since=0', {
        signal: limit.signal,
        headers: { accept: 'application/json', ...(tillKey && { 'x-poltora-till-key': tillKey }) },
      });
      const theirNow = Date.parse(answer.headers.get('date') ?? '');
      // A moment that has not come: the clock was set back since.
      if (!answer.ok || Number.isNaN(theirNow) || since > clock.now()) return 'unknown';
      return usedSince(await answer.json(), theirNow - (clock.now() - since) - slackMs, till);
    } catch {
      return 'unknown';
    } finally {
      cancel();
    }
  };
}

/** `since` is a time of the gateway. */
export function usedSince(told: unknown, since: number, till: string): PrinterUse {
  if (
    !isRecord(told) ||
    told['version'] !== 1 ||
    typeof told['startedAt'] !== 'number' ||
    !Array.isArray(told['passages'])
  )
    return 'unknown';
  // Whoever passed before that start is forgotten.
  if (told['startedAt'] > since) return 'unknown';
  let use: PrinterUse = 'only-us';
  for (const passage of told['passages'] as unknown[]) {
    if (!isRecord(passage) || typeof passage['till'] !== 'string') return 'unknown';
    const { to, bytes } = passage;
    const isOver = typeof to === 'number' && to < since;
    if (passage['till'] !== till && bytes !== 0 && !isOver) use = 'others';
  }
  return use;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
