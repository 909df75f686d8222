/**
 * What is wrong with an ЛМ ЧЗ, by what was heard of it: local-module.md §7 as one function. Pure; the words and the repairs stand in `ui/local-module/texts.ru.ts`.
 */
import type { Result } from '../base/result.ts';
import { tellOffMs } from '../base/trusted-time.ts';
import type { EpochMs } from '../base/time.ts';
import { innsDiffer } from '../shop/inn.ts';
import { hoursOf } from './hours.ts';
import type { LineFailure, LocalPermission, ModuleStatus, OfflineTrial } from './state.ts';
import { isOlder, type NewestVersion } from './version.ts';

/** The likeliest cause is told only where it is the only one; what fits several causes has a symptom of its own. */
export const symptomIds = [
  // the way to it
  'permission-asked',
  'permission-denied',
  'page-insecure',
  'closed',
  'not-running',
  'unreadable',
  'silent',
  'gateway-gone',
  'gateway-unset',
  'gateway-refused',
  'away',
  'another-program',
  'old-api',
  'password-needed',
  'wrong-password',
  // its state
  'not-initialised',
  'loading',
  'stale',
  'service',
  'needs-download',
  'internal-error',
  'unknown-state',
  // what the order to initialise was answered
  'token-refused',
  'server-away',
  'server-busy',
  'server-refused',
  'two-places',
  'place-of-another-kind',
  'init-refused',
  'init-unheard',
  // what the offline check was answered
  'database-down',
  'code-refused',
  'list-too-long',
  'wrong-form',
  'check-refused',
  // what it says of itself
  'other-inn',
  'late-sync',
  'clock-differs',
  'behind',
  'every-price',
] as const;
export type SymptomId = (typeof symptomIds)[number];

export interface Symptom {
  readonly id: SymptomId;
  /** `stop`: it does not check. `care`: it checks, and soon will not, or not for this shop. `know`: nothing is to be done at once. */
  readonly gravity: 'stop' | 'care' | 'know';
  /** ЛМ's own words, for the small print. */
  readonly detail?: string | undefined;
}

export interface Seen {
  readonly way: 'direct' | 'relay';
  /** Of a direct way. */
  readonly permission?: LocalPermission | undefined;
  /** Whether the page is secure: another one may not ask for the local network (platform.md II.10). */
  readonly isSecure: boolean;
  /** Whether a login or a password was sent: the gateway may have its own. */
  readonly isSigned: boolean;
  readonly status: Result<ModuleStatus, LineFailure>;
  /** Made when the state is `ready`. */
  readonly trial?: Result<OfflineTrial, LineFailure> | undefined;
  /** The last order to initialise. */
  readonly init?: Result<void, LineFailure> | undefined;
  /** The best time the till knows. */
  readonly now: EpochMs;
  /** ИНН of the shop. */
  readonly inn?: string | undefined;
  readonly newest: NewestVersion;
}

/** All that is wrong, the gravest first; of what is as grave, what a person has just tried and failed. Empty: all is well. */
export function symptomsOf(seen: Seen): readonly Symptom[] {
  const { status, init } = seen;
  const ofInit = init && !init.ok ? [initSymptom(init.failure)] : [];
  if (!status.ok) return [...unheard(status.failure, seen), ...ofInit];
  const found = [...ofInit, ...ofState(status.value), ...ofTrial(seen.trial), ...ofFacts(status.value, seen)];
  return (['stop', 'care', 'know'] as const).flatMap((gravity) => found.filter((each) => each.gravity === gravity));
}

const stop = (id: SymptomId, { reason }: Pick<LineFailure, 'reason'> = {}): Symptom => ({
  id,
  gravity: 'stop',
  detail: reason,
});

/** It does not understand the request: a parameter or a header is missing, or has another form (§2.7). */
const formErrors: ReadonlySet<number> = new Set([6010, 6011, 6020, 6021]);

/** Nothing was heard. `fetch` fails alike for a program that is off and for a browser that lets nobody through: the permission tells them apart (platform.md II.10). */
function unheard(failure: LineFailure, { way, permission, isSecure, isSigned }: Seen): readonly Symptom[] {
  switch (failure.kind) {
    case 'refused':
      if (way === 'relay') return [stop('away', failure)];
      if (permission === 'closed') return [stop('closed')];
      if (!isSecure) return [stop('page-insecure')];
      if (permission === 'denied') return [stop('permission-denied')];
      if (permission === 'prompt') return [stop('permission-asked')];
      return [stop('not-running')];
    case 'unreadable':
      return [stop('unreadable')];
    case 'timeout':
      return permission === 'prompt' ? [stop('permission-asked')] : [stop('silent')];
    case 'gateway-gone':
      return [stop('gateway-gone')];
    case 'gateway-unset':
      return [stop('gateway-unset')];
    case 'gateway-refused':
      return [stop('gateway-refused', failure)];
    case 'no-api':
    case 'web-page':
    case 'broken':
    case 'bad-code':
      return [stop('another-program', failure)];
    case 'answered':
      if (failure.status === 401 || failure.errorCode === 4010)
        return [stop(isSigned || way === 'relay' ? 'wrong-password' : 'password-needed')];
      if (formErrors.has(failure.errorCode ?? 0)) return [stop('wrong-form', failure)];
      return [stop((failure.status ?? 0) >= 500 ? 'internal-error' : 'another-program', failure)];
  }
}

/** §2.4. Three different words for a module that nobody set up, one that loads, and one that its servers hold back: patience helps the last two only. */
function ofState({ state, isInService, needsDownload }: ModuleStatus): readonly Symptom[] {
  if (isInService) return [stop('service')];
  if (needsDownload) return [stop('needs-download')];
  switch (state) {
    case 'ready':
      return [];
    case 'not_configured':
      return [stop('not-initialised')];
    case 'initialization':
      return [stop('loading')];
    case 'sync_error':
      return [stop('stale')];
    case 'failure':
      return [stop('internal-error')];
    default:
      return [stop('unknown-state', { reason: state })];
  }
}

/** Errors of `init` (§2.2, §2.7). */
const initErrors: ReadonlyMap<number, SymptomId> = new Map([
  [4010, 'wrong-password'],
  [4015, 'token-refused'],
  [5030, 'server-busy'],
  [5031, 'server-refused'],
  [5032, 'server-refused'],
  [5041, 'internal-error'],
  [5042, 'server-away'],
  [6030, 'two-places'],
  [6040, 'place-of-another-kind'],
]);

function initSymptom(failure: LineFailure): Symptom {
  if (failure.kind !== 'answered') return stop('init-unheard', failure);
  return stop(initErrors.get(failure.errorCode ?? 0) ?? 'init-refused', failure);
}

/** It says that it is ready, and does not check: its database `yenisei` is down while the service before it goes on answering (§7). */
function ofTrial(trial: Seen['trial']): readonly Symptom[] {
  return trial && !trial.ok ? [stop(trialSymptom(trial.failure), trial.failure)] : [];
}

/** Errors of `cis/outCheck` (§2.5, §2.7). */
const trialErrors: ReadonlyMap<number, SymptomId> = new Map([
  [4010, 'wrong-password'],
  [4050, 'stale'],
  [4080, 'needs-download'],
  [5010, 'needs-download'],
  [6010, 'wrong-form'],
  [6011, 'wrong-form'],
  [6020, 'list-too-long'],
]);

function trialSymptom({ kind, errorCode, status = 0 }: LineFailure): SymptomId {
  if (kind === 'bad-code') return 'code-refused';
  if (kind === 'broken' || kind === 'no-api' || kind === 'web-page') return 'check-refused';
  if (kind !== 'answered') return 'database-down';
  return trialErrors.get(errorCode ?? 0) ?? (status >= 500 ? 'database-down' : 'check-refused');
}

/** What it says of itself besides its state. */
function ofFacts(
  { api, version, inn: its, lastSync, lastsMs, state }: ModuleStatus,
  { inn, now, newest, trial }: Seen,
): readonly Symptom[] {
  const found: Symptom[] = [];
  // Not a stop by itself: another form of the API may be spoken to, but not from a page, whose preflight it refuses.
  if (api === 'v1') found.push({ id: 'old-api', gravity: 'care', detail: version });
  if (innsDiffer(its, inn)) found.push({ id: 'other-inn', gravity: 'care', detail: its });
  if (state === 'ready' && lastSync !== undefined && hoursOf({ lastSync, lastsMs }, now).isTold)
    found.push({ id: 'late-sync', gravity: 'care' });
  const at = trial?.ok ? trial.value.at : undefined;
  if (at && Math.abs(at.its - at.heard) > tellOffMs) found.push({ id: 'clock-differs', gravity: 'care' });
  if (api !== 'v1' && version !== undefined && isOlder(version, newest.version))
    found.push({ id: 'behind', gravity: 'care', detail: version });
  if (trial?.ok && trial.value.hasForeignPrice) found.push({ id: 'every-price', gravity: 'know' });
  return found;
}
