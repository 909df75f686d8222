/** `/relay/tspiot/…`: the modules of ТС ПИоТ and their orchestrator. Only the paths below, one request at a time for each module, secrets kept here (tspiot.md §7). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fail, ok, refusal } from '../errors.ts';
import type { GatewayError, Result } from '../errors.ts';
import { callUpstream } from '../upstream.ts';
import { adminShapes, infoShape, pickedBody, refusalShape } from './allowed.ts';
import { Lane } from './lane.ts';
import type { TsPiotConfig, TsPiotModule } from './modules.ts';
import { moduleFetch } from './pinned.ts';

export interface TsPiotMeans {
  readonly config: () => TsPiotConfig;
  /** To the orchestrator: plain HTTP of its own machine. */
  readonly fetch: typeof globalThis.fetch;
  readonly log: (line: string) => void;
  readonly refuse: (request: FastifyRequest, reply: FastifyReply, error: GatewayError) => FastifyReply;
  readonly limits?: Partial<TsPiotLimits> | undefined;
}

export interface TsPiotLimits {
  /** A check, ms: it answers within 2 s, «5 s hard» (§6). With the time in the queue. */
  readonly checkMs: number;
  /** A word of the module or of the orchestrator about itself, ms. */
  readonly infoMs: number;
  /** One code in Base64 is below 1 kB. */
  readonly requestBytes: number;
  /** One checked code comes back in about 1 kB. */
  readonly answerBytes: number;
}

const usualLimits: TsPiotLimits = { checkMs: 5_000, infoMs: 3_000, requestBytes: 16 * 1024, answerBytes: 256 * 1024 };

/** The word in the path that stands for the orchestrator; a host always has a port behind it. */
const orchestrator = 'orchestrator';

interface Way {
  readonly fetch: typeof globalThis.fetch;
  readonly lane: Lane;
}

interface Asked {
  readonly way: Way;
  readonly url: string;
  readonly method: string;
  readonly body?: Uint8Array;
  readonly limitMs: number;
  /** What a page may see of a good answer; absent: all of it. */
  readonly shape?: Parameters<typeof pickedBody>[1];
}

export function tsPiotRoutes(app: FastifyInstance, means: TsPiotMeans): void {
  const limits = { ...usualLimits, ...means.limits };
  const ways = new Map<string, Way & { close?: () => Promise<void> }>();
  const told = new Set<string>();

  const wayTo = (key: string, make: () => Omit<Way, 'lane'> & { close?: () => Promise<void> }) => {
    const way = ways.get(key) ?? { ...make(), lane: new Lane() };
    ways.set(key, way);
    return way;
  };
  const toModule = ({ host, pin }: TsPiotModule): Way => {
    // With another certificate it is another way, and the old connection must serve nobody.
    for (const [key, { close }] of ways)
      if (key.startsWith(`${host}#`) && key !== `${host}#${pin ?? ''}`) {
        ways.delete(key);
        void close?.();
      }
    return wayTo(`${host}#${pin ?? ''}`, () => moduleFetch({ pin }));
  };

  const route = (request: FastifyRequest): Result<Asked, GatewayError> => {
    const target = request.raw.url ?? '';
    const [, place = '', path = ''] = /^\/relay\/tspiot\/([^/?]+)\/([^?]*)$/.exec(target) ?? [];
    const { modules, admin, client } = means.config();
    const { method } = request;
    if (place === orchestrator) {
      const [, shape] = adminShapes.find(([allowed]) => allowed.test(path)) ?? [];
      if (!shape) return notRelayed;
      if (method !== 'GET') return wrongMethod(['GET']);
      const way = wayTo(admin, () => ({ fetch: means.fetch }));
      return ok({ way, url: `${admin}/${path}`, method, limitMs: limits.infoMs, shape });
    }
    if (modules.length === 0) return refusal('not-configured', 'No ТС ПИоТ is set at the gateway (POLTORA_TSPIOT).');
    const module = modules.find(({ host }) => host === place);
    if (!module) return refusal('host-not-allowed', 'This module of ТС ПИоТ is not among those of POLTORA_TSPIOT.');
    const [, call] = /^api\/v[123]\/(codes\/check|info)$/.exec(path) ?? [];
    if (call === undefined) return notRelayed;
    const common = { url: `https://${module.host}/${path}`, method };
    if (call === 'info') {
      if (method !== 'GET' && method !== 'POST') return wrongMethod(['GET', 'POST']);
      return ok({ ...common, way: toModule(module), limitMs: limits.infoMs, shape: infoShape });
    }
    if (method !== 'POST') return wrongMethod(['POST']);
    const body = checkBody(request.body, client);
    if (!body) return refusal('bad-request', 'A check has one code: {"codes":[…]}.');
    return ok({ ...common, way: toModule(module), limitMs: limits.checkMs, body });
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const routed = route(request);
    if (!routed.ok) return means.refuse(request, reply, routed.failure);
    const { way, url, method, body, limitMs, shape } = routed.value;
    const till = new AbortController();
    reply.raw.once('close', () => till.abort());
    if (reply.raw.destroyed) till.abort();
    const began = performance.now();
    const turn = await inTime(way.lane.take(till.signal), till.signal, limitMs);
    if (typeof turn !== 'function') return means.refuse(request, reply, noTurn[turn]);
    try {
      const left = Math.max(1, limitMs - (performance.now() - began));
      const headers = { accept: 'application/json', ...(method === 'POST' && { 'content-type': 'application/json' }) };
      const call = { url, method, headers, body: body ?? (method === 'POST' ? empty : undefined), limitMs: left };
      const got = await callUpstream(call, {
        fetch: way.fetch,
        answerBytes: limits.answerBytes,
        gone: till.signal,
      });
      if (!got.ok) {
        if (got.failure.code === 'certificate-changed') tellChange(url, got.failure.message);
        return means.refuse(request, reply, got.failure);
      }
      const { status, contentType, date, body: bytes } = got.value;
      const shown = shownOf(status, bytes, shape);
      if (!shown.ok) return means.refuse(request, reply, shown.failure);
      void reply.code(status).header('cache-control', 'no-store');
      if (date !== undefined) void reply.header('x-poltora-upstream-date', date);
      return reply.type(contentType ?? 'application/json; charset=utf-8').send(shown.value);
    } finally {
      turn();
    }
  };

  const shownOf = (
    status: number,
    bytes: Uint8Array,
    shape: Asked['shape'],
  ): Result<Uint8Array | string, GatewayError> => {
    if (bytes.length === 0 || status === 204) return ok('');
    const isGood = status >= 200 && status < 300;
    if (isGood && !shape) {
      // It stands in the journal to the byte, so nothing is taken out of it; an answer that gives a secret back is none.
      const { token } = means.config().client;
      return Buffer.from(bytes).includes(token) ? fail(broken) : ok(bytes);
    }
    const shown = pickedBody(bytes, isGood && shape ? shape : refusalShape);
    if (shown !== undefined) return ok(shown);
    // The error page of a web server has a status that says enough.
    return isGood ? fail(broken) : ok('');
  };

  const tellChange = (url: string, message: string): void => {
    const line = `${new URL(url).host} ${message}`;
    if (told.has(line) || told.size >= 20) return;
    told.add(line);
    means.log(
      `ТС ПИоТ ${new URL(url).host}: сертификат сменился, запросы к нему не идут. Если его переустанавливали, подтвердите новый в кассе, «Настройки», «Сервер кассы». ${message}`,
    );
  };

  app.all('/relay/tspiot/*', { bodyLimit: limits.requestBytes }, answer);
  app.addHook('onClose', async () => {
    for (const { close } of ways.values()) await close?.();
  });
}

const empty = Buffer.from('{}');

/** The page's codes, and who asks. Undefined: it is no request about one code. */
function checkBody(body: unknown, client: TsPiotConfig['client']): Uint8Array | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  try {
    const { codes } = JSON.parse(Buffer.from(body).toString()) as { codes?: unknown };
    const isOne = Array.isArray(codes) && codes.length === 1;
    return isOne ? Buffer.from(JSON.stringify({ codes, client_info: client })) : undefined;
  } catch {
    return undefined;
  }
}

/** The turn, or `late` when it has not come within the limit. A turn that comes after that is given back at once. */
function inTime(
  turn: ReturnType<Lane['take']>,
  gone: AbortSignal,
  limitMs: number,
): Promise<Awaited<ReturnType<Lane['take']>> | 'late'> {
  return new Promise((resolve) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      resolve('late');
    }, limitMs);
    void turn.then((came) => {
      clearTimeout(timer);
      if (isLate && typeof came === 'function') came();
      else resolve(gone.aborted && typeof came === 'function' ? (came(), 'gone') : came);
    });
  });
}

const noTurn: Readonly<Record<'full' | 'gone' | 'late', GatewayError>> = {
  full: { code: 'too-many', message: 'Too many checks wait for this module of ТС ПИоТ already.', retryAfter: 1 },
  gone: { code: 'client-gone', message: 'The till hung up before its turn came.' },
  late: { code: 'timeout', message: 'Other checks have kept this module of ТС ПИоТ busy for too long.' },
};
const notRelayed = refusal('not-relayed', 'The relay does not carry this path.');
const broken: GatewayError = { code: 'broken', message: "The upstream's answer is none of ТС ПИоТ." };
const wrongMethod = (allow: readonly string[]): { ok: false; failure: GatewayError } =>
  refusal('wrong-method', `The relay carries this path with ${allow.join(' or ')} only.`, allow);
