/** The strip about the sources of verdicts: what ails them, and what can still be sold. Comes after the first paint, with all the words for their troubles. */
import type { TillStatus } from '../../app/till.ts';
import { own } from '../../domain/base/own.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import type { SourceHealth } from '../../domain/code-check/source.ts';
import type { Reach } from '../../domain/code-check/reach.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import { hoursOf, type HoursOfCopy } from '../../domain/local-module/hours.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { shownSources, sources, type SourcesTable } from '../shell/sources.ts';
import type { StatusItem } from '../shell/statuses.ts';
import * as common from '../shell/texts.ru.ts';
import { failures, failuresFor, strip } from './texts.ru.ts';

type Shown = ReturnType<typeof shownSources>[number] & { readonly reach: Reach };
type Words = Pick<StatusItem, 'words' | 'advice'>;

/** Failures that are told in other words than «name: why»: not the source is to blame, nor does it stand alone. */
const instead: Readonly<Record<SourceId, Readonly<Partial<Record<FailureKind, string>>>>> = {
  tspiot: { 'gateway-gone': strip.gatewayGone },
  online: { 'gateway-gone': strip.gatewayGone, offline: strip.noInternet },
};

/** What else the strip tells of a source, by what is known of it. */
const cares: Readonly<
  Record<SourceId, (shown: Shown, status: TillStatus, shop: Shop, now: EpochMs) => Words | undefined>
> = {
  local: localCare,
};

/** ЛМ that the browser keeps the page from, and one that will soon be too old to check. */
function localCare(
  { known, reach }: Shown,
  { localPermission }: TillStatus,
  shop: Shop,
  now: EpochMs,
): Words | undefined {
  if (reach.state !== 'heard') {
    if (shop.local.way !== 'direct') return undefined;
    if (localPermission === 'closed') return { words: common.localClosed.words, advice: common.localClosed };
    return localPermission === 'prompt' || localPermission === 'denied'
      ? { words: strip.permission, advice: failures.local.permission }
      : undefined;
  }
  const hours = ageHours(known, now);
  return hours?.isTold ? { words: strip.hours(hours), advice: strip.old(hours) } : undefined;
}

const ageHours = ({ lastSync, lastsMs }: SourceHealth, now: EpochMs): HoursOfCopy | undefined =>
  lastSync === undefined ? undefined : hoursOf({ lastSync, lastsMs }, now);

/** The sources of verdicts, in order of trust. */
export function sourceItems(status: TillStatus, shop: Shop, now: EpochMs, table: SourcesTable = sources): StatusItem[] {
  const shown = shownSources(status.health, table).map((source): Shown => ({
    ...source,
    reach: own(status.reach, source.id) ?? {},
  }));
  const [first] = shown;
  const standIn = shown.find(({ reach }) => reach.state === 'heard');
  // The most trusted one fails: what the cashier can still do is one sentence with it, and who stands in for it needs no word of his own.
  const isStoodIn = first?.reach.state === 'lost' && standIn !== undefined;
  const items = shown
    .filter((source) => !isStoodIn || source !== standIn)
    .map((source): StatusItem => {
      if (source === first && source.reach.state === 'lost') return lostFirst(source, standIn, shown, shop, now);
      const care = own(cares, source.id)?.(source, status, shop, now);
      return care ? { id: source.id, look: 'care', ...care } : sourceItem(source);
    });
  // ЛМ said that it is well, and did not check: its screen says why.
  return status.localTrial === undefined
    ? items
    : [...items, { id: 'local-trial', look: 'care', words: strip.trial, to: 'local-module' }];
}

/** Why it gives no verdict, after its name or in words of its own. */
function troubleOf({ id, texts, known, reach }: Shown): Words & Pick<StatusItem, 'detail'> {
  const failure = reach.failure ?? known.failure;
  if (!failure) return { words: common.status.unknown(texts.name) };
  const { what, ...repair } = failuresFor(id)[failure.kind];
  const words = own(instead, id)?.[failure.kind] ?? common.status.failed(texts.name, what);
  return { words, advice: { ...repair, what: words }, detail: failure.detail };
}

function sourceItem(source: Shown): StatusItem {
  const { id, texts, reach } = source;
  if (reach.state === 'lost') return { id, look: 'care', ...troubleOf(source) };
  return reach.state === 'heard'
    ? { id, look: 'ok', words: texts.name }
    : { id, look: 'none', words: common.status.unknown(texts.name) };
}

/** Goods that are looked up offline, or those that need no check: that is what is left to sell. */
function lostFirst(
  source: Shown,
  standIn: Shown | undefined,
  shown: readonly Shown[],
  shop: Shop,
  now: EpochMs,
): StatusItem {
  const trouble = troubleOf(source);
  const item = { id: source.id, look: 'care', detail: trouble.detail } as const;
  // A source that was not heard yet may still answer: nothing is said of it.
  const isAllLost = shown.every(({ reach }) => reach.state === 'lost');
  if (!standIn && !isAllLost) return { ...item, ...trouble };
  const hours = standIn && ageHours(standIn.known, now);
  const can = standIn ? strip.by(standIn.texts.name, hours) : strip.unmarked[shop.unverified];
  const words = strip.still(trouble.words, can);
  return {
    ...item,
    words,
    advice: trouble.advice && {
      ...trouble.advice,
      what: words,
      repair: [trouble.advice.repair, hours?.isTold ? strip.aDayMore(hours) : ''].filter(Boolean).join(' '),
    },
  };
}
