/**
 * What a source of verdicts is to the checker: one file under `sources/` that answers to this interface. All that is special to a service (its hosts, keys,
 * versions, errors, what is remembered of it) stays in that file; the race and the checker know sources by their ids and their order only.
 */
import type { CheckRequest } from '../app/ports/checker.ts';
import type { Clock } from '../app/ports/clock.ts';
import type { Result } from '../domain/base/result.ts';
import type { EpochMs } from '../domain/base/time.ts';
import type { CheckFailure, LocalAnswer, OnlineAnswer } from '../domain/code-check/answer.ts';
import type { CheckSetup, SourceHealth, SourcesHealth } from '../domain/code-check/source.ts';
import type { SourceId } from '../domain/code-check/source-id.ts';
import type { Element } from './element.ts';
import type { Http } from './http.ts';
import type { MakeMemory } from './state.ts';

/** What the realm, a worker or a page without one, gives to its sources. */
export interface Realm {
  /** For the gateway's relays: same origin. */
  readonly http: Http;
  readonly clock: Clock;
  readonly random: () => number;
  /** The browser's own word that there is no network at all; never believed alone. */
  readonly isOffline: () => boolean;
  /** Keeps the realm alive for work that goes on after the answer (`ExtendableEvent.waitUntil`). */
  readonly background: (work: Promise<unknown>) => void;
  readonly memory: MakeMemory;
}

/** One call. `direct`: the way to a service at an origin of its own, which goes by the very page that asks. */
export interface Way {
  readonly direct: Http;
}

/** What a source says of one code, and which kind of facts that is; or why it says nothing. */
export type SourceElement =
  | (Extract<Element<OnlineAnswer>, { ok: true }> & { readonly facts: 'full' })
  | (Extract<Element<LocalAnswer>, { ok: true }> & { readonly facts: 'offline' })
  /** An emergency, for this code alone: its neighbours were asked apart. */
  | { readonly ok: true; readonly facts?: undefined; readonly raw?: string | undefined }
  /** `isFinal`: those who are trusted less are not asked about it. */
  | (Extract<Element<unknown>, { ok: false }> & { readonly isFinal?: true });

export type SourceAnswer =
  | { readonly kind: 'emergency'; readonly raw?: string | undefined }
  /** One element per code, in the order of the request. `host`: the server that answered. */
  | {
      readonly kind: 'answers';
      readonly elements: readonly SourceElement[];
      readonly host?: string | undefined;
    };

export type Asked =
  | { readonly ok: true; readonly value: SourceAnswer }
  /** `isUnasked`: no request about the codes has left, so there is no time of an answer to write down. */
  | { readonly ok: false; readonly failure: CheckFailure; readonly isUnasked?: true };

export interface Asking extends Way {
  readonly request: CheckRequest;
  /** The best time the till knows. */
  readonly now: () => EpochMs;
  /** Notes the server that is asked first, for the journal. */
  readonly via: (host: string) => void;
}

/** What a race has shown of a source; of those that the winner made needless it shows nothing. */
export type Heard = {
  readonly at: EpochMs;
  /** As it was found before the race. */
  readonly dead?: CheckFailure | undefined;
  /** The race began early enough for it to answer in time. */
  readonly isFair: boolean;
} & ({ readonly won: true; readonly late: boolean } | { readonly won: false; readonly failure: CheckFailure });

export interface Source {
  readonly id: SourceId;
  /** How long it has priority over those that are trusted less, ms from the scan. Absent: until its own limit, which `ask` keeps. */
  readonly budgetMs?: number | undefined;
  /** Whether this shop has it at all; absent: each has. One that is not there is neither asked nor told of. */
  readonly isFor?: (setup: CheckSetup) => boolean;
  /** Looked at before each race. `dead`: why it need not be waited for; `leadMs`: how long before the deadline it must be asked to answer in time. */
  readonly ready?: (
    setup: CheckSetup,
  ) => Promise<{ readonly dead?: CheckFailure | undefined; readonly leadMs?: number | undefined }>;
  /** Asks about all codes at once. Never rejects; an aborted signal ends it. */
  readonly ask: (asking: Asking, signal: AbortSignal) => Promise<Asked>;
  /** Keeps what a race has shown of it. */
  readonly learn?: (heard: Heard, setup: CheckSetup) => void;
  /** Housekeeping, every minute. `since`: what was heard before that moment is too old to go by. */
  readonly refreshHealth: (setup: CheckSetup, since: EpochMs, way: Way) => Promise<void>;
  /** How it is, by all that was heard of it; and what it says the time is. */
  readonly health: () => Promise<SourceHealth & Pick<SourcesHealth, 'time'>>;
  /** Tells it of a sold item, where it keeps a register of those. Idempotent. */
  readonly sold?: (ki: string, setup: CheckSetup, way: Way) => Promise<Result<void, CheckFailure>>;
}

export type MakeSource = (realm: Realm) => Source;
