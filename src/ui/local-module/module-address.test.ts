import { expect, it } from 'vitest';
import { moduleAddress } from './module-address.ts';

it.each([
  ['192.168.0.10', 'http://192.168.0.10:5995'],
  [' 192.168.0.10:6995/ ', 'http://192.168.0.10:6995'],
  ['192.168.0.10:80', 'http://192.168.0.10:80'],
  ['http://server', 'http://server:5995'],
  ['HTTP://Server:5995/api/v2', 'http://server:5995'],
  ['https://lm.example', 'https://lm.example:443'],
  ['[::1]', 'http://[::1]:5995'],
  ['localhost', 'http://localhost:5995'],
  ['', undefined],
  ['не адрес', undefined],
  ['ftp://192.168.0.10', undefined],
  ['http://admin:admin@192.168.0.10', undefined],
  ['http://', undefined],
  ['192.168.0.10:99999', undefined],
])('«%s» is %s', (typed, address) => expect(moduleAddress(typed)).toBe(address));
