/** The rows of a list with their line numbers. CSV is read by `csv-parse`: quotes, embedded separators, byte order marks. */
import { CsvError, parse } from 'csv-parse/sync';
import { message } from '@topiary/domain';
import type { Message } from '@topiary/domain';

export type ColumnName = 'host' | 'port' | 'tags' | 'pools' | 'promotion-rule';

/** What people call them, in lower case and without spaces, hyphens and underscores. */
const COLUMN_NAMES: ReadonlyMap<string, ColumnName> = new Map([
  ['host', 'host'],
  ['hostname', 'host'],
  ['address', 'host'],
  ['port', 'port'],
  ['tag', 'tags'],
  ['tags', 'tags'],
  ['pool', 'pools'],
  ['pools', 'pools'],
  ['promotionrule', 'promotion-rule'],
]);

export interface Header {
  /** Counted from 1. */
  readonly line: number;
  readonly delimiter: string;
  readonly cells: readonly string[];
  /** Where each known column stands; the first of two of the same meaning. */
  readonly columns: ReadonlyMap<ColumnName, number>;
  /** A known column that is named twice. */
  readonly twice: string | null;
}

export interface Row {
  /** Counted from 1; of a row of several lines, the last. */
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

export type Rows =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly problem: Message };

const DELIMITERS = [',', ';', '\t'] as const;
const BYTE_ORDER_MARK = '\u{feff}';

/** The first line that says anything is a header if one of its cells means a host. */
export function findHeader(text: string): Header | null {
  const lines = linesOf(text);
  const at = lines.findIndex(saysSomething);
  const first = lines[at];
  if (first === undefined) return null;
  for (const delimiter of DELIMITERS) {
    const cells = first.split(delimiter).map((cell) => cell.trim().replaceAll(/^"|"$/g, '').trim());
    const meanings = cells.map(meaningOf);
    if (!meanings.includes('host')) continue;
    const columns = new Map<ColumnName, number>();
    let twice: string | null = null;
    for (const [index, meaning] of meanings.entries()) {
      if (meaning === undefined) continue;
      if (columns.has(meaning)) twice = cells[index] ?? meaning;
      else columns.set(meaning, index);
    }
    return { line: at + 1, delimiter, cells, columns, twice };
  }
  return null;
}

/** `undefined`: nothing that is known here. */
export function meaningOf(heading: string): ColumnName | undefined {
  return COLUMN_NAMES.get(heading.toLowerCase().replaceAll(/[\s_-]/g, ''));
}

export function readRows(text: string, header: Header | null): Rows {
  if (header === null) {
    const rows = linesOf(text).map((line, index) => ({ line: index + 1, text: line.trim(), cells: [line] }));
    return { ok: true, rows: rows.filter((row) => saysSomething(row.text)) };
  }
  if (header.twice !== null) return { ok: false, problem: message('import-column-twice', { column: header.twice }) };
  return readCsv(text, header);
}

function readCsv(text: string, header: Header): Rows {
  try {
    const records = parse(text, {
      bom: true,
      delimiter: header.delimiter,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      comment: '#',
      comment_no_infix: true,
      trim: true,
    }) as unknown as readonly { record: readonly string[]; raw: string; info: { lines: number } }[];
    const rows = records
      .slice(1)
      .map(({ record, raw, info }) => ({ line: info.lines, text: raw.trim(), cells: record }));
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { readonly lines?: number };
    return { ok: false, problem: message('import-no-csv', { code: error.code, line: lines ?? header.line }) };
  }
}

function linesOf(text: string): readonly string[] {
  const bare = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  return bare.split(/\r\n|\n|\r/);
}

function saysSomething(line: string): boolean {
  const trimmed = line.trim();
  return trimmed !== '' && !trimmed.startsWith('#');
}
