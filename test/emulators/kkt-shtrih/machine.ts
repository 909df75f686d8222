/** The inside of the ККТ: modes, clock, registers, documents. Knows nothing of links. kkt-shtrih §2, §3, §8. */
import { closingTags, sumsOf, sumsRefusal, type Closed, type Closing } from './closing.ts';
import { refuse, Refusal } from './errors.ts';
import { Fn, openDocument, type DocumentKind, type Draft, type FiscalDocument } from './fn.ts';
import { commonTags, letterheadOf } from './letterhead.ts';
import type { MachineOptions } from './machine-options.ts';
import { Marks } from './marks.ts';
import { Printer } from './printer.ts';
import { Receipt, receiptTypes, type VatRate } from './receipt.ts';
import { Registers } from './registers.ts';
import { documentStrip, plainStrip, receiptStrip, roubles } from './strip.ts';
import { Tables } from './tables.ts';
import type { Tags } from './tags.ts';
import { VatRates } from './vat-rates.ts';
import { clock, type Clock } from './wire.ts';

function realTimer(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => {
    clearTimeout(timer);
  };
}

export class Machine {
  readonly cashCore: boolean;
  readonly marks = new Marks();
  readonly printer: Printer;
  readonly tables: Tables;
  readonly model: { readonly code: number; readonly name: string };
  readonly serial: string;
  readonly inn: string;
  readonly rnm: string;
  readonly debugFn: boolean;
  readonly marking: boolean;
  readonly taxations: number;
  readonly options: MachineOptions;
  readonly protocols: readonly (1 | 2)[];
  /** F7h: «Максимальная длина команды» of a real device of either family. */
  readonly maxCommand: 0xff | 0x05af;
  readonly after: (ms: number, act: () => void) => () => void;
  fn: Fn;
  /** Whether the ОФД takes documents. */
  ofd: 'online' | 'silent' = 'online';
  receipt: Receipt | null = null;
  /** Begun by FF41, FF42, FF37; the tags of FF0C wait for the document. */
  begun: { readonly kind: 'shift-opened' | 'shift-closed' | 'settlement-report'; readonly tags: Tags } | null = null;
  /** FF3A: what FF3B has still to give; on desktop it holds the device in mode 1. */
  reading: number[][] | null = null;
  /** 22h waits for 23h. */
  datePending: Clock | null = null;
  testRun = false;
  drawerOpen = false;
  drawerOpenings = 0;
  /** The device's clock less the true time. */
  clockErrorMs = 0;
  lastError: Refusal = refuse(0);
  readonly registers = new Registers();
  readonly #now: () => number;
  readonly #zoneHours: number;
  readonly #vatRates: VatRates;

  constructor(options: MachineOptions = {}) {
    this.options = options;
    const {
      profile = 'desktop',
      fn = '9999078900001234',
      serial = '0000000000054903',
      inn = '7700000000',
      rnm = '0000000001012345',
      vat22 = 'cb',
    } = options;
    this.cashCore = profile === 'cashcore';
    this.after = options.after ?? realTimer;
    this.protocols = options.protocols ?? [1, 2];
    this.maxCommand = this.cashCore ? 0x05af : 0xff;
    this.#now = options.now ?? Date.now;
    this.#zoneHours = options.zoneHours ?? 3;
    this.model =
      options.model ?? (this.cashCore ? { code: 45, name: 'POSCENTER BANK-01Ф' } : { code: 152, name: 'ШТРИХ-НАНО-Ф' });
    this.serial = serial;
    this.inn = inn;
    this.rnm = rnm.padEnd(20);
    this.debugFn = options.debugFn ?? true;
    this.marking = options.marking ?? true;
    this.taxations = options.taxations ?? 0x3f;
    this.printer = new Printer(this.after, options.printMs ?? 0);
    this.tables = new Tables({
      profile,
      serial,
      inn,
      rnm,
      fn,
      taxations: this.taxations,
      user: options.user ?? 'ООО "ПОЛТОРЫ СЕКУНДЫ"',
      address: options.address ?? '101000, г. Москва, ул. Мясницкая, д. 1',
      place: options.place ?? 'Магазин "У дома"',
      firstRate22: vat22 === 'row1',
      workModes: 0,
      extendedModes: this.marking ? 0x10 : 0,
    });
    this.#vatRates = new VatRates(vat22, this.tables);
    this.fn = this.#newFn(fn, options.firstFd ?? 1);
  }

  // ── Time

  /** What the device believes the time is, epoch ms. */
  get now(): number {
    return this.#now() + this.clockErrorMs;
  }

  get clock(): Clock {
    return this.local(this.now);
  }

  local(epochMs: number): Clock {
    return clock(epochMs, this.#zoneHours);
  }

  /** Sets the clock (21h, 22h with 23h). */
  setClock({ year, month, day, hours, minutes, seconds }: Clock): void {
    this.clockErrorMs =
      Date.UTC(year, month - 1, day, hours, minutes, seconds) - this.#zoneHours * 3_600_000 - this.#now();
  }

  // ── State

  /** Low nibble of the mode byte (§2.3). */
  get mode(): number {
    if (this.testRun) return 10;
    if (this.datePending !== null) return 6;
    if (this.reading !== null && !this.cashCore) return 1;
    if (this.receipt !== null) return 8;
    if (this.fn.shift.openedAt === null) return 4;
    return this.fn.overdue(this.now) ? 3 : 2;
  }

  /** The mode byte with the type of the open receipt in its high nibble. */
  get modeByte(): number {
    return this.mode === 8 && this.receipt !== null ? 8 + receiptTypes[this.receipt.operation] * 16 : this.mode;
  }

  get flags(): number {
    const { printer } = this;
    return 0x10 | (printer.paper ? 0x80 : 0) | (printer.coverOpen ? 0x400 : 0) | (this.drawerOpen ? 0x800 : 0);
  }

  /** curDoc of FF01 (§2.5). */
  get currentDocument(): number {
    if (this.receipt !== null) return this.receipt.correction ? openDocument.correction : openDocument.receipt;
    return this.begun === null ? openDocument.none : openDocument[this.begun.kind];
  }

  // ── Registers (§2.10)

  /** A register of money; below 64 they hold the departments of the open receipt. */
  money(register: number): number {
    return register <= 63 && this.receipt !== null
      ? this.receipt.departmentSum(register)
      : this.registers.money(register);
  }

  vat(code: number): VatRate | undefined {
    return this.#vatRates.byCode(code);
  }

  /** The running number of documents, two bytes in answers. */
  get documentNumber(): number {
    return this.registers.counter(152) % 10_000;
  }

  // ── Documents

  #commit(draft: Draft, operator: number): FiscalDocument {
    const document = this.fn.commit(draft, commonTags(this, operator), this.now, this.ofd === 'online');
    this.begun = null;
    this.registers.count(152);
    return document;
  }

  #refusal(kind: DocumentKind): Refusal | null {
    if (this.begun !== null && this.begun.kind !== kind) return refuse(0x02);
    return this.fn.refusal(kind, this.now, this.#now());
  }

  /** Table 17 f7: 1 keeps the next document off the paper, 2 all of them (§2.9). */
  get printsDocuments(): boolean {
    return this.tables.number(17, 1, 7) === 0;
  }

  #print(document: FiscalDocument, lines: readonly string[]): void {
    const silent = !this.printsDocuments;
    if (this.tables.number(17, 1, 7) === 1) this.tables.set(17, 1, 7, 0);
    this.printer.printDocument({ fd: document.fd, kind: document.kind, lines }, silent);
  }

  #newFn(number: string, firstFd: number): Fn {
    const fn = new Fn(number, firstFd);
    this.fn = fn;
    this.#commit({ kind: 'registration', tags: { 1062: this.taxations, 1056: 0, 1002: 0, 1001: 0 } }, 30);
    return fn;
  }

  /** Another ФН, registered anew: the shift of the old one must be closed. */
  replaceFn(number: string): void {
    if (this.mode !== 4) throw new Error('a ФН is replaced while the shift is closed');
    this.#newFn(number, 1);
    this.tables.set(this.tables.fsTable, 1, 4, number);
  }

  openShift(operator: number): FiscalDocument | Refusal {
    if (this.fn.shift.openedAt !== null) return refuse(0x3c);
    const wrong = this.#refusal('shift-opened');
    if (wrong !== null) return wrong;
    this.fn.shift = { number: this.fn.shift.number + 1, openedAt: this.now, receipts: 0 };
    const tags = this.begun?.tags ?? {};
    const document = this.#commit({ kind: 'shift-opened', tags }, operator);
    this.#print(
      document,
      documentStrip(letterheadOf(this, operator, tags), 'ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ', document, [
        ['СМЕНА', String(document.shift)],
      ]),
    );
    return document;
  }

  closeShift(operator: number): FiscalDocument | Refusal {
    if (this.fn.shift.openedAt === null) return refuse(0x3d);
    const wrong = this.#refusal('shift-closed');
    if (wrong !== null) return wrong;
    const rows = this.registers.reportRows();
    const { receipts } = this.fn.shift;
    const begun = this.begun?.tags ?? {};
    const unsent = this.fn.unconfirmed.length;
    const document = this.#commit(
      { kind: 'shift-closed', tags: { 1097: unsent, 1111: receipts + 2, 1118: receipts, ...begun } },
      operator,
    );
    this.fn.shift = { ...this.fn.shift, openedAt: null };
    this.registers.endShift();
    this.#print(
      document,
      documentStrip(letterheadOf(this, operator, begun), 'ОТЧЕТ О ЗАКРЫТИИ СМЕНЫ', document, [
        ['ЧЕКОВ ЗА СМЕНУ', String(receipts)],
        ...rows,
      ]),
    );
    return document;
  }

  /** FF37, FF38. */
  settlementReport(operator: number): FiscalDocument | Refusal {
    const wrong = this.#refusal('settlement-report');
    if (wrong !== null) return wrong;
    const unsent = this.fn.unconfirmed.length;
    const document = this.#commit({ kind: 'settlement-report', tags: { 1097: unsent, ...this.begun?.tags } }, operator);
    this.#print(
      document,
      documentStrip(letterheadOf(this, operator), 'ОТЧЕТ О ТЕК. СОСТ. РАСЧЕТОВ', document, [
        ['НЕ ПЕРЕДАНО ФД', String(unsent)],
      ]),
    );
    return document;
  }

  /** Why no receipt can be opened in this mode (§8, 24 h); null where one can. */
  receiptRefusal(): Refusal | null {
    if (this.mode === 3) return refuse(0x4e);
    if (this.begun !== null) return refuse(0x02);
    return null;
  }

  /** Opens a receipt, and the shift before it where the device does that. */
  openReceipt(operation: 1 | 2 | 3 | 4, operator: number, correction = false): Refusal | null {
    const wrong = this.receiptRefusal();
    if (wrong !== null) return wrong;
    if (this.fn.shift.openedAt === null) {
      if (this.options.autoShift !== true) return refuse(0x3d);
      const opened = this.openShift(operator);
      if (opened instanceof Refusal) return opened;
    }
    this.receipt = new Receipt(operation, operator, { correction, cashCore: this.cashCore });
    return null;
  }

  /** FF45: the document is final before the first line is printed (§8). */
  closeReceipt(receipt: Receipt, closing: Closing, operator: number): Closed | Refusal {
    const { payments, taxation, text } = closing;
    const wrong = receipt.closingWrong();
    if (wrong !== null) return wrong;
    const sums = sumsOf(receipt, closing);
    const refusedSums = sumsRefusal(this, receipt, closing, sums);
    if (refusedSums !== null) return refusedSums;
    const kind = receipt.correction ? 'correction' : 'receipt';
    const refused = this.#refusal(kind);
    if (refused !== null) return refused;

    const { shift } = this.fn;
    this.fn.shift = { ...shift, receipts: shift.receipts + 1 };
    const document = this.#commit(
      {
        kind,
        operation: receipt.operation,
        sum: sums.total,
        tags: { ...receipt.document(), ...closingTags(sums), 1042: shift.receipts + 1, 1055: taxation },
      },
      operator,
    );
    this.receipt = null;
    this.marks.notices +=
      this.marks.oism === 'silent' || this.marks.autonomous
        ? receipt.items.filter(({ bound }) => bound?.kind === 'mark').length
        : 0;

    this.registers.bookReceipt(receipt, payments, sums);

    const named = payments
      .map((sum, place) => ({ name: this.tables.text(5, place + 1, 1), sum }))
      .filter(({ sum }) => sum > 0);
    this.#print(
      document,
      receiptStrip(letterheadOf(this, operator, document.tags), receipt, document, {
        payments: named,
        change: sums.change,
        text,
      }),
    );
    if (sums.takes && sums.cash > 0 && this.tables.number(1, 1, 6) === 1) this.openDrawer();
    return { document, change: sums.change };
  }

  /** 88h and FF08: the open receipt is gone, and what the ФН checked for it. */
  cancelReceipt(operator: number, printed: boolean): void {
    const { receipt } = this;
    this.receipt = null;
    this.fn.forgetChecks();
    if (receipt === null) return;
    const type = receiptTypes[receipt.operation];
    this.registers.add(249 + type, receipt.total);
    this.registers.count(157);
    this.registers.count(179 + type);
    if (printed && this.tables.number(17, 1, 15) === 1) this.#printPlain('cancelled', 'ЧЕК АННУЛИРОВАН', [], operator);
  }

  /** 50h and 51h. */
  moveCash(sum: number, way: 'in' | 'out', operator: number): Refusal | null {
    if (sum === 0) return refuse(0x33);
    if (this.mode === 3) return refuse(0x4e);
    if (way === 'out' && sum > this.registers.cash) return refuse(0x46);
    this.registers.add(241, way === 'in' ? sum : -sum);
    this.registers.add(way === 'in' ? 242 : 243, sum);
    this.registers.count(way === 'in' ? 153 : 154);
    this.registers.count(152);
    const title = way === 'in' ? 'ВНЕСЕНИЕ' : 'ВЫПЛАТА';
    this.#printPlain(
      way === 'in' ? 'cash-in' : 'cash-out',
      title,
      [
        [title, `=${roubles(sum)}`],
        ['НАЛИЧНЫХ В КАССЕ', `=${roubles(this.registers.cash)}`],
      ],
      operator,
    );
    return null;
  }

  /** 40h. */
  report(operator: number): void {
    this.registers.count(158);
    this.registers.count(152);
    this.#printPlain(
      'x-report',
      'СУТОЧНЫЙ ОТЧЕТ БЕЗ ГАШЕНИЯ',
      [['СМЕНА', String(this.fn.shift.number)], ...this.registers.reportRows()],
      operator,
    );
  }

  #printPlain(kind: string, title: string, rows: readonly (readonly [string, string])[], operator: number): void {
    this.printer.print({ kind, lines: plainStrip(letterheadOf(this, operator), title, rows) });
  }

  openDrawer(): void {
    this.drawerOpen = true;
    this.drawerOpenings += 1;
  }

  powerOff(): void {
    this.printer.powerOff();
    this.reading = null;
    this.testRun = false;
    if (this.options.powerLosesReceipt === true && this.receipt !== null) {
      this.receipt = null;
      this.fn.forgetChecks();
    }
  }
}
