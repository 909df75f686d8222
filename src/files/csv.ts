/** Tables as text: by semicolons as a Russian Excel writes them, by commas, tabs or bars. */
import papa from 'papaparse';
import { textOf, type Source } from './bytes.ts';
import type { TableFile } from './format.ts';
import { FileRefused, mostColumns, mostRows } from './limits.ts';

/** Signs of the text that are read into rows at once. */
const chunkSize = 1_048_576;
/** Decoding and reading take about as long as each other. */
const decodingShare = 0.4;
/** The delimiter is guessed by so many signs. */
const guessSigns = 65_536;

const enough = new Error('enough');

export async function openCsv(source: Source): Promise<TableFile> {
  const { text, encoding } = await textOf(source, () => undefined);
  if (text.trim() === '') throw new FileRefused('empty');
  // Excel writes the delimiter on a line of its own, if it is asked to.
  const told = /^sep=(.)\r?\n/i.exec(text);
  const body = told ? text.slice(told[0].length) : text;
  const delimiter = told?.[1] ?? guessDelimiter(body);
  const skipped = told ? 1 : 0;
  return {
    kind: 'table',
    facts: { format: 'csv', encoding, delimiter },
    async rows(hear, onShare, most = Infinity) {
      let row = skipped;
      let signs = 0;
      try {
        papa.parse(body, {
          delimiter,
          chunkSize,
          chunk: ({ data }) => {
            for (const cells of data) {
              row += 1;
              if (row - skipped > most) throw enough;
              if (row > mostRows) throw new FileRefused('too-many-rows');
              hear(row, cells.length > mostColumns ? cells.slice(0, mostColumns) : cells);
            }
            signs += chunkSize;
            onShare(decodingShare + (1 - decodingShare) * Math.min(1, signs / body.length));
          },
        });
      } catch (error) {
        if (error !== enough) throw error;
      }
    },
  };
}

function guessDelimiter(text: string): string {
  const { meta } = papa.parse(text.slice(0, guessSigns), {
    delimitersToGuess: [';', '\t', ',', '|'],
    preview: 20,
    skipEmptyLines: true,
  });
  return meta.delimiter;
}
