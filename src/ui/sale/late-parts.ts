import { Late } from '../shell/late.svelte.ts';

/** The payment: its panes, its questions, its notes. */
export const paymentParts = new Late(() => import('../pay/parts.ts'));
/** Who scans needs none of them. */
export const quickKeys = new Late(() => import('../quick/QuickKeys.svelte'));
