import { beforeEach, describe, expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { FakeLocalModules, fakeModule } from '../../../test/unit/fakes/local-modules.ts';
import { fail } from '../../domain/base/result.ts';
import type { LocalModuleAccess } from '../../domain/code-check/source.ts';
import type { LocalPermission } from '../../domain/local-module/state.ts';
import type { NewestVersion } from '../../domain/local-module/version.ts';
import { hereUrl, isWell, LocalModuleDesk, relayUrl, type ModuleView } from './desk.ts';

const lan = 'http://192.168.0.10:5995';
let line: FakeLocalModules;
let chosen: LocalModuleAccess | undefined;
let permission: LocalPermission;
let hasRelay: boolean;
let newest: NewestVersion | undefined;
let desk: LocalModuleDesk;

beforeEach(() => {
  line = new FakeLocalModules();
  chosen = undefined;
  permission = 'granted';
  hasRelay = true;
  newest = undefined;
  desk = new LocalModuleDesk({
    line,
    permission: async () => permission,
    isSecure: true,
    shop: () => ({ inn: '7731376812', timeZone: 2 }),
    chosen: () => chosen,
    hasRelay: () => hasRelay,
    fn: () => '9999078900001234',
    tillKey: () => 'ключ кассы',
    now: () => noon,
    newest: () => newest,
  });
});

const at = (url: string): ModuleView => {
  const found = desk.view.modules.find((module) => module.url === url);
  if (!found) throw new Error(`no ${url}`);
  return found;
};
const told = (url: string): string[] => at(url).symptoms.map(({ id }) => id);

it('searches at the shop’s own address, the gateway’s and this computer’s, each once', async () => {
  chosen = { url: lan, login: 'till', password: 'secret' };
  await desk.search();
  expect(desk.view.modules.map(({ url }) => url)).toEqual([lan, relayUrl, hereUrl]);
  hasRelay = false;
  chosen = { url: hereUrl, login: 'till', password: 'secret' };
  await desk.search();
  expect(desk.view.modules.map(({ url }) => url)).toEqual([lan, relayUrl, hereUrl]);
  expect(at(hereUrl).isChosen).toBe(true);
});

it('gives the shop’s keys to the shop’s own module alone', async () => {
  chosen = { url: lan, login: 'till', password: 'secret' };
  await desk.search();
  const access = (url: string) => line.doors.find((door) => door.access.url === url)?.access;
  expect(access(lan)).toEqual({ url: lan, login: 'till', password: 'secret' });
  expect(access(hereUrl)).toEqual({ url: hereUrl, login: '', password: '' });
  expect(line.doors[0]).toMatchObject({ fn: '9999078900001234', tillKey: 'ключ кассы' });
});

it('tries a ready module, and one that is not ready it does not', async () => {
  line.modules.set(hereUrl, fakeModule());
  line.modules.set(lan, { ...fakeModule({ state: 'failure' }), trial: fail({ kind: 'timeout' }) });
  await Promise.all([desk.look(hereUrl), desk.look(lan)]);
  expect(isWell(at(hereUrl))).toBe(true);
  expect(at(lan).trial).toBeUndefined();
  expect(told(lan)).toEqual(['internal-error']);
  expect(isWell(at(lan))).toBe(false);
});

it('a module is behind the newest version that a set-up file has told of', async () => {
  line.modules.set(hereUrl, fakeModule());
  await desk.look(hereUrl);
  expect(told(hereUrl)).toEqual([]);
  newest = { version: '99.0.0-1', day: '2027-03-01' };
  await desk.look(hereUrl);
  expect(told(hereUrl)).toEqual(['behind']);
  expect(desk.view.newest).toBe(newest);
});

it('one thing at a time is done with a module', async () => {
  const heard: Array<ModuleView['doing']> = [];
  desk.subscribe(() => heard.push(desk.view.modules[0]?.doing));
  await Promise.all([desk.look(lan), desk.look(lan), desk.askPermission(lan)]);
  expect(heard).toEqual(['looking', undefined]);
});

it('asks the browser for long, and tells what it said by what it is after the request', async () => {
  permission = 'prompt';
  await desk.look(hereUrl);
  expect(told(hereUrl)).toEqual(['permission-asked']);
  permission = 'denied';
  await desk.askPermission(hereUrl);
  expect(told(hereUrl)).toEqual(['permission-denied']);
  expect(line.limits[1]).toBeGreaterThanOrEqual(60_000);
});

describe('an order', () => {
  it('that is taken stands until the state follows', async () => {
    line.modules.set(hereUrl, fakeModule({ state: 'not_configured' }));
    await desk.initialise(hereUrl, { token: 't' });
    expect(at(hereUrl).isInitTaken).toBe(true);
    line.modules.set(hereUrl, fakeModule({ state: 'initialization' }));
    await desk.look(hereUrl);
    expect(at(hereUrl).isInitTaken).toBeUndefined();
    expect(told(hereUrl)).toEqual(['loading']);
  });

  it('that failed is told until the module has gone on', async () => {
    const module = fakeModule({ state: 'not_configured' });
    line.modules.set(hereUrl, { ...module, init: fail({ kind: 'answered', status: 500, errorCode: 5042 }) });
    await desk.initialise(hereUrl, { token: 't' });
    await desk.look(hereUrl);
    expect(told(hereUrl)).toEqual(['server-away', 'not-initialised']);
    line.modules.set(hereUrl, fakeModule());
    await desk.look(hereUrl);
    expect(told(hereUrl)).toEqual([]);
  });
});

it('tells what is wrong with the shop’s own module, and nothing of a shop that has none', async () => {
  expect(await desk.tryChosen()).toBeUndefined();
  chosen = { url: lan, login: 'till', password: 'secret' };
  line.modules.set(lan, { ...fakeModule(), trial: fail({ kind: 'answered', status: 500, errorCode: 5040 }) });
  expect((await desk.tryChosen())?.map(({ id }) => id)).toEqual(['database-down']);
});

it('keeps a dozen addresses, the shop’s own among them', async () => {
  chosen = { url: lan, login: 'till', password: 'secret' };
  await desk.look(lan);
  for (let number = 0; number < 40; number += 1) await desk.look(`http://10.0.0.${String(number)}:5995`);
  expect(desk.view.modules.length).toBeLessThanOrEqual(12);
  expect(at(lan).isChosen).toBe(true);
});
