/** The ККТ as a whole: a machine behind a link, and a hand that can do things to it. kkt-shtrih §1, §8. */
import { codeOf, commandName, execute } from './gate.ts';
import { errorText, Refusal } from './errors.ts';
import { Faults, type KktFault } from './faults.ts';
import type { FiscalDocument } from './fn.ts';
import type { CommandOutcome, LinkPort, LinkProtocol } from './link.ts';
import { Machine } from './machine.ts';
import type { MachineOptions } from './machine-options.ts';
import type { Marks } from './marks.ts';
import { Power } from './power.ts';
import type { Strip } from './printer.ts';
import { Protocol1 } from './protocol1.ts';
import { Protocol2 } from './protocol2.ts';
import { ACK, ENQ, NAK, STX } from './wire.ts';

export type KktOptions = MachineOptions;

/** A command that was executed or refused. */
export interface LoggedCommand {
  /** FF45h as 0xFF45. */
  readonly code: number;
  readonly name?: string;
  /** Epoch ms, the device's clock. */
  readonly at: number;
  /** The error code answered; 0 = done. */
  readonly outcome: number;
}

export interface LineOptions {
  /** Called when the device breaks the line: by a fault, or when another connection takes it. */
  readonly broken?: () => void;
  /** One FFh follows the host's last ACK: RNDIS and TCP (§1.2). */
  readonly trailingFf?: boolean;
}

/** The host's end of a line. */
export interface Line {
  readonly receive: (bytes: Uint8Array) => void;
  readonly close: () => void;
}

interface LiveLine extends LineOptions {
  readonly send: (bytes: Uint8Array) => void;
}

/** What a device says that talks: control bytes, frames that begin and do not end, damaged ones, text. */
const nonsense: readonly Uint8Array[] = [
  [NAK],
  [ACK],
  [STX, 0xff, ACK],
  [0x8f, 0xff, 0x7f],
  [STX, 1, 0, 0],
  [0x8f, 0, 0, 0, 0],
  [NAK, ACK, ENQ],
  [0x53, 0x54, 0x2b, 0x30, 0x0d, 0x0a],
].map((bytes) => Uint8Array.from(bytes));
const TALK_MS = 100;

export class Kkt {
  readonly machine: Machine;
  readonly #log: LoggedCommand[] = [];
  readonly #power: Power;
  readonly #faults = new Faults();
  #line: LiveLine | null = null;
  readonly #inbox: Uint8Array[] = [];
  #awaited: { left: number; readonly act: () => void } | null = null;
  /** Chosen by the first byte after power-up (§1.4). */
  #protocol: LinkProtocol | null = null;
  #byteTimeoutMs = 50;

  constructor(options: KktOptions = {}) {
    this.machine = new Machine(options);
    this.#power = new Power((ms, act) => this.machine.after(ms, act));
  }

  // ── The line

  /** Someone connects: there is one live line, and a new one takes the place of the old. */
  connect(send: (bytes: Uint8Array) => void, options: LineOptions = {}): Line {
    const line: LiveLine = { ...options, send };
    this.#breakLine();
    this.#line = line;
    this.#protocol?.lineChanged();
    return {
      receive: (bytes) => {
        if (this.#line === line && this.powered) this.#arrived(bytes);
      },
      close: () => {
        if (this.#line === line) this.#line = null;
      },
    };
  }

  #breakLine(): void {
    const line = this.#line;
    this.#line = null;
    line?.broken?.();
  }

  /** A host in this process may answer before the device has done with what it got: bytes are taken one after another. */
  #arrived(bytes: Uint8Array): void {
    this.#inbox.push(bytes.slice());
    if (this.#inbox.length > 1) return;
    for (let next = this.#inbox[0]; next !== undefined; next = this.#inbox[0]) {
      if (this.powered) this.#receive(next);
      this.#inbox.shift();
    }
  }

  #receive(bytes: Uint8Array): void {
    let rest = bytes;
    if (this.#protocol === null) {
      const { protocols } = this.machine;
      const start = bytes.findIndex(
        (byte) => (protocols.includes(1) && (byte === ENQ || byte === STX)) || (protocols.includes(2) && byte === 0x8f),
      );
      if (start < 0) return;
      rest = bytes.subarray(start);
      this.#protocol =
        rest[0] === 0x8f ? new Protocol2(this.#port(this.machine.maxCommand)) : new Protocol1(this.#port(0xff));
    }
    this.#protocol.receive(rest);
  }

  #port(longest: number): LinkPort {
    // Protocol 1 has one byte for the length, whatever the device could take.
    const maxAnswer = longest === 0xff ? 0xff : 0xffff - 2;
    const port: LinkPort = {
      send: (bytes) => {
        this.#line?.send(Uint8Array.from(bytes));
      },
      take: (data, accept) => this.#take(data, accept, maxAnswer),
      acknowledged: () => {
        if (this.#line?.trailingFf) this.#line.send(Uint8Array.of(0xff));
      },
      after: (ms, act) => this.#power.after(ms, act),
      byteTimeoutMs: () => this.#byteTimeoutMs,
      maxLength: () => longest,
    };
    return port;
  }

  /** Calls `act` when the n-th command from now on has come, 1-based, before anything is answered. */
  onCommand(index: number, act: () => void): void {
    this.#awaited = { left: index, act };
  }

  #take(data: Uint8Array, accept: () => void, maxAnswer: number): CommandOutcome {
    if (this.#awaited !== null && (this.#awaited.left -= 1) === 0) this.#awaited.act();
    const code = codeOf(data);
    const faults = this.#faults.hitting(code);
    const has = (kind: KktFault['kind']): KktFault | undefined => faults.find((fault) => fault.kind === kind);

    if (has('nak') !== undefined) return { kind: 'damaged' };
    if (has('link-off-before') !== undefined) {
      this.#breakLine();
      return { kind: 'cut' };
    }
    const talk = has('talk');
    if (talk !== undefined) this.#talk(talk.ms ?? 1_000, 0);
    if (has('stray-nak') !== undefined) this.#line?.send(Uint8Array.of(NAK));
    const naked = has('nak-after') !== undefined;
    if (naked) this.#line?.send(Uint8Array.of(NAK));
    else accept();
    const powerBefore = has('power-off-before');
    if (powerBefore !== undefined) return this.#cutPower(powerBefore);

    const paper = has('paper-out');
    if (paper !== undefined) this.machine.printer.endInNext = true;
    const instead =
      has('busy') !== undefined ? 0x50 : (has('error')?.code ?? (has('error') === undefined ? null : 0x33));
    const {
      answer: formed,
      error,
      tookMs,
    } = instead === null ? execute(this.machine, data, maxAnswer) : this.#refuse(data, instead);
    const refuseAfter = has('refuse-after');
    const answer = refuseAfter === undefined ? formed : this.#refuse(data, refuseAfter.code ?? 0x73).answer;
    if (paper !== undefined && this.machine.printer.endInNext) {
      this.machine.printer.endInNext = false;
      this.machine.printer.paperOut();
    }
    const name = commandName(code);
    this.#log.push({ code, ...(name !== undefined && { name }), at: this.machine.now, outcome: error });
    if (error === 0 && code === 0x14) this.#newParameters(data);

    const powerAfter = has('power-off-after');
    if (powerAfter !== undefined) return this.#cutPower(powerAfter);
    const cut = has('link-off-after') !== undefined;
    if (cut) this.#breakLine();
    const isLost = cut || naked || has('drop-answer') !== undefined;
    const asFormed = has('garble-answer') === undefined ? 'whole' : 'garbled';
    const delayMs = tookMs + (has('late-answer')?.ms ?? 0);
    return { kind: 'answer', answer, delayMs, sent: isLost ? 'lost' : asFormed };
  }

  #refuse(
    data: Uint8Array,
    code: number,
  ): { readonly answer: Uint8Array; readonly error: number; readonly tookMs: number } {
    this.machine.lastError = new Refusal(code, errorText(code));
    return { answer: Uint8Array.from([...data.subarray(0, data[0] === 0xff ? 2 : 1), code]), error: code, tookMs: 0 };
  }

  #talk(ms: number, turn: number): void {
    if (ms <= 0) return;
    this.#line?.send(nonsense[turn % nonsense.length] ?? Uint8Array.of(0));
    this.#power.after(TALK_MS, () => {
      this.#talk(ms - TALK_MS, turn + 1);
    });
  }

  /** 14h: another byte timeout, and the protocol is chosen anew after the answer. */
  #newParameters(data: Uint8Array): void {
    this.#byteTimeoutMs = byteTimeoutMs(data.at(-1) ?? 0);
    const answered = this.#protocol;
    this.#power.after(0, () => {
      if (this.#protocol === answered) this.#protocol = null;
    });
  }

  // ── Faults

  /** Adds faults; those that meet at one command come together. */
  set(...faults: readonly KktFault[]): void {
    this.#faults.add(...faults);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Faults that have not hit yet. */
  get faults(): readonly KktFault[] {
    return this.#faults.left;
  }

  #cutPower({ ms }: KktFault): CommandOutcome {
    this.powerOff();
    if (ms !== undefined)
      this.machine.after(ms, () => {
        this.powerOn();
      });
    return { kind: 'cut' };
  }

  // ── A hand at the device

  get powered(): boolean {
    return this.#power.isOn;
  }

  /** The answer nobody took, the number of the last command and the protocol go with the power; modes and registers stay. */
  powerOff(): void {
    this.#power.off(() => {
      this.#protocol = null;
      this.machine.powerOff();
    });
  }

  powerOn(): void {
    this.#power.on(() => {
      this.machine.printer.powerOn();
    });
  }

  /** Told of power that goes and comes; returns the way to stop. */
  onPower(watch: (on: boolean) => void): () => void {
    return this.#power.onChange(watch);
  }

  paperOut(): void {
    this.machine.printer.paperOut();
  }

  paperIn(): void {
    this.machine.printer.paper = true;
  }

  openCover(): void {
    this.machine.printer.openCover();
  }

  closeCover(): void {
    this.machine.printer.coverOpen = false;
  }

  closeDrawer(): void {
    this.machine.drawerOpen = false;
  }

  /** Moves the opening of the shift so many hours back. */
  ageShift(hours: number): void {
    const { shift } = this.machine.fn;
    if (shift.openedAt !== null) this.machine.fn.shift = { ...shift, openedAt: shift.openedAt - hours * 3_600_000 };
  }

  /** The device's clock goes wrong by so much, ms. */
  driftClock(ms: number): void {
    this.machine.clockErrorMs += ms;
  }

  /** Another ФН, its archive new; the shift must be closed. */
  replaceFn(number: string): void {
    this.machine.replaceFn(number);
  }

  // ── What can be seen

  /** The archive of the ФН. */
  get documents(): readonly FiscalDocument[] {
    return this.machine.fn.archive;
  }

  /** What came out on paper, fiscal or not, in the order of printing. */
  get strips(): readonly Strip[] {
    return this.machine.printer.strips;
  }

  get commands(): readonly LoggedCommand[] {
    return this.#log;
  }

  forgetCommands(): void {
    this.#log.length = 0;
  }

  /** Verdicts on КМ and the reach of ОИСМ. */
  get marks(): Marks {
    return this.machine.marks;
  }

  /** Whether the ОФД takes documents; back online it takes all that waited. */
  get ofd(): 'online' | 'silent' {
    return this.machine.ofd;
  }

  set ofd(state: 'online' | 'silent') {
    this.machine.ofd = state;
    if (state === 'online') this.machine.fn.confirmAll();
  }

  /** The mode byte and the submode of 10h. */
  get mode(): number {
    return this.machine.modeByte;
  }

  get submode(): number {
    return this.machine.printer.submode;
  }

  get fnNumber(): string {
    return this.machine.fn.number;
  }

  get shift(): { readonly number: number; readonly open: boolean } {
    const { number, openedAt } = this.machine.fn.shift;
    return { number, open: openedAt !== null };
  }

  /** Kopecks: register 241, and 242, 243 of this shift. */
  get cashInDrawer(): number {
    return this.machine.registers.cash;
  }

  get cashIn(): number {
    return this.machine.money(242);
  }

  get cashOut(): number {
    return this.machine.money(243);
  }

  /** A cash register by its number (1Ah). */
  money(register: number): number {
    return this.machine.money(register);
  }

  get drawerOpenings(): number {
    return this.machine.drawerOpenings;
  }
}

/** The byte timeout that one byte of 14h names, in three scales (§1.4). */
function byteTimeoutMs(setting: number): number {
  if (setting <= 150) return Math.max(1, setting);
  return setting < 250 ? (setting - 149) * 150 : (setting - 248) * 15_000;
}
