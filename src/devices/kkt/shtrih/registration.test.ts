/** What a set-up may take from a ШТРИХ-М instead of asking its owner, over the strict emulator. */
import { describe, expect, it } from 'vitest';
import { kinds, kktBench } from '../../../../test/unit/kkt.ts';

describe.each(kinds)('the registration, $name', ({ profile, protocol }) => {
  const at = (options: Parameters<typeof kktBench>[0] = {}) =>
    kktBench({ profile, protocols: [protocol], taxations: 0b100010, inn: '7707083893', ...options });

  it('tells name, ИНН, address, place, taxations and the ОФД', async () => {
    expect(await at().printer().registration()).toEqual({
      ok: true,
      value: {
        inn: '7707083893',
        owner: 'ООО "ПОЛТОРЫ СЕКУНДЫ"',
        address: '101000, г. Москва, ул. Мясницкая, д. 1',
        place: 'Магазин "У дома"',
        ofd: 'ОФД ЭМУЛЯТОРА',
        taxations: ['usnIncome', 'patent'],
      },
    });
  });

  it('the longest address fits into an answer', async () => {
    const address = `101000, ${'г. Москва, '.repeat(30)}`.slice(0, 246).trim();
    expect(await at({ address }).printer().registration()).toMatchObject({ ok: true, value: { address } });
  });

  it('leaves out what nobody filled and what the firmware refuses, and fails only where nobody answers', async () => {
    const bench = at({ user: '', place: '  ' });
    const told = await bench.printer().registration();
    expect(told.ok && Object.keys(told.value)).not.toEqual(expect.arrayContaining(['owner', 'place']));
    bench.kkt.set({ kind: 'error', command: 0x1f, code: 0x5d, times: 100 });
    expect(await bench.printer().registration()).toEqual({
      ok: true,
      value: { inn: '7707083893', taxations: ['usnIncome', 'patent'] },
    });
    expect(await kktBench().printer(bench.cable(), { password: 1 }).registration()).toMatchObject({ ok: false });
  });
});
