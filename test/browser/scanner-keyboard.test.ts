/** A scanner that plays a keyboard, in a real page: the contract of all scanners, and what fields and buttons see of a scan. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, ScannerSource } from '../../src/app/ports/scanner.ts';
import { keyboardSource } from '../../src/devices/scanner/keyboard/keyboard-source.ts';
import { readScan } from '../../src/domain/marking-code/index.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { contractCodes, scannerContract } from '../contract/scanners.ts';
import { StandInKeyboard, type KeyboardSetUp } from '../stand-ins/keyboard.ts';
import { fakeMemory } from '../unit/fakes/small-memory.ts';

const make = (memory = new Map<string, string>()): ScannerSource =>
  keyboardSource({
    page: window,
    clock: browserClock,
    monotonic: () => performance.now(),
    memory: fakeMemory(memory),
  });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const [milk = '', shoes = '', pack = '', bread = ''] = contractCodes;

scannerContract('a keyboard', { splits: true }, () => {
  const memory = new Map<string, string>();
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  const keyboard = new StandInKeyboard(window);
  return {
    source: make(memory),
    scan: async (codes, { splitMs, gapMs }) => {
      for (const [index, code] of codes.entries()) {
        if (index > 0 && gapMs > 0) await pause(gapMs);
        await keyboard.scan(code, { splitMs, splitAt: 9 });
      }
    },
    reload: () => make(memory),
    remove: () => field.remove(),
  };
});

describe('a scan on the keyboard', () => {
  let source: ScannerSource;
  let field: HTMLInputElement;
  let button: HTMLButtonElement;
  let clicks: number;
  let came: Delivery[];

  beforeEach(async () => {
    field = document.body.appendChild(document.createElement('input'));
    button = document.body.appendChild(document.createElement('button'));
    clicks = 0;
    button.addEventListener('click', () => clicks++);
    came = [];
    source = make();
    source.onScan((delivery) => came.push(delivery));
    await source.start();
  });
  afterEach(async () => {
    await source.release();
    document.body.replaceChildren();
  });

  const texts = (): string[] => came.map((delivery) => delivery.texts[0]);

  for (const [name, setUp] of Object.entries({
    'the Russian layout': { layout: 'ru' },
    CapsLock: { capsLock: true },
    both: { layout: 'ru', capsLock: true },
  } satisfies Record<string, KeyboardSetUp>)) {
    it(`${name} does it no damage`, async () => {
      field.focus();
      for (const code of contractCodes) {
        await new StandInKeyboard(window, setUp).scan(code, { keyMs: 1 });
        await pause(300);
      }
      expect(texts()).toEqual(contractCodes);
      expect(field.value).toBe('');
      expect(came[0]?.signs).toEqual([setUp.layout === 'ru' ? 'layout' : 'caps-lock']);
      expect(came[3]?.signs).toEqual(setUp.capsLock ? ['caps-lock'] : []);
    });
  }

  /** Digits and signs of the pad: what a lock makes of them is not what they mean. */
  const beer = '0104670540176099215A.+-*/\u001d93dGVz';
  for (const [name, setUp] of Object.entries({
    'with NumLock': { pad: 'on' },
    'without NumLock': { pad: 'off' },
    'with NumLock and Shift': { pad: 'shift' },
    'with NumLock and a Shift that the system hides': { pad: 'hidden shift' },
    'with NumLock in the Russian layout': { pad: 'on', layout: 'ru' },
    'without NumLock in the Russian layout': { pad: 'off', layout: 'ru' },
    'without NumLock, with CapsLock': { pad: 'off', capsLock: true },
  } satisfies Record<string, KeyboardSetUp>)) {
    it(`digits of the numeric pad ${name} are digits, and their arrows and Enter stay from the page`, async () => {
      const seen: string[] = [];
      document.body.addEventListener('keydown', ({ key }) => seen.push(key));
      const codes = [...contractCodes, beer];
      for (const focus of [() => field.focus(), () => button.focus()]) {
        for (const code of codes) {
          // The caret stands before what is there: Home and Delete would be seen.
          field.value = '892';
          focus();
          field.setSelectionRange(1, 1);
          seen.length = 0;
          await new StandInKeyboard(window, setUp).scan(code, { keyMs: 2 });
          expect(field.value).toBe('892');
          expect([field.selectionStart, field.selectionEnd]).toEqual([1, 1]);
          // The first key alone may be a person's; of an arrow even that is the only one.
          expect(seen.filter((key) => key.length > 1).length).toBeLessThanOrEqual(1);
          expect(seen).not.toContain('Enter');
          await pause(120);
        }
      }
      expect(texts()).toEqual([...codes, ...codes]);
      expect(clicks).toBe(0);
      expect(came.every(({ signs }) => signs.includes('num-lock') === (setUp.pad !== 'on'))).toBe(true);
    });
  }

  it('arrows of the numeric pad without NumLock are a person’s', async () => {
    const seen: string[] = [];
    document.body.addEventListener('keydown', ({ key }) => seen.push(key));
    field.focus();
    await new StandInKeyboard(window, { pad: 'off', terminator: 'none' }).scan('2228', { keyMs: 180 });
    await pause(500);
    new StandInKeyboard(window).press('Enter');
    expect(seen).toEqual(['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter']);
    expect(field.value).toBe('');
    expect(came).toEqual([]);
  });

  const ways: Readonly<Record<string, KeyboardSetUp>> = {
    'Ctrl+] and Tab': { gs: 'Ctrl+]', terminator: 'Tab' },
    'Ctrl+] through the Russian layout': { gs: 'Ctrl+]', layout: 'ru' },
    'Alt+029 and two Enters': { gs: 'Alt+029', terminator: 'Enter Enter' },
  };
  for (const [name, setUp] of Object.entries(ways)) {
    it(`${name}: separators arrive, in a hurry and with a breath inside`, async () => {
      field.focus();
      for (const splitMs of [0, 150])
        for (const code of contractCodes)
          await new StandInKeyboard(window, setUp).scan(code, { keyMs: 2, splitMs, splitAt: 3 });
      expect(texts()).toEqual([...contractCodes, ...contractCodes]);
      expect(field.value).toBe('');
    });
  }

  it('a Shift that somebody leans on is told, and a product barcode is read all the same', async () => {
    field.focus();
    await new StandInKeyboard(window, { shiftHeld: true }).scan(bread);
    await new StandInKeyboard(window, { shiftHeld: true }).scan(milk);
    expect(came.map(({ signs }) => signs)).toEqual([['shift-held'], ['shift-held']]);
    expect(texts()[0]).toBe(bread);
    expect(readScan(texts()[1] ?? '').kind).not.toBe('mark');
  });

  it('GS without a key, and GS in letters', async () => {
    field.focus();
    await new StandInKeyboard(window, { gs: 'text' }).scan(shoes);
    await new StandInKeyboard(window, { gs: '<GS>' }).scan(shoes);
    expect(texts()[0]).toBe(shoes);
    expect(readScan(texts()[1] ?? '')).toMatchObject({ kind: 'mark', mark: { code: shoes } });
  });

  it('put in as a whole, without keys', () => {
    field.focus();
    const insert = (data: string): boolean =>
      field.dispatchEvent(
        new InputEvent('beforeinput', { inputType: 'insertText', data, bubbles: true, cancelable: true }),
      );
    expect([insert(shoes), insert('слово')]).toEqual([false, true]);
    expect(texts()).toEqual([shoes]);
  });

  it('leaves in a field what a person typed there before it', async () => {
    field.value = '892';
    field.focus();
    field.setSelectionRange(1, 1);
    const heard: string[] = [];
    field.addEventListener('input', () => heard.push(field.value));
    await new StandInKeyboard(window).scan(pack, { keyMs: 2 });
    expect(field.value).toBe('892');
    expect([field.selectionStart, field.selectionEnd]).toEqual([1, 1]);
    expect(heard.at(-1)).toBe('892');
    expect(texts()).toEqual([pack]);
  });

  it('is told from a digit that a person typed right before it', async () => {
    field.focus();
    await new StandInKeyboard(window, { terminator: 'none' }).scan('5');
    await pause(200);
    await new StandInKeyboard(window).scan(milk);
    expect(texts()).toEqual([milk]);
    expect(field.value).toBe('5');
  });

  it('presses no button, though Enter ends it and comes twice', async () => {
    button.focus();
    await new StandInKeyboard(window, { terminator: 'Enter Enter' }).scan(milk);
    expect(clicks).toBe(0);
    expect(texts()).toEqual([milk]);
    await pause(150);
    new StandInKeyboard(window).press('Enter');
    expect(clicks).toBe(1);
  });

  it('of a slow scanner it is taken out of the field at its end, and the next one is known by its pace', async () => {
    field.focus();
    await new StandInKeyboard(window).scan(milk, { keyMs: 85 });
    await new StandInKeyboard(window).scan(bread, { keyMs: 85 });
    expect(texts()).toEqual([milk, bread]);
    expect(field.value).toBe('');
  });

  it('a long silence inside it loses nothing: neither among its first keys nor later', async () => {
    field.focus();
    for (const splitAt of [2, 20]) await new StandInKeyboard(window).scan(milk, { splitMs: 500, splitAt });
    expect(texts()).toEqual([milk, milk]);
    expect(field.value).toBe('');
  });

  it('without a terminator ends by silence', async () => {
    field.focus();
    await new StandInKeyboard(window, { terminator: 'none' }).scan(milk);
    await expect.poll(texts, { timeout: 3_000 }).toEqual([milk]);
    expect(came[0]?.signs).toEqual(['no-suffix']);
    expect(field.value).toBe('');
  });

  it('a person types, however quick, and loses no letter', async () => {
    field.focus();
    await new StandInKeyboard(window, { terminator: 'none' }).scan('quick fingers');
    await expect.poll(() => field.value, { timeout: 3_000 }).toBe('quick fingers');
    await new StandInKeyboard(window, { terminator: 'none' }).scan('500', { keyMs: 120 });
    expect(field.value).toBe('quick fingers500');
    new StandInKeyboard(window).press('Enter');
    expect(came).toEqual([]);
  });

  it('two scans of a scanner without a terminator, and a person’s letters before a scan: nothing is lost', async () => {
    field.focus();
    await new StandInKeyboard(window, { terminator: 'none' }).scan(bread, { keyMs: 4 });
    await pause(500);
    await new StandInKeyboard(window, { terminator: 'none' }).scan('96385074', { keyMs: 4 });
    await expect.poll(texts, { timeout: 3_000 }).toEqual([bread, '96385074']);
    await new StandInKeyboard(window, { terminator: 'none' }).scan('asdfg', { keyMs: 4 });
    await pause(200);
    await new StandInKeyboard(window).scan(milk, { keyMs: 4 });
    expect(texts().at(-1)).toBe(milk);
    expect(field.value).toBe('asdfg');
  });

  it('a key that a person presses in the middle, or a touch, does not tear it apart', async () => {
    field.focus();
    for (const disturb of [
      () => void new StandInKeyboard(window).press('ArrowDown'),
      () => void document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })),
    ]) {
      await new StandInKeyboard(window, { terminator: 'none' }).scan(milk.slice(0, 16), { keyMs: 2 });
      disturb();
      await new StandInKeyboard(window).scan(milk.slice(16), { keyMs: 2 });
    }
    expect(texts()).toEqual([milk, milk]);
    expect(field.value).toBe('');
  });

  describe.each([1, 2, 3, 4])('a click after its first %i keys that moves the focus', (keys) => {
    const clicked = async (to: () => void): Promise<void> => {
      field.focus();
      await new StandInKeyboard(window, { terminator: 'none' }).scan(milk.slice(0, keys), { keyMs: 2 });
      document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      to();
      await new StandInKeyboard(window).scan(milk.slice(keys), { keyMs: 2 });
    };

    it('does not tear it apart, and both fields are as they were', async () => {
      const other = document.body.appendChild(document.createElement('input'));
      field.value = 'хлеб';
      other.value = '100';
      await clicked(() => other.focus());
      expect(texts()).toEqual([milk]);
      expect([field.value, other.value]).toEqual(['хлеб', '100']);
    });

    it('nor where the field goes, or the focus goes to none', async () => {
      await clicked(() => field.remove());
      expect(texts()).toEqual([milk]);
    });
  });

  it('a person types, clicks and types on: nothing of it moves', async () => {
    const other = document.body.appendChild(document.createElement('input'));
    const hand = new StandInKeyboard(window, { terminator: 'none' });
    field.focus();
    await hand.scan('123', { keyMs: 70 });
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    other.focus();
    await hand.scan('45678901', { keyMs: 70 });
    hand.press('Enter');
    expect([field.value, other.value]).toEqual(['123', '45678901']);
    expect(came).toEqual([]);
  });

  it('a PIN is nobody’s barcode', async () => {
    field.type = 'password';
    field.focus();
    await new StandInKeyboard(window).scan('20000004', { keyMs: 2 });
    expect(field.value).toBe('20000004');
    expect(came).toEqual([]);
    await new StandInKeyboard(window).scan(milk, { keyMs: 2 });
    expect(texts()).toEqual([milk]);
  });

  it('a held key types, and is no scan', async () => {
    field.focus();
    const held = new StandInKeyboard(window);
    for (let i = 0; i < 12; i++) held.hold('0', i > 0);
    held.press('Enter');
    expect(field.value).toBe('000000000000');
    expect(came).toEqual([]);
  });

  describe('keys without end, 6 000 of them without a pause', () => {
    const endless = '7'.repeat(6_000);

    it('are held back for no more than 4 500, come into the field to the last, and the next scan is read', async () => {
      field.value = '892';
      field.focus();
      field.setSelectionRange(3, 3);
      await new StandInKeyboard(window, { terminator: 'none' }).scan(endless);
      // No silence has come yet.
      expect(field.value).toBe(`892${'7'.repeat(4_500)}`);
      await expect.poll(() => field.value).toBe(`892${endless}`);
      expect(came).toEqual([]);
      await new StandInKeyboard(window).scan(milk, { keyMs: 2 });
      expect(texts()).toEqual([milk]);
      expect(field.value).toBe(`892${endless}`);
      expect(came[0]?.timing.pieces).toBe(milk.length);
    });

    it('press no button, and with an Enter at last leave one delivery of what was still held', async () => {
      button.focus();
      await new StandInKeyboard(window).scan(endless);
      expect(came.map(({ timing }) => timing.pieces)).toEqual([1_500]);
      expect(clicks).toBe(0);
      await pause(150);
      for (const code of [shoes, bread]) {
        await new StandInKeyboard(window).scan(code, { keyMs: 2 });
        await pause(320);
      }
      expect(texts().slice(1)).toEqual([shoes, bread]);
      expect(clicks).toBe(0);
    });
  });

  it('every character as an Alt code: with the system’s own typing and without, and with no field', async () => {
    for (const echo of [true, false]) {
      for (const focus of [() => field.focus(), () => button.focus()]) {
        focus();
        await new StandInKeyboard(window, { altMode: true, altEcho: echo }).scan(milk, { keyMs: 1 });
        await pause(320);
      }
    }
    expect(texts()).toEqual([milk, milk, milk, milk]);
    expect(clicks).toBe(0);
  });

  it('a list with the focus chooses nothing by it', async () => {
    const list = document.body.appendChild(document.createElement('select'));
    list.append(new Option('9600', '1'), new Option('4800', '2'));
    list.focus();
    const goesOn = new StandInKeyboard(window).press('4', 'Digit4');
    expect(goesOn).toBe(false);
  });

  it('a full medium costs the learning, not the scan', async () => {
    const full = keyboardSource({
      page: window,
      clock: browserClock,
      monotonic: () => performance.now(),
      memory: {
        get: () => null,
        set: () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      },
    });
    await source.release();
    full.onScan((delivery) => came.push(delivery));
    await full.start();
    field.focus();
    await new StandInKeyboard(window).scan(milk, { keyMs: 30 });
    expect(texts()).toEqual([milk]);
    await full.release();
  });

  it('an ИНН and a Tab are typed by a person', async () => {
    field.focus();
    await new StandInKeyboard(window, { terminator: 'Tab' }).scan('036000291452', { keyMs: 70 });
    expect(field.value).toBe('036000291452');
    expect(came).toEqual([]);
  });

  it('keeps what was typed, byte by byte, and its pace', async () => {
    field.focus();
    await new StandInKeyboard(window, { layout: 'ru' }).scan(milk, { keyMs: 4 });
    expect(new TextDecoder().decode(came[0]?.bytes)).toBe('0104670540176099215ФиСвУ\u001d93вПМя\r');
    expect(came[0]?.timing.pieces).toBe(milk.length);
  });
});
