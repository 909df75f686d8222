/** `npm run test:hardware` without hardware: its page, and the scanners' suite worked by a pretended person at a pty. */
import type { SerialPort } from 'serialport';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, ScannerSource } from '../../src/app/ports/scanner.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { contractCodes, scannerContract } from '../contract/scanners.ts';
import { byHand, serialByHand } from '../hardware/attached/by-hand.ts';
import { openPanel, type Panel, type ShownStep } from '../hardware/attached/panel.ts';
import { Cable, closeTty, hasSocat, openTty, writeTty } from '../stand-ins/tty.ts';

const stepAfter = async (panel: Panel, number: number): Promise<ShownStep> =>
  (await (await fetch(`${panel.url}step?number=${number}`)).json()) as ShownStep;
const say = (panel: Panel, number: number): Promise<Response> =>
  fetch(`${panel.url}nothing?number=${number}`, { method: 'POST' });
const never = new Promise<void>(() => undefined);

describe('the page', () => {
  let panel: Panel;
  beforeEach(async () => {
    panel = await openPanel();
  });
  afterEach(() => panel.close());

  it('shows each step at once, with its code drawn, until it is done', async () => {
    const idle = await stepAfter(panel, -1);
    expect(idle).toMatchObject({ asked: false });
    let number = idle.number;
    for (const code of contractCodes) {
      const next = stepAfter(panel, number);
      let done = (): void => undefined;
      const asked = panel.ask(
        { words: 'Scan this code.', code, remaining: 0 },
        new Promise<void>((resolve) => {
          done = resolve;
        }),
      );
      const step = await next;
      expect(step).toMatchObject({
        words: 'Scan this code.',
        code,
        remaining: 0,
        asked: true,
        drawing: expect.stringMatching(/^<svg .*<path d="M0 \d+h1v1h-1z/) as string,
      });
      done();
      await asked;
      const after = await stepAfter(panel, step.number);
      expect(after).toMatchObject({ words: idle.words, asked: false });
      expect(after).not.toHaveProperty('drawing');
      number = after.number;
    }
  });

  it('takes the word of the person that nothing happened, for the step it was said of', async () => {
    const asked = panel.ask({ words: 'Unplug the scanner.' }, never);
    const refused = expect(asked).rejects.toThrow('Unplug the scanner. Done, said the person');
    const { number } = await stepAfter(panel, 0);
    await say(panel, number - 1);
    expect(await stepAfter(panel, -1)).toMatchObject({ number, asked: true });
    await say(panel, number);
    await refused;
  });

  it('does not wait for ever', async () => {
    const impatient = await openPanel(1);
    await expect(impatient.ask({ words: 'Scan this code.', code: '4600494600012' }, never)).rejects.toThrow(
      'Scan this code. "4600494600012" Nothing came of it within 0.001 s.',
    );
    await impatient.close();
  });

  it('is a page, and nothing else', async () => {
    expect(await (await fetch(panel.url)).text()).toContain('<title>Полтора: attached devices</title>');
    expect((await fetch(`${panel.url}etc/passwd`)).status).toBe(404);
  });
});

it('a trigger held a moment too long is no scan of the next code', async () => {
  const panel = await openPanel();
  const listeners = new Set<(delivery: Delivery) => void>();
  const source: ScannerSource = {
    way: 'hid',
    devices: () => [],
    onChange: () => () => undefined,
    start: async () => undefined,
    forget: async () => undefined,
    release: async () => undefined,
    onScan: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const deliver = (text: string): void =>
    listeners.forEach((listener) =>
      listener({
        way: 'hid',
        device: '',
        bytes: Buffer.from(text),
        texts: [text],
        at: epochMs(0),
        timing: { pieces: 1, totalMs: 0, longestGapMs: 0 },
        signs: [],
      }),
    );
  const scanned = byHand(
    panel,
    () => source,
    () => undefined,
  ).scan(['first', 'second'], { splitMs: 0, gapMs: 0 });
  deliver('first');
  let step = await stepAfter(panel, -1);
  while (step.code !== 'second') step = await stepAfter(panel, step.number);
  deliver('first');
  expect(await stepAfter(panel, -1)).toEqual(step);
  // What the scanner makes of it is judged by the suite, not here.
  deliver('sec0nd');
  await scanned;
  await panel.close();
});

/** Does what the page says, until the page is gone. */
class Person {
  readonly #panel: Panel;
  readonly #cable: Cable;
  #scanner: SerialPort | undefined;

  constructor(panel: Panel, cable: Cable) {
    this.#panel = panel;
    this.#cable = cable;
  }

  async hold(): Promise<void> {
    this.#scanner = await openTty(this.#cable.far);
    this.#scanner.on('error', () => undefined).resume();
  }

  async work(): Promise<void> {
    for (let number = -1; ;) {
      const step = await stepAfter(this.#panel, number).catch(() => undefined);
      if (!step) return;
      number = step.number;
      if (step.asked) await this.#do(step);
    }
  }

  async #do({ words, code, test, number }: ShownStep): Promise<void> {
    if (code !== undefined && this.#scanner) {
      await writeTty(this.#scanner, Buffer.from(`${code}\r`, 'latin1'));
      // Nothing may come here: somebody must say that it was done.
      if (test?.endsWith('says nothing after it was let go of')) await say(this.#panel, number);
    } else if (words === 'Unplug the scanner.') await this.#cable.unplug();
    else {
      await this.#letGo();
      await this.#cable.plug();
      await this.hold();
    }
  }

  async leave(): Promise<void> {
    await this.#cable.unplug();
    await this.#letGo();
    await this.#cable.remove();
  }

  async #letGo(): Promise<void> {
    if (this.#scanner) await closeTty(this.#scanner);
  }
}

describe.skipIf(!hasSocat)('a scanner in a hand', () => {
  let panel: Panel;
  let cable: Cable;
  let person: Person;
  let working: Promise<void>;
  beforeAll(async () => {
    [panel, cable] = await Promise.all([openPanel(), Cable.make()]);
    person = new Person(panel, cable);
    await person.hold();
    working = person.work();
  });
  afterAll(async () => {
    await panel.close();
    await working;
    await person.leave();
  });

  scannerContract('a pty, worked by a pretended person', { splits: false, byHand: true }, () =>
    serialByHand(panel, cable.near),
  );
});
