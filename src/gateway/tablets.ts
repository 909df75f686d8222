/**
 * Under which https addresses a tablet of the shop finds this gateway. Over plain http in a network browsers give a page neither Web Locks, nor a worker, nor devices, so
 * that no till opens there. The gateway has a door for tablets of its own (tls/); whether a TLS proxy stands before it besides can only be tried.
 */
import { request } from 'node:https';
import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { isPrivate, type MachineNames } from './tls/authority.ts';
import type { TabletDoorInfo } from './tls/tablet-door.ts';

/** The answer of `GET /relay/server/tablets`. */
export interface TabletInfo {
  readonly version: 1;
  /** Its own door for tablets. */
  readonly door: TabletDoorInfo;
  /** Of TLS proxies: addresses at which this very gateway has answered just now. `isTrusted`: by a certificate that machines trust as they are sold. */
  readonly links: ReadonlyArray<{ readonly url: string; readonly isTrusted: boolean }>;
}

export interface TabletMeans {
  readonly names?: () => MachineNames;
  /** Of the proxy. */
  readonly tlsPort?: number;
}

/** A proxy of this machine, or of its network: it answers at once or is not there, ms. */
const LIMIT_MS = 3_000;
/** A machine with more of them runs virtual ones. */
const MOST_ADDRESSES = 8;
/** The answer of `GET /relay` has some hundred. */
const MOST_BYTES = 16 * 1024;

/** `names`: of POLTORA_NAMES. */
export async function tabletInfo(
  names: readonly string[],
  door: TabletDoorInfo,
  { names: machine = machineNames, tlsPort = 443 }: TabletMeans = {},
): Promise<TabletInfo> {
  const found = await Promise.all(
    [...names, ...machine().addresses].map(async (host) => {
      const said = await askOverTls(host, tlsPort);
      return said ? [{ url: `https://${host}${tlsPort === 443 ? '' : `:${tlsPort}`}`, ...said }] : [];
    }),
  );
  return { version: 1, door, links: found.flat() };
}

/** What this machine is called in its networks just now. */
export function machineNames(): MachineNames {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && isPrivate(address))
    .map(({ address }) => address);
  const [host = ''] = hostname().toLowerCase().split('.');
  return {
    addresses: addresses.slice(0, MOST_ADDRESSES),
    // One with other letters is not found under what a browser makes of it.
    host: /^[a-z0-9-]{1,63}$/.test(host) && host !== 'localhost' ? host : undefined,
  };
}

/** Nothing is told to whoever answers, so any certificate will do; undefined: no gateway of ours is there. */
function askOverTls(host: string, port: number): Promise<{ readonly isTrusted: boolean } | undefined> {
  return new Promise((done) => {
    const nobody = (): void => done(undefined);
    const asked = request({
      host,
      port,
      path: '/relay',
      agent: false,
      // A certificate of one's own is the usual one here.
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    asked.once('error', nobody);
    asked.once('response', (response) => {
      const isTrusted = (response.socket as TLSSocket).authorized;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > MOST_BYTES) asked.destroy();
      });
      response.once('error', nobody);
      response.once('close', nobody);
      response.once('end', () => done(isRelayInfo(text) ? { isTrusted } : undefined));
    });
    asked.end();
  });
}

function isRelayInfo(text: string): boolean {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null && 'demo' in said && 'cdn' in said;
  } catch {
    return false;
  }
}
