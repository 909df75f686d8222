/** What a table says of a word that somebody else wrote; undefined for a word it does not know, `constructor` and its like among them: every object inherits those. */
export function own<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  // eslint-disable-next-line words/foreign -- the one place that asks first
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
