/**
 * Scanners on serial lines: USB-COM, Bluetooth SPP, a real COM port (kkt-other.md §6.1). Ports are kept by the id of their place: of two
 * identical adapters one may take the other's after both were unplugged or the browser was started anew (platform.md II.11).
 */
import type { Clock } from '../../../app/ports/clock.ts';
import type { Delivery, ScannerDevice, ScannerFailure, ScannerSource } from '../../../app/ports/scanner.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';
import type { GrantedSource, Link, LinkFailure, LinkPlace } from '../../links/link.ts';
import type { Reserved } from '../../links/roles.ts';
import { within } from '../../links/within.ts';
import { readKeptSerial, serialMemory, type KeptSerial } from './kept.ts';
import { SerialEar } from './serial-ear.ts';

export interface SerialScannersOptions {
  readonly source: GrantedSource;
  readonly clock: Clock;
  readonly memory: { get(name: string): string | null; set(name: string, value: string): void };
}

/** The places of its scanners are `Reserved`: they are no concern of whoever searches ports. */
export interface SerialScanners extends ScannerSource, Reserved {
  /** For a scanner on a real COM port that was set to another speed. */
  setBaud(id: string, baud: number): Promise<void>;
}

interface Scanner extends KeptSerial {
  state: ScannerDevice['state'];
  /** Chosen a moment ago, and not opened yet: kept only if it can be. */
  isNew: boolean;
  line?: { readonly link: Link; readonly ear: SerialEar } | undefined;
  opening?: Promise<LinkFailure | undefined> | undefined;
}

/** The factory's in nearly every maker's manual, 8N1; Honeywell on RS-232 has 115200. USB-COM has no speed, whatever is set. */
const BAUD = 9_600;
/** Between two tries to open what another program or page holds, ms; opening itself tries for 1.5 s. */
const OPEN_AGAIN_MS = 2_000;
/** A port of a Bluetooth scanner that is away takes seconds to say so, ms; nobody's start waits longer for one device. */
const OPEN_MS = 15_000;
/** A port that is just being opened must not hold up a page that ends, ms. */
const LET_GO_MS = 500;

export function serialScanners(options: SerialScannersOptions): SerialScanners {
  return new SerialSource(options);
}

class SerialSource implements SerialScanners {
  readonly way = 'serial';
  readonly #source: GrantedSource;
  readonly #clock: Clock;
  readonly #memory: SerialScannersOptions['memory'];
  readonly #scanListeners = new Set<(delivery: Delivery) => void>();
  readonly #changeListeners = new Set<() => void>();
  #scanners: Scanner[];
  #released = false;
  #deaf = (): void => undefined;
  #stopTimer = (): void => undefined;

  constructor({ source, clock, memory }: SerialScannersOptions) {
    this.#source = source;
    this.#clock = clock;
    this.#memory = memory;
    this.#scanners = readKeptSerial(memory.get(serialMemory)).map((kept) => ({ ...kept, state: 'off', isNew: false }));
  }

  devices(): readonly ScannerDevice[] {
    return this.#scanners.map(({ id, state, baud }) => ({ id, way: 'serial', state, baud }));
  }

  onScan(listener: (delivery: Delivery) => void): () => void {
    this.#scanListeners.add(listener);
    return () => this.#scanListeners.delete(listener);
  }

  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  async start(): Promise<void> {
    this.#deaf = this.#source.onAppear(() => void this.#look());
    await this.#look();
  }

  async choose(): Promise<Result<boolean, ScannerFailure>> {
    const chosen = await this.#source.choose();
    if (!chosen.ok) return fail(failureOf(chosen.failure));
    if (!chosen.value) return ok(false);
    const { id } = chosen.value;
    // Reserved at once: the search for a ККТ must not come in between.
    const scanner = this.#scanners.find((known) => known.id === id) ?? this.#add(id);
    const failure = await this.#openInTime(scanner, chosen.value);
    // It may be the ККТ's, which has it open: a wrong click takes nothing from anybody.
    if (failure && scanner.isNew) await this.giveUp(id);
    return failure ? fail(failureOf(failure)) : ok(true);
  }

  async forget(id: string): Promise<void> {
    await this.giveUp(id);
    // What a policy granted stays granted.
    await this.#source.forget(id).catch(() => undefined);
  }

  async release(): Promise<void> {
    this.#released = true;
    this.#deaf();
    this.#stopTimer();
    await Promise.all(this.#scanners.map((scanner) => this.#close(scanner)));
  }

  has(id: string): boolean {
    return this.#scanners.some((scanner) => scanner.id === id);
  }

  async giveUp(id: string): Promise<void> {
    const scanner = this.#scanners.find((known) => known.id === id);
    if (!scanner) return;
    this.#scanners = this.#scanners.filter((other) => other !== scanner);
    this.#remember();
    this.#changed();
    await this.#close(scanner);
  }

  async setBaud(id: string, baud: number): Promise<void> {
    const scanner = this.#scanners.find((known) => known.id === id);
    if (!scanner || scanner.baud === baud) return;
    scanner.baud = baud;
    this.#remember();
    await this.#close(scanner);
    await this.#look();
  }

  #add(id: string): Scanner {
    const scanner: Scanner = { id, baud: BAUD, suffixed: false, state: 'off', isNew: true };
    this.#scanners.push(scanner);
    return scanner;
  }

  /** Opens every scanner that is there and not open yet; what is held by others again in a while. */
  async #look(): Promise<void> {
    const places = await this.#source.places();
    if (this.#released) return;
    await Promise.all(
      this.#scanners.map(async (scanner) => {
        const place = places.find(({ id }) => id === scanner.id);
        if (place) await this.#openInTime(scanner, place);
        else this.#become(scanner, 'away');
      }),
    );
  }

  /** Undefined: it is open. A port that does not open in time may do so later, if it is still wanted then. */
  async #openInTime(scanner: Scanner, place: LinkPlace): Promise<LinkFailure | undefined> {
    const opening = this.#open(scanner, place);
    return (await within(this.#clock, OPEN_MS, opening))
      ? opening
      : { kind: 'busy', detail: 'The port does not open.' };
  }

  /** Undefined: it is open, also if it was before. */
  #open(scanner: Scanner, place: LinkPlace): Promise<LinkFailure | undefined> {
    if (scanner.line) return Promise.resolve(undefined);
    scanner.opening ??= this.#tryToOpen(scanner, place).finally(() => {
      scanner.opening = undefined;
    });
    return scanner.opening;
  }

  async #tryToOpen(scanner: Scanner, place: LinkPlace): Promise<LinkFailure | undefined> {
    const { baud } = scanner;
    const opened = await place.open(baud);
    if (opened.ok && (!this.#wants(scanner) || scanner.baud !== baud)) {
      await opened.value.close();
      this.#lookLater();
      return { kind: 'gone', detail: 'Nobody wants it any more.' };
    }
    if (!opened.ok) {
      this.#become(scanner, opened.failure.kind === 'gone' ? 'away' : 'busy');
      this.#lookLater();
      return opened.failure;
    }
    this.#listen(scanner, opened.value);
    return undefined;
  }

  #listen(scanner: Scanner, link: Link): void {
    const ear = new SerialEar(scanner.id, scanner.suffixed, this.#clock, {
      scanned: (delivery, suffixed) => {
        if (scanner.suffixed !== suffixed) {
          scanner.suffixed = suffixed;
          this.#remember();
        }
        for (const listener of this.#scanListeners) listener(delivery);
      },
      down: () => {
        scanner.line = undefined;
        this.#become(scanner, 'away');
        // Plugged in again, it is announced; a line that broke otherwise is not.
        this.#lookLater();
      },
    });
    scanner.line = { link, ear };
    if (scanner.isNew) {
      scanner.isNew = false;
      this.#remember();
    }
    this.#become(scanner, 'ready');
    link.listen(ear);
  }

  async #close(scanner: Scanner): Promise<void> {
    const { line, opening } = scanner;
    scanner.line = undefined;
    scanner.state = 'off';
    line?.ear.stop();
    await line?.link.close();
    if (opening) await within(this.#clock, LET_GO_MS, opening);
  }

  #wants(scanner: Scanner): boolean {
    return !this.#released && this.#scanners.includes(scanner);
  }

  #lookLater(): void {
    this.#stopTimer();
    if (!this.#released) this.#stopTimer = this.#clock.after(OPEN_AGAIN_MS, () => void this.#look());
  }

  #become(scanner: Scanner, state: ScannerDevice['state']): void {
    scanner.state = state;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#changeListeners) listener();
  }

  #remember(): void {
    const kept = this.#scanners
      .filter(({ isNew }) => !isNew)
      .map(({ id, baud, suffixed }): KeptSerial => ({ id, baud, suffixed }));
    try {
      this.#memory.set(serialMemory, JSON.stringify(kept));
    } catch {
      // A full medium: the scanner must be chosen again after a reload.
    }
  }
}

const failureOf = ({ kind, detail }: LinkFailure): ScannerFailure => ({
  kind: kind === 'refused' || kind === 'unsupported' ? kind : 'busy',
  detail,
});
