import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gatewayFromEnv } from './config.ts';
import { createGateway } from './server.ts';
import { readTold, Tills } from './tills.ts';

let folder = '';
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'poltora-tills-')), 'kept', 'deeper');
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await rm(join(folder, '..', '..'), { recursive: true, force: true });
});

const journal = '0190f5b2-6a6f-7c3e-9c2b-3f4b6a1d2e3f';
const other = '0190f5b2-0000-7000-8000-000000000000';
const witness = (events: number, number: number, of = journal): object => ({
  journal: of,
  events,
  number,
  digest: `d${events}`,
  fn: '9999078900001234',
  fd: number + 1,
  at: 1_700_000_000_000,
  more: { deep: [1, 'Ж', null] },
});
const told = (events: number, number: number, more: object = {}): object => ({
  version: 1,
  name: 'Касса 1',
  witness: witness(events, number),
  ...more,
});

interface Till {
  readonly status: number;
  readonly code: string | null;
  readonly body: Record<string, unknown>;
}
interface World {
  readonly put: (id: string, body: unknown, query?: string, headers?: Record<string, string>) => Promise<Till>;
  readonly get: (path?: string, headers?: Record<string, string>) => Promise<Till>;
  readonly ask: (method: string, path: string, headers?: Record<string, string>, body?: string) => Promise<Till>;
  readonly lines: string[];
  readonly close: () => Promise<void>;
}

/** A gateway with the folder, and its clock. */
async function gateway({
  data = folder,
  key,
  at = { now: 1_000 },
}: { data?: string | undefined; key?: string; at?: { now: number } } = {}): Promise<World> {
  const config = gatewayFromEnv(
    { ...(data !== '' && { POLTORA_DATA: data }), ...(key !== undefined && { POLTORA_TILL_KEY: key }) },
    '/nowhere',
  );
  if (!config.ok) throw new Error('bad settings');
  const lines: string[] = [];
  const app = createGateway(config.value, {
    report: (error) => {
      throw error;
    },
    log: (line) => void lines.push(line),
    now: () => at.now,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    app.server.closeAllConnections();
    await app.close();
  };
  cleanups.push(close);
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const ask: World['ask'] = async (method, path, headers = {}, body) => {
    const answer = await fetch(base + path, { method, headers, ...(body !== undefined && { body }) });
    const text = await answer.text();
    return {
      status: answer.status,
      code: answer.headers.get('x-poltora-relay'),
      body: (text ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };
  return {
    ask,
    lines,
    close,
    put: (id, body, query = '', headers = {}) =>
      ask(
        'PUT',
        `/relay/tills/${id}${query}`,
        { 'content-type': 'application/json', ...headers },
        typeof body === 'string' ? body : JSON.stringify(body),
      ),
    get: (path = '', headers = {}) => ask('GET', `/relay/tills${path}`, headers),
  };
}

describe.each([
  ['in memory', ''],
  ['in a folder', undefined],
])('what a till tells, %s', (_where, data) => {
  const start = (at?: { now: number }): Promise<World> =>
    gateway({ ...(data !== undefined && { data }), ...(at && { at }) });

  test('by a newer till is understood as far as it goes', async () => {
    const { put, get } = await start();
    expect(
      await put('n', { ...told(3, 1), version: 2, witness: { ...witness(3, 1), proof: [1] }, more: {} }),
    ).toMatchObject({ status: 204 });
    expect((await get('/n')).body).toMatchObject({ version: 1, witness: { ...witness(3, 1), proof: [1] } });
  });

  test('is kept as it was sent, and told with the time', async () => {
    const at = { now: 5_000 };
    const { put, get } = await start(at);
    expect(await get()).toMatchObject({ status: 200, body: { version: 1, tills: [] } });
    expect(await get('/a')).toMatchObject({ status: 204 });
    expect(await put('a', told(3, 1, { settings: { sealed: 'АБВ' } }))).toMatchObject({ status: 204 });
    at.now = 6_000;
    expect(await put('b', told(7, 2))).toMatchObject({ status: 204 });
    expect(await get()).toMatchObject({
      body: {
        tills: [
          { till: 'b', name: 'Касса 1', seenAt: 6_000, witness: witness(7, 2) },
          { till: 'a', name: 'Касса 1', seenAt: 5_000, witness: witness(3, 1) },
        ],
      },
    });
    expect((await get('/a')).body).toEqual({
      version: 1,
      till: 'a',
      name: 'Касса 1',
      seenAt: 5_000,
      witness: witness(3, 1),
      settings: { sealed: 'АБВ' },
      previous: [],
    });
    expect((await get('/b')).body).toMatchObject({ settings: null });
    // The list holds no settings: it is read to choose a till from.
    expect(JSON.stringify((await get()).body)).not.toContain('sealed');
  });

  test('that goes on is taken, and settings that are not sent stay', async () => {
    const { put, get } = await start();
    await put('a', told(3, 1, { settings: { sealed: '1' } }));
    for (const [events, number] of [
      [3, 1],
      [4, 1],
      [9, 3],
    ] as const)
      expect(await put('a', told(events, number))).toMatchObject({ status: 204 });
    expect((await get('/a')).body).toMatchObject({ witness: witness(9, 3), settings: { sealed: '1' }, previous: [] });
    await put('a', told(9, 3, { settings: { sealed: '2' } }));
    expect((await get('/a')).body).toMatchObject({ settings: { sealed: '2' }, previous: [] });
  });

  test.each([
    ['fewer events', witness(8, 3)],
    ['a lower number', witness(10, 2)],
    ['both', witness(0, 0)],
    ['another journal', witness(100, 100, other)],
  ])('of %s is refused with what is kept, and taken only when a person has seen it', async (_what, older) => {
    const at = { now: 5_000 };
    const { put, get } = await start(at);
    await put('a', told(9, 3, { settings: { sealed: '1' } }));
    at.now = 6_000;
    const before = (await get('/a')).body;
    const sent = { version: 1, name: 'Касса 2', witness: older, settings: { sealed: '2' } };
    const refused = await put('a', sent);
    expect(refused).toMatchObject({
      status: 409,
      code: 'witness-newer',
      body: {
        error: { code: 'witness-newer' },
        stored: { version: 1, till: 'a', seenAt: 5_000, witness: witness(9, 3), settings: { sealed: '1' } },
      },
    });
    for (const query of ['?accept=0', '?accept', '?accept=1&accept=1', '?accept=true'])
      expect((await put('a', sent, query)).status).toBe(409);
    expect((await get('/a')).body).toEqual(before);
    expect(await put('a', sent, '?accept=1')).toMatchObject({ status: 204 });
    expect((await get('/a')).body).toMatchObject({
      name: 'Касса 2',
      seenAt: 6_000,
      witness: older,
      settings: { sealed: '2' },
      previous: [{ name: 'Касса 1', seenAt: 5_000, witness: witness(9, 3), settings: { sealed: '1' } }],
    });
    // From here on the accepted one is what proves.
    expect((await put('a', sent)).status).toBe(204);
  });

  test('of what was replaced the last five are kept, and an acceptance of what goes on replaces nothing', async () => {
    const { put, get } = await start();
    await put('a', told(100, 1));
    await put('a', told(101, 1), '?accept=1');
    for (let events = 90; events > 83; events -= 1) await put('a', told(events, 1), '?accept=1');
    expect(
      ((await get('/a')).body['previous'] as { witness: { events: number } }[]).map((each) => each.witness.events),
    ).toEqual([85, 86, 87, 88, 89]);
  });

  test('of more than two hundred tills the least recently seen goes', async () => {
    const { put, get } = await start();
    for (let each = 0; each < 200; each += 1) await put(`till-${each}`, told(1, 1));
    await put('till-0', told(2, 1));
    await put('one-more', told(1, 1));
    expect((await get('/till-1')).status).toBe(204);
    expect((await get('/till-0')).status).toBe(200);
    expect((await get()).body['tills']).toHaveLength(200);
    if (data === undefined) expect((await readdir(folder)).filter((name) => name.endsWith('.till'))).toHaveLength(200);
  });
});

describe('what is none of it', () => {
  test.each<[string, unknown]>([
    ['no JSON', '{"version":1'],
    ['nothing', ''],
    ['an array', []],
    ['null', 'null'],
    ['version 0', { ...told(1, 1), version: 0 }],
    ['a version as text', { ...told(1, 1), version: '1' }],
    ['no version', { name: '', witness: witness(1, 1) }],
    ['no name', { version: 1, witness: witness(1, 1) }],
    ['a name that is no text', told(1, 1, { name: 7 })],
    ['a long name', told(1, 1, { name: 'x'.repeat(65) })],
    ['no witness', { version: 1, name: 'x' }],
    ['a witness that is none', told(1, 1, { witness: [] })],
    ['no journal', told(1, 1, { witness: { events: 1, number: 1 } })],
    ['an empty journal', told(1, 1, { witness: witness(1, 1, '') })],
    ['half an event', told(1, 1, { witness: witness(1.5, 1) })],
    ['fewer than no events', told(1, 1, { witness: witness(-1, 1) })],
    ['too many', told(1, 1, { witness: witness(2 ** 53, 1) })],
    ['events in words', told(1, 1, { witness: { ...witness(1, 1), events: '1' } })],
    ['no number', told(1, 1, { witness: { journal, events: 1 } })],
    ['no number but null', told(1, 1, { witness: { ...witness(1, 1), number: null } })],
    ['settings that are none', told(1, 1, { settings: 'x' })],
    ['settings of null', told(1, 1, { settings: null })],
    ['a list of settings', told(1, 1, { settings: [] })],
  ])('%s: refused, and nothing is kept', async (_what, body) => {
    const { put, get } = await gateway({ data: '' });
    expect(await put('a', body)).toMatchObject({ status: 400, code: 'bad-request' });
    expect((await get()).body).toMatchObject({ tills: [] });
  });

  test('bytes that are no UTF-8', () => {
    expect(readTold(Buffer.from('{"version":1,"name":"\xff","witness":{}}', 'latin1'))).toMatchObject({
      ok: false,
      failure: { code: 'bad-request' },
    });
  });

  test("names of objects' own members are names like others", async () => {
    const { put, get } = await gateway({ data: '' });
    for (const id of ['__proto__', 'constructor']) {
      expect((await get(`/${id}`)).status).toBe(204);
      expect(
        (
          await put(
            id,
            `{"version":1,"name":"x","witness":{"journal":"j","events":1,"number":1,"__proto__":{"events":9}}}`,
          )
        ).status,
      ).toBe(204);
      expect((await get(`/${id}`)).body).toMatchObject({ till: id, witness: { events: 1 } });
    }
  });

  test.each(['a%20b', 'a.b', 'x'.repeat(65), '%D0%96', 'a%2Fb', '..%2Fkey', ''])('«%s» is no till', async (id) => {
    const { put, get } = await gateway({ data: '' });
    expect([400, 404]).toContain((await put(id, told(1, 1))).status);
    expect([400, 404]).toContain((await get(`/${id}`)).status);
    expect((await get()).body).toMatchObject({ tills: [] });
  });

  test('more than 64 KiB, another type, another method, another origin, no key', async () => {
    const { put, get, ask } = await gateway({ data: '' });
    const large = (bytes: number): object =>
      told(1, 1, {
        settings: {
          x: 'x'.repeat(
            bytes -
              JSON.stringify(told(1, 1, { settings: { x: '' } })).length +
              'Касса'.length -
              Buffer.byteLength('Касса') +
              1 -
              Buffer.byteLength('Ж'),
          ),
        },
      });
    expect(Buffer.byteLength(JSON.stringify(large(64 * 1024)))).toBe(64 * 1024);
    expect(await put('a', large(64 * 1024 + 1))).toMatchObject({ status: 413, code: 'too-large' });
    expect((await put('a', large(64 * 1024))).status).toBe(204);
    expect(await put('a', told(1, 1), '', { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
    expect((await put('a', told(1, 1), '', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(204);
    for (const method of ['POST', 'DELETE', 'PATCH']) {
      expect(await ask(method, '/relay/tills/a', { 'content-type': 'application/json' }, '{}')).toMatchObject({
        status: 405,
        code: 'wrong-method',
      });
      expect(await ask(method, '/relay/tills', { 'content-type': 'application/json' }, '{}')).toMatchObject({
        status: 405,
        code: 'wrong-method',
      });
    }
    for (const origin of ['https://evil.example', 'null']) {
      expect((await put('a', told(5, 5), '', { origin })).status).toBe(403);
      expect((await get('', { origin })).status).toBe(403);
    }
    expect((await get('/a')).body).toMatchObject({ witness: { events: 1 } });
    const guarded = await gateway({ data: '', key: 'sixteen-signs-ok' });
    expect((await guarded.put('a', told(1, 1))).status).toBe(401);
    expect((await guarded.get('/a')).status).toBe(401);
    expect((await guarded.put('a', told(1, 1), '', { 'x-poltora-till-key': 'sixteen-signs-ok' })).status).toBe(204);
  });
});

describe('the folder', () => {
  const files = async (): Promise<string[]> => (await readdir(folder)).sort();
  const sealed = async (): Promise<string> =>
    join(folder, (await files()).find((name) => name.endsWith('.till')) ?? '');

  test('is made when there is something to keep, and outlives the gateway', async () => {
    const first = await gateway({ at: { now: 5_000 } });
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    await first.put('a', told(9, 3, { settings: { sealed: '1' } }));
    await first.put('b', told(2, 1));
    await first.put('a', told(8, 3), '?accept=1');
    const before = [(await first.get()).body, (await first.get('/a')).body];
    await first.close();
    const second = await gateway();
    expect([(await second.get()).body, (await second.get('/a')).body]).toEqual(before);
    expect((await second.put('b', told(1, 1))).status).toBe(409);
    expect(second.lines).toEqual([]);
  });

  test("holds nothing that can be read, and is its owner's alone", async () => {
    const { put } = await gateway();
    await put('till-of-the-shop', told(9, 3, { settings: { pin: '1234' } }));
    expect(await files()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.till$/), 'key']);
    const bytes = await readFile(await sealed(), 'latin1');
    for (const word of ['till-of-the-shop', journal, 'pin', '1234', 'witness']) expect(bytes).not.toContain(word);
    if (process.platform !== 'win32') {
      for (const name of await files()) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['cut off', async (path) => writeFile(path, (await readFile(path)).subarray(0, 40))],
    ['empty', (path) => writeFile(path, '')],
    ['of other bytes', (path) => writeFile(path, 'x'.repeat(500))],
    [
      'with one bit changed',
      async (path) => {
        const bytes = await readFile(path);
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
    [
      "another till's",
      async (path) => {
        const [one, two] = (await readdir(folder))
          .filter((name) => name.endsWith('.till'))
          .map((name) => join(folder, name));
        await copyFile((path === one ? two : one) ?? '', path);
      },
    ],
  ])(
    'a file that is %s is put aside in one line; the other is there, and the gateway starts',
    async (_what, damage) => {
      const first = await gateway();
      await first.put('a', told(1, 1));
      await first.put('b', told(2, 2));
      await first.close();
      await damage(await sealed());
      const second = await gateway();
      expect((await second.get()).body['tills']).toHaveLength(1);
      expect(second.lines).toEqual([expect.stringMatching(/отложено: [0-9a-f]{32}\.till\.\d+\.damaged\.$/)]);
      expect((await second.put('a', told(1, 1))).status).toBe(204);
      expect((await second.put('b', told(2, 2))).status).toBe(204);
      await second.close();
      const third = await gateway();
      expect((await third.get()).body['tills']).toHaveLength(2);
      expect(third.lines).toEqual([]);
      expect((await files()).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
    },
  );

  test.each<[string, () => Promise<unknown>, number]>([
    ['damaged', () => writeFile(join(folder, 'key'), 'x'), 3],
    ['empty', () => writeFile(join(folder, 'key'), ''), 3],
    ['gone', () => rm(join(folder, 'key')), 2],
    ['another', () => writeFile(join(folder, 'key'), `${'0'.repeat(64)}\n`), 2],
  ])('with its key %s, all is put aside and begun anew', async (_what, damage, aside) => {
    const first = await gateway();
    await first.put('a', told(1, 1));
    await first.put('b', told(2, 2));
    await first.close();
    await damage();
    const second = await gateway();
    expect((await second.get()).body['tills']).toEqual([]);
    expect(second.lines).toHaveLength(1);
    expect((await files()).filter((name) => name.endsWith('.damaged'))).toHaveLength(aside);
    expect((await second.put('a', told(1, 1))).status).toBe(204);
    await second.close();
    expect((await (await gateway()).get()).body['tills']).toHaveLength(1);
  });

  test('what a power cut left half written is cleared away, and the whole one before it is there', async () => {
    const first = await gateway();
    await first.put('a', told(1, 1));
    await first.close();
    await writeFile(`${await sealed()}.0badcafe.tmp`, 'half');
    const second = await gateway();
    expect((await second.get('/a')).status).toBe(200);
    expect(second.lines).toEqual([]);
    expect((await files()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('that takes nothing: the till learns that nothing was kept', async () => {
    await writeFile(join(folder, '..', '..', 'kept'), 'a file where the folder should be');
    const { put, get, lines } = await gateway();
    expect(await put('a', told(1, 1))).toMatchObject({ status: 507, code: 'not-kept' });
    expect((await put('a', told(2, 1))).status).toBe(507);
    expect((await get()).body).toMatchObject({ tills: [] });
    // Told at the start, that it cannot be read; every till says the same once more.
    expect(lines).toHaveLength(1);
    expect(lines.join('\n')).not.toContain(journal);
  });

  test('that takes nothing for a while: told once, and kept again when it does', async () => {
    const { put, get, lines } = await gateway();
    await put('a', told(1, 1));
    const aside = `${folder}-away`;
    await rename(folder, aside);
    await writeFile(folder, 'a file where the folder was');
    for (const events of [2, 3])
      expect(await put('a', told(events, 1))).toMatchObject({ status: 507, code: 'not-kept' });
    expect(lines).toEqual([expect.stringMatching(/не удалось записать в .+ \(POLTORA_DATA\): E[A-Z]+\.$/)]);
    expect((await get('/a')).body).toMatchObject({ witness: { events: 1 } });
    await rm(folder);
    await rename(aside, folder);
    expect((await put('a', told(4, 1))).status).toBe(204);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that may not be read is not written over',
    async () => {
      const first = await gateway();
      await first.put('a', told(1, 1));
      await first.close();
      const path = await sealed();
      await chmod(path, 0);
      const second = await gateway();
      expect(second.lines).toEqual([expect.stringMatching(/прочитать не удалось: EACCES\.$/)]);
      expect((await second.put('a', told(0, 0))).status).toBe(507);
      await chmod(path, 0o600);
      expect((await (await gateway()).get('/a')).status).toBe(200);
    },
  );

  test('that cannot be read as a folder ends no start, and is not written over', async () => {
    const first = await gateway();
    await first.put('a', told(1, 1));
    await first.close();
    // A directory where a file should be: to read it is an error of the system, not a damaged file.
    const path = await sealed();
    await rename(path, `${path}.moved`);
    await mkdir(path);
    const second = await gateway();
    expect(second.lines).toEqual([expect.stringMatching(/прочитать не удалось: EISDIR\.$/)]);
    expect((await second.put('a', told(0, 0))).status).toBe(507);
  });

  test('two at once are both kept', async () => {
    const { put, get, close } = await gateway();
    const all = await Promise.all(Array.from({ length: 20 }, (_, each) => put(`till-${each}`, told(1, 1))));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([204]));
    await Promise.all([put('till-0', told(5, 1)), put('till-0', told(4, 1)), put('till-0', told(6, 1))]);
    expect((await get('/till-0')).body).toMatchObject({ witness: { events: 6 } });
    await close();
    expect((await (await gateway()).get()).body['tills']).toHaveLength(20);
  });
});

test('a clock that was set back orders nothing anew that is in memory', async () => {
  const at = { now: 9_000 };
  const tills = new Tills({ folder: undefined, now: () => at.now, log: () => undefined });
  const one = readTold(Buffer.from(JSON.stringify(told(1, 1))));
  if (!one.ok) throw new Error('not read');
  await tills.put('a', one.value, false);
  at.now = 1_000;
  await tills.put('b', one.value, false);
  expect(tills.list().map(({ till }) => till)).toEqual(['b', 'a']);
});
