/** A decision table made from the rules themselves: each row can be hit alone, and of two that hold the earlier one is told. */
import { describe, expect, it } from 'vitest';
import type { CodeCheck, LocalAnswer, OnlineAnswer } from '../code-check.ts';
import { kopecks } from '../money.ts';
import { epochMs } from '../time.ts';
import { groupOf, groups } from './groups.ts';
import { inEffect, permissionActs, uniformMinimums } from './law.ts';
import { judge, type Circumstances } from './judge.ts';
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
  const limit = kopecks(off ? price : when.price === 'above' ? price - 1 : price + 1);
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

const check = ({ source }: Rule, answer: Facts['answer']): CodeCheck => {
  const proof = { reqId: 'id', reqTimestamp: 1 };
  return source === 'online'
    ? { source, answer: { cis: '', ...answer }, proof }
    : { source: 'local', answer, proof, online: { kind: 'timeout' } };
};

/** The rows that hold for these facts: the one that forbids, or all that warn. */
function told(rule: Rule, { answer, circumstances }: Facts, group = rule.groups?.[0]): readonly string[] {
  const verdict = judge(
    check(rule, { ...answer, ...(group !== undefined && rule.source === 'online' && { groupIds: [group] }) }),
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
  it.each(named)('%s does not hold for the other act, nor for the other source', (id, rule) => {
    const other = { ...rule, act: rule.act === 'sale' ? ('return' as const) : ('sale' as const) };
    expect(told(other, factsOf(rule))).not.toContain(id);
    expect(told({ ...rule, source: rule.source === 'online' ? 'local' : 'online' }, factsOf(rule))).not.toContain(id);
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
      .filter(({ act, source }) => act === one.act && source === one.source)
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
    const asked = one.source === 'online' ? { ...facts.answer, groupIds } : facts.answer;
    const verdict = judge(check(one, asked), { now, act: one.act, group: groupIds[0], ...facts.circumstances });
    const shared =
      one.source === 'online' ||
      one.groups === undefined ||
      two.groups === undefined ||
      one.groups.includes(two.groups[0] ?? -1);
    const rows =
      verdict.kind === 'forbidden'
        ? [verdict.rule]
        : verdict.kind === 'allowed'
          ? (verdict.warnings ?? []).map(({ rule }) => rule)
          : [];
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
    const told = (act: Rule['act'], source: Rule['source'], effect: Rule['effect']) =>
      table
        .filter((rule) => rule.act === act && rule.source === source && rule.effect === effect)
        .map(({ id, says }) => [id, says]);
    expect(told('sale', 'online', 'forbids')).toEqual([
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
    expect(told('sale', 'local', 'forbids')).toEqual([
      ['local-grey', 'grey'],
      ['local-blocked', 'blocked'],
      ['local-sold', 'sold'],
      ['local-price-above', 'price-above'],
      ['local-code-price-above', 'price-above'],
      ['local-nicotine-minimum', 'price-below'],
      ['local-uniform-minimum', 'price-below'],
    ]);
    expect(told('return', 'online', 'forbids')).toEqual([
      ['return-not-found', 'not-found'],
      ['return-bad-format', 'bad-format'],
      ['return-not-authentic', 'not-authentic'],
      ['return-not-sold', 'not-sold'],
    ]);
    expect(told('sale', 'online', 'warns')).toEqual([
      ['online-below-mrc', 'below-mrc'],
      ['online-not-owner', 'not-owner'],
      ['online-error', 'error'],
      ['online-code-expired', 'expired'],
      ['online-below-decree', 'price-below'],
    ]);
    expect(told('sale', 'local', 'warns')).toEqual([
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
    for (const { online, local } of groups)
      for (const day of [online, local])
        if (day !== undefined) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
    for (const id of table.flatMap(({ groups: own = [] }) => own)) expect(groupOf(id)?.id).toBe(id);
  });
  it('begins the check of each group on its day (marking-codes.md §4.1, §4.2)', () => {
    const begun = (source: Rule['source']) => {
      const days: Record<string, number[]> = {};
      for (const { id, [source]: day } of groups) if (day !== undefined) (days[day] ??= []).push(id);
      return days;
    };
    expect(begun('online')).toEqual({
      '2024-04-01': [3, 15, 16],
      '2024-05-01': [8, 13],
      '2024-11-01': [1, 2, 4, 5, 6, 17, 19],
      '2025-02-05': [23],
      '2025-03-01': [10],
      '2025-09-01': [9, 26],
      '2025-10-01': [21, 22],
      '2026-03-01': [20],
      '2026-04-01': [32],
      '2026-05-01': [33],
    });
    expect(begun('local')).toEqual({
      '2025-03-01': [1, 2, 3, 4, 5, 6, 8, 13, 15, 16, 17, 19],
      '2025-06-01': [23],
      '2026-03-01': [9, 20, 21],
    });
    expect(groups.filter(({ adult }) => adult).map(({ id }) => id)).toEqual([3, 11, 12, 15, 16, 50]);
  });
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
