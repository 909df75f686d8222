/** What we use of it. Its own types pull Node's into the page. */
declare module 'papaparse' {
  interface Answer {
    readonly data: string[][];
    readonly meta: { readonly delimiter: string };
  }
  interface Config {
    readonly delimiter?: string;
    readonly delimitersToGuess?: readonly string[];
    readonly preview?: number;
    /** Also of the guess: an empty line at the end would make one column of a short file. */
    readonly skipEmptyLines?: boolean;
    readonly chunkSize?: number;
    readonly chunk?: (answer: Answer) => void;
  }
  const papa: { parse(text: string, config: Config): Answer };
  export default papa;
}
