import { expect, test } from 'vitest';
import { countedAs, ownMachine } from './address.ts';

test.each([
  ['127.0.0.1', ownMachine],
  ['::1', ownMachine],
  ['::ffff:127.0.0.1', ownMachine],
  ['127.0.0.2', '127.0.0.2'],
  ['192.168.0.7', '192.168.0.7'],
  ['::ffff:192.168.0.7', '192.168.0.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['2001:db8:1:3::6', '2001:db8:1:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::2', '0:0:0:0::/64'],
  [undefined, 'nobody'],
])('%s is counted as %s', (remote, counted) => {
  expect(countedAs(remote)).toBe(counted);
});
