import { readScan, type Scan, type Scanner } from '../marking-code/index.ts';

/** Of what a scanner may have meant, the first of those that read best: goods as they are, goods after a repair, a damaged code. `texts` is not empty; `scanner` is what is known of it. */
export function bestReading(
  texts: readonly [string, ...string[]],
  scanner?: Scanner,
): { readonly text: string; readonly scan: Scan } {
  const [first, ...others] = texts.map((text) => ({ text, scan: readScan(text, scanner) }));
  let best = first ?? { text: texts[0], scan: readScan(texts[0], scanner) };
  for (const reading of others) if (grade(reading.scan) < grade(best.scan)) best = reading;
  return best;
}

function grade(scan: Scan): number {
  switch (scan.kind) {
    case 'product':
      return 0;
    case 'mark':
      return scan.mark.repairs.length === 0 ? 0 : 1;
    case 'damaged':
      return 2;
    case 'other':
      return 3;
  }
}
