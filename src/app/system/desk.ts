/** What a person has this till tell of itself: how fast it is, and what went on. */
import type { EpochMs } from '../../domain/base/time.ts';
import type { StoredEvent } from '../../domain/journal/event.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { DeviceExchange } from '../ports/device-log.ts';
import type { Journal, Stop } from '../ports/journal.ts';
import type { ScanRecord } from '../scan-hub.ts';
import { diagnosisOf, mostOfEach } from './diagnosis.ts';
import type { Row } from './rows.ts';
import { measureSpeed, type SpeedDeps, type SpeedProgress, type SpeedReport } from './speed.ts';

export interface SystemDesk {
  /** Whether it may be measured now: no receipt is open. */
  isAtRest(): boolean;
  measure(told: (progress: SpeedProgress) => void, stop: Stop): Promise<SpeedReport>;
  /** What was measured last in this run of the page. */
  readonly last: SpeedReport | undefined;
  /** The file for whoever helps from afar (`diagnosis.ts`). `rows`: of «Проверка системы». `browser`: as it names itself. */
  diagnose(rows: readonly Row[], browser: string): Promise<string>;
}

export interface SystemDeskDeps extends Omit<SpeedDeps, 'prints'> {
  readonly journal: Pick<Journal, 'recent' | 'checks'>;
  /** Newest first. */
  readonly scans: () => readonly ScanRecord[];
  /** With the ККТ, newest first. */
  readonly exchanges: () => readonly DeviceExchange[];
  readonly builtAt: EpochMs;
}

/** So many receipts are looked at, and as many events of each as one has. */
const receiptsLooked = 10;
const eventsLooked = 200;

export function systemDesk(deps: SystemDeskDeps): SystemDesk {
  let last: SpeedReport | undefined;
  const prints = async (): Promise<number[]> => {
    const { receipts, events } = await deps.journal.recent(receiptsLooked, eventsLooked);
    return printsOf(receipts, events);
  };
  return {
    isAtRest: deps.isAtRest,
    async measure(told, stop) {
      last = await measureSpeed({ ...deps, prints }, told, stop);
      return last;
    },
    get last() {
      return last;
    },
    async diagnose(rows, browser) {
      const [{ events }, checks] = await Promise.all([
        deps.journal.recent(1, mostOfEach),
        deps.journal.checks({ limit: mostOfEach }),
      ]);
      const { builtAt } = deps;
      const [scans, exchanges] = [deps.scans(), deps.exchanges()];
      return diagnosisOf({ at: deps.now(), builtAt, browser, rows, speed: last, scans, exchanges, checks, events });
    },
  };
}

/** From the intent, which is on record before the first byte, to the event that tells of the document; oldest first. */
export function printsOf(
  receipts: readonly Pick<Receipt, 'id' | 'intent'>[],
  events: readonly Pick<StoredEvent, 'kind' | 'at' | 'receiptId'>[],
): number[] {
  const printedAt = new Map<string | undefined, EpochMs>(
    events.flatMap(({ kind, at, receiptId }) => (kind === 'printed' ? [[receiptId, at] as const] : [])),
  );
  return receipts
    .flatMap(({ id, intent }) => {
      const ms = intent && (printedAt.get(id) ?? 0) - intent.at;
      return ms !== undefined && ms >= 0 ? [ms] : [];
    })
    .reverse();
}
