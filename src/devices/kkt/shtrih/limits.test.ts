/** What does not fit is refused before its first byte; what just fits goes through the strict emulator, which has the same limits from the law's side. */
import { describe, expect, it } from 'vitest';
import { anyMarks } from '../../../../test/unit/fakes/printer.ts';
import { kinds, kktBench } from '../../../../test/unit/kkt.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';

const km = (length: number): string => `0104670540176099215AbCdE\u001d93${'d'.repeat(length - 27)}`;
const proof = (length: number): Tags => ({ 1262: '030', 1263: '21.11.2023', 1264: '1944', 1265: 'x'.repeat(length) });
const bread: Tags = { 1030: 'Хлеб', 1079: 100, 1023: 1_000, 1043: 100, 1199: 2, 1212: 1, 1214: 4, 2108: 0 };
const milk = (at = 0): Tags => ({
  ...bread,
  1030: 'Молоко',
  1212: 33,
  2000: `010467054017609921${String(at).padStart(6, '0')}\u001d93dGVz`,
  2102: 0,
});
const document = (items: readonly Tags[], change: Tags = {}): Tags => ({
  1054: 1,
  1055: 1,
  1021: 'Иванова',
  1059: items,
  1020: items.length * 100,
  1031: items.length * 100,
  1081: 0,
  ...change,
});
const many = (count: number, item: (at: number) => Tags): Tags[] => Array.from({ length: count }, (_, at) => item(at));

describe.each(kinds)('limits, $name', ({ profile, protocol }) => {
  const open = async () => {
    const bench = kktBench({ profile, protocols: [protocol] });
    const driver = bench.printer();
    await driver.openShift('Иванова');
    bench.kkt.forgetCommands();
    return { ...bench, driver };
  };

  it.each<[string, Tags, string, number?]>([
    ['a marking code of 221 bytes', document([bread, { ...milk(), 2000: km(221) }]), 'tag-too-long', 1],
    ['a proof of 257 characters', document([{ ...milk(), 1260: proof(257) }]), 'tag-too-long', 0],
    [
      'a proof that fits its tag and no command',
      document([bread, bread, { ...milk(), 1260: proof(220) }]),
      'tag-too-long',
      2,
    ],
    [
      'a number of an act of 33 characters',
      document([{ ...milk(), 1260: { ...proof(10), 1264: '1'.repeat(33) } }]),
      'tag-too-long',
      0,
    ],
    [
      'an e-mail of 65 characters',
      document([bread], { 1008: `${'a'.repeat(56)}@mail.ru1`.slice(0, 65).padEnd(65, 'u') }),
      'tag-too-long',
    ],
    ['a cashier of 65 letters', document([bread], { 1021: 'Я'.repeat(65) }), 'tag-too-long'],
    ["a till's mark of 17 signs", document([bread], { 1192: 'П'.repeat(17) }), 'tag-too-long'],
    ['129 marks', document(many(129, milk)), 'mark-table-full'],
    ['more than 32 kB', document(many(170, () => ({ ...bread, 1030: 'Д'.repeat(128) }))), 'document-too-long'],
  ])('%s is refused before the first byte', async (_, wrong, trouble, item) => {
    const { driver, kkt } = await open();
    expect(await driver.print(wrong, anyMarks)).toMatchObject({
      ok: false,
      failure: { kind: 'refused', trouble, ...(item !== undefined && { item }) },
    });
    expect(kkt.commands).toEqual([]);
    // Nothing is begun, and the next receipt goes its way.
    expect(await driver.print(document([bread]), anyMarks)).toMatchObject({ ok: true });
  });

  it.each<[string, Tags]>([
    ['a marking code of 220 bytes', document([{ ...milk(), 2000: km(220) }])],
    ['a proof of ЛМ ЧЗ at its longest', document([{ ...milk(), 1260: proof(190) }])],
    [
      'an e-mail and a cashier of 64',
      document([bread], { 1008: `${'a'.repeat(56)}@mail.ru`, 1021: 'Я'.repeat(64), 1192: 'П'.repeat(16) }),
    ],
    ['a name of 300 letters, which is cut', document([{ ...bread, 1030: 'Д'.repeat(300) }])],
    ['128 marks', document(many(128, milk))],
    ['a hundred lines', document(many(100, () => ({ ...bread, 1030: 'Д'.repeat(64) })))],
  ])('%s goes through, whole', async (_, right) => {
    const { driver, kkt } = await open();
    expect(await driver.print(right, anyMarks)).toMatchObject({ ok: true });
    const tags: Tags = kkt.documents.at(-1)?.tags ?? {};
    const items = right[1059] as readonly Tags[];
    expect((tags[1059] as readonly Tags[]).map((each) => each[2000])).toEqual(items.map((each) => each[2000]));
    expect((tags[1059] as readonly Tags[])[0]?.[1260]).toEqual(items[0]?.[1260]);
    for (const tag of [1008, 1021, 1192]) expect(tags[tag]).toBe(right[tag]);
  });
});
