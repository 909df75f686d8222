/** Workbooks of Excel and its like (ECMA-376 part 1, §18): the first sheet that is not hidden, a row at a time. */
import type { Source } from './bytes.ts';
import type { TableFile } from './format.ts';
import { FileRefused, mostColumns, mostRows, mostSharedTexts } from './limits.ts';
import { readXml } from './xml.ts';
import { entrySource } from './zip.ts';

const enough = new Error('enough');

interface Sheet {
  readonly name: string;
  readonly path: string;
}

export const isWorkbook = (names: readonly string[]): boolean => names.includes('xl/workbook.xml');

export async function openXlsx(zip: Source, names: readonly string[]): Promise<TableFile> {
  const sheet = await firstSheet(zip, names);
  const shared = names.includes('xl/sharedStrings.xml') ? await sharedTexts(zip) : [];
  return {
    kind: 'table',
    facts: { format: 'xlsx', sheet: sheet.name },
    async rows(hear, onShare, most = Infinity) {
      const reader = new SheetReader(shared, (row, cells, numbers) => {
        if (row > mostRows) throw new FileRefused('too-many-rows');
        if (row > most) throw enough;
        hear(row, cells, numbers);
      });
      try {
        await readXml(entrySource(zip, sheet.path), reader, (done) => onShare(done / zip.size));
      } catch (error) {
        if (error !== enough) throw error;
      }
    },
  };
}

async function firstSheet(zip: Source, names: readonly string[]): Promise<Sheet> {
  const sheets: Array<{ readonly name: string; readonly id: string; readonly isHidden: boolean }> = [];
  await readXml(entrySource(zip, 'xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'sheet')
        sheets.push({
          name: attributes['name'] ?? '',
          id: attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '',
          isHidden: attributes['state'] !== undefined && attributes['state'] !== 'visible',
        });
    },
  });
  const targets = new Map<string, string>();
  const links = 'xl/_rels/workbook.xml.rels';
  if (names.includes(links))
    await readXml(entrySource(zip, links), {
      open(name, { Id: id = '', Target: target = '' }) {
        if (name === 'Relationship') targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      },
    });
  const found = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  const path = found && targets.get(found.id);
  if (!found || path === undefined || !names.includes(path)) throw new FileRefused('zip-broken', 'xl/worksheets');
  return { name: found.name, path };
}

/** Texts that cells name by their number. Those of a phonetic guide (rPh) are none of the text. */
async function sharedTexts(zip: Source): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let phonetic = 0;
  await readXml(entrySource(zip, 'xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic += 1;
    },
    close(name, inner) {
      if (name === 'rPh') phonetic -= 1;
      if (name === 't' && phonetic === 0) text += inner;
      if (name !== 'si') return;
      if (texts.length >= mostSharedTexts) throw new FileRefused('too-big');
      texts.push(text);
    },
  });
  return texts;
}

/** Hears the elements of a sheet and tells its rows. Of a formula the value counts that was kept beside it. */
class SheetReader {
  readonly #shared: readonly string[];
  readonly #hear: (row: number, cells: readonly string[], numbers: readonly boolean[]) => void;
  #row = 0;
  #column = 0;
  #type = 'n';
  #value = '';
  #cells: string[] = [];
  #numbers: boolean[] = [];

  constructor(
    shared: readonly string[],
    hear: (row: number, cells: readonly string[], numbers: readonly boolean[]) => void,
  ) {
    this.#shared = shared;
    this.#hear = hear;
  }

  readonly open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'row') {
      this.#row = Number(attributes['r'] ?? this.#row + 1);
      this.#column = 0;
      this.#cells = [];
      this.#numbers = [];
    } else if (name === 'c') {
      const reference = attributes['r'];
      if (reference !== undefined) this.#column = columnOf(reference);
      this.#type = attributes['t'] ?? 'n';
      this.#value = '';
    }
  };

  readonly close = (name: string, text: string): void => {
    if (name === 'v' || name === 't') this.#value += text;
    else if (name === 'c') this.#cell();
    else if (name === 'row') this.#hear(this.#row, this.#cells, this.#numbers);
  };

  #cell(): void {
    const column = this.#column;
    this.#column += 1;
    if (column >= mostColumns) return;
    while (this.#cells.length < column) {
      this.#cells.push('');
      this.#numbers.push(false);
    }
    const isNumber = this.#type === 'n' && this.#value !== '';
    this.#numbers[column] = isNumber;
    this.#cells[column] = isNumber ? plainNumber(this.#value) : this.#text();
  }

  #text(): string {
    return this.#type === 's' ? (this.#shared[Number(this.#value)] ?? '') : this.#value;
  }
}

/** Some programs write all digits of a whole number with an exponent (4.607004890017E12): a double of so many is exact. */
function plainNumber(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? String(number) : value;
}

/** «AB12» is 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const place = letter.charCodeAt(0) - 64;
    if (place < 1 || place > 26) break;
    column = column * 26 + place;
  }
  return column - 1;
}
