import { expect, it } from 'vitest';
import { followShortcuts } from './shortcuts.ts';

function page(hash: string) {
  const location = { hash, pathname: '/', search: '' };
  let consumer: (launch: { readonly targetURL?: string }) => void = () => undefined;
  const launchQueue = { setConsumer: (given: typeof consumer) => void (consumer = given) };
  const history = {
    state: null,
    replaceState: (_state: unknown, _unused: string, url?: string | URL | null) => {
      location.hash = /#.*$/.exec(String(url))?.[0] ?? '';
    },
  };
  const gone: string[] = [];
  const given = Object.assign(new EventTarget(), { location, history, launchQueue });
  const stop = followShortcuts(given, (place) => void gone.push(place));
  return {
    given,
    location,
    gone,
    stop,
    launch: (targetURL?: string) => consumer(targetURL === undefined ? {} : { targetURL }),
  };
}

it('the address that the page was opened with leads to its screen once; a reload comes back to the sale', () => {
  const { gone, location } = page('#open=journal');
  expect([gone, location.hash]).toEqual([['journal'], '']);
});

it.each([
  '',
  '#open=',
  '#open=sale',
  '#open=constructor',
  '#open=journal2',
  '#setup=https%3A%2F%2Fa.test%2Fx#open=shift',
])('nothing is opened by %j', (hash) => {
  const { gone, launch } = page(hash);
  launch(`https://kassa.test/${hash}`);
  launch('https://kassa.test/');
  launch();
  expect(gone).toEqual([]);
});

it('a set-up by link is left to whoever reads it', () => {
  expect(page('#setup=https%3A%2F%2Fa.test').location.hash).toBe('#setup=https%3A%2F%2Fa.test');
});

it('a launch while the till is open, and another address of the same page, lead there too, until nobody follows', () => {
  const { given, gone, location, launch, stop } = page('');
  launch('https://kassa.test/#open=shift');
  location.hash = '#open=goods';
  given.dispatchEvent(new Event('hashchange'));
  stop();
  launch('https://kassa.test/#open=journal');
  location.hash = '#open=journal';
  given.dispatchEvent(new Event('hashchange'));
  expect(gone).toEqual(['shift', 'goods']);
});
