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
        message: `Порт ${port} на ${host} занят другой программой: закройте её или задайте свободный порт в POLTORA_PORT.`,
      };
    case 'EACCES':
      return {
        kind: 'port-not-permitted',
        message: `Система не разрешает порт ${port}: задайте в POLTORA_PORT номер больше 1023.`,
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        kind: 'no-such-address',
        message: `У этого компьютера нет адреса ${host}: задайте в POLTORA_HOST один из его адресов.`,
      };
    default:
      return {
        kind: 'other',
        message: `Не удалось открыть порт ${port} на ${host}: ${cause instanceof Error ? cause.message : String(cause)}`,
      };
  }
}

/** One name for people: a till opened at 127.0.0.1 and one at localhost are two tills with two journals. */
export const personUrl = (url: string): string => url.replace('//127.0.0.1:', '//localhost:');

function sentence(config: GatewayConfig, url: string): string {
  const reach = isLoopback(config.host) ? 'только для этого компьютера' : 'для сети, по паролю';
  const hosts = [...new Set(config.cdn.allow.map(showPattern))].join(', ');
  const lm = config.lm ? `, ЛМ ЧЗ (${config.lm.origin})` : '';
  const tspiot =
    config.tspiot.modules.length > 0 ? `, ТС ПИоТ (${config.tspiot.modules.map(({ host }) => host).join(', ')})` : '';
  const kkt = config.kkt ? `, ККТ (${showAddress(config.kkt)})` : '';
  return `«Полтора» открыта по адресу ${url} (${reach}). Связь: ЦРПТ (${hosts})${tspiot}${lm}${kkt}${config.demo ? ', всё учебное' : ''}.`;
}

function warnings(config: GatewayConfig): string[] {
  return [
    ...(existsSync(join(config.folder, 'index.html'))
      ? []
      : [`В папке ${config.folder} нет собранной кассы: сначала выполните «npm run build».`]),
    ...(config.cdn.key === undefined
      ? [
          'Ключ Честного ЗНАКа (X-API-KEY) не задан: введите его в кассе, «Настройки», «Сервер кассы», или в POLTORA_API_KEY. До тех пор коды онлайн не проверяются.',
        ]
      : []),
    ...(!isLoopback(config.host) && config.names.length === 0
      ? ['POLTORA_NAMES не задана: по имени, например через прокси с TLS, касса не откроется.']
      : []),
  ];
}
