import { describe, expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { allowedOnline, FakeChecker, refusedOnline } from '../../../test/unit/fakes/checker.ts';
import { milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { epochMs } from '../../domain/base/time.ts';
import { CheckCode, type CodeToCheck } from './check-batcher.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';

const setup: CheckSetup = { cdn: 'cdn.crpt.ru', timeZone: 2, fn: '9960440301234567' };
const item = (serial: string, late = 0): CodeToCheck => ({
  code: milkCode(serial),
  ki: milkKi(serial),
  group: 8,
  scannedAt: epochMs(noon + late),
});

describe('checks', () => {
  it('asked for in one turn share a request that counts from the first scan, and each gets its own answer', async () => {
    const checker = new FakeChecker();
    checker.answer = (code) => (code === milkCode('bbbbb') ? refusedOnline(code) : allowedOnline(code));
    const checks = new CheckCode(checker, () => setup);
    const answers = await Promise.all([
      checks.check(item('aaaaa', 20)),
      checks.check(item('bbbbb', 10)),
      checks.check(item('ccccc', 30)),
    ]);
    expect(answers.map(({ check }) => check)).toEqual([
      allowedOnline(milkCode('aaaaa')),
      refusedOnline(milkCode('bbbbb')),
      allowedOnline(milkCode('ccccc')),
    ]);
    expect(checker.requests).toEqual([
      {
        codes: ['aaaaa', 'bbbbb', 'ccccc'].map((serial) => ({ code: milkCode(serial), ki: milkKi(serial), group: 8 })),
        scannedAt: noon + 10,
        setup,
      },
    ]);
  });

  it('asked for one after another go one by one, and no one waits for another', async () => {
    const checker = new FakeChecker();
    checker.held = true;
    const checks = new CheckCode(checker, () => setup);
    const first = checks.check(item('aaaaa'));
    await Promise.resolve();
    checker.held = false;
    await expect(checks.check(item('bbbbb'))).resolves.toMatchObject({ check: { source: 'online' } });
    expect(checker.requests).toHaveLength(2);
    await checker.release();
    await expect(first).resolves.toMatchObject({ check: { source: 'online' } });
  });

  it('of more than a hundred codes are cut into requests of a hundred', async () => {
    const checker = new FakeChecker();
    const checks = new CheckCode(checker, () => setup);
    const serials = Array.from({ length: 250 }, (_, index) => String(index).padStart(5, '0'));
    const answers = await Promise.all(serials.map((serial) => checks.check(item(serial))));
    expect(checker.requests.map(({ codes }) => codes.length)).toEqual([100, 100, 50]);
    expect(answers.map(({ check }) => check)).toEqual(serials.map((serial) => allowedOnline(milkCode(serial))));
  });

  it('that the reply leaves out are no verdict', async () => {
    const checker = new FakeChecker();
    checker.answer = () => undefined;
    await expect(new CheckCode(checker, () => setup).check(item('aaaaa'))).resolves.toMatchObject({
      check: { source: 'none', failures: {} },
    });
  });

  it('carry the set-up of their own time', async () => {
    const checker = new FakeChecker();
    let current = setup;
    const checks = new CheckCode(checker, () => current);
    await checks.check(item('aaaaa'));
    current = { ...setup, timeZone: 5 };
    await checks.check(item('bbbbb'));
    expect(checker.requests.map((request) => request.setup.timeZone)).toEqual([2, 5]);
  });
});
