/** The till as the screen sees it: one object handed to the root component by `boot.ts`. Types only. */
import type {
  CameraSource,
  Catalogue,
  Journal,
  OutboxRow,
  PrinterFailure,
  PrinterState,
  Settings,
  Shop,
  Sounds,
  SourcesHealth,
} from './ports.ts';
import type { Goods } from '../domain/goods.ts';
import type { Result } from '../domain/result.ts';
import type { Sale } from './sale.ts';
import type { ScanHub } from './scan-hub.ts';
import type { Shift } from './shift.ts';

/** A value that changes: read it now, or be told. */
export interface Signal<Value> {
  get(): Value;
  subscribe(listener: (value: Value) => void): () => void;
}

/** The status strip and what stands behind it. */
export interface TillStatus {
  readonly health: SourcesHealth;
  readonly printer: Result<PrinterState, PrinterFailure> | undefined;
  /** КИ that ЛМ has not confirmed yet. */
  readonly unsent: readonly OutboxRow[];
  /** A new version waits for the end of the receipt. */
  readonly updateReady: boolean;
  /** Whether the browser promised not to evict the journal; absent where it does not say. */
  readonly persisted: boolean | undefined;
  /** State of the browser's permission to reach ЛМ straight from the page; absent where none is needed. */
  readonly localPermission: 'granted' | 'prompt' | 'denied' | undefined;
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
  readonly settings: Settings;
  readonly journal: Journal;
  readonly shop: Signal<Shop>;
  readonly status: Signal<TillStatus>;
  /** Absent in a real shop. */
  readonly samples?: readonly Sample[] | undefined;
  saveShop(shop: Shop): Promise<void>;
  /** Tries all unsent rows now. */
  sendUnsent(): Promise<void>;
  /** Asks the ККТ how it is, now. */
  lookAtPrinter(): Promise<void>;
  /** From a click: lets the person choose the port of the ККТ. False: nothing was chosen. Absent where the browser has no way to a cable. */
  readonly choosePort?: (() => Promise<boolean>) | undefined;
  /** The lines that the demo's ККТ put on paper for this document; undefined in a real shop, or when it cannot be had. */
  readonly strip?: ((fd: number) => Promise<readonly string[] | undefined>) | undefined;
  /** Asks both sources for their state now; from a click it may raise the browser's permission prompt. */
  tend(): Promise<void>;
}

/** What the demo server hands to a fresh demo shop. */
export interface DemoShop {
  readonly shop: Pick<Shop, 'name' | 'inn' | 'till' | 'cashier' | 'taxation'>;
  readonly goods: readonly Goods[];
  readonly samples: readonly SampleRecipe[];
}

/** A sample code: fixed, or with a fresh serial of `random` characters between the two parts. */
export interface SampleRecipe {
  readonly id: string;
  readonly before: string;
  readonly random: number;
  readonly after: string;
}

/** Secrets that a person has typed anew; the others stay as they are. `tillKey`: asked by a gateway that listens to the network. */
export interface NewSecrets {
  readonly lmPassword?: string;
  readonly pin?: string;
  readonly tillKey?: string;
}

/** What the page shows before and instead of the sale. */
export type BootView =
  | { readonly phase: 'starting' }
  /** The till is open in another tab. `take` asks it to hand over; `refused`: it has a receipt open. */
  | { readonly phase: 'elsewhere'; readonly refused: boolean; readonly take: () => void }
  /** First start of a real shop. */
  | {
      readonly phase: 'set-up';
      readonly proposal: Shop;
      readonly save: (shop: Shop, secrets: NewSecrets) => Promise<void>;
    }
  | { readonly phase: 'open'; readonly till: Till }
  | { readonly phase: 'failed'; readonly why: 'storage' | 'shop-kind' | 'browser'; readonly detail: string };
