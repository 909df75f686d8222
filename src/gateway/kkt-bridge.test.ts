import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { WebSocket } from 'undici';
import type { CloseEvent, ErrorEvent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { join, pattern, until } from '../../test/contract/links.ts';
import { gatewayFromEnv } from './config.ts';
import type { GatewayVariable } from './config.ts';
import { Passages } from './passages.ts';
import { createGateway } from './server.ts';
import type { GatewayMeans } from './server.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A network ККТ that remembers who came and went, and what was said. */
class Kkt {
  readonly server = createServer({ allowHalfOpen: true }, (socket) => {
    const id = (this.#count += 1);
    this.story.push(`${id} in`);
    // Whatever was sent before this connection began has arrived by then.
    const before = this.hosts.slice();
    setTimeout(() => void (this.crowds += before.some((host) => !host.readableEnded && !host.destroyed) ? 1 : 0), 20);
    this.hosts.push(socket);
    this.heard = [];
    socket.on('data', (bytes) => void this.heard.push(bytes));
    socket.on('error', () => undefined);
    socket.on('end', () => {
      this.story.push(`${id} end`);
      socket.end();
    });
    socket.on('close', () => void this.story.push(`${id} out`));
  });
  readonly story: string[] = [];
  readonly hosts: Socket[] = [];
  heard: Uint8Array[] = [];
  /** Times a host came while another was still there. */
  crowds = 0;
  #count = 0;

  static async start(): Promise<Kkt> {
    const kkt = new Kkt();
    kkt.server.listen(0, '127.0.0.1');
    await once(kkt.server, 'listening');
    cleanups.push(() => kkt.stop());
    return kkt;
  }
  get port(): number {
    return portOf(this.server);
  }
  get host(): Socket {
    const host = this.hosts.at(-1);
    if (!host) throw new Error('nobody is connected');
    return host;
  }
  get all(): Uint8Array {
    return join(this.heard);
  }
  async stop(): Promise<void> {
    for (const host of this.hosts) host.destroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }
}

async function gateway(
  env: Partial<Record<GatewayVariable, string>> = {},
  bridge: GatewayMeans['bridge'] = {},
  means: GatewayMeans = {},
): Promise<{ port: number; close: () => Promise<unknown> }> {
  const read = gatewayFromEnv(env, '/nowhere');
  if (!read.ok) throw new Error(read.failure.map(({ message }) => message).join('\n'));
  const app = createGateway(read.value, {
    report: (error) => {
      throw error;
    },
    bridge,
    ...means,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  return { port: portOf(app.server), close: () => app.close() };
}

/** A page: what it heard and how it ended. */
class Page {
  readonly socket: WebSocket;
  readonly words: string[] = [];
  readonly chunks: Uint8Array[] = [];
  readonly ended: Promise<{ code: number; reason: string }>;

  constructor(
    port: number,
    {
      till = 'a',
      name,
      protocols = ['poltora-kkt'],
      headers = {},
      letsGo = false,
    }: { till?: string; name?: string; protocols?: string[]; headers?: Record<string, string>; letsGo?: boolean } = {},
  ) {
    this.socket = new WebSocket(
      `ws://127.0.0.1:${port}/relay/kkt?till=${till}${name === undefined ? '' : `&name=${encodeURIComponent(name)}`}`,
      { protocols, headers },
    );
    if (letsGo)
      this.socket.addEventListener('message', ({ data }) => void (data === 'wanted' && this.socket.close(1000)));
    this.socket.binaryType = 'arraybuffer';
    this.socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.words.push(data);
      else this.chunks.push(new Uint8Array(data as ArrayBuffer));
    });
    this.socket.addEventListener('error', (_event: ErrorEvent) => undefined);
    this.ended = new Promise((resolve) => {
      this.socket.addEventListener('close', ({ code, reason }: CloseEvent) => resolve({ code, reason }));
    });
  }
  get all(): Uint8Array {
    return join(this.chunks);
  }
  async ready(): Promise<this> {
    await Promise.race([
      until(() => this.words.length > 0, 'the word ready'),
      this.ended.then((end) => {
        throw new Error(JSON.stringify(end));
      }),
    ]);
    expect(this.words).toEqual(['ready']);
    return this;
  }
}

/** A WebSocket that only shakes hands, and never says another word. */
async function mute(
  port: number,
  headers: Record<string, string> = {},
  path = '/relay/kkt?till=mute',
): Promise<{ socket: Socket; head: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const sent: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'sec-websocket-protocol': 'poltora-kkt',
    ...headers,
  };
  socket.write(
    `GET ${path} HTTP/1.1\r\n${Object.entries(sent)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  );
  cleanups.push(() => void socket.destroy());
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return { socket, head: bytes.toString('latin1') };
}

const toKkt = (kkt: { port: number }): Partial<Record<GatewayVariable, string>> => ({
  POLTORA_KKT: `tcp://127.0.0.1:${kkt.port}`,
});

describe('bytes', () => {
  test('go both ways unchanged, cut anywhere', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt))).port).ready();
    const bytes = pattern(600);
    let from = 0;
    for (let size = 0; from < bytes.length; size += 1) {
      const part = bytes.subarray(from, (from += size));
      page.socket.send(part);
      kkt.host.write(part);
      if (size % 5 === 0) await new Promise(setImmediate);
    }
    await until(() => kkt.all.length === bytes.length && page.all.length === bytes.length, 'all bytes');
    expect(kkt.all).toEqual(bytes);
    expect(page.all).toEqual(bytes);
  });

  test('a megabyte each way at once', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt))).port).ready();
    const there = pattern(1 << 20, 1);
    const back = pattern(1 << 20, 2);
    kkt.host.write(back);
    for (let from = 0; from < there.length; from += 50_000) page.socket.send(there.subarray(from, from + 50_000));
    await until(() => kkt.all.length === there.length && page.all.length === back.length, 'two megabytes');
    expect(Buffer.compare(kkt.all, there)).toBe(0);
    expect(Buffer.compare(page.all, back)).toBe(0);
  });

  test('a ККТ that does not read holds the page back, nothing is lost, and the page is not taken for dead', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt), { pingMs: 3_000 })).port).ready();
    kkt.host.pause();
    const bytes = pattern(16 << 20);
    for (let from = 0; from < bytes.length; from += 200_000) page.socket.send(bytes.subarray(from, from + 200_000));
    // Two pings long: a busy machine may answer one of them late, and is not dead.
    await new Promise((done) => setTimeout(done, 6_300));
    // The rest waits in the page: more than the gateway and two sockets would take.
    expect(page.socket.bufferedAmount).toBeGreaterThan(1 << 20);
    expect(page.socket.readyState).toBe(WebSocket.OPEN);
    kkt.host.resume();
    await until(() => kkt.heard.reduce((sum, { length }) => sum + length, 0) === bytes.length, 'sixteen megabytes');
    expect(Buffer.compare(kkt.all, bytes)).toBe(0);
  });

  test('a page that does not read holds the ККТ back', async () => {
    const kkt = await Kkt.start();
    const { socket } = await mute((await gateway(toKkt(kkt))).port);
    await until(() => kkt.hosts.length === 1, 'the connection');
    socket.pause();
    let written = 0;
    kkt.host.on('drain', () => undefined);
    while (written < 64 << 20 && kkt.host.writableLength < 8 << 20) {
      kkt.host.write(new Uint8Array(1 << 20));
      written += 1 << 20;
      await new Promise((done) => setTimeout(done, 5));
    }
    expect(kkt.host.writableLength).toBeGreaterThanOrEqual(8 << 20);
  });

  test('all that the ККТ said before it closed arrives, then the reason', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt))).port).ready();
    kkt.host.end(pattern(300_000));
    expect(await page.ended).toEqual({ code: 4410, reason: 'ККТ закрыла связь' });
    expect(Buffer.compare(page.all, pattern(300_000))).toBe(0);
    await until(() => kkt.story.length === 3, 'the connection to end');
    expect(kkt.story).toEqual(['1 in', '1 end', '1 out']);
  });

  test('all that the page said before it closed arrives, then the end', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt))).port).ready();
    kkt.host.pause();
    const frames = Array.from({ length: 40 }, (_, index) => pattern(200_000, index));
    for (const frame of frames) page.socket.send(frame);
    page.socket.send(Uint8Array.of(6));
    page.socket.close(1000);
    await new Promise((done) => setTimeout(done, 100));
    kkt.host.resume();
    expect((await page.ended).code).toBe(1000);
    await until(() => kkt.story.includes('1 out'), 'the connection to end');
    expect(Buffer.compare(kkt.all, join([...frames, Uint8Array.of(6)]))).toBe(0);
    expect(kkt.story).toEqual(['1 in', '1 end', '1 out']);
  });

  test('a ККТ that cuts the connection', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt))).port).ready();
    kkt.host.resetAndDestroy();
    expect(await page.ended).toEqual({ code: 4410, reason: 'Связь прервалась (ECONNRESET)' });
  });
});

describe('one till at a time', () => {
  test('another till is refused by name while the first keeps the ККТ, and the first works on', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { wantedMs: 100 });
    const first = await new Page(port, { till: 'a', name: 'Касса 2' }).ready();
    expect(await new Page(port, { till: 'b', name: 'Касса 1' }).ended).toEqual({
      code: 4409,
      reason: 'Another till holds the ККТ: «Касса 2»',
    });
    expect(first.words).toEqual(['ready', 'wanted']);
    first.socket.send(pattern(10));
    await until(() => kkt.all.length === 10, 'the bytes of the first');
    expect(kkt.story).toEqual(['1 in']);
    first.socket.close();
    await first.ended;
    await new Page(port, { till: 'b' }).ready();
    expect(kkt.story.filter((event) => event.endsWith('in'))).toHaveLength(2);
  });

  test.each([
    [undefined, 'Another till is connected to the ККТ.'],
    ['', 'Another till is connected to the ККТ.'],
    ['Касса «у входа»\u0007', 'Another till holds the ККТ: «Касса у входа»'],
    ['Ж'.repeat(64), `Another till holds the ККТ: «${'Ж'.repeat(42)}…»`],
    ['😀'.repeat(32), `Another till holds the ККТ: «${'😀'.repeat(21)}…»`],
  ])('a till of the name «%s» is told as fits into a close frame', async (name, reason) => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { wantedMs: 20 });
    await new Page(port, { till: 'a', ...(name !== undefined && { name }) }).ready();
    const told = await new Page(port, { till: 'b' }).ended;
    expect(Buffer.byteLength(told.reason)).toBeLessThanOrEqual(123);
    expect(told).toEqual({ code: 4409, reason });
  });

  test('a page that lets go when it is asked hands the ККТ over: what it said last arrives, and the ККТ never has two hosts', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { wantedMs: 20_000 });
    const pages: Page[] = [];
    for (const till of ['a', 'b', 'a', 'c', 'b']) {
      const page = await new Page(port, { till, letsGo: true }).ready();
      page.socket.send(Uint8Array.of(6));
      await until(() => kkt.all.length === 1, 'the byte');
      pages.push(page);
    }
    const ends = await Promise.all(pages.slice(0, -1).map(({ ended }) => ended));
    expect(ends.map(({ code }) => code)).toEqual([1000, 1000, 1000, 1000]);
    await new Promise((done) => setTimeout(done, 50));
    expect(kkt.crowds).toBe(0);
    expect(kkt.story.filter((event) => event.endsWith('in'))).toHaveLength(5);
  });

  test('a page that lets go in the middle of the wait', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { wantedMs: 20_000 });
    const first = await new Page(port, { till: 'a' }).ready();
    const second = new Page(port, { till: 'b' });
    await until(() => first.words.length === 2, 'the word wanted');
    expect(second.words).toEqual([]);
    first.socket.close();
    await second.ready();
  });

  test('whoever asked first gets it first; the others learn who has it now', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { wantedMs: 1_000 });
    const first = await new Page(port, { till: 'a', name: 'A' }).ready();
    const second = new Page(port, { till: 'b', name: 'B' });
    await until(() => first.words.length === 2, 'the second to ask');
    const third = new Page(port, { till: 'c', name: 'C' });
    await until(() => first.words.length === 3, 'the third to ask');
    first.socket.close();
    await second.ready();
    expect(await third.ended).toEqual({ code: 4409, reason: 'Another till holds the ККТ: «B»' });
    expect(second.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('who waits and goes away, or is reloaded, is not let in later', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { wantedMs: 20_000 });
    const first = await new Page(port, { till: 'a' }).ready();
    const gone = new Page(port, { till: 'b' });
    await until(() => first.words.length === 2, 'the one that goes');
    gone.socket.close();
    await gone.ended;
    const reloaded = new Page(port, { till: 'c' });
    await until(() => first.words.length === 3, 'the one that is reloaded');
    const newer = new Page(port, { till: 'c' });
    expect(await reloaded.ended).toEqual({ code: 4409, reason: 'A newer page of the same till took the ККТ over.' });
    await until(() => first.words.length === 4, 'the newer page');
    first.socket.close();
    await newer.ready();
    await new Promise((done) => setTimeout(done, 50));
    expect(kkt.story.filter((event) => event.endsWith('in'))).toHaveLength(2);
  });

  test('a page that had nothing to do with the ККТ for five minutes and does not answer has forgotten it', async () => {
    const kkt = await Kkt.start();
    let at = 1_000_000;
    const { port } = await gateway(toKkt(kkt), { wantedMs: 20 }, { now: () => at });
    const forgetful = await new Page(port, { till: 'a', name: 'A' }).ready();
    at += 299_000;
    kkt.host.write(pattern(1));
    await until(() => forgetful.all.length === 1, 'a byte to it');
    at += 299_000;
    expect(await new Page(port, { till: 'b' }).ended).toMatchObject({ code: 4409 });
    forgetful.socket.send(pattern(1));
    await until(() => kkt.all.length === 1, 'a byte from it');
    at += 299_999;
    expect(await new Page(port, { till: 'b' }).ended).toMatchObject({ code: 4409 });
    at += 1;
    await new Page(port, { till: 'b' }).ready();
    expect(await forgetful.ended).toMatchObject({ code: 4409 });
    await new Promise((done) => setTimeout(done, 50));
    expect(kkt.crowds).toBe(0);
  });

  test('a newer page of the same till takes over: the older connection ends before the newer begins', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    const older = await new Page(port).ready();
    const newer = await new Page(port).ready();
    expect(await older.ended).toEqual({ code: 4409, reason: 'A newer page of the same till took the ККТ over.' });
    newer.socket.send(pattern(10));
    await until(() => kkt.all.length === 10, 'the bytes of the newer');
    await new Promise((done) => setTimeout(done, 50));
    expect(kkt).toMatchObject({ crowds: 0, hosts: [expect.anything(), expect.anything()] });
  });

  test('an older page that is dead does not delay the newer one, nor share the ККТ with it', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    await mute(port);
    await until(() => kkt.hosts.length === 1, 'the first connection');
    await new Page(port, { till: 'mute' }).ready();
    await new Promise((done) => setTimeout(done, 50));
    expect(kkt).toMatchObject({ crowds: 0, hosts: [expect.anything(), expect.anything()] });
  });

  test('of many reloads in a row the last one wins, and the ККТ never has two hosts', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    const pages = Array.from({ length: 8 }, () => new Page(port));
    const codes = await Promise.all(pages.slice(0, -1).map(({ ended }) => ended));
    expect(codes.map(({ code }) => code)).toEqual(Array.from({ length: 7 }, () => 4409));
    const last = await pages.at(-1)?.ready();
    last?.socket.send(pattern(10));
    await until(() => kkt.all.length === 10, 'the bytes of the last');
    await new Promise((done) => setTimeout(done, 50));
    expect(kkt.crowds).toBe(0);
  });

  test('a page that died without a word holds the ККТ for two pings', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { pingMs: 50, wantedMs: 1 });
    const { head } = await mute(port);
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    await until(() => kkt.story.length === 1, 'the connection');
    expect((await new Page(port, { till: 'b' }).ended).code).toBe(4409);
    await until(() => kkt.story.includes('1 out'), 'the dead page to be noticed');
    await new Page(port, { till: 'b' }).ready();
  });

  test('who waits for a dead page gets the ККТ as soon as that is noticed', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt), { pingMs: 50, wantedMs: 20_000 });
    await mute(port);
    await until(() => kkt.story.length === 1, 'the connection');
    await new Page(port, { till: 'b' }).ready();
    expect(kkt.crowds).toBe(0);
  });

  test('a page that answers pings stays', async () => {
    const kkt = await Kkt.start();
    const page = await new Page((await gateway(toKkt(kkt), { pingMs: 20 })).port).ready();
    await new Promise((done) => setTimeout(done, 200));
    expect(page.socket.readyState).toBe(WebSocket.OPEN);
    expect(kkt.story).toEqual(['1 in']);
  });

  test('a page that is cut off frees the ККТ', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    const { socket } = await mute(port);
    await until(() => kkt.story.length === 1, 'the connection');
    socket.resetAndDestroy();
    await until(() => kkt.story.includes('1 out'), 'the connection to end');
    await new Page(port, { till: 'b' }).ready();
  });
});

describe('the ККТ cannot be had', () => {
  test('none is set: the variable is named, over HTTP too', async () => {
    const { port } = await gateway();
    expect(await new Page(port).ended).toEqual({ code: 4404, reason: 'No ККТ is set at the gateway (POLTORA_KKT).' });
    const answer = await fetch(`http://127.0.0.1:${port}/relay/kkt`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-poltora-relay')).toBe('not-configured');
    expect(await answer.json()).toEqual({
      error: { code: 'not-configured', message: 'No ККТ is set at the gateway (POLTORA_KKT).' },
    });
  });

  test('nobody listens at its address', async () => {
    const kkt = await Kkt.start();
    const { port: gone } = kkt;
    const { port } = await gateway(toKkt(kkt));
    await kkt.stop();
    expect(await new Page(port).ended).toEqual({
      code: 4502,
      reason: `Нет ответа от ККТ: «127.0.0.1:${gone}» (ECONNREFUSED)`,
    });
  });

  test('its address does not answer', async () => {
    // A listener whose queue is full drops new connections, as an address without a machine does.
    const deaf = spawn(
      process.execPath,
      [
        '-e',
        `
      const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
        require('node:fs').writeSync(1, String(server.address().port));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    cleanups.push(() => void deaf.kill('SIGKILL'));
    const port = Number(String((await once(deaf.stdout, 'data'))[0]));
    for (let waiting = false; !waiting;) {
      const filler = connect(port, '127.0.0.1');
      filler.on('error', () => undefined);
      cleanups.push(() => void filler.destroy());
      waiting = await Promise.race([
        once(filler, 'connect').then(() => false),
        new Promise<boolean>((done) => setTimeout(done, 100, true)),
      ]);
    }
    const page = new Page((await gateway(toKkt({ port }), { connectMs: 200 })).port);
    expect(await page.ended).toEqual({
      code: 4504,
      reason: `Нет ответа от ККТ: «127.0.0.1:${port}»`,
    });
    expect(page.words).toEqual([]);
  });

  test('over plain HTTP it is refused with the right word', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    const answer = await fetch(`http://127.0.0.1:${port}/relay/kkt`);
    expect(answer.status).toBe(426);
    expect(await answer.json()).toMatchObject({ error: { code: 'upgrade-required' } });
    expect((await fetch(`http://127.0.0.1:${port}/relay/kkt`, { method: 'HEAD' })).status).toBe(426);
    expect((await fetch(`http://127.0.0.1:${port}/relay/kkt`, { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/relay/kkt/x`)).status).toBe(404);
    expect(kkt.story).toEqual([]);
  });
});

describe('who may', () => {
  const base64url = (text: string): string => Buffer.from(text).toString('base64url');

  test('with a till key: only who knows it, in a subprotocol or in a header', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway({ ...toKkt(kkt), POLTORA_HOST: '0.0.0.0', POLTORA_TILL_KEY: 'key-of-the-till/+?' });
    for (const protocols of [
      ['poltora-kkt'],
      ['poltora-kkt', `poltora-key.${base64url('key-of-the-tillx')}`],
      ['poltora-kkt', `poltora-key.${base64url('key-of-the-till/+?!')}`],
      ['poltora-kkt', 'poltora-key.'],
      ['poltora-kkt', `xpoltora-key.${base64url('key-of-the-till/+?')}`],
    ]) {
      expect((await new Page(port, { protocols }).ended).code).toBe(4401);
    }
    expect(kkt.story).toEqual([]);
    const page = await new Page(port, {
      protocols: ['poltora-kkt', `poltora-key.${base64url('key-of-the-till/+?')}`],
    }).ready();
    expect(page.socket.protocol).toBe('poltora-kkt');
    await new Page(port, { headers: { 'x-poltora-till-key': 'key-of-the-till/+?' } }).ready();
  });

  test.each([
    [{ origin: 'https://evil.example' }, 'foreign-origin'],
    [{ origin: 'null' }, 'foreign-origin'],
    [{ origin: 'http://localhost:1' }, 'foreign-origin'],
    [{ 'sec-fetch-site': 'cross-site' }, 'foreign-origin'],
    [{ host: 'evil.example' }, 'foreign-host'],
    [{ host: 'evil.example', origin: 'http://evil.example' }, 'foreign-host'],
  ])('not a page of another origin: %o', async (headers, code) => {
    const kkt = await Kkt.start();
    const { socket, head } = await mute((await gateway(toKkt(kkt))).port, headers);
    expect(head).toMatch(/^HTTP\/1\.1 403 /);
    expect(head).toContain(`x-poltora-relay: ${code}`);
    await once(socket, 'close');
    expect(kkt.story).toEqual([]);
  });

  test("the gateway's own page", async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    await new Page(port, { headers: { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' } }).ready();
  });

  test.each([
    ['no till', { till: '' }],
    ['a till of other letters', { till: 'a%20b' }],
    ['a till too long', { till: 'a'.repeat(65) }],
    ['two tills', { till: 'a&till=b' }],
    ['a name too long', { name: 'x'.repeat(65) }],
    ['two names', { till: 'a&name=x', name: 'y' }],
  ])('%s: refused', async (_what, options) => {
    const kkt = await Kkt.start();
    expect((await new Page((await gateway(toKkt(kkt))).port, options).ended).code).toBe(4400);
    expect(kkt.story).toEqual([]);
  });

  test('whoever does not speak our subprotocol: refused', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    const { socket, head } = await mute(port, { 'sec-websocket-protocol': 'chat' });
    expect(head).not.toMatch(/sec-websocket-protocol/i);
    socket.end();
    expect((await new Page(port, { protocols: [] }).ended).code).toBe(4400);
    expect(kkt.story).toEqual([]);
  });

  test('text for the ККТ is a mistake, and so is a frame no ККТ could take', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway(toKkt(kkt));
    const talker = await new Page(port).ready();
    talker.socket.send('hello');
    expect((await talker.ended).code).toBe(4400);
    const shouter = await new Page(port).ready();
    shouter.socket.send(new Uint8Array(300_000));
    expect((await shouter.ended).code).toBe(1009);
    await until(() => kkt.story.includes('2 out'), 'both connections to end');
    expect(kkt.all).toHaveLength(0);
  });

  test.each(['/', '/relay', '/relay/lm/api/v2/status', '/nothing'])(
    '%s is no WebSocket, and asking for one leaves nothing open',
    async (path) => {
      const { port } = await gateway();
      const { socket, head } = await mute(port, {}, path);
      expect(head).toMatch(/^HTTP\/1\.1 (200|404) /);
      expect(head).toContain('content-security-policy');
      await once(socket, 'close');
    },
  );
});

describe('who had the ККТ when', () => {
  const passages = async (
    port: number,
    since: number | string = 0,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`http://127.0.0.1:${port}/relay/kkt/passages?since=${since}`, { headers });
    return { status: answer.status, body: await answer.json() };
  };

  test('is kept with names, times and bytes to the ККТ', async () => {
    const kkt = await Kkt.start();
    let at = 1_000;
    const { port } = await gateway(toKkt(kkt), { wantedMs: 20_000 }, { now: () => at });
    expect(await passages(port)).toEqual({ status: 200, body: { version: 1, startedAt: 1_000, passages: [] } });
    at = 2_000;
    const first = await new Page(port, { till: 'a', name: 'Касса 1', letsGo: true }).ready();
    first.socket.send(pattern(7));
    first.socket.send(pattern(3));
    await until(() => kkt.all.length === 10, 'the bytes');
    kkt.host.write(pattern(100));
    await until(() => first.all.length === 100, 'the answer');
    at = 3_000;
    const second = await new Page(port, { till: 'b' }).ready();
    expect(await passages(port)).toEqual({
      status: 200,
      body: {
        version: 1,
        startedAt: 1_000,
        passages: [
          { till: 'a', name: 'Касса 1', from: 2_000, to: 3_000, bytes: 10 },
          { till: 'b', from: 3_000, bytes: 0 },
        ],
      },
    });
    at = 4_000;
    second.socket.close();
    await until(() => kkt.story.includes('2 out'), 'the end');
    expect(await passages(port, 3_001)).toMatchObject({ body: { passages: [{ till: 'b', to: 4_000 }] } });
    expect(await passages(port, 4_001)).toMatchObject({ body: { passages: [] } });
  });

  test('is bounded, and says from when on it is whole', () => {
    let at = 0;
    const log = new Passages(() => (at += 1));
    for (let each = 0; each < 1_003; each += 1) log.begin(`till-${each}`, undefined).end();
    const { startedAt, passages: kept } = log.since(0);
    expect(kept).toHaveLength(1_000);
    expect(kept[0]).toMatchObject({ till: 'till-3', from: startedAt + 1 });
  });

  test('is for those whom the relay answers', async () => {
    const kkt = await Kkt.start();
    const { port } = await gateway({ ...toKkt(kkt), POLTORA_TILL_KEY: 'sixteen-signs-ok' });
    expect((await passages(port)).status).toBe(401);
    expect((await passages(port, 0, { 'x-poltora-till-key': 'sixteen-signs-ok' })).status).toBe(200);
    expect(
      (await passages(port, 0, { 'x-poltora-till-key': 'sixteen-signs-ok', origin: 'https://evil.example' })).status,
    ).toBe(403);
    for (const since of ['', 'x', '-1', '1e3', '1&since=2'])
      expect((await passages(port, since, { 'x-poltora-till-key': 'sixteen-signs-ok' })).status).toBe(400);
    expect(
      (
        await fetch(`http://127.0.0.1:${port}/relay/kkt/passages`, {
          method: 'POST',
          body: 'x',
          headers: { 'x-poltora-till-key': 'sixteen-signs-ok' },
        })
      ).status,
    ).toBe(405);
    expect(await passages((await gateway()).port)).toMatchObject({
      status: 404,
      body: { error: { code: 'not-configured' } },
    });
  });
});

describe('closing the gateway', () => {
  test('says so to the page and hangs up on the ККТ', async () => {
    const kkt = await Kkt.start();
    const { port, close } = await gateway(toKkt(kkt));
    const page = await new Page(port).ready();
    await close();
    expect(await page.ended).toEqual({ code: 1001, reason: 'The gateway was stopped.' });
    await until(() => kkt.story.includes('1 out'), 'the connection to end');
  });

  test('says so to who waits for the ККТ, too', async () => {
    const kkt = await Kkt.start();
    const { port, close } = await gateway(toKkt(kkt), { wantedMs: 20_000 });
    const first = await new Page(port).ready();
    const second = new Page(port, { till: 'b' });
    await until(() => first.words.length === 2, 'the second to ask');
    await close();
    expect(await second.ended).toEqual({ code: 1001, reason: 'The gateway was stopped.' });
    expect(kkt.story.filter((event) => event.endsWith('in'))).toHaveLength(1);
  });

  test('does not wait for pages that are mute, welcome or refused', async () => {
    const kkt = await Kkt.start();
    const { port, close } = await gateway(toKkt(kkt));
    await mute(port);
    await mute(port, {}, '/relay/kkt?till=other');
    const start = Date.now();
    await close();
    expect(Date.now() - start).toBeLessThan(5_000);
  });
});
