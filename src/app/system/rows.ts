/** «Проверка системы»: every link of the chain between a scan and a fiscal document, judged by what was measured now. Pure; the words stand in `ui/system/texts.ru.ts`. */
import type { Result } from '../../domain/base/result.ts';
import { tellOffMs, type TimeWitness, type TrustedTime } from '../../domain/base/trusted-time.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckFailure, FailureKind } from '../../domain/code-check/answer.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import type { Symptom } from '../../domain/local-module/symptoms.ts';
import { hoursOf, type CopyAge } from '../../domain/local-module/hours.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { ScannerDevice } from '../ports/scanner.ts';
import type { HostFact, PageFacts, TsPiotFacts, TsPiotLink, WatchedTsPiot } from '../ports/system.ts';

/** What was measured. Nothing here names a buyer, a code or a secret. */
export interface SystemFacts {
  readonly at: EpochMs;
  readonly builtAt: EpochMs;
  readonly updateReady: boolean;
  readonly persisted: boolean | undefined;
  readonly room: boolean | undefined;
  readonly page: PageFacts;
  readonly time: TrustedTime;
  /** What other clocks show now, but for those of ГИС МТ, which stand with its hosts. */
  readonly clocks: ReadonlyArray<{ readonly by: TimeWitness; readonly aheadMs: number }>;
  /** The round trip to the gateway, ms; undefined: it did not answer. */
  readonly gatewayMs: number | undefined;
  /** Absent: the shop checks by ТС ПИоТ, and ЦРПТ is not asked. */
  readonly hosts?: Result<readonly HostFact[], CheckFailure> | undefined;
  /** Absent: the shop has none. A practice shop needs none. */
  readonly tsPiot?: TsPiotFacts | 'not-needed' | undefined;
  /** Of the shop's own ЛМ; absent: it has none. */
  readonly local?: { readonly symptoms: readonly Symptom[]; readonly age?: CopyAge | undefined } | undefined;
  readonly kkt: Shop['kkt']['link'];
  readonly printer: Result<PrinterState, PrinterFailure> | undefined;
  readonly scanners: readonly Pick<ScannerDevice, 'way' | 'state'>[];
  /** КИ that ЛМ was not told of yet, and whether any of them was tried in vain. */
  readonly unsent: { readonly count: number; readonly isTried: boolean };
}

export type RowId =
  | 'version'
  | 'storage'
  | 'clock'
  | 'worker'
  | 'gateway'
  | 'hosts'
  | 'key'
  | 'ts-piot'
  | 'module'
  | 'kkt'
  | 'paper'
  | 'fn'
  | 'ofd'
  | 'scanner'
  | 'unsent';

/** What a row says. Numbers are of what its words name. */
export type Says =
  | { readonly says: 'version-current' | 'version-waits'; readonly at: EpochMs }
  | { readonly says: 'storage-kept' | 'storage-may-go' | 'storage-unknown'; readonly freeBytes: number | undefined }
  /** `aheadMs`: of this machine's clock. `agree`: who else shows the same time as `by`. */
  | {
      readonly says: 'clock-right' | 'clock-off';
      readonly aheadMs: number;
      readonly by: TrustedTime['by'];
      readonly agree: readonly TimeWitness[];
    }
  /** `aheadMs`: of the time that is believed; where nobody is, of this machine's clock. */
  | {
      readonly says: 'clock-differs';
      readonly by: TimeWitness;
      readonly host?: string | undefined;
      readonly aheadMs: number;
      readonly from: TrustedTime['by'];
    }
  | { readonly says: 'host-answers' | 'host-slow' | 'host-silent'; readonly host: string; readonly ms: number }
  | { readonly says: 'gateway-answers'; readonly ms: number }
  | { readonly says: 'local-works'; readonly hours: number | undefined }
  | { readonly says: 'local-trouble'; readonly symptom: Symptom }
  | { readonly says: 'kkt-trouble'; readonly failure: PrinterFailure }
  | { readonly says: 'tsp-works'; readonly host: string; readonly version: string | undefined }
  | { readonly says: 'tsp-trouble'; readonly kind: FailureKind }
  | { readonly says: 'tsp-link'; readonly link: TsPiotLink }
  | { readonly says: 'tsp-licence' | 'tsp-licence-soon'; readonly days: number | undefined }
  | { readonly says: 'fn-days' | 'fn-soon'; readonly days: number | undefined }
  | { readonly says: 'ofd-waits' | 'ofd-late'; readonly count: number; readonly days: number }
  | { readonly says: 'unsent-waits' | 'unsent-stuck'; readonly count: number }
  | {
      readonly says:
        | 'storage-full'
        | 'clock-alone'
        | 'worker-works'
        | 'worker-waits'
        | 'worker-none'
        | 'gateway-gone'
        | 'hosts-unheard'
        | 'key-taken'
        | 'key-missing'
        | 'key-refused'
        | 'key-unknown'
        | 'tsp-none'
        | 'tsp-shift'
        | 'tsp-licence-over'
        | 'tsp-unwatched'
        | 'local-none'
        | 'kkt-answers'
        | 'kkt-none'
        | 'kkt-unheard'
        | 'paper-there'
        | 'paper-out'
        | 'fn-over'
        | 'fn-memory'
        | 'fn-unknown'
        | 'ofd-empty'
        | 'ofd-silent'
        | 'ofd-unknown'
        | 'scanner-ready'
        | 'scanner-keys'
        | 'scanner-away'
        | 'unsent-none';
    };

export type Row = { readonly id: RowId; readonly look: 'ok' | 'care' | 'none' } & Says;

const dayMs = 86_400_000;
/** Half of what the law gives an online check (ПП 1944 п. 17): the check itself takes longer than the word that a server is well, ms. */
const slowMs = 750;
/** Two days are a weekend; after five somebody must look. */
const ofdWarnDays = 5;
/** A new ФН is ordered and registered in that time. */
const fnWarnDays = 30;
/** «Warn 14/7/1» (tspiot.md §5). */
const licenceWarnDays = 14;

export const systemRows = (facts: SystemFacts): readonly Row[] => [
  version(facts),
  storage(facts),
  ...clock(facts),
  worker(facts),
  gateway(facts),
  ...tsPiot(facts),
  ...hosts(facts),
  ...key(facts),
  local(facts),
  ...kkt(facts),
  scanner(facts),
  unsent(facts),
];

const version = ({ updateReady, builtAt: at }: SystemFacts): Row => ({
  id: 'version',
  look: updateReady ? 'none' : 'ok',
  says: updateReady ? 'version-waits' : 'version-current',
  at,
});

function storage({ persisted, room, page: { freeBytes } }: SystemFacts): Row {
  const id = 'storage';
  if (room === false) return { id, look: 'care', says: 'storage-full' };
  if (persisted === undefined) return { id, look: 'none', says: 'storage-unknown', freeBytes };
  return persisted
    ? { id, look: 'ok', says: 'storage-kept', freeBytes }
    : { id, look: 'care', says: 'storage-may-go', freeBytes };
}

function clock(facts: SystemFacts): readonly Row[] {
  const id = 'clock';
  const ofHosts = clocksOfHosts(facts);
  const { by, aheadMs } = bestTime(facts.time, ofHosts);
  const clocks = [...ofHosts, ...facts.clocks];
  const isNear = (of: { readonly aheadMs: number }): boolean => Math.abs(of.aheadMs - aheadMs) <= tellOffMs;
  const agree = [...new Set(clocks.filter(isNear).map((each) => each.by))].filter((each) => each !== by);
  const differing = clocks.filter((each) => !isNear(each));
  const told = { by, aheadMs, agree };
  return [
    ownClock(told),
    ...differing.map((each): Row => {
      // Its answer may have been kept on the way, and nobody here can set it.
      const look = each.by === 'crpt' ? 'none' : 'care';
      return { id, look, says: 'clock-differs', ...each, aheadMs: each.aheadMs - aheadMs, from: by };
    }),
  ];
}

function ownClock(told: TrustedTime & { readonly agree: readonly TimeWitness[] }): Row {
  const id = 'clock';
  if (Math.abs(told.aheadMs) > tellOffMs) return { id, look: 'care', says: 'clock-off', ...told };
  return told.by === 'pc'
    ? { id, look: 'none', says: 'clock-alone' }
    : { id, look: 'ok', says: 'clock-right', ...told };
}

const clocksOfHosts = ({ hosts: heard }: SystemFacts) =>
  heard?.ok === true
    ? heard.value.flatMap(({ host, aheadMs }) =>
        aheadMs === undefined ? [] : [{ by: 'crpt' as const, host, aheadMs }],
      )
    : [];

/** What ГИС МТ stamped a check with counts before what its servers show now, of which the middle one is taken: one that is wrong is outvoted. */
function bestTime(time: TrustedTime, ofHosts: ReturnType<typeof clocksOfHosts>): TrustedTime {
  const sorted = ofHosts.map(({ aheadMs }) => aheadMs).sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return time.by === 'crpt' || middle === undefined ? time : { by: 'crpt', aheadMs: middle };
}

function worker({ page: { hasWorker } }: SystemFacts): Row {
  const id = 'worker';
  if (hasWorker === undefined) return { id, look: 'care', says: 'worker-none' };
  return hasWorker ? { id, look: 'ok', says: 'worker-works' } : { id, look: 'none', says: 'worker-waits' };
}

const gateway = ({ gatewayMs: ms }: SystemFacts): Row =>
  ms === undefined
    ? { id: 'gateway', look: 'care', says: 'gateway-gone' }
    : { id: 'gateway', look: 'ok', says: 'gateway-answers', ms };

function tsPiot({ tsPiot: facts, printer, at }: SystemFacts): readonly Row[] {
  const id = 'ts-piot';
  if (facts === 'not-needed') return [];
  if (!facts) return [{ id, look: 'care', says: 'tsp-none' }];
  const { module, watched } = facts;
  const isShiftClosed = printer?.ok === true && printer.value.shift.state === 'closed';
  const shift: Row[] = isShiftClosed ? [{ id, look: 'care', says: 'tsp-shift' }] : [];
  if (!module.ok) return [{ id, look: 'care', says: 'tsp-trouble', kind: module.failure.kind }, ...shift];
  const works: Row = { id, look: 'ok', says: 'tsp-works', host: module.value.at, version: watched?.version };
  if (!watched) return [works, ...shift, { id, look: 'none', says: 'tsp-unwatched' }];
  const unregistered: Row[] = watched.isRegistered
    ? []
    : [{ id, look: 'care', says: 'tsp-trouble', kind: 'tsp-unregistered' }];
  const links = watched.links
    // Of a closed shift the ФН lets nobody through to ГИС МТ: that is told already.
    .filter(({ name }) => !isShiftClosed || name !== 'gismt')
    .map((link): Row => ({ id, look: 'care', says: 'tsp-link', link }));
  return [works, ...shift, ...unregistered, ...licence(watched, at), ...links];
}

function licence({ licence: known }: WatchedTsPiot, at: EpochMs): readonly Row[] {
  const id = 'ts-piot';
  if (!known) return [];
  const days = known.until === undefined ? undefined : Math.floor((known.until - at) / dayMs);
  if (!known.isActive || (days !== undefined && days < 0)) return [{ id, look: 'care', says: 'tsp-licence-over' }];
  return days !== undefined && days <= licenceWarnDays
    ? [{ id, look: 'care', says: 'tsp-licence-soon', days }]
    : [{ id, look: 'ok', says: 'tsp-licence', days }];
}

function hosts({ hosts: heard }: SystemFacts): readonly Row[] {
  const id = 'hosts';
  if (!heard) return [];
  if (!heard.ok || heard.value.length === 0) return [{ id, look: 'care', says: 'hosts-unheard' }];
  return heard.value.map(({ host, ms, failure }): Row => {
    if (failure) return { id, look: 'care', says: 'host-silent', host, ms };
    return ms > slowMs
      ? { id, look: 'care', says: 'host-slow', host, ms }
      : { id, look: 'ok', says: 'host-answers', host, ms };
  });
}

function key({ hosts: heard }: SystemFacts): readonly Row[] {
  const id = 'key';
  if (!heard) return [];
  if (heard.ok) return [{ id, look: 'ok', says: 'key-taken' }];
  if (heard.failure.kind === 'key-missing') return [{ id, look: 'care', says: 'key-missing' }];
  if (heard.failure.kind === 'key-refused') return [{ id, look: 'care', says: 'key-refused' }];
  return [{ id, look: 'none', says: 'key-unknown' }];
}

function local({ local: own, at }: SystemFacts): Row {
  const id = 'module';
  if (!own) return { id, look: 'care', says: 'local-none' };
  const [worst] = own.symptoms;
  if (worst && worst.gravity !== 'know') return { id, look: 'care', says: 'local-trouble', symptom: worst };
  const hours = own.age && hoursOf(own.age, at).left;
  return { id, look: 'ok', says: 'local-works', hours };
}

/** A print that runs, and one that goes on by itself, are no trouble. */
const passing: ReadonlySet<PrinterTrouble> = new Set(['printing', 'wrong-submode']);
/** A person at the counter mends them. */
const ofPaper: ReadonlySet<PrinterTrouble> = new Set(['no-paper', 'no-journal-paper', 'cover-open', 'continue-print']);

function kkt({ kkt: link, printer, at }: SystemFacts): readonly Row[] {
  if (link === 'none') return [{ id: 'kkt', look: 'care', says: 'kkt-none' }];
  if (!printer) return [{ id: 'kkt', look: 'none', says: 'kkt-unheard' }];
  if (!printer.ok) return [{ id: 'kkt', look: 'care', says: 'kkt-trouble', failure: printer.failure }];
  const { trouble } = printer.value;
  const isPaper = trouble !== undefined && ofPaper.has(trouble);
  const own: Row =
    trouble === undefined || isPaper || passing.has(trouble)
      ? { id: 'kkt', look: 'ok', says: 'kkt-answers' }
      : { id: 'kkt', look: 'care', says: 'kkt-trouble', failure: { kind: 'refused', trouble } };
  const paper: Row = isPaper
    ? { id: 'paper', look: 'care', says: 'paper-out' }
    : { id: 'paper', look: 'ok', says: 'paper-there' };
  return [own, paper, fn(printer.value, at), ofd(printer.value, at)];
}

function fn({ about, warnings }: PrinterState, at: EpochMs): Row {
  const id = 'fn';
  const days = about?.fnUntil === undefined ? undefined : Math.floor((about.fnUntil - at) / dayMs);
  if (days !== undefined && days < 0) return { id, look: 'care', says: 'fn-over' };
  const isSoon = warnings.includes('fn-3-days') || warnings.includes('fn-30-days');
  if (isSoon || (days !== undefined && days <= fnWarnDays)) return { id, look: 'care', says: 'fn-soon', days };
  if (warnings.includes('fn-memory')) return { id, look: 'care', says: 'fn-memory' };
  return days === undefined ? { id, look: 'none', says: 'fn-unknown' } : { id, look: 'ok', says: 'fn-days', days };
}

function ofd({ ofd: queue, warnings }: PrinterState, at: EpochMs): Row {
  const id = 'ofd';
  if (warnings.includes('ofd-silent')) return { id, look: 'care', says: 'ofd-silent' };
  if (!queue) return { id, look: 'none', says: 'ofd-unknown' };
  if (queue.unsent === 0) return { id, look: 'ok', says: 'ofd-empty' };
  const days = queue.since === undefined ? 0 : Math.max(0, Math.floor((at - queue.since) / dayMs));
  return days > ofdWarnDays
    ? { id, look: 'care', says: 'ofd-late', count: queue.unsent, days }
    : { id, look: 'ok', says: 'ofd-waits', count: queue.unsent, days };
}

function scanner({ scanners }: SystemFacts): Row {
  const id = 'scanner';
  const chosen = scanners.filter(({ way }) => way !== 'keyboard' && way !== 'camera');
  if (chosen.some(({ state }) => state === 'ready')) return { id, look: 'ok', says: 'scanner-ready' };
  return chosen.some(({ state }) => state === 'away' || state === 'busy')
    ? { id, look: 'care', says: 'scanner-away' }
    : { id, look: 'none', says: 'scanner-keys' };
}

function unsent({ unsent: { count, isTried } }: SystemFacts): Row {
  const id = 'unsent';
  if (count === 0) return { id, look: 'ok', says: 'unsent-none' };
  return isTried
    ? { id, look: 'care', says: 'unsent-stuck', count }
    : { id, look: 'none', says: 'unsent-waits', count };
}
