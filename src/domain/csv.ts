/** CSV for Excel as a Russian Windows opens it. Our own: the types of papaparse pull Node's into the page, and it is one rule of quoting. */

/** What Excel, told nothing else, takes for the border of cells where the comma stands in numbers. */
const separator = ';';
/** Without it Excel reads UTF-8 as windows-1251. */
const byteOrderMark = '\ufeff';
const gs = '\u001d';

/**
 * Rows of fields as one text: quoted by RFC 4180, lines ended by CR LF. A field that a spreadsheet would run as a formula gets an apostrophe before it (OWASP,
 * "CSV injection"): names and answers are written by others. Digits that Excel would spoil as a number, the zeros before them or the last of sixteen, are told
 * as text. The separator of a marking code, which nothing shows, becomes <GS>.
 */
export const csv = (rows: ReadonlyArray<readonly string[]>): string =>
  byteOrderMark + rows.map((row) => `${row.map(field).join(separator)}\r\n`).join('');

function field(text: string): string {
  if (/^(?:0\d+|\d{12,})$/.test(text)) return `"=""${text}"""`;
  const safe = (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll(gs, '<GS>');
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
