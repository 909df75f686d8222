/** `fetch` over connections that stay open between two customers: a new TLS handshake would eat into the 1.5 s of the next check. */
import { Agent, fetch } from 'undici';

/** ЦРПТ closes an idle connection after 180 s (online-check.md §1.4): ours closes first. Node's own fetch would after 4 s. */
const dispatcher = new Agent({ keepAliveTimeout: 170_000, keepAliveMaxTimeout: 170_000 });

export const keepAliveFetch = ((input: string, init: object) =>
  fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
