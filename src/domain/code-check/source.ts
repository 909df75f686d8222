import type { EpochMs } from '../base/time.ts';
import type { CheckFailure } from './answer.ts';
import type { BySource } from './source-id.ts';

/** How to reach ЛМ ЧЗ: through the gateway, or straight from the page (then `url` is `http://host:port`). Login and password are ЛМ's own (local-module.md §2.1). */
export interface LocalModuleAccess {
  readonly url: string;
  /** ЛМ's own address, tried when `url` is the gateway's relay and the gateway itself is gone. */
  readonly direct?: string | undefined;
  readonly login: string;
  readonly password: string;
}

/** What every request to the sources carries of the shop. */

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
  /** ИНН of the shop: an ЛМ of another one is not believed. Absent: not compared. */
  readonly inn?: string | undefined;
  /** How to reach a further source, by its id. Read by that source's own file: nobody else knows what it holds. */
  readonly sources?: BySource<unknown> | undefined;
}

/** What is known of one source. Times are epoch ms. */
export interface SourceHealth {
  /** Why it gave no answer when it was last heard of, at `at`. */
  readonly failure?: CheckFailure | undefined;
  readonly at?: EpochMs | undefined;
  /** Last exchange with the servers of a source that works from a copy of theirs: ЛМ stops checking some time after it (domain/local-module/hours.ts). */
  readonly lastSync?: EpochMs | undefined;
  /** How long it goes on after that, ms, where it has told. */
  readonly lastsMs?: number | undefined;
}

/** What is known of the sources, for the status strip. */
export interface SourcesHealth {
  readonly sources: BySource<SourceHealth>;
  /** What a server of a source says the time is, and what this machine's clock showed then. */
  readonly time?: { readonly at: EpochMs; readonly heardAt: EpochMs } | undefined;
}
