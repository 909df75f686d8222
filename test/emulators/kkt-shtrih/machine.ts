/** The inside of the ККТ: modes, clock, registers, documents. Knows nothing of links. kkt-shtrih §2, §3, §8. */
import { refuse, Refusal } from './errors.ts';
import { Fn, openDocument, type DocumentKind, type Draft, type FiscalDocument } from './fn.ts';
import { Marks } from './marks.ts';
import { Printer } from './printer.ts';
import { Receipt, type VatRate } from './receipt.ts';
import { documentStrip, plainStrip, receiptStrip, roubles, type Letterhead } from './strip.ts';
import { Tables } from './tables.ts';
import type { Tags } from './tags.ts';
import { clock, type Clock } from './wire.ts';

export interface MachineOptions {
  /** Firmware family: order of marking commands, numbers of tables (§0, §3.5). */
  readonly profile?: 'desktop' | 'cashcore';
  /** Link protocols it knows (§1). */
  readonly protocols?: readonly (1 | 2)[];
  /** Epoch ms. */
  readonly now?: () => number;
  /** The device's own clock is local: hours east of Greenwich. */
  readonly zoneHours?: number;
  /** Number of the ФН, 16 digits. */
  readonly fn?: string;
  /** A debug ФН: FF04 says type 0, strips say that they are not fiscal. */
  readonly debugFn?: boolean;
  readonly model?: { readonly code: number; readonly name: string };
  readonly serial?: string;
  readonly inn?: string;
  readonly rnm?: string;
  readonly user?: string;
  readonly address?: string;
  readonly place?: string;
  /** Registered taxation systems, a bit mask; all by default. */
  readonly taxations?: number;
  /** Registered to sell marked goods; A0h otherwise (§3.7). */
  readonly marking?: boolean;
  /** How long a document prints (submode 5), ms. */
  readonly printMs?: number;
  readonly after?: (ms: number, act: () => void) => () => void;
  /** How 22 % is named in FF46: CBh/CCh, 90h/A0h, or by row 1 of table 6 (§2.6, §9.5). */
  readonly vat22?: 'cb' | '90' | 'row1';
  /** 8Dh and FF46 open the shift by themselves (§2.2: "on some"). */
  readonly autoShift?: boolean;
  /** 50h, 51h answer 37h: CashCore before build 1.14.42154 (§2.2). */
  readonly noCashInOut?: boolean;
  /** The power takes the open receipt with it: GUIDE says registers and mode are kept. */
  readonly powerLosesReceipt?: boolean;
  /** E0h answers with the operator's number (§9.6). */
  readonly shiftAnswersOperator?: boolean;
  /** Number of the document of registration. */
  readonly firstFd?: number;
}

const receiptTypes = { 1: 0, 2: 2, 3: 1, 4: 3 } as const;

/** What an operation is called where types are counted 0 приход, 1 расход, 2 возврат прихода, 3 возврат расхода (8Dh, registers). */
export const operationOfType = [1, 3, 2, 4] as const;

/** Payments of FF45: money of 16 kinds. */
export interface Closing {
  readonly payments: readonly number[];
  /** Kopecks taken off to round the total. */
  readonly rounding: number;
  readonly taxation: number;
  readonly text: string;
}

export interface Closed {
  readonly document: FiscalDocument;
  readonly change: number;
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
  readonly #money = new Map<number, number>();
  readonly #counters = new Map<number, number>();
  /** The last document, for 8Ch. */
  #lastStrip: { readonly fd: number; readonly lines: readonly string[] } | null = null;
  readonly #now: () => number;
  readonly #zoneHours: number;
  readonly #rates: ReadonlyMap<number, VatRate>;
  readonly #mainRates: { readonly 20: readonly [VatRate, VatRate]; readonly 22: readonly [VatRate, VatRate] };

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
    this.after =
      options.after ??
      ((ms, act) => {
        const timer = setTimeout(act, ms);
        return () => {
          clearTimeout(timer);
        };
      });
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
    this.#mainRates = {
      20: [rate(1, 'НДС 20%', 20, 1102), rate(3, 'НДС 20/120', 20, 1106)],
      22: [rate(11, 'НДС 22%', 22), rate(12, 'НДС 22/122', 22)],
    };
    this.#rates = new Map<number, VatRate>([
      [0x02, rate(2, 'НДС 10%', 10, 1103)],
      [0x04, rate(5, 'НДС 0%', 0, 1104)],
      [0x08, rate(6, 'БЕЗ НДС', 0, 1105)],
      [0x20, rate(4, 'НДС 10/110', 10, 1107)],
      [0x81, rate(7, 'НДС 5%', 5)],
      [0x82, rate(8, 'НДС 7%', 7)],
      [0x84, rate(9, 'НДС 5/105', 5)],
      [0x88, rate(10, 'НДС 7/107', 7)],
      ...(vat22 === 'cb'
        ? ([
            [0xcb, this.#mainRates[22][0]],
            [0xcc, this.#mainRates[22][1]],
          ] as const)
        : []),
      ...(vat22 === '90'
        ? ([
            [0x90, this.#mainRates[22][0]],
            [0xa0, this.#mainRates[22][1]],
          ] as const)
        : []),
    ]);
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
    switch (this.begun?.kind) {
      case 'shift-opened':
        return openDocument.shiftOpening;
      case 'shift-closed':
        return openDocument.shiftClosing;
      case 'settlement-report':
        return openDocument.settlementReport;
      case undefined:
        return openDocument.none;
    }
  }

  vat(code: number): VatRate | undefined {
    // Row 1 and 5 of table 6 are what the shop made of them (§2.6).
    if (code === 0x01 || code === 0x10)
      return this.#mainRates[this.tables.number(6, code === 0x01 ? 1 : 5, 1) === 2200 ? 22 : 20][code === 0x01 ? 0 : 1];
    return this.#rates.get(code);
  }

  operatorName(operator: number): string {
    return this.tables.text(2, operator, 2);
  }

  // ── Registers (§2.10)

  money(register: number): number {
    if (register <= 63 && this.receipt !== null) {
      const type = receiptTypes[this.receipt.operation];
      return this.receipt.items
        .filter(({ department }) => Math.max(department - 1, 0) * 4 + type === register)
        .reduce((sum, item) => sum + item.sum, 0);
    }
    return this.#money.get(register) ?? 0;
  }

  counter(register: number): number {
    return this.#counters.get(register) ?? 0;
  }

  get cash(): number {
    return this.money(241);
  }

  #addMoney(register: number, sum: number): void {
    this.#money.set(register, this.money(register) + sum);
  }

  #count(register: number): number {
    const next = this.counter(register) + 1;
    this.#counters.set(register, next);
    return next;
  }

  /** The running number of documents, two bytes in answers. */
  get documentNumber(): number {
    return this.counter(152) % 10_000;
  }

  // ── Documents

  #commonTags(operator: number, tags: Tags): Tags {
    const { tables } = this;
    return {
      1009: tables.text(tables.fsTable, 1, 9),
      1012: Math.floor(this.now / 1000),
      1018: this.inn,
      1021: this.operatorName(operator),
      1037: this.rnm,
      1038: this.fn.shift.number,
      1048: tables.text(tables.fsTable, 1, 7),
      1187: tables.text(tables.fsTable, 1, 14),
      1209: 4,
      ...tags,
    };
  }

  #commit(draft: Draft, operator: number): FiscalDocument {
    const document = this.fn.commit(draft, this.#commonTags(operator, {}), this.now, this.ofd === 'online');
    this.begun = null;
    this.#count(152);
    return document;
  }

  #refusal(kind: DocumentKind): Refusal | null {
    if (this.begun !== null && this.begun.kind !== kind) return refuse(0x02);
    return this.fn.refusal(kind, this.now, this.#now());
  }

  letterhead(operator: number, tags: Tags = {}): Letterhead {
    const { tables } = this;
    const clichés = [1, 2].map((row) => tables.text(4, row, 1)).filter((line) => line !== '');
    return {
      width: this.cashCore ? 32 : 48,
      clichés,
      debugFn: this.debugFn,
      serial: this.serial,
      inn: this.inn,
      rnm: this.rnm,
      user: tables.text(tables.fsTable, 1, 7),
      address: tables.text(tables.fsTable, 1, 9),
      place: String(tags[1187] ?? tables.text(tables.fsTable, 1, 14)),
      cashier: String(tags[1021] ?? this.operatorName(operator)),
      fn: this.fn.number,
      at: this.clock,
    };
  }

  /** Table 17 f7: 1 keeps the next document off the paper, 2 all of them (§2.9). */
  get printsDocuments(): boolean {
    return this.tables.number(17, 1, 7) === 0;
  }

  #print(document: FiscalDocument, lines: readonly string[]): void {
    this.#lastStrip = { fd: document.fd, lines };
    const silent = !this.printsDocuments;
    if (this.tables.number(17, 1, 7) === 1) this.tables.set(17, 1, 7, 0);
    if (!silent) this.printer.print({ fd: document.fd, kind: document.kind, lines });
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
      documentStrip(this.letterhead(operator, tags), 'ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ', document, [
        ['СМЕНА', String(document.shift)],
      ]),
    );
    return document;
  }

  closeShift(operator: number): FiscalDocument | Refusal {
    if (this.fn.shift.openedAt === null) return refuse(0x3d);
    const wrong = this.#refusal('shift-closed');
    if (wrong !== null) return wrong;
    const rows = this.#reportRows();
    const { receipts } = this.fn.shift;
    const begun = this.begun?.tags ?? {};
    const unsent = this.fn.unconfirmed.length;
    const document = this.#commit(
      { kind: 'shift-closed', tags: { 1097: unsent, 1111: receipts + 2, 1118: receipts, ...begun } },
      operator,
    );
    this.fn.shift = { ...this.fn.shift, openedAt: null };
    // Sums of a shift end with it; the money in the drawer (241) does not.
    for (const register of this.#money.keys())
      if ((register >= 121 && register <= 240) || register === 242 || register === 243) this.#money.delete(register);
    for (const register of this.#counters.keys())
      if (register >= 144 && register <= 147) this.#counters.delete(register);
    this.#print(
      document,
      documentStrip(this.letterhead(operator, begun), 'ОТЧЕТ О ЗАКРЫТИИ СМЕНЫ', document, [
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
      documentStrip(this.letterhead(operator), 'ОТЧЕТ О ТЕК. СОСТ. РАСЧЕТОВ', document, [
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
  closeReceipt(receipt: Receipt, { payments, rounding, taxation, text }: Closing, operator: number): Closed | Refusal {
    const wrong = receipt.closingWrong();
    if (wrong !== null) return wrong;
    const total = receipt.total - rounding;
    const paid = payments.reduce((sum, each) => sum + each, 0);
    const [cash = 0, ...others] = payments;
    const [advance = 0, credit = 0, exchange = 0] = payments.slice(13);
    const noncash = paid - cash;
    if (receipt.items.length === 0 || (total <= 0 && this.tables.number(1, 1, 23) === 1)) return refuse(0x8e);
    if (rounding > 99 || total < 0) return refuse(0x33);
    if (noncash > total) return refuse(0x4d);
    if (paid < total) return refuse(0x45);
    if (![1, 2, 4, 8, 16, 32].includes(taxation) || (taxation & this.taxations) === 0)
      return refuse(0x33, 'система налогообложения не зарегистрирована');
    const change = paid - total;
    const kept = cash - change;
    const takes = receipt.operation === 1 || receipt.operation === 4;
    if (!takes && kept > this.cash) return refuse(0x46);
    const kind = receipt.correction ? 'correction' : 'receipt';
    const refused = this.#refusal(kind);
    if (refused !== null) return refused;

    const type = receiptTypes[receipt.operation];
    const { shift } = this.fn;
    this.fn.shift = { ...shift, receipts: shift.receipts + 1 };
    const document = this.#commit(
      {
        kind,
        operation: receipt.operation,
        sum: total,
        tags: {
          ...receipt.document(),
          1020: total,
          1031: kept,
          1042: shift.receipts + 1,
          1055: taxation,
          1060: 'nalog.gov.ru',
          1081: noncash - advance - credit - exchange,
          1215: advance,
          1216: credit,
          1217: exchange,
        },
      },
      operator,
    );
    this.receipt = null;
    this.marks.notices +=
      this.marks.oism === 'silent' || this.marks.autonomous
        ? receipt.items.filter(({ bound }) => bound?.kind === 'mark').length
        : 0;

    for (let place = 0; place < 16; place += 1) this.#money.set(72 + place, payments[place] ?? 0);
    this.#addMoney(193 + type, kept);
    others.slice(0, 3).forEach((sum, place) => {
      this.#addMoney(197 + place * 4 + type, sum);
    });
    for (const { department, sum } of receipt.items) this.#addMoney(121 + Math.max(department - 1, 0) * 4 + type, sum);
    this.#addMoney(241, takes ? kept : -kept);
    this.#money.set(120, this.cash);
    this.#count(144 + type);
    this.#count(receipt.correction ? 200 + type : 148 + type);

    const named = payments
      .map((sum, place) => ({ name: this.tables.text(5, place + 1, 1), sum }))
      .filter(({ sum }) => sum > 0);
    this.#print(
      document,
      receiptStrip(this.letterhead(operator, document.tags), receipt, document, { payments: named, change, text }),
    );
    if (takes && cash > 0 && this.tables.number(1, 1, 6) === 1) this.openDrawer();
    return { document, change };
  }

  /** 88h and FF08: the open receipt is gone, and what the ФН checked for it. */
  cancelReceipt(operator: number, printed: boolean): void {
    const { receipt } = this;
    this.receipt = null;
    this.fn.forgetChecks();
    if (receipt === null) return;
    const type = receiptTypes[receipt.operation];
    this.#addMoney(249 + type, receipt.total);
    this.#count(157);
    this.#count(179 + type);
    if (printed && this.tables.number(17, 1, 15) === 1) this.#printPlain('cancelled', 'ЧЕК АННУЛИРОВАН', [], operator);
  }

  /** 50h and 51h. */
  moveCash(sum: number, way: 'in' | 'out', operator: number): Refusal | null {
    if (sum === 0) return refuse(0x33);
    if (this.mode === 3) return refuse(0x4e);
    if (way === 'out' && sum > this.cash) return refuse(0x46);
    this.#addMoney(241, way === 'in' ? sum : -sum);
    this.#addMoney(way === 'in' ? 242 : 243, sum);
    this.#count(way === 'in' ? 153 : 154);
    this.#count(152);
    const title = way === 'in' ? 'ВНЕСЕНИЕ' : 'ВЫПЛАТА';
    this.#printPlain(
      way === 'in' ? 'cash-in' : 'cash-out',
      title,
      [
        [title, `=${roubles(sum)}`],
        ['НАЛИЧНЫХ В КАССЕ', `=${roubles(this.cash)}`],
      ],
      operator,
    );
    return null;
  }

  /** 40h. */
  report(operator: number): void {
    this.#count(158);
    this.#count(152);
    this.#printPlain(
      'x-report',
      'СУТОЧНЫЙ ОТЧЕТ БЕЗ ГАШЕНИЯ',
      [['СМЕНА', String(this.fn.shift.number)], ...this.#reportRows()],
      operator,
    );
  }

  #printPlain(kind: string, title: string, rows: readonly (readonly [string, string])[], operator: number): void {
    this.printer.print({ kind, lines: plainStrip(this.letterhead(operator), title, rows) });
  }

  #reportRows(): (readonly [string, string])[] {
    const types = ['ПРИХОД', 'РАСХОД', 'ВОЗВРАТ ПРИХОДА', 'ВОЗВРАТ РАСХОДА'];
    return [
      ...types.map((name, type): readonly [string, string] => [
        `${name} ${String(this.counter(144 + type))}`,
        `=${roubles([193, 197, 201, 205].reduce((sum, base) => sum + this.money(base + type), 0))}`,
      ]),
      ['ВНЕСЕНО', `=${roubles(this.money(242))}`],
      ['ВЫПЛАЧЕНО', `=${roubles(this.money(243))}`],
      ['НАЛИЧНЫХ В КАССЕ', `=${roubles(this.cash)}`],
    ];
  }

  /** 8Ch: false where there is nothing to repeat. */
  copy(): boolean {
    if (this.#lastStrip === null) return false;
    const { fd, lines } = this.#lastStrip;
    this.printer.print({ fd, kind: 'copy', lines: ['ПОВТОР ДОКУМЕНТА', 'НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ', ...lines] });
    return true;
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

const rate = (tag: number, label: string, percent: number, totalTag?: number): VatRate => ({
  tag,
  label,
  percent,
  ...(totalTag !== undefined && { totalTag }),
});
