import type { IncomingHttpHeaders } from 'node:http';
import * as v from 'valibot';
import { openControl, type Control, type Fault, type ServiceControl } from '../control.ts';
import { openListener, type Incoming, type Reply } from '../listener.ts';
import { gtinOfKi } from '../marking-code.ts';
import { makeModule, type LocalModule, type ModuleOptions } from './module.ts';

export interface LocalModuleOptions extends ModuleOptions {
  /** Which forms of the API it speaks: an ЛМ 1.x answers 404 on /api/v2 (local-module §7). Both by default. */
  readonly api?: 'v1' | 'v2' | 'both';
  /** 0 = any free port. */
  readonly port?: number;
  readonly login?: string;
  readonly password?: string;
  /** The emergency token handed out through ТС ПИоТ; accepted as `Authorization: Token …` (local-module §2.1). */
  readonly token?: string;
  /** The only ГИС МТ token that `init` takes (4015 otherwise); any by default. */
  readonly initToken?: string;
  /** Refuse requests without X-ClientId: the manual says optional, the methodology mandatory (local-module §2.1). */
  readonly requireClientId?: boolean;
  /** Errors of a module that is not ready in the manual's form: 4050 for all, with the status in `reason` (local-module §2.5). */
  readonly manualErrors?: boolean;
  /** As in the config: `*`, origins through commas, or an empty string = CORS off (local-module §5.1). */
  readonly corsOrigins?: string;
  /** КИ per request; 1000 by default. */
  readonly maxBulkSize?: number;
  /** A control to join; its own one otherwise. */
  readonly control?: Control;
}

/** The running emulator of ЛМ ЧЗ. */
export interface LocalModuleServer {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly inn: string;
  readonly inst: string;
  /** Address of the HTTP control. */
  readonly control: string;
  /** The same control in-process. */
  readonly service: ServiceControl;
  /** КИ held for sold; may be changed by a test. */
  readonly sold: Set<string>;
  readonly close: () => Promise<void>;
}

// Table 41 of the manual: max_req_length, default_limit, cors_max_age (local-module §1.4).
const maxRequestBytes = 65_536;
const defaultLimit = 20;
const corsMaxAgeSeconds = 600;

/** One method of the API: what it needs of the module and what it does. */
interface Method {
  readonly verb: 'GET' | 'POST';
  readonly path: string;
  /** Statuses in which it works; all where left out (local-module §2.4, state machine). */
  readonly worksIn?: readonly string[];
  readonly run: (request: Incoming) => Reply;
}

/** Starts ЛМ ЧЗ on loopback. It is ready and empty unless told otherwise. */
export async function startLocalModule(options: LocalModuleOptions = {}): Promise<LocalModuleServer> {
  const {
    api = 'both',
    port = 0,
    login = 'admin',
    password = 'admin',
    corsOrigins = '*',
    maxBulkSize = 1000,
  } = options;
  const module = makeModule(api === 'v1' ? { version: '1.5.2-600', smpAlways: false, ...options } : options);
  const control = options.control ?? (await openControl());
  const service = control.join('local-module', {
    sold: {
      read: () => [...module.sold],
      clear: () => {
        module.sold.clear();
      },
    },
  });
  const methods = [
    ...(api === 'v2' ? [] : apiV1(module, maxBulkSize, options.initToken)),
    ...(api === 'v1' ? [] : apiV2(module, maxBulkSize, options.initToken)),
  ];
  const credentials = [
    `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`,
    ...(options.token === undefined ? [] : [`Token ${options.token}`]),
  ];

  function handle(request: Incoming): Reply {
    const here = methods.filter(({ path }) => path === request.path);
    if (request.method === 'OPTIONS')
      return preflight(
        request,
        here.map(({ verb }) => verb),
      );
    const method = here.find(({ verb }) => verb === request.method);
    if (method === undefined) return refusal(404, 4040, 'Не найдено');
    if (!credentials.includes(request.headers.authorization ?? ''))
      return refusal(401, 4010, 'Неверные учётные данные');
    return refusedHeaders(request) ?? refusedStatus(method, request.fault) ?? method.run(request);
  }

  function refusedHeaders({ method, headers, text }: Incoming): Reply | null {
    const clientId = headers['x-clientid'];
    if (clientId === undefined && options.requireClientId)
      return refusal(400, 6010, 'Отсутствует обязательный заголовок X-ClientId');
    if (clientId !== undefined && !/^\d{16}$/.test(String(clientId)))
      return refusal(400, 6020, 'X-ClientId: номер ФН - 16 цифр');
    if (method !== 'POST') return null;
    if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
      return refusal(400, 6011, 'Ожидается Content-Type: application/json');
    return Buffer.byteLength(text) > maxRequestBytes
      ? refusal(400, 6020, `request is longer than ${String(maxRequestBytes)} bytes`)
      : null;
  }

  function refusedStatus({ worksIn }: Method, fault: Fault): Reply | null {
    if (worksIn === undefined) return null;
    if (fault.operationMode === 'service') return refusal(503, 5030, 'Сервис недоступен, повторите запрос');
    const status = module.status(fault);
    if (fault.databaseDown && worksIn.includes(status)) return refusal(500, 5040, 'Внутренняя ошибка ЛМ');
    if (worksIn.includes(status)) return null;
    if (options.manualErrors) return refusal(400, 4050, `unacceptable system status: ${status}`);
    if (status === 'failure') return refusal(500, 5040, 'Внутренняя ошибка ЛМ');
    if (status === 'sync_error')
      return refusal(400, 4050, 'Превышен допустимый интервал с момента успешной синхронизации');
    return refusal(400, 4045, `Недопустимый статус системы: ${status}`);
  }

  function allowedOrigin({ origin }: IncomingHttpHeaders, fault: Fault): string | null {
    if (origin === undefined || corsOrigins === '' || fault.cors === false) return null;
    if (corsOrigins === '*') return '*';
    return corsOrigins
      .split(',')
      .map((each) => each.trim())
      .includes(origin)
      ? origin
      : null;
  }

  /** Without authorisation: a browser never sends any with a preflight. */
  function preflight({ headers, fault }: Incoming, verbs: readonly string[]): Reply {
    if (allowedOrigin(headers, fault) === null || verbs.length === 0) return refusal(404, 4040, 'Не найдено');
    return {
      status: 204,
      headers: {
        'access-control-allow-methods': [...verbs, 'OPTIONS'].join(', '),
        // A wildcard would not cover Authorization (Fetch standard; local-module §5.1).
        'access-control-allow-headers': 'Authorization, Content-Type, Accept, X-ClientId',
        'access-control-max-age': String(corsMaxAgeSeconds),
      },
    };
  }

  const listener = await openListener({
    service,
    host: 0,
    port,
    handle,
    headers: (headers, fault) => {
      const origin = allowedOrigin(headers, fault);
      if (origin === null) return {};
      return { 'access-control-allow-origin': origin, ...(origin === '*' ? {} : { vary: 'Origin' }) };
    },
  });

  return {
    url: listener.url,
    login,
    password,
    inn: module.inn,
    inst: module.inst,
    control: control.url,
    service,
    sold: module.sold,
    close: async () => {
      await listener.close();
      if (options.control === undefined) await control.close();
    },
  };
}

const refusal = (status: number, errorCode: number, reason: string): Reply => ({ status, body: { errorCode, reason } });
const ok = (body: unknown): Reply => ({ status: 200, body });

const wholeNumber = v.pipe(v.number(), v.integer());
const kiList = <const Item extends v.GenericSchema>(item: Item, maxBulkSize: number) =>
  v.pipe(v.array(item), v.nonEmpty('cis_list is empty'), v.maxLength(maxBulkSize, 'cis_list length is too long'));
const initBody = v.strictObject({
  token: v.pipe(v.string(), v.nonEmpty('token is empty')),
  kpp: v.exactOptional(v.string()),
  fiasId: v.exactOptional(v.string()),
  clearSold: v.exactOptional(v.boolean()),
  enableGreyList: v.exactOptional(v.boolean()),
});

/** Reads a body by its schema and runs the method on it, or refuses with the code of local-module §2.7. */
function withBody<Schema extends v.GenericSchema>(
  schema: Schema,
  { body }: Incoming,
  run: (body: v.InferOutput<Schema>) => Reply,
): Reply {
  if (Array.isArray(body)) return refusal(400, 6011, 'body: expected an object');
  const read = v.safeParse(schema, body);
  if (read.success) return run(read.output);
  const issue = read.issues[0];
  const reason = `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`;
  if (issue.kind === 'validation') return refusal(400, 6020, issue.message);
  if (issue.type !== 'strict_object' || issue.path === undefined) return refusal(400, 6011, reason);
  if (issue.expected === 'never') return refusal(400, 6021, reason);
  return refusal(400, issue.received === 'undefined' ? 6010 : 6011, reason);
}

const working = ['ready'];
const configured = ['ready', 'sync_error'];
const initializable = ['not_configured', 'initialization', 'ready', 'sync_error'];

const initMethod = (module: LocalModule, path: string, initToken: string | undefined): Method => ({
  verb: 'POST',
  path,
  worksIn: initializable,
  run: (request) =>
    withBody(initBody, request, (order) => {
      if (order.kpp !== undefined && order.fiasId !== undefined)
        return refusal(400, 6030, 'Допустим только один из параметров: kpp, fiasId');
      // A sole trader has no КПП (local-module §2.7).
      if (order.kpp !== undefined && module.inn.length === 12) return refusal(400, 6040, 'КПП только для ЮЛ');
      if (initToken !== undefined && order.token !== initToken) return refusal(400, 4015, 'Токен не прошёл проверку');
      module.initialize(order);
      return { status: 200 };
    }),
});

const sellMethod = (module: LocalModule, path: string, maxBulkSize: number): Method => ({
  verb: 'POST',
  path,
  worksIn: working,
  run: (request) =>
    withBody(v.strictObject({ cis_list: kiList(v.string(), maxBulkSize) }), request, ({ cis_list: list }) => {
      // All or nothing: a refused list must not leave half of a receipt registered.
      if (new Set(list).size < list.length || list.some((ki) => module.sold.has(ki)))
        return refusal(400, 4070, 'Продажа уже зарегистрирована');
      const results = list.map((cis) => ({ success: gtinOfKi(cis) !== null, cis }));
      for (const { success, cis } of results) if (success) module.sold.add(cis);
      return { status: 201, body: { results } };
    }),
});

function apiV1(module: LocalModule, maxBulkSize: number, initToken: string | undefined): readonly Method[] {
  return [
    { verb: 'GET', path: '/api/v1/status', run: ({ fault }) => ok(module.describe(1, fault)) },
    initMethod(module, '/api/v1/init', initToken),
    {
      verb: 'GET',
      path: '/api/v1/cis/outCheck',
      worksIn: working,
      run: ({ query }) => {
        const cis = query.get('cis');
        return cis === null || cis === ''
          ? refusal(400, 6010, 'Отсутствует параметр cis')
          : ok(module.check({ cis }, 1));
      },
    },
    {
      verb: 'POST',
      path: '/api/v1/cis/outCheck',
      worksIn: working,
      run: (request) =>
        withBody(v.strictObject({ cis_list: kiList(v.string(), maxBulkSize) }), request, ({ cis_list: list }) =>
          ok({ results: list.map((cis) => module.check({ cis }, 1)) }),
        ),
    },
    sellMethod(module, '/api/v1/cis/sell', maxBulkSize),
  ];
}

function apiV2(module: LocalModule, maxBulkSize: number, initToken: string | undefined): readonly Method[] {
  const codes = v.strictObject({ cis_list: kiList(v.string(), maxBulkSize) });
  const outCheck = v.strictObject({
    tz: v.exactOptional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(11))),
    cis_list: kiList(v.strictObject({ cis: v.string(), pg: v.exactOptional(wholeNumber) }), maxBulkSize),
  });
  return [
    { verb: 'GET', path: '/api/v2/status', run: ({ fault }) => ok(module.describe(2, fault)) },
    initMethod(module, '/api/v2/init', initToken),
    { verb: 'GET', path: '/api/v2/config', worksIn: configured, run: () => ok(module.config()) },
    {
      verb: 'POST',
      path: '/api/v2/cis/outCheck',
      worksIn: working,
      run: (request) =>
        withBody(outCheck, request, ({ cis_list: list }) =>
          ok({ results: list.map((asked) => module.check(asked, 2)) }),
        ),
    },
    sellMethod(module, '/api/v2/cis/sell', maxBulkSize),
    {
      verb: 'POST',
      path: '/api/v2/cis/return',
      worksIn: configured,
      run: (request) =>
        withBody(codes, request, ({ cis_list: list }) => {
          if (list.some((ki) => !module.sold.has(ki))) return refusal(400, 4075, 'Продажа не найдена');
          for (const ki of list) module.sold.delete(ki);
          return ok({ results: list.map((cis) => ({ success: true, cis })) });
        }),
    },
    {
      verb: 'POST',
      path: '/api/v2/cis/sold/check',
      worksIn: configured,
      run: (request) =>
        withBody(codes, request, ({ cis_list: list }) =>
          ok({ results: list.map((cis) => ({ isSold: module.sold.has(cis), cis })) }),
        ),
    },
    {
      verb: 'GET',
      path: '/api/v2/cis/sold',
      worksIn: configured,
      run: ({ query }) => {
        const skip = Number(query.get('skip') ?? 0);
        const limit = Number(query.get('limit') ?? defaultLimit);
        const inRange = Number.isInteger(skip) && skip >= 0 && Number.isInteger(limit) && limit >= 1 && limit <= 1000;
        if (!inRange) return refusal(400, 6020, 'skip от 0, limit от 1 до 1000');
        return ok({
          total_count: module.sold.size,
          cis_list: [...module.sold].slice(skip, skip + limit).map(encodeURIComponent),
        });
      },
    },
  ];
}
