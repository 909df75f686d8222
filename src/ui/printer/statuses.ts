/** The strip about the ККТ: itself, its shift, its ФН, its ОФД. Comes after the first paint, with all the words for its troubles. */
import type { PrinterState } from '../../app/ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { registrationTrouble } from '../../app/fiscal/registration.ts';
import type { TillStatus } from '../../app/till.ts';
import { shiftLeft, shiftWarningMs } from '../../domain/document/shift.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { PrinterItems, StatusItem } from '../shell/statuses.ts';
import * as common from '../shell/texts.ru.ts';
import * as ru from './texts.ru.ts';

const hour = 3_600_000;
/** ОФД waits for 30 days, then the ФН refuses documents (kkt-shtrih.md §4, code 15h). */
const ofdPatienceDays = 30;
/** Two days are a weekend; after five somebody must look. */
const ofdWarnDays = 5;
/** A document younger than this is on its way: no reason to worry after each receipt. */
const ofdOnItsWayMs = hour;

/** What the strip says of the ККТ. */
export function printerItems(known: TillStatus['printer'], shop: Shop, now: EpochMs): PrinterItems {
  const kkt = known?.ok ? known.value : undefined;
  return {
    printer: known && printer(known, shop),
    shift: kkt && shift(kkt, shop, now),
    fn: kkt && fn(kkt),
    ofd: ofd(kkt, shop, now),
  };
}

/** A print that runs, and one that goes on by itself, are no trouble yet. */
const passing = new Set(['printing', 'wrong-submode']);

function printer(known: NonNullable<TillStatus['printer']>, shop: Shop): StatusItem {
  // Told from the first look on: nothing may be sold on the ККТ of another company.
  const trouble = known.ok ? (registrationTrouble(shop, known.value.about) ?? known.value.trouble) : undefined;
  if (known.ok && (!trouble || passing.has(trouble)))
    return { id: 'kkt', look: 'ok', words: known.value.demo ? ru.strip.demo : common.status.kkt };
  const failure = known.ok ? { kind: 'refused' as const, trouble: trouble ?? 'unknown' } : known.failure;
  const isChosen = shop.kkt.link !== 'none';
  const { detail, ...advice } = ru.printerAdvice(failure, isChosen);
  return {
    id: 'kkt',
    look: 'care',
    words: common.status.failed(common.status.kkt, ru.printerWord(failure)),
    advice: { ...advice, to: ru.printerWay(failure, isChosen) },
    detail,
  };
}

/** Told ahead of the 24 hours; before that the strip has better things to say. */
function shift({ shift: { state, openedAt } }: PrinterState, shop: Shop, now: EpochMs): StatusItem | undefined {
  // The whole day's first check would go past ГИС МТ (tspiot.md §1).
  if (state === 'closed' && shop.tsPiot.way !== 'none')
    return { id: 'shift', look: 'care', words: ru.closedShift.what, advice: ru.closedShift };
  const left = openedAt === undefined ? undefined : shiftLeft(openedAt, now);
  // The ККТ was asked a while ago: the hour strikes without it.
  if (state === 'expired' || (state === 'open' && left !== undefined && left <= 0))
    return { id: 'shift', look: 'care', words: ru.strip.shiftExpired, to: 'shift' };
  return state === 'open' && left !== undefined && left <= shiftWarningMs
    ? { id: 'shift', look: 'care', words: ru.strip.shiftLeft(left), to: 'shift' }
    : undefined;
}

/** The worst of what the ФН says of itself. */
function fn({ warnings }: PrinterState): StatusItem | undefined {
  const worst = (['fn-3-days', 'fn-30-days', 'fn-memory'] as const).find((warning) => warnings.includes(warning));
  return worst && { id: 'fn', look: 'care', words: ru.fnWarnings[worst].what, advice: ru.fnWarnings[worst] };
}

function ofd(kkt: PrinterState | undefined, shop: Shop, now: EpochMs): StatusItem {
  const silent = kkt?.warnings.includes('ofd-silent') ?? false;
  if (!kkt?.ofd && !silent)
    return {
      id: 'ofd',
      look: 'none',
      words: common.status.ofdUnknown,
      advice: shop.kind === 'demo' || kkt?.demo ? ru.ofd.inDemo : ru.ofd.unknownAdvice,
    };
  const { unsent: count, since } = kkt?.ofd ?? { unsent: 0 };
  const days = since === undefined ? undefined : (now - since) / (24 * hour);
  const late = silent || (days !== undefined && days > ofdWarnDays);
  const fresh = count === 0 || (since !== undefined && now - since < ofdOnItsWayMs);
  if (!late && fresh) return { id: 'ofd', look: 'ok', words: common.status.ofd };
  const words =
    count > 0 ? ru.ofd.unsent(count, since === undefined ? undefined : common.showDay(since)) : ru.ofd.silent;
  const repair = ru.ofd.waiting(days === undefined ? undefined : Math.max(0, Math.floor(ofdPatienceDays - days)));
  return { id: 'ofd', look: late ? 'care' : 'none', words, advice: { what: words, repair, to: 'kkt' } };
}
