/**
 * What the shop's owner types on the till's page, «Сервер кассы», in the place of environment variables. Each field stands for one variable and is kept in the
 * variable's own spelling, so that both are read and judged by the same code (config.ts). Secrets come in and never go out.
 */
import { readHost, readPattern } from './allow-list.ts';
import { inAscii, TILL_KEY_SIGNS, type GatewayVariable } from './config.ts';
import { fail, ok } from './errors.ts';
import type { Result } from './errors.ts';
import { readModules, showModules } from './tspiot/modules.ts';

export const variableOf = {
  key: 'POLTORA_API_KEY',
  lm: 'POLTORA_LM',
  tspiot: 'POLTORA_TSPIOT',
  kkt: 'POLTORA_KKT',
  tillKey: 'POLTORA_TILL_KEY',
  https: 'POLTORA_HTTPS',
  connect: 'POLTORA_CONNECT',
  setup: 'POLTORA_SETUP_ALLOW',
} as const satisfies Readonly<Record<string, GatewayVariable>>;
export type TypedField = keyof typeof variableOf;
export const typedFields = Object.keys(variableOf) as TypedField[];

/** By field, as the variable would say it. A field that is absent was not typed. */
export type Typed = Readonly<Partial<Record<TypedField, string>>>;

/** What is wrong with a field: the page has the words. */
export type FieldFault =
  /** No address of the wanted form. */
  | 'address'
  /** Signs that cannot travel in a header: letters other than Latin, blanks. */
  | 'signs'
  | 'short'
  /** A key of ЦРПТ, typed where the gateway's own password belongs. */
  | 'key-of-crpt'
  /** A login without its password. */
  | 'password'
  /** The gateway listens to a network: without a password anybody there could use the shop's key. */
  | 'needed'
  /** An environment variable says it, and wins. */
  | 'fixed'
  | 'wrong';
export type FieldFaults = Readonly<Partial<Record<TypedField, FieldFault>>>;

/** Longer than anything that people have: it ends what a program sends by mistake. */
const MOST_SIGNS = 2_000;
/** Desktop firmware of ШТРИХ-М listens there unless told otherwise (kkt-shtrih.md §1.1, table 21 field 4). */
const KKT_PORT = 7778;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_SIGNS;
const headerText = /^[\x21-\x7e]+$/;
/** A key of ЦРПТ has this form (online-check.md §1.4). */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A request of the page: only the fields that stand in it are changed; null or an empty text takes one back. `typed`: what is kept already, for a
 * password that stays as it is.
 */
export function readChange(body: unknown, typed: Typed): Result<Typed, FieldFaults | undefined> {
  if (!isRecord(body)) return fail(undefined);
  const changed: Partial<Record<TypedField, string>> = { ...typed };
  const faults: Partial<Record<TypedField, FieldFault>> = {};
  for (const field of typedFields) {
    if (!Object.hasOwn(body, field)) continue;
    const value = body[field];
    const read = value === null ? ok('') : readers[field](value, typed);
    if (!read.ok) faults[field] = read.failure;
    else if (read.value === '') delete changed[field];
    else changed[field] = read.value;
  }
  return Object.keys(faults).length > 0 ? fail(faults) : ok(changed);
}

type Reader = (value: unknown, typed: Typed) => Result<string, FieldFault>;

const readers: Readonly<Record<TypedField, Reader>> = {
  key: (value) => (isText(value) ? inHeader(value.trim()) : fail('wrong')),
  lm: readLm,
  tspiot(value) {
    const modules = isText(value) ? readModules(value) : undefined;
    return modules ? ok(showModules(modules)) : fail('address');
  },
  kkt: (value) => (isText(value) ? readKkt(value.trim()) : fail('wrong')),
  tillKey(value) {
    if (!isText(value)) return fail('wrong');
    const key = value.trim();
    if (key === '') return ok('');
    if (uuid.test(key)) return fail('key-of-crpt');
    return key.length < TILL_KEY_SIGNS ? fail('short') : inHeader(key);
  },
  https: (value) => (value === 'on' || value === 'off' ? ok(value) : fail('wrong')),
  connect(value) {
    if (!isText(value)) return fail('wrong');
    const origins = value
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((address) => originOf(address, 'http:'));
    return origins.includes(undefined) ? fail('address') : ok([...new Set(origins)].join(' '));
  },
  setup(value) {
    if (!isText(value)) return fail('wrong');
    // People paste the link itself.
    const hosts = value
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((entry) => (/^https?:\/\//i.test(entry) && URL.canParse(entry) ? new URL(entry).host : entry.toLowerCase()));
    return hosts.every((host) => readPattern(inAscii(host))) ? ok([...new Set(hosts)].join(' ')) : fail('address');
  },
};

const inHeader = (text: string): Result<string, FieldFault> =>
  text === '' || headerText.test(text) ? ok(text) : fail('signs');

/** `{address, login, password}`; a password that is absent is the one that is kept. */
function readLm(value: unknown, typed: Typed): Result<string, FieldFault> {
  if (!isRecord(value)) return fail('wrong');
  const { address, login = '', password } = value;
  if (!isText(address) || !isText(login) || (password !== undefined && !isText(password))) return fail('wrong');
  if (address.trim() === '') return ok('');
  const origin = originOf(address.trim(), 'http:');
  if (origin === undefined) return fail('address');
  if (login.trim() === '') return ok(origin);
  const kept = typed.lm === undefined ? '' : decodeURIComponent(new URL(typed.lm).password);
  const secret = password ?? kept;
  if (secret === '') return fail('password');
  return ok(origin.replace('//', `//${encodeURIComponent(login.trim())}:${encodeURIComponent(secret)}@`));
}

/** `192.168.0.20`, `192.168.0.20:7778`, `tcp://…`. */
function readKkt(text: string): Result<string, FieldFault> {
  const address = text.replace(/^tcp:\/\//i, '').replace(/\/$/, '');
  if (address === '') return ok('');
  const withPort = /:\d+$/.test(address.replace(/^\[.*\]/, '')) ? address : `${address}:${KKT_PORT}`;
  const host = readHost(withPort, 'http:');
  return host ? ok(`tcp://${host.name}:${host.port}`) : fail('address');
}

/** `127.0.0.1:5995` → `http://127.0.0.1:5995`. Undefined: no plain address of a host, or one with more behind it. */
function originOf(text: string, usual: 'http:'): string | undefined {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `${usual}//${text}`;
  if (!/^https?:\/\/[^/?#@\\]+\/?$/i.test(address) || !URL.canParse(address)) return undefined;
  const { host, origin } = new URL(address);
  return readHost(host, 'http:') ? origin : undefined;
}

/** What a page may see of one field. */
export interface FieldView {
  /** `variable`: the environment says it, and the page cannot change it. */
  readonly by: 'variable' | 'page' | 'nobody';
  /** Of a key: its last signs, where it is long enough that they give nothing away. Of an address: all of it, without a password. */
  readonly shown: string;
  readonly login?: string;
}

const END_SIGNS = 4;
const endOf = (secret: string): string => (secret.length >= 4 * END_SIGNS ? secret.slice(-END_SIGNS) : '');

/** `text`: the value in force. */
export function viewOf(field: TypedField, text: string | undefined, by: FieldView['by']): FieldView {
  if (text === undefined) return { by: 'nobody', shown: '' };
  if (field === 'key') return { by, shown: endOf(text) };
  // Whoever guesses a password from its end would do it here.
  if (field === 'tillKey') return { by, shown: '' };
  if (field === 'https') return { by, shown: text };
  if (field === 'kkt') return { by, shown: text.replace(/^tcp:\/\//i, '').replace(/\/$/, '') };
  // A fingerprint is no secret: whoever connects is shown the whole certificate.
  if (field === 'tspiot') return { by, shown: showModules(readModules(text) ?? []) };
  if (field === 'connect' || field === 'setup') return { by, shown: text.split(/[\s,]+/).join(' ') };
  if (!URL.canParse(text)) return { by, shown: '' };
  const { origin, username } = new URL(text);
  return { by, shown: origin, ...(username !== '' && { login: decoded(username) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
