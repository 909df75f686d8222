import { expect, it } from 'vitest';
import type { ScanRecord } from '../../app/scan-hub.ts';
import { readScan } from '../../domain/marking-code/index.ts';
import type { Place } from './navigation.svelte.ts';
import { ScanRouter } from './scan-router.svelte.ts';

const record = (repeats = false): ScanRecord =>
  ({
    number: 1,
    text: '4607004890017',
    scan: readScan('4607004890017'),
    delivery: { at: 1 },
    repeats,
  }) as unknown as ScanRecord;

/** `heading`: where the person wants to be; `place`: what is open yet. */
function world(
  heading: Place,
  { place = heading, isDialogOpen = false }: { place?: Place; isDialogOpen?: boolean } = {},
) {
  const done: string[] = [];
  const navigation = {
    place,
    heading,
    go: (to: Place) => {
      done.push(`go ${to}`);
      navigation.place = navigation.heading = to;
    },
  };
  const router = new ScanRouter(
    {
      sale: { scan: async (text: string) => void done.push(`scan ${text}`) },
      sounds: { attention: () => void done.push('attention') },
    } as unknown as ConstructorParameters<typeof ScanRouter>[0],
    navigation,
    () => isDialogOpen,
    { take: () => undefined },
  );
  return { router, done };
}

it.each<Place>(['sale', 'shift', 'journal'])('from %s a scan is goods for the receipt', (place) => {
  const { router, done } = world(place);
  router.hear(record());
  expect(done).toEqual([...(place === 'sale' ? [] : ['go sale']), 'scan 4607004890017']);
  expect(router.missed).toBeUndefined();
});

it('keeps the sale open where a screen was still on its way', () => {
  const { router, done } = world('journal', { place: 'sale' });
  router.hear(record());
  expect(done).toEqual(['go sale', 'scan 4607004890017']);
});

it.each<Place>(['settings', 'scanner', 'rules', 'checks', 'packages'])('on %s it is told', (place) => {
  const { router, done } = world(place);
  const scan = record();
  router.hear(scan);
  expect([done, router.missed]).toEqual([['attention'], scan]);
});

it('a dialog of another screen is not closed for it', () => {
  const { router, done } = world('shift', { isDialogOpen: true });
  router.hear(record());
  expect(done).toEqual(['attention']);
});

it('what the scanner sent twice is one', () => {
  const { router, done } = world('sale');
  router.hear(record(true));
  expect(done).toEqual([]);
});
