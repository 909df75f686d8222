import type { PrinterState, ScannerDevice, Shop } from '../../app/ports.ts';
import type { TillStatus } from '../../app/till.ts';
import type { CheckFailure } from '../../domain/code-check.ts';
import { shiftLeft, shiftWarningMs } from '../../domain/shift.ts';
import type { EpochMs } from '../../domain/time.ts';
import * as ru from '../ru.ts';

/** One word of the status strip. `none`: nothing is known, which is neither good nor bad. */
export interface StatusItem {
  readonly id: string;
  readonly look: 'ok' | 'care' | 'none';
  readonly words: string;
  /** What stands behind it, for the person who presses it. */
  readonly advice?: ru.Advice | undefined;
  readonly detail?: string | undefined;
  /** The screen that opens instead of an advice. */
  readonly to?: 'shift' | 'scanner' | undefined;
}

/** The one item that opens a list instead of an advice. */
export const unsentId = 'unsent';

const hour = 3_600_000;
/** ЛМ stops checking this long after its last exchange (local-module.md §3.8). */
const localLastsHours = 72;
/** With a day gone the shop has two left to mend the link. */
const warnHoursLeft = 48;

/** ОФД waits for 30 days, then the ФН refuses documents (kkt-shtrih.md §4, code 15h). */
const ofdPatienceDays = 30;
/** Two days are a weekend; after five somebody must look. */
const ofdWarnDays = 5;
/** A document younger than this is on its way: no reason to worry after each receipt. */
const ofdOnItsWayMs = hour;

/** What needs care stands first: a narrow strip scrolls. */
export function statusItems(
  status: TillStatus,
  shop: Shop,
  scanners: readonly ScannerDevice[],
  now: EpochMs,
): StatusItem[] {
  const { printer: known } = status;
  const kkt = known?.ok ? known.value : undefined;
  const items = [
    online(status),
    local(status, shop, now),
    printer(status, shop),
    kkt && shift(kkt, now),
    kkt && fn(kkt),
    unsent(status),
    scanner(scanners),
    ofd(kkt, shop, now),
    update(status),
  ].filter((item) => item !== undefined);
  return [...items.filter(({ look }) => look === 'care'), ...items.filter(({ look }) => look !== 'care')];
}

function online({ health }: TillStatus): StatusItem {
  return source('online', ru.onlineName, health.online);
}

function local({ health, localPermission }: TillStatus, shop: Shop, now: EpochMs): StatusItem {
  if (shop.local.way === 'direct' && localPermission !== undefined && localPermission !== 'granted') {
    return { id: 'local', look: 'care', words: ru.status.permission, advice: ru.failures.local.permission };
  }
  const item = source('local', ru.localName, health.local);
  const { lastSync } = health.local;
  if (item.look !== 'ok' || lastSync === undefined) return item;
  const left = Math.max(0, Math.ceil(localLastsHours - (now - lastSync) / hour));
  return left < warnHoursLeft
    ? { id: 'local', look: 'care', words: ru.status.localHours(left), advice: ru.status.localOld(left) }
    : item;
}

function source(
  id: 'online' | 'local',
  name: string,
  known: { readonly failure?: CheckFailure | undefined; readonly at?: EpochMs | undefined },
): StatusItem {
  if (known.failure) {
    const { what, repair } = ru.failures[id][known.failure.kind];
    const words = ru.status.failed(name, what);
    return { id, look: 'care', words, advice: { what: words, repair }, detail: known.failure.detail };
  }
  return known.at === undefined
    ? { id, look: 'none', words: ru.status.unknown(name) }
    : { id, look: 'ok', words: name };
}

/** A print that runs, and one that goes on by itself, are no trouble yet. */
const passing = new Set(['printing', 'wrong-submode']);

function printer({ printer: known }: TillStatus, shop: Shop): StatusItem {
  if (!known) return { id: 'kkt', look: 'none', words: ru.status.unknown(ru.status.kkt) };
  const trouble = known.ok ? known.value.trouble : undefined;
  if (known.ok && (!trouble || passing.has(trouble)))
    return { id: 'kkt', look: 'ok', words: known.value.demo ? ru.status.kktDemo : ru.status.kkt };
  const failure = known.ok ? { kind: 'refused' as const, trouble: trouble ?? 'unknown' } : known.failure;
  const { detail, ...advice } = ru.printerAdvice(failure, shop.kkt.link !== 'none');
  return { id: 'kkt', look: 'care', words: ru.status.failed(ru.status.kkt, ru.printerWord(failure)), advice, detail };
}

/** Told ahead of the 24 hours; before that the strip has better things to say. */
function shift({ shift: { state, openedAt } }: PrinterState, now: EpochMs): StatusItem | undefined {
  const left = openedAt === undefined ? undefined : shiftLeft(openedAt, now);
  // The ККТ was asked a while ago: the hour strikes without it.
  if (state === 'expired' || (state === 'open' && left !== undefined && left <= 0))
    return { id: 'shift', look: 'care', words: ru.shift.expiredWord, to: 'shift' };
  return state === 'open' && left !== undefined && left <= shiftWarningMs
    ? { id: 'shift', look: 'care', words: ru.shift.leftWord(left), to: 'shift' }
    : undefined;
}

/** The worst of what the ФН says of itself. */
function fn({ warnings }: PrinterState): StatusItem | undefined {
  const worst = (['fn-3-days', 'fn-30-days', 'fn-memory'] as const).find((warning) => warnings.includes(warning));
  return worst && { id: 'fn', look: 'care', words: ru.fnWarnings[worst].what, advice: ru.fnWarnings[worst] };
}

function unsent({ unsent: rows }: TillStatus): StatusItem | undefined {
  if (rows.length === 0) return undefined;
  // Rows that were not tried yet are on their way: no reason to worry after each receipt.
  return {
    id: unsentId,
    look: rows.some(({ attempts }) => attempts > 0) ? 'care' : 'none',
    words: ru.status.unsent(rows.length),
  };
}

function update({ updateReady }: TillStatus): StatusItem | undefined {
  return updateReady ? { id: 'update', look: 'none', words: ru.status.updateReady } : undefined;
}

/** A keyboard scanner cannot be seen, so «Сканер» alone says nothing wrong; one that was chosen and is away does. */
function scanner(devices: readonly ScannerDevice[]): StatusItem {
  const missing = devices.find(({ state, way }) => (state === 'away' || state === 'busy') && way !== 'camera');
  if (missing && !devices.some(({ state, way }) => state === 'ready' && way !== 'keyboard'))
    return {
      id: 'scanner',
      look: 'care',
      words: ru.status.failed(ru.status.scanner, ru.scannerStates[missing.state]),
      to: 'scanner',
    };
  return { id: 'scanner', look: 'ok', words: ru.status.scanner, to: 'scanner' };
}

function ofd(kkt: PrinterState | undefined, shop: Shop, now: EpochMs): StatusItem {
  const silent = kkt?.warnings.includes('ofd-silent') ?? false;
  if (!kkt?.ofd && !silent)
    return {
      id: 'ofd',
      look: 'none',
      words: ru.ofd.unknown,
      advice: shop.kind === 'demo' || kkt?.demo ? ru.ofd.inDemo : ru.ofd.unknownAdvice,
    };
  const { unsent: count, since } = kkt?.ofd ?? { unsent: 0 };
  const days = since === undefined ? undefined : (now - since) / (24 * hour);
  const late = silent || (days !== undefined && days > ofdWarnDays);
  const fresh = count === 0 || (since !== undefined && now - since < ofdOnItsWayMs);
  if (!late && fresh) return { id: 'ofd', look: 'ok', words: ru.ofd.name };
  const words = count > 0 ? ru.ofd.unsent(count, since === undefined ? undefined : ru.showDay(since)) : ru.ofd.silent;
  const repair = ru.ofd.waiting(days === undefined ? undefined : Math.max(0, Math.floor(ofdPatienceDays - days)));
  return { id: 'ofd', look: late ? 'care' : 'none', words, advice: { what: words, repair } };
}
