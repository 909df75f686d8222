/** ЛМ ЧЗ at some addresses, as a person who sets one up hears them. What is not listed does not answer. */
import type { InitOrder, LocalModuleLine, ModuleDoor } from '../../../src/app/ports/local-module.ts';
import { fail, ok, type Result } from '../../../src/domain/base/result.ts';
import type { LineFailure, ModuleStatus, OfflineTrial } from '../../../src/domain/local-module/state.ts';

export interface FakeModule {
  status: Result<ModuleStatus, LineFailure>;
  trial: Result<OfflineTrial, LineFailure>;
  init: Result<void, LineFailure>;
}

export const readyStatus: ModuleStatus = {
  api: 'v2',
  state: 'ready',
  isInService: false,
  version: '2.6.1-7',
  dbVersion: '2026-12-01',
  inn: '7731376812',
  needsDownload: false,
};

export const fakeModule = (status: Partial<ModuleStatus> = {}): FakeModule => ({
  status: ok({ ...readyStatus, ...status }),
  trial: ok({ ms: 12, hasForeignPrice: false }),
  init: ok(undefined),
});

export class FakeLocalModules implements LocalModuleLine {
  /** By address. */
  readonly modules = new Map<string, FakeModule>();
  /** With which limits the state was asked. */
  readonly limits: Array<number | undefined> = [];
  readonly doors: ModuleDoor[] = [];
  readonly orders: InitOrder[] = [];
  /** What an order does to a module that takes it. */
  onInit: (module: FakeModule) => void = () => undefined;

  async status(door: ModuleDoor, limitMs?: number): Promise<Result<ModuleStatus, LineFailure>> {
    this.doors.push(door);
    this.limits.push(limitMs);
    return this.modules.get(door.access.url)?.status ?? fail({ kind: 'refused' });
  }

  async initialise(door: ModuleDoor, _: unknown, order: InitOrder): Promise<Result<void, LineFailure>> {
    this.orders.push(order);
    const module = this.modules.get(door.access.url);
    if (!module) return fail({ kind: 'refused' });
    if (module.init.ok) this.onInit(module);
    return module.init;
  }

  async tryCheck(door: ModuleDoor): Promise<Result<OfflineTrial, LineFailure>> {
    return this.modules.get(door.access.url)?.trial ?? fail({ kind: 'refused' });
  }
}
