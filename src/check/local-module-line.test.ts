/** The table of symptoms (local-module.md §7), each provoked on the emulator and recognised over the wire; and what only a browser can see, by what it says. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../test/unit/clock.ts';
import { fn, startWorld, type World } from '../../test/unit/check-world.ts';
import { startLocalModule, type Fault, type LocalModuleOptions } from '../../test/emulators/index.ts';
import { symptomIds, symptomsOf, type Seen, type SymptomId } from '../domain/local-module/symptoms.ts';
import { newestAtBuild } from '../domain/local-module/version.ts';
import type { InitOrder, LocalModuleLine, ModuleDoor } from '../app/ports/local-module.ts';
import type { Result } from '../domain/base/result.ts';
import type { LineFailure, LocalPermission } from '../domain/local-module/state.ts';
import { epochMs } from '../domain/base/time.ts';
import { localModuleLine } from './local-module-line.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.clean());
afterAll(() => world.close());

const inn = '7731376812';
const hour = 3_600_000;
const dead = 'http://127.0.0.1:9';

const lineOf = (isListening = false): LocalModuleLine =>
  localModuleLine({
    http: world.http(),
    fetch: () => (isListening ? Promise.resolve() : Promise.reject(new TypeError('Failed to fetch'))),
    clock: { now: () => epochMs(Date.now()) },
    time: () => epochMs(Date.now()),
  });

const doorOf = (url: string, keys = { login: 'admin', password: 'admin' }): ModuleDoor => ({
  access: { url, ...keys },
  fn,
  timeZone: 2,
});

interface Case {
  /** ЛМ of its own kind. */
  readonly lm?: LocalModuleOptions;
  readonly fault?: Fault;
  /** Asked in this way; by its own address otherwise. */
  readonly url?: string;
  readonly keys?: { readonly login: string; readonly password: string };
  readonly order?: InitOrder;
  readonly permission?: LocalPermission;
  readonly isSecure?: boolean;
  readonly isListening?: boolean;
  /** ИНН of the shop. */
  readonly inn?: string;
}

/** As the desk looks at a module: state, trial, and the order where there is one. */
async function seen(url: string, given: Case): Promise<Seen> {
  const line = lineOf(given.isListening);
  const door = doorOf(url, given.keys);
  const init: Result<void, LineFailure> | undefined = given.order && (await line.initialise(door, 'v2', given.order));
  const status = await line.status(door);
  const isReady = status.ok && status.value.state === 'ready' && !status.value.isInService;
  return {
    way: url.startsWith('/') ? 'relay' : 'direct',
    permission: given.permission,
    isSecure: given.isSecure ?? true,
    isSigned: given.keys?.login !== '',
    status,
    trial: isReady ? await line.tryCheck(door, status.value.api) : undefined,
    init,
    now: epochMs(Date.now()),
    inn: given.inn ?? inn,
    newest: newestAtBuild,
  };
}

async function recognised(given: Case): Promise<SymptomId[]> {
  const own = given.lm && (await startLocalModule({ smpAlways: false, ...given.lm }));
  try {
    const { service, url } = own ?? world.lm;
    if (given.fault) await service.fail(given.fault);
    return symptomsOf(await seen(given.url ?? url, given)).map(({ id }) => id);
  } finally {
    await own?.close();
  }
}

const initPath = '/api/v2/init';
const outCheck = '/api/v2/cis/outCheck';
const order = { token: 'токен' };
const answers = (path: string, status: number, errorCode: number): Fault => ({
  path,
  status,
  body: { errorCode, reason: 'слова ЛМ' },
});
const empty = { login: '', password: '' };

/** Rows of §7 that a till can meet, each with the symptom that heads what is told. */
const table: ReadonlyArray<readonly [string, SymptomId, Case]> = [
  ['a closed port', 'not-running', { url: dead, permission: 'granted' }],
  ['a closed port, and a browser that asks for no permission', 'not-running', { url: dead, permission: 'unsupported' }],
  ['the browser has not asked', 'permission-asked', { url: dead, permission: 'prompt' }],
  ['the browser was told no', 'permission-denied', { url: dead, permission: 'denied' }],
  ['the policy of the page', 'closed', { url: dead, permission: 'closed' }],
  ['a page without TLS', 'page-insecure', { url: dead, permission: 'unsupported', isSecure: false }],
  ['CORS off, or an ЛМ 1.x', 'unreadable', { url: dead, permission: 'granted', isListening: true }],
  ['no answer', 'silent', { lm: {}, fault: { hang: true } }],
  ['behind the gateway: a closed port', 'away', { url: '/relay/lm', fault: { refuse: true } }],
  ['another program', 'another-program', { lm: {}, fault: { badJson: true } }],
  ['an answer cut off', 'another-program', { lm: {}, fault: { reset: true } }],
  ['an ЛМ before 2.0', 'old-api', { lm: { api: 'v1' } }],
  ['no password', 'password-needed', { lm: {}, keys: empty }],
  ['another password', 'wrong-password', { lm: { password: 'qwerty12' } }],
  ['not_configured', 'not-initialised', { lm: { state: 'not_configured' } }],
  ['initialization', 'loading', { lm: { state: 'not_configured', initializationMs: hour }, order }],
  ['sync_error', 'stale', { lm: {}, fault: { state: 'sync_error' } }],
  ['72 h without an exchange', 'stale', { lm: {}, fault: { lastSyncAgeMs: 73 * hour } }],
  ['4050 to a check', 'stale', { lm: {}, fault: answers(outCheck, 400, 4050) }],
  ['24 h without an exchange', 'late-sync', { lm: {}, fault: { lastSyncAgeMs: 25 * hour } }],
  ['operationMode=service', 'service', { lm: {}, fault: { operationMode: 'service' } }],
  ['requiresDownload', 'needs-download', { lm: { api: 'v1' }, fault: { requiresDownload: true } }],
  ['5010 to a check', 'needs-download', { lm: {}, fault: answers(outCheck, 500, 5010) }],
  ['failure', 'internal-error', { lm: {}, fault: { state: 'failure' } }],
  ['500 to the status', 'internal-error', { lm: {}, fault: answers('/api/v2/status', 500, 5040) }],
  [
    'a state of tomorrow',
    'unknown-state',
    { lm: {}, fault: { path: '/api/v2/status', status: 200, body: { status: 'asleep' } } },
  ],
  ['init → 4015', 'token-refused', { lm: { state: 'not_configured', initToken: 'другой' }, order }],
  ['init → 5042', 'server-away', { lm: { state: 'not_configured' }, order, fault: answers(initPath, 500, 5042) }],
  ['init → 5041', 'internal-error', { lm: { state: 'not_configured' }, order, fault: answers(initPath, 500, 5041) }],
  ['init → 5031', 'server-refused', { lm: { state: 'not_configured' }, order, fault: answers(initPath, 503, 5031) }],
  ['6010 to a check', 'wrong-form', { lm: {}, fault: answers(outCheck, 400, 6010) }],
  ['init → 5030', 'server-busy', { lm: { state: 'not_configured' }, order, fault: answers(initPath, 503, 5030) }],
  ['init → 5032', 'server-refused', { lm: { state: 'not_configured' }, order, fault: answers(initPath, 500, 5032) }],
  [
    'init → 6030',
    'two-places',
    { lm: { state: 'not_configured' }, order: { ...order, kpp: '770101001', fiasId: 'ф' } },
  ],
  [
    'init → 6040',
    'place-of-another-kind',
    {
      lm: { state: 'not_configured', inn: '500100732259' },
      order: { ...order, kpp: '770101001' },
      inn: '500100732259',
    },
  ],
  ['init → 6021', 'init-refused', { lm: { state: 'not_configured' }, order, fault: answers(initPath, 400, 6021) }],
  [
    'init that nobody answered',
    'init-unheard',
    { lm: { state: 'not_configured' }, order, fault: { path: initPath, reset: true } },
  ],
  ['yenisei down', 'database-down', { lm: {}, fault: { databaseDown: true } }],
  ['a check that hangs', 'database-down', { lm: {}, fault: { path: outCheck, hang: true } }],
  [
    'results[].code=400',
    'code-refused',
    {
      lm: {},
      fault: { path: outCheck, status: 200, body: { results: [{ code: 400, description: 'invalid format cis' }] } },
    },
  ],
  ['6020 cis_list length is too long', 'list-too-long', { lm: { maxBulkSize: 0 } }],
  ['6011 a body of the other version', 'wrong-form', { lm: {}, fault: answers(outCheck, 400, 6011) }],
  ['a page of a proxy to a check', 'check-refused', { lm: {}, fault: { path: outCheck, badJson: true } }],
  ['another ИНН', 'other-inn', { lm: { inn: '7700000016' } }],
  ['no UpdateLM: an old version', 'behind', { lm: { version: '2.5.1-2' } }],
  ['smp for every code, as 2.6 does', 'every-price', { lm: { smpAlways: true } }],
  ['a clock that is off', 'clock-differs', { lm: { now: () => Date.now() - 5 * 60_000 } }],
];

describe('every symptom of the table is recognised', () => {
  it.each(table)('%s: %s', async (_, id, given) => {
    expect((await recognised(given))[0]).toBe(id);
  });

  it('those of the gateway', async () => {
    const told = async (at: World): Promise<SymptomId | undefined> => {
      const line = localModuleLine({
        http: at.http(),
        fetch: () => Promise.reject(new TypeError('Failed to fetch')),
        clock: { now: () => epochMs(Date.now()) },
        time: () => epochMs(Date.now()),
      });
      const status = await line.status(doorOf('/relay/lm'));
      const about = { way: 'relay', isSecure: true, isSigned: false, now: epochMs(0), newest: newestAtBuild } as const;
      return symptomsOf({ ...about, status })[0]?.id;
    };
    const unset = await startWorld({ env: { POLTORA_LM: '' } });
    expect(await told(unset)).toBe('gateway-unset');
    await unset.stopGateway();
    expect(await told(unset)).toBe('gateway-gone');
    await unset.close().catch(() => undefined);
    // It knows its tills by a password, and this one has told none.
    const guarded = await startWorld({ env: { POLTORA_TILL_KEY: 'a-password-of-this-shop' } });
    expect(await told(guarded)).toBe('gateway-refused');
    await guarded.close();
  });

  it('none is forgotten', () => {
    const elsewhere: SymptomId[] = ['gateway-unset', 'gateway-gone', 'gateway-refused'];
    expect(new Set([...table.map(([, id]) => id), ...elsewhere])).toEqual(new Set(symptomIds));
  });
});

describe('a well ЛМ', () => {
  it('by its address and through the gateway has no symptom, and is asked by v2 alone', async () => {
    expect(await recognised({ lm: {} })).toEqual([]);
    const through = await seen('/relay/lm', { keys: { login: 'admin', password: 'admin' } });
    expect(through.status).toMatchObject({
      ok: true,
      value: { api: 'v2', version: '2.6.1-7', records: { blocked_cis: 12 } },
    });
    expect(world.lm.service.requests.map(({ path }) => path)).toEqual(['/api/v2/status', '/api/v2/config', outCheck]);
  });

  it('tells how long it lasts without its servers, or does not', async () => {
    const own = await startLocalModule({ blockSyncPeriodMs: 24 * hour });
    const lasts = async (): Promise<number | undefined> => {
      const status = await lineOf().status(doorOf(own.url));
      return status.ok ? status.value.lastsMs : -1;
    };
    expect(await lasts()).toBe(24 * hour);
    for (const blockSyncPeriod of [0, -1, '259200000', null, 1e300, 1.5]) {
      await own.service.fail({ path: '/api/v2/config', status: 200, body: { blockSyncPeriod } });
      expect(await lasts()).toBeUndefined();
      await own.service.recover();
    }
    await own.service.fail({ path: '/api/v2/config', status: 404, body: { errorCode: 4040 } });
    expect(await lasts()).toBeUndefined();
    await own.close();
  });

  it('is tried with a code of nobody, and nothing is sold', async () => {
    const { trial } = await seen(world.lm.url, {});
    expect(trial).toMatchObject({ ok: true, value: { ms: expect.any(Number) as number } });
    expect(world.lm.sold.size).toBe(0);
  });

  it('an ЛМ before 2.0 is told through the gateway by its 404', async () => {
    const old = await startWorld({ lm: { api: 'v1' } });
    const line = localModuleLine({
      http: old.http(),
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      clock: realClock,
      time: () => epochMs(Date.now()),
    });
    expect(await line.status(doorOf('/relay/lm'))).toMatchObject({
      ok: true,
      value: { api: 'v1', version: '1.5.2-600' },
    });
    await old.close();
  });
});

describe('an order to initialise', () => {
  it('carries the token and one place, through the gateway, too', async () => {
    const own = await startWorld({ lm: { state: 'not_configured', initToken: 'верный' } });
    const line = localModuleLine({
      http: own.http(),
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      clock: realClock,
      time: () => epochMs(Date.now()),
    });
    const door = doorOf('/relay/lm');
    expect(await line.initialise(door, 'v2', { token: 'верный', kpp: '770101001' })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(own.lm.service.requests.map(({ path, body }) => [path, body])).toEqual([
      [initPath, { token: 'верный', kpp: '770101001' }],
    ]);
    expect(await line.status(door)).toMatchObject({ ok: true, value: { state: 'ready' } });
    await own.close();
  });
});
