import { Late } from '../shell/late.svelte.ts';

/** The lines of the receipt and what stands on them. */
export const receiptParts = new Late(() => import('../receipt/parts.ts'));

/** The payment: its panes, its questions, its notes. */
export const paymentParts = new Late(() => import('../pay/parts.ts'));
