/** A decision table made from the rules themselves: each row can be hit alone, and of two that hold the earlier one is told. */
import { describe, expect, it } from 'vitest';
import type { CodeCheck, LocalAnswer, OnlineAnswer } from '../code-check/answer.ts';
import { kopecks } from '../base/money.ts';
import { epochMs } from '../base/time.ts';
import { groupOf, groups } from './groups.ts';
import { ageProofs, ending, inEffect, permissionActs, tsPiot, uniformMinimums } from './law.ts';
import { judge, type Circumstances, type Verdict } from './judge.ts';
import { rules, type Rule } from './rules.ts';

const now = epochMs(Date.parse('2026-11-22T12:00:00+03:00'));
const price = kopecks(200_00);

interface Facts {
  readonly answer: Partial<OnlineAnswer> & LocalAnswer;
  readonly circumstances: Pick<Circumstances, 'price' | 'code' | 'taken'>;
}

/** What makes `when` hold; `off`: what keeps it from holding, as near by as can be. */
function factsOf({ when }: Rule, off = false): Facts {
  if ('flags' in when) {
    const flags = Object.entries(when.flags).map(([name, value]) => [name, off ? !value : value]);
    return { answer: Object.fromEntries(flags) as Facts['answer'], circumstances: {} };
  }
  if ('error' in when) return { answer: { errorCode: off ? 0 : 7 }, circumstances: {} };
  if ('past' in when) {
    const end = off ? '2026-11-22T12:01' : '2026-11-22T12:00';
    return when.past === 'answer'
      ? { answer: { expireDate: `${end}:00.000Z` }, circumstances: {} }
      : { answer: {}, circumstances: { code: { expires: end } } };
  }
  // Nothing is left; off: exactly what is asked.
  if ('units' in when)
    return { answer: { innerUnitCount: 10, soldUnitCount: off ? 9 : 10 }, circumstances: { taken: 1 } };
  const broken = when.price === 'above' ? price - 1 : price + 1;
  const limit = kopecks(off ? price : broken);
  switch (when.limit) {
    case 'code':
      return { answer: {}, circumstances: { price, code: { mrc: limit } } };
    case 'decree': {
      const { pack } = inEffect(uniformMinimums, '2026-11-22') ?? { pack: price };
      return { answer: {}, circumstances: { price: kopecks(off ? pack : pack - 1) } };
    }
    default:
      return { answer: { [when.limit]: limit }, circumstances: { price } };
  }
}

/** The rules that a verdict names: the one that forbids, or all that warn. */
function rulesIn(verdict: Verdict): ReadonlyArray<Rule['id']> {
  if (verdict.kind === 'forbidden') return [verdict.rule];
  return verdict.kind === 'allowed' ? (verdict.warnings ?? []).map(({ rule }) => rule) : [];
}

const check = ({ facts }: Rule, answer: Facts['answer']): CodeCheck => {
  const proof = { reqId: 'id', reqTimestamp: 1 };
  return facts === 'full'
    ? { source: 'online', facts, answer: { cis: '', ...answer }, proof }
    : { source: 'local', facts: 'offline', answer, proof, failures: { online: { kind: 'timeout' } } };
};

/** The rows that hold for these facts: the one that forbids, or all that warn. */
function told(rule: Rule, { answer, circumstances }: Facts, group = rule.groups?.[0]): readonly string[] {
  const verdict = judge(
    check(rule, { ...answer, ...(group !== undefined && rule.facts === 'full' && { groupIds: [group] }) }),
    { now, act: rule.act, group, ...circumstances },
  );
  if (verdict.kind === 'forbidden') return [verdict.rule];
  return verdict.kind === 'allowed' ? (verdict.warnings ?? []).map(({ rule }) => rule) : [];
}

const table: readonly Rule[] = rules;
const named = table.map((rule) => [rule.id, rule] as const);

describe('each row', () => {
  it.each(named)('%s holds by itself', (id, rule) => expect(told(rule, factsOf(rule))).toEqual([id]));
  it.each(named)('%s does not where its condition is off', (id, rule) =>
    expect(told(rule, factsOf(rule, true))).not.toContain(id),
  );
  it.each(named)('%s does not hold for the other act, nor for the other facts', (id, rule) => {
    const other = { ...rule, act: rule.act === 'sale' ? ('return' as const) : ('sale' as const) };
    expect(told(other, factsOf(rule))).not.toContain(id);
    expect(told({ ...rule, facts: rule.facts === 'full' ? 'offline' : 'full' }, factsOf(rule))).not.toContain(id);
  });

  it.each(named.filter(([, { groups: own }]) => own !== undefined))(
    '%s holds for its groups and no others',
    (id, rule) => {
      for (const { id: group } of groups)
        expect(told(rule, factsOf(rule), group).includes(id), String(group)).toBe(rule.groups?.includes(group));
      expect(told({ ...rule, groups: undefined } as unknown as Rule, factsOf(rule))).not.toContain(id);
    },
  );

  const excepted = table.flatMap((rule) => (rule.unless ?? []).map((exception) => [rule.id, exception, rule] as const));
  it.each(excepted)('%s but for %j', (id, { flags, groups: own }, rule) => {
    const { unitsLeft, ...answer } = { ...flags } as Record<string, boolean>;
    const facts = factsOf(rule);
    const exception = {
      answer: { ...facts.answer, ...answer, ...(unitsLeft && { innerUnitCount: 10, soldUnitCount: 9 }) },
      circumstances: { ...facts.circumstances, ...(unitsLeft && { taken: 1 }) },
    };
    expect(told(rule, exception, own?.[0])).not.toContain(id);
    if (own) expect(told(rule, exception, groups.find(({ id: group }) => !own.includes(group))?.id)).toContain(id);
  });

  it.each(named.filter(([, { from }]) => from !== undefined))('%s begins on its day', (id, rule) => {
    const on = (time: string): readonly string[] => {
      const { answer, circumstances } = factsOf(rule);
      const verdict = judge(check(rule, answer), {
        now: epochMs(Date.parse(time)),
        group: rule.groups?.[0],
        ...circumstances,
      });
      return verdict.kind === 'forbidden' ? [verdict.rule] : [];
    };
    const first = Date.parse(`${rule.from}T00:00:00+03:00`);
    expect(on(new Date(first - 1).toISOString())).toEqual([]);
    expect(on(new Date(first).toISOString())).toEqual([id]);
  });
});

describe('two rows that both hold', () => {
  const together = table.flatMap((one, index) =>
    table
      .slice(index + 1)
      .filter(({ act, facts }) => act === one.act && facts === one.facts)
      .map((two) => [one.id, two.id, one, two] as const),
  );
  /** Pairs that no answer can make hold at once, and why. */
  const impossible = (one: Rule, two: Rule): boolean => {
    const [a, b] = [one.when, two.when];
    if ('price' in a && 'price' in b && (a.limit === b.limit || [a.limit, b.limit].includes('decree'))) return true; // one limit, or a decree that counts only where the answer names none
    return [
      [one, two],
      [two, one],
    ].some(([by, other]) =>
      other?.unless?.some(
        (exception) =>
          by &&
          'flags' in by.when &&
          Object.entries(exception.flags).every(
            ([name, value]) => (by.when as { flags: Record<string, boolean> }).flags[name] === value,
          ),
      ),
    );
  };
  /** An earlier row that asks for more than a later one takes its place. */
  const possible = together.filter(([, , one, two]) => !impossible(one, two));

  it.each(possible)('%s before %s', (first, second, one, two) => {
    const [a, b] = [factsOf(one), factsOf(two)];
    const facts: Facts = {
      answer: { ...a.answer, ...b.answer },
      circumstances: {
        ...a.circumstances,
        ...b.circumstances,
        code: { ...a.circumstances.code, ...b.circumstances.code },
      },
    };
    const groupIds = [...new Set([one.groups?.[0], two.groups?.[0]].filter((group) => group !== undefined))];
    const asked = one.facts === 'full' ? { ...facts.answer, groupIds } : facts.answer;
    const verdict = judge(check(one, asked), { now, act: one.act, group: groupIds[0], ...facts.circumstances });
    const shared =
      one.facts === 'full' ||
      one.groups === undefined ||
      two.groups === undefined ||
      one.groups.includes(two.groups[0] ?? -1);
    const rows = rulesIn(verdict);
    // What forbids is told before what warns, and among equals the order of the table counts.
    if (!shared) return expect(rows[0]).toBe(first);
    if (one.effect === 'forbids') expect(rows).toEqual([first]);
    else expect(rows).toEqual(two.effect === 'forbids' ? [second] : [first, second]);
  });

  it('are nearly all pairs', () =>
    expect([possible.length, together.length - possible.length]).toMatchInlineSnapshot(`
    [
      185,
      19,
    ]
  `));
});

describe('the data', () => {
  it('stands in the documented order (online-check.md §5.2, local-module.md §3)', () => {
    const told = (act: Rule['act'], facts: Rule['facts'], effect: Rule['effect']) =>
      table
        .filter((rule) => rule.act === act && rule.facts === facts && rule.effect === effect)
        .map(({ id, says }) => [id, says]);
    expect(told('sale', 'full', 'forbids')).toEqual([
      ['online-not-found', 'not-found'],
      ['online-bad-format', 'bad-format'],
      ['online-not-authentic', 'not-authentic'],
      ['online-not-applied', 'not-applied'],
      ['online-blocked', 'blocked'],
      ['online-sold', 'sold'],
      ['online-not-in-circulation', 'not-in-circulation'],
      ['online-expired', 'expired'],
      ['online-not-enough', 'not-enough'],
      ['online-price-above', 'price-above'],
      ['online-nicotine-minimum', 'price-below'],
      ['online-minimum', 'price-below'],
      ['online-uniform-minimum', 'price-below'],
    ]);
    expect(told('sale', 'offline', 'forbids')).toEqual([
      ['local-grey', 'grey'],
      ['local-blocked', 'blocked'],
      ['local-sold', 'sold'],
      ['local-price-above', 'price-above'],
      ['local-code-price-above', 'price-above'],
      ['local-nicotine-minimum', 'price-below'],
      ['local-uniform-minimum', 'price-below'],
    ]);
    expect(told('return', 'full', 'forbids')).toEqual([
      ['return-not-found', 'not-found'],
      ['return-bad-format', 'bad-format'],
      ['return-not-authentic', 'not-authentic'],
      ['return-not-sold', 'not-sold'],
    ]);
    expect(told('sale', 'full', 'warns')).toEqual([
      ['online-below-mrc', 'below-mrc'],
      ['online-not-owner', 'not-owner'],
      ['online-error', 'error'],
      ['online-code-expired', 'expired'],
      ['online-below-decree', 'price-below'],
    ]);
    expect(told('sale', 'offline', 'warns')).toEqual([
      ['local-below-mrc', 'below-mrc'],
      ['local-code-expired', 'expired'],
      ['local-below-decree', 'price-below'],
    ]);
    expect(table).toHaveLength(13 + 7 + 4 + 5 + 3);
  });
  it('names each row once, and says where it comes from', () => {
    expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
    for (const { basis } of table) expect(basis).toMatch(/^(?:online-check|local-module|marking-codes)\.md §\d/);
  });
  it('has each group once, with days that are days', () => {
    expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
    expect(new Set(groups.map(({ code }) => code)).size).toBe(groups.length);
    for (const { full, offline } of groups)
      for (const day of [full, offline])
        if (day !== undefined) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
    for (const id of table.flatMap(({ groups: own = [] }) => own)) expect(groupOf(id)?.id).toBe(id);
  });
  it('begins the check of each group on its day (marking-codes.md §4.1, §4.2)', () => {
    const begun = (facts: Rule['facts']) => {
      const days: Record<string, number[]> = {};
      for (const { id, [facts]: day } of groups) if (day !== undefined) (days[day] ??= []).push(id);
      return days;
    };
    expect(begun('full')).toEqual({
      '2024-04-01': [3, 12, 15, 16],
      '2024-09-01': [8, 13],
      '2024-11-01': [1, 2, 4, 5, 6, 17, 19],
      '2025-02-05': [23],
      '2025-03-01': [10],
      '2025-09-01': [9, 26],
      '2025-10-01': [21, 22],
      '2026-03-01': [20],
      '2026-04-01': [32],
      '2026-05-01': [33],
    });
    expect(begun('offline')).toEqual({
      '2025-03-01': [1, 2, 3, 4, 5, 6, 8, 13, 15, 16, 17, 19],
      '2025-06-01': [23],
      '2026-03-01': [9, 20, 21],
    });
    expect(groups.filter(({ adult }) => adult).map(({ id }) => id)).toEqual([3, 11, 12, 15, 16, 50]);
  });
  it('names the groups that no act of the check names (law-2026.md §1)', () => {
    const free = groups.filter(({ unregulated }) => unregulated);
    expect(free.map(({ id }) => id)).toEqual([
      14, 25, 27, 28, 31, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 48, 49, 51, 52, 53, 54, 55, 57, 59,
    ]);
    for (const { full, offline } of free) expect([full, offline]).toEqual([undefined, undefined]);
  });
  it('has ЕМЦ by year, and none that goes on for ever (law-2026.md §2)', () => {
    const pack = (day: string): number | undefined => inEffect(uniformMinimums, day)?.pack;
    expect(
      [
        '2024-12-31',
        '2025-01-01',
        '2025-12-31',
        '2026-01-01',
        '2026-12-31',
        '2026-12-31T23:59',
        '2027-01-01',
        '2027-01-01T00:00',
      ].map(pack),
    ).toEqual([undefined, 135_00, 135_00, 153_00, 153_00, 153_00, undefined, undefined]);
    for (const { from, until } of uniformMinimums) expect(until?.slice(0, 4)).toBe(from.slice(0, 4));
  });
  it('reminds of the end of the last row from the middle of December on, and after it', () => {
    expect(
      ['2025-12-31', '2026-12-14', '2026-12-15', '2026-12-31', '2027-01-01', '2028-05-01'].map(
        (day) => ending(uniformMinimums, day)?.until,
      ),
    ).toEqual([undefined, undefined, '2026-12-31', '2026-12-31', '2026-12-31', '2026-12-31']);
    expect(
      ending([...uniformMinimums, { from: '2027-01-01', until: '2027-12-31', basis: '' }], '2026-12-20'),
    ).toBeUndefined();
    expect([ending(permissionActs, '2099-01-01'), ending([], '2026-12-20')]).toEqual([undefined, undefined]);
  });
  it('must accept MAX as a proof of age since ПП 148 (law-2026.md §3)', () =>
    expect(
      ['2025-02-28', '2025-03-01', '2026-08-31', '2026-09-01', '2030-01-01'].map(
        (day) => inEffect(ageProofs, day)?.max,
      ),
    ).toEqual([undefined, false, false, true, true]));
  it('knows how ТС ПИоТ comes (tspiot.md §2)', () =>
    expect(
      ['2025-12-27', '2025-12-28', '2026-06-30', '2026-07-01', '2026-09-30', '2026-10-01'].map(
        (day) => inEffect(tsPiot, day)?.phase,
      ),
    ).toEqual([undefined, 'duty', 'duty', 'recorded', 'recorded', 'keys-end']));
  it('changes with the day', () => {
    const rows = [
      { from: '2026-01-01', basis: '', is: 'new' },
      { from: '2024-01-01', basis: '', is: 'old' },
    ];
    expect(
      ['2023-12-31', '2024-01-01', '2025-12-31', '2026-01-01', '2030-01-01'].map((day) => inEffect(rows, day)?.is),
    ).toEqual([undefined, 'old', 'old', 'new', 'new']);
    expect(inEffect([...rows].reverse(), '2026-01-01')?.is).toBe('new');
    expect(inEffect(permissionActs, '2024-03-31')).toBeUndefined();
    expect(inEffect(permissionActs, '2026-11-22')).toMatchObject({
      authority: '030',
      date: '21.11.2023',
      number: '1944',
    });
  });
});
