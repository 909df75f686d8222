import { describe, expect, it } from 'vitest';
import { demoPrinter } from '../../src/devices/kkt/demo/demo-printer.ts';
import { noPrinter } from '../../src/devices/kkt/none/no-printer.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { FakeClock } from '../unit/clock.ts';
import { anyMarks, FakePrinter } from '../unit/fakes/printer.ts';
import { kinds, kktBench } from '../unit/kkt.ts';
import { fiscalPrinterContract } from './fiscal-printer.ts';

const memory = () => {
  let stored: string | null = null;
  return { get: () => stored, set: (value: string) => void (stored = value) };
};

fiscalPrinterContract('demo', () => {
  const paper = memory();
  const open = () => demoPrinter(paper, new FakeClock());
  return { printer: open(), reopen: open };
});

fiscalPrinterContract('the fake of the tests', () => {
  const printer = new FakePrinter();
  return { printer, reopen: () => new FakePrinter(printer.memory) };
});

for (const { profile, protocol, name } of kinds) {
  fiscalPrinterContract(`ШТРИХ-М, ${name}`, () => {
    const bench = kktBench({ profile, protocols: [protocol] });
    return { printer: bench.printer(), reopen: () => bench.printer() };
  });
}

describe('the demo printer', () => {
  it('says what it is, by a flag and by a ФН number no real one has', async () => {
    const state = await demoPrinter(memory(), new FakeClock()).state();
    expect(state).toMatchObject({ ok: true, value: { demo: true, fn: expect.stringMatching(/^0{12}/) as string } });
  });

  it('has written the document before it answers', async () => {
    const paper = memory();
    const printer = demoPrinter(paper, new FakeClock());
    await printer.openShift('');
    const answer = printer.print({ 1054: 1, 1020: 100, 1031: 100 }, anyMarks);
    expect(JSON.parse(paper.get() ?? '')).toMatchObject({ documents: [{ kind: 'shift-opened' }, { total: 100 }] });
    await answer;
  });

  it('refuses what a full medium cannot take, and has not done it', async () => {
    const paper = memory();
    const printer = demoPrinter(
      {
        get: paper.get,
        set: () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      },
      new FakeClock(),
    );
    expect(await printer.openShift('')).toMatchObject({ ok: false, failure: { kind: 'refused', trouble: 'fn-full' } });
    expect(await printer.state()).toMatchObject({ ok: true, value: { lastFd: 0, shift: { state: 'closed' } } });
  });

  it('pays out no more cash than there is', async () => {
    expect(await demoPrinter(memory(), new FakeClock()).cashOut(kopecks(1))).toMatchObject({
      ok: false,
      failure: { trouble: 'no-cash' },
    });
  });

  it('knows when its shift is over', async () => {
    const clock = new FakeClock();
    const printer = demoPrinter(memory(), clock);
    await printer.openShift('');
    await clock.advance(24 * 3_600_000);
    expect(await printer.state()).toMatchObject({ ok: true, value: { shift: { state: 'expired' } } });
  });
});

describe('no printer', () => {
  it('is not connected, whatever it is asked, and can have printed nothing', async () => {
    const failure = { ok: false, failure: { kind: 'not-connected' } };
    expect(
      await Promise.all([
        noPrinter.state(),
        noPrinter.registration(),
        noPrinter.rest(),
        noPrinter.print({}, anyMarks),
        noPrinter.find(1),
        noPrinter.closeShift(''),
      ]),
    ).toEqual(Array(6).fill(failure));
  });
});
