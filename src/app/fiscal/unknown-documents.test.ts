import { describe, expect, it } from 'vitest';
import { FakeClock, noon } from '../../../test/unit/clock.ts';
import { emptyStore, memoryJournal } from '../../../test/unit/fakes/journal.ts';
import { FakePrinter, realFn, type PrinterMemory } from '../../../test/unit/fakes/printer.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { thousandths } from '../../domain/base/quantity.ts';
import { kopecks } from '../../domain/base/money.ts';
import { newReceipt, type FiscalMark, type Receipt } from '../../domain/document/document.ts';
import type { ShiftOperation } from '../../domain/document/shift.ts';
import { epochMs } from '../../domain/base/time.ts';
import { compared, review, seen, type UnknownDocuments } from './unknown-documents.ts';

type Printed = Pick<PrinterMemory['documents'][number], 'kind' | 'document'>;
const sale = (note = '', total = 4_550): Printed => ({
  kind: 'receipt',
  document: {
    1054: 1,
    1020: total,
    1031: total,
    1081: 0,
    1192: note,
    1059: [{ 1030: 'Хлеб', 1079: total, 1023: 1_000, 1043: total }],
  },
});
const opened: Printed = { kind: 'shift-opened', document: {} };
const closed: Printed = { kind: 'shift-closed', document: {} };
const correction: Printed = { kind: 'correction', document: { 1054: 1, 1020: 100 } };
const other: Printed = { kind: 'other', document: {} };

function world(
  {
    known,
    kind = 'real',
    shared = false,
    outside,
  }: { known?: number; kind?: 'demo' | 'real'; shared?: boolean; outside?: number } = {},
  ...documents: Printed[]
) {
  const store = emptyStore();
  if (known !== undefined) store.fiscal.push({ fn: realFn, fd: known });
  const printer = new FakePrinter();
  documents.forEach((each, index) =>
    printer.memory.documents.push({ ...each, mark: { fn: realFn, fd: index + 1, fpd: `sign ${index + 1}`, at: noon } }),
  );
  const clock = new FakeClock();
  const told = { current: outside === undefined ? undefined : { fn: realFn, fd: outside } };
  const deps = {
    printer,
    journal: memoryJournal(store),
    clock,
    till: 'AAAAA',
    shop: () => ({ ...realShop, kind, kkt: { ...realShop.kkt, shared } }),
    ...(outside !== undefined && {
      outside: { get: () => told.current, set: (now: { fn: string; fd: number }) => void (told.current = now) },
    }),
  };
  const ask = async (total?: number): Promise<UnknownDocuments | undefined> => {
    const state = await printer.state();
    if (!state.ok) throw new Error('gone');
    const answer = await review(state.value, total, deps);
    if (!answer.ok) throw new Error(answer.failure.kind);
    return answer.value;
  };
  return {
    store,
    printer,
    deps,
    ask,
    told,
    kinds: () => store.events.map((event) => event.kind),
    upTo: () => store.fiscal[0]?.fd,
  };
}
const numbers = (unknown: UnknownDocuments | undefined) => unknown?.documents.map(({ mark }) => mark.fd);
const mark = (fd: number, fpd = `sign ${fd}`): FiscalMark => ({ fn: realFn, fd, fpd, at: noon });
const receipt = (fiscal: FiscalMark): Receipt => ({
  ...newReceipt(`r${fiscal.fd}`, noon),
  state: 'fiscalized',
  fiscal,
});
const operation = (fiscal: FiscalMark): ShiftOperation => ({
  id: `o${fiscal.fd}`,
  kind: 'open',
  state: 'done',
  at: epochMs(noon + fiscal.fd),
  cashier: '',
  before: { fn: realFn, lastFd: fiscal.fd - 1, shift: 1, paidIn: kopecks(0), paidOut: kopecks(0) },
  fiscal,
});

describe('a ФН that the journal has never met', () => {
  it('begins where it stands, quietly and on record', async () => {
    const { ask, upTo, kinds } = world({}, opened, sale(), sale('PAAAAA-1'));
    expect(await ask()).toBeUndefined();
    expect([upTo(), kinds()]).toEqual([3, ['fn-met']]);
    expect(await ask()).toBeUndefined();
    expect(kinds()).toEqual(['fn-met']);
  });

  it('an older build knew it: its newest document counts, what came after is asked about', async () => {
    const { ask, store, upTo } = world({}, opened, sale(), closed, opened, sale());
    store.receipts.push(receipt(mark(2)));
    store.operations.push(operation(mark(3)));
    expect(await ask()).toMatchObject({ known: 3, lastFd: 5 });
    expect(upTo()).toBe(3);
  });

  it('a witness outside knew it: the journal is not what it was', async () => {
    const { ask } = world({ outside: 3 }, opened, sale(), sale());
    expect(numbers(await ask())).toEqual([2, 3]);
  });
});

describe('documents after the last one known', () => {
  it('that are reports are taken note of, on record, without a person', async () => {
    const { ask, upTo, kinds } = world({ known: 1 }, opened, closed, opened, other);
    expect(await ask()).toBeUndefined();
    expect([upTo(), kinds()]).toEqual([4, ['documents-accounted']]);
  });

  it.each<[string, Printed]>([
    ['a sale', sale()],
    ['a return', { ...sale(), document: { ...sale().document, 1054: 2 } }],
    ['a correction', correction],
  ])('%s is told, with what stands beside it left out', async (_, document) => {
    const { ask, upTo } = world({ known: 1 }, opened, closed, document, opened);
    expect(numbers(await ask())).toEqual([3]);
    expect(upTo()).toBe(1);
  });

  it("that the journal has are not told, unless their sign is another's", async () => {
    const given = world({ known: 1 }, opened, sale(), sale(), sale());
    given.store.receipts.push(receipt(mark(3)), receipt(mark(4, 'of another ФН')));
    expect(numbers(await given.ask())).toEqual([2, 4]);
  });

  it('are fifty at most, the newest, and as many as are left out are counted', async () => {
    const given = world({ known: 3 }, ...Array.from({ length: 60 }, () => sale()));
    const unknown = await given.ask();
    expect(unknown).toMatchObject({ known: 3, lastFd: 60, more: 7 });
    expect(numbers(unknown)).toEqual(Array.from({ length: 50 }, (_, at) => at + 11));
    expect(unknown?.documents.filter(({ contents }) => contents)).toHaveLength(10);
  });

  it('once seen are on record and told no more', async () => {
    const given = world({ known: 1, outside: 1 }, opened, sale());
    const unknown = await given.ask();
    if (!unknown) throw new Error('nothing to see');
    await seen(unknown, given.deps);
    expect(given.store.events.at(-1)).toMatchObject({
      kind: 'documents-seen',
      data: { known: 1, lastFd: 2, documents: [{ mark: { fd: 2 }, isOurs: false }] },
    });
    expect(given.told.current).toEqual({ fn: realFn, fd: 2 });
    expect(await given.ask()).toBeUndefined();
  });

  it('that cannot be asked for leave everything as it was', async () => {
    const given = world({ known: 1 }, opened, sale());
    given.printer.find = async () => ({ ok: false, failure: { kind: 'not-connected' } });
    await expect(given.ask()).rejects.toThrow('not-connected');
    expect([given.upTo(), given.kinds()]).toEqual([1, []]);
  });
});

describe.each([
  ['a ККТ that others use', { shared: true }],
  ['a demo', { kind: 'demo' }],
] as const)('%s', (_, how) => {
  it("others' receipts are taken note of", async () => {
    const given = world({ known: 1, ...how }, opened, sale(), sale('PBBBBB-4'), sale('text'));
    expect(await given.ask(4_550)).toBeUndefined();
    expect([given.upTo(), given.kinds()]).toEqual([4, ['documents-accounted']]);
  });

  it('one with our mark stops it always', async () => {
    const given = world({ known: 1, ...how }, opened, sale('PBBBBB-4'), sale('PAAAAA-4'), sale());
    expect(await given.ask()).toMatchObject({ documents: [{ mark: { fd: 3 }, isOurs: true }] });
  });

  it('what cannot be read stops it where it may be the open receipt', async () => {
    const given = world({ known: 1, ...how }, opened, sale('', 100), sale());
    given.printer.isReadable = false;
    expect(numbers(await given.ask(4_550))).toEqual([3]);
    expect(await given.ask(4_000)).toBeUndefined();
  });

  it('that printed a lot meanwhile asks nobody about last week', async () => {
    expect(await world({ known: 1, ...how }, ...Array.from({ length: 60 }, () => sale())).ask()).toBeUndefined();
  });
});

describe('a shared ККТ that takes no mark of a till', () => {
  const bread = (price: number): Receipt => ({
    ...newReceipt('open', noon),
    state: 'paying',
    lines: [
      { id: 'a', name: 'Хлеб', measure: 'piece', price: kopecks(price), quantity: thousandths(1_000), vat: 'none' },
    ],
  });

  it('leaves a document in question until the goods of a receipt are known, and reads it once', async () => {
    const given = world({ known: 1, shared: true }, opened, sale(), sale('', 100));
    let asked = 0;
    const { find } = given.printer;
    given.printer.find = (fd, how) => ((asked += 1), find.call(given.printer, fd, how));
    expect(await given.ask()).toBeUndefined();
    expect(await given.ask(4_550)).toBeUndefined();
    expect([given.upTo(), given.kinds(), asked]).toEqual([1, [], 4]);
    given.store.receipts.push(bread(4_550));
    expect(numbers(await given.ask(4_550))).toEqual([2]);
    given.store.receipts = [bread(100)];
    expect(numbers(await given.ask(100))).toEqual([3]);
    given.store.receipts = [bread(200)];
    expect(await given.ask(200)).toBeUndefined();
    expect([given.upTo(), asked]).toEqual([1, 4]);
  });

  it('is asked no more when a receipt of ours was printed that was none of them', async () => {
    const given = world({ known: 1, shared: true }, opened, sale());
    expect(await given.ask()).toBeUndefined();
    compared(given.deps);
    given.store.receipts.push(bread(4_550));
    expect(await given.ask(4_550)).toBeUndefined();
    expect([given.upTo(), given.kinds()]).toEqual([2, ['documents-accounted']]);
  });

  it('what others print while the page is open is none of ours', async () => {
    const given = world({ known: 1, shared: true }, opened);
    expect(await given.ask()).toBeUndefined();
    given.printer.memory.documents.push({ ...sale(), mark: mark(2) });
    given.store.receipts.push(bread(4_550));
    expect(await given.ask(4_550)).toBeUndefined();
    expect([given.upTo(), given.kinds()]).toEqual([2, ['documents-accounted']]);
  });

  it('tells what a witness outside says was accounted for, but for what bears the mark of another', async () => {
    const given = world({ known: 1, outside: 3, shared: true }, opened, sale(), sale('text'), sale());
    expect(numbers(await given.ask())).toEqual([2]);
    const later = world({ known: 1, outside: 3, shared: true }, opened, sale(), sale(), sale());
    // The document of the witness is in the journal: it did not go back, another till came in between.
    later.store.receipts.push(receipt(mark(3)));
    expect(await later.ask()).toBeUndefined();
  });
});

describe('a ФН with fewer documents than are known', () => {
  it.each([{ known: 5 }, { known: 2, outside: 5 }, { outside: 5 }])(
    'is told, and a person goes on from there: %j',
    async (how) => {
      const given = world(how, opened, sale());
      const unknown = await given.ask();
      expect(unknown).toMatchObject({ known: 5, lastFd: 2 });
      if (unknown) await seen(unknown, given.deps);
      expect(given.upTo()).toBe(2);
      expect(await given.ask()).toBeUndefined();
    },
  );

  it('is a practice ККТ that was started anew, in a demo', async () => {
    const given = world({ known: 5, kind: 'demo' }, opened, sale());
    expect(await given.ask()).toBeUndefined();
    expect([given.upTo(), given.kinds()]).toEqual([2, ['fn-met']]);
  });
});
