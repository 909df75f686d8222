/**
 * What the sources of truth say of a marking code: facts only, judged by `verdict/`.
 * Every field but the code may be absent: "an absent flag is never a reason to deny" (online-check.md §1.4).
 */
import type { EpochMs } from '../base/time.ts';
import type { BySource, SourceId } from './source-id.ts';

/** One code in an answer of ГИС МТ (online-check.md §1.4). Prices in kopecks. */
export interface OnlineAnswer {
  readonly cis: string;
  readonly found?: boolean | undefined;
  readonly valid?: boolean | undefined;
  readonly verified?: boolean | undefined;
  readonly utilised?: boolean | undefined;
  readonly realizable?: boolean | undefined;
  readonly sold?: boolean | undefined;
  readonly isBlocked?: boolean | undefined;
  readonly ogvs?: readonly string[] | undefined;
  readonly isOwner?: boolean | undefined;
  readonly isTracking?: boolean | undefined;
  readonly grayZone?: boolean | undefined;
  readonly expireDate?: string | undefined;
  readonly groupIds?: readonly number[] | undefined;
  readonly mrp?: number | undefined;
  readonly smp?: number | undefined;
  readonly packageType?: string | undefined;
  readonly packageQuantity?: number | undefined;
  readonly innerUnitCount?: number | undefined;
  readonly soldUnitCount?: number | undefined;
  /** 1, 2: an earlier withdrawal that still permits the sale. How `sold` looks then, nobody has told, so it decides nothing (online-check.md §5.4). */
  readonly eliminationState?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly message?: string | undefined;
}

/** One code in an answer of ЛМ ЧЗ (local-module.md §2.5). */
export interface LocalAnswer {
  readonly isBlocked?: boolean | undefined;
  readonly isGreyGtin?: boolean | undefined;
  readonly sold?: boolean | undefined;
  readonly mrp?: number | undefined;
  readonly smp?: number | undefined;
}

/** What tag 1265 is made of. `inst` and `version` (of the black list) only after ЛМ. */
export interface Proof {
  readonly reqId: string;
  readonly reqTimestamp: number;
  readonly inst?: string | undefined;
  readonly version?: string | undefined;
}

/** Why a source gave no answer. Each kind has its Russian sentence and its repair in `ui/sources/texts.ru.ts`. A list, so that a kind that came as text can be read. */
export const failureKinds = [
  // the way to ГИС МТ
  'offline',
  'hosts-blocked',
  'relay-refused',
  'unreachable',
  'timeout',
  'key-missing',
  'key-refused',
  // a key that was taken before, and the operator has begun to shut keys off (tspiot.md §2)
  'key-cut',
  'outdated',
  'rejected',
  'overloaded',
  'server-error',
  'cross-border',
  'service-error',
  'malformed',
  'no-element',
  // the way to either: a certificate that nobody trusts, a web page in place of an answer (the log-in of a network)
  'certificate',
  'web-page',
  // nobody answers where the page came from: the gateway is not running, or the network to it is gone
  'gateway-gone',
  // of either: the answer was made more than a day before or after the best time the till knows
  'wrong-time',
  // ЛМ ЧЗ alone
  'not-set-up',
  'permission',
  'lm-auth',
  'lm-not-initialised',
  'lm-loading',
  'lm-service',
  'lm-not-ready',
  'lm-stale',
  'lm-failure',
  'lm-bad-code',
  'no-page',
  // it is set up for another company (local-module.md §3 n. 10)
  'lm-other-inn',
  // ТС ПИоТ alone (tspiot.md §4.4, §5)
  'tsp-unpaired',
  'tsp-changed',
  'tsp-shift',
  'tsp-channel',
  'tsp-licence',
  'tsp-unregistered',
  'tsp-other-till',
  'tsp-service',
  'tsp-controller',
  'tsp-silent',
  'tsp-failure',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** `detail` is the source's own text, for the journal and the small print. `raw`: the body that came in place of an answer, cut where it is long. */
export interface CheckFailure {
  readonly kind: FailureKind;
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly raw?: string | undefined;
}

/** Why sources that could have answered did not, by their ids, in order of trust. */
export type Failures = BySource<CheckFailure>;

interface Answered {
  readonly source: SourceId;
  /** Absent where none could be read: such an answer may forbid, but it allows nothing (`judge`). */
  readonly proof?: Proof | undefined;
  /** Of the sources that are trusted more: why they did not answer. Absent: there is none, the first one did. */
  readonly failures?: Failures | undefined;
  /** The body of the answer as it came; of an answer about several codes, its JSON with this one's element alone. Journals of older builds have none. */
  readonly raw?: string | undefined;
}

export interface FullCheck extends Answered {
  readonly facts: 'full';
  readonly answer: OnlineAnswer;
}

export interface OfflineCheck extends Answered {
  readonly facts: 'offline';
  readonly answer: LocalAnswer;
}

/** No facts, but the sale is allowed: ГИС МТ is in emergency mode (HTTP 203). */
export interface EmergencyCheck {
  readonly source: 'emergency';
  readonly facts?: undefined;
  /** The source that said so. */
  readonly by?: SourceId | undefined;
  readonly raw?: string | undefined;
  /** Nobody answered, and ГИС МТ was in emergency mode so shortly before that the shop sells as in it. */
  readonly after?: { readonly since: EpochMs; readonly failures: Failures } | undefined;
}

/** Nobody answered: why, by source. */
export interface UnansweredCheck {
  readonly source: 'none';
  readonly facts?: undefined;
  readonly failures: Failures;
}

/** The check of one code: who answered, what, and the proof for the receipt. What older builds have stored is read by `readCheck` (stored-check.ts). */
export type CodeCheck = FullCheck | OfflineCheck | EmergencyCheck | UnansweredCheck;

/** The source that answered, or said that there is an emergency. */
export const saidBy = (check: CodeCheck): SourceId | undefined => {
  if (check.facts) return check.source;
  return check.source === 'emergency' ? check.by : undefined;
};

export const hasNoAnswer = (check: CodeCheck): check is UnansweredCheck => !check.facts && check.source === 'none';

export const failureRead = ({ raw: _, ...failure }: CheckFailure): CheckFailure => failure;

/**
 * When things happened, ms after the scan; for the journal and the bench. `<id>Ms`: that source had said its word. `<id>StartedMs`: it was asked; of those that
 * wait for their turn, not of the most trusted, which is asked with the scan. Read and made by the functions below.
 */
export interface CheckTimings {
  readonly scannedAt: EpochMs;
  readonly decidedMs: number;
  /** The server that answered, or the first that was asked. */
  readonly host?: string | undefined;
  readonly [ofSource: `${SourceId}Ms`]: number | undefined;
}

/** When the source had said its word, ms after the scan. */
export const answeredMs = (timings: CheckTimings, id: SourceId): number | undefined => timings[`${id}Ms`];
/** When a source that waits for its turn was asked, ms after the scan. */
export const startedMs = (timings: CheckTimings, id: SourceId): number | undefined => timings[`${id}StartedMs`];

/** The part of the timings that is about one source. */
export const sourceTimings = (
  id: SourceId,
  { started, answered }: { readonly started?: number | undefined; readonly answered?: number | undefined },
): Readonly<Record<`${SourceId}Ms`, number>> => ({
  ...(started !== undefined && { [`${id}StartedMs`]: started }),
  ...(answered !== undefined && { [`${id}Ms`]: answered }),
});
