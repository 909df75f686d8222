import { Late } from './late.svelte.ts';

/** What the strip says of the ККТ, with the words for all its troubles. */
export const printerStatuses = new Late(() => import('../printer/statuses.ts'));

/** What the strip says of the sources of verdicts, with what can still be sold when they fail. */
export const sourceStatuses = new Late(() => import('../sources/statuses.ts'));

/** Why a source of verdicts does not answer, in words. */
export const sourceWords = new Late(() => import('../sources/texts.ru.ts'));

/** Names of product groups, and the rest of what a card says. */
export const goodsWords = new Late(() => import('../goods/texts.ru.ts'));
