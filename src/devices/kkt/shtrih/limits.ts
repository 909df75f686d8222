/**
 * What does not fit a document of ФФД 1.2 or a command of ШТРИХ-М, found before the first byte is sent. Names may be cut (FF46 prints 128
 * characters); a code, a proof, an address may not: cut, they say something else.
 */
import type { PrinterFailure } from '../../../app/ports/printer.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import { longestTlv } from '../../../protocol/shtrih/commands/index.ts';
import { encodeTlv } from '../../../protocol/shtrih/tlv.ts';
import { boundTags, codeOf, headTags, itemsOf } from './document.ts';

type Refused = PrinterFailure & { readonly kind: 'refused' };

/** Characters of a text tag (marking-codes.md §2.1, §2.2). */
const documentTexts = { 1008: 64, 1021: 64, 1192: 16 } as const;
const itemTexts = { 1262: 3, 1263: 10, 1264: 32, 1265: 256 } as const;
/** Bytes of a КМ: FF61 has room for it in a frame of protocol 1 beside its seven bytes of fields and the tags of a part (kkt-shtrih.md §1.2, §3.2). */
const longestCode = 220;
/** Bytes of tag 1059, and of a document (marking-codes.md §2.1). */
const longestItem = 1_024;
const longestDocument = 32_768;
/** What the ККТ adds to the document: names, addresses, taxes, signs; to an item: 2106, 2110, 2115, 1163 and the taxes. Bytes, on the safe side. */
const addedToDocument = 1_500;
const addedToItem = 140;
/** The ФН keeps so many checked КМ for a receipt (§3.5). */
const mostMarks = 128;
/** Bytes of an item without name and bound tags: 1079, 1023, 1043, 1199, 1212, 1214, each with its head. */
const plainItem = 60;
const longestName = 128;

const refused = (trouble: Refused['trouble'], detail: string, item?: number): Refused => ({
  kind: 'refused',
  trouble,
  detail,
  ...(item !== undefined && { item }),
});

/** What keeps the document from being printed whole; undefined: it fits. */
export function fault(document: Tags): Refused | undefined {
  for (const [tag, most] of Object.entries(documentTexts)) {
    const { length } = String(document[Number(tag)] ?? '');
    if (length > most) return refused('tag-too-long', `${tag}: ${length} > ${most}`);
  }
  const head = encodeTlv(headTags(document)).length;
  if (head > longestTlv) return refused('tag-too-long', `FF0C: ${head} > ${longestTlv}`);
  const items = itemsOf(document);
  let all = addedToDocument + head;
  for (const [index, item] of items.entries()) {
    const wrong = itemFault(item, index);
    if (wrong) return wrong;
    all += sizeOf(item) + 4;
  }
  const marks = items.filter((item) => codeOf(item) !== undefined).length;
  if (marks > mostMarks) return refused('mark-table-full', `${marks} > ${mostMarks}`);
  return all > longestDocument ? refused('document-too-long', `${all} > ${longestDocument}`) : undefined;
}

function itemFault(item: Tags, index: number): Refused | undefined {
  const code = codeOf(item)?.length ?? 0;
  if (code > longestCode) return refused('tag-too-long', `2000: ${code} > ${longestCode}`, index);
  const permission = (item[1260] ?? {}) as Tags;
  for (const [tag, most] of Object.entries(itemTexts)) {
    const { length } = String(permission[Number(tag)] ?? '');
    if (length > most) return refused('tag-too-long', `${tag}: ${length} > ${most}`, index);
  }
  const bound = encodeTlv(boundTags(item)).length;
  if (bound > longestTlv) return refused('tag-too-long', `FF4D: ${bound} > ${longestTlv}`, index);
  const size = sizeOf(item);
  return size > longestItem ? refused('tag-too-long', `1059: ${size} > ${longestItem}`, index) : undefined;
}

const sizeOf = (item: Tags): number =>
  plainItem + addedToItem + Math.min(String(item[1030]).length, longestName) + encodeTlv(boundTags(item)).length;
