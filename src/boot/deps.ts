/** What the start of a till needs of the world: each is handed in by main.ts, and by the tests. */
import type { DeviceExchange } from '../app/ports/device-log.ts';
import type { JournalChainDeps } from '../app/journal/chain.ts';
import type { Catalogue } from '../app/ports/catalogue.ts';
import type { CodeChecker } from '../app/ports/checker.ts';
import type { Clock, NewId } from '../app/ports/clock.ts';
import type { Journal } from '../app/ports/journal.ts';
import type { GoodsFiles } from '../app/ports/goods-files.ts';
import type { GoodsSource } from '../app/ports/goods-source.ts';
import type { GatewayCall } from '../app/ports/gateway.ts';
import type { GatewayMemory, SmallMemory } from '../app/ports/memory.ts';
import type { DeviceDesk } from '../app/ports/device.ts';
import type { LocalModuleLine } from '../app/ports/local-module.ts';
import type { FiscalPrinter } from '../app/ports/printer.ts';
import type { SetupSource } from '../app/ports/setup-source.ts';
import type { CameraSource, ScannerSource } from '../app/ports/scanner.ts';
import type { SystemProbe } from '../app/ports/system.ts';
import type { Sounds } from '../app/ports/sounds.ts';
import type { TillClock } from '../app/time/till-clock.ts';
import type { EpochMs } from '../domain/base/time.ts';
import type { TimeWord } from '../domain/base/trusted-time.ts';
import type { LocalPermission } from '../domain/local-module/state.ts';
import type { PrinterUse } from '../domain/document/found-document.ts';
import type { KktSetup } from '../domain/shop/shop.ts';
import type { SingleTab } from '../platform/single-tab.ts';
import type { OpenSettings } from '../storage/settings.ts';

export interface BootDeps {
  readonly tab: SingleTab;
  readonly openJournal: () => Promise<Journal>;
  readonly openCatalogue: () => Promise<Catalogue>;
  readonly openSettings: () => Promise<OpenSettings>;
  /** The browser's own word that it found its files damaged and began new ones; asked before any of the databases is opened. */
  readonly dataLoss: () => Promise<string | undefined>;
  /** Has the browser drop all that it stores for this page, when its files cannot be read any more. False: it cannot be done now. */
  readonly clearStorage: () => Promise<boolean>;
  readonly memory: SmallMemory;
  readonly gatewayMemory: (tillKey: string | undefined) => GatewayMemory;
  readonly gatewayCall: GatewayCall;
  /** Who this till is, to the gateway and to its ККТ: its documents bear a mark made of it. `adoptTill`: from the next start on it is this one. */
  readonly tillId: string;
  readonly adoptTill: (id: string) => void;
  /** `GET` of a JSON of this origin; undefined when it cannot be had now. */
  readonly fetchJson: (url: string) => Promise<unknown>;
  readonly checker: CodeChecker;
  /** The ККТ of this shop; nothing is asked of it yet. `zone`: the shop's time is UTC plus so many hours. */
  readonly openPrinter: (
    kkt: KktSetup,
    shop: { readonly zone: () => number; readonly tillKey: string | undefined; readonly name: () => string },
  ) => FiscalPrinter;
  /** The last exchanges with the ККТ, newest first. */
  readonly exchanges: () => readonly DeviceExchange[];
  /** Who was at the network ККТ since a moment, by the gateway's word. */
  readonly whoUsedBridge?: ((since: EpochMs, tillKey: string | undefined) => Promise<PrinterUse>) | undefined;
  /** From a click: lets the person choose a port; absent where the browser has no way to a cable. */
  readonly choosePort?: (() => Promise<boolean>) | undefined;
  /** Every way of scanning that this browser has. */
  readonly scanners: readonly ScannerSource[];
  /** One of them, where there is one. */
  readonly camera?: CameraSource | undefined;
  /** The PC's own clock, and the till's: records and law go by the latter. */
  readonly clock: Clock;
  readonly time: TillClock;
  /** What the gateway's clock last showed; absent where it is this machine's, or nothing was heard. */
  readonly gatewayTime?: (() => Omit<TimeWord, 'by'> | undefined) | undefined;
  readonly newId: NewId;
  readonly random: () => number;
  /** ms since the page began, whatever is done to the clock of the machine. */
  readonly monotonic: () => number;
  readonly sounds: Sounds;
  /** Resolves when the next frame is painted. */
  readonly painted?: (() => Promise<void>) | undefined;
  readonly persist: () => Promise<boolean | undefined>;
  /** Whether the medium still takes what a till writes. */
  readonly hasRoom: () => Promise<boolean | undefined>;
  readonly localPermission: (url: string) => Promise<LocalPermission>;
  /** The browser as a home of the till; comes when somebody looks at it. */
  readonly device: () => Promise<DeviceDesk>;
  /** Speaks with an ЛМ ЧЗ that a person sets up; its code comes when somebody does. */
  readonly localModuleLine: () => Promise<LocalModuleLine>;
  /** Measures what stands behind the till; its code comes when somebody looks. */
  readonly systemProbe: () => Promise<SystemProbe>;
  /** Reads files of goods; its code comes when somebody opens the screen of goods. */
  readonly goodsFiles: () => Promise<GoodsFiles>;
  /** Lists of goods by their address; its code comes with the first of them. */
  readonly goodsSource: () => Promise<GoodsSource>;
  /** When this build was made. */
  readonly builtAt: EpochMs;
  /** Whether the browser takes the page for a secure one. */
  readonly isSecure: boolean;
  /** Where a set-up file comes from; its code comes with the link. */
  readonly setupSource: () => Promise<SetupSource>;
  /** For the chain of digests over the journal; absent: there is none. `digest` is absent where the page is not secure. */
  readonly idleWork?: Pick<JournalChainDeps, 'digest' | 'idle'> | undefined;
  /** Called when the page should start anew: the shop was set up, or this tab got the till after a new version came. */
  readonly restart: () => void;
}
