/** Finding a ШТРИХ-М among the places a device may be at, and asking it things. */
import type { Clock, PrinterFailure } from '../../../app/ports.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';
import { answerLimits, readAnswer, type Command } from '../../../protocol/shtrih/command.ts';
import {
  continuePrint,
  errorText,
  modelInfo,
  shortStatus,
  type ShortStatus,
} from '../../../protocol/shtrih/commands/index.ts';
import { probeOrder, speeds, type Protocol } from '../../../protocol/shtrih/detect.ts';
import { deviceError, type DeviceError } from '../../../protocol/shtrih/errors.ts';
import type { ModelInfo } from '../../../protocol/shtrih/model.ts';
import type { Link, LinkFailure, LinkPlace, LinkSource } from '../../links/link.ts';
import { findSession, type Session } from './session.ts';

/** Where and how the ККТ answered last; kept over reloads, so that the search is made once. */
export interface Remembered {
  readonly place: string;
  readonly baud: number;
  readonly protocol: Protocol;
}

export interface Memory {
  get(): Remembered | undefined;
  set(found: Remembered): void;
}

/** A device that is there answers a probe in tens of ms; over a slow radio bridge it may take half a second (kkt-shtrih.md §6). */
const probeMs = 1_000;
/** The same for speeds nobody has told us of: seven of them, and a person waits. */
const searchMs = 500;

/** An open way to a ККТ that has said who it is. */
export class Connection {
  readonly place: string;
  readonly info: ModelInfo;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #password: number;
  #broken = false;

  constructor(place: string, info: ModelInfo, session: Session, clock: Clock, password: number) {
    this.place = place;
    this.info = info;
    this.#session = session;
    this.#clock = clock;
    this.#password = password;
  }

  /** After this it is of no use: connect anew. */
  get broken(): boolean {
    return this.#broken || this.#session.isDown();
  }

  onDown(listener: () => void): void {
    this.#session.onDown(listener);
  }

  close(): Promise<void> {
    this.#broken = true;
    return this.#session.close();
  }

  /**
   * Asks once and for all. `not-connected` and `refused`: it was certainly not done. `lost-answer`: nobody knows; never to be
   * repeated blindly. A device that is still printing, or waits to go on printing, is waited for: such a refusal changes nothing.
   */
  async ask<Answer>(command: Command<Answer>): Promise<Result<Answer, PrinterFailure>> {
    for (let tries = 0; ; tries += 1) {
      const exchange = await this.#session.exchange(command.data, answerLimits[command.limit]);
      if (exchange.kind !== 'answer') {
        await this.close();
        return fail(
          exchange.kind === 'lost'
            ? { kind: 'lost-answer', detail: exchange.detail }
            : { kind: 'not-connected', detail: exchange.detail },
        );
      }
      const answered = readAnswer(command, exchange.data);
      if (answered.ok) return ok(answered.value);
      // Some other answer: what it belongs to nobody can say any more.
      if ('malformed' in answered) {
        await this.close();
        return fail({ kind: 'lost-answer', detail: `${command.name}: ${answered.malformed}` });
      }
      const error = deviceError(answered.code);
      if (tries < waitTries && (error.kind === 'printing' || error.kind === 'continue-print')) {
        const ready = await this.printed();
        if (!ready.ok) return ready;
        continue;
      }
      return this.#refused(command, answered.code, error);
    }
  }

  /** Waits until nothing is being printed; goes on with what paper has interrupted. Refused: a person must see to paper or cover first. */
  async printed(): Promise<Result<ShortStatus, PrinterFailure>> {
    const until = this.#clock.now() + printLimitMs;
    for (;;) {
      const status = await this.ask(shortStatus({ password: this.#password }));
      if (!status.ok) return status;
      const { submode, flags } = status.value;
      if (submode === 'ready' || submode === 'no-paper') return status;
      if (submode === 'no-paper-printing')
        return fail({ kind: 'refused', trouble: flags.coverOpen ? 'cover-open' : 'no-paper' });
      if (this.#clock.now() > until) return fail({ kind: 'refused', trouble: 'printing' });
      if (submode === 'continue') {
        const going = await this.ask(continuePrint({ password: this.#password }));
        if (!going.ok && going.failure.kind !== 'refused') return going;
      }
      await pause(this.#clock, pollMs);
    }
  }

  /** The maker's own words beside ours, where the model has them: its log is what a service engineer asks for. */
  async #refused(
    command: Command<unknown>,
    code: number,
    { kind, effect }: DeviceError,
  ): Promise<Result<never, PrinterFailure>> {
    const number = `${code.toString(16).toUpperCase().padStart(2, '0')}h`;
    let words = '';
    if (this.info.features.errorTexts) {
      const exchange = await this.#session.exchange(errorText().data, answerLimits.status);
      const told = exchange.kind === 'answer' ? readAnswer(errorText(), exchange.data) : undefined;
      if (told?.ok) words = told.value;
    }
    const detail = [number, command.name, words].filter(Boolean).join(', ');
    // The ФН did not answer the ККТ in time, or paper stopped, which comes after the ФН: the document may exist all the same.
    return fail(
      command.closes && (effect === 'unknown' || afterTheFn.has(kind))
        ? { kind: 'lost-answer', detail }
        : { kind: 'refused', trouble: kind, detail },
    );
  }
}

/** Troubles of printing: a closed document is in the ФН before the first line is on paper (§7.1). */
const afterTheFn: ReadonlySet<string> = new Set([
  'no-paper',
  'no-journal-paper',
  'cutter',
  'mechanism',
  'overheated',
  'printer-link',
  'low-voltage',
  'power',
]);
/** A long report takes minutes (P117 p. 9), a receipt seconds; whoever waits longer should look at the ККТ, ms. */
const printLimitMs = 60_000;
/** Between two looks at a print that is running (§4, 50h), ms. */
const pollMs = 200;
const waitTries = 3;

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

/**
 * Looks where the ККТ answered last; the first time, through all places at every likely speed. Never takes the first port for the right
 * one: real machines list empty ones beside it. Other places are left alone once one is known: a scale or a scanner may be there, and a
 * probe every few seconds is no kindness. Whoever moves the cable chooses the port again, and that forgets the old place.
 */
export async function connect(
  source: LinkSource,
  memory: Memory,
  clock: Clock,
  password: number,
): Promise<Result<Connection, PrinterFailure>> {
  const last = memory.get();
  const all = await source.places();
  const places = last
    ? all
        .filter(({ id }) => id === last.place)
        .concat(all.filter(({ id }) => id !== last.place && twin(id, last.place)))
    : all;
  let failure: LinkFailure | undefined;
  for (const place of places) {
    for (const baud of speedsFor(place, last)) {
      const found = await tryPlace(place, baud, last?.protocol, last ? probeMs : searchMs, clock, password);
      if (found.ok && found.value) {
        memory.set({ place: place.id, baud, protocol: found.value.protocol });
        return ok(found.value.connection);
      }
      failure = found.ok ? { kind: 'no-answer' } : found.failure;
      if (!found.ok) break;
    }
  }
  return fail({
    kind: 'not-connected',
    detail: failure ? [failure.kind, failure.detail].filter(Boolean).join(': ') : 'no-place',
  });
}

/** Identical USB adapters have no names of their own: which is first may change (platform.md II.11). */
const twin = (id: string, other: string): boolean =>
  /:[0-9a-f]{4}:[0-9a-f]{4}:/.test(id) && id.replace(/\d+$/, '') === other.replace(/\d+$/, '');

/** A known ККТ keeps its speed, unless it was set back to one of the factory's (kkt-shtrih.md §1.1). */
function speedsFor({ hasSpeed }: LinkPlace, last: Remembered | undefined): readonly number[] {
  if (!hasSpeed) return [speeds[0]];
  return last ? [...new Set([last.baud, ...factorySpeeds])] : speeds;
}
const factorySpeeds = [115_200, 4_800];

/** A failure: the place cannot be opened, at whatever speed. Undefined: nobody of ours answers there. */
async function tryPlace(
  place: LinkPlace,
  baud: number,
  protocol: Protocol | undefined,
  ms: number,
  clock: Clock,
  password: number,
): Promise<Result<{ connection: Connection; protocol: Protocol } | undefined, LinkFailure>> {
  const opened = await place.open(baud);
  if (!opened.ok) return opened;
  const link: Link = opened.value;
  for (const candidate of probeOrder(protocol)) {
    const session = await findSession(link, candidate, clock, ms);
    if (!session) continue;
    // Anything may send a NAK: a ККТ tells its model.
    const exchange = await session.exchange(modelInfo().data, answerLimits.status);
    const info = exchange.kind === 'answer' ? readAnswer(modelInfo(), exchange.data) : undefined;
    if (info?.ok)
      return ok({ connection: new Connection(place.id, info.value, session, clock, password), protocol: candidate });
  }
  await link.close();
  return ok(undefined);
}
