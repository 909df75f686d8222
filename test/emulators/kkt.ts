/** The ККТ among the emulated services: on a TCP port of its own, its faults and its paper under the HTTP control. */
import * as v from 'valibot';
import { openControl, type Control, type Controlled } from './control.ts';
import { Kkt, startKktTcp, type KktFault, type KktOptions, type KktTcpOptions } from './kkt-shtrih/index.ts';

export interface KktServerOptions extends KktOptions, KktTcpOptions {
  /** 0 = any free one. */
  readonly port?: number;
  /** A control to join; its own one otherwise. */
  readonly control?: Control;
}

/** The running emulator of a ШТРИХ-М. */
export interface KktServer {
  /** `tcp://127.0.0.1:17778`. */
  readonly url: string;
  /** Address of the HTTP control. */
  readonly control: string;
  /** The device, and a hand at it. */
  readonly kkt: Kkt;
  readonly close: () => Promise<void>;
}

export async function startKkt({
  port = 0,
  control: given,
  atPowerOff = 'reset',
  trailingFf = true,
  ...options
}: KktServerOptions = {}): Promise<KktServer> {
  const control = given ?? (await openControl());
  const kkt = new Kkt(options);
  control.add(new KktControl(kkt), { documents: { read: () => kkt.documents }, strips: { read: () => kkt.strips } });
  const server = await startKktTcp(kkt, port, { atPowerOff, trailingFf }).catch(async (error: unknown) => {
    if (given === undefined) await control.close();
    throw error;
  });
  return {
    kkt,
    control: control.url,
    url: `tcp://${server.host}:${String(server.port)}`,
    close: async () => {
      await Promise.all([server.close(), ...(given === undefined ? [control.close()] : [])]);
    },
  };
}

/** What came out on paper for a document: the last whole strip of it; undefined while there is none. */
export const stripOf = (kkt: Kkt, fd: number): readonly string[] | undefined =>
  kkt.strips.filter((strip) => strip.fd === fd && strip.kind !== 'broken' && strip.kind !== 'copy').at(-1)?.lines;

const kinds = [
  'drop-answer',
  'late-answer',
  'garble-answer',
  'nak',
  'power-off-before',
  'power-off-after',
  'link-off-before',
  'link-off-after',
  'paper-out',
  'busy',
  'error',
  'refuse-after',
  'nak-after',
  'stray-nak',
  'talk',
] as const satisfies readonly KktFault['kind'][];
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));

const faultSchema = v.union([
  // What goes wrong at a command; `KktFault` says how.
  v.strictObject({
    kind: v.picklist(kinds),
    /** Its code in hexadecimal: JSON has no other numbers than decimal ones. */
    command: v.exactOptional(
      v.pipe(
        v.string(),
        v.hexadecimal(),
        v.transform((text) => parseInt(text, 16)),
      ),
    ),
    times: v.exactOptional(count),
    index: v.exactOptional(count),
    ms: v.exactOptional(milliseconds),
    code: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255))),
  }),
  // The condition it is in.
  v.strictObject({ paper: v.literal(false) }),
  v.strictObject({ cover: v.literal('open') }),
  /** Back after `ms`, or when the faults are taken away. */
  v.strictObject({ power: v.literal(false), ms: v.exactOptional(milliseconds) }),
  v.strictObject({ ofd: v.literal('silent') }),
  /** What ОИСМ says of the КМ or КИ named, or of all. */
  v.strictObject({ oism: v.picklist(['bad', 'suspended', 'damaged', 'silent']), ki: v.exactOptional(v.string()) }),
  /** The open shift began so long ago; only a Z report mends that. */
  v.strictObject({ shiftAgeHours: v.pipe(v.number(), v.minValue(0)) }),
]);

/** Faults and log of the ККТ, as the other services have them. What was set by hand in this process is seen and taken away as well. */
class KktControl implements Controlled {
  readonly name = 'kkt';
  readonly #kkt: Kkt;
  readonly #verdicts = new Map<string, string>();

  constructor(kkt: Kkt) {
    this.#kkt = kkt;
  }

  get faults(): readonly object[] {
    const { faults, machine, powered, marks, ofd } = this.#kkt;
    const oism = marks.oism === 'silent' ? 'silent' : marks.default.oism;
    return [
      ...faults.map(({ command, ...fault }) => ({
        ...fault,
        ...(command !== undefined && { command: hexadecimal(command) }),
      })),
      ...(machine.printer.paper ? [] : [{ paper: false }]),
      ...(machine.printer.coverOpen ? [{ cover: 'open' }] : []),
      ...(powered ? [] : [{ power: false }]),
      ...(ofd === 'silent' ? [{ ofd }] : []),
      ...(oism === undefined ? [] : [{ oism }]),
      ...[...this.#verdicts].map(([ki, oism]) => ({ oism, ki })),
    ];
  }

  get requests(): readonly object[] {
    return this.#kkt.commands.map(({ code, ...entry }) => ({ command: hexadecimal(code), ...entry }));
  }

  forgetRequests(): void {
    this.#kkt.forgetCommands();
  }

  async fail(fault: object): Promise<void> {
    const checked = v.safeParse(faultSchema, fault);
    if (!checked.success)
      throw new TypeError(
        `a fault of the ККТ is a kind (${kinds.join(', ')}) with command, times, index, ms, code; or one of paper, cover, power, ofd, oism, shiftAgeHours`,
      );
    const kkt = this.#kkt;
    const { output } = checked;
    if ('kind' in output) {
      if ((output.kind === 'error') !== (output.code !== undefined))
        throw new TypeError('code goes with error, and error with code');
      kkt.set(output);
    } else if ('paper' in output) kkt.paperOut();
    else if ('cover' in output) kkt.openCover();
    else if ('ofd' in output) kkt.ofd = 'silent';
    else if ('oism' in output) this.#judge(output.oism, output.ki);
    else if ('shiftAgeHours' in output) {
      if (!kkt.shift.open) throw new TypeError('no shift is open');
      kkt.ageShift(output.shiftAgeHours);
    } else {
      kkt.powerOff();
      if (output.ms !== undefined)
        kkt.machine.after(output.ms, () => {
          kkt.powerOn();
        });
    }
  }

  #judge(oism: 'bad' | 'suspended' | 'damaged' | 'silent', ki: string | undefined): void {
    const { marks } = this.#kkt;
    if (ki !== undefined) {
      marks.set(ki, { oism });
      this.#verdicts.set(ki, oism);
    } else if (oism === 'silent') marks.oism = 'silent';
    else marks.default = { oism };
  }

  /** Paper in, cover shut, power on; the servers answer again. */
  async recover(): Promise<void> {
    const kkt = this.#kkt;
    kkt.clearFaults();
    kkt.paperIn();
    kkt.closeCover();
    kkt.ofd = 'online';
    kkt.marks.oism = 'online';
    kkt.marks.default = {};
    for (const ki of this.#verdicts.keys()) kkt.marks.forget(ki);
    this.#verdicts.clear();
    kkt.powerOn();
  }
}

const hexadecimal = (command: number): string => command.toString(16).toUpperCase().padStart(2, '0');
