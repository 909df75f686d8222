import { expect, it } from 'vitest';
import { securityHeaders } from '../gateway/headers.ts';
import { forbidsCall } from './connect-policy.ts';

const own = securityHeaders(['http://192.168.0.10:5995'])['content-security-policy'] ?? '';
const origin = 'http://localhost:1500';

it.each([
  [own, 'http://127.0.0.1:5995', false],
  [own, 'http://localhost:5995/api/v2/status', false],
  [own, 'http://192.168.0.10:5995', false],
  [own, 'https://192.168.0.10:5995', false],
  [own, 'http://localhost:1500/relay', false],
  [own, 'http://127.0.0.1:6000', true],
  [own, 'http://192.168.0.11:5995', true],
  [own, 'http://192.168.0.10', true],
  [own, 'no address', false],
  ['', 'http://a.test', false],
  ["default-src 'none'", 'http://a.test', true],
  ["default-src 'none'; connect-src http://a.test", 'http://a.test', false],
  ["connect-src 'none'", 'http://a.test', true],
  ['connect-src', 'http://a.test', true],
  ['connect-src *', 'http://a.test', false],
  ['connect-src http:', 'http://a.test', false],
  ['connect-src http://*.test', 'http://a.test', false],
  [`${own}, connect-src 'self'`, 'http://127.0.0.1:5995', true],
])('%s: %s is forbidden: %s', (policy, url, isForbidden) => {
  expect(forbidsCall(policy, url, origin)).toBe(isForbidden);
});
