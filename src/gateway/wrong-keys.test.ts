import { expect, test } from 'vitest';
import { WrongKeys } from './wrong-keys.ts';

function world(): { keys: WrongKeys; lines: string[]; pass: (ms: number) => void } {
  let at = 1_000_000;
  const lines: string[] = [];
  return {
    keys: new WrongKeys({ now: () => at, log: (line) => void lines.push(line) }),
    lines,
    pass: (ms) => void (at += ms),
  };
}
const times = (count: number, act: () => unknown): unknown[] => Array.from({ length: count }, act);

test('four are free, then each wait is twice the last, up to five minutes', () => {
  const { keys, pass } = world();
  expect(times(4, () => keys.count('a'))).toEqual([undefined, undefined, undefined, undefined]);
  const waits: (number | undefined)[] = [];
  for (let tries = 0; tries < 11; tries += 1) {
    const wait = keys.count('a');
    waits.push(wait);
    pass((wait ?? 0) * 1_000);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('what comes during the wait does not lengthen it', () => {
  const { keys, pass } = world();
  times(7, () => {
    const wait = keys.count('a');
    if (wait !== undefined) pass(wait * 1_000);
  });
  expect(keys.count('a')).toBe(8);
  pass(3_000);
  expect(times(50, () => keys.count('a'))).toEqual(times(50, () => 5));
  pass(5_000);
  expect(keys.count('a')).toBe(16);
});

test('each address is counted by itself', () => {
  const { keys } = world();
  times(9, () => keys.count('a'));
  expect(keys.count('b')).toBeUndefined();
});

test('a burst leaves one line, without end as well, and the next one another', () => {
  const { keys, lines, pass } = world();
  times(500, () => {
    keys.count('192.168.0.7');
    pass(1_000);
  });
  expect(lines).toEqual([expect.stringMatching(/^С адреса 192\.168\.0\.7 пришло 5 неверных паролей: .+\.$/)]);
  times(4, () => keys.count('192.168.0.8'));
  expect(lines).toHaveLength(1);
  pass(15 * 60_000);
  expect(keys.count('192.168.0.7')).toBeUndefined();
  times(4, () => keys.count('192.168.0.7'));
  expect(lines).toHaveLength(2);
});

test('of more addresses than it remembers, the least recent are forgotten', () => {
  const { keys } = world();
  times(5, () => keys.count('old'));
  times(5, () => keys.count('mine'));
  for (let each = 0; each < 999; each += 1) keys.count(`10.0.${each >> 8}.${each & 255}`);
  expect(keys.count('mine')).toBe(1);
  expect(keys.count('old')).toBeUndefined();
});
