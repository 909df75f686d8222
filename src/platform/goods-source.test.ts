import { expect, it } from 'vitest';
import { goodsSource, MOST_LIST_BYTES } from './goods-source.ts';

const url = 'https://sklad.example/goods.json';

function world(answer: (asked: string, headers: Record<string, string>) => Response | Promise<Response>) {
  const asked: Array<{ readonly url: string; readonly init: RequestInit }> = [];
  const fetched = (async (address: string, init: RequestInit) => {
    asked.push({ url: address, init });
    return answer(address, init.headers as Record<string, string>);
  }) as unknown as typeof fetch;
  const source = goodsSource(
    { fetch: fetched, location: { href: 'https://kassa.example/' } },
    { after: () => () => undefined },
  );
  return { source, asked };
}

it('a list comes as a file with what tells of its next change', async () => {
  const { source, asked } = world(() => new Response('[]', { headers: { etag: '"1"' } }));
  const got = await source.fetch(url, {});
  expect(got).toMatchObject({ ok: true, value: { etag: '"1"', file: { name: url, size: 2 } } });
  expect(asked[0]?.init).toMatchObject({ credentials: 'omit', redirect: 'error', cache: 'no-store' });
});

it('one that has not changed is no file; the tag counts before the day', async () => {
  const { source, asked } = world(() => new Response(null, { status: 304 }));
  const known = { etag: '"1"', modified: 'Tue, 01 Dec 2026 08:00:00 GMT' };
  expect(await source.fetch(url, known)).toEqual({ ok: true, value: known });
  expect(asked[0]?.init.headers).toMatchObject({ 'if-none-match': '"1"' });
  expect(asked[0]?.init.headers).not.toHaveProperty('if-modified-since');
  await source.fetch(url, { modified: known.modified });
  expect(asked[1]?.init.headers).toMatchObject({ 'if-modified-since': known.modified });
});

it('an error, silence, an address that is none, and more than a list may be', async () => {
  expect(await world(() => new Response('', { status: 500 })).source.fetch(url, {})).toEqual({
    ok: false,
    failure: { kind: 'status', status: 500 },
  });
  const { source, asked } = world(() => Promise.reject(new TypeError('Failed to fetch')));
  expect(await source.fetch(url, {})).toEqual({ ok: false, failure: { kind: 'no-answer' } });
  expect(await source.fetch('ftp://sklad.example/x', {})).toEqual({ ok: false, failure: { kind: 'bad-link' } });
  expect(asked).toHaveLength(1);
  const mega = new Uint8Array(1_048_576);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += mega.length;
      controller.enqueue(mega);
    },
  });
  expect(await world(() => new Response(endless)).source.fetch(url, {})).toEqual({
    ok: false,
    failure: { kind: 'too-big' },
  });
  expect(sent).toBeLessThan(MOST_LIST_BYTES + 4 * mega.length);
});

it('the gateway is asked for the address, with its password; its refusal goes on as it is', async () => {
  const { source, asked } = world((_, headers) =>
    headers['x-poltora-till-key'] === 'key' ? new Response('a;b') : new Response('{"kind":"x"}', { status: 403 }),
  );
  expect(await source.relay(url, {}, 'key')).toMatchObject({ ok: true, value: { file: { name: url, size: 3 } } });
  expect(asked[0]?.url).toBe(`/relay/goods?url=${encodeURIComponent(url)}`);
  expect(await source.relay(url, {}, undefined)).toEqual({ ok: false, failure: { status: 403, body: '{"kind":"x"}' } });
  expect(await world(() => Promise.reject(new TypeError())).source.relay(url, {}, undefined)).toEqual({
    ok: false,
    failure: undefined,
  });
});
