/**
 * The ports: all that the use cases need of the outside world. Each has one contract suite in `test/contract`
 * or is small enough to be proved by its adapter's own test. No port throws for a failure it names.
 */
import type { CheckQuery, CheckRecord } from '../domain/check-record.ts';
import type { CheckFailure, CheckTimings, CodeCheck } from '../domain/code-check.ts';
import type { Tags } from '../domain/fiscal-document.ts';
import type { Goods } from '../domain/goods.ts';
import type { MarkResult } from '../domain/mark-result.ts';
import type { Kopecks } from '../domain/money.ts';
import type { OpenedPackage, PackageBook } from '../domain/opened-package.ts';
import type { PrinterTrouble } from '../domain/printer-trouble.ts';
import type { FiscalMark, Receipt } from '../domain/receipt.ts';
import type { Result } from '../domain/result.ts';
import type { ShiftOperation } from '../domain/shift.ts';
import type { Taxation } from '../domain/taxation.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AlcoholHours } from '../domain/verdict/buyer.ts';

/** Time, injected. `after` runs `act` once in `ms`; the returned function cancels it. */
export interface Clock {
  now(): EpochMs;
  after(ms: number, act: () => void): () => void;
}

/** New identities: UUIDv7, so that they sort by time of birth. */
export type NewId = () => string;

// ── the check of marking codes ────────────────────────────────────────────────────────────────

/** How to reach ЛМ ЧЗ: through the gateway, or straight from the page (then `url` is `http://host:port`). Login and password are ЛМ's own (local-module.md §2.1). */
export interface LocalModuleAccess {
  readonly url: string;
  /** ЛМ's own address, tried when `url` is the gateway's relay and the gateway itself is gone. */
  readonly direct?: string | undefined;
  readonly login: string;
  readonly password: string;
}

/** What every request to either source carries of the shop. */
export interface CheckSetup {
  /** Host (`name[:port]`) that serves `cdn/info`, as the gateway tells it. */
  readonly cdn: string;
  /** Absent: the shop has no ЛМ. */
  readonly local?: LocalModuleAccess | undefined;
  /** Serial number of the ФН, 16 digits; absent until a ККТ is known. */
  readonly fn?: string | undefined;
  /** 1..11, coded as tag 1011; 2 is Moscow. */
  readonly timeZone: number;
  /** The till's own key to the gateway, where one is asked for. */
  readonly tillKey?: string | undefined;
}

/** Up to 100 codes at once. The budget of 1.5 s counts from `scannedAt`, the first scan among them. */
export interface CheckRequest {
  readonly codes: ReadonlyArray<{ readonly code: string; readonly ki: string; readonly group?: number | undefined }>;
  readonly scannedAt: EpochMs;
  readonly setup: CheckSetup;
}

/** One element per code, in the order of the request. */
export interface CheckReply {
  readonly checks: readonly CodeCheck[];
  readonly timings: CheckTimings;
}

/** What is known of the two sources, for the status strip. Times are epoch ms. */
export interface SourcesHealth {
  readonly online: { readonly failure?: CheckFailure | undefined; readonly at?: EpochMs | undefined };
  /** `lastSync`: ЛМ's last exchange with the servers; it stops checking 72 h after (local-module.md §3.8). */
  readonly local: {
    readonly failure?: CheckFailure | undefined;
    readonly at?: EpochMs | undefined;
    readonly lastSync?: EpochMs | undefined;
  };
}

export interface CodeChecker {
  /** Always answers; what failed stands in the reply. */
  check(request: CheckRequest): Promise<CheckReply>;
  /** Housekeeping: refreshes the list of hosts, probes blocked ones, asks ЛМ for its state. Cheap; call it every minute. */
  tend(setup: CheckSetup): Promise<SourcesHealth>;
  /** Tells ЛМ that an item was sold (`cis/sell`, local-module.md §2.6). Idempotent: "already registered" is a success. */
  registerSale(ki: string, setup: CheckSetup): Promise<Result<void, CheckFailure>>;
}

// ── the fiscal printer ────────────────────────────────────────────────────────────────────────

export type PrinterFailure =
  /** Certainly nothing happened. `detail`: how the link failed. */
  | { readonly kind: 'not-connected'; readonly detail?: string | undefined }
  /** Certainly nothing happened: the ККТ said why. `detail` is its own text, `item` the line it complains of (from 0). */
  | {
      readonly kind: 'refused';
      readonly trouble: PrinterTrouble;
      readonly detail?: string | undefined;
      readonly item?: number | undefined;
    }
  /** It may have happened: ask `find`, or compare `state` and `cash`. */
  | { readonly kind: 'lost-answer'; readonly detail?: string | undefined };

/** The ККТ at this moment. Asking changes nothing on paper and nothing in the ФН. */
export interface PrinterState {
  readonly model: string;
  /** Serial number of the ФН, 16 digits. */
  readonly fn: string;
  /** Number of the last fiscal document; 0 on a fresh ФН. */
  readonly lastFd: number;
  /** Prints nothing that a tax officer would know: a demo, or a ККТ with a debug ФН. */
  readonly demo: boolean;
  readonly shift: {
    /** `expired`: open for more than 24 h; only closing it is allowed (54-ФЗ art. 4.3 p. 2). */
    readonly state: 'open' | 'closed' | 'expired';
    readonly number: number;
    readonly openedAt?: EpochMs | undefined;
  };
  /** What keeps the next document from being printed, if anything: paper, cover, a print still running. */
  readonly trouble?: PrinterTrouble | undefined;
  /** A document that the ФН has already came out on paper in part only: the rest comes when the trouble is over. */
  readonly interrupted?: boolean | undefined;
  readonly about?: PrinterAbout | undefined;
  /** Documents not yet confirmed by ОФД and the date of the oldest; absent where nobody tells. */
  readonly ofd?: { readonly unsent: number; readonly since?: EpochMs | undefined } | undefined;
  /** What the ФН warns of itself: 3 days and 30 days of its life left, memory 90 % full, ОФД silent for too long. */
  readonly warnings: ReadonlyArray<'fn-3-days' | 'fn-30-days' | 'fn-memory' | 'ofd-silent'>;
}

/** What does not change while the ККТ is connected. */
export interface PrinterAbout {
  readonly serial?: string | undefined;
  readonly firmware?: string | undefined;
  readonly ffd?: '1.0' | '1.05' | '1.1' | '1.2' | undefined;
  /** Taxation systems it is registered for. */
  readonly taxations?: readonly Taxation[] | undefined;
  /** Last day of the ФН. */
  readonly fnUntil?: EpochMs | undefined;
  /** Where it was found: the gateway, or a port. */
  readonly place?: string | undefined;
}

export interface CashState {
  /** What should lie in the drawer. */
  readonly drawer: Kopecks;
  /** Paid in and out in this shift; recovery of a lost answer compares them. */
  readonly paidIn: Kopecks;
  readonly paidOut: Kopecks;
}

export interface FoundDocument {
  readonly kind: 'receipt' | 'shift-opened' | 'shift-closed' | 'other';
  /** Tag 1054 of a receipt: 1 sale, 2 return of a sale. */
  readonly operation?: number | undefined;
  readonly mark: FiscalMark;
  /** Tag 1020; nothing for what is no receipt. */
  readonly total: Kopecks;
}

export interface PrintRules {
  /** Refuse the whole document when the ККТ or ОИСМ finds a mark false ([М-]). */
  readonly refuseRefuted: boolean;
  /** Hears what the ККТ says of each marked item, as it says it. `item` counts from 0 as in tag 1059. */
  marked(item: number, result: MarkResult): void;
}

/** A ККТ. Its methods may be called at any moment: each waits for the one before. None throws for what it names. */
export interface FiscalPrinter {
  state(): Promise<Result<PrinterState, PrinterFailure>>;
  /**
   * Brings the ККТ to rest: lets a print end, goes on with one that paper interrupted, annuls a document left open. After it no late
   * command of a dead page can close a document any more, so that what `find` does not find does not exist.
   */
  rest(): Promise<Result<void, PrinterFailure>>;
  /** Prints and closes one document. The mark comes as soon as the ФН has it; paper may still be moving. */
  print(document: Tags, rules: PrintRules): Promise<Result<FiscalMark, PrinterFailure>>;
  /** Looks a document up in the ФН; undefined: there is none with this number. */
  find(fd: number): Promise<Result<FoundDocument | undefined, PrinterFailure>>;
  openShift(cashier: string): Promise<Result<FiscalMark, PrinterFailure>>;
  /** The Z report. */
  closeShift(cashier: string): Promise<Result<FiscalMark, PrinterFailure>>;
  /** The X report: paper only. */
  report(): Promise<Result<void, PrinterFailure>>;
  cash(): Promise<Result<CashState, PrinterFailure>>;
  /** Paper and registers only; both are no fiscal documents. */
  cashIn(sum: Kopecks): Promise<Result<void, PrinterFailure>>;
  cashOut(sum: Kopecks): Promise<Result<void, PrinterFailure>>;
  openDrawer(): Promise<Result<void, PrinterFailure>>;
  /** Calls `listener` when it may have come or gone, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Lets go of the port; the next call opens it again. */
  release(): Promise<void>;
}

// ── scanners ──────────────────────────────────────────────────────────────────────────────────

export type ScannerWay = 'keyboard' | 'serial' | 'hid' | 'camera';

/** What the way itself noticed about a delivery; what the code is, `domain/marking-code` says. */
export type DeliverySign =
  | 'layout' // keyboard: the system's layout is not Latin
  | 'caps-lock' // keyboard: CapsLock is on
  | 'shift-held' // keyboard: every key came with Shift, digits too: case is lost
  | 'no-suffix' // ended by silence: the scanner sends no terminator, so each scan waits for the silence
  | 'cut'; // a report or a frame was missing, or the device went away in the middle

/** One scan as it came, before anybody reads a meaning into it. */
export interface Delivery {
  readonly way: ScannerWay;
  /** `ScannerDevice.id`. */
  readonly device: string;
  /** All that came, prefix and terminator included. A keyboard sends no bytes: its characters in UTF-8. */
  readonly bytes: Uint8Array;
  /** What was meant, best first; never empty. Bytes as Latin-1 without terminator; a keyboard may offer several (keys, and what the layout made of them). */
  readonly texts: readonly [string, ...string[]];
  /** AIM symbology identifier where the device tells it apart from the data, such as `]d2`. */
  readonly symbology?: string | undefined;
  /** When the last character came; the budget of the check counts from here. */
  readonly at: EpochMs;
  /** Of pieces: keys, chunks, reports, frames. ms. */
  readonly timing: { readonly pieces: number; readonly totalMs: number; readonly longestGapMs: number };
  readonly signs: readonly DeliverySign[];
}

export interface ScannerDevice {
  /** Says which one it is after a reload, too: `serial:0c2e:0b81:0`, `hid:05e0:1300:0`, `keyboard`, `camera`. */
  readonly id: string;
  readonly way: ScannerWay;
  /** The device's own name, where it has one. */
  readonly name?: string | undefined;
  /** `busy`: another program holds it. `away`: chosen once, not plugged in now. `off`: nobody asked for it yet, or it was switched off. */
  readonly state: 'ready' | 'busy' | 'away' | 'off';
  /** Bits per second, where the line may have a speed: a real COM port does, USB takes any. */
  readonly baud?: number | undefined;
}

/** `refused`: the browser or the person forbids it. `unsupported`: this browser or this device cannot. `busy`: held by another program. */
export type ScannerFailure = {
  readonly kind: 'refused' | 'unsupported' | 'busy';
  readonly detail?: string | undefined;
};

/** One way of scanning, with all the devices that go it. Nothing here throws for what it names. */
export interface ScannerSource {
  readonly way: ScannerWay;
  devices(): readonly ScannerDevice[];
  /** Calls `listener` with each delivery, in order of their last bytes, until the returned function is called. */
  onScan(listener: (delivery: Delivery) => void): () => void;
  /** Calls `listener` when `devices` may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Opens what was chosen before, now and whenever it is plugged in again. Called once. */
  start(): Promise<void>;
  /** From a click: lets the person choose one more device. False: nothing was chosen. Absent where there is nothing to choose. */
  readonly choose?: (() => Promise<Result<boolean, ScannerFailure>>) | undefined;
  /** Opens the line anew with this speed, bits per second, and keeps it. Absent where nothing has a speed. */
  setBaud?(id: string, baud: number): Promise<void>;
  /** Lets go of a device for good. */
  forget(id: string): Promise<void>;
  /** Lets go of all devices: the page ends. */
  release(): Promise<void>;
}

/** What a camera shows itself in: a `<video>`. */
export interface CameraView {
  srcObject: unknown;
}

/** The camera as a scanner. It sees only while its picture is on the screen, and no frame leaves the device. */
export interface CameraSource extends ScannerSource {
  /** From a click. Resolves when the picture runs in `view`. */
  open(view: CameraView): Promise<Result<void, ScannerFailure>>;
  close(): void;
}

// ── storage ───────────────────────────────────────────────────────────────────────────────────

/** A thing that happened, for the journal of the shop. `data` is plain. */
export interface JournalEvent {
  readonly at: EpochMs;
  readonly kind:
    | 'scan-refused'
    | 'checked'
    | 'line-removed'
    | 'sold-unverified'
    | 'receipt-cancelled'
    | 'printed'
    | 'not-printed'
    | 'lost-answer'
    | 'recovered'
    | 'sale-registered'
    | 'wrong-pin'
    | 'age-confirmed'
    | 'age-refused'
    | 'alcohol-refused'
    | 'price-changed'
    | 'goods-bound'
    | 'package-opened'
    | 'package-closed';
  readonly receiptId?: string | undefined;
  readonly data?: unknown;
}

/** One КИ that ЛМ has not been told of yet. */
export interface OutboxRow {
  readonly ki: string;
  readonly receiptId: string;
  readonly attempts: number;
  readonly nextAt: EpochMs;
  readonly failure?: CheckFailure | undefined;
}

/** The journal: strict durability; every method resolves only after its transaction is on the medium. */
export interface Journal {
  /** The receipt that is not finished yet, if any. */
  current(): Promise<Receipt | undefined>;
  get(id: string): Promise<Receipt | undefined>;
  save(receipt: Receipt, ...events: JournalEvent[]): Promise<void>;
  /** Gives the receipt its number and saves it, in one transaction. Returns the receipt as saved. */
  saveNumbered(make: (number: number) => Receipt): Promise<Receipt>;
  /** The end of a sale: the receipt, its outbox rows, what it took of opened packages and its event, all or nothing. A package with nothing left is closed. */
  finish(receipt: Receipt, rows: readonly OutboxRow[], event: JournalEvent): Promise<void>;
  record(event: JournalEvent): Promise<void>;
  /** When and on which receipt this till sold the КИ as a whole; undefined: never. */
  soldBefore(ki: string): Promise<{ readonly at: EpochMs; readonly number: number } | undefined>;
  /** Packages of which parts are sold and that are not closed, oldest first. */
  openedPackages(): Promise<PackageBook[]>;
  /** The book of one package, closed or not. */
  packageBook(ki: string): Promise<PackageBook | undefined>;
  /** Opens or closes a package; what was taken of it stays. */
  savePackage(opened: OpenedPackage, event: JournalEvent): Promise<void>;
  /** When ГИС МТ last said that it is in emergency mode, at `since` or later; undefined: not since then. */
  lastEmergency(since: EpochMs): Promise<EpochMs | undefined>;
  unsent(): Promise<OutboxRow[]>;
  postpone(row: OutboxRow): Promise<void>;
  sent(row: OutboxRow, event: JournalEvent): Promise<void>;
  /** Writes an operation of the shift, or its new state. */
  saveOperation(operation: ShiftOperation): Promise<void>;
  /** The operation that was begun and whose end is not on record, if any. */
  pendingOperation(): Promise<ShiftOperation | undefined>;
  /** Newest first. */
  operations(limit: number): Promise<ShiftOperation[]>;
  /** Newest first. */
  recent(limit: number): Promise<{ receipts: Receipt[]; events: JournalEvent[] }>;
  /** Checks of codes with what came of them, newest first. */
  checks(query: CheckQuery): Promise<CheckRecord[]>;
}

export interface Catalogue {
  /** By the card's own barcode, else by one that was bound to it. */
  byGtin(gtin: string): Promise<Goods | undefined>;
  /** By every word of the text, in name or barcode. */
  search(text: string, limit: number): Promise<Goods[]>;
  quickKeys(): Promise<Goods[]>;
  put(goods: readonly Goods[]): Promise<void>;
}

/** The shop as the owner set it up. */
export interface Shop {
  /** Fixed at set-up: a demo shop never becomes a real one, nor the other way round. */
  readonly kind: 'demo' | 'real';
  readonly name: string;
  readonly inn: string;
  readonly till: string;
  readonly cashier: string;
  readonly taxation: Taxation;
  readonly timeZone: number;
  readonly local: { readonly way: 'relay' | 'direct' | 'none'; readonly url: string; readonly login: string };
  /** Selling without a verdict: forbidden, or allowed after the senior cashier's PIN. */
  readonly unverified: 'forbid' | 'senior-pin';
  readonly kkt: KktSetup;
  /** Totals are cut to whole roubles, in the buyer's favour, or not at all. */
  readonly rounding: 'none' | 'roubles';
  /** A mark that the ККТ or ОИСМ finds false ([М-]): the law lets the sale go on (online check and ЛМ have the word), the shop may forbid it. */
  readonly refuted: 'sell' | 'forbid';
  /** Goods that nobody could check in the days after an emergency of ГИС МТ (`emergencyTail`): as always, or sold as in it. One source alone says so. */
  readonly afterEmergency: 'as-always' | 'sell';
  /** When alcohol is not sold, by the shop's clock. */
  readonly alcoholHours: AlcoholHours;
}

/** How the ККТ is reached, and what its makers' papers do not agree on. */
export interface KktSetup {
  /** `relay`: over the network through the gateway. `cable`: Web Serial, or WebUSB where there is none. `demo`: the practice ККТ of a demo shop. */
  readonly link: 'none' | 'demo' | 'relay' | 'cable';
  /** Operator's password, a number; 30 is the factory's system administrator (kkt-shtrih.md §2.1). */
  readonly password: number;
  /** Code of the rate of 22 %: makers' papers differ (kkt-shtrih.md §2.6, §9.5). `auto`: by the rates the ККТ has in its table, then by model. */
  readonly vat22: 'auto' | 'cb' | '90' | 'row1';
}

/** `lmPassword` and `pin` are kept sealed; `pin` is never read back, only compared. */
export interface Settings {
  load(): Promise<Shop | undefined>;
  save(shop: Shop): Promise<void>;
  secret(name: 'lmPassword' | 'tillKey'): Promise<string | undefined>;
  keep(name: 'lmPassword' | 'tillKey' | 'pin', value: string): Promise<void>;
  hasPin(): Promise<boolean>;
  isPin(value: string): Promise<boolean>;
}

/** Three sounds and no more: a line was added, a person must look, and this may not be sold (competition.md §5: a refusal has its own). */
export interface Sounds {
  added(): void;
  attention(): void;
  refused(): void;
}
