import { expect, it } from 'vitest';
import { ok } from '../../domain/base/result.ts';
import type { FiscalPrinter } from '../../app/ports/printer.ts';
import { lazyPrinter } from './lazy-printer.ts';
import { noPrinter } from './none/no-printer.ts';

function driver() {
  const asked: string[] = [];
  const listeners = new Set<() => void>();
  const note = (what: string) => () => {
    asked.push(what);
    return Promise.resolve(ok(undefined));
  };
  const printer: FiscalPrinter = {
    ...noPrinter,
    report: note('report'),
    openDrawer: note('drawer'),
    rest: note('rest'),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    release: async () => void asked.push('release'),
  };
  return { printer, asked, change: () => listeners.forEach((listener) => listener()) };
}

it('loads at once, and whoever asks meanwhile waits for it in order', async () => {
  const { printer, asked } = driver();
  let arrive: (printer: FiscalPrinter) => void = () => undefined;
  let loads = 0;
  const lazy = lazyPrinter(() => {
    loads += 1;
    return new Promise((resolve) => (arrive = resolve));
  });
  expect(loads).toBe(1);
  const answers = [lazy.report(), lazy.openDrawer(), lazy.rest()];
  expect(asked).toEqual([]);
  arrive(printer);
  expect(await Promise.all(answers)).toEqual([ok(undefined), ok(undefined), ok(undefined)]);
  expect([asked, loads]).toEqual([['report', 'drawer', 'rest'], 1]);
});

it('is not connected while the driver cannot be had, and the next question loads it again', async () => {
  const { printer, asked } = driver();
  let tries = 0;
  const lazy = lazyPrinter(async () => {
    tries += 1;
    if (tries < 3) throw new TypeError('Failed to fetch');
    return printer;
  });
  expect(await lazy.report()).toEqual({
    ok: false,
    failure: { kind: 'not-connected', detail: 'driver: TypeError: Failed to fetch' },
  });
  expect(await lazy.report()).toMatchObject({ ok: false });
  expect(await lazy.report()).toEqual(ok(undefined));
  expect([asked, tries]).toEqual([['report'], 3]);
});

it('hands on that the device came or went, also to who listened before the driver was there', async () => {
  const { printer, change } = driver();
  const lazy = lazyPrinter(async () => printer);
  let heard = 0;
  const stop = lazy.onChange(() => (heard += 1));
  await lazy.rest();
  change();
  stop();
  change();
  expect(heard).toBe(1);
});

it('lets go of what it has, and of nothing before', async () => {
  const { printer, asked } = driver();
  const lazy = lazyPrinter(async () => printer);
  await lazy.release();
  expect(asked).toEqual([]);
  await lazy.rest();
  await lazy.release();
  expect(asked).toEqual(['rest', 'release']);
});
