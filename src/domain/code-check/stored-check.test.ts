import { describe, expect, it } from 'vitest';
import { epochMs } from '../base/time.ts';
import { judge } from '../verdict/index.ts';
import type { CodeCheck } from './answer.ts';
import {
  checkRead,
  emergencySince,
  failuresOf,
  fullFacts,
  isEmergency,
  isUnanswered,
  kindOfFacts,
  proofOf,
  readCheck,
  readFailures,
  type StoredCheck,
} from './stored-check.ts';
import { rawsOf, withRaws } from './raw-answers.ts';

/** A deep freeze: what is stored is never changed, and reading it must not try. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
const localProof = { ...proof, inst: '3032e539-c794-4b38-bafc-29f8956c00ce', version: 'db version' };
const good = {
  cis: 'c',
  found: true,
  valid: true,
  verified: true,
  utilised: true,
  realizable: true,
  sold: false,
  isBlocked: false,
};
const since = epochMs(1_795_000_000_000);

/** Shapes that the builds up to 25a1899 and 977371b have written: of `checked` events without raw answers, and of lines. */
const old: ReadonlyArray<readonly [what: string, stored: StoredCheck, read: CodeCheck]> = [
  ['online', { source: 'online', answer: good, proof }, { source: 'online', facts: 'full', answer: good, proof }],
  [
    'online with its body, as a line of the first builds has it',
    { source: 'online', answer: { ...good, sold: true }, proof, raw: '{"codes":[]}' },
    { source: 'online', facts: 'full', answer: { ...good, sold: true }, proof, raw: '{"codes":[]}' },
  ],
  [
    'a ban without a proof',
    { source: 'online', answer: { cis: 'c', sold: true }, proof: undefined },
    { source: 'online', facts: 'full', answer: { cis: 'c', sold: true } },
  ],
  [
    'by ЛМ',
    { source: 'local', answer: { isBlocked: false }, proof: localProof, online: { kind: 'timeout' } },
    {
      source: 'local',
      facts: 'offline',
      answer: { isBlocked: false },
      proof: localProof,
      failures: { online: { kind: 'timeout' } },
    },
  ],
  [
    'nobody',
    { source: 'none', online: { kind: 'server-error', status: 503, detail: 'занято' }, local: { kind: 'lm-stale' } },
    {
      source: 'none',
      failures: { online: { kind: 'server-error', status: 503, detail: 'занято' }, local: { kind: 'lm-stale' } },
    },
  ],
  ['emergency', { source: 'emergency', raw: 'e' }, { source: 'emergency', by: 'online', raw: 'e' }],
  [
    'the days after one',
    { source: 'emergency', after: { since, online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } },
    { source: 'emergency', after: { since, failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } } },
  ],
];

describe('a check of an older build', () => {
  it.each(old)('is read: %s', (_, stored, read) => {
    expect(readCheck(frozen(stored))).toEqual(read);
    // What is read so is read already.
    expect(readCheck(read)).toEqual(read);
  });

  it.each(old)('is the same to all that look at it as one of this build: %s', (_, stored, read) => {
    for (const look of [kindOfFacts, fullFacts, failuresOf, proofOf, isEmergency, isUnanswered, emergencySince])
      expect(look(stored), look.name).toEqual(look(read));
    for (const price of [undefined, 100]) {
      const circumstances = { now: epochMs(since + 86_400_000), price: price as never };
      expect(judge(frozen(stored), circumstances)).toEqual(judge(read, circumstances));
    }
    expect(rawsOf(stored)).toEqual(rawsOf(read));
    expect(checkRead(stored)).toEqual(checkRead(read));
  });

  it('gets its bodies back from where they were put: under the names of the two', () => {
    expect(
      withRaws(
        { source: 'none', online: { kind: 'timeout' }, local: { kind: 'lm-stale' } },
        { online: 'o', local: 'l' },
      ),
    ).toEqual({
      source: 'none',
      failures: { online: { kind: 'timeout', raw: 'o' }, local: { kind: 'lm-stale', raw: 'l' } },
    });
    expect(
      withRaws({ source: 'local', answer: {}, proof, online: { kind: 'timeout' } }, { answer: 'a', online: 'o' }),
    ).toEqual({
      source: 'local',
      facts: 'offline',
      answer: {},
      proof,
      raw: 'a',
      failures: { online: { kind: 'timeout', raw: 'o' } },
    });
  });
});

it('the verdict of an older build has its failures under the names of the two', () =>
  expect(readFailures({ online: { kind: 'timeout' }, local: { kind: 'lm-stale' } })).toEqual({
    online: { kind: 'timeout' },
    local: { kind: 'lm-stale' },
  }));

it.each(['of-nobody', 'constructor', '__proto__', 'toString'])(
  'whatever %s says without a kind of facts, nothing is sold by it',
  (source) => {
    const stored = { source, answer: good, proof } as unknown as StoredCheck;
    expect(judge(stored, { now: since })).toEqual({ kind: 'unverified', failures: {} });
  },
);

describe('a source that this build has never heard of', () => {
  const check: CodeCheck = {
    source: 'third',
    facts: 'full',
    answer: { ...good, groupIds: [8] },
    proof,
    failures: { second: { kind: 'timeout', raw: 's' } },
  };
  it('is judged by the kind of its facts', () => {
    expect(judge(check, { now: since })).toEqual({ kind: 'allowed', by: 'third' });
    expect(judge({ ...check, answer: { ...good, isBlocked: true } }, { now: since })).toMatchObject({
      kind: 'forbidden',
      by: 'third',
    });
    expect(
      judge({ ...check, facts: 'offline', answer: { isBlocked: true } } as CodeCheck, { now: since }),
    ).toMatchObject({
      kind: 'forbidden',
      by: 'third',
    });
  });
  it('has its raw answers apart and back, by its id', () => {
    expect(rawsOf(check)).toEqual({ second: 's' });
    expect(withRaws(checkRead(check), { answer: 'a', second: 's' })).toEqual({ ...check, raw: 'a' });
  });
});
