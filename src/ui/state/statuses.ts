import type { Shop } from '../../app/ports.ts';
import type { TillStatus } from '../../app/till.ts';
import type { CheckFailure } from '../../domain/code-check.ts';
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
}

/** The one item that opens a list instead of an advice. */
export const unsentId = 'unsent';

const hour = 3_600_000;
/** ЛМ stops checking this long after its last exchange (local-module.md §3.8). */
const localLastsHours = 72;
/** With a day gone the shop has two left to mend the link. */
const warnHoursLeft = 48;

/** What can go wrong most stands first: a narrow strip scrolls. */
export const statusItems = (status: TillStatus, shop: Shop, now: EpochMs): StatusItem[] =>
  [online(status), local(status, shop, now), printer(status), unsent(status), scanner, ofd(status, shop), update(status)].filter((item) => item !== undefined);

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
  return left < warnHoursLeft ? { id: 'local', look: 'care', words: ru.status.localHours(left), advice: ru.status.localOld(left) } : item;
}

function source(id: 'online' | 'local', name: string, known: { readonly failure?: CheckFailure | undefined; readonly at?: EpochMs | undefined }): StatusItem {
  if (known.failure) {
    const { what, repair } = ru.failures[id][known.failure.kind];
    const words = ru.status.failed(name, what);
    return { id, look: 'care', words, advice: { what: words, repair }, detail: known.failure.detail };
  }
  return known.at === undefined ? { id, look: 'none', words: ru.status.unknown(name) } : { id, look: 'ok', words: name };
}

function printer({ printer: known }: TillStatus): StatusItem {
  if (!known) return { id: 'kkt', look: 'none', words: ru.status.unknown(ru.status.kkt) };
  if (known.ok) return { id: 'kkt', look: 'ok', words: known.value.demo ? ru.status.kktDemo : ru.status.kkt };
  const { what, repair } = ru.status.printer[known.failure.kind];
  const words = ru.status.failed(ru.status.kkt, what);
  return { id: 'kkt', look: 'care', words, advice: { what: words, repair }, detail: known.failure.detail };
}

function unsent({ unsent: rows }: TillStatus): StatusItem | undefined {
  if (rows.length === 0) return undefined;
  // Rows that were not tried yet are on their way: no reason to worry after each receipt.
  return { id: unsentId, look: rows.some(({ attempts }) => attempts > 0) ? 'care' : 'none', words: ru.status.unsent(rows.length) };
}

function update({ updateReady }: TillStatus): StatusItem | undefined {
  return updateReady ? { id: 'update', look: 'none', words: ru.status.updateReady } : undefined;
}

const scanner: StatusItem = { id: 'scanner', look: 'ok', words: ru.status.scanner };

/** No ККТ tells the till of its exchange with ОФД yet, and a demo one has none: said as it is. */
function ofd({ printer: known }: TillStatus, shop: Shop): StatusItem {
  const demo = shop.kind === 'demo' || (known?.ok === true && known.value.demo);
  return { id: 'ofd', look: 'none', words: ru.status.ofd, advice: demo ? ru.status.ofdInDemo : ru.status.ofdUnknown };
}
