import { fileURLToPath } from 'node:url';
import type { CheckRequest } from '../../src/app/ports/checker.ts';
import type { CheckSetup } from '../../src/domain/code-check/source.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { fetchHttp } from '../../src/check/fetch-http.ts';
import type { Http } from '../../src/check/http.ts';
import { readScan } from '../../src/domain/marking-code/index.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { gatewayFromEnv } from '../../src/gateway/config.ts';
import { listenGateway, type Listening } from '../../src/gateway/listen.ts';
import {
  startCdn,
  startLocalModule,
  type Cdn,
  type CdnOptions,
  type LocalModuleOptions,
  type LocalModuleServer,
} from '../emulators/index.ts';
import { realClock } from './clock.ts';

export interface World {
  readonly cdn: Cdn;
  readonly lm: LocalModuleServer;
  /** As the page's own: the gateway stands for the page's origin. `clock` times the limits of requests. */
  readonly http: (clock?: Clock) => Http;
  readonly setup: CheckSetup;
  /** The way to ЛМ past the gateway. */
  readonly direct: CheckSetup;
  /** `host:port` of the check hosts, in the order of the list. */
  readonly hosts: readonly string[];
  readonly stopGateway: () => Promise<void>;
  /** Faults and logs as new. */
  readonly clean: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly cdn?: CdnOptions;
  readonly lm?: LocalModuleOptions;
  /** The key of the gateway; the emulator's by default, none if empty. */
  readonly key?: string;
  /** Other settings of the gateway. */
  readonly env?: Readonly<Record<string, string>>;
}

export const fn = '9999078900001234';
/** All of `codes/check` and of `cis/outCheck`, as the emulators log them. */
export const paths = {
  info: '/api/v4/true-api/cdn/info',
  health: '/api/v4/true-api/cdn/health/check',
  check: '/api/v4/true-api/codes/check',
  outCheck: '/api/v2/cis/outCheck',
  sell: '/api/v2/cis/sell',
  status: '/api/v2/status',
} as const;

const hostOf = (url: string): string => new URL(url).host;

/** Both services and the real gateway between them and the check, over real HTTP on loopback. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const cdn = await startCdn(options.cdn);
  const lm = await startLocalModule(options.lm);
  const config = gatewayFromEnv(
    {
      POLTORA_PORT: '0',
      POLTORA_CDN: cdn.base,
      POLTORA_CDN_ALLOW: '127.0.0.1:*',
      POLTORA_API_KEY: options.key ?? cdn.apiKey,
      POLTORA_LM: lm.url,
      ...options.env,
    },
    fileURLToPath(new URL('.', import.meta.url)),
  );
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const gateway = await listenGateway(config.value);
  if (!gateway.ok) throw new Error(gateway.failure.message);
  const { app, url }: Listening = gateway.value;
  const direct = { url: lm.url, login: lm.login, password: lm.password };
  const setup: CheckSetup = {
    cdn: hostOf(cdn.base),
    local: { ...direct, url: '/relay/lm', direct: lm.url },
    fn,
    timeZone: 2,
  };
  const stopGateway = async (): Promise<void> => {
    const closed = app.close();
    // Kept-alive connections of this very process would hold it up.
    app.server.closeAllConnections();
    await closed;
  };
  return {
    cdn,
    lm,
    setup,
    direct: { ...setup, local: direct },
    hosts: cdn.hosts.map(hostOf),
    http: (clock = realClock) => {
      const http = fetchHttp(clock);
      return (request, signal) =>
        http({ ...request, url: request.url.startsWith('/') ? url + request.url : request.url }, signal);
    },
    stopGateway,
    clean: async () => {
      await Promise.all([cdn.service.recover(), lm.service.recover()]);
      cdn.service.forgetRequests();
      lm.service.forgetRequests();
      lm.sold.clear();
    },
    close: async () => {
      await stopGateway();
      await Promise.all([cdn.close(), lm.close()]);
    },
  };
}

/** The marking id of a code, as the till reads it. */
export function kiOf(code: string): string {
  const scan = readScan(code);
  if (scan.kind !== 'mark') throw new Error(`«${code}» is no marking code`);
  return scan.mark.ki;
}

/** A request for full codes scanned just now. */
export const requestOf = (setup: CheckSetup, ...codes: readonly string[]): CheckRequest => ({
  codes: codes.map((code) => ({ code, ki: kiOf(code) })),
  scannedAt: epochMs(Date.now()),
  setup,
});
