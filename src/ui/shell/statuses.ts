import type { ScannerDevice } from '../../app/ports/scanner.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { TillStatus } from '../../app/till.ts';
import { own } from '../../domain/base/own.ts';
import { dayOf, hoursAhead, type EpochMs } from '../../domain/base/time.ts';
import { ending, uniformMinimums } from '../../domain/verdict/index.ts';
import { memory } from './texts.ru.ts';
import * as ru from './texts.ru.ts';
import { shownSources, sources, type SourcesTable } from './sources.ts';

/** One word of the status strip. `none`: nothing is known, which is neither good nor bad. */
export interface StatusItem {
  readonly id: string;
  readonly look: 'ok' | 'care' | 'none';
  readonly words: string;
  /** What stands behind it, for the person who presses it. */
  readonly advice?: ru.Advice | undefined;
  readonly detail?: string | undefined;
  /** The screen that opens instead of an advice. */
  readonly to?: 'shift' | 'scanner' | 'journal' | 'local-module' | undefined;
}

export interface Scanners {
  readonly devices: readonly ScannerDevice[];
  /** Whether a scan came in this run. */
  readonly isHeard: boolean;
}

/** The one item that opens a list instead of an advice. */
export const unsentId = 'unsent';
/** Opens what the gateway says is missing of the journal. */
export const lossId = 'loss';

/** What the strip says of the ККТ; what is absent says nothing. */
export interface PrinterItems {
  readonly printer?: StatusItem | undefined;
  readonly shift?: StatusItem | undefined;
  readonly fn?: StatusItem | undefined;
  readonly ofd: StatusItem;
}

/** What comes later than the first paint: until then the strip says that it does not know. */
export interface LateWords {
  readonly printerItems?: ((known: TillStatus['printer'], shop: Shop, now: EpochMs) => PrinterItems) | undefined;
  readonly sourceItems?:
    ((status: TillStatus, shop: Shop, now: EpochMs, table: SourcesTable) => readonly StatusItem[]) | undefined;
}

/** What needs care stands first, what works last: a narrow strip folds its end. */
export function statusItems(
  status: TillStatus,
  shop: Shop,
  scanners: Scanners,
  now: EpochMs,
  { printerItems, sourceItems }: LateWords,
  table = sources,
): StatusItem[] {
  const kkt = printerItems?.(status.printer, shop, now);
  const items = [
    // The only one of its look that tells of something new.
    update(status),
    ...(sourceItems?.(status, shop, now, table) ?? plainSources(status, table)),
    kkt?.printer ?? { id: 'kkt', look: 'none' as const, words: ru.status.unknown(ru.status.kkt) },
    kkt?.shift,
    kkt?.fn,
    unsent(status),
    ...memoryOf(status, shop),
    pcClock(status),
    fault(status),
    journal(status),
    scanner(scanners),
    kkt?.ofd ?? { id: 'ofd', look: 'none' as const, words: ru.status.ofdUnknown },
    minimum(shop, now),
  ].filter((item) => item !== undefined);
  return (['care', 'none', 'ok'] as const).flatMap((wanted) => items.filter(({ look }) => look === wanted));
}

/** What can be said of the sources of verdicts without the words for their troubles. */
const plainSources = ({ health, reach }: TillStatus, table: SourcesTable): StatusItem[] =>
  shownSources(health, table).map(({ id, texts: { name } }) =>
    own(reach, id)?.state === 'heard'
      ? { id, look: 'ok', words: name }
      : { id, look: 'none', words: ru.status.unknown(name) },
  );

function unsent({ unsent: rows }: TillStatus): StatusItem | undefined {
  if (rows.length === 0) return undefined;
  // Rows that were not tried yet are on their way: no reason to worry after each receipt.
  return {
    id: unsentId,
    look: rows.some(({ attempts }) => attempts > 0) ? 'care' : 'none',
    words: ru.status.unsent(rows.length),
  };
}

/** The till's own memory: what keeps its receipts, and what of it could not be read. A practice shop has nothing to lose. */
function memoryOf({ persisted, room, unread, loss }: TillStatus, { kind }: Shop): StatusItem[] {
  const care = (id: string, words: string, advice: ru.Advice): StatusItem => ({ id, look: 'care', words, advice });
  return [
    ...(loss ? [{ id: lossId, look: 'care', words: memory.loss(loss) } as const] : []),
    ...(room === false ? [care('room', memory.noRoom, memory.noRoomAdvice)] : []),
    ...(persisted === false && kind === 'real'
      ? [care('persist', memory.notPersisted, memory.notPersistedAdvice)]
      : []),
    ...(unread.length > 0
      ? [{ ...care('unread', memory.unread, memory.unreadAdvice(unread)), detail: unread.join(', ') }]
      : []),
  ];
}

/** The till goes by the right time already; the next program on this PC does not. */
function pcClock({ clockOff }: TillStatus): StatusItem | undefined {
  if (!clockOff) return undefined;
  const { what, repair } = ru.clock.advice(clockOff);
  return { id: 'clock', look: 'care', words: what, advice: { what, repair } };
}

/** A fault of the program that nobody has foreseen. */
function fault({ fault: detail }: TillStatus): StatusItem | undefined {
  return detail === undefined
    ? undefined
    : {
        id: 'fault',
        look: 'care',
        words: ru.status.fault,
        advice: { what: ru.status.fault, repair: ru.status.faultRepair, to: 'reload' },
        detail,
      };
}

/** Edited behind the till's back: the screen of the journal says where. */
function journal({ journalBreak }: TillStatus): StatusItem | undefined {
  return journalBreak && { id: 'journal', look: 'care', words: ru.status.journalEdited, to: 'journal' };
}

/** The decree behind the minimum price of cigarettes names its last day: the owner hears of it before, and for as long as no newer row is here. */
function minimum({ timeZone }: Shop, now: EpochMs): StatusItem | undefined {
  const today = dayOf(now, hoursAhead(timeZone));
  const last = ending(uniformMinimums, today);
  if (!last) return undefined;
  const isOver = today > last.until;
  return {
    id: 'minimum',
    look: isOver ? 'care' : 'none',
    words: isOver ? ru.status.minimumEnded : ru.status.minimumEnds(last.until),
    advice: ru.status.minimumAdvice(last.until),
  };
}

function update({ updateReady }: TillStatus): StatusItem | undefined {
  return updateReady ? { id: 'update', look: 'none', words: ru.status.updateReady } : undefined;
}

/** A keyboard scanner cannot be seen: that it works is said once it has scanned. One that was chosen and is away is told. */
function scanner({ devices, isHeard }: Scanners): StatusItem {
  const isReady = devices.some(({ state, way }) => state === 'ready' && way !== 'keyboard');
  const missing = devices.find(({ state, way }) => (state === 'away' || state === 'busy') && way !== 'camera');
  if (missing && !isReady)
    return {
      id: 'scanner',
      look: 'care',
      words: ru.status.failed(ru.status.scanner, ru.scannerStates[missing.state]),
      to: 'scanner',
    };
  return { id: 'scanner', look: isReady || isHeard ? 'ok' : 'none', words: ru.status.scanner, to: 'scanner' };
}
