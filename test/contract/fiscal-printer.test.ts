import { describe, expect, it } from 'vitest';
import { demoPrinter } from '../../src/devices/kkt/demo/demo-printer.ts';
import { noPrinter } from '../../src/devices/kkt/none/no-printer.ts';
import { FakeClock, FakePrinter } from '../unit/fakes.ts';
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

describe('the demo printer', () => {
  it('says what it is, by a flag and by a ФН number no real one has', async () => {
    const state = await demoPrinter(memory(), new FakeClock()).state();
    expect(state).toMatchObject({ ok: true, value: { demo: true, fn: expect.stringMatching(/^0{12}/) as string } });
  });

  it('has written the document before it answers', async () => {
    const paper = memory();
    const answer = demoPrinter(paper, new FakeClock()).print({ 1020: 100 });
    expect(JSON.parse(paper.get() ?? '')).toMatchObject({ documents: [{ total: 100 }] });
    await answer;
  });
});

describe('no printer', () => {
  it('is not connected, whatever it is asked, and can have printed nothing', async () => {
    const failure = { ok: false, failure: { kind: 'not-connected' } };
    expect(await Promise.all([noPrinter.state(), noPrinter.print({}), noPrinter.find(1)])).toEqual([failure, failure, failure]);
  });
});
