/** Files of each format, as other programs write them, and as a bad disk, a bad hand or a bad mind leaves them: a clear answer, never a hang. */
import { describe, expect, it } from 'vitest';
import {
  cp1251,
  file,
  importXml,
  moySklad,
  offersXml,
  utf16,
  workbook,
  yml,
  zip,
} from '../../test/vectors/goods-files.ts';
import type { OpenedFile, ReadyImport } from '../app/ports/goods-files.ts';
import { kopecks } from '../domain/base/money.ts';
import { epochMs } from '../domain/base/time.ts';
import type { Columns } from '../domain/goods/import/fields.ts';
import { packGeneration, unpacked } from '../storage/packed-generation.ts';
import { sourceOf } from './bytes.ts';
import { mostRows } from './limits.ts';
import { Reading } from './reading.ts';
import { workbook as written } from './workbook.ts';

const nothing = { packed: [], own: [] };

function reading(files: readonly File[]): Reading {
  let count = 0;
  return new Reading(files.map(sourceOf), () => `id-${String((count += 1)).padStart(6, '0')}`);
}

async function load(
  files: File | readonly File[],
  columns?: Columns,
): Promise<{ opened: OpenedFile; ready: ReadyImport; cards: Array<Record<string, unknown>> }> {
  const read = reading(files instanceof File ? [files] : files);
  const looked = await read.look();
  if (!looked.ok) throw new Error(`${looked.failure.kind}: ${looked.failure.detail ?? ''}`);
  const wishes = { columns: columns ?? looked.value.table?.columns ?? {}, gone: 'keep', at: epochMs(2_000) } as const;
  const answer = await read.read(wishes, nothing, () => undefined);
  if (!answer.ok) throw new Error(`${answer.failure.kind}: ${answer.failure.detail ?? ''}`);
  const cards = [...unpacked(answer.value.packed.segments)] as Array<Record<string, unknown>>;
  return { opened: looked.value, ready: answer.value, cards };
}

/** Why it is not read. */
async function refused(...files: File[]): Promise<string> {
  try {
    await load(files);
    return 'taken';
  } catch (error) {
    return String(error).replace(/^Error: ([\w-]+):[\s\S]*/, '$1');
  }
}

describe('a table of МойСклад', () => {
  const cards = [
    {
      name: 'Молоко 3,2 % 1 л',
      price: 8_990,
      gtin: '04607004890017',
      vat: '10',
      marked: true,
      group: 8,
      folder: 'Молочное',
      article: 'М-1',
      source: { id: 'b1f0' },
    },
    { name: 'Хлеб "Бородинский"', price: 5_490, gtin: '04607004890024', marked: false },
    { name: 'Сахар', price: 107_900, measure: 'kilogram', vat: '22' },
  ];
  it.each<[string, string | Uint8Array, Partial<OpenedFile>]>([
    ['in UTF-8', moySklad, { encoding: 'utf-8' }],
    ['in UTF-8 with its mark', `\ufeff${moySklad}`, { encoding: 'utf-8' }],
    ['in windows-1251', cp1251(moySklad), { encoding: 'windows-1251' }],
    ['in UTF-16, little end first, marked', utf16(moySklad, 'le', true), { encoding: 'utf-16le' }],
    ['in UTF-16, big end first, marked', utf16(moySklad, 'be', true), { encoding: 'utf-16be' }],
    ['in UTF-16, little end first', utf16(moySklad, 'le', false), { encoding: 'utf-16le' }],
    ['in UTF-16, big end first', utf16(moySklad, 'be', false), { encoding: 'utf-16be' }],
    ['by tabs', moySklad.replaceAll(';', '\t'), { delimiter: '\t' }],
    ['with Excel’s word on the delimiter', `sep=;\r\n${moySklad}`, { delimiter: ';' }],
    ['with the ends of lines of Unix', moySklad.replaceAll('\r\n', '\n'), {}],
  ])('%s', async (_, content, facts) => {
    const { opened, cards: read, ready } = await load(file('товары.csv', content));
    expect(opened).toMatchObject({ format: 'csv', ...facts });
    expect(read).toMatchObject(cards);
    expect(ready.refusedCount).toBe(0);
  });

  it('says where rows are wrong, by the numbers that Excel shows', async () => {
    const rows = ['Наименование;Цена;Штрихкод', 'Молоко;0;', 'Хлеб;45;4,607E+12', ';;', 'Батон;50;036000291452'];
    const { ready, cards: read } = await load(file('a.csv', rows.join('\n')));
    expect(ready.refused).toMatchObject([
      { row: 2, kind: 'price-zero' },
      { row: 3, kind: 'barcode-exponent' },
    ]);
    expect(ready.notes).toMatchObject([{ row: 5, kind: 'zero-restored' }]);
    expect(read).toMatchObject([{ name: 'Батон', gtin: '00036000291452' }]);
  });

  it('takes a quote that nobody closed for a part of the text, and hangs on nothing', async () => {
    const { ready } = await load(file('a.csv', `Наименование;Цена\n"Молоко;89,90\nХлеб;45\n`));
    expect(ready.rowCount).toBeGreaterThan(0);
  });
});

describe('a workbook', () => {
  const heads = ['Наименование', 'Цена', 'Штрихкод'].map((text) => ({ text }));
  it('gives numbers, shared texts, values of formulas; hidden sheets and phonetic guides are passed over', async () => {
    const { opened, cards: read } = await load(
      file(
        'прайс.xlsx',
        workbook(
          [
            [{ text: 'ООО «Ромашка»' }],
            heads,
            [{ shared: 0 }, { number: '89.99000000000001' }, { number: '4.607004890017E12' }],
            [{ text: 'Хлеб' }, { number: '45', formula: 'A1*2' }, { text: '4607004890024' }],
            [undefined, undefined, undefined],
          ],
          ['Молоко'],
          '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
        ),
      ),
    );
    expect(opened).toMatchObject({
      format: 'xlsx',
      sheet: 'Прайс',
      table: { columns: { name: 0, price: 1, barcode: 2 } },
    });
    expect(read).toMatchObject([
      { name: 'Молоко', price: 8_999, gtin: '04607004890017' },
      { name: 'Хлеб', price: 4_500, gtin: '04607004890024' },
    ]);
  });

  it('whose formula has failed, or whose barcode lost its digits, is told by the row', async () => {
    const rows = [
      heads,
      [{ text: 'Молоко' }, { error: '#REF!', formula: 'Z9' }],
      [{ text: 'Хлеб' }, { number: '45' }, { text: '4,60700E+12' }],
      [{ text: 'Сыр' }, { formula: 'A1' }],
    ];
    const { ready } = await load(file('a.xlsx', workbook(rows)));
    expect(ready.refused.map(({ row, kind }) => [row, kind])).toEqual([
      [2, 'price-unreadable'],
      [3, 'barcode-exponent'],
    ]);
  });

  it('of ours is read again, with every zero and nothing run', async () => {
    const rows = [
      ['Наименование', 'Цена', 'Штрихкод', 'Артикул'],
      ['=cmd|calc & <b>', 89.9, '0036000291452', '007'],
    ];
    const { cards: read } = await load(file('a.xlsx', written(rows)));
    expect(read).toMatchObject([{ name: '=cmd|calc & <b>', price: 8_990, gtin: '00036000291452', article: '007' }]);
  });
});

describe('an exchange with 1С', () => {
  const cards = [
    {
      name: 'Молоко 1 л',
      price: 8_990,
      gtin: '04607004890017',
      article: 'М-1',
      vat: '10',
      marked: true,
      group: 8,
      folder: 'Молочное',
    },
    { name: 'Футболка (S)', price: 50_000, gtin: '04607004890024', folder: 'Продукты' },
    { name: 'Футболка (M)', price: 55_000 },
  ];
  it.each<[string, () => File[]]>([
    ['in two files', () => [file('import0_1.xml', importXml), file('offers0_1.xml', offersXml)]],
    ['in the other order', () => [file('offers0_1.xml', offersXml), file('import0_1.xml', importXml)]],
    [
      'in one zip',
      () => [
        file(
          'webdata.zip',
          zip({ 'webdata/offers0_1.xml': offersXml, 'webdata/import0_1.xml': importXml, 'webdata/pic.jpg': 'x' }),
        ),
      ],
    ],
    [
      'in two zips',
      () => [file('i.zip', zip({ 'import.xml': importXml })), file('o.zip', zip({ 'offers.xml': offersXml }))],
    ],
  ])('%s', async (_, files) => {
    const { opened, cards: read } = await load(files());
    expect(opened).toMatchObject({ format: 'commerce-ml' });
    expect(opened.table).toBeUndefined();
    expect(read).toMatchObject(cards);
  });

  it('with prices alone says what is missing', async () => {
    const bare = offersXml.replaceAll(/<Наименование>[^<]*<\/Наименование>/g, '');
    expect(await refused(file('offers.xml', bare))).toBe('no-goods');
  });
});

it('YML in windows-1251, its DOCTYPE and all', async () => {
  const { opened, cards } = await load(file('price.yml', cp1251(yml)));
  expect(opened).toMatchObject({ format: 'yml' });
  expect(cards).toMatchObject([
    {
      name: 'Сок яблочный & груша',
      price: 9_990,
      gtin: '04607004890017',
      also: ['04607004890024'],
      article: 'S-1',
      vat: '22',
      folder: 'Соки',
      source: { id: 'a1' },
    },
    { name: 'Завод Вода 0,5', price: 3_500, folder: 'Напитки' },
  ]);
});

it.each([
  ['a list', [{ name: 'Молоко', price: 89.9, barcode: '4607004890017' }]],
  [
    'a list within',
    { meta: { size: 1 }, rows: [{ name: 'Молоко', price: '89,90', barcodes: [{ ean13: '4607004890017' }] }] },
  ],
])('JSON with %s', async (_, content) => {
  const { cards } = await load(file('goods.json', JSON.stringify(content)));
  expect(cards).toMatchObject([{ name: 'Молоко', price: 8_990, gtin: '04607004890017' }]);
});

const bombs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>`;
/** 80 MB of blanks: a zip makes 80 kB of it. */
function heavy(head: string): Uint8Array {
  const bytes = new Uint8Array(80 * 1_048_576).fill(32);
  bytes.set(new TextEncoder().encode(head));
  return bytes;
}

it.each<[string, string, () => File]>([
  ['nothing', 'empty', () => file('a.csv', '')],
  ['blanks', 'empty', () => file('a.csv', ' \n \n')],
  [
    'an old workbook',
    'old-xls',
    () => file('a.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])),
  ],
  [
    'a workbook under a password',
    'password',
    () => file('a.xlsx', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])),
  ],
  [
    'a picture',
    'unknown-format',
    () => file('a.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])),
  ],
  ['a page', 'unknown-format', () => file('a.html', '<html><body>Товары</body></html>')],
  [
    'a zip that was cut',
    'zip-broken',
    () => file('a.xlsx', workbook([[{ text: 'Товар' }, { text: 'Цена' }]]).slice(0, 600)),
  ],
  ['a zip of pictures', 'unknown-format', () => file('a.zip', zip({ 'a.png': 'x' }))],
  ['a zip bomb', 'zip-bomb', () => file('a.zip', zip({ 'import.xml': heavy('<КоммерческаяИнформация>') }))],
  [
    'an entity bomb',
    'xml-entities',
    () => file('a.xml', `${bombs}<КоммерческаяИнформация>&lol2;</КоммерческаяИнформация>`),
  ],
  ['an entity bomb of YML', 'xml-entities', () => file('a.yml', `${bombs}<yml_catalog>&lol2;</yml_catalog>`)],
  ['an entity bomb of neither', 'xml-entities', () => file('a.xml', `${bombs}<lolz>&lol2;</lolz>`)],
  ['XML that was cut', 'xml-broken', () => file('a.xml', importXml.slice(0, -200))],
  [
    'XML nested without end',
    'xml-broken',
    () => file('a.xml', `<КоммерческаяИнформация>${'<Группа>'.repeat(100_000)}`),
  ],
  ['JSON that was cut', 'json-broken', () => file('a.json', '[{"name":"Молоко"')],
  ['JSON of no goods', 'empty', () => file('a.json', '{"a":1}')],
  [
    'a CSV of more rows than a sheet has',
    'too-many-rows',
    () => file('a.csv', `name;price\na;1\n${';\n'.repeat(mostRows)}`),
  ],
  ['JSON of more goods', 'too-many-rows', () => file('a.json', `[${'{"a":1},'.repeat(mostRows)}{"a":1}]`)],
])('%s: %s', async (_, kind, made) => {
  expect(await refused(made())).toBe(kind);
});

it('a planned price whose day has come is no more in the way of the price of a file; one to come stays', async () => {
  const planned = (id: string, from: number) => ({
    id,
    name: id,
    price: kopecks(100),
    planned: { price: kopecks(200), from: epochMs(from) },
    measure: 'piece',
    marked: false,
    source: {},
  });
  const packed = packGeneration([planned('Сыр', 1_000), planned('Чай', 3_000)]).segments;
  const read = reading([file('a.csv', 'Товар;Цена\nСыр;3,00\nЧай;3,00\n')]);
  await read.look();
  const answer = await read.read(
    { columns: { name: 0, price: 1 }, gone: 'keep', at: epochMs(2_000) },
    { packed, own: [] },
    () => undefined,
  );
  if (!answer.ok) throw new Error(answer.failure.kind);
  expect([...unpacked(answer.value.packed.segments)]).toEqual([
    { ...planned('Сыр', 1_000), price: 300, planned: undefined },
    { ...planned('Чай', 3_000), price: 300 },
  ]);
  expect(answer.value.plan.priceChanged).toMatchObject([{ from: 200 }, { from: 100 }]);
});
