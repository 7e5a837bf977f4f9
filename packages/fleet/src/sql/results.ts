/** What a client gets for a statement. */

/** Numbers travel as text and are read by their column's type. */
export type Cell = string | number | bigint | null;
export type Row = readonly Cell[];

/** MySQL's field types, by the names of its protocol. */
export type FieldType =
  | 'VAR_STRING'
  | 'STRING'
  | 'BLOB'
  | 'LONG_BLOB'
  | 'JSON'
  | 'LONGLONG'
  | 'LONG'
  | 'SHORT'
  | 'TINY'
  | 'DOUBLE'
  | 'FLOAT'
  | 'NEWDECIMAL'
  | 'DATETIME'
  | 'TIMESTAMP'
  | 'NULL';

export interface Column {
  readonly name: string;
  /** What clients make of the text. */
  readonly type: 'text' | 'integer' | 'double';
  readonly field: FieldType;
  readonly unsigned: boolean;
  readonly notNull: boolean;
}

/** An array of columns is the same object from answer to answer while nothing about it changes, so that it may be a key. */
export type Columns = readonly Column[];

export type StatementResult =
  | { readonly kind: 'rows'; readonly columns: Columns; readonly rows: readonly Row[] }
  | { readonly kind: 'ok'; readonly affectedRows: number; readonly warnings: number }
  | ServerError;

export interface ServerError {
  readonly kind: 'error';
  readonly number: number;
  readonly sqlState: string;
  readonly text: string;
}

export const OK_RESULT: StatementResult = { kind: 'ok', affectedRows: 0, warnings: 0 };

const FIELD_TYPES: Readonly<Record<FieldType, Column['type']>> = {
  VAR_STRING: 'text',
  STRING: 'text',
  BLOB: 'text',
  LONG_BLOB: 'text',
  JSON: 'text',
  LONGLONG: 'integer',
  LONG: 'integer',
  SHORT: 'integer',
  TINY: 'integer',
  DOUBLE: 'double',
  FLOAT: 'double',
  NEWDECIMAL: 'text',
  DATETIME: 'text',
  TIMESTAMP: 'text',
  NULL: 'text',
};

/**
 * Columns from their short form, in which the tables are written: `Port:LONGu! Host:VAR_STRING` is an unsigned number that
 * is never null, and a text.
 */
export function columnsOf(specification: string): Columns {
  return specification
    .trim()
    .split(/\s+/)
    .map((part) => {
      const [name = '', type = 'VAR_STRING'] = part.split(':');
      const unsigned = /u!?$/.test(type);
      const field = type.replace(/u?!?$/, '');
      return columnOf(name.replaceAll('~', ' '), isFieldType(field) ? field : 'VAR_STRING', {
        unsigned,
        notNull: type.endsWith('!'),
      });
    });
}

function isFieldType(text: string): text is FieldType {
  return Object.hasOwn(FIELD_TYPES, text);
}

export function columnOf(
  name: string,
  field: FieldType,
  flags: { readonly unsigned?: boolean; readonly notNull?: boolean } = {},
): Column {
  return {
    name,
    field,
    type: FIELD_TYPES[field],
    unsigned: flags.unsigned ?? false,
    notNull: flags.notNull ?? false,
  };
}
