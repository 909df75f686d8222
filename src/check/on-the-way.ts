/** What stands between the till and a service, and answers in its place. */
import { read, relayError } from './answers.ts';
import type { HttpAnswer } from './http.ts';

type Answer = Extract<HttpAnswer, { readonly kind: 'answer' }>;

/** How a page begins; JSON never begins so. */
const pageStart = /^[\s\ufeff]*<(?:!--|(?:!doctype\s+html|html|head|body|title|meta|script|center|h1|div|form)\b)/i;

/**
 * A page in place of an answer: the log-in of a hotel's or a mall's network (RFC 8952), a provider's reminder to pay. 511 says so itself (RFC 6585 §6).
 * A page with another refusal is the service's own web server's, and its status says more.
 */
export const isWebPage = ({ status, body, relay }: Answer): boolean =>
  relay === undefined && (status === 511 || (status < 400 && status !== 203 && pageStart.test(body)));

/** The gateway's own sentence about why it relayed nothing. */
export const relayWord = ({ body }: Answer): string | undefined => read(relayError, body)?.error.message;
