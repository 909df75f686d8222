/**
 * CommerceML 2, as 1С writes it for a shop: `import.xml` names the goods and their groups, `offers.xml` has barcodes and prices, often in files of their own
 * (v8.1c.ru/tekhnologii/obmen-dannymi-i-integratsiya/standarty-i-formaty/standarty-commerceml). An offer of one variety of goods («guid#guid») is goods of its
 * own, under its own name.
 */
import type { Source } from './bytes.ts';
import type { GoodsFile } from './format.ts';
import { FileRefused, mostRows } from './limits.ts';
import { readXml } from './xml.ts';

interface Product {
  id: string;
  name: string;
  article: string;
  barcodes: Set<string>;
  unit: string;
  folder: string;
  vat: string;
  marking: string;
  price: string;
  /** The price that stands there is one of the wanted kind. */
  isRetail: boolean;
  isDeleted: boolean;
}

const product = (id: string): Product => ({
  id,
  name: '',
  article: '',
  barcodes: new Set(),
  unit: '',
  folder: '',
  vat: '',
  marking: '',
  price: '',
  isRetail: false,
  isDeleted: false,
});

/** Of several kinds of prices the one that buyers pay. */
const retail = /розн/i;
const markingWord = /маркир|честн.*знак/i;

/** All files of one exchange, in any order: goods first, then prices of them. */
export const openCommerceMl = (sources: readonly Source[]): GoodsFile => ({
  kind: 'goods',
  facts: { format: 'commerce-ml' },
  async goods(hear, onShare) {
    const known = new Map<string, Product>();
    const folders = new Map<string, string>();
    const priceKinds = new Map<string, string>();
    const size = sources.reduce((sum, source) => sum + source.size, 0);
    let before = 0;
    for (const source of sources) {
      const reader = new ExchangeReader(known, folders, priceKinds);
      await readXml(source, reader, (done) => onShare((before + done) / size));
      before += source.size;
    }
    const goods = [...known.values()].filter(({ isDeleted }) => !isDeleted);
    if (goods.length === 0) throw new FileRefused('empty');
    if (goods.every(({ name }) => name === '')) throw new FileRefused('no-goods');
    /** Goods that are sold in varieties are sold as those alone. */
    const ofVarieties = new Set(
      goods.filter(({ id, price }) => id.includes('#') && price !== '').map(({ id }) => id.slice(0, id.indexOf('#'))),
    );
    let row = 0;
    for (const each of goods) {
      if (ofVarieties.has(each.id)) continue;
      row += 1;
      const base = each.id.includes('#') ? known.get(each.id.slice(0, each.id.indexOf('#'))) : undefined;
      const of = (field: 'name' | 'article' | 'unit' | 'folder' | 'vat' | 'marking'): string =>
        each[field] || (base?.[field] ?? '');
      hear(row, {
        id: each.id,
        name: of('name'),
        article: of('article'),
        barcode: [...each.barcodes].join(' '),
        unit: of('unit'),
        folder: folders.get(of('folder')) ?? '',
        vat: of('vat'),
        marking: of('marking'),
        price: each.price,
      });
    }
  },
});

/** Hears one file. Where an element stands decides what it says: «Ид» and «Наименование» are everywhere. */
class ExchangeReader {
  readonly #known: Map<string, Product>;
  readonly #folders: Map<string, string>;
  readonly #priceKinds: Map<string, string>;
  readonly #path: string[] = [];
  #product: Product | undefined;
  #ids: string[] = [];
  #kind = { id: '', name: '' };
  #price = { kind: '', value: '' };
  #property = { name: '', value: '' };

  constructor(known: Map<string, Product>, folders: Map<string, string>, priceKinds: Map<string, string>) {
    this.#known = known;
    this.#folders = folders;
    this.#priceKinds = priceKinds;
  }

  readonly open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    this.#path.push(name);
    switch (name) {
      case 'Товар':
      case 'Предложение':
        this.#product = product('');
        if (attributes['Статус'] === 'Удален') this.#product.isDeleted = true;
        break;
      case 'Группа':
        this.#ids.push('');
        break;
      case 'ТипЦены':
        this.#kind = { id: '', name: '' };
        break;
      case 'Цена':
        this.#price = { kind: '', value: '' };
        break;
      case 'БазоваяЕдиница':
        if (this.#product)
          this.#product.unit = attributes['НаименованиеПолное'] ?? attributes['НаименованиеКраткое'] ?? '';
        break;
      case 'ЗначениеРеквизита':
      case 'СтавкаНалога':
        this.#property = { name: '', value: '' };
        break;
    }
  };

  readonly close = (name: string, inner: string): void => {
    this.#path.pop();
    const text = inner.trim();
    const parent = this.#path.at(-1);
    if (parent === 'Группа') return this.#ofFolder(name, text);
    if (name === 'Группа') return void this.#ids.pop();
    if (parent === 'ТипЦены') {
      if (name === 'Ид') this.#kind.id = text;
      if (name === 'Наименование') this.#kind.name = text;
      return;
    }
    if (name === 'ТипЦены') return void this.#priceKinds.set(this.#kind.id, this.#kind.name);
    if (this.#product) this.#ofProduct(this.#product, name, parent ?? '', text);
  };

  #ofFolder(name: string, text: string): void {
    const last = this.#ids.length - 1;
    if (name === 'Ид') this.#ids[last] = text;
    if (name === 'Наименование') this.#folders.set(this.#ids[last] ?? '', text);
  }

  #ofProduct(made: Product, name: string, parent: string, text: string): void {
    switch (`${parent}/${name}`) {
      case 'Товар/Ид':
      case 'Предложение/Ид':
        made.id = text;
        return;
      case 'Товар/Наименование':
      case 'Предложение/Наименование':
        made.name = text;
        return;
      case 'Товар/Артикул':
      case 'Предложение/Артикул':
        made.article = text;
        return;
      case 'Товар/Штрихкод':
      case 'Предложение/Штрихкод':
      case 'Штрихкоды/Штрихкод':
      case 'Штрихкод/Значение':
        if (text !== '') made.barcodes.add(text);
        return;
      case 'Товар/БазоваяЕдиница':
      case 'Предложение/БазоваяЕдиница':
        made.unit ||= text;
        return;
      case 'Товар/ПометкаУдаления':
        if (text === 'true') made.isDeleted = true;
        return;
      case 'Группы/Ид':
        made.folder ||= text;
        return;
      case 'СтавкаНалога/Наименование':
      case 'ЗначениеРеквизита/Наименование':
        this.#property.name = text;
        return;
      case 'СтавкаНалога/Ставка':
      case 'ЗначениеРеквизита/Значение':
        this.#property.value = text;
        return;
      case 'СтавкиНалогов/СтавкаНалога':
        made.vat = this.#property.value;
        return;
      case 'ЗначенияРеквизитов/ЗначениеРеквизита':
        if (markingWord.test(this.#property.name)) made.marking = this.#property.value;
        return;
      case 'Цена/ИдТипаЦены':
        this.#price.kind = text;
        return;
      case 'Цена/ЦенаЗаЕдиницу':
        this.#price.value = text;
        return;
      case 'Цены/Цена':
        this.#takePrice(made);
        return;
    }
    if (name === 'Товар' || name === 'Предложение') this.#take(made);
  }

  #takePrice(made: Product): void {
    const isRetail = retail.test(this.#priceKinds.get(this.#price.kind) ?? '');
    if (made.price !== '' && (made.isRetail || !isRetail)) return;
    made.price = this.#price.value;
    made.isRetail = isRetail;
  }

  #take(made: Product): void {
    this.#product = undefined;
    if (made.id === '') return;
    const before = this.#known.get(made.id);
    if (!before) {
      if (this.#known.size >= mostRows) throw new FileRefused('too-many-rows');
      this.#known.set(made.id, made);
      return;
    }
    for (const field of ['name', 'article', 'unit', 'folder', 'vat', 'marking', 'price'] as const)
      before[field] ||= made[field];
    for (const barcode of made.barcodes) before.barcodes.add(barcode);
    before.isDeleted ||= made.isDeleted;
  }
}
