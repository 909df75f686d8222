import { describe, expect, it } from 'vitest';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { fail } from '../../domain/base/result.ts';
import type { TillStatus } from '../till.ts';
import { openFirst, type ShiftQuestion } from './open-first.ts';

type State = 'open' | 'closed' | 'expired';
const seen = (state: State): TillStatus['printer'] =>
  ({ ok: true, value: { shift: { state, number: 1 } } }) as unknown as TillStatus['printer'];

function world(tsPiot: Shop['tsPiot'], state: State | 'unknown' | 'broken', link: Shop['kkt']['link'] = 'relay') {
  const did: string[] = [];
  let real: State = state === 'open' || state === 'expired' ? state : 'closed';
  let printer = state === 'unknown' ? undefined : seen(real);
  if (state === 'broken') printer = fail({ kind: 'not-connected' });
  let question: ShiftQuestion | undefined;
  const before = openFirst({
    shop: () => ({ tsPiot, kkt: { ...realShop.kkt, link } }),
    printer: () => printer,
    look: async () => {
      did.push('look');
      printer = seen(real);
    },
    open: async () => {
      did.push('open');
      real = 'open';
    },
    ask: (asked) => {
      if (asked) did.push('ask');
      question = asked;
    },
  });
  return {
    before,
    did,
    answer: (isToOpen: boolean) => question?.answer(isToOpen),
    isAsked: () => question !== undefined,
    become: (next: State) => {
      real = next;
    },
    show: () => {
      printer = seen(real);
    },
  };
}
const opens = { way: 'relay', shift: 'open' } as const;
const asks = { way: 'relay', shift: 'ask' } as const;
const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

describe('a shop that opens the shift with the first scan', () => {
  it('opens it before the check, once for all that wait', async () => {
    const { before, did } = world(opens, 'closed');
    expect(await Promise.all([before(), before(), before()])).toEqual([true, true, true]);
    expect(did).toEqual(['look', 'open', 'look']);
    expect(await before()).toBe(false);
  });

  it('looks first: somebody else may have opened it', async () => {
    const { before, did, become } = world(opens, 'closed');
    become('open');
    expect(await before()).toBe(true);
    expect(did).toEqual(['look']);
  });

  it.each([
    ['an open one', 'open', 'relay'],
    ['one that is over', 'expired', 'relay'],
    ['a ККТ that was not heard yet', 'unknown', 'relay'],
    ['a ККТ that does not answer', 'broken', 'relay'],
    ['no ККТ', 'closed', 'none'],
  ] as const)('%s: the check does not wait', async (_how, state, link) => {
    const { before, did } = world(opens, state, link);
    expect(await before()).toBe(false);
    expect(did).toEqual([]);
  });
});

describe('a shop that asks', () => {
  it('«open»: the checks wait for it', async () => {
    const { before, did, answer, isAsked } = world(asks, 'closed');
    const waiting = Promise.all([before(), before()]);
    await turn();
    expect(did).toEqual(['look', 'ask']);
    answer(true);
    expect(await waiting).toEqual([true, true]);
    expect(did).toEqual(['look', 'ask', 'open', 'look']);
    expect(isAsked()).toBe(false);
  });

  it('«later»: the check goes on, and nobody is asked again before a shift was open', async () => {
    const { before, did, answer, become, show } = world(asks, 'closed');
    const waiting = before();
    await turn();
    answer(false);
    expect(await waiting).toBe(true);
    expect(await before()).toBe(false);
    expect(did).toEqual(['look', 'ask']);
    become('open');
    show();
    expect(await before()).toBe(false);
    become('closed');
    show();
    void before();
    await turn();
    expect(did).toEqual(['look', 'ask', 'look', 'ask']);
  });
});

it('a shop without ТС ПИоТ keeps its shift as it is', async () => {
  const { before, did } = world({ way: 'none', shift: 'open' }, 'closed');
  expect(await before()).toBe(false);
  expect(did).toEqual([]);
});
