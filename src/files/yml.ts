/** YML, the price list of Яндекс Маркет, which most shops on the web can write (yandex.ru/support/marketplace, "YML"). */
import { own } from '../domain/base/own.ts';
import type { Source } from './bytes.ts';
import type { GoodsFile } from './format.ts';
import { FileRefused, mostRows } from './limits.ts';
import { readXml } from './xml.ts';

interface Offer {
  id: string;
  name: string;
  model: string;
  vendor: string;
  price: string;
  barcodes: string[];
  article: string;
  category: string;
  vat: string;
}

/** Rates by the numbers that YML has for them; those of before 2026 and those that name themselves. */
const vats: Readonly<Record<string, string>> = { '1': '20', '2': '10', '5': '0', '6': 'none', '7': '20' };

export const openYml = (source: Source): GoodsFile => ({
  kind: 'goods',
  facts: { format: 'yml' },
  async goods(hear, onShare) {
    const categories = new Map<string, string>();
    let category = '';
    let offer: Offer | undefined;
    let row = 0;
    await readXml(
      source,
      {
        open(name, { id = '' }) {
          if (name === 'category') category = id;
          if (name === 'offer')
            offer = {
              id,
              name: '',
              model: '',
              vendor: '',
              price: '',
              barcodes: [],
              article: '',
              category: '',
              vat: '',
            };
        },
        close(name, inner) {
          const text = inner.trim();
          if (name === 'category') categories.set(category, text);
          if (!offer) return;
          if (name === 'name' || name === 'model' || name === 'vendor' || name === 'price' || name === 'vat')
            offer[name] = text;
          else if (name === 'barcode') offer.barcodes.push(text);
          else if (name === 'vendorCode') offer.article = text;
          else if (name === 'categoryId') offer.category = text;
          else if (name === 'offer') {
            row += 1;
            if (row > mostRows) throw new FileRefused('too-many-rows');
            hear(row, {
              id: offer.id,
              name: offer.name || [offer.vendor, offer.model].filter(Boolean).join(' '),
              price: offer.price,
              barcode: offer.barcodes.join(' '),
              article: offer.article,
              folder: categories.get(offer.category) ?? '',
              vat: own(vats, offer.vat) ?? offer.vat.replace('VAT_', '').replace('NO_VAT', 'none'),
            });
            offer = undefined;
          }
        },
      },
      (done) => onShare(done / source.size),
    );
    if (row === 0) throw new FileRefused('empty');
  },
});
