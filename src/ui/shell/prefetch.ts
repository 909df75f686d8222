import { paymentParts } from '../sale/late-parts.ts';
import { goodsWords, printerStatuses, sourceStatuses, sourceWords } from './late-words.ts';

/** What a sale needs soon, the soonest first. Screens that nobody sells on come when they are opened. */
const soon: ReadonlyArray<() => Promise<unknown>> = [
  () => printerStatuses.load(),
  () => sourceStatuses.load(),
  () => sourceWords.load(),
  () => goodsWords.load(),
  () => import('../advice/AdviceButton.svelte'),
  () => paymentParts.load(),
  () => import('../line/LineDialog.svelte'),
  () => import('../line/QuantityDialog.svelte'),
  () => import('../goods/DescribeDialog.svelte'),
  () => import('../goods/CreateDialog.svelte'),
  () => import('../goods/LawDialog.svelte'),
  () => import('../pin/PinDialog.svelte'),
  () => import('../shift/ShiftScreen.svelte'),
];

/** A page that is never idle fetches them all the same, ms. */
const longestWaitMs = 1_000;

const idle = (): Promise<void> =>
  new Promise((resolve) => {
    // Absent in Safari.
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, 50);
    else requestIdleCallback(() => resolve(), { timeout: longestWaitMs });
  });

/** Fetches in idle time what a sale will need, so that a press finds it there. What cannot be fetched now is fetched when it is wanted. */
export async function prefetch(): Promise<void> {
  for (const load of soon) {
    await idle();
    await load().catch(() => undefined);
  }
}
