/** The gateway's settings out of the environment (design §5). Empty variables count as not set. */
import { isIP } from 'node:net';
import { isAbsolute, join } from 'node:path';
import { domainToASCII } from 'node:url';
import { readHost, readPattern } from './allow-list.ts';
import type { HostPattern, WebScheme } from './allow-list.ts';
import { fail, ok } from './errors.ts';
import type { Result } from './errors.ts';
import { readClient, readModules, usualAdmin, usualClient, type TsPiotConfig } from './tspiot/modules.ts';

export interface GatewayConfig {
  /** Absolute path of the built till. */
  readonly folder: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told to the page, so that it can say that nothing here is real. */
  readonly demo: boolean;
  readonly cdn: {
    /** Its scheme is the scheme of every relayed host. */
    readonly scheme: WebScheme;
    /** The host that serves `cdn/info`, with its port when that is not the scheme's own. */
    readonly host: string;
    readonly allow: readonly HostPattern[];
    readonly key: string | undefined;
  };
  readonly lm:
    | {
        readonly origin: string;
        /** Whole header value; wins over the till's own. */ readonly authorization: string | undefined;
      }
    | undefined;
  readonly tspiot: TsPiotConfig;
  readonly kkt: { readonly host: string; readonly port: number } | undefined;
  readonly tillKey: string | undefined;
  /** Where it answers tablets of the shop's network over https (tls/); undefined: nowhere. Never without `tillKey`. `port` 0: any free one. */
  readonly https: { readonly port: number } | undefined;
  /** Host names it answers to besides those of this machine and IP literals; lower case, without a port. */
  readonly names: readonly string[];
  /** Folder for what the gateway remembers of its tills; undefined: in memory only. */
  readonly data: string | undefined;
  /** Origins beyond this machine that the page may call itself, such as an ЛМ ЧЗ in the shop's network. */
  readonly connect: readonly string[];
  /** Hosts that a set-up file may be fetched from (setup-relay.ts). */
  readonly setupAllow: readonly HostPattern[];
}

export interface ConfigProblem {
  readonly kind: 'bad-variable';
  readonly variable: GatewayVariable;
  readonly message: string;
}

export const gatewayVariables = [
  'POLTORA_PORT',
  'POLTORA_HOST',
  'POLTORA_DEMO',
  'POLTORA_CDN',
  'POLTORA_CDN_ALLOW',
  'POLTORA_API_KEY',
  'POLTORA_LM',
  'POLTORA_TSPIOT',
  'POLTORA_TSPIOT_ADMIN',
  'POLTORA_TSPIOT_CLIENT',
  'POLTORA_KKT',
  'POLTORA_TILL_KEY',
  'POLTORA_HTTPS',
  'POLTORA_HTTPS_PORT',
  'POLTORA_CONNECT',
  'POLTORA_NAMES',
  'POLTORA_DATA',
  'POLTORA_SETUP_ALLOW',
] as const;
export type GatewayVariable = (typeof gatewayVariables)[number];

/** A key of sixteen random signs is beyond guessing over a network, however often somebody asks. */
export const TILL_KEY_SIGNS = 16;

/** An address that only programs of the same machine can reach. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * For programs: a real shop's gateway keeps what it knows of its tills in `.poltora` of its user's home, unless it is told another folder.
 * A demo forgets with its end, and a gateway that another program makes (a test) remembers in memory.
 */
export const withUsualData = (env: Env, home: string): Env =>
  env['POLTORA_DEMO']?.trim() === '1' || env['POLTORA_DATA']?.trim()
    ? env
    : { ...env, POLTORA_DATA: join(home, '.poltora') };

/** Reads everything and names everything that is wrong, not only the first. */
export function gatewayFromEnv(env: Env, folder: string): Result<GatewayConfig, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const bad = (variable: GatewayVariable, why: string): undefined => {
    problems.push({ kind: 'bad-variable', variable, message: `${variable}${why}` });
    return undefined;
  };
  const read = (variable: GatewayVariable): string | undefined => env[variable]?.trim() || undefined;
  const list = (variable: GatewayVariable): string[] => (read(variable) ?? '').split(/[\s,]+/).filter(Boolean);
  const url = (
    variable: GatewayVariable,
    text: string | undefined,
    wanted: string,
    schemes: readonly string[],
  ): URL | undefined => {
    if (text === undefined) return undefined;
    const found = URL.canParse(text) ? new URL(text) : undefined;
    // A path would be glued before the relayed one and silently ask for something else.
    if (
      !found ||
      !schemes.includes(found.protocol) ||
      !found.hostname ||
      !/^\/?$/.test(found.pathname) ||
      found.search ||
      found.hash
    ) {
      bad(variable, `${shown(text)}: нужен адрес вида ${wanted}, без пути после него.`);
      return;
    }
    return found;
  };
  const withoutUser = (variable: GatewayVariable, found: URL | undefined): URL | undefined =>
    found && (found.username || found.password) ? bad(variable, ': логин и пароль здесь не пишут.') : found;
  const token = (variable: GatewayVariable): string | undefined => {
    const text = read(variable);
    return text === undefined || /^[\x21-\x7e]+$/.test(text)
      ? text
      : bad(
          variable,
          ': годятся только латинские буквы, цифры и знаки, без пробелов, потому что это передаётся в заголовке.',
        );
  };
  const flag = (variable: GatewayVariable): boolean => {
    const text = read(variable) ?? '0';
    if (text !== '0' && text !== '1') bad(variable, `${shown(text)}: нужно 1 или 0.`);
    return text === '1';
  };

  const portOf = (variable: GatewayVariable, usual: string): number => {
    const text = read(variable) ?? usual;
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
      bad(variable, `${shown(text)}: нужен номер порта от 0 до 65535.`);
    return Number(text);
  };
  const port = portOf('POLTORA_PORT', '1500');
  const httpsPort = portOf('POLTORA_HTTPS_PORT', '1543');

  const host = (read('POLTORA_HOST') ?? '127.0.0.1').toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (!isHostName(host))
    bad(
      'POLTORA_HOST',
      `${shown(host)}: нужен один адрес или имя, без http:// и порта, например 127.0.0.1 или 0.0.0.0.`,
    );
  const tillKey = token('POLTORA_TILL_KEY');
  if (tillKey !== undefined && tillKey.length < TILL_KEY_SIGNS)
    bad(
      'POLTORA_TILL_KEY',
      `: нужно не меньше ${TILL_KEY_SIGNS} знаков, ведь кто подберёт пароль, сможет пользоваться ключом магазина и его ККТ.`,
    );
  const https = read('POLTORA_HTTPS') ?? 'off';
  if (https !== 'on' && https !== 'off') bad('POLTORA_HTTPS', `${shown(https)}: нужно on или off.`);
  // A wrong password counts as none here: whoever drops it from what was typed drops this with it.
  if (https === 'on' && (tillKey?.length ?? 0) < TILL_KEY_SIGNS)
    bad(
      'POLTORA_HTTPS',
      ' пускает планшеты из сети, а POLTORA_TILL_KEY не задана: без пароля любой в ней сможет пользоваться ключом магазина.',
    );
  const names = list('POLTORA_NAMES').flatMap((entry) => {
    const name = entry.toLowerCase();
    if (isHostName(name) && isIP(name) === 0) return [name];
    return (
      bad(
        'POLTORA_NAMES',
        `: запись${shown(entry)} не подходит; нужны целые имена, например kassa.shop.ru, без http://, порта и звёздочек.`,
      ) ?? []
    );
  });
  if (read('POLTORA_TILL_KEY') === undefined) {
    if (isHostName(host) && !isLoopback(host)) {
      bad(
        'POLTORA_TILL_KEY',
        ` не задана, а POLTORA_HOST (${host}) пускает всю сеть: без пароля любой в ней сможет пользоваться ключом магазина.`,
      );
    } else if (names.length > 0) {
      bad(
        'POLTORA_TILL_KEY',
        ' не задана, а имена в POLTORA_NAMES открывают кассу не только этому компьютеру: без пароля любой сможет пользоваться ключом магазина.',
      );
    }
  }

  const data = read('POLTORA_DATA');
  if (data !== undefined && !isAbsolute(data))
    bad(
      'POLTORA_DATA',
      `${shown(data)}: нужен полный путь к папке, иначе она зависит от того, откуда запущена программа.`,
    );

  const cdn = withoutUser(
    'POLTORA_CDN',
    url('POLTORA_CDN', read('POLTORA_CDN') ?? 'https://cdn.crpt.ru', 'https://cdn.crpt.ru', ['http:', 'https:']),
  );
  const scheme: WebScheme = cdn?.protocol === 'http:' ? 'http:' : 'https:';
  const cdnHost =
    cdn &&
    (readHost(cdn.host, scheme) ?? bad('POLTORA_CDN', `: адрес (${cdn.host}) не может стоять в списке разрешённых.`));
  const patterns = (variable: GatewayVariable, usual: readonly string[]): HostPattern[] =>
    (read(variable) === undefined ? usual : list(variable)).flatMap(
      (entry) =>
        readPattern(inAscii(entry)) ??
        bad(
          variable,
          `: запись${shown(entry)} не подходит; нужно host, host:port, host:* или *.domain.zone, без http:// и пути.`,
        ) ??
        [],
    );
  const allow = [
    ...(cdnHost ? [{ name: cdnHost.name, subdomains: false, port: cdnHost.port }] : []),
    ...patterns('POLTORA_CDN_ALLOW', ['*.crpt.ru']),
  ];
  const setupAllow = patterns('POLTORA_SETUP_ALLOW', []);

  const lm = url('POLTORA_LM', read('POLTORA_LM'), 'http://127.0.0.1:5995 или http://логин:пароль@127.0.0.1:5995', [
    'http:',
    'https:',
  ]);
  const authorization =
    lm && (lm.username || lm.password)
      ? (basic(lm) ??
        bad('POLTORA_LM', ': логин или пароль неверно закодирован (знаки % должны быть записаны как %25).'))
      : undefined;
  const modules =
    readModules(read('POLTORA_TSPIOT') ?? '') ??
    bad(
      'POLTORA_TSPIOT',
      ': нужны адреса вида https://127.0.0.1:51401, за каждым можно через # написать SHA-256 его сертификата.',
    );
  const admin = withoutUser(
    'POLTORA_TSPIOT_ADMIN',
    url('POLTORA_TSPIOT_ADMIN', read('POLTORA_TSPIOT_ADMIN') ?? usualAdmin, usualAdmin, ['http:']),
  );
  const clientText = read('POLTORA_TSPIOT_CLIENT');
  const client =
    clientText === undefined
      ? usualClient
      : (readClient(clientText) ?? bad('POLTORA_TSPIOT_CLIENT', ': нужен номер программы и её ключ, через двоеточие.'));
  const kkt = withoutUser('POLTORA_KKT', url('POLTORA_KKT', read('POLTORA_KKT'), 'tcp://192.168.0.20:7778', ['tcp:']));
  if (kkt && (!Number(kkt.port) || !readHost(kkt.host, 'http:')))
    bad('POLTORA_KKT', `${shown(kkt.href)}: нужны адрес и порт: tcp://адрес:порт.`);

  const connect = list('POLTORA_CONNECT').flatMap((entry) => {
    const found = withoutUser(
      'POLTORA_CONNECT',
      url('POLTORA_CONNECT', entry, 'http://192.168.0.10:5995', ['http:', 'https:', 'ws:', 'wss:']),
    );
    if (!found) return [];
    // A wildcard in `connect-src` would let a hostile script carry the shop's data anywhere.
    if (!readHost(found.host, 'http:')) bad('POLTORA_CONNECT', `${shown(entry)}: нужен один адрес, без звёздочек.`);
    return [found.origin];
  });

  const demo = flag('POLTORA_DEMO');
  const key = token('POLTORA_API_KEY');
  if (problems.length > 0 || !cdn || !modules || !admin || !client) return fail(problems);
  return ok({
    folder,
    host,
    port,
    demo,
    tillKey,
    https: https === 'on' ? { port: httpsPort } : undefined,
    names,
    data,
    connect,
    setupAllow,
    cdn: { scheme, host: cdn.host, allow, key },
    lm: lm && { origin: lm.origin, authorization },
    tspiot: { modules, admin: admin.origin, client },
    // A URL writes an IPv6 address in brackets; a socket wants it without.
    kkt: kkt && { host: kkt.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(kkt.port) },
  });
}

/** `192.168.0.20:7778`, `[fe80::1]:7778`. */
export const showAddress = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** A value that may hold a password is not repeated into a log. */
const shown = (text: string): string => (text.includes('@') ? '' : ` «${text}»`);

/** `*.касса.рф:8443` as the network writes it; everything else stays as it is. */
export const inAscii = (entry: string): string =>
  /[^\0-\x7f]/.test(entry)
    ? entry.replace(/^(\*\.)?([^:]+)/, (_all, star = '', name: string) => `${star}${domainToASCII(name)}`)
    : entry;

const isHostName = (host: string): boolean => isIP(host) !== 0 || /^(?:[a-z0-9-]+\.)*[a-z0-9-]+$/.test(host);

function basic({ username, password }: URL): string | undefined {
  try {
    return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  } catch {
    return undefined;
  }
}
