import { readMoney } from '../../domain/base/money.ts';
import { readScan } from '../../domain/marking-code/index.ts';

/**
 * What a person means who types a text and ends it with Enter. `code`: goods for the receipt, as if it had been scanned. `words`: goods are looked
 * for by them. In the payment, whose fields hold sums, digits that read as a sum are one, though they may be a barcode as well.
 */
export function typedEntry(text: string, where: 'goods' | 'payment'): 'nothing' | 'code' | 'words' {
  if (text.trim() === '') return 'nothing';
  if (readScan(text).kind === 'other') return 'words';
  return where === 'payment' && readMoney(text) !== undefined ? 'words' : 'code';
}
