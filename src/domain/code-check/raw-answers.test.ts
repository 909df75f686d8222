import { describe, expect, it } from 'vitest';
import type { CodeCheck } from './answer.ts';
import { checkRead } from './stored-check.ts';
import { rawsOf, withRaws } from './raw-answers.ts';
import { epochMs } from '../base/time.ts';

const proof = { reqId: 'q', reqTimestamp: 1 };
const failure = { kind: 'server-error', status: 500, detail: 'd' } as const;

describe('raw answers apart from their check', () => {
  it.each<[what: string, check: CodeCheck, raws: ReturnType<typeof rawsOf>]>([
    ['online', { source: 'online', facts: 'full', answer: { cis: 'a' }, proof, raw: 'r' }, { answer: 'r' }],
    [
      'an empty body is a body',
      { source: 'online', facts: 'full', answer: { cis: 'a' }, proof, raw: '' },
      { answer: '' },
    ],
    ['none', { source: 'online', facts: 'full', answer: { cis: 'a' }, proof }, undefined],
    [
      'local, and what online said',
      {
        source: 'local',
        facts: 'offline',
        answer: {},
        proof,
        failures: { online: { ...failure, raw: 'o' } },
        raw: 'l',
      },
      { answer: 'l', online: 'o' },
    ],
    ['emergency', { source: 'emergency', by: 'online', raw: 'e' }, { answer: 'e' }],
    [
      'the days after one',
      {
        source: 'emergency',
        after: { since: epochMs(1), failures: { online: { ...failure, raw: 'o' }, local: { ...failure, raw: 'l' } } },
      },
      { online: 'o', local: 'l' },
    ],
    ['nobody', { source: 'none', failures: { online: failure, local: { ...failure, raw: 'l' } } }, { local: 'l' }],
  ])('%s', (_, check, raws) => {
    expect(rawsOf(check)).toEqual(raws);
    expect(rawsOf(checkRead(check))).toBeUndefined();
    expect(withRaws(checkRead(check), raws ?? {})).toEqual(check);
  });
});
