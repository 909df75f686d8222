/** Kinds of rejected scans whose goods the buyer holds and the receipt does not: they would leave the shop unpaid if the next scan took the word off the screen. */
const unresolved: ReadonlySet<string> = new Set([
  'damaged',
  'needs-mark',
  'unknown-goods',
  'busy',
  'package-unread',
  'not-whole',
]);

/** Apart from `rejected.ts`: the first paint needs it, and no reading of codes. */
export const isUnresolved = ({ kind }: { readonly kind: string }): boolean => unresolved.has(kind);
