/** Rows of CSV (RFC 4180) that a spreadsheet shows and never runs. */

export type Cell = string | number | boolean | null;

/** A spreadsheet takes a file without it for one of its own, local encoding. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** What begins a formula, also behind a tab or a line break, and in the wide forms that East Asian spreadsheets take too. */
const BEGINS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n\t;']|^\s|\s$/;

/** With its line break. Texts that would be a formula begin with an apostrophe; numbers are themselves. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = BEGINS_FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
