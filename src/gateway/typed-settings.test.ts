import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TypedSettings } from './typed-settings.ts';

const key = '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc';
let folder = '';
let log: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poltora-typed-'));
  log = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(env: Record<string, string> = {}, data: string | undefined = folder): Promise<TypedSettings> {
  const opened = await TypedSettings.open(
    { ...(data !== undefined && { POLTORA_DATA: data }), ...env },
    { till: '/till', log: (line) => log.push(line) },
  );
  if (!opened.ok) throw new Error(opened.failure.map(({ message }) => message).join('\n'));
  return opened.value;
}
const files = async (): Promise<string[]> => (await readdir(join(folder, 'server'))).sort();

test('what is typed is in force at once, is heard of, and is there after the next start', async () => {
  const settings = await open();
  const heard: unknown[] = [];
  settings.onChange(({ cdn, kkt }) => heard.push([cdn.key, kkt]));
  expect(settings.view().fields.key).toEqual({ by: 'nobody', shown: '' });
  const done = await settings.change({
    key,
    kkt: '10.0.0.1',
    lm: { address: '10.0.0.2:5995', login: 'u', password: 'p' },
  });
  expect(done).toMatchObject({ ok: true, value: { isKept: true, fields: { key: { by: 'page', shown: '4afc' } } } });
  expect(heard).toEqual([[key, { host: '10.0.0.1', port: 7778 }]]);

  const { config } = await open();
  expect(config.cdn.key).toBe(key);
  expect(config.lm).toEqual({ origin: 'http://10.0.0.2:5995', authorization: `Basic ${btoa('u:p')}` });
  // A word in the log, and in none of them a secret.
  expect(log).toEqual(['На странице кассы изменили: ключ Честного ЗНАКа, адрес ЛМ ЧЗ, адрес ККТ.']);
});

test('its file is for its user alone, holds no secret in the open, and is written whole', async () => {
  const settings = await open();
  await settings.change({ key });
  expect(await files()).toEqual(['key', 'typed.settings']);
  for (const name of await files()) expect((await stat(join(folder, 'server', name))).mode & 0o777, name).toBe(0o600);
  expect((await stat(join(folder, 'server'))).mode & 0o777).toBe(0o700);
  expect((await readFile(join(folder, 'server', 'typed.settings'))).includes(key.slice(0, 8))).toBe(false);
});

test('a variable wins over what was typed, is shown as such, and cannot be changed', async () => {
  await (await open()).change({ key, kkt: '10.0.0.1' });
  const settings = await open({ POLTORA_KKT: 'tcp://10.9.9.9:7778' });
  expect(settings.config.kkt).toEqual({ host: '10.9.9.9', port: 7778 });
  expect(settings.view().fields).toMatchObject({
    key: { by: 'page' },
    kkt: { by: 'variable', shown: '10.9.9.9:7778' },
  });
  expect(await settings.change({ key: null, kkt: '10.0.0.2' })).toMatchObject({
    ok: false,
    failure: { error: { code: 'wrong-field' }, fields: { kkt: 'fixed' } },
  });
  expect(settings.config.cdn.key).toBe(key);
  // Without the variable the typed one is there again.
  expect((await open()).config.kkt).toEqual({ host: '10.0.0.1', port: 7778 });
});

describe('the password of the gateway', () => {
  test('lets a gateway of the network start, and cannot be taken away from it', async () => {
    expect(
      (
        await TypedSettings.open(
          { POLTORA_HOST: '0.0.0.0', POLTORA_DATA: folder },
          { till: '/till', log: () => undefined },
        )
      ).ok,
    ).toBe(false);
    await (await open()).change({ tillKey: 'sixteen-signs-ok' });
    const settings = await open({ POLTORA_HOST: '0.0.0.0' });
    expect(settings.config.tillKey).toBe('sixteen-signs-ok');
    expect(await settings.change({ tillKey: null })).toMatchObject({ failure: { fields: { tillKey: 'needed' } } });
    expect(settings.config.tillKey).toBe('sixteen-signs-ok');
  });
});

describe('https for tablets', () => {
  test('is there after the next start', async () => {
    await (await open()).change({ tillKey: 'sixteen-signs-ok', https: 'on' });
    expect((await open()).config.https).toEqual({ port: 1543 });
    expect((await open({ POLTORA_HTTPS: 'off' })).config.https).toBeUndefined();
  });

  test('goes with the password that a variable gave and gives no more: the gateway starts, shut, and says so', async () => {
    await (await open({ POLTORA_TILL_KEY: 'sixteen-signs-ok' })).change({ https: 'on' });
    log = [];
    const settings = await open();
    expect(settings.config.https).toBeUndefined();
    expect(settings.view()).toMatchObject({ isDamaged: true, fields: { https: { by: 'nobody' } } });
    expect(log).toEqual(['Из введённого на странице не годится: https для планшетов. Введите это снова.']);
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['other bytes', 'not sealed'],
    ['nothing', ''],
  ])('%s: is put aside, told, and the gateway starts', async (_what, bytes) => {
    await (await open()).change({ key });
    log = [];
    await writeFile(join(folder, 'server', 'typed.settings'), bytes);
    const settings = await open();
    expect(settings.config.cdn.key).toBeUndefined();
    expect(settings.view()).toMatchObject({ isDamaged: true, fields: { key: { by: 'nobody' } } });
    expect(log).toEqual([expect.stringMatching(/не читаются и отложены: typed\.settings\.\d+\.damaged\./)]);
    expect(await files()).toContainEqual(expect.stringMatching(/^typed\.settings\.\d+\.damaged$/));
    // Typed again, all is well.
    await settings.change({ key });
    expect(settings.view().isDamaged).toBe(false);
    expect((await open()).config.cdn.key).toBe(key);
  });

  test('no key to it: the same', async () => {
    await (await open()).change({ key });
    await rm(join(folder, 'server', 'key'));
    expect((await open()).view().isDamaged).toBe(true);
  });

  // Root reads everything.
  test.skipIf(process.getuid?.() === 0)(
    'one that the system lets nobody read is told, and not written over',
    async () => {
      await (await open()).change({ key });
      await chmod(join(folder, 'server'), 0o000);
      const settings = await open();
      expect(await settings.change({ key: 'other' })).toMatchObject({ failure: { error: { code: 'not-kept' } } });
      await chmod(join(folder, 'server'), 0o700);
      expect((await open()).config.cdn.key).toBe(key);
    },
  );
});

test('what cannot be written is not in force either', async () => {
  // A file where the folder should be.
  const settings = await open({}, join(folder, 'file'));
  await writeFile(join(folder, 'file'), '');
  expect(await settings.change({ key })).toMatchObject({ ok: false, failure: { error: { code: 'not-kept' } } });
  expect(settings.config.cdn.key).toBeUndefined();
});

test('without a folder it lives as long as the gateway, and says so', async () => {
  const opened = await TypedSettings.open({}, { till: '/till', log: () => undefined });
  if (!opened.ok) throw new Error('not opened');
  await opened.value.change({ key });
  expect(opened.value.config.cdn.key).toBe(key);
  expect(opened.value.view().isKept).toBe(false);
});

test('changes at once come one after the other, and none is lost', async () => {
  const settings = await open();
  await Promise.all([
    settings.change({ key }),
    settings.change({ kkt: '10.0.0.1' }),
    settings.change({ connect: '10.0.0.2:5995' }),
  ]);
  const { config } = await open();
  expect([config.cdn.key, config.kkt?.host, config.connect]).toEqual([key, '10.0.0.1', ['http://10.0.0.2:5995']]);
});

test('what is wrong with the environment is told, and nothing is opened', async () => {
  const opened = await TypedSettings.open(
    { POLTORA_PORT: 'x', POLTORA_DATA: folder },
    { till: '/till', log: () => undefined },
  );
  expect(opened).toMatchObject({ ok: false, failure: [{ variable: 'POLTORA_PORT' }] });
});
