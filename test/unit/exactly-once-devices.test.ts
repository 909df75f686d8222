/**
 * Exactly once with devices that are not as the book says (kkt-shtrih.md §7): one that does what it is told and then refuses, that answers a frame it
 * took by NAK, that talks without being asked; and lines so slow that every NAK comes late. A receipt, the shift and the drawer, at every command.
 */
import { describe, expect, it } from 'vitest';
import { kopecks } from '../../src/domain/base/money.ts';
import type { ShiftOperationKind } from '../../src/domain/document/shift.ts';
import type { Shift } from '../../src/app/fiscal/shift.ts';
import { kinds } from './kkt.ts';
import { commandsOfReceipt, cutAt, expectOneDocument, faultAt, finish, readyToPrint, type Cut } from './receipt-cut.ts';
import { openPage, patience, receiptsOf, tillWorld } from './till-page.ts';

const refusal = (code: number): Cut => ({
  name: `done, then refused ${code.toString(16)}h`,
  fault: 'refuse-after',
  code,
});
/** "Not in this mode", "busy". */
const refusals = [0x73, 0x50].map(refusal);
/** "The receipt is closed", "not in this submode", "wait for B0h", "buffer full", "wrong parameters", "paid too little", no paper, the ФН silent. */
const rarer = [0x55, 0x72, 0x58, 0x4b, 0x33, 0x45, 0x6b, 0x2f].map(refusal);
/** Of protocol 1, which alone has NAK. */
const naks: readonly Cut[] = [
  { name: 'done, then NAK', fault: 'nak-after' },
  { name: 'a late NAK, and done', fault: 'stray-nak' },
];
const talk: Cut = { name: 'talks for 20 s', fault: 'talk', ms: 20_000 };

const isDeed = (command: string): boolean => /^(?:FF45|E0)h/.test(command);

describe.each(kinds)('a receipt, $name', ({ profile, protocol, name }) => {
  const options = { profile, protocols: [protocol] } as const;

  it('is one document, whatever the device does at whichever command', async () => {
    const commands = await commandsOfReceipt(options);
    let cases = 0;
    const rows: string[] = [];
    for (const [at, command] of commands.entries()) {
      const outcomes: string[] = [];
      for (const cut of [...refusals, ...(protocol === 1 ? naks : []), talk, ...(isDeed(command) ? rarer : [])]) {
        outcomes.push(await cutAt(at + 1, cut, options));
        cases += 1;
      }
      rows.push(`${at + 1}. ${command}: ${outcomes.join(', ')}`);
    }
    console.log(`\nOdd devices, receipt, ${name}: ${cases} cases, each with exactly one document.\n${rows.join('\n')}`);
  });
});

describe('a receipt over a line with late bytes', () => {
  // One way, ms: below and above every wait for a control byte.
  const distances = [100, 300, 450, 700, 1_400, 1_600, 2_000, 3_100, 4_700];

  it.each(kinds)('is one document, $name', async ({ profile, protocol }) => {
    const outcomes: string[] = [];
    for (const ms of distances) {
      const at = tillWorld({ profile, protocols: [protocol] });
      const { sale } = await readyToPrint(at, false);
      at.bench.distance.ms = ms;
      await sale.print();
      const { state } = sale.view.receipt;
      const when = `${ms} ms away`;
      if (state === 'paying') expect(receiptsOf(at), `${when}: payable again`).toEqual([]);
      at.bench.distance.ms = 0;
      await finish(sale, at);
      expectOneDocument(sale, at, when);
      outcomes.push(`${ms} ms: ${state}`);
    }
    console.log(
      `\nA receipt over a slow line, ${profile}, protocol ${protocol}: ${outcomes.join(', ')}; always one document.`,
    );
  });

  it.each(kinds)('that becomes slow at any of its commands, is one document, $name', async ({ profile, protocol }) => {
    const commands = await commandsOfReceipt({ profile, protocols: [protocol] });
    for (const [index] of commands.entries()) {
      const at = tillWorld({ profile, protocols: [protocol] });
      const { sale } = await readyToPrint(at, false);
      const { bench } = at;
      // Too slow for any wait, for a while, from this command on.
      const slow = (): void => {
        bench.distance.ms = 3_700;
        bench.clock.after(40_000, () => (bench.distance.ms = 0));
      };
      bench.kkt.onCommand(index + 1, slow);
      await sale.print();
      const when = `slow from command ${index + 1}`;
      if (sale.view.receipt.state === 'paying') expect(receiptsOf(at), `${when}: payable again`).toEqual([]);
      await finish(sale, at);
      expectOneDocument(sale, at, when);
    }
  });
});

const sum = kopecks(5_000);
const operations: Readonly<Record<Exclude<ShiftOperationKind, 'report'>, (shift: Shift) => Promise<void>>> = {
  open: (shift) => shift.open(),
  close: (shift) => shift.close(),
  'cash-in': (shift) => shift.cashIn(sum),
  'cash-out': (shift) => shift.cashOut(sum),
};

describe.each(kinds)('the shift and the drawer, $name', ({ profile, protocol, name }) => {
  const options = { profile, protocols: [protocol] } as const;

  async function ready(kind: keyof typeof operations) {
    const at = tillWorld(options);
    const { shift } = await openPage(at, { looks: false });
    if (kind !== 'open') await shift.open();
    if (kind === 'cash-out') await shift.cashIn(kopecks(20_000));
    at.bench.kkt.forgetCommands();
    return { at, shift };
  }

  it.each(Object.keys(operations) as (keyof typeof operations)[])(
    '%s is done as often as the journal says',
    async (kind) => {
      const whole = await ready(kind);
      await operations[kind](whole.shift);
      const commands = whole.at.bench.kkt.commands.length;
      const cuts: readonly Cut[] = [
        ...refusals,
        ...rarer,
        ...(protocol === 1 ? naks : []),
        talk,
        { name: 'NAK', fault: 'nak' },
      ];
      let told = 0;
      for (let index = 1; index <= commands; index += 1) {
        for (const cut of cuts) {
          const { at, shift } = await ready(kind);
          const { kkt } = at.bench;
          const before = { in: kkt.cashIn, out: kkt.cashOut, documents: kkt.documents.length };
          kkt.set(faultAt(index, cut));
          await operations[kind](shift);
          for (
            let looks = 0;
            looks < 6 && shift.view.operations.some(({ state }) => state === 'begun' || state === 'in-doubt');
            looks += 1
          ) {
            await patience(at);
            await shift.look();
          }
          const when = `${cut.name}, command ${index} of ${kind}`;
          const done = at.store.operations.filter(
            (operation) => operation.kind === kind && operation.state === 'done',
          ).length;
          const really = {
            open: kkt.documents.length - before.documents,
            close: kkt.documents.length - before.documents,
            'cash-in': (kkt.cashIn - before.in) / sum,
            'cash-out': (kkt.cashOut - before.out) / sum,
          }[kind];
          expect(
            at.store.operations.filter(({ state }) => state === 'begun' || state === 'in-doubt'),
            when,
          ).toEqual([]);
          expect(really, when).toBeLessThanOrEqual(1);
          expect(done, when).toBe(really);
          told += 1;
        }
      }
      console.log(`\nOdd devices, ${kind}, ${name}: ${told} cases, done as often as told.`);
    },
  );
});
