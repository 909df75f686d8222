/** Readers of what the till, its journal and its gateway keep, fed with shapes that are nearly right: none throws, none makes more of them than the house may use. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStrip } from '../../src/app/shop/demo-shop.ts';
import { pinWord } from '../../src/app/journal/pin-word.ts';
import { knownTills, settingsOf, witnessOf } from '../../src/app/journal/witness.ts';
import { usedSince } from '../../src/devices/links/passages.ts';
import { open as openShtrih } from '../../src/devices/kkt/shtrih/driver.ts';
import { hidSource } from '../../src/devices/scanner/hid/hid-source.ts';
import { readKeptHid } from '../../src/devices/scanner/hid/kept.ts';
import { keyboardSource } from '../../src/devices/scanner/keyboard/keyboard-source.ts';
import { readKeptSerial } from '../../src/devices/scanner/serial/kept.ts';
import { serialScanners } from '../../src/devices/scanner/serial/serial-source.ts';
import { readOperation } from '../../src/domain/document/stored-operation.ts';
import { remaining, takenFrom } from '../../src/domain/goods/opened-package.ts';
import { readTold } from '../../src/domain/goods/stored-goods.ts';
import { bookOf, readPackage } from '../../src/domain/goods/stored-package.ts';
import {
  isFiscalMark,
  readBreak,
  readCounter,
  readEventNumber,
  readIdentity,
  readKnownDocuments,
  readOutboxRow,
  readRawRows,
  readSold,
  readVerified,
} from '../../src/domain/journal/stored-rows.ts';
import { oneMore, readAttempts, triesLeft, waited } from '../../src/domain/shop/pin.ts';
import { readRecord, readTold as readTillTold, tillLimits } from '../../src/gateway/tills.ts';
import { readHashed } from '../../src/storage/pin-hash.ts';
import { FakeClock, noon } from './clock.ts';
import { realFn } from './fakes/printer.ts';
import { realShop } from './fakes/settings.ts';
import { nearly, odd, runs, witnessShape } from './odd-shapes.ts';

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

describe('10 000 nearly right shapes of', () => {
  it('what was kept of a GTIN: whole, or nothing', () => {
    const good = { gtin: '04641500015482', group: 15, by: 'check' };
    expect([readTold(good), readTold({ ...good, group: undefined })]).toEqual([good, { ...good, group: undefined }]);
    return fc.assert(
      fc.property(nearly(good), (value) => {
        const told = readTold(value);
        if (!told) return;
        expect(told.gtin).toMatch(/^\d{14}$/);
        expect([told.by === 'check' || told.by === 'code', told.group === undefined || isCount(told.group)]).toEqual([
          true,
          true,
        ]);
      }),
      runs,
    );
  });

  it('the count of wrong PINs: no wait is longer than the longest, and a broken one is not over', () =>
    fc.assert(
      fc.property(nearly({ wrong: 5, leftMs: 60_000, page: 'p' }), (value) => {
        const attempts = readAttempts(value);
        const longest = 30 * 60_000;
        for (const { wrong, leftMs, page } of [attempts, oneMore(attempts, 'q'), waited(attempts, 'p', 1)]) {
          expect(isCount(wrong) || wrong >= Number.MAX_SAFE_INTEGER).toBe(true);
          expect(leftMs >= 0 && leftMs <= longest).toBe(true);
          expect(['string', 'undefined']).toContain(typeof page);
        }
        expect(triesLeft(attempts)).toBeGreaterThan(0);
        const { leftMs } = (value ?? {}) as { readonly leftMs?: unknown };
        if (typeof value === 'object' && value !== null && typeof leftMs !== 'number')
          expect(attempts.leftMs).toBe(longest);
      }),
      runs,
    ));

  it('a hash of a PIN: one that can be counted in a moment, or none', () =>
    fc.assert(
      fc.property(
        nearly({ v: 1, salt: 'SALT', iterations: 600_000, hash: 'HASH' }).map((value) => {
          const bytes = (text: unknown): unknown =>
            text === 'SALT' || text === 'HASH' ? new Uint8Array([1, 2]) : text;
          return typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bytes(inner)]))
            : value;
        }),
        (value) => {
          const hashed = readHashed(value);
          if (!hashed) return;
          expect([hashed.salt.length, hashed.hash.length]).toEqual([2, 2]);
          expect(hashed.iterations > 0 && hashed.iterations <= 20_000_000).toBe(true);
        },
      ),
      runs,
    ));

  it('who was at the bridge: nobody is said to have been alone where a passage cannot be read', () => {
    const passage = { till: 'us', from: 5, to: 9, bytes: 3 };
    return fc.assert(
      fc.property(nearly({ version: 1, startedAt: 0, passages: [passage, { ...passage, till: 'them' }] }), (value) => {
        const use = usedSince(value, 7, 'us');
        expect(['only-us', 'others', 'unknown']).toContain(use);
        if (use !== 'only-us') return;
        const { passages } = value as {
          readonly passages: ReadonlyArray<{ till: unknown; to: unknown; bytes: unknown }>;
        };
        for (const { till, to, bytes } of passages) {
          expect(typeof till).toBe('string');
          expect(till === 'us' || bytes === 0 || (typeof to === 'number' && to < 7)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('the tills that the gateway remembers: those that can be chosen', () =>
    fc.assert(
      fc.property(
        nearly({ version: 1, tills: [{ till: 't', name: 'Касса', seenAt: noon, witness: witnessShape }] }),
        nearly({ version: 1, witness: witnessShape, settings: realShop }),
        (list, one) => {
          for (const { till, name, witness: told } of knownTills(list, 'own')) {
            expect(till).toMatch(/^[\w-]{1,64}$/);
            expect([typeof name, isCount(told.number), isCount(told.events)]).toEqual(['string', true, true]);
          }
          const told = witnessOf(one);
          if (told)
            expect([told.hasPin === undefined || typeof told.hasPin === 'boolean', told.cards ?? 0]).toEqual([
              true,
              expect.any(Number),
            ]);
          const shop = settingsOf(one);
          if (shop) expect([typeof shop.inn, typeof shop.local.url]).toEqual(['string', 'string']);
        },
      ),
      runs,
    ));

  it('a strip of the practice ККТ: lines of text, or none', () =>
    fc.assert(
      fc.property(nearly({ lines: ['ЧЕК', 'ИТОГ 100'] }), (value) => {
        for (const line of readStrip(value) ?? []) expect(typeof line).toBe('string');
      }),
      runs,
    ));
});

describe('10 000 nearly right shapes of what the gateway reads:', () => {
  const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? '');
  const numbers = { journal: 'j', events: 50, number: 5, more: 1 };

  it('what a till tells of itself', () =>
    fc.assert(
      fc.property(nearly({ version: 1, name: 'Касса', witness: numbers, settings: realShop }), (value) => {
        const told = readTillTold(bytesOf(value));
        if (!told.ok) {
          expect(told.failure.code).toBe('bad-request');
          return;
        }
        const { name, witness, settings } = told.value;
        expect(name.length).toBeLessThanOrEqual(tillLimits.nameLength);
        expect([isCount(witness.events), isCount(witness.number), witness.journal.length > 0]).toEqual([
          true,
          true,
          true,
        ]);
        expect(settings === undefined || (typeof settings === 'object' && !Array.isArray(settings))).toBe(true);
      }),
      runs,
    ));

  it('its own file of a till', () => {
    const kept = { name: 'Касса', seenAt: noon, witness: numbers, settings: realShop };
    return fc.assert(
      fc.property(nearly({ till: 't', ...kept, previous: Array.from({ length: 7 }, () => kept) }), (value) => {
        const record = readRecord(bytesOf(value));
        if (!record) return;
        expect(record.till).toMatch(/^[\w-]{1,64}$/);
        expect(record.previous.length).toBeLessThanOrEqual(tillLimits.previous);
        for (const { witness, seenAt } of [record, ...record.previous])
          expect([isCount(witness.events), isCount(witness.number), isCount(seenAt)]).toEqual([true, true, true]);
      }),
      runs,
    );
  });

  it('bytes that are no text of ours', () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([readTillTold(bytes).ok, readRecord(Buffer.from(bytes))]).toEqual([false, undefined]);
      }),
      runs,
    ));
});

describe('10 000 nearly right shapes of rows of the journal:', () => {
  it('an operation of the shift', () =>
    fc.assert(
      fc.property(
        nearly({
          id: 'o',
          kind: 'close',
          state: 'begun',
          at: noon,
          cashier: 'К',
          before: { fn: realFn, lastFd: 1, shift: 1, paidIn: 0, paidOut: 0 },
          counted: 100,
          fiscal: { fn: realFn, fd: 2, fpd: '1', at: noon },
          pending: 1,
        }),
        (value) => {
          const read = readOperation(value);
          if (!read) return;
          expect([isCount(read.at), isCount(read.before.lastFd), isCount(read.before.paidIn)]).toEqual([
            true,
            true,
            true,
          ]);
          expect([isCount(read.counted ?? 0), isCount(read.fiscal?.fd ?? 0)]).toEqual([true, true]);
          expect(read).not.toHaveProperty('pending');
        },
      ),
      runs,
    ));

  it('the book of a package: never more is left than was in it', () => {
    const row = {
      ki: 'KEG',
      mark: { raw: 'r', code: 'c', ki: 'KEG', form: 'short-93', scannedAt: noon },
      goodsId: 'beer',
      gtin: '04600000000015',
      name: 'Пиво',
      openedAt: noon,
      unit: 'litre',
      content: 30_000,
      open: 1,
    };
    const taken = { ki: 'KEG', receiptId: 'r', number: 1, at: noon, amount: 1_000 };
    return fc.assert(
      fc.property(nearly(row), nearly([taken, { ...taken, receiptId: 's' }]), (value, rows) => {
        const known = readPackage(value);
        if (!known) return;
        const book = bookOf(known, Array.isArray(rows) ? (rows as unknown[]) : []);
        expect(Number.isSafeInteger(takenFrom(book))).toBe(true);
        const left = remaining(book);
        expect(left === undefined || (isCount(left) && left <= 1_000_000_000)).toBe(true);
        if (book.unread) expect(left).toBe(0);
        // Without an amount in it a package has no bound: only where none was written.
        if (left === undefined) expect((value as { readonly content?: unknown }).content).toBeUndefined();
      }),
      runs,
    );
  });

  it('small rows', () =>
    fc.assert(
      fc.property(
        nearly({ ki: 'KI', receiptId: 'r', attempts: 1, nextAt: noon, failure: { kind: 'unreachable' } }),
        nearly({ name: 'receipt', value: 5, fn: realFn, fd: 5, at: noon, number: 5, journal: 'j', since: noon }),
        nearly({ what: 'changed', at: noon, event: 5, n: 4 }),
        nearly([{ n: 5, answer: '{}', online: '<html>' }]),
        nearly({ event: 5, receipt: 'r' }),
        (unsent, row, found, raws, verified) => {
          const out = readOutboxRow(unsent);
          if (out) expect([typeof out.ki, isCount(out.attempts), isCount(out.nextAt)]).toEqual(['string', true, true]);
          expect(isCount(readCounter(row) ?? 0)).toBe(true);
          expect(isCount(readEventNumber((row as { value?: unknown } | null | undefined)?.value))).toBe(true);
          expect(isCount(readKnownDocuments(row)?.fd ?? 0)).toBe(true);
          if (isFiscalMark(row)) expect(isCount(row.fd)).toBe(true);
          expect(typeof (readIdentity(row)?.journal ?? '')).toBe('string');
          const sold = readSold(row);
          expect([sold === undefined, isCount(sold?.at ?? 0), isCount(sold?.number ?? 0)]).toEqual([
            row === undefined,
            true,
            true,
          ]);
          expect(isCount(readBreak(found)?.at ?? 0)).toBe(true);
          for (const [n, answers] of readRawRows(raws))
            expect([isCount(n), Object.values(answers).every((answer) => typeof (answer ?? '') === 'string')]).toEqual([
              true,
              true,
            ]);
          const { event = 0, receipt = '' } = readVerified(verified);
          expect([isCount(event), typeof receipt]).toEqual([true, 'string']);
        },
      ),
      runs,
    ));

  it('what an event tells of the PIN', () =>
    fc.assert(
      fc.property(
        nearly({ at: noon, kind: 'settings-changed', data: { changes: [{ field: 'pin', from: 'set', to: 'none' }] } }),
        odd,
        (value, data) => {
          for (const event of [value, { kind: 'journal-lost', data }])
            if (typeof event === 'object' && event !== null)
              expect(['set', 'gone', undefined]).toContain(pinWord(event as { kind: string; data?: unknown }));
        },
      ),
      runs,
    ));
});

describe('texts of localStorage:', () => {
  const clock = new FakeClock();
  const noPlaces = {
    places: async () => [],
    onAppear: () => () => undefined,
    choose: async () => ({ ok: true as const, value: undefined }),
    forget: async () => undefined,
  };
  const noHid = {
    getDevices: async () => [],
    requestDevice: async () => [],
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const kept = {
    id: 'a',
    name: 'b',
    chosen: true,
    baud: 9_600,
    suffixed: true,
    gapMs: 5,
    terminates: true,
    place: 'x',
    protocol: 1,
  };
  const texts = fc.oneof(
    fc.string(),
    nearly([kept]).map((value) => JSON.stringify(value) ?? ''),
    nearly(kept).map((value) => JSON.stringify(value) ?? ''),
  );

  it('what is kept of scanners keeps none of them from being made', () =>
    fc.assert(
      fc.property(texts, (text) => {
        const memory = { get: () => text, set: () => undefined };
        for (const { id, baud } of readKeptSerial(text)) expect([typeof id, baud > 0]).toEqual(['string', true]);
        for (const { id, name = '', chosen } of readKeptHid(text))
          expect([typeof id, typeof name, typeof chosen]).toEqual(['string', 'string', 'boolean']);
        expect(hidSource(noHid, clock, memory).devices()).toHaveLength(readKeptHid(text).length);
        expect(serialScanners({ source: noPlaces, clock, memory }).devices()).toHaveLength(readKeptSerial(text).length);
        const page = {} as Window;
        expect(keyboardSource({ page, clock, memory, monotonic: () => 0 }).devices()).toEqual([]);
      }),
      runs,
    ));

  it('where the ККТ answered last only costs a search', () =>
    fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const asked: string[] = [];
        const printer = openShtrih({
          setup: { link: 'cable', password: 30, vat22: 'auto', shared: false },
          source: { ...noPlaces, places: async () => (asked.push('places'), []) },
          clock,
          zone: () => 3,
          memory: { get: (name) => (asked.push(name), text), set: () => undefined },
          isReserved: () => false,
          heard: () => undefined,
        });
        const state = await printer.state();
        expect([state.ok, asked]).toEqual([false, ['poltora-kkt-cable', 'places']]);
        await printer.release();
      }),
      { ...runs, numRuns: 2_000 },
    ));
});
