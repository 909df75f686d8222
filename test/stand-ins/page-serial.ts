/**
 * `navigator.serial` of a page under test, with real ttys of this machine behind its ports: the stand-in of serial.ts runs inside the page,
 * its bytes go over a Playwright binding, and here `serialport` has the tty. A dying page lets go of its ttys, as in the browser.
 */
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';
import { TtyWire } from './tty.ts';

/** A port as the page lists it. Without `path` it is a socket of the PC that nothing is at: opening it fails. */
export interface PagePort {
  readonly path?: string;
  readonly info?: SerialPortInfo;
  /** A person has given it to the page before. */
  granted: boolean;
  connected: boolean;
}

/** What the page asks of this side; `read` waits for the next bytes, and says `closed` or `lost` when none will come. */
export interface TtyCalls {
  hello(): Promise<PageSerialState>;
  open(port: number, options: SerialOptions): Promise<void>;
  read(port: number): Promise<readonly number[] | 'closed' | 'lost'>;
  write(port: number, bytes: readonly number[]): Promise<void>;
  close(port: number): Promise<void>;
  forget(port: number): Promise<void>;
  /** What the person chooses; undefined: closes the chooser. */
  choose(): Promise<number | undefined>;
}

export interface PageSerialState {
  readonly ports: ReadonlyArray<
    Pick<PagePort, 'granted' | 'connected'> & { readonly info: SerialPortInfo | undefined }
  >;
}

/** What this side asks of the page. */
export interface PageSerialHand {
  plug(port: number): void;
  unplug(port: number): void;
}

export const bindingName = 'poltoraTty';
export const handName = 'poltoraSerialHand';

class OpenTty {
  readonly wire: TtyWire;
  readonly #heard: Array<readonly number[] | 'closed' | 'lost'> = [];
  #wanted: ((heard: readonly number[] | 'closed' | 'lost') => void) | undefined;

  constructor(path: string) {
    this.wire = new TtyWire(path);
  }

  hear(what: readonly number[] | 'closed' | 'lost'): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted) wanted(what);
    else this.#heard.push(what);
  }

  next(): Promise<readonly number[] | 'closed' | 'lost'> {
    const heard = this.#heard.shift();
    return heard === undefined ? new Promise((resolve) => (this.#wanted = resolve)) : Promise.resolve(heard);
  }
}

export class PageSerial {
  readonly ports: readonly PagePort[];
  /** What the person clicks on in the chooser: the number of a port; undefined closes it. */
  choice: number | undefined;
  readonly #context: BrowserContext;
  readonly #open = new Map<number, { readonly tty: OpenTty; readonly page: Page }>();
  /** How each port was opened, each time. */
  readonly openings: Array<{ readonly port: number; readonly baudRate: number }> = [];

  private constructor(context: BrowserContext, ports: readonly PagePort[]) {
    this.#context = context;
    this.ports = ports;
  }

  /** To be called before the first page opens. */
  static async install(context: BrowserContext, ports: ReadonlyArray<Partial<PagePort>>): Promise<PageSerial> {
    const serial = new PageSerial(
      context,
      ports.map((port) => ({ granted: true, connected: true, ...port })),
    );
    await context.exposeBinding(bindingName, ({ page }, call: keyof TtyCalls, ...args: unknown[]) =>
      (serial.#calls(page)[call] as (...args: unknown[]) => Promise<unknown>)(...args),
    );
    await context.addInitScript({ content: await insideScript() });
    return serial;
  }

  /** Pulls the cable of a port; the tty itself is the caller's to take away. */
  async unplug(port: number): Promise<void> {
    this.#at(port).connected = false;
    await this.#hand('unplug', port);
  }

  /** Puts it back. A page that it was never given to is told nothing. */
  async plug(port: number): Promise<void> {
    this.#at(port).connected = true;
    if (this.#at(port).granted) await this.#hand('plug', port);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((port) => this.#release(port)));
  }

  #at(port: number): PagePort {
    const found = this.ports[port];
    if (!found) throw new RangeError(`no port ${port}`);
    return found;
  }

  async #hand(act: keyof PageSerialHand, port: number): Promise<void> {
    await Promise.all(
      this.#context
        .pages()
        .map((page) =>
          page.evaluate(
            ([name, done, number]) => (window as unknown as Record<string, PageSerialHand>)[name]?.[done](number),
            [handName, act, port] as const,
          ),
        ),
    );
  }

  async #release(port: number): Promise<void> {
    const entry = this.#open.get(port);
    if (!entry) return;
    this.#open.delete(port);
    await entry.tty.wire.close();
    entry.tty.hear('closed');
  }

  #calls(page: Page): TtyCalls {
    const opened = (port: number): OpenTty => {
      const entry = this.#open.get(port);
      if (entry?.page !== page) throw new Error(`port ${port} is not open`);
      return entry.tty;
    };
    return {
      // A new document in this page: the old one is dead, and the browser has closed what it had open.
      hello: async () => {
        for (const [port, entry] of this.#open) if (entry.page === page) await this.#release(port);
        return { ports: this.ports.map(({ granted, connected, info }) => ({ granted, connected, info })) };
      },
      open: async (port, options) => {
        const { path } = this.#at(port);
        if (path === undefined || this.#open.has(port)) throw new Error('nothing is at this port, or somebody has it');
        const tty = new OpenTty(path);
        await tty.wire.open(options, { receive: (bytes) => tty.hear([...bytes]), lost: () => tty.hear('lost') });
        this.#open.set(port, { tty, page });
        this.openings.push({ port, baudRate: options.baudRate });
      },
      read: (port) => opened(port).next(),
      write: (port, bytes) => opened(port).wire.write(Uint8Array.from(bytes)),
      close: (port) => this.#release(port),
      forget: async (port) => void (this.#at(port).granted = false),
      choose: async () => {
        if (this.choice !== undefined) this.#at(this.choice).granted = true;
        return this.choice;
      },
    };
  }
}

let inside: Promise<string> | undefined;

/** The part that runs in the page, with the stand-in in it, as one classic script. */
const insideScript = (): Promise<string> =>
  (inside ??= build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('page-serial-inside.ts', import.meta.url)),
        output: { format: 'iife' },
      },
    },
  }).then((built) => {
    const [output] = Array.isArray(built) ? built : [built];
    if (!output || !('output' in output)) throw new Error('nothing was built');
    return output.output[0].code;
  }));
