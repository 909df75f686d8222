import { expect, it } from 'vitest';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { noon } from '../../../test/unit/clock.ts';
import { epochMs } from '../../domain/base/time.ts';
import { lossOf, type Witness } from './witness.ts';

const head = { journal: 'second', since: noon, number: 1, events: 4, linked: 0, digest: '' };
const witness = (minutes: number): Witness => ({
  version: 1,
  ...head,
  journal: 'first',
  number: 7,
  events: 40,
  till: 'till',
  at: epochMs(noon + minutes * 60_000),
  shop: realShop,
});

it.each([
  ['begun after the last word of the other is this till’s own, sold into since', -1, 'journal'],
  ['that was there before is another’s', 1, 'another'],
])('a journal %s', (_, minutes, what) => {
  expect(lossOf({ head, hasShop: true }, witness(minutes))?.what).toBe(what);
});

it('begun after it, without a shop: all is gone', () => {
  expect(lossOf({ head, hasShop: false }, witness(-1))?.what).toBe('everything');
});
