import { describe, expect, it } from 'vitest';
import {
  bench,
  bindMark,
  checkMark,
  closing,
  head,
  hex,
  markedItem,
  measure,
  milk,
  operation,
  shoes,
  tlv,
  toHex,
  type Bench,
} from './host.ts';
import { Kkt } from './index.ts';
import { fromLe, le } from './wire.ts';

const open = (one: Bench): Bench => {
  one.ask(head(0xe0));
  return one;
};
const proof = 'UUID=11111111-2222-3333-4444-555555555555&Time=1700000000000';
const permission = [
  ...head(0xff4d),
  ...tlv(1260, [...tlv(1262, '030'), ...tlv(1263, '21.11.2023'), ...tlv(1264, '1944'), ...tlv(1265, proof)]),
];
const kinds = (one: Bench): string[] => one.kkt.documents.map(({ kind }) => kind);

describe('a marked receipt of raw bytes (§5.4)', () => {
  // Frames of the reference as they stand there; only the КМ check, the acceptance and the answers' changing parts are looked at.
  const commands = {
    open: 'E0 1E 00 00 00',
    receipt: '8D 1E 00 00 00 00',
    check:
      'FF 61 1E 00 00 00 01 00 1F 00 30 31 30 34 36 30 30 36 35 33 31 30 35 39 39 30 32 31 35 32 43 55 6E 71 1D 39 33 47 6B 33 30',
    accept: 'FF 69 1E 00 00 00 01',
    item: 'FF 46 1E 00 00 00 01 40 42 0F 00 00 00 58 1B 00 00 00 FF FF FF FF FF FF FF FF FF FF 02 01 04 21 CC EE EB EE EA EE',
    measure: 'FF 4D 1E 00 00 00 3C 08 01 00 00',
    permission:
      'FF 4D 1E 00 00 00 EC 04 5D 00 EE 04 03 00 30 33 30 EF 04 0A 00 32 31 2E 31 31 2E 32 30 32 33 F0 04 04 00 31 39 34 34 F1 04 3C 00 55 55 49 44 3D 31 31 31 31 31 31 31 31 2D 32 32 32 32 2D 33 33 33 33 2D 34 34 34 34 2D 35 35 35 35 35 35 35 35 35 35 35 35 26 54 69 6D 65 3D 31 37 30 30 30 30 30 30 30 30 30 30 30',
    bind: 'FF 67 1E 00 00 00 1F 30 31 30 34 36 30 30 36 35 33 31 30 35 39 39 30 32 31 35 32 43 55 6E 71 1D 39 33 47 6B 33 30',
    cheese: 'FF 46 1E 00 00 00 01 A8 43 05 00 00 00 60 EA 00 00 00 DC 50 00 00 00 FF FF FF FF FF 08 01 04 01 D1 FB F0',
    kilograms: 'FF 4D 1E 00 00 00 3C 08 01 00 0B',
    buyer: 'FF 0C 1E 00 00 00 F0 03 11 00 62 75 79 65 72 40 65 78 61 6D 70 6C 65 2E 63 6F 6D',
    subtotal: '89 1E 00 00 00',
    close: `FF 45 1E 00 00 00 98 3A 00 00 00 9C 31 00 00 00${' 00'.repeat(70)} 00${' 00'.repeat(30)} 02`,
  };

  it.each([
    [1, 'desktop'],
    [2, 'desktop'],
    [1, 'cashcore'],
    [2, 'cashcore'],
  ] as const)('protocol %i, %s', (protocol, profile) => {
    const one = bench({ protocol, profile });
    const send = (name: keyof typeof commands): string => toHex(one.ask([...hex(commands[name])]));
    const order: readonly (keyof typeof commands)[] =
      profile === 'desktop'
        ? ['item', 'measure', 'permission', 'bind', 'cheese', 'kilograms']
        : ['measure', 'permission', 'bind', 'item', 'kilograms', 'cheese'];
    expect(send('open')).toBe('1E');
    expect(send('receipt')).toBe('1E');
    expect(send('check')).toMatch(
      /^00 01 05 19 00 0F 42 08 04 00 .. .. .. .. 39 08 01 00 00 D5 07 01 00 0F 3D 08 01 00 01$/,
    );
    expect(send('accept')).toBe('0F');
    expect(order.map((name) => send(name)).filter((answer) => answer !== '')).toEqual(['44 4D 03']);
    expect(send('buyer')).toBe('');
    expect(send('subtotal')).toBe('1E 34 6C 00 00 00');
    const answer = send('close');

    const receipt = one.kkt.documents.at(-1);
    expect(receipt).toMatchObject({ fd: 3, kind: 'receipt', operation: 1, sum: 27_700, shift: 1, at: one.time.now() });
    expect(answer).toBe(toHex([...le(0, 5), ...le(3, 4), ...le(receipt?.fp ?? 0, 4)]));
    expect(receipt?.tags).toMatchObject({
      1054: 1,
      1055: 2,
      1020: 27_700,
      1031: 15_000,
      1081: 12_700,
      1008: 'buyer@example.com',
      1103: 636,
      1105: 20_700,
      1059: [
        {
          1030: 'Молоко',
          1079: 7000,
          1023: 1000,
          1043: 7000,
          1199: 2,
          1212: 33,
          1214: 4,
          2108: 0,
          2000: milk,
          2106: 15,
          2110: 1,
          1163: { 1305: milk.split('\u001d')[0] },
          1260: { 1262: '030', 1263: '21.11.2023', 1264: '1944', 1265: proof },
        },
        { 1030: 'Сыр', 1079: 60_000, 1023: 345, 1043: 20_700, 1199: 6, 1212: 1, 1214: 4, 2108: 11 },
      ],
    });

    const [shift, strip] = one.kkt.strips;
    expect([shift?.kind, strip?.kind, strip?.fd]).toEqual(['shift-opened', 'receipt', 3]);
    const paper = strip?.lines.join('\n') ?? '';
    for (const words of [
      'НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ',
      'ОТЛАДОЧНЫЙ ФН',
      'КАССОВЫЙ ЧЕК / ПРИХОД',
      '1: [М+] Молоко',
      '2: Сыр',
      '=277.00',
      '=150.00',
      '=127.00',
      'СУММА БЕЗ НДС',
      'СНО: УСН ДОХОД',
      'buyer@example.com',
      'САЙТ ФНС',
    ])
      expect(paper).toContain(words);
    expect(paper.replaceAll('\n', '')).toContain('UUID=11111111');
    expect(Math.max(...(strip?.lines ?? []).map(({ length }) => length))).toBeLessThanOrEqual(
      profile === 'desktop' ? 48 : 32,
    );
    expect(one.kkt.commands.every(({ outcome }) => outcome === 0)).toBe(true);
  });

  it('is found by FF0A, and its tags by FF3A and FF3B', () => {
    const one = open(bench({ protocol: 2 }));
    one.ask([...head(0x8d), 0]);
    markedItem(one, milk, { extra: [permission] });
    one.ask(closing([10_000]));
    const { fp = 0 } = one.kkt.documents.at(-1) ?? {};
    expect(toHex(one.ask([...head(0xff0a), ...le(3, 4)]))).toBe(
      toHex([3, 1, 26, 11, 22, 12, 30, ...le(3, 4), ...le(fp, 4), 1, ...le(7000, 5)]),
    );
    expect(one.error([...head(0xff0a), ...le(4, 4)])).toBe(0x08);

    const [type = 0, , low = 0, high = 0] = one.ask([...head(0xff3a), ...le(3, 4)]);
    expect([type, one.kkt.mode]).toEqual([3, 1]);
    expect(one.error(operation())).toBe(0x73);
    one.ask(head(0xff01));
    let length = 0;
    const tags: number[] = [];
    let next = one.tell(head(0xff3b));
    for (; next.error === 0; next = one.tell(head(0xff3b))) {
      tags.push(fromLe(next.bytes.slice(0, 2)));
      length += next.bytes.length;
    }
    expect(next.error).toBe(0x08);
    expect([length, one.kkt.mode]).toEqual([low + high * 256, 2]);
    expect(tags).toEqual(expect.arrayContaining([1020, 1031, 1040, 1054, 1059, 1077]));
  });
});

describe('the order of commands for an item (§3.5)', () => {
  it('desktop: tags and the КМ go to the last operation', () => {
    const one = open(bench());
    one.ask([...head(0x8d), 0]);
    expect(one.error(measure(0))).toBe(0x33);
    expect(one.error(bindMark(milk))).toBe(0x33);
    one.ask(operation({ subject: 33 }));
    one.ask(operation({ subject: 33, name: 'Кефир' }));
    one.ask(measure(0));
    one.ask(bindMark(milk));
    expect(one.error(closing([14_000]))).toBe(0x33);
    expect(one.kkt.machine.receipt?.items.map(({ bound }) => bound?.kind ?? null)).toEqual([null, 'mark']);
  });

  it('desktop: the КМ comes last', () => {
    const one = open(bench());
    one.ask(operation({ subject: 33 }));
    one.ask(bindMark(milk));
    expect(one.error(measure(0))).toBe(0x33);
    expect(one.error(bindMark(shoes))).toBe(0x33);
  });

  it('CashCore: tags and the КМ wait for the next operation', () => {
    const one = open(bench({ profile: 'cashcore' }));
    one.ask([...head(0x8d), 0]);
    expect(one.error(bindMark(milk))).toBe(0x33);
    expect(toHex(one.ask([0x6b]))).toContain(toHex([...'<0x00330054>'].map((letter) => letter.charCodeAt(0))));
    one.ask(measure(0));
    one.ask(bindMark(milk));
    expect(one.error(measure(0))).toBe(0x33);
    expect(one.error(permission)).toBe(0x33);
    expect(one.error(closing([7000]))).toBe(0x33);
    one.ask(operation({ subject: 33 }));
    // An operation has been: what comes now is for the next one.
    one.ask(measure(11));
    expect(one.error(closing([7000]))).toBe(0x33);
    one.ask(operation({ quantity: 500_000 }));
    one.ask(closing([10_500]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({
      1059: [
        { 2108: 0, 2000: milk },
        { 2108: 11, 1023: 500 },
      ],
    });
  });

  it.each(['desktop', 'cashcore'] as const)('%s: what the device forms itself is refused', (profile) => {
    const one = open(bench({ profile }));
    one.ask([...head(0x8d), 0]);
    one.ask(operation());
    const formed = [
      tlv(1023, [6, 0x40, 0x42, 0x0f]),
      tlv(1163, tlv(1305, 'x')),
      tlv(2106, [15]),
      tlv(1008, '+79990001122'),
    ];
    for (const tag of formed) expect(one.error([...head(0xff4d), ...tag])).toBe(0x33);
    expect(one.error([...head(0xff4d), ...tlv(2108, [13])])).toBe(0x33);
    expect(one.error([...head(0xff4d), 0x3c, 0x08, 0x02, 0x00, 0x0b])).toBe(0x33);
    expect(
      one.error([
        ...head(0xff4d),
        ...tlv(1260, [...tlv(1262, '030'), ...tlv(1263, '2023-11-21'), ...tlv(1264, '1944'), ...tlv(1265, proof)]),
      ]),
    ).toBe(0x33);
    expect(one.error([...head(0xff4d), ...tlv(1260, tlv(1262, '030'))])).toBe(0x33);
    one.ask(permission);
    expect(one.error(permission)).toBe(0x33);
  });

  it('CashCore takes an empty КМ for what has none, desktop does not', () => {
    const one = open(bench({ profile: 'cashcore' }));
    one.ask([...head(0x8d), 0]);
    one.ask(measure(0));
    one.ask(bindMark(''));
    expect(one.error(operation({ subject: 33 }))).toBe(0x33);
    one.ask(operation({ subject: 32 }));
    expect(one.error([...head(0xff61), 1, 0, 0, 0])).toBe(0xd3);
    one.ask(closing([7000]));
    const other = open(bench());
    other.ask(operation({ subject: 32 }));
    expect(other.error(bindMark(''))).toBe(0x33);
    other.ask(closing([7000]));
  });

  it('takes a plain barcode without a check', () => {
    const one = open(bench());
    one.ask(operation());
    expect(toHex(one.ask(bindMark('4600653105990')))).toBe('45 0D FF');
    one.ask(operation());
    expect(one.error(bindMark('4600653105991'))).toBe(0x33);
    one.ask(closing([14_000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1059: [{ 1163: { 1302: '4600653105990' } }, {}] });
  });

  it('takes a part of a package by 1291', () => {
    const one = open(bench());
    one.ask([...head(0x8d), 0]);
    one.ask(checkMark(shoes, 2, tlv(1291, [...tlv(1293, [1]), ...tlv(1294, [2])])));
    one.ask([...head(0xff69), 1]);
    one.ask(operation({ subject: 33 }));
    expect(one.error([...head(0xff4d), ...tlv(1291, [...tlv(1293, [2]), ...tlv(1294, [2])])])).toBe(0x33);
    one.ask([...head(0xff4d), ...tlv(1291, [...tlv(1293, [1]), ...tlv(1294, [2])])]);
    one.ask(bindMark(shoes));
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({
      1059: [{ 1023: 1000, 1291: { 1292: '1/2', 1293: 1, 1294: 2 }, 2110: 2 }],
    });
  });
});

describe('checks of КМ (§3.1, §3.2)', () => {
  const verdicts = [
    ['good, checked by the ФН', shoes, {}, '03 00 04 19 00 0F', 15, '[М+]'],
    ['good, not for the ФН', milk, {}, '00 01 05 19 00 0F', 15, '[М+]'],
    ['of a wrong status', shoes, { oism: 'bad' }, '03 00 04 19 00 07', 7, '[М-]'],
    ['suspended', milk, { oism: 'suspended' }, '00 01 05 19 00 07', 7, '[М-]'],
    ['that the ФН refuses', shoes, { fn: 'negative' }, '01 00 04 19 00 05', 5, '[М-]'],
    ['that ОИСМ does not answer for', shoes, { oism: 'silent' }, '03 00 04 01 FF', 3, '[М]'],
    ['not for the ФН, ОИСМ silent', milk, { oism: 'silent' }, '00 01 05 01 FF', 0, '[М]'],
    ['that the ФН refuses, ОИСМ silent', shoes, { fn: 'negative', oism: 'silent' }, '01 00 04 01 FF', 1, '[М-]'],
    ['with a damaged answer', milk, { oism: 'damaged' }, '00 01 05 02 20 01', 0, '[М]'],
  ] as const;

  it.each(verdicts)('a КМ %s', (_, km, verdict, answer, result, letters) => {
    const one = open(bench());
    one.kkt.marks.set(km, verdict);
    one.ask([...head(0x8d), 0]);
    expect(toHex(one.ask(checkMark(km)))).toMatch(new RegExp(`^${answer}`));
    expect(one.ask([...head(0xff69), 1])).toEqual(Uint8Array.of(result));
    markedItem(one, km, { checked: false });
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1059: [{ 2106: result }] });
    expect(one.kkt.documents.at(-1)?.tags[2107]).toBe(letters === '[М-]' ? 1 : undefined);
    const paper = one.kkt.strips.at(-1)?.lines.join('\n');
    expect(paper).toContain(`1: ${letters} Молоко`);
    expect(paper?.includes('КМ?')).toBe(letters === '[М-]');
  });

  it('in the autonomous mode', () => {
    const one = open(bench());
    one.kkt.marks.autonomous = true;
    expect(toHex(one.ask(checkMark(shoes)))).toBe('03 00 04 00');
    expect(one.ask([...head(0xff69), 1])).toEqual(Uint8Array.of(19));
  });

  it('take the time ОИСМ needs, or the device waits', () => {
    const one = open(bench({ protocol: 1 }));
    Object.assign(one.kkt.marks, { onlineMs: 500, silentMs: 5000 });
    const frame = hex(
      '02 29 FF 61 1E 00 00 00 01 00 1F 00 30 31 30 34 36 30 30 36 35 33 31 30 35 39 39 30 32 31 35 32 43 55 6E 71 1D 39 33 47 6B 33 30 85',
    );
    expect(toHex(one.raw(frame))).toBe('06');
    one.time.pass(499);
    expect(toHex(one.heard())).toBe('');
    one.time.pass(1);
    expect(toHex(one.heard())).toMatch(/^02 .. FF 61 00/);
    one.raw([6]);
    one.ask([...head(0xff69), 0]);
    one.kkt.marks.oism = 'silent';
    one.raw(frame);
    one.time.pass(4999);
    expect(toHex(one.heard())).toBe('');
    one.time.pass(1);
    expect(toHex(one.heard())).toBe('02 08 FF 61 00 00 01 05 01 FF 6C');
  });

  it('must be decided before anything else of marking', () => {
    const one = open(bench());
    one.ask([...head(0x8d), 0]);
    expect(one.error([...head(0xff69), 1])).toBe(0xa1);
    one.ask(checkMark(milk));
    expect(one.error(checkMark(shoes))).toBe(0xa1);
    one.ask(operation({ subject: 33 }));
    expect(one.error(bindMark(milk))).toBe(0xa1);
    expect(one.error(closing([7000]))).toBe(0xa1);
    expect(one.error([...head(0xff69), 2])).toBe(0xa1);
    one.ask(head(0x10));
    one.ask([...head(0xff69), 1]);
    expect(one.error([...head(0xff69), 1])).toBe(0xa1);
    one.ask(bindMark(milk));
    one.ask(closing([7000]));
  });

  it('are made by FF67 itself where there were none', () => {
    const one = open(bench());
    one.kkt.marks.default = { oism: 'silent' };
    one.ask(operation({ subject: 33 }));
    expect(toHex(one.ask(bindMark(shoes)))).toBe('44 4D 03 03 00 04 02 FF 03');
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1059: [{ 2106: 3, 2110: 1 }] });
  });

  it('that were refused are made anew by FF67', () => {
    const one = open(bench());
    one.ask([...head(0x8d), 0]);
    one.ask(checkMark(milk));
    one.ask([...head(0xff69), 0]);
    one.ask(operation({ subject: 33 }));
    expect(toHex(one.ask(bindMark(milk)))).toMatch(/^44 4D 03 00 01 05 19 00 0F/);
  });

  it('are forgotten with the receipt and with any document', () => {
    const one = open(bench());
    const checked = (): number => one.kkt.machine.fn.checked.length;
    const check = (): void => {
      one.ask(checkMark(milk));
      one.ask([...head(0xff69), 1]);
    };
    check();
    one.ask([...head(0x8d), 0]);
    expect(checked()).toBe(1);
    one.ask(head(0x88));
    expect(checked()).toBe(0);
    check();
    one.ask(operation());
    one.ask(closing([7000]));
    expect(checked()).toBe(0);
  });

  it('stop at 128 of them, at a full area of notices, and without a registration for marking', () => {
    const one = open(bench());
    for (let count = 0; count < 128; count += 1) {
      one.ask(checkMark(`${milk.slice(0, 18)}${String(count).padStart(6, '0')}\u001d93Gk30`));
      one.ask([...head(0xff69), 1]);
    }
    expect(one.error(checkMark(milk))).toBe(0xa3);
    one.kkt.machine.fn.forgetChecks();
    one.kkt.marks.blocked = true;
    expect(one.error(checkMark(milk))).toBe(0xa2);
    one.ask(operation({ subject: 33 }));
    expect(one.error(bindMark(milk))).toBe(0xa2);
    expect(open(bench({ marking: false })).error(checkMark(milk))).toBe(0xa0);
  });

  it('refuse what is not a question', () => {
    const one = open(bench({ profile: 'cashcore' }));
    expect(one.error([...head(0xff61), 1, 0, 31, 0, 1, 2])).toBe(0x01);
    expect(one.error(checkMark(milk, 5))).toBe(0x33);
    expect(one.error(checkMark(milk, 1, tlv(2107, [1])))).toBe(0x33);
    // §5.1, vector 22.
    expect(one.error(checkMark(milk, 1, [...tlv(2108, [0]), ...tlv(1023, [6, 0x40, 0x42, 0x0f])]))).toBe(0x33);
    one.ask(checkMark(milk, 2, [...tlv(2108, [11]), ...tlv(1023, [3, 0x59, 0x01])]));
  });

  it('bind one КМ once, to what is marked, with the status of the receipt', () => {
    const one = open(bench());
    one.ask(operation({ subject: 33 }));
    one.ask(bindMark(milk));
    one.ask(operation({ subject: 33 }));
    expect(one.error(bindMark(milk))).toBe(0x33);
    one.ask(operation({ subject: 1 }));
    expect(one.error(bindMark(shoes))).toBe(0x33);
    one.ask(operation({ subject: 33, quantity: 2_000_000 }));
    expect(one.error(bindMark(shoes))).toBe(0x33);
    one.ask(head(0x88));

    one.ask([...head(0x50), ...le(50_000, 5)]);
    one.ask([...head(0x8d), 2]);
    one.ask(checkMark(shoes, 1));
    one.ask([...head(0xff69), 1]);
    one.ask(operation({ operation: 2, subject: 33 }));
    expect(one.error(bindMark(shoes))).toBe(0x33);
    one.ask(bindMark(milk));
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)).toMatchObject({ operation: 2, tags: { 1054: 2, 1059: [{ 2110: 3 }] } });
    one.ask([...head(0x8d), 1]);
    one.ask(operation({ operation: 3, subject: 33 }));
    expect(one.error(bindMark(milk))).toBe(0x5e);
  });
});

describe('a receipt', () => {
  it('opens by 8Dh or by the first operation, in an open shift', () => {
    const one = bench();
    expect(one.error([...head(0x8d), 0])).toBe(0x3d);
    expect(one.error(operation())).toBe(0x3d);
    open(one);
    one.ask(operation());
    expect(one.kkt.mode).toBe(0x08);
    expect(one.error([...head(0x8d), 0])).toBe(0x73);
    const other = bench({ autoShift: true });
    other.ask([...head(0x8d), 0]);
    expect(kinds(other)).toEqual(['registration', 'shift-opened']);
  });

  it.each([
    [0, 1, 0x08],
    [1, 3, 0x18],
    [2, 2, 0x28],
    [3, 4, 0x38],
  ])('type %i takes operations %i and shows mode %i', (type, allowed, mode) => {
    const one = open(bench());
    one.ask([...head(0x8d), type]);
    expect(one.kkt.mode).toBe(mode);
    for (const wrong of [1, 2, 3, 4].filter((each) => each !== allowed))
      expect(one.error(operation({ operation: wrong }))).toBe(0x49);
    one.ask(operation({ operation: allowed }));
    expect(toHex(one.ask(head(0x10))).slice(0, 26)).toBe(toHex([30, 0x90, 0, mode, 0, 1, 0x33, 0xd8, 0]));
  });

  it.each([
    ['an unknown type', { operation: 5 }, 0x33],
    ['no quantity', { quantity: 0 }, 0x33],
    ['an unknown rate', { vat: 3 }, 0x33],
    ['department 17', { department: 17 }, 0x63],
    ['method 0', { method: 0 }, 0x33],
    ['method 8', { method: 8 }, 0x33],
    ['subject 0', { subject: 0 }, 0x33],
    ['subject 28', { subject: 28 }, 0x33],
    ['subject 34', { subject: 34 }, 0x33],
    ['a sum off by two kopecks', { sum: 7002 }, 0x33],
    ['a strange password', { password: 99 }, 0x4f],
  ])('refuses an operation with %s', (_, item, code) => {
    expect(open(bench()).error(operation(item))).toBe(code);
  });

  it('counts the sum itself, or takes one within a kopeck', () => {
    const one = open(bench());
    one.ask(operation({ price: 9999, quantity: 333_000 }));
    one.ask(operation({ price: 9999, quantity: 333_000, sum: 3329 }));
    expect(toHex(one.ask(head(0x89)))).toBe(toHex([30, ...le(3330 + 3329, 5)]));
  });

  it('keeps a name after // off the paper', () => {
    const one = open(bench());
    one.ask(operation({ name: '//Скрытый' }));
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1059: [{ 1030: 'Скрытый' }] });
    expect(one.kkt.strips.at(-1)?.lines.join()).not.toContain('Скрытый');
  });

  it('closes with money that fits', () => {
    const one = open(bench());
    one.ask(operation());
    expect(one.error(closing([6999]))).toBe(0x45);
    expect(one.error(closing([0, 7001]))).toBe(0x4d);
    expect(one.error(closing([7000], { taxation: 3 }))).toBe(0x33);
    expect(one.error(closing([7000], { taxation: 0 }))).toBe(0x33);
    expect(one.kkt.mode).toBe(8);
    expect(toHex(one.ask(closing([10_000, 2000])).slice(0, 5))).toBe(toHex(le(5000, 5)));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1020: 7000, 1031: 5000, 1081: 2000, 1215: 0 });
    expect(one.error(closing([7000]))).toBe(0x73);
  });

  it('closes under a registered taxation alone', () => {
    const one = open(bench({ taxations: 2 }));
    one.ask(operation());
    expect(one.error(closing([7000], { taxation: 1 }))).toBe(0x33);
    one.ask(closing([7000], { taxation: 2 }));
  });

  it('without items or with nothing to pay is zero', () => {
    const one = open(bench());
    one.ask([...head(0x8d), 0]);
    expect(one.error(closing([0]))).toBe(0x8e);
    one.ask(operation({ price: 0 }));
    one.kkt.machine.tables.set(1, 1, 23, 1);
    expect(one.error(closing([0]))).toBe(0x8e);
    one.kkt.machine.tables.set(1, 1, 23, 0);
    one.ask(closing([0]));
  });

  it('says the date where table 17 f36 asks for it', () => {
    const one = open(bench());
    one.ask([...head(0x1e), ...[17, 1, 0, 36], 1]);
    one.ask(operation());
    const answer = one.ask(closing([7000]));
    expect([answer.length, toHex(answer.slice(13))]).toEqual([18, '1A 0B 16 0C 1E']);
  });

  it("is its operator's own, or the system administrator's", () => {
    const one = open(bench());
    one.ask([...head(0x8d, 1), 0]);
    expect(one.error(operation({ password: 2 }))).toBe(0x59);
    expect(one.error(head(0x89, 2))).toBe(0x59);
    expect(one.error(head(0x88, 2))).toBe(0x59);
    expect(toHex(one.ask(head(0x10, 1)).slice(0, 1))).toBe('01');
    one.ask(operation({ password: 1 }));
    expect(one.error(closing([7000], { password: 2 }))).toBe(0x59);
    one.ask(closing([7000], { password: 1 }));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1021: 'ОПЕРАТОР 1' });
    one.ask([...head(0x8d, 1), 0]);
    one.ask(head(0x88));
  });

  it('takes tags of the document, once each', () => {
    const one = open(bench());
    const cashier = [...head(0xff0c), ...tlv(1021, 'Иванова')];
    expect(one.error(cashier)).toBe(0x02);
    one.ask([...head(0x8d), 0]);
    one.ask(cashier);
    expect(one.error(cashier)).toBe(0x33);
    expect(one.error([...head(0xff0c), ...tlv(1008, 'nobody')])).toBe(0x33);
    expect(one.error([...head(0xff0c), ...tlv(2108, [0])])).toBe(0x33);
    one.ask([...head(0xff0c), ...tlv(1256, [...tlv(1227, 'ООО "Ромашка"'), ...tlv(1228, '7700000000  ')])]);
    one.ask(operation());
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1021: 'Иванова', 1256: { 1227: 'ООО "Ромашка"' } });
    expect(one.kkt.strips.at(-1)?.lines).toContain('КАССИР: Иванова');
  });

  it('is cancelled by 88h: nothing reaches the archive', () => {
    const one = open(bench());
    expect(one.error(head(0x88))).toBe(0x73);
    one.ask(operation());
    one.ask(head(0x88));
    expect([one.kkt.mode, kinds(one), one.kkt.machine.registers.counter(157)]).toEqual([
      2,
      ['registration', 'shift-opened'],
      1,
    ]);
    one.ask(operation());
    one.ask(head(0xff08));
    expect(one.kkt.mode).toBe(2);
    expect(one.error(head(0xff08))).toBe(0x02);
  });

  it('of correction names its ground', () => {
    const one = open(bench());
    one.ask([...head(0x8d), 0x80]);
    expect(one.ask(head(0xff01))[1]).toBe(0x14);
    one.ask(operation());
    expect(one.error(closing([7000]))).toBe(0x33);
    one.ask([...head(0xff0c), ...tlv(1173, [0])]);
    one.ask([...head(0xff0c), ...tlv(1178, le(1_795_305_600, 4))]);
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)).toMatchObject({ kind: 'correction', tags: { 1173: 0 } });
    expect(one.ask([...head(0xff0a), ...le(3, 4)])[0]).toBe(31);
  });

  it.each([
    ['cb', 0xcb, 0xcc],
    ['90', 0x90, 0xa0],
    ['row1', 0x01, 0x10],
  ] as const)('knows 22 %% as %s', (vat22, plain, inside) => {
    const one = open(bench({ vat22 }));
    one.ask(operation({ vat: plain, price: 12_200 }));
    one.ask(operation({ vat: inside, price: 12_200 }));
    for (const other of [0xcb, 0x90].filter((code) => code !== plain))
      expect(one.error(operation({ vat: other }))).toBe(0x33);
    one.ask(closing([24_400]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1059: [{ 1199: 11 }, { 1199: 12 }] });
    expect(one.kkt.strips.at(-1)?.lines.join('\n')).toMatch(/СУММА НДС 22% +=22\.00/);
  });

  it('takes row 1 of the rates for what the shop made of it', () => {
    const one = open(bench());
    one.ask(operation({ vat: 1 }));
    one.ask([...head(0x88)]);
    one.ask([...head(0x1e), 6, 1, 0, 1, ...le(2200, 2)]);
    one.ask(operation({ vat: 1 }));
    one.ask(closing([7000]));
    expect(one.kkt.documents.at(-1)?.tags).toMatchObject({ 1059: [{ 1199: 11 }] });
  });
});

it('a device is whole without options', () => {
  const kkt = new Kkt();
  expect([kkt.mode, kkt.submode, kkt.fnNumber, kkt.shift, kkt.powered]).toEqual([
    4,
    0,
    '9999078900001234',
    { number: 0, open: false },
    true,
  ]);
});
