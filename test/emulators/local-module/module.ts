import { randomUUID } from 'node:crypto';
import type { Fault } from '../control.ts';
import { gtinOfKi } from '../marking-code.ts';
import { findGood, findSpecial, tobaccoMinimumKopecks } from '../samples.ts';

/** Status of ЛМ ЧЗ, local-module §2.4. */
export type ModuleStatus = NonNullable<Fault['state']>;

export interface ModuleOptions {
  /** The state it starts in; `ready` by default. */
  readonly state?: 'not_configured' | 'ready';
  /** ИНН of the company it is set up for. */
  readonly inn?: string;
  /** Version of the program. */
  readonly version?: string;
  /** Version of the black list: any string since 2.0, goes to tag 1265 as `Ver`. */
  readonly dbVersion?: string;
  /** Id of the instance, goes to tag 1265 as `Inst`. */
  readonly inst?: string;
  /** ЛМ 2.6 answers `smp` for every code, whatever its group (local-module §2.5); true by default. */
  readonly smpAlways?: boolean;
  /** The mode of grey GTINs; true by default. */
  readonly greyList?: boolean;
  /** How long initialisation takes, ms; 0 by default. */
  readonly initializationMs?: number;
  /** After so long without synchronisation offline checks stop, ms; 72 h by default. */
  readonly blockSyncPeriodMs?: number;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** What is asked about one КИ; `pg` is the product group. */
export interface Asked {
  readonly cis: string;
  readonly pg?: number;
}

/** The inside of ЛМ ЧЗ: its state, its lists and what was sold. Knows nothing of HTTP. */
export interface LocalModule {
  /** The status at this moment under the conditions of a fault. */
  readonly status: (fault: Fault) => ModuleStatus;
  /** The answer of `GET /status`, whose fields differ between the versions of the API. */
  readonly describe: (api: 1 | 2, fault: Fault) => Record<string, unknown>;
  readonly config: () => Record<string, unknown>;
  readonly initialize: (order: { readonly clearSold?: boolean; readonly enableGreyList?: boolean }) => void;
  /** One element of `results[]`. */
  readonly check: (asked: Asked, api: 1 | 2) => Record<string, unknown>;
  /** КИ sold, oldest first. */
  readonly sold: Set<string>;
  readonly inst: string;
  readonly inn: string;
}

/** Makes an ЛМ ЧЗ that keeps all it knows in memory. */
export function makeModule(options: ModuleOptions = {}): LocalModule {
  const {
    state = 'ready',
    inn = '7731376812',
    version = '2.6.1-7',
    dbVersion = 'db version',
    inst = randomUUID(),
    smpAlways = true,
    initializationMs = 0,
    blockSyncPeriodMs = 259_200_000,
    now = Date.now,
  } = options;
  let readyAt = state === 'ready' ? now() : Infinity;
  let initialized = state === 'ready';
  let greyList = options.greyList ?? true;
  const sold = new Set<string>();

  // A healthy ЛМ synchronises all the time: it is in step up to this moment unless a fault says how far it fell behind.
  const syncAge = (fault: Fault): number =>
    fault.lastSyncAgeMs ?? (fault.state === 'sync_error' ? blockSyncPeriodMs + 1 : 0);

  const status = (fault: Fault): ModuleStatus => {
    if (fault.state !== undefined) return fault.state;
    if (!initialized) return 'not_configured';
    if (now() < readyAt) return 'initialization';
    return syncAge(fault) > blockSyncPeriodMs ? 'sync_error' : 'ready';
  };

  const verdict = (ki: string, gtin: string, { pg }: Asked): Record<string, unknown> => {
    const good = findGood(gtin);
    const grey = greyList && good?.greyListed === true;
    const blocked = grey || good?.blockedBy !== undefined || findSpecial(ki)?.blackListed === true;
    return {
      cis: ki,
      gtin,
      isBlocked: blocked,
      sold: sold.has(ki),
      ...(greyList ? { isGreyGtin: grey } : {}),
      // The minimum of НСП is told only to those who name the group (local-module §2.5).
      ...(pg === 16 && good?.minPriceKopecks !== undefined ? { mrp: good.minPriceKopecks } : {}),
      ...(smpAlways || pg === 3 ? { smp: tobaccoMinimumKopecks } : {}),
    };
  };

  return {
    status,
    sold,
    inst,
    inn,
    describe: (api, fault) => {
      const current = status(fault);
      const begun = current !== 'not_configured';
      const lastSync = now() - syncAge(fault);
      return {
        version,
        status: current,
        serviceUrl: 'https://rsapi.crpt.ru',
        operationMode: fault.operationMode ?? 'active',
        name: 'regime',
        lastUpdate: begun ? lastSync : 0,
        lastSync: begun && current !== 'initialization' ? lastSync : 0,
        inst,
        inn: begun ? inn : '',
        dbVersion: begun ? dbVersion : '',
        isGreyGtin: greyList,
        ...(begun ? databases(api, fault) : {}),
      };
    },
    config: () => ({
      type: 'lm',
      blockSyncPeriod: blockSyncPeriodMs,
      logLevel: 'error',
      statsStorePeriod: 259_200_000,
      soldStorePeriod: 2_592_000_000,
      sendStatsInterval: 3_600_000,
      sendStats: true,
      operationMode: 'active',
      receiptLmStorePeriod: 604_800_000,
      syncMaxRetry: 5,
      replicationInstUrls: ['https://rsapi.crpt.ru'],
      statsDbUrl: 'https://rsapi.crpt.ru/stats',
      blockedGtin: [3, 8, 13, 15],
      blockedCis: [0, 7],
    }),
    initialize: ({ clearSold, enableGreyList }) => {
      initialized = true;
      readyAt = now() + initializationMs;
      if (clearSold) sold.clear();
      greyList = enableGreyList ?? greyList;
    },
    check: (asked, api) => {
      const gtin = gtinOfKi(asked.cis);
      const reqTimestamp = now();
      // A КИ in a wrong form gets no id: local-module §2.5 `results[].code`.
      if (gtin === null) return { code: 400, description: 'invalid format cis', reqTimestamp, inst };
      const printView = api === 1 ? { printView: asked.cis } : {};
      return {
        code: 0,
        description: 'ok',
        reqId: randomUUID(),
        reqTimestamp,
        inst,
        version: dbVersion,
        codes: [{ ...verdict(asked.cis, gtin, asked), ...printView }],
      };
    },
  };
}

function databases(api: 1 | 2, { requiresDownload }: Fault): Record<string, unknown> {
  const names = ['blocked_gtin', 'blocked_cis_7', 'blocked_cis', 'min_price'];
  const counts = <Counts>(value: Counts): Record<string, Counts> =>
    Object.fromEntries(names.map((name) => [name, value]));
  return api === 2
    ? { dbState: counts({ localDocCount: 12 }) }
    : {
        requiresDownload: requiresDownload === true,
        replicationStatus: counts({ localDocCount: 12, serverDocCount: 12, timeLag: 0 }),
      };
}
