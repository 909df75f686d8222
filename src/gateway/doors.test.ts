import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer as createNetServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../test/contract/links.ts';
import { gatewayFromEnv } from './config.ts';
import type { GatewayVariable } from './config.ts';
import { doorLimits, openFilesLimit } from './doors.ts';
import { createGateway } from './server.ts';
import type { GatewayMeans } from './server.ts';

/** The kernel gives a socket any address of 127/8 that it asks for: others than 127.0.0.1 stand for the machines of the network. */
const OURS = '127.0.0.1';
const THEIRS = '127.0.0.2';
const OTHERS = '127.0.0.3';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function gateway(
  doors: NonNullable<GatewayMeans['doors']>,
  env: Partial<Record<GatewayVariable, string>> = {},
  prepare: (app: ReturnType<typeof createGateway>) => void = () => undefined,
): Promise<number> {
  const read = gatewayFromEnv(env, '/nowhere');
  if (!read.ok) throw new Error(read.failure.map(({ message }) => message).join('\n'));
  // Nothing is closed for its age, unless a test is about that.
  const app = createGateway(read.value, {
    report: (error) => {
      throw error;
    },
    doors: { headersMs: 30_000, ...doors },
  });
  prepare(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  return portOf(app.server);
}

/** Connects, and says only what it is told to. */
class Silent {
  readonly socket: Socket;
  isOpen = true;
  heard = '';
  constructor(port: number, from = OURS, words = '') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress: from });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (bytes: Buffer) => {
      this.heard += bytes.toString('latin1');
    });
    this.socket.on('close', () => {
      this.isOpen = false;
    });
    if (words) this.socket.write(words);
    cleanups.push(() => void this.socket.destroy());
  }
}
const openOf = (silent: readonly Silent[]): number => silent.filter(({ isOpen }) => isOpen).length;
async function many(count: number, port: number, from?: string, words?: string): Promise<Silent[]> {
  const all: Silent[] = [];
  for (let each = 0; each < count; each += 1) {
    const one = new Silent(port, from, words);
    all.push(one);
    if (each % 100 === 99) await Promise.race([once(one.socket, 'connect'), once(one.socket, 'close')]);
  }
  return all;
}

async function status(
  port: number,
  { from = OURS, path = '/relay', method = 'GET' }: { from?: string; path?: string; method?: string } = {},
): Promise<number> {
  const request = httpRequest({ host: '127.0.0.1', port, path, method, localAddress: from, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'close');
  return response.statusCode ?? 0;
}

describe('connections', () => {
  test("silent ones of the till's own machine make room for it", async () => {
    const port = await gateway({ connections: 20 });
    const silent = await many(500, port);
    expect(await status(port)).toBe(200);
    await until(() => openOf(silent) <= 20, 'the rest to be closed');
  });

  test('silent ones of others have their own bounds, each and together', async () => {
    const port = await gateway({ connections: 40, foreignConnections: 12, connectionsEach: 8 });
    const one = await many(100, port, THEIRS);
    await until(() => openOf(one) <= 8, 'those of one machine to be eight');
    const another = await many(100, port, OTHERS);
    await until(() => openOf([...one, ...another]) <= 12, 'those of both to be twelve');
    expect(await status(port)).toBe(200);
    expect(await status(port, { from: THEIRS })).toBe(200);
    expect(await status(port, { from: '127.0.0.4' })).toBe(200);
  });

  test.each([
    ['half a request', 'GET /relay HTTP/1.1\r\nHost: loc'],
    ['a request that was answered', 'GET /relay HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'an upgrade that was refused',
      'GET /relay/kkt HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
  ])('those that said %s make room, too', async (_what, words) => {
    const port = await gateway({ connections: 20, connectionsEach: 10 });
    const silent = [...(await many(100, port, OURS, words)), ...(await many(100, port, THEIRS, words))];
    expect(await status(port)).toBe(200);
    await until(() => openOf(silent) <= 20, 'the rest to be closed');
  });

  test('the longest idle one goes first, and a request under way stays', async () => {
    const lm = createServer();
    lm.listen(0, '127.0.0.1');
    await once(lm, 'listening');
    cleanups.push(() => {
      lm.closeAllConnections();
      lm.close();
    });
    const asked = once(lm, 'request');
    const port = await gateway({ connections: 4 }, { POLTORA_LM: `http://127.0.0.1:${portOf(lm)}` });
    const busy = new Silent(port, OURS, 'GET /relay/lm/api/v2/status HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [, response] = (await asked) as [IncomingMessage, ServerResponse];
    const first = new Silent(port);
    await once(first.socket, 'connect');
    const kept = new Silent(port, OURS, 'GET /relay HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => kept.heard.includes('200 OK'), 'the answer');
    const last = new Silent(port);
    await once(last.socket, 'connect');
    new Silent(port);
    await until(() => !first.isOpen, 'the longest idle to be closed');
    new Silent(port);
    await until(() => !kept.isOpen, 'the next one');
    expect([busy.isOpen, last.isOpen]).toEqual([true, true]);
    response.end('{}');
    await until(() => busy.heard.includes('200 OK'), 'the answer to the one that stayed');
  });

  test('where all are at work, the next one is turned away and the others are not', async () => {
    const lm = createServer();
    lm.listen(0, '127.0.0.1');
    await once(lm, 'listening');
    cleanups.push(() => {
      lm.closeAllConnections();
      lm.close();
    });
    let asked = 0;
    lm.on('request', () => {
      asked += 1;
    });
    const port = await gateway(
      { connections: 10, connectionsEach: 3 },
      { POLTORA_LM: `http://127.0.0.1:${portOf(lm)}` },
    );
    const busy = await many(3, port, THEIRS, 'GET /relay/lm/api/v2/status HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => asked === 3, 'three calls');
    const next = new Silent(port, THEIRS);
    await until(() => !next.isOpen, 'the fourth to be turned away');
    expect(openOf(busy)).toBe(3);
    expect(await status(port)).toBe(200);
  });

  test.each([
    ['never says a word', ''],
    ['never ends its headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: '],
  ])('one that %s is closed in the end', async (_what, words) => {
    const silent = new Silent(await gateway({ headersMs: 100 }), THEIRS, words);
    await until(() => !silent.isOpen, 'the socket to be closed');
  });

  test('one that is used is kept, for longer than a silent one would be', async () => {
    const port = await gateway({ headersMs: 100 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    cleanups.push(() => agent.destroy());
    const ports = new Set<number | undefined>();
    for (let each = 0; each < 3; each += 1) {
      const request = httpRequest({ host: '127.0.0.1', port, path: '/relay', agent }).end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      ports.add(response.socket.localPort);
      response.resume();
      await once(response, 'end');
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(ports.size).toBe(1);
  });
});

describe('requests', () => {
  /** An ЛМ that answers when told to. */
  async function slowModule(): Promise<{
    env: Partial<Record<GatewayVariable, string>>;
    asked: () => number;
    answer: () => void;
  }> {
    const waiting: ServerResponse[] = [];
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      waiting.push(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return {
      env: { POLTORA_LM: `http://127.0.0.1:${portOf(server)}` },
      asked: () => asked,
      answer: () => {
        for (const response of waiting.splice(0)) response.end('{}');
      },
    };
  }
  const path = '/relay/lm/api/v2/status';

  test('of one address under way are bounded; the others and this machine go on', async () => {
    const lm = await slowModule();
    const port = await gateway({ requestsEach: 3, requestsHere: 5 }, lm.env);
    const theirs = Array.from({ length: 3 }, () => status(port, { from: THEIRS, path }));
    await until(() => lm.asked() === 3, 'three calls');
    for (const each of [path, '/relay', '/', '/relay/tills', '/demo.json'])
      expect(await status(port, { from: THEIRS, path: each })).toBe(429);
    expect(await status(port, { from: OTHERS })).toBe(200);
    const ours = Array.from({ length: 5 }, () => status(port, { path }));
    await until(() => lm.asked() === 8, 'five calls of this machine');
    expect(await status(port)).toBe(429);
    lm.answer();
    expect(await Promise.all([...theirs, ...ours])).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await status(port, { from: THEIRS })).toBe(200);
    expect(await status(port)).toBe(200);
  });

  test('that come one behind the other on one connection count each', async () => {
    const lm = await slowModule();
    const port = await gateway({ requestsEach: 3 }, lm.env);
    const one = new Silent(port, THEIRS, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(10));
    await until(() => lm.asked() === 3, 'three calls');
    expect(await status(port, { from: THEIRS })).toBe(429);
    await new Promise((done) => setTimeout(done, 50));
    expect(lm.asked()).toBe(3);
    lm.answer();
    await until(() => one.heard.split('HTTP/1.1 ').length === 11, 'ten answers');
    expect([...one.heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)).toEqual([
      '200',
      '200',
      '200',
      ...Array.from({ length: 7 }, () => '429'),
    ]);
  });

  test('whose sender has gone count no more', async () => {
    const lm = await slowModule();
    const port = await gateway({ requestsEach: 3 }, lm.env);
    const gone = await many(3, port, THEIRS, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await until(() => lm.asked() === 3, 'three calls');
    for (const { socket } of gone) socket.destroy();
    await until(async () => (await status(port, { from: THEIRS })) === 200, 'the address to be free');
  });

  test('of a program around the gateway are under the same bound', async () => {
    let answer: () => void = () => undefined;
    let came: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      came = resolve;
    });
    const port = await gateway({ requestsEach: 1 }, {}, (app) => {
      app.get(
        '/demo.json',
        () =>
          new Promise((resolve) => {
            answer = () => resolve({});
            came();
          }),
      );
    });
    const first = status(port, { from: THEIRS, path: '/demo.json' });
    await reached;
    expect(await status(port, { from: THEIRS, path: '/demo.json' })).toBe(429);
    answer();
    expect(await first).toBe(200);
  });
});

describe('WebSockets', () => {
  const upgrade = (till: string): string =>
    `GET /relay/kkt?till=${till} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: poltora-kkt\r\n\r\n`;
  async function bridge(doors: NonNullable<GatewayMeans['doors']>): Promise<number> {
    const kkt = createNetServer((socket) => void socket.on('error', () => undefined));
    kkt.listen(0, '127.0.0.1');
    await once(kkt, 'listening');
    cleanups.push(() => void kkt.close());
    return gateway(doors, { POLTORA_KKT: `tcp://127.0.0.1:${portOf(kkt)}` });
  }
  const code = ({ heard }: Silent): string | undefined => /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1];

  test('are bounded for each address and in all, and the ККТ stays with its till', async () => {
    const port = await bridge({ socketsEach: 3, sockets: 5 });
    const till = new Silent(port, OURS, upgrade('till'));
    await until(() => till.heard.includes('ready'), 'the till to have the ККТ');
    // They wait for the ККТ, or say goodbye: both take a second or more.
    const theirs = await many(6, port, THEIRS, upgrade('x'));
    await until(() => theirs.every((each) => code(each) !== undefined), 'an answer to each');
    expect(theirs.map(code).sort()).toEqual(['101', '101', '101', '429', '429', '429']);
    const others = await many(3, port, OTHERS, upgrade('y'));
    await until(() => others.every((each) => code(each) !== undefined), 'an answer to each');
    expect(others.map(code).sort()).toEqual(['101', '429', '429']);
    for (const { socket } of [...theirs, ...others]) socket.destroy();
    expect(till.isOpen).toBe(true);
    await until(async () => {
      const again = new Silent(port, THEIRS, upgrade('z'));
      await until(() => code(again) !== undefined, 'an answer');
      again.socket.destroy();
      return code(again) === '101';
    }, 'the address to be free again');
  });

  test('in use are not closed for want of room', async () => {
    const port = await bridge({ connections: 4 });
    const till = new Silent(port, OURS, upgrade('till'));
    await until(() => till.heard.includes('ready'), 'the till to have the ККТ');
    await many(100, port);
    expect(await status(port)).toBe(200);
    expect(till.isOpen).toBe(true);
  });
});

describe('the bounds follow the limit of open files', () => {
  test('which the system tells', () => {
    expect(
      openFilesLimit(
        () =>
          'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            512                  4096                 files     \n',
      ),
    ).toBe(512);
    expect(
      openFilesLimit(() => 'Max open files            unlimited            unlimited            files     \n'),
    ).toBe(Infinity);
    expect(openFilesLimit(() => '')).toBe(1_024);
    expect(
      openFilesLimit(() => {
        throw new Error('ENOENT');
      }),
    ).toBe(1_024);
  });

  test.each([16, 128, 512, 1_024, 20_000, Infinity])('of %s', (files) => {
    const limits = doorLimits(files);
    for (const bound of Object.values(limits)) expect(bound).toBeGreaterThanOrEqual(4);
    expect(limits.connections).toBeLessThanOrEqual(1_000);
    expect(limits.foreignConnections).toBeLessThan(limits.connections);
    expect(limits.connectionsEach).toBeLessThan(limits.foreignConnections);
    // Each connection with what stands behind it, and some for the program itself.
    if (files >= 128) expect(limits.connections * 2 + 90).toBeLessThanOrEqual(files);
  });

  test.skipIf(process.platform === 'win32')(
    'a till gets its answers while ten thousand silent sockets knock at a program with 512 files',
    async () => {
      const main = fileURLToPath(new URL('main.ts', import.meta.url));
      const child = spawn('/bin/sh', ['-c', 'ulimit -n 512 && exec "$0" --import tsx "$1"', process.execPath, main], {
        env: { PATH: process.env['PATH'] ?? '', POLTORA_PORT: '0', POLTORA_DEMO: '1' },
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = once(child, 'close');
      cleanups.push(async () => {
        child.kill('SIGKILL');
        await ended;
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await until(() => /localhost:\d+/.test(output), 'the program to listen');
      const port = Number(/localhost:(\d+)/.exec(output)?.[1]);
      // In waves, so that this process needs no ten thousand files itself: what was turned out is closed here as well.
      const waiting = new Set<Silent>();
      for (let wave = 0; wave < 20; wave += 1) {
        for (const silent of await many(500, port, [OURS, THEIRS, OTHERS][wave % 3])) waiting.add(silent);
        expect(await status(port)).toBe(200);
        await until(() => {
          for (const silent of waiting) if (!silent.isOpen) waiting.delete(silent);
          return waiting.size < 512;
        }, 'those in excess to be closed');
      }
      expect(await status(port)).toBe(200);
      expect(output).not.toMatch(/EMFILE/);
    },
  );
});
