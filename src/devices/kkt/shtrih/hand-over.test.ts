/** Two tills at one ККТ: the driver against the strict emulator, and somebody who asks for the device. */
import { describe, expect, it } from 'vitest';
import { anyMarks } from '../../../../test/unit/fakes/printer.ts';
import { FakeClock, turn } from '../../../../test/unit/clock.ts';
import { kinds, kktBench } from '../../../../test/unit/kkt.ts';
import { HandOver } from './hand-over.ts';

describe('when the ККТ is let go', () => {
  function world(): { clock: FakeClock; over: HandOver; times: () => number } {
    const clock = new FakeClock();
    let times = 0;
    return { clock, over: new HandOver(clock, () => void (times += 1)), times: () => times };
  }

  it('at once by who never used it or has been idle', async () => {
    const { clock, over, times } = world();
    over.wanted();
    expect(times()).toBe(1);
    over.begin();
    over.end();
    await clock.advance(60_000);
    expect(times()).toBe(1);
    over.wanted();
    expect(times()).toBe(2);
  });

  it('not in a call, nor between two that belong together, but when they are over', async () => {
    const { clock, over, times } = world();
    over.begin();
    over.wanted();
    await clock.advance(500);
    over.end();
    await clock.advance(399);
    expect(times()).toBe(0);
    over.begin();
    await clock.advance(100);
    over.end();
    await clock.advance(399);
    expect(times()).toBe(0);
    await clock.advance(1);
    expect(times()).toBe(1);
  });

  it('not for who has been refused by then', async () => {
    const { clock, over, times } = world();
    over.begin();
    over.wanted();
    await clock.advance(1_200);
    over.end();
    await clock.advance(60_000);
    expect(times()).toBe(0);
    over.wanted();
    expect(times()).toBe(1);
  });

  it('only when the last of several calls is over', async () => {
    const { clock, over, times } = world();
    over.begin();
    over.begin();
    over.wanted();
    over.end();
    await clock.advance(600);
    expect(times()).toBe(0);
    over.end();
    await clock.advance(400);
    expect(times()).toBe(1);
  });

  it('once, however often it is asked for', async () => {
    const { clock, over, times } = world();
    over.begin();
    for (let each = 0; each < 5; each += 1) over.wanted();
    over.end();
    await clock.advance(60_000);
    expect(times()).toBe(1);
  });

  it('also after the clock of the PC was set back', async () => {
    const { clock, over, times } = world();
    over.begin();
    over.end();
    clock.jump(clock.now() - 86_400_000);
    over.wanted();
    await clock.advance(400);
    expect(times()).toBe(1);
  });
});

describe.each(kinds)('the driver, $name', ({ profile, protocol }) => {
  const open = () => {
    const bench = kktBench({ profile, protocols: [protocol] });
    const source = bench.cable();
    return { ...bench, source, driver: bench.printer(source) };
  };

  it('lets go when it is idle and asked, tells nobody, and opens anew with its next call', async () => {
    const { source, driver, clock } = open();
    let changes = 0;
    driver.onChange(() => void (changes += 1));
    expect(await driver.state()).toMatchObject({ ok: true });
    await new Promise<void>((done) => void clock.after(1_000, done));
    expect(source.want()).toBe(true);
    await turn();
    expect(source.want()).toBe(false);
    expect(changes).toBe(0);
    expect(await driver.state()).toMatchObject({ ok: true });
    expect(source.want()).toBe(true);
  });

  it("keeps it through a shift's opening and a receipt, and lets go after it", async () => {
    const { source, driver, kkt, clock } = open();
    const asking = setInterval(() => void source.want(), 0);
    const opened = await driver.openShift('Иванова А.');
    const printed = await driver.print(
      {
        1054: 1,
        1055: 1,
        1021: 'Иванова А.',
        1059: [{ 1030: 'Хлеб', 1079: 100, 1023: 1_000, 1043: 100, 1199: 6, 1212: 1, 1214: 4, 2108: 0 }],
        1020: 100,
        1031: 100,
        1081: 0,
      },
      anyMarks,
    );
    clearInterval(asking);
    expect([opened, printed]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(kkt.documents.filter(({ kind }) => kind === 'receipt')).toHaveLength(1);
    source.want();
    await new Promise<void>((done) => void clock.after(1_000, done));
    await turn();
    expect(source.want()).toBe(false);
  });

  it('a call that comes during the goodbye has a connection of its own', async () => {
    const { source, driver, clock } = open();
    expect(await driver.state()).toMatchObject({ ok: true });
    await new Promise<void>((done) => void clock.after(1_000, done));
    source.want();
    expect(await Promise.all([driver.state(), driver.state()])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(source.want()).toBe(true);
    expect(await driver.state()).toMatchObject({ ok: true });
  });
});
