/** A scan as a person can read it, nothing in it unseen: for the screen of the scanner doctor and for the report. */

/** A run of characters that show themselves, or the name of one that does not. */
export interface Piece {
  readonly text: string;
  /** `text` is the name of one character. */
  readonly control: boolean;
}

/** Names of U+0000 to U+0020. */
const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP'.split(
    ' ',
  );

/** Controls, formats, halves of pairs, unassigned ones; every kind of space; what changes its neighbour instead of showing itself. */
const UNSEEN = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u;

/** Splits `text` so that the pieces that are no names, joined with what the others name, are `text` again. */
export function visible(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let seen = '';
  const flush = (): void => {
    if (seen !== '') pieces.push({ text: seen, control: false });
    seen = '';
  };
  for (const character of text) {
    if (!UNSEEN.test(character)) {
      seen += character;
      continue;
    }
    flush();
    pieces.push({ text: `<${nameOf(character.codePointAt(0) ?? 0)}>`, control: true });
  }
  flush();
  return pieces;
}

const nameOf = (codePoint: number): string =>
  NAMES[codePoint] ?? (codePoint === 0x7f ? 'DEL' : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
