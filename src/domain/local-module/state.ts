/** What can be heard of an ЛМ ЧЗ, and how hearing it can fail (local-module.md §2). */
import type { EpochMs } from '../base/time.ts';

export type LocalApi = 'v1' | 'v2';

/** Its own word (§2.4). Fields that it left out are absent. */
export interface ModuleStatus {
  /** The form of the API that answered; `v1` alone is an ЛМ before 2.0. */
  readonly api: LocalApi;
  /** `ready`, `not_configured`, `initialization`, `sync_error`, `failure`, or a word that nobody has told us of. */
  readonly state: string;
  /** Its servers have put it out of work for a while. */
  readonly isInService: boolean;
  /** Of the program, such as `2.6.1-7`. */
  readonly version?: string | undefined;
  /** Of the black list: any text. */
  readonly dbVersion?: string | undefined;
  /** Last exchange with its servers; absent where there never was one. */
  readonly lastSync?: EpochMs | undefined;
  /** How long it checks after that, ms, by its own `/config`; absent: it has not told. */
  readonly lastsMs?: number | undefined;
  /** Whose it is. */
  readonly inn?: string | undefined;
  readonly inst?: string | undefined;
  /** How many records it has loaded, by the names of its databases. */
  readonly records?: Readonly<Record<string, number>> | undefined;
  /** ЛМ 1.x says itself that a file of its database is missing. */
  readonly needsDownload: boolean;
}

/** The offline check of a harmless code, answered. */
export interface OfflineTrial {
  /** The round trip. */
  readonly ms: number;
  /** Its own clock, and the till's when that was heard. */
  readonly at?: { readonly its: EpochMs; readonly heard: EpochMs } | undefined;
  /** It told a minimum price of tobacco for goods that are none: ЛМ 2.6 does so for all (§2.5). */
  readonly hasForeignPrice: boolean;
}

/** Why nothing was heard. */
export interface LineFailure {
  readonly kind:
    | 'refused' // nobody answered; the browser does not say why (platform.md II.10)
    | 'unreadable' // somebody answers at this address, but the browser does not let the page read it
    | 'timeout'
    | 'broken' // the answer was cut off, or is none of ЛМ's
    | 'web-page'
    | 'gateway-gone' // the gateway itself does not answer
    | 'gateway-unset' // the gateway has no ЛМ to relay to
    | 'gateway-refused'
    | 'no-api' // 404 on every form of the API
    | 'bad-code' // it could not read the КИ that was asked
    | 'answered'; // with an error of its own
  readonly status?: number | undefined;
  /** ЛМ's own number of the error (§2.7). */
  readonly errorCode?: number | undefined;
  /** ЛМ's or the gateway's own words. */
  readonly reason?: string | undefined;
}

/** State of the browser's permission to reach ЛМ straight from the page. `closed`: the page's policy names other addresses only. `unsupported`: this browser asks for none. */
export type LocalPermission = 'granted' | 'prompt' | 'denied' | 'closed' | 'unsupported';
