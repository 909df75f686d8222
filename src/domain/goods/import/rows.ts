/** Rows of a file, read into goods one by one. What is wrong with a row is data: the report tells it with the row's number. */
import * as v from 'valibot';
import { count, money, oneOf, text } from '../../base/fields.ts';
import type { Kopecks } from '../../base/money.ts';
import { measures, type Measure } from '../../base/quantity.ts';
import { vatRates, type VatRate } from '../../shop/taxation.ts';
import { fold } from '../search-text.ts';
import type { ImportField } from './fields.ts';
import { readBarcodes, readMarking, readPrice, readUnit, readVat, unwrapped } from './values.ts';

/** What a row says, by field; a field whose column was not chosen is absent. `numbers`: fields that a spreadsheet keeps as numbers. */
export interface RowCells extends Partial<Record<ImportField, string>> {
  readonly numbers?: ReadonlySet<ImportField> | undefined;
}

/** Goods as a file tells them. Absent: the file does not say, and a card keeps what it has. */
export interface ImportedGoods {
  /** Of the first row that spoke of them, from 1. */
  readonly row: number;
  readonly name: string;
  readonly price?: Kopecks | undefined;
  readonly barcodes: readonly string[];
  readonly article?: string | undefined;
  readonly measure?: Measure | undefined;
  readonly vat?: VatRate | undefined;
  readonly isMarked?: boolean | undefined;
  readonly group?: number | undefined;
  readonly folder?: string | undefined;
  readonly id?: string | undefined;
}

/** Why a row is not taken. */
export type RefusalKind =
  | 'no-name'
  | 'no-price'
  | 'price-zero'
  | 'price-negative'
  | 'price-unreadable'
  | 'price-ambiguous'
  | 'barcode-exponent'
  | 'barcode-taken'
  | 'twice'
  | 'too-long'
  | 'unreadable';

/** What was taken otherwise than it stands there. */
export type NoteKind =
  | 'barcode-dropped'
  | 'zero-restored'
  | 'vat-20'
  | 'vat-unknown'
  | 'unit-unknown'
  | 'marking-unknown'
  | 'name-cut'
  | 'heading'
  | 'repeated';

/** One remark of the report. */
export interface RowRemark {
  readonly row: number;
  readonly kind: RefusalKind | NoteKind;
  readonly name: string;
  /** What stands in the cell. */
  readonly value?: string | undefined;
  /** The other row it collides with. */
  readonly other?: number | undefined;
}

export type ReadRow =
  | { readonly kind: 'goods'; readonly goods: ImportedGoods; readonly notes: readonly RowRemark[] }
  | { readonly kind: 'refused'; readonly remark: RowRemark }
  /** A line that only names the group of those below it, as in a printed price list. */
  | { readonly kind: 'heading'; readonly name: string }
  | { readonly kind: 'empty' };

/** As many signs as a receipt takes for a name (tag 1030). */
export const mostName = 128;
/** No name, article or group is so long: the file's columns are out of joint. */
const mostCell = 1_000;
const mostShown = 60;

/** One schema for whatever way the row came: nothing gets into a card that a card may not hold. */
const importedSchema = v.object({
  row: count,
  name: v.pipe(text, v.minLength(1), v.maxLength(mostName)),
  price: v.optional(money),
  barcodes: v.array(v.pipe(v.string(), v.regex(/^\d{14}$/))),
  article: v.optional(text),
  measure: v.optional(oneOf(measures)),
  vat: v.optional(oneOf(vatRates)),
  isMarked: v.optional(v.boolean()),
  group: v.optional(count),
  folder: v.optional(text),
  id: v.optional(text),
});

/** `saysPrice`: the file has a column of prices. */
export function readRow(row: number, cells: RowCells, saysPrice: boolean): ReadRow {
  const cell = (field: ImportField): string => unwrapped(cells[field] ?? '');
  const [name, article, folder, id] = [cell('name'), cell('article'), cell('folder'), cell('id')];
  const refused = (kind: RefusalKind, value?: string): ReadRow => ({
    kind: 'refused',
    remark: {
      row,
      kind,
      name: name.slice(0, mostShown),
      ...(value !== undefined && { value: value.slice(0, mostShown) }),
    },
  });
  const rest = (['price', 'barcode', 'article', 'id'] as const).map(cell);
  if (name === '') return rest.every((each) => each === '') ? { kind: 'empty' } : refused('no-name');
  if (saysPrice && rest.every((each) => each === '')) return { kind: 'heading', name: name.slice(0, mostName) };
  const long = [name, article, folder, id].find((each) => each.length > mostCell);
  if (long !== undefined) return refused('too-long', long);

  const priced = readPrice(cell('price'), cells.numbers?.has('price'));
  if (priced.kind !== 'price' && priced.kind !== 'none') return refused(`price-${priced.kind}`, cell('price'));
  const scanned = readBarcodes(cell('barcode'));
  if (scanned.exponent !== undefined) return refused('barcode-exponent', scanned.exponent);

  const taxed = readVat(cell('vat'));
  const unit = readUnit(cell('unit'));
  const marking = readMarking(cell('marking'));
  const notes: RowRemark[] = [];
  const note = (kind: NoteKind, value: string): void =>
    void notes.push({ row, kind, name: name.slice(0, mostShown), value: value.slice(0, mostShown) });
  for (const dropped of scanned.dropped) note('barcode-dropped', dropped);
  if (scanned.restored !== undefined) note('zero-restored', scanned.restored);
  if (taxed.was20) note('vat-20', cell('vat'));
  if (taxed.isUnknown) note('vat-unknown', cell('vat'));
  if (unit.isUnknown) note('unit-unknown', cell('unit'));
  if (marking.isUnknown) note('marking-unknown', cell('marking'));
  if (name.length > mostName) note('name-cut', name.slice(mostName));

  const read = v.safeParse(importedSchema, {
    row,
    name: name.slice(0, mostName).trim(),
    ...(priced.kind === 'price' && { price: priced.price }),
    barcodes: [...scanned.barcodes],
    ...(article !== '' && { article }),
    ...(unit.measure && { measure: unit.measure }),
    ...(taxed.vat && { vat: taxed.vat }),
    ...(marking.isMarked !== undefined && { isMarked: marking.isMarked }),
    ...(marking.group !== undefined && { group: marking.group }),
    ...(folder !== '' && { folder }),
    ...(id !== '' && { id }),
  });
  return read.success ? { kind: 'goods', goods: read.output, notes } : refused('unreadable');
}

/** Remarks that are kept with their rows; of more only the number. A person corrects a column, not ten thousand cells. */
const mostRemarks = 20_000;

/** All that a file says, row by row: the same goods told twice become one, and what contradicts itself is refused. */
export class ImportedRows {
  readonly goods: ImportedGoods[] = [];
  readonly refused: RowRemark[] = [];
  readonly notes: RowRemark[] = [];
  refusedCount = 0;
  noteCount = 0;
  /** Rows that had anything in them. */
  rowCount = 0;
  readonly #saysPrice: boolean;
  readonly #byBarcode = new Map<string, number>();
  readonly #byIdentity = new Map<string, number>();
  #heading: string | undefined;

  constructor(saysPrice: boolean) {
    this.#saysPrice = saysPrice;
  }

  add(row: number, cells: RowCells): void {
    const read = readRow(row, cells, this.#saysPrice);
    if (read.kind === 'empty') return;
    this.rowCount += 1;
    if (read.kind === 'heading') {
      this.#heading = read.name;
      this.#note({ row, kind: 'heading', name: read.name.slice(0, mostShown) });
    } else if (read.kind === 'refused') this.#refuse(read.remark);
    else {
      for (const note of read.notes) this.#note(note);
      const { goods } = read;
      const isUnderHeading = goods.folder === undefined && this.#heading !== undefined;
      this.#take(isUnderHeading ? { ...goods, folder: this.#heading } : goods);
    }
  }

  #take(goods: ImportedGoods): void {
    const identity = identityOf(goods);
    const same = identity === undefined ? undefined : this.#byIdentity.get(identity);
    const owner = goods.barcodes.map((barcode) => this.#byBarcode.get(barcode)).find((at) => at !== undefined);
    const at = same ?? owner;
    if (at === undefined) return this.#keep(goods, this.goods.length, identity);
    const before = this.goods[at];
    if (!before) return;
    const remark = { row: goods.row, name: goods.name.slice(0, mostShown), other: before.row };
    if (owner !== undefined && (owner !== at || fold(before.name) !== fold(goods.name)))
      return this.#refuse({
        ...remark,
        kind: 'barcode-taken',
        value: goods.barcodes.find((each) => this.#byBarcode.has(each)),
      });
    if (goods.price !== undefined && before.price !== undefined && goods.price !== before.price)
      return this.#refuse({ ...remark, kind: 'twice' });
    const fresh = goods.barcodes.filter((barcode) => !before.barcodes.includes(barcode));
    if (fresh.length === 0) this.#note({ ...remark, kind: 'repeated' });
    this.#keep({ ...goods, ...before, barcodes: [...before.barcodes, ...fresh] }, at, identity);
  }

  #keep(goods: ImportedGoods, at: number, identity: string | undefined): void {
    this.goods[at] = goods;
    if (identity !== undefined) this.#byIdentity.set(identity, at);
    for (const barcode of goods.barcodes) this.#byBarcode.set(barcode, at);
  }

  #refuse(remark: RowRemark): void {
    this.refusedCount += 1;
    if (this.refused.length < mostRemarks) this.refused.push(remark);
  }

  #note(remark: RowRemark): void {
    this.noteCount += 1;
    if (this.notes.length < mostRemarks) this.notes.push(remark);
  }
}

/** By what a file tells the same goods again; undefined: by their barcodes alone. */
function identityOf({ id, article, name, barcodes }: ImportedGoods): string | undefined {
  if (id !== undefined) return `id ${id}`;
  if (article !== undefined) return `article ${fold(article)} ${fold(name)}`;
  return barcodes.length === 0 ? `name ${fold(name)}` : undefined;
}
