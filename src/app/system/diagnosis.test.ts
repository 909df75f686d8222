import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import { epochMs } from '../../domain/base/time.ts';
import type { CheckRecord } from '../../domain/code-check/record.ts';
import type { ScanRecord } from '../scan-hub.ts';
import { diagnosisOf, lookBackMs, mostOfEach, type DiagnosisGiven } from './diagnosis.ts';

const noon = epochMs(Date.UTC(2026, 11, 1, 9));
const code = '0104670540176099215AbCdE\u001d93dGVz';

const scan = (at = noon, text = code): ScanRecord => ({
  number: 1,
  text,
  repeats: false,
  scan: { kind: 'damaged', damage: 'gs-lost', raw: text },
  delivery: {
    way: 'serial',
    device: `serial:${text}`,
    bytes: new TextEncoder().encode(text),
    texts: [text],
    symbology: text,
    at,
    timing: { pieces: 3, totalMs: 25.4, longestGapMs: 9 },
    signs: ['no-suffix'],
  },
});
/** A check as the journal tells of it, with `text` wherever a text may stand. */
const check = (text: string, at = noon) =>
  ({
    at,
    ki: text,
    code: text,
    gtin: text,
    name: text,
    price: 9_490,
    receiptId: text,
    check: {
      source: 'none',
      failures: { online: { kind: 'timeout', detail: text, host: text }, local: { kind: text } },
    },
    timings: { scannedAt: at, decidedMs: 86, onlineMs: 80.6, localStartedMs: 12, host: text, [text]: 5 },
    verdict: { kind: 'unverified', failures: {} },
    action: 'open',
    deviations: {},
  }) as unknown as CheckRecord;
const given = (text = code): DiagnosisGiven => ({
  at: noon,
  builtAt: noon,
  browser: 'Mozilla/5.0 Chrome/156',
  rows: [
    { id: 'hosts', look: 'ok', says: 'host-answers', host: text, ms: 40 },
    { id: 'kkt', look: 'care', says: 'kkt-trouble', failure: { kind: 'refused', detail: text } as never },
  ],
  speed: {
    at: noon,
    end: 'whole',
    speeds: [{ id: 'usual', runs: [86.4], missed: { by: text, failure: { kind: 'timeout', detail: text } as never } }],
  },
  scans: [scan(noon, text)],
  exchanges: [
    { at: noon, code: 0xff45, ms: 412.6, outcome: 'done' },
    { at: noon, code: text as never, ms: 9, outcome: 'failed' },
  ],
  checks: [check(text)],
  events: [
    { at: noon, kind: 'not-printed', data: { kind: 'link-lost', cashier: text }, receiptId: text },
    { at: noon, kind: 'fault', data: { detail: `TypeError: ${text}` } },
    { at: noon, kind: text, data: { kind: text, cashier: text } },
    { at: noon, kind: 'wrong-pin', data: text },
  ],
});

it('tells the last minutes in kinds and milliseconds', () => {
  expect(JSON.parse(diagnosisOf(given()))).toEqual({
    program: 'poltora',
    at: '2026-12-01T09:00:00.000Z',
    built: '2026-12-01T09:00:00.000Z',
    browser: 'Mozilla/5.0 Chrome/156',
    system: [
      { id: 'hosts', look: 'ok', says: 'host-answers', ms: 40 },
      { id: 'kkt', look: 'care', says: 'kkt-trouble' },
    ],
    speed: [{ id: 'usual', runs: [86], missed: 'timeout' }],
    frames: [
      { at: '2026-12-01T09:00:00.000Z', command: 'FF45h', ms: 413, outcome: 'done' },
      { at: '2026-12-01T09:00:00.000Z', ms: 9, outcome: 'failed' },
    ],
    scans: [
      {
        at: '2026-12-01T09:00:00.000Z',
        way: 'serial',
        kind: 'damaged',
        damage: 'gs-lost',
        length: code.length,
        pieces: 3,
        tookMs: 25,
        longestGapMs: 9,
        signs: ['no-suffix'],
        repeats: false,
      },
    ],
    checks: [
      {
        at: '2026-12-01T09:00:00.000Z',
        source: 'none',
        verdict: 'unverified',
        action: 'open',
        failures: ['online', 'timeout', 'local', null],
        decidedMs: 86,
        onlineMs: 81,
        localStartedMs: 12,
      },
    ],
    events: [
      { at: '2026-12-01T09:00:00.000Z', kind: 'not-printed', of: 'link-lost' },
      { at: '2026-12-01T09:00:00.000Z', kind: 'fault', error: 'TypeError' },
      { at: '2026-12-01T09:00:00.000Z' },
      { at: '2026-12-01T09:00:00.000Z', kind: 'wrong-pin' },
    ],
  });
});

describe('tells nothing else', () => {
  /** What must not leave the till: codes, people, their numbers, keys, passwords, addresses. */
  const secret = fc.oneof(
    fc.constantFrom(
      code,
      '4600494600012',
      'Иванова Анна',
      'Ivanova A.',
      '7707083893',
      '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc',
      'Pa55word!',
      '192.168.0.20:7778',
      'ann@example.org',
      '1234',
      '9999078900000017',
    ),
    fc.stringMatching(/^[A-Z][A-Za-z0-9!?]{7,30}$/),
    fc.stringMatching(/^[0-9]{10,20}$/),
    fc.stringMatching(/^[а-яё]{4,12} [а-яё]{4,12}$/),
    // Small letters alone: as long as they stand where no kind does.
  );

  it('whatever stands in the fields that are not told', () => {
    fc.assert(
      fc.property(secret, (text) => {
        const told = diagnosisOf(given(text));
        // Its own numbers and moments may hold a short number by chance.
        const rest = told.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '').replaceAll(`"length":${text.length}`, '');
        expect(rest).not.toContain(text);
        expect(rest).not.toContain(JSON.stringify(text).slice(1, -1));
      }),
      tries(2_000),
    );
  });

  it('and no word of small letters that is no kind', () => {
    const text = 'qwertyuiop';
    const { events, checks, ...rest } = given(text);
    const told = diagnosisOf({ ...rest, events: events.slice(0, 2), checks: [] });
    expect(checks).toHaveLength(1);
    expect(told).not.toContain(text);
  });
});

it('is bounded, and looks no further back than half an hour', () => {
  const many = Array.from({ length: 500 }, (_, index) => epochMs(noon - index));
  const old = epochMs(noon - lookBackMs - 1);
  const told = JSON.parse(
    diagnosisOf({
      ...given(),
      scans: [...many.map((at) => scan(at)), scan(old)],
      checks: [...many.map((at) => check(code, at)), check(code, old)],
      events: [{ at: old, kind: 'printed' }],
    }),
  ) as Record<'scans' | 'checks' | 'events', unknown[]>;
  expect([told.scans, told.checks, told.events].map(({ length }) => length)).toEqual([mostOfEach, mostOfEach, 0]);
});
