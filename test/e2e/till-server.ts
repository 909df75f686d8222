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

/**
 * Where a server stands: a copy of the build, and the ports that a browser knows it by. A worker of Playwright keeps one, so that the service worker
 * which its browser has installed is still the right one for the next test's server, though that is another gateway with other emulators.
 */
export class Place {
  readonly folder: string;
  /** Of the gateway: the page's origin. 0 until the first server has opened here. */
  gatewayPort = 0;
  /** Of ЛМ: its address stands in the policy (CSP) that the page was stored with. */
  lmPort = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `build`: the folder of another build than the one that was just made. */
  static async make(build = built): Promise<Place> {
    const folder = await mkdtemp(join(tmpdir(), 'poltora-e2e-'));
    await cp(build, folder, { recursive: true });
    return new Place(folder);
  }

  get origin(): string {
    return `http://localhost:${this.gatewayPort}`;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class TillServer {
  readonly emulators: Emulators;
  readonly #place: Place;
  readonly #removesPlace: boolean;
  #listening: Listening | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #env: Readonly<Record<string, string>>;

  private constructor(
    emulators: Emulators,
    place: Place,
    removesPlace: boolean,
    env: Readonly<Record<string, string>>,
  ) {
    this.emulators = emulators;
    this.#place = place;
    this.#removesPlace = removesPlace;
    this.#env = env;
  }

  /** `given`: the place it opens at and leaves as it was; one of its own otherwise, which goes with it. */
  static async start(
    { env = {}, emulators: options, kkt = false }: TillOptions = {},
    given?: Place,
  ): Promise<TillServer> {
    const place = given ?? (await Place.make());
    const emulators = await startEmulators({ ...options, lm: { port: place.lmPort, ...options?.lm }, kkt });
    place.lmPort = Number(new URL(emulators.lm.url).port);
    const server = new TillServer(emulators, place, given === undefined, {
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

  /** Starts the gateway, on the port it had before. `env`: what its keeper has changed. */
  async open(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const config = gatewayFromEnv({ ...this.#env, ...env, POLTORA_PORT: String(this.port) }, this.folder);
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
    this.#place.gatewayPort = Number(new URL(listening.value.url).port);
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
    if (this.#removesPlace) await this.#place.remove();
  }

  get folder(): string {
    return this.#place.folder;
  }

  get url(): string {
    return `${this.#place.origin}/`;
  }

  /** The ККТ behind the gateway. */
  get kkt(): Kkt {
    const { kkt } = this.emulators;
    if (!kkt) throw new Error('this test asked for no ККТ');
    return kkt.kkt;
  }

  get port(): number {
    return this.#place.gatewayPort;
  }

  /** Puts a new version in place: the worker's bytes change, as any change of the build changes them. */
  async release(): Promise<void> {
    if (!this.#removesPlace)
      throw new Error('the next test would have this version too: say test.use({ isolated: true })');
    const script = await readFile(join(this.folder, 'sw.js'), 'utf8');
    await writeFile(join(this.folder, 'sw.js'), `${script}\n// ${Date.now()}\n`);
    for (const ending of ['br', 'gz']) await rm(join(this.folder, `sw.js.${ending}`), { force: true });
  }
}
