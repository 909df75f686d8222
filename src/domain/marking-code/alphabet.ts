/** Separator of GS1 elements (FNC1 inside a symbol), U+001D. */
export const GS = '\u001d';

/** GS1 character set 82, the alphabet of serials (GS1 General Specifications §7.11), as the inside of a regular expression class. */
export const CSET_82 = 'A-Za-z0-9!"%&\'()*+,\\-./:;<=>?_';

/** Alphabet of crypto keys and tails (reference/marking-codes.md §1.2), same form. */
export const BASE_64 = 'A-Za-z0-9+/=';
