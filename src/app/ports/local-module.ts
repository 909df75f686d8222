import type { Result } from '../../domain/base/result.ts';
import type { LocalModuleAccess } from '../../domain/code-check/source.ts';
import type { LineFailure, LocalApi, ModuleStatus, OfflineTrial } from '../../domain/local-module/state.ts';

/** One ЛМ ЧЗ, and what every request to it carries. */
export interface ModuleDoor {
  readonly access: LocalModuleAccess;
  /** Serial number of the ФН, where one is known. */
  readonly fn?: string | undefined;
  /** The till's own key to the gateway, where one is asked for. */
  readonly tillKey?: string | undefined;
  /** 1..11, coded as tag 1011. */
  readonly timeZone: number;
}

/** An order to initialise an ЛМ (local-module.md §2.2). At most one of the places: `kpp` is a company's, `fiasId` a sole trader's. */
export interface InitOrder {
  /** «Токен для ККТ» of the shop's account. It goes out once and is kept nowhere. */
  readonly token: string;
  readonly kpp?: string | undefined;
  readonly fiasId?: string | undefined;
}

/** Speaks with an ЛМ ЧЗ for a person who sets it up. It teaches the checker nothing. None of its methods throws for what it names. */
export interface LocalModuleLine {
  /** `limitMs`: a browser may put its question to the person meanwhile. */
  status(door: ModuleDoor, limitMs?: number): Promise<Result<ModuleStatus, LineFailure>>;
  initialise(door: ModuleDoor, api: LocalApi, order: InitOrder): Promise<Result<void, LineFailure>>;
  /** The offline check of a code that is nobody's. */
  tryCheck(door: ModuleDoor, api: LocalApi): Promise<Result<OfflineTrial, LineFailure>>;
}
