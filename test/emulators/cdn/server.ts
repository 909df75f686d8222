import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { openControl, type Control, type HostName, type ServiceControl } from '../control.ts';
import { openListener, type Incoming, type Listener, type Reply } from '../listener.ts';
import { checkCode, specialOf, whatSpoilt } from './check.ts';

/**
 * Where the base stands (online-check §1.1): `separate`: as in production, the base only lists hosts and answers 404 on codes/check;
 * `first-host`: the first host is the base; `sandbox`: cdn/info names no hosts and the base serves codes/check itself.
 */
export type CdnForm = 'separate' | 'first-host' | 'sandbox';

export interface CdnOptions {
  /** How many check hosts; 3 by default, none in the sandbox form. */
  readonly hosts?: number;
  readonly apiKey?: string;
  /** Port of the base, the hosts take the next ones; 0 = any free ports. */
  readonly port?: number;
  readonly form?: CdnForm;
  /** A control to join; its own one otherwise. */
  readonly control?: Control;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** The running emulator of the ЦРПТ CDN. */
export interface Cdn {
  /** The address that serves cdn/info. */
  readonly base: string;
  readonly hosts: readonly string[];
  /** Address of the HTTP control. */
  readonly control: string;
  readonly apiKey: string;
  /** The same control in-process. */
  readonly service: ServiceControl;
  readonly close: () => Promise<void>;
}

/** The key the emulator asks for unless told otherwise: a UUID, as real ones are (online-check §1.5). */
export const demoApiKey = '15000000-0000-4000-8000-000000001500';

const paths = {
  info: '/api/v4/true-api/cdn/info',
  health: '/api/v4/true-api/cdn/health/check',
  check: '/api/v4/true-api/codes/check',
} as const;
type Method = keyof typeof paths;

// No official limit is known; 100 is the chunk of the one client that sends many (online-check §4).
const maxCodes = 100;

const sentCode = v.pipe(
  v.string(),
  v.check(
    (code) => whatSpoilt(code) === null,
    ({ input }) => whatSpoilt(input) ?? '',
  ),
);
const checkBody = v.strictObject({
  codes: v.pipe(v.array(sentCode), v.nonEmpty('нет кодов'), v.maxLength(maxCodes, `больше ${String(maxCodes)} кодов`)),
  fiscalDriveNumber: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{16}$/, 'номер ФН - 16 цифр'))),
  timeZone: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(11))),
});

/** Starts the CDN of True API v4 on loopback: a base and check hosts, each a listener of its own. */
export async function startCdn(options: CdnOptions = {}): Promise<Cdn> {
  const { form = 'separate', apiKey = demoApiKey, port = 0, now = Date.now } = options;
  const hostCount = form === 'sandbox' ? 0 : (options.hosts ?? 3);
  const control = options.control ?? (await openControl());
  const service = control.join('cdn');

  const served = (host: HostName): readonly Method[] => {
    if (form === 'sandbox' || (form === 'first-host' && host === 0)) return ['info', 'health', 'check'];
    return host === 'base' ? ['info'] : ['health', 'check'];
  };

  function handle(request: Incoming): Reply {
    const method = served(request.host).find((name) => paths[name] === request.path);
    if (method === undefined) return refusal(404, 'Метод не найден');
    const verb = method === 'check' ? 'POST' : 'GET';
    if (request.method !== verb)
      return { ...refusal(405, `Метод ${request.method} не поддерживается`), headers: { allow: verb } };
    if (request.headers['x-api-key'] !== apiKey)
      return { status: 401, body: { error_message: 'Неверный или просроченный X-API-KEY' } };
    switch (method) {
      case 'info':
        return done(hosts.length === 0 ? {} : { hosts: hosts.map(({ url }) => ({ host: url })) });
      // The hosts differ, so that a client that ranks them has something to rank by.
      case 'health':
        return done({ avgTimeMs: 5 + (request.host === 'base' ? 0 : request.host) });
      case 'check':
        return check(request);
    }
  }

  function check({ headers, body }: Incoming): Reply {
    if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
      return refusal(400, 'Ожидается Content-Type: application/json');
    if (body === undefined) return refusal(400, 'Тело запроса - не JSON');
    const read = v.safeParse(checkBody, body, { abortEarly: true });
    if (!read.success)
      return refusal(400, `${v.getDotPath(read.issues[0]) ?? 'тело запроса'}: ${read.issues[0].message}`);
    const { codes } = read.output;
    const specials = codes.map(specialOf);
    const delayMs = Math.max(0, ...specials.map((special) => special?.delayMs ?? 0));
    if (specials.some((special) => special?.emergency))
      return { status: 203, body: { code: 203, message: 'Аварийный режим' }, delayMs };
    const at = now();
    const answer = {
      code: 0,
      description: 'ok',
      codes: codes.map((code) => checkCode(code, at)),
      reqId: randomUUID(),
      reqTimestamp: at,
    };
    // The real service writes GS with upper-case digits (online-check §1.4 `cis`): clients that compare raw text fail on it.
    return { status: 200, text: JSON.stringify(answer).replaceAll('\\u001d', '\\u001D'), delayMs };
  }

  const hosts: Listener[] = [];
  const listeners: Listener[] = [];
  const openOne = async (host: HostName, offset: number): Promise<Listener> => {
    const listener = await openListener({ service, host, port: port === 0 ? 0 : port + offset, handle });
    listeners.push(listener);
    return listener;
  };
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
    if (options.control === undefined) await control.close();
  };

  try {
    const ownBase = form === 'first-host' ? undefined : await openOne('base', 0);
    for (let index = 0; index < hostCount; index += 1)
      hosts.push(await openOne(index, index + (ownBase === undefined ? 0 : 1)));
    const base = ownBase ?? hosts[0];
    if (base === undefined) throw new RangeError('the first-host form needs a host');
    return { base: base.url, hosts: hosts.map(({ url }) => url), control: control.url, apiKey, service, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const done = (fields: object): Reply => ({ status: 200, body: { code: 0, description: 'ok', ...fields } });
const refusal = (code: number, description: string): Reply => ({ status: code, body: { code, description } });
