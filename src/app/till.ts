/** The till as the screen sees it: one object handed to the root component by `boot.ts`. Types only. */
import type { CameraSource } from './ports/scanner.ts';
import type { Catalogue } from './ports/catalogue.ts';
import type { DeviceDesk } from './ports/device.ts';
import type { Journal } from './ports/journal.ts';
import type { OutboxRow } from '../domain/journal/outbox.ts';
import type { PrinterFailure, PrinterState } from './ports/printer.ts';
import type { Settings } from './ports/settings.ts';
import type { SeniorAct } from '../domain/shop/senior-acts.ts';
import type { Shop } from '../domain/shop/shop.ts';
import type { Sounds } from './ports/sounds.ts';
import type { Reach } from '../domain/code-check/reach.ts';
import type { SourcesHealth } from '../domain/code-check/source.ts';
import type { BySource } from '../domain/code-check/source-id.ts';
import type { RecordedBreak } from '../domain/journal/chain.ts';
import type { Result } from '../domain/base/result.ts';
import type { EpochMs } from '../domain/base/time.ts';
import type { TrustedTime } from '../domain/base/trusted-time.ts';
import type { Approval } from './shop/approval.ts';
import type { PinGuard } from './shop/pin.ts';
import type { NewSecrets, SettingsAnswer } from './shop/settings-answer.ts';
import type { SetupFacts, SetupLinkDesk } from './shop/setup-by-link.ts';
import type { Sale } from './sale/sale.ts';
import type { ServerDesk } from './server/desk.ts';
import type { TillGoods } from './catalogue/by-link.ts';
import type { GuideDesk } from './set-up/guide.ts';
import type { NewTillLink } from './set-up/by-link.ts';
import type { ConversationDesk } from './set-up/conversation.ts';
import type { typedEntry } from './sale/typed-entry.ts';
import type { ScanHub } from './scan-hub.ts';
import type { Shift } from './fiscal/shift.ts';
import type { StartFailure, StartStep } from './start-failure.ts';
import type { KnownTill, Loss } from './journal/witness.ts';
import type { SystemDesk } from './system/desk.ts';
import type { Row } from './system/rows.ts';
import type { LocalModuleDesk } from './local-module/desk.ts';
import type { ShiftQuestion } from './ts-piot/open-first.ts';
import type { SymptomId } from '../domain/local-module/symptoms.ts';
import type { LocalPermission } from '../domain/local-module/state.ts';

/** A value that changes: read it now, or be told. */
export interface Signal<Value> {
  get(): Value;
  subscribe(listener: (value: Value) => void): () => void;
}

/** The status strip and what stands behind it. */
export interface TillStatus {
  readonly health: SourcesHealth;
  /** Whether each source is believed to answer, over all that was heard of it in this run. */
  readonly reach: BySource<Reach>;
  readonly printer: Result<PrinterState, PrinterFailure> | undefined;
  /** КИ that ЛМ has not confirmed yet. */
  readonly unsent: readonly OutboxRow[];
  /** A new version waits for the end of the receipt. */
  readonly updateReady: boolean;
  /** Whether the browser promised not to evict the journal; absent where it does not say. */
  readonly persisted: boolean | undefined;
  /** Whether the medium still takes what a till writes; absent where nobody can say. */
  readonly room: boolean | undefined;
  /** What was stored and could not be read: put aside, and gone on without. Names as in the settings: `relays`, `shop.timeZone`. */
  readonly unread: readonly string[];
  /** The gateway has seen this journal further on than it is. */
  readonly loss: Loss | undefined;
  /** State of the browser's permission to reach ЛМ straight from the page; absent where none is needed. */
  readonly localPermission: LocalPermission | undefined;
  /** The cashier is asked whether to open the shift before the first check by ТС ПИоТ. */
  readonly shiftQuestion?: ShiftQuestion | undefined;
  /** What kept ЛМ from the offline check of a harmless code when the shift was opened. */
  readonly localTrial?: SymptomId | undefined;
  /** The newest of the journal's breaks that nobody has read yet. */
  readonly journalBreak?: RecordedBreak | undefined;
  /** The PC's clock is wrong, or differs from the ККТ's, by so much. */
  readonly clockOff?: TrustedTime | undefined;
  /** The newest fault of the program that nobody caught. */
  readonly fault?: string | undefined;
  /** Who set this till up by a link, and what they know. */
  readonly setup?: SetupFacts | undefined;
  /** When a list by link last changed the goods: what the screen shows of them is read anew. */
  readonly goodsAt?: EpochMs | undefined;
  /** The page is not secure: nobody would notice an edited journal. */
  readonly isChainOff?: true | undefined;
}

/** A sample on the «Попробуйте» panel: `scan` behaves as if the scanner had read it. */
export interface Sample {
  readonly id: string;
  readonly code: () => string;
}

export interface Till {
  readonly sale: Sale;
  readonly shift: Shift;
  /** All scanners, and what they sent. */
  readonly scans: ScanHub;
  /** Absent where the page can have none. */
  readonly camera?: CameraSource | undefined;
  readonly sounds: Sounds;
  readonly catalogue: Catalogue;
  readonly settings: Pick<Settings, 'hasPin'>;
  readonly journal: Journal;
  readonly shop: Signal<Shop>;
  readonly status: Signal<TillStatus>;
  /** What a person means who types a text: handed over, because reading codes comes later than the screen's own code. */
  readonly typedEntry: typeof typedEntry;
  /** What time it is: the law goes by it, not by the PC's clock. */
  readonly now: () => EpochMs;
  /** Absent in a real shop. */
  readonly samples?: readonly Sample[] | undefined;
  /** The one door to the PIN. */
  readonly pin: PinGuard;
  /** `pin`: what was typed, where an answer before has asked for it. `by`: a set-up file that a person has accepted. */
  saveShop(shop: Shop, secrets?: NewSecrets, pin?: string, by?: 'link'): Promise<SettingsAnswer>;
  /** Asked before what the owner may keep for the senior cashier. `pin`: what was typed, where an answer before has asked for it. */
  approve(act: SeniorAct, pin?: string): Promise<Approval>;
  /** A person has seen what the gateway says is missing: on record, and sold on. */
  acceptLoss(): Promise<void>;
  /** Tries all unsent rows now. */
  sendUnsent(): Promise<void>;
  /** A person has read which records of the journal were edited. */
  readBreaks(): Promise<void>;
  /** Asks the ККТ how it is, now. */
  lookAtPrinter(): Promise<void>;
  /** From a click: lets the person choose the port of the ККТ. False: nothing was chosen. Absent where the browser has no way to a cable. */
  readonly choosePort?: (() => Promise<boolean>) | undefined;
  /** The browser as a home of the till: installed or not, what it keeps. */
  readonly device: () => Promise<DeviceDesk>;
  /** The lines that the demo's ККТ put on paper for this document; undefined in a real shop, or when it cannot be had. */
  readonly strip?: ((fd: number) => Promise<readonly string[] | undefined>) | undefined;
  /** For the guide of a new till. */
  readonly guide: () => Promise<GuideDesk>;
  /** Asks every link of the chain now, and judges what it says. */
  readonly measureSystem: () => Promise<readonly Row[]>;
  /** Measures this till, and writes down what went on, for whoever asks. */
  readonly systemDesk: () => Promise<SystemDesk>;
  /** Finds, tries and initialises ЛМ ЧЗ. */
  readonly localModule: () => Promise<LocalModuleDesk>;
  /** Asks both sources for their state now; from a click it may raise the browser's permission prompt. */
  refreshHealth(): Promise<void>;
  /** «Сервер кассы»: its code comes when its card is opened. */
  readonly server: () => Promise<ServerDesk>;
  /** Set-up by link. */
  readonly setupLink: () => Promise<SetupLinkDesk>;
  /** «Товары»: cards on a screen, from a file and into one. */
  readonly goods: () => Promise<TillGoods>;
}

/** What the page shows before and instead of the sale. */
export type BootView =
  | { readonly phase: 'starting' }
  /** The till is open in another tab. `take` asks it to hand over; `refused`: it has a receipt open. */
  | { readonly phase: 'elsewhere'; readonly refused: boolean; readonly take: () => void }
  /**
   * What this till had is not there any more, and nobody may sell before he has read that. `restore`: with the settings as the witness has them; absent where
   * it has none. `goOn`: without them: to the set-up where there are no settings, else to the sale.
   */
  | {
      readonly phase: 'lost';
      readonly loss: Loss;
      readonly restore?: (() => Promise<void>) | undefined;
      readonly goOn: () => Promise<void>;
    }
  /**
   * The owner is asked for the shop's settings. `why`: it was set up before, and its settings cannot be read, or are lost (which was told). `known`: tills that
   * the gateway remembers, one of which may be this one; `'key'`: the gateway wants the till key first. `adopt`: this is that till.
   */
  | {
      readonly phase: 'set-up';
      readonly why?: 'unread' | 'lost' | undefined;
      readonly proposal: Shop;
      /** `pin`: where settings were lost and the PIN was not, what was typed. */
      readonly save: (shop: Shop, secrets: NewSecrets, pin?: string) => Promise<SettingsAnswer>;
      readonly known: (tillKey?: string) => Promise<readonly KnownTill[] | 'key'>;
      readonly adopt: (known: KnownTill, tillKey?: string) => Promise<void>;
      readonly server: () => Promise<ServerDesk>;
      /** Set-up by link. */
      readonly setupLink: () => Promise<NewTillLink>;
      /** For setting it up by conversation. */
      readonly desk: ConversationDesk;
    }
  | { readonly phase: 'open'; readonly till: Till }
  /** `clear`: drops files that nobody can read any more and starts anew; false: it cannot be done now. */
  | {
      readonly phase: 'failed';
      readonly why: StartFailure;
      readonly step: StartStep;
      readonly detail: string;
      readonly clear?: (() => Promise<boolean>) | undefined;
    };
