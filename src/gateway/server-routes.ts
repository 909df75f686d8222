/** `/relay/server`: the gateway's own settings, typed by the owner (typed-settings.ts). Whoever asks sits at this very machine: `notHere` of guard.ts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorStatus } from './errors.ts';
import type { GatewayError } from './errors.ts';
import type { TypedSettings } from './typed-settings.ts';

export const serverUrl = '/relay/server';

/** Five short fields. */
const MOST_BYTES = 16 * 1024;

export function serverRoutes(
  app: FastifyInstance,
  typed: TypedSettings | undefined,
  refuse: (request: FastifyRequest, reply: FastifyReply, error: GatewayError) => FastifyReply,
): void {
  app.all(serverUrl, { bodyLimit: MOST_BYTES }, async (request, reply) => {
    const { method } = request;
    if (!typed) return refuse(request, reply, fixedAll);
    void reply.header('cache-control', 'no-store');
    if (method === 'GET' || method === 'HEAD') return reply.send(typed.view());
    if (method !== 'PUT')
      return refuse(request, reply, {
        code: 'wrong-method',
        message: 'This address takes GET, HEAD, PUT only.',
        allow: ['GET', 'HEAD', 'PUT'],
      });
    // A form of a foreign page can send none without asking first.
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      return refuse(request, reply, { code: 'bad-request', message: 'The settings come in application/json.' });
    const done = await typed.change(jsonOf(request.body));
    if (done.ok) return reply.send(done.value);
    const { error, fields } = done.failure;
    if (!fields) return refuse(request, reply, error);
    return reply
      .code(errorStatus[error.code])
      .header('x-poltora-relay', error.code)
      .send({ error: { code: error.code, message: error.message }, fields });
  });
}

const fixedAll: GatewayError = {
  code: 'not-configured',
  message: 'The settings of this gateway are given by its starter and cannot be changed from a page.',
};

function jsonOf(body: unknown): unknown {
  try {
    return body instanceof Uint8Array ? (JSON.parse(Buffer.from(body).toString()) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
