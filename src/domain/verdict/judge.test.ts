import { describe, expect, it } from 'vitest';
import type { CodeCheck, LocalAnswer, OnlineAnswer } from '../code-check/answer.ts';
import { kopecks } from '../base/money.ts';
import { epochMs } from '../base/time.ts';
import { groups, judge, type Circumstances, type Refusal } from './index.ts';

const now = epochMs(Date.UTC(2026, 10, 22, 9));
const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
const roubles = (amount: number) => kopecks(amount * 100);

type Asked = Partial<Omit<Circumstances, 'price'>> & { price?: number };
const at = ({ price, ...rest }: Asked): Circumstances => ({
  now,
  ...rest,
  ...(price !== undefined && { price: roubles(price) }),
});
const online = (answer: Partial<OnlineAnswer>, asked: Asked = {}) =>
  judge({ source: 'online', facts: 'full', answer: { cis: '', ...answer }, proof }, at(asked));
const local = (answer: LocalAnswer, asked: Asked = {}) =>
  judge({ source: 'local', facts: 'offline', answer, proof, failures: { online: { kind: 'timeout' } } }, at(asked));
const allowed = (by: 'online' | 'local' | 'emergency' | 'optional') => ({ kind: 'allowed', by });
const forbidden = (by: 'online' | 'local', refusal: Refusal) => ({
  kind: 'forbidden',
  by,
  rule: expect.any(String) as string,
  refusal,
});

/** An answer against which nothing can be said (R2). */
const good = {
  cis: '0104680029460908215jcmHzLmkdPMM\u001d93dGVz',
  found: true,
  valid: true,
  groupIds: [13],
  verified: true,
  realizable: true,
  utilised: true,
  isBlocked: false,
  expireDate: '2027-06-02T00:00:00.000Z',
  isOwner: true,
  errorCode: 0,
  isTracking: true,
  sold: false,
  packageType: 'UNIT',
  grayZone: false,
} satisfies OnlineAnswer;

describe('the sample answers of the reference (online-check.md §1.7)', () => {
  const milk = {
    found: true,
    valid: true,
    groupIds: [8],
    verified: true,
    realizable: true,
    utilised: true,
    isBlocked: false,
    errorCode: 0,
    isTracking: false,
    sold: false,
    grayZone: false,
    packageType: 'UNIT',
  };
  const pack = {
    found: true,
    valid: true,
    groupIds: [3],
    verified: true,
    realizable: true,
    utilised: true,
    isBlocked: false,
    errorCode: 0,
    isTracking: true,
    sold: false,
    mrp: 14_500,
    smp: 13_500,
    grayZone: false,
    packageType: 'UNIT',
  };
  const nicotine = {
    found: true,
    valid: true,
    groupIds: [16],
    verified: true,
    realizable: true,
    utilised: true,
    isOwner: true,
    isBlocked: false,
    errorCode: 0,
    isTracking: false,
    sold: false,
    mrp: 20_000,
    grayZone: false,
    packageType: 'UNIT',
  };
  const block = {
    found: true,
    valid: true,
    groupIds: [3],
    verified: true,
    realizable: false,
    utilised: true,
    isBlocked: false,
    errorCode: 0,
    isTracking: true,
    sold: false,
    mrp: 177_000,
    smp: 13_500,
    grayZone: true,
    packageType: 'GROUP',
    packageQuantity: 10,
  };
  const keg = {
    found: true,
    valid: true,
    groupIds: [15],
    verified: true,
    realizable: true,
    utilised: true,
    expireDate: '2027-01-10T00:00:00.000Z',
    isOwner: true,
    isBlocked: false,
    errorCode: 0,
    isTracking: true,
    sold: false,
    innerUnitCount: 30_000,
    soldUnitCount: 12_500,
    packageType: 'UNIT',
    grayZone: false,
  };

  const samples: Array<[name: string, answer: Partial<OnlineAnswer>, price: number, refusal: Refusal | undefined]> = [
    [
      'R1 sold',
      { ...good, realizable: false, expireDate: '2025-06-02T00:00:00.000Z', isTracking: false, sold: true },
      60,
      { kind: 'sold' },
    ],
    ['R2 ok', good, 60, undefined],
    ['R3 blocked', { ...milk, isBlocked: true, ogvs: ['RPN'] }, 90, { kind: 'blocked', by: ['RPN'] }],
    [
      'R4 expired',
      { ...milk, expireDate: '2026-01-15T00:00:00.000Z' },
      90,
      { kind: 'expired', until: '2026-01-15T00:00' },
    ],
    [
      'R5 not found',
      {
        found: false,
        valid: true,
        groupIds: [],
        verified: false,
        realizable: false,
        utilised: false,
        isBlocked: false,
        errorCode: 10,
        sold: false,
        packageType: 'UNIT',
        grayZone: false,
      },
      150,
      { kind: 'not-found' },
    ],
    ['R6a wrong format', { ...milk, valid: false, verified: false, errorCode: 1 }, 90, { kind: 'bad-format' }],
    ['R6b bad crypto tail', { ...milk, verified: false, errorCode: 6 }, 90, { kind: 'not-authentic' }],
    ['R7 not applied', { ...milk, realizable: false, utilised: false, ogvs: [] }, 90, { kind: 'not-applied' }],
    ['R9 nicotine below its minimum', nicotine, 150, { kind: 'price-below', limit: roubles(200) }],
    ['R9 at its minimum', nicotine, 200, undefined],
    ['R10 pack at МРЦ', pack, 145, undefined],
    ['R10 pack above МРЦ', pack, 145.01, { kind: 'price-above', limit: roubles(145) }],
    ['R10 pack below ЕМЦ', pack, 134.99, { kind: 'price-below', limit: roubles(135) }],
    ['R11 block in the grey zone', block, 1770, undefined],
    ['R11 block below ten packs', block, 1349.99, { kind: 'price-below', limit: roubles(1350) }],
    ['R12 keg with something left', keg, 250, undefined],
  ];
  it('R10 pack at ЕМЦ, which is not МРЦ', () =>
    expect(online(pack, { price: 135 })).toEqual({
      ...allowed('online'),
      warnings: [{ rule: 'online-below-mrc', refusal: { kind: 'below-mrc', limit: roubles(145) } }],
    }));
  it.each(samples)('%s', (_, answer, price, refusal) =>
    expect(online(answer, { price })).toEqual(refusal ? forbidden('online', refusal) : allowed('online')),
  );
});

describe('one flag of an online answer', () => {
  const flags: Array<[Partial<OnlineAnswer>, Refusal | undefined]> = [
    [{ found: false }, { kind: 'not-found' }],
    [{ valid: false }, { kind: 'bad-format' }],
    [{ verified: false }, { kind: 'not-authentic' }],
    [{ utilised: false }, { kind: 'not-applied' }],
    [{ isBlocked: true }, { kind: 'blocked', by: [] }],
    [
      { isBlocked: true, ogvs: ['RAR', 'FNS'] },
      { kind: 'blocked', by: ['RAR', 'FNS'] },
    ],
    [{ sold: true }, { kind: 'sold' }],
    [{ realizable: false }, { kind: 'not-in-circulation' }],
    [{ isOwner: false, isTracking: false }, undefined],
    [{ ogvs: ['RPN'] }, undefined],
    [{ isTracking: false }, undefined],
    [{ grayZone: true }, undefined],
  ];
  it.each(flags)('%j added to a good answer', (change, refusal) =>
    expect(online({ ...good, ...change })).toEqual(refusal ? forbidden('online', refusal) : allowed('online')),
  );
  it.each(flags)('%j alone', (change, refusal) =>
    expect(online(change)).toEqual(refusal ? forbidden('online', refusal) : allowed('online')),
  );

  it('never forbids by its absence', () => {
    for (const name of Object.keys(good)) {
      const { [name as keyof typeof good]: _, ...rest } = good;
      expect(online({ ...rest, [name]: undefined }, { price: 60 }), name).toEqual(allowed('online'));
      expect(online(rest, { price: 60 }), name).toEqual(allowed('online'));
    }
    expect(online({})).toEqual(allowed('online'));
  });
});

describe('the order of refusals (§5.2)', () => {
  const steps: Array<[Partial<OnlineAnswer>, Refusal['kind']]> = [
    [{ found: false }, 'not-found'],
    [{ valid: false }, 'bad-format'],
    [{ verified: false }, 'not-authentic'],
    [{ utilised: false }, 'not-applied'],
    [{ isBlocked: true }, 'blocked'],
    [{ sold: true }, 'sold'],
    [{ expireDate: '2020-01-01T00:00:00.000Z' }, 'expired'],
    [{ groupIds: [16], mrp: 20_000 }, 'price-below'],
  ];
  const pairs = steps.flatMap(([before, kind], index) =>
    steps.slice(index + 1).map(([after, later]) => [kind, later, { ...after, ...before }] as const),
  );
  it.each(pairs)('%s comes before %s', (kind, _, answer) =>
    expect(online({ ...good, ...answer }, { price: 1 })).toMatchObject({ refusal: { kind } }),
  );

  it('says sold, not «not in circulation», of a sold code: it is always both', () =>
    expect(online({ sold: true, realizable: false })).toMatchObject({ refusal: { kind: 'sold' } }));
  it('says blocked before «not in circulation», and that before expired', () => {
    expect(online({ isBlocked: true, realizable: false })).toMatchObject({ refusal: { kind: 'blocked' } });
    expect(online({ realizable: false, expireDate: '2020-01-01T00:00:00.000Z' })).toMatchObject({
      refusal: { kind: 'not-in-circulation' },
    });
  });
});

describe('groups that ПП 1944 does not name', () => {
  const free = groups.filter(({ unregulated }) => unregulated).map(({ id }) => id);
  const named = groups.filter(({ unregulated }) => !unregulated).map(({ id }) => id);
  const bad: ReadonlyArray<Partial<OnlineAnswer>> = [
    { found: false },
    { valid: false },
    { verified: false },
    { utilised: false },
    { sold: true },
    { isBlocked: true },
    { realizable: false },
    { expireDate: '2020-01-01' },
  ];
  const none: CodeCheck = { source: 'none', failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } };

  it.each(free)('%d: what the check finds is told and forbids nothing, by the answer or by the card', (group) => {
    for (const flags of bad) {
      for (const verdict of [
        online({ ...good, ...flags, groupIds: [group] }),
        online({ ...good, ...flags, groupIds: [] }, { group }),
      ])
        expect(verdict, JSON.stringify(flags)).toMatchObject({ kind: 'allowed', by: 'online', warnings: [{}] });
    }
    for (const flags of [{ isBlocked: true }, { sold: true }])
      expect(local(flags, { group })).toMatchObject({ kind: 'allowed', by: 'local', warnings: [{}] });
  });
  it.each(free)('%d: nobody could check it, or without a proof: no law asks for it', (group) => {
    expect(judge(none, at({ group }))).toEqual(allowed('optional'));
    expect(judge({ source: 'online', facts: 'full', answer: { cis: '', groupIds: [group] } }, at({}))).toEqual(
      allowed('optional'),
    );
    expect(
      judge(
        { source: 'local', facts: 'offline', answer: {}, failures: { online: { kind: 'timeout' } } },
        at({ group }),
      ),
    ).toEqual(allowed('optional'));
  });
  it('all others, unknown ones too, are forbidden and stay unverified', () => {
    for (const group of [...named, 999, undefined]) {
      expect(online({ ...good, isBlocked: true, groupIds: undefined }, { group }), String(group)).toMatchObject({
        kind: 'forbidden',
      });
      expect(judge(none, at({ group })), String(group)).toMatchObject({ kind: 'unverified' });
    }
  });
  it('beside a group that is named count for nothing', () => {
    expect(online({ ...good, isBlocked: true, groupIds: [35, 8] })).toMatchObject({ kind: 'forbidden' });
    expect(judge({ source: 'online', facts: 'full', answer: { cis: '', groupIds: [35, 8] } }, at({}))).toMatchObject({
      kind: 'unverified',
    });
  });
  it('milk and water of a small shop: since September 2024', () => {
    const on = (day: string, group: number) =>
      online(
        { ...good, expireDate: undefined, isBlocked: true, groupIds: [group] },
        { now: epochMs(Date.parse(`${day}T12:00:00+03:00`)) },
      ).kind;
    for (const group of [8, 13])
      expect([on('2024-08-31', group), on('2024-09-01', group)]).toEqual(['allowed', 'forbidden']);
    expect([on('2024-03-31', 12), on('2024-04-01', 12)]).toEqual(['allowed', 'forbidden']);
  });
});

describe('the grey zone', () => {
  const grey = { ...good, realizable: false, grayZone: true };
  it('lets tobacco through', () => expect(online({ ...grey, groupIds: [3] })).toEqual(allowed('online')));
  it('lets tobacco through by the card, where the answer names no group', () => {
    expect(online({ ...grey, groupIds: [] }, { group: 3 })).toEqual(allowed('online'));
    expect(online({ ...grey, groupIds: undefined }, { group: 3 })).toEqual(allowed('online'));
  });
  it.each([1, 8, 12, 13, 15, 16])('is nothing to group %d', (group) =>
    expect(online({ ...grey, groupIds: [group] })).toMatchObject({ refusal: { kind: 'not-in-circulation' } }),
  );
  it('is nothing to an unknown group', () =>
    expect(online({ ...grey, groupIds: undefined })).toMatchObject({ refusal: { kind: 'not-in-circulation' } }));
  it('believes the answer more than the card', () =>
    expect(online({ ...grey, groupIds: [8] }, { group: 3 })).toMatchObject({
      refusal: { kind: 'not-in-circulation' },
    }));
  it('lifts no other refusal', () => {
    expect(online({ ...grey, groupIds: [3], sold: true })).toMatchObject({ refusal: { kind: 'sold' } });
    expect(online({ ...grey, groupIds: [3], utilised: false })).toMatchObject({ refusal: { kind: 'not-applied' } });
  });
});

describe('shelf life', () => {
  const until = { ...good, expireDate: '2026-11-22T12:00:00.000Z' };
  it.each([
    [-1, 'allowed'],
    [0, 'forbidden'],
    [1, 'forbidden'],
  ])('%d ms from the moment, by the clock of the shop: %s', (ms, kind) =>
    expect(online(until, { now: epochMs(now + ms) })).toMatchObject({ kind }),
  );
  it.each([
    [2, 'allowed'],
    [3, 'forbidden'],
    [12, 'forbidden'],
  ])('noon at UTC%d, while Greenwich has nine: %s', (zone, kind) =>
    expect(online(until, { zone })).toMatchObject({ kind }),
  );
  it.each([
    ['2026-11-22T12:00:00', '2026-11-22T12:00'],
    ['2026-11-22T12:00:00+0000', '2026-11-22T12:00'],
    ['2026-11-22T12:00:00.000+03:00', '2026-11-22T12:00'],
    ['2026-11-22T10:30:00.000+0330', '2026-11-22T10:00'],
    ['2026-11-22T15:00:00+07:00', '2026-11-22T11:00'],
    ['2026-11-22', '2026-11-22T00:00'],
    ['2026-11-22T12:00Z', '2026-11-22T12:00'],
    ['2026-11-22T06:00:00-03:00', '2026-11-22T12:00'],
  ])('reads «%s» as %s in Moscow', (expireDate, read) =>
    expect(online({ ...good, expireDate })).toEqual(forbidden('online', { kind: 'expired', until: read })),
  );
  it.each(['2026-11-22T13:00:00+03:00', '2026-11-22T10:00:00+0000', '2026-11-22T14:00'])(
    '«%s» is still to come, or long past',
    (expireDate) => {
      const clock = expireDate.endsWith('+0000') ? 'forbidden' : 'allowed';
      expect(online({ ...good, expireDate })).toMatchObject({ kind: clock });
    },
  );
  it('that the code itself holds only warns: a day is good to its end, an hour until it comes', () => {
    const warned = (expires: string, ...[answer = good]: Array<Partial<OnlineAnswer>>) =>
      online(answer, { code: { expires } });
    expect(warned('2026-11-22')).toEqual(allowed('online'));
    expect(warned('2026-11-22T12:01')).toEqual(allowed('online'));
    expect(warned('2026-11-22T12:00')).toEqual({
      ...allowed('online'),
      warnings: [{ rule: 'online-code-expired', refusal: { kind: 'expired', until: '2026-11-22T12:00' } }],
    });
    expect(local({}, { code: { expires: '2026-11-21' } })).toEqual({
      ...allowed('local'),
      warnings: [{ rule: 'local-code-expired', refusal: { kind: 'expired', until: '2026-11-21' } }],
    });
  });
  it.each(['', 'скоро', '2026-13-45', '2025-13-45', 'до 2025-01-01', '2025-01-01 или позже', '2025-01-01T10'])(
    'an unreadable date «%s» never forbids',
    (expireDate) => expect(online({ ...good, expireDate })).toEqual(allowed('online')),
  );
});

describe('prices (§5.3)', () => {
  const priced = (group: number, price: number, answer: Partial<OnlineAnswer> = { mrp: 20_000 }) =>
    online({ ...good, groupIds: [group], ...answer }, { price });

  it('mrp is the maximum of tobacco', () => {
    expect(priced(3, 200)).toEqual(allowed('online'));
    expect(priced(3, 199)).toEqual({
      ...allowed('online'),
      warnings: [{ rule: 'online-below-mrc', refusal: { kind: 'below-mrc', limit: roubles(200) } }],
    });
    expect(priced(3, 200.01)).toEqual(forbidden('online', { kind: 'price-above', limit: roubles(200) }));
  });

  it.each([1, 4, 5, 13, 15, 16])('mrp is a minimum in group %d', (group) => {
    expect(priced(group, 200)).toEqual(allowed('online'));
    expect(priced(group, 500)).toEqual(allowed('online'));
    expect(priced(group, 199.99)).toEqual(forbidden('online', { kind: 'price-below', limit: roubles(200) }));
  });

  it.each([8, 12, 2, 22, 999])('mrp is nothing in group %d', (group) => {
    expect(priced(group, 1)).toEqual(allowed('online'));
    expect(priced(group, 9999)).toEqual(allowed('online'));
  });

  it.each([3, 16])('smp is the uniform minimum of group %d', (group) => {
    expect(priced(group, 152.99, { smp: 15_300 })).toEqual(
      forbidden('online', { kind: 'price-below', limit: roubles(153) }),
    );
    expect(priced(group, 153, { smp: 15_300 })).toEqual(allowed('online'));
  });

  it.each([8, 12, 13, 15])('smp is nothing in group %d: ЛМ 2.6 returns it for all', (group) =>
    expect(priced(group, 1, { smp: 15_300 })).toEqual(allowed('online')),
  );

  it('smp of a block counts its packs', () => {
    const block = { packageType: 'GROUP', smp: 15_300 };
    expect(priced(3, 764.99, { ...block, packageQuantity: 5 })).toEqual(
      forbidden('online', { kind: 'price-below', limit: roubles(765) }),
    );
    expect(priced(3, 765, { ...block, packageQuantity: 5 })).toEqual(allowed('online'));
    expect(priced(3, 1529.99, block)).toEqual(forbidden('online', { kind: 'price-below', limit: roubles(1530) }));
    expect(priced(3, 1530, block)).toEqual(allowed('online'));
    expect(priced(3, 153, { packageType: 'UNIT', packageQuantity: 10, smp: 15_300 })).toEqual(allowed('online'));
  });

  it.each([0, undefined])('mrp %s is no limit', (mrp) => {
    expect(priced(3, 9999, { mrp })).toEqual(allowed('online'));
    expect(priced(16, 1, { mrp })).toEqual(allowed('online'));
  });

  it('forbids nothing while the line has no price', () =>
    expect(online({ ...good, groupIds: [16], mrp: 20_000, smp: 20_000 })).toEqual(allowed('online')));
  it('goes by the card where the answer names no group', () =>
    expect(online({ ...good, groupIds: [], mrp: 20_000 }, { price: 1, group: 16 })).toMatchObject({
      refusal: { kind: 'price-below' },
    }));
});

it('the days after an emergency end while a receipt waits', () => {
  const check = {
    source: 'emergency',
    after: { since: now, failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } },
  } as const;
  const days = (count: number, more = 0) => judge(check, { now: epochMs(now + count * 86_400_000 + more) });
  expect(days(3)).toEqual(allowed('emergency'));
  expect(days(3, 1)).toEqual({
    kind: 'unverified',
    failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } },
  });
  expect(judge({ source: 'emergency' }, { now: epochMs(now + 9 * 86_400_000) })).toEqual(allowed('emergency'));
});

describe('a partial sale (§5.4)', () => {
  const keg = { ...good, sold: true, realizable: false };
  it.each([
    [30_000, 12_500, 'allowed'],
    [30_000, 29_999, 'allowed'],
    [30_000, 30_000, 'forbidden'],
    [30_000, 30_001, 'forbidden'],
    [30_000, undefined, 'forbidden'],
    [undefined, 12_500, 'forbidden'],
    [undefined, undefined, 'forbidden'],
  ])('of %s with %s sold: %s', (innerUnitCount, soldUnitCount, kind) =>
    expect(online({ ...keg, innerUnitCount, soldUnitCount })).toMatchObject({ kind }),
  );
  it.each<[number | undefined, number | undefined, 'all' | 'some' | number | undefined, number | undefined]>([
    [30_000, 12_500, 17_500, undefined],
    [30_000, 12_500, 17_501, 17_500],
    [30_000, undefined, 30_000, undefined],
    [30_000, undefined, 30_001, 30_000],
    [30_000, 31_000, 1, 0],
    [30_000, 0, 'all', undefined],
    [30_000, 1, 'all', 29_999],
    [30_000, 30_000, 'some', undefined],
    [30_000, 30_000, undefined, undefined],
    [undefined, undefined, 'all', undefined],
    [undefined, 5, 1_000_000, undefined],
    [10, 9, 1, undefined],
    [10, 10, 0, undefined],
    [0, 0, 500, undefined],
    [0, 0, 'all', undefined],
  ])('of %s with %s sold, %s more: short by its count, %s left', (innerUnitCount, soldUnitCount, taken, left) =>
    expect(online({ ...good, innerUnitCount, soldUnitCount }, { taken })).toEqual(
      left === undefined
        ? allowed('online')
        : { kind: 'forbidden', by: 'online', rule: 'online-not-enough', refusal: { kind: 'not-enough', left } },
    ),
  );
  it('what is sold is sold as a whole, whatever its count says', () =>
    expect(online({ ...keg, innerUnitCount: 10, soldUnitCount: 0 }, { taken: 'all' })).toMatchObject({
      refusal: { kind: 'sold' },
    }));
  it('still ends with its shelf life', () =>
    expect(
      online({ ...keg, innerUnitCount: 30_000, soldUnitCount: 1, expireDate: '2026-11-01T00:00:00.000Z' }),
    ).toMatchObject({ refusal: { kind: 'expired' } }));
});

describe('an answer of ЛМ ЧЗ (local-module.md §3)', () => {
  const rules: Array<[LocalAnswer, Asked, Refusal | undefined]> = [
    [{}, {}, undefined],
    [{ isBlocked: false, sold: false }, {}, undefined],
    [{ isBlocked: true }, {}, { kind: 'blocked', by: [] }],
    [{ isBlocked: true, isGreyGtin: false }, {}, { kind: 'blocked', by: [] }],
    [{ isBlocked: true, isGreyGtin: true }, {}, { kind: 'grey' }],
    [{ isGreyGtin: true }, {}, undefined],
    [{ sold: true }, {}, { kind: 'sold' }],
    [{ isBlocked: true, sold: true }, {}, { kind: 'blocked', by: [] }],
    [{ mrp: 20_000 }, { group: 3, price: 200 }, undefined],
    [{ mrp: 20_000 }, { group: 3, price: 201 }, { kind: 'price-above', limit: roubles(200) }],
    [{}, { group: 3, price: 201, code: { mrc: roubles(200) } }, { kind: 'price-above', limit: roubles(200) }],
    [{}, { group: 8, price: 201, code: { mrc: roubles(200) } }, undefined],
    [{ mrp: 20_000 }, { group: 16, price: 199 }, { kind: 'price-below', limit: roubles(200) }],
    [{ smp: 15_300 }, { group: 3, price: 152 }, { kind: 'price-below', limit: roubles(153) }],
    [{ smp: 15_300 }, { group: 16, price: 152 }, { kind: 'price-below', limit: roubles(153) }],
    [{ smp: 15_300, mrp: 20_000 }, { price: 1 }, undefined],
    [{ sold: true, mrp: 20_000 }, { group: 16, price: 1 }, { kind: 'sold' }],
    ...[1, 4, 5, 8, 12, 13, 15].map((group): [LocalAnswer, Asked, undefined] => [
      { smp: 15_300, mrp: 20_000 },
      { group, price: 1 },
      undefined,
    ]),
  ];
  it.each(rules)('%j at %j', (answer, asked, refusal) =>
    expect(local(answer, asked)).toEqual(refusal ? forbidden('local', refusal) : allowed('local')),
  );

  it('is not judged by the flags of the online answer: offline they all come as false and mean nothing', () => {
    const envelope = {
      isBlocked: false,
      sold: false,
      found: false,
      valid: false,
      verified: false,
      utilised: false,
      realizable: false,
      expireDate: '2020-01-01T00:00:00.000Z',
      grayZone: true,
    };
    expect(local(envelope)).toEqual(allowed('local'));
  });
});

describe('what only warns', () => {
  it('ownership, where it is tracked', () => {
    expect(online({ ...good, isOwner: false })).toEqual({
      ...allowed('online'),
      warnings: [{ rule: 'online-not-owner', refusal: { kind: 'not-owner' } }],
    });
    expect(online({ ...good, isOwner: false, isTracking: false })).toEqual(allowed('online'));
  });
  it('a number of an error that no flag explains', () => {
    expect(online({ ...good, errorCode: 8, message: 'страна' })).toEqual({
      ...allowed('online'),
      warnings: [{ rule: 'online-error', refusal: { kind: 'error', number: 8, message: 'страна' } }],
    });
    expect(online({ ...good, verified: false, errorCode: 6 })).toEqual(forbidden('online', { kind: 'not-authentic' }));
  });
  it('ЕМЦ of the decree, where ГИС МТ names none', () => {
    const pack = { ...good, groupIds: [3] };
    const warned = (day: string, price: number, answer: Partial<OnlineAnswer> = pack) =>
      online(answer, { now: epochMs(Date.parse(`${day}T12:00:00Z`)), price });
    expect(warned('2026-11-22', 152)).toMatchObject({
      kind: 'allowed',
      warnings: [{ rule: 'online-below-decree', refusal: { kind: 'price-below', limit: roubles(153) } }],
    });
    expect(warned('2026-11-22', 153)).toEqual(allowed('online'));
    expect(warned('2025-12-31', 135)).toEqual(allowed('online'));
    expect(warned('2026-01-01', 152)).toMatchObject({ warnings: [{ rule: 'online-below-decree' }] });
    // The decree has ended, and the next one is not here: nothing is made up.
    expect(warned('2027-01-01', 100)).toEqual(allowed('online'));
    expect(warned('2026-11-22', 140, { ...pack, smp: 13_500 })).toEqual(allowed('online'));
    expect(warned('2026-11-22', 140, { ...pack, packageType: 'GROUP' })).toEqual(allowed('online'));
  });
  it('everything, for a group whose check has not begun', () => {
    const early = (day: string, answer: Partial<OnlineAnswer>) =>
      online({ ...good, ...answer, expireDate: undefined }, { now: epochMs(Date.parse(`${day}T12:00:00+03:00`)) });
    expect(early('2026-02-28', { groupIds: [20], sold: true })).toEqual({
      ...allowed('online'),
      warnings: [{ rule: 'online-sold', refusal: { kind: 'sold' } }],
    });
    expect(early('2026-03-01', { groupIds: [20], sold: true })).toEqual(forbidden('online', { kind: 'sold' }));
    expect(early('2026-02-28', { groupIds: [20, 13], sold: true })).toEqual(forbidden('online', { kind: 'sold' }));
    // Nobody told us when that of medicine begins, nor what 999 is.
    expect(early('2020-01-01', { groupIds: [7], sold: true })).toEqual(forbidden('online', { kind: 'sold' }));
    expect(early('2020-01-01', { groupIds: [999], sold: true })).toEqual(forbidden('online', { kind: 'sold' }));
    expect(local({ isBlocked: true }, { group: 20, now: epochMs(Date.parse('2026-02-28T12:00:00+03:00')) })).toEqual({
      ...allowed('local'),
      warnings: [{ rule: 'local-blocked', refusal: { kind: 'blocked', by: [] } }],
    });
  });
});

describe('a return (§5.4)', () => {
  const back = (answer: Partial<OnlineAnswer>) =>
    online(
      { ...good, realizable: false, sold: true, ...answer },
      { act: 'return', price: 1, code: { expires: '2020-01-01' } },
    );
  it.each<[Partial<OnlineAnswer>]>([
    [{}],
    [{ isBlocked: true }],
    [{ expireDate: '2020-01-01T00:00:00.000Z' }],
    [{ groupIds: [16], mrp: 20_000 }],
    [{ utilised: false }],
    [{ isOwner: false }],
    [{ sold: undefined, realizable: undefined }],
    [{ realizable: true, innerUnitCount: 10, soldUnitCount: 5, sold: false }],
  ])('%j is no reason against it', (answer) => expect(back(answer)).toEqual(allowed('online')));
  it.each<[Partial<OnlineAnswer>, Refusal]>([
    [{ found: false }, { kind: 'not-found' }],
    [{ valid: false }, { kind: 'bad-format' }],
    [{ verified: false }, { kind: 'not-authentic' }],
    [{ sold: false, realizable: true }, { kind: 'not-sold' }],
  ])('%j is', (answer, refusal) => expect(back(answer)).toEqual(forbidden('online', refusal)));
  it('cannot be judged by ЛМ ЧЗ', () =>
    expect(local({ isBlocked: true, sold: true }, { act: 'return' })).toEqual(allowed('local')));
});

describe('without an answer', () => {
  it('an emergency allows', () => expect(judge({ source: 'emergency' }, { now })).toEqual(allowed('emergency')));
  it('no source at all is no verdict, with both reasons', () => {
    const check: CodeCheck = {
      source: 'none',
      failures: { online: { kind: 'timeout' }, local: { kind: 'lm-not-ready', detail: 'initialization' } },
    };
    expect(judge(check, { now })).toEqual({
      kind: 'unverified',
      failures: { online: { kind: 'timeout' }, local: { kind: 'lm-not-ready', detail: 'initialization' } },
    });
  });
});

it('an answer without a proof may forbid, and allows nothing', () => {
  const facts = { found: true, sold: false, isBlocked: false };
  expect(
    judge({ source: 'online', facts: 'full', answer: { cis: '', ...facts } }, { now: epochMs(1_795_338_000_000) }).kind,
  ).toBe('unverified');
  expect(
    judge(
      { source: 'local', facts: 'offline', answer: facts, failures: { online: { kind: 'timeout' } } },
      { now: epochMs(1_795_338_000_000) },
    ),
  ).toMatchObject({ kind: 'unverified', failures: { online: { kind: 'timeout' } } });
  expect(
    judge(
      { source: 'online', facts: 'full', answer: { cis: '', ...facts, sold: true } },
      { now: epochMs(1_795_338_000_000) },
    ).kind,
  ).toBe('forbidden');
  expect(
    judge(
      { source: 'local', facts: 'offline', answer: { isBlocked: true }, failures: { online: { kind: 'timeout' } } },
      { now: epochMs(1_795_338_000_000) },
    ).kind,
  ).toBe('forbidden');
});
