/**
 * Which hosts may be sent the shop's API key. The list of check hosts comes from the network (`cdn/info`), so it is not trusted:
 * a host is asked only when it stands here, and only when it is written in the one plain way (no `0x7f.1`, no trailing dot).
 */

export type WebScheme = 'http:' | 'https:';

export interface Host {
  /** Lower case, as a URL would print it; IPv6 in brackets. */
  readonly name: string;
  /** Always the real one: the scheme's own when none was written. */
  readonly port: number;
}

export interface HostPattern {
  readonly name: string;
  /** `*.name`: any depth of subdomains, and not the name itself. */
  readonly subdomains: boolean;
  /** Undefined: any port. */
  readonly port: number | undefined;
}

const defaultPort: Readonly<Record<WebScheme, number>> = { 'http:': 80, 'https:': 443 };
const plainHost = /^((?:[a-z0-9-]+\.)*[a-z0-9-]+|\[[0-9a-f:.]+\])(?::([1-9]\d{0,4}))?$/;

/** Reads `cdn01.crpt.ru`, `127.0.0.1:15011`, `[::1]:8443`. Undefined for every other spelling of a host, on purpose. */
export function readHost(text: string, scheme: WebScheme): Host | undefined {
  const [, name, port] = plainHost.exec(text.toLowerCase()) ?? [];
  if (name === undefined || !URL.canParse(`${scheme}//${text}`)) return undefined;
  if (new URL(`${scheme}//${text}`).hostname !== name) return undefined;
  return { name, port: port === undefined ? defaultPort[scheme] : Number(port) };
}

/** Reads one entry of the list: `name`, `name:port`, `name:*`, `*.name`, `*.name:port`. */
export function readPattern(text: string): HostPattern | undefined {
  const [, star, rest = '', port] = /^(\*\.)?(.+?)(?::(\*|\d+))?$/.exec(text) ?? [];
  const host = readHost(port === undefined || port === '*' ? rest : `${rest}:${port}`, 'https:');
  if (!host) return undefined;
  // `*.ru` would hand the shop's key to anybody with a domain.
  if (star !== undefined && (!host.name.includes('.') || host.name.startsWith('['))) return undefined;
  return {
    name: host.name,
    subdomains: star !== undefined,
    port: port === undefined || port === '*' ? undefined : host.port,
  };
}

const matches = (host: Host, pattern: HostPattern): boolean =>
  (pattern.subdomains ? host.name.endsWith(`.${pattern.name}`) : host.name === pattern.name) &&
  (pattern.port === undefined || pattern.port === host.port);

export const isAllowed = (host: Host, list: readonly HostPattern[]): boolean =>
  list.some((pattern) => matches(host, pattern));

/** The entry as a person would write it. */
export const showPattern = ({ name, subdomains, port }: HostPattern): string =>
  `${subdomains ? '*.' : ''}${name}${port === undefined ? '' : `:${port}`}`;
