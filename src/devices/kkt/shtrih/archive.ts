/** Reading a document back out of the ФН, tag by tag (kkt-shtrih.md §2.5: FF3A, then FF3B until 08h). For recovery: each tag is a command. */
import type { PrinterFailure } from '../../../app/ports/printer.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import { documentItem, type DocumentContents, type DocumentItem } from '../../../domain/document/found-document.ts';
import { kopecks } from '../../../domain/base/money.ts';
import { ok, type Result } from '../../../domain/base/result.ts';
import type { Signed } from '../../../protocol/shtrih/command.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import { tagValue, type Tlv } from '../../../protocol/shtrih/tlv.ts';
import type { Connection } from './connection.ts';

/** A receipt of 128 items has fewer tags; a device that never says "no more" must not hold the till, whatever it says instead. */
const mostReads = 400;
/** A tag too long for an answer of protocol 1 (255 bytes) is refused; the next one may be given. More in a row: it gives none. */
const mostRefused = 8;

/** What the ККТ gives of a document; undefined: nothing. Desktop firmware must be read to the end: until then it does nothing else. */
export async function contents(
  connection: Connection,
  order: Signed & { readonly fd: number },
): Promise<Result<DocumentContents | undefined, PrinterFailure>> {
  const begun = await connection.ask(kkt.beginReadDocument(order));
  if (!begun.ok) return begun.failure.kind === 'refused' ? ok(undefined) : begun;
  const tags: Tlv[] = [];
  let refused = 0;
  let isWhole = true;
  for (let reads = 1; ; reads += 1) {
    const read = await connection.ask(kkt.readDocumentTag(order));
    if (read.ok && read.value) {
      refused = 0;
      tags.push(read.value);
    } else if (read.ok) isWhole = false;
    else if (read.failure.kind !== 'refused') return read;
    else if (read.failure.trouble === 'no-document') return ok(contentsOfTags(tags, isWhole));
    else {
      isWhole = false;
      refused += 1;
    }
    if (refused < mostRefused && reads < mostReads) continue;
    // Back to work, whatever it says to that: `rest` looks after the mode.
    const left = await connection.ask(kkt.interruptOutput(order));
    return left.ok || left.failure.kind === 'refused' ? ok(contentsOfTags(tags, false)) : left;
  }
}

function contentsOfTags(tags: readonly Tlv[], isWhole: boolean): DocumentContents {
  const items = tags.filter(({ tag }) => tag === 1059).map(itemOf);
  const note = tagValue(tags, 1192);
  const [cash, cashless] = [tagValue(tags, 1031), tagValue(tags, 1081)];
  return {
    ...(isWhole && items.every((item) => item !== undefined) && { items: items.filter((item) => item !== undefined) }),
    ...((cash !== undefined || cashless !== undefined) && {
      paid: { cash: kopecks(cash ?? 0), cashless: kopecks(cashless ?? 0) },
    }),
    ...((note !== undefined || isWhole) && { note: note ?? '' }),
  };
}

/** Undefined: not in the form that is known (§5.2, vector 37). */
function itemOf({ type, value }: Tlv): DocumentItem | undefined {
  if (type !== 'stlv') return undefined;
  const quantity = tagValue(value, 1023);
  const [price, cost] = [tagValue(value, 1079), tagValue(value, 1043)];
  if (quantity === undefined || price === undefined || cost === undefined) return undefined;
  const codes: Record<number, string> = {};
  for (const inner of tagValue(value, 1163) ?? [])
    codes[inner.tag] = inner.type === 'bytes' ? String.fromCharCode(...inner.value) : String(inner.value);
  const tags: Tags = {
    1030: tagValue(value, 1030) ?? '',
    1023: Math.round((quantity.mantissa * 1_000) / 10 ** quantity.decimals),
    1079: price,
    1043: cost,
    1163: codes,
  };
  return documentItem(tags);
}
