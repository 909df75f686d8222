/** The source over the real gateway against the emulated module, with a certificate of its own. */
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTspiot, sample, type TspiotServer } from '../../../test/emulators/index.ts';
import { requestOf } from '../../../test/unit/check-world.ts';
import { realClock } from '../../../test/unit/clock.ts';
import type { CodeCheck, FailureKind } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import { epochMs } from '../../domain/base/time.ts';
import { judge } from '../../domain/verdict/index.ts';
import { gatewayFromEnv } from '../../gateway/config.ts';
import { listenGateway, type Listening } from '../../gateway/listen.ts';
import { createChecker } from '../checker.ts';
import { fetchHttp } from '../fetch-http.ts';
import type { Http } from '../http.ts';
import { watchTsPiot } from './tspiot-watch.ts';

const kktInn = '7700000000';
const [one, two] = ['9999078900000017', '9999078900000018'];
const path = (api: number): string => `/api/v${String(api)}/codes/check`;

let tspiot: TspiotServer;
let gateway: Listening;
let isLocalReady = true;
let isShiftOpen = true;
const log: string[] = [];
const bodies: string[] = [];

beforeAll(async () => {
  tspiot = await startTspiot({
    instances: [
      { kktSerial: '00106200000017', fnSerial: one, kktInn },
      { kktSerial: '00106200000018', fnSerial: two, kktInn: '', api: 1 },
      { kktSerial: '00106200000019', fnSerial: '9999078900000019', kktInn, api: 2 },
    ],
    isShiftOpen: () => isShiftOpen,
    isLocalReady: () => isLocalReady,
  });
  const config = gatewayFromEnv(
    {
      POLTORA_PORT: '0',
      POLTORA_TSPIOT: tspiot.instances.map(({ url, fingerprint }) => `${url}#${fingerprint()}`).join(' '),
      POLTORA_TSPIOT_ADMIN: tspiot.orchestrator,
    },
    fileURLToPath(new URL('.', import.meta.url)),
  );
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const listening = await listenGateway(config.value, { log: (line) => log.push(line) });
  if (!listening.ok) throw new Error(listening.failure.message);
  gateway = listening.value;
});
afterEach(async () => {
  await tspiot.service.recover();
  tspiot.service.forgetRequests();
  isLocalReady = true;
  isShiftOpen = true;
});
afterAll(async () => {
  await gateway.app.close();
  await tspiot.close();
});

const fetched = fetchHttp(realClock);
const http: Http = async (request, signal) => {
  const answer = await fetched({ ...request, url: gateway.url + request.url }, signal);
  if (answer.kind === 'answer') bodies.push(answer.body);
  return answer;
};

const setup = (fn = one): CheckSetup => ({
  cdn: 'cdn.crpt.ru',
  timeZone: 2,
  fn,
  inn: kktInn,
  sources: { tspiot: { at: tspiot.instances.map(({ url }) => new URL(url).host) } },
});

const checker = () =>
  createChecker({
    http,
    localHttp: http,
    clock: realClock,
    random: () => 0,
    isOffline: () => false,
    background: () => undefined,
    store: { load: async () => undefined, save: async () => undefined },
  });

async function check(code = sample('allowed').code(), fn = one): Promise<CodeCheck | undefined> {
  return (await checker().check(requestOf(setup(fn), code))).checks[0];
}
const now = (): { now: ReturnType<typeof epochMs> } => ({ now: epochMs(Date.now()) });
const failureOf = (said: CodeCheck | undefined): FailureKind | undefined =>
  said && !said.facts && said.source === 'none' ? said.failures['tspiot']?.kind : undefined;
const asked = (): string[] =>
  tspiot.service.requests
    .filter(({ method, path: at }) => method === 'POST' && at.endsWith('check'))
    .map(({ host, path: at }) => `${String(host)} ${at}`);

describe.each([
  ['v3', one, `0 ${path(3)}`],
  ['v1', two, `1 ${path(1)}`],
  ['v2', '9999078900000019', `2 ${path(2)}`],
])('the module of this ФН, in %s', (_api, fn, where) => {
  it('answers with the facts of ГИС МТ, and a proof without Inst and Ver', async () => {
    const said = await check(undefined, fn);
    expect(said).toMatchObject({ source: 'tspiot', facts: 'full', proof: { reqTimestamp: expect.any(Number) } });
    expect(said).not.toHaveProperty('proof.inst');
    expect(judge(said as CodeCheck, now())).toMatchObject({ kind: 'allowed', by: 'tspiot' });
    expect(asked()).toEqual([where]);
  });

  it('answers by ЛМ ЧЗ when the cloud is silent, with Inst and Ver', async () => {
    await tspiot.service.fail({ module: 'slow' });
    const said = await check(undefined, fn);
    expect(said).toMatchObject({
      source: 'tspiot',
      facts: 'offline',
      proof: { inst: expect.any(String), version: expect.any(String) },
    });
  });
});

it.each([
  ['sold', 'sold'],
  ['blocked', 'blocked'],
] as const)('%s is forbidden', async (situation, refusal) => {
  const said = await check(sample(situation).code());
  expect(judge(said as CodeCheck, now())).toMatchObject({
    kind: 'forbidden',
    by: 'tspiot',
    refusal: { kind: refusal },
  });
});

it('a closed shift: ЛМ answers in its place; without ЛМ nobody does', async () => {
  isShiftOpen = false;
  expect(await check()).toMatchObject({ source: 'tspiot', facts: 'offline' });
  isLocalReady = false;
  expect(failureOf(await check())).toBe('tsp-silent');
});

it.each<readonly [string, object, FailureKind]>([
  ['the trial has ended', { module: 'trial-ended' }, 'tsp-licence'],
  ['not registered', { module: 'not-registered' }, 'tsp-unregistered'],
  ['both are silent', { module: 'silent' }, 'tsp-silent'],
  ['500 without a word', { status: 500, path: path(3) }, 'tsp-failure'],
  ['down', { refuse: true }, 'unreachable'],
  ['a page of HTML', { badJson: true, path: path(3) }, 'web-page'],
])('%s', async (_how, fault, kind) => {
  await tspiot.service.fail(fault);
  expect(failureOf(await check())).toBe(kind);
});

it.each<readonly [number, FailureKind]>([
  [1012, 'tsp-service'],
  [2046, 'tsp-service'],
  [2055, 'tsp-unregistered'],
  [2025, 'tsp-controller'],
  [2059, 'tsp-controller'],
  [3007, 'tsp-silent'],
])('an answer with the number %i', async (code, kind) => {
  await tspiot.service.fail({ path: path(3), status: 500, body: { code, message: 'x' } });
  expect(failureOf(await check())).toBe(kind);
});

it('an emergency of ГИС МТ: no proof', async () => {
  await tspiot.service.fail({ emergency: true, path: path(3) });
  const said = await check();
  expect(said).toMatchObject({ source: 'emergency', by: 'tspiot' });
  expect(judge(said as CodeCheck, now())).toEqual({ kind: 'allowed', by: 'emergency' });
});

it('no module with the ФН of this till', async () => {
  expect(failureOf(await check(undefined, '9999078900000099'))).toBe('tsp-other-till');
  expect(asked()).toEqual([]);
});

describe('the orchestrator beside it', () => {
  it('tells of the licence, and of links that are not well', async () => {
    expect(await watchTsPiot(setup(), http)).toMatchObject({
      module: { ok: true, value: { at: new URL(tspiot.instances[0]?.url ?? '').host, fn: one } },
      watched: { version: '1.6.4.0', isRegistered: true, licence: { isActive: true }, links: [] },
    });
    isShiftOpen = false;
    isLocalReady = false;
    const { watched } = await watchTsPiot(setup(), http);
    expect(watched?.links).toMatchObject([
      { name: 'gismt', code: 2021 },
      { name: 'lm', code: 3007 },
    ]);
  });

  it('says nothing of a module that is not its own', async () => {
    expect(await watchTsPiot(setup('9999078900000099'), http)).toMatchObject({
      module: { ok: false, failure: { kind: 'tsp-other-till' } },
      watched: undefined,
    });
  });
});

it('installed again: another certificate is refused and told', async () => {
  tspiot.instances[0]?.renewCertificate();
  await tspiot.service.fail({ refuse: true });
  await tspiot.service.recover();
  expect(failureOf(await check())).toBe('tsp-changed');
  expect(log.join('\n')).toContain('сертификат сменился');
});

it('nothing secret has reached the page or the log', async () => {
  const admin = `${gateway.url}/relay/tspiot/orchestrator/api/v1/instances`;
  for (const at of ['info', 'info/00106200000017', 'lm/00106200000017'])
    bodies.push(await (await fetch(`${admin}/${at}`)).text());
  expect(bodies.length).toBeGreaterThan(10);
  for (const secret of tspiot.secrets) expect([...bodies, ...log].join('\n')).not.toContain(secret);
});
