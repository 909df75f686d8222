/** Where the modules of ТС ПИоТ are, and by which certificate each is known: as a variable, a typed field and a page spell it. */
import { readHost } from '../allow-list.ts';

export interface TsPiotModule {
  /** `name:port`, as a URL would print it. */
  readonly host: string;
  /** SHA-256 of its certificate, 64 hexadecimal digits in small letters. Absent: it must have one that this machine trusts. */
  readonly pin: string | undefined;
}

export interface TsPiotConfig {
  readonly modules: readonly TsPiotModule[];
  /** Origin of the orchestrator, which listens to its own machine only (tspiot.md §5). */
  readonly admin: string;
  /** What the modules are told of the program that asks (`client_info`, §4.2). */
  readonly client: { readonly name: string; readonly version: string; readonly id: string; readonly token: string };
}

export const usualAdmin = 'http://127.0.0.1:51077';

/** What the vendor gave to this program. Until ЦРПТ has given it a number of its own, these stand for nobody else's: «never send another vendor's id» (§4.2). */
export const usualClient = {
  name: 'Poltora',
  version: '1.5.0',
  id: '1b6d65e6-0f7a-4e6d-a943-cac328fe5508',
  token: 'ba94ab51-7106-4314-9229-e2a9bd4e6158',
} as const;

/** Two tills more than any shop that a till like this is for. */
const mostModules = 8;

/** `https://127.0.0.1:51401#ab12…`, several with blanks between; the fingerprint in any of the spellings that certificate windows show. Undefined: it is none. */
export function readModules(text: string): readonly TsPiotModule[] | undefined {
  const modules = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(readModule);
  const read = modules.filter((each) => each !== undefined);
  const isWhole = read.length === modules.length && read.length <= mostModules;
  return isWhole && new Set(read.map(({ host }) => host)).size === read.length ? read : undefined;
}

function readModule(text: string): TsPiotModule | undefined {
  const [address = '', mark, ...more] = text.split('#');
  const [, plain = address] = /^https:\/\/([^/?@\\]+)\/?$/i.exec(address) ?? [];
  const host = readHost(plain, 'https:');
  const pin = mark === undefined ? undefined : readPin(mark);
  if (!host || more.length > 0 || (mark !== undefined && pin === undefined)) return undefined;
  return { host: `${host.name}:${host.port}`, pin };
}

/** `SHA256:AB:CD…`, `abcd…`. */
export function readPin(text: string): string | undefined {
  const digits = text
    .replace(/^sha-?256[:=]/i, '')
    .replace(/:/g, '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

export const showModules = (modules: readonly TsPiotModule[]): string =>
  modules.map(({ host, pin }) => `https://${host}${pin === undefined ? '' : `#${pin}`}`).join(' ');

/** `<id>:<token>`, as ЦРПТ gives them. */
export function readClient(text: string): TsPiotConfig['client'] | undefined {
  const [, id, token] = /^([\w-]{1,64}):([\x21-\x7e]{1,512})$/.exec(text) ?? [];
  return id === undefined || token === undefined ? undefined : { ...usualClient, id, token };
}
