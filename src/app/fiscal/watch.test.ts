import { describe, expect, it } from 'vitest';
import { FakeClock, turn } from '../../../test/unit/clock.ts';
import { FakePrinter } from '../../../test/unit/fakes/printer.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import type { Result } from '../../domain/base/result.ts';
import type { PrinterFailure, PrinterState } from '../ports/printer.ts';
import { PrinterWatch } from './watch.ts';
import { mutex } from '../mutex.ts';

const gone: PrinterFailure = { kind: 'not-connected' };
const soon = 1000;
const later = 5000;
const calm = 60_000;

/** A printer that counts what it is asked and, while `held`, answers only when `answer` is called. */
class Watched extends FakePrinter {
  asked = 0;
  held = false;
  #waiting: Array<() => void> = [];

  override async state(): Promise<Result<PrinterState, PrinterFailure>> {
    this.asked += 1;
    const answer = await super.state();
    if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return answer;
  }

  async answer(): Promise<void> {
    this.held = false;
    for (const go of this.#waiting.splice(0)) go();
    await turn();
  }
}

function world() {
  const printer = new Watched();
  const clock = new FakeClock();
  const inTurn = mutex();
  const told: Array<PrinterTrouble | PrinterFailure['kind'] | 'well'> = [];
  const watch = new PrinterWatch({
    printer,
    clock,
    printerMutex: inTurn,
    told: (state) => told.push(state.ok ? (state.value.trouble ?? 'well') : state.failure.kind),
  });
  return { printer, clock, printerMutex: inTurn, told, watch };
}

describe('the watch over the ККТ', () => {
  it('asks nothing before the first look', async () => {
    const { printer, clock, told } = world();
    await clock.advance(calm);
    expect([printer.asked, told, clock.waits]).toEqual([0, [], []]);
  });

  it.each<[string, PrinterTrouble | PrinterFailure | undefined, number]>([
    ['all is well', undefined, calm],
    ['paper is out', 'no-paper', soon],
    ['the cover is open', 'cover-open', soon],
    ['it is printing', 'printing', soon],
    ['it is gone', gone, later],
    ['its answer was lost', { kind: 'lost-answer' }, later],
  ])('when %s tells so, and looks again in its own time', async (_, what, wait) => {
    const { printer, clock, told, watch } = world();
    if (typeof what === 'object') printer.gone = what;
    else printer.memory.trouble = what;
    const said = typeof what === 'object' ? what.kind : (what ?? 'well');
    await watch.look();
    expect([told, clock.waits]).toEqual([[said], [wait]]);
    await clock.advance(wait - 1);
    expect(printer.asked).toBe(1);
    await clock.advance(1);
    expect([told, clock.waits]).toEqual([[said, said], [wait]]);
  });

  it('changes its pace with the ККТ, and does not tire of one that is away', async () => {
    const { printer, clock, told, watch } = world();
    await watch.look();
    printer.gone = gone;
    await clock.advance(calm + 10 * later);
    printer.gone = undefined;
    printer.memory.trouble = 'no-paper';
    await clock.advance(later + 2 * soon);
    printer.memory.trouble = undefined;
    await clock.advance(soon + calm);
    expect(told).toEqual([
      'well',
      ...Array.from({ length: 11 }, () => 'not-connected'),
      'no-paper',
      'no-paper',
      'no-paper',
      'well',
      'well',
    ]);
    expect(clock.waits).toEqual([calm]);
  });

  it('looks at once when the ККТ comes or goes, and only one look is waiting after', async () => {
    const { printer, clock, told, watch } = world();
    await watch.look();
    await clock.advance(1000);
    printer.gone = gone;
    printer.changed();
    await turn();
    expect([told, clock.waits]).toEqual([['well', 'not-connected'], [later]]);
    printer.gone = undefined;
    printer.changed();
    await turn();
    expect([told, clock.waits]).toEqual([['well', 'not-connected', 'well'], [calm]]);
  });

  it('hears the ККТ come before anybody asked for a look', async () => {
    const { printer, told } = world();
    printer.changed();
    await turn();
    expect(told).toEqual(['well']);
  });

  it('never overlaps: all who ask during a look get that one, and one more comes after it', async () => {
    const { printer, clock, told, watch } = world();
    printer.held = true;
    const looks = [watch.look(), watch.look(), watch.look()];
    printer.changed();
    await clock.advance(2 * calm);
    expect(printer.asked).toBe(1);
    await printer.answer();
    await Promise.all(looks);
    await turn();
    expect([printer.asked, told, clock.waits]).toEqual([2, ['well', 'well'], [calm]]);
    await clock.advance(calm);
    expect(printer.asked).toBe(3);
  });

  it('a change during a look is looked at after it', async () => {
    const { printer, told, watch } = world();
    printer.held = true;
    const look = watch.look();
    await turn();
    printer.gone = gone;
    printer.changed();
    await printer.answer();
    await look;
    await turn();
    expect(told.at(-1)).toBe('not-connected');
  });

  it('waits for the end of a receipt or a report', async () => {
    const { printer, told, watch, printerMutex: inTurn } = world();
    let printed: () => void = () => undefined;
    const printing = inTurn(() => new Promise<void>((resolve) => (printed = resolve)));
    const look = watch.look();
    await turn();
    expect(printer.asked).toBe(0);
    printed();
    await Promise.all([printing, look]);
    expect([printer.asked, told]).toEqual([1, ['well']]);
  });
});

describe('a print that paper interrupted', () => {
  it('goes on by itself, and the screen sees how things stand after it', async () => {
    const { printer, clock, told, watch } = world();
    printer.memory.trouble = 'no-paper';
    await watch.look();
    expect(printer.rests).toBe(0);
    printer.memory.trouble = 'continue-print';
    const rest = printer.rest.bind(printer);
    printer.rest = () => {
      printer.memory.trouble = undefined;
      return rest();
    };
    await clock.advance(soon);
    expect([printer.rests, told, clock.waits]).toEqual([1, ['no-paper', 'well'], [calm]]);
  });

  it("does so in the ККТ's turn: a receipt waits for it", async () => {
    const { printer, watch, printerMutex: inTurn } = world();
    printer.memory.trouble = 'continue-print';
    const order: string[] = [];
    printer.rest = async () => {
      await turn();
      order.push('at rest');
      return { ok: true, value: undefined };
    };
    await Promise.all([watch.look(), inTurn(async () => order.push('receipt'))]);
    expect(order).toEqual(['at rest', 'receipt']);
  });

  it.each<PrinterFailure>([gone, { kind: 'lost-answer' }, { kind: 'refused', trouble: 'no-paper' }])(
    'that cannot go on (%j) is tried again, and told as the ККТ tells it',
    async (failure) => {
      const { printer, clock, told, watch } = world();
      printer.memory.trouble = 'continue-print';
      printer.rest = async () => {
        printer.rests += 1;
        return { ok: false, failure };
      };
      await watch.look();
      await clock.advance(soon);
      expect([printer.rests, told, clock.waits]).toEqual([2, ['continue-print', 'continue-print'], [soon]]);
    },
  );

  it('is left alone in any other state', async () => {
    const { printer, watch } = world();
    for (const trouble of [undefined, 'printing', 'no-paper', 'document-open'] as const) {
      printer.memory.trouble = trouble;
      await watch.look();
    }
    printer.gone = gone;
    await watch.look();
    expect(printer.rests).toBe(0);
  });
});

it('looks again after a look that went wrong', async () => {
  const clock = new FakeClock();
  const printer = new FakePrinter();
  let looks = 0;
  const watch = new PrinterWatch({
    printer,
    clock,
    printerMutex: mutex(),
    told: () => {
      looks += 1;
      if (looks === 1) throw new Error('a bug');
    },
  });
  await expect(watch.look()).rejects.toThrow('a bug');
  await clock.advance(60_000);
  expect(looks).toBe(2);
});
