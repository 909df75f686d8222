/** The orchestrator of ЕСМ on the same PC: plain HTTP, which instances there are and how they are (tspiot.md §5). What changes them is left to the vendor's window. */
import type { Fault } from '../control.ts';
import type { Incoming, Reply } from '../listener.ts';
import type { Instance } from './instance.ts';

/** An instance and the port it serves. */
export interface Registered {
  readonly instance: Instance;
  /** Port of its API. */
  readonly port: () => number;
  /** The fault it is under, looked at and not counted. */
  readonly fault: () => Fault;
  readonly isRunning: () => boolean;
}

/** A secret that a till must neither show nor keep: a test looks for it. */
export const espToken = 'esp-token-that-nobody-shows';

const nothing: Reply = { status: 204 };
const ok = (body: unknown): Reply => ({ status: 200, body });
const refusal = (status: number, code: number, text: string): Reply => ({
  status,
  body: { error: { code, text, description: text } },
});

/** Error numbers of its status (§5). */
const channelFailed = 2021;
const localModuleUnreachable = 3007;
const deadline = 2016;

export function orchestrator(registered: readonly Registered[], now: () => number, isLocalReady: () => boolean) {
  const find = (id: string | undefined): Registered | undefined =>
    registered.find(({ instance }) => instance.options.kktSerial === id);

  const perInstance: Readonly<Record<string, (one: Registered) => Reply>> = {
    'instances/info': (one) => ok(describe(one)),
    'instances/lm': () => ok(localModule()),
    status: (one) => ok(status(one)),
    'service/state': (one) =>
      ok({ id: one.instance.options.kktSerial, serviceState: serviceState(one), port: one.port() - 1_000 }),
    settings: () =>
      ok({
        compatibilityMode: false,
        allowRemoteConnection: true,
        gismtAddress: 'https://ts-reg.crpt.ru:19100',
        cdnCodesCheckTimeout: 1_500,
        cdnHealthCheckTimeout: 2_000,
        httpProxyType: '',
        httpProxyHost: '',
        httpProxyPort: 0,
      }),
  };

  const serviceState = ({ isRunning }: Registered): string => (isRunning() ? 'Работает' : 'Остановлен');

  function describe({ instance, port }: Registered): object {
    const { kktSerial, fnSerial, kktInn } = instance.options;
    return {
      logPath: `C:\\ProgramData\\ESP\\ESM\\um\\log\\${kktSerial}`,
      state: 'Работает',
      clientPort: port(),
      version: instance.version,
      licenses: [
        {
          isActive: instance.licenceTill > now(),
          activeTill: new Date(instance.licenceTill).toISOString(),
          lastSync: new Date(now()).toISOString(),
        },
      ],
      regData: { tspiotId: instance.tspiotId, gismtTspiotId: instance.tspiotId, kktSerial, fnSerial, kktInn, espToken },
    };
  }

  const localModule = (): object => ({
    controllerVersion: '1.6.4.0',
    code: 0,
    osInfo: { OsType: 'Windows', OsVersion: '10', OsArch: 'amd64' },
    lmStatus: {
      status: isLocalReady() ? 'ready' : 'sync_error',
      operationMode: 'active',
      version: '2.6.1-7',
      lastSync: now() - 60_000,
      dbVersion: 'db version',
      name: 'regime',
      serviceUrl: 'https://rsapi.crpt.ru',
    },
  });

  function status({ instance, fault }: Registered): object {
    const condition = instance.condition(fault());
    const at = localTime(now());
    const well = { code: 0, error: '', lastConnection: at };
    const bad = (code: number, error: string): object => ({ code, error, lastConnection: at });
    const clouds = {
      'closed-shift': bad(channelFailed, 'Ошибка установки контролируемого канала'),
      offline: bad(deadline, 'network deadline exceeded'),
      silent: bad(deadline, 'network deadline exceeded'),
      slow: bad(deadline, 'network deadline exceeded'),
    } as const;
    const isLost = condition === 'silent' || !isLocalReady();
    return {
      gismt: condition !== undefined && condition in clouds ? clouds[condition as keyof typeof clouds] : well,
      lmController: well,
      lm: isLost ? bad(localModuleUnreachable, 'ЛМ недоступен') : well,
      lmInternet: well,
      lmServers: well,
      esp: well,
      clientSoftware: { ...well, name: '', version: '', id: '' },
    };
  }

  return ({ method, path }: Incoming): Reply => {
    if (method !== 'GET') return refusal(404, 1001, 'what changes an instance is not emulated');
    if (path === '/api/v1/info')
      return ok({ appPath: 'C:\\Program Files\\ESP', logPath: 'C:\\ProgramData\\ESP', version: '1.6.4.0' });
    if (path === '/api/v1/instances/info')
      return registered.length === 0
        ? nothing
        : ok({
            instances: registered.map((one) => ({
              id: one.instance.options.kktSerial,
              port: one.port() - 1_000,
              softPort: one.port(),
              dkktPort: 4042,
              serviceState: serviceState(one),
            })),
          });
    if (path === '/api/v1/dkktList')
      return registered.length === 0
        ? { status: 200, body: null }
        : ok({
            kkt: registered.map(({ instance, fault }) => ({
              kktSerial: instance.options.kktSerial,
              fnSerial: instance.options.fnSerial,
              kktInn: instance.options.kktInn,
              shiftState: instance.condition(fault()) === 'closed-shift' ? 'Закрыта' : 'Открыта',
            })),
          });
    const [, what, id] = /^\/api\/v1\/(.+)\/([^/]+)$/.exec(path) ?? [];
    const answer = perInstance[what ?? ''];
    const one = find(id);
    if (!answer) return refusal(404, 1001, 'Not Found');
    return one ? answer(one) : refusal(404, 1012, 'service not created');
  };
}

/** As it writes times: `15:32:33 19-03-2026`, by the clock on the wall (§5). */
function localTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time} ${two(date.getDate())}-${two(date.getMonth() + 1)}-${String(date.getFullYear())}`;
}
