/** Opens the gateway's port, and says in plain words what came of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { showPattern } from './allow-list.ts';
import { isLoopback, showAddress } from './config.ts';
import type { GatewayConfig } from './config.ts';
import { fail, ok } from './errors.ts';
import type { Result } from './errors.ts';
import { createGateway } from './server.ts';
import type { GatewayMeans } from './server.ts';

export interface Listening {
  readonly app: FastifyInstance;
  /** Where a browser of this machine finds the till. */
  readonly url: string;
  /** One sentence: where it listens and what it relays. */
  readonly sentence: string;
  /** Things that will not work, one sentence each. */
  readonly warnings: readonly string[];
}

export interface ListenProblem {
  readonly kind: 'port-in-use' | 'port-not-permitted' | 'no-such-address' | 'other';
  readonly message: string;
  readonly cause: unknown;
}

/** What a program around the gateway may add: `prepare` is called before it listens, with routes of its own (the demo shop). */
export interface ListenMeans extends GatewayMeans {
  readonly prepare?: (app: FastifyInstance) => void;
}

export async function listenGateway(
  config: GatewayConfig,
  means: ListenMeans = {},
): Promise<Result<Listening, ListenProblem>> {
  const app = createGateway(config, means);
  means.prepare?.(app);
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await app.close();
    return fail({ ...listenProblem(cause, config), cause });
  }
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound ? bound.port : config.port;
  const name = config.host.includes(':') ? `[${config.host}]` : config.host;
  const url = `http://${/^(0\.0\.0\.0|\[::\])$/.test(name) ? 'localhost' : name}:${port}`;
  return ok({ app, url, sentence: sentence(config, personUrl(url)), warnings: warnings(config) });
}

function listenProblem(cause: unknown, { host, port }: GatewayConfig): Omit<ListenProblem, 'cause'> {
  const { code } = cause as { code?: unknown };
  switch (code) {
    case 'EADDRINUSE':
      return {
        kind: 'port-in-use',
        message: `Port ${port} on ${host} is taken by another program: stop that one, or set POLTORA_PORT to a free port.`,
      };
    case 'EACCES':
      return {
        kind: 'port-not-permitted',
        message: `The system does not permit port ${port}: set POLTORA_PORT to a number above 1023.`,
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        kind: 'no-such-address',
        message: `This machine has no address ${host}: set POLTORA_HOST to one of its own.`,
      };
    default:
      return {
        kind: 'other',
        message: `The gateway cannot listen on ${host}, port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`,
      };
  }
}

/** One name for people: a till opened at 127.0.0.1 and one at localhost are two tills with two journals. */
export const personUrl = (url: string): string => url.replace('//127.0.0.1:', '//localhost:');

function sentence(config: GatewayConfig, url: string): string {
  const reach = isLoopback(config.host) ? 'for this machine only' : 'for the network, with a till key';
  const hosts = [...new Set(config.cdn.allow.map(showPattern))].join(', ');
  const lm = config.lm ? `, and to ЛМ ЧЗ at ${config.lm.origin}` : '';
  const kkt = config.kkt ? `, and to the ККТ at ${showAddress(config.kkt)}` : '';
  return `Poltora listens at ${url} (${reach}) and relays to ЦРПТ (${hosts})${lm}${kkt}${config.demo ? ', all of it a demonstration' : ''}.`;
}

function warnings(config: GatewayConfig): string[] {
  return [
    ...(existsSync(join(config.folder, 'index.html'))
      ? []
      : [`There is no built till in ${config.folder}: run "npm run build" first; only the relay works.`]),
    ...(config.cdn.key === undefined ? ['POLTORA_API_KEY is not set: ЦРПТ will not be asked.'] : []),
    ...(!isLoopback(config.host) && config.names.length === 0
      ? ['POLTORA_NAMES is not set: under a host name, such as that of a TLS proxy, nobody is answered.']
      : []),
    ...(config.tspiot ? ['POLTORA_TSPIOT is set, but this version has no relay to ТС ПИоТ yet.'] : []),
  ];
}
