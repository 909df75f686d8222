/** `/relay/tills`: what the gateway remembers of the shop's tills (tills.ts). Whoever asks has passed the guards of every relay. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorStatus } from './errors.ts';
import type { GatewayError } from './errors.ts';
import { isTillId, readTold, tillLimits } from './tills.ts';
import type { TillRecord, Tills } from './tills.ts';

type Refuse = (request: FastifyRequest, reply: FastifyReply, error: GatewayError) => FastifyReply;

export function tillRoutes(app: FastifyInstance, tills: Tills, refuse: Refuse): void {
  const wrongMethod = (...allow: string[]): GatewayError => ({
    code: 'wrong-method',
    message: `This address takes ${allow.join(', ')} only.`,
    allow,
  });

  app.all('/relay/tills', (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(request, reply, wrongMethod('GET', 'HEAD'));
    return kept(reply).send({
      version: 1,
      tills: tills.list().map(({ till, name, seenAt, witness }) => ({ till, name, seenAt, witness })),
    });
  });

  app.all<{ Params: { id: string } }>('/relay/tills/:id', { bodyLimit: tillLimits.bytes }, async (request, reply) => {
    const {
      method,
      params: { id },
    } = request;
    if (!isTillId(id))
      return refuse(request, reply, {
        code: 'bad-request',
        message: 'A till is named by 1 to 64 letters, digits, - or _.',
      });
    if (method === 'PUT') {
      if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
        return refuse(request, reply, { code: 'bad-request', message: 'A till tells of itself in application/json.' });
      const told = readTold(request.body instanceof Uint8Array ? request.body : undefined);
      if (!told.ok) return refuse(request, reply, told.failure);
      const done = await tills.put(id, told.value, (request.query as { accept?: unknown }).accept === '1');
      if (done.ok) return kept(reply).code(204).send();
      if (!('stored' in done.failure)) return refuse(request, reply, done.failure);
      const {
        error: { code, message },
        stored,
      } = done.failure;
      return kept(reply)
        .code(errorStatus[code])
        .header('x-poltora-relay', code)
        .send({ error: { code, message }, stored: shown(stored) });
    }
    if (method !== 'GET' && method !== 'HEAD') return refuse(request, reply, wrongMethod('GET', 'HEAD', 'PUT'));
    const record = tills.get(id);
    // A new till asks for itself: that nobody remembers it is an answer, and no error in the console of its browser.
    if (!record) return kept(reply).code(204).send();
    return kept(reply).send(shown(record));
  });
}

const kept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

const shown = ({ till, name, seenAt, witness, settings, previous }: TillRecord): object => ({
  version: 1,
  till,
  name,
  seenAt,
  witness,
  settings,
  previous,
});
