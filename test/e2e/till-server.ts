/** A till's server for one test: its own emulators, its own gateway serving the production build. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatewayFromEnv } from '../../src/gateway/config.ts';
import { listenGateway, type Listening } from '../../src/gateway/listen.ts';
import { serveDemo } from '../emulators/demo-shop.ts';
import { startEmulators, type Emulators, type EmulatorsOptions } from '../emulators/index.ts';
import type { Kkt } from '../emulators/kkt-shtrih/index.ts';

const built = process.env['POLTORA_DIST'] ?? fileURLToPath(new URL('../../dist/till', import.meta.url));

export interface TillOptions {
  /** Extra environment of the gateway. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of the emulators of «Честный ЗНАК». */
  readonly emulators?: Omit<EmulatorsOptions, 'kkt'>;
  /** What differs from the demo shop's ККТ behind the gateway; `false`, the default: none, and the page draws its receipts itself. */
  readonly kkt?: EmulatorsOptions['kkt'];
}

export class TillServer {
  readonly emulators: Emulators;
  readonly folder: string;
  #listening: Listening | undefined;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(emulators: Emulators, folder: string, env: Readonly<Record<string, string>>) {
    this.emulators = emulators;
    this.folder = folder;
    this.#env = env;
  }

  static async start({ env = {}, emulators: options, kkt = false }: TillOptions = {}): Promise<TillServer> {
    const emulators = await startEmulators({ ...options, kkt });
    const folder = await mkdtemp(join(tmpdir(), 'poltora-e2e-'));
    await cp(built, folder, { recursive: true });
    const server = new TillServer(emulators, folder, {
      POLTORA_DEMO: '1',
      POLTORA_CDN: emulators.cdn.base,
      POLTORA_CDN_ALLOW: emulators.cdn.hosts.map((host) => new URL(host).host).join(','),
      POLTORA_API_KEY: emulators.cdn.apiKey,
      POLTORA_LM: emulators.lm.url,
      ...(emulators.kkt && { POLTORA_KKT: emulators.kkt.url }),
      ...env,
    });
    await server.open();
    return server;
  }

  /** Starts the gateway, on the port it had before. */
  async open(): Promise<void> {
    const config = gatewayFromEnv({ ...this.#env, POLTORA_PORT: String(this.#port) }, this.folder);
    if (!config.ok) throw new Error(config.failure.map(({ message }) => message).join('\n'));
    const listening = await listenGateway(config.value, {
      prepare: (app) => {
        if (config.value.demo) serveDemo(app, this.emulators.kkt?.kkt);
        app.server.on('connection', (socket: Socket) => {
          this.#sockets.add(socket);
          socket.once('close', () => this.#sockets.delete(socket));
        });
      },
    });
    if (!listening.ok) throw new Error(listening.failure.message);
    this.#listening = listening.value;
    this.#port = Number(new URL(listening.value.url).port);
  }

  /** Pulls the cable to the gateway: connections are refused from now on. */
  async cut(): Promise<void> {
    // Kept-alive connections and WebSockets end without a goodbye: a pulled cable asks nobody.
    for (const socket of this.#sockets) socket.destroy();
    await this.#listening?.app.close();
    this.#listening = undefined;
  }

  async close(): Promise<void> {
    await this.cut();
    await this.emulators.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  get url(): string {
    return `http://localhost:${this.#port}/`;
  }

  /** The ККТ behind the gateway. */
  get kkt(): Kkt {
    const { kkt } = this.emulators;
    if (!kkt) throw new Error('this test asked for no ККТ');
    return kkt.kkt;
  }

  get port(): number {
    return this.#port;
  }

  /** Puts a new version in place: the worker's bytes change, as any change of the build changes them. */
  async release(): Promise<void> {
    const script = await readFile(join(this.folder, 'sw.js'), 'utf8');
    await writeFile(join(this.folder, 'sw.js'), `${script}\n// ${Date.now()}\n`);
    for (const ending of ['br', 'gz']) await rm(join(this.folder, `sw.js.${ending}`), { force: true });
  }
}
