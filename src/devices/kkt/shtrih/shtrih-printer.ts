/** ШТРИХ-М behind the port of the house (kkt-shtrih.md). Both firmware families, both link protocols, any link. */
import type {
  CashState,
  FiscalPrinter,
  PrinterFailure,
  PrinterRegistration,
  PrinterState,
  PrintRules,
} from '../../../app/ports/printer.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { DeviceExchange } from '../../../app/ports/device-log.ts';
import type { FoundDocument } from '../../../domain/document/found-document.ts';
import type { KktSetup } from '../../../domain/shop/shop.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import type { Kopecks } from '../../../domain/base/money.ts';
import type { FiscalMark } from '../../../domain/document/document.ts';
import type { ShiftTakings } from '../../../domain/document/takings.ts';
import { fail, ok } from '../../../domain/base/result.ts';
import { epochMs, type EpochMs } from '../../../domain/base/time.ts';
import type { Deed, Question, Signed } from '../../../protocol/shtrih/command.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import type { LocalDateTime } from '../../../protocol/shtrih/date.ts';
import { tlv } from '../../../protocol/shtrih/tlv.ts';
import type { Mode } from '../../../protocol/shtrih/status.ts';
import type { LinkSource } from '../../links/link.ts';
import type { Connection } from './connection.ts';
import { fault } from './limits.ts';
import { nothing, unclosed, type Answer } from './answers.ts';
import { contents } from './archive.ts';
import { foundDocument, signOf } from './found.ts';
import { HandOver } from './hand-over.ts';
import { identify, type Known } from './identity.ts';
import { registration } from './registration.ts';
import { ReceiptFiller } from './receipt-filler.ts';
import { cashOf, moneyIn, takingsOf } from './registers.ts';
import { connect, type Memory } from './search.ts';
import { shiftStateOf, troubleOf, warningsOf } from './state.ts';

export interface ShtrihDeps {
  readonly source: LinkSource;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly setup: Pick<KktSetup, 'password' | 'vat22'>;
  /** The clock of the ККТ is UTC plus so many hours. */
  readonly zone: () => number;
  /** Hears of each exchange with the device. */
  readonly heard?: ((exchange: DeviceExchange) => void) | undefined;
}

/** Out of a special mode a command or two lead; a device that stays in one is not ours to mend. */
const restTries = 5;
/** The ФН dates documents by the minute. */
const minuteMs = 60_000;
/** Other documents than receipts since the shift was opened: corrections, reports. Further back nobody looks. */
const shiftOpeningSearch = 5;

export class ShtrihPrinter implements FiscalPrinter {
  readonly #deps: ShtrihDeps;
  readonly #password: number;
  #known: Known | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<() => void>();
  readonly #handOver: HandOver;
  readonly #filler: ReceiptFiller;
  #shiftOpening: { readonly shift: number; readonly at: EpochMs; readonly fd: number } | undefined;
  /** How far the clock of the ККТ was ahead of this PC's when it was last asked, ms. */
  #clockAhead = 0;

  constructor(deps: ShtrihDeps) {
    this.#deps = deps;
    this.#password = deps.setup.password;
    this.#filler = new ReceiptFiller(this.#password);
    this.#handOver = new HandOver(deps.clock, () => void this.release());
  }

  state(): Answer<PrinterState> {
    return this.#ask((known) => this.#state(known));
  }

  registration(): Answer<PrinterRegistration> {
    return this.#ask((known) => registration(known, this.#password));
  }

  rest(): Answer<void> {
    return this.#ask(({ connection }) => this.#rest(connection));
  }

  print(document: Tags, rules: PrintRules): Answer<FiscalMark> {
    // Nothing is sent of a document that cannot be ended: what was begun would have to be annulled, on paper.
    const wrong = fault(document);
    if (wrong) return Promise.resolve(fail(wrong));
    return this.#inTurn(async (known) => {
      const rested = unclosed(await this.#rest(known.connection));
      if (!rested.ok) return rested;
      const { connection } = known;
      const undo = kkt.cancelReceipt({ password: this.#password });
      const filled = await this.#filler.fill(document, rules, known);
      if (!filled.ok) {
        // Before the closing command nothing is fiscal: what was begun is annulled, now or by the next `rest`.
        if (filled.failure.kind === 'refused' && !connection.broken) await connection.ask(undo);
        return filled;
      }
      const closed = await connection.do(filled.value, { read: () => this.#lastFd(connection), undo });
      return closed.ok ? ok(await this.#markOf(known, closed.value, this.#deps.clock.now())) : closed;
    });
  }

  find(fd: number, { full } = { full: false }): Answer<FoundDocument | undefined> {
    return this.#ask(async (known) => {
      const found = await this.#find(known, fd);
      if (!full || !found.ok || found.value?.kind !== 'receipt') return found;
      const read = await contents(known.connection, { password: this.#password, fd });
      return read.ok ? ok({ ...found.value, contents: read.value }) : read;
    });
  }

  openShift(cashier: string): Answer<FiscalMark> {
    return this.#shiftDocument(cashier, kkt.beginOpenShift, kkt.openShift);
  }

  closeShift(cashier: string): Answer<FiscalMark> {
    return this.#shiftDocument(cashier, kkt.beginCloseShift, kkt.closeShift);
  }

  report(): Answer<void> {
    return this.#atRest(({ connection }) => connection.ask(kkt.xReport({ password: this.#password })));
  }

  copy(): Answer<void> {
    return this.#atRest(({ connection }) => connection.ask(kkt.printCopy({ password: this.#password })));
  }

  cash(): Answer<CashState> {
    return this.#ask(({ connection }) => cashOf(connection, this.#password));
  }

  counters(): Answer<ShiftTakings | undefined> {
    return this.#ask(({ connection }) => takingsOf(connection, this.#password));
  }

  cashIn(sum: Kopecks): Answer<void> {
    return this.#moveCash(kkt.cashIn({ password: this.#password, sum }), kkt.moneyRegisters.cashIns);
  }

  cashOut(sum: Kopecks): Answer<void> {
    return this.#moveCash(kkt.cashOut({ password: this.#password, sum }), kkt.moneyRegisters.cashOuts);
  }

  openDrawer(): Answer<void> {
    return this.#inTurn(async ({ connection }) =>
      nothing(await connection.ask(kkt.openDrawer({ password: this.#password }))),
    );
  }

  onChange(listener: () => void): () => void {
    const stop = this.#deps.source.onAppear(listener);
    this.#listeners.add(listener);
    return () => {
      stop();
      this.#listeners.delete(listener);
    };
  }

  async release(): Promise<void> {
    const known = this.#known;
    // First: a call that comes during the goodbye opens a connection of its own.
    this.#known = undefined;
    await known?.connection.close();
  }

  // ── one thing at a time, on a connection that works ─────────────────────────────────────────

  #inTurn<Value>(work: (known: Known) => Answer<Value>): Answer<Value> {
    this.#handOver.begin();
    const done = this.#last.then(async () => {
      const hadConnection = this.#known !== undefined;
      const once = async (): Answer<Value> => {
        const known = await this.#connected();
        return known.ok ? work(known.value) : known;
      };
      const first = await once();
      // A connection may have died while nobody looked. Nothing has happened, so the whole of it may be done on a new one.
      return !first.ok && first.failure.kind === 'not-connected' && hadConnection ? once() : first;
    });
    this.#last = done.catch(() => undefined).finally(() => this.#handOver.end());
    return done;
  }

  /** What makes no document and moves no money: a lost answer leaves nothing in doubt, and it may be asked again. */
  #ask<Value>(work: (known: Known) => Answer<Value>): Answer<Value> {
    return this.#inTurn(async (known) => unclosed(await work(known)));
  }

  async #connected(): Answer<Known> {
    if (this.#known && !this.#known.connection.broken) return ok(this.#known);
    this.#known = undefined;
    const { source, memory, clock } = this.#deps;
    const connected = await connect(source, memory, clock, this.#password);
    if (!connected.ok) return connected;
    connected.value.onExchange((exchange) => this.#deps.heard?.(exchange));
    connected.value.onWanted(() => this.#handOver.wanted());
    const known = await identify(connected.value, this.#deps.setup, this.#epoch);
    if (known.ok) {
      this.#known = known.value;
      connected.value.onDown(() => {
        for (const listener of this.#listeners) listener();
      });
    } else await connected.value.close();
    // Nothing was asked of it but its name: whatever failed, nothing has happened.
    return known.ok || known.failure.kind === 'refused'
      ? known
      : fail({ kind: 'not-connected', detail: known.failure.detail });
  }

  #atRest(work: (known: Known) => Answer<unknown>): Answer<void> {
    return this.#inTurn(async (known) => {
      const rested = unclosed(await this.#rest(known.connection));
      return rested.ok ? nothing(await work(known)) : rested;
    });
  }

  /** No document tells of cash that was moved: the register of its sum does (§7.3). */
  #moveCash(deed: Deed<unknown>, register: number): Answer<void> {
    return this.#atRest(({ connection }) =>
      connection.do(deed, { read: () => moneyIn(connection, this.#password, register) }),
    );
  }

  async #lastFd(connection: Connection): Answer<number> {
    const status = await connection.ask(kkt.fnStatus({ password: this.#password }));
    return status.ok ? ok(status.value.lastFd) : status;
  }

  // ── how it is ───────────────────────────────────────────────────────────────────────────────

  async #state(known: Known): Answer<PrinterState> {
    const { connection, model, demo, about } = known;
    const signed = { password: this.#password };
    // The long status: its clock dates the documents, and recovery compares times with them.
    const status = await connection.ask(kkt.fullStatus(signed));
    if (!status.ok) return status;
    const clock = this.#epoch(status.value.clock);
    if (clock !== undefined) this.#clockAhead = clock - this.#deps.clock.now();
    const fn = await connection.ask(kkt.fnStatus(signed));
    if (!fn.ok) return fn;
    const shift = await connection.ask(kkt.shiftState(signed));
    if (!shift.ok) return shift;
    const ofd = await connection.ask(kkt.ofdStatus(signed));
    if (!ofd.ok && ofd.failure.kind !== 'refused') return ofd;
    const { warnings, lastFd } = fn.value;
    const { shift: number, receipt, open } = shift.value;
    const opening = open ? await this.#opening(known, number, lastFd, receipt) : ok(undefined);
    if (!opening.ok) return opening;
    return ok({
      model,
      demo,
      about,
      lastFd,
      fn: fn.value.fn,
      clock,
      shift: {
        state: shiftStateOf(open, status.value.mode),
        number,
        openedAt: opening.value?.at,
        openedFd: opening.value?.fd,
      },
      trouble: troubleOf(status.value, fn.value.phase),
      interrupted: status.value.submode === 'no-paper-printing' || status.value.submode === 'continue',
      ofd: ofd.ok
        ? { unsent: ofd.value.unsent, since: this.#epoch(ofd.value.unsent > 0 ? ofd.value.firstTime : undefined) }
        : undefined,
      warnings: warningsOf(warnings),
    });
  }

  /** No command tells when the shift began, but its opening is a document in the ФН: before its receipts, or a few further back. */
  async #opening(
    known: Known,
    shift: number,
    lastFd: number,
    receipts: number,
  ): Answer<Pick<FiscalMark, 'at' | 'fd'> | undefined> {
    if (this.#shiftOpening?.shift === shift) return ok(this.#shiftOpening);
    for (let fd = lastFd - receipts; fd > Math.max(0, lastFd - receipts - shiftOpeningSearch); fd -= 1) {
      const found = await this.#find(known, fd);
      if (!found.ok) return found;
      if (found.value?.kind !== 'shift-opened') continue;
      const { at } = found.value.mark;
      this.#shiftOpening = { shift, at, fd };
      return ok(this.#shiftOpening);
    }
    return ok(undefined);
  }

  async #rest(connection: Connection): Answer<void> {
    const signed = { password: this.#password };
    let refused: PrinterFailure = { kind: 'refused', trouble: 'wrong-mode' };
    for (let tries = 0; tries < restTries; tries += 1) {
      const ready = await connection.printed();
      if (!ready.ok) return ready;
      const wayOut = (
        {
          'document-open': kkt.cancelReceipt(signed),
          'data-output': kkt.interruptOutput(signed),
          'test-run': kkt.interruptTestRun(signed),
        } as Partial<Record<Mode, Question<unknown>>>
      )[ready.value.mode];
      if (!wayOut) return ok(undefined);
      let left = await connection.ask(wayOut);
      // Opened by another program's operator: the administrator may annul it (§4, 59h).
      if (!left.ok && left.failure.kind === 'refused' && left.failure.trouble === 'other-operator')
        left = await connection.ask(kkt.cancelReceipt({ password: connection.info.administratorPassword }));
      if (left.ok) continue;
      // It may have gone that way and refused all the same: its mode says so.
      if (left.failure.kind !== 'refused') return left;
      refused = left.failure;
    }
    return fail(refused);
  }

  // ── documents ───────────────────────────────────────────────────────────────────────────────

  /** The document exists, and its time is the ФН's: told with the closing, or read from the document, on a new connection if this one is gone. `closedAt`: when its answer came. */
  async #markOf(known: Known, { fd, fp, time }: kkt.Closed, closedAt: EpochMs): Promise<FiscalMark> {
    const at =
      this.#epoch(time) ??
      (await this.#timeOf(known, fd)) ??
      (await this.#timeAnew(known, fd)) ??
      this.#minuteOf(closedAt);
    return { fn: known.fn, fd, fpd: signOf(fp), at };
  }

  async #timeOf({ connection }: Known, fd: number): Promise<EpochMs | undefined> {
    if (connection.broken) return undefined;
    const found = await connection.ask(kkt.findDocument({ password: this.#password, fd }));
    return found.ok ? this.#epoch(found.value.time) : undefined;
  }

  async #timeAnew({ connection, fn }: Known, fd: number): Promise<EpochMs | undefined> {
    // It was asked, and does not know.
    if (!connection.broken) return undefined;
    const again = await this.#connected();
    return again.ok && again.value.fn === fn ? this.#timeOf(again.value, fd) : undefined;
  }

  /** What the ФН must have written at `now`, by the clock of the ККТ as it was last heard: whoever cannot be asked is not taken for a PC. */
  #minuteOf(now: EpochMs): EpochMs {
    const there = now + this.#clockAhead;
    return epochMs(there - (there % minuteMs));
  }

  async #find({ connection, fn }: Known, fd: number): Answer<FoundDocument | undefined> {
    if (fd < 1) return ok(undefined);
    const found = await connection.ask(kkt.findDocument({ password: this.#password, fd }));
    if (!found.ok)
      return found.failure.kind === 'refused' && found.failure.trouble === 'no-document' ? ok(undefined) : found;
    const { value } = found;
    return ok(foundDocument(fn, value, this.#epoch(value.time) ?? this.#deps.clock.now()));
  }

  /** A document of the shift, with the cashier's name on it where the firmware takes one (FF41/FF42 and FF0C, §2.8). */
  #shiftDocument(
    cashier: string,
    begin: (signed: Signed) => Question<unknown>,
    close: (signed: Signed) => Deed<unknown>,
  ): Answer<FiscalMark> {
    return this.#inTurn(async (known) => {
      const { connection } = known;
      const signed = { password: this.#password };
      const rested = unclosed(await this.#rest(connection));
      if (!rested.ok) return rested;
      const begun = cashier === '' ? undefined : await connection.ask(begin(signed));
      if (begun && !begun.ok && begun.failure.kind !== 'refused') return unclosed(begun);
      if (begun?.ok) {
        const named = await connection.ask(kkt.documentTags({ ...signed, tags: [tlv(1021, cashier)] }));
        if (!named.ok && named.failure.kind !== 'refused') return unclosed(named);
      }
      const read = (): Answer<number> => this.#lastFd(connection);
      const done = await connection.do(
        close(signed),
        begun?.ok ? { read, undo: kkt.cancelFnDocument(signed) } : { read },
      );
      if (!done.ok) return done;
      const lastFd = await this.#lastFd(connection);
      const found = lastFd.ok ? await this.#find(known, lastFd.value) : lastFd;
      // Its answer is in hand, its number is not: the caller asks the ФН.
      if (!found.ok || !found.value) return fail({ kind: 'lost-answer', detail: 'number' });
      return ok(found.value.mark);
    });
  }

  /** The ФН's clock has no zone and counts minutes. */
  readonly #epoch = (time: LocalDateTime | undefined): EpochMs | undefined =>
    time === undefined ? undefined : epochMs(Date.parse(`${time}Z`) - this.#deps.zone() * 3_600_000);
}
