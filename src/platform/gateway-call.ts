/** One exchange with the gateway (app/ports/gateway.ts). */
import type { GatewayAnswer, GatewayRequest } from '../app/ports/gateway.ts';

interface Exchange {
  readonly status: number;
  readonly relay?: string | undefined;
  readonly body: string;
}

/** `send`: one exchange with this origin; undefined when there is no answer. */
export async function gatewayCall(
  send: (request: {
    method: 'GET' | 'PUT';
    url: string;
    headers: Record<string, string>;
    body?: string;
    limitMs: number;
  }) => Promise<Exchange | undefined>,
  { method, path, body, tillKey, limitMs }: GatewayRequest,
): Promise<GatewayAnswer | undefined> {
  const answer = await send({
    method,
    url: path,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(tillKey && { 'x-poltora-till-key': tillKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    limitMs,
  });
  return answer && { status: answer.status, relay: answer.relay, body: answer.body };
}
