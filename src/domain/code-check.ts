/**
 * What the two sources of truth say of a marking code: facts only, judged by `verdict.ts`.
 * Every field but the code may be absent: "an absent flag is never a reason to deny" (online-check.md §1.4).
 */
import type { EpochMs } from './time.ts';

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

/** Why a source gave no answer. Each kind has its Russian sentence and its repair in `ui/ru.ts`. */
export type FailureKind =
  // the way to ГИС МТ
  | 'offline'
  | 'hosts-blocked'
  | 'relay-refused'
  | 'unreachable'
  | 'timeout'
  | 'key-missing'
  | 'key-refused'
  | 'outdated'
  | 'rejected'
  | 'overloaded'
  | 'server-error'
  | 'cross-border'
  | 'service-error'
  | 'malformed'
  | 'no-element'
  // ЛМ ЧЗ alone
  | 'not-set-up'
  | 'permission'
  | 'lm-auth'
  | 'lm-not-ready'
  | 'lm-stale'
  | 'lm-failure'
  | 'lm-bad-code'
  | 'no-page';

/** `detail` is the source's own text, for the journal and the small print. `raw`: the body that came in place of an answer, cut where it is long. */
export interface CheckFailure {
  readonly kind: FailureKind;
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly raw?: string | undefined;
}

/**
 * The check of one code: who answered, what, and the proof for the receipt. `raw`: the body of the answer as it came; of an answer about several codes, its
 * JSON with this one's element alone. Journals of older builds have none.
 */
export type CodeCheck =
  | {
      readonly source: 'online';
      readonly answer: OnlineAnswer;
      readonly proof: Proof;
      readonly raw?: string | undefined;
    }
  | {
      readonly source: 'local';
      readonly answer: LocalAnswer;
      readonly proof: Proof;
      readonly online: CheckFailure;
      readonly raw?: string | undefined;
    }
  /** `after`: nobody answered, and ГИС МТ was in emergency mode so shortly before that the shop sells as in it. */
  | {
      readonly source: 'emergency';
      readonly raw?: string | undefined;
      readonly after?:
        { readonly since: EpochMs; readonly online: CheckFailure; readonly local: CheckFailure } | undefined;
    }
  | { readonly source: 'none'; readonly online: CheckFailure; readonly local: CheckFailure };

/** ГИС МТ itself said 203. */
export const isEmergency = (check: CodeCheck): boolean => check.source === 'emergency' && !check.after;

export const failureRead = ({ raw: _, ...failure }: CheckFailure): CheckFailure => failure;

/** The check as it was read, without a word of the raw answer: that stands in the journal once, and no rule looks at it. */
export function checkRead(check: CodeCheck): CodeCheck {
  if (check.source === 'none') return { ...check, online: failureRead(check.online), local: failureRead(check.local) };
  const { raw: _, ...read } = check;
  if (read.source === 'local') return { ...read, online: failureRead(read.online) };
  return read.source === 'emergency' && read.after
    ? {
        ...read,
        after: { ...read.after, online: failureRead(read.after.online), local: failureRead(read.after.local) },
      }
    : read;
}

/** When things happened, ms after the scan; for the journal and the bench. */
export interface CheckTimings {
  readonly scannedAt: EpochMs;
  readonly onlineMs?: number | undefined;
  readonly localStartedMs?: number | undefined;
  readonly localMs?: number | undefined;
  readonly decidedMs: number;
  readonly host?: string | undefined;
}
