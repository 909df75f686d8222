/** What a file of goods may say of each, and which of its columns says it. */

/** In the order in which a person is asked for them. `id`: the goods' own identity in the program that wrote the file. */
export const importFields = ['name', 'price', 'barcode', 'article', 'unit', 'vat', 'marking', 'folder', 'id'] as const;
export type ImportField = (typeof importFields)[number];

/** Place of each field's column, from 0; absent: the file does not say it. */
export type Columns = Readonly<Partial<Record<ImportField, number>>>;

/** Words at the head of a column: of 1С, МойСклад, Excel price lists and programs in English. The first field that fits takes the column. */
const heads: ReadonlyArray<readonly [ImportField, RegExp]> = [
  ['barcode', /штр?их|штрик|(?<![a-zа-я])(?:ean|gtin|barcodes?|bar code|upc)(?![a-zа-я])|^шк$/],
  ['article', /артикул|(?<![a-z])(?:sku|article|vendor ?code)(?![a-z])|^арт\.?$/],
  ['marking', /маркир|честн.*знак|тип продукции|(?<![a-z])(?:marking|marked|tracking ?type)(?![a-z])/],
  ['vat', /ндс|ставка налога|(?<![a-z])(?:vat|tax)(?![a-z])/],
  ['unit', /^ед(?:\.|иниц|$|\s)|единица|ед\. ?изм|(?<![a-z])(?:unit|uom|measure)(?![a-z])/],
  ['folder', /групп|категори|раздел|(?<![a-z])(?:category|group|folder)(?![a-z])/],
  ['price', /розничн.*цен|цена.*(?:розн|продаж)/],
  ['price', /^цена(?!.*(?:закуп|минимал|себест|приход|опт|поставщ))|(?<![a-z])(?:price)(?![a-z])|^стоимость/],
  ['name', /наименован|номенклатура|^товар|^назван|(?<![a-z])(?:name|title|product)(?![a-z])/],
  ['id', /^(?:uuid|guid|ид|id|внешний код|external ?code)$/],
];

const cleaned = (head: string): string => head.toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();

/** The columns by the words at their heads. Of two that say the same the first counts. */
export function columnsByHeads(row: readonly string[]): Columns {
  const columns: Partial<Record<ImportField, number>> = {};
  const taken = new Set<number>();
  for (const [field, words] of heads) {
    if (columns[field] !== undefined) continue;
    const at = row.findIndex((head, index) => !taken.has(index) && words.test(cleaned(head)));
    if (at < 0) continue;
    columns[field] = at;
    taken.add(at);
  }
  return columns;
}

/** A price list may begin with the name of the shop and a date: so many rows are looked at for the one with the heads. */
export const mostHeadRows = 40;

export interface FoundHeads {
  /** Row with the heads, from 0; undefined: there is none, and goods begin at once. */
  readonly headRow: number | undefined;
  readonly columns: Columns;
}

/** The row that names most fields is the one with the heads; one alone may be a title that has such a word in it. */
export function findHeads(rows: ReadonlyArray<readonly string[]>): FoundHeads {
  let best: FoundHeads = { headRow: undefined, columns: {} };
  rows.slice(0, mostHeadRows).forEach((row, index) => {
    const columns = columnsByHeads(row);
    const known = Object.keys(columns).length;
    if (known === 0 || (known === 1 && !isHeadOfNumbers(row, rows.slice(index + 1)))) return;
    if (known > Object.keys(best.columns).length) best = { headRow: index, columns };
  });
  return best.headRow === undefined ? { headRow: undefined, columns: columnsByContent(rows) } : best;
}

/** Several words without a digit, and numbers under them. */
function isHeadOfNumbers(row: readonly string[], below: ReadonlyArray<readonly string[]>): boolean {
  const words = row.filter((cell) => cell.trim() !== '');
  return (
    words.length > 1 &&
    words.every((cell) => !/\d/.test(cell)) &&
    below.some((cells) => cells.some((cell) => /^\s*\d/.test(cell)))
  );
}

/** Without heads: digits of a barcode, then the longest words, then numbers tell what a column is. */
function columnsByContent(rows: ReadonlyArray<readonly string[]>): Columns {
  const sample = rows.slice(0, mostHeadRows);
  const width = Math.max(0, ...sample.map((row) => row.length));
  const cells = (at: number): string[] => sample.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
  const share = (at: number, is: (cell: string) => boolean): number =>
    cells(at).filter(is).length / Math.max(1, cells(at).length);
  const places = Array.from({ length: width }, (_, at) => at);
  const barcode = places.find((at) => share(at, (cell) => /^\d{8}$|^\d{12,14}$/.test(cell)) > 0.5);
  const letters = (at: number): number =>
    cells(at).reduce((sum, cell) => sum + (cell.match(/\p{L}/gu)?.length ?? 0), 0);
  const name = places.filter((at) => at !== barcode && letters(at) > 0).sort((a, b) => letters(b) - letters(a))[0];
  const price = places.find(
    (at) => at !== barcode && at !== name && share(at, (cell) => /^\d[\d\s]*(?:[.,]\d{1,2})?$/.test(cell)) > 0.5,
  );
  return {
    ...(name !== undefined && { name }),
    ...(price !== undefined && { price }),
    ...(barcode !== undefined && { barcode }),
  };
}
