import { describe, expect, it } from 'vitest';
import { epochMs } from '../domain/time.ts';
import type { CodeCheck } from '../domain/code-check.ts';
import { healthAfter } from './health.ts';
import type { SourcesHealth } from './ports.ts';

const at = epochMs(2_000);
const sync = epochMs(1_000);
const reply = (...checks: CodeCheck[]) => ({ checks, timings: { scannedAt: at, decidedMs: 1 } });
const proof = { reqId: 'r', reqTimestamp: 1 };
const sick: SourcesHealth = {
  online: { failure: { kind: 'timeout' }, at: sync },
  local: { failure: { kind: 'unreachable' }, at: sync, lastSync: sync },
};

describe('what a check shows of the sources', () => {
  it('an online answer clears its failure and says nothing of ЛМ', () =>
    expect(healthAfter(sick, reply({ source: 'online', answer: { cis: 'c' }, proof }), at)).toEqual({
      online: { at },
      local: sick.local,
    }));
  it('so does emergency mode: ГИС МТ has answered', () =>
    expect(healthAfter(sick, reply({ source: 'emergency' }), at).online).toEqual({ at }));
  it('a local answer names why online gave none, and keeps the time of the last sync', () =>
    expect(healthAfter(sick, reply({ source: 'local', answer: {}, proof, online: { kind: 'offline' } }), at)).toEqual({
      online: { at, failure: { kind: 'offline' } },
      local: { at, failure: undefined, lastSync: sync },
    }));
  it('no answer names both', () =>
    expect(
      healthAfter(
        { online: {}, local: {} },
        reply({ source: 'none', online: { kind: 'timeout' }, local: { kind: 'lm-stale' } }),
        at,
      ),
    ).toEqual({ online: { at, failure: { kind: 'timeout' } }, local: { at, failure: { kind: 'lm-stale' } } }));
  it('an empty reply changes nothing', () => expect(healthAfter(sick, reply(), at)).toBe(sick));
});
