import { getPublicKeyAsync, signAsync, utils } from '@noble/ed25519';
import { describe, expect, it } from 'vitest';
import { MOST_SETUP_BYTES, setupSource } from './setup-source.ts';

const answers =
  (body: string, status = 200) =>
  async (): Promise<Response> =>
    new Response(body, { status });

function sourceAt(
  hash: string,
  send: (url: string, init: RequestInit) => Promise<Response> = answers('{}'),
  browserCrypto: { readonly subtle?: SubtleCrypto } = crypto,
) {
  const location = { hash, pathname: '/', search: '', href: 'http://localhost:1500/' };
  const shown: string[] = [];
  let over: (() => void) | undefined;
  const source = setupSource(
    {
      location,
      history: { state: null, replaceState: (_state, _title, url) => void shown.push(String(url)) },
      addEventListener: () => undefined,
      fetch: (url, init) => send(String(url), init ?? {}),
      crypto: browserCrypto,
    },
    {
      after: (_ms, act) => {
        over = act;
        return () => undefined;
      },
    },
  );
  return { source, shown, timeOut: () => over?.() };
}

describe('the address bar', () => {
  it.each([
    ['#setup=https://a.example/x.json?b=%20c', 'https://a.example/x.json?b=%20c'],
    ['#setup=https%3A%2F%2Fa.example%2Fx.json', 'https://a.example/x.json'],
    ['#setup=%E0%A4%A', 'http://localhost:1500/%E0%A4%A'],
    // A Cyrillic «а».
    ['#setup=https://p\u0430ypal.example/x', 'https://xn--pypal-4ve.example/x'],
    ['#setup=javascript:alert(1)', 'javascript:alert(1)'],
    ['#setup=https://a:b@a.example/', 'https://a:b@a.example/'],
    ['#setups=https://a.example', undefined],
    ['', undefined],
  ])('%s names %s', (hash, link) => {
    expect(sourceAt(hash).source.link()).toBe(link);
  });

  it('is without the link when that is kept', () => {
    const { source, shown } = sourceAt('#setup=https://a.example');
    source.taken();
    expect(shown).toEqual(['/']);
  });
});

describe('a file', () => {
  it('is fetched without cookies, straight, and from nowhere else', async () => {
    const asked: Array<readonly [string, RequestInit]> = [];
    const { source } = sourceAt('', async (url, init) => {
      asked.push([url, init]);
      return new Response('{"a":1}');
    });
    expect(await source.fetch('https://a.example/x.json')).toEqual({ ok: true, value: '{"a":1}' });
    expect(asked).toMatchObject([['https://a.example/x.json', { redirect: 'error', credentials: 'omit' }]]);
  });

  it.each([
    'javascript:alert(1)',
    'data:,x',
    'file:///x',
    'https://u:p@a.example/x',
    'https://',
    `https://a.example/${'x'.repeat(3_000)}`,
  ])('is not asked of %s', async (link) => {
    const { source } = sourceAt('', () => Promise.reject(new Error('asked')));
    expect(await source.fetch(link)).toEqual({ ok: false, failure: { kind: 'bad-link' } });
  });

  it('of the greatest size is taken, and of one byte more is not', async () => {
    const most = 'x'.repeat(MOST_SETUP_BYTES);
    expect(await sourceAt('', answers(most)).source.fetch('https://a.example')).toEqual({ ok: true, value: most });
    expect(await sourceAt('', answers(`${most}x`)).source.fetch('https://a.example')).toEqual({
      ok: false,
      failure: { kind: 'too-big' },
    });
  });

  it('that is not there is told by its status; no network, CORS and a silent server are the same', async () => {
    expect(await sourceAt('', answers('', 404)).source.fetch('https://a.example')).toEqual({
      ok: false,
      failure: { kind: 'status', status: 404 },
    });
    const no = { ok: false, failure: { kind: 'no-answer' } };
    expect(await sourceAt('', () => Promise.reject(new TypeError('x'))).source.fetch('https://a.example')).toEqual(no);
    const silent = sourceAt(
      '',
      (_url, { signal }) =>
        new Promise((_answer, fail) => signal?.addEventListener('abort', () => fail(new Error('x')))),
    );
    const fetching = silent.source.fetch('https://a.example');
    silent.timeOut();
    expect(await fetching).toEqual(no);
  });
});

describe('a signature', () => {
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

  it('is right for this text and this key alone', async () => {
    const secret = utils.randomPrivateKey();
    const key = base64url(await getPublicKeyAsync(secret));
    const value = base64url(await signAsync(new TextEncoder().encode('текст'), secret));
    const other = base64url(await getPublicKeyAsync(utils.randomPrivateKey()));
    const { source } = sourceAt('');
    expect(await source.verify('текст', key, value)).toBe(true);
    expect(await source.verify('тексТ', key, value)).toBe(false);
    expect(await source.verify('текст', other, value)).toBe(false);
    expect(await source.verify('текст', 'x', value)).toBe(false);
  });

  it('cannot be looked at on a page that is not secure', async () => {
    const { source } = sourceAt('', answers('{}'), {});
    expect(await source.verify('x', 'k', 'v')).toBeUndefined();
  });
});
