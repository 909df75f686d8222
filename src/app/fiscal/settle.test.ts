import { describe, expect, it } from 'vitest';
import { countedIds, FakeClock, noon } from '../../../test/unit/clock.ts';
import { allowedOnline } from '../../../test/unit/fakes/checker.ts';
import { bread, milk, milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { emptyStore, memoryJournal } from '../../../test/unit/fakes/journal.ts';
import { FakePrinter, freshPrinter, realFn, type PrinterMemory } from '../../../test/unit/fakes/printer.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import type { MarkResult } from '../../domain/document/mark-result.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import { newReceipt, type Receipt } from '../../domain/document/document.ts';
import type { LineMark } from '../../domain/document/line.ts';
import { lineOf, packageLine } from '../../domain/document/new-line.ts';
import { epochMs } from '../../domain/base/time.ts';
import { fiscalize } from './fiscalize.ts';
import { tendersOf } from '../../domain/document/tender.ts';
import type { FoundDocument } from '../../domain/document/found-document.ts';
import type { PrinterFailure, PrinterState, PrintRules } from '../ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Fiscalizing } from './fiscalizing.ts';
import { settle } from './settle.ts';
import { Shift } from './shift.ts';
import { mutex } from '../mutex.ts';

const gone: PrinterFailure = { kind: 'not-connected' };
const total = kopecks(13_540);
/** Two documents stand in the ФН before ours. */
const expectedFd = 3;
const mark: LineMark = { raw: milkCode(), code: milkCode(), ki: milkKi(), form: 'short-93', scannedAt: noon };
/** Bread first: the marked line is item 1. */
const paying: Receipt = {
  ...newReceipt('r1', noon),
  state: 'paying',
  lines: [lineOf('l1', bread), { ...packageLine('l2', milk, '04670540176099', mark), check: allowedOnline() }],
  tenders: tendersOf({ way: 'cashless' }, total),
};
const fiscalizing: Receipt = {
  ...paying,
  state: 'fiscalizing',
  number: 1,
  intent: { fn: realFn, expectedFd, total, at: noon },
};

type Printed = Pick<PrinterMemory['documents'][number], 'kind' | 'document'>;
const sale = (sum: number = total): Printed => ({ kind: 'receipt', document: { 1054: 1, 1020: sum } });
/** A receipt that the ФН gives back in full, but for its goods. */
const marked = (note: string, sum: number = total): Printed => ({
  kind: 'receipt',
  document: { 1054: 1, 1020: sum, 1192: note },
});
const printing: Receipt = { ...fiscalizing, intent: { fn: realFn, expectedFd, total, at: noon, tillMark: 'PAAAAA-1' } };
const returned: Printed = { kind: 'receipt', document: { 1054: 2, 1020: total } };
const opened: Printed = { kind: 'shift-opened', document: {} };
const closed: Printed = { kind: 'shift-closed', document: {} };
const correction: Printed = { kind: 'correction', document: { 1054: 1, 1020: total } };
const print = ({ memory }: FakePrinter, ...documents: Printed[]): void => {
  for (const one of documents)
    memory.documents.push({
      ...one,
      mark: { fn: memory.fn, fd: memory.documents.length + 1, fpd: `sign ${memory.documents.length + 1}`, at: noon },
    });
};

function world(memory: Partial<PrinterMemory> = {}) {
  const store = emptyStore();
  const journal = memoryJournal(store);
  const clock = new FakeClock();
  const printer = new FakePrinter(freshPrinter(memory));
  const shift = new Shift({
    printer,
    journal,
    clock,
    newId: countedIds('op'),
    shop: () => realShop,
    printerMutex: mutex(),
  });
  const deps: Fiscalizing = {
    printer,
    journal,
    clock,
    openShift: (state) => shift.openForReceipt(state),
    tellsLocalModule: () => true,
    whoUsedPrinter: async () => 'only-us',
  };
  return { store, printer, deps, kinds: () => store.events.map(({ kind }) => kind) };
}

/** A ФН with two older documents and then `after`. */
function left(...after: Printed[]) {
  const given = world();
  print(given.printer, opened, sale());
  print(given.printer, ...after);
  return given;
}

describe('a receipt whose end is not on record', () => {
  it.each<[string, Printed[], number]>([
    ['under the expected number', [sale()], 3],
    ["under the expected number, another program's of the same sum after it", [sale(), sale()], 3],
    ['after a shift report', [closed, opened, sale()], 5],
    ['before a receipt of another program', [opened, sale(), sale(100)], 4],
    ['after a correction of the same sum', [correction, sale()], 4],
    ['as far as it is looked for', [...Array.from({ length: 30 }, () => opened), sale()], 33],
  ])('is found %s', async (_, documents, fd) => {
    const { deps, printer, store, kinds } = left(...documents);
    const { receipt, failure } = await settle(fiscalizing, deps);
    expect(failure).toBeUndefined();
    expect(receipt).toMatchObject({
      state: 'fiscalized',
      number: 1,
      fiscal: { fn: realFn, fd, fpd: `sign ${fd}` },
      intent: { expectedFd },
    });
    expect(store.receipts).toEqual([receipt]);
    expect(kinds()).toEqual(['recovered']);
    expect(store.outbox.map(({ ki }) => ki)).toEqual([milkKi()]);
    // A document that is there needs no ККТ at rest, and nothing is ever printed here.
    expect([printer.rests, printer.prints]).toEqual([0, 0]);
  });

  it.each<[string, Printed[], Partial<FoundDocument> | undefined]>([
    ['another sum', [sale(total + 1)], { kind: 'receipt', total: kopecks(total + 1) }],
    ['our sum after a receipt of another program', [sale(100), sale()], { kind: 'receipt', total: kopecks(100) }],
    ['our sum after a return by another program', [returned, sale()], { kind: 'receipt', operation: 2, total }],
    ['a shift report and another sum', [closed, sale(1)], { kind: 'shift-closed' }],
    ['two of the same sum after the expected number', [closed, sale(), sale()], { kind: 'shift-closed' }],
    [
      'the same sum further back than is looked for',
      [...Array.from({ length: 31 }, () => opened), sale()],
      { kind: 'shift-opened' },
    ],
  ])('with %s is a doubt, with what was found', async (_, documents, found) => {
    const { deps, printer, store, kinds } = left(...documents);
    const { receipt, failure } = await settle(fiscalizing, deps);
    expect(receipt.state).toBe('in-doubt');
    expect(failure).toMatchObject({
      kind: 'doubt',
      printer: { fn: realFn, lastFd: 2 + documents.length },
      found: { ...found, mark: { fd: expectedFd } },
    });
    expect(store.receipts).toEqual([receipt]);
    expect(kinds()).toEqual(['lost-answer']);
    expect(printer.rests).toBe(1);
    // Asked again, it says the same and writes nothing anew.
    expect(await settle(receipt, deps)).toEqual({ receipt, failure });
    expect(kinds()).toEqual(['lost-answer']);
  });

  it('with no document after the last one known was not printed, which only a ККТ at rest can say', async () => {
    const { deps, printer, store, kinds } = left();
    const { receipt, failure } = await settle(fiscalizing, deps);
    expect(failure).toEqual({ kind: 'not-printed' });
    expect(receipt).toMatchObject({ state: 'paying', number: 1, tenders: [{ way: 'cashless' }], intent: undefined });
    expect(store.receipts).toMatchObject([{ state: 'paying' }]);
    expect(kinds()).toEqual(['not-printed']);
    expect(printer.rests).toBe(1);
  });

  it.each<[string, Printed[]]>([
    ['a shift report', [opened]],
    ['a return of the same sum', [returned]],
    ['a correction of the same sum', [correction]],
    ["a receipt of the same sum with another till's mark", [marked('PBBBBB-1')]],
    ['receipts of another program, read in full', [closed, marked('x', 100), opened, marked('y')]],
    [
      'the same sum of other goods',
      [
        {
          kind: 'receipt',
          document: { 1054: 1, 1020: total, 1059: [{ 1030: 'Чай', 1079: total, 1023: 1000, 1043: total }] },
        },
      ],
    ],
  ])('with nothing after the intent but %s was certainly not printed', async (_, documents) => {
    const { deps, printer, kinds } = left(...documents);
    const { receipt, failure } = await settle(printing, { ...deps, whoUsedPrinter: async () => 'others' });
    expect([receipt.state, failure, kinds()]).toEqual(['paying', { kind: 'not-printed' }, ['not-printed']]);
    expect([printer.rests, printer.prints]).toEqual([1, 0]);
  });

  it.each<[string, Printed[], number]>([
    ['under the expected number', [marked('PAAAAA-1')], 3],
    [
      'behind other tills of the same sum',
      [marked('PBBBBB-1'), marked('PBBBBB-2'), opened, marked('PAAAAA-1'), marked('PBBBBB-3')],
      6,
    ],
    ['with another sum than was meant', [marked('PAAAAA-1', 1)], 3],
  ])('is found by the mark of its till %s, whoever else was there', async (_, documents, fd) => {
    const { deps } = left(...documents);
    for (const use of ['others', 'unknown'] as const)
      expect((await settle(printing, { ...deps, whoUsedPrinter: async () => use })).receipt.fiscal?.fd).toBe(fd);
  });

  it("asks the bridge from the intent on by the PC's clock, whatever the till's own said then", async () => {
    const { deps } = left(sale());
    const asked: number[] = [];
    const whoUsedPrinter = async (since: number) => (asked.push(since), 'only-us' as const);
    const pcAt = epochMs(noon - 3_600_000);
    const { intent } = printing;
    await settle({ ...printing, ...(intent && { intent: { ...intent, pcAt } }) }, { ...deps, whoUsedPrinter });
    await settle(printing, { ...left(sale()).deps, whoUsedPrinter });
    expect(new Set(asked)).toEqual(new Set([pcAt, intent?.at]));
  });

  it.each(['others', 'unknown'] as const)('by its sum alone is a doubt where the bridge says: %s', async (use) => {
    const { deps } = left(sale());
    expect((await settle(printing, { ...deps, whoUsedPrinter: async () => use })).failure).toMatchObject({
      kind: 'doubt',
      found: { total },
    });
    const { whoUsedPrinter: _, ...unasked } = deps;
    expect((await settle(printing, unasked)).failure).toMatchObject({ kind: 'doubt' });
  });

  it('whose document comes out only while the ККТ comes to rest is found', async () => {
    const { deps, printer, kinds } = left();
    printer.rest = async () => {
      print(printer, sale());
      return { ok: true, value: undefined };
    };
    const { receipt, failure } = await settle(fiscalizing, deps);
    expect([receipt.state, receipt.fiscal?.fd, failure]).toEqual(['fiscalized', expectedFd, undefined]);
    expect(kinds()).toEqual(['recovered']);
  });

  it.each<PrinterFailure>([{ kind: 'refused', trouble: 'no-paper' }, { kind: 'lost-answer' }, gone])(
    'of a ККТ that does not come to rest stays in doubt: %j',
    async (why) => {
      const { deps, printer, store, kinds } = left();
      printer.rest = async () => ({ ok: false, failure: why });
      const { receipt, failure } = await settle(fiscalizing, deps);
      expect(receipt).toEqual({ ...fiscalizing, state: 'in-doubt' });
      expect(failure).toEqual(why);
      expect(store.receipts).toEqual([receipt]);
      expect(kinds()).toEqual(['lost-answer']);
      // Found all the same as soon as it is there.
      print(printer, sale());
      expect((await settle(receipt, deps)).receipt.state).toBe('fiscalized');
    },
  );

  it.each(['state', 'find'] as const)('is in doubt while the ККТ, at rest, does not answer (%s)', async (method) => {
    const { deps, printer } = left(sale());
    const answer = printer[method].bind(printer) as (fd: number) => Promise<never>;
    Object.assign(printer, { [method]: async () => ({ ok: false, failure: gone }) });
    const { receipt, failure } = await settle(fiscalizing, deps);
    expect([receipt.state, failure, printer.rests]).toEqual(['in-doubt', gone, 1]);
    Object.assign(printer, { [method]: answer });
    expect((await settle(receipt, deps)).receipt.state).toBe('fiscalized');
  });

  it('passes over a number that the ФН no longer shows', async () => {
    const { deps, printer } = left(sale(100), sale());
    const find = printer.find.bind(printer);
    printer.find = async (fd) => (fd === expectedFd ? { ok: true, value: undefined } : find(fd));
    expect((await settle(fiscalizing, deps)).receipt.fiscal?.fd).toBe(4);
  });

  it('is not taken for a correction, whatever operation and sum that one has', async () => {
    const { deps, printer } = left(correction);
    const find = printer.find.bind(printer);
    printer.find = async (fd) => {
      const found = await find(fd);
      return found.ok && found.value?.kind === 'correction'
        ? { ok: true, value: { ...found.value, operation: 1 } }
        : found;
    };
    expect((await settle(fiscalizing, deps)).receipt.state).toBe('paying');
  });

  it('in another ФН is a doubt, whatever stands there', async () => {
    const { deps, printer } = left();
    printer.memory.fn = '9960440300000001';
    print(printer, sale());
    expect((await settle(fiscalizing, deps)).failure).toEqual({
      kind: 'doubt',
      printer: { fn: '9960440300000001', lastFd: 3 },
      found: undefined,
    });
  });

  it('without an intent is a bug', async () => expect(settle(paying, left().deps)).rejects.toThrow('intent'));
});

describe('before the intent', () => {
  const run = async (given: ReturnType<typeof world>, shop: Shop = realShop, receipt = paying) => {
    const heard: Receipt[] = [];
    return { ...(await fiscalize(receipt, shop, given.deps, (changed) => heard.push(changed))), heard };
  };
  const about = (printer: FakePrinter, change: Partial<PrinterState>): void => {
    const state = printer.state.bind(printer);
    printer.state = async () => {
      const answer = await state();
      return answer.ok ? { ok: true, value: { ...answer.value, ...change } } : answer;
    };
  };

  it.each<[string, (printer: FakePrinter) => void, PrinterTrouble]>([
    ['a shift of more than 24 hours', ({ memory }) => void (memory.shift.state = 'expired'), 'shift-expired'],
    ['no paper', ({ memory }) => void (memory.trouble = 'no-paper'), 'no-paper'],
    ['an open cover', ({ memory }) => void (memory.trouble = 'cover-open'), 'cover-open'],
    ['a ФН at its end', ({ memory }) => void (memory.trouble = 'fn-expired'), 'fn-expired'],
    [
      'no paper for the shift report',
      ({ memory }) => void ((memory.shift.state = 'closed'), (memory.trouble = 'no-paper')),
      'no-paper',
    ],
    [
      'a taxation it is not registered for',
      (printer) => about(printer, { about: { taxations: ['patent', 'common'] } as PrinterState['about'] }),
      'taxation-not-registered',
    ],
    ['another company’s ИНН', ({ memory }) => void (memory.about = { inn: '7707083893' }), 'inn-differs'],
    [
      'another company’s ИНН, before its taxation',
      ({ memory }) => void (memory.about = { inn: '7707083893', taxations: ['patent'] }),
      'inn-differs',
    ],
  ])('%s is refused, and nothing is written or printed', async (_, spoil, trouble) => {
    const given = world();
    spoil(given.printer);
    const { receipt, failure, heard } = await run(given);
    expect(failure).toEqual({ kind: 'refused', trouble });
    expect(receipt).toBe(paying);
    expect([heard, given.store, given.printer.prints, given.printer.memory.documents]).toEqual([
      [],
      emptyStore(),
      0,
      [],
    ]);
  });

  it.each<[string, (printer: FakePrinter) => void]>([
    ['the last print still running', ({ memory }) => void (memory.trouble = 'printing')],
    ['a print to be continued', ({ memory }) => void (memory.trouble = 'continue-print')],
    ['a taxation it is registered for', (printer) => about(printer, { about: { taxations: ['patent', 'usnIncome'] } })],
    ['nothing known of its taxations', (printer) => about(printer, { about: {} })],
    ['our ИНН, padded', ({ memory }) => void (memory.about = { inn: '007700000000' })],
    ['an ИНН that is none', ({ memory }) => void (memory.about = { inn: '000000000000' })],
  ])('%s is no obstacle', async (_, set) => {
    const given = world();
    set(given.printer);
    expect((await run(given)).receipt.state).toBe('fiscalized');
  });

  it('the first receipt opens the shift, on record, and counts on the number after it', async () => {
    const given = world({ shift: { state: 'closed', number: 0 } });
    const { receipt, failure } = await run(given);
    expect(failure).toBeUndefined();
    expect(receipt).toMatchObject({ state: 'fiscalized', intent: { expectedFd: 2 }, fiscal: { fd: 2 } });
    expect(given.printer.memory.documents.map(({ kind }) => kind)).toEqual(['shift-opened', 'receipt']);
    expect(given.store.operations).toMatchObject([{ kind: 'open', state: 'done', fiscal: { fd: 1 } }]);
    expect((await run(given, realShop, { ...paying, id: 'r2' })).receipt.fiscal?.fd).toBe(3);
    expect(given.store.operations).toHaveLength(1);
  });

  it.each<[string, Awaited<ReturnType<Fiscalizing['openShift']>>]>([
    ['is refused', { ok: false, failure: { kind: 'refused', trouble: 'no-paper' } }],
    ['has no answer', { ok: false, failure: { kind: 'lost-answer' } }],
    ['waits for a person', { ok: false, failure: { kind: 'pending' } }],
  ])('a shift whose opening %s stops the receipt', async (_, answer) => {
    const given = world({ shift: { state: 'closed', number: 0 } });
    const stopped = await fiscalize(
      paying,
      realShop,
      { ...given.deps, openShift: async () => answer },
      () => undefined,
    );
    expect(stopped).toEqual({ receipt: paying, failure: answer.ok ? undefined : answer.failure });
    expect([given.store, given.printer.prints]).toEqual([emptyStore(), 0]);
  });

  it('a demo ККТ in a real shop does not even open a shift', async () => {
    const given = world({ demo: true, shift: { state: 'closed', number: 0 } });
    expect((await run(given)).failure).toEqual({ kind: 'demo-printer' });
    expect(given.printer.memory.documents).toEqual([]);
  });
});

describe('what the ККТ says of marks', () => {
  const good: MarkResult = { result: 15, oism: 'answered' };
  const marks = [undefined, good];

  it.each([
    ['sell', false],
    ['forbid', true],
  ] as const)('a shop that says «%s» of [М-]: refuseRefuted is %s', async (refuted, expected) => {
    const { deps, printer } = world();
    const rules: PrintRules[] = [];
    const act = printer.print.bind(printer);
    printer.print = (document, given) => {
      rules.push(given);
      return act(document, given);
    };
    await fiscalize(paying, { ...realShop, refuted }, deps, () => undefined);
    expect(rules).toMatchObject([{ refuseRefuted: expected }]);
  });

  it('lands on the lines, is shown at once and is stored with the printed receipt', async () => {
    const { deps, printer, store } = world();
    printer.marks = marks;
    const heard: Receipt[] = [];
    const { receipt } = await fiscalize(paying, realShop, deps, (changed) => heard.push(changed));
    expect(heard.map(({ state, lines }) => [state, ...lines.map(({ markResult: marked }) => marked)])).toEqual([
      ['fiscalizing', undefined, undefined],
      ['fiscalizing', undefined, good],
    ]);
    expect(receipt.lines.map(({ markResult: marked }) => marked)).toEqual(marks);
    expect(store.receipts).toEqual([receipt]);
  });

  it.each([
    ['lose-answer', 'fiscalized'],
    ['lose-request', 'paying'],
    ['refuse', 'paying'],
  ] as const)('is kept when the answer is %s', async (fault, state) => {
    const { deps, printer, store } = world();
    printer.marks = marks;
    printer.faults.push(fault);
    const { receipt } = await fiscalize(paying, realShop, deps, () => undefined);
    expect([receipt.state, ...receipt.lines.map(({ markResult: marked }) => marked)]).toEqual([state, ...marks]);
    expect(store.receipts).toEqual([receipt]);
  });

  it('of the second try replaces what was said at the first', async () => {
    const { deps, printer } = world();
    printer.marks = [undefined, { result: 1, oism: 'silent' }];
    printer.faults.push('refuse');
    const first = await fiscalize(paying, realShop, deps, () => undefined);
    printer.marks = marks;
    expect((await fiscalize(first.receipt, realShop, deps, () => undefined)).receipt.lines[1]?.markResult).toEqual(
      good,
    );
  });
});
