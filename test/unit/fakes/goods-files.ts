/** The reader of goods files without a worker: the same reading, in the page. */
import { v7 } from 'uuid';
import type { GoodsFiles } from '../../../src/app/ports/goods-files.ts';
import { sourceOf } from '../../../src/files/bytes.ts';
import { Reading } from '../../../src/files/reading.ts';
import { salesXml } from '../../../src/files/sales-xml.ts';
import { workbook } from '../../../src/files/workbook.ts';

export const goodsFilesHere = (): GoodsFiles => ({
  open(files) {
    const reading = new Reading((files as readonly File[]).map(sourceOf), v7);
    return {
      look: () => reading.look(),
      read: (wishes, known, onProgress) => reading.read(wishes, known, onProgress),
      close: () => undefined,
    };
  },
  sales: async (...about) => salesXml(...about),
  workbook: async (rows) => workbook(rows),
});
