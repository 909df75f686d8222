import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const flag = v.exactOptional(v.literal(true));

const faultSchema = v.strictObject({
  /** Which listener: index of a CDN host, or `base`. All of them when left out. */
  host: v.exactOptional(v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.literal('base')])),
  /** The exact path, without the query. All of them when left out. */
  path: v.exactOptional(v.pipe(v.string(), v.startsWith('/'))),
  /** How many requests the fault lasts; forever when left out. */
  times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** The answer waits this long, ms. Joins any other fault. */
  latencyMs: v.exactOptional(milliseconds),

  // The way the request fails; one of them at most.
  /** The request is read and never answered. */
  hang: flag,
  /** The listener is closed, connections are refused; it opens on the same port when the fault is cleared. */
  refuse: flag,
  /** The request is carried out; of its answer only the headers and half of the body arrive, then the connection breaks. */
  reset: flag,
  /** 200 with a page of HTML for a body. */
  badJson: flag,
  /** The request is carried out; its answer is a whole HTTP message with half of the JSON. */
  truncatedJson: flag,
  /** 500 with body code 5000: the cross-border service is down (online-check §1.7 E2). */
  code5000: flag,
  /** HTTP 203, the emergency mode of ГИС МТ (online-check §1.7 E3). */
  emergency: flag,
  /** Any HTTP status, with `body` as JSON (or as text, if a string). */
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))),
  body: v.exactOptional(v.unknown()),

  // The condition ЛМ ЧЗ is in; joins any other fault (local-module §2.4, §5.1).
  state: v.exactOptional(v.picklist(['not_configured', 'initialization', 'ready', 'sync_error', 'failure'])),
  operationMode: v.exactOptional(v.picklist(['active', 'service'])),
  /** How long ago the last synchronisation was, ms; past `blockSyncPeriod` a ready ЛМ is in sync_error. */
  lastSyncAgeMs: v.exactOptional(milliseconds),
  /** Its database `yenisei` is down while `regime` answers: the status stays as it was, and all that needs the database fails (local-module §1.4, §7). */
  databaseDown: flag,
  /** An ЛМ 1.x says of itself that a file of its database must be downloaded (local-module §2.4, §7). */
  requiresDownload: flag,
  /** `false` = no CORS headers and no preflight answer. */
  cors: v.exactOptional(v.literal(false)),

  /** The condition a module ТС ПИоТ is in; joins any other fault (tspiot.md §9.3). */
  module: v.exactOptional(v.picklist(['offline', 'slow', 'silent', 'trial-ended', 'not-registered', 'closed-shift'])),
});

/** What goes wrong, where, and for how long. */
export type Fault = v.InferOutput<typeof faultSchema>;

/** A listener of a service: index of a host, or the base. */
export type HostName = number | 'base';

const waysToFail = ['hang', 'refuse', 'reset', 'badJson', 'truncatedJson', 'code5000', 'emergency', 'status'] as const;
const conditions = {
  'local-module': ['state', 'operationMode', 'lastSyncAgeMs', 'databaseDown', 'requiresDownload', 'cors'],
  tspiot: ['module'],
} as const;

/** A request as it came, and what became of it. */
export interface LoggedRequest {
  readonly host: HostName;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; the text itself where it is not JSON; null while it is not read and where there is none. */
  body: unknown;
  /** When it came, epoch ms. */
  readonly at: number;
  /** The HTTP status sent; null while there is none. */
  status: number | null;
  /** The client went away before it had the whole answer. */
  aborted: boolean;
}

interface Door {
  readonly open: () => Promise<void>;
  readonly shut: () => Promise<void>;
}

/** What the HTTP control asks of an emulated service. */
export interface Controlled {
  readonly name: string;
  readonly faults: readonly object[];
  /** Throws `TypeError` if it makes no sense. */
  fail(fault: object): Promise<void>;
  recover(): Promise<void>;
  readonly requests: readonly object[];
  forgetRequests(): void;
}

/** Faults and log of one emulated HTTP service: its typed in-process control. The same things can be done over HTTP. */
export class ServiceControl implements Controlled {
  readonly name: string;
  readonly requests: LoggedRequest[] = [];
  readonly #doors = new Map<HostName, Door>();
  #faults: { readonly fault: Fault; left: number }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get faults(): readonly Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** Adds a fault; of faults that meet, the later one wins. Resolves when it is in force; throws `TypeError` if it makes no sense. */
  async fail(fault: Fault): Promise<void> {
    const checked = v.safeParse(faultSchema, fault);
    const mistake = checked.success ? this.#contradiction(fault) : checked.issues.map(describe).join('; ');
    if (mistake !== null) throw new TypeError(mistake);
    this.#faults.push({ fault, left: fault.times ?? Infinity });
    if (fault.refuse) await this.#moveDoors();
  }

  /** Takes all faults away; closed listeners accept connections again on their ports. */
  async recover(): Promise<void> {
    this.#faults = [];
    await this.#moveDoors();
  }

  forgetRequests(): void {
    this.requests.length = 0;
  }

  /** The fault in force for a request; counts it, unless it is only looked at. */
  faultFor(host: HostName, path: string, { count = true } = {}): Fault {
    const here = this.#faults.filter(({ fault }) => (fault.host ?? host) === host && (fault.path ?? path) === path);
    let together: Fault = {};
    for (const entry of here) {
      if (waysToFail.some((way) => way in entry.fault)) together = withoutWay(together);
      together = { ...together, ...entry.fault };
      if (count) entry.left -= 1;
    }
    this.#faults = this.#faults.filter(({ left }) => left > 0);
    return together;
  }

  /** Called by a listener when it opens, so that `refuse` can shut it. */
  attach(host: HostName, door: Door): void {
    this.#doors.set(host, door);
  }

  async #moveDoors(): Promise<void> {
    await Promise.all(
      [...this.#doors].map(([host, door]) =>
        this.#faults.some(({ fault }) => fault.refuse && (fault.host ?? host) === host) ? door.shut() : door.open(),
      ),
    );
  }

  #contradiction(fault: Fault): string | null {
    if (waysToFail.filter((way) => way in fault).length > 1) return `choose one of ${waysToFail.join(', ')}`;
    if ('body' in fault && !('status' in fault)) return 'body needs status';
    if (fault.refuse && Object.keys(fault).some((key) => key !== 'refuse' && key !== 'host'))
      return 'a closed port sees no requests: refuse goes with host alone';
    if (fault.host !== undefined && !this.#doors.has(fault.host))
      return `${this.name} has no host ${String(fault.host)}`;
    for (const [service, names] of Object.entries(conditions))
      if (this.name !== service && names.some((name) => name in fault)) return `${names.join(', ')} are for ${service}`;
    return null;
  }
}

const describe = (issue: v.BaseIssue<unknown>): string => `${v.getDotPath(issue) ?? 'fault'}: ${issue.message}`;

function withoutWay(fault: Fault): Fault {
  const ways: readonly string[] = [...waysToFail, 'body'];
  return Object.fromEntries(Object.entries(fault).filter(([key]) => !ways.includes(key)));
}

/** Something of a service that tests may look at and clear, e.g. what ЛМ holds for sold. Without `clear` it is there to stay. */
export interface Resource {
  readonly read: () => unknown;
  readonly clear?: () => void;
}

/** The HTTP control of the emulators that joined it. */
export interface Control {
  /** Where it listens, e.g. `http://127.0.0.1:15900`. */
  readonly url: string;
  /** Makes the control of an HTTP service; `resources` appear as `GET /<name>` and `DELETE /<name>`. */
  readonly join: (service: string, resources?: Readonly<Record<string, Resource>>) => ServiceControl;
  /** Takes in a service with a control of its own. */
  readonly add: (service: Controlled, resources?: Readonly<Record<string, Resource>>) => void;
  readonly close: () => Promise<void>;
}

interface ControlReply {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Opens the control on a loopback port (0 = any free one).
 *
 * `POST /faults {service, ...Fault}` adds a fault, `GET /faults` lists, `DELETE /faults` clears. `GET /requests`, `DELETE /requests`: the log.
 * All of them but POST take `?service=`; without it they are about all services. `GET /sold`, `DELETE /sold`: what ЛМ holds for sold.
 * `GET /documents`, `GET /strips`: the ФН and the paper of the ККТ.
 */
export async function openControl(port = 0): Promise<Control> {
  const services = new Map<string, Controlled>();
  const resources = new Map<string, Resource>();

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });

  async function answer(request: IncomingMessage): Promise<ControlReply> {
    const url = new URL(request.url ?? '/', 'http://control');
    const asked = url.searchParams.get('service');
    const chosen = [...services.values()].filter(({ name }) => asked === null || asked === name);
    if (chosen.length === 0) return { status: 404, body: { error: `no service ${String(asked)}` } };
    const resource = resources.get(url.pathname.slice(1));
    switch (`${request.method ?? ''} ${resource === undefined ? url.pathname : 'resource'}`) {
      case 'POST /faults':
        return addFault(await readText(request));
      case 'GET /faults':
        return {
          status: 200,
          body: chosen.flatMap(({ name, faults }) => faults.map((fault) => ({ service: name, ...fault }))),
        };
      case 'DELETE /faults':
        await Promise.all(chosen.map((service) => service.recover()));
        return { status: 204 };
      case 'GET /requests':
        return {
          status: 200,
          body: chosen.flatMap(({ name, requests }) => requests.map((entry) => ({ service: name, ...entry }))),
        };
      case 'DELETE /requests':
        chosen.forEach((service) => {
          service.forgetRequests();
        });
        return { status: 204 };
      case 'GET resource':
        return { status: 200, body: resource?.read() };
      case 'DELETE resource':
        if (resource?.clear === undefined) return { status: 405, body: { error: `${url.pathname} is only read` } };
        resource.clear();
        return { status: 204 };
      default:
        return { status: 404, body: { error: `no ${request.method ?? ''} ${url.pathname} here` } };
    }
  }

  async function addFault(text: string): Promise<ControlReply> {
    const body = parseJson(text);
    if (typeof body !== 'object' || body === null) return { status: 400, body: { error: 'a fault is a JSON object' } };
    const { service, ...fault } = body as { readonly service?: unknown };
    const control = typeof service === 'string' ? services.get(service) : undefined;
    if (control === undefined)
      return { status: 400, body: { error: `service is one of ${[...services.keys()].join(', ')}` } };
    try {
      await control.fail(fault);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return { status: 400, body: { error: error.message } };
    }
    return { status: 201, body };
  }

  const add: Control['add'] = (service, own = {}) => {
    services.set(service.name, service);
    for (const [path, resource] of Object.entries(own)) resources.set(path, resource);
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    add,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    join: (name, own) => {
      const service = new ServiceControl(name);
      add(service, own);
      return service;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The whole body as UTF-8 text; rejects when the client goes away. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Parsed JSON, or undefined for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
