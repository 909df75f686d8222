/** ШТРИХ-М behind the port of the house (kkt-shtrih.md). Both firmware families, both link protocols, any link. */
import type {
  CashState,
  Clock,
  FiscalPrinter,
  FoundDocument,
  KktSetup,
  PrinterFailure,
  PrinterState,
  PrintRules,
} from '../../../app/ports.ts';
import type { Tags } from '../../../domain/fiscal-document.ts';
import { markSign, type MarkResult } from '../../../domain/mark-result.ts';
import { kopecks, noMoney, type Kopecks } from '../../../domain/money.ts';
import type { FiscalMark } from '../../../domain/receipt.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';
import { epochMs, type EpochMs } from '../../../domain/time.ts';
import type { PrinterTrouble } from '../../../domain/printer-trouble.ts';
import type { Command, Signed } from '../../../protocol/shtrih/command.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import type { LocalDateTime } from '../../../protocol/shtrih/date.ts';
import { tlv } from '../../../protocol/shtrih/tlv.ts';
import type { Mode } from '../../../protocol/shtrih/status.ts';
import type { LinkSource } from '../../links/link.ts';
import { connect, type Connection, type Memory } from './connection.ts';
import {
  checkTags,
  codeOf,
  headTags,
  itemCommands,
  itemsOf,
  itemsTotal,
  markStatus,
  receiptType,
  vatOf,
} from './document.ts';
import { identify, type Known } from './identity.ts';

export interface ShtrihDeps {
  readonly source: LinkSource;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly setup: Pick<KktSetup, 'password' | 'vat22'>;
  /** The clock of the ККТ is UTC plus so many hours. */
  readonly zone: () => number;
}

type Answer<Value> = Promise<Result<Value, PrinterFailure>>;

/** Out of a special mode a command or two lead; a device that stays in one is not ours to mend. */
const restTries = 5;
/** Other documents than receipts since the shift was opened: corrections, reports. Further back nobody looks. */
const shiftOpeningSearch = 5;

export class ShtrihPrinter implements FiscalPrinter {
  readonly #deps: ShtrihDeps;
  readonly #password: number;
  #known: Known | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<() => void>();
  #shiftOpening: { readonly shift: number; readonly at: EpochMs } | undefined;

  constructor(deps: ShtrihDeps) {
    this.#deps = deps;
    this.#password = deps.setup.password;
  }

  state(): Answer<PrinterState> {
    return this.#ask((known) => this.#state(known));
  }

  rest(): Answer<void> {
    return this.#ask(({ connection }) => this.#rest(connection));
  }

  print(document: Tags, rules: PrintRules): Answer<FiscalMark> {
    return this.#inTurn(async (known) => {
      const rested = unclosed(await this.#rest(known.connection));
      if (!rested.ok) return rested;
      const closed = await this.#fill(document, rules, known);
      if (closed.ok) return ok(await this.#markOf(known, closed.value));
      // Before the closing command nothing is fiscal: what was begun is annulled, now or by the next `rest`.
      if (closed.failure.kind === 'refused' && !known.connection.broken)
        await known.connection.ask(kkt.cancelReceipt({ password: this.#password }));
      return closed;
    });
  }

  find(fd: number): Answer<FoundDocument | undefined> {
    return this.#ask((known) => this.#find(known, fd));
  }

  openShift(cashier: string): Answer<FiscalMark> {
    return this.#shiftDocument(cashier, kkt.beginOpenShift, kkt.openShift);
  }

  closeShift(cashier: string): Answer<FiscalMark> {
    return this.#shiftDocument(cashier, kkt.beginCloseShift, kkt.closeShift);
  }

  report(): Answer<void> {
    return this.#perform(kkt.xReport({ password: this.#password }));
  }

  cash(): Answer<CashState> {
    return this.#ask(async ({ connection }) => {
      const { cashInDrawer, cashIns, cashOuts } = kkt.moneyRegisters;
      const sums: Kopecks[] = [];
      for (const register of [cashInDrawer, cashIns, cashOuts]) {
        const read = await connection.ask(kkt.moneyRegister({ password: this.#password, register }));
        if (!read.ok) return read;
        sums.push(kopecks(read.value.value));
      }
      const [drawer = noMoney, paidIn = noMoney, paidOut = noMoney] = sums;
      return ok({ drawer, paidIn, paidOut });
    });
  }

  cashIn(sum: Kopecks): Answer<void> {
    return this.#perform(kkt.cashIn({ password: this.#password, sum }));
  }

  cashOut(sum: Kopecks): Answer<void> {
    return this.#perform(kkt.cashOut({ password: this.#password, sum }));
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
    await this.#known?.connection.close();
    this.#known = undefined;
  }

  // ── one thing at a time, on a connection that works ─────────────────────────────────────────

  #inTurn<Value>(work: (known: Known) => Answer<Value>): Answer<Value> {
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
    this.#last = done.catch(() => undefined);
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

  /** Something printed that is no fiscal document. */
  #perform(command: Command<unknown>): Answer<void> {
    return this.#inTurn(async ({ connection }) => {
      const rested = unclosed(await this.#rest(connection));
      return rested.ok ? nothing(await connection.ask(command)) : rested;
    });
  }

  // ── how it is ───────────────────────────────────────────────────────────────────────────────

  async #state(known: Known): Answer<PrinterState> {
    const { connection, model, demo, about } = known;
    const signed = { password: this.#password };
    const status = await connection.ask(kkt.shortStatus(signed));
    if (!status.ok) return status;
    const fn = await connection.ask(kkt.fnStatus(signed));
    if (!fn.ok) return fn;
    const shift = await connection.ask(kkt.shiftState(signed));
    if (!shift.ok) return shift;
    const ofd = await connection.ask(kkt.ofdStatus(signed));
    if (!ofd.ok && ofd.failure.kind !== 'refused') return ofd;
    const { warnings, lastFd } = fn.value;
    const { shift: number, receipt, open } = shift.value;
    const opening = open ? await this.#openedAt(known, number, lastFd, receipt) : ok(undefined);
    if (!opening.ok) return opening;
    return ok({
      model,
      demo,
      about,
      lastFd,
      fn: fn.value.fn,
      shift: {
        state: !open ? 'closed' : status.value.mode === 'shift-expired' ? 'expired' : 'open',
        number,
        openedAt: opening.value,
      },
      trouble: troubleOf(status.value, fn.value.phase),
      interrupted: status.value.submode === 'no-paper-printing' || status.value.submode === 'continue',
      ofd: ofd.ok
        ? { unsent: ofd.value.unsent, since: this.#epoch(ofd.value.unsent > 0 ? ofd.value.firstTime : undefined) }
        : undefined,
      warnings: [
        ...(warnings.replaceAtOnce ? (['fn-3-days'] as const) : []),
        ...(warnings.replaceSoon ? (['fn-30-days'] as const) : []),
        ...(warnings.memoryFull ? (['fn-memory'] as const) : []),
        ...(warnings.ofdOverdue ? (['ofd-silent'] as const) : []),
      ],
    });
  }

  /** No command tells when the shift began, but its opening is a document in the ФН: before its receipts, or a few further back. */
  async #openedAt(known: Known, shift: number, lastFd: number, receipts: number): Answer<EpochMs | undefined> {
    if (this.#shiftOpening?.shift === shift) return ok(this.#shiftOpening.at);
    for (let fd = lastFd - receipts; fd > Math.max(0, lastFd - receipts - shiftOpeningSearch); fd -= 1) {
      const found = await this.#find(known, fd);
      if (!found.ok) return found;
      if (found.value?.kind !== 'shift-opened') continue;
      this.#shiftOpening = { shift, at: found.value.mark.at };
      return ok(found.value.mark.at);
    }
    return ok(undefined);
  }

  async #rest(connection: Connection): Answer<void> {
    const signed = { password: this.#password };
    for (let tries = 0; tries < restTries; tries += 1) {
      const ready = await connection.printed();
      if (!ready.ok) return ready;
      const wayOut = (
        {
          'document-open': kkt.cancelReceipt(signed),
          'data-output': kkt.interruptOutput(signed),
          'test-run': kkt.interruptTestRun(signed),
        } as Partial<Record<Mode, Command<unknown>>>
      )[ready.value.mode];
      if (!wayOut) return ok(undefined);
      let left = await connection.ask(wayOut);
      // Opened by another program's operator: the administrator may annul it (§4, 59h).
      if (!left.ok && left.failure.kind === 'refused' && left.failure.trouble === 'other-operator')
        left = await connection.ask(kkt.cancelReceipt({ password: connection.info.administratorPassword }));
      if (!left.ok) return left;
    }
    return fail({ kind: 'refused', trouble: 'wrong-mode' });
  }

  // ── documents ───────────────────────────────────────────────────────────────────────────────

  /** From the opening of the receipt to its closing. Only the last command can make a document: all that fails before it has certainly made none. */
  async #fill(document: Tags, rules: PrintRules, known: Known): Answer<kkt.Closed> {
    const { connection, dialect } = known;
    const signed = { password: this.#password };
    const type = receiptType(document);
    const items = itemsOf(document);
    if (!type) return fail({ kind: 'refused', trouble: 'wrong-document-type' });
    const untaxable = items.findIndex((item) => vatOf(item, dialect) === undefined);
    if (untaxable >= 0)
      return fail({
        kind: 'refused',
        trouble: 'settings',
        item: untaxable,
        detail: `1199=${String(items[untaxable]?.[1199])}`,
      });

    const before = async (command: Command<unknown>, item?: number): Answer<void> =>
      unclosed(nothing(await connection.ask(command)), item);
    const opened = await before(kkt.openReceipt({ ...signed, type }));
    if (!opened.ok) return opened;
    for (const [index, item] of items.entries()) {
      const checked = await this.#checkMark(item, index, type, rules, connection);
      if (!checked.ok) return unclosed(checked, index);
    }
    for (const [index, item] of items.entries()) {
      for (const command of itemCommands(item, type, dialect)) {
        const done = await before(command, index);
        if (!done.ok) return done;
      }
    }
    const tags = headTags(document);
    const headed = tags.length > 0 ? await before(kkt.documentTags({ ...signed, tags })) : ok(undefined);
    if (!headed.ok) return headed;
    const subtotal = unclosed(await connection.ask(kkt.subtotal(signed)));
    if (!subtotal.ok) return subtotal;
    const sum = itemsTotal(document);
    if (subtotal.value.sum !== sum)
      return fail({ kind: 'refused', trouble: 'wrong-subtotal', detail: `${subtotal.value.sum} ≠ ${sum}` });

    return connection.ask(
      kkt.closeReceipt({
        ...signed,
        // Change is the till's business: the ККТ is told what is paid, to the kopeck.
        cash: Number(document[1031]),
        cashless: [Number(document[1081])],
        rounding: sum - Number(document[1020]),
        taxation: Number(document[1055]),
      }),
    );
  }

  /** FF61, then FF69 whatever it said (§3.2). A silent ОИСМ forbids nothing: the sale goes on with [М]. */
  async #checkMark(
    item: Tags,
    index: number,
    type: kkt.ReceiptType,
    rules: PrintRules,
    connection: Connection,
  ): Answer<void> {
    const km = codeOf(item);
    if (km === undefined) return ok(undefined);
    const signed = { password: this.#password };
    const checked = await connection.ask(
      kkt.checkMark({ ...signed, km, status: markStatus(item, type), tags: checkTags(item) }),
    );
    if (!checked.ok) return checked;
    const { local, remote } = checked.value;
    const oism = remote.kind === 'answered' ? 'answered' : 'silent';
    // Without an answer of ОИСМ the ФН's own check alone stands in 2106 (§3.1).
    const told: MarkResult = {
      oism,
      result: remote.kind === 'answered' ? remote.result : { 'not-checked': 0, bad: 1, good: 3 }[local],
    };
    const refused = rules.refuseRefuted && markSign(told) === 'M-';
    const decided = await connection.ask(kkt.decideMark({ ...signed, accept: !refused }));
    if (!decided.ok) return decided;
    if (refused) rules.marked(index, told);
    if (refused) return fail({ kind: 'refused', trouble: 'bad-mark' });
    const settled: MarkResult = { oism, result: decided.value };
    rules.marked(index, settled);
    return rules.refuseRefuted && markSign(settled) === 'M-'
      ? fail({ kind: 'refused', trouble: 'bad-mark' })
      : ok(undefined);
  }

  /** The document exists: what cannot be asked any more is taken from our side. */
  async #markOf({ connection, fn }: Known, { fd, fp, time }: kkt.Closed): Promise<FiscalMark> {
    return {
      fn,
      fd,
      fpd: signOf(fp),
      at: this.#epoch(time) ?? (await this.#timeOf(connection, fd)) ?? this.#deps.clock.now(),
    };
  }

  async #timeOf(connection: Connection, fd: number): Promise<EpochMs | undefined> {
    if (connection.broken) return undefined;
    const found = await connection.ask(kkt.findDocument({ password: this.#password, fd }));
    return found.ok ? this.#epoch(found.value.time) : undefined;
  }

  async #find({ connection, fn }: Known, fd: number): Answer<FoundDocument | undefined> {
    if (fd < 1) return ok(undefined);
    const found = await connection.ask(kkt.findDocument({ password: this.#password, fd }));
    if (!found.ok)
      return found.failure.kind === 'refused' && found.failure.trouble === 'no-document' ? ok(undefined) : found;
    const { value } = found;
    const mark: FiscalMark = {
      fn,
      fd: value.fd,
      fpd: signOf(value.fp),
      at: this.#epoch(value.time) ?? this.#deps.clock.now(),
    };
    if (value.kind === 'receipt' || value.kind === 'form')
      return ok({ kind: 'receipt', operation: value.operation, mark, total: kopecks(value.sum) });
    const kind =
      value.kind === 'shift-opening' ? 'shift-opened' : value.kind === 'shift-closing' ? 'shift-closed' : 'other';
    return ok({ kind, mark, total: noMoney });
  }

  /** A document of the shift, with the cashier's name on it where the firmware takes one (FF41/FF42 and FF0C, §2.8). */
  #shiftDocument(
    cashier: string,
    begin: (signed: Signed) => Command<unknown>,
    close: (signed: Signed) => Command<unknown>,
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
      const done = await connection.ask(close(signed));
      if (!done.ok) {
        if (done.failure.kind === 'refused' && begun?.ok && !connection.broken)
          await connection.ask(kkt.cancelFnDocument(signed));
        return done;
      }
      const status = await connection.ask(kkt.fnStatus(signed));
      const found = status.ok ? await this.#find(known, status.value.lastFd) : status;
      // Its answer is in hand, its number is not: the caller asks the ФН.
      if (!found.ok || !found.value) return fail({ kind: 'lost-answer', detail: 'number' });
      return ok(found.value.mark);
    });
  }

  /** The ФН's clock has no zone and counts minutes. */
  readonly #epoch = (time: LocalDateTime | undefined): EpochMs | undefined =>
    time === undefined ? undefined : epochMs(Date.parse(`${time}Z`) - this.#deps.zone() * 3_600_000);
}

/** ФПД as a receipt prints it: ten digits. */
const signOf = (fp: number): string => String(fp).padStart(10, '0');

const nothing = (answer: Result<unknown, PrinterFailure>): Result<void, PrinterFailure> =>
  answer.ok ? ok(undefined) : answer;

/** Of a command that closes no document a lost answer is no doubt: nothing fiscal has happened. */
const unclosed = <Value>(answer: Result<Value, PrinterFailure>, item?: number): Result<Value, PrinterFailure> => {
  if (answer.ok) return answer;
  if (answer.failure.kind === 'lost-answer') return fail({ kind: 'not-connected', detail: answer.failure.detail });
  return answer.failure.kind === 'refused' && item !== undefined ? fail({ ...answer.failure, item }) : answer;
};

/** What keeps the next document from being printed. A receipt left open is none: the next one begins by annulling it. */
function troubleOf({ submode, mode, flags }: kkt.ShortStatus, phase: kkt.FnPhase): PrinterTrouble | undefined {
  if (phase === 'ready') return 'not-fiscalized';
  if (phase === 'closed' || phase === 'sent') return 'fn-expired';
  if (flags.coverOpen) return 'cover-open';
  if (submode === 'no-paper' || submode === 'no-paper-printing') return 'no-paper';
  if (submode === 'continue') return 'continue-print';
  if (submode === 'printing' || submode === 'reporting') return 'printing';
  if (mode === 'date-unconfirmed') return 'clock-wrong';
  return mode === 'blocked-by-inspector' || mode === 'reset-allowed' || mode === 'full-report'
    ? 'wrong-mode'
    : undefined;
}
