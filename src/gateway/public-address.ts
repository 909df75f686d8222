/**
 * Which addresses are of the open internet, and a name's look-up that ends at others. The check stands in the look-up of the connection itself: a name that
 * was looked up once to be judged and once more to be called could answer otherwise the second time (DNS rebinding).
 */
import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { LookupFunction } from 'node:net';

/** IANA's special-purpose registries (RFC 6890 and what came after it), multicast and what is reserved: none of them is a server of the internet. */
const inner = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; the clouds tell their machines' keys at 169.254.169.254.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  // Of 2000::/3 these are special: Teredo and its neighbours, examples, 6to4 (an IPv4 address of any kind stands in it).
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inner.addSubnet(net, bits, 'ipv6');
/** All that is handed out to the internet (RFC 4291 §2.4, IANA's table); loopback, fc00::/7, fe80::/10 and IPv4 in other clothes are outside. */
const outer = new BlockList();
outer.addSubnet('2000::', 3, 'ipv6');

/** `address`: a literal without brackets, as a look-up gives it. What is none, or names its interface, is not public. */
export function isPublic(address: string): boolean {
  if (address.includes('%') || isIP(address) === 0) return false;
  if (isIPv6(address)) return outer.check(address, 'ipv6') && !inner.check(address, 'ipv6');
  return !inner.check(address, 'ipv4');
}

export type LookupAll = (
  name: string,
  options: LookupAllOptions,
  /** Node's own gives no addresses at all beside an error, other than its types say. */
  done: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void;

/** For a connection: all addresses of the name must be such as `may` says, or it goes nowhere. */
export const guardedLookup =
  (lookup: LookupAll, may: (address: string) => boolean): LookupFunction =>
  (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      if (error) done(error, []);
      else if (!first || !addresses.every(({ address }) => may(address)))
        done(Object.assign(new Error('The name leads to an inner address.'), { code: 'EINNERADDRESS' }), []);
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
