/** `/relay/server`: the gateway's own settings, typed by the owner (typed-settings.ts), and what it finds for him. Whoever asks sits at this very machine: `notHere` of guard.ts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorStatus } from './errors.ts';
import type { GatewayError } from './errors.ts';
import { tabletInfo, type TabletMeans } from './tablets.ts';
import type { TabletDoor } from './tls/tablet-door.ts';
import { tabletPage } from './tls/tablet-page.ts';
import { findModules } from './tspiot/find.ts';
import type { TsPiotMeans } from './tspiot/relay.ts';
import type { TypedSettings } from './typed-settings.ts';

const serverUrl = '/relay/server';
const findUrl = '/relay/server/ts-piot';
const tabletsUrl = '/relay/server/tablets';
/** What the gateway's own machine alone may ask. */
export const serverUrls: readonly string[] = [serverUrl, findUrl, tabletsUrl];

/** Six short fields. */
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

/** Which modules of ТС ПИоТ there are: for the owner to confirm their certificates. `?address=` where else to look. */
export function findRoute(
  app: FastifyInstance,
  { config, fetch, refuse }: Pick<TsPiotMeans, 'config' | 'fetch' | 'refuse'>,
): void {
  app.all(findUrl, async (request, reply) => {
    if (!isRead(request)) return refuse(request, reply, readOnly);
    const { address } = request.query as { address?: unknown };
    const found =
      address === undefined || typeof address === 'string' ? await findModules(config(), fetch, address) : undefined;
    if (!found) return refuse(request, reply, { code: 'bad-request', message: 'Say where: ?address=host:port.' });
    return reply.header('cache-control', 'no-store').send(found);
  });
}

/** Where a tablet finds the till, and what it needs to trust it. */
export function tabletsRoute(
  app: FastifyInstance,
  {
    names,
    door,
    refuse,
    tablets,
  }: Pick<TsPiotMeans, 'refuse'> & {
    readonly names: () => readonly string[];
    readonly door: TabletDoor;
    readonly tablets: TabletMeans | undefined;
  },
): void {
  tabletPage(app, { authority: () => door.authority, refuse });
  app.all(tabletsUrl, async (request, reply) => {
    if (!isRead(request)) return refuse(request, reply, readOnly);
    const info = await tabletInfo(names(), await door.info(), tablets);
    return reply.header('cache-control', 'no-store').send(info);
  });
}

const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';
const readOnly: GatewayError = { code: 'wrong-method', message: 'This is read with GET.', allow: ['GET', 'HEAD'] };

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
