import { describe, expect, it } from 'vitest';
import { epochMs } from '../domain/base/time.ts';
import type { CodeCheck } from '../domain/code-check/answer.ts';
import { healthAfter, heardSince } from './health.ts';
import type { SourcesHealth } from '../domain/code-check/source.ts';

const at = epochMs(2_000);
const sync = epochMs(1_000);
const reply = (...checks: CodeCheck[]) => ({ checks, timings: { scannedAt: at, decidedMs: 1 } });
const proof = { reqId: 'r', reqTimestamp: 1 };
const sick: SourcesHealth = {
  sources: {
    online: { failure: { kind: 'timeout' }, at: sync },
    local: { failure: { kind: 'unreachable' }, at: sync, lastSync: sync },
  },
};

describe('what a check shows of the sources', () => {
  it('an online answer clears its failure and says nothing of ЛМ', () =>
    expect(healthAfter(sick, reply({ source: 'online', facts: 'full', answer: { cis: 'c' }, proof }), at)).toEqual({
      sources: { online: { at }, local: sick.sources['local'] },
    }));
  it('so does emergency mode: ГИС МТ has answered', () =>
    expect(healthAfter(sick, reply({ source: 'emergency', by: 'online' }), at).sources['online']).toEqual({ at }));
  it('a local answer names why online gave none, and keeps the time of the last sync', () =>
    expect(
      healthAfter(
        sick,
        reply({ source: 'local', facts: 'offline', answer: {}, proof, failures: { online: { kind: 'offline' } } }),
        at,
      ),
    ).toEqual({
      sources: {
        online: { at, failure: { kind: 'offline' } },
        local: { at, failure: undefined, lastSync: sync },
      },
    }));
  it('no answer names both', () =>
    expect(
      healthAfter(
        { sources: {} },
        reply({ source: 'none', failures: { online: { kind: 'timeout' }, local: { kind: 'lm-stale' } } }),
        at,
      ),
    ).toEqual({
      sources: { online: { at, failure: { kind: 'timeout' } }, local: { at, failure: { kind: 'lm-stale' } } },
    }));
  it('an empty reply changes nothing', () => expect(healthAfter(sick, reply(), at)).toBe(sick));
});

describe('what was heard since a moment', () => {
  const since = epochMs(5_000);
  const failure = { kind: 'timeout' } as const;
  it.each([
    ['at that very moment counts', { at: since, failure, lastSync: sync }, { at: since, failure, lastSync: sync }],
    ['later counts', { at: epochMs(since + 1) }, { at: epochMs(since + 1) }],
    ['before is nothing known', { at: epochMs(since - 1) }, {}],
    [
      'before is no failure either; the age of a copy is what it was',
      { at: sync, failure, lastSync: sync },
      { lastSync: sync },
    ],
    ['at no known time is nothing known', { failure }, {}],
  ])('%s', (_, known, left) =>
    expect(heardSince(since, { sources: { online: known, local: { at: since } } })).toEqual({
      sources: { online: left, local: { at: since } },
    }),
  );
  it('the time that a server told stays', () => {
    const time = { at: sync, heardAt: sync };
    expect(heardSince(since, { sources: {}, time })).toEqual({ sources: {}, time });
  });
});
