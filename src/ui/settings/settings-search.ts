/** Finding a setting by what a person calls it. What stands on the screen is what can be found: the words are read from the form itself, so that no list of them grows old. */

/** A place in the settings: a card, or a field or button in it. */
export interface Place {
  /** What is shown of it. */
  readonly label: string;
  /** The card it stands in. */
  readonly card: string;
  /** Further words that lead there: hints, choices. */
  readonly words: string;
}

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

/** So many are shown: who sees more reads none. */
const most = 7;

/** Places that have every word that was typed, or its beginning; by their own name first, then by their card's, then by what is said there. */
export function found<Any extends Place>(places: readonly Any[], typed: string): Any[] {
  const asked = plain(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  if (asked.length === 0) return [];
  const has = (text: string, word: string): boolean =>
    plain(text)
      .split(/[^\p{L}\p{N}]+/u)
      .some((each) => each.startsWith(word));
  const rank = ({ label, card, words }: Place): number => {
    const layers = [label, `${label} ${card}`, `${label} ${card} ${words}`];
    return layers.findIndex((layer) => asked.every((word) => has(layer, word)));
  };
  return places
    .map((place) => ({ place, at: rank(place) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .slice(0, most)
    .map(({ place }) => place);
}
