import { Late } from '../shell/late.svelte.ts';

/** The payment: its panes, its questions, its notes. */
export const paymentParts = new Late(() => import('../pay/parts.ts'));
