/** One instance of the module, which serves one ККТ: `https://…:51401/api/v{1,2,3}/…` (tspiot.md §4). */
import { findSpecial } from '../samples.ts';
import { readMarkingCode } from '../marking-code.ts';
import type { Fault } from '../control.ts';
import type { Incoming, Reply } from '../listener.ts';
import { offlineAnswer, onlineAnswer, type Lists } from './answer.ts';
import { readCheck, type ApiVersion, type AskedCode } from './request.ts';

/** The ККТ an instance is registered with. */
export interface InstanceOptions {
  /** Factory number of the ККТ, 14 digits; the name of the instance as well. */
  readonly kktSerial: string;
  /** Number of the ФН, 16 digits. */
  readonly fnSerial: string;
  /** ИНН of the seller; empty right after set-up (§4.5). */
  readonly kktInn: string;
  /** The newest form of the API it knows; 3 by default. */
  readonly api?: ApiVersion;
  /** The licence lasts until, epoch ms; a year from now by default. */
  readonly licenceTill?: number;
}

/** What an instance stands on. */
export interface Surroundings {
  /** Epoch ms. */
  readonly now: () => number;
  /** Whether the shift of its ККТ is open: without one its ФН encrypts nothing (§1). */
  readonly isShiftOpen: () => boolean;
  /** Whether its ЛМ can answer. */
  readonly isLocalReady: () => boolean;
  readonly lists: Lists;
}

/** Times of the module, ms (§5 `settings`, §6). */
export const times = { cloud: 50, local: 120, cloudLimit: 1_500, checkLimit: 1_800, silentCloud: 5_000 } as const;

/** `emergency` and `down` are faults of any service: `{emergency}` and `{refuse}`. */
type Condition = NonNullable<Fault['module']>;

const version = '1.6.4.0';
/** Secrets that a till must neither show nor keep: a test looks for them. */
export const secrets = { lmToken: 'lm-token-that-nobody-shows', lmPassword: 'lm-password-that-nobody-shows' } as const;

export class Instance {
  readonly options: InstanceOptions;
  readonly #around: Surroundings;

  constructor(options: InstanceOptions, around: Surroundings) {
    this.options = options;
    this.#around = around;
  }

  get version(): string {
    return version;
  }

  get tspiotId(): string {
    return `001062${this.options.kktSerial.slice(-8)}`;
  }

  get licenceTill(): number {
    return this.options.licenceTill ?? this.#around.now() + 365 * 86_400_000;
  }

  /** What is the matter with it now. A closed shift is a condition that its ККТ is in. */
  condition({ module }: Fault): Condition | undefined {
    return module ?? (this.#around.isShiftOpen() ? undefined : 'closed-shift');
  }

  readonly handle = (request: Incoming): Reply => {
    const path = /^\/api\/v([123])\/(info|codes\/check)$/.exec(request.path);
    const api = Number(path?.[1]) as ApiVersion;
    if (!path || api > (this.options.api ?? 3)) return error(404, 5, 'Not Found');
    const condition = this.condition(request.fault);
    if (condition === 'not-registered') return error(403, 1026, 'Экземпляр ТС ПИоТ не зарегистрирован');
    if (path[2] === 'info') {
      if (request.method === 'GET' || request.method === 'POST') return { status: 200, body: this.#info(api) };
      return error(405, 12, 'Method Not Allowed');
    }
    if (request.method !== 'POST') return error(405, 12, 'Method Not Allowed');
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return error(400, 3, 'Content-Type: application/json is expected');
    const asked = readCheck(api, request.body);
    if (typeof asked === 'string') return error(400, 3, asked);
    return this.#check(api, asked, condition);
  };

  #check(api: ApiVersion, asked: AskedCode, condition: Condition | undefined): Reply {
    if (condition === 'trial-ended')
      return {
        status: 500,
        delayMs: times.cloud,
        body: { errorCode: 500, errorDescription: 'Срок действия лицензии истёк' },
      };
    const read = readMarkingCode(asked.km);
    const special = read.kind === 'unreadable' ? undefined : findSpecial(read.ki);
    if (special?.emergency)
      return { status: 203, delayMs: times.cloud, body: { code: 203, message: 'Аварийный режим' } };
    const cloudMs = condition === 'slow' ? times.silentCloud : (special?.delayMs ?? times.cloud);
    const isCloudThere = condition === undefined || condition === 'slow';
    if (isCloudThere && cloudMs <= times.cloudLimit)
      return { status: 200, delayMs: cloudMs, body: onlineAnswer(api, asked, this.#around.now()) };
    // Both are asked at once; a cloud that says at once that it is not there leaves ЛМ's own time (§6).
    const localMs = isCloudThere ? times.cloudLimit : 0;
    if (condition === 'silent' || !this.#around.isLocalReady())
      return { ...error(514, 514, 'Превышено время ожидания ответа'), delayMs: times.checkLimit };
    return {
      status: 200,
      delayMs: Math.min(localMs + times.local, times.checkLimit),
      body: offlineAnswer(api, asked, this.#around.now(), this.#around.lists),
    };
  }

  #info(api: ApiVersion): object {
    const { kktSerial, fnSerial, kktInn } = this.options;
    const now = this.#around.now();
    return {
      tspiotId: this.tspiotId,
      kktSerial,
      fnSerial,
      kktInn,
      codesCheckTimeout: api === 1 ? String(times.checkLimit) : times.checkLimit,
      ...(api > 1 && {
        lm: {
          version: '2.6.1-7',
          status: this.#around.isLocalReady() ? 'ready' : 'sync_error',
          lastSync: now - 60_000,
          token: secrets.lmToken,
          expDate: new Date(now + 72 * 3_600_000).toISOString(),
          ip: '127.0.0.1',
          port: 5995,
          login: 'admin',
          pass: secrets.lmPassword,
        },
      }),
    };
  }
}

/** Its own shape of an error (§4.4). */
const error = (status: number, code: number, message: string): Reply => ({ status, body: { code, message } });
