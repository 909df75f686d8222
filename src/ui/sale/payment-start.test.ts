import { expect, it } from 'vitest';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import { PaymentStart } from './payment-start.svelte.ts';

/** `slow`: the first word of the ККТ comes when the test says so. */
function world(answers: Array<ReceiptFailure | undefined> = [], { slow = false } = {}) {
  const done: string[] = [];
  const held: Array<Promise<boolean>> = [];
  let arrive = (): void => undefined;
  let fail = (): void => undefined;
  let answer = (): void => undefined;
  const start = new PaymentStart(
    {
      pay: async () => {
        done.push('pay');
        if (slow) await new Promise<void>((resolve) => (answer = resolve));
        return answers.shift();
      },
      confirmAge: async (isAdult) => {
        done.push(isAdult ? 'adult' : 'minor');
        return undefined;
      },
    },
    { hold: async (work) => void held.push(work) },
    () =>
      new Promise<void>((resolve, reject) => {
        arrive = resolve;
        fail = () => reject(new TypeError('Failed to fetch'));
      }),
    () => void done.push('look again'),
  );
  return { start, done, held, arrive: () => arrive(), fail: () => fail(), answer: () => answer() };
}

/** Whatever was to happen without a timer has happened: the question of the age is open, if there is one. */
const allElse = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('waits for the panes of the payment, and what is pressed meanwhile waits with it', async () => {
  const { start, done, held, arrive } = world();
  const paying = start.pay('cash');
  expect([done, held.length, start.isComing]).toEqual([[], 1, true]);
  arrive();
  await paying;
  expect(start.isComing).toBe(false);
  expect([done, await held[0]]).toEqual([['pay'], true]);
  expect([start.takeWantedWay(), start.takeWantedWay()]).toEqual(['cash', undefined]);
});

it('does not begin a payment whose panes cannot be fetched: it says so, and forgets the keys', async () => {
  const { start, done, held, fail } = world();
  const paying = start.pay('cash');
  fail();
  await paying;
  expect(start.isComing).toBe(false);
  expect([done, start.isNotLoaded, await held[0], start.takeWantedWay()]).toEqual([
    ['look again'],
    true,
    false,
    undefined,
  ]);
});

it('says that it comes for as long as the ККТ is waited for, also behind the question of the age', async () => {
  const { start, arrive, answer } = world(['age', undefined], { slow: true });
  const paying = start.pay('cash');
  arrive();
  await allElse();
  expect(start.isComing).toBe(true);
  answer();
  await allElse();
  // The person is asked, and nothing is waited for.
  expect([start.isComing, start.answerAge === undefined]).toEqual([false, false]);
  start.answerAge?.(true);
  await allElse();
  expect(start.isComing).toBe(true);
  answer();
  await paying;
  expect(start.isComing).toBe(false);
});

it('asks for the age of the buyer, and goes on with the answer', async () => {
  const { start, done, arrive } = world(['age', undefined]);
  const paying = start.pay();
  arrive();
  await allElse();
  start.answerAge?.(true);
  await paying;
  expect([done, start.answerAge]).toEqual([['pay', 'adult', 'pay'], undefined]);
});

it.each([
  ['at once', ['alcohol-hours'], ['pay', 'look again']],
  ['behind the question of the age', ['age', 'alcohol-hours'], ['pay', 'adult', 'pay', 'look again']],
] as const)(
  'refused %s, the screen looks at the time anew: the reason may be of this minute',
  async (_, answers, seen) => {
    const { start, done, arrive } = world([...answers]);
    const paying = start.pay('cash');
    arrive();
    await allElse();
    start.answerAge?.(true);
    await paying;
    expect([done, start.takeWantedWay()]).toEqual([seen, undefined]);
  },
);
