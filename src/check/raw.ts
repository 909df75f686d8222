/** Answers as they came, for a dispute with ЦРПТ: what the till does not read today may be what counts then. */
import type { HttpAnswer } from './http.ts';

/**
 * Of an answer that is no verdict, in characters. The services' own refusals are below 1 kB; a page of a proxy has any length, and the journal
 * would keep it for years, once for each code that shared the request.
 */
export const longestRefusal = 4_096;

/** «…» tells that there was more. */
export const cut = (text: string): string =>
  text.length > longestRefusal ? `${text.slice(0, longestRefusal)}…` : text;

/** What a service said in place of a verdict. The gateway's own word is none of the service's. */
export const refusalOf = (answer: HttpAnswer | undefined): string | undefined =>
  answer?.kind === 'answer' && answer.relay === undefined && answer.body !== '' ? cut(answer.body) : undefined;

/** Parsed JSON with every field that came. */
export type Whole = Readonly<Record<string, unknown>>;

/** `whole` with one of its `codes`, or none: what is said of that one, without its neighbours in the request. */
export const withOneCode = (whole: Whole, element: Whole | undefined): Whole => ({
  ...whole,
  codes: element ? [element] : [],
});
