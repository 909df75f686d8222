/** Asking a ШТРИХ-М things, and having it do what must be done once. */
import type { Clock } from '../../../app/ports/clock.ts';
import type { DeviceExchange } from '../../../app/ports/device-log.ts';
import type { PrinterFailure } from '../../../app/ports/printer.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';
import { epochMs } from '../../../domain/base/time.ts';
import { answerLimits, readAnswer, type Command, type Deed, type Question } from '../../../protocol/shtrih/command.ts';
import { continuePrint, errorText, shortStatus, type ShortStatus } from '../../../protocol/shtrih/commands/index.ts';
import { deviceError, type DeviceError } from '../../../protocol/shtrih/errors.ts';
import type { ModelInfo } from '../../../protocol/shtrih/model.ts';
import { pause } from '../../links/within.ts';
import type { Session } from './session.ts';

type Answer<Value> = Promise<Result<Value, PrinterFailure>>;

/** What one exchange came to. */
type Outcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly code: number; readonly error: DeviceError }
  /** The device says that the frame was damaged. */
  | { readonly kind: 'rejected' }
  /** The connection is closed. */
  | { readonly kind: 'failed'; readonly failure: PrinterFailure };

/** How the device itself shows whether a deed was done. */
export interface Proof {
  /** A number that the deed changes and nothing else that is under way does. */
  read(): Answer<number>;
  /** Annuls what the deed would have ended, so that it cannot be done later either. */
  readonly undo?: Question<unknown>;
}

/** An open way to a ККТ that has said who it is. */
export class Connection {
  readonly place: string;
  readonly info: ModelInfo;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #password: number;
  #broken = false;
  #heard: (exchange: DeviceExchange) => void = () => undefined;

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

  /** Tells of each exchange from now on. */
  onExchange(listener: (exchange: DeviceExchange) => void): void {
    this.#heard = listener;
  }

  onWanted(listener: () => void): void {
    this.#session.onWanted(listener);
  }

  close(): Promise<void> {
    this.#broken = true;
    return this.#session.close();
  }

  /**
   * Asks what does no harm when it is done twice. `not-connected`: it was certainly not done. `lost-answer`: nobody knows. `refused`: the device's own
   * word. A device that is still printing, or waits to go on printing, is waited for: such a refusal changes nothing.
   */
  async ask<Value>(question: Question<Value>): Answer<Value> {
    for (let waits = 0; ; waits += 1) {
      const outcome = await this.#repeated(question);
      if (outcome.kind !== 'refused') return plain(outcome);
      if (waits === mostWaits || !isBusy(outcome.error)) return fail(await this.#told(question, outcome));
      const ready = await this.printed();
      if (!ready.ok) return ready;
    }
  }

  /**
   * Has a deed done, once. Neither a NAK nor the code of a refusal is taken for "not done": a late NAK looks like one to the frame, and a device may
   * refuse what it has done. The number of the proof, read before and after, says it; only then the command goes out again, or is `refused`.
   * `not-connected`: certainly not done. `lost-answer`: ask the ФН, or compare the registers.
   */
  async do<Value>(deed: Deed<Value>, proof: Proof): Answer<Value> {
    const before = await proof.read();
    // Nothing was sent yet.
    if (!before.ok)
      return before.failure.kind === 'lost-answer'
        ? fail({ kind: 'not-connected', detail: before.failure.detail })
        : before;
    const isUndone = async (): Promise<boolean> => {
      const after = await proof.read();
      return after.ok && after.value === before.value;
    };
    for (let sendings = 1; ; sendings += 1) {
      const outcome = await this.#once(deed);
      if (outcome.kind === 'done' || outcome.kind === 'failed') return plain(outcome);
      let trouble: PrinterFailure = outcome.kind === 'refused' ? await this.#told(deed, outcome) : damaged;
      const lost = (): Result<never, PrinterFailure> => fail({ kind: 'lost-answer', detail: trouble.detail });
      // The ФН did not answer the ККТ in time, or paper stopped, which comes after the ФН: the document may still be in the making.
      if (outcome.kind === 'refused' && mayBeDoneLater(deed, outcome.error)) return lost();
      if (sendings < mostSendings && (outcome.kind === 'rejected' || isBusy(outcome.error))) {
        const ready = outcome.kind === 'rejected' && !(await this.#session.hush()) ? fail(noisy) : await this.printed();
        if (ready.ok && (await isUndone())) continue;
        if (!ready.ok && ready.failure.kind === 'refused') trouble = ready.failure;
      }
      const undone = proof.undo && (await this.ask(proof.undo));
      if (undone && !undone.ok && undone.failure.kind !== 'refused') return lost();
      if (!(await isUndone())) return lost();
      if (trouble.kind === 'not-connected') await this.close();
      return fail(trouble);
    }
  }

  /** Waits until nothing is being printed; goes on with what paper has interrupted. Refused: a person must see to paper or cover first. */
  async printed(): Answer<ShortStatus> {
    let isOver = false;
    const stop = this.#clock.after(printLimitMs, () => (isOver = true));
    try {
      for (;;) {
        const status = await this.#plainly(shortStatus({ password: this.#password }));
        if (!status.ok) return status;
        const { submode, flags } = status.value;
        if (submode === 'ready' || submode === 'no-paper') return status;
        if (submode === 'no-paper-printing')
          return fail({ kind: 'refused', trouble: flags.coverOpen ? 'cover-open' : 'no-paper' });
        if (isOver) return fail({ kind: 'refused', trouble: 'printing' });
        if (submode === 'continue') {
          const going = await this.#plainly(continuePrint({ password: this.#password }));
          if (!going.ok && going.failure.kind !== 'refused') return going;
        }
        await pause(this.#clock, pollMs);
      }
    } finally {
      stop();
    }
  }

  /** Asks without waiting for a print to end: for what is asked during the wait. */
  async #plainly<Value>(question: Question<Value>): Answer<Value> {
    const outcome = await this.#repeated(question);
    return outcome.kind === 'refused' ? fail(await this.#told(question, outcome)) : plain(outcome);
  }

  /** A frame that came damaged is sent again. */
  async #repeated<Value>(question: Question<Value>): Promise<Exclude<Outcome<Value>, { kind: 'rejected' }>> {
    for (let sendings = 1; ; sendings += 1) {
      const outcome = await this.#once(question);
      if (outcome.kind !== 'rejected') return outcome;
      if (sendings < mostSendings) continue;
      await this.close();
      return { kind: 'failed', failure: damaged };
    }
  }

  async #once<Value>(command: Command<Value>): Promise<Outcome<Value>> {
    const at = epochMs(this.#clock.now());
    const outcome = await this.#exchanged(command);
    this.#heard({ at, code: codeOf(command), ms: this.#clock.now() - at, outcome: outcome.kind });
    return outcome;
  }

  async #exchanged<Value>(command: Command<Value>): Promise<Outcome<Value>> {
    const exchange = await this.#session.exchange(command.data, answerLimits[command.limit]);
    if (exchange.kind === 'rejected') return exchange;
    const answered = exchange.kind === 'answer' ? readAnswer(command, exchange.data) : undefined;
    if (answered?.ok) return { kind: 'done', value: answered.value };
    if (answered && 'code' in answered)
      return { kind: 'refused', code: answered.code, error: deviceError(answered.code) };
    await this.close();
    if (exchange.kind === 'not-sent')
      return { kind: 'failed', failure: { kind: 'not-connected', detail: exchange.detail } };
    // Or some other answer: what it belongs to nobody can say any more.
    return {
      kind: 'failed',
      failure: {
        kind: 'lost-answer',
        detail: exchange.kind === 'lost' ? exchange.detail : `${command.name}: ${answered?.malformed}`,
      },
    };
  }

  /** The maker's own words beside ours, where the model has them: its log is what a service engineer asks for. */
  async #told(
    command: Command<unknown>,
    { code, error }: { readonly code: number; readonly error: DeviceError },
  ): Promise<PrinterFailure> {
    const number = `${code.toString(16).toUpperCase().padStart(2, '0')}h`;
    let words = '';
    if (this.info.features.errorTexts) {
      const exchange = await this.#session.exchange(errorText().data, answerLimits.status);
      const told = exchange.kind === 'answer' ? readAnswer(errorText(), exchange.data) : undefined;
      if (told?.ok) words = told.value;
    }
    return { kind: 'refused', trouble: error.kind, detail: [number, command.name, words].filter(Boolean).join(', ') };
  }
}

/** Commands of the ФН have two bytes, of which the first is FFh. */
const codeOf = ({ data: [first = 0, second = 0] }: Command<unknown>): number =>
  first === 0xff ? first * 256 + second : first;

const plain = <Value>(outcome: Extract<Outcome<Value>, { kind: 'done' | 'failed' }>): Result<Value, PrinterFailure> =>
  outcome.kind === 'done' ? ok(outcome.value) : fail(outcome.failure);

const damaged: PrinterFailure = { kind: 'not-connected', detail: 'The command was damaged on the way.' };
const noisy: PrinterFailure = { kind: 'lost-answer', detail: 'The line does not fall silent.' };

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
const mayBeDoneLater = ({ makes }: Deed<unknown>, { kind, effect }: DeviceError): boolean =>
  makes === 'document' && (effect === 'unknown' || afterTheFn.has(kind));
const isBusy = ({ kind }: DeviceError): boolean => kind === 'printing' || kind === 'continue-print';

/** A long report takes minutes (P117 p. 9), a receipt seconds; whoever waits longer should look at the ККТ, ms. */
const printLimitMs = 60_000;
/** Between two looks at a print that is running (§4, 50h), ms. */
const pollMs = 200;
/** Refusals of a busy device that are waited out for one command. */
const mostWaits = 3;
/** The maker's OPOS driver sends a command that was answered by NAK three times (§1.2). */
const mostSendings = 3;
