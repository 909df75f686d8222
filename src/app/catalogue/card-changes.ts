import type { Goods } from '../../domain/goods/goods.ts';
import type { FieldChange } from '../../domain/journal/event.ts';

const shownFields = [
  'name',
  'price',
  'article',
  'folder',
  'measure',
  'isMarked',
  'group',
  'vat',
  'adult',
  'alcohol',
  'excise',
  'archived',
] as const;

/** What a person has changed on a card, as the journal tells it. `before` is absent of a new one. */
export function cardChanges(before: Goods | undefined, after: Goods): FieldChange[] {
  const changes: FieldChange[] = shownFields.flatMap((field): FieldChange[] =>
    before?.[field] === after[field]
      ? []
      : [
          field === 'archived'
            ? { field, from: before?.archived !== undefined, to: after.archived !== undefined }
            : { field, from: before?.[field], to: after[field] },
        ],
  );
  if (before?.planned?.price !== after.planned?.price || before?.planned?.from !== after.planned?.from)
    changes.push({ field: 'planned', from: before?.planned, to: after.planned });
  const [was, is] = [barcodesOf(before), barcodesOf(after)];
  if (was !== is) changes.push({ field: 'barcodes', from: was, to: is });
  const [wasQuick, isQuick] = [before?.quickKeyIndex !== undefined, after.quickKeyIndex !== undefined];
  if (wasQuick !== isQuick) changes.push({ field: 'quick', from: wasQuick, to: isQuick });
  return changes;
}

const barcodesOf = (card: Goods | undefined): string =>
  [card?.gtin, ...(card?.also ?? [])].filter((barcode) => barcode !== undefined).join(', ');

/** What decides how much a buyer pays, and whether he can buy at all. */
const guarded: ReadonlySet<string> = new Set(['price', 'planned', 'measure', 'vat', 'barcodes', 'archived']);

/** Whether such a change asks for the PIN, once there is one: a card that was made by a queue may get its group and its quick key from anybody. */
export const isPriceGuarded = (changes: readonly FieldChange[]): boolean =>
  changes.some(({ field }) => guarded.has(field));
