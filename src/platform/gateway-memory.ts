/** What the gateway remembers of its tills: `/relay/tills` (gateway/tills.ts). */

import type { GatewayMemory } from '../app/ports/memory.ts';

interface Exchange {
  readonly status: number;
  readonly body: string;
}

/** It answers at once or is not there, ms. */
const limitMs = 5_000;

/** `send`: one exchange with this origin; undefined when there is no answer. */
export function gatewayMemory(
  send: (request: {
    method: 'GET' | 'PUT';
    url: string;
    headers: Record<string, string>;
    body?: string;
    limitMs: number;
  }) => Promise<Exchange | undefined>,
  tillKey: string | undefined,
): GatewayMemory {
  const headers = { accept: 'application/json', ...(tillKey && { 'x-poltora-till-key': tillKey }) };
  const get = async (url: string): Promise<unknown> => {
    const answer = await send({ method: 'GET', url, headers, limitMs });
    if (answer?.status === 401 || answer?.status === 429) return 'key';
    if (answer?.status !== 200) return undefined;
    try {
      return JSON.parse(answer.body) as unknown;
    } catch {
      return undefined;
    }
  };
  return {
    tills: () => get('/relay/tills'),
    till: (id) => get(`/relay/tills/${id}`),
    async put(id, body, accept) {
      const answer = await send({
        method: 'PUT',
        url: `/relay/tills/${id}${accept ? '?accept=1' : ''}`,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        limitMs,
      });
      if (answer?.status === 409) return 'refused';
      return answer && answer.status >= 200 && answer.status < 300 ? 'kept' : undefined;
    },
  };
}
