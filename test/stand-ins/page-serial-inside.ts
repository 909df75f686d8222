/** Runs in the page before its own scripts: puts the stand-in in the place of `navigator.serial`. The other half is page-serial.ts. */
import type { PageSerialHand, TtyCalls } from './page-serial.ts';
import { StandInPort, StandInSerial, type Wire } from './serial.ts';

// The names of page-serial.ts, which itself is for Node.
const binding = (window as unknown as { poltoraTty: (call: keyof TtyCalls, ...args: unknown[]) => Promise<unknown> })
  .poltoraTty;
const call = <Call extends keyof TtyCalls>(
  name: Call,
  ...args: Parameters<TtyCalls[Call]>
): ReturnType<TtyCalls[Call]> => binding(name, ...args) as ReturnType<TtyCalls[Call]>;

class TtyFar implements Wire {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async open(options: SerialOptions, { receive, lost }: Parameters<Wire['open']>[1]): Promise<void> {
    await call('open', this.#port, options);
    void (async () => {
      for (;;) {
        const heard = await call('read', this.#port);
        if (heard === 'closed') return;
        if (heard === 'lost') return lost();
        receive(Uint8Array.from(heard));
      }
    })().catch(() => undefined);
  }

  write(bytes: Uint8Array): Promise<void> {
    return call('write', this.#port, [...bytes]);
  }

  close(): Promise<void> {
    return call('close', this.#port);
  }
}

class GrantedPort extends StandInPort {
  readonly number: number;

  constructor(number: number, info: SerialPortInfo | undefined) {
    super(new TtyFar(number), info);
    this.number = number;
  }

  override async forget(): Promise<void> {
    await super.forget();
    await call('forget', this.number);
  }
}

/** Knows its ports a moment after the page has begun: whoever asks for them waits for that. */
class PageSerialInside extends StandInSerial {
  readonly #ports: GrantedPort[] = [];
  readonly #ready: Promise<void>;

  constructor() {
    super();
    this.#ready = this.#begin();
  }

  async #begin(): Promise<void> {
    const { ports } = await call('hello');
    for (const [number, { granted, connected, info }] of ports.entries()) {
      const port = new GrantedPort(number, info ?? {});
      port.connected = connected;
      this.#ports.push(port);
      if (granted && connected) await this.#choose(port);
    }
  }

  #choose(port: StandInPort | undefined): Promise<StandInPort> {
    this.choice = port;
    return super.requestPort();
  }

  override async getPorts(): Promise<StandInPort[]> {
    await this.#ready;
    return super.getPorts();
  }

  override async requestPort(): Promise<StandInPort> {
    await this.#ready;
    const chosen = await call('choose');
    return this.#choose(chosen === undefined ? undefined : this.#ports[chosen]);
  }

  hand(): PageSerialHand {
    return {
      // Another object for the same device.
      plug: (number) => {
        const port = new GrantedPort(number, this.#ports[number]?.getInfo());
        this.#ports[number] = port;
        this.plug(port);
      },
      unplug: (number) => this.#ports[number]?.unplug(),
    };
  }
}

const serial = new PageSerialInside();
Object.assign(window, { poltoraSerialHand: serial.hand() });
Object.defineProperty(navigator, 'serial', { value: serial satisfies Serial, configurable: true });
