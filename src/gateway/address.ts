/** Who is counted as one: the bounds of the gateway are kept per address. */
import { isIPv4 } from 'node:net';

/** All programs of this machine, the till among them. */
export const ownMachine = 'this machine';

/**
 * The address as it is counted. A household of IPv6 has 2^64 addresses and may use another one for each call, so the /64 is one (RFC 6177 §2).
 * 127.0.0.1 and ::1 are this machine; the rest of 127/8 is nobody's by habit, and counts as others do.
 */
export function countedAs(remote: string | undefined): string {
  if (remote === undefined) return 'nobody';
  // An IPv4 caller of a socket that listens for both (`::`).
  const address = remote
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
  if (address === '127.0.0.1' || address === '::1') return ownMachine;
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const whole =
    tail === undefined
      ? groups
      : [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
