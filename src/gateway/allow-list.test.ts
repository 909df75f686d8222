import { describe, expect, test } from 'vitest';
import { isAllowed, readHost, readPattern, showPattern } from './allow-list.ts';
import type { HostPattern } from './allow-list.ts';

const patterns = (...texts: string[]): HostPattern[] =>
  texts.map((text) => {
    const pattern = readPattern(text);
    if (!pattern) throw new Error(`no pattern: ${text}`);
    return pattern;
  });

describe('matching', () => {
  test.each<[host: string, pattern: string, allowed: boolean]>([
    ['cdn.crpt.ru', '*.crpt.ru', true],
    ['CDN01.Crpt.RU', '*.crpt.ru', true],
    ['cdn01.am.crpt.ru', '*.crpt.ru', true],
    ['cdn01.crpt.ru:8443', '*.crpt.ru', true],
    ['crpt.ru', '*.crpt.ru', false],
    ['evilcrpt.ru', '*.crpt.ru', false],
    ['cdn.crpt.ru.evil.example', '*.crpt.ru', false],
    ['cdn01.am.crptech.ru', '*.crpt.ru', false],
    ['crpt.ru', 'crpt.ru', true],
    ['cdn.crpt.ru', 'crpt.ru', false],
    ['cdn.crpt.ru', 'CDN.CRPT.RU', true],
    ['cdn.crpt.ru', 'cdn.crpt.ru:443', true],
    ['cdn.crpt.ru:443', 'cdn.crpt.ru:443', true],
    ['cdn.crpt.ru:8443', 'cdn.crpt.ru:443', false],
    ['cdn01.crpt.ru:8443', '*.crpt.ru:8443', true],
    ['cdn01.crpt.ru', '*.crpt.ru:8443', false],
    ['localhost:15011', 'localhost:15011', true],
    ['localhost:15012', 'localhost:15011', false],
    ['127.0.0.1:15011', '127.0.0.1', true],
    ['127.0.0.1:15011', '127.0.0.1:*', true],
    ['127.0.0.2:15011', '127.0.0.1:*', false],
    ['[::1]:15011', '[::1]:15011', true],
    ['[::1]', '[::1]:*', true],
  ])('%s against %s: %s', (text, pattern, allowed) => {
    const host = readHost(text, 'https:');
    expect(host && isAllowed(host, patterns(pattern))).toBe(allowed);
  });

  test('a list allows what any of its entries allows, an empty one nothing', () => {
    const host = { name: 'localhost', port: 15011 };
    expect(isAllowed(host, patterns('*.crpt.ru', 'localhost'))).toBe(true);
    expect(isAllowed(host, [])).toBe(false);
  });

  test('the unwritten port is the one of the scheme', () => {
    expect(readHost('a.example', 'http:')).toEqual({ name: 'a.example', port: 80 });
    expect(readHost('a.example', 'https:')).toEqual({ name: 'a.example', port: 443 });
    expect(readHost('a.example:80', 'http:')).toEqual({ name: 'a.example', port: 80 });
  });
});

test.each([
  '',
  'user@cdn.crpt.ru',
  'user:pass@cdn.crpt.ru',
  'cdn.crpt.ru.',
  '.crpt.ru',
  'a..crpt.ru',
  'cdn.crpt.ru/',
  'cdn.crpt.ru\\evil.example',
  'cdn.crpt.ru#',
  'cdn.crpt.ru?',
  'cdn.crpt.ru%2f',
  'cdn.crpt.ru%00',
  'cdn.crpt.ru:',
  'cdn.crpt.ru:0',
  'cdn.crpt.ru:0443',
  'cdn.crpt.ru:65536',
  'cdn.crpt.ru:4 43',
  'https://cdn.crpt.ru',
  '0x7f.0.0.1',
  '0x7f000001',
  '2130706433',
  '127.1',
  '0177.0.0.1',
  '[0:0:0:0:0:0:0:1]',
  '::1',
  'ｃdn.crpt.ru',
  'сdn.crpt.ru',
  ' cdn.crpt.ru',
  '*.crpt.ru',
])('«%s» is no host in its plain spelling', (text) => {
  expect(readHost(text, 'https:')).toBeUndefined();
});

test.each([
  '',
  '*',
  '*.',
  '*.ru',
  '*.[::1]',
  '*.0.0.1',
  '**.crpt.ru',
  'cdn.*.ru',
  'https://cdn.crpt.ru',
  'cdn.crpt.ru/path',
  'a@b.ru',
  'cdn.crpt.ru:99999',
  'cdn.crpt.ru:',
  '::1',
])('«%s» is no entry of the list', (text) => {
  expect(readPattern(text)).toBeUndefined();
});

test('entries are shown as they are written', () => {
  expect(patterns('*.crpt.ru', 'localhost:15011', '127.0.0.1:*', '[::1]').map(showPattern)).toEqual([
    '*.crpt.ru',
    'localhost:15011',
    '127.0.0.1',
    '[::1]',
  ]);
});
