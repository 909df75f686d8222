/** CSV for Excel as a Russian Windows opens it. Our own: the types of papaparse pull Node's into the page, and it is one rule of quoting. */

/** What Excel, told nothing else, takes for the border of cells where the comma stands in numbers. */
const separator = ';';
/** Without it Excel reads UTF-8 as windows-1251. */
const byteOrderMark = '\ufeff';
const gs = '\u001d';

/** Whatever some reader takes for the end of a line. */
const lineEnd = /(\r\n|[\n\v\f\r\u0085\u2028\u2029])/;
/** What a reader may pass over before it looks whether a formula begins: white space, marks that nothing shows, quotes. */
const passedOver = /^[\s\p{C}"'`´‘’‚‛“”„‟«»＂＇]*/u;
/** How a formula begins, in any width: `＝` and `﹦` are `=` to a spreadsheet of the East, and so are the raised and the lowered ones by NFKC; `−` is a minus to all. */
const formulaStart = /^[=+\-@\u2212]/;
/** Characters that tell a reader of tabs or lines that a new cell begins, and then anything may follow (OWASP). */
const cellStart = /^[\t\r\n]/;

/**
 * Rows of fields as one text: quoted by RFC 4180, lines ended by CR LF. A field, or a line inside one, that a spreadsheet would run as a formula gets an
 * apostrophe before it (OWASP, "CSV injection"): names and answers are written by others. Digits that Excel would spoil as a number, the zeros before them or
 * the last of sixteen, are told as text. The separator of a marking code, which nothing shows, becomes <GS>.
 */
export const csv = (rows: ReadonlyArray<readonly string[]>): string =>
  byteOrderMark + rows.map((row) => `${row.map(field).join(separator)}\r\n`).join('');

function field(text: string): string {
  if (/^(?:0\d+|\d{12,})$/.test(text)) return `"=""${text}"""`;
  const shown = text.replaceAll(gs, '<GS>');
  const guarded = shown
    .split(lineEnd)
    .map((line) => (isFormula(line) ? `'${line}` : line))
    .join('');
  const safe = cellStart.test(guarded) ? `'${guarded}` : guarded;
  return /[",;\t]/.test(safe) || lineEnd.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const isFormula = (line: string): boolean =>
  formulaStart.test(line.replace(passedOver, '').slice(0, 1).normalize('NFKC'));
