import { describe, expect, it } from 'vitest';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { epochMs } from '../../domain/base/time.ts';
import { fail, ok } from '../../domain/base/result.ts';
import type { PrinterState } from '../ports/printer.ts';
import { nextLeft, readKeptGuide, stateOf, steps, withPutOff, type GuideFacts, type Step } from './guide.ts';

const at = epochMs(1);
const printer: PrinterState = {
  model: 'ШТРИХ',
  fn: '9960440301234567',
  lastFd: 1,
  demo: false,
  shift: { state: 'closed', number: 1 },
  warnings: [],
  about: { inn: realShop.inn, taxations: [realShop.taxation] },
};
/** All of it answers. */
const good: GuideFacts = {
  shop: {
    ...realShop,
    tsPiot: { way: 'relay', shift: 'ask' },
    local: { ...realShop.local, way: 'relay' },
    cashier: 'Петрова',
  },
  sources: { check: { at }, spare: { at } },
  printer: ok(printer),
  hasGoods: true,
  hasPin: true,
  persisted: true,
};
const fresh = readKeptGuide(undefined);
const proved = { ...fresh, isScannerProved: true };

it('is done where each thing has answered, and only there', () => {
  expect(steps.map((step) => stateOf(step, good, proved))).toEqual(steps.map(() => 'done'));
});

/** What is not enough for a step, one thing at a time. */
const notDone: ReadonlyArray<readonly [string, Step, Partial<GuideFacts>]> = [
  ['nothing heard of the ККТ', 'kkt', { printer: undefined }],
  ['a ККТ that is away', 'kkt', { printer: fail({ kind: 'not-connected' }) }],
  ['a debugging ФН', 'kkt', { printer: ok({ ...printer, demo: true }) }],
  ['a ККТ of another ИНН', 'kkt', { printer: ok({ ...printer, about: { inn: '7700000016' } }) }],
  ['a ККТ of another taxation', 'kkt', { printer: ok({ ...printer, about: { taxations: ['eshn'] } }) }],
  ['no ТС ПИоТ chosen', 'ts-piot', { shop: { ...good.shop, tsPiot: { way: 'none', shift: 'ask' } } }],
  ['nothing heard of ТС ПИоТ', 'ts-piot', { sources: { check: undefined, spare: { at } } }],
  ['only what an earlier run heard', 'ts-piot', { sources: { check: {}, spare: { at } } }],
  ['a closed shift', 'ts-piot', { sources: { check: { at, failure: { kind: 'tsp-shift' } }, spare: { at } } }],
  ['no ЛМ chosen', 'spare', { shop: { ...good.shop, local: { ...good.shop.local, way: 'none' } } }],
  [
    'an ЛМ that is not initialised',
    'spare',
    { sources: { check: { at }, spare: { at, failure: { kind: 'lm-not-initialised' } } } },
  ],
  ['no goods', 'goods', { hasGoods: false }],
  ['no PIN', 'cashier', { hasPin: false }],
  ['no cashier', 'cashier', { shop: { ...good.shop, cashier: '' } }],
  ['a browser that promised nothing', 'storage', { persisted: false }],
  ['a browser that says nothing', 'storage', { persisted: undefined }],
];
describe.each(notDone)('%s', (_, step, change) => {
  const facts = { ...good, ...change };
  it(`leaves «${step}», and nothing else, until it is put off`, () => {
    expect(steps.filter((each) => stateOf(each, facts, proved) !== 'done')).toEqual([step]);
    expect(stateOf(step, facts, proved)).toBe('left');
    const putOff = withPutOff(proved, step, true);
    expect(stateOf(step, facts, putOff)).toBe('put-off');
    expect(stateOf(step, facts, withPutOff(putOff, step, false))).toBe('left');
    // The thing has answered after all.
    expect(stateOf(step, good, putOff)).toBe('done');
  });
});

it('without ТС ПИоТ the key must be taken', () => {
  const shop = { ...good.shop, tsPiot: { way: 'none', shift: 'ask' } as const };
  expect(stateOf('check', { ...good, shop }, fresh)).toBe('done');
  for (const check of [undefined, {}, { at, failure: { kind: 'key-refused' } } as const])
    expect(stateOf('check', { ...good, shop, sources: { ...good.sources, check } }, fresh)).toBe('left');
});

it('a scanner is done when it has read the code of the screen', () => {
  expect([stateOf('scanner', good, fresh), stateOf('scanner', good, proved)]).toEqual(['left', 'done']);
});

it('a practice shop has a practice ККТ', () => {
  const shop = { ...good.shop, kind: 'demo' as const };
  expect(stateOf('kkt', { ...good, shop, printer: ok({ ...printer, demo: true }) }, fresh)).toBe('done');
  expect(stateOf('kkt', { ...good, shop }, fresh)).toBe('left');
});

it('goes on with the next that is left, round the end, and with none at the end', () => {
  const facts = { ...good, hasGoods: false, sources: { check: undefined, spare: undefined } };
  expect(nextLeft('kkt', facts, proved)).toBe('ts-piot');
  expect(nextLeft('check', facts, withPutOff(proved, 'spare', true))).toBe('goods');
  expect(nextLeft('goods', facts, proved)).toBe('ts-piot');
  expect(nextLeft('kkt', good, proved)).toBeUndefined();
});

describe('what is kept', () => {
  it('comes back as it was', () => {
    const kept = { putOff: ['spare'] as const, isScannerProved: true, isOver: false, at: 'goods' as const };
    expect(readKeptGuide(structuredClone(kept))).toEqual(kept);
  });
  it.each([undefined, null, 5, [], { putOff: ['radio'], isScannerProved: 'yes', isOver: 1, at: 'later' }])(
    '%j is as at a new till',
    (value) => expect(readKeptGuide(value)).toEqual({ putOff: [], isScannerProved: false, isOver: false }),
  );
});
